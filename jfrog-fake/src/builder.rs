//! Setting a platform up before it starts.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;

use crate::auth::Permissions;
use crate::clock::Clock;
use crate::error::StartError;
use crate::seed;
use crate::server::FakeJfrog;
use crate::state::accounts::{OidcTrust, TokenRequest};
use crate::state::{Platform, State};

/// What a platform holds when it starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Seed {
    /// Three images and a build with real findings; see [`demo`](crate::demo).
    Demo,
    /// Nothing: no repositories, no users but the administrator's token.
    Empty,
}

/// Sets up a platform; made by [`FakeJfrog::builder`].
///
/// ```
/// # tokio::runtime::Runtime::new()?.block_on(async {
/// use jfrog_fake::{FakeJfrog, Permissions, Seed};
///
/// let fake = FakeJfrog::builder()
///     .seed(Seed::Empty)
///     .token("a-token-of-my-own")
///     .repository("docker-local", "docker")
///     .user("ci-bot", "secret", Permissions::read_only())
///     .start()
///     .await?;
/// assert_eq!(fake.admin_token(), "a-token-of-my-own");
/// # Ok::<(), Box<dyn std::error::Error>>(()) })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Builder {
    seed: Seed,
    port: u16,
    token: Option<String>,
    repositories: Vec<(String, String, bool)>,
    users: Vec<(String, String, Permissions)>,
    oidc: Vec<(String, OidcTrust)>,
    anonymous_read: bool,
    summary_v2: bool,
    polls: u32,
}

impl Builder {
    pub(crate) fn new() -> Self {
        Self {
            seed: Seed::Demo,
            port: 0,
            token: None,
            repositories: Vec::new(),
            users: Vec::new(),
            oidc: Vec::new(),
            anonymous_read: false,
            summary_v2: true,
            polls: 2,
        }
    }

    /// Chooses the content. Default: [`Seed::Demo`].
    #[must_use]
    pub fn seed(mut self, seed: Seed) -> Self {
        self.seed = seed;
        self
    }

    /// Chooses the port on 127.0.0.1. Default: 0, which takes a free one.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Chooses the administrator's token. Default: a fresh one in the form of a JWT.
    #[must_use]
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// Adds a repository of a package type (`docker`, `generic`, `maven`, …) whose content Xray
    /// scans as it arrives. In a Docker repository only manifests are scanned.
    #[must_use]
    pub fn repository(mut self, key: impl Into<String>, package_type: impl Into<String>) -> Self {
        self.repositories.push((key.into(), package_type.into(), true));
        self
    }

    /// Adds a repository that Xray leaves alone until `v2/index` asks for a file in it.
    #[must_use]
    pub fn repository_without_scans(
        mut self,
        key: impl Into<String>,
        package_type: impl Into<String>,
    ) -> Self {
        self.repositories.push((key.into(), package_type.into(), false));
        self
    }

    /// Adds a user who signs in with a password.
    #[must_use]
    pub fn user(
        mut self,
        name: impl Into<String>,
        password: impl Into<String>,
        permissions: Permissions,
    ) -> Self {
        self.users.push((name.into(), password.into(), permissions));
        self
    }

    /// Trusts an identity provider: any identity token sent under its name becomes a token of that
    /// user with that lifetime.
    #[must_use]
    pub fn oidc_provider(
        mut self,
        provider: impl Into<String>,
        username: impl Into<String>,
        permissions: Permissions,
        lifetime: Duration,
    ) -> Self {
        let trust =
            OidcTrust { username: username.into(), permissions, lifetime, subject_token: None };
        self.oidc.push((provider.into(), trust));
        self
    }

    /// Makes the provider that was added last accept this identity token only.
    #[must_use]
    pub fn oidc_subject_token(mut self, token: impl Into<String>) -> Self {
        if let Some((_, trust)) = self.oidc.last_mut() {
            trust.subject_token = Some(token.into());
        }
        self
    }

    /// Lets strangers read. Default: they may not.
    #[must_use]
    pub fn anonymous_read(mut self) -> Self {
        self.anonymous_read = true;
        self
    }

    /// Plays an old Xray that has `v1/summary/artifact` alone and answers 404 to version 2.
    #[must_use]
    pub fn without_summary_v2(mut self) -> Self {
        self.summary_v2 = false;
        self
    }

    /// How many status answers a scan takes unless it says so itself. Default: 2.
    #[must_use]
    pub fn polls(mut self, count: u32) -> Self {
        self.polls = count;
        self
    }

    /// Starts the platform.
    ///
    /// # Errors
    /// When the port cannot be listened on.
    pub async fn start(self) -> Result<FakeJfrog, StartError> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, self.port))
            .await
            .map_err(|source| StartError::listen(self.port, source))?;
        let port =
            listener.local_addr().map_err(|source| StartError::listen(self.port, source))?.port();
        let clock = Clock::start();
        let mut state = State { summary_v2: self.summary_v2, ..State::default() };
        state.scans.default_polls = self.polls;
        if self.seed == Seed::Demo {
            seed::demo(&mut state, clock.now_ms()).map_err(StartError::seed)?;
        }
        for (key, package_type, indexed) in &self.repositories {
            state.repositories.create(key, package_type, *indexed, clock.now_ms());
        }
        for (name, password, permissions) in self.users {
            state.accounts.add_user(&name, &password, permissions);
        }
        for (provider, trust) in self.oidc {
            state.accounts.trust_oidc(&provider, trust);
        }
        if self.anonymous_read {
            state.accounts.allow_anonymous_read();
        }
        let admin_token = match self.token {
            Some(token) => {
                state.accounts.adopt(&token, "admin", Permissions::admin());
                token
            }
            None => {
                let request = TokenRequest {
                    username: "admin".to_owned(),
                    permissions: Permissions::admin(),
                    scope: "applied-permissions/admin".to_owned(),
                    lifetime: None,
                    refreshable: false,
                    reference: false,
                };
                state.accounts.issue(request, clock.now_ms()).access_token
            }
        };
        let platform = Platform::new(format!("http://127.0.0.1:{port}"), clock, state);
        Ok(FakeJfrog::run(Arc::new(platform), admin_token, port, listener))
    }
}
