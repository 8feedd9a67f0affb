//! Where evidence comes from.

mod artifactory;
mod document;
mod platform;
mod xray;

pub use artifactory::ArtifactorySource;
pub use document::{DocumentError, DocumentSource};
pub use xray::XraySource;
