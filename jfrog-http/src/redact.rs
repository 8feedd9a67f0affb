//! URLs, headers and foreign text that print safely.
//!
//! Headers and query values are hidden unless they are on a list of harmless ones: a list of
//! dangerous ones is always one entry short.

use std::borrow::Cow;
use std::fmt;

use http::{HeaderMap, HeaderName};
use url::Url;

use crate::secret::Secret;

/// What stands where something was hidden.
pub(crate) const HIDDEN: &str = "…";

/// A URL that prints without user info, fragment and the values of unknown query parameters.
///
/// ```
/// use jfrog_http::RedactedUrl;
///
/// let url = RedactedUrl::parse("https://me:pw@acme.example.com/a?X-Amz-Signature=0ff&limit=5");
/// assert_eq!(url.to_string(), "https://acme.example.com/a?X-Amz-Signature=…&limit=5");
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct RedactedUrl(String);

impl RedactedUrl {
    /// Redacts `text`. What is no URL at all is treated as prose, from which credentials are
    /// removed by pattern.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        match Url::parse(text) {
            Ok(url) => Self::new(&url),
            Err(_) => Self(Redactor::default().text(text).into_owned()),
        }
    }

    pub(crate) fn new(url: &Url) -> Self {
        if url.cannot_be_a_base() {
            // `me:password@host` parses as a URL with the scheme `me`.
            return Self(format!("{}:{HIDDEN}", url.scheme()));
        }
        let mut shown = url.clone();
        // Both fail only for URLs that cannot have a host, and those have no user info either.
        let _ = shown.set_username("");
        let _ = shown.set_password(None);
        shown.set_fragment(None);
        shown.set_query(None);
        let mut text = String::from(shown);
        if let Some(query) = url.query() {
            text.push('?');
            text.push_str(&redact_query(query));
        }
        Self(text)
    }

    /// Returns the redacted text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RedactedUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for RedactedUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// Prints a header map, hiding every value that is not known to be harmless, and in those what the
/// redactor knows.
pub(crate) struct RedactedHeaders<'a>(pub(crate) &'a HeaderMap, pub(crate) &'a Redactor);

impl fmt::Debug for RedactedHeaders<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_map();
        for (name, value) in self.0 {
            let shown =
                value.to_str().ok().filter(|_| is_safe_header(name) && !value.is_sensitive());
            map.entry(
                &name.as_str(),
                &shown.map_or(Cow::Borrowed(HIDDEN), |text| self.1.text(text)),
            );
        }
        map.finish()
    }
}

/// Removes secrets from text that a stranger wrote: those it was told of, wherever they stand, and
/// everything that looks like one.
#[derive(Clone, Default)]
pub(crate) struct Redactor {
    secrets: Vec<Secret>,
}

impl Redactor {
    pub(crate) fn knowing(mut self, secret: &Secret) -> Self {
        // A very short "secret" would shred the text it is looked for in, and hides nothing.
        if secret.expose().len() >= 4 {
            self.secrets.push(secret.clone());
        }
        self
    }

    pub(crate) fn text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut text = Cow::Borrowed(text);
        for secret in &self.secrets {
            if text.contains(secret.expose()) {
                text = Cow::Owned(text.replace(secret.expose(), HIDDEN));
            }
        }
        match redact_patterns(&text) {
            Some(redacted) => Cow::Owned(redacted),
            None => text,
        }
    }
}

impl fmt::Debug for Redactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Redactor({} secrets)", self.secrets.len())
    }
}

pub(crate) fn redact_query(query: &str) -> String {
    let mut out = String::with_capacity(query.len());
    for (index, pair) in query.split('&').enumerate() {
        if index > 0 {
            out.push('&');
        }
        match pair.split_once('=') {
            Some((name, _)) if !is_safe_query(name) => {
                out.push_str(name);
                out.push('=');
                out.push_str(HIDDEN);
            }
            // A bare key longer than any switch we know may itself be a token.
            None if pair.len() > 40 => out.push_str(HIDDEN),
            _ => out.push_str(pair),
        }
    }
    out
}

fn is_safe_query(name: &str) -> bool {
    SAFE_QUERY.iter().any(|safe| safe.eq_ignore_ascii_case(name))
}

fn is_safe_header(name: &HeaderName) -> bool {
    SAFE_HEADERS.contains(&name.as_str())
}

/// Walks the words of `text` and hides what looks like a credential. Returns `None` when there was
/// nothing to hide.
fn redact_patterns(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut changed = false;
    let mut awaited = Awaited::Nothing;
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(is_word_break).unwrap_or(rest.len());
        let (word, tail) = rest.split_at(end);
        if !word.is_empty() {
            let hidden = match awaited {
                Awaited::Secret => true,
                // `Bearer` and `Basic` announce a secret; "bearer token" in prose announces none.
                // Nor is every word after "token:" one.
                Awaited::Credential => word.len() >= 8 && !word.eq_ignore_ascii_case("realm"),
                Awaited::Value => word.len() >= 16 || word.contains(|c: char| c.is_ascii_digit()),
                Awaited::Nothing | Awaited::Separator => false,
            };
            if hidden || looks_secret(word) {
                out.push_str(HIDDEN);
                changed = true;
            } else if let Some(shown) = redact_assignment(word).or_else(|| redact_user_info(word)) {
                out.push_str(&shown);
                changed = true;
            } else {
                out.push_str(word);
            }
            awaited = Awaited::after(word, &awaited);
        }
        let Some(separator) = tail.chars().next() else { break };
        out.push(separator);
        rest = tail.get(separator.len_utf8()..).unwrap_or_default();
    }
    changed.then_some(out)
}

/// What the next word would be, going by the one before.
enum Awaited {
    Nothing,
    /// After `Bearer`.
    Credential,
    /// After `"password"`, as in JSON.
    Separator,
    /// After `"password":`, a string.
    Secret,
    /// After `password:`, in prose.
    Value,
}

impl Awaited {
    fn after(word: &str, before: &Self) -> Self {
        if is_auth_scheme(word) {
            Self::Credential
        } else if is_secret_name(word) {
            Self::Separator
        } else if matches!(before, Self::Separator) && matches!(word, ":" | "=") {
            Self::Secret
        } else if word.strip_suffix([':', '=']).is_some_and(is_secret_name) {
            Self::Value
        } else {
            Self::Nothing
        }
    }
}

fn is_word_break(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '"' | '\'' | '<' | '>' | '&' | '?' | ',' | '(' | ')' | '{' | '}' | ';' | '`' | '|'
        )
}

fn is_auth_scheme(word: &str) -> bool {
    let word = word.rsplit([':', '=']).next().unwrap_or(word);
    word.eq_ignore_ascii_case("bearer") || word.eq_ignore_ascii_case("basic")
}

/// JSON Web Tokens, JFrog API keys and JFrog reference tokens, by their fixed beginnings.
fn looks_secret(word: &str) -> bool {
    let start = word.rsplit(['=', ':']).next().unwrap_or(word);
    (start.starts_with("eyJ") && start.len() >= 24)
        || (start.starts_with("AKCp") && start.len() >= 24)
        || (start.starts_with("cmVmdGtuOj") && start.len() >= 24)
}

/// `name=value` and `name:value` where the name announces a secret.
fn redact_assignment(word: &str) -> Option<String> {
    let at = word.find(['=', ':'])?;
    let (name, value) = word.split_at(at);
    let secret = is_secret_name(name);
    let separator = value.chars().next()?;
    let value = value.get(1..)?;
    (secret && !value.is_empty() && value != HIDDEN).then(|| format!("{name}{separator}{HIDDEN}"))
}

/// Tells whether a name ends like one of a secret: `token`, `access_token`, `X-Auth-Token`.
fn is_secret_name(name: &str) -> bool {
    SECRET_NAMES.iter().any(|known| {
        let start = name.len().checked_sub(known.len());
        start
            .and_then(|start| name.get(start..))
            .is_some_and(|tail| tail.eq_ignore_ascii_case(known))
    })
}

/// `scheme://user:password@host` inside a word.
fn redact_user_info(word: &str) -> Option<String> {
    let (scheme, rest) = word.split_once("://")?;
    let authority_end = rest.find('/').unwrap_or(rest.len());
    let (authority, path) = rest.split_at(authority_end);
    let (_, host) = authority.rsplit_once('@')?;
    Some(format!("{scheme}://{host}{path}"))
}

const SECRET_NAMES: &[&str] = &[
    "token",
    "password",
    "passwd",
    "pwd",
    "secret",
    "apikey",
    "api_key",
    "api-key",
    "signature",
    "credential",
    "credentials",
    "sig",
    "x-jfrog-art-api",
    "session",
    "sessionid",
    "key-pair-id",
    "access_key",
    "accesskey",
];

const SAFE_QUERY: &[&str] = &[
    "archiveType",
    "api-version",
    "content",
    "deep",
    "depth",
    "direction",
    "expiry",
    "includeRootPath",
    "last",
    "limit",
    "list",
    "listFolders",
    "mdTimestamps",
    "n",
    "num_of_rows",
    "offset",
    "order_by",
    "page",
    "page_num",
    "path",
    "project",
    "project_key",
    "projectKey",
    "properties",
    "recursive",
    "recursiveProperties",
    "repo",
    "repos",
    "stats",
    "type",
];

const SAFE_HEADERS: &[&str] = &[
    "accept",
    "accept-encoding",
    "accept-ranges",
    "age",
    "cache-control",
    "connection",
    "content-disposition",
    "content-encoding",
    "content-length",
    "content-range",
    "content-type",
    "date",
    "etag",
    "host",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "last-modified",
    "range",
    "retry-after",
    "server",
    "transfer-encoding",
    "user-agent",
    "vary",
    "x-artifactory-filename",
    "x-artifactory-id",
    "x-artifactory-node-id",
    "x-checksum",
    "x-checksum-deploy",
    "x-checksum-md5",
    "x-checksum-sha1",
    "x-checksum-sha256",
    "x-explode-archive",
    "x-jfrog-version",
    "x-request-id",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_in_prose_are_hidden_by_shape() {
        let redactor = Redactor::default();
        for (raw, shown) in [
            (
                "plain words stay, even token and bearer of news",
                "plain words stay, even token and bearer of news",
            ),
            ("Authorization: Bearer abcdefghijkl", "Authorization: Bearer …"),
            ("got eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln!", "got …"),
            ("key AKCp8aaaaaaaaaaaaaaaaaaaaaaaaaaa, bye", "key …, bye"),
            ("see https://me:pw@h/x?token=abc&limit=3", "see https://h/x?token=…&limit=3"),
            (
                "{\"access_token\":\"cmVmdGtuOjAxOjAwMDAwMDAwMDA6aaaaaaaa\"}",
                "{\"access_token\":\"…\"}",
            ),
            ("password=hunter2;user=a", "password=…;user=a"),
            (
                "{\"password\": \"hunter\", \"user\" : \"a\"}",
                "{\"password\": \"…\", \"user\" : \"a\"}",
            ),
            ("{\"passwordPolicy\":\"strict\"}", "{\"passwordPolicy\":\"strict\"}"),
            ("password: hunter2", "password: …"),
            ("Props Authentication Token: not found", "Props Authentication Token: not found"),
        ] {
            assert_eq!(redactor.text(raw), shown);
        }
    }

    #[test]
    fn a_known_secret_is_hidden_wherever_it_stands() {
        let redactor = Redactor::default().knowing(&Secret::new("s3cr3t"));
        assert_eq!(redactor.text("xxs3cr3tyy"), "xx…yy");
    }
}
