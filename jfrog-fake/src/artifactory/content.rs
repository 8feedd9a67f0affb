//! `/artifactory/{repo}/{path}`: deploy, download, delete.

mod download;
mod upload;

use axum::http::{Method, StatusCode};

use super::location::Location;
use super::{allow, artifactory_error, not_found};
use crate::auth::{Action, Caller};
use crate::call::Call;
use crate::state::scans::Scans;
use crate::state::{Platform, action_of};
use crate::wire::{Answer, no_content};

pub(crate) use self::download::deliver;
pub(crate) use self::upload::{Deployment, deploy};

pub(super) fn route(platform: &Platform, call: &Call, caller: &Caller, raw: &str) -> Answer {
    let location = Location::parse(raw)?;
    if location.repository.is_empty() {
        return Err(not_found("Not Found"));
    }
    allow(caller, action_of(&call.method), &location.repository)?;
    match call.method {
        Method::GET | Method::HEAD => download::route(platform, call, &location),
        Method::PUT => upload::route(platform, call, caller, &location),
        Method::DELETE => delete(platform, &location),
        _ => Ok(artifactory_error(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed")),
    }
}

/// By extension, as Artifactory decides; what the client called it does not matter.
pub(crate) fn mime_type(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or(path);
    match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "json" => "application/json",
        "war" | "jar" | "ear" => "application/java-archive",
        "xml" | "pom" => "application/xml",
        "txt" | "md" => "text/plain",
        "zip" => "application/zip",
        "gz" | "tgz" => "application/x-gzip",
        "tar" => "application/x-tar",
        "html" => "text/html",
        "yaml" | "yml" => "application/x-yaml",
        _ => "application/octet-stream",
    }
}

fn delete(platform: &Platform, location: &Location) -> Answer {
    let mut state = platform.state();
    let missing = || not_found(&format!("Could not locate artifact '{}'", location.displayed()));
    let repository = state.repositories.get_mut(&location.repository).ok_or_else(missing)?;
    let gone = repository.subtree(&location.path);
    if !repository.remove(&location.path) {
        return Err(missing());
    }
    let scans: &mut Scans = &mut state.scans;
    for path in gone {
        scans.forget(&format!("{}/{path}", location.repository));
    }
    Ok(no_content())
}

/// Overwriting takes the permission to delete what is there.
fn may_overwrite(caller: &Caller, location: &Location) -> Result<(), crate::wire::Refusal> {
    if caller.can(Action::Delete, &location.repository) {
        return Ok(());
    }
    Err(artifactory_error(
        caller.refusal_status(),
        format!(
            "Not enough permissions to overwrite artifact '{}' (user '{}' needs DELETE permission).",
            location.displayed(),
            caller.name
        ),
    )
    .into())
}
