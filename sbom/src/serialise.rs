//! What was found about documents, as JSON (or whatever serde writes).
//!
//! Names are those of the methods; what is not known, or says nothing, is left out. Words are those
//! that `as_str` gives.

use serde::ser::{Serialize, Serializer};

use crate::document::serialise::Members;
use crate::document::{Note, NoteKind, Notes};
use crate::error::{Code, Error};
use crate::losses::LossReason;
use crate::merge::{MergeAnswer, MergeConflict};
use crate::validate::{Level, Report, Severity, Violation};

impl Serialize for Error {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = Members::begin(serializer)?;
        members.put("code", self.code())?;
        members.put("message", self.message())?;
        members.some("line", self.line())?;
        members.some("column", self.column())?;
        members.some("path", self.path())?;
        members.end()
    }
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = Members::begin(serializer)?;
        members.put("valid", self.is_valid())?;
        members.put("passes_schema", self.passes_schema())?;
        members.put("errors", self.total(Severity::Error))?;
        members.put("warnings", self.total(Severity::Warning))?;
        members.put("remarks", self.total(Severity::Info))?;
        members.put("omitted", self.omitted())?;
        members.put("violations", self.violations())?;
        members.end()
    }
}

impl Serialize for Violation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = Members::begin(serializer)?;
        members.put("code", self.code())?;
        members.put("level", self.level())?;
        members.put("severity", self.severity())?;
        members.put("path", self.path())?;
        members.some("line", self.line())?;
        members.some("column", self.column())?;
        members.some("tag", self.tag())?;
        members.put("message", self.message())?;
        members.some("element", self.element())?;
        members.end()
    }
}

impl Serialize for Notes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self)
    }
}

impl Serialize for Note {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let said = |text| Some(text).filter(|text: &&str| !text.is_empty());
        let mut members = Members::begin(serializer)?;
        members.put("kind", self.kind())?;
        members.some("word", said(self.word()))?;
        members.put("count", self.count())?;
        members.some("first", said(self.first()))?;
        members.end()
    }
}

impl Serialize for MergeConflict {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let element = Some(&self.element).filter(|element| !element.is_empty());
        let mut members = Members::begin(serializer)?;
        members.put("document", self.document)?;
        members.some("element", element)?;
        members.put("field", &self.field)?;
        members.put("answer", self.answer)?;
        members.end()
    }
}

/// Serialises words as their stable text.
macro_rules! as_str {
    ($($word:ty),+) => {$(
        impl Serialize for $word {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    )+};
}

as_str!(Code, Level, LossReason, MergeAnswer, NoteKind, Severity);
