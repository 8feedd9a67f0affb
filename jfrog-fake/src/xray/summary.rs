//! What scans found.

use serde_json::{Value, json};

use super::{Context, bad_request, split_path};
use crate::artifactory::{BUILD_REPOSITORY, capitalised};
use crate::auth::Action;
use crate::state::State;
use crate::state::builds::Builds;
use crate::state::images::split_manifest_path;
use crate::state::repositories::{File, Repository};
use crate::state::scans::Scan;
use crate::wire::{Answer, ok};

/// Version 1 has no `components` in its issues, and so no fixed versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    V1,
    V2,
}

/// `summary/artifact` with `{"paths":[…]}` or `{"checksums":[…]}`; with both, checksums are
/// ignored.
pub(super) fn artifacts(context: &Context<'_>, version: Version) -> Answer {
    let body = context.json()?;
    context.known()?;
    let list = |key: &str| -> Vec<String> {
        body.get(key)
            .and_then(Value::as_array)
            .map(|values| {
                values.iter().filter_map(|value| value.as_str().map(str::to_owned)).collect()
            })
            .unwrap_or_default()
    };
    let (paths, checksums) = (list("paths"), list("checksums"));
    if paths.is_empty() && checksums.is_empty() {
        return Err(bad_request("paths or checksums are required"));
    }
    let state = context.platform.state();
    let readable = |repository: &Repository| context.caller.can(Action::Read, &repository.key);
    let mut artifacts = Vec::new();
    let mut errors = Vec::new();
    let mut push = |identifier: &str, found: Vec<Value>| {
        if found.is_empty() {
            // An artifact that may not be read is as absent as one that does not exist.
            errors.push(json!({
                "identifier": identifier,
                "error": "Artifact doesn't exist or not indexed/cached in Xray",
            }));
        }
        artifacts.extend(found);
    };
    for identifier in &paths {
        let found = split_path(identifier).and_then(|(key, path)| {
            let repository = state.repositories.get(key).filter(|found| readable(found))?;
            let file = repository.item(path)?.file.as_ref()?;
            summary(&state, repository, path, file, version)
        });
        push(identifier, found.into_iter().collect());
    }
    if paths.is_empty() {
        for identifier in &checksums {
            let found = state
                .repositories
                .iter()
                .filter(|repository| readable(repository))
                .flat_map(|repository| {
                    repository
                        .files()
                        .filter(|(_, _, file)| {
                            file.blob.sha256 == *identifier || file.blob.sha1 == *identifier
                        })
                        .filter_map(|(path, _, file)| {
                            summary(&state, repository, path, file, version)
                        })
                })
                .collect();
            push(identifier, found);
        }
    }
    Ok(ok(&json!({"artifacts": artifacts, "errors": errors})))
}

/// `v2/summary/build?build_name=&build_number=`.
pub(super) fn build(context: &Context<'_>) -> Answer {
    let (Some(name), Some(number)) =
        (context.call.query("build_name"), context.call.query("build_number"))
    else {
        return Err(bad_request("build_name and build_number are required"));
    };
    context.allow(Action::Read, BUILD_REPOSITORY)?;
    let state = context.platform.state();
    let key = Builds::scan_key(&name, &number);
    let Some(scan) = state.scans.results(&key, "") else {
        return Ok(ok(&json!({
            "errors": [{
                "identifier": format!("{name}:{number}"),
                "error": "build doesn't exist or not indexed in Xray",
            }],
        })));
    };
    let path = format!("default/{BUILD_REPOSITORY}/{name}/{number}");
    Ok(ok(&json!({
        "build": {
            "name": name,
            "path": path,
            "pkg_type": "Build",
            "component_id": format!("{name}:{number}"),
        },
        "issues": placed(&scan.issues, &path),
        "licenses": scan.licenses,
        "operational_risks": scan.operational_risks,
        "errors": [],
    })))
}

fn summary(
    state: &State,
    repository: &Repository,
    path: &str,
    file: &File,
    version: Version,
) -> Option<Value> {
    let key = format!("{}/{path}", repository.key);
    let scan = state.scans.results(&key, &file.blob.sha256)?;
    let (name, place) = named(repository, path);
    let mut issues = placed(&scan.issues, place.trim_end_matches('/'));
    if version == Version::V1 {
        for issue in issues.iter_mut().filter_map(Value::as_object_mut) {
            issue.remove("components");
        }
    }
    let mut artifact = json!({
        "general": {
            "component_id": name,
            "name": name,
            "path": place,
            "pkg_type": capitalised(&repository.package_type),
            "sha256": file.blob.sha256,
        },
        "issues": issues,
        "licenses": scan.licenses,
    });
    if let Some(artifact) = artifact.as_object_mut()
        && !scan.operational_risks.is_empty()
    {
        artifact.insert("operational_risks".to_owned(), json!(scan.operational_risks));
    }
    Some(artifact)
}

/// An image is named by its tag and placed at its folder; a file goes by its own name.
pub(super) fn named(repository: &Repository, path: &str) -> (String, String) {
    match split_manifest_path(path) {
        Some((image, tag)) => {
            (format!("{image}:{tag}"), format!("default/{}/{image}/{tag}/", repository.key))
        }
        None => (
            path.rsplit('/').next().unwrap_or(path).to_owned(),
            format!("default/{}/{path}", repository.key),
        ),
    }
}

/// Issues with `{image}` replaced by the place where the artifact lies.
pub(super) fn placed(issues: &[Value], place: &str) -> Vec<Value> {
    fn replace(value: &mut Value, place: &str) {
        match value {
            Value::String(text) if text.contains("{image}") => {
                *text = text.replace("{image}", place);
            }
            Value::Array(list) => list.iter_mut().for_each(|value| replace(value, place)),
            Value::Object(map) => map.values_mut().for_each(|value| replace(value, place)),
            _ => {}
        }
    }
    let mut issues = issues.to_vec();
    issues.iter_mut().for_each(|issue| replace(issue, place));
    issues
}

impl Scan {
    /// Every issue's CVEs with their scores, for documents that carry vulnerabilities.
    pub(super) fn cves(&self) -> impl Iterator<Item = (&Value, &Value)> {
        self.issues.iter().flat_map(|issue| {
            issue
                .get("cves")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .map(move |cve| (issue, cve))
        })
    }
}
