//! Where a redirect may lead, and what may go along.

use http::header::{AUTHORIZATION, COOKIE, LOCATION, PROXY_AUTHORIZATION};
use http::{HeaderMap, HeaderName, Method, StatusCode};
use url::Url;

use crate::redact::RedactedUrl;

/// The most redirects that are followed for one attempt.
pub(crate) const MAX_REDIRECTS: usize = 10;

/// What to do with an answer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// It is no redirect.
    Answer,
    /// Ask there.
    Follow(Url),
    /// Do not.
    Refuse(Refusal),
}

/// Why a redirect is not followed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    Asleep,
    Unreadable,
    Scheme(RedactedUrl),
    Downgrade(RedactedUrl),
    OtherOrigin(RedactedUrl),
    BecomesGet(RedactedUrl),
    BodySpent(RedactedUrl),
}

impl Refusal {
    pub(crate) fn message(&self) -> String {
        match self {
            Self::Asleep => {
                "the platform was put to sleep: wake it in the browser, then try again".to_owned()
            }
            Self::Unreadable => "its target is not a URL".to_owned(),
            Self::Scheme(to) => format!("it leads to `{to}`, which is not HTTP"),
            Self::Downgrade(to) => format!("it leads from https to `{to}`, which is not encrypted"),
            Self::OtherOrigin(to) => {
                format!("it leads to `{to}`, where only reads follow: set the base URL to it")
            }
            Self::BecomesGet(to) => format!("it would turn the request into a GET of `{to}`"),
            Self::BodySpent(to) => format!("it leads to `{to}`, but the body cannot be sent again"),
        }
    }
}

/// Judges an answer to `method` at `from`.
pub(crate) fn step(
    status: StatusCode,
    headers: &HeaderMap,
    from: &Url,
    method: &Method,
    body_replayable: bool,
) -> Step {
    if !matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Step::Answer;
    }
    let Some(location) = headers.get(LOCATION) else { return Step::Answer };
    let Some(mut to) =
        std::str::from_utf8(location.as_bytes()).ok().and_then(|text| from.join(text).ok())
    else {
        return Step::Refuse(Refusal::Unreadable);
    };
    // A sleeping SaaS trial answers everything like this.
    if location.as_bytes().windows(17).any(|window| window == b"reactivate-server") {
        return Step::Refuse(Refusal::Asleep);
    }
    to.set_fragment(None);
    // User info would become an `Authorization` header of the server's choosing.
    let _ = to.set_username("");
    let _ = to.set_password(None);
    let shown = RedactedUrl::new(&to);
    let refusal = if !matches!(to.scheme(), "http" | "https") || !to.has_host() {
        Refusal::Scheme(shown)
    } else if from.scheme() == "https" && to.scheme() == "http" {
        Refusal::Downgrade(shown)
    } else if matches!(*method, Method::GET | Method::HEAD) {
        return Step::Follow(to);
    } else if status == StatusCode::SEE_OTHER {
        Refusal::BecomesGet(shown)
    } else if !same_origin(from, &to) {
        Refusal::OtherOrigin(shown)
    } else if !body_replayable {
        Refusal::BodySpent(shown)
    } else {
        return Step::Follow(to);
    };
    Step::Refuse(refusal)
}

/// Tells whether two URLs have the same scheme, host and port.
pub(crate) fn same_origin(a: &Url, b: &Url) -> bool {
    a.scheme() == b.scheme()
        && a.host() == b.host()
        && a.port_or_known_default() == b.port_or_known_default()
}

/// Tells whether a header must not reach another origin: credentials, and everything made for the
/// platform alone.
pub(crate) fn is_bound_to_origin(name: &HeaderName) -> bool {
    *name == AUTHORIZATION
        || *name == COOKIE
        || *name == PROXY_AUTHORIZATION
        || name.as_str().starts_with("x-jfrog-")
        || name.as_str().starts_with("x-checksum")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(method: &Method, status: u16, from: &str, to: &str) -> Step {
        let mut headers = HeaderMap::new();
        headers.insert(LOCATION, to.parse().unwrap());
        step(
            StatusCode::from_u16(status).unwrap(),
            &headers,
            &Url::parse(from).unwrap(),
            method,
            true,
        )
    }

    fn followed(method: &Method, status: u16, from: &str, to: &str) -> Option<String> {
        match judge(method, status, from, to) {
            Step::Follow(url) => Some(url.into()),
            _ => None,
        }
    }

    #[test]
    fn reads_follow_and_writes_stay_at_home() {
        let here = "https://h/a/b?c=1";
        assert_eq!(followed(&Method::GET, 302, here, "/x"), Some("https://h/x".to_owned()));
        assert_eq!(followed(&Method::GET, 303, here, "y"), Some("https://h/a/y".to_owned()));
        assert_eq!(
            followed(&Method::GET, 307, here, "https://s3/x?sig=1#f"),
            Some("https://s3/x?sig=1".to_owned())
        );
        assert_eq!(
            followed(&Method::GET, 302, here, "https://u:p@s3/x"),
            Some("https://s3/x".to_owned())
        );
        assert_eq!(followed(&Method::POST, 301, here, "/x"), Some("https://h/x".to_owned()));
        assert_eq!(
            followed(&Method::POST, 308, here, "https://h:443/x"),
            Some("https://h/x".to_owned())
        );
        for (status, to) in [(303, "/x"), (307, "https://other/x"), (301, "https://h:8443/x")] {
            assert_eq!(followed(&Method::POST, status, here, to), None, "{status} {to}");
        }
        assert_eq!(followed(&Method::PUT, 307, "http://h/x", "https://h/x"), None);
    }

    #[test]
    fn bad_targets_are_refused() {
        let here = "https://h/a";
        for to in [
            "http://h/a",
            "ftp://h/a",
            "file:///etc/passwd",
            "https://",
            "https://h:99999/",
            "javascript:1",
        ] {
            assert!(matches!(judge(&Method::GET, 302, here, to), Step::Refuse(_)), "{to}");
        }
        assert_eq!(
            judge(&Method::GET, 302, here, "https://landing.example.com/reactivate-server/acme"),
            Step::Refuse(Refusal::Asleep)
        );
        assert_eq!(judge(&Method::GET, 304, here, "/x"), Step::Answer);
        assert_eq!(judge(&Method::GET, 200, here, "/x"), Step::Answer);
    }

    #[test]
    fn what_is_bound_to_the_origin_is_known_by_name() {
        for name in [
            "authorization",
            "cookie",
            "proxy-authorization",
            "x-jfrog-art-api",
            "x-jfrog-x",
            "x-checksum-sha1",
            "x-checksum",
        ] {
            assert!(is_bound_to_origin(&HeaderName::from_static(name)), "{name}");
        }
        for name in ["range", "accept", "user-agent", "if-range"] {
            assert!(!is_bound_to_origin(&HeaderName::from_static(name)), "{name}");
        }
    }
}
