#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod access;
mod artifactory;
mod auth;
mod builder;
mod call;
mod clock;
mod content;
mod control;
pub mod demo;
mod docker;
mod error;
mod faults;
mod recorder;
mod router;
mod seed;
mod server;
mod state;
mod wire;
mod xray;

pub use self::auth::Permissions;
pub use self::builder::{Builder, Seed};
pub use self::error::StartError;
pub use self::faults::Fault;
pub use self::recorder::RecordedRequest;
pub use self::server::FakeJfrog;
pub use self::state::scans::Scan;
