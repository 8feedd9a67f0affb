//! Scripted failures: which request, how often, and what goes wrong.

mod apply;
mod pattern;
mod script;

use std::time::Duration;

use axum::body::Bytes;
use axum::http::{HeaderName, HeaderValue, StatusCode};

use crate::call::Call;

pub(crate) use self::apply::{answer, spoil};
pub(crate) use self::script::from_json;

/// One scripted failure. It strikes once, on every request, unless told otherwise.
///
/// Faults are tried in the order in which they were added; the first that matches and is not used
/// up answers. Requests to `/_fake/…` are never struck.
///
/// ```
/// use jfrog_fake::Fault;
/// use std::time::Duration;
///
/// let overloaded = Fault::status(503).header("Retry-After", "2").times(2).on("GET", "/xray/**");
/// let slow = Fault::delay(Duration::from_secs(30)).always();
/// let cut = Fault::cut_body().on("GET", "/artifactory/generic-local/*");
/// # let _ = (overloaded, slow, cut);
/// ```
#[derive(Clone, Debug)]
pub struct Fault {
    kind: Kind,
    delay: Duration,
    headers: Vec<(HeaderName, HeaderValue)>,
    method: Option<String>,
    pattern: Option<String>,
    skip: u32,
    /// `None` never runs out.
    left: Option<u32>,
}

#[derive(Clone, Debug)]
enum Kind {
    Pass,
    Answer { status: StatusCode, body: Option<(&'static str, Bytes)> },
    Cut { after: Option<usize> },
    Trickle { pause: Duration },
    Reset,
}

impl Fault {
    /// Answers with a status and, unless [`body`](Self::body) says otherwise, with an error in the
    /// shape of the service that was called. A number that is no status becomes 500.
    #[must_use]
    pub fn status(status: u16) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self::new(Kind::Answer { status, body: None })
    }

    /// Waits, then answers as if nothing had happened.
    #[must_use]
    pub fn delay(time: Duration) -> Self {
        Self::new(Kind::Pass).delayed(time)
    }

    /// Announces the whole body, sends half of it and closes the connection.
    #[must_use]
    pub fn cut_body() -> Self {
        Self::new(Kind::Cut { after: None })
    }

    /// Announces the whole body, sends that many bytes of it and closes the connection.
    #[must_use]
    pub fn cut_body_after(bytes: usize) -> Self {
        Self::new(Kind::Cut { after: Some(bytes) })
    }

    /// Sends the body in sixteen pieces with a pause before each.
    #[must_use]
    pub fn slow_body(pause: Duration) -> Self {
        Self::new(Kind::Trickle { pause })
    }

    /// Resets the connection (TCP RST) without an answer.
    #[must_use]
    pub fn reset() -> Self {
        Self::new(Kind::Reset)
    }

    /// Answers 302 with the given address. For 307 and the like use [`status`](Self::status) with a
    /// `Location` [`header`](Self::header).
    #[must_use]
    pub fn redirect(url: &str) -> Self {
        Self::status(302).header("location", url).body("")
    }

    /// Answers 200 with a sign-in page, as a proxy with single sign-on does.
    #[must_use]
    pub fn html() -> Self {
        Self::html_status(200)
    }

    /// Answers with a status and a proxy's HTML page.
    #[must_use]
    pub fn html_status(status: u16) -> Self {
        let mut fault = Self::status(status);
        if let Kind::Answer { status, body } = &mut fault.kind {
            let title = if status.is_success() { "Sign in".to_owned() } else { status.to_string() };
            let page = format!(
                "<!doctype html>\n<html><head><title>{title}</title></head>\n\
                 <body><center><h1>{title}</h1></center></body></html>\n"
            );
            *body = Some(("text/html; charset=utf-8", Bytes::from(page)));
        }
        fault
    }

    /// Adds a response header. What HTTP does not allow in one is left out.
    ///
    /// It has no effect on [`reset`](Self::reset).
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        if let (Ok(name), Ok(value)) = (name.parse(), value.parse()) {
            self.headers.push((name, value));
        }
        self
    }

    /// Sets the body of a [`status`](Self::status) answer. The content type is JSON if the text
    /// starts like it, and plain text otherwise.
    #[must_use]
    pub fn body(mut self, text: impl Into<Bytes>) -> Self {
        if let Kind::Answer { body, .. } = &mut self.kind {
            let bytes: Bytes = text.into();
            let content_type = if matches!(bytes.first(), Some(b'{' | b'[')) {
                "application/json"
            } else {
                "text/plain"
            };
            *body = Some((content_type, bytes));
        }
        self
    }

    /// Waits before it strikes.
    #[must_use]
    pub fn delayed(mut self, time: Duration) -> Self {
        self.delay = time;
        self
    }

    /// Strikes that many times instead of once.
    #[must_use]
    pub fn times(mut self, count: u32) -> Self {
        self.left = Some(count);
        self
    }

    /// Strikes for good.
    #[must_use]
    pub fn always(mut self) -> Self {
        self.left = None;
        self
    }

    /// Lets that many matching requests through first.
    #[must_use]
    pub fn after(mut self, count: u32) -> Self {
        self.skip = count;
        self
    }

    /// Strikes only requests of a method (`*` for any) whose path, as sent and without the query,
    /// matches.
    ///
    /// In the pattern, `*` stands for any text within a segment and `**` for any text at all.
    #[must_use]
    pub fn on(mut self, method: &str, path: &str) -> Self {
        self.method = (method != "*").then(|| method.to_ascii_uppercase());
        self.pattern = Some(path.to_owned());
        self
    }

    /// How long to wait before anything else.
    pub(crate) fn wait(&self) -> Option<Duration> {
        (!self.delay.is_zero()).then_some(self.delay)
    }

    fn new(kind: Kind) -> Self {
        Self {
            kind,
            delay: Duration::ZERO,
            headers: Vec::new(),
            method: None,
            pattern: None,
            skip: 0,
            left: Some(1),
        }
    }

    fn matches(&self, call: &Call) -> bool {
        self.method.as_deref().is_none_or(|method| method == call.method.as_str())
            && self.pattern.as_deref().is_none_or(|wanted| pattern::matches(wanted, &call.path))
    }
}

/// The script, in order.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<Fault>);

impl Faults {
    pub(crate) fn add(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// How many are not used up.
    pub(crate) fn pending(&self) -> usize {
        self.0.iter().filter(|fault| fault.left != Some(0)).count()
    }

    /// The fault that strikes this request; counts it.
    pub(crate) fn strike(&mut self, call: &Call) -> Option<Fault> {
        for fault in &mut self.0 {
            if fault.left == Some(0) || !fault.matches(call) {
                continue;
            }
            if fault.skip > 0 {
                fault.skip -= 1;
                continue;
            }
            if let Some(left) = &mut fault.left {
                *left -= 1;
            }
            return Some(fault.clone());
        }
        None
    }
}
