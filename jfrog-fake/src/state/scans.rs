//! Scans: what one will find, and how far it is.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::fmt;

use axum::body::Bytes;
use serde_json::Value;

/// What Xray will say about an artifact, and how many status answers it takes to get there.
///
/// Issues and licences are the JSON of `v2/summary/artifact`; what the endpoint of version 1 leaves
/// out is left out for you. `{image}` in their text becomes the artifact's path with `default/` in
/// front.
///
/// ```
/// use jfrog_fake::Scan;
/// use serde_json::json;
///
/// let scan = Scan::clean().polls(3).issue(json!({
///     "issue_id": "XRAY-1", "severity": "High", "summary": "…",
///     "cves": [{
///         "cve": "CVE-2021-45105",
///         "cvss_v3": "5.9/CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:N/A:H",
///     }],
/// }));
/// # let _ = scan;
/// ```
#[derive(Clone)]
pub struct Scan {
    pub(crate) issues: Vec<Value>,
    pub(crate) licenses: Vec<Value>,
    pub(crate) operational_risks: Vec<Value>,
    pub(crate) cyclonedx: Option<Bytes>,
    pub(crate) spdx: Option<Bytes>,
    unnoticed: u32,
    polls: Option<u32>,
    end: End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Done,
    Partial,
    Failed,
    NotSupported,
    Never,
}

impl Scan {
    /// A scan that ends and finds nothing.
    #[must_use]
    pub fn clean() -> Self {
        Self {
            issues: Vec::new(),
            licenses: Vec::new(),
            operational_risks: Vec::new(),
            cyclonedx: None,
            spdx: None,
            unnoticed: 0,
            polls: None,
            end: End::Done,
        }
    }

    /// Adds one issue.
    #[must_use]
    pub fn issue(mut self, issue: Value) -> Self {
        self.issues.push(issue);
        self
    }

    /// Adds one licence, with the components that carry it.
    #[must_use]
    pub fn license(mut self, license: Value) -> Self {
        self.licenses.push(license);
        self
    }

    /// Adds one operational risk.
    #[must_use]
    pub fn operational_risk(mut self, risk: Value) -> Self {
        self.operational_risks.push(risk);
        self
    }

    /// Sets the CycloneDX JSON document that an export contains.
    #[must_use]
    pub fn cyclonedx(mut self, document: impl Into<Bytes>) -> Self {
        self.cyclonedx = Some(document.into());
        self
    }

    /// Sets the SPDX JSON document that an export contains.
    #[must_use]
    pub fn spdx(mut self, document: impl Into<Bytes>) -> Self {
        self.spdx = Some(document.into());
        self
    }

    /// Answers `count` status requests with PENDING, then SCANNING, before the scan ends. Default:
    /// 2, or what [`Builder::polls`](crate::Builder::polls) says.
    #[must_use]
    pub fn polls(mut self, count: u32) -> Self {
        self.polls = Some(count);
        self
    }

    /// Answers `count` status requests with `NOT_SCANNED` before those of [`polls`](Self::polls),
    /// as while Xray has not heard of a push yet. Default: 0.
    #[must_use]
    pub fn unnoticed(mut self, count: u32) -> Self {
        self.unnoticed = count;
        self
    }

    /// Stays SCANNING for good.
    #[must_use]
    pub fn never_finishes(mut self) -> Self {
        self.end = End::Never;
        self
    }

    /// Ends as FAILED, without results.
    #[must_use]
    pub fn fails(mut self) -> Self {
        self.end = End::Failed;
        self
    }

    /// Ends as PARTIAL: with results, though some step did not finish.
    #[must_use]
    pub fn partial(mut self) -> Self {
        self.end = End::Partial;
        self
    }

    /// Ends as `NOT_SUPPORTED`, as for a package type that Xray cannot read.
    #[must_use]
    pub fn not_supported(mut self) -> Self {
        self.end = End::NotSupported;
        self
    }
}

/// Counts what it holds instead of printing documents.
impl fmt::Debug for Scan {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Scan")
            .field("issues", &self.issues.len())
            .field("licenses", &self.licenses.len())
            .field("cyclonedx", &self.cyclonedx.as_ref().map(Bytes::len))
            .field("spdx", &self.spdx.as_ref().map(Bytes::len))
            .field("end", &self.end)
            .finish_non_exhaustive()
    }
}

/// A status as the wire spells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Status {
    pub(crate) overall: &'static str,
    pub(crate) changed_ms: i64,
}

#[derive(Debug, Default)]
pub(crate) struct Scans {
    /// By the content's SHA-256, so that a second tag of the same image has the same findings.
    by_sha256: HashMap<String, Scan>,
    /// By `repo/path` or a build's key; wins over the content.
    by_key: HashMap<String, Scan>,
    progress: HashMap<String, Progress>,
    pub(crate) default_polls: u32,
}

#[derive(Clone, Copy, Debug)]
struct Progress {
    stage: Stage,
    /// The last answer.
    word: &'static str,
    changed_ms: i64,
    /// Results of an earlier scan stay readable while a new one runs.
    has_results: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Queued { answered: u32 },
    Over,
}

impl Scans {
    pub(crate) fn set_by_sha256(&mut self, sha256: &str, scan: Scan) {
        self.by_sha256.insert(sha256.to_owned(), scan);
    }

    pub(crate) fn set_by_key(&mut self, key: &str, scan: Scan) {
        self.by_key.insert(key.to_owned(), scan);
    }

    /// What a scan of this artifact finds; nothing, unless told otherwise.
    pub(crate) fn find(&self, key: &str, sha256: &str) -> Scan {
        self.by_key
            .get(key)
            .or_else(|| self.by_sha256.get(sha256))
            .cloned()
            .unwrap_or_else(Scan::clean)
    }

    /// Puts a scan in the queue; one that waits there already keeps its place.
    pub(crate) fn queue(&mut self, key: &str, now_ms: i64) {
        let progress = self.progress.entry(key.to_owned()).or_insert(Progress {
            stage: Stage::Over,
            word: "NOT_SCANNED",
            changed_ms: now_ms,
            has_results: false,
        });
        if progress.stage == Stage::Over {
            progress.stage = Stage::Queued { answered: 0 };
            progress.changed_ms = now_ms;
        }
    }

    /// Ends a scan at once, as for the content that a platform starts with.
    pub(crate) fn finish(&mut self, key: &str, now_ms: i64) {
        let progress = Progress {
            stage: Stage::Over,
            word: End::Done.word(),
            changed_ms: now_ms,
            has_results: true,
        };
        self.progress.insert(key.to_owned(), progress);
    }

    pub(crate) fn forget(&mut self, key: &str) {
        self.progress.remove(key);
    }

    /// Answers one status request, which is also what makes a scan go on; `None` if none was asked
    /// for.
    pub(crate) fn poll(&mut self, key: &str, sha256: &str, now_ms: i64) -> Option<Status> {
        let scan = self.find(key, sha256);
        let polls = scan.polls.unwrap_or(self.default_polls);
        let last = scan.unnoticed.saturating_add(polls);
        let progress = self.progress.get_mut(key)?;
        if let Stage::Queued { answered } = progress.stage {
            let over = answered >= last && scan.end != End::Never;
            if over {
                progress.stage = Stage::Over;
                progress.has_results |= matches!(scan.end, End::Done | End::Partial);
            } else {
                progress.stage = Stage::Queued { answered: answered.saturating_add(1) };
            }
            let word = match answered.cmp(&scan.unnoticed) {
                _ if over => scan.end.word(),
                Ordering::Less => "NOT_SCANNED",
                Ordering::Equal => "PENDING",
                Ordering::Greater => "SCANNING",
            };
            // The time is that of the last change, not that of the question.
            if progress.word != word {
                progress.word = word;
                progress.changed_ms = now_ms;
            }
        }
        Some(Status { overall: progress.word, changed_ms: progress.changed_ms })
    }

    /// The results, once a scan has ended with some.
    pub(crate) fn results(&self, key: &str, sha256: &str) -> Option<Scan> {
        self.progress
            .get(key)
            .filter(|progress| progress.has_results)
            .map(|_| self.find(key, sha256))
    }
}

impl End {
    fn word(self) -> &'static str {
        match self {
            Self::Done => "DONE",
            Self::Partial => "PARTIAL",
            Self::Failed => "FAILED",
            Self::NotSupported => "NOT_SUPPORTED",
            Self::Never => "SCANNING",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(scans: &mut Scans, count: usize) -> Vec<&'static str> {
        (0..count).filter_map(|_| scans.poll("a", "", 0)).map(|status| status.overall).collect()
    }

    #[test]
    fn each_answer_brings_a_scan_one_step_on() {
        let mut scans = Scans::default();
        scans.set_by_key("a", Scan::clean().polls(3));
        assert!(scans.poll("a", "", 0).is_none(), "nobody asked for it");
        scans.queue("a", 0);
        assert!(scans.results("a", "").is_none());
        assert_eq!(words(&mut scans, 5), ["PENDING", "SCANNING", "SCANNING", "DONE", "DONE"]);
        assert!(scans.results("a", "").is_some());
    }

    #[test]
    fn a_push_may_go_unnoticed_for_a_while() {
        let mut scans = Scans::default();
        scans.set_by_key("a", Scan::clean().unnoticed(2).polls(1));
        scans.queue("a", 0);
        assert_eq!(words(&mut scans, 4), ["NOT_SCANNED", "NOT_SCANNED", "PENDING", "DONE"]);
    }

    #[test]
    fn a_time_is_that_of_the_last_change() {
        let mut scans = Scans::default();
        scans.set_by_key("a", Scan::clean().polls(3));
        scans.queue("a", 0);
        let times: Vec<_> = (1..=6)
            .filter_map(|now| scans.poll("a", "", now))
            .map(|status| status.changed_ms)
            .collect();
        assert_eq!(times, [1, 2, 2, 4, 4, 4]);
    }

    #[test]
    fn a_new_scan_keeps_the_old_results_readable() {
        let mut scans = Scans::default();
        scans.set_by_key("a", Scan::clean().polls(1));
        scans.finish("a", 0);
        scans.queue("a", 0);
        assert_eq!(words(&mut scans, 1), ["PENDING"]);
        assert!(scans.results("a", "").is_some());
    }

    #[test]
    fn a_failed_scan_has_no_results() {
        let mut scans = Scans::default();
        scans.set_by_key("a", Scan::clean().polls(0).fails());
        scans.queue("a", 0);
        assert_eq!(words(&mut scans, 1), ["FAILED"]);
        assert!(scans.results("a", "").is_none());
    }
}
