//! Evidence made at random: small, and full of names that meet each other.

use policy_core::evidence::{
    Component, Epss, Evidence, Finding, Fix, ImageFacts, Layer, Package, Place, Product, Sbom,
    Scan, Scope, Section, Statement, VexStatus,
};
use policy_core::{LoadOptions, Severity, Text, Timestamp, Waiver};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::memo::Memo;
use crate::fixtures::{artifact, at, digest};

pub(super) const PACKAGES: [&str; 5] = [
    "pkg:npm/left-pad@1.3.0",
    "pkg:npm/left-pad@1.3.0?arch=amd64",
    "pkg:deb/debian/openssl@3.0.11-1",
    "pkg:maven/org.acme/core@2.0",
    "no purl at all",
];
pub(super) const IDS: [&str; 6] = [
    "CVE-2024-1",
    "CVE-2024-2",
    "GHSA-aaaa-bbbb-cccc",
    "GHSA-dddd-eeee-ffff",
    "XRAY-1",
    "RHSA-2024:1",
];
pub(super) const LICENCES: [&str; 7] = [
    "MIT",
    "GPL-3.0-only",
    "AGPL-3.0-only",
    "MIT OR GPL-3.0-only",
    "NOASSERTION",
    "see COPYING",
    "Apache 2.0",
];

pub(super) fn level() -> impl Strategy<Value = Severity> + Clone {
    select(&Severity::ALL[..])
}

fn fix() -> impl Strategy<Value = Fix> {
    prop_oneof![
        Just(Fix::Unknown),
        Just(Fix::NotFixed),
        Just(Fix::WontFix),
        select(vec!["1.0", "3.0.12-1", "9.9", "what?"]).prop_map(|version| Fix::fixed([version])),
    ]
}

/// A day of the sixty that end ten days from now.
fn day() -> impl Strategy<Value = Option<Timestamp>> {
    option::of(0..60i64).prop_map(|days| after("2026-10-01", days?))
}

fn after(start: &str, days: i64) -> Option<Timestamp> {
    Timestamp::from_unix(at(start).as_unix() + days * 86_400)
}

fn place() -> impl Strategy<Value = Place> {
    (
        option::of(any::<bool>()),
        option::of(select(vec![Scope::Required, Scope::Dev])),
        option::of(Just(Layer::Base)),
    )
        .prop_map(|(direct, scope, layer)| {
            let mut place = Place::new();
            place.direct = direct;
            place.scope = scope;
            place.layer = layer;
            place
        })
}

prop_compose! {
    pub(super) fn finding()(
        ids in subsequence(&IDS[..], 1..=3),
        package in select(&PACKAGES[..]),
        levels in vec((select(vec!["nvd", "ubuntu", "trivy"]), level()), 0..3),
        fix in fix(),
        kev in option::of(any::<bool>()),
        epss in option::of(0..=1_000_000u32),
        dates in [day(), day(), day()],
        place in place(),
    ) -> Finding {
        let mut finding = Finding::new(ids[0], Package::from_text(package)).fix(fix).place(place);
        finding.aliases = ids[1..].iter().map(|id| Text::from(*id)).collect();
        finding.kev = kev;
        finding.epss = epss.and_then(Epss::from_ppm);
        [finding.published, finding.fix_available_since, finding.first_seen] = dates;
        levels.into_iter().fold(finding, |finding, (source, level)| finding.severity(source, level))
    }
}

fn scan(name: &'static str) -> impl Strategy<Value = Scan> {
    prop_oneof![
        6 => vec(finding(), 0..5).prop_map(move |findings| Scan::new(name).findings(findings)),
        1 => vec(finding(), 0..3).prop_map(move |findings| Scan::new(name).findings(findings).gap("a gap")),
        1 => Just(Scan::failed(name, "down")),
    ]
}

fn component() -> impl Strategy<Value = Component> {
    (select(&PACKAGES[..]), vec(select(&LICENCES[..]), 0..3), place()).prop_map(
        |(package, licences, place)| {
            licences
                .into_iter()
                .fold(Component::new(Package::from_text(package)).place(place), Component::licence)
        },
    )
}

fn statement() -> impl Strategy<Value = Statement> {
    let status = select(vec![
        VexStatus::NotAffected,
        VexStatus::Fixed,
        VexStatus::Affected,
        VexStatus::UnderInvestigation,
    ]);
    let product = prop_oneof![
        select(&PACKAGES[..4]).prop_map(|purl| Product::Package(purl.parse().unwrap())),
        Just(Product::Artifact { digest: digest('a'), subcomponents: Vec::new() }),
    ];
    (select(&IDS[..]), status, product, option::of(0..40i64), any::<bool>()).prop_map(
        |(id, status, product, days, justified)| {
            let mut statement = Statement::new("doc", "Acme", id, status).product(product);
            if justified {
                statement = statement.justification("component_not_present");
            }
            statement.timestamp = days.and_then(|days| after("2026-10-15", days));
            statement
        },
    )
}

fn image() -> impl Strategy<Value = Section<ImageFacts>> {
    prop_oneof![
        1 => Just(Section::default()),
        4 => select(vec!["acme.io/api", "acme.io/api:1", "acme.io/api:2", "evil.io/api:latest"])
            .prop_map(|text| Section::Present(ImageFacts::new(text.parse().unwrap()))),
    ]
}

/// Waivers as people write them, with ids that tell them apart.
fn waivers() -> impl Strategy<Value = Vec<Waiver>> {
    let matcher = prop_oneof![
        3 => select(&IDS[..]).prop_map(|id| format!("vulnerability: {id:?}")),
        2 => select(vec!["severe", "fixable", "exploited", "licences", "image", "asked", "odd"])
            .prop_map(|rule| format!("rule: {rule}")),
        1 => select(vec!["pkg:npm/*", "pkg:deb/debian/openssl", "no purl *"])
            .prop_map(|component| format!("component: {component:?}")),
        1 => select(vec!["GPL-3.0-only", "AGPL-3.0-only"]).prop_map(|licence| format!("licence: {licence}")),
    ];
    let more = select(vec![
        "",
        "",
        ", effect: { downgrade_to: warn }",
        ", conditions: { only_while_no_fix: true }",
        ", conditions: { max_severity: medium }",
        ", conditions: { kev: deny }",
        ", not_before: 2026-11-21",
    ]);
    let expires = select(vec!["2026-11-10", "2026-11-25", "2027-01-31"]);
    vec((matcher, more, expires), 0..4).prop_map(|list| {
        list.into_iter()
            .enumerate()
            .map(|(index, (matcher, more, expires))| {
                // What begins does so before it ends.
                let expires = if more.contains("not_before") { "2027-01-31" } else { expires };
                let mut waiver =
                    waiver(&format!("match: {{ {matcher} }}, expires: {expires}{more}"));
                waiver.id = format!("W-{index}").into();
                waiver
            })
            .collect()
    })
}

/// A waiver given without id, reason and owner; read once for all cases.
fn waiver(rest: &str) -> Waiver {
    static READ: Memo<String, Waiver> = Memo::new();
    READ.get(&rest.to_owned(), |rest| {
        let text = format!("[{{ id: W, reason: r, owner: o, {rest} }}]");
        Waiver::parse_list(&text, &LoadOptions::default()).unwrap().0.remove(0)
    })
}

prop_compose! {
    pub(super) fn evidence()(
        trivy in scan("trivy"),
        xray in option::of(scan("xray")),
        components in option::weighted(0.8, vec(component(), 0..4)),
        statements in vec(statement(), 0..4),
        image in image(),
        waivers in waivers(),
        is_thorough in proptest::bool::weighted(0.5),
    ) -> Evidence {
        let mut evidence = Evidence::new(artifact()).with_scan(trivy).with_image(image).with_waivers(waivers);
        evidence.scans.extend(xray);
        if let Some(components) = components {
            evidence = evidence.with_sbom(Sbom::new(components));
        }
        if !statements.is_empty() {
            evidence = evidence.with_vex(statements);
        }
        if is_thorough {
            for scan in &mut evidence.scans {
                if let Section::Present(findings) | Section::Incomplete(findings, _) = &mut scan.findings {
                    findings.iter_mut().for_each(complete);
                }
            }
        }
        evidence
    }
}

/// Fills in what the scanner does not know, or a missing fact would hide every other.
fn complete(finding: &mut Finding) {
    finding.kev.get_or_insert(false);
    finding.reachable.get_or_insert(false);
    for date in [&mut finding.published, &mut finding.fix_available_since, &mut finding.first_seen]
    {
        *date = date.or(after("2026-11-18", 0));
    }
    finding.epss = finding.epss.or(Epss::from_ppm(100_000));
    if finding.fix == Fix::Unknown {
        finding.fix = Fix::NotFixed;
    }
    finding.place.direct.get_or_insert(true);
    finding.place.scope.get_or_insert(Scope::Required);
    if !finding.ratings.iter().any(|rating| rating.level.is_known()) {
        *finding = finding.clone().severity("nvd", Severity::Medium);
    }
}
