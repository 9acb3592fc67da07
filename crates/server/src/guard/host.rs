//! Under which name this machine is asked. A page of elsewhere can have its own name lead here (DNS rebinding) and
//! would then read what only this machine may; so none but known names are answered. An address in figures cannot be
//! led elsewhere, nor can `localhost`.

use std::net::{IpAddr, Ipv6Addr};

use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::HOST;
use axum::http::uri::Authority;

use super::arrival::Arrival;
use super::refusal::Refusal;

/// Names that this machine goes by.
pub struct Names(Vec<String>);

impl Names {
    /// `localhost` and these, with a port or without.
    pub fn of(hosts: &[String]) -> Self {
        let plain = |host: &String| match host.parse::<Authority>() {
            Ok(authority) => authority.host().to_ascii_lowercase(),
            Err(_) => host.to_ascii_lowercase(),
        };
        Self(hosts.iter().map(plain).collect())
    }

    /// # Errors
    /// The request names no host, or one that this machine does not go by.
    pub fn judge(&self, request: &Request, arrival: Arrival) -> Result<(), Refusal> {
        let odd =
            || Refusal::of(StatusCode::BAD_REQUEST, "name the host once, as `Host: localhost`");
        let asked = host(request).ok_or_else(odd)?;
        // A whole address in the first line of a request says the host, too.
        let also = request.uri().authority();
        match [Some(&asked), also].into_iter().flatten().all(|host| self.knows(host, arrival)) {
            true => Ok(()),
            false => {
                let said = "this machine is not known under that name; ask for it as localhost or by its \
                    address, or start `sayso serve` with --host NAME";
                Err(Refusal::of(StatusCode::MISDIRECTED_REQUEST, said))
            }
        }
    }

    fn knows(&self, asked: &Authority, arrival: Arrival) -> bool {
        let name = asked.host().to_ascii_lowercase();
        if name == "localhost" || self.0.contains(&name) {
            return true;
        }
        let figures = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
        let address = match figures {
            Some(figures) => figures.parse::<Ipv6Addr>().ok().map(IpAddr::V6),
            None => name.parse().ok().filter(IpAddr::is_ipv4),
        };
        address.is_some_and(|address| !arrival.is_within() || address.is_loopback())
    }
}

/// The one host that a request names, where it names one, without a user before it.
pub fn host(request: &Request) -> Option<Authority> {
    let mut all = request.headers().get_all(HOST).iter();
    let (Some(host), None) = (all.next(), all.next()) else { return None };
    let host = host.to_str().ok()?.parse::<Authority>().ok()?;
    let has_port = match host.as_str().strip_prefix(host.host())? {
        "" => true,
        port => port.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok()),
    };
    (has_port && !host.host().is_empty()).then_some(host)
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn judged(host: &str, at: &str) -> u16 {
        let request = Request::builder().uri("/").header(HOST, host).body(Body::empty()).unwrap();
        let at = at.parse().unwrap();
        let names = Names::of(&["News.example:8080".to_owned()]);
        match names.judge(&request, Arrival { from: at, at }) {
            Ok(()) => 200,
            Err(refusal) => refusal.status.as_u16(),
        }
    }

    #[test]
    fn names_that_lead_elsewhere_are_refused() {
        let own = "127.0.0.1:80";
        for known in
            ["localhost", "LOCALHOST:9000", "127.0.0.1", "127.0.0.1:8080", "[::1]", "[::1]:1"]
        {
            assert_eq!(judged(known, own), 200, "{known}");
        }
        assert_eq!(judged("news.example:1", own), 200);
        for other in ["evil.example", "localhost.evil.example", "192.0.2.1", "127.1", "0x7f.1", "1"]
        {
            assert_eq!(judged(other, own), 421, "{other}");
        }
        for odd in
            ["", "a@localhost", "localhost:x", "localhost:99999", "localhost, evil", "::1", "[::1"]
        {
            assert!([400, 421].contains(&judged(odd, own)), "{odd}");
        }
        for open in ["192.0.2.7:80", "[2001:db8::7]:80", "[::ffff:192.0.2.7]:80"] {
            assert_eq!(judged("192.0.2.7", open), 200, "{open}");
            assert_eq!(judged("[2001:db8::7]:80", open), 200, "{open}");
            assert_eq!(judged("evil.example", open), 421, "{open}");
        }
    }
}
