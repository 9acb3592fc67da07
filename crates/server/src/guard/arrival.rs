//! Where a request comes from, and where on this machine it comes in.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::Request;

/// The two ends of the connection that a request came over, left with each request by whoever accepted it. A request
/// without is taken for one of this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrival {
    /// The other end.
    pub from: SocketAddr,
    /// This end.
    pub at: SocketAddr,
}

impl Arrival {
    /// The ends of the connection that a request came over.
    pub fn of(request: &Request) -> Self {
        let here = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
        request.extensions().get().copied().unwrap_or(Self { from: here, at: here })
    }

    /// Whether it came in where only this machine can reach.
    pub fn is_within(self) -> bool {
        self.at.ip().to_canonical().is_loopback()
    }
}
