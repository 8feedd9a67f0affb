//! CycloneDX 1.0 to 1.7 as tables: what JSON, XML and protobuf documents of each version hold.

mod common;

pub(crate) use self::common::{ATTACHMENT, CONTACT, ENTITY, HASH, PROPERTY};

use crate::schema::Version;

pub(crate) const V1_0: Version = 0;
pub(crate) const V1_1: Version = 1;
pub(crate) const V1_2: Version = 2;
pub(crate) const V1_3: Version = 3;
pub(crate) const V1_4: Version = 4;
pub(crate) const V1_5: Version = 5;
pub(crate) const V1_6: Version = 6;
pub(crate) const V1_7: Version = 7;
