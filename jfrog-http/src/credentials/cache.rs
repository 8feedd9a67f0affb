//! One token at a time: kept, renewed early, and by one caller only.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::{HeaderName, HeaderValue};
use tokio::time::Instant;

use super::{CredentialsProvider, IssuedToken, StaticCredential};
use crate::secret::Secret;

/// A header to send, and what it was made from.
#[derive(Clone, Debug)]
pub(crate) struct Issued {
    pub(crate) name: HeaderName,
    pub(crate) value: HeaderValue,
    pub(crate) secret: Secret,
    /// Which token this is, so that a refusal names the one that was refused.
    generation: u64,
}

/// Where a client's credentials come from.
#[derive(Debug)]
pub(crate) enum CredentialSource {
    Anonymous,
    Fixed(Issued),
    Cached(TokenCache),
}

impl CredentialSource {
    pub(crate) fn fixed(credential: &StaticCredential) -> Result<Self, &'static str> {
        let (name, value) = credential.header()?;
        Ok(Self::Fixed(Issued { name, value, secret: credential.secret().clone(), generation: 0 }))
    }

    /// Returns what to send now.
    pub(crate) async fn current(&self) -> Result<Option<Issued>, CredentialError> {
        match self {
            Self::Anonymous => Ok(None),
            Self::Fixed(issued) => Ok(Some(issued.clone())),
            Self::Cached(cache) => cache.current().await.map(Some),
        }
    }

    /// Returns what to send after `refused` was answered with 401, or `None` if there is nothing
    /// else to try.
    pub(crate) async fn after_refusal(
        &self,
        refused: &Issued,
    ) -> Result<Option<Issued>, CredentialError> {
        match self {
            Self::Anonymous | Self::Fixed(_) => Ok(None),
            Self::Cached(cache) => cache.after_refusal(refused).await.map(Some),
        }
    }

    /// Drops `refused`, which was answered with 401, so that the next request asks for another.
    pub(crate) fn forget(&self, refused: &Issued) {
        if let Self::Cached(cache) = self {
            let mut state = cache.lock();
            if state.held.as_ref().is_some_and(|held| held.issued.generation == refused.generation)
            {
                state.held = None;
            }
        }
    }
}

/// Why there is no token. Shared by every caller who waited for the same attempt.
#[derive(Clone, Debug, thiserror::Error)]
#[error("the credentials provider failed")]
pub(crate) struct CredentialError(#[source] Arc<dyn std::error::Error + Send + Sync>);

/// The cache over a provider.
///
/// INVARIANT: `provider.token()` runs only under `gate`. Nothing is spawned, so a caller that is
/// dropped while it renews leaves the gate to the next one.
#[derive(Debug)]
pub(crate) struct TokenCache {
    provider: Arc<dyn CredentialsProvider>,
    state: Mutex<State>,
    gate: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct State {
    held: Option<Held>,
    /// Counts the provider's answers, good and bad.
    answers: u64,
    failure: Option<CredentialError>,
}

#[derive(Clone, Debug)]
struct Held {
    issued: Issued,
    renew_at: Option<Instant>,
    ends_at: Option<Instant>,
}

/// How long an old but living token is used on after an early renewal failed.
const RENEWAL_PAUSE: Duration = Duration::from_secs(30);

impl TokenCache {
    pub(crate) fn new(provider: Arc<dyn CredentialsProvider>) -> Self {
        Self { provider, state: Mutex::default(), gate: tokio::sync::Mutex::new(()) }
    }

    async fn current(&self) -> Result<Issued, CredentialError> {
        let now = Instant::now();
        let (held, seen) = {
            let state = self.lock();
            (state.held.clone(), state.answers)
        };
        let Some(held) = held else { return self.renew(seen).await };
        if held.ends_at.is_some_and(|end| end <= now) {
            return self.renew(seen).await;
        }
        if held.renew_at.is_none_or(|at| at > now) {
            return Ok(held.issued);
        }
        // Early: the old token still works, so one caller renews it and nobody waits.
        let Ok(_gate) = self.gate.try_lock() else { return Ok(held.issued) };
        if self.lock().answers != seen {
            return Ok(self.lock().held.clone().unwrap_or(held).issued);
        }
        match self.ask().await {
            Ok(issued) => Ok(issued),
            Err(error) => {
                tracing::warn!(error = %error, "early renewal of the token failed; the old one is used on");
                if let Some(held) = &mut self.lock().held {
                    held.renew_at = Some(Instant::now() + RENEWAL_PAUSE);
                }
                Ok(held.issued)
            }
        }
    }

    async fn after_refusal(&self, refused: &Issued) -> Result<Issued, CredentialError> {
        let seen = {
            let state = self.lock();
            match &state.held {
                // Somebody else was refused with the same token and has a new one by now.
                Some(held) if held.issued.generation != refused.generation => {
                    return Ok(held.issued.clone());
                }
                _ => state.answers,
            }
        };
        self.renew(seen).await
    }

    /// Waits for the one renewal that everybody waits for. `seen` is the number of answers the
    /// caller knew of.
    async fn renew(&self, seen: u64) -> Result<Issued, CredentialError> {
        let _gate = self.gate.lock().await;
        {
            let state = self.lock();
            if state.answers != seen {
                match (&state.failure, &state.held) {
                    (Some(failure), _) => return Err(failure.clone()),
                    (None, Some(held)) => return Ok(held.issued.clone()),
                    (None, None) => {}
                }
            }
        }
        self.ask().await
    }

    /// Asks the provider. The caller holds the gate.
    async fn ask(&self) -> Result<Issued, CredentialError> {
        let answer = self.provider.token().await;
        let mut state = self.lock();
        state.answers += 1;
        let answers = state.answers;
        let taken = match answer {
            Ok(token) => hold(&token, answers).map_err(Into::into),
            Err(error) => Err(error),
        };
        match taken {
            Ok(held) => {
                let issued = held.issued.clone();
                state.held = Some(held);
                state.failure = None;
                Ok(issued)
            }
            Err(error) => {
                let failure = CredentialError(error.into());
                state.failure = Some(failure.clone());
                Err(failure)
            }
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn hold(token: &IssuedToken, generation: u64) -> Result<Held, &'static str> {
    let credential = StaticCredential::Bearer(token.secret.clone());
    let (name, value) = credential.header()?;
    let now = Instant::now();
    // A life beyond what the clock can count is no end.
    let ends_at = token.life.and_then(|life| now.checked_add(life.left));
    let renew_at =
        token.life.and_then(|life| now.checked_add(life.left.saturating_sub(life.margin())));
    Ok(Held {
        issued: Issued { name, value, secret: token.secret.clone(), generation },
        renew_at,
        ends_at,
    })
}
