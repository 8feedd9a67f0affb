//! The scores of a vulnerability: CVSS objects that agree with their vectors.

use std::collections::{HashMap, HashSet};

use super::products::Products;
use crate::tree::{Key, Value};
use crate::validate::collect::{Collector, clip};
use crate::vex::cvss::{Metric, Vector, Version, severity};
use crate::vex::validate::refuse;

pub(super) fn judge<'t>(
    vulnerability: Value<'t>,
    path: &str,
    products: &mut Products<'t>,
    found: &mut Collector,
) {
    let mut met: HashSet<(Version, usize)> = HashSet::new();
    for (number, score) in vulnerability.list(Key::SCORES).enumerate() {
        let path = || format!("{path}/scores/{number}");
        let listed = products.listed(score, Key::PRODUCTS, &|| path() + "/products", found);
        for (key, name) in [(Key::CVSS_V2, "cvss_v2"), (Key::CVSS_V3, "cvss_v3")] {
            let Some(value) = score.get(key) else { continue };
            let object = Object { value, path: &|| format!("{}/{name}", path()) };
            let Some(version) = object.judge(key, found) else { continue };
            if let Some(twice) = listed.iter().find(|product| met.contains(&(version, **product))) {
                object.refuse(found, "csaf-duplicate-score", None, || {
                    let id = clip(products.id(*twice));
                    format!("`{id}` has a score of CVSS {} already (6.1.7)", version.as_str())
                });
            }
            met.extend(listed.iter().map(|product| (version, *product)));
        }
    }
}

/// A CVSS object.
struct Object<'t, 'p> {
    value: Value<'t>,
    path: &'p dyn Fn() -> String,
}

impl<'t> Object<'t, '_> {
    /// Reports about the object, or a member of it.
    fn refuse(
        &self,
        found: &mut Collector,
        code: &'static str,
        member: Option<(&str, Value<'t>)>,
        message: impl FnOnce() -> String,
    ) {
        let path = || match member {
            Some((name, _)) => format!("{}/{name}", (self.path)()),
            None => (self.path)(),
        };
        refuse(found, code, member.map_or(self.value, |(_, value)| value), path, message);
    }

    fn judge(&self, key: Key, found: &mut Collector) -> Option<Version> {
        if !self.value.is_object() {
            self.refuse(found, INVALID, None, || "a CVSS object is expected (6.1.8)".to_owned());
            return None;
        }
        let mut members: HashMap<&str, Value<'t>> = HashMap::new();
        for member in self.value.children() {
            members.entry(member.key_text()).or_insert(member);
        }
        self.required(key, &members, found);
        let version = self.version(key, &members, found)?;
        self.kinds(version, &members, found);
        let Some(vector) = members.get("vectorString").copied() else { return Some(version) };
        let text = vector.as_str().unwrap_or_default();
        match Vector::parse(version, text) {
            Ok(vector) => {
                self.computed(version, &vector, &members, found);
                self.consistent(version, &vector, &members, found);
            }
            Err(fault) => {
                self.refuse(found, INVALID, Some(("vectorString", vector)), || {
                    let version = version.as_str();
                    format!("`{}` is no vector of CVSS {version}: {fault} (6.1.8)", clip(text))
                });
            }
        }
        Some(version)
    }

    fn required(&self, key: Key, members: &HashMap<&str, Value<'t>>, found: &mut Collector) {
        let demands_severity = key == Key::CVSS_V3;
        for name in ["version", "vectorString", "baseScore", "baseSeverity"] {
            let is_demanded = name != "baseSeverity" || demands_severity;
            if is_demanded && !members.contains_key(name) {
                self.refuse(found, INVALID, None, || format!("`{name}` is missing (6.1.8)"));
            }
        }
    }

    /// Returns the version, which the vector tells if nothing else does.
    fn version(
        &self,
        key: Key,
        members: &HashMap<&str, Value<'t>>,
        found: &mut Collector,
    ) -> Option<Version> {
        let known: &[Version] = match key {
            Key::CVSS_V2 => &[Version::V2],
            _ => &[Version::V3_1, Version::V3_0],
        };
        let Some(written) = members.get("version").copied() else {
            let vector = members.get("vectorString")?.as_str()?;
            return known.iter().find(|version| Vector::parse(**version, vector).is_ok()).copied();
        };
        let text = written.as_str();
        let version = known.iter().find(|version| Some(version.as_str()) == text).copied();
        if version.is_none() {
            self.refuse(found, INVALID, Some(("version", written)), || {
                "it is not a version of this object (6.1.8)".to_owned()
            });
        }
        version
    }

    /// Each member is what the object's schema says.
    fn kinds(&self, version: Version, members: &HashMap<&str, Value<'t>>, found: &mut Collector) {
        let mut demand = |name: &str, is_fine: &dyn Fn(Value<'t>) -> bool, expected: &str| {
            if let Some(value) = members.get(name).copied().filter(|value| !is_fine(*value)) {
                self.refuse(found, INVALID, Some((name, value)), || {
                    format!("{expected} is expected (6.1.8)")
                });
            }
        };
        for [score, level] in SCORES {
            demand(score, &|it| stated(it).is_some(), "a number from 0 to 10");
            if version != Version::V2 {
                let is_level = |it| rated(it).is_some();
                demand(level, &is_level, "`NONE`, `LOW`, `MEDIUM`, `HIGH` or `CRITICAL`");
            }
        }
        for metric in version.metrics() {
            let is_word = |it| word(metric, it).is_some();
            demand(metric.property, &is_word, "a value of the metric");
        }
    }

    /// Scores and severities are those that the vector gives (6.1.9).
    fn computed(
        &self,
        version: Version,
        vector: &Vector,
        members: &HashMap<&str, Value<'t>>,
        found: &mut Collector,
    ) {
        let scores = vector.scores();
        // Where there is no environment, calculators give the temporal score, or what the
        // environmental equation makes of it, which is not always the same.
        let other = if vector.is_environmental() { scores.environmental } else { scores.temporal };
        let computed = [[scores.base; 2], [scores.temporal; 2], [scores.environmental, other]];
        for ([score, level], computed) in SCORES.into_iter().zip(computed) {
            let is_same =
                |tenths: &u8, score: f64| (score * 10.0 - f64::from(*tenths)).abs() < 1e-6;
            if let Some(value) = members.get(score).copied()
                && let Some(number) = stated(value)
                && !computed.iter().any(|tenths| is_same(tenths, number))
            {
                self.refuse(found, COMPUTATION, Some((score, value)), || {
                    let [tenths, _] = computed;
                    format!("the vector gives {}.{} (6.1.9)", tenths / 10, tenths % 10)
                });
            }
            if version != Version::V2
                && let Some(value) = members.get(level).copied()
                && let Some(rating) = rated(value)
                && !computed.iter().any(|tenths| severity(*tenths) == rating)
            {
                self.refuse(found, COMPUTATION, Some((level, value)), || {
                    format!("the vector gives `{}` (6.1.9)", severity(computed[0]))
                });
            }
        }
    }

    /// Metrics are what the vector says, where it says anything (6.1.10).
    fn consistent(
        &self,
        version: Version,
        vector: &Vector,
        members: &HashMap<&str, Value<'t>>,
        found: &mut Collector,
    ) {
        for (place, metric) in version.metrics().iter().enumerate() {
            let Some(value) = members.get(metric.property).copied() else { continue };
            let Some(said) = vector.property(place) else { continue };
            if word(metric, value).is_some_and(|text| text != said) {
                self.refuse(found, "csaf-cvss-metric", Some((metric.property, value)), || {
                    format!("the vector says `{said}` (6.1.10)")
                });
            }
        }
    }
}

const INVALID: &str = "csaf-cvss";
const COMPUTATION: &str = "csaf-cvss-score";

const SCORES: [[&str; 2]; 3] = [
    ["baseScore", "baseSeverity"],
    ["temporalScore", "temporalSeverity"],
    ["environmentalScore", "environmentalSeverity"],
];

const LEVELS: [&str; 5] = ["NONE", "LOW", "MEDIUM", "HIGH", "CRITICAL"];

/// Returns the number of what can be a score.
fn stated(value: Value<'_>) -> Option<f64> {
    value.as_number()?.parse().ok().filter(|score| (0.0..=10.0).contains(score))
}

fn rated(value: Value<'_>) -> Option<&str> {
    value.as_str().filter(|text| LEVELS.contains(text))
}

fn word<'t>(metric: &Metric, value: Value<'t>) -> Option<&'t str> {
    value.as_str().filter(|text| metric.levels.iter().any(|level| level.long == *text))
}
