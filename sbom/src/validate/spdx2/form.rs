//! What texts must look like.

use crate::schema::is_absolute_uri;

/// Reports whether an identifier is `SPDXRef-` or another prefix, and letters, digits, dots and
/// hyphens behind it.
pub(super) fn is_id(text: &str, prefix: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    text.strip_prefix(prefix).is_some_and(|rest| !rest.is_empty() && rest.bytes().all(is_plain))
}

/// Reports whether a text names another document: `DocumentRef-`, where a plus sign may be too.
pub(super) fn is_document_id(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'+');
    text.strip_prefix("DocumentRef-")
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(is_plain))
}

/// Reports whether a text is `2020-01-31T23:59:59Z`: the only form of a time that SPDX 2 has.
pub(super) fn is_time(text: &str) -> bool {
    text.len() == "2020-01-31T23:59:59Z".len()
        && text.ends_with('Z')
        && (crate::schema::form::DATE_TIME.holds)(text)
        && text.contains('T')
}

/// Reports whether a text is `NONE` or `NOASSERTION`.
pub(super) fn is_unsaid(text: &str) -> bool {
    matches!(text, "NONE" | "NOASSERTION")
}

/// Reports whether a text is the address of something on the network.
pub(super) fn is_url(text: &str) -> bool {
    let authority = text.split_once("://").map(|(_, rest)| rest);
    is_absolute_uri(text) && authority.is_some_and(|rest| !rest.is_empty() && rest != "/")
}

/// Reports whether a package can be had there: a URL, or a place in a version control system.
pub(super) fn is_download_location(text: &str) -> bool {
    let is_secure_copy = || {
        let rest = text.strip_prefix("git+").unwrap_or_default();
        rest.contains('@') && rest.contains(':') && !rest.contains(char::is_whitespace)
    };
    is_unsaid(text) || is_url(text) || is_secure_copy()
}

/// Whom a text may name.
#[derive(Clone, Copy)]
pub(super) enum Actor {
    /// A creator, an annotator or a reviewer.
    Anyone,
    /// A supplier or an originator.
    Party,
}

/// Tells what is wrong with the name of an actor, such as `Person: Jane Doe (jane@acme.example)`.
pub(super) fn actor(text: &str, who: Actor) -> Option<&'static str> {
    if matches!(who, Actor::Party) && text == "NOASSERTION" {
        return None;
    }
    let (keyword, name) = text.split_once(':').unwrap_or(("", text));
    let name = name.trim();
    match (keyword, who) {
        ("Person" | "Organization", _) if name.is_empty() => Some("has no name"),
        ("Person" | "Organization", _) => None,
        ("Tool", Actor::Anyone) if name.is_empty() => Some("has no name"),
        ("Tool", Actor::Anyone) => {
            let has_address = name.ends_with(')') && name.contains('(') && name.contains('@');
            has_address.then_some("is a tool, which has no e-mail address")
        }
        (_, Actor::Anyone) => Some("does not begin with `Person:`, `Organization:` or `Tool:`"),
        (_, Actor::Party) => {
            Some("is neither `NOASSERTION` nor begins with `Person:` or `Organization:`")
        }
    }
}

/// Reports whether a text is hexadecimal digits without capitals.
pub(super) fn is_lower_hex(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Reports whether the name of a file says where it is from the root of a file system.
pub(super) fn is_rooted(name: &str) -> bool {
    let drive = || matches!(name.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic());
    name.starts_with(['/', '\\']) || drive() || name.contains("://")
}
