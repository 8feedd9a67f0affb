//! The public surface, tested from outside.

mod attestations;
mod code;
mod compose;
mod conditions;
mod document;
mod evaluate;
mod evidence_json;
mod expressions;
mod fixtures;
mod image_ref;
mod images;
mod licence;
mod overrides;
mod properties;
mod purl;
mod remediation;
mod report;
mod requirements;
mod self_tests;
mod severity;
mod starter;
mod tri;
mod version;
mod vex;
mod waivers;
