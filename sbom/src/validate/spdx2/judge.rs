//! The walk over a document, and what its rules need to know.

use std::collections::{HashMap, HashSet};

use super::licence::Reading;
use crate::schema::Version;
use crate::tree::{Key, Value, ValueId};
use crate::validate::Severity;
use crate::validate::collect::{Collector, Place};

/// Judges what the prose of the specification says.
pub(super) struct Judge<'t, 'c> {
    pub(super) root: Value<'t>,
    pub(super) version: Version,
    found: &'c mut Collector,
    path: Vec<Step<'t>>,
    element: Option<&'t str>,
    /// The first element of each identifier.
    pub(super) ids: HashMap<&'t str, ValueId>,
    /// The identifiers of other documents.
    pub(super) documents: HashSet<&'t str>,
    /// The licences that the document describes.
    pub(super) licences: HashSet<&'t str>,
    /// Expressions that were read, since the same few come again and again.
    pub(super) readings: HashMap<&'t str, Reading>,
}

#[derive(Clone, Copy)]
enum Step<'t> {
    Member(&'t str),
    Element(usize),
}

impl<'t, 'c> Judge<'t, 'c> {
    pub(super) fn new(root: Value<'t>, version: Version, found: &'c mut Collector) -> Self {
        Self {
            root,
            version,
            found,
            path: Vec::new(),
            element: None,
            ids: HashMap::new(),
            documents: HashSet::new(),
            licences: HashSet::new(),
            readings: HashMap::new(),
        }
    }

    pub(super) fn run(&mut self) {
        self.know();
        self.document();
        self.each(Key::PACKAGES, |judge, package| judge.package(package));
        self.each(Key::FILES, |judge, file| judge.file(file));
        self.each(Key::SNIPPETS, |judge, snippet| judge.snippet(snippet));
        self.each(Key::HAS_EXTRACTED_LICENSING_INFOS, |judge, licence| judge.extracted(licence));
        self.relationships();
        self.each(Key::REVIEWEDS, |judge, review| judge.review(review));
    }

    /// Takes in every identifier; those that come twice are reported.
    fn know(&mut self) {
        let root = self.root;
        if let Some(id) = root.text(Key::SPDXID) {
            self.ids.insert(id, root.id());
        }
        for key in [Key::PACKAGES, Key::FILES, Key::SNIPPETS] {
            self.each(key, |judge, element| {
                let Some(id) = element.text(Key::SPDXID) else { return };
                if judge.ids.contains_key(id) {
                    judge.member(element, Key::SPDXID, |judge, value| {
                        judge.error("spdx2-id-duplicate", value, || {
                            format!("`{}` is the identifier of another element", show(id))
                        });
                    });
                } else {
                    judge.ids.insert(id, element.id());
                }
            });
        }
        self.each(Key::EXTERNAL_DOCUMENT_REFS, |judge, reference| {
            let Some(id) = reference.text(Key::EXTERNAL_DOCUMENT_ID) else { return };
            if !judge.documents.insert(id) {
                judge.member(reference, Key::EXTERNAL_DOCUMENT_ID, |judge, value| {
                    judge.error("spdx2-id-duplicate", value, || {
                        format!("`{}` stands for another document already", show(id))
                    });
                });
            }
        });
        self.each(Key::HAS_EXTRACTED_LICENSING_INFOS, |judge, licence| {
            let Some(id) = licence.text(Key::LICENSE_ID) else { return };
            if !judge.licences.insert(id) {
                judge.member(licence, Key::LICENSE_ID, |judge, value| {
                    judge.error("spdx2-id-duplicate", value, || {
                        format!("`{}` is described already", show(id))
                    });
                });
            }
        });
    }

    /// Goes through the objects of a list of the document.
    pub(super) fn each(&mut self, key: Key, mut judge: impl FnMut(&mut Self, Value<'t>)) {
        let root = self.root;
        self.entries(root, key, |this, value| {
            if value.is_object() {
                this.element = value.text(Key::SPDXID);
                judge(this, value);
                this.element = None;
            }
        });
    }

    /// Goes through the entries of a list of an object.
    pub(super) fn entries(
        &mut self,
        object: Value<'t>,
        key: Key,
        mut judge: impl FnMut(&mut Self, Value<'t>),
    ) {
        let Some(list) = object.get(key).filter(|list| list.is_array()) else { return };
        self.path.push(Step::Member(list.key_text()));
        for (at, value) in list.children().enumerate() {
            self.path.push(Step::Element(at));
            judge(self, value);
            self.path.pop();
        }
        self.path.pop();
    }

    /// Looks at a member, if there is one.
    pub(super) fn member(
        &mut self,
        object: Value<'t>,
        key: Key,
        judge: impl FnOnce(&mut Self, Value<'t>),
    ) {
        let Some(value) = object.get(key) else { return };
        self.path.push(Step::Member(value.key_text()));
        judge(self, value);
        self.path.pop();
    }

    /// Looks at a member that is a text.
    pub(super) fn text(
        &mut self,
        object: Value<'t>,
        key: Key,
        judge: impl FnOnce(&mut Self, Value<'t>, &'t str),
    ) {
        self.member(object, key, |this, value| {
            if let Some(text) = value.as_str() {
                judge(this, value, text);
            }
        });
    }

    /// Returns what a member is called: its key, or its tag.
    pub(super) fn word(&self, key: &'static str, tag: &'static str) -> &'static str {
        if self.found.has_tags() { tag } else { key }
    }

    pub(super) fn error(
        &mut self,
        code: &'static str,
        value: Value<'t>,
        message: impl FnOnce() -> String,
    ) {
        self.report(code, Severity::Error, value, message);
    }

    pub(super) fn report(
        &mut self,
        code: &'static str,
        severity: Severity,
        value: Value<'t>,
        message: impl FnOnce() -> String,
    ) {
        let (path, element) = (&self.path, self.element);
        let place = || Place {
            path: render(path),
            offset: value.offset(),
            element: element.filter(|id| !id.is_empty()).map(|id| show(id).to_owned()),
        };
        self.found.semantic(code, severity, place, message);
    }
}

/// Writes a path as a JSON Pointer.
fn render(steps: &[Step<'_>]) -> String {
    let mut path = String::new();
    for step in steps {
        // What an annotation of tag-value is about has no name in JSON.
        if matches!(step, Step::Member(name) if Some(*name) == Key::HASH_SPDXREF.known_text()) {
            continue;
        }
        path.push('/');
        match step {
            Step::Element(at) => path.push_str(&at.to_string()),
            Step::Member(name) => path.push_str(name),
        }
    }
    path
}

/// Cuts what a document says to a length that a message may have.
pub(super) fn show(text: &str) -> &str {
    crate::validate::collect::clip(text)
}
