//! The choice among several ratings.

use super::*;

fn nvd(score: &str) -> Rating {
    Rating::scored("nvd", RatingKind::Nvd, CvssVersion::V3_1, score.parse().unwrap())
}

fn ratings() -> Vec<Rating> {
    vec![
        Rating::new("ubuntu", RatingKind::Vendor, Severity::Low),
        nvd("7.8"),
        Rating::new("trivy", RatingKind::Scanner, Severity::Medium),
        Rating::new("grype", RatingKind::Scanner, Severity::Unknown),
    ]
}

fn names(list: &[&str]) -> Vec<String> {
    list.iter().map(|&name| name.to_owned()).collect()
}

#[test]
fn each_strategy_picks_its_winner() {
    let table = [
        (Strategy::Max, Severity::High, "nvd", false),
        (Strategy::Prefer(names(&["debian", "ubuntu", "nvd"])), Severity::Low, "ubuntu", false),
        (Strategy::Prefer(names(&["debian"])), Severity::High, "nvd", true),
        (Strategy::Scanner(names(&["grype", "trivy"])), Severity::Medium, "trivy", false),
        (Strategy::Scanner(vec![]), Severity::Medium, "trivy", false),
        (Strategy::Scanner(names(&["grype"])), Severity::High, "nvd", true),
        (Strategy::Cvss, Severity::High, "nvd", false),
    ];
    for (strategy, level, winner, fell_back) in table {
        let resolver = Resolver::new(strategy.clone());
        let effective = resolver.resolve(&ratings());
        assert_eq!(effective.level, level, "{strategy:?}");
        assert_eq!(effective.winner.as_ref().unwrap().source, winner, "{strategy:?}");
        assert_eq!(effective.fell_back, fell_back, "{strategy:?}");
        assert_eq!(effective.strategy, strategy.to_string());
        assert_eq!(resolver.level(&ratings()), level);
        assert_eq!(effective.ratings.len(), 4);
    }
}

/// The level alone is worked out by a shorter way where there are nothing but words.
#[test]
fn the_level_is_that_of_the_whole_resolution() {
    let words = [
        Rating::new("ubuntu", RatingKind::Vendor, Severity::Low),
        Rating::new("trivy", RatingKind::Scanner, Severity::Critical),
        Rating::new("grype", RatingKind::Scanner, Severity::Medium),
    ];
    for (strategy, level) in [
        (Strategy::Max, Severity::Critical),
        (Strategy::Prefer(names(&["ubuntu"])), Severity::Low),
        (Strategy::Scanner(names(&["grype"])), Severity::Medium),
        (Strategy::Cvss, Severity::Critical),
    ] {
        let resolver = Resolver::new(strategy);
        assert_eq!(resolver.level(&words), level, "{resolver:?}");
        assert_eq!(resolver.resolve(&words).level, level, "{resolver:?}");
    }
}

#[test]
fn unknown_only_if_all_are_unknown() {
    let resolver = Resolver::default();
    assert_eq!(resolver.level(&[]), Severity::Unknown);
    let unknown = Rating::new("grype", RatingKind::Scanner, Severity::Unknown);
    let effective = resolver.resolve(std::slice::from_ref(&unknown));
    assert_eq!((effective.level, effective.winner.is_none()), (Severity::Unknown, true));
    assert_eq!(effective.to_string(), "Unknown by grype; strategy max → Unknown");
    let none = Rating::new("suse", RatingKind::Vendor, Severity::None);
    assert_eq!(resolver.level(&[unknown, none]), Severity::None);
    assert_eq!(resolver.resolve(&[]).to_string(), "no rating; strategy max → Unknown");
}

#[test]
fn weak_ratings_count_only_if_nothing_else_is_known() {
    let weak = Rating::new("semgrep", RatingKind::Scanner, Severity::High).weak();
    let unknown = Rating::new("trivy", RatingKind::Scanner, Severity::Unknown);
    let strong = Rating::new("ubuntu", RatingKind::Vendor, Severity::Low);
    let resolver = Resolver::default();
    assert_eq!(resolver.level(&[weak.clone(), unknown]), Severity::High);
    assert_eq!(resolver.level(&[weak, strong]), Severity::Low);
}

#[test]
fn a_word_of_a_weak_vocabulary_makes_a_weak_rating() {
    let rating = |vocabulary| Rating::by_word("tool", RatingKind::Scanner, vocabulary, "warning");
    assert!(rating(Vocabulary::SarifLevel).weak);
    assert_eq!(rating(Vocabulary::SarifLevel).level, Severity::Medium);
    assert!(!rating(Vocabulary::Trivy).weak);
}

#[test]
fn the_metrics_that_count_are_those_asked_for() {
    let stated =
        Vector::parse("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:H/SC:N/SI:N/SA:N/AR:L")
            .unwrap();
    let resolver = || Resolver::new(Strategy::Cvss);
    let tenths = |resolver: &Resolver| resolver.score(&stated).score.tenths();
    assert_eq!(tenths(&resolver()), 87);
    let all = resolver().metrics(CvssMetrics::Environmental);
    assert_eq!((tenths(&all), &all.strategy), (79, &Strategy::Cvss));
    assert_eq!(tenths(&all.metrics(CvssMetrics::Base)), 87);
}

#[test]
fn of_one_source_only_the_preferred_version_of_cvss_counts() {
    let old = Rating::scored("nvd", RatingKind::Nvd, CvssVersion::V2, "7.5".parse().unwrap());
    let new = nvd("5.3");
    let other = Rating::scored("ghsa", RatingKind::Ghsa, CvssVersion::V2, "7.1".parse().unwrap());
    let resolver = Resolver::default();
    assert_eq!(resolver.level(&[old.clone(), new.clone()]), Severity::Medium);
    assert_eq!(resolver.winner(&[old.clone(), new.clone(), other.clone()]), Some(&other));
    let backwards = resolver.cvss_preference(CvssPreference::new([CvssVersion::V2]));
    assert_eq!(backwards.level(&[old, new]), Severity::High);
}

#[test]
fn the_explanation_names_every_rating_and_the_winner() {
    let effective = Resolver::new(Strategy::Prefer(names(&["debian"]))).resolve(&ratings());
    assert_eq!(
        effective.to_string(),
        "Unknown by grype, High 7.8 by nvd, Medium by trivy, Low by ubuntu; \
         strategy prefer found none, max → High"
    );
    let json = serde_json::to_value(&effective).unwrap();
    assert_eq!(json["winner"]["score"], 7.8);
    assert_eq!(json["winner"]["cvss"], "3.1");
    assert_eq!(
        serde_json::from_value::<policy_core::severity::Effective>(json).unwrap(),
        effective
    );
}

fn any_rating() -> impl Generator<Value = Rating> {
    let source = prop_oneof![Just("nvd"), Just("ghsa"), Just("trivy"), Just("ubuntu")];
    let version = prop_oneof![
        Just(CvssVersion::V2),
        Just(CvssVersion::V3_0),
        Just(CvssVersion::V3_1),
        Just(CvssVersion::V4)
    ];
    let kind =
        prop_oneof![Just(RatingKind::Nvd), Just(RatingKind::Scanner), Just(RatingKind::Vendor)];
    (source, kind, 0..7_usize, option::of((version, 0..=100_u8)), any::<bool>()).prop_map(
        |(source, kind, level, scored, weak)| {
            let rating = match scored {
                Some((version, tenths)) => {
                    Rating::scored(source, kind, version, Score::from_tenths(tenths).unwrap())
                }
                None => Rating::new(source, kind, Severity::ALL[level]),
            };
            if weak { rating.weak() } else { rating }
        },
    )
}

fn any_strategy() -> impl Generator<Value = Strategy> {
    let list = collection::vec(prop_oneof![Just("nvd".to_owned()), Just("trivy".to_owned())], 0..3);
    (0..4_u8, list).prop_map(|(which, list)| match which {
        0 => Strategy::Max,
        1 => Strategy::Prefer(list),
        2 => Strategy::Scanner(list),
        _ => Strategy::Cvss,
    })
}

proptest! {
    #[test]
    fn order_and_repetition_of_ratings_change_nothing(
        ratings in collection::vec(any_rating(), 0..8),
        strategy in any_strategy(),
        turn in 0..8_usize,
    ) {
        let resolver = Resolver::new(strategy);
        let expected = resolver.resolve(&ratings);
        prop_assert_eq!(resolver.level(&ratings), expected.level);
        let mut turned = ratings.clone();
        turned.extend(ratings.iter().take(2).cloned());
        let by = turn.min(turned.len());
        turned.rotate_left(by);
        prop_assert_eq!(resolver.resolve(&turned), expected.clone());
        turned.reverse();
        prop_assert_eq!(resolver.resolve(&turned), expected);
    }

    #[test]
    fn one_more_strong_word_never_lowers_the_maximum(
        ratings in collection::vec(any_rating(), 0..8),
        level in 1..7_usize,
    ) {
        let resolver = Resolver::default();
        let strong = ratings.iter().any(|r| !r.weak && r.level.is_known());
        let before = resolver.level(&ratings);
        let mut more = ratings;
        more.push(Rating::new("debian", RatingKind::Vendor, Severity::ALL[level]));
        let after = resolver.level(&more);
        if strong {
            prop_assert!(after.compare(before) != Some(Ordering::Less));
        }
        prop_assert!(after.at_least(Severity::ALL[level]).is_true());
    }

    #[test]
    fn no_text_makes_the_vector_parser_panic(text in ".{0,64}") {
        let _ = Vector::parse(&text);
        let _ = text.parse::<Score>();
        let _ = Vector::parse(&format!("CVSS:4.0/{text}"));
    }

    #[test]
    fn canonical_text_reads_back(av in 0..4_usize, e in 0..5_usize, a in 0..3_usize) {
        let text = format!(
            "CVSS:3.1/A:{}/I:N/C:L/S:C/UI:R/PR:H/AC:H/AV:{}/E:{}",
            ["N", "L", "H"][a], ["N", "A", "L", "P"][av], ["X", "U", "P", "F", "H"][e],
        );
        let vector: Vector = text.parse().unwrap();
        prop_assert_eq!(vector.to_string().parse::<Vector>().unwrap(), vector);
    }
}
