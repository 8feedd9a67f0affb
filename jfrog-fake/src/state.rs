//! Everything the platform remembers.

pub(crate) mod accounts;
pub(crate) mod builds;
pub(crate) mod images;
pub(crate) mod repositories;
pub(crate) mod scans;

use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::http::Method;

use crate::auth::{Action, BadCredentials, Caller, authenticate};
use crate::call::Call;
use crate::clock::Clock;
use crate::faults::Faults;
use crate::recorder::RecordedRequest;

use self::accounts::Accounts;
use self::builds::Builds;
use self::repositories::Repositories;
use self::scans::Scans;

/// What one platform remembers about its content.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) accounts: Accounts,
    pub(crate) repositories: Repositories,
    pub(crate) scans: Scans,
    pub(crate) builds: Builds,
    /// Whether `v2/summary/artifact` exists; old servers have v1 alone.
    pub(crate) summary_v2: bool,
}

/// What the server, its connections and its owner share.
#[derive(Debug)]
pub(crate) struct Platform {
    pub(crate) url: String,
    pub(crate) clock: Clock,
    state: Mutex<State>,
    faults: Mutex<Faults>,
    requests: Mutex<Vec<RecordedRequest>>,
}

impl Platform {
    pub(crate) fn new(url: String, clock: Clock, state: State) -> Self {
        Self {
            url,
            clock,
            state: Mutex::new(state),
            faults: Mutex::default(),
            requests: Mutex::default(),
        }
    }

    /// A test that panicked while it held a lock must not take the server down with it.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn faults(&self) -> MutexGuard<'_, Faults> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn requests(&self) -> MutexGuard<'_, Vec<RecordedRequest>> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The host by which clients know the platform, as in `WWW-Authenticate: … service=`.
    pub(crate) fn host(&self) -> &str {
        self.url.trim_start_matches("http://")
    }

    pub(crate) fn caller(&self, call: &Call) -> Result<Caller, BadCredentials> {
        authenticate(&self.state(), self.clock.now_ms(), call)
    }
}

/// The permission that a method needs on content.
pub(crate) fn action_of(method: &Method) -> Action {
    match *method {
        Method::DELETE => Action::Delete,
        Method::PUT | Method::POST | Method::PATCH => Action::Deploy,
        _ => Action::Read,
    }
}
