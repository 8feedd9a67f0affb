//! Images in a Docker, OCI or Helm-OCI repository: which there are, their tags, their manifests.

use std::fmt;

use futures_core::Stream;
use jfrog_http::{Client, Cursor, Error, ErrorKind, Page, Paginator, Request, Sha256, lenient};
use serde::Deserialize;

use crate::endpoint;
use crate::path::RepoKey;

mod manifest;
mod name;

pub use self::manifest::{Content, Descriptor, Image, Index, Manifest, MediaType, Platform};
pub use self::name::{ImageName, Reference, Tag};

use self::manifest::ManifestFault;
use self::name::parse_digest;

/// One repository of images. Made by
/// [`ArtifactoryClient::docker`](crate::ArtifactoryClient::docker).
///
/// Requests go to the registry below Artifactory's own API, `…/artifactory/api/docker/{repo}/v2/`,
/// which is there however the platform's Docker clients reach their repositories, and takes the
/// client's credentials as they are.
#[derive(Clone, Debug)]
pub struct Docker {
    client: Client,
    repo: RepoKey,
}

impl Docker {
    pub(crate) fn new(client: Client, repo: RepoKey) -> Self {
        Self { client, repo }
    }

    /// Lists the images.
    ///
    /// ```no_run
    /// # use artifactory_client::ArtifactoryClient;
    /// # async fn run(client: ArtifactoryClient) -> Result<(), Box<dyn std::error::Error>> {
    /// use futures_util::TryStreamExt as _;
    ///
    /// let docker = client.docker("docker-local".parse()?);
    /// let mut images = std::pin::pin!(docker.catalog().items());
    /// while let Some(image) = images.try_next().await? {
    ///     println!("{image}");
    /// }
    /// # Ok(()) }
    /// ```
    pub fn catalog(&self) -> Listing {
        Listing {
            client: self.client.clone(),
            base: endpoint::catalog(&self.repo),
            page_size: PAGE_SIZE,
            resume: None,
        }
    }

    /// Lists the tags of an image. An image that does not exist ends the stream with
    /// [`is_not_found`](Error::is_not_found).
    pub fn tags(&self, image: &ImageName) -> Listing {
        let base = endpoint::tags(&self.repo, image);
        Listing { client: self.client.clone(), base, page_size: PAGE_SIZE, resume: None }
    }

    /// Reads a manifest, and checks its digest against its bytes.
    ///
    /// ```no_run
    /// # use artifactory_client::ArtifactoryClient;
    /// # async fn run(client: ArtifactoryClient) -> Result<(), Box<dyn std::error::Error>> {
    /// let docker = client.docker("docker-local".parse()?);
    /// let manifest = docker.manifest(&"team/api".parse()?, &"1.4.2".parse()?).await?;
    /// println!("{} is {}", manifest.digest_string(), manifest.media_type);
    /// if let Some(index) = manifest.as_index() {
    ///     for (platform, entry) in index.platforms() {
    ///         println!("{platform}: {}", entry.digest);
    ///     }
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// - [`is_not_found`](Error::is_not_found) for an image or tag that does not exist.
    /// - [`ErrorKind::ChecksumMismatch`] when the bytes have another digest than the one asked for,
    ///   or than the registry claims.
    /// - [`ErrorKind::Decode`] for what is no image manifest and no index, for Docker's schema 1,
    ///   and for documents that readers would take for different things.
    pub async fn manifest(
        &self,
        image: &ImageName,
        reference: &Reference,
    ) -> Result<Manifest, Error> {
        let response =
            self.client.execute(endpoint::manifest(&self.repo, image, reference)).await?;
        // In a scope of its own: a borrow of the response across an await would not be `Send`.
        let (claimed, content_type, served_by) = {
            let header = |name| response.header(name).map(str::to_owned);
            (
                header("docker-content-digest"),
                header("content-type"),
                header("x-artifactory-docker-registry"),
            )
        };
        let bytes = response.bytes().await?;
        let digest = Sha256::of(&bytes);
        let mismatch = |claimed: String| {
            let fault = ManifestFault::Digest { claimed, computed: digest };
            Error::new(ErrorKind::ChecksumMismatch, endpoint::MANIFEST).with_source(fault)
        };
        if let Reference::Digest(asked) = reference
            && *asked != digest
        {
            return Err(mismatch(reference.to_string()));
        }
        let mut manifest =
            Manifest::parse(bytes, digest, content_type.as_deref()).map_err(|fault| {
                Error::new(ErrorKind::Decode, endpoint::MANIFEST).with_source(fault)
            })?;
        // After parsing: the digest of a schema 1 manifest is over other bytes, and "schema 1" is
        // the better message.
        if let Some(claimed) = claimed
            && parse_digest(&claimed) != Ok(digest)
        {
            return Err(mismatch(claimed));
        }
        manifest.served_by = served_by;
        Ok(manifest)
    }
}

/// A list of names that comes in pages.
#[derive(Clone)]
#[must_use = "nothing is listed until a stream is polled"]
pub struct Listing {
    client: Client,
    base: Request,
    page_size: u32,
    resume: Option<Cursor>,
}

impl Listing {
    /// Sets how many names a page has at most; 1000 unless set. Servers may send fewer.
    pub fn page_size(mut self, names: u32) -> Self {
        self.page_size = names.max(1);
        self
    }

    /// Goes on after a position saved from [`Page::next`].
    pub fn resume(mut self, position: Cursor) -> Self {
        self.resume = Some(position);
        self
    }

    /// Returns the names. After an error, the stream ends.
    pub fn items(self) -> impl Stream<Item = Result<String, Error>> + Send + 'static {
        let resume = self.resume.clone();
        start(Paginator::new(move |after| fetch(self.clone(), after)), resume).items()
    }

    /// Returns the pages, each with the position after it.
    pub fn pages(self) -> impl Stream<Item = Result<Page<String>, Error>> + Send + 'static {
        let resume = self.resume.clone();
        start(Paginator::new(move |after| fetch(self.clone(), after)), resume).pages()
    }
}

impl fmt::Debug for Listing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listing")
            .field("request", &self.base)
            .field("page_size", &self.page_size)
            .field("resume", &self.resume)
            .finish_non_exhaustive()
    }
}

fn start<F>(paginator: Paginator<F>, resume: Option<Cursor>) -> Paginator<F> {
    match resume {
        Some(position) => paginator.resume(position),
        None => paginator,
    }
}

async fn fetch(listing: Listing, after: Option<Cursor>) -> Result<Page<String>, Error> {
    let request = listing.base.query("n", listing.page_size).query_opt("last", after.as_ref());
    let response = listing.client.execute(request).await?;
    let link = response.header("link").map(str::to_owned);
    let names: Names = response.json().await?;
    let mut names = names.repositories.or(names.tags).unwrap_or_default();
    let full = names.len() as u64 >= u64::from(listing.page_size);
    // A server that begins with `last` itself, or does not know it and begins anew, repeats what
    // was listed before.
    if let Some(position) =
        after.and_then(|after| names.iter().position(|name| name == after.as_str()))
    {
        names.drain(..=position);
    }
    let next = match link {
        Some(link) => next_last(&link).map(Cursor::new),
        // Not every server links onwards, and a full page may be the last: only the next one tells.
        None => names.last().filter(|_| full).map(Cursor::new),
    };
    // An empty page is the last one, even where it links onwards.
    Ok(if names.is_empty() { Page::last(names) } else { Page::new(names, next) })
}

/// Takes `last` out of `Link: <…?n=100&last=name>; rel="next"`. The rest of the link may name an
/// internal host, or be relative to anything.
fn next_last(link: &str) -> Option<String> {
    // A header may carry several links; a comma may stand inside a target as well.
    link.split('<').skip(1).find_map(|part| {
        let (target, parameters) = part.split_once('>')?;
        let is_next = parameters.split([';', ',']).any(|parameter| {
            parameter.trim().split_once('=').is_some_and(|(name, value)| {
                name.trim().eq_ignore_ascii_case("rel")
                    && value.trim().trim_matches('"').eq_ignore_ascii_case("next")
            })
        });
        let (_, query) = target.split_once('?')?;
        let last =
            query.split('#').next()?.split('&').find_map(|pair| pair.strip_prefix("last="))?;
        is_next.then(|| decode(last)).filter(|last| !last.is_empty())
    })
}

/// Decodes percent escapes. A `+` stays one: servers that mean a space in a name write `%20`, and
/// names have none.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        let escaped = match (first, tail) {
            (b'%', [high, low, after @ ..]) => {
                let digit = |byte: &u8| char::from(*byte).to_digit(16);
                digit(high)
                    .zip(digit(low))
                    .and_then(|(high, low)| u8::try_from(high * 16 + low).ok())
                    .map(|byte| (byte, after))
            }
            _ => None,
        };
        match escaped {
            Some((byte, after)) => {
                bytes.push(byte);
                rest = after;
            }
            None => bytes.push(*first),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[derive(Deserialize)]
struct Names {
    #[serde(default, deserialize_with = "lenient::null_as_default")]
    repositories: Option<Vec<String>>,
    #[serde(default, deserialize_with = "lenient::null_as_default")]
    tags: Option<Vec<String>>,
}

const PAGE_SIZE: u32 = 1000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_position_is_taken_from_any_form_of_link() {
        for (link, last) in [
            ("</v2/_catalog?n=2&last=team%2Fapi>; rel=\"next\"", Some("team/api")),
            (
                "<http://10.0.0.1:8081/artifactory/api/docker/r/v2/_catalog?last=b&n=1>;rel=next",
                Some("b"),
            ),
            ("<?last=a%20b%2>; rel=\"next\"", Some("a b%2")),
            (
                "<https://h/x?last=a>; rel=\"prev\", <https://h/x?last=c,d>; REL=\"next\"",
                Some("c,d"),
            ),
            ("<https://h/x?last=a>; rel=\"prev\"", None),
            ("<https://h/x?n=1>; rel=\"next\"", None),
            ("<https://h/x?last=>; rel=\"next\"", None),
            ("last=a; rel=next", None),
            ("<", None),
            ("", None),
        ] {
            assert_eq!(next_last(link).as_deref(), last, "{link}");
        }
    }
}
