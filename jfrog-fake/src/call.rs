//! One request as the services read it: path still encoded, body already whole.

use std::borrow::Cow;

use axum::body::Bytes;
use axum::http::{HeaderMap, Method};
use percent_encoding::percent_decode_str;
use serde_json::Value;

/// A request whose body has been read.
///
/// The path stays percent-encoded because `;` starts a matrix parameter only where it is written
/// raw, and `/` separates segments only where it is written raw.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) query: Option<String>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Call {
    /// The header's text; absent and unreadable are the same.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The first value of a query parameter, decoded; a bare `?name` is the empty text.
    pub(crate) fn query(&self, name: &str) -> Option<String> {
        self.query
            .as_deref()?
            .split('&')
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
            .find(|(key, _)| decode_form(key).as_deref() == Some(name))
            .and_then(|(_, value)| decode_form(value))
    }

    /// Whether a switch such as `recursive=0` was set to off.
    pub(crate) fn is_off(&self, name: &str) -> bool {
        matches!(self.query(name).as_deref(), Some("0" | "false"))
    }

    /// The body as JSON, or `None` where it is not.
    pub(crate) fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// Whether the method only reads.
    pub(crate) fn is_read(&self) -> bool {
        self.method == Method::GET || self.method == Method::HEAD
    }
}

/// Percent-decodes one path segment; `None` if it is not UTF-8.
pub(crate) fn decode(text: &str) -> Option<String> {
    percent_decode_str(text).decode_utf8().ok().map(Cow::into_owned)
}

/// Percent-decodes text in which `+` is a space: query and matrix values.
pub(crate) fn decode_form(text: &str) -> Option<String> {
    decode(&text.replace('+', " "))
}
