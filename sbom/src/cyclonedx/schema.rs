//! CycloneDX 1.0 to 1.7 as tables: what JSON, XML and protobuf documents of each version hold.
//!
//! The facts are those of the official schemas: the strict ones for JSON 1.2 and 1.3, which are
//! the only ones to refuse unknown members.

#![cfg_attr(
    not(all(feature = "xml", feature = "protobuf")),
    allow(dead_code, unused_imports, reason = "some of it only serves XML or protobuf")
)]

mod algorithm_families;
mod annotation;
mod bom;
mod common;
mod component;
mod crypto;
mod crypto_words;
mod data;
mod declarations;
mod definitions;
mod dependency;
mod elliptic_curves;
mod evidence;
mod formulation;
mod formulation_words;
mod licence;
mod model_card;
mod model_energy;
mod patent;
mod protocol;
mod reference_type;
mod service;
mod signature;
#[cfg(test)]
mod tests;
mod text;
mod vulnerability;

pub(crate) use self::bom::{BOM, METADATA, TOOL, TOOLS};
pub(crate) use self::common::{ATTACHMENT, CONTACT, ENTITY, EXTERNAL_REFERENCE, HASH, PROPERTY};
pub(crate) use self::component::COMPONENT;
pub(crate) use self::crypto::CERTIFICATE_EXTENSION;
pub(crate) use self::data::{DATA, GOVERNANCE};
pub(crate) use self::dependency::{COMPOSITION, DEPENDENCY};
pub(crate) use self::evidence::IDENTITY;
pub(crate) use self::licence::{EXPRESSION_DETAIL, LICENCE, LICENCE_CHOICE, LICENSING};
pub(crate) use self::patent::{PATENT, PATENT_FAMILY};
pub(crate) use self::protocol::IKEV2;
pub(crate) use self::reference_type::REFERENCE_TYPE;
pub(crate) use self::service::{SERVICE, SERVICE_DATA};
pub(crate) use self::signature::SIGNATURE;
pub(crate) use self::text::{MEDIA, REF};
pub(crate) use self::vulnerability::VULNERABILITY;

use crate::schema::Version;

pub(crate) const V1_0: Version = 0;
pub(crate) const V1_1: Version = 1;
pub(crate) const V1_2: Version = 2;
pub(crate) const V1_3: Version = 3;
pub(crate) const V1_4: Version = 4;
pub(crate) const V1_5: Version = 5;
pub(crate) const V1_6: Version = 6;
pub(crate) const V1_7: Version = 7;

/// Returns the number of a `specVersion`, `None` if it is none of those that exist.
pub(crate) fn version(text: &str) -> Option<Version> {
    const NAMES: [&str; 8] = ["1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7"];
    let place = NAMES.iter().position(|name| *name == text)?;
    Version::try_from(place).ok()
}
