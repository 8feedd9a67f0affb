//! The vocabularies of the formats side by side.

pub(crate) mod agent;
pub(crate) mod date;
pub(crate) mod file_type;
pub(crate) mod hash;
pub(crate) mod id;
pub(crate) mod iri;
pub(crate) mod kind;
pub(crate) mod licence;
pub(crate) mod property;
pub(crate) mod range;
pub(crate) mod reference;
pub(crate) mod relation;
