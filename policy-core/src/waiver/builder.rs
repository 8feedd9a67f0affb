//! Waivers that come from elsewhere than a file: a database, a form, another tool.

use super::{Conditions, Matcher, Waiver, WaiverEffect};
use crate::pattern::{ComponentPattern, Glob};
use crate::severity::Severity;
use crate::{Text, Timestamp};

impl Waiver {
    /// Begins a waiver with what every waiver needs: a name that reports use, what it covers, why,
    /// who answers for it, and the first instant at which it holds no more.
    ///
    /// ```
    /// use policy_core::{ComponentPattern, Matcher, Timestamp, Waiver};
    ///
    /// let openssl = ComponentPattern::parse("pkg:deb/debian/openssl")?;
    /// let waiver = Waiver::builder(
    ///     "W-2026-041",
    ///     Matcher::of_vulnerability("CVE-2026-12345").component(openssl),
    ///     "TLS server mode is not used; the vendor's patch is due in December",
    ///     "alice@acme.io",
    ///     // A date means the end of that day, as in a file.
    ///     Timestamp::parse_end("2026-12-31")?,
    /// )
    /// .created("2026-11-01".parse()?)
    /// .ticket("SEC-991")
    /// .only_while_no_fix()
    /// .build()?;
    /// assert_eq!(waiver.to_string(), "W-2026-041 by alice@acme.io");
    ///
    /// let end = "2026-12-31".parse()?;
    /// let nobody = Waiver::builder("W-1", Matcher::of_rule("kev"), "later", " ", end).build();
    /// assert_eq!(
    ///     nobody.unwrap_err().to_string(),
    ///     "waiver `W-1`: `owner` is empty: somebody must answer for it"
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn builder(
        id: impl Into<Text>,
        matcher: Matcher,
        reason: impl Into<Text>,
        owner: impl Into<Text>,
        expires: Timestamp,
    ) -> WaiverBuilder {
        WaiverBuilder(Self {
            id: id.into(),
            matcher,
            reason: reason.into(),
            owner: owner.into(),
            created: None,
            not_before: None,
            expires: Some(expires),
            ticket: None,
            conditions: Conditions::default(),
            effect: WaiverEffect::default(),
        })
    }
}

/// A waiver in the making; see [`Waiver::builder`].
#[derive(Clone, Debug)]
#[must_use = "there is no waiver before `build`"]
pub struct WaiverBuilder(Waiver);

impl WaiverBuilder {
    /// Says when it was granted.
    pub const fn created(mut self, at: Timestamp) -> Self {
        self.0.created = Some(at);
        self
    }

    /// Sets the first instant at which it holds.
    pub const fn not_before(mut self, at: Timestamp) -> Self {
        self.0.not_before = Some(at);
        self
    }

    /// Says where the matter is followed up.
    pub fn ticket(mut self, ticket: impl Into<Text>) -> Self {
        self.0.ticket = Some(ticket.into());
        self
    }

    /// Lets it stop when the finding is worse than this.
    pub const fn max_severity(mut self, level: Severity) -> Self {
        self.0.conditions.max_severity = Some(level);
        self
    }

    /// Lets it stop when there is a fix.
    pub const fn only_while_no_fix(mut self) -> Self {
        self.0.conditions.only_while_no_fix = true;
        self
    }

    /// Lets it stop when the finding is known to be exploited.
    pub const fn not_if_kev(mut self) -> Self {
        self.0.conditions.not_if_kev = true;
        self
    }

    /// Lets what it covers warn, where it would be suppressed otherwise.
    pub const fn downgrade_to_warn(mut self) -> Self {
        self.0.effect = WaiverEffect::DowngradeToWarn;
        self
    }

    /// Checks it as a file of waivers is checked, and returns it.
    ///
    /// # Errors
    ///
    /// If a text is empty, if it would cover everything or several vulnerabilities by a wildcard,
    /// if it ends before it begins, or if it stops above a level that is unknown.
    pub fn build(self) -> Result<Waiver, WaiverError> {
        let Self(waiver) = self;
        match fault(&waiver) {
            Some(reason) => Err(WaiverError { id: waiver.id, reason }),
            None => Ok(waiver),
        }
    }
}

fn fault(waiver: &Waiver) -> Option<String> {
    let texts = [
        ("id", &waiver.id, super::WHY_ID),
        ("reason", &waiver.reason, super::WHY_REASON),
        ("owner", &waiver.owner, super::WHY_OWNER),
    ];
    let empty = texts.into_iter().find(|(_, text, _)| text.trim().is_empty());
    if let Some((key, _, why)) = empty {
        return Some(format!("`{key}` is empty: {why}"));
    }
    if waiver.ticket.as_ref().is_some_and(|ticket| ticket.trim().is_empty()) {
        return Some("`ticket` is empty".to_owned());
    }
    if waiver.conditions.max_severity.is_some_and(|level| !level.is_known()) {
        return Some("no finding is worse than `unknown`".to_owned());
    }
    let wide = waiver.matcher.fault().map(str::to_owned);
    wide.or_else(|| waiver.never_begins().then(|| super::NEVER_BEGINS.to_owned()))
}

/// A waiver that no file could hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("waiver `{id}`: {reason}")]
pub struct WaiverError {
    id: Text,
    reason: String,
}

/// A matcher begins with one of the four things that narrow it down, and each further one narrows it
/// more.
impl Matcher {
    /// Covers a vulnerability, under any of its names.
    #[must_use]
    pub fn of_vulnerability(id: impl Into<String>) -> Self {
        Self::default().vulnerability(id)
    }

    /// Covers a licence.
    #[must_use]
    pub fn of_licence(licence: impl Into<String>) -> Self {
        Self::default().licence(licence)
    }

    /// Covers what one rule objects to, missing evidence too.
    #[must_use]
    pub fn of_rule(id: impl Into<String>) -> Self {
        Self::default().rule(id)
    }

    /// Covers components.
    #[must_use]
    pub fn of_component(pattern: ComponentPattern) -> Self {
        Self::default().component(pattern)
    }

    /// Sets the vulnerability.
    #[must_use]
    pub fn vulnerability(mut self, id: impl Into<String>) -> Self {
        self.vulnerability = Some(id.into());
        self
    }

    /// Sets the licence.
    #[must_use]
    pub fn licence(mut self, licence: impl Into<String>) -> Self {
        self.licence = Some(licence.into());
        self
    }

    /// Sets the rule.
    #[must_use]
    pub fn rule(mut self, id: impl Into<String>) -> Self {
        self.rule = Some(id.into());
        self
    }

    /// Sets the components.
    #[must_use]
    pub fn component(mut self, pattern: ComponentPattern) -> Self {
        self.component = Some(pattern);
        self
    }

    /// Sets the files in the artifact.
    #[must_use]
    pub fn path(mut self, path: Glob) -> Self {
        self.path = Some(path);
        self
    }

    /// Sets the artifacts.
    #[must_use]
    pub fn artifact(mut self, artifact: Glob) -> Self {
        self.artifact = Some(artifact);
        self
    }

    /// Sets the Kubernetes namespaces.
    #[must_use]
    pub fn namespace(mut self, namespace: Glob) -> Self {
        self.namespace = Some(namespace);
        self
    }
}
