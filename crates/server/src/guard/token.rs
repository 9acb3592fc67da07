//! The token that has to be shown, and the cookie that stands for it in a browser.
//!
//! What is compared are keyed hashes, in constant time, so that neither the time nor the length of a wrong token tells
//! anything. The key is made anew at each start; the cookie holds such a hash, not the token.

use std::path::Path;

use axum::http::{HeaderMap, HeaderValue, header};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use twox_hash::XxHash3_64;

use crate::asked::cookie;

/// What opens the door.
pub struct Entry {
    key: [u8; 32],
    token: [u8; 32],
    cookie: String,
    /// Servers on one machine share their cookies: each archive has its own.
    name: String,
}

/// What someone shows.
#[derive(Debug, PartialEq, Eq)]
pub enum Shown {
    /// A token, and whether it is the right one.
    Token(bool),
    /// The right cookie.
    Cookie,
    /// Nothing that opens anything.
    Nothing,
}

impl Entry {
    /// For this token, with a new key.
    pub fn of(token: &str, archive: &Path) -> Self {
        let mut key = [0; 32];
        // Without chance from the system nothing can be kept secret here; the token itself still is.
        if getrandom::fill(&mut key).is_err() {
            key = Sha256::digest(format!("{token}{:?}", std::time::SystemTime::now())).into();
        }
        let hash = keyed(&key, token.as_bytes());
        let for_cookie = keyed(&key, &keyed(&key, &hash));
        let name = archive.as_os_str().as_encoded_bytes();
        Self {
            key,
            token: hash,
            cookie: for_cookie.iter().map(|byte| format!("{byte:02x}")).collect(),
            name: format!("sayso_entry_{:08x}", XxHash3_64::oneshot(name) >> 32),
        }
    }

    /// What a request shows. A token goes before a cookie, so that with the one nobody can try the other.
    pub fn shown(&self, headers: &HeaderMap) -> Shown {
        if let Some(token) = bearer(headers) {
            return Shown::Token(self.is_token(token));
        }
        match cookie(headers, &self.name) {
            Some(said) if is_same(&self.key, said.as_bytes(), self.cookie.as_bytes()) => {
                Shown::Cookie
            }
            _ => Shown::Nothing,
        }
    }

    /// Whether this is the token.
    pub fn is_token(&self, said: &str) -> bool {
        keyed(&self.key, said.as_bytes()).ct_eq(&self.token).into()
    }

    /// The cookie for a browser that has shown the token; it goes with the window.
    pub fn cookie(&self) -> Option<HeaderValue> {
        let (name, value) = (&self.name, &self.cookie);
        HeaderValue::from_str(&format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict")).ok()
    }
}

/// Whether a request shows this token itself, not its cookie: what changes an archive wants it always.
pub fn has_token(headers: &HeaderMap, token: &str) -> bool {
    bearer(headers).is_some_and(|said| is_same(&[0; 32], said.as_bytes(), token.as_bytes()))
}

fn is_same(key: &[u8; 32], one: &[u8], other: &[u8]) -> bool {
    keyed(key, one).ct_eq(&keyed(key, other)).into()
}

/// The token in `Authorization: Bearer …`; empty where something else stands there.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let said = headers.get(header::AUTHORIZATION)?.to_str().unwrap_or_default();
    let (scheme, token) = said.split_once(' ').unwrap_or_default();
    Some(if scheme.eq_ignore_ascii_case("bearer") { token.trim() } else { "" })
}

/// A hash that nobody without the key can make; of a hash with the key before it, so that nothing can be added.
fn keyed(key: &[u8; 32], text: &[u8]) -> [u8; 32] {
    let inner = Sha256::new().chain_update(key).chain_update(text).finalize();
    Sha256::new().chain_update(key).chain_update(inner).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(entry: &Entry, name: header::HeaderName, value: &str) -> Shown {
        let mut headers = HeaderMap::new();
        headers.insert(name, HeaderValue::from_str(value).unwrap());
        entry.shown(&headers)
    }

    #[test]
    fn the_token_or_its_cookie_is_shown() {
        let entry = Entry::of("open sesame, please", Path::new("news.sayso"));
        let bearer = |said: &str| shown(&entry, header::AUTHORIZATION, said);
        assert_eq!(bearer("Bearer open sesame, please"), Shown::Token(true));
        assert_eq!(bearer("bearer  open sesame, please"), Shown::Token(true));
        for wrong in ["Bearer", "Bearer ", "Bearer open sesame", "Basic open sesame, please", "x"] {
            assert_eq!(bearer(wrong), Shown::Token(false), "{wrong}");
        }
        let set = entry.cookie().unwrap();
        let set = set.to_str().unwrap();
        assert!(
            set.contains("HttpOnly") && set.contains("SameSite=Strict") && !set.contains("sesame")
        );
        let pair = set.split(';').next().unwrap();
        assert_eq!(shown(&entry, header::COOKIE, &format!("a=b; {pair}")), Shown::Cookie);
        assert_eq!(shown(&entry, header::COOKIE, &format!("{pair}0")), Shown::Nothing);
        assert_eq!(shown(&entry, header::COOKIE, &pair.replace("sayso", "other")), Shown::Nothing);
        // Another start, another key.
        let next = Entry::of("open sesame, please", Path::new("news.sayso"));
        assert_eq!(shown(&next, header::COOKIE, pair), Shown::Nothing);
    }
}
