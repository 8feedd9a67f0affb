//! What the API server takes for an annotation: its key and its value.

use super::AnnotationError;

/// Checks `[prefix/]name` as the API server does: it lower-cases the key and asks for a qualified name.
pub(super) fn check_key(key: &str) -> Result<(), AnnotationError> {
    let fault = |reason: &str| Err(AnnotationError::new(key, reason));
    let (prefix, name) = match key.split_once('/') {
        Some((prefix, name)) => (Some(prefix), name),
        None => (None, key),
    };
    if name.is_empty() {
        return fault("has no name");
    }
    if name.len() > 63 {
        return fault("has a name longer than 63 bytes");
    }
    if !begins_and_ends_alphanumeric(name)
        || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
    {
        return fault(
            "has a name that is not letters, digits, `-`, `_` and `.` between two letters or digits",
        );
    }
    let Some(prefix) = prefix else { return Ok(()) };
    if prefix.is_empty() || prefix.len() > 253 {
        return fault("has a prefix that is empty or longer than 253 bytes");
    }
    let is_label = |label: &str| {
        begins_and_ends_alphanumeric(label)
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    if !prefix.split('.').all(is_label) {
        return fault("has a prefix that is no DNS name");
    }
    Ok(())
}

pub(super) fn check_value(key: &str, value: &str) -> Result<(), AnnotationError> {
    if value.len() > super::TOTAL_BYTES {
        return Err(AnnotationError::new(
            key,
            "has a value longer than the 256 KiB of all annotations together",
        ));
    }
    if value.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err(AnnotationError::new(key, "has a control character in its value"));
    }
    Ok(())
}

fn begins_and_ends_alphanumeric(text: &str) -> bool {
    let edge = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    edge(text.as_bytes().first()) && edge(text.as_bytes().last())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_follow_the_servers_rule() {
        let long = "a".repeat(63);
        for key in [
            "a",
            "A.b_c-1",
            "jfrog.com/xray-score",
            "EXAMPLE.com/X",
            "a.b/9",
            &long,
            &format!("x/{long}"),
        ] {
            assert_eq!(check_key(key), Ok(()), "{key}");
        }
        let too_long = "a".repeat(64);
        let too_long_prefix = format!("{}/x", "a.".repeat(127));
        for key in [
            "",
            "/",
            "a/",
            "/a",
            "a/b/c",
            "-a",
            "a-",
            "a b",
            "é",
            "a_b.c/d",
            "a..b/c",
            "-a/b",
            "a\n",
            &too_long,
            &too_long_prefix,
        ] {
            assert!(check_key(key).is_err(), "{key}");
        }
    }

    #[test]
    fn values_may_hold_anything_printable() {
        assert_eq!(check_value("k", "Équipe\n\t🚢 \u{2028}"), Ok(()));
        assert!(check_value("k", "\u{1b}[31m").is_err());
        assert!(check_value("k", &"x".repeat(256 * 1024 + 1)).is_err());
    }
}
