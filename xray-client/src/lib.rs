#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod client;
mod component;
mod cvss;
mod endpoint;
pub mod exports;
mod lenient_ext;
mod name;
mod package_type;
pub mod scans;
mod severity;
pub mod summary;
mod system;
mod version_range;

#[doc(no_inline)]
pub use jfrog_http::{
    self, BuildError, Cancel, Client, ClientBuilder, Credentials, Error, ErrorKind, PollError,
    Request, Response, RetryPolicy, Sha1, Sha256, Timestamp, UnknownValue,
};

pub use crate::client::XrayClient;
pub use crate::component::ComponentId;
pub use crate::cvss::Cvss;
pub use crate::name::{DockerImage, InvalidName, RepoPath};
pub use crate::package_type::PackageType;
pub use crate::severity::Severity;
pub use crate::system::{System, Version};
pub use crate::version_range::{VersionEntry, VersionRange};
