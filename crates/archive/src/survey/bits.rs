//! A set of small numbers.

/// Which of the numbers below a length are in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bits(Vec<u64>);

impl Bits {
    /// None of so many.
    pub fn none(length: usize) -> Self {
        Self(vec![0; length.div_ceil(64)])
    }

    /// Those of so many for which it `is`.
    pub fn of(length: usize, is: impl Fn(usize) -> bool) -> Self {
        let word = |start: usize| {
            let all = start..length.min(start + 64);
            all.fold(0, |word, at| word | u64::from(is(at)) << (at - start))
        };
        Self((0..length).step_by(64).map(word).collect())
    }

    /// Puts a number in.
    pub fn put(&mut self, at: usize) {
        if let Some(word) = self.0.get_mut(at / 64) {
            *word |= 1 << (at % 64);
        }
    }

    /// Whether a number is in.
    #[inline]
    pub fn has(&self, at: u32) -> bool {
        self.0.get(at as usize / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    /// Keeps those that are in the other one too.
    pub fn and(&mut self, other: &Self) {
        let others = other.0.iter().copied().chain(std::iter::repeat(0));
        self.0.iter_mut().zip(others).for_each(|(word, other)| *word &= other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_in_or_not() {
        let mut even = Bits::of(130, |at| at % 2 == 0);
        assert!(even.has(128) && !even.has(129) && !even.has(1000) && !even.has(u32::MAX));
        even.and(&Bits::of(70, |at| at % 3 == 0));
        let kept: Vec<u32> = (0..130).filter(|at| even.has(*at)).collect();
        assert_eq!(kept, (0..70).filter(|at| at % 6 == 0).collect::<Vec<_>>());
    }
}
