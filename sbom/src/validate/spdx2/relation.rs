//! Relationships: what they lead to, what the document describes, files and their packages.

use std::collections::{HashMap, HashSet};

use sha1::{Digest, Sha1};

use super::form;
use super::judge::{Judge, show};
use crate::tree::{Key, Value, ValueId};
use crate::validate::Severity;

impl<'t> Judge<'t, '_> {
    pub(super) fn relationships(&mut self) {
        let root = self.root;
        let mut describes = false;
        let mut edges: Vec<(ValueId, ValueId)> = Vec::new();
        let document = root.text(Key::SPDXID).unwrap_or("SPDXRef-DOCUMENT");
        self.each(Key::RELATIONSHIPS, |judge, relationship| {
            let from = relationship.text(Key::SPDX_ELEMENT_ID);
            let to = relationship.text(Key::RELATED_SPDX_ELEMENT);
            judge.text(relationship, Key::SPDX_ELEMENT_ID, |judge, value, text| {
                match form::is_unsaid(text) {
                    true => judge.error("spdx2-ref-dangling", value, || {
                        format!("`{text}` can only be at the other end of a relationship")
                    }),
                    false => judge.end(value, text),
                }
            });
            judge.text(relationship, Key::RELATED_SPDX_ELEMENT, |judge, value, text| {
                if !form::is_unsaid(text) {
                    judge.end(value, text);
                }
            });
            let kind = relationship.text(Key::RELATIONSHIP_TYPE).unwrap_or_default();
            describes |= kind == "DESCRIBES" && from == Some(document);
            describes |= kind == "DESCRIBED_BY" && to == Some(document);
            let id = |end: Option<&str>| judge.ids.get(end?).copied();
            match (kind, id(from), id(to)) {
                ("CONTAINS" | "DEPENDS_ON", Some(from), Some(to)) => edges.push((from, to)),
                ("CONTAINED_BY", Some(from), Some(to)) => edges.push((to, from)),
                (_, Some(from), Some(to)) if kind.ends_with("DEPENDENCY_OF") => {
                    edges.push((to, from));
                }
                _ => {}
            }
        });
        self.entries(root, Key::DOCUMENT_DESCRIBES, |judge, value| {
            describes = true;
            if let Some(id) = value.as_str() {
                judge.end(value, id);
            }
        });
        let has_one =
            root.list(Key::PACKAGES).nth(1).is_none() && root.list(Key::PACKAGES).next().is_some();
        if !describes && !has_one {
            self.error("spdx2-describes-missing", root, || {
                "the document does not say what it describes".to_owned()
            });
        }
        if let Some(member) = in_cycle(&edges) {
            let id = root.tree().value(member).text(Key::SPDXID).unwrap_or_default();
            self.report("spdx2-cycle", Severity::Info, root, || {
                format!("`{}` contains or depends on itself by way of others", show(id))
            });
        }
    }

    /// Judges a reference to an element.
    pub(super) fn end(&mut self, value: Value<'t>, text: &str) {
        if self.ids.contains_key(text) || text == "SPDXRef-DOCUMENT" {
            return;
        }
        match text.split_once(':') {
            Some((document, element)) if document.starts_with("DocumentRef-") => {
                if !self.documents.contains(document) {
                    self.error("spdx2-docref-undeclared", value, || {
                        format!("`{}` is not an external document reference", show(document))
                    });
                }
                if !form::is_id(element, "SPDXRef-") {
                    self.error("spdx2-id-format", value, || {
                        format!("`{}` is not an identifier", show(element))
                    });
                }
            }
            _ => self.error("spdx2-ref-dangling", value, || {
                format!("`{}` is not an element of the document", show(text))
            }),
        }
    }

    /// Judges a package's verification code, and works it out where all files are there.
    pub(super) fn verification_code(&mut self, package: Value<'t>) {
        const CODE: &str = "spdx2-verification-code";

        self.member(package, Key::PACKAGE_VERIFICATION_CODE, |judge, code| {
            let mut excluded = HashSet::new();
            let key = Key::PACKAGE_VERIFICATION_CODE_EXCLUDED_FILES;
            judge.entries(code, key, |judge, value| {
                let Some(name) = value.as_str() else { return };
                excluded.insert(tidy(name));
                if form::is_rooted(name) {
                    judge.error(CODE, value, || {
                        format!("must be relative to the package, not `{}`", show(name))
                    });
                }
            });
            judge.text(code, Key::PACKAGE_VERIFICATION_CODE_VALUE, |judge, value, text| {
                if text.len() != 40 || !form::is_lower_hex(text) {
                    judge.error(CODE, value, || {
                        format!("must be 40 hexadecimal digits in lower case, not `{}`", show(text))
                    });
                    return;
                }
                if let Some(computed) = judge.compute(package, &excluded)
                    && computed != text
                {
                    judge.report(CODE, Severity::Warning, value, || {
                        format!("the files that are listed give `{computed}`")
                    });
                }
            });
        });
    }

    /// Returns the verification code of the files in `hasFiles`; `None` unless all of them have a
    /// SHA1 (SPDX 2.3, clause 7.9).
    fn compute(&self, package: Value<'t>, excluded: &HashSet<&str>) -> Option<String> {
        let mut sums = Vec::new();
        for id in package.list(Key::HAS_FILES) {
            let file = self.root.tree().value(*self.ids.get(id.as_str()?)?);
            let name = tidy(file.text(Key::FILE_NAME)?);
            let mut checksums = file.list(Key::CHECKSUMS);
            let sum = checksums.find(|sum| sum.text(Key::ALGORITHM) == Some("SHA1"));
            let sum = sum?.text(Key::CHECKSUM_VALUE)?;
            if !excluded.contains(name) {
                sums.push(sum);
            }
        }
        if sums.is_empty() {
            return None;
        }
        sums.sort_unstable();
        let mut hash = Sha1::new();
        for sum in sums {
            hash.update(sum.as_bytes());
        }
        let digest: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Some(digest)
    }
}

/// Returns a file's name without the `./` that some writers leave out.
fn tidy(name: &str) -> &str {
    name.strip_prefix("./").unwrap_or(name)
}

/// Returns something that leads back to itself: what is left when everything that nothing leads
/// to, or that leads to nothing, is taken away.
fn in_cycle(edges: &[(ValueId, ValueId)]) -> Option<ValueId> {
    let mut after: HashMap<ValueId, Vec<ValueId>> = HashMap::new();
    let mut before: HashMap<ValueId, usize> = HashMap::new();
    for (from, to) in edges {
        after.entry(*from).or_default().push(*to);
        before.entry(*from).or_default();
        *before.entry(*to).or_default() += 1;
    }
    let mut free: Vec<ValueId> =
        before.iter().filter(|(_, count)| **count == 0).map(|(id, _)| *id).collect();
    let mut left = before.len();
    while let Some(id) = free.pop() {
        left -= 1;
        for to in after.remove(&id).unwrap_or_default() {
            if let Some(count) = before.get_mut(&to) {
                *count -= 1;
                if *count == 0 {
                    free.push(to);
                }
            }
        }
    }
    if left == 0 {
        return None;
    }
    // What is left may only be led to by a cycle; going back long enough ends in one.
    let mut back: HashMap<ValueId, ValueId> = HashMap::new();
    for (from, targets) in &after {
        for to in targets {
            let known = back.entry(*to).or_insert(*from);
            *known = (*known).min(*from);
        }
    }
    let mut at = *after.keys().min()?;
    let mut seen = HashSet::new();
    while seen.insert(at) {
        at = *back.get(&at)?;
    }
    Some(at)
}
