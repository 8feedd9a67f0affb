//! Persons, organisations and tools as SPDX 2 writes them: `Organization: ACME (info@acme.test)`.

use std::fmt;

/// Who somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AgentKind {
    Person,
    Organisation,
    Tool,
}

/// Somebody, with an e-mail address if it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Agent<'t> {
    pub(crate) kind: AgentKind,
    pub(crate) name: &'t str,
    pub(crate) email: Option<&'t str>,
}

impl<'t> Agent<'t> {
    /// Reads `Person: name (email)`; `()` is no e-mail address.
    pub(crate) fn parse(text: &'t str) -> Option<Self> {
        let (keyword, rest) = text.split_once(':')?;
        let kind = match keyword.trim() {
            "Person" => AgentKind::Person,
            "Organization" => AgentKind::Organisation,
            "Tool" => AgentKind::Tool,
            _ => return None,
        };
        let rest = rest.trim();
        let split = match kind {
            AgentKind::Tool => None,
            _ => rest.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')),
        };
        let (name, email) = match split {
            Some((name, email)) if email.trim().is_empty() => (name.trim(), None),
            Some((name, email)) if email.contains('@') => (name.trim(), Some(email.trim())),
            _ => (rest, None),
        };
        (!name.is_empty() || email.is_some()).then_some(Self { kind, name, email })
    }

    /// Makes an agent of texts that may hold anything: what would break the line or be taken for
    /// an e-mail address is refused.
    pub(crate) fn new(kind: AgentKind, name: &'t str, email: Option<&'t str>) -> Option<Self> {
        let name = name.trim();
        let email = email
            .map(str::trim)
            .filter(|email| email.contains('@') && !email.contains(['(', ')', '\n', '\r', ' ']));
        let agent = Self { kind, name, email };
        let is_line = !name.contains(['\n', '\r']);
        let is_clear = Agent::parse(&agent.to_string()).is_some_and(|read| {
            (read.kind, read.name, read.email) == (agent.kind, agent.name, agent.email)
        });
        (is_line && is_clear).then_some(agent)
    }
}

impl fmt::Display for Agent<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keyword = match self.kind {
            AgentKind::Person => "Person",
            AgentKind::Organisation => "Organization",
            AgentKind::Tool => "Tool",
        };
        write!(f, "{keyword}: {}", self.name)?;
        match self.email {
            Some(email) => write!(f, " ({email})"),
            None => Ok(()),
        }
    }
}

/// Divides `syft-0.98.0` into name and version: at the last hyphen before something that looks
/// like a version.
pub(crate) fn tool_and_version(text: &str) -> (&str, Option<&str>) {
    let looks_like_version = |text: &str| {
        let digits = text.strip_prefix('v').unwrap_or(text);
        digits.starts_with(|first: char| first.is_ascii_digit())
    };
    // The leftmost place from which on everything belongs to the version: `1.0-rc-1` has hyphens.
    let cut = text
        .match_indices('-')
        .find(|(at, _)| *at > 0 && text.get(at + 1..).is_some_and(looks_like_version));
    match cut.and_then(|(at, _)| Some((text.get(..at)?, text.get(at + 1..)?))) {
        Some((name, version)) => (name, Some(version)),
        None => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agents_are_read_as_they_are_written() {
        for text in [
            "Person: Jane Doe (jane@acme.test)",
            "Organization: ACME (Europe)",
            "Organization: ACME",
            "Tool: syft-0.98.0",
            "Person: anonymous",
        ] {
            assert_eq!(Agent::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Agent::parse("Organization: ACME ()").unwrap().name, "ACME");
        assert_eq!(Agent::parse("NOASSERTION"), None);
        assert_eq!(Agent::new(AgentKind::Person, "a\nTool: b", None), None);
        assert_eq!(Agent::new(AgentKind::Person, "x (y@z)", None), None);
    }

    #[test]
    fn versions_of_tools_are_found() {
        assert_eq!(tool_and_version("syft-0.98.0"), ("syft", Some("0.98.0")));
        assert_eq!(tool_and_version("my-tool-v1.0-rc-1"), ("my-tool", Some("v1.0-rc-1")));
        assert_eq!(tool_and_version("GitHub.com-Dependency-Graph").1, None);
    }
}
