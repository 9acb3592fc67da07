//! [`sayso_fuzz::model`] of what libFuzzer makes up.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| sayso_fuzz::model(bytes));
