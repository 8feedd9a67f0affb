//! One artifact's evidence and waivers, made up: plain data from which each engine gets its input.

use policy_core::evidence::{Artifact, Component, Evidence, Finding, Fix, Package, Sbom, Scan};
use policy_core::severity::{Rating, RatingKind};
use policy_core::{EvalContext, LoadOptions, Policy, Severity, Text, Timestamp};
use serde_json::{Value, json};

use crate::random::Random;

pub(crate) const DAY: i64 = 86_400;
/// 2026-11-20T12:00:00Z.
pub(crate) const NOW: i64 = 1_795_176_000;

pub(crate) const RULES: [&str; 3] = ["kev", "high-with-fix", "licences"];
pub(crate) const ALLOWED: [&str; 7] =
    ["MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MPL-2.0", "Zlib"];
pub(crate) const DENIED: [&str; 1] = ["AGPL-3.0-only"];
pub(crate) const LEVELS: [Severity; 6] = [
    Severity::Unknown,
    Severity::Negligible,
    Severity::Low,
    Severity::Medium,
    Severity::High,
    Severity::Critical,
];

/// What is judged.
#[derive(Clone, Debug, Default)]
pub(crate) struct Case {
    /// Package URL without version and version, licence text.
    pub(crate) components: Vec<(Item, String)>,
    pub(crate) findings: Vec<Found>,
    pub(crate) waivers: Vec<Exception>,
}

/// A package in one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    /// The package URL without version.
    pub(crate) package: String,
    pub(crate) version: String,
}

impl Item {
    pub(crate) fn purl(&self) -> String {
        format!("{}@{}", self.package, self.version)
    }
}

/// What one scanner says.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) scanner: &'static str,
    /// A CVE, a GHSA, or both.
    pub(crate) ids: Vec<String>,
    pub(crate) item: Item,
    pub(crate) ratings: Vec<(&'static str, Severity)>,
    pub(crate) fix: State,
    pub(crate) kev: Option<bool>,
    pub(crate) fixed_since: Option<i64>,
}

/// What is said about a fix.
#[derive(Clone, Debug)]
pub(crate) enum State {
    Unknown,
    None,
    Fixed(String),
}

/// A waiver.
#[derive(Clone, Debug, Default)]
pub(crate) struct Exception {
    pub(crate) id: String,
    pub(crate) vulnerability: Option<String>,
    pub(crate) licence: Option<String>,
    pub(crate) rule: Option<&'static str>,
    /// A package URL without version, or the beginning of one followed by `*`.
    pub(crate) component: Option<String>,
    pub(crate) expires: i64,
    pub(crate) not_if_kev: bool,
    pub(crate) only_while_no_fix: bool,
    pub(crate) max_severity: Option<Severity>,
}

/// One violation, by what identifies it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Identity {
    pub(crate) rule: String,
    pub(crate) id: String,
    pub(crate) component: String,
    pub(crate) effect: String,
    /// Whether something was not known.
    pub(crate) missing: bool,
}

impl Case {
    /// An image of so many components with so many findings, most components without any, as two
    /// scanners see it.
    pub(crate) fn image(findings: usize, components: usize, waivers: usize) -> Self {
        let mut random = Random(7);
        let mut case = Self::default();
        for index in 0..components {
            let package = match random.below(3) {
                0 => format!("pkg:npm/%40scope{}/part-{index}", random.below(40)),
                1 => format!("pkg:cargo/crate-{index}"),
                _ => format!("pkg:npm/module-{index}"),
            };
            let version = version(&mut random, 2);
            let licence = match random.below(100) {
                0..=1 => "AGPL-3.0-only",
                2..=3 => "GPL-2.0-only",
                4 => "see COPYING",
                5 => "NOASSERTION",
                6..=15 => "MIT OR Apache-2.0",
                16..=17 => "MIT AND GPL-3.0-only",
                _ => random.pick(&ALLOWED),
            };
            case.components.push((Item { package, version }, licence.to_owned()));
        }
        while case.findings.len() < findings {
            let found = case.finding(&mut random, findings);
            // A fifth is reported by the other scanner too, in its own words.
            if random.below(5) == 0 && case.findings.len() + 1 < findings {
                case.findings.push(second_opinion(&mut random, &found));
            }
            case.findings.push(found);
        }
        for index in 0..waivers {
            let waiver = case.waiver(&mut random, index);
            case.waivers.push(waiver);
        }
        case
    }

    /// A small case in which everything happens: few packages and ids, so that they meet.
    #[cfg(test)]
    pub(crate) fn random(seed: u64) -> Self {
        let mut random = Random(seed);
        let mut case = Self::default();
        for index in 0..1 + random.below(4) {
            let package =
                random.pick(&["pkg:npm/%40scope0/part", "pkg:npm/%40scope1/part", "pkg:cargo/a"]);
            let item =
                Item { package: format!("{package}-{index}"), version: version(&mut random, 2) };
            let licence = random.pick(&[
                "MIT",
                "ISC",
                "AGPL-3.0-only",
                "GPL-2.0-only",
                "NOASSERTION",
                "see COPYING",
                "MIT OR AGPL-3.0-only",
                "MIT AND GPL-2.0-only",
                "MIT OR NOASSERTION",
                "MIT AND NOASSERTION",
                "AGPL-3.0-only OR GPL-2.0-only",
            ]);
            case.components.push((item, licence.to_owned()));
        }
        for _ in 0..random.below(8) {
            let mut found = case.finding(&mut random, 4);
            if random.below(8) == 0 {
                found.fix = State::Fixed("what?".to_owned());
            }
            if random.below(3) == 0 {
                case.findings.push(second_opinion(&mut random, &found));
            }
            case.findings.push(found);
        }
        for index in 0..random.below(5) {
            let waiver = case.waiver(&mut random, index);
            case.waivers.push(waiver);
        }
        case
    }

    fn finding(&self, random: &mut Random, ids: usize) -> Found {
        let vulnerability = random.below(ids.max(1));
        let (cve, ghsa) = names(vulnerability);
        let item = self.components.get(random.below(self.components.len())).map_or_else(
            || Item { package: "pkg:npm/x".into(), version: "1.0.0".into() },
            |(item, _)| item.clone(),
        );
        let level = *pick(random, &[1, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 4, 4, 5, 0, 2, 3, 3, 2, 4]);
        let level = LEVELS.get(level).copied().unwrap_or_default();
        let other = LEVELS.get(random.below(4)).copied().unwrap_or_default();
        let fix = match random.below(10) {
            0 => State::Unknown,
            1..=3 => State::None,
            4 => State::Fixed(version(random, 2)),
            _ => State::Fixed(version(random, 9)),
        };
        Found {
            scanner: "trivy",
            ids: match random.below(4) {
                0 => vec![cve, ghsa],
                _ => vec![cve],
            },
            item,
            ratings: vec![("nvd", level), ("vendor", other)],
            fix,
            kev: match random.below(100) {
                0..=1 => Some(true),
                2 => None,
                _ => Some(false),
            },
            fixed_since: (random.below(10) > 0).then(|| NOW - random.below(60) as i64 * DAY),
        }
    }

    fn waiver(&self, random: &mut Random, index: usize) -> Exception {
        let component = self.components.get(random.below(self.components.len()));
        let package = component.map(|(item, _)| item.package.clone()).unwrap_or_default();
        let scope = package.rsplit_once('/').map(|(scope, _)| format!("{scope}/*"));
        let found = self.findings.get(random.below(self.findings.len()));
        let id = found.and_then(|found| found.ids.get(random.below(found.ids.len()))).cloned();
        let mut waiver = Exception {
            id: format!("W-{index:04}"),
            expires: NOW + (random.below(100) as i64 - 25) * DAY,
            not_if_kev: random.below(3) == 0,
            only_while_no_fix: random.below(4) == 0,
            max_severity: (random.below(4) == 0).then_some(Severity::High),
            ..Exception::default()
        };
        match (random.below(10), id) {
            (0..=4, Some(id)) => {
                waiver.component = found.map(|found| found.item.package.clone());
                waiver.vulnerability = Some(id);
            }
            (5..=6, Some(id)) => waiver.vulnerability = Some(id),
            (7, _) => {
                waiver.component = scope.filter(|scope| scope.contains("%40"));
                waiver.rule = Some(random.pick(&RULES));
            }
            (8, _) => {
                waiver.licence = Some(random.pick(&["AGPL-3.0-only", "GPL-2.0-only"]).to_owned());
                waiver.component = Some(package);
            }
            _ => {
                waiver.component = Some(package);
                waiver.rule = (random.below(2) == 0).then(|| random.pick(&RULES));
            }
        }
        if waiver.component.is_none() && waiver.vulnerability.is_none() {
            // Nobody waives a rule for all components.
            waiver.component = Some("pkg:cargo/nothing".to_owned());
        }
        waiver
    }

    /// The evidence as the evaluator takes it.
    pub(crate) fn evidence(&self) -> Evidence {
        let components = self.components.iter().map(|(item, licence)| {
            Component::new(Package::from_text(&item.purl())).licence(licence.as_str())
        });
        let mut evidence = Evidence::new(Artifact::new("registry.acme.io/shop/api:1.4.2"))
            .with_sbom(Sbom::new(components));
        for scanner in ["trivy", "xray"] {
            let findings = self.findings.iter().filter(|found| found.scanner == scanner);
            evidence = evidence.with_scan(Scan::new(scanner).findings(findings.map(finding)));
        }
        evidence
    }

    /// The policy as its file says it.
    pub(crate) fn policy(&self) -> Result<Policy, String> {
        let list = |words: &[&str]| words.join(", ");
        let mut text = format!(
            "apiVersion: policy/v1alpha1
kind: ArtifactPolicy
metadata: {{ name: bench, version: 1, owner: security@acme.io }}
rules:
  - id: kev
    vulnerability: {{ kev: true }}
    effect: deny
    on_unknown: warn
    message: known exploited; no grace
  - id: high-with-fix
    vulnerability: {{ severity: \">=high\", fix_available: true }}
    grace: {{ critical: 3d, high: 14d, from: fix_available_since }}
    effect: deny
    on_unknown: warn
  - id: licences
    licences: {{ allow: [{}], deny: [{}], unknown: warn }}
    effect: deny
",
            list(&ALLOWED),
            list(&DENIED)
        );
        if !self.waivers.is_empty() {
            text.push_str("waivers:\n  list:\n");
        }
        for waiver in &self.waivers {
            text.push_str(&format!("    - {}\n", waiver.yaml()));
        }
        Policy::parse(&text, &LoadOptions::default())
            .map(|(policy, _)| policy)
            .map_err(|error| error.render("bench.yaml", &text))
    }

    /// What Rego calls input.
    pub(crate) fn rego_input(&self) -> Value {
        let findings = self.findings.iter().map(|found| {
            let (state, fixed) = match &found.fix {
                State::Unknown => ("unknown", None),
                State::None => ("none", None),
                State::Fixed(version) => ("fixed", Some(version)),
            };
            let ratings = found
                .ratings
                .iter()
                .map(|(source, level)| json!({ "source": source, "level": level.as_lower_str() }));
            json!({
                "ids": found.ids,
                "component": found.item.purl(),
                "bare": found.item.package,
                "version": found.item.version,
                "ratings": ratings.collect::<Vec<_>>(),
                "fix": state,
                "fixed": fixed,
                "kev": found.kev,
                "fixed_since": found.fixed_since,
            })
        });
        let components = self.components.iter().map(|(item, licence)| {
            json!({ "component": item.purl(), "bare": item.package, "licence": licence })
        });
        json!({
            "now": NOW,
            "findings": findings.collect::<Vec<_>>(),
            "components": components.collect::<Vec<_>>(),
        })
    }

    /// What Rego calls data: the waivers by what they name, so that none is sought one by one.
    pub(crate) fn rego_data(&self) -> Value {
        let mut by_id = serde_json::Map::new();
        let mut by_package = serde_json::Map::new();
        let mut by_scope = serde_json::Map::new();
        for waiver in &self.waivers {
            let entry = json!({
                "rule": waiver.rule,
                "component": waiver.component,
                "licence": waiver.licence,
                "vulnerability": waiver.vulnerability,
                "expires": waiver.expires,
                "not_if_kev": waiver.not_if_kev,
                "only_while_no_fix": waiver.only_while_no_fix,
                "max": waiver.max_severity.map_or(99, rank),
            });
            let (map, key) = match (&waiver.vulnerability, &waiver.component) {
                (Some(id), _) => (&mut by_id, id.clone()),
                (None, Some(component)) => match component.strip_suffix('*') {
                    Some(scope) => (&mut by_scope, scope.to_owned()),
                    None => (&mut by_package, component.clone()),
                },
                (None, None) => continue,
            };
            if let Some(list) = map.entry(key).or_insert_with(|| json!([])).as_array_mut() {
                list.push(entry);
            }
        }
        json!({ "waivers": { "by_id": by_id, "by_package": by_package, "by_scope": by_scope } })
    }
}

impl Exception {
    fn yaml(&self) -> Value {
        let mut matcher = serde_json::Map::new();
        for (key, value) in [
            ("vulnerability", self.vulnerability.as_deref()),
            ("licence", self.licence.as_deref()),
            ("rule", self.rule),
            ("component", self.component.as_deref()),
        ] {
            matcher.extend(value.map(|value| (key.to_owned(), json!(value))));
        }
        let mut conditions = serde_json::Map::new();
        if self.not_if_kev {
            conditions.insert("kev".to_owned(), json!("deny"));
        }
        if self.only_while_no_fix {
            conditions.insert("only_while_no_fix".to_owned(), json!(true));
        }
        conditions.extend(
            self.max_severity.map(|level| ("max_severity".to_owned(), json!(level.as_lower_str()))),
        );
        let expires = Timestamp::from_unix(self.expires).map(|end| end.to_string());
        json!({
            "id": self.id,
            "match": matcher,
            "reason": "not reachable in production",
            "owner": "alice@acme.io",
            "expires": expires,
            "conditions": conditions,
        })
    }
}

/// The place of a level on the scale, 0 for one that is not known.
pub(crate) const fn rank(level: Severity) -> u8 {
    level.display_order()
}

pub(crate) fn context() -> EvalContext {
    // Whoever judges one image often computes its digest once.
    EvalContext::at(Timestamp::from_unix(NOW).unwrap_or(Timestamp::MAX))
}

fn finding(found: &Found) -> Finding {
    let package = Package::from_text(&found.item.purl());
    let mut ids = found.ids.iter();
    let mut finding = Finding::new(ids.next().cloned().unwrap_or_default(), package)
        .title("A flaw in the handling of untrusted input")
        .reference("https://advisories.example.org/2026/1");
    finding.aliases = ids.map(Text::from).collect();
    for (source, level) in &found.ratings {
        let kind = if *source == "nvd" { RatingKind::Nvd } else { RatingKind::Vendor };
        finding = finding.rating(Rating::new(*source, kind, *level));
    }
    finding.kev = found.kev;
    finding.fix_available_since = found.fixed_since.and_then(Timestamp::from_unix);
    finding.fix(match &found.fix {
        State::Unknown => Fix::Unknown,
        State::None => Fix::NotFixed,
        State::Fixed(version) => Fix::fixed([version.as_str()]),
    })
}

/// The same finding under its other name, from a scanner that knows less.
fn second_opinion(random: &mut Random, found: &Found) -> Found {
    let number = found.ids.first().and_then(|id| id.rsplit_once('-')).map(|(_, number)| number);
    let ghsa = format!("GHSA-{}", number.unwrap_or_default());
    let ids = match random.below(3) {
        0 => vec![ghsa],
        1 => vec![ghsa, found.ids.first().cloned().unwrap_or_default()],
        _ => found.ids.clone(),
    };
    let level = LEVELS.get(random.below(LEVELS.len())).copied().unwrap_or_default();
    Found {
        scanner: "xray",
        ids,
        ratings: vec![("xray", level)],
        fix: if random.below(2) == 0 { found.fix.clone() } else { State::Unknown },
        kev: None,
        fixed_since: None,
        ..found.clone()
    }
}

/// A vulnerability's two names.
fn names(vulnerability: usize) -> (String, String) {
    let (year, number) = (2019 + vulnerability % 8, 1_000 + vulnerability);
    (format!("CVE-{year}-{number}"), format!("GHSA-{number}"))
}

fn version(random: &mut Random, major: usize) -> String {
    format!("{}.{}.{}", 1 + random.below(major), random.below(20), random.below(10))
}

fn pick<'a, T>(random: &mut Random, from: &'a [T; 20]) -> &'a T {
    let [first, ..] = from;
    from.get(random.below(from.len())).unwrap_or(first)
}
