//! What is said of a document as a whole.

use super::error::EditError;
use super::{Editor, Family, check, cyclonedx, spdx2};
use crate::convert::words::date;
use crate::format::Model;
use crate::losses::LossReason;
use crate::tree::{Key, Scalar, ValueId};

impl Editor {
    /// Sets when the document was made (RFC 3339). SPDX has it in UTC and without a fraction, as
    /// which it is written; in SPDX 3, elements that were there before stay made when they were.
    ///
    /// # Errors
    ///
    /// When it is no such time.
    pub fn set_created(&mut self, time: &str) -> Result<(), EditError> {
        check::time(time)?;
        let utc = date::utc(time).filter(|_| self.model() != Model::CycloneDx);
        let is_bent = utc.as_ref().is_some_and(|utc| utc.is_bent);
        let written = utc.map_or_else(|| time.to_owned(), |utc| utc.text);
        if is_bent {
            let detail = format!("`{time}` became `{written}`");
            self.draft.lose(LossReason::Approximated, "created", "", &detail);
        }
        self.keep_created(&written);
        Ok(())
    }

    /// Sets when the document was made as it was written before, right or not.
    pub(crate) fn keep_created(&mut self, time: &str) {
        let draft = &mut self.draft;
        let (holder, key) = match &mut self.family {
            Family::CycloneDx
                if !cyclonedx::has_metadata(draft, Key::TIMESTAMP, "created", time) =>
            {
                return;
            }
            Family::CycloneDx => (Key::METADATA, Key::TIMESTAMP),
            Family::Spdx2(_) => (Key::CREATION_INFO, Key::CREATED),
            Family::Spdx3(graph) => return graph.set_created(draft, time),
        };
        let object = draft.object(ValueId::ROOT, holder);
        draft.set(object, key, time);
    }

    /// Sets the document's identity: `serialNumber`, `documentNamespace`, or the `spdxId` of the
    /// `SpdxDocument`, under which elements get their ids from then on.
    ///
    /// # Errors
    ///
    /// When it is none: a serial number is `urn:uuid:` and a UUID in lower case, a namespace an
    /// absolute URI without `#`, an `spdxId` an absolute IRI.
    pub fn set_id(&mut self, id: &str) -> Result<(), EditError> {
        check::document_id(id, self.model())?;
        let key = match &mut self.family {
            Family::CycloneDx if !cyclonedx::has_serial_number(&mut self.draft, id) => {
                return Ok(());
            }
            Family::CycloneDx => Key::SERIAL_NUMBER,
            Family::Spdx2(_) => Key::DOCUMENT_NAMESPACE,
            Family::Spdx3(graph) => {
                graph.set_id(&mut self.draft, id);
                return Ok(());
            }
        };
        self.draft.set(ValueId::ROOT, key, id);
        Ok(())
    }

    /// Sets the revision of a CycloneDX document; SPDX documents have none, which is a loss.
    ///
    /// # Errors
    ///
    /// When it is 0: the first one is 1.
    pub fn set_revision(&mut self, revision: u64) -> Result<(), EditError> {
        let text = revision.to_string();
        if revision == 0 {
            return Err(EditError::invalid("revision", &text, "the first one is 1"));
        }
        match self.family {
            Family::CycloneDx => {
                self.draft.put(ValueId::ROOT, Key::VERSION, Scalar::Number(&text));
            }
            _ => self.draft.lose(LossReason::NoPlace, "version", "", &text),
        }
        Ok(())
    }

    /// Sets the name of an SPDX document. A CycloneDX document is called as its subject, so that its
    /// name is a loss.
    ///
    /// # Errors
    ///
    /// When it says nothing.
    pub fn set_name(&mut self, name: &str) -> Result<(), EditError> {
        check::said("name", name)?;
        match &mut self.family {
            Family::CycloneDx => self.draft.lose(LossReason::NoPlace, "name", "", name),
            Family::Spdx2(_) => self.draft.set(ValueId::ROOT, Key::NAME, name),
            Family::Spdx3(graph) => graph.set_name(&mut self.draft, name),
        }
        Ok(())
    }

    /// Adds a person who made the document.
    ///
    /// # Errors
    ///
    /// When the name says nothing, or the address is none.
    pub fn add_author(&mut self, name: &str, email: Option<&str>) -> Result<(), EditError> {
        check::said("name", name)?;
        email.map_or(Ok(()), check::email)?;
        match &mut self.family {
            Family::CycloneDx => cyclonedx::add_author(&mut self.draft, name, email),
            Family::Spdx2(_) => {
                let email = email.map(|email| format!(" ({email})")).unwrap_or_default();
                spdx2::add_creator(&mut self.draft, &format!("Person: {name}{email}"));
            }
            Family::Spdx3(graph) => graph.add_author(&mut self.draft, name, email),
        }
        Ok(())
    }

    /// Adds a tool that made the document.
    ///
    /// # Errors
    ///
    /// When the name says nothing.
    pub fn add_tool(&mut self, name: &str, version: Option<&str>) -> Result<(), EditError> {
        check::said("name", name)?;
        match &mut self.family {
            Family::CycloneDx => cyclonedx::add_tool(&mut self.draft, name, version),
            Family::Spdx2(_) => {
                let version = version.map(|version| format!("-{version}")).unwrap_or_default();
                spdx2::add_creator(&mut self.draft, &format!("Tool: {name}{version}"));
            }
            Family::Spdx3(graph) => graph.add_tool(&mut self.draft, name, version),
        }
        Ok(())
    }
}
