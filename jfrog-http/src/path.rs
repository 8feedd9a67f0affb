//! The one place where path segments, matrix parameters and query strings are encoded.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// A path below a service, encoded as it is built.
///
/// Text goes in decoded and is encoded exactly once: feed names (`repo`, `path`, `name` of a
/// reply), never a URI the server returned. Building never fails; the first fault is kept, and
/// [`Path::check`] or the call that uses the path reports it, before anything is sent.
///
/// ```
/// use jfrog_http::Path;
///
/// let path = Path::new("api/storage").segment("docker-local").segments("my app/v1;2/a+b.txt");
/// assert_eq!(path.as_encoded(), "api/storage/docker-local/my%20app/v1%3B2/a%2Bb.txt");
///
/// let path = Path::new("").segment("generic-local").segments("a.bin").matrix("qa", "passed+ok");
/// assert_eq!(path.as_encoded(), "generic-local/a.bin;qa=passed%2Bok");
///
/// assert!(Path::new("api/storage").segments("a/../../secrets").check().is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub struct Path {
    encoded: String,
    has_matrix: bool,
    fault: Option<PathError>,
}

impl Path {
    /// Starts from a literal the program wrote, such as `api/v1/system/ping`. Each of its segments
    /// is checked and encoded like any other; leading and trailing slashes are ignored, and an
    /// empty text is the service's root.
    #[must_use]
    pub fn new(literal: &str) -> Self {
        let path = Self::default();
        let literal = literal.trim_matches('/');
        if literal.is_empty() { path } else { path.segments(literal) }
    }

    /// Appends one segment; a `/` inside it is encoded.
    #[must_use]
    pub fn segment(mut self, segment: &str) -> Self {
        if self.has_matrix {
            return self.fail(segment, PathFault::AfterMatrix);
        }
        if let Some(fault) = segment_fault(segment) {
            return self.fail(segment, fault);
        }
        if !self.encoded.is_empty() && !self.encoded.ends_with('/') {
            self.encoded.push('/');
        }
        self.encoded.extend(utf8_percent_encode(segment, SEGMENT));
        self
    }

    /// Appends several segments separated by `/`. Empty ones are refused, because servers disagree
    /// about `//`.
    #[must_use]
    pub fn segments(mut self, segments: &str) -> Self {
        for segment in segments.split('/') {
            self = self.segment(segment);
        }
        self
    }

    /// Ends the path in a slash, which on `PUT` means a folder rather than an empty file.
    #[must_use]
    pub fn folder(mut self) -> Self {
        if self.has_matrix {
            return self.fail("/", PathFault::AfterMatrix);
        }
        if !self.encoded.is_empty() && !self.encoded.ends_with('/') {
            self.encoded.push('/');
        }
        self
    }

    /// Appends a matrix parameter, `;key=value`: a property in the URL. Repeat the key for several
    /// values.
    ///
    /// Keys are checked by [`check_property_key`]. Space becomes `%20` and `+` becomes `%2B`, which
    /// every server decodes alike; a `,` is encoded and stays part of the one value.
    #[must_use]
    pub fn matrix(self, key: &str, value: &str) -> Self {
        self.push_matrix(key, "=", value)
    }

    /// Appends a mandatory matrix parameter, `;key+=value`: a download answers 404 when the
    /// property does not match.
    #[must_use]
    pub fn mandatory_matrix(self, key: &str, value: &str) -> Self {
        self.push_matrix(key, "+=", value)
    }

    /// Returns the encoded path, without a leading slash.
    #[must_use]
    pub fn as_encoded(&self) -> &str {
        &self.encoded
    }

    /// Reports the first fault met while the path was built.
    ///
    /// # Errors
    ///
    /// Returns which text was refused, and why.
    pub fn check(&self) -> Result<(), PathError> {
        self.fault.clone().map_or(Ok(()), Err)
    }

    fn push_matrix(mut self, key: &str, operator: &str, value: &str) -> Self {
        if check_property_key(key).is_err() {
            return self.fail(key, PathFault::PropertyKey);
        }
        if value.contains('\0') {
            return self.fail(value, PathFault::Control);
        }
        self.has_matrix = true;
        self.encoded.push(';');
        self.encoded.extend(utf8_percent_encode(key, COMPONENT));
        self.encoded.push_str(operator);
        self.encoded.extend(utf8_percent_encode(value, COMPONENT));
        self
    }

    fn fail(mut self, input: &str, fault: PathFault) -> Self {
        self.fault.get_or_insert_with(|| PathError { input: input.to_owned(), fault });
        self
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.encoded)
    }
}

/// A segment or property key that cannot be sent.
#[derive(Clone, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("`{}` {fault}", .input.escape_debug())]
pub struct PathError {
    input: String,
    fault: PathFault,
}

impl PathError {
    /// Returns the text that was refused.
    #[must_use]
    pub fn input(&self) -> &str {
        &self.input
    }
}

/// Checks the key of an Artifactory property: it starts with a letter and holds none of the
/// characters that the server refuses.
///
/// # Errors
///
/// Returns the key and the rule it breaks.
///
/// ```
/// assert!(jfrog_http::check_property_key("build.name").is_ok());
/// assert!(jfrog_http::check_property_key("2fast").is_err());
/// assert!(jfrog_http::check_property_key("a b").is_err());
/// ```
pub fn check_property_key(key: &str) -> Result<(), PathError> {
    let starts_well = key.chars().next().is_some_and(char::is_alphabetic);
    let forbidden =
        |c: char| c.is_whitespace() || c.is_control() || ")(}{][*+^$\\/~`!@#%&<>;=,±§".contains(c);
    if starts_well && !key.contains(forbidden) {
        Ok(())
    } else {
        Err(PathError { input: key.to_owned(), fault: PathFault::PropertyKey })
    }
}

/// Encodes one component of a query.
pub(crate) fn encode_component(text: &str) -> impl Iterator<Item = &str> {
    utf8_percent_encode(text, COMPONENT)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
enum PathFault {
    #[error("is empty where a path segment is needed")]
    Empty,
    #[error("is not a name: the URL would silently lead to another item")]
    Dots,
    #[error("contains a control character")]
    Control,
    #[error("cannot follow a matrix parameter: properties come last")]
    AfterMatrix,
    #[error(
        "is not a property key: it must start with a letter and have no space or special character"
    )]
    PropertyKey,
}

fn segment_fault(segment: &str) -> Option<PathFault> {
    if segment.is_empty() {
        Some(PathFault::Empty)
    } else if matches!(segment, "." | "..") {
        Some(PathFault::Dots)
    } else if segment.contains(char::is_control) {
        Some(PathFault::Control)
    } else {
        None
    }
}

/// Everything outside RFC 3986 unreserved, but for the sub-delimiters no JFrog service minds. `;`
/// would start a matrix parameter, `+` is decoded as a space by some, and Tomcat refuses `[`, `]`,
/// `|` and their like unencoded.
const SEGMENT: &AsciiSet = &COMPONENT.remove(b':').remove(b'@').remove(b'!').remove(b'$');

const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dangerous_character_is_encoded_once() {
        for (raw, encoded) in [
            ("a b", "a%20b"),
            ("100%", "100%25"),
            ("%2e%2e", "%252e%252e"),
            ("a#b?c", "a%23b%3Fc"),
            ("a;b=c", "a%3Bb%3Dc"),
            ("a+b", "a%2Bb"),
            ("[RELEASE]", "%5BRELEASE%5D"),
            ("\"<>\\^`{|}", "%22%3C%3E%5C%5E%60%7B%7C%7D"),
            ("sha256:abc", "sha256:abc"),
            ("@scope", "@scope"),
            ("lib.jar!", "lib.jar!"),
            ("größe", "gr%C3%B6%C3%9Fe"),
            ("a/b", "a%2Fb"),
            ("...", "..."),
        ] {
            assert_eq!(Path::new("x").segment(raw).as_encoded(), format!("x/{encoded}"));
        }
    }

    #[test]
    fn the_url_parser_leaves_an_encoded_path_alone() {
        let path = Path::new("r").segments("%2e%2e/a;b/größe [1]").matrix("k", "v ;,=|\\+");
        let url = url::Url::parse(&format!("https://h/{path}")).unwrap();
        assert_eq!(url.path(), format!("/{path}"));
        assert!(path.as_encoded().ends_with(";k=v%20%3B%2C%3D%7C%5C%2B"));
    }

    #[test]
    fn what_would_reach_another_item_is_refused() {
        for bad in ["", ".", "..", "a//b", "/a", "a/", "a/../b", "a\0b", "a\nb"] {
            assert!(Path::new("r").segments(bad).check().is_err(), "{bad:?}");
        }
        for bad in ["", "1a", "a b", "a=b", "a;b", "a\u{b1}", "_a"] {
            assert!(Path::new("r").matrix(bad, "v").check().is_err(), "{bad:?}");
        }
        assert!(Path::new("r").matrix("a", "b").segment("c").check().is_err());
        let first = Path::new("r").segment("..").segment("").check().unwrap_err();
        assert_eq!(first.input(), "..");
    }

    #[test]
    fn folders_end_in_one_slash() {
        assert_eq!(Path::new("/a/b/").folder().folder().as_encoded(), "a/b/");
    }
}
