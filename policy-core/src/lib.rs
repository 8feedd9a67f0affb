#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod evidence;
pub mod licence;
pub mod severity;
pub mod version;

mod tri;

pub use crate::severity::Severity;
pub use crate::tri::Tri;
