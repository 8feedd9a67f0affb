//! One tolerant parser for every shape in which the platform's services report errors.
//!
//! Artifactory, the router and the registry answer `{"errors":[…]}` whose entries have a numeric
//! status, a text code, or neither; Xray answers `{"error":…}`, sometimes `{"info":…}`, and some
//! endpoints a bare JSON string; copy and promote answer `{"messages":[…]}`; and whatever stands
//! before the platform answers HTML, S3's XML or plain text. The HTTP status always wins over what
//! the body says of itself.

use serde_json::Value;

use crate::redact::Redactor;

/// One entry of an error answer.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct ApiError {
    status: Option<u16>,
    code: Option<String>,
    message: String,
    detail: Option<String>,
}

impl ApiError {
    /// Returns the status the entry states for itself, if it is one that HTTP knows: Xray sometimes
    /// says -1.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.status
    }

    /// Returns the stable code, such as `FORBIDDEN` or `MANIFEST_UNKNOWN`; Artifactory's own
    /// entries have none.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// Returns the message, which may be empty.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Returns what the entry adds to its message. Structured details are given as JSON.
    #[must_use]
    pub fn detail(&self) -> Option<&str> {
        self.detail.as_deref()
    }

    pub(crate) fn text(message: &str) -> Self {
        Self { message: message.to_owned(), ..Self::default() }
    }
}

/// What an error body said.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Envelope {
    pub(crate) errors: Vec<ApiError>,
    pub(crate) excerpt: Option<String>,
    pub(crate) is_html: bool,
}

/// The longest beginning of a body that is kept.
pub(crate) const EXCERPT_LIMIT: usize = 64 * 1024;

/// The longest message made of free text.
const MESSAGE_LIMIT: usize = 2 * 1024;

/// The most entries that are kept: a hostile answer can hold many thousands.
const ENTRY_LIMIT: usize = 100;

pub(crate) fn parse(body: &[u8], redactor: &Redactor) -> Envelope {
    let kept = body.get(..EXCERPT_LIMIT).unwrap_or(body);
    let text = String::from_utf8_lossy(kept);
    let text = redactor.text(trim(&text));
    if text.is_empty() {
        return Envelope::default();
    }
    let is_html = looks_like_html(&text);
    let mut errors = match text.chars().next() {
        Some('{' | '[' | '"') => match serde_json::from_str::<Value>(&text) {
            Ok(value) => from_json(&value),
            Err(_) => vec![ApiError::text(cut(&text))],
        },
        Some('<') if is_html => vec![ApiError::text(cut(&html_text(&text)))],
        Some('<') => vec![from_xml(&text)],
        _ => vec![ApiError::text(cut(&text))],
    };
    errors.retain(|error| *error != ApiError::default());
    Envelope { errors, excerpt: Some(text.into_owned()), is_html }
}

/// Tells whether a body is a web page, by its first bytes.
pub(crate) fn looks_like_html(text: &str) -> bool {
    let start: String = text.chars().take(1024).collect::<String>().to_ascii_lowercase();
    start.starts_with('<')
        && ["<!doctype html", "<html", "<head", "<body", "<title"]
            .iter()
            .any(|tag| start.contains(tag))
}

/// Removes what proxies put around a body.
pub(crate) fn trim(text: &str) -> &str {
    text.trim_start_matches('\u{feff}').trim()
}

fn from_json(value: &Value) -> Vec<ApiError> {
    let Value::Object(object) = value else {
        return match value {
            Value::Array(items) => items.iter().take(ENTRY_LIMIT).map(entry).collect(),
            other => vec![entry(other)],
        };
    };
    for list in ["errors", "messages"] {
        if let Some(Value::Array(items)) = object.get(list) {
            let entries: Vec<_> = items.iter().take(ENTRY_LIMIT).map(entry).collect();
            if entries.iter().any(|entry| *entry != ApiError::default()) {
                return entries;
            }
        }
    }
    vec![entry(value)]
}

fn entry(value: &Value) -> ApiError {
    let Value::Object(object) = value else {
        return match value {
            Value::String(text) => ApiError::text(cut(text)),
            _ => ApiError::default(),
        };
    };
    let text = |key: &str| match object.get(key) {
        Some(Value::String(text)) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        _ => None,
    };
    let number = |value: &Value| match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    let status = ["status", "status_code", "code"]
        .iter()
        .filter_map(|key| object.get(*key).and_then(number))
        .find_map(|status| u16::try_from(status).ok().filter(|status| (100..600).contains(status)));
    let nested = ["error", "message"].iter().find_map(|key| match object.get(*key) {
        Some(nested @ Value::Object(_)) => Some(entry(nested)),
        _ => None,
    });
    let message = text("message")
        .or_else(|| text("error"))
        .or_else(|| text("info"))
        .or_else(|| text("errorMessage"))
        .or_else(|| text("error_description"));
    let detail = ["detail", "details"].iter().find_map(|key| match object.get(*key) {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) if text.trim().is_empty() => None,
        Some(Value::String(text)) => Some(text.clone()),
        Some(other) => Some(cut(&other.to_string()).to_owned()),
    });
    let code = text("code").filter(|code| code.parse::<i64>().is_err());
    let mut found = ApiError {
        status,
        code,
        message: message.map(|text| cut(&text).to_owned()).unwrap_or_default(),
        detail,
    };
    if let Some(nested) = nested {
        found.status = found.status.or(nested.status);
        found.code = found.code.or(nested.code);
        found.detail = found.detail.or(nested.detail);
        if found.message.is_empty() {
            found.message = nested.message;
        }
    }
    if found.message.is_empty()
        && let Some(detail) = found.detail.take()
    {
        found.message = detail;
    }
    found
}

/// S3 and its imitators: `<Error><Code>…</Code><Message>…</Message></Error>`.
fn from_xml(text: &str) -> ApiError {
    let element = |name: &str| {
        let start = text.find(&format!("<{name}>"))? + name.len() + 2;
        let rest = text.get(start..)?;
        let inner = rest.get(..rest.find("</")?)?.trim();
        (!inner.is_empty()).then(|| unescape(inner))
    };
    let message = element("Message").or_else(|| element("message"));
    ApiError {
        code: element("Code").or_else(|| element("code")),
        message: message.unwrap_or_else(|| cut(&html_text(text)).to_owned()),
        ..ApiError::default()
    }
}

/// The words a reader of the page would see: the title if there is one, else all of the text.
fn html_text(html: &str) -> String {
    let lower = html.to_ascii_lowercase();
    let title = lower.find("<title").and_then(|at| {
        let start = at + lower.get(at..)?.find('>')? + 1;
        let end = start + lower.get(start..)?.find("</title")?;
        html.get(start..end)
    });
    if let Some(title) = title.map(strip_tags).filter(|title| !title.is_empty()) {
        return title;
    }
    strip_tags(html)
}

fn strip_tags(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (text, tag) = rest.split_at(at);
        out.push_str(text);
        out.push(' ');
        // The content of these elements is not text.
        let hidden = ["script", "style"].iter().find(|name| {
            tag.get(1..=name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
        });
        let close = hidden.map(|name| format!("</{name}"));
        let end = match close {
            Some(close) => tag.find(&close).or_else(|| tag.find(&close.to_ascii_uppercase())),
            None => Some(0),
        };
        let tag = end.and_then(|end| tag.get(end..)).unwrap_or_default();
        rest = tag.find('>').and_then(|end| tag.get(end + 1..)).unwrap_or_default();
    }
    out.push_str(rest);
    unescape(&out).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&nbsp;", " ")
        .replace("&amp;", "&")
}

/// Cuts free text to a bearable length.
pub(crate) fn cut(text: &str) -> &str {
    match text.char_indices().nth(MESSAGE_LIMIT) {
        Some((end, _)) => text.get(..end).unwrap_or(text),
        None => text,
    }
}

#[cfg(test)]
mod tests;
