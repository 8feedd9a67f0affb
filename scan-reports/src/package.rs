//! Packages, as installed and as findings name them.

use std::fmt;
use std::sync::Arc;

use crate::value::open_enum;
use crate::{Layer, Target};

/// A package URL with its provenance.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Purl {
    /// The URL, `pkg:…`.
    pub url: String,
    /// `true` if this crate built it from the package's type, name and version because the report
    /// has none. Such a URL lacks what only the scanner knew, such as the architecture.
    pub derived: bool,
}

impl fmt::Display for Purl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.url)
    }
}

/// A package as a finding names it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct PackageRef {
    /// The scanner's own id for it within the report, such as `debug@3.0.1`.
    pub id: Option<String>,
    /// Its name, as its package manager writes it (`group:artifact` for Maven).
    pub name: String,
    /// The installed version with epoch and release, as in `1:1.1.1k-4.el8`.
    pub version: Option<String>,
    /// Its package URL.
    pub purl: Option<Purl>,
    /// Where it lies, for packages that were found as files.
    pub path: Option<String>,
    /// The scanner's word for its type: a distribution (`debian`) or a package manager (`npm`).
    pub kind: Option<String>,
}

open_enum! {
    /// How a package came to be there.
    pub enum Relationship {
        /// It is the project itself.
        Root = "root",
        /// A member of the project's workspace.
        Workspace = "workspace",
        /// The project asks for it.
        Direct = "direct",
        /// Another package asks for it.
        Indirect = "indirect",
    }
}

/// An installed or required package.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Package {
    /// The scanner's own id for it within its target, such as `debug@3.0.1`.
    pub id: Option<String>,
    /// Its name, as its package manager writes it (`group:artifact` for Maven).
    pub name: String,
    /// Its version with epoch and release, as in `1:1.1.1k-4.el8`.
    pub version: Option<String>,
    /// Its package URL.
    pub purl: Option<Purl>,
    /// Where it lies, for packages that were found as files.
    pub path: Option<String>,
    /// The processor architecture it is built for.
    pub arch: Option<String>,
    /// The source package it is built from, if of another name; advisories often name that one.
    pub source_name: Option<String>,
    /// The version of the source package, with epoch and release.
    pub source_version: Option<String>,
    /// Its licences, as found: ids, names or expressions.
    pub licenses: Vec<String>,
    /// The [`id`](Self::id)s of the packages it needs. Cycles occur.
    pub depends_on: Vec<String>,
    /// How it came to be there, if known.
    pub relationship: Option<Relationship>,
    /// Whether it is needed for development only.
    pub dev: bool,
    /// The image layer that brought it.
    pub layer: Option<Layer>,
    /// The target it was found in.
    pub target: Arc<Target>,
}
