//! Where things are: repository keys and the paths inside repositories, parsed once.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::name::{InvalidName, Reason, check_segment};

/// The key of a repository: `docker-local`, `libs-release`.
///
/// ```
/// use artifactory_client::RepoKey;
///
/// let repo: RepoKey = "docker-local".parse()?;
/// assert_eq!(repo.as_str(), "docker-local");
/// assert!("docker-local/app".parse::<RepoKey>().is_err());
/// # Ok::<(), artifactory_client::InvalidName>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RepoKey(String);

impl RepoKey {
    /// Parses a repository key.
    ///
    /// # Errors
    /// When the text is empty, `.` or `..`, holds a `/` or a control character, or is `api`:
    /// Artifactory serves its REST interface under that name, so that a delete in a "repository"
    /// called `api` would reach administration.
    pub fn new(key: impl Into<String>) -> Result<Self, InvalidName> {
        let key = key.into();
        let fault = check_segment(&key).err().or_else(|| {
            if key.contains('/') {
                Some(Reason::Slash)
            } else if key.eq_ignore_ascii_case("api") {
                Some(Reason::Reserved)
            } else {
                None
            }
        });
        match fault {
            Some(reason) => Err(InvalidName::new("repository key", &key, reason)),
            None => Ok(Self(key)),
        }
    }

    /// Returns the key as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for RepoKey {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        Self::new(text)
    }
}

impl TryFrom<String> for RepoKey {
    type Error = InvalidName;

    fn try_from(text: String) -> Result<Self, InvalidName> {
        Self::new(text)
    }
}

impl From<RepoKey> for String {
    fn from(key: RepoKey) -> Self {
        key.0
    }
}

impl AsRef<str> for RepoKey {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RepoKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The place of a file or folder: a repository and the path inside it, decoded.
///
/// Text is written `repository/folder/file`. Nothing in it is percent-encoded: `%20` means those
/// three characters. Encoding happens when a request is built, per segment, so a name with `;`, `#`
/// or a space arrives as it was meant.
///
/// ```
/// use artifactory_client::ArtifactPath;
///
/// let path: ArtifactPath = "generic-local/app/1.4.0/app.war".parse()?;
/// assert_eq!(path.repo().as_str(), "generic-local");
/// assert_eq!(path.path(), "app/1.4.0/app.war");
/// assert_eq!(path.file_name(), Some("app.war"));
/// assert!("generic-local/../other/secret".parse::<ArtifactPath>().is_err());
/// # Ok::<(), artifactory_client::InvalidName>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ArtifactPath {
    repo: RepoKey,
    // INVARIANT: segments that passed `check_segment`, joined by single slashes; empty for the
    // repository's root.
    path: String,
}

impl ArtifactPath {
    /// Joins a repository and a path inside it; an empty path means the repository's root.
    ///
    /// # Errors
    /// When a segment is empty (`//`, a leading or trailing slash), `.` or `..`, or holds a control
    /// character. A URL parser would resolve such a segment, and the request would reach another
    /// artifact.
    pub fn new(repo: RepoKey, path: impl Into<String>) -> Result<Self, InvalidName> {
        let path = path.into();
        if !path.is_empty() {
            for segment in path.split('/') {
                check_segment(segment).map_err(|reason| InvalidName::new("path", &path, reason))?;
            }
        }
        Ok(Self { repo, path })
    }

    /// Returns the root of a repository.
    #[must_use]
    pub fn root(repo: RepoKey) -> Self {
        Self { repo, path: String::new() }
    }

    /// Returns the repository.
    #[must_use]
    pub fn repo(&self) -> &RepoKey {
        &self.repo
    }

    /// Returns the path inside the repository, without a leading slash; empty for the root.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the segments of the path inside the repository, none for the root.
    pub fn segments(&self) -> impl Iterator<Item = &str> {
        self.path.split('/').filter(|segment| !segment.is_empty())
    }

    /// Tells whether this is the root of a repository.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.path.is_empty()
    }

    /// Returns the last segment, or nothing for the root.
    #[must_use]
    pub fn file_name(&self) -> Option<&str> {
        self.segments().last()
    }

    /// Returns the folder this lies in, or nothing for the root.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        if self.is_root() {
            return None;
        }
        let folder = self.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        Some(Self { repo: self.repo.clone(), path: folder.to_owned() })
    }

    /// Returns the path of something below this folder.
    ///
    /// # Errors
    /// As [`ArtifactPath::new`]; `relative` must not be empty.
    pub fn join(&self, relative: &str) -> Result<Self, InvalidName> {
        if relative.is_empty() {
            return Err(InvalidName::new("path", relative, Reason::Empty));
        }
        let path =
            if self.is_root() { relative.to_owned() } else { format!("{}/{relative}", self.path) };
        Self::new(self.repo.clone(), path)
    }

    /// Reads `repo` and `path` as the server writes them: a leading slash, `/` alone for the root.
    pub(crate) fn from_server(repo: &str, path: &str) -> Result<Self, InvalidName> {
        Self::new(RepoKey::new(repo)?, path.trim_matches('/'))
    }
}

impl FromStr for ArtifactPath {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        let (repo, path) = match text.split_once('/') {
            Some((_, "")) => return Err(InvalidName::new("path", text, Reason::EmptySegment)),
            Some(parts) => parts,
            None => (text, ""),
        };
        Self::new(RepoKey::new(repo)?, path)
    }
}

impl TryFrom<String> for ArtifactPath {
    type Error = InvalidName;

    fn try_from(text: String) -> Result<Self, InvalidName> {
        text.parse()
    }
}

impl From<ArtifactPath> for String {
    fn from(path: ArtifactPath) -> Self {
        path.to_string()
    }
}

impl fmt::Display for ArtifactPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.repo.as_str())?;
        if !self.is_root() {
            write!(f, "/{}", self.path)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_a_url_parser_would_resolve_are_refused() {
        for text in [
            "",
            "/",
            "/repo/a",
            "repo/",
            "repo//a",
            "repo/a/",
            "repo/./a",
            "repo/../other/a",
            "../repo",
            "repo/a\0b",
            "repo/a\nb",
            "api/security/users/admin",
            "API/x",
        ] {
            assert!(text.parse::<ArtifactPath>().is_err(), "{text:?} should be refused");
        }
    }

    #[test]
    fn odd_but_legal_names_survive_unchanged() {
        for text in [
            "repo/a;b=c",
            "repo/50%/a+b#c?d",
            "repo/sha256:abc/manifest.json",
            "repo/…/ü ö",
            "repo/...",
            "repo/a\\b",
        ] {
            assert_eq!(text.parse::<ArtifactPath>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn paths_walk_up_to_the_root_and_no_further() {
        let path: ArtifactPath = "repo/a/b".parse().unwrap();
        let folder = path.parent().unwrap();
        assert_eq!(folder.to_string(), "repo/a");
        let root = folder.parent().unwrap();
        assert!(root.is_root());
        assert_eq!(
            (root.to_string(), root.file_name(), root.parent()),
            ("repo".into(), None, None)
        );
        assert_eq!(root.join("a").unwrap().join("b").unwrap(), path);
        assert!(root.join("").is_err());
        assert!(root.join("../x").is_err());
    }

    #[test]
    fn serde_writes_the_text_and_checks_it_on_the_way_in() {
        let path: ArtifactPath = serde_json::from_str("\"repo/a b\"").unwrap();
        assert_eq!(serde_json::to_string(&path).unwrap(), "\"repo/a b\"");
        assert!(serde_json::from_str::<ArtifactPath>("\"repo/..\"").is_err());
        assert!(serde_json::from_str::<RepoKey>("\"a/b\"").is_err());
    }

    #[test]
    fn the_message_names_what_was_wrong_and_shows_control_characters_escaped() {
        let error = "repo/a\nb".parse::<ArtifactPath>().unwrap_err();
        assert_eq!(error.to_string(), "path `a\\nb` holds a control character");
        let error = RepoKey::new("a/b").unwrap_err();
        assert_eq!(error.to_string(), "repository key `a/b` holds a slash");
    }
}
