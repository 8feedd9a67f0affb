//! SPDX 2 and SPDX 3.

mod index2;
pub(crate) mod index3;
pub(crate) mod lens2;
pub(crate) mod lens3;
#[cfg(feature = "rdf")]
pub(crate) mod rdf;
pub(crate) mod relation;
pub(crate) mod schema2;
pub(crate) mod schema3;
pub(crate) mod survey2;
pub(crate) mod survey3;
pub(crate) mod tag_value;
#[cfg(feature = "xml")]
pub(crate) mod xml;

pub(crate) use self::index2::index as index2;
pub(crate) use self::index3::index as index3;
