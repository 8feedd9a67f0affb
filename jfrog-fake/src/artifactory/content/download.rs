//! Downloading: whole, in part, or not at all if nothing changed.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::super::location::Location;
use super::super::not_found;
use super::mime_type;
use crate::call::Call;
use crate::clock::http_date;
use crate::state::Platform;
use crate::state::repositories::{Blob, Item};
use crate::wire::{Answer, set, text, with_type};

pub(super) fn route(platform: &Platform, call: &Call, location: &Location) -> Answer {
    let state = platform.state();
    let missing = || not_found(&format!("File not found: '{}'", location.displayed()));
    let repository = state.repositories.get(&location.repository).ok_or_else(missing)?;
    if location.path.is_empty() {
        return Ok(listing(repository.children("")));
    }
    let item = repository.item(&location.path).ok_or_else(missing)?;
    let Some(file) = &item.file else {
        return Ok(listing(repository.children(&location.path)));
    };
    let name = location.path.rsplit('/').next().unwrap_or_default();
    let mut response = deliver(call, item, &file.blob, mime_type(&location.path));
    let encoded = utf8_percent_encode(name, NON_ALPHANUMERIC).to_string();
    set(&mut response, "x-artifactory-filename", &encoded);
    set(
        &mut response,
        "content-disposition",
        &format!("attachment; filename=\"{encoded}\"; filename*=UTF-8''{encoded}"),
    );
    Ok(response)
}

/// Answers with a blob as the request's `Range` and conditions want it.
pub(crate) fn deliver(
    call: &Call,
    item: &Item,
    blob: &Blob,
    content_type: &'static str,
) -> Response {
    // Artifactory's ETag is the bare SHA-1, without the quotes that the standard asks for.
    let modified = http_date(item.modified_ms);
    let same = |value: &str| value.trim_matches('"') == blob.sha1;
    let unchanged = match call.header("if-none-match") {
        Some(tags) => tags.trim() == "*" || tags.split(',').any(|tag| same(tag.trim())),
        None => call.header("if-modified-since") == Some(modified.as_str()),
    };
    let mut response = if unchanged {
        with_type(StatusCode::NOT_MODIFIED, content_type, Body::empty())
    } else {
        let resumable =
            call.header("if-range").is_none_or(|value| same(value) || value == modified);
        let range = call
            .header("range")
            .filter(|_| resumable && call.method == Method::GET)
            .and_then(|header| range(header, blob.bytes.len()));
        match range {
            None => with_type(StatusCode::OK, content_type, blob.bytes.clone()),
            Some(Err(Unsatisfiable)) => {
                let mut response = text(StatusCode::RANGE_NOT_SATISFIABLE, "");
                let total = format!("bytes */{}", blob.bytes.len());
                set(&mut response, "content-range", &total);
                response
            }
            Some(Ok((start, end))) => {
                let part = blob.bytes.slice(start..end);
                let mut response = with_type(StatusCode::PARTIAL_CONTENT, content_type, part);
                let range = format!("bytes {start}-{}/{}", end - 1, blob.bytes.len());
                set(&mut response, "content-range", &range);
                response
            }
        }
    };
    set(&mut response, "etag", &blob.sha1);
    set(&mut response, "last-modified", &modified);
    set(&mut response, "accept-ranges", "bytes");
    set(&mut response, "x-checksum-sha1", &blob.sha1);
    set(&mut response, "x-checksum-sha256", &blob.sha256);
    set(&mut response, "x-checksum-md5", &blob.md5);
    response
}

#[derive(Debug, PartialEq, Eq)]
struct Unsatisfiable;

/// Reads one range as start and end (exclusive); `None` is a header to ignore, as several ranges
/// are.
fn range(header: &str, length: usize) -> Option<Result<(usize, usize), Unsatisfiable>> {
    let (first, last) = header.strip_prefix("bytes=")?.split_once('-')?;
    if first.is_empty() {
        let suffix: usize = last.parse().ok()?;
        if suffix == 0 || length == 0 {
            return Some(Err(Unsatisfiable));
        }
        return Some(Ok((length.saturating_sub(suffix), length)));
    }
    let start: usize = first.parse().ok()?;
    let end = if last.is_empty() {
        length
    } else {
        let last: usize = last.parse().ok()?;
        if last < start {
            return None;
        }
        last.saturating_add(1).min(length)
    };
    if start >= length {
        return Some(Err(Unsatisfiable));
    }
    Some(Ok((start, end)))
}

/// A folder is a page, which is how a download of one goes wrong in practice.
fn listing(children: Vec<(String, bool)>) -> Response {
    let mut page = String::from("<html><head><title>Index</title></head><body><pre>\n");
    for (name, folder) in children {
        page.push_str(&name);
        if folder {
            page.push('/');
        }
        page.push('\n');
    }
    page.push_str("</pre></body></html>\n");
    with_type(StatusCode::OK, "text/html", page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_the_standard_says() {
        assert_eq!(range("bytes=0-4", 10), Some(Ok((0, 5))));
        assert_eq!(range("bytes=4-", 10), Some(Ok((4, 10))));
        assert_eq!(range("bytes=-3", 10), Some(Ok((7, 10))));
        assert_eq!(range("bytes=-30", 10), Some(Ok((0, 10))));
        assert_eq!(range("bytes=5-99", 10), Some(Ok((5, 10))));
        assert_eq!(range("bytes=10-", 10), Some(Err(Unsatisfiable)));
        assert_eq!(range("bytes=0-", 0), Some(Err(Unsatisfiable)));
        for ignored in ["bytes=5-2", "items=0-1", "bytes=0-1,3-4", "bytes=a-b", "0-1"] {
            assert_eq!(range(ignored, 10), None, "{ignored}");
        }
    }
}
