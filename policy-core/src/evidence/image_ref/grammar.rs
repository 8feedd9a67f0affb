//! The grammar of the distribution project, piece by piece.

use std::net::Ipv6Addr;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Reason {
    #[error("it is empty")]
    Empty,
    #[error("64 hexadecimal digits are an image id, not a name")]
    Identifier,
    #[error("the registry is not a host name or address with an optional port")]
    Registry,
    #[error("the repository must be lower case")]
    UpperCase,
    #[error(
        "the repository is not made of lower-case words separated by `/`, `.`, `_`, `__` or `-`"
    )]
    Repository,
    #[error("registry and repository exceed {MAX_NAME} characters")]
    NameTooLong,
    #[error(
        "the tag is not 1 to {MAX_TAG} letters, digits, `_`, `.` or `-`, starting with neither dot nor dash"
    )]
    Tag,
    #[error("the digest is not `algorithm:hexadecimal`")]
    Digest,
    #[error("the digest has the wrong number of digits for its algorithm")]
    DigestLength,
    #[error("the digest algorithm is not supported")]
    DigestAlgorithm,
}

/// The registry in canonical form and the rest. The first segment is a registry if it looks like
/// a host: it has a dot or a colon, or is `localhost`.
pub(super) fn split_registry(path: &str) -> Result<(String, &str), Reason> {
    match path.split_once('/') {
        Some((host, rest)) if host == "localhost" || host.contains(['.', ':']) => {
            check_host(host)?;
            Ok((canonical_host(host), rest))
        }
        _ => Ok((DOCKER_HUB.to_owned(), path)),
    }
}

pub(super) fn canonical_host(host: &str) -> String {
    let lower = host.to_ascii_lowercase();
    if lower == "index.docker.io" { DOCKER_HUB.to_owned() } else { lower }
}

/// A host name, IPv4 address, or IPv6 address in brackets without zone, with an optional port.
pub(super) fn check_host(text: &str) -> Result<(), Reason> {
    let (valid, port) = if let Some(rest) = text.strip_prefix('[') {
        let (address, port) = rest.split_once(']').ok_or(Reason::Registry)?;
        // IPv4-mapped spellings such as `::ffff:192.0.2.1` are not in the grammar.
        (!address.contains('.') && address.parse::<Ipv6Addr>().is_ok(), port)
    } else {
        let end = text.find(':').unwrap_or(text.len());
        let (name, port) = text.split_at_checked(end).ok_or(Reason::Registry)?;
        (name.split('.').all(is_label), port)
    };
    let port_valid = port.is_empty()
        || port.strip_prefix(':').is_some_and(|digits| {
            digits.bytes().all(|b| b.is_ascii_digit()) && digits.parse::<u16>().is_ok()
        });
    if valid && port_valid { Ok(()) } else { Err(Reason::Registry) }
}

fn is_label(label: &str) -> bool {
    !label.is_empty()
        && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

/// `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`
pub(super) fn check_component(component: &str) -> Result<(), Reason> {
    let is_word = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    if component.bytes().any(|b| b.is_ascii_uppercase()) {
        return Err(Reason::UpperCase);
    }
    let mut separator = Vec::new();
    let mut after_word = false;
    for byte in component.bytes() {
        if is_word(byte) {
            let joins = match separator.as_slice() {
                [] | [b'.'] | [b'_'] | [b'_', b'_'] => true,
                more => more.iter().all(|&b| b == b'-'),
            };
            if !joins {
                return Err(Reason::Repository);
            }
            separator.clear();
            after_word = true;
        } else if after_word {
            separator.push(byte);
        } else {
            return Err(Reason::Repository);
        }
    }
    if after_word && separator.is_empty() { Ok(()) } else { Err(Reason::Repository) }
}

pub(super) fn is_tag(tag: &str) -> bool {
    (1..=MAX_TAG).contains(&tag.len())
        && tag.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-'))
        && !tag.starts_with(['.', '-'])
}

/// The algorithms registered by the OCI image specification, with their number of hex digits.
pub(super) fn check_digest(digest: &str) -> Result<(), Reason> {
    let (algorithm, hex) = digest.split_once(':').ok_or(Reason::Digest)?;
    if hex.is_empty() || !hex.bytes().all(is_lower_hex) {
        return Err(Reason::Digest);
    }
    let length = match algorithm {
        "sha256" => 64,
        "sha384" => 96,
        "sha512" => 128,
        _ => return Err(Reason::DigestAlgorithm),
    };
    if hex.len() == length { Ok(()) } else { Err(Reason::DigestLength) }
}

pub(super) fn is_lower_hex(byte: u8) -> bool {
    byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)
}

pub(super) const DOCKER_HUB: &str = "docker.io";
/// Of registry and repository together; the OCI distribution specification, "Pulling manifests".
pub(super) const MAX_NAME: usize = 255;
const MAX_TAG: usize = 128;
