//! Several documents as one.

mod absorb;
mod claims;
mod cyclonedx;
mod names;
mod origins;
mod result;
mod spdx2;
mod spdx3;

use std::borrow::Borrow;
use std::fmt;

use crate::convert::words::id;
use crate::convert::{self, ConvertOptions};
use crate::document::{Document, Notes};
use crate::edit::{EditError, Edited, NewComponent, check_id};
use crate::format::{Encoding, Model};
use crate::limits::ParseOptions;
use crate::losses::Losses;
use crate::target::Target;
use crate::tree::Tree;
use crate::write::WriteError;

/// How the documents stand to each other in the result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MergeMode {
    /// Side by side: components that are the same become one.
    #[default]
    Flat,
    /// One below the other: each document's subject becomes a part of the new subject, with its
    /// components inside, and nothing is taken to be the same.
    Hierarchical,
}

/// The choices a caller of [`merge`] has.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct MergeOptions {
    /// How the documents stand to each other.
    pub mode: MergeMode,
    /// What the result is about; it depends on the subjects of the documents. Without it, the
    /// subject of the first document in [`MergeMode::Flat`]; [`MergeMode::Hierarchical`] needs one.
    pub subject: Option<NewComponent>,
    /// When the result is made (RFC 3339); there is no clock in this crate.
    pub created: Option<String>,
    /// The result's identity, `serialNumber`, `documentNamespace` or `spdxId`. Without it, one is
    /// made of the identities of the documents.
    pub id: Option<String>,
}

/// The result of [`merge`].
#[derive(Debug)]
#[non_exhaustive]
pub struct Merged {
    /// The result, in format and version of the first document.
    pub document: Document,
    /// What the documents contradict each other in, and what they say of the document that only
    /// one can say.
    pub conflicts: Vec<MergeConflict>,
    /// What was lost when documents of another format were converted, by their position.
    pub losses: Vec<(usize, Losses)>,
    /// What is said of the new subject and had no place in the format.
    pub subject_losses: Losses,
}

/// Something on which documents disagree.
///
/// `Serialize` gives `document` (counted from zero, as the field), `element` unless it is the
/// document itself, `field` and `answer`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergeConflict {
    /// The position of the document whose word was not taken.
    pub document: usize,
    /// The id of the element in the result; empty for the document itself.
    pub element: String,
    /// The member they disagree on.
    pub field: String,
    /// What was done about it.
    pub answer: MergeAnswer,
}

/// What became of a disagreement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MergeAnswer {
    /// The elements are not the same after all: both are kept.
    KeptApart,
    /// The first document's word was taken.
    FirstWins,
    /// It was said of a whole document, and does not hold for the result.
    LeftOut,
    /// It was claimed to be complete, which is not kept: another document states more, or claims less.
    Weakened,
}

impl MergeAnswer {
    /// Returns the stable text of the answer.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::KeptApart => "kept-apart",
            Self::FirstWins => "first-wins",
            Self::LeftOut => "left-out",
            Self::Weakened => "weakened",
        }
    }
}

impl fmt::Display for MergeConflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let element = match self.element.as_str() {
            "" => "the document".to_owned(),
            element => format!("`{element}`"),
        };
        // Counted from one, as in the ids that were renamed.
        let (document, field) = (self.document + 1, &self.field);
        match self.answer {
            MergeAnswer::KeptApart => {
                write!(f, "{element} of document {document} is kept apart: `{field}` differs")
            }
            MergeAnswer::FirstWins => {
                write!(
                    f,
                    "`{field}` of {element} in document {document} gives way to an earlier one"
                )
            }
            MergeAnswer::LeftOut => {
                write!(f, "`{field}` of document {document} as a whole is left out: not all say so")
            }
            MergeAnswer::Weakened => {
                write!(
                    f,
                    "`{field}` of {element} in document {document} is not kept: another one states \
                     more, or claims less"
                )
            }
        }
    }
}

/// Merges documents into one, in format and version of the first; the others are converted. Of the
/// prototypes of SPDX 3 that came before 3.0, with whatever they stand beside, SPDX 2.3 is made.
///
/// Components are the same if the same identifies them (package URL, CPE name, SWID tag, else
/// type, group, name and version) and nothing they say contradicts: not one digest of an algorithm
/// against another. What is the same becomes one component with the lists of all; everything else
/// is kept. Ids that would collide are renamed, as `2:id`, in every reference. The subjects of the
/// documents become components; a new subject depends on them.
///
/// In SPDX 3 an id means the same in every document: what has it is united, even in a hierarchy,
/// unless it contradicts and is kept apart as `id-2`. Agents, licences and relationships that say
/// the same are one. All is listed by one new `SpdxDocument`, which conforms to the profiles that
/// all documents conform to.
///
/// What one document says is not made to say more: an analysis of a vulnerability speaks of what
/// it affected before, and that a document is complete is kept only if all say so of themselves. That
/// relationships or dependencies are complete is kept only if a document that claims it states all
/// that the result has of them.
/// Signatures are left out: they would not hold. The same documents and options give the same
/// bytes.
///
/// What one document lists twice stays twice, since it may have its reasons, such as two places where
/// something is installed: [`Document::dedupe`] makes one of it, in a document before or in the result.
///
/// # Errors
///
/// When there is no document, a hierarchy lacks its subject, a document cannot be converted, or an
/// option is not what it should be: see [`Editor`](crate::edit::Editor).
///
/// # Examples
///
/// ```
/// use sbom::merge::{MergeOptions, merge};
///
/// let api = sbom::parse(br#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
///   {"type": "library", "bom-ref": "1", "name": "zlib", "purl": "pkg:generic/zlib@1.3"}]}"#)?;
/// let web = sbom::parse(br#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
///   {"type": "library", "bom-ref": "1", "name": "react", "purl": "pkg:npm/react@19.0.0"},
///   {"type": "library", "bom-ref": "2", "name": "zlib", "purl": "pkg:generic/zlib@1.3"}]}"#)?;
/// let merged = merge(&[api, web], &MergeOptions::default())?;
/// let names: Vec<_> = merged.document.components().map(|part| part.name().to_owned()).collect();
/// assert_eq!(names, ["zlib", "react"]);
/// assert!(merged.document.find("2:1").is_some());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn merge<D: Borrow<Document>>(
    documents: &[D],
    options: &MergeOptions,
) -> Result<Merged, MergeError> {
    let documents: Vec<&Document> = documents.iter().map(Borrow::borrow).collect();
    merge_as(&documents, options, false)
}

/// As [`merge`], maybe as the same document as the first one: with its id and revision.
fn merge_as(
    documents: &[&Document],
    options: &MergeOptions,
    is_first: bool,
) -> Result<Merged, MergeError> {
    let Some(&first) = documents.first() else {
        return Err(MergeError(Reason::Nothing));
    };
    if options.mode == MergeMode::Hierarchical && options.subject.is_none() {
        return Err(MergeError(Reason::NoSubject));
    }
    let id = |model| options.id.clone().unwrap_or_else(|| made_id(documents, model));
    let check = |model| {
        let wanted = options.id.as_deref().map_or(Ok(()), |id| check_id(id, model));
        wanted.map_err(|error| MergeError(Reason::Edit(error)))
    };
    // A prototype of 3.0 is converted to other formats alone.
    let is_graph = |document: &Document| document.model() != Model::Spdx3 || spdx3::takes(document);
    if first.model() == Model::Spdx3 && documents.iter().copied().all(is_graph) {
        let made = documents.iter().copied().map(spdx3::graph).collect::<Result<Vec<_>, _>>()?;
        let graphs: Vec<&Document> = made.iter().map(|(graph, _)| &**graph).collect();
        check(Model::Spdx3)?;
        let id = (!is_first).then(|| id(Model::Spdx3));
        let (mut tree, conflicts, tops) = spdx3::merge(&graphs, options, id.as_deref());
        if id.is_some() {
            origins::forget(&mut tree, Model::Spdx3, graphs.iter().map(|graph| graph.tree()));
        }
        let edited = finish(tree, Model::Spdx3, first.encoding(), (options, is_first), &tops)?;
        let losses = made.into_iter().map(|(_, losses)| losses).enumerate();
        let losses = losses.filter(|(_, losses)| !losses.is_empty()).collect();
        let Edited { document, losses: subject_losses } = edited;
        return Ok(Merged { document, conflicts, losses, subject_losses });
    }
    let target = target_of(documents, first)?;
    let model = convert::model_of(target);
    let mut losses = Vec::new();
    let mut trees = Vec::new();
    for (position, document) in documents.iter().enumerate() {
        if document.model() == model && is_version(document, target) {
            trees.push(document.tree().clone());
            continue;
        }
        let made = document.convert(target, &ConvertOptions::default());
        let made = made.map_err(|error| MergeError(Reason::Write(error)))?;
        let converted =
            crate::parse(made.bytes).map_err(|error| MergeError(Reason::Read(error)))?;
        trees.push(converted.into_tree());
        if !made.losses.is_empty() {
            losses.push((position, made.losses));
        }
    }
    check(model)?;
    let id = (!is_first).then(|| id(model));
    let (mut tree, conflicts, tops) = match model {
        Model::CycloneDx => cyclonedx::merge(&trees, options, id.as_deref()),
        _ => spdx2::merge(&trees, options, id.as_deref()),
    };
    if id.is_some() {
        origins::forget(&mut tree, model, trees.iter());
    }
    let encoding = match first.model() == model {
        true => first.encoding(),
        false => Encoding::Json,
    };
    let edited = finish(tree, model, encoding, (options, is_first), &tops)?;
    let Edited { document, losses: subject_losses } = edited;
    Ok(Merged { document, conflicts, losses, subject_losses })
}

impl Document {
    /// Makes one component of those that are the same, as [`merge`] does with several documents.
    /// Components inside others are left alone; it stays the same document, with its id and
    /// revision.
    ///
    /// # Errors
    ///
    /// When a document in SPDX 3, but not of 3.0, cannot be converted to SPDX 2.3.
    pub fn dedupe(&self) -> Result<Merged, MergeError> {
        let options = MergeOptions {
            created: self.metadata().created().map(str::to_owned),
            ..MergeOptions::default()
        };
        merge_as(&[self], &options, true)
    }
}

/// The newest version of the first document's format that any of them has. Prototypes of SPDX 3 are
/// merged as SPDX 2.3.
fn target_of(documents: &[&Document], first: &Document) -> Result<Target, MergeError> {
    let of_format = documents.iter().filter(|document| document.model() == first.model());
    let newest = of_format.map(|document| version(document)).max_by(|a, b| compare(a, b));
    let version = match (first.model(), newest) {
        (Model::Spdx3, _) | (_, None) => "2.3",
        (_, Some(version)) => version,
    };
    // The first versions of CycloneDX are written in XML alone.
    Target::new(first.format(), version, Encoding::Json)
        .or_else(|| Target::new(first.format(), version, Encoding::Xml))
        .ok_or_else(|| MergeError(Reason::UnknownVersion(version.to_owned())))
}

fn version(document: &Document) -> &str {
    document.spec_version().trim_start_matches("SPDX-")
}

/// All versions are `1.` or `2.` and a number.
fn compare(left: &str, right: &str) -> std::cmp::Ordering {
    left.len().cmp(&right.len()).then_with(|| left.cmp(right))
}

fn is_version(document: &Document, target: Target) -> bool {
    version(document) == target.version()
}

/// Makes an identity of those of the documents, so that the same documents give the same one.
fn made_id(documents: &[&Document], model: Model) -> String {
    let mut text = String::new();
    for document in documents {
        text.push_str(document.id().unwrap_or_default());
        text.push_str(&format!("/{}\n", document.revision().unwrap_or(0)));
        for part in document.components() {
            let version = part.version().map_or(String::new(), |version| format!("@{version}"));
            text.push_str(&format!("{}{version}\n", part.name()));
        }
    }
    let uuid = id::uuid(&text);
    match model {
        Model::CycloneDx => format!("urn:uuid:{uuid}"),
        _ => format!("https://spdx.org/spdxdocs/merged-{uuid}"),
    }
}

/// Puts the subject and the time, which are made like any other change.
fn finish(
    tree: Tree,
    model: Model,
    encoding: Encoding,
    (options, is_first): (&MergeOptions, bool),
    tops: &[String],
) -> Result<Edited, MergeError> {
    let read = |error| MergeError(Reason::Read(error));
    let edit = |error| MergeError(Reason::Edit(error));
    let limits = ParseOptions::default();
    let document =
        Document::from_tree(tree, model, encoding, Notes::default(), &limits).map_err(read)?;
    let mut editor = document.edit();
    if let Some(subject) = &options.subject {
        let subject = editor.set_subject(subject).map_err(edit)?;
        let tops: Vec<&str> = tops.iter().map(String::as_str).collect();
        if !tops.is_empty() {
            editor.depend(&subject, &tops).map_err(edit)?;
        }
    }
    match &options.created {
        // It is the document's own.
        Some(created) if is_first => editor.keep_created(created),
        Some(created) => editor.set_created(created).map_err(edit)?,
        None => {}
    }
    editor.finish().map_err(edit)
}

/// Why documents were not merged.
#[derive(Debug)]
pub struct MergeError(Reason);

#[derive(Debug)]
enum Reason {
    Nothing,
    NoSubject,
    UnknownVersion(String),
    Read(crate::Error),
    Write(WriteError),
    Edit(EditError),
}

impl fmt::Display for MergeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Reason::Nothing => f.write_str("there is no document to merge"),
            Reason::NoSubject => f.write_str("a hierarchy needs a subject to stand at its top"),
            Reason::UnknownVersion(version) => {
                write!(f, "the version `{version}` of the first document is not known")
            }
            Reason::Read(_) => f.write_str("a converted document cannot be read"),
            Reason::Write(_) => f.write_str("a document cannot be converted"),
            Reason::Edit(_) => f.write_str("the result cannot be finished"),
        }
    }
}

impl std::error::Error for MergeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0 {
            Reason::Nothing | Reason::NoSubject | Reason::UnknownVersion(_) => None,
            Reason::Read(error) => Some(error),
            Reason::Write(error) => Some(error),
            Reason::Edit(error) => Some(error),
        }
    }
}
