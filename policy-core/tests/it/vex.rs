//! VEX statements: which finding they speak for, and whether they are followed.

#![expect(clippy::unwrap_used, reason = "helpers outside of test functions")]

use policy_core::decision::Suppression;
use policy_core::evidence::{
    Evidence, Finding, Fix, Package, PackageRange, Product, Statement, Trust, VexStatus,
};
use policy_core::{Outcome, Severity};

use crate::fixtures::{LEFT_PAD, LOG4J, at, digest, finding, fixed, now, outcome, policy, scanned};

const RULES: &str = "rules: [{ id: critical, vulnerability: { severity: critical } }]";

fn says(status: VexStatus) -> Statement {
    Statement::new("https://acme.io/vex/1", "Acme", "CVE-2024-1", status)
        .justification("vulnerable_code_not_in_execute_path")
        .timestamp(at("2026-11-01"))
}

fn package(purl: &str) -> Product {
    Product::Package(purl.parse().unwrap())
}

fn artifact(digit: char, subcomponents: &[&str]) -> Product {
    Product::Artifact {
        digest: digest(digit),
        subcomponents: subcomponents.iter().map(|purl| purl.parse().unwrap()).collect(),
    }
}

fn evidence(statements: Vec<Statement>) -> Evidence {
    let critical = finding("CVE-2024-1", &format!("{LEFT_PAD}?arch=amd64"), Severity::Critical);
    scanned([critical]).with_vex(statements)
}

#[test]
fn products_match_from_the_general_to_the_specific() {
    for (product, covers) in [
        (package("pkg:npm/left-pad@1.3.0"), true),
        (package("pkg:npm/left-pad"), true),
        (package("pkg:npm/left-pad@1.3.0?arch=amd64"), true),
        (package("pkg:npm/left-pad@1.3.0?arch=arm64"), false),
        (package("pkg:npm/left-pad@1.3.1"), false),
        (package("pkg:npm/left"), false),
        (artifact('a', &[]), true),
        (artifact('b', &[]), false),
        (artifact('a', &["pkg:npm/left-pad"]), true),
        (artifact('a', &["pkg:npm/right-pad", "pkg:npm/left-pad@1.3.0"]), true),
        (artifact('a', &["pkg:npm/right-pad"]), false),
    ] {
        let text = format!("{product:?}");
        let evidence = evidence(vec![says(VexStatus::NotAffected).product(product)]);
        let expected = if covers { Outcome::Allow } else { Outcome::Deny };
        assert_eq!(outcome(&policy(RULES), &evidence), expected, "{text}");
    }
    assert_eq!(
        outcome(&policy(RULES), &evidence(vec![says(VexStatus::NotAffected)])),
        Outcome::Deny,
        "a statement about nothing"
    );
}

/// The version of Debian's packages has an epoch, which their purls have as a qualifier.
#[test]
fn a_statement_may_name_the_version_as_the_package_or_as_its_purl_has_it() {
    let installed =
        Package::from_text("pkg:deb/debian/openssl@3.0.11-1?epoch=1").with_version("1:3.0.11-1");
    for (stated, expected) in [
        ("pkg:deb/debian/openssl@3.0.11-1", Outcome::Allow),
        ("pkg:deb/debian/openssl@1:3.0.11-1", Outcome::Allow),
        ("pkg:deb/debian/openssl@2:3.0.11-1", Outcome::Deny),
    ] {
        let critical =
            Finding::new("CVE-2024-1", installed.clone()).severity("nvd", Severity::Critical);
        let statement = says(VexStatus::NotAffected).product(package(stated));
        let evidence = scanned([critical]).with_vex(vec![statement]);
        assert_eq!(outcome(&policy(RULES), &evidence), expected, "{stated}");
    }
}

#[test]
fn a_range_of_versions_covers_what_is_certainly_in_it() {
    let range = |text: &str| {
        Product::Range(PackageRange::new("pkg:npm/left-pad".parse().unwrap(), text).unwrap())
    };
    let judge = |installed: &str, statements: Vec<Statement>| {
        let package = format!("pkg:npm/left-pad@{installed}");
        let evidence = scanned([finding("CVE-2024-1", &package, Severity::Critical)]);
        outcome(&policy(RULES), &evidence.with_vex(statements))
    };
    let clear = |text: &str| says(VexStatus::NotAffected).product(range(text));
    for (text, installed, covers) in [
        ("vers:npm/<1.4.0", "1.3.0", true),
        ("vers:npm/<1.4.0", "1.4.0", false),
        ("vers:npm/>=1.0.0|<1.4.0", "0.9.0", false),
        ("[1.0.0,1.4.0)", "1.3.0", true),
        ("vers:npm/<1.4.0", "main", false),
    ] {
        let expected = if covers { Outcome::Allow } else { Outcome::Deny };
        assert_eq!(judge(installed, vec![clear(text)]), expected, "{installed} in {text}");
    }
    // It is more exact than the package as such, and less than its version.
    let hit = |product| says(VexStatus::Affected).product(product);
    let older = |statement: Statement| statement.timestamp(at("2026-10-01"));
    let in_general = hit(package("pkg:npm/left-pad"));
    assert_eq!(judge("1.3.0", vec![older(clear("vers:npm/<2")), in_general]), Outcome::Allow);
    let of_version = older(hit(package("pkg:npm/left-pad@1.3.0")));
    assert_eq!(judge("1.3.0", vec![clear("vers:npm/<2"), of_version]), Outcome::Deny);
    // What warns of a package need not know that it is the version.
    let in_general = older(says(VexStatus::NotAffected).product(package("pkg:npm/left-pad")));
    let warns = hit(range("vers:npm/<1.4.0"));
    assert_eq!(judge("main", vec![in_general, warns]), Outcome::Deny);
}

/// It is as exact as the statement about the whole package inside the artifact.
#[test]
fn inside_an_artifact_a_statement_may_be_about_some_versions_of_a_package() {
    let inside = |status, versions: &str| {
        let range = PackageRange::new("pkg:npm/left-pad".parse().unwrap(), versions).unwrap();
        let subcomponents = vec!["pkg:npm/right-pad".parse().unwrap(), range.into()];
        says(status).product(Product::Artifact { digest: digest('a'), subcomponents })
    };
    let judge = |installed: &str, statements: Vec<Statement>| {
        let package = format!("pkg:npm/left-pad@{installed}");
        let evidence = scanned([finding("CVE-2024-1", &package, Severity::Critical)]);
        outcome(&policy(RULES), &evidence.with_vex(statements))
    };
    for (installed, versions, expected) in [
        ("1.3.0", "vers:npm/<1.4.0", Outcome::Allow),
        ("1.4.0", "vers:npm/<1.4.0", Outcome::Deny),
        ("main", "vers:npm/<1.4.0", Outcome::Deny),
    ] {
        let cleared = inside(VexStatus::NotAffected, versions);
        assert_eq!(judge(installed, vec![cleared.clone()]), expected, "{installed} in {versions}");
        // More exact than one that names the version, and nothing else.
        let hit =
            says(VexStatus::Affected).product(package(&format!("pkg:npm/left-pad@{installed}")));
        assert_eq!(judge(installed, vec![cleared, hit]), expected, "{installed} in {versions}");
    }
    let cleared = says(VexStatus::NotAffected).product(artifact('a', &[]));
    let warns = inside(VexStatus::Affected, "vers:npm/<1.4.0");
    assert_eq!(judge("main", vec![cleared, warns]), Outcome::Deny, "it may be the version");
}

#[test]
fn ranges_are_written_and_read_as_evidence() {
    let text = r#"{"artifact": {"name": "a"}, "vex": {"present": [{"document": "d", "author": "a", "vulnerabilities": ["CVE-1"],
        "status": "fixed", "products": [{"range": {"package": "pkg:npm/x", "versions": "vers:npm/<2"}}]}]}}"#;
    let evidence = Evidence::from_json(text.as_bytes()).unwrap();
    let again = Evidence::from_json(evidence.to_json().as_bytes()).unwrap();
    assert_eq!(evidence, again);
    let foreign = text.replace("vers:npm", "vers:pypi");
    let error = Evidence::from_json(foreign.as_bytes()).unwrap_err().to_string();
    assert!(error.contains("it is not of npm"), "{error}");

    let (digest, versions) =
        (digest('a'), r#"{"package": "pkg:npm/x", "versions": "vers:npm/<2"}"#);
    let with = |part: &str| {
        let product = format!(
            r#""artifact": {{"digest": "{digest}", "subcomponents": ["pkg:npm/y", {part}]}}"#
        );
        text.replace(&format!(r#""range": {versions}"#), &product)
    };
    let evidence = Evidence::from_json(with(versions).as_bytes()).unwrap();
    assert_eq!(evidence, Evidence::from_json(evidence.to_json().as_bytes()).unwrap());
    assert!(evidence.to_canonical_json().contains(versions.replace(' ', "").as_str()));
    let at = "vex.present[0].products[0].artifact.subcomponents[1]";
    for (part, place, what) in [
        (versions.replace("vers:npm", "vers:pypi"), at.to_owned(), "it is not of npm"),
        (
            versions.replace("versions", "version"),
            format!("{at}.version"),
            "unknown key `version`; did you mean `versions`?",
        ),
        (r#""npm/x""#.to_owned(), at.to_owned(), "is not a package URL"),
        ("7".to_owned(), at.to_owned(), "expected a package URL, or an object with `package`"),
    ] {
        let error = Evidence::from_json(with(&part).as_bytes()).unwrap_err();
        assert_eq!(error.path(), place, "{error}");
        assert!(error.to_string().contains(what), "{error}");
    }
}

#[test]
fn a_document_that_comes_in_often_says_no_more() {
    let products = (0..2_000).map(|n| package(&format!("pkg:npm/left-pad@{n}.0.0")));
    let long = products.fold(says(VexStatus::NotAffected), Statement::product);
    let findings = |n: u32| finding("CVE-2024-1", &format!("pkg:npm/p{n}@1.0.0"), Severity::Low);
    let one_of_many = finding("CVE-2024-1", "pkg:npm/left-pad@1999.0.0", Severity::Critical);
    let scan = scanned((0..300).map(findings).chain([one_of_many]));
    let judge = |copies: usize| {
        policy(RULES).evaluate(&scan.clone().with_vex(vec![long.clone(); copies]), &now())
    };
    let often = judge(50);
    assert_eq!(often.suppressed.len(), 1);
    assert!(often.suppressed[0].others.is_empty());
    assert_eq!(often.to_json(), judge(1).to_json());
}

#[test]
fn only_not_affected_and_fixed_clear_a_finding() {
    for (status, expected) in [
        (VexStatus::NotAffected, Outcome::Allow),
        (VexStatus::Fixed, Outcome::Allow),
        (VexStatus::UnderInvestigation, Outcome::Deny),
        (VexStatus::Affected, Outcome::Deny),
    ] {
        let evidence = evidence(vec![says(status).product(package(LEFT_PAD))]);
        assert_eq!(outcome(&policy(RULES), &evidence), expected, "{status}");
    }
}

#[test]
fn fixed_is_believed_where_it_can_be_true() {
    let judge = |settings: &str, fix: Fix| {
        let finding = finding("CVE-2024-1", LEFT_PAD, Severity::Critical).fix(fix);
        let evidence =
            scanned([finding]).with_vex(vec![says(VexStatus::Fixed).product(package(LEFT_PAD))]);
        outcome(&policy(&format!("{settings}\n{RULES}")), &evidence)
    };
    assert_eq!(judge("", Fix::Unknown), Outcome::Allow);
    assert_eq!(judge("", Fix::fixed(["1.2.9"])), Outcome::Allow, "a backport");
    assert_eq!(judge("", Fix::fixed(["1.3.1"])), Outcome::Deny, "older than the fix");
    assert_eq!(judge("vex: { fixed_suppresses: always }", Fix::fixed(["1.3.1"])), Outcome::Allow);
    assert_eq!(judge("vex: { fixed_suppresses: never }", Fix::Unknown), Outcome::Deny);
}

#[test]
fn the_most_trusted_the_most_specific_and_the_newest_statement_wins() {
    let not = || says(VexStatus::NotAffected);
    let hit = || says(VexStatus::Affected);
    let general = || package("pkg:npm/left-pad");
    let exact = || package(LEFT_PAD);
    for (a, b, expected, why) in [
        (
            not().product(exact()).trust(Trust::Supplier),
            hit().product(exact()).trust(Trust::Scanner),
            Outcome::Allow,
            "trust",
        ),
        (
            not().product(general()).trust(Trust::Pinned),
            hit().product(exact()),
            Outcome::Allow,
            "trust before specificity",
        ),
        (not().product(exact()), hit().product(general()), Outcome::Allow, "version"),
        (hit().product(artifact('a', &[])), not().product(exact()), Outcome::Deny, "digest"),
        (
            not().product(artifact('a', &[LEFT_PAD])),
            hit().product(artifact('a', &[])),
            Outcome::Allow,
            "subcomponent",
        ),
        (
            not().product(exact()).timestamp(at("2026-11-02")),
            hit().product(exact()),
            Outcome::Allow,
            "newer",
        ),
        (
            not().product(exact()),
            hit().product(exact()).timestamp(at("2026-11-02")),
            Outcome::Deny,
            "newer",
        ),
        (not().product(exact()), hit().product(exact()), Outcome::Deny, "the worst in a tie"),
    ] {
        for statements in [vec![a.clone(), b.clone()], vec![b.clone(), a.clone(), a.clone()]] {
            assert_eq!(outcome(&policy(RULES), &evidence(statements)), expected, "{why}");
        }
    }
}

#[test]
fn a_statement_that_is_not_followed_is_remarked_with_the_reason() {
    let bare = Statement::new("doc", "Acme", "CVE-2024-1", VexStatus::NotAffected)
        .product(package(LEFT_PAD));
    let dated =
        |text: &str| bare.clone().justification("component_not_present").timestamp(at(text));
    for (settings, statement, reason) in [
        ("", bare.clone(), "it gives neither a justification nor an impact statement"),
        ("", dated("2026-11-20T12:00:01Z"), "it is dated in the future"),
        (
            "vex: { max_age: 30d }",
            dated("2026-10-01"),
            "it is 50 days old, more than the 30 days the policy allows",
        ),
        (
            "vex: { max_age: 30d }",
            bare.clone().justification("x"),
            "it has no date, and the policy limits the age of statements",
        ),
        (
            "vex: { trusted_authors: [Vendor] }",
            dated("2026-11-01"),
            "the policy does not trust `Acme`",
        ),
        (
            "vex: { accept_justifications: [inline_mitigations_already_exist] }",
            dated("2026-11-01"),
            "the policy does not accept the justification `component_not_present`",
        ),
    ] {
        let policy = policy(&format!("{settings}\n{RULES}"));
        let decision = policy.evaluate(&evidence(vec![statement]), &now());
        assert_eq!(decision.outcome, Outcome::Deny, "{reason}");
        let message = decision.diagnostics[0].message();
        assert_eq!(message, format!("`not_affected` by Acme on CVE-2024-1 in doc: {reason}"));
    }
    let lax = policy(&format!("vex: {{ require_justification: false }}\n{RULES}"));
    assert_eq!(outcome(&lax, &evidence(vec![bare])), Outcome::Allow);
}

#[test]
fn what_vex_clears_stays_visible_even_if_no_rule_minded() {
    let quiet = policy("rules: [{ id: kev, vulnerability: { kev: true }, on_unknown: allow }]");
    let statement = says(VexStatus::NotAffected).product(package(LEFT_PAD));
    let decision = quiet.evaluate(&evidence(vec![statement.clone()]), &now());
    assert_eq!(decision.suppressed.len(), 1);
    assert!(decision.suppressed[0].violations.is_empty());
    assert!(
        matches!(&decision.suppressed[0].by, Suppression::Vex { author, .. } if author == "Acme")
    );
    assert_eq!(decision.score.value, "None");

    // Another finding of the same package is not touched.
    let evidence = scanned([
        finding("CVE-2024-1", LEFT_PAD, Severity::Critical),
        finding("CVE-2024-2", LEFT_PAD, Severity::Critical),
        fixed("CVE-2024-1", LOG4J, Severity::Critical, "9"),
    ])
    .with_vex(vec![statement]);
    let decision = policy(RULES).evaluate(&evidence, &now());
    assert_eq!((decision.violations.len(), decision.suppressed.len()), (2, 1));
}

#[test]
fn a_document_that_the_policy_names_is_trusted_most_whoever_wrote_it() {
    let pinned = "vex: { pinned: [\"https://acme.io/vex/1\"], trusted_authors: [Vendor] }";
    let not = || says(VexStatus::NotAffected).product(package("pkg:npm/left-pad"));
    let hit = || {
        let mut hit = says(VexStatus::Affected).product(artifact('a', &[LEFT_PAD]));
        hit.document = "https://vendor.io/vex/1".to_owned();
        hit.author = "Vendor".to_owned();
        hit.trust(Trust::Supplier).timestamp(at("2026-11-10"))
    };
    let judge = |settings: &str, statements: Vec<Statement>| {
        outcome(&policy(&format!("{settings}\n{RULES}")), &evidence(statements))
    };
    assert_eq!(judge(pinned, vec![not(), hit()]), Outcome::Allow);
    assert_eq!(judge("vex: { trusted_authors: [Vendor] }", vec![not(), hit()]), Outcome::Deny);
    assert_eq!(judge("vex: { trusted_authors: [Vendor, Acme] }", vec![not()]), Outcome::Allow);
    // Others by the same author are followed no further than before.
    let mut elsewhere = not();
    elsewhere.document = "https://acme.io/vex/2".to_owned();
    assert_eq!(judge(pinned, vec![elsewhere]), Outcome::Deny);
    // Naming a document is no reason to believe what it does not justify.
    let mut bare = not();
    bare.justification = None;
    assert_eq!(judge(pinned, vec![bare]), Outcome::Deny);
}

#[test]
fn a_reason_is_a_justification_or_an_impact_statement_with_words_in_it() {
    let judge = |settings: &str, justification: Option<&str>, statement: Option<&str>| {
        let mut said = says(VexStatus::NotAffected).product(package(LEFT_PAD));
        said.justification = justification.map(str::to_owned);
        said.statement = statement.map(str::to_owned);
        let policy = policy(&format!("{settings}\n{RULES}"));
        let decision = policy.evaluate(&evidence(vec![said]), &now());
        let note = decision.diagnostics.first().map(|note| note.message().to_owned());
        (decision.outcome, note.and_then(|note| Some(note.rsplit_once("doc: ")?.1.to_owned())))
    };
    assert_eq!(judge("", None, Some("we never call it")).0, Outcome::Allow);
    assert_eq!(judge("", Some("component_not_present"), None).0, Outcome::Allow);
    assert_eq!(judge("", Some(" "), Some("\n")).0, Outcome::Deny);
    let accepts = "vex: { accept_justifications: [component_not_present] }";
    assert_eq!(judge(accepts, Some("component_not_present"), None).0, Outcome::Allow);
    assert_eq!(judge(accepts, None, Some("we never call it")).0, Outcome::Deny);
    // Whoever says that it is fixed need not say why.
    let fixed = Statement::new("doc", "Acme", "CVE-2024-1", VexStatus::Fixed);
    let fixed = evidence(vec![fixed.product(package(LEFT_PAD))]);
    assert_eq!(outcome(&policy(&format!("{accepts}\n{RULES}")), &fixed), Outcome::Allow);
}

#[test]
fn what_clears_every_component_is_remarked() {
    let remarks = |status: VexStatus, product: Product| {
        let evidence = evidence(vec![says(status).product(product)]);
        let decision = policy(RULES).evaluate(&evidence, &now());
        decision.diagnostics.iter().map(|note| note.message().to_owned()).collect::<Vec<String>>()
    };
    for (status, is_remarked) in [
        (VexStatus::NotAffected, true),
        (VexStatus::Fixed, true),
        (VexStatus::Affected, false),
        (VexStatus::UnderInvestigation, false),
    ] {
        let found = remarks(status, artifact('a', &[]));
        assert_eq!(found.len(), usize::from(is_remarked), "{status}: {found:?}");
        for message in found {
            assert!(message.ends_with("it names no component, hence covers all of them"));
        }
        assert!(remarks(status, artifact('a', &[LEFT_PAD])).is_empty());
        assert!(remarks(status, package(LEFT_PAD)).is_empty());
    }
}

#[test]
fn a_part_of_a_package_is_what_the_statement_says_it_is() {
    let judge = |stated: &str, found: &str| {
        let statement = says(VexStatus::NotAffected).product(package(stated));
        let critical = finding("CVE-2024-1", found, Severity::Critical);
        outcome(&policy(RULES), &scanned([critical]).with_vex(vec![statement]))
    };
    assert_eq!(judge("pkg:npm/left-pad@1.3.0#lib", LEFT_PAD), Outcome::Deny);
    assert_eq!(judge("pkg:npm/left-pad@1.3.0#lib", "pkg:npm/left-pad@1.3.0#lib"), Outcome::Allow);
    assert_eq!(judge("pkg:npm/left-pad@1.3.0#lib", "pkg:npm/left-pad@1.3.0#bin"), Outcome::Deny);
    assert_eq!(judge(LEFT_PAD, "pkg:npm/left-pad@1.3.0#bin"), Outcome::Allow);
    assert_eq!(judge(LEFT_PAD, "left-pad"), Outcome::Deny, "a name alone is of no ecosystem");
    assert_eq!(judge("pkg:npm/left-pad", "pkg:npm/left-pad"), Outcome::Allow);
    assert_eq!(judge(LEFT_PAD, "pkg:npm/left-pad"), Outcome::Deny, "of which version is unknown");
}

#[test]
fn what_cannot_be_fixed_yet_is_remarked() {
    let judge = |settings: &str, package_url: &str, fix: Fix| {
        let critical = finding("CVE-2024-1", package_url, Severity::Critical).fix(fix);
        let said = says(VexStatus::Fixed).product(package("pkg:npm/left-pad"));
        let policy = policy(&format!("{settings}\n{RULES}"));
        let decision = policy.evaluate(&scanned([critical]).with_vex(vec![said]), &now());
        let messages = decision.diagnostics.iter().map(|note| note.message().to_owned());
        let of_statements = messages.filter(|message| message.starts_with("`fixed`"));
        (decision.outcome, of_statements.collect::<Vec<String>>())
    };
    let (found, messages) = judge("", LEFT_PAD, Fix::fixed(["1.3.1", "2.0.0"]));
    assert_eq!(found, Outcome::Deny);
    assert_eq!(
        messages,
        [
            "`fixed` by Acme on CVE-2024-1 in https://acme.io/vex/1: pkg:npm/left-pad@1.3.0 is older than every known fix of CVE-2024-1"
        ]
    );
    assert_eq!(judge("", LEFT_PAD, Fix::fixed(["1.3.0"])), (Outcome::Allow, Vec::new()));
    assert_eq!(judge("", LEFT_PAD, Fix::fixed(["2.0.0", "1.2.0"])), (Outcome::Allow, Vec::new()));
    let never = "vex: { fixed_suppresses: never }";
    assert_eq!(judge(never, LEFT_PAD, Fix::fixed(["1.3.0"])), (Outcome::Deny, Vec::new()));
    assert_eq!(judge(never, LEFT_PAD, Fix::fixed(["1.3.1"])), (Outcome::Deny, Vec::new()));
    let always = "vex: { fixed_suppresses: always }";
    assert_eq!(judge(always, LEFT_PAD, Fix::fixed(["1.3.1"])), (Outcome::Allow, Vec::new()));
    // What is installed in no known version is not known to have the fix.
    assert_eq!(judge("", "pkg:npm/left-pad", Fix::fixed(["1.3.1"])).0, Outcome::Deny);
    assert_eq!(judge("", "pkg:npm/left-pad", Fix::Unknown).0, Outcome::Allow);
}

#[test]
fn the_statements_that_lost_are_kept_beside_the_one_that_won() {
    let won = says(VexStatus::NotAffected).product(package(LEFT_PAD));
    let lost = says(VexStatus::Affected).product(package("pkg:npm/left-pad"));
    let other = says(VexStatus::Fixed).product(package("pkg:npm/other"));
    let evidence = evidence(vec![lost, other, won.clone(), won]);
    let decision = policy(RULES).evaluate(&evidence, &now());
    let [suppressed] = decision.suppressed.as_slice() else { unreachable!("{decision}") };
    assert_eq!(suppressed.others.len(), 1);
    assert!(matches!(&suppressed.others[0], Suppression::Vex { status: VexStatus::Affected, .. }));
}

/// Or whoever states much would decide how long a decision gets.
#[test]
fn of_many_statements_that_lost_the_strongest_are_listed() {
    let day = |n: i64| policy_core::Timestamp::from_unix(at("2026-01-01").as_unix() + n * 3_600);
    let statements = (0..150).map(|n| {
        let statement = says(VexStatus::NotAffected).product(artifact('a', &[]));
        statement.timestamp(day(n).unwrap())
    });
    let decision = policy(RULES).evaluate(&evidence(statements.collect()), &now());
    let [suppressed] = decision.suppressed.as_slice() else { panic!("one finding") };
    let dated = |by: &Suppression| match by {
        Suppression::Vex { timestamp, .. } => *timestamp,
        _ => None,
    };
    assert_eq!(dated(&suppressed.by), day(149));
    let others: Vec<_> = suppressed.others.iter().map(dated).collect();
    assert_eq!(others, (49..149).rev().map(day).collect::<Vec<_>>());
}
