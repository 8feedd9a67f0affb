//! External references: what belongs to which category, and what locators look like.

use super::form;
use super::judge::{Judge, show};
use crate::cpe;
use crate::purl::Purl;
use crate::spdx::schema2::V2_2;
use crate::tree::{Key, Value};

/// A type of reference that the specification defines (annex F).
struct Kind {
    name: &'static str,
    category: &'static str,
    /// Whether 2.2 has it.
    is_old: bool,
    expected: &'static str,
    holds: fn(&str) -> bool,
}

const KINDS: &[Kind] = &[
    kind("cpe22Type", "SECURITY", "a CPE 2.2 name", |it| {
        it.starts_with("cpe:/") && cpe::is_cpe22_pattern(it)
    }),
    kind("cpe23Type", "SECURITY", "a CPE 2.3 name", |it| {
        it.starts_with("cpe:2.3:") && cpe::is_cpe23_pattern(it)
    }),
    new("advisory", "SECURITY", "an address", form::is_url),
    new("fix", "SECURITY", "an address", form::is_url),
    new("url", "SECURITY", "an address", form::is_url),
    new("swid", "SECURITY", "a `swid:` URI", |it| {
        it.len() > 5 && it.starts_with("swid:") && !it.contains(char::is_whitespace)
    }),
    kind("maven-central", "PACKAGE-MANAGER", "`group:artifact:version`", |it| {
        (2..=3).contains(&parts(it, ':'))
    }),
    kind("npm", "PACKAGE-MANAGER", "`name@version`", |it| {
        parts(it.strip_prefix('@').unwrap_or(it), '@') == 2
    }),
    kind("nuget", "PACKAGE-MANAGER", "`name/version`", |it| parts(it, '/') == 2),
    kind("bower", "PACKAGE-MANAGER", "`name#version`", |it| parts(it, '#') == 2),
    kind("purl", "PACKAGE-MANAGER", "a package URL", |it| Purl::parse(it).is_ok()),
    kind("swh", "PERSISTENT-ID", "a Software Heritage identifier", |it| {
        let core = it.split(';').next().unwrap_or_default();
        ["snp", "rel", "rev", "dir", "cnt"].iter().any(|kind| {
            let digest = core.strip_prefix("swh:1:").and_then(|it| it.strip_prefix(kind));
            let digest = digest.and_then(|it| it.strip_prefix(':')).unwrap_or_default();
            digest.len() == 40 && form::is_lower_hex(digest)
        })
    }),
    new("gitoid", "PERSISTENT-ID", "a gitoid", |it| {
        let mut parts = it.split(':');
        let is_kind = parts.next() == Some("gitoid")
            && matches!(parts.next(), Some("blob" | "tree" | "commit" | "tag"));
        let len = match parts.next() {
            Some("sha1") => 40,
            Some("sha256") => 64,
            _ => return false,
        };
        let digest = parts.next().unwrap_or_default();
        is_kind && parts.next().is_none() && digest.len() == len && form::is_lower_hex(digest)
    }),
];

const fn kind(
    name: &'static str,
    category: &'static str,
    expected: &'static str,
    holds: fn(&str) -> bool,
) -> Kind {
    Kind { name, category, is_old: true, expected, holds }
}

const fn new(
    name: &'static str,
    category: &'static str,
    expected: &'static str,
    holds: fn(&str) -> bool,
) -> Kind {
    Kind { name, category, is_old: false, expected, holds }
}

/// Counts the parts between separators; none if one of them is empty or has blanks.
fn parts(text: &str, separator: char) -> usize {
    match text.split(separator).all(|part| !part.is_empty() && !part.contains(char::is_whitespace))
    {
        true => text.split(separator).count(),
        false => 0,
    }
}

impl<'t> Judge<'t, '_> {
    pub(super) fn reference(&mut self, reference: Value<'t>) {
        const CODE: &str = "spdx2-external-ref";

        let Some(category) = reference.text(Key::REFERENCE_CATEGORY) else { return };
        let category = category.replace('_', "-");
        let Some(name) = reference.text(Key::REFERENCE_TYPE) else { return };
        // Types may be written as the addresses that define them.
        let short = name.rsplit(['/', '#']).next().unwrap_or_default();
        let kind = KINDS.iter().find(|kind| kind.name == short);
        match kind {
            Some(kind) if category == kind.category => {
                if !kind.is_old && self.version == V2_2 {
                    self.member(reference, Key::REFERENCE_TYPE, |judge, value| {
                        judge.error("spdx2-reftype-version", value, || {
                            format!("`{}` exists from SPDX 2.3 on", kind.name)
                        });
                    });
                }
                self.text(reference, Key::REFERENCE_LOCATOR, |judge, value, text| {
                    if !(kind.holds)(text) {
                        judge.error(CODE, value, || {
                            format!("must be {}, not `{}`", kind.expected, show(text))
                        });
                    }
                });
            }
            // The category for whatever is not defined; the names may be the same.
            _ if category == "OTHER" => {
                self.text(reference, Key::REFERENCE_LOCATOR, |judge, value, text| {
                    if text.is_empty() || text.contains(char::is_whitespace) {
                        judge.error(CODE, value, || {
                            format!("must be a text without blanks, not `{}`", show(text))
                        });
                    }
                });
            }
            Some(kind) => {
                self.member(reference, Key::REFERENCE_TYPE, |judge, value| {
                    judge.error(CODE, value, || {
                        format!("`{}` is of the category `{}`", kind.name, kind.category)
                    });
                });
            }
            None => {
                self.member(reference, Key::REFERENCE_TYPE, |judge, value| {
                    judge.error(CODE, value, || {
                        format!("`{}` is not a type of the category `{category}`", show(name))
                    });
                });
            }
        }
    }
}
