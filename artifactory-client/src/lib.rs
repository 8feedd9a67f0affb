#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod artifacts;
mod client;
pub mod docker;
mod endpoint;
mod name;
mod path;
pub mod properties;
mod system;

#[doc(no_inline)]
pub use jfrog_http::{
    self, Body, BodyStream, BuildError, Checksums, Client, ClientBuilder, Credentials, Cursor,
    Error, ErrorKind, Md5, Page, Request, Response, RetryPolicy, Saved, Sha1, Sha256, Timestamp,
    UnknownValue,
};

pub use crate::client::ArtifactoryClient;
pub use crate::name::InvalidName;
pub use crate::path::{ArtifactPath, RepoKey};
pub use crate::system::{System, Version};
