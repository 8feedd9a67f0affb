//! The document itself: creation information, references to other documents, annotations.

use super::form::{self, Actor};
use super::judge::{Judge, show};
use crate::schema::is_absolute_uri;
use crate::spdx::schema2::V2_2;
use crate::tree::{Key, Value};

impl<'t> Judge<'t, '_> {
    pub(super) fn document(&mut self) {
        let root = self.root;
        self.text(root, Key::DATA_LICENSE, |judge, value, text| {
            if text != "CC0-1.0" {
                judge.error("spdx2-data-license", value, || {
                    format!("must be `CC0-1.0`, not `{}`", show(text))
                });
            }
        });
        self.text(root, Key::SPDXID, |judge, value, text| {
            if text != "SPDXRef-DOCUMENT" {
                judge.error("spdx2-document-id", value, || {
                    format!("must be `SPDXRef-DOCUMENT`, not `{}`", show(text))
                });
            }
        });
        if root.get(Key::DOCUMENT_NAMESPACE).is_none() && self.version == V2_2 {
            let key = self.word("documentNamespace", "DocumentNamespace");
            self.error("spdx2-namespace", root, || format!("the document has no `{key}`"));
        }
        self.text(root, Key::DOCUMENT_NAMESPACE, |judge, value, text| {
            if !is_absolute_uri(text) || text.contains('#') {
                judge.error("spdx2-namespace", value, || {
                    format!("must be an absolute URI without `#`, not `{}`", show(text))
                });
            }
        });
        self.member(root, Key::CREATION_INFO, |judge, creation| {
            judge.time(creation, Key::CREATED, "spdx2-created");
            judge.entries(creation, Key::CREATORS, |judge, creator| {
                // What is no text is the schema's affair.
                if let Some(text) = creator.as_str() {
                    judge.actor(creator, text, Actor::Anyone);
                }
            });
        });
        self.each(Key::EXTERNAL_DOCUMENT_REFS, |judge, reference| {
            judge.text(reference, Key::EXTERNAL_DOCUMENT_ID, |judge, value, text| {
                if !form::is_document_id(text) {
                    judge.error("spdx2-id-format", value, || {
                        format!(
                            "must be `DocumentRef-` and letters, digits, `.`, `-` or `+`, not `{}`",
                            show(text)
                        )
                    });
                }
            });
            judge.text(reference, Key::SPDX_DOCUMENT, |judge, value, text| {
                if !is_absolute_uri(text) {
                    judge.error("spdx2-url", value, || {
                        format!("must be the namespace of a document, not `{}`", show(text))
                    });
                }
            });
            judge.member(reference, Key::CHECKSUM, |judge, checksum| judge.checksum(checksum));
        });
        self.annotations(root);
    }

    /// Judges a member that is a time.
    pub(super) fn time(&mut self, object: Value<'t>, key: Key, code: &'static str) {
        self.text(object, key, |judge, value, text| {
            if !form::is_time(text) {
                judge.error(code, value, || {
                    format!(
                        "must be a time in UTC such as `2026-11-22T07:15:00Z`, not `{}`",
                        show(text)
                    )
                });
            }
        });
    }

    /// Judges a text that says who did something.
    pub(super) fn actor(&mut self, value: Value<'t>, text: &str, who: Actor) {
        if let Some(fault) = form::actor(text, who) {
            self.error("spdx2-creator-format", value, || format!("`{}` {fault}", show(text)));
        }
    }

    /// Judges the annotations of the document or of an element.
    pub(super) fn annotations(&mut self, owner: Value<'t>) {
        self.entries(owner, Key::ANNOTATIONS, |judge, annotation| {
            judge.text(annotation, Key::ANNOTATOR, |judge, value, text| {
                judge.actor(value, text, Actor::Anyone);
            });
            judge.time(annotation, Key::ANNOTATION_DATE, "spdx2-date");
            judge.text(annotation, Key::HASH_SPDXREF, |judge, value, text| {
                judge.end(value, text);
            });
        });
    }

    pub(super) fn review(&mut self, review: Value<'t>) {
        if review.get(Key::REVIEWER).is_none() {
            self.error("spdx2-review", review, || "the review has no `reviewer`".to_owned());
        }
        self.text(review, Key::REVIEWER, |judge, value, text| {
            judge.actor(value, text, Actor::Anyone);
        });
        self.time(review, Key::REVIEW_DATE, "spdx2-date");
    }
}
