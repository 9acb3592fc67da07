//! Texts, compressed: each by itself, so that one is read without its neighbours, and with a
//! dictionary of news English (`data/text.dict`, made of the codebook's own examples by
//! `examples/make_dictionary.rs`), so that short ones are small too.

use std::cell::RefCell;

use zstd::bulk::{Compressor, Decompressor};

/// Part of the format: another one would make older archives unreadable.
const DICTIONARY: &[u8] = include_bytes!("../data/text.dict");
/// Above this, smaller texts cost more time than they save room.
const LEVEL: i32 = 12;
/// A text that claims to be larger than this is damaged, in bytes.
const LARGEST: usize = 1 << 30;

thread_local! {
    static COMPRESSOR: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static DECOMPRESSOR: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

/// The compressed form of a text.
///
/// # Errors
/// There is no memory for it.
pub fn compress(text: &str) -> std::io::Result<Vec<u8>> {
    COMPRESSOR.with_borrow_mut(|compressor| {
        let compressor = match compressor {
            Some(compressor) => compressor,
            None => compressor.insert(Compressor::with_dictionary(LEVEL, DICTIONARY)?),
        };
        compressor.compress(text.as_bytes())
    })
}

/// The text of a compressed form; `None` where it is damaged.
pub fn expand(bytes: &[u8]) -> Option<String> {
    let length = usize::try_from(zstd::zstd_safe::get_frame_content_size(bytes).ok()??).ok()?;
    let length = (length <= LARGEST).then_some(length)?;
    let text = DECOMPRESSOR.with_borrow_mut(|decompressor| {
        let decompressor = match decompressor {
            Some(decompressor) => decompressor,
            None => decompressor.insert(Decompressor::with_dictionary(DICTIONARY).ok()?),
        };
        decompressor.decompress(bytes, length).ok()
    })?;
    String::from_utf8(text).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn texts_come_out_again(text: String, byte: u8, at: usize) {
            let mut bytes = compress(&text).unwrap();
            prop_assert_eq!(expand(&bytes), Some(text));
            let length = bytes.len();
            bytes[at % length] = byte;
            expand(&bytes);
        }
    }

    #[test]
    fn news_is_less_than_half_its_size() {
        let text = "The foreign minister of Ruritania arrived in Strelsau on Monday for talks with his \
            Freedonian counterpart, a day after shelling killed at least 12 villagers near the border.";
        assert!(compress(text).unwrap().len() * 2 < text.len());
    }
}
