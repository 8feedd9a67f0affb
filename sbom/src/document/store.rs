//! Flat tables behind the views: one text buffer, spans into it, ranges into tables.

use crate::document::component::{ComponentId, DependencyState, ElementKind, Property};
use crate::document::identifier::{HashAlgorithm, IdentifierKind};
use crate::document::licence::{LicenceKind, LicenceRole};
use crate::document::metadata::{PartyKind, PartyRole};
use crate::document::note::Notes;
use crate::document::relationship::{DependencyScope, Origin, RelationshipKind};
use crate::document::words::{ComponentType, Scope};
use crate::envelope::Attestation;
use crate::format::{Encoding, Format};

/// A piece of the text buffer, or nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    start: u32,
    len: u32,
}

impl Span {
    pub(crate) const NONE: Self = Self { start: u32::MAX, len: 0 };

    pub(crate) fn is_none(self) -> bool {
        self.start == u32::MAX
    }
}

impl Default for Span {
    fn default() -> Self {
        Self::NONE
    }
}

/// Consecutive rows of a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Rows {
    start: u32,
    len: u32,
}

impl Rows {
    /// Returns the rows from `start` to the end of a table of `end` rows.
    pub(crate) fn between(start: usize, end: usize) -> Self {
        // INVARIANT: `Limits` keeps every table below 2^31 rows.
        let start32 = u32::try_from(start).unwrap_or(u32::MAX);
        Self { start: start32, len: u32::try_from(end - start).unwrap_or(0) }
    }

    pub(crate) fn of<T>(self, table: &[T]) -> &[T] {
        let start = self.start as usize;
        table.get(start..start + self.len as usize).unwrap_or_default()
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) kind: ElementKind,
    pub(crate) place: Place,
    pub(crate) component_type: ComponentType,
    pub(crate) scope: Option<Scope>,
    pub(crate) state: DependencyState,
    /// Index of the holding node, `u32::MAX` for none.
    pub(crate) parent: u32,
    pub(crate) type_name: Span,
    pub(crate) local_id: Span,
    pub(crate) group: Span,
    pub(crate) name: Span,
    pub(crate) version: Span,
    pub(crate) description: Span,
    pub(crate) copyright: Span,
    pub(crate) download: Span,
    pub(crate) homepage: Span,
    pub(crate) identifiers: Rows,
    pub(crate) hashes: Rows,
    pub(crate) licences: Rows,
    pub(crate) parties: Rows,
    pub(crate) references: Rows,
    pub(crate) properties: Rows,
}

/// Where in the document an element stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// It is CycloneDX `metadata.component`.
    Subject,
    /// It is nested in `metadata.component`.
    SubjectPart,
    /// It is listed.
    Listed,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct IdentifierRow {
    pub(crate) kind: IdentifierKind,
    pub(crate) text: Span,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct HashRow {
    pub(crate) algorithm: HashAlgorithm,
    /// The algorithm as written, kept only when it is not one of ours.
    pub(crate) native: Span,
    pub(crate) content: Span,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct LicenceRow {
    pub(crate) kind: LicenceKind,
    pub(crate) role: LicenceRole,
    pub(crate) text: Span,
    pub(crate) url: Span,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct ExtractedRow {
    pub(crate) id: Span,
    pub(crate) name: Span,
    pub(crate) text: Span,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct PartyRow {
    pub(crate) role: PartyRole,
    pub(crate) kind: PartyKind,
    pub(crate) name: Span,
    pub(crate) email: Span,
    pub(crate) url: Span,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct ToolRow {
    pub(crate) vendor: Span,
    pub(crate) name: Span,
    pub(crate) version: Span,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct ReferenceRow {
    pub(crate) category: Span,
    pub(crate) kind: Span,
    pub(crate) locator: Span,
    pub(crate) comment: Span,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct PropertyRow {
    pub(crate) name: Span,
    pub(crate) value: Span,
}

/// One end of an edge, in 32 bits: a node, a row of `outside`, or one of the named values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct EndCode(u32);

impl EndCode {
    pub(crate) const DOCUMENT: Self = Self(u32::MAX);
    pub(crate) const NONE: Self = Self(u32::MAX - 1);
    pub(crate) const NO_ASSERTION: Self = Self(u32::MAX - 2);
    const OUTSIDE: u32 = 1 << 31;

    pub(crate) fn node(index: u32) -> Self {
        Self(index)
    }

    pub(crate) fn outside(row: u32) -> Self {
        Self(row | Self::OUTSIDE)
    }

    pub(crate) fn as_node(self) -> Option<ComponentId> {
        (self.0 & Self::OUTSIDE == 0).then(|| ComponentId::new(self.0))
    }

    pub(crate) fn as_outside(self) -> Option<usize> {
        (self.0 & Self::OUTSIDE != 0 && self.0 < Self::NO_ASSERTION.0)
            .then_some((self.0 & !Self::OUTSIDE) as usize)
    }
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Edge {
    pub(crate) from: EndCode,
    pub(crate) to: EndCode,
    pub(crate) kind: RelationshipKind,
    pub(crate) scope: DependencyScope,
    pub(crate) origin: Origin,
    /// The relationship's type as written; none for CycloneDX, whose edges have no type.
    pub(crate) native: Span,
}

impl Edge {
    /// Tells whether the edge counts where dependencies or relationships are counted.
    pub(crate) fn is_counted(&self) -> bool {
        matches!(self.origin, Origin::DependsOn | Origin::Relationship)
    }
}

/// The other end of an edge that leaves the document.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OutsideRow {
    pub(crate) text: Span,
    /// The text names another document; otherwise it should have named an element of this one.
    pub(crate) foreign: bool,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct VulnerabilityRow {
    pub(crate) local_id: Span,
    pub(crate) id: Span,
    pub(crate) source_name: Span,
    pub(crate) source_url: Span,
    pub(crate) description: Span,
    pub(crate) detail: Span,
    pub(crate) recommendation: Span,
    pub(crate) created: Span,
    pub(crate) published: Span,
    pub(crate) updated: Span,
    pub(crate) rejected: Span,
    pub(crate) aliases: Rows,
    pub(crate) ratings: Rows,
    pub(crate) cwes: Rows,
    pub(crate) advisories: Rows,
    pub(crate) affects: Rows,
    pub(crate) analysis: Option<AnalysisRow>,
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct AnalysisRow {
    pub(crate) state: Span,
    pub(crate) justification: Span,
    pub(crate) detail: Span,
    pub(crate) first_issued: Span,
    pub(crate) last_updated: Span,
    pub(crate) responses: Rows,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct RatingRow {
    pub(crate) score: Option<f64>,
    pub(crate) severity: Span,
    pub(crate) method: Span,
    pub(crate) vector: Span,
    pub(crate) source: Span,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct AffectedRow {
    pub(crate) target: EndCode,
    pub(crate) versions: Rows,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct AffectedVersionRow {
    pub(crate) version: Span,
    pub(crate) range: Span,
    pub(crate) status: Span,
}

/// Everything a document holds.
#[derive(Debug)]
pub(crate) struct Store {
    pub(crate) buffer: String,
    pub(crate) format: Format,
    pub(crate) encoding: Encoding,
    pub(crate) attestation: Option<Attestation>,
    pub(crate) spec_version: Span,
    pub(crate) id: Span,
    pub(crate) name: Span,
    pub(crate) revision: Option<u64>,
    pub(crate) created: Span,
    pub(crate) data_licence: Span,
    pub(crate) document_parties: Rows,
    pub(crate) document_properties: Rows,
    pub(crate) metadata_properties: Rows,
    pub(crate) lifecycles: Rows,
    pub(crate) described: Vec<ComponentId>,
    /// Elements that a misspelt relationship names, when no other names any.
    pub(crate) described_loosely: Vec<ComponentId>,
    pub(crate) described_elsewhere: usize,
    pub(crate) nodes: Vec<Node>,
    pub(crate) edges: Vec<Edge>,
    pub(crate) outside: Vec<OutsideRow>,
    pub(crate) identifiers: Vec<IdentifierRow>,
    pub(crate) hashes: Vec<HashRow>,
    pub(crate) licences: Vec<LicenceRow>,
    pub(crate) extracted: Vec<ExtractedRow>,
    pub(crate) parties: Vec<PartyRow>,
    pub(crate) tools: Vec<ToolRow>,
    pub(crate) references: Vec<ReferenceRow>,
    pub(crate) properties: Vec<PropertyRow>,
    /// Texts that stand in short lists: lifecycles, aliases, weaknesses, advisories, responses.
    pub(crate) words: Vec<Span>,
    pub(crate) vulnerabilities: Vec<VulnerabilityRow>,
    pub(crate) ratings: Vec<RatingRow>,
    pub(crate) affects: Vec<AffectedRow>,
    pub(crate) affected_versions: Vec<AffectedVersionRow>,
    pub(crate) notes: Notes,
}

impl Store {
    pub(crate) fn new(format: Format, encoding: Encoding) -> Self {
        Self {
            buffer: String::new(),
            format,
            encoding,
            attestation: None,
            spec_version: Span::NONE,
            id: Span::NONE,
            name: Span::NONE,
            revision: None,
            created: Span::NONE,
            data_licence: Span::NONE,
            document_parties: Rows::default(),
            document_properties: Rows::default(),
            metadata_properties: Rows::default(),
            lifecycles: Rows::default(),
            described: Vec::new(),
            described_loosely: Vec::new(),
            described_elsewhere: 0,
            nodes: Vec::new(),
            edges: Vec::new(),
            outside: Vec::new(),
            identifiers: Vec::new(),
            hashes: Vec::new(),
            licences: Vec::new(),
            extracted: Vec::new(),
            parties: Vec::new(),
            tools: Vec::new(),
            references: Vec::new(),
            properties: Vec::new(),
            words: Vec::new(),
            vulnerabilities: Vec::new(),
            ratings: Vec::new(),
            affects: Vec::new(),
            affected_versions: Vec::new(),
            notes: Notes::default(),
        }
    }

    /// Appends text to the buffer.
    pub(crate) fn push_text(&mut self, text: &str) -> Span {
        // INVARIANT: kept text is never longer than the input, and `Limits` keeps that below 2^31.
        let start = u32::try_from(self.buffer.len()).unwrap_or(u32::MAX);
        self.buffer.push_str(text);
        Span { start, len: u32::try_from(text.len()).unwrap_or(0) }
    }

    pub(crate) fn text(&self, span: Span) -> Option<&str> {
        if span.is_none() {
            return None;
        }
        let start = span.start as usize;
        self.buffer.get(start..start + span.len as usize)
    }

    /// Returns a span's text, empty when there is none.
    pub(crate) fn text_or_empty(&self, span: Span) -> &str {
        self.text(span).unwrap_or_default()
    }

    pub(crate) fn words_in(&self, rows: Rows) -> impl ExactSizeIterator<Item = &str> {
        rows.of(&self.words).iter().map(|&span| self.text_or_empty(span))
    }

    pub(crate) fn properties_in(&self, rows: Rows) -> impl ExactSizeIterator<Item = Property<'_>> {
        rows.of(&self.properties).iter().map(|row| Property::new(self, row))
    }
}
