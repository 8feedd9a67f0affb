//! What is odd about the evidence.

use std::fmt;
use std::sync::Arc;

use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use crate::Text;
use crate::code::Code;
use crate::error::Level;

/// A remark on the evidence, or on what the policy says about it.
///
/// In JSON it has the keys of a [`Diagnostic`](crate::Diagnostic); it never has a place in a text.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Remark {
    /// What kind, for tools.
    pub code: Code,
    /// How much it matters.
    pub level: Level,
    /// What it is about: `waivers`, `vex`, a part of the policy. Empty for findings.
    pub path: Text,
    message: Line,
}

impl Remark {
    pub(crate) fn new(code: Code, level: Level, path: impl Into<Text>, message: String) -> Self {
        let to = message.len() as u32;
        let message = Line { page: message.into(), from: 0, to };
        Self { code, level, path: path.into(), message }
    }

    /// Returns what is odd, in one line.
    #[must_use]
    pub fn message(&self) -> &str {
        self.message.as_str()
    }
}

/// Writes `waivers: waiver W-12 by alice: matches nothing [P208]`.
impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        write!(f, "{} [{}]", self.message(), self.code)
    }
}

impl fmt::Debug for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Remark")
            .field("code", &self.code)
            .field("level", &self.level)
            .field("path", &self.path)
            .field("message", &self.message())
            .finish()
    }
}

impl Serialize for Remark {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut json = serializer.serialize_struct("Remark", 4)?;
        json.serialize_field("code", &self.code)?;
        json.serialize_field("level", &self.level)?;
        json.serialize_field("path", &self.path)?;
        json.serialize_field("message", self.message())?;
        json.end()
    }
}

/// A line of a text that others share with it.
#[derive(Clone)]
struct Line {
    page: Arc<str>,
    from: u32,
    to: u32,
}

impl Line {
    fn as_str(&self) -> &str {
        self.page.get(self.from as usize..self.to as usize).unwrap_or_default()
    }
}

impl PartialEq for Line {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Line {}

/// Remarks in the making, whose messages stand one after the other in one text.
#[derive(Debug, Default)]
pub(crate) struct Page {
    text: String,
    remarks: Vec<(Code, Level, u32)>,
}

impl Page {
    /// Says something about findings, in parts.
    pub(crate) fn say<'w>(
        &mut self,
        code: Code,
        level: Level,
        what: impl IntoIterator<Item = &'w str>,
    ) {
        self.text.extend(what);
        self.remarks.push((code, level, self.text.len() as u32));
    }

    /// Puts all that was said into `remarks`.
    pub(crate) fn file(&mut self, remarks: &mut Vec<Remark>) {
        if self.remarks.is_empty() {
            return;
        }
        let page: Arc<str> = self.text.as_str().into();
        let mut from = 0;
        remarks.extend(self.remarks.drain(..).map(|(code, level, to)| {
            let message = Line { page: Arc::clone(&page), from, to };
            from = to;
            Remark { code, level, path: Text::default(), message }
        }));
        self.text.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_on_one_page_reads_as_if_each_had_its_own() {
        let mut page = Page::default();
        let mut remarks = Vec::new();
        page.file(&mut remarks);
        page.say(Code::FixNotNewer, Level::Warning, ["a", "bé"]);
        page.say(Code::CvssInvalid, Level::Warning, ["c"]);
        page.file(&mut remarks);
        page.say(Code::CvssInvalid, Level::Warning, ["d"]);
        page.file(&mut remarks);
        let alone = |code, message: &str| Remark::new(code, Level::Warning, "", message.to_owned());
        let (fix, vector) = (Code::FixNotNewer, Code::CvssInvalid);
        assert_eq!(remarks, [alone(fix, "abé"), alone(vector, "c"), alone(vector, "d")]);
    }
}
