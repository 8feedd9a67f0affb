//! What is wrong with a name, and the rule for one segment of a path.

use std::fmt;

/// A name that cannot be sent: a repository key, a path, an image, a tag or a digest.
///
/// Raised before any request, so that a mistake never turns into a request for something else.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} `{input}` {reason}")]
pub struct InvalidName {
    what: &'static str,
    input: String,
    reason: Reason,
}

impl InvalidName {
    pub(crate) fn new(what: &'static str, input: &str, reason: Reason) -> Self {
        // Shown to people and logs: bounded, and with control characters made visible.
        let input = input.chars().take(SHOWN).flat_map(char::escape_debug).collect();
        Self { what, input, reason }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    Empty,
    EmptySegment,
    DotSegment,
    Control,
    Slash,
    Reserved,
    TooLong(usize),
    NotAnImage,
    NotATag,
    NotADigest,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "is empty",
            Self::EmptySegment => "has an empty segment: a doubled, leading or trailing slash",
            Self::DotSegment => "has a segment `.` or `..`",
            Self::Control => "holds a control character",
            Self::Slash => "holds a slash",
            Self::Reserved => "is reserved for the REST interface",
            Self::TooLong(most) => return write!(f, "is longer than {most} bytes"),
            Self::NotAnImage => "is not an image name; expected `team/app`, without registry host, tag or digest",
            Self::NotATag => "is not a tag; expected letters, digits, `_`, `.` and `-`, not starting with `.` or `-`",
            Self::NotADigest => "is not a digest; expected `sha256:` and 64 lower-case hexadecimal digits",
        })
    }
}

pub(crate) fn check_segment(segment: &str) -> Result<(), Reason> {
    match segment {
        "" => Err(Reason::EmptySegment),
        "." | ".." => Err(Reason::DotSegment),
        _ if segment.chars().any(char::is_control) => Err(Reason::Control),
        _ => Ok(()),
    }
}

const SHOWN: usize = 120;
