//! The running platform, and its connections.

mod listener;
mod serve;

use std::fmt;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::builder::Builder;
use crate::error::StartError;
use crate::faults::Fault;
use crate::recorder::RecordedRequest;
use crate::state::Platform;

pub(crate) use self::listener::Connection;

/// A JFrog platform that runs on a loopback port of this process, until it is dropped.
///
/// It needs a tokio runtime with I/O and time enabled, and stays on the one where it was started.
///
/// # Examples
///
/// ```
/// # tokio::runtime::Runtime::new()?.block_on(async {
/// use jfrog_fake::{FakeJfrog, Fault};
///
/// let fake = FakeJfrog::start().await?;
/// fake.fault(Fault::status(503).times(2).on("GET", "/artifactory/api/system/ping"));
///
/// // … point a client at `fake.url()` with `fake.admin_token()` …
///
/// assert!(fake.requests().iter().all(|request| request.method == "GET"));
/// # Ok::<(), Box<dyn std::error::Error>>(()) })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct FakeJfrog {
    platform: Arc<Platform>,
    admin_token: String,
    port: u16,
    /// Closing this channel ends the server and every connection.
    stop: watch::Sender<()>,
    task: JoinHandle<()>,
}

impl FakeJfrog {
    /// Starts a platform with the demo content on a free port.
    ///
    /// # Errors
    /// When no port of the loopback interface can be listened on.
    pub async fn start() -> Result<Self, StartError> {
        Self::builder().start().await
    }

    /// Returns a builder, for a platform with other content, accounts or a fixed port.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::new()
    }

    /// Returns the platform's root, such as `http://127.0.0.1:8082`, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.platform.url
    }

    /// Returns the port on 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Returns an access token that may do everything and never expires.
    #[must_use]
    pub fn admin_token(&self) -> &str {
        &self.admin_token
    }

    /// Adds a scripted failure behind those already there.
    pub fn fault(&self, fault: Fault) {
        self.platform.faults().add(fault);
    }

    /// Drops all scripted failures.
    pub fn clear_faults(&self) {
        self.platform.faults().clear();
    }

    /// Returns how many scripted failures are not used up; endless ones count.
    #[must_use]
    pub fn pending_faults(&self) -> usize {
        self.platform.faults().pending()
    }

    /// Returns the requests so far, in the order in which they arrived.
    #[must_use]
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.platform.requests().clone()
    }

    /// Forgets the requests so far.
    pub fn clear_requests(&self) {
        self.platform.requests().clear();
    }

    /// Stops the server and waits until it has let go of its port.
    pub async fn stop(mut self) {
        self.stop.send_replace(());
        // Failing to join means that it is gone already.
        let _ = (&mut self.task).await;
    }

    pub(crate) fn platform(&self) -> &Platform {
        &self.platform
    }

    pub(crate) fn run(
        platform: Arc<Platform>,
        admin_token: String,
        port: u16,
        listener: TcpListener,
    ) -> Self {
        let (stop, stopped) = watch::channel(());
        let task = tokio::spawn(serve::serve(Arc::clone(&platform), listener, stopped));
        Self { platform, admin_token, port, stop, task }
    }
}

impl Drop for FakeJfrog {
    fn drop(&mut self) {
        // Connections watch this channel themselves; the task only accepts new ones.
        self.stop.send_replace(());
        self.task.abort();
    }
}

/// Tells where it is; what it holds would fill pages.
impl fmt::Debug for FakeJfrog {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("FakeJfrog").field("url", &self.platform.url).finish_non_exhaustive()
    }
}
