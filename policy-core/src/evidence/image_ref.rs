//! References to container images, as Docker, OCI and Kubernetes write them.

use std::fmt;
use std::net::Ipv6Addr;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A reference to an image: registry, repository, and a tag, a digest, or both.
///
/// Parsing fills in what Docker leaves out (`docker.io`, `library/`), so that two spellings of one
/// repository compare equal. A missing tag is kept missing, because a policy may care:
/// [`tag_or_default`](Self::tag_or_default) says what a runtime would pull.
///
/// The grammar is that of the distribution project with the limits of the OCI distribution
/// specification, and stricter where leniency would let one text name two things: upper case is
/// refused in the repository, also in a first segment that is no host.
///
/// ```
/// use policy_core::evidence::ImageRef;
///
/// let image: ImageRef = "nginx:1.27".parse()?;
/// assert_eq!(image.to_string(), "docker.io/library/nginx:1.27");
/// assert_eq!(image.registry(), "docker.io");
/// assert!(!image.is_pinned());
/// # Ok::<(), policy_core::evidence::ImageRefError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ImageRef {
    /// `registry/repository`, normalised.
    name: String,
    /// Where the slash between the two stands.
    slash: usize,
    tag: Option<String>,
    digest: Option<String>,
}

impl ImageRef {
    /// The registry, lower-cased, with its port if one is given: `registry.acme.io:5000`.
    #[must_use]
    pub fn registry(&self) -> &str {
        self.name.get(..self.slash).unwrap_or_default()
    }

    /// The repository within the registry: `library/nginx`.
    #[must_use]
    pub fn repository(&self) -> &str {
        self.name.get(self.slash + 1..).unwrap_or_default()
    }

    /// Registry and repository: `docker.io/library/nginx`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The tag, if one is written.
    #[must_use]
    pub fn tag(&self) -> Option<&str> {
        self.tag.as_deref()
    }

    /// The digest with its algorithm, if one is written: `sha256:…`.
    #[must_use]
    pub fn digest(&self) -> Option<&str> {
        self.digest.as_deref()
    }

    /// The tag that a runtime resolves: the one written, `latest` if there is neither tag nor
    /// digest, and `None` if a digest alone decides.
    #[must_use]
    pub fn tag_or_default(&self) -> Option<&str> {
        match (&self.tag, &self.digest) {
            (Some(tag), _) => Some(tag),
            (None, None) => Some(DEFAULT_TAG),
            (None, Some(_)) => None,
        }
    }

    /// Whether the reference names one image for ever: it has a digest. A tag beside the digest
    /// changes nothing; a tag that looks like a version is still mutable.
    #[must_use]
    pub const fn is_pinned(&self) -> bool {
        self.digest.is_some()
    }

    /// The same repository pinned to another digest, the tag kept for readers.
    ///
    /// # Errors
    /// If the digest is not valid.
    pub fn with_digest(mut self, digest: &str) -> Result<Self, ImageRefError> {
        check_digest(digest).map_err(|reason| ImageRefError { input: digest.into(), reason })?;
        self.digest = Some(digest.to_owned());
        Ok(self)
    }

    fn parse(text: &str) -> Result<Self, Reason> {
        if text.is_empty() {
            return Err(Reason::Empty);
        }
        if text.len() == 64 && text.bytes().all(is_lower_hex) {
            return Err(Reason::Identifier);
        }
        let (rest, digest) = match text.split_once('@') {
            Some((rest, digest)) => (rest, Some(digest)),
            None => (text, None),
        };
        if let Some(digest) = digest {
            check_digest(digest)?;
        }
        // A colon after the last slash starts the tag; one before it belongs to the port.
        let last = rest.rfind('/').map_or(0, |at| at + 1);
        let colon = rest.get(last..).and_then(|tail| tail.find(':')).map(|at| last + at);
        let (path, tag) = match colon.and_then(|at| rest.split_at_checked(at)) {
            Some((path, tag)) => (path, tag.strip_prefix(':')),
            None => (rest, None),
        };
        if tag.is_some_and(|tag| !is_tag(tag)) {
            return Err(Reason::Tag);
        }
        let (registry, repository) = split_registry(path)?;
        for component in repository.split('/') {
            check_component(component)?;
        }
        let library =
            if registry == DOCKER_HUB && !repository.contains('/') { "library/" } else { "" };
        let name = format!("{registry}/{library}{repository}");
        if name.len() > MAX_NAME {
            return Err(Reason::NameTooLong);
        }
        Ok(Self {
            slash: registry.len(),
            name,
            tag: tag.map(str::to_owned),
            digest: digest.map(str::to_owned),
        })
    }
}

impl FromStr for ImageRef {
    type Err = ImageRefError;

    fn from_str(text: &str) -> Result<Self, ImageRefError> {
        Self::parse(text).map_err(|reason| ImageRefError { input: text.to_owned(), reason })
    }
}

/// The normalised reference, without a tag that was not written.
impl fmt::Display for ImageRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        if let Some(tag) = &self.tag {
            write!(f, ":{tag}")?;
        }
        if let Some(digest) = &self.digest {
            write!(f, "@{digest}")?;
        }
        Ok(())
    }
}

impl Serialize for ImageRef {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ImageRef {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A set of repositories: one registry, or everything below a path in it.
///
/// Written `host[:port][/path]`; a closing slash makes no difference. Whole segments are compared,
/// so `registry.acme.io/team` covers `registry.acme.io/team/api` and not
/// `registry.acme.io/team-evil/api`. A segment `*` stands for any one segment, and `*.` at the
/// start of the host for one or more labels.
///
/// ```
/// use policy_core::evidence::{ImageRef, RepositoryPattern};
///
/// let pattern: RepositoryPattern = "registry.acme.io/team".parse()?;
/// assert!(pattern.matches(&"registry.acme.io/team/api:1".parse()?));
/// assert!(!pattern.matches(&"registry.acme.io/team-evil/api:1".parse()?));
/// # Ok::<(), policy_core::evidence::ImageRefError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RepositoryPattern {
    registry: String,
    path: String,
}

impl RepositoryPattern {
    /// Whether the pattern covers the image's repository. Tag and digest play no part.
    #[must_use]
    pub fn matches(&self, image: &ImageRef) -> bool {
        let host = match self.registry.strip_prefix("*.") {
            // The dot stays with the suffix: `*.acme.io` covers neither `acme.io` nor `evilacme.io`.
            Some(suffix) => image
                .registry()
                .strip_suffix(suffix)
                .and_then(|labels| labels.strip_suffix('.'))
                .is_some_and(|labels| !labels.is_empty()),
            None => self.registry == image.registry(),
        };
        let mut segments = image.repository().split('/');
        host && self
            .path
            .split_terminator('/')
            .all(|wanted| segments.next().is_some_and(|found| wanted == "*" || wanted == found))
    }
}

impl FromStr for RepositoryPattern {
    type Err = ImageRefError;

    /// Reads a pattern. What precedes the first slash is always the registry here: there is no
    /// default, since a pattern that silently meant Docker Hub would be a trap.
    fn from_str(text: &str) -> Result<Self, ImageRefError> {
        let error = |reason| ImageRefError { input: text.to_owned(), reason };
        let trimmed = text.strip_suffix('/').unwrap_or(text);
        let (registry, path) = trimmed.split_once('/').unwrap_or((trimmed, ""));
        check_host(registry.strip_prefix("*.").unwrap_or(registry)).map_err(error)?;
        for segment in path.split_terminator('/').filter(|&segment| segment != "*") {
            check_component(segment).map_err(error)?;
        }
        Ok(Self { registry: canonical_host(registry), path: path.to_owned() })
    }
}

impl fmt::Display for RepositoryPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.registry, self.path)
    }
}

impl Serialize for RepositoryPattern {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for RepositoryPattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A text that is not an image reference or repository pattern, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{input}` is not a valid image reference: {reason}")]
pub struct ImageRefError {
    input: String,
    reason: Reason,
}

impl ImageRefError {
    /// The text that was refused.
    #[must_use]
    pub fn input(&self) -> &str {
        &self.input
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
enum Reason {
    #[error("it is empty")]
    Empty,
    #[error("64 hexadecimal digits are an image id, not a name")]
    Identifier,
    #[error("the registry is not a host name or address with an optional port")]
    Registry,
    #[error("the repository must be lower case")]
    UpperCase,
    #[error(
        "the repository is not made of lower-case words separated by `/`, `.`, `_`, `__` or `-`"
    )]
    Repository,
    #[error("registry and repository exceed {MAX_NAME} characters")]
    NameTooLong,
    #[error(
        "the tag is not 1 to {MAX_TAG} letters, digits, `_`, `.` or `-`, starting with neither dot nor dash"
    )]
    Tag,
    #[error("the digest is not `algorithm:hexadecimal`")]
    Digest,
    #[error("the digest has the wrong number of digits for its algorithm")]
    DigestLength,
    #[error("the digest algorithm is not supported")]
    DigestAlgorithm,
}

const DOCKER_HUB: &str = "docker.io";
const DEFAULT_TAG: &str = "latest";
/// Of registry and repository together; the OCI distribution specification, "Pulling manifests".
const MAX_NAME: usize = 255;
const MAX_TAG: usize = 128;

/// The registry in canonical form and the rest. The first segment is a registry if it looks like
/// a host: it has a dot or a colon, or is `localhost`.
fn split_registry(path: &str) -> Result<(String, &str), Reason> {
    match path.split_once('/') {
        Some((host, rest)) if host == "localhost" || host.contains(['.', ':']) => {
            check_host(host)?;
            Ok((canonical_host(host), rest))
        }
        _ => Ok((DOCKER_HUB.to_owned(), path)),
    }
}

fn canonical_host(host: &str) -> String {
    let lower = host.to_ascii_lowercase();
    if lower == "index.docker.io" { DOCKER_HUB.to_owned() } else { lower }
}

/// A host name, IPv4 address, or IPv6 address in brackets without zone, with an optional port.
fn check_host(text: &str) -> Result<(), Reason> {
    let (valid, port) = if let Some(rest) = text.strip_prefix('[') {
        let (address, port) = rest.split_once(']').ok_or(Reason::Registry)?;
        // IPv4-mapped spellings such as `::ffff:192.0.2.1` are not in the grammar.
        (!address.contains('.') && address.parse::<Ipv6Addr>().is_ok(), port)
    } else {
        let end = text.find(':').unwrap_or(text.len());
        let (name, port) = text.split_at_checked(end).ok_or(Reason::Registry)?;
        (name.split('.').all(is_label), port)
    };
    let port_valid = port.is_empty()
        || port.strip_prefix(':').is_some_and(|digits| {
            digits.bytes().all(|b| b.is_ascii_digit()) && digits.parse::<u16>().is_ok()
        });
    if valid && port_valid { Ok(()) } else { Err(Reason::Registry) }
}

fn is_label(label: &str) -> bool {
    !label.is_empty()
        && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

/// `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`
fn check_component(component: &str) -> Result<(), Reason> {
    let is_word = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    if component.bytes().any(|b| b.is_ascii_uppercase()) {
        return Err(Reason::UpperCase);
    }
    let mut separator = Vec::new();
    let mut after_word = false;
    for byte in component.bytes() {
        if is_word(byte) {
            let joins = match separator.as_slice() {
                [] | [b'.'] | [b'_'] | [b'_', b'_'] => true,
                more => more.iter().all(|&b| b == b'-'),
            };
            if !joins {
                return Err(Reason::Repository);
            }
            separator.clear();
            after_word = true;
        } else if after_word {
            separator.push(byte);
        } else {
            return Err(Reason::Repository);
        }
    }
    if after_word && separator.is_empty() { Ok(()) } else { Err(Reason::Repository) }
}

fn is_tag(tag: &str) -> bool {
    (1..=MAX_TAG).contains(&tag.len())
        && tag.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-'))
        && !tag.starts_with(['.', '-'])
}

/// The algorithms registered by the OCI image specification, with their number of hex digits.
fn check_digest(digest: &str) -> Result<(), Reason> {
    let (algorithm, hex) = digest.split_once(':').ok_or(Reason::Digest)?;
    if hex.is_empty() || !hex.bytes().all(is_lower_hex) {
        return Err(Reason::Digest);
    }
    let length = match algorithm {
        "sha256" => 64,
        "sha384" => 96,
        "sha512" => 128,
        _ => return Err(Reason::DigestAlgorithm),
    };
    if hex.len() == length { Ok(()) } else { Err(Reason::DigestLength) }
}

fn is_lower_hex(byte: u8) -> bool {
    byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)
}
