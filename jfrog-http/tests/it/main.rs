//! The public surface of `jfrog-http`, against scripted transports and real sockets.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

mod credentials;
mod downloads;
mod errors;
mod redaction;
mod redirects;
mod retry;
mod support;
mod timeouts;
#[cfg(feature = "tls-ring")]
mod tls;
#[cfg(feature = "reqwest")]
mod wire;
