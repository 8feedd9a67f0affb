//! Severity words, scores, CVSS vectors and the choice among ratings.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers outside of test functions"
)]

use std::cmp::Ordering;

use policy_core::Tri;
use policy_core::severity::{
    CvssError, CvssMetrics, CvssPreference, CvssVersion, Rating, RatingKind, Resolver, Score,
    Severity, Strategy, Vector, VectorNote, Vocabulary,
};
use proptest::prelude::{Just, Strategy as Generator, any};
use proptest::{collection, option, prop_assert, prop_assert_eq, prop_oneof, proptest};

mod cvss;
mod ratings;

// The scale.

#[test]
fn levels_are_ordered_and_unknown_is_outside_the_order() {
    let scale = &Severity::ALL[1..];
    for (i, a) in scale.iter().enumerate() {
        for (j, b) in scale.iter().enumerate() {
            assert_eq!(a.compare(*b), Some(i.cmp(&j)), "{a} against {b}");
            assert_eq!(a.at_least(*b), Tri::from(i >= j));
            assert_eq!(a.at_most(*b), Tri::from(i <= j));
            assert_eq!(a.same_level(*b), Tri::from(i == j));
        }
        for pair in [(*a, Severity::Unknown), (Severity::Unknown, *a)] {
            assert_eq!(pair.0.compare(pair.1), None);
            assert_eq!(pair.0.at_least(pair.1), Tri::Unknown);
            assert_eq!(pair.0.at_most(pair.1), Tri::Unknown);
        }
    }
    assert_eq!(Severity::Unknown.same_level(Severity::Unknown), Tri::Unknown);
}

#[test]
fn display_order_is_total_with_unknown_lowest() {
    let mut sorted = Severity::ALL;
    sorted.reverse();
    sorted.sort_by_key(|level| level.display_order());
    assert_eq!(sorted, Severity::ALL);
}

#[test]
fn the_policy_may_say_what_unknown_counts_as() {
    assert_eq!(Severity::Unknown.or_if_unknown(Severity::High), Severity::High);
    assert_eq!(Severity::Low.or_if_unknown(Severity::High), Severity::Low);
}

#[test]
fn levels_are_read_in_any_case_and_written_in_lower_case() {
    for level in Severity::ALL {
        let word = level.as_str();
        for text in [word.to_owned(), word.to_uppercase(), word.to_lowercase()] {
            assert_eq!(text.parse(), Ok(level));
        }
        let json = serde_json::to_string(&level).unwrap();
        assert_eq!(json, format!("\"{}\"", word.to_lowercase()));
        assert_eq!(serde_json::from_str::<Severity>(&json).unwrap(), level);
    }
    let error = "severe".parse::<Severity>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "`severe` is not a severity; expected one of critical, high, medium, low, negligible, none, unknown"
    );
    let error = serde_json::from_str::<Severity>("7").unwrap_err().to_string();
    assert!(error.contains("expected one of critical, high"), "{error}");
    // Only a scanner's vocabulary knows this word.
    assert!("important".parse::<Severity>().is_err());
}

// Words.

#[test]
fn each_source_means_its_own_words() {
    use Severity::{Critical, High, Low, Medium, Negligible, None, Unknown};
    use Vocabulary as V;

    let table = [
        (V::Xray, "Critical", Critical),
        (V::Xray, "High", High),
        (V::Xray, "Medium", Medium),
        (V::Xray, "Low", Low),
        (V::Xray, "Information", Negligible),
        (V::Xray, "Normal", Unknown),
        (V::Xray, "Pending", Unknown),
        (V::Xray, "Unknown", Unknown),
        (V::Xray, "", Unknown),
        (V::Trivy, "CRITICAL", Critical),
        (V::Trivy, "UNKNOWN", Unknown),
        (V::TrivyVendor, "0", Unknown),
        (V::TrivyVendor, "1", Low),
        (V::TrivyVendor, "4", Critical),
        (V::Clair, "Negligible", Negligible),
        (V::Clair, "Critical", Critical),
        (V::ClairLegacy, "Defcon1", Critical),
        (V::Grype, "Negligible", Negligible),
        (V::Grype, "", Unknown),
        (V::Osv, "MODERATE", Medium),
        (V::Osv, "MEDIUM", Medium),
        (V::RedHat, "Important", High),
        (V::RedHat, "Moderate", Medium),
        (V::RedHat, "None", None),
        (V::Suse, "important", High),
        (V::Suse, "None", None),
        (V::Amazon, "important", High),
        (V::Amazon, "medium", Medium),
        (V::Ubuntu, "untriaged", Unknown),
        (V::Ubuntu, "negligible", Negligible),
        (V::Debian, "unimportant", Negligible),
        (V::Debian, "low", Low),
        (V::Debian, "high", High),
        (V::Debian, "not yet assigned", Unknown),
        (V::Debian, "end-of-life", Unknown),
        (V::DockerScout, "UNSPECIFIED", Unknown),
        (V::CycloneDx, "info", Negligible),
        (V::CycloneDx, "none", None),
        (V::Cvss, "None", None),
        (V::SarifLevel, "error", High),
        (V::SarifLevel, "none", Unknown),
        (V::Kubesec, "advise", Low),
    ];
    for (vocabulary, text, level) in table {
        let word = vocabulary.read(text);
        assert_eq!((word.level, word.unmapped), (level, Option::None), "{vocabulary:?} {text:?}");
        let shouted = format!("  {} ", text.to_uppercase());
        assert_eq!(vocabulary.read(&shouted).level, level, "{shouted:?}");
    }
}

#[test]
fn a_word_nobody_knows_is_unknown_and_kept() {
    for (vocabulary, text) in [
        (Vocabulary::Trivy, "Important"),
        (Vocabulary::Clair, "Defcon1"),
        (Vocabulary::Xray, "5"),
        (Vocabulary::Alpine, "high"),
        (Vocabulary::Amazon, "moderate"),
        (Vocabulary::Osv, "крит"),
    ] {
        let word = vocabulary.read(text);
        assert_eq!((word.level, word.unmapped), (Severity::Unknown, Some(text)));
    }
}

#[test]
fn marks_beside_the_level_are_kept() {
    assert!(Vocabulary::ClairLegacy.read("Defcon1").defcon);
    assert!(!Vocabulary::ClairLegacy.read("Critical").defcon);
    assert!(!Vocabulary::Clair.read("Defcon1").defcon);
    assert!(Vocabulary::Xray.read("Scanned - No Issues").no_issues);
    assert!(!Vocabulary::Xray.read("Critical").no_issues);
    assert!(!Vocabulary::Trivy.read("Scanned - No Issues").no_issues);
    assert!(Vocabulary::Kubesec.read("critical").weak);
    assert!(Vocabulary::SarifLevel.read("error").weak);
    assert!(!Vocabulary::Trivy.read("HIGH").weak);
}

// Scores.

#[test]
fn scores_rate_at_the_boundaries_of_each_version() {
    use Severity::{Critical, High, Low, Medium, None};

    let table = [
        ("0.0", None, None),
        ("0.1", Low, Low),
        ("3.9", Low, Low),
        ("4.0", Medium, Medium),
        ("6.9", Medium, Medium),
        ("7.0", High, High),
        ("8.9", High, High),
        ("9.0", Critical, High),
        ("10.0", Critical, High),
    ];
    for (text, newer, two) in table {
        let score: Score = text.parse().unwrap();
        assert_eq!(score.to_string(), text);
        for version in [CvssVersion::V3_0, CvssVersion::V3_1, CvssVersion::V4] {
            assert_eq!(score.rating(version), newer, "{text} in {version}");
        }
        assert_eq!(score.rating(CvssVersion::V2), two, "{text} in 2.0");
    }
}

#[test]
fn scores_outside_the_range_or_malformed_are_refused() {
    for text in [
        "", ".", "7.", ".5", "-1", "+1", "10.1", "10.01", "11", "1e1", "7,5", "NaN", "1.2.3", "9 ",
        "256", "٣",
    ] {
        let parsed = text.parse::<Score>();
        assert_eq!(parsed.is_err(), text != "9 ", "{text:?} gave {parsed:?}");
    }
    for value in [-0.1, 10.04, 11.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert!(Score::from_f64(value).is_err(), "{value}");
    }
    assert_eq!(Score::from_tenths(101), None);
}

#[test]
fn more_decimals_round_to_the_nearest_tenth() {
    for (text, tenths) in [("7.44", 74), ("7.45", 75), ("9.96", 100), ("0.04", 0), ("5.50000", 55)]
    {
        assert_eq!(text.parse::<Score>().unwrap().tenths(), tenths, "{text}");
    }
    assert_eq!(Score::from_f64(6.999_999_9).unwrap().tenths(), 70);
    assert_eq!(Score::from_f64(0.1 + 0.2).unwrap().tenths(), 3);
}

#[test]
fn every_score_survives_json_as_number_and_as_text() {
    for tenths in 0..=100 {
        let score = Score::from_tenths(tenths).unwrap();
        let json = serde_json::to_string(&score).unwrap();
        assert_eq!(serde_json::from_str::<Score>(&json).unwrap(), score, "{json}");
        let text = format!("\"{score}\"");
        assert_eq!(serde_json::from_str::<Score>(&text).unwrap(), score);
    }
    assert_eq!(serde_json::from_str::<Score>("7").unwrap().tenths(), 70);
    let error = serde_json::from_str::<Score>("true").unwrap_err().to_string();
    assert!(error.contains("expected a CVSS score between 0.0 and 10.0"), "{error}");
    for bad in ["-1", "11", "300", "10.5", "true", "null", "[]"] {
        assert!(serde_json::from_str::<Score>(bad).is_err(), "{bad}");
    }
}
