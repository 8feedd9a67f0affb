//! CycloneDX: one reader for every version. The version may be the last member of a document, so
//! everything goes by the union of all versions.

mod index;
pub(crate) mod lens;
#[cfg(feature = "protobuf")]
pub(crate) mod protobuf;
pub(crate) mod schema;
pub(crate) mod signature;
pub(crate) mod survey;
pub(crate) mod version;
#[cfg(feature = "xml")]
pub(crate) mod xml;

pub(crate) use self::index::index;
