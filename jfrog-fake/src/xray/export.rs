//! `v2/component/exportDetails`: SBOMs and reports, always in a ZIP.

mod archive;
mod vex;

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use self::archive::Archive;
use super::summary::placed;
use super::{Context, bad_request, split_path, text};
use crate::artifactory::BUILD_REPOSITORY;
use crate::auth::Action;
use crate::state::builds::Builds;
use crate::state::images::split_manifest_path;
use crate::state::scans::Scan;
use crate::wire::{Answer, Refusal, set, with_type, xray_error};

/// One component, or several since 3.112: all go into one archive.
pub(super) fn details(context: &Context<'_>) -> Answer {
    let body = context.json()?;
    let mut archive = Archive::default();
    let name = match &body {
        Value::Array(list) if list.is_empty() => return Err(bad_request("the list is empty")),
        Value::Array(list) => {
            for one in list {
                component(context, one, &mut archive)?;
            }
            "multiple_components_report.zip".to_owned()
        }
        one => format!("{}.zip", component(context, one, &mut archive)?),
    };
    let bytes = archive.finish().map_err(|_| failed())?;
    let mut response: Response = with_type(StatusCode::OK, "application/octet-stream", bytes);
    let disposition = format!("attachment; filename=\"{name}\"");
    set(&mut response, "content-disposition", &disposition);
    Ok(response)
}

/// Adds what one request wants, and returns the stem of its file names.
fn component(
    context: &Context<'_>,
    body: &Value,
    archive: &mut Archive,
) -> Result<String, Refusal> {
    let (Some(kind), Some(name)) = (text(body, "package_type"), text(body, "component_name"))
    else {
        return Err(bad_request("package_type and component_name are required"));
    };
    let wants = |key: &str| body.get(key).and_then(Value::as_bool) == Some(true);
    if !SELECTORS.iter().any(|selector| wants(selector)) {
        return Err(bad_request("Non of the export options were selected"));
    }
    let (scan, place) = find(context, kind, name, text(body, "path"))?;
    let stem: String = name
        .chars()
        .map(|letter| if letter.is_alphanumeric() || ".-".contains(letter) { letter } else { '_' })
        .collect();
    if wants("cyclonedx") {
        json_only(body, "cyclonedx_format")?;
        let document = scan.cyclonedx.as_deref().ok_or_else(failed)?;
        let document = if wants("vex") {
            vex::with_vulnerabilities(document, &scan).ok_or_else(failed)?
        } else {
            document.to_vec()
        };
        archive.add(format!("{stem}_cyclonedx.json"), document);
    }
    if wants("spdx") {
        json_only(body, "spdx_format")?;
        if text(body, "spdx_version").is_some_and(|version| version != "2.3") {
            return Err(not_offered("spdx_version"));
        }
        let document = scan.spdx.as_deref().ok_or_else(failed)?;
        archive.add(format!("{stem}_spdx.json"), document.to_vec());
    }
    let reports = [
        ("vulnerabilities", "Security", placed(&scan.issues, &place)),
        ("license", "License", scan.licenses.clone()),
        ("operational_risk", "OperationalRisk", scan.operational_risks.clone()),
        ("violations", "Violations", Vec::new()),
    ];
    for (selector, topic, rows) in reports {
        if wants(selector) {
            json_only(body, "output_format")?;
            let report = format!("{:#}", json!({"total_count": rows.len(), "data": rows}));
            archive.add(format!("{stem}_{topic}_Export.json"), report.into_bytes());
        }
    }
    Ok(stem)
}

/// The results of a component that the caller may read, and the place where it lies.
fn find(
    context: &Context<'_>,
    kind: &str,
    name: &str,
    path: Option<&str>,
) -> Result<(Scan, String), Refusal> {
    let unknown = || bad_request("Component is not found for given SHA");
    let state = context.platform.state();
    if kind.eq_ignore_ascii_case("build") {
        context.allow(Action::Read, BUILD_REPOSITORY)?;
        let (name, number) = name.rsplit_once(':').ok_or_else(unknown)?;
        if state.builds.get(name, number).is_none() {
            return Err(unknown());
        }
        let results = state.scans.results(&Builds::scan_key(name, number), "");
        let place = format!("default/{BUILD_REPOSITORY}/{name}/{number}");
        return Ok((results.ok_or_else(failed)?, place));
    }
    let at = path.and_then(split_path);
    for repository in state.repositories.iter() {
        if !repository.package_type.eq_ignore_ascii_case(kind) {
            continue;
        }
        for (found, _, file) in repository.files() {
            let here = at.is_none_or(|at| at == (repository.key.as_str(), found));
            let is_named = match split_manifest_path(found) {
                Some((image, tag)) => name.strip_prefix(image) == Some(&format!(":{tag}")),
                None => found.rsplit('/').next() == Some(name),
            };
            if here && is_named {
                context.allow(Action::Read, &repository.key)?;
                let key = format!("{}/{found}", repository.key);
                let results = state.scans.results(&key, &file.blob.sha256);
                let (_, place) = super::summary::named(repository, found);
                let place = place.trim_end_matches('/').to_owned();
                return Ok((results.ok_or_else(failed)?, place));
            }
        }
    }
    Err(unknown())
}

fn json_only(body: &Value, key: &str) -> Result<(), Refusal> {
    match text(body, key) {
        None | Some("json" | "json_full") => Ok(()),
        Some(_) => Err(not_offered(key)),
    }
}

fn not_offered(key: &str) -> Refusal {
    bad_request(format!("this `{key}` is not offered by the fake platform"))
}

/// What Xray says when it cannot export, which includes what it has not scanned.
fn failed() -> Refusal {
    xray_error(StatusCode::INTERNAL_SERVER_ERROR, "Failed to export component details").into()
}

const SELECTORS: [&str; 12] = [
    "vulnerabilities",
    "violations",
    "license",
    "operational_risk",
    "sast",
    "secrets",
    "services",
    "applications",
    "iac",
    "malicious_code",
    "spdx",
    "cyclonedx",
];
