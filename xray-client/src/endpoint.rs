//! Every endpoint this crate calls: operation, method, path, and whether it may be repeated. The
//! table in the tests below lists them all.
//!
//! Xray reads through `POST` where a question is long; those may be repeated like a `GET`. What
//! starts a scan is not repeated after a lost answer: the scan may have begun.

use std::sync::Arc;
use std::time::Duration;

use jfrog_http::{Method, Path, Request, Service};
use serde::Serialize;
use serde_json::json;

use crate::component::ComponentId;
use crate::name::RepoPath;

pub(crate) const PING: &str = "ping Xray";
pub(crate) const VERSION: &str = "read Xray's version";
pub(crate) const SCAN_ARTIFACT: &str = "start scan of component";
pub(crate) const SCAN_NOW: &str = "start scan of file";
pub(crate) const ARTIFACT_STATUS: &str = "read scan status";
pub(crate) const BUILD_STATUS: &str = "read scan status of build";
pub(crate) const SUMMARY: &str = "read artifact summary";
pub(crate) const BUILD_SUMMARY: &str = "read build summary";
pub(crate) const EXPORT: &str = "export component details";

/// The project that calls are made in.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope(Option<Arc<str>>);

impl Scope {
    pub(crate) fn project(key: &str) -> Self {
        Self(Some(key.into()))
    }

    pub(crate) fn key(&self) -> Option<&str> {
        self.0.as_deref()
    }

    /// Most endpoints call it so; the exceptions spell it out below.
    fn on(&self, request: Request) -> Request {
        request.query_opt("projectKey", self.key())
    }
}

pub(crate) fn ping() -> Request {
    get(PING, "api/v1/system/ping")
}

pub(crate) fn version() -> Request {
    get(VERSION, "api/v1/system/version")
}

pub(crate) fn scan_artifact(scope: &Scope, component: &ComponentId) -> Request {
    scope.on(post(SCAN_ARTIFACT, "api/v1/scanArtifact").json(&json!({ "componentID": component })))
}

pub(crate) fn scan_now(scope: &Scope, path: &RepoPath) -> Request {
    scope.on(post(SCAN_NOW, "api/v2/index").json(&json!({ "repo_path": path })))
}

pub(crate) fn artifact_status(scope: &Scope, path: &RepoPath) -> Request {
    let body = json!({ "repo": path.repo(), "path": path.path() });
    scope.on(post(ARTIFACT_STATUS, "api/v1/artifact/status").json(&body).idempotent())
}

/// Sources disagree on the names of the two keys, see [`BuildKeys`].
pub(crate) fn build_status(scope: &Scope, name: &str, number: &str, keys: BuildKeys) -> Request {
    let (name_key, number_key) = match keys {
        BuildKeys::Short => ("name", "number"),
        BuildKeys::Long => ("build_name", "build_number"),
    };
    let mut body = json!({ name_key: name, number_key: number });
    if let (Some(key), Some(body)) = (scope.key(), body.as_object_mut()) {
        body.insert("project".to_owned(), key.into());
    }
    post(BUILD_STATUS, "api/v1/build/status").json(&body).idempotent()
}

/// JFrog's help pages say `name` and `number`, its OpenAPI documents `build_name` and
/// `build_number`.
#[derive(Clone, Copy, Debug)]
pub(crate) enum BuildKeys {
    Short,
    Long,
}

pub(crate) fn summary(scope: &Scope, version: u8, question: &SummaryQuestion<'_>) -> Request {
    scope.on(post(SUMMARY, &format!("api/v{version}/summary/artifact"))
        .json(question)
        .response_limit(SUMMARY_LIMIT)
        .idempotent())
}

/// Impact paths make a megabyte of twenty issues; what is longer is asked for in smaller batches.
const SUMMARY_LIMIT: u64 = 256 << 20;

/// With both, the server ignores the checksums, so there is one or the other.
#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum SummaryQuestion<'a> {
    Paths(&'a [String]),
    Checksums(&'a [String]),
}

pub(crate) fn build_summary(
    scope: &Scope,
    version: u8,
    name: &str,
    number: &str,
    repo: Option<&str>,
) -> Request {
    get(BUILD_SUMMARY, &format!("api/v{version}/summary/build"))
        .query("build_name", name)
        .query("build_number", number)
        .query_opt("build_repo", repo)
        .query_opt("project_key", scope.key())
}

pub(crate) fn export(
    scope: &Scope,
    body: &impl Serialize,
    limit: u64,
    timeout: Duration,
) -> Request {
    let request = post(EXPORT, "api/v2/component/exportDetails")
        .json(body)
        .header("accept", "application/octet-stream, application/zip, application/json;q=0.5")
        .response_limit(limit)
        .timeout(timeout)
        .idempotent();
    scope.on(request)
}

fn get(operation: &'static str, path: &str) -> Request {
    Request::new(operation, Method::GET, Service::Xray, Path::new(path))
}

fn post(operation: &'static str, path: &str) -> Request {
    Request::new(operation, Method::POST, Service::Xray, Path::new(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Method, target and idempotency of every endpoint: a change here is a change of what this
    /// crate repeats.
    #[test]
    fn every_endpoint_declares_its_path_and_whether_it_may_be_repeated() {
        let none = Scope::default();
        let project = Scope::project("pay ments");
        let path: RepoPath = "docker-local/team/app/1.0/manifest.json".parse().unwrap();
        let id = ComponentId::docker("team/app", "1.0");
        let paths = ["default/a/b".to_owned()];
        let question = SummaryQuestion::Paths(&paths);
        let minute = Duration::from_secs(60);
        for (request, method, target, idempotent) in [
            (ping(), "GET", "api/v1/system/ping", true),
            (version(), "GET", "api/v1/system/version", true),
            (scan_artifact(&none, &id), "POST", "api/v1/scanArtifact", false),
            (scan_now(&project, &path), "POST", "api/v2/index?projectKey=pay%20ments", false),
            (
                artifact_status(&project, &path),
                "POST",
                "api/v1/artifact/status?projectKey=pay%20ments",
                true,
            ),
            (
                build_status(&project, "a", "1", BuildKeys::Short),
                "POST",
                "api/v1/build/status",
                true,
            ),
            (summary(&none, 2, &question), "POST", "api/v2/summary/artifact", true),
            (summary(&none, 1, &question), "POST", "api/v1/summary/artifact", true),
            (
                build_summary(&project, 2, "a :: b", "1+1", Some("x")),
                "GET",
                "api/v2/summary/build?build_name=a%20%3A%3A%20b&build_number=1%2B1&build_repo=x&project_key=pay%20ments",
                true,
            ),
            (export(&none, &json!({}), 1, minute), "POST", "api/v2/component/exportDetails", true),
        ] {
            assert_eq!(request.method(), method, "{target}");
            assert_eq!(request.target(), target);
            assert_eq!(request.is_idempotent(), idempotent, "{target}");
            assert_eq!(request.service(), Service::Xray);
        }
    }
}
