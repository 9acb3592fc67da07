//! Which vector instructions this processor has, and the few operations the products need.
//!
//! A kernel is written once over [`Lanes`] and compiled for each instruction set; [`Isa::detect`]
//! chooses at run time. Every set computes the same sums in the same order with fused
//! multiply-adds, so their results are the same bits; only processors without fused multiply-add
//! (x86 before 2013) round differently.

/// Floats of one block of columns: a whole AVX-512 register, or two of AVX2.
pub(super) const BLOCK: usize = 16;

/// An instruction set with a compiled kernel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Isa {
    /// AVX-512 F.
    #[cfg(target_arch = "x86_64")]
    Avx512,
    /// AVX2 with FMA.
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// What the target guarantees: NEON on ARM, SSE2 on x86.
    Portable,
}

impl Isa {
    /// The widest that this processor has. The answer is remembered by the standard library.
    pub(crate) fn detect() -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            if std::arch::is_x86_feature_detected!("avx512f") {
                return Self::Avx512;
            }
            if std::arch::is_x86_feature_detected!("avx2")
                && std::arch::is_x86_feature_detected!("fma")
            {
                return Self::Avx2;
            }
        }
        Self::Portable
    }
}

/// A register of floats. The methods are inlined into kernels that enable the instructions.
pub(super) trait Lanes: Copy {
    /// Floats in it; divides [`BLOCK`].
    const LANES: usize;

    /// Reads `LANES` floats.
    ///
    /// # Safety
    /// They must be readable, and the processor must have the instruction set.
    unsafe fn load(at: *const f32) -> Self;

    /// Writes `LANES` floats.
    ///
    /// # Safety
    /// They must be writable, and the processor must have the instruction set.
    unsafe fn store(self, at: *mut f32);

    /// The same float in every lane.
    ///
    /// # Safety
    /// The processor must have the instruction set.
    unsafe fn splat(value: f32) -> Self;

    /// `self * by + to`, rounded once.
    ///
    /// # Safety
    /// The processor must have the instruction set.
    unsafe fn mul_add(self, by: Self, to: Self) -> Self;

    /// Lane by lane.
    ///
    /// # Safety
    /// The processor must have the instruction set.
    unsafe fn add(self, other: Self) -> Self;

    /// Asks for the 64 bytes at `at` to be brought near; nothing is read, any address will do.
    fn prefetch(at: *const f32);

    /// The larger, lane by lane; `other` where neither is.
    ///
    /// # Safety
    /// The processor must have the instruction set.
    unsafe fn max(self, other: Self) -> Self;
}

/// Eight floats without any particular instructions.
#[derive(Clone, Copy)]
pub(super) struct Plain([f32; 8]);

impl Plain {
    #[inline(always)]
    fn zip(self, other: Self, f: impl Fn(f32, f32) -> f32) -> Self {
        Self(std::array::from_fn(|i| f(self.0[i], other.0[i])))
    }
}

/// Whether a fused multiply-add is one instruction; in software it would take a hundred.
const FUSED: bool = cfg!(any(target_feature = "fma", target_arch = "aarch64", test));

impl Lanes for Plain {
    const LANES: usize = 8;

    #[inline(always)]
    unsafe fn load(at: *const f32) -> Self {
        // SAFETY: the caller's.
        Self(unsafe { at.cast::<[f32; 8]>().read_unaligned() })
    }

    #[inline(always)]
    unsafe fn store(self, at: *mut f32) {
        // SAFETY: the caller's.
        unsafe { at.cast::<[f32; 8]>().write_unaligned(self.0) }
    }

    #[inline(always)]
    unsafe fn splat(value: f32) -> Self {
        Self([value; 8])
    }

    #[inline(always)]
    unsafe fn mul_add(self, by: Self, to: Self) -> Self {
        Self(std::array::from_fn(|i| {
            if FUSED { self.0[i].mul_add(by.0[i], to.0[i]) } else { self.0[i] * by.0[i] + to.0[i] }
        }))
    }

    #[inline(always)]
    fn prefetch(_: *const f32) {}

    #[inline(always)]
    unsafe fn add(self, other: Self) -> Self {
        self.zip(other, |a, b| a + b)
    }

    #[inline(always)]
    unsafe fn max(self, other: Self) -> Self {
        self.zip(other, |a, b| if a > b { a } else { b })
    }
}

#[cfg(target_arch = "x86_64")]
pub(super) use x86::{Ymm, Zmm};

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::*;

    use super::Lanes;

    /// A 256-bit register.
    #[derive(Clone, Copy)]
    pub(in super::super) struct Ymm(__m256);

    /// A 512-bit register.
    #[derive(Clone, Copy)]
    pub(in super::super) struct Zmm(__m512);

    macro_rules! lanes {
        ($name:ident, $lanes:literal, $load:ident, $store:ident, $splat:ident, $fma:ident, $add:ident, $max:ident) => {
            impl Lanes for $name {
                const LANES: usize = $lanes;

                #[inline(always)]
                unsafe fn load(at: *const f32) -> Self {
                    // SAFETY: the caller's.
                    Self(unsafe { $load(at) })
                }

                #[inline(always)]
                unsafe fn store(self, at: *mut f32) {
                    // SAFETY: the caller's.
                    unsafe { $store(at, self.0) }
                }

                #[inline(always)]
                unsafe fn splat(value: f32) -> Self {
                    // SAFETY: the caller's.
                    Self(unsafe { $splat(value) })
                }

                #[inline(always)]
                unsafe fn mul_add(self, by: Self, to: Self) -> Self {
                    // SAFETY: the caller's.
                    Self(unsafe { $fma(self.0, by.0, to.0) })
                }

                #[inline(always)]
                fn prefetch(at: *const f32) {
                    // SAFETY: SSE is part of x86-64, and a prefetch cannot fault.
                    unsafe { _mm_prefetch::<_MM_HINT_T0>(at.cast()) }
                }

                #[inline(always)]
                unsafe fn add(self, other: Self) -> Self {
                    // SAFETY: the caller's.
                    Self(unsafe { $add(self.0, other.0) })
                }

                #[inline(always)]
                unsafe fn max(self, other: Self) -> Self {
                    // SAFETY: the caller's.
                    Self(unsafe { $max(self.0, other.0) })
                }
            }
        };
    }

    lanes!(
        Ymm,
        8,
        _mm256_loadu_ps,
        _mm256_storeu_ps,
        _mm256_set1_ps,
        _mm256_fmadd_ps,
        _mm256_add_ps,
        _mm256_max_ps
    );
    lanes!(
        Zmm,
        16,
        _mm512_loadu_ps,
        _mm512_storeu_ps,
        _mm512_set1_ps,
        _mm512_fmadd_ps,
        _mm512_add_ps,
        _mm512_max_ps
    );
}

/// Defines a function that runs a generic kernel, compiled once for each instruction set.
///
/// `dispatch!(isa, kernel::<S, ROWS>(arguments: types))` with the registers' type and the rows of a
/// tile that fit its number of registers.
macro_rules! dispatch {
    ($(#[$meta:meta])* fn $name:ident => $kernel:ident($($argument:ident: $of:ty),* $(,)?)) => {
        $(#[$meta])*
        fn $name(isa: Isa, $($argument: $of),*) {
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx512f")]
            fn avx512($($argument: $of),*) {
                // SAFETY: this function enables the instructions.
                unsafe { $kernel::<$crate::net::simd::Zmm, 8>($($argument),*) }
            }
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2,fma")]
            fn avx2($($argument: $of),*) {
                // SAFETY: this function enables the instructions.
                unsafe { $kernel::<$crate::net::simd::Ymm, 4>($($argument),*) }
            }
            match isa {
                // SAFETY: an `Isa` is only made when the processor has it.
                #[cfg(target_arch = "x86_64")]
                Isa::Avx512 => unsafe { avx512($($argument),*) },
                // SAFETY: the same.
                #[cfg(target_arch = "x86_64")]
                Isa::Avx2 => unsafe { avx2($($argument),*) },
                // SAFETY: no particular instructions.
                Isa::Portable => unsafe { $kernel::<$crate::net::simd::Plain, 2>($($argument),*) },
            }
        }
    };
}
pub(super) use dispatch;
