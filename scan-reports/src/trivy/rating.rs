//! Who says how bad it is: words, numbers and scores.

use super::entry::{number, too_many};
use super::wire::CvssWire;
use crate::json::{Field, Members, Number, Object, Text};
use crate::note::{Log, Place};
use crate::{Cvss, CvssVersion, NoteKind, Rating, Scanner, Score, Severity, StatedSeverity};

pub(super) fn severity(field: Field<Text<'_>>, log: &mut Log, at: &Place<'_>) -> StatedSeverity {
    let raw = field.text(log, at, "Severity");
    let level = raw.as_deref().map(|word| {
        Severity::from_word(&Scanner::Trivy, word).unwrap_or_else(|| {
            log.note(NoteKind::UnmappedSeverity, &at.key("Severity"), word);
            Severity::Unknown
        })
    });
    StatedSeverity { level: level.unwrap_or_default(), raw, source: None }
}

/// Brings the two maps from sources together, into one rating a source.
pub(super) fn ratings(
    severities: Field<Members<'_, Number>>,
    cvss: Field<Members<'_, Object<CvssWire<'_>>>>,
    log: &mut Log,
    at: &Place<'_>,
) -> Vec<Rating> {
    let mut ratings: Vec<Rating> = Vec::new();
    if let Some(members) = severities.take(log, at, "VendorSeverity") {
        let at = at.key("VendorSeverity");
        too_many(members.dropped, log, &at);
        for (source, number) in members.items {
            let Some(number) = number.take(log, &at, &source) else { continue };
            let severity = vendor_severity(&number, log, &at.key(&source));
            let source = source.into_owned();
            ratings.push(Rating { source, severity: Some(severity), cvss: Vec::new() });
        }
    }
    if let Some(members) = cvss.take(log, at, "CVSS") {
        let at = at.key("CVSS");
        too_many(members.dropped, log, &at);
        for (source, wire) in members.items {
            let Some(Object(wire)) = wire.take(log, &at, &source) else { continue };
            let cvss = assessments(wire, log, &at.key(&source));
            if cvss.is_empty() {
                continue;
            }
            match ratings.iter_mut().find(|rating| rating.source == source) {
                Some(rating) => rating.cvss.extend(cvss),
                None => {
                    let source = source.into_owned();
                    ratings.push(Rating { source, severity: None, cvss });
                }
            }
        }
    }
    ratings.sort_by(|one, other| one.source.cmp(&other.source));
    ratings
}

/// Trivy's database numbers severities from 0 for unknown to 4 for critical.
fn vendor_severity(number: &Number, log: &mut Log, at: &Place<'_>) -> StatedSeverity {
    let level = match number.whole() {
        Some(0) => Severity::Unknown,
        Some(1) => Severity::Low,
        Some(2) => Severity::Medium,
        Some(3) => Severity::High,
        Some(4) => Severity::Critical,
        _ => {
            log.note(NoteKind::UnmappedSeverity, at, number.0);
            Severity::Unknown
        }
    };
    StatedSeverity { level, raw: Some(number.0.to_string()), source: None }
}

fn assessments(wire: CvssWire<'_>, log: &mut Log, at: &Place<'_>) -> Vec<Cvss> {
    let parts = [
        (CvssVersion::V2, wire.v2_score, "V2Score", wire.v2_vector, "V2Vector"),
        (CvssVersion::V3, wire.v3_score, "V3Score", wire.v3_vector, "V3Vector"),
        (CvssVersion::V4_0, wire.v40_score, "V40Score", wire.v40_vector, "V40Vector"),
    ];
    let mut all = Vec::new();
    for (version, score, score_key, vector, vector_key) in parts {
        let vector = vector.text(log, at, vector_key);
        let score = number(score, log, at, score_key).and_then(|number| {
            let score = Score::from_f64(number);
            if score.is_none() {
                log.note(NoteKind::InvalidScore, &at.key(score_key), number);
            }
            score
        });
        if score.is_none() && vector.is_none() {
            continue;
        }
        let version = vector.as_deref().and_then(CvssVersion::of_vector).unwrap_or(version);
        all.push(Cvss { version, score, vector });
    }
    all
}
