//! Policies made at random.
//!
//! Reading a policy costs as much as twenty evaluations, hence some hundred policies serve all cases
//! of all laws, each with evidence of its own; one case in a hundred has a policy that no other has. A
//! policy is made from a seed, as a list of parts; what fails is made smaller by leaving parts out.

use std::fmt;

use policy_core::Policy;
use proptest::array::uniform16;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::evidence::IDS;
#[cfg(feature = "cel")]
use super::expressions;
use super::memo::Memo;
use crate::compose::named;

/// What a policy is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Family {
    /// Lower bounds only, and no longer grace for what is worse.
    Monotone,
    /// The same without grace and without levels that are raised until a day.
    Lasting,
    /// With upper bounds, negations, and rules that share the levels among them.
    Any,
    /// Monotone, with what differs between layers beside their rules: modes and waivers.
    Layer,
    /// Everything.
    Whole,
}

/// How many policies of a family serve most cases.
const SHARED: u32 = 400;

/// A policy and its text.
#[derive(Clone)]
pub(super) struct Written {
    pub(super) text: String,
    pub(super) policy: Policy,
    /// Its settings that tell how findings are rated, for rules that are to see them alike.
    pub(super) rating: String,
}

impl fmt::Debug for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{}", self.text)
    }
}

/// Policies of a family.
pub(super) fn policies(family: Family) -> impl Strategy<Value = Written> {
    named_policies("test", family)
}

/// Policies of a family, under a name.
pub(super) fn named_policies(name: &'static str, family: Family) -> impl Strategy<Value = Written> {
    (seed(), uniform16(proptest::bool::weighted(1.0))).prop_map(move |(seed, keep)| {
        static DRAFTS: Memo<(Family, u32), Draft> = Memo::new();
        let draft = DRAFTS.get(&(family, seed), |_| sample(seed, &draft(family)));
        let (text, rating) = (draft.text(&keep), draft.rating(&keep));
        let policy = read_as(name, &text);
        Written { text, policy, rating }
    })
}

/// What most cases share with others.
pub(super) fn seed() -> impl Strategy<Value = u32> {
    prop_oneof![99 => 0..SHARED, 1 => any::<u32>()].no_shrink()
}

/// The value that a strategy has for a seed.
pub(super) fn sample<S: Strategy>(seed: u32, strategy: &S) -> S::Value {
    let mut bytes = [7; 32];
    bytes[..4].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    strategy.new_tree(&mut TestRunner::new_with_rng(Config::default(), rng)).unwrap().current()
}

/// The policy of which this is the interesting part, read once for all cases.
pub(super) fn read(part: &str) -> Policy {
    read_as("test", part)
}

fn read_as(name: &str, part: &str) -> Policy {
    static READ: Memo<(String, String), Policy> = Memo::new();
    READ.get(&(name.to_owned(), part.to_owned()), |(name, part)| named(name, part))
}

/// The parts of a policy: settings, each a line, and rules.
#[derive(Clone, Debug)]
struct Draft {
    settings: Vec<String>,
    rules: Vec<String>,
}

impl Draft {
    /// The text of the parts that are kept; the last rule always is.
    fn text(&self, keep: &[bool]) -> String {
        let count = self.settings.len();
        let mut text: String = self.kept(keep).collect();
        text += "rules:\n";
        for (index, rule) in self.rules.iter().enumerate() {
            if kept(keep, count + index) || index + 1 == self.rules.len() {
                text += &format!("  - {rule}\n");
            }
        }
        text
    }

    fn rating(&self, keep: &[bool]) -> String {
        let rates = |line: &&str| line.starts_with("defaults") || line.starts_with("severity");
        self.kept(keep).filter(rates).collect()
    }

    fn kept(&self, keep: &[bool]) -> impl Iterator<Item = &str> {
        let lines = self.settings.iter().enumerate();
        lines.filter(|(index, _)| kept(keep, *index)).map(|(_, line)| line.as_str())
    }
}

fn kept(keep: &[bool], index: usize) -> bool {
    keep.get(index).copied().unwrap_or(true)
}

fn draft(family: Family) -> BoxedStrategy<Draft> {
    let more = matches!(family, Family::Any | Family::Whole);
    let layer = matches!(family, Family::Layer | Family::Whole);
    let none = || Just(Vec::new()).boxed();
    (
        settings(family),
        if layer { settings_of_layers() } else { none() },
        rules(family),
        if more { other_rules() } else { none() },
    )
        .prop_map(|(mut settings, others, mut rules, more)| {
            settings.extend(others);
            settings.retain(|line| !line.is_empty());
            rules.extend(more);
            Draft { settings, rules }
        })
        .boxed()
}

/// Settings that every policy may have.
fn settings(family: Family) -> BoxedStrategy<Vec<String>> {
    let one = |lines: Vec<&'static str>| select(lines);
    (
        one(vec!["", "defaults: { unknown_severity_as: high }\n"]),
        one(vec!["", "requires: { vulnerabilities: deny, sbom: warn }\n"]),
        one(vec!["", "budget: { high: 1, medium: 2 }\n"]),
        one(vec![
            "",
            "vex: { trusted_authors: [nobody] }\n",
            "vex: { require_justification: false }\n",
        ]),
        one(vec!["", "", "strategy: cvss, ", "strategy: { prefer: [ubuntu] }, "]),
        overrides(family),
    )
        .prop_map(|(defaults, requires, budget, vex, strategy, overrides)| {
            let severity = if strategy.is_empty() && overrides.is_empty() {
                String::new()
            } else {
                format!("severity: {{ {strategy}override: [{overrides}] }}\n")
            };
            let lines = [defaults, requires, budget, vex].map(str::to_owned);
            lines.into_iter().chain([severity]).collect()
        })
        .boxed()
}

/// Levels that are set by hand, for a vulnerability each.
fn overrides(family: Family) -> BoxedStrategy<String> {
    // Below the lowest level there is nothing to raise from.
    let levels = if family == Family::Lasting { vec!["none"] } else { vec!["none", "low", "high"] };
    let level = (select(levels), select(vec!["2026-11-10", "2026-12-31"]));
    (subsequence(&IDS[..], 0..=2), [level.clone(), level])
        .prop_map(|(ids, levels)| {
            let one = |(id, (level, end)): (&str, (&str, &str))| {
                format!("{{ id: {id:?}, level: {level}, reason: r, owner: o, expires: {end} }}")
            };
            let items: Vec<String> = ids.into_iter().zip(levels).map(one).collect();
            items.join(", ")
        })
        .boxed()
}

fn settings_of_layers() -> BoxedStrategy<Vec<String>> {
    let one = |lines: Vec<&'static str>| select(lines);
    (
        one(vec!["", "", "mode: warn\n", "mode: audit\n", "mode: off\n", "modes: { ci: warn }\n"]),
        one(vec![
            "",
            "waivers: { list: [{ id: W-0, match: { component: \"pkg:npm/*\" }, reason: r, owner: o, expires: 2027-01-01 }] }\n",
            "waivers: { settings: { max_duration: 10d } }\n",
        ]),
    )
        .prop_map(|(mode, waivers)| [mode, waivers].map(str::to_owned).into())
        .boxed()
}

/// Some rules with lower bounds only.
fn rules(family: Family) -> BoxedStrategy<Vec<String>> {
    let unknown =
        || select(vec!["", ", on_unknown: deny", ", on_unknown: warn", ", on_unknown: allow"]);
    let effect = || select(vec!["deny", "warn"]);
    let bound = select(vec![">=low", ">=high", ">medium", "critical"]);
    let grace = move || {
        let from = select(vec!["published", "fix_available_since", "first_seen"]);
        let is_given = proptest::bool::weighted(if family == Family::Lasting { 0.0 } else { 0.7 });
        (is_given, from).prop_map(|(is_given, from)| match is_given {
            true => format!(
                ", grace: {{ critical: 5d, high: 20d, medium: 30d, low: 40d, negligible: 40d, none: 40d, from: {from} }}"
            ),
            false => String::new(),
        })
    };
    (
        (bound, effect(), unknown(), grace()),
        (effect(), unknown(), grace()),
        (effect(), unknown()),
        (
            select(vec!["[MIT, Apache-2.0]", "[GPL-3.0-only]"]),
            select(vec!["", ", unknown: warn", ", unknown: allow"]),
            effect(),
        ),
        (subsequence(vec![0, 1, 2, 3, 4, 5], 1..=6), condition(true), effect()),
    )
        .prop_map(
            |(
                (bound, e1, u1, g1),
                (e2, u2, g2),
                (e3, u3),
                (allow, unknown, e4),
                (chosen, when, e5),
            )| {
                let all = [
                    format!("{{ id: severe, vulnerability: {{ severity: {bound:?} }}, effect: {e1}{u1}{g1} }}"),
                    format!("{{ id: fixable, vulnerability: {{ severity: \">=medium\", fix_available: true }}, effect: {e2}{u2}{g2} }}"),
                    format!("{{ id: exploited, vulnerability: {{ kev: true }}, effect: {e3}{u3} }}"),
                    format!("{{ id: licences, licences: {{ allow: {allow}, deny: [AGPL-3.0-only]{unknown} }}, effect: {e4} }}"),
                    "{ id: image, image: { registries: { allow: [acme.io] }, tags: { deny: [latest] } } }".to_owned(),
                    format!("{{ id: asked, vulnerability: {{ any: true }}{when}, effect: {e5}, on_unknown: {e5} }}"),
                ];
                chosen.into_iter().map(|index| all[index].clone()).collect()
            },
        )
        .boxed()
}

/// Rules with upper bounds, negations, and shares of the levels.
fn other_rules() -> BoxedStrategy<Vec<String>> {
    let more = select(vec![
        "{ id: mild, vulnerability: { severity: \"<high\" }, effect: warn }",
        "{ id: medium, vulnerability: { severity: medium, fix_available: false } }",
        "{ id: unexploited, vulnerability: { kev: not-true, epss: \"<=0.1\" }, on_unknown: allow }",
        "{ id: unseen, vulnerability: { reachable: false }, on_unknown: warn }",
        "{ id: transitive, vulnerability: { direct: false, scope: dev }, effect: info }",
    ]);
    let alone = if cfg!(feature = "cel") {
        vec![
            "",
            "{ id: parts, when: \"!component.direct && component.type != 'npm'\" }",
            "{ id: licensed, when: \"component.licences.all(l, l != 'MIT')\", effect: warn }",
            "{ id: place, when: \"image.registry != 'acme.io' || image.tag == 'latest'\" }",
        ]
    } else {
        vec![""]
    };
    let effect = select(vec!["deny", "warn"]);
    (proptest::collection::vec(more, 0..2), condition(false), select(alone), effect)
        .prop_map(|(more, when, alone, effect)| {
            let mut rules: Vec<String> = more.into_iter().map(str::to_owned).collect();
            if !alone.is_empty() {
                rules.push(alone.to_owned());
            }
            rules.push(format!(
                "{{ id: odd, vulnerability: {{ any: true }}{when}, effect: {effect}, on_unknown: {effect} }}"
            ));
            rules
        })
        .boxed()
}

/// An expression beside a rule over findings; none without the feature.
#[cfg(feature = "cel")]
pub(super) fn condition(monotone: bool) -> BoxedStrategy<String> {
    let text = if monotone { expressions::monotone() } else { expressions::any() };
    text.prop_map(|text| format!(", when: {}", serde_json::Value::from(text))).boxed()
}

#[cfg(not(feature = "cel"))]
pub(super) fn condition(_: bool) -> BoxedStrategy<String> {
    Just(String::new()).boxed()
}
