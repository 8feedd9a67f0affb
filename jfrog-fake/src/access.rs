//! Access: `/access/api/v1/…`, which hands out tokens.

use std::collections::HashMap;
use std::time::Duration;

use axum::http::{Method, StatusCode};
use axum::response::Response;
use serde_json::{Map, Value, json};

use crate::auth::{Caller, Permissions};
use crate::call::{Call, decode, decode_form};
use crate::state::Platform;
use crate::state::accounts::{Issued, TokenRequest};
use crate::wire::{Answer, Refusal, access_error, no_such_route, ok, text};

pub(crate) fn route(platform: &Platform, call: &Call) -> Answer {
    let rest = call.path.strip_prefix("/access/api/v1/").unwrap_or_default();
    match (&call.method, rest) {
        (&Method::GET, "system/ping") => Ok(text(StatusCode::OK, "OK")),
        (&Method::POST, "oidc/token") => exchange(platform, call),
        (&Method::POST, "tokens") => tokens(platform, call),
        (&Method::DELETE, _) if rest.starts_with("tokens/") => {
            revoke(platform, call, rest.trim_start_matches("tokens/"))
        }
        _ => Ok(no_such_route()),
    }
}

/// Swaps a CI system's identity token for an access token.
fn exchange(platform: &Platform, call: &Call) -> Answer {
    let fields = fields(call)?;
    let expected = [
        ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
        ("subject_token_type", "urn:ietf:params:oauth:token-type:id_token"),
    ];
    for (name, value) in expected {
        if fields.text(name) != Some(value) {
            return Err(bad_request(&format!("`{name}` must be `{value}`")));
        }
    }
    let required = |name: &str| {
        fields
            .text(name)
            .filter(|value| !value.is_empty())
            .ok_or_else(|| bad_request(&format!("`{name}` is missing")))
    };
    let subject = required("subject_token")?;
    let provider = required("provider_name")?;
    let mut state = platform.state();
    let trust =
        state.accounts.oidc(provider).cloned().ok_or_else(|| {
            unauthorized(&format!("the identity provider `{provider}` is unknown"))
        })?;
    if trust.subject_token.as_deref().is_some_and(|wanted| wanted != subject) {
        return Err(unauthorized("no identity mapping matches the token"));
    }
    let request = TokenRequest {
        username: trust.username.clone(),
        permissions: trust.permissions,
        scope: "applied-permissions/user".to_owned(),
        lifetime: Some(trust.lifetime),
        refreshable: false,
        reference: fields.flag("include_reference_token"),
    };
    let scope = request.scope.clone();
    let issued = state.accounts.issue(request, platform.clock.now_ms());
    let mut body = Map::new();
    body.insert("access_token".to_owned(), json!(issued.access_token));
    body.insert("expires_in".to_owned(), json!(trust.lifetime.as_secs()));
    body.insert("scope".to_owned(), json!(scope));
    body.insert("token_type".to_owned(), json!("Bearer"));
    body.insert(
        "issued_token_type".to_owned(),
        json!("urn:ietf:params:oauth:token-type:access_token"),
    );
    body.insert("username".to_owned(), json!(trust.username));
    if let Some(reference) = issued.reference_token {
        body.insert("reference_token".to_owned(), json!(reference));
    }
    Ok(ok(&Value::Object(body)))
}

fn tokens(platform: &Platform, call: &Call) -> Answer {
    let fields = fields(call)?;
    match fields.text("grant_type").unwrap_or("client_credentials") {
        "client_credentials" => create(platform, call, &fields),
        // The refresh token is the credential: the access token beside it may have expired.
        "refresh_token" => refresh(platform, &fields),
        other => Err(bad_request(&format!("unsupported grant_type `{other}`"))),
    }
}

fn create(platform: &Platform, call: &Call, fields: &Fields) -> Answer {
    let caller = known(platform, call)?;
    let username = fields.text("username").unwrap_or(&caller.name).to_owned();
    let scope = fields.text("scope").unwrap_or("applied-permissions/user").to_owned();
    let mut state = platform.state();
    let owner = if username == caller.name {
        caller.permissions.clone()
    } else {
        state.accounts.permissions_of(&username).cloned().unwrap_or_else(Permissions::none)
    };
    let permissions = granted(&scope, &owner)
        .ok_or_else(|| bad_request(&format!("the scope `{scope}` is not understood")))?;
    let foreign = username != caller.name && !caller.permissions.is_admin();
    if foreign || !caller.permissions.covers(&permissions) {
        return Err(forbidden("Token scope exceeds the caller's permissions"));
    }
    let lifetime = match fields.number("expires_in") {
        Some(0) if !caller.permissions.is_admin() => {
            return Err(forbidden("Only an administrator creates tokens that never expire"));
        }
        Some(0) => None,
        Some(seconds) => Some(Duration::from_secs(seconds)),
        None => Some(DEFAULT_LIFETIME),
    };
    let request = TokenRequest {
        username,
        permissions,
        scope: scope.clone(),
        lifetime,
        refreshable: fields.flag("refreshable"),
        reference: fields.flag("include_reference_token"),
    };
    let issued = state.accounts.issue(request, platform.clock.now_ms());
    Ok(handed_out(issued, &scope, lifetime))
}

fn refresh(platform: &Platform, fields: &Fields) -> Answer {
    let shown =
        fields.text("refresh_token").ok_or_else(|| bad_request("`refresh_token` is missing"))?;
    let mut state = platform.state();
    let old = state
        .accounts
        .take_refresh(shown)
        .ok_or_else(|| unauthorized("the refresh token is unknown or was used before"))?;
    let request = TokenRequest {
        username: old.username,
        permissions: old.permissions,
        scope: old.scope.clone(),
        lifetime: Some(DEFAULT_LIFETIME),
        refreshable: true,
        reference: fields.flag("include_reference_token"),
    };
    let issued = state.accounts.issue(request, platform.clock.now_ms());
    Ok(handed_out(issued, &old.scope, Some(DEFAULT_LIFETIME)))
}

fn revoke(platform: &Platform, call: &Call, raw_id: &str) -> Answer {
    let caller = known(platform, call)?;
    if !caller.permissions.is_admin() {
        return Err(forbidden("Only an administrator revokes tokens here"));
    }
    let id = decode(raw_id).unwrap_or_default();
    if platform.state().accounts.revoke_id(&id) {
        Ok(text(StatusCode::OK, ""))
    } else {
        // Already gone is as good as revoked.
        Ok(crate::wire::no_content())
    }
}

fn handed_out(issued: Issued, scope: &str, lifetime: Option<Duration>) -> Response {
    let mut body = Map::new();
    body.insert("token_id".to_owned(), json!(issued.id));
    body.insert("access_token".to_owned(), json!(issued.access_token));
    if let Some(refresh) = issued.refresh_token {
        body.insert("refresh_token".to_owned(), json!(refresh));
    }
    if let Some(lifetime) = lifetime {
        body.insert("expires_in".to_owned(), json!(lifetime.as_secs()));
    }
    body.insert("scope".to_owned(), json!(scope));
    body.insert("token_type".to_owned(), json!("Bearer"));
    if let Some(reference) = issued.reference_token {
        body.insert("reference_token".to_owned(), json!(reference));
    }
    ok(&Value::Object(body))
}

/// What a scope grants out of what its owner may do; `None` if it cannot be read.
fn granted(scope: &str, owner: &Permissions) -> Option<Permissions> {
    if scope == "applied-permissions/admin" {
        return Some(Permissions::admin());
    }
    if scope == "applied-permissions/user" || scope.starts_with("applied-permissions/groups:") {
        return Some(owner.clone());
    }
    // artifact:<repo>/<path>:<r,w,d,…>
    let (target, actions) = scope.strip_prefix("artifact:")?.rsplit_once(':')?;
    let repository = target.split('/').next()?;
    let actions: Vec<&str> = actions.split(',').collect();
    let level = if actions.contains(&"d") {
        Permissions::read_write()
    } else if actions.contains(&"w") {
        Permissions::deploy_only()
    } else if actions.contains(&"r") {
        Permissions::read_only()
    } else {
        Permissions::none()
    };
    Some(match repository {
        "*" => level,
        repository => level.in_repository(repository),
    })
}

fn known(platform: &Platform, call: &Call) -> Result<Caller, Refusal> {
    let caller = platform.caller(call).map_err(|refused| unauthorized(refused.0))?;
    if caller.anonymous {
        return Err(unauthorized("Authentication is required"));
    }
    Ok(caller)
}

/// A body of fields, sent as JSON or as a form.
struct Fields(HashMap<String, Value>);

impl Fields {
    fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    fn flag(&self, name: &str) -> bool {
        match self.0.get(name) {
            Some(Value::Bool(flag)) => *flag,
            Some(Value::String(text)) => text == "true",
            _ => false,
        }
    }

    fn number(&self, name: &str) -> Option<u64> {
        match self.0.get(name)? {
            Value::String(text) => text.parse().ok(),
            value => value.as_u64(),
        }
    }
}

fn fields(call: &Call) -> Result<Fields, Refusal> {
    let is_form = call
        .header("content-type")
        .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    if !is_form {
        return match call.json() {
            Some(Value::Object(map)) => Ok(Fields(map.into_iter().collect())),
            _ => Err(bad_request("the body is not a JSON object")),
        };
    }
    let text = std::str::from_utf8(&call.body).map_err(|_| bad_request("the form is not UTF-8"))?;
    let map = text
        .split('&')
        .filter_map(|pair| {
            let (name, value) = pair.split_once('=')?;
            Some((decode_form(name)?, Value::String(decode_form(value)?)))
        })
        .collect();
    Ok(Fields(map))
}

fn bad_request(detail: &str) -> Refusal {
    access_error(StatusCode::BAD_REQUEST, "Bad Request", detail).into()
}

fn unauthorized(detail: &str) -> Refusal {
    access_error(StatusCode::UNAUTHORIZED, "Unauthorized", detail).into()
}

fn forbidden(detail: &str) -> Refusal {
    access_error(StatusCode::FORBIDDEN, "Forbidden", detail).into()
}

/// A year, as on a new platform.
const DEFAULT_LIFETIME: Duration = Duration::from_secs(365 * 24 * 3600);
