//! Whether method and address of a request make sense at all.

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use percent_encoding::percent_decode_str;

use super::refusal::Refusal;

/// The longest path with its query, in bytes.
const LONGEST: usize = 8 << 10;

/// Methods that some address takes; which ones, the address itself says.
const METHODS: [Method; 6] =
    [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];

const ALLOW: (HeaderName, HeaderValue) =
    (header::ALLOW, HeaderValue::from_static("GET, HEAD, POST"));

/// # Errors
/// Its method is none that is known here, or its address is too long or badly encoded.
pub fn judge(request: &Request) -> Result<(), Refusal> {
    if !METHODS.contains(request.method()) {
        let said = "nothing here takes this method; ask with GET, HEAD or POST";
        return Err(Refusal::of(StatusCode::METHOD_NOT_ALLOWED, said).with(ALLOW));
    }
    let uri = request.uri();
    let query = uri.query().unwrap_or_default();
    if uri.path().len() + query.len() > LONGEST {
        let said = format!("this address has more than {LONGEST} bytes; ask for less at once");
        return Err(Refusal::of(StatusCode::URI_TOO_LONG, said));
    }
    if !uri.path().starts_with('/') {
        return Err(unclear("an address begins with /"));
    }
    [("path", uri.path()), ("query", query)].into_iter().try_for_each(|(what, text)| {
        is_encoded(text).map_err(|why| unclear(&format!("the {what} of this address {why}")))
    })
}

fn unclear(said: &str) -> Refusal {
    Refusal::of(StatusCode::BAD_REQUEST, said)
}

/// Whether a text is percent-encoded UTF-8 without the character that ends strings elsewhere.
fn is_encoded(text: &str) -> Result<(), &'static str> {
    let mut parts = text.split('%');
    parts.next();
    let is_byte = |part: &str| {
        part.as_bytes().get(..2).is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit))
    };
    if !parts.all(is_byte) {
        return Err("has a % that encodes nothing; write %25 for it");
    }
    let decoded = percent_decode_str(text).decode_utf8();
    match decoded.map_err(|_| "is not UTF-8; encode it as UTF-8")? {
        decoded if decoded.contains('\0') => Err("has a NUL character; leave it out"),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_badly_encoded_is_seen() {
        for sound in ["", "/a/%C3%A9", "q=a%20b+c&d=%25", "é"] {
            assert_eq!(is_encoded(sound), Ok(()), "{sound}");
        }
        for odd in ["%", "/a%2", "%zz", "%+1", "50%", "%C3", "%FF%FE", "a%00b", "%é"] {
            assert!(is_encoded(odd).is_err(), "{odd}");
        }
    }
}
