//! Reading, from right to left as the specification tells to.

use std::borrow::Cow;

use super::codec::{are_escapes_whole, decode};
use super::error::Reason;
use super::{Purl, PurlError, types};

/// A text's parts, still encoded.
#[derive(Clone, Copy)]
struct Parts<'a> {
    kind: &'a str,
    path: &'a str,
    version: Option<&'a str>,
    qualifiers: &'a str,
    subpath: &'a str,
}

pub(super) fn lenient(text: &str) -> Result<Purl<'_>, PurlError> {
    let (rest, subpath) = body(text.trim())?;
    // A query begins at the first `?` and may have more of them (RFC 3986 section 3.4). The
    // specification's procedure looks for the last one, which would make a version of the first
    // half of an unencoded address.
    let (rest, qualifiers) = rest.split_once('?').unwrap_or((rest, ""));
    let (kind, path) = typed(rest)?;
    let (path, version) = match path.rsplit_once('@') {
        // An unencoded scope: `pkg:npm/@scope/name`.
        Some((before, after))
            if (before.is_empty() || before.ends_with('/')) && after.contains('/') =>
        {
            (path, None)
        }
        Some((before, after)) => (before, Some(after)),
        None => (path, None),
    };
    let mut parts = Parts { kind, path, version, qualifiers, subpath };
    // A scope whose slash is encoded, too: `pkg:npm/%40scope%2Fname`.
    if kind.eq_ignore_ascii_case("npm") && !path.contains('/') {
        let slash = path.split_once("%2F").or_else(|| path.split_once("%2f"));
        if let Some((scope, name)) = slash
            && (scope.starts_with('@') || scope.starts_with("%40"))
        {
            parts.path = name;
            return assemble(parts, Some(scope), false);
        }
    }
    assemble(parts, None, false)
}

pub(super) fn strict(text: &str) -> Result<Purl<'_>, PurlError> {
    if !are_escapes_whole(text) {
        return Err(Reason::Escape.into());
    }
    let (rest, subpath) = body(text)?;
    let (rest, qualifiers) = rest.rsplit_once('?').unwrap_or((rest, ""));
    for separator in ['#', '?'] {
        if rest.contains(separator) {
            return Err(Reason::Separator(separator).into());
        }
    }
    let (kind, path) = typed(rest)?;
    let (path, version) = match path.rsplit_once('@') {
        Some((path, version)) => (path, Some(version)),
        None => (path, None),
    };
    assemble(Parts { kind, path, version, qualifiers, subpath }, None, true)
}

/// Splits the type off.
fn typed(text: &str) -> Result<(&str, &str), Reason> {
    // What is all a type may be has no name.
    let lacks = || if types::kind(text).is_ok() { Reason::NoName } else { Reason::NoType };
    text.split_once('/').ok_or_else(lacks)
}

/// Takes off the scheme and the subpath.
fn body(text: &str) -> Result<(&str, &str), Reason> {
    let (scheme, rest) = text.split_once(':').ok_or(Reason::Scheme)?;
    if !scheme.eq_ignore_ascii_case("pkg") {
        return Err(Reason::Scheme);
    }
    let rest = rest.trim_start_matches('/');
    Ok(rest.rsplit_once('#').unwrap_or((rest, "")))
}

fn assemble<'a>(
    parts: Parts<'a>,
    scope: Option<&'a str>,
    strict: bool,
) -> Result<Purl<'a>, PurlError> {
    let path = parts.path;
    let kind = types::kind(parts.kind)?;
    // The specification's procedure drops slashes from the end, its tests have them stand for a
    // missing name (`pkg:swift/github.com/Alamofire/@5.4.3`). The tests are safer.
    if path.ends_with('/') {
        return Err(Reason::NoName.into());
    }
    let (namespace, name) = if kind == types::GIT {
        // What lies below the host is one name: `codeberg.org/forgejo/forgejo`.
        let path = path.trim_start_matches('/');
        let (host, name) = path.split_once('/').map_or((None, path), |(h, n)| (Some(h), n));
        (host.map(segment).transpose()?, segments(name, |part| part.is_empty())?)
    } else {
        let (namespace, name) = path.rsplit_once('/').unwrap_or(("", path));
        let name = Some(decode(name).ok_or(Reason::Encoding)?);
        match scope {
            Some(scope) => (Some(segment(scope)?), name),
            None => (segments(namespace, |part| part.is_empty())?, name),
        }
    };
    let name = name.filter(|name| !name.is_empty()).ok_or(Reason::NoName)?;
    let version = parts.version.filter(|version| !version.is_empty());
    let version = version.map(|version| decode(version).ok_or(Reason::Encoding)).transpose()?;
    let subpath = segments(parts.subpath, |part| matches!(part, "" | "." | ".."))?;
    let mut purl = Purl { kind, namespace, name, version, qualifiers: Vec::new(), subpath };
    qualifiers(parts.qualifiers, strict, &mut purl)?;
    types::normalise(&mut purl)?;
    Ok(purl)
}

/// Decodes a segment, which may hold no slash of its own.
fn segment(text: &str) -> Result<Cow<'_, str>, Reason> {
    let text = decode(text).ok_or(Reason::Encoding)?;
    if text.contains('/') { Err(Reason::SegmentWithSlash) } else { Ok(text) }
}

/// Decodes segments, leaving out those that mean nothing.
fn segments(text: &str, void: fn(&str) -> bool) -> Result<Option<Cow<'_, str>>, Reason> {
    if text.is_empty() {
        return Ok(None);
    }
    let plain = !text.contains('%');
    if plain && !text.split('/').any(void) {
        return Ok(Some(Cow::Borrowed(text)));
    }
    let mut joined = String::with_capacity(text.len());
    for part in text.split('/') {
        let part = segment(part)?;
        if !void(&part) {
            if !joined.is_empty() {
                joined.push('/');
            }
            joined.push_str(&part);
        }
    }
    Ok((!joined.is_empty()).then_some(Cow::Owned(joined)))
}

fn qualifiers<'a>(text: &'a str, strict: bool, purl: &mut Purl<'a>) -> Result<(), Reason> {
    for pair in text.split('&') {
        let Some((key, value)) = pair.split_once('=') else { continue };
        if value.is_empty() {
            continue;
        }
        let value = decode(value).ok_or(Reason::Encoding)?;
        add_qualifier(purl, Cow::Borrowed(key), value, strict)?;
    }
    Ok(())
}

/// Adds a qualifier in its place. The last of several values counts, but strictly there is one.
pub(super) fn add_qualifier<'a>(
    purl: &mut Purl<'a>,
    key: Cow<'a, str>,
    value: Cow<'a, str>,
    strict: bool,
) -> Result<(), Reason> {
    let form = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    let first = key.bytes().next().unwrap_or_default();
    let capitals = key.bytes().any(|byte| byte.is_ascii_uppercase());
    let begins = first.is_ascii_alphabetic() || (!strict && matches!(first, b'.' | b'-' | b'_'));
    if !begins || !key.bytes().all(form) || (strict && capitals) {
        return Err(Reason::Key(key.into_owned()));
    }
    let key = if capitals { Cow::Owned(key.to_ascii_lowercase()) } else { key };
    match purl.qualifiers.binary_search_by(|(known, _)| known.cmp(&key)) {
        Ok(_) if strict => return Err(Reason::RepeatedKey(key.into_owned())),
        Ok(at) => {
            if let Some(pair) = purl.qualifiers.get_mut(at) {
                pair.1 = value;
            }
        }
        Err(at) => purl.qualifiers.insert(at, (key, value)),
    }
    Ok(())
}
