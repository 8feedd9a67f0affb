//! Who calls, and what they may do.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::call::Call;
use crate::state::State;

/// What a user or a token may do.
///
/// ```
/// use jfrog_fake::Permissions;
///
/// let robot = Permissions::read_only().in_repository("docker-local");
/// assert_ne!(robot, Permissions::read_only());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permissions {
    level: Level,
    /// `None` means every repository.
    repositories: Option<BTreeSet<String>>,
}

impl Permissions {
    /// Everything, tokens for others and Xray's index included.
    #[must_use]
    pub fn admin() -> Self {
        Self::of(Level::Admin)
    }

    /// Reads, deploys, annotates, deletes and asks Xray for scans.
    #[must_use]
    pub fn read_write() -> Self {
        Self::of(Level::ReadWrite)
    }

    /// Reads, deploys and annotates what is new, but may not overwrite or delete.
    #[must_use]
    pub fn deploy_only() -> Self {
        Self::of(Level::Deploy)
    }

    /// Reads artifacts and scan results.
    #[must_use]
    pub fn read_only() -> Self {
        Self::of(Level::Read)
    }

    /// Is known, and may do nothing.
    #[must_use]
    pub fn none() -> Self {
        Self::of(Level::None)
    }

    /// Limits to the named repository; called again, adds one more.
    ///
    /// Administrators stay unlimited.
    #[must_use]
    pub fn in_repository(mut self, key: impl Into<String>) -> Self {
        self.repositories.get_or_insert_default().insert(key.into());
        self
    }

    pub(crate) fn is_admin(&self) -> bool {
        self.level == Level::Admin
    }

    pub(crate) fn can(&self, action: Action, repository: &str) -> bool {
        let least = match action {
            Action::Read => Level::Read,
            Action::Deploy => Level::Deploy,
            Action::Delete | Action::ManageScans => Level::ReadWrite,
        };
        self.is_admin()
            || (self.level >= least
                && self.repositories.as_ref().is_none_or(|only| only.contains(repository)))
    }

    /// Whether everything `other` may do is allowed here as well.
    pub(crate) fn covers(&self, other: &Self) -> bool {
        self.is_admin()
            || (self.level >= other.level
                && match (&self.repositories, &other.repositories) {
                    (None, _) => true,
                    (Some(_), None) => false,
                    (Some(mine), Some(theirs)) => theirs.is_subset(mine),
                })
    }

    fn of(level: Level) -> Self {
        Self { level, repositories: None }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    None,
    Read,
    Deploy,
    ReadWrite,
    Admin,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    Read,
    Deploy,
    Delete,
    ManageScans,
}

/// An authenticated caller, or the anonymous one.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) name: String,
    pub(crate) permissions: Permissions,
    pub(crate) anonymous: bool,
}

impl Caller {
    pub(crate) fn can(&self, action: Action, repository: &str) -> bool {
        self.permissions.can(action, repository)
    }

    /// Without a permission, a stranger is asked who they are and a known caller is turned away.
    pub(crate) fn refusal_status(&self) -> StatusCode {
        if self.anonymous { StatusCode::UNAUTHORIZED } else { StatusCode::FORBIDDEN }
    }
}

/// The credentials are no good; the text is what Artifactory says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BadCredentials(pub(crate) &'static str);

/// Reads whichever credential the request carries.
///
/// An `Authorization` header that cannot be used is an error even where strangers may read: that is
/// how the real platform treats an empty one.
pub(crate) fn authenticate(
    state: &State,
    now_ms: i64,
    call: &Call,
) -> Result<Caller, BadCredentials> {
    if let Some(header) = call.headers.get("authorization") {
        let header = header.to_str().map_err(|_| BadCredentials(BAD))?;
        let (scheme, value) = header.split_once(' ').unwrap_or((header, ""));
        return match scheme.to_ascii_lowercase().as_str() {
            "bearer" => state.accounts.by_token(value.trim(), now_ms),
            "basic" => basic(state, now_ms, value.trim()),
            _ => Err(BadCredentials(BAD)),
        };
    }
    if let Some(key) = call.header("x-jfrog-art-api") {
        return state.accounts.by_api_key(key);
    }
    Ok(state.accounts.anonymous())
}

fn basic(state: &State, now_ms: i64, encoded: &str) -> Result<Caller, BadCredentials> {
    let decoded = STANDARD
        .decode(encoded)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or(BadCredentials(BAD))?;
    let (user, secret) = decoded.split_once(':').ok_or(BadCredentials(BAD))?;
    state.accounts.by_password(user, secret, now_ms)
}

pub(crate) const BAD: &str = "Bad Credentials";
pub(crate) const EXPIRED: &str = "Token failed verification: expired";
pub(crate) const REVOKED: &str = "Token failed verification: revoked";
pub(crate) const UNKNOWN_TOKEN: &str = "Props Authentication Token not found";
pub(crate) const WRONG_USER: &str = "Wrong username was used";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repository_limit_holds_for_everyone_but_administrators() {
        let limited = Permissions::read_only().in_repository("a");
        assert!(limited.can(Action::Read, "a"));
        assert!(!limited.can(Action::Read, "b"));
        assert!(!limited.can(Action::Deploy, "a"));
        assert!(Permissions::admin().in_repository("a").can(Action::Delete, "b"));
    }

    #[test]
    fn nobody_covers_more_than_they_may_do() {
        let read = Permissions::read_only();
        assert!(Permissions::read_write().covers(&read));
        assert!(!read.covers(&Permissions::deploy_only()));
        assert!(read.covers(&read.clone().in_repository("a")));
        assert!(!read.clone().in_repository("a").covers(&read));
    }
}
