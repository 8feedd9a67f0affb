//! Why a fake platform could not be started.

use std::io;

/// A fake platform could not be started.
///
/// # Troubleshooting
/// A port that is in use is the usual reason; port 0, the default, lets the system choose a free
/// one.
#[derive(Debug, thiserror::Error)]
#[error("cannot start the fake platform: {reason}")]
pub struct StartError {
    reason: String,
    #[source]
    source: Option<io::Error>,
}

impl StartError {
    pub(crate) fn listen(port: u16, source: io::Error) -> Self {
        Self { reason: format!("cannot listen on 127.0.0.1:{port}"), source: Some(source) }
    }

    pub(crate) fn seed(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), source: None }
    }
}
