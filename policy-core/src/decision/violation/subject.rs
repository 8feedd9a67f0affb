//! What a violation is about.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::Text;
use crate::evidence::Package;

/// What has the fault.
///
/// In JSON a component has `key`, what identifies it, beside `package`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Subject {
    /// A component of the artifact.
    Component(Package),
    /// The image.
    Image {
        /// Its reference, as far as known.
        reference: String,
    },
    /// The artifact as a whole.
    Artifact {
        /// Its name.
        name: String,
    },
    /// A waiver.
    Waiver {
        /// Its id.
        id: Text,
    },
}

impl Subject {
    /// Returns the component, if it is one.
    #[must_use]
    pub const fn package(&self) -> Option<&Package> {
        match self {
            Self::Component(package) => Some(package),
            _ => None,
        }
    }
}

impl Serialize for Subject {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(tag = "type", rename_all = "snake_case")]
        enum Json<'a> {
            Component { key: &'a str, package: &'a Package },
            Image { reference: &'a str },
            Artifact { name: &'a str },
            Waiver { id: &'a str },
        }
        match self {
            Self::Component(package) => Json::Component { key: package.key(), package },
            Self::Image { reference } => Json::Image { reference },
            Self::Artifact { name } => Json::Artifact { name },
            Self::Waiver { id } => Json::Waiver { id },
        }
        .serialize(serializer)
    }
}

/// Writes what people call it: `openssl 3.0.11-1`.
impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Component(package) => package.fmt(f),
            Self::Image { reference: name } | Self::Artifact { name } => f.write_str(name),
            Self::Waiver { id } => write!(f, "waiver {id}"),
        }
    }
}
