//! What to upgrade, and in which order.

#![expect(clippy::indexing_slicing, reason = "helpers outside of test functions")]

use policy_core::compare::{Change, what_if};
use policy_core::evidence::{Evidence, Finding, Fix, Layer, Place, Scan};
use policy_core::remediation::{Graph, Method, StepKind, plan};
use policy_core::{ComponentPattern, Decision, Severity};

use crate::fixtures::{finding, fixed, now, rule, scanned};

fn denied(findings: impl IntoIterator<Item = Finding>) -> Decision {
    rule("vulnerability: { severity: \">=high\" }").evaluate(&scanned(findings), &now())
}

fn through(id: &str, package: &str, fix: &str, heads: &[&str]) -> Finding {
    let name = package.trim_start_matches("pkg:npm/").replace('@', " ");
    let place = Place::new().path([heads[0], &name]).brought_by(heads.iter().copied());
    fixed(id, package, Severity::High, fix).place(place)
}

fn lines(decision: &Decision) -> Vec<String> {
    decision.remediation().steps.iter().map(ToString::to_string).collect()
}

#[test]
fn one_upgrade_of_a_direct_dependency_clears_what_comes_through_it() {
    let decision = denied([
        through("CVE-1", "pkg:npm/qs@6.5.2", "6.5.3", &["express 4.18.2"]),
        through("CVE-2", "pkg:npm/qs@6.5.2", "6.10.0", &["express 4.18.2"]),
        through("CVE-3", "pkg:npm/send@0.18.0", "0.19.0", &["express 4.18.2"]),
        fixed("CVE-4", "pkg:npm/left-pad@1.3.0", Severity::High, "2.0.0"),
    ]);
    assert_eq!(
        lines(&decision),
        [
            "upgrade express 4.18.2 to a release that brings qs 6.10.0 and send 0.19.0: clears 3 findings that deny",
            "upgrade left-pad 1.3.0 to 2.0.0, a new major version: clears 1 finding that denies",
        ]
    );
    let plan = &decision.remediation();
    assert_eq!((plan.denied, plan.denied_cleared, plan.method), (4, 4, Method::Exact));
    assert_eq!(plan.steps[0].kind, StepKind::DirectDependency);
    assert_eq!(plan.steps[0].crosses_major, None, "no registry tells which release that is");
    assert_eq!(plan.steps[1].crosses_major, Some(true));
}

#[test]
fn a_direct_dependency_with_faults_of_its_own_is_one_step() {
    let own = fixed("CVE-1", "pkg:npm/express@4.18.2", Severity::High, "4.19.2")
        .place(Place::new().path(["express 4.18.2"]));
    let decision =
        denied([own, through("CVE-2", "pkg:npm/qs@6.5.2", "6.5.3", &["express 4.18.2"])]);
    assert_eq!(
        lines(&decision),
        [
            "upgrade express 4.18.2 to 4.19.2, or to a later release if that does not bring qs 6.5.3: clears 2 findings that deny"
        ]
    );
}

#[test]
fn what_two_dependencies_bring_in_needs_both() {
    let decision = denied([
        through("CVE-1", "pkg:npm/qs@6.5.2", "6.5.3", &["body-parser 1.20.1", "express 4.18.2"]),
        through("CVE-2", "pkg:npm/send@0.18.0", "0.19.0", &["express 4.18.2"]),
    ]);
    assert_eq!(
        lines(&decision),
        [
            "upgrade express 4.18.2 to a release that brings qs 6.5.3 and send 0.19.0: clears 1 finding that denies",
            "upgrade body-parser 1.20.1 to a release that brings qs 6.5.3: clears 1 finding that denies",
        ]
    );
    let first = &decision.remediation().steps[0];
    assert_eq!(first.leaves.len(), 1, "qs is still there through body-parser");
    assert_eq!(plan(&decision.violations, 1).steps.len(), 1);
    assert_eq!(plan(&decision.violations, 1).beyond.len(), 1);
}

#[test]
fn only_a_newer_base_image_brings_what_the_base_image_brought() {
    let base = |id: &str, package: &str, fix: &str| {
        fixed(id, package, Severity::High, fix).place(Place::new().layer(Layer::Base))
    };
    let decision = denied([
        base("CVE-1", "pkg:deb/debian/openssl@3.0.11-1", "3.0.13-1"),
        base("CVE-2", "pkg:deb/debian/openssl@3.0.11-1", "3.0.14-1"),
        base("CVE-3", "pkg:deb/debian/zlib1g@1.2.13", "1.3.1"),
    ]);
    assert_eq!(
        lines(&decision),
        [
            "rebuild on a newer base image, one with openssl 3.0.14-1 and zlib1g 1.3.1: clears 3 findings that deny"
        ]
    );
    assert!(decision.remediation().steps[0].base_image);
}

#[test]
fn what_has_no_fix_is_left_and_said_to_be() {
    let decision = denied([
        fixed("CVE-1", "pkg:npm/left-pad@1.3.0", Severity::High, "1.3.1"),
        finding("CVE-2", "pkg:npm/left-pad@1.3.0", Severity::High).fix(Fix::WontFix),
    ]);
    let plan = &decision.remediation();
    assert_eq!(plan.steps[0].clears.len(), 1);
    assert_eq!(plan.steps[0].leaves, plan.without_fix);
    assert_eq!(plan.without_fix.len(), 1);
    insta::assert_snapshot!(plan, @r"
    what clears most, 1 of 2 findings that deny:
      1. upgrade left-pad 1.3.0 to 1.3.1: clears 1 finding that denies
    no newer version is known to help against 1 violation
    ");
    insta::assert_snapshot!(policy_core::remediation::plan(&decision.violations, 0), @r"
    no newer version is known to help against 1 violation
    1 violation would take more steps than these
    ");
    insta::assert_snapshot!(denied([]).remediation(), @"nothing to upgrade");
}

#[test]
fn a_finding_that_several_rules_deny_counts_once() {
    let policy = crate::fixtures::policy(
        "rules:\n  - { id: a, vulnerability: { severity: high } }\n  - { id: b, vulnerability: { any: true } }\n",
    );
    let evidence = scanned([fixed("CVE-1", "pkg:npm/left-pad@1.3.0", Severity::High, "1.3.1")]);
    let decision = policy.evaluate(&evidence, &now());
    assert_eq!(
        (decision.remediation().denied, decision.remediation().steps[0].clears.len()),
        (1, 2)
    );
}

#[test]
fn five_thousand_findings_are_planned_at_once() {
    let findings = (0..5_000).map(|number| {
        let head = format!("direct-{} 1.0.0", number % 200);
        let other = format!("direct-{} 1.0.0", (number % 200 + number % 3) % 200);
        let package = format!("pkg:npm/p{number}@1.0.0");
        let place = Place::new().path([head.clone(), format!("p{number} 1.0.0")]);
        let heads = if head == other { vec![head] } else { vec![head, other] };
        fixed("CVE-1", &package, Severity::High, "1.0.1").place(place.brought_by(heads))
    });
    let decision = denied(findings);
    assert_eq!(decision.remediation().denied, 5_000);
    assert_eq!(decision.remediation().steps.len(), 5);
    // Two hundred dependencies that hang together are too many to try them all.
    assert_eq!(decision.remediation().method, Method::Greedy);
    assert!(
        decision.remediation().denied_cleared >= 5 * 8,
        "{}",
        decision.remediation().denied_cleared
    );
}

#[test]
fn graphs_with_cycles_and_islands_have_shortest_paths() {
    let graph = Graph::new(
        "app",
        [
            ("app", "b"),
            ("app", "a"),
            ("a", "x"),
            ("b", "x"),
            ("x", "y"),
            ("y", "x"),
            ("y", "app"),
            ("a", "b"),
            ("island", "y"),
            ("x", "x"),
        ],
    );
    assert_eq!(graph.shortest_path("y"), ["a", "x", "y"]);
    assert_eq!(graph.brought_by("y"), ["a", "b"]);
    assert_eq!(graph.brought_by("b"), ["b"], "who is direct is changed itself");
    assert_eq!(graph.place("b").direct, Some(true));
    assert!(graph.shortest_path("island").is_empty());
    assert!(graph.brought_by("island").is_empty());
    assert!(graph.shortest_path("app").is_empty());
    assert!(Graph::new("nowhere", [("a", "b")]).shortest_path("b").is_empty());
}

fn of_two_scanners(trivy: Fix, grype: Fix) -> Evidence {
    let lodash = |fix| finding("CVE-1", "pkg:npm/lodash@4.17.0", Severity::High).fix(fix);
    scanned([lodash(trivy)]).with_scan(Scan::new("grype").finding(lodash(grype)))
}

fn decided(trivy: &[&str], grype: &[&str]) -> Decision {
    let fix = |versions: &[&str]| Fix::fixed(versions.iter().copied());
    let policy = rule("vulnerability: { fix_available: true }");
    policy.evaluate(&of_two_scanners(fix(trivy), fix(grype)), &now())
}

#[test]
fn where_scanners_differ_the_fix_is_what_all_of_them_have() {
    let fixed_in = |trivy: &[&str], grype: &[&str]| {
        decided(trivy, grype).violations[0].fixed_version.as_deref().map(str::to_owned)
    };
    assert_eq!(fixed_in(&["4.17.5"], &["4.17.9"]).as_deref(), Some("4.17.9"));
    assert_eq!(fixed_in(&["4.17.5", "5.0.1"], &["4.18.0", "5.0.0"]).as_deref(), Some("5.0.1"));
    // One that names nothing newer takes nothing from one that does.
    assert_eq!(fixed_in(&["4.17.5"], &[]).as_deref(), Some("4.17.5"));
    assert_eq!(fixed_in(&["4.17.5"], &["4.16.0"]).as_deref(), Some("4.17.5"));
    // What was fixed after 4.17.8 has no version yet.
    assert_eq!(fixed_in(&["4.17.5"], &["(4.17.8,)"]), None);
}

#[test]
fn a_decision_says_that_a_nearer_version_is_not_enough() {
    insta::assert_snapshot!(decided(&["4.17.5"], &["4.17.9"]), @"
    deny: registry.acme.io/shop/api:1.4.2; 1 against it
    judged by policy test at 2026-11-20T12:00:00Z

    deny: CVE-1 (High) in lodash 4.17.0, fixed in 4.17.9
      rule rule
        because it is fixed in 4.17.9; not every source says so of 4.17.5 (`fix_available true`)
      upgrade lodash 4.17.0 to 4.17.9

    What cannot be fixed today needs a waiver with a reason and an end, granted by whoever owns the policy.
    ");
    let none = decided(&["4.17.5"], &["(4.17.8,)"]);
    assert_eq!(
        none.violations[0].because[0].to_string(),
        "it is said to be fixed in (4.17.8,), 4.17.5, but no version by every source (`fix_available true`)"
    );
}

#[test]
fn what_if_goes_by_the_version_that_is_recommended() {
    let policy = rule("vulnerability: { any: true }");
    let upgrade = |to: &str| Change::Upgrade {
        component: ComponentPattern::parse("pkg:npm/lodash").unwrap(),
        to: to.to_owned(),
    };
    let left = |trivy, grype, to| {
        let evidence = of_two_scanners(trivy, grype);
        what_if(&policy, &evidence, &[upgrade(to)], &now()).after.violations.len()
    };
    let (five, nine) = (Fix::fixed(["4.17.5"]), Fix::fixed(["4.17.9"]));
    assert_eq!(left(five.clone(), nine.clone(), "4.17.5"), 1);
    assert_eq!(left(five.clone(), nine, "4.17.9"), 0);
    assert_eq!(left(five, Fix::NotFixed, "4.17.5"), 0);
    assert_eq!(left(Fix::Unknown, Fix::NotFixed, "4.17.5"), 1);
}

#[test]
fn an_upgrade_for_one_flaw_does_not_leave_the_line_that_fixes_another() {
    let flaw = |id, fixes: &[&str]| {
        finding(id, "pkg:npm/qs@1.2.3", Severity::High).fix(Fix::fixed(fixes.iter().copied()))
    };
    // 1.4.0 is fixed for the second, and came before the first was fixed in 2.0.1.
    let decision = denied([flaw("CVE-1", &["1.2.4", "2.0.1"]), flaw("CVE-2", &["1.4.0"])]);
    assert_eq!(
        lines(&decision),
        ["upgrade qs 1.2.3 to 2.0.1, a new major version: clears 2 findings that deny"]
    );
}
