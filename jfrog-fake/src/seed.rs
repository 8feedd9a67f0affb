//! The demo content, embedded from `seed/`.

use std::time::Duration;

use axum::body::Bytes;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::auth::Permissions;
use crate::content::{store, store_image};
use crate::demo;
use crate::state::State;
use crate::state::accounts::{OidcTrust, hex};
use crate::state::builds::Builds;
use crate::state::scans::Scan;

/// Fills an empty platform. The message of an error names the file that is broken.
pub(crate) fn demo(state: &mut State, now_ms: i64) -> Result<(), String> {
    let docker = demo::DOCKER_REPOSITORY;
    state.repositories.create(docker, "docker", true, now_ms);
    state.repositories.create(demo::GENERIC_REPOSITORY, "generic", false, now_ms);
    accounts(state);
    generic_file(state, now_ms);

    let base = Bytes::from_static(BASE);
    let mut digests = Vec::new();
    for image in IMAGES {
        let layers: Vec<Bytes> =
            std::iter::once(base.clone()).chain(image.layer.map(Bytes::from_static)).collect();
        let scan = scan(image, &layers)?;
        let mut blobs = layers;
        blobs.push(Bytes::from_static(image.config));
        let name = image.reference.split_once(':').unwrap_or_default();
        let manifest = Bytes::from_static(image.manifest);
        let sha256 = store_image(state, docker, name, &blobs, manifest, now_ms);
        let key = format!("{docker}/{}/{}/manifest.json", name.0, name.1);
        state.scans.set_by_sha256(&sha256, scan.clone());
        if image.scan.is_some() {
            state.scans.finish(&key, now_ms);
        }
        digests.push((image.reference, sha256, scan));
    }
    let (reference, sha256, scan) = digests
        .into_iter()
        .find(|(reference, _, _)| *reference == demo::CRITICAL_IMAGE)
        .ok_or("the critical image is missing")?;
    let (name, number) = demo::BUILD;
    state.builds.add(name, number, build_info(docker, reference, &sha256));
    let key = Builds::scan_key(name, number);
    state.scans.set_by_key(&key, scan);
    state.scans.finish(&key, now_ms);
    Ok(())
}

struct Image {
    reference: &'static str,
    manifest: &'static [u8],
    config: &'static [u8],
    /// On top of the base layer.
    layer: Option<&'static [u8]>,
    /// Scan, CycloneDX, SPDX; without them the scan never ends.
    scan: Option<(&'static [u8], &'static [u8], &'static [u8])>,
}

const BASE: &[u8] = include_bytes!("../seed/base.layer.tar.gz");

const IMAGES: &[Image] = &[
    Image {
        reference: demo::CLEAN_IMAGE,
        manifest: include_bytes!("../seed/storefront.manifest.json"),
        config: include_bytes!("../seed/storefront.config.json"),
        layer: Some(include_bytes!("../seed/storefront.layer.tar.gz")),
        scan: Some((
            include_bytes!("../seed/storefront.scan.json"),
            include_bytes!("../seed/storefront.cdx.json"),
            include_bytes!("../seed/storefront.spdx.json"),
        )),
    },
    Image {
        reference: demo::CRITICAL_IMAGE,
        manifest: include_bytes!("../seed/checkout.manifest.json"),
        config: include_bytes!("../seed/checkout.config.json"),
        layer: Some(include_bytes!("../seed/checkout.layer.tar.gz")),
        scan: Some((
            include_bytes!("../seed/checkout.scan.json"),
            include_bytes!("../seed/checkout.cdx.json"),
            include_bytes!("../seed/checkout.spdx.json"),
        )),
    },
    Image {
        reference: demo::UNFINISHED_IMAGE,
        manifest: include_bytes!("../seed/reports.manifest.json"),
        config: include_bytes!("../seed/reports.config.json"),
        layer: None,
        scan: None,
    },
];

/// Findings as the file has them, with the layers named by their digests.
fn scan(image: &Image, layers: &[Bytes]) -> Result<Scan, String> {
    let Some((findings, cyclonedx, spdx)) = image.scan else {
        return Ok(Scan::clean().never_finishes());
    };
    let broken = || format!("the demo scan of `{}` is not readable", image.reference);
    let mut text = String::from_utf8(findings.to_vec()).map_err(|_| broken())?;
    for (placeholder, layer) in ["{base}", "{layer}"].iter().zip(layers) {
        let name = format!("sha256__{}.tar.gz", hex(&Sha256::digest(layer)));
        text = text.replace(placeholder, &name);
    }
    let findings: Value = serde_json::from_str(&text).map_err(|_| broken())?;
    let list = |key: &str| findings.get(key).and_then(Value::as_array).cloned();
    let mut scan =
        Scan::clean().cyclonedx(Bytes::from_static(cyclonedx)).spdx(Bytes::from_static(spdx));
    scan.issues = list("issues").ok_or_else(broken)?;
    scan.licenses = list("licenses").ok_or_else(broken)?;
    Ok(scan)
}

fn accounts(state: &mut State) {
    let (name, password) = demo::USER;
    state.accounts.add_user(name, password, Permissions::read_write());
    let trust = OidcTrust {
        username: name.to_owned(),
        permissions: Permissions::read_write(),
        lifetime: Duration::from_secs(3600),
        subject_token: None,
    };
    state.accounts.trust_oidc(demo::OIDC_PROVIDER, trust);
}

fn generic_file(state: &mut State, now_ms: i64) {
    let (repository, path) = (demo::GENERIC_REPOSITORY, demo::GENERIC_FILE);
    let notes = "2.0.1: orders above 10,000 are accepted again.\n";
    store(state, repository, path, Bytes::from_static(notes.as_bytes()), now_ms);
    if let Some(item) =
        state.repositories.get_mut(repository).and_then(|repository| repository.item_mut(path))
    {
        for (key, value) in [("build.name", demo::BUILD.0), ("build.number", demo::BUILD.1)] {
            item.properties.insert(key.to_owned(), vec![value.to_owned()]);
        }
    }
}

fn build_info(repository: &str, reference: &str, sha256: &str) -> Value {
    let (name, number) = demo::BUILD;
    json!({
        "version": "1.0.1",
        "name": name,
        "number": number,
        "started": "2026-10-05T08:31:00.000+0000",
        "durationMillis": 94_000,
        "agent": {"name": "GitHub Actions", "version": "2"},
        "buildAgent": {"name": "maven", "version": "3.9.9"},
        "modules": [{
            "id": format!("docker:{reference}"),
            "type": "docker",
            "artifacts": [{
                "sha256": sha256,
                "type": "json",
                "name": "manifest.json",
                "path": format!("{}/manifest.json", reference.replacen(':', "/", 1)),
                "originalDeploymentRepo": repository,
            }],
        }],
    })
}
