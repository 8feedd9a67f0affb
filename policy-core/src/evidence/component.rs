//! The parts of an artifact and where they sit.

use serde::{Deserialize, Serialize};

use super::Package;
use crate::{Text, Texts, Timestamp};

/// The list of components.
///
/// ```
/// use policy_core::evidence::{Component, Package, Sbom};
///
/// let lodash = Component::new(Package::from_text("pkg:npm/lodash@4.17.21")).licence("MIT");
/// let sbom = Sbom::new([lodash]).format("CycloneDX 1.6").created("2026-11-20".parse()?);
/// assert_eq!(sbom.components[0].licences.declared, ["MIT"]);
/// # Ok::<(), policy_core::TimestampError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Sbom {
    /// The components, the artifact itself left out.
    pub components: Vec<Component>,
    /// Whether the document says which component depends on which.
    pub dependency_graph: bool,
    /// When the document was made.
    pub created: Option<Timestamp>,
    /// Format and version, such as `CycloneDX 1.6`.
    pub format: Option<String>,
    /// The tools that made it.
    pub tools: Vec<String>,
}

impl Sbom {
    /// Returns a list of components without a dependency graph.
    #[must_use]
    pub fn new(components: impl IntoIterator<Item = Component>) -> Self {
        Self { components: components.into_iter().collect(), ..Self::default() }
    }

    /// Says that the document carries a dependency graph.
    #[must_use]
    pub const fn with_dependency_graph(mut self) -> Self {
        self.dependency_graph = true;
        self
    }

    /// Sets when the document was made.
    #[must_use]
    pub const fn created(mut self, at: Timestamp) -> Self {
        self.created = Some(at);
        self
    }

    /// Sets format and version, such as `CycloneDX 1.6`.
    #[must_use]
    pub fn format(mut self, format: impl Into<String>) -> Self {
        self.format = Some(format.into());
        self
    }

    /// Adds a tool that made the document.
    #[must_use]
    pub fn tool(mut self, tool: impl Into<String>) -> Self {
        self.tools.push(tool.into());
        self
    }
}

/// One part of the artifact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Component {
    /// What it is.
    pub package: Package,
    /// What it may be used under.
    #[serde(default)]
    pub licences: Licences,
    /// Where it sits.
    #[serde(default)]
    pub place: Place,
}

impl Component {
    /// Returns a component of which nothing else is known.
    #[must_use]
    pub fn new(package: Package) -> Self {
        Self { package, licences: Licences::default(), place: Place::default() }
    }

    /// Adds a declared licence: an SPDX expression, an identifier, a name or free text.
    #[must_use]
    pub fn licence(mut self, text: impl Into<Text>) -> Self {
        self.licences.declared.extend([text]);
        self
    }

    /// Adds a licence that an analysis concluded.
    #[must_use]
    pub fn concluded_licence(mut self, text: impl Into<Text>) -> Self {
        self.licences.concluded.extend([text]);
        self
    }

    /// Says where it sits.
    #[must_use]
    pub fn place(mut self, place: Place) -> Self {
        self.place = place;
        self
    }
}

/// Licence texts of a component, as found. Several entries have no operator between them; the
/// policy's `list_semantics` decides what they mean.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Licences {
    /// What the author states.
    pub declared: Texts,
    /// What an analysis of the files concluded.
    pub concluded: Texts,
}

impl Licences {
    /// Returns declared and concluded licences.
    #[must_use]
    pub fn new<D, C>(declared: D, concluded: C) -> Self
    where
        D: IntoIterator<Item: Into<Text>>,
        C: IntoIterator<Item: Into<Text>>,
    {
        Self {
            declared: declared.into_iter().collect(),
            concluded: concluded.into_iter().collect(),
        }
    }
}

/// Where a component sits. Everything is optional: what is `None` is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Place {
    /// Whether the artifact depends on it directly.
    pub direct: Option<bool>,
    /// Steps from the artifact; a direct dependency has depth 1.
    pub depth: Option<u32>,
    /// What it is needed for.
    pub scope: Option<Scope>,
    /// Whether it came with the base image.
    pub layer: Option<Layer>,
    /// A shortest dependency path, from the direct dependency to the component itself, each step
    /// as people read it (`express 4.18.2`). Empty if not known.
    pub path: Vec<Text>,
    /// The direct dependencies that bring it in, as the path writes them, where there are several:
    /// all of them must change for it to change.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub brought_by: Vec<Text>,
    /// Files in the artifact where it was found.
    pub locations: Vec<Text>,
}

impl Place {
    /// Returns a place of which nothing is known.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a dependency path, from the direct dependency to the component itself, and with it
    /// depth and directness.
    #[must_use]
    pub fn path<I: IntoIterator<Item: Into<Text>>>(mut self, path: I) -> Self {
        self.path = path.into_iter().map(Into::into).collect();
        if !self.path.is_empty() {
            self.depth = u32::try_from(self.path.len()).ok();
            self.direct = Some(self.path.len() == 1);
        }
        self
    }

    /// Names the direct dependencies that bring it in, as the path writes them. One alone is what
    /// the path says already.
    #[must_use]
    pub fn brought_by<I: IntoIterator<Item: Into<Text>>>(mut self, names: I) -> Self {
        self.brought_by = names.into_iter().map(Into::into).collect();
        if self.brought_by.len() < 2 {
            self.brought_by.clear();
        }
        self
    }

    /// Says whether the artifact depends on it directly.
    #[must_use]
    pub const fn direct(mut self, direct: bool) -> Self {
        self.direct = Some(direct);
        self
    }

    /// Sets the steps from the artifact.
    #[must_use]
    pub const fn depth(mut self, depth: u32) -> Self {
        self.depth = Some(depth);
        self
    }

    /// Sets what it is needed for.
    #[must_use]
    pub const fn scope(mut self, scope: Scope) -> Self {
        self.scope = Some(scope);
        self
    }

    /// Says which layer it came with.
    #[must_use]
    pub const fn layer(mut self, layer: Layer) -> Self {
        self.layer = Some(layer);
        self
    }

    /// Adds a file where it was found.
    #[must_use]
    pub fn location(mut self, path: impl Into<Text>) -> Self {
        self.locations.push(path.into());
        self
    }
}

impl Place {
    /// Whether nothing is known of it.
    pub(crate) fn is_blank(&self) -> bool {
        let Self { direct, depth, scope, layer, path, brought_by, locations } = self;
        (direct, depth, scope, layer) == (&None, &None, &None, &None)
            && path.is_empty()
            && brought_by.is_empty()
            && locations.is_empty()
    }

    pub(crate) fn sorted_locations(&self) -> Vec<Text> {
        let mut locations = self.locations.clone();
        locations.sort();
        locations.dedup();
        locations
    }
}

/// What a component is needed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Scope {
    /// At run time.
    Required,
    /// At run time, if present.
    Optional,
    /// While building or testing only.
    Dev,
}

impl Scope {
    /// Returns the word a policy file uses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Optional => "optional",
            Self::Dev => "dev",
        }
    }
}

/// Who put a component into an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Layer {
    /// The application's own build.
    App,
    /// The base image.
    Base,
}

impl Layer {
    /// Returns the word a policy file uses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::App => "app",
            Self::Base => "base",
        }
    }
}
