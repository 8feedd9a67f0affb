//! What things are called in requests: files in repositories, and images.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::component::ComponentId;

/// A file in a repository, `docker-local/team/app/1.0/manifest.json`; parsed once.
///
/// ```
/// use xray_client::RepoPath;
///
/// let path: RepoPath = "libs-release/org/acme/app.jar".parse()?;
/// assert_eq!((path.repo(), path.path()), ("libs-release", "org/acme/app.jar"));
/// assert!("libs-release".parse::<RepoPath>().is_err());
/// # Ok::<(), xray_client::InvalidName>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RepoPath {
    // INVARIANT: `repository/path`, with the slash at `split`.
    text: String,
    split: usize,
}

impl RepoPath {
    /// Joins a repository's key and the path of a file inside it.
    ///
    /// # Errors
    /// When either is empty, or a segment is empty, `.` or `..` or holds a control character.
    pub fn new(repo: &str, path: &str) -> Result<Self, InvalidName> {
        if repo.contains('/') {
            return Err(InvalidName::new("repository key", repo, Reason::Slash));
        }
        let text = format!("{repo}/{path}");
        if text.split('/').any(|segment| {
            segment.is_empty()
                || matches!(segment, "." | "..")
                || segment.contains(char::is_control)
        }) {
            return Err(InvalidName::new("path", &text, Reason::NotAPath));
        }
        Ok(Self { text, split: repo.len() })
    }

    /// Returns the repository's key.
    #[must_use]
    pub fn repo(&self) -> &str {
        self.text.get(..self.split).unwrap_or_default()
    }

    /// Returns the path inside the repository.
    #[must_use]
    pub fn path(&self) -> &str {
        self.text.get(self.split + 1..).unwrap_or_default()
    }

    /// Returns `repository/path`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl FromStr for RepoPath {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        match text.split_once('/') {
            Some((repo, path)) => Self::new(repo, path),
            None => Err(InvalidName::new("path", text, Reason::NotAPath)),
        }
    }
}

impl TryFrom<String> for RepoPath {
    type Error = InvalidName;

    fn try_from(text: String) -> Result<Self, InvalidName> {
        text.parse()
    }
}

impl From<RepoPath> for String {
    fn from(path: RepoPath) -> Self {
        path.text
    }
}

impl fmt::Display for RepoPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A Docker image in a repository, under a tag: what people write `docker-local` and `team/app:1.0`
/// for.
///
/// Xray knows an image by several names, and each call wants another of them.
///
/// ```
/// use xray_client::DockerImage;
///
/// let image = DockerImage::new("docker-local", "team/app:1.0")?;
/// assert_eq!(image.manifest().as_str(), "docker-local/team/app/1.0/manifest.json");
/// assert_eq!(image.component_name(), "team/app:1.0");
/// assert_eq!(image.component_id().as_str(), "docker://team/app:1.0");
/// # Ok::<(), xray_client::InvalidName>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DockerImage {
    repo: String,
    name: String,
    tag: String,
    manifest: RepoPath,
}

impl DockerImage {
    /// Names the image `name:tag` in a repository.
    ///
    /// # Errors
    /// When there is no tag, when a registry host with a port or a digest (`@sha256:…`) is in the
    /// way, or when a part cannot be in a path. Nothing is assumed for a missing tag: `latest` is
    /// rarely what a gate should judge.
    pub fn new(repo: &str, image: &str) -> Result<Self, InvalidName> {
        let fault = || InvalidName::new("image", image, Reason::NotAnImage);
        let (name, tag) = image.rsplit_once(':').ok_or_else(fault)?;
        if tag.is_empty()
            || tag.contains('/')
            || name.contains([':', '@'])
            || image.contains(char::is_whitespace)
        {
            return Err(fault());
        }
        let manifest = RepoPath::new(repo, &format!("{name}/{tag}/manifest.json"))?;
        Ok(Self { repo: repo.to_owned(), name: name.to_owned(), tag: tag.to_owned(), manifest })
    }

    /// Returns the repository's key.
    #[must_use]
    pub fn repo(&self) -> &str {
        &self.repo
    }

    /// Returns the name without tag.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the tag.
    #[must_use]
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// Returns the file that stands for the image: `repository/name/tag/manifest.json`. An image
    /// for several platforms has `list.manifest.json` there instead, and is scanned platform by
    /// platform.
    #[must_use]
    pub fn manifest(&self) -> &RepoPath {
        &self.manifest
    }

    /// Returns the name in exports: `name:tag`.
    #[must_use]
    pub fn component_name(&self) -> String {
        format!("{}:{}", self.name, self.tag)
    }

    /// Returns the identifier for [`scan_artifact`](crate::scans::Scans::scan_artifact):
    /// `docker://name:tag`.
    #[must_use]
    pub fn component_id(&self) -> ComponentId {
        ComponentId::docker(&self.name, &self.tag)
    }
}

impl fmt::Display for DockerImage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}:{}", self.repo, self.name, self.tag)
    }
}

/// A name that cannot be sent. Raised before any request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} `{input}` {reason}")]
pub struct InvalidName {
    what: &'static str,
    input: String,
    reason: Reason,
}

impl InvalidName {
    fn new(what: &'static str, input: &str, reason: Reason) -> Self {
        // Shown to people and logs: bounded, and with control characters made visible.
        Self {
            what,
            input: input.chars().take(SHOWN).flat_map(char::escape_debug).collect(),
            reason,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reason {
    NotAPath,
    NotAnImage,
    Slash,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotAPath => "is not a file in a repository; expected `repository/path/file`, without `.`, `..` or empty segments",
            Self::NotAnImage => "is not an image with a tag; expected `team/app:1.0`, without registry host and digest",
            Self::Slash => "holds a slash",
        })
    }
}

const SHOWN: usize = 120;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_need_a_repository_and_a_file() {
        for bad in ["", "repo", "repo/", "/a", "repo//a", "repo/../a", "repo/a/", "repo/a\n"] {
            assert!(bad.parse::<RepoPath>().is_err(), "{bad:?}");
        }
        assert!(RepoPath::new("a/b", "c").is_err());
        let path = RepoPath::new("répo", "ü/x;y").unwrap();
        assert_eq!((path.repo(), path.path(), path.as_str()), ("répo", "ü/x;y", "répo/ü/x;y"));
    }

    #[test]
    fn images_need_a_tag_and_no_host() {
        for bad in [
            "app",
            "app:",
            "host:5000/app",
            "host:5000/app:1",
            "app@sha256:aa",
            "app:1.0@sha256:aa",
            ":1",
            "a b:1",
            "../app:1",
        ] {
            assert!(DockerImage::new("docker-local", bad).is_err(), "{bad:?}");
        }
        assert_eq!(DockerImage::new("r", "a/b/c:1").unwrap().to_string(), "r/a/b/c:1");
    }
}
