#![cfg_attr(docsrs, feature(doc_cfg))]
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod body;
mod builder;
mod checksum;
mod client;
mod credentials;
mod download;
mod endpoint;
mod error;
pub mod lenient;
pub mod page;
mod path;
pub mod poll;
mod proxy;
mod redact;
mod redirect;
mod request;
mod response;
pub mod retry;
mod secret;
mod timestamp;
pub mod transport;
mod value;

#[doc(no_inline)]
pub use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Version};

pub use crate::body::{Body, ByteStream, OutgoingBody};
pub use crate::builder::{BuildError, ClientBuilder};
pub use crate::checksum::{
    ChecksumMismatch, Checksums, Hasher, Md5, ParseChecksumError, Sha1, Sha256,
};
pub use crate::client::Client;
pub use crate::credentials::oidc::{GithubActions, IdTokenSource, OidcExchange};
pub use crate::credentials::{Credentials, CredentialsProvider, IssuedToken};
pub use crate::download::{Download, Downloading, Saved};
pub use crate::endpoint::Service;
pub use crate::error::{ApiError, Error, ErrorKind};
pub use crate::page::{Cursor, Page, Paginator};
pub use crate::path::{Path, PathError, check_property_key};
pub use crate::poll::{Cancel, Poll, PollError, PollState, Waiting};
pub use crate::proxy::Proxy;
pub use crate::redact::RedactedUrl;
pub use crate::request::Request;
pub use crate::response::{BodyStream, Response};
pub use crate::retry::RetryPolicy;
pub use crate::secret::Secret;
pub use crate::timestamp::{ParseTimestampError, Timestamp};
pub use crate::transport::{Transport, TransportError, TransportFault};
pub use crate::value::UnknownValue;
