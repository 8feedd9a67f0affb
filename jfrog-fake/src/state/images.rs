//! Container images, which Artifactory keeps as ordinary items with a `manifest.json` per tag.

use std::collections::BTreeSet;

use serde_json::Value;

use super::repositories::{Blob, File, Item, Properties, Repository};

/// An image's manifest as it lies in a repository.
#[derive(Debug)]
pub(crate) struct Manifest<'r> {
    pub(crate) path: &'r str,
    pub(crate) item: &'r Item,
    pub(crate) blob: &'r Blob,
}

impl Manifest<'_> {
    pub(crate) fn media_type(&self) -> &str {
        self.item
            .properties
            .get("docker.manifest.type")
            .and_then(|values| values.first())
            .map_or(DOCKER_MANIFEST, String::as_str)
    }
}

/// Splits `team/api/1.0/manifest.json` into `team/api` and `1.0`.
pub(crate) fn split_manifest_path(path: &str) -> Option<(&str, &str)> {
    let folder =
        path.strip_suffix("/manifest.json").or_else(|| path.strip_suffix("/list.manifest.json"))?;
    folder.rsplit_once('/')
}

/// The properties that Artifactory gives a manifest when it arrives in a Docker repository.
pub(crate) fn manifest_properties(path: &str, blob: &Blob) -> Properties {
    let Some((image, tag)) = split_manifest_path(path) else {
        return Properties::new();
    };
    let media_type = media_type(blob);
    let pairs = [
        ("docker.manifest", tag.to_owned()),
        ("docker.repoName", image.to_owned()),
        ("docker.manifest.digest", format!("sha256:{}", blob.sha256)),
        ("docker.manifest.type", media_type.clone()),
        ("sha256", blob.sha256.clone()),
        ("artifactory.content-type", media_type),
    ];
    pairs.into_iter().map(|(key, value)| (key.to_owned(), vec![value])).collect()
}

/// Finds the manifest of a tag or a digest.
pub(crate) fn manifest<'r>(
    repository: &'r Repository,
    image: &str,
    reference: &str,
) -> Option<Manifest<'r>> {
    let digest = reference.strip_prefix("sha256:");
    manifests(repository)
        .filter(|(of, _, _)| *of == image)
        .find(|(_, tag, found)| match digest {
            Some(digest) => found.blob.sha256 == digest,
            None => *tag == reference,
        })
        .map(|(_, _, found)| found)
}

/// Names of images, in order, each once.
pub(crate) fn catalog(repository: &Repository) -> Vec<String> {
    let images: BTreeSet<&str> = manifests(repository).map(|(image, _, _)| image).collect();
    images.into_iter().map(str::to_owned).collect()
}

/// Tags of an image, in order; platforms of an index, which lie under their digest, are not tags.
pub(crate) fn tags(repository: &Repository, image: &str) -> Vec<String> {
    let tags: BTreeSet<&str> = manifests(repository)
        .filter(|(of, tag, _)| *of == image && !tag.starts_with("sha256"))
        .map(|(_, tag, _)| tag)
        .collect();
    tags.into_iter().map(str::to_owned).collect()
}

/// Finds a layer or a configuration below an image's folder.
pub(crate) fn blob<'r>(repository: &'r Repository, image: &str, digest: &str) -> Option<&'r Blob> {
    let digest = digest.strip_prefix("sha256:")?;
    repository
        .files()
        .filter(|(path, _, _)| path.strip_prefix(image).is_some_and(|rest| rest.starts_with('/')))
        .map(|(_, _, file)| &file.blob)
        .find(|blob| blob.sha256 == digest)
}

fn manifests(repository: &Repository) -> impl Iterator<Item = (&str, &str, Manifest<'_>)> {
    repository.files().filter_map(|(path, item, file)| {
        let (image, tag) = split_manifest_path(path)?;
        let File { blob, .. } = file;
        Some((image, tag, Manifest { path, item, blob }))
    })
}

/// What a manifest says it is, or what it looks like.
fn media_type(blob: &Blob) -> String {
    let manifest: Value = serde_json::from_slice(&blob.bytes).unwrap_or_default();
    if let Some(stated) = manifest.get("mediaType").and_then(Value::as_str) {
        return stated.to_owned();
    }
    let config = manifest.pointer("/config/mediaType").and_then(Value::as_str).unwrap_or_default();
    let guess = if manifest.get("manifests").is_some() {
        "application/vnd.oci.image.index.v1+json"
    } else if config.starts_with("application/vnd.oci.") {
        "application/vnd.oci.image.manifest.v1+json"
    } else {
        DOCKER_MANIFEST
    };
    guess.to_owned()
}

const DOCKER_MANIFEST: &str = "application/vnd.docker.distribution.manifest.v2+json";
