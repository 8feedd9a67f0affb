//! Relationships between elements, with one direction for both formats.

use std::fmt;

use crate::document::Document;
use crate::document::component::Component;
use crate::document::index::{Edge, EndCode, end_text, is_foreign};
use crate::format::Model;
use crate::tree::{Key, Value};

/// One relationship, from the whole to the part, from the dependent to the dependency.
#[derive(Clone, Copy)]
pub struct Relationship<'d> {
    document: &'d Document,
    edge: &'d Edge,
}

impl<'d> Relationship<'d> {
    pub(crate) fn new(document: &'d Document, edge: &'d Edge) -> Self {
        Self { document, edge }
    }

    /// Returns the end that contains, depends, describes or was generated.
    #[must_use]
    pub fn from(&self) -> End<'d> {
        End::new(self.document, self.edge.from)
    }

    /// Returns the other end.
    #[must_use]
    pub fn to(&self) -> End<'d> {
        End::new(self.document, self.edge.to)
    }

    /// Returns what kind of relationship it is.
    #[must_use]
    pub fn kind(&self) -> RelationshipKind {
        self.edge.kind
    }

    /// Returns what a dependency is needed for, as far as the relationship's type says.
    #[must_use]
    pub fn scope(&self) -> DependencyScope {
        self.edge.scope
    }

    /// Returns where in the document the relationship stands.
    #[must_use]
    pub fn origin(&self) -> Origin {
        self.edge.origin
    }

    /// Returns the remark on an SPDX relationship.
    #[must_use]
    pub fn comment(&self) -> Option<&'d str> {
        let value = self.document.tree().value(self.edge.value);
        (self.edge.origin == Origin::Relationship).then(|| value.text(Key::COMMENT)).flatten()
    }

    /// Returns the SPDX type as written, whose direction may be the reverse of ours.
    #[must_use]
    pub fn native(&self) -> Option<&'d str> {
        let key = match (self.document.model(), self.edge.origin) {
            (Model::Spdx2 | Model::Spdx3, Origin::Relationship) => Key::RELATIONSHIP_TYPE,
            _ => return None,
        };
        self.document.tree().value(self.edge.value).text(key)
    }
}

impl fmt::Debug for Relationship<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Relationship")
            .field("from", &self.from())
            .field("kind", &self.kind())
            .field("to", &self.to())
            .field("scope", &self.scope())
            .field("native", &self.native())
            .finish_non_exhaustive()
    }
}

/// What stands at one end of a relationship.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum End<'d> {
    /// An element of the document.
    Component(Component<'d>),
    /// The document itself.
    Document,
    /// Known to be nothing (`NONE`).
    Nothing,
    /// Not stated on purpose (`NOASSERTION`).
    NoAssertion,
    /// An element of another document: a BOM-Link, `DocumentRef-…`.
    Elsewhere(&'d str),
    /// Something of the document that is no element: a licence, an agent, a vulnerability. Its
    /// id, empty if it has none.
    Other(&'d str),
    /// A reference that names nothing in this document.
    Dangling(&'d str),
}

impl<'d> End<'d> {
    pub(crate) fn new(document: &'d Document, code: EndCode) -> Self {
        if let Some(component) = code.as_node().and_then(|id| document.component(id)) {
            return Self::Component(component);
        }
        match code {
            EndCode::DOCUMENT => Self::Document,
            EndCode::NONE => Self::Nothing,
            EndCode::NO_ASSERTION => Self::NoAssertion,
            _ => {
                let id = code.as_outside().map(|value| end_text(document.tree(), value));
                let id = id.unwrap_or_default();
                match &document.index.spdx3 {
                    Some(extra) if extra.is_imported(id) => Self::Elsewhere(id),
                    Some(extra) if extra.is_object(document.tree(), code) => Self::Other(id),
                    None if is_foreign(id) => Self::Elsewhere(id),
                    _ => Self::Dangling(id),
                }
            }
        }
    }

    /// Returns what a reference in the tree names.
    pub(crate) fn named(document: &'d Document, reference: Value<'d>) -> Self {
        let id = reference.as_str().unwrap_or_default();
        let code = match document.index.find(id) {
            Some(number) => EndCode::node(number),
            None if document.is_own_id(id) => EndCode::DOCUMENT,
            None => EndCode::outside(reference.id()),
        };
        Self::new(document, code)
    }

    /// Returns the element, if it is one of this document.
    #[must_use]
    pub fn component(self) -> Option<Component<'d>> {
        match self {
            Self::Component(component) => Some(component),
            _ => None,
        }
    }
}

/// What a relationship means. SPDX's 45 types are folded by meaning and direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RelationshipKind {
    /// The document is about the element.
    Describes,
    /// The first needs the second.
    DependsOn,
    /// The first holds the second.
    Contains,
    /// The first implements the second, a specification or a cryptographic asset.
    Provides,
    /// The first was generated from the second.
    GeneratedFrom,
    /// The first was made with the second.
    UsesTool,
    /// The first is tested by the second.
    HasTest,
    /// The first comes with the second: documentation, examples, manifests.
    HasAuxiliary,
    /// The first is distributed as the second.
    HasDistribution,
    /// The two are versions, variants, copies or patches of each other.
    Lineage,
    /// Anything else; see [`Relationship::native`].
    Other,
}

impl RelationshipKind {
    /// Returns the name: `depends-on`, `contains` and so on.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Describes => "describes",
            Self::DependsOn => "depends-on",
            Self::Contains => "contains",
            Self::Provides => "provides",
            Self::GeneratedFrom => "generated-from",
            Self::UsesTool => "uses-tool",
            Self::HasTest => "has-test",
            Self::HasAuxiliary => "has-auxiliary",
            Self::HasDistribution => "has-distribution",
            Self::Lineage => "lineage",
            Self::Other => "other",
        }
    }
}

/// What a dependency is needed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DependencyScope {
    /// It is not said.
    Unspecified,
    /// At run time.
    Runtime,
    /// To build.
    Build,
    /// To develop.
    Development,
    /// To test.
    Test,
    /// It may be absent.
    Optional,
    /// The environment provides it.
    Provided,
    /// It must be there before.
    Prerequisite,
    /// Linked statically.
    StaticLink,
    /// Linked dynamically.
    DynamicLink,
}

impl DependencyScope {
    /// Returns the name: `runtime`, `build`, `static-link` and so on.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unspecified => "unspecified",
            Self::Runtime => "runtime",
            Self::Build => "build",
            Self::Development => "development",
            Self::Test => "test",
            Self::Optional => "optional",
            Self::Provided => "provided",
            Self::Prerequisite => "prerequisite",
            Self::StaticLink => "static-link",
            Self::DynamicLink => "dynamic-link",
        }
    }
}

/// Where a relationship was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Origin {
    /// CycloneDX `dependencies[].dependsOn`.
    DependsOn,
    /// CycloneDX `dependencies[].provides`.
    Provides,
    /// SPDX `relationships`.
    Relationship,
    /// The SPDX shorthand `documentDescribes`.
    DocumentDescribes,
    /// The SPDX shorthand `packages[].hasFiles`.
    HasFiles,
}
