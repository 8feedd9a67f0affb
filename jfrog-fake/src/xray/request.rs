//! Asking for a scan.

use axum::http::StatusCode;
use serde_json::json;

use super::{Context, bad_request, split_path, text};
use crate::auth::Action;
use crate::state::images;
use crate::wire::{Answer, Refusal, ok, xray_error};

/// `v1/scanArtifact` with `{"componentID":"docker://team/api:1.0"}`. There is no job id to wait
/// for.
pub(super) fn scan_artifact(context: &Context<'_>) -> Answer {
    let body = context.json()?;
    // A body without the one documented field is not understood at all.
    let component = text(&body, "componentID").ok_or_else(|| {
        Refusal::from(xray_error(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "Failed to parse the request body",
        ))
    })?;
    context.known()?;
    let failed =
        || Refusal::from(xray_error(StatusCode::INTERNAL_SERVER_ERROR, "Failed to scan component"));
    let (image, tag) = component
        .strip_prefix("docker://")
        .and_then(|name| name.rsplit_once(':'))
        .ok_or_else(failed)?;
    let mut state = context.platform.state();
    // The component's name does not hold the repository: every one that has the image is scanned.
    let keys: Vec<(String, String)> = state
        .repositories
        .iter()
        .filter_map(|repository| {
            let manifest = images::manifest(repository, image, tag)?;
            let key = format!("{}/{}", repository.key, manifest.path);
            Some((repository.key.clone(), key))
        })
        .collect();
    if keys.is_empty() {
        return Err(failed());
    }
    for (repository, _) in &keys {
        context.allow(Action::ManageScans, repository)?;
    }
    for (_, key) in &keys {
        state.scans.queue(key, context.platform.clock.now_ms());
    }
    Ok(ok(&json!({"info": "Scan of artifact is in progress"})))
}

/// `v2/index` with `{"repo_path":"docker-local/team/api/1.0/manifest.json"}`: administrators only,
/// and in repositories that are not marked for indexing too.
pub(super) fn scan_now(context: &Context<'_>) -> Answer {
    let body = context.json()?;
    context.admin()?;
    let (repository, path) = text(&body, "repo_path")
        .and_then(split_path)
        .ok_or_else(|| bad_request("`repo_path` is not the path of a file"))?;
    let mut state = context.platform.state();
    let is_file = state
        .repositories
        .get(repository)
        .and_then(|repository| repository.item(path))
        .is_some_and(|item| item.file.is_some());
    if !is_file {
        return Err(xray_error(
            StatusCode::NOT_FOUND,
            format!("Artifact {repository}/{path} doesn't exist"),
        )
        .into());
    }
    let key = format!("{repository}/{path}");
    state.scans.queue(&key, context.platform.clock.now_ms());
    Ok(ok(&json!({
        "sent_to_reindex": {"artifacts": [{"repository": repository, "path": path}]},
    })))
}
