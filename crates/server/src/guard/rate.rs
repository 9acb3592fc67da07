//! How often something may be done from one address: so many times at once, and as many again within a minute.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Addresses that are remembered; more share one allowance.
const REMEMBERED: usize = 4096;

const MINUTE: Duration = Duration::from_secs(60);

/// What is left to each address.
pub struct Rates {
    most: f64,
    left: Mutex<HashMap<IpAddr, Left>>,
}

/// What was left to an address, and when.
#[derive(Clone, Copy)]
struct Left {
    times: f64,
    at: Instant,
}

impl Rates {
    /// So many times a minute.
    pub fn a_minute(times: u32) -> Self {
        Self { most: f64::from(times), left: Mutex::default() }
    }

    /// Does it once more.
    ///
    /// # Errors
    /// It was done too often; in so many seconds it may be done again.
    pub fn take(&self, from: IpAddr) -> Result<(), u64> {
        self.take_at(from, Instant::now())
    }

    /// Whether it may not be done now.
    pub fn is_spent(&self, from: IpAddr) -> bool {
        self.at_hand(&self.all(), from, Instant::now()) < 1.0
    }

    /// Seconds until it may be done again.
    pub fn wait(&self, from: IpAddr) -> u64 {
        self.until_one(self.at_hand(&self.all(), from, Instant::now()))
    }

    fn take_at(&self, from: IpAddr, now: Instant) -> Result<(), u64> {
        let mut all = self.all();
        if all.len() >= REMEMBERED && !all.contains_key(&network(from)) {
            all.retain(|_, left| now.duration_since(left.at) < MINUTE);
        }
        let times = self.at_hand(&all, from, now);
        if times < 1.0 {
            return Err(self.until_one(times));
        }
        let left = Left { times: times - 1.0, at: now };
        let kept_as = kept_as(&all, from);
        all.insert(kept_as, left);
        Ok(())
    }

    fn at_hand(&self, all: &HashMap<IpAddr, Left>, from: IpAddr, now: Instant) -> f64 {
        let Some(left) = all.get(&kept_as(all, from)) else { return self.most };
        let again = now.duration_since(left.at).as_secs_f64() / MINUTE.as_secs_f64() * self.most;
        (left.times + again).min(self.most)
    }

    fn until_one(&self, times: f64) -> u64 {
        let minutes = (1.0 - times).max(0.0) / self.most.max(f64::MIN_POSITIVE);
        // Between one second and an hour, whatever the numbers are.
        (minutes * MINUTE.as_secs_f64()).ceil().clamp(1.0, 3600.0) as u64
    }

    fn all(&self) -> MutexGuard<'_, HashMap<IpAddr, Left>> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The network that an address belongs to: whoever has one address of IPv6 has 2⁶⁴.
fn network(from: IpAddr) -> IpAddr {
    match from.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from(u128::from(v6) & (u128::MAX << 64))),
        v4 => v4,
    }
}

fn kept_as(all: &HashMap<IpAddr, Left>, from: IpAddr) -> IpAddr {
    let network = network(from);
    match all.len() < REMEMBERED || all.contains_key(&network) {
        true => network,
        false => IpAddr::V6(Ipv6Addr::UNSPECIFIED),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_spent_comes_back_within_a_minute() {
        let (rates, now) = (Rates::a_minute(6), Instant::now());
        let (one, other) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        for _ in 0..6 {
            assert_eq!(rates.take_at(one, now), Ok(()));
        }
        assert_eq!(rates.take_at(one, now), Err(10));
        assert_eq!(rates.take_at(other, now), Ok(()));
        assert_eq!(rates.take_at(one, now + Duration::from_secs(11)), Ok(()));
        assert!(rates.take_at(one, now + Duration::from_secs(11)).is_err());
    }

    #[test]
    fn a_network_is_one_and_many_share() {
        let (rates, now) = (Rates::a_minute(1), Instant::now());
        assert_eq!(rates.take_at("2001:db8::1".parse().unwrap(), now), Ok(()));
        assert!(rates.take_at("2001:db8::2".parse().unwrap(), now).is_err());
        for number in 0..10_000_u32 {
            let _ = rates.take_at(IpAddr::V4(number.into()), now);
        }
        assert!(rates.all().len() <= REMEMBERED + 1);
        assert!(rates.take_at("198.51.100.1".parse().unwrap(), now).is_err());
        assert_eq!(rates.take_at("198.51.100.1".parse().unwrap(), now + MINUTE), Ok(()));
    }
}
