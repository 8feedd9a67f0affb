//! The first pass: bounds the depth without recursion and notes the top-level members that tell
//! what a document is.

use crate::error::{Code, Error};
use crate::json::locate::string_end;
use crate::json::{first_fault, path_at, position_at};

/// What the first pass learned about a JSON text whose first value is an object.
#[derive(Debug, Default)]
pub(crate) struct Outline<'a> {
    members: Vec<(&'a str, &'a str)>,
    /// The end of the first value; what follows it is white space, or another document.
    pub(crate) end: usize,
    /// Whether the top-level value is an object at all.
    pub(crate) is_object: bool,
}

impl<'a> Outline<'a> {
    /// Returns the text of a top-level member's value.
    pub(crate) fn get(&self, key: &str) -> Option<&'a str> {
        self.members.iter().find(|(name, _)| *name == key).map(|(_, value)| *value)
    }

    /// Reports whether there is a top-level member of that name.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// Returns a top-level member's value when it is a string without escapes.
    pub(crate) fn string(&self, key: &str) -> Option<&'a str> {
        let inner = self.get(key)?.strip_prefix('"')?.strip_suffix('"')?;
        (!inner.contains(['"', '\\'])).then_some(inner)
    }
}

/// Scans the first JSON value of `text`.
///
/// # Errors
///
/// [`Code::TooDeep`] beyond `max_depth` levels; the first fault of the grammar when brackets or
/// strings are left open. Other faults are left to the typed pass.
pub(crate) fn outline(text: &str, max_depth: usize) -> Result<Outline<'_>, Error> {
    let bytes = text.as_bytes();
    let mut outline = Outline::default();
    // One bit a level: 1 for an object. Depth is bounded, so this never grows without end.
    let mut objects: Vec<bool> = Vec::with_capacity(64);
    let mut key: Option<&str> = None;
    let mut value_start = 0;
    let mut at = 0;
    loop {
        let Some(byte) = bytes.get(at) else {
            return Err(cut_short(text));
        };
        match byte {
            b'"' => {
                let Some(end) = string_end(bytes, at + 1) else {
                    return Err(cut_short(text));
                };
                if objects.as_slice() == [true] && key.is_none() {
                    key = text.get(at + 1..end);
                    value_start = end + 1;
                }
                at = end;
            }
            b'{' | b'[' => {
                if objects.len() >= max_depth {
                    let message = format!("values are nested more than {max_depth} levels deep");
                    return Err(Error::new(Code::TooDeep, message)
                        .at(position_at(text, at))
                        .on(path_at(text, at)));
                }
                if objects.is_empty() {
                    outline.is_object = *byte == b'{';
                }
                objects.push(*byte == b'{');
            }
            b'}' | b']' => {
                if objects.last() != Some(&(*byte == b'}')) {
                    return Err(mismatched(text, at));
                }
                if objects.len() == 1 {
                    close_member(text, &mut outline, &mut key, value_start, at)?;
                    outline.end = at + 1;
                    return Ok(outline);
                }
                objects.pop();
            }
            b',' if objects.len() == 1 => {
                close_member(text, &mut outline, &mut key, value_start, at)?;
            }
            _ => {}
        }
        at += 1;
    }
}

/// Records the member that ends before `end`, if it is one that detection asks for.
fn close_member<'a>(
    text: &'a str,
    outline: &mut Outline<'a>,
    key: &mut Option<&'a str>,
    start: usize,
    end: usize,
) -> Result<(), Error> {
    let Some(name) = key.take().filter(|name| TELLING.contains(name)) else {
        return Ok(());
    };
    if outline.has(name) {
        let message = format!("duplicate key `{name}`");
        return Err(Error::new(Code::DuplicateKey, message)
            .at(position_at(text, start))
            .on(name.to_owned()));
    }
    let value = text.get(start..end).unwrap_or_default().trim_start();
    let value = value.strip_prefix(':').unwrap_or(value).trim();
    outline.members.push((name, value));
    Ok(())
}

/// Explains a text that ends with something still open, unless it has a fault before that.
fn cut_short(text: &str) -> Error {
    let end = position_at(text, text.len().saturating_sub(1));
    let truncated = || {
        Error::new(Code::Truncated, "the text ends in the middle of a value")
            .at(end)
            .on(path_at(text, text.len()))
    };
    match first_fault(text) {
        // A number or word that is cut short looks like a fault of its own.
        Some(fault) if fault.line() < Some(end.line) || fault.column() < Some(end.column) => fault,
        _ => truncated(),
    }
}

fn mismatched(text: &str, at: usize) -> Error {
    first_fault(text).unwrap_or_else(|| {
        Error::new(Code::Syntax, "brackets do not match")
            .at(position_at(text, at))
            .on(path_at(text, at))
    })
}

/// The top-level keys that tell formats apart.
const TELLING: &[&str] = &[
    "$schema",
    "@context",
    "@graph",
    "SPDXID",
    "SchemaVersion",
    "Results",
    "_type",
    "artifacts",
    "bomFormat",
    "components",
    "descriptor",
    "document",
    "dsseEnvelope",
    "matches",
    "mediaType",
    "metadata",
    "packages",
    "payload",
    "payloadType",
    "predicate",
    "predicateType",
    "runs",
    "sbom",
    "spdxVersion",
    "specVersion",
    "statements",
    "Data",
    "subject",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_found_behind_others() {
        let text = r#" {"components" : [{"bomFormat":"no"}], "bomFormat": "CycloneDX" } tail"#;
        let outline = outline(text, 9).unwrap();
        assert_eq!(outline.string("bomFormat"), Some("CycloneDX"));
        assert_eq!(outline.get("components"), Some(r#"[{"bomFormat":"no"}]"#));
        assert_eq!(text.get(outline.end..), Some(" tail"));
        assert!(outline.is_object);
    }

    #[test]
    fn depth_is_refused_with_its_place() {
        let error = outline(r#"{"a":[[[]]]}"#, 3).unwrap_err();
        assert_eq!(
            error.to_string(),
            "values are nested more than 3 levels deep at line 1 column 8 (`a[0][0]`)"
        );
        assert!(outline(r#"{"a":[[[]]]}"#, 4).is_ok());
    }

    #[test]
    fn strings_of_an_array_are_no_members() {
        let outline = outline(r#"["payload", "payload", "payloadType"]"#, 9).unwrap();
        assert!(!outline.is_object && !outline.has("payload"));
    }

    #[test]
    fn repeated_telling_key_is_refused() {
        let error = outline(r#"{"components":[],"components":[]}"#, 9).unwrap_err();
        assert_eq!(error.code(), Code::DuplicateKey);
    }
}
