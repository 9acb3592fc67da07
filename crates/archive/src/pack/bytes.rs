//! Numbers and texts in as few bytes as they need: LEB128, signed numbers by zigzag.

/// Bytes being written.
#[derive(Debug, Default)]
pub struct Packing(pub Vec<u8>);

impl Packing {
    /// A number, seven bits a byte.
    pub fn uint(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    /// A number on either side of zero.
    pub fn int(&mut self, number: i64) {
        self.uint(((number << 1) ^ (number >> 63)) as u64);
    }

    /// A length and the bytes.
    pub fn text(&mut self, text: &str) {
        self.uint(text.len() as u64);
        self.0.extend_from_slice(text.as_bytes());
    }
}

/// Bytes being read; every step is `None` where they end or make no sense.
#[derive(Debug)]
pub struct Unpacking<'b>(pub &'b [u8]);

impl<'b> Unpacking<'b> {
    /// A number written by [`Packing::uint`].
    pub fn uint(&mut self) -> Option<u64> {
        let mut number = 0u64;
        for shift in (0..64).step_by(7) {
            let (&byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    /// A number that counts or places something in memory.
    pub fn size(&mut self) -> Option<usize> {
        self.uint()?.try_into().ok()
    }

    /// A number written by [`Packing::int`].
    pub fn int(&mut self) -> Option<i64> {
        let number = self.uint()?;
        Some((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    /// A text written by [`Packing::text`].
    pub fn text(&mut self) -> Option<&'b str> {
        let length = self.size()?;
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        std::str::from_utf8(text).ok()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_goes_in_comes_out(uint: u64, int: i64, text: String) {
            let mut packing = Packing::default();
            packing.uint(uint);
            packing.int(int);
            packing.text(&text);
            let mut unpacking = Unpacking(&packing.0);
            prop_assert_eq!(unpacking.uint(), Some(uint));
            prop_assert_eq!(unpacking.int(), Some(int));
            prop_assert_eq!(unpacking.text(), Some(text.as_str()));
            prop_assert!(unpacking.0.is_empty());
        }

        #[test]
        fn no_bytes_panic(bytes: Vec<u8>) {
            let mut unpacking = Unpacking(&bytes);
            while unpacking.uint().is_some() && unpacking.text().is_some() && unpacking.int().is_some() {}
        }
    }
}
