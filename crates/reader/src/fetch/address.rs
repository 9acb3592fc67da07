//! Which addresses of a network may be connected to.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver as Names};
use ureq::unversioned::transport::NextTimeout;

/// What may be connected to: the public network, and in tests a server of their own.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    #[cfg(test)]
    pub also: Option<SocketAddr>,
}

impl Policy {
    fn allows(&self, address: &SocketAddr) -> bool {
        #[cfg(test)]
        if self.also == Some(*address) {
            return true;
        }
        refused(address.ip()).is_none()
    }
}

/// Looks names up, and gives only addresses that may be connected to. `ureq` connects to what it
/// is given here and looks nothing up again.
#[derive(Debug)]
pub struct Resolver {
    policy: Policy,
    names: DefaultResolver,
}

impl Resolver {
    /// One that keeps to a policy.
    pub fn new(policy: Policy) -> Self {
        Self { policy, names: DefaultResolver::default() }
    }
}

impl Names for Resolver {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.names.resolve(uri, config, timeout)?;
        let mut allowed = self.empty();
        for address in found.iter().filter(|address| self.policy.allows(address)) {
            allowed.push(*address);
        }
        match found.iter().next() {
            Some(first) if allowed.is_empty() => {
                let what = refused(first.ip()).unwrap_or("special");
                Err(ureq::Error::Other(Box::new(Refused { address: first.ip(), what })))
            }
            _ => Ok(allowed),
        }
    }
}

/// An address that is not connected to.
#[derive(Debug)]
pub struct Refused {
    address: IpAddr,
    what: &'static str,
}

impl std::error::Error for Refused {}

impl fmt::Display for Refused {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        write!(formatter, "{} ({})", self.address, self.what)
    }
}

/// What an address is, if it is none of the public network (IANA's registries of special-purpose
/// addresses, RFC 6890 and its additions).
pub fn refused(address: IpAddr) -> Option<&'static str> {
    match address {
        IpAddr::V4(address) => refused_v4(address),
        IpAddr::V6(address) => refused_v6(address),
    }
}

fn refused_v4(address: Ipv4Addr) -> Option<&'static str> {
    let [a, b, c, _] = address.octets();
    Some(match (a, b, c) {
        (0, ..) => "this network",
        (127, ..) => "this machine",
        (10, ..) | (172, 16..=31, _) | (192, 168, _) => "a private network",
        (100, 64..=127, _) => "a provider's own network",
        (169, 254, _) => "the local link",
        // Azure's machines reach their host's metadata here.
        (168, 63, 129) if address.octets()[3] == 16 => "a provider's own network",
        (192, 0, 0) | (192, 88, 99) => "a protocol's own address",
        (192, 0, 2) | (198, 51, 100) | (203, 0, 113) => "for documentation",
        (198, 18..=19, _) => "for measurements",
        (224..=239, ..) => "for many at once",
        (240..=255, ..) => "reserved",
        _ => return None,
    })
}

fn refused_v6(address: Ipv6Addr) -> Option<&'static str> {
    let [a, b, c, d, e, f, g, h] = address.segments();
    let v4 = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match (a, b) {
        _ if address.is_loopback() => Some("this machine"),
        // Mapped and translated addresses (RFC 4291, 6052) are what they stand for.
        (0, 0) if (c, d, e, f) == (0, 0, 0, 0xffff) => refused_v4(v4(g, h)),
        (0x64, 0xff9b) if (c, d, e, f) == (0, 0, 0, 0) => refused_v4(v4(g, h)),
        (0x2002, _) => refused_v4(v4(b, c)).or(Some("a tunnel")),
        (0x2001, 0..=0x1ff) => Some("a protocol's own address"),
        (0x2001, 0xdb8) | (0x3fff, 0..=0xfff) => Some("for documentation"),
        (0x2000..=0x3fff, _) => None,
        (0xfc00..=0xfdff, _) => Some("a private network"),
        (0xfe80..=0xfebf, _) => Some("the local link"),
        (0xff00..=0xffff, _) => Some("for many at once"),
        _ => Some("reserved"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_public_network() {
        for special in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "100.100.100.200",
            "127.0.0.1",
            "127.255.0.1",
            "168.63.129.16",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.0.1",
            "198.18.0.1",
            "198.19.9.9",
            "198.51.100.1",
            "203.0.113.9",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "64:ff9b:1::808:808",
            "100::1",
            "2001::1",
            "2001:2::1",
            "2001:db8::1",
            "2002:a00:1::1",
            "2002:808:808::1",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(refused(special.parse().unwrap()).is_some(), "{special}");
        }
        for public in [
            "1.1.1.1",
            "8.8.8.8",
            "100.63.255.255",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "168.63.129.17",
            "198.20.0.1",
            "223.255.255.255",
            "2606:4700::1111",
            "2001:4860:4860::8888",
            "::ffff:8.8.8.8",
            "64:ff9b::808:808",
            "2a00:1450::1",
        ] {
            assert_eq!(refused(public.parse().unwrap()), None, "{public}");
        }
    }
}
