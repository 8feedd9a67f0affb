//! Changing a running platform from the test that owns it.

use std::time::Duration;

use axum::body::Bytes;
use serde_json::{Value, json};

use crate::artifactory::{Deployment, deploy};
use crate::auth::Permissions;
use crate::server::FakeJfrog;
use crate::state::State;
use crate::state::accounts::{TokenRequest, hex, random_id};
use crate::state::builds::Builds;
use crate::state::repositories::{Blob, Claimed, File, Properties};
use crate::state::scans::Scan;
use sha2::{Digest as _, Sha256};

/// # Content
///
/// These act as the administrator, at once and without a request.
impl FakeJfrog {
    /// Stores a file and returns its SHA-256 in hexadecimal; a missing repository is created as a
    /// generic one.
    pub fn put_file(&self, repository: &str, path: &str, bytes: impl Into<Bytes>) -> String {
        let now_ms = self.platform().clock.now_ms();
        let mut state = self.platform().state();
        if state.repositories.get(repository).is_none() {
            state.repositories.create(repository, "generic", false, now_ms);
        }
        store(&mut state, repository, path, bytes.into(), now_ms)
    }

    /// Sets one property of an item; false if there is no such item.
    pub fn set_property(&self, repository: &str, path: &str, key: &str, values: &[&str]) -> bool {
        let mut state = self.platform().state();
        let Some(item) =
            state.repositories.get_mut(repository).and_then(|repository| repository.item_mut(path))
        else {
            return false;
        };
        let values = values.iter().map(|&value| value.to_owned()).collect();
        item.properties.insert(key.to_owned(), values);
        true
    }

    /// Pushes an image of one small layer and returns its digest, `sha256:…`. Its content depends
    /// on the name alone, so the same name gives the same digest; a missing repository is created.
    ///
    /// `image` is `name:tag`; without a tag it is `latest`.
    pub fn push_image(&self, repository: &str, image: &str) -> String {
        let now_ms = self.platform().clock.now_ms();
        let mut state = self.platform().state();
        if state.repositories.get(repository).is_none() {
            state.repositories.create(repository, "docker", true, now_ms);
        }
        let (name, tag) = image.rsplit_once(':').unwrap_or((image, "latest"));
        let layer = Bytes::from(format!("layer of {image}"));
        let config = json!({
            "architecture": "amd64", "os": "linux", "config": {},
            "rootfs": {"type": "layers", "diff_ids": [digest(&layer)]},
        })
        .to_string();
        let config = Bytes::from(config);
        let manifest = json!({
            "schemaVersion": 2,
            "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "config": descriptor("application/vnd.oci.image.config.v1+json", &config),
            "layers": [descriptor("application/vnd.oci.image.layer.v1.tar", &layer)],
        });
        let blobs = [layer, config];
        let manifest = Bytes::from(manifest.to_string());
        format!(
            "sha256:{}",
            store_image(&mut state, repository, (name, tag), &blobs, manifest, now_ms)
        )
    }

    /// Says what scans of an artifact will find, for `repo/path/to/manifest.json`, with or without
    /// `default/` in front. It neither starts a scan nor ends one.
    pub fn set_scan(&self, path: &str, scan: Scan) {
        let path = path.trim_start_matches('/');
        let path = path.strip_prefix("default/").unwrap_or(path);
        self.platform().state().scans.set_by_key(path, scan);
    }

    /// Says what scans of some content will find, wherever it lies.
    pub fn set_scan_of_content(&self, sha256: &str, scan: Scan) {
        let sha256 = sha256.strip_prefix("sha256:").unwrap_or(sha256);
        self.platform().state().scans.set_by_sha256(sha256, scan);
    }

    /// Ends the scan of an artifact now, with its results, whatever it takes otherwise.
    pub fn finish_scan(&self, path: &str) {
        let now_ms = self.platform().clock.now_ms();
        let path = path.trim_start_matches('/');
        let path = path.strip_prefix("default/").unwrap_or(path);
        self.platform().state().scans.finish(path, now_ms);
    }

    /// Publishes a build and queues its scan.
    pub fn put_build(&self, name: &str, number: &str, info: Value, scan: Scan) {
        let now_ms = self.platform().clock.now_ms();
        let mut state = self.platform().state();
        let key = Builds::scan_key(name, number);
        state.builds.add(name, number, info);
        state.scans.set_by_key(&key, scan);
        state.scans.queue(&key, now_ms);
    }
}

/// # Credentials
impl FakeJfrog {
    /// Issues an access token; `None` lives for ever.
    pub fn issue_token(
        &self,
        username: &str,
        permissions: Permissions,
        lifetime: Option<Duration>,
    ) -> String {
        self.issue(username, permissions, lifetime, false).0
    }

    /// Issues an access token that lives for a time, and the refresh token to replace it once.
    pub fn issue_refreshable_token(
        &self,
        username: &str,
        permissions: Permissions,
        lifetime: Duration,
    ) -> (String, String) {
        let (access, refresh) = self.issue(username, permissions, Some(lifetime), true);
        (access, refresh.unwrap_or_else(random_id))
    }

    /// Gives a user an API key for `X-JFrog-Art-Api` and Basic; `None` if there is no such user.
    pub fn issue_api_key(&self, username: &str) -> Option<String> {
        self.platform().state().accounts.add_api_key(username)
    }

    /// Lets a token expire now, the administrator's included; false if it is unknown.
    pub fn expire_token(&self, token: &str) -> bool {
        let now_ms = self.platform().clock.now_ms();
        self.platform().state().accounts.expire(token, now_ms)
    }

    fn issue(
        &self,
        username: &str,
        permissions: Permissions,
        lifetime: Option<Duration>,
        refreshable: bool,
    ) -> (String, Option<String>) {
        let request = TokenRequest {
            username: username.to_owned(),
            permissions,
            scope: "applied-permissions/user".to_owned(),
            lifetime,
            refreshable,
            reference: false,
        };
        let now_ms = self.platform().clock.now_ms();
        let issued = self.platform().state().accounts.issue(request, now_ms);
        (issued.access_token, issued.refresh_token)
    }
}

/// Stores an image's blobs beside its manifest and returns the manifest's SHA-256.
pub(crate) fn store_image(
    state: &mut State,
    repository: &str,
    (name, tag): (&str, &str),
    blobs: &[Bytes],
    manifest: Bytes,
    now_ms: i64,
) -> String {
    for blob in blobs {
        let path = format!("{name}/{tag}/sha256__{}", hex(&Sha256::digest(blob)));
        store(state, repository, &path, blob.clone(), now_ms);
    }
    let path = format!("{name}/{tag}/manifest.json");
    store(state, repository, &path, manifest, now_ms)
}

pub(crate) fn store(
    state: &mut State,
    repository: &str,
    path: &str,
    bytes: Bytes,
    now_ms: i64,
) -> String {
    let blob = Blob::new(bytes);
    let sha256 = blob.sha256.clone();
    let claimed = Claimed {
        sha1: Some(blob.sha1.clone()),
        md5: Some(blob.md5.clone()),
        sha256: Some(sha256.clone()),
    };
    let deployment = Deployment {
        repository,
        path,
        file: File { blob, claimed },
        properties: Properties::new(),
        by: "admin",
        now_ms,
    };
    deploy(state, deployment);
    sha256
}

fn descriptor(media_type: &str, bytes: &Bytes) -> Value {
    json!({"mediaType": media_type, "size": bytes.len(), "digest": digest(bytes)})
}

fn digest(bytes: &Bytes) -> String {
    format!("sha256:{}", hex(&Sha256::digest(bytes)))
}
