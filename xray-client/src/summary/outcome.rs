//! What became of each artifact that was asked for.

use std::collections::VecDeque;

use super::model::ArtifactSummary;

/// What is known of one artifact that was asked for.
///
/// An empty answer is not a clean one: Xray says nothing of what it has not indexed, and says it in
/// two ways.
#[derive(Clone, Debug, PartialEq)]
#[must_use = "an artifact that was not found has not been judged"]
#[expect(
    clippy::exhaustive_enums,
    reason = "a caller that forgets one of the three admits what nobody scanned"
)]
pub enum Outcome {
    /// The summary.
    Found(Box<ArtifactSummary>),
    /// Xray says why it has none, in its own words.
    Error(String),
    /// Xray's answer does not mention it: not indexed, not scanned yet, or hidden from this user.
    Missing,
}

impl Outcome {
    /// Returns the summary, if there is one.
    #[must_use]
    pub fn found(self) -> Option<ArtifactSummary> {
        match self {
            Self::Found(summary) => Some(*summary),
            Self::Error(_) | Self::Missing => None,
        }
    }
}

/// Which endpoint answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a third version would be another call")]
pub enum ApiVersion {
    /// `v1/summary/artifact`, of servers without the second: knows no fixed versions and no
    /// affected components.
    V1,
    /// `v2/summary/artifact`.
    V2,
}

/// The outcomes of a request for several artifacts.
#[derive(Clone, Debug, PartialEq)]
#[must_use = "an artifact that was not found has not been judged"]
#[non_exhaustive]
pub struct Summaries {
    /// What was asked for, in that order, and what became of it. A checksum that is stored in
    /// several places has one entry for each.
    pub outcomes: Vec<(String, Outcome)>,
    /// Summaries that answer none of the requests. Servers that spell a path differently end up
    /// here, and its request as [`Outcome::Missing`].
    pub unmatched: Vec<ArtifactSummary>,
    /// Complaints that name none of the requests.
    pub other_errors: Vec<String>,
    /// Which endpoint answered.
    pub api_version: ApiVersion,
}

/// How a request is recognised in the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Path,
    Checksum,
}

/// Brings an answer's summaries and errors back to what was asked for.
pub(super) fn assign(
    key: Key,
    requested: &[String],
    artifacts: Vec<ArtifactSummary>,
    errors: Vec<(String, String)>,
) -> (Vec<(String, Outcome)>, Vec<ArtifactSummary>, Vec<String>) {
    let mut found: Vec<VecDeque<ArtifactSummary>> =
        requested.iter().map(|_| VecDeque::new()).collect();
    let mut unmatched = Vec::new();
    for artifact in artifacts {
        let place = match key {
            Key::Path => place_of_path(requested, &found, &artifact),
            Key::Checksum => place_of_checksum(requested, &artifact),
        };
        match place.and_then(|place| found.get_mut(place)) {
            Some(slot) => slot.push_back(artifact),
            None => unmatched.push(artifact),
        }
    }
    let mut errors: Vec<Option<(String, String)>> = errors.into_iter().map(Some).collect();
    let mut outcomes = Vec::with_capacity(requested.len());
    for (wanted, summaries) in requested.iter().zip(found) {
        let complaint = errors
            .iter_mut()
            .find(|error| {
                error.as_ref().is_some_and(|(identifier, _)| same(key, identifier, wanted))
            })
            .and_then(Option::take);
        if summaries.is_empty() {
            let outcome = complaint.map_or(Outcome::Missing, |(_, text)| Outcome::Error(text));
            outcomes.push((wanted.clone(), outcome));
        } else if let Some((_, text)) = complaint {
            // Both a summary and a complaint: whatever is wrong, the summary is not the whole
            // story.
            outcomes.push((wanted.clone(), Outcome::Error(text)));
            unmatched.extend(summaries);
        } else {
            outcomes.extend(
                summaries.into_iter().map(|one| (wanted.clone(), Outcome::Found(Box::new(one)))),
            );
        }
    }
    let left = errors
        .into_iter()
        .flatten()
        .map(
            |(identifier, text)| {
                if identifier.is_empty() { text } else { format!("{identifier}: {text}") }
            },
        )
        .collect();
    (outcomes, unmatched, left)
}

/// Finds the request a summary answers: by the whole path, else by the path without the manifest's
/// file name, which Xray leaves out for images.
fn place_of_path(
    requested: &[String],
    found: &[VecDeque<ArtifactSummary>],
    artifact: &ArtifactSummary,
) -> Option<usize> {
    let path = artifact.general.path.as_deref()?;
    let exact = requested.iter().position(|wanted| trim(wanted) == trim(path));
    exact.or_else(|| {
        let fits = |place: &usize| {
            found.get(*place).is_some_and(VecDeque::is_empty)
                && requested.get(*place).is_some_and(|wanted| folder(wanted) == folder(path))
        };
        // Between an index and a manifest in one folder, Xray means the manifest: an index has no
        // components.
        let is_index = |place: &usize| {
            requested.get(*place).is_some_and(|wanted| wanted.ends_with("list.manifest.json"))
        };
        (0..requested.len()).filter(fits).min_by_key(is_index)
    })
}

fn place_of_checksum(requested: &[String], artifact: &ArtifactSummary) -> Option<usize> {
    let general = &artifact.general;
    let is = |own: &Option<String>, wanted: &str| {
        own.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(wanted))
    };
    requested.iter().position(|wanted| {
        is(&general.sha256, wanted)
            || is(&general.sha1, wanted)
            // An unknown SHA-256 is written as zeros and the SHA-1.
            || (wanted.len() == 40 && is(&general.sha256, &format!("{}{wanted}", "0".repeat(24))))
    })
}

fn same(key: Key, identifier: &str, wanted: &str) -> bool {
    match key {
        Key::Path => trim(identifier) == trim(wanted),
        Key::Checksum => identifier.trim().eq_ignore_ascii_case(wanted),
    }
}

/// Strips slashes around a path, and the name Artifactory has in it, which servers write or leave
/// out as they like.
fn trim(path: &str) -> &str {
    let path = path.trim().trim_matches('/');
    path.strip_prefix("default/").unwrap_or(path)
}

fn folder(path: &str) -> &str {
    let path = trim(path);
    ["/manifest.json", "/list.manifest.json"]
        .into_iter()
        .find_map(|name| path.strip_suffix(name))
        .unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(path: &str) -> ArtifactSummary {
        let mut summary = ArtifactSummary::default();
        summary.general.path = Some(path.to_owned());
        summary
    }

    fn hashed(sha256: &str) -> ArtifactSummary {
        let mut summary = ArtifactSummary::default();
        summary.general.sha256 = Some(sha256.to_owned());
        summary
    }

    fn strings(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|&text| text.to_owned()).collect()
    }

    #[test]
    fn each_path_is_found_refused_or_missing() {
        let requested =
            strings(&["default/r/app/1/manifest.json", "default/r/b.jar", "default/r/c.jar"]);
        let artifacts = vec![at("default/r/app/1/")];
        let errors = vec![("default/r/b.jar".to_owned(), "not indexed".to_owned())];
        let (outcomes, unmatched, left) = assign(Key::Path, &requested, artifacts, errors);
        assert!(matches!(outcomes[0].1, Outcome::Found(_)));
        assert_eq!(outcomes[1].1, Outcome::Error("not indexed".to_owned()));
        assert_eq!(outcomes[2].1, Outcome::Missing);
        assert!(unmatched.is_empty() && left.is_empty());
    }

    #[test]
    fn spellings_of_one_path_are_one_path() {
        for answer in
            ["default/r/a/1/manifest.json", "/r/a/1/manifest.json", "r/a/1/", "default/r/a/1"]
        {
            let requested = strings(&["default/r/a/1/manifest.json"]);
            let (outcomes, ..) = assign(Key::Path, &requested, vec![at(answer)], Vec::new());
            assert!(matches!(outcomes[0].1, Outcome::Found(_)), "{answer}");
        }
    }

    #[test]
    fn another_artifact_never_answers_for_the_one_asked_for() {
        let requested = strings(&["default/r/a/1/manifest.json"]);
        for answer in ["default/r/a/2/", "default/r/a/", "other/r/a/1/", "default/r/a/1/layer.tar"]
        {
            let (outcomes, unmatched, _) =
                assign(Key::Path, &requested, vec![at(answer)], Vec::new());
            assert_eq!(outcomes[0].1, Outcome::Missing, "{answer}");
            assert_eq!(unmatched.len(), 1);
        }
        let (outcomes, unmatched, _) =
            assign(Key::Path, &requested, vec![ArtifactSummary::default()], Vec::new());
        assert_eq!((&outcomes[0].1, unmatched.len()), (&Outcome::Missing, 1));
    }

    #[test]
    fn an_index_and_its_manifest_in_one_folder_stay_apart() {
        let requested =
            strings(&["default/r/a/1/list.manifest.json", "default/r/a/1/manifest.json"]);
        let artifacts =
            vec![at("default/r/a/1/manifest.json"), at("default/r/a/1/list.manifest.json")];
        let (outcomes, ..) = assign(Key::Path, &requested, artifacts, Vec::new());
        for (wanted, outcome) in outcomes {
            assert_eq!(outcome.found().unwrap().general.path.unwrap(), wanted);
        }
    }

    #[test]
    fn a_folder_answers_for_its_manifest_before_its_index() {
        let requested =
            strings(&["default/r/a/1/list.manifest.json", "default/r/a/1/manifest.json"]);
        let (outcomes, ..) = assign(Key::Path, &requested, vec![at("default/r/a/1/")], Vec::new());
        assert_eq!(outcomes[0].1, Outcome::Missing);
        assert!(matches!(outcomes[1].1, Outcome::Found(_)));
    }

    #[test]
    fn a_checksum_in_two_places_has_two_entries() {
        let wanted = "a".repeat(64);
        let artifacts =
            vec![hashed(&wanted.to_uppercase()), hashed(&wanted), hashed(&"b".repeat(64))];
        let (outcomes, unmatched, _) = assign(Key::Checksum, &[wanted], artifacts, Vec::new());
        assert_eq!((outcomes.len(), unmatched.len()), (2, 1));
    }

    #[test]
    fn a_sha1_finds_its_padded_form() {
        let sha1 = "c".repeat(40);
        let padded = format!("{}{sha1}", "0".repeat(24));
        let (outcomes, ..) = assign(Key::Checksum, &[sha1], vec![hashed(&padded)], Vec::new());
        assert!(matches!(outcomes[0].1, Outcome::Found(_)));
    }

    #[test]
    fn a_summary_with_a_complaint_is_not_trusted() {
        let requested = strings(&["default/r/a.jar"]);
        let errors = vec![("default/r/a.jar".to_owned(), "partial".to_owned())];
        let (outcomes, unmatched, _) =
            assign(Key::Path, &requested, vec![at("default/r/a.jar")], errors);
        assert_eq!(outcomes[0].1, Outcome::Error("partial".to_owned()));
        assert_eq!(unmatched.len(), 1);
    }

    #[test]
    fn complaints_about_nothing_asked_for_are_kept() {
        let errors = vec![(String::new(), "db down".to_owned()), ("x".to_owned(), "y".to_owned())];
        let (_, _, left) = assign(Key::Path, &[], Vec::new(), errors);
        assert_eq!(left, ["db down", "x: y"]);
    }
}
