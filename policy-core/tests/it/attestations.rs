//! Who must have signed an image, and how it must have been built.

use policy_core::evidence::{Artifact, Evidence, Provenance, Section, Signature, SignatureKind};
use policy_core::{Code, LoadOptions, Outcome, Policy};

use crate::fixtures::{artifact, at, digest, now, outcome, policy, rule};

const GITHUB: &str = "https://token.actions.githubusercontent.com";
const WORKFLOW: &str = "https://github.com/acme/api/.github/workflows/release.yml@refs/tags/v1.4.2";

fn keyless(subject: &str, issuer: &str) -> Signature {
    Signature::new(subject, digest('a')).issuer(issuer).kind(SignatureKind::Keyless)
}

fn signed(signatures: impl IntoIterator<Item = Signature>) -> Evidence {
    Evidence::new(artifact()).with_signatures(signatures.into_iter().collect::<Vec<_>>())
}

fn asks(signature: &str) -> Policy {
    rule(&format!("image: {{ signature: {{ {signature} }} }}, on_unknown: warn"))
}

#[test]
fn identities_match_in_full() {
    let release = format!(
        "any_of: [{{ issuer: '{GITHUB}', subject_regex: 'https://github\\.com/acme/.+/release\\.yml@refs/tags/v.+' }}]"
    );
    let exact = format!("any_of: [{{ issuer: '{GITHUB}', subject: '{WORKFLOW}' }}]");
    for (asked, signature, expected) in [
        (&release, keyless(WORKFLOW, GITHUB), Outcome::Allow),
        (&exact, keyless(WORKFLOW, GITHUB), Outcome::Allow),
        (&release, keyless(WORKFLOW, "https://evil.example"), Outcome::Deny),
        // Anchored at both ends, whatever the author forgot.
        (&release, keyless(&format!("https://evil.example/?{WORKFLOW}"), GITHUB), Outcome::Deny),
        (&exact, keyless(&format!("{WORKFLOW}x"), GITHUB), Outcome::Deny),
        (&exact, keyless("other", GITHUB).alternative_name(WORKFLOW), Outcome::Allow),
        (&exact, Signature::new(WORKFLOW, digest('a')), Outcome::Deny),
    ] {
        let text = format!("{asked} {signature:?}");
        assert_eq!(outcome(&asks(asked), &signed([signature])), expected, "{text}");
    }
    // An alternation is anchored as a whole.
    let either = asks("any_of: [{ key_id: k, subject_regex: 'a|b' }]");
    let by = |name: &str| signed([Signature::new(name, digest('a')).key_id("k")]);
    assert_eq!(outcome(&either, &by("b")), Outcome::Allow);
    assert_eq!(outcome(&either, &by("ax")), Outcome::Deny);
}

#[test]
fn everything_an_identity_asks_must_hold_of_one_signature() {
    let asked = asks(
        "any_of: [{ key_id: k, kind: kms, log_verified: true, timestamp_verified: true, predicate_type: p }]",
    );
    let full = || {
        Signature::new("k", digest('a'))
            .kind(SignatureKind::Kms)
            .log_verified()
            .timestamp_verified()
            .predicate_type("p")
    };
    assert_eq!(outcome(&asked, &signed([full()])), Outcome::Allow);
    let mut without = full();
    without.log_verified = false;
    let mut elsewhere = full();
    elsewhere.predicate_type = None;
    assert_eq!(outcome(&asked, &signed([without, elsewhere])), Outcome::Deny);
}

#[test]
fn thresholds_count_identities_and_not_signatures() {
    let by = |name: &str| Signature::new(name, digest('a'));
    let three = "[{ key_id: a }, { key_id: b }, { key_id: c }]";
    for (asked, names, expected) in [
        (format!("any_of: {three}"), vec!["b"], Outcome::Allow),
        (format!("any_of: {three}, threshold: 2"), vec!["a", "c"], Outcome::Allow),
        (format!("any_of: {three}, threshold: 2"), vec!["a", "a", "x"], Outcome::Deny),
        (format!("all_of: {three}"), vec!["a", "b"], Outcome::Deny),
        (format!("all_of: {three}"), vec!["c", "a", "b"], Outcome::Allow),
    ] {
        let evidence = signed(names.iter().map(|name| by(name)));
        assert_eq!(outcome(&asks(&asked), &evidence), expected, "{asked} {names:?}");
    }
}

#[test]
fn not_looked_for_is_unknown_and_not_found_is_no() {
    let asked = asks("any_of: [{ key_id: a }]");
    let ours = || Signature::new("a", digest('a'));
    let other = Signature::new("a", digest('b'));
    let partly = |signatures: Vec<Signature>| {
        let gap = policy_core::evidence::Gap::new("registry", "timed out");
        Evidence::new(artifact()).with_signatures(Section::from(signatures).with_gap(gap))
    };
    let nameless = Evidence::new(Artifact::new("x")).with_signatures(vec![ours()]);
    for (evidence, expected, why) in [
        (Evidence::new(artifact()), Outcome::Warn, "nobody looked"),
        (signed([]), Outcome::Deny, "looked, and found none"),
        (signed([other]), Outcome::Deny, "a signature of another artifact"),
        (partly(Vec::new()), Outcome::Warn, "half a look"),
        (partly(vec![ours()]), Outcome::Allow, "half a look was enough"),
        (nameless, Outcome::Warn, "an artifact without a digest"),
    ] {
        assert_eq!(outcome(&asked, &evidence), expected, "{why}");
    }
    let decision = asked.evaluate(&partly(Vec::new()), &now());
    assert_eq!(decision.violations[0].missing[0].why, "registry: timed out");
    let decision = asked.evaluate(&signed([]), &now());
    assert_eq!(decision.violations[0].code, Code::ImageSignature);
    insta::assert_snapshot!(decision.violations[0].message(), @"not signed as the policy asks, by key a");
}

#[test]
fn all_that_is_asked_of_a_build_must_be_said_by_one_statement() {
    let built = || {
        Provenance::new("https://slsa.dev/provenance/v1", digest('a'))
            .builder("https://github.com/actions/runner")
            .source("https://github.com/acme/api")
            .slsa_level(3)
            .tag("v1.4.2")
            .branch("main")
            .parameter("target", "release")
            .built_at(at("2026-11-01"))
    };
    let with = |change: fn(&mut Provenance)| {
        let mut statement = built();
        change(&mut statement);
        vec![statement]
    };
    for (asked, statements, expected) in [
        ("slsa_level: '>=3'", vec![built()], Outcome::Allow),
        ("slsa_level: 3", vec![built().slsa_level(4)], Outcome::Allow),
        ("slsa_level: '>=3'", vec![built().slsa_level(2)], Outcome::Deny),
        ("slsa_level: '>=3'", with(|s| s.slsa_level = None), Outcome::Warn),
        ("source_uri: 'https://github.com/acme/*'", vec![built()], Outcome::Allow),
        ("source_uri: 'https://github.com/acme'", vec![built()], Outcome::Deny),
        (
            "source_uri: 'https://github.com/acme/*'",
            vec![built().source("https://github.com/acme/a/b")],
            Outcome::Deny,
        ),
        ("builder: [other, 'https://github.com/actions/runner']", vec![built()], Outcome::Allow),
        ("builder: 'https://github.com/actions/*'", vec![built()], Outcome::Deny),
        ("predicate_type: 'https://slsa.dev/provenance/v1'", vec![built()], Outcome::Allow),
        ("predicate_type: 'https://slsa.dev/provenance/v0.2'", vec![built()], Outcome::Deny),
        ("tag: 'v*', branch: main", vec![built()], Outcome::Allow),
        ("branch: 'release/*'", vec![built()], Outcome::Deny),
        ("parameters: { target: release }", vec![built()], Outcome::Allow),
        ("parameters: { target: 're*', other: x }", vec![built()], Outcome::Deny),
        ("max_age: 30d", vec![built()], Outcome::Allow),
        ("max_age: 10d", vec![built()], Outcome::Deny),
        // Two statements do not add up.
        (
            "slsa_level: '>=3', branch: main",
            vec![built().slsa_level(2), built().branch("feature")],
            Outcome::Deny,
        ),
        ("slsa_level: '>=1'", vec![], Outcome::Deny),
    ] {
        let policy = rule(&format!("image: {{ provenance: {{ {asked} }} }}, on_unknown: warn"));
        let text = format!("{asked} {statements:?}");
        let evidence = Evidence::new(artifact()).with_provenance(statements);
        assert_eq!(outcome(&policy, &evidence), expected, "{text}");
    }
    let policy = rule("image: { provenance: { slsa_level: 3 } }, on_unknown: warn");
    assert_eq!(outcome(&policy, &Evidence::new(artifact())), Outcome::Warn, "nobody looked");
}

#[test]
fn sections_with_a_date_may_be_too_old() {
    let policy = policy(
        "requires: { signatures: { max_age: 7d }, provenance: { level: warn, max_age: 7d } }",
    );
    let evidence = |signed: Option<&str>| {
        let signature = Signature::new("a", digest('a'));
        let signature = match signed {
            Some(date) => signature.signed_at(at(date)),
            None => signature,
        };
        let built = Provenance::new("p", digest('a')).built_at(at("2026-11-19"));
        Evidence::new(artifact()).with_signatures(vec![signature]).with_provenance(vec![built])
    };
    assert_eq!(outcome(&policy, &evidence(Some("2026-11-19"))), Outcome::Allow);
    assert_eq!(outcome(&policy, &evidence(Some("2026-11-01"))), Outcome::Deny);
    assert_eq!(outcome(&policy, &evidence(None)), Outcome::Deny);
}

#[test]
fn identities_that_say_too_little_are_faults_or_lints() {
    let head = "apiVersion: policy/v1alpha1\nkind: ArtifactPolicy\nmetadata: { name: x }\nrules:\n";
    let load = |signature: &str| {
        let source = format!("{head}  - {{ id: a, image: {{ signature: {{ {signature} }} }} }}\n");
        Policy::parse(&source, &LoadOptions::default())
            .map(|(_, lints)| lints.iter().map(|lint| lint.code).collect::<Vec<_>>())
            .map_err(|error| error.diagnostics().iter().map(|fault| fault.code).collect::<Vec<_>>())
    };
    for (signature, expected) in [
        ("any_of: []", Err(vec![Code::NothingStated])),
        ("any_of: [{ kind: keyless }]", Err(vec![Code::NothingStated])),
        ("any_of: [{ key_id: a }], all_of: [{ key_id: b }]", Err(vec![Code::InvalidValue])),
        ("threshold: 2", Err(vec![Code::InvalidValue])),
        ("any_of: [{ key_id: a }], threshold: 2", Err(vec![Code::InvalidValue])),
        ("any_of: [{ key_id: a }], threshold: 0", Err(vec![Code::InvalidValue])),
        ("all_of: [{ key_id: a }], threshold: 1", Err(vec![Code::InvalidValue])),
        ("any_of: [{ issuer: i, subject_regex: '(' }]", Err(vec![Code::InvalidValue])),
        ("any_of: [{ issuer: i, issuer_regex: i }]", Err(vec![Code::InvalidValue])),
        ("any_of: [{ issuer: i, subject_regex: 'a{1000}{1000}' }]", Err(vec![Code::InvalidValue])),
        ("any_of: [{ subject: release@acme.io }]", Ok(vec![Code::LintOpenIdentity])),
        ("any_of: [{ subject: release@acme.io, issuer: i }]", Ok(vec![])),
    ] {
        assert_eq!(load(signature), expected, "{signature}");
    }
}
