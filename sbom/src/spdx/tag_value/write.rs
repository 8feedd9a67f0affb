//! From the tree of an SPDX 2 document in JSON to tag-value.
//!
//! Sections come in the order of the specification; a file stands below the first package that has
//! it in `hasFiles`, and files of no package stand in front of the first one, since a position
//! below a package means to be contained in it.

mod member;
mod text;

use std::collections::{HashMap, HashSet};

use crate::losses::{LossReason, Losses};
use crate::spdx::tag_value::tags::{Section, Shape, TAGS, Tag};
use crate::tree::{Key, Value, ValueId};

/// Writes an SPDX 2 document as tag-value.
///
/// What tag-value cannot say is left out, and in `losses` with its place.
pub(crate) fn write(root: Value<'_>, losses: &mut Losses) -> String {
    let mut writer = Writer::new(root, losses);
    writer.document();
    writer.out
}

struct Writer<'t, 'l> {
    root: Value<'t>,
    losses: &'l mut Losses,
    out: String,
    /// Where in the tree the writer is, as a JSON Pointer.
    path: String,
    /// The name of the element that is written, for the losses.
    element: Option<&'t str>,
    /// The first element of each identifier.
    ids: HashMap<&'t str, ValueId>,
    /// The files that stand below a package.
    contained: HashSet<ValueId>,
    /// The entries that are reported to be no objects.
    reported: HashSet<ValueId>,
    /// Where the repeated identifiers that were written last begin and end.
    repeated: Option<(usize, usize)>,
    /// What the place of a file could not say: packages and the files they have.
    containments: Vec<(&'t str, &'t str)>,
    /// The bytes that may still be written of identifiers which JSON says once and tag-value for
    /// each line that refers to them: a long one could be repeated by a million short annotations.
    room: usize,
}

impl<'t, 'l> Writer<'t, 'l> {
    fn new(root: Value<'t>, losses: &'l mut Losses) -> Self {
        let mut ids = HashMap::new();
        let lists = [Key::PACKAGES, Key::FILES, Key::SNIPPETS];
        for element in lists.into_iter().flat_map(|key| root.list(key)) {
            if let Some(id) = element.text(Key::SPDXID) {
                ids.entry(id).or_insert(element.id());
            }
        }
        Self {
            root,
            losses,
            out: String::with_capacity(root.tree().text_len()),
            path: String::new(),
            element: None,
            ids,
            contained: HashSet::new(),
            reported: HashSet::new(),
            repeated: None,
            containments: Vec::new(),
            room: (1 << 16) + 4 * root.tree().text_len(),
        }
    }

    /// Reports whether an identifier may be written once more.
    fn may_repeat(&mut self, id: &str) -> bool {
        let left = self.room.checked_sub(id.len());
        self.room = left.unwrap_or(0);
        left.is_some()
    }

    fn document(&mut self) {
        let root = self.root;
        self.assign_files();
        self.tags(Section::Document, root);
        if let Some(creation) = root.get(Key::CREATION_INFO) {
            self.at(Key::CREATION_INFO, |writer| match creation.is_object() {
                true => {
                    writer.tags(Section::Creation, creation);
                    writer.leftovers(Section::Creation, creation, &[]);
                }
                false => writer.lose(LossReason::Invalid, "creationInfo", "it is no object"),
            });
        }
        self.strays(root);
        let contained = std::mem::take(&mut self.contained);
        self.each(Key::FILES, |writer, file| {
            if !contained.contains(&file.id()) {
                writer.file(file);
            }
        });
        let files: HashMap<ValueId, usize> = match root.get(Key::FILES) {
            Some(files) => files.children().enumerate().map(|(at, it)| (it.id(), at)).collect(),
            None => HashMap::new(),
        };
        let mut written = HashSet::new();
        self.each(Key::PACKAGES, |writer, package| {
            writer.package(package);
            for id in package.list(Key::HAS_FILES).filter_map(Value::as_str) {
                let Some(&file) = writer.ids.get(id) else { continue };
                let Some(at) = files.get(&file) else { continue };
                if contained.contains(&file) && written.insert(file) {
                    let outside = (std::mem::take(&mut writer.path), writer.element);
                    writer.path = format!("/files/{at}");
                    writer.file(package.tree().value(file));
                    (writer.path, writer.element) = outside;
                }
            }
        });
        self.each(Key::SNIPPETS, |writer, snippet| writer.snippet(snippet));
        self.each(Key::HAS_EXTRACTED_LICENSING_INFOS, |writer, licence| {
            writer.element = licence.text(Key::LICENSE_ID);
            writer.opener("LicenseID", Key::LICENSE_ID, licence);
            writer.tags(Section::Licence, licence);
            writer.strays(licence);
            writer.leftovers(Section::Licence, licence, &[]);
        });
        self.relationships();
        self.annotations(root, true);
        for key in [Key::PACKAGES, Key::FILES, Key::SNIPPETS] {
            self.each(key, |writer, element| {
                let is_first = element.text(Key::SPDXID).is_some_and(|id| {
                    let is_document = id == DOCUMENT || root.text(Key::SPDXID) == Some(id);
                    writer.ids.get(id) == Some(&element.id()) && !is_document
                });
                writer.element = name_of(element);
                writer.annotations(element, is_first);
            });
        }
        self.each(Key::REVIEWEDS, |writer, review| {
            writer.opener("Reviewer", Key::REVIEWER, review);
            writer.tags(Section::Review, review);
            writer.leftovers(Section::Review, review, &[]);
        });
        self.leftovers(Section::Document, root, HANDLED);
    }

    /// Decides which file stands below which package, and what has to be said otherwise.
    fn assign_files(&mut self) {
        let root = self.root;
        let files: HashSet<ValueId> = root.list(Key::FILES).map(Value::id).collect();
        self.each(Key::PACKAGES, |writer, package| {
            let Some(list) = package.get(Key::HAS_FILES) else { return };
            writer.element = name_of(package);
            let owner = package.text(Key::SPDXID);
            writer.at(Key::HAS_FILES, |writer| {
                writer.entries("hasFiles", list, |writer, value| {
                    let file = value.as_str().and_then(|id| writer.ids.get(id).copied());
                    let is_file = file.filter(|file| files.contains(file));
                    if let Some(file) = is_file
                        && writer.contained.insert(file)
                    {
                        return;
                    }
                    let (reason, detail) = match (owner, value.as_str()) {
                        (Some(owner), Some(id)) if text::is_word(owner) && text::is_word(id) => {
                            match writer.may_repeat(owner) {
                                true => {
                                    writer.containments.push((owner, id));
                                    (LossReason::Approximated, "written as a relationship")
                                }
                                false => (LossReason::Encoding, TOO_LONG),
                            }
                        }
                        _ => (LossReason::Invalid, "it is no identifier"),
                    };
                    writer.lose(reason, "hasFiles", detail);
                });
            });
        });
    }

    fn package(&mut self, package: Value<'t>) {
        self.element = name_of(package);
        self.opener("PackageName", Key::NAME, package);
        self.identifier(package);
        self.tags(Section::Package, package);
        self.strays(package);
        self.leftovers(Section::Package, package, &[Key::HAS_FILES]);
    }

    fn file(&mut self, file: Value<'t>) {
        self.element = name_of(file);
        self.opener("FileName", Key::FILE_NAME, file);
        self.identifier(file);
        self.tags(Section::File, file);
        if let Some(list) = file.get(Key::ARTIFACT_OFS) {
            self.at(Key::ARTIFACT_OFS, |writer| {
                writer.entries("artifactOfs", list, |writer, artifact| {
                    if !artifact.is_object() {
                        writer.lose(LossReason::Invalid, "artifactOfs", "it is no object");
                        return;
                    }
                    writer.opener("ArtifactOfProjectName", Key::NAME, artifact);
                    writer.tags(Section::Artifact, artifact);
                    writer.leftovers(Section::Artifact, artifact, &[]);
                });
            });
        }
        self.strays(file);
        self.leftovers(Section::File, file, &[Key::ARTIFACT_OFS]);
    }

    fn snippet(&mut self, snippet: Value<'t>) {
        self.element = name_of(snippet);
        self.opener("SnippetSPDXID", Key::SPDXID, snippet);
        self.tags(Section::Snippet, snippet);
        self.ranges(snippet);
        self.strays(snippet);
        self.leftovers(Section::Snippet, snippet, &[]);
    }

    fn relationships(&mut self) {
        let root = self.root;
        let mut described = HashSet::new();
        let document = root.text(Key::SPDXID).filter(|id| text::is_word(id)).unwrap_or(DOCUMENT);
        if root.get(Key::RELATIONSHIPS).is_some() {
            self.out.push('\n');
        }
        self.each(Key::RELATIONSHIPS, |writer, relationship| {
            let keys = [Key::SPDX_ELEMENT_ID, Key::RELATIONSHIP_TYPE, Key::RELATED_SPDX_ELEMENT];
            if !writer.words("Relationship", relationship, keys) {
                return;
            }
            if relationship.text(Key::RELATIONSHIP_TYPE) == Some("DESCRIBES")
                && relationship.text(Key::SPDX_ELEMENT_ID) == Some(document)
            {
                described.extend(relationship.text(Key::RELATED_SPDX_ELEMENT));
            }
            writer.tags(Section::Relationship, relationship);
            writer.leftovers(Section::Relationship, relationship, &keys);
        });
        if let Some(list) = root.get(Key::DOCUMENT_DESCRIBES) {
            let field = "documentDescribes";
            self.at(Key::DOCUMENT_DESCRIBES, |writer| {
                writer.entries(field, list, |writer, value| {
                    let id = value.as_str().filter(|id| text::is_word(id));
                    let (reason, detail) = match id {
                        Some(id) if !described.insert(id) => return,
                        Some(id) if writer.may_repeat(document) => {
                            let text = format!("{document} DESCRIBES {id}");
                            writer.value("Relationship", &text, field);
                            (LossReason::Approximated, "written as a relationship")
                        }
                        Some(_) => (LossReason::Encoding, TOO_LONG),
                        None => (LossReason::Invalid, "it is no identifier"),
                    };
                    writer.lose(reason, field, detail);
                });
            });
        }
        for (package, file) in std::mem::take(&mut self.containments) {
            self.value("Relationship", &format!("{package} CONTAINS {file}"), "hasFiles");
        }
    }

    /// Writes the annotations that something holds.
    fn annotations(&mut self, owner: Value<'t>, can_be_named: bool) {
        let Some(list) = owner.get(Key::ANNOTATIONS) else { return };
        let id = match owner.id() == ValueId::ROOT {
            true => Some(owner.text(Key::SPDXID).unwrap_or(DOCUMENT)),
            false => owner.text(Key::SPDXID),
        };
        self.at(Key::ANNOTATIONS, |writer| {
            writer.entries("annotations", list, |writer, annotation| {
                if !annotation.is_object() {
                    writer.lose(LossReason::Invalid, "annotations", "it is no object");
                    return;
                }
                let target = annotation.text(Key::HASH_SPDXREF);
                if target.is_none() && !writer.may_repeat(id.unwrap_or_default()) {
                    writer.lose(LossReason::Encoding, "annotations", TOO_LONG);
                    return;
                }
                if !can_be_named {
                    let detail = "what it is about has no identifier of its own";
                    writer.lose(LossReason::Dangling, "annotations", detail);
                }
                writer.opener("Annotator", Key::ANNOTATOR, annotation);
                writer.tags(Section::Annotation, annotation);
                writer.value("SPDXREF", target.or(id).unwrap_or(DOCUMENT), "SPDXREF");
                writer.leftovers(Section::Annotation, annotation, &[]);
            });
        });
    }

    /// Writes the line that begins a section.
    fn opener(&mut self, tag: &str, key: Key, object: Value<'t>) {
        // Right in front of an element, the reader would take it for that element's.
        if let Some((start, end)) = self.repeated
            && end == self.out.len()
            && matches!(tag, "FileName" | "PackageName")
        {
            self.out.truncate(start);
            self.lose(
                LossReason::Encoding,
                "#tags",
                "a repeated identifier with nothing behind it",
            );
        }
        self.out.push('\n');
        let field = key.known_text().unwrap_or_default();
        match object.get(key) {
            // Without the line, what follows would belong to what stands before.
            Some(value) if value.is_null() || value.scalar().is_none() => {
                self.line(tag, "");
                let detail = "it is no text, and was written empty";
                self.at(key, |writer| writer.lose(LossReason::Invalid, field, detail));
            }
            Some(value) => self.at(key, |writer| writer.scalar(tag, field, value)),
            None => {
                self.line(tag, "");
                self.lose(LossReason::Invalid, field, "it is missing, and was written empty");
            }
        }
    }

    fn identifier(&mut self, element: Value<'t>) {
        if let Some(id) = element.get(Key::SPDXID) {
            self.at(Key::SPDXID, |writer| writer.scalar("SPDXID", "SPDXID", id));
        }
        for stray in element.list(Key::HASH_TAGS) {
            if stray.text(Key::TAG) == Some("SPDXID") {
                self.repeated_identifier(stray);
            }
        }
    }

    /// Writes an identifier of something that has one already.
    fn repeated_identifier(&mut self, stray: Value<'t>) {
        let start = match self.repeated {
            Some((start, end)) if end == self.out.len() => start,
            _ => self.out.len(),
        };
        self.value("SPDXID", stray.text(Key::VALUE).unwrap_or_default(), "#tags");
        self.repeated = Some((start, self.out.len()));
    }

    /// Writes the tags that have no member, as the reader kept them.
    fn strays(&mut self, object: Value<'t>) {
        let is_document = object.id() == ValueId::ROOT;
        for stray in object.list(Key::HASH_TAGS) {
            match stray.text(Key::TAG) {
                Some("SPDXID") if is_document => self.repeated_identifier(stray),
                Some("SPDXID") => {}
                Some(tag) if is_kept(tag) => {
                    self.value(tag, stray.text(Key::VALUE).unwrap_or_default(), "#tags");
                }
                _ => self.lose(LossReason::Invalid, "#tags", "it is no tag that is kept"),
            }
        }
    }

    /// Writes every tag of a section that is no opener.
    fn tags(&mut self, section: Section, object: Value<'t>) {
        for tag in TAGS.iter().filter(|tag| tag.section == section) {
            if matches!(tag.shape, Shape::Opens | Shape::Target) {
                continue;
            }
            if let Some(value) = object.get(tag.key) {
                self.at(tag.key, |writer| writer.member(tag, value));
            }
        }
    }

    /// Reports the members that no tag was written for.
    fn leftovers(&mut self, section: Section, object: Value<'t>, handled: &[Key]) {
        for member in object.children() {
            let key = member.key();
            let is_written = TAGS.iter().any(|tag| tag.section == section && tag.key == key)
                || matches!(key, Key::SPDXID | Key::HASH_TAGS | Key::ANNOTATIONS)
                || handled.contains(&key);
            if is_written {
                continue;
            }
            let name = member.key_text();
            let reason = match name {
                "$schema" | "crossRefs" => LossReason::NoPlace,
                _ if name.starts_with('#') => LossReason::NoPlace,
                _ => LossReason::UnknownMember,
            };
            self.at(key, |writer| writer.lose(reason, name, ""));
        }
    }

    /// Goes through the objects of a list of the document.
    fn each(&mut self, key: Key, mut write: impl FnMut(&mut Self, Value<'t>)) {
        let Some(list) = self.root.get(key) else { return };
        let name = key.known_text().unwrap_or_default();
        self.at(key, |writer| {
            for (at, value) in list.children().enumerate() {
                writer.index(at, |writer| match value.is_object() {
                    true => write(writer, value),
                    false => writer.lose_once(value, name),
                });
                writer.element = None;
            }
            if !list.is_array() {
                writer.lose_once(list, name);
            }
        });
    }

    /// Reports an entry that is no object, though lists are gone through several times.
    fn lose_once(&mut self, value: Value<'t>, name: &str) {
        if self.reported.insert(value.id()) {
            self.lose(LossReason::Invalid, name, "it is no object");
        }
    }

    fn at(&mut self, key: Key, inner: impl FnOnce(&mut Self)) {
        let len = self.path.len();
        self.path.push('/');
        let name = self.root.tree().key_text(key);
        match name.contains(['~', '/']) {
            true => self.path.push_str(&crate::json::pointer::escape(name)),
            false => self.path.push_str(name),
        }
        inner(self);
        self.path.truncate(len);
    }

    fn index(&mut self, at: usize, inner: impl FnOnce(&mut Self)) {
        let len = self.path.len();
        self.path.push('/');
        self.path.push_str(&at.to_string());
        inner(self);
        self.path.truncate(len);
    }

    fn lose(&mut self, reason: LossReason, field: &str, detail: &str) {
        self.losses.add(reason, field, &self.path, self.element, detail);
    }
}

/// Reports whether the reader keeps such a tag where it has no member: one of another name, or one
/// that opens nothing. Whoever wrote the document may have put others there.
fn is_kept(tag: &str) -> bool {
    let opens = |known: &Tag| known.shape == Shape::Opens && known.section != Section::Artifact;
    !tag.is_empty()
        && tag.bytes().all(|byte| byte.is_ascii_alphabetic())
        && !Tag::find(tag).is_some_and(|(_, known)| opens(known))
}

/// Why an identifier is not written once more.
const TOO_LONG: &str = "the identifier is too long to be repeated as often";

/// What relationships call the document.
const DOCUMENT: &str = "SPDXRef-DOCUMENT";

/// Members of the document that are written elsewhere than in its section.
const HANDLED: &[Key] = &[
    Key::CREATION_INFO,
    Key::PACKAGES,
    Key::FILES,
    Key::SNIPPETS,
    Key::HAS_EXTRACTED_LICENSING_INFOS,
    Key::RELATIONSHIPS,
    Key::DOCUMENT_DESCRIBES,
    Key::REVIEWEDS,
];

/// Returns what a loss report calls an element: its purl, else its identifier, else its name.
fn name_of(element: Value<'_>) -> Option<&str> {
    let purl = element
        .list(Key::EXTERNAL_REFS)
        .find(|it| it.text(Key::REFERENCE_TYPE).is_some_and(|kind| kind.ends_with("purl")))
        .and_then(|it| it.text(Key::REFERENCE_LOCATOR));
    purl.or_else(|| element.text(Key::SPDXID)).or_else(|| element.text(Key::NAME))
}
