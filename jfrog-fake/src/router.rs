//! The router in front of all services: `/router/api/v1/system/health`, open to everyone.

use axum::http::Method;
use serde_json::json;

use crate::call::Call;
use crate::state::Platform;
use crate::wire::{Answer, no_such_route, ok};

pub(crate) fn route(_: &Platform, call: &Call) -> Answer {
    if call.method != Method::GET || call.path != "/router/api/v1/system/health" {
        return Ok(no_such_route());
    }
    let services: Vec<_> = ["jfrt@01fake", "jfxr@01fake", "jfac@01fake"]
        .iter()
        .map(|id| json!({"service_id": id, "node_id": NODE, "state": "HEALTHY", "message": "OK"}))
        .collect();
    Ok(ok(&json!({
        "router": {"node_id": NODE, "state": "HEALTHY", "message": "OK"},
        "services": services,
    })))
}

const NODE: &str = "fake-node-1";
