//! Every endpoint this crate calls: operation, method, path, and whether it may be repeated. The
//! table in the tests below lists them all.

use jfrog_http::{Checksums, Method, Path, Request, Service};

use crate::docker::{ImageName, MediaType, Reference};
use crate::path::{ArtifactPath, RepoKey};
use crate::properties::Patch;

pub(crate) const ITEM_INFO: &str = "read item info";
pub(crate) const ITEM_EXISTS: &str = "look for item";
pub(crate) const DOWNLOAD: &str = "download artifact";
pub(crate) const DEPLOY: &str = "deploy artifact";
pub(crate) const CHECKSUM_DEPLOY: &str = "deploy artifact by checksum";
pub(crate) const DELETE_ITEM: &str = "delete item";
pub(crate) const READ_PROPERTIES: &str = "read properties";
pub(crate) const SET_PROPERTIES: &str = "set properties";
pub(crate) const DELETE_PROPERTIES: &str = "delete properties";
pub(crate) const PING: &str = "ping Artifactory";
pub(crate) const VERSION: &str = "read Artifactory's version";
pub(crate) const CATALOG: &str = "list images";
pub(crate) const TAGS: &str = "list tags";
pub(crate) const MANIFEST: &str = "read manifest";

pub(crate) fn item_info(path: &ArtifactPath) -> Request {
    get(ITEM_INFO, storage(path))
}

pub(crate) fn item_exists(path: &ArtifactPath) -> Request {
    Request::new(ITEM_EXISTS, Method::HEAD, Service::Artifactory, content(path))
}

pub(crate) fn download(path: &ArtifactPath) -> Request {
    get(DOWNLOAD, content(path))
}

/// Deploying the same bytes twice leaves the same file, so a lost answer may be asked for again.
pub(crate) fn deploy(
    path: &ArtifactPath,
    properties: &[(String, String)],
    announced: &Checksums,
) -> Request {
    announce(put(DEPLOY, deploy_path(path, properties)), announced).idempotent()
}

pub(crate) fn checksum_deploy(
    path: &ArtifactPath,
    properties: &[(String, String)],
    announced: &Checksums,
) -> Request {
    announce(put(CHECKSUM_DEPLOY, deploy_path(path, properties)), announced)
        .header("x-checksum-deploy", "true")
        .idempotent()
}

/// May be repeated because a 404 for the second attempt counts as done.
pub(crate) fn delete_item(path: &ArtifactPath) -> Request {
    Request::new(DELETE_ITEM, Method::DELETE, Service::Artifactory, content(path)).idempotent()
}

pub(crate) fn read_properties(path: &ArtifactPath) -> Request {
    get(READ_PROPERTIES, storage(path)).query_flag("properties")
}

/// `PATCH` takes any text as a value; the older `PUT` has no way to write a `;`.
pub(crate) fn set_properties(path: &ArtifactPath, patch: &Patch<'_>, recursive: bool) -> Request {
    let target = item(Path::new("api/metadata"), path);
    Request::new(SET_PROPERTIES, Method::PATCH, Service::Artifactory, target)
        .query("recursiveProperties", u8::from(recursive))
        .json(patch)
        .idempotent()
}

pub(crate) fn delete_properties(path: &ArtifactPath, keys: &[String], recursive: bool) -> Request {
    Request::new(DELETE_PROPERTIES, Method::DELETE, Service::Artifactory, storage(path))
        .query("properties", keys.join(","))
        .query("recursive", u8::from(recursive))
        .idempotent()
}

pub(crate) fn ping() -> Request {
    get(PING, Path::new("api/system/ping"))
}

pub(crate) fn version() -> Request {
    get(VERSION, Path::new("api/system/version"))
}

pub(crate) fn catalog(repo: &RepoKey) -> Request {
    get(CATALOG, registry(repo).segment("_catalog"))
}

pub(crate) fn tags(repo: &RepoKey, image: &ImageName) -> Request {
    get(TAGS, image.segments().fold(registry(repo), Path::segment).segments("tags/list"))
}

pub(crate) fn manifest(repo: &RepoKey, image: &ImageName, reference: &Reference) -> Request {
    let path = image.segments().fold(registry(repo), Path::segment).segment("manifests");
    get(MANIFEST, path.segment(&reference.to_string()))
        // Without this list a registry may convert the manifest, which changes its digest.
        .header("accept", MediaType::ACCEPTED.join(", "))
        .response_limit(MANIFEST_LIMIT)
}

fn get(operation: &'static str, path: Path) -> Request {
    Request::new(operation, Method::GET, Service::Artifactory, path)
}

fn put(operation: &'static str, path: Path) -> Request {
    Request::new(operation, Method::PUT, Service::Artifactory, path)
}

fn content(path: &ArtifactPath) -> Path {
    item(Path::default(), path)
}

fn storage(path: &ArtifactPath) -> Path {
    item(Path::new("api/storage"), path)
}

fn item(base: Path, path: &ArtifactPath) -> Path {
    path.segments().fold(base.segment(path.repo().as_str()), Path::segment)
}

fn deploy_path(path: &ArtifactPath, properties: &[(String, String)]) -> Path {
    properties.iter().fold(content(path), |path, (key, value)| path.matrix(key, value))
}

/// All three, in full: without a checksum from the client the server stores whatever arrived, and
/// says so in its UI.
fn announce(request: Request, sums: &Checksums) -> Request {
    fn add(request: Request, name: &str, sum: Option<impl ToString>) -> Request {
        match sum {
            Some(sum) => request.header(name, sum.to_string()),
            None => request,
        }
    }
    let request = add(request, "x-checksum-sha256", sums.sha256);
    let request = add(request, "x-checksum-sha1", sums.sha1);
    add(request, "x-checksum-md5", sums.md5)
}

/// Reaches every repository whichever way the platform's Docker clients do (by path, sub-domain or
/// port), and takes the platform's credentials without the registry's token dance.
fn registry(repo: &RepoKey) -> Path {
    Path::new("api/docker").segment(repo.as_str()).segment("v2")
}

/// The distribution specification asks registries to take manifests of at least 4 MiB; none takes
/// much more.
const MANIFEST_LIMIT: u64 = 8 << 20;

#[cfg(test)]
mod tests;
