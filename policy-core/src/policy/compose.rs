//! Policies on top of each other.
//!
//! Each layer judges its own rules by its own settings, and the decision is the union. So a layer
//! can add to what the layers below it forbid, and take nothing away: that holds by construction,
//! whatever the settings, and not because settings were merged with care. Two things reach from
//! one layer into another, and both only where the rule below says `overridable: true`: a rule
//! with the full id of the one it replaces, and waivers.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::nearest::nearest;
use super::yaml::shorten;
use super::{Compiled, LoadOptions, Policy};
use crate::Text;
use crate::code::Code;
use crate::decision::Effect;
use crate::error::{Diagnostic, Level, LoadError};
use crate::rules::Rule;
use crate::waiver::Waiver;

/// Stands between the name of a policy and the id of one of its rules.
pub(crate) const SEPARATOR: &str = "::";

/// Several policies that judge together.
#[derive(Debug)]
pub(crate) struct Layers {
    /// As they were read, the one on top last.
    originals: Vec<Arc<Compiled>>,
    /// What is evaluated.
    pub(crate) passes: Vec<Pass>,
    pub(crate) digest: String,
}

/// Rules that share their settings and their waivers.
#[derive(Debug)]
pub(crate) struct Pass {
    pub(crate) compiled: Compiled,
    /// What becomes of a waiver that nothing needs. No pass can tell alone.
    pub(crate) unused: Option<Effect>,
    /// Whether another pass of the same layer reports the levels that are set by hand.
    pub(crate) repeats: bool,
}

/// Why policies do not go together.
#[derive(Debug)]
pub(super) struct Conflict {
    /// The layer that has the fault.
    pub(super) layer: usize,
    /// The one that it does not go together with, and what is to be said of that.
    pub(super) other: Option<(usize, &'static str)>,
    pub(super) what: What,
    pub(super) code: Code,
    pub(super) message: String,
    pub(super) help: Option<String>,
    pub(super) suggestion: Option<String>,
}

/// What has the fault.
#[derive(Debug)]
pub(super) enum What {
    Layer,
    Rule(String),
    Waiver(Text),
}

impl Policy {
    /// Puts policies on top of each other: the first is the base, the last the one on top, whose
    /// name, owner and rule ids the result has. Ids of the others are written `name::rule`.
    ///
    /// Every layer judges its own rules by its own modes, defaults, severity strategy, VEX and
    /// waiver settings, and the union of all violations decides. The result is therefore never
    /// milder than any of its layers, but for rules that are `overridable`: a layer above may
    /// replace such a rule by one of its full id, and its waivers cover it.
    ///
    /// | of a layer below | a layer above can |
    /// |---|---|
    /// | rules | add others; replace or waive those that are `overridable` |
    /// | `requires`, `budget` | ask for more of its own |
    /// | `mode`, `defaults`, `severity`, `vex` | set them for its own rules |
    /// | waivers | add some for its own rules, and for those that are `overridable` |
    ///
    /// The result has the tests of the layer on top; those below need not hold of what tightens
    /// them.
    ///
    /// A waiver counts as unused only if no layer needs it. A policy that comes in more than once,
    /// by several ways, counts once.
    ///
    /// ```
    /// use policy_core::{EvalContext, Evidence, LoadOptions, Outcome, Policy};
    ///
    /// let read = |text: &str| Policy::parse(text, &LoadOptions::default()).map(|(policy, _)| policy);
    /// let base = read(
    ///     "
    /// apiVersion: policy/v1alpha1
    /// kind: ArtifactPolicy
    /// metadata: { name: org/base }
    /// requires: { vulnerabilities: deny }
    /// ",
    /// )?;
    /// let team = read(
    ///     "
    /// apiVersion: policy/v1alpha1
    /// kind: ArtifactPolicy
    /// metadata: { name: team }
    /// mode: audit
    /// rules: [{ id: kev, vulnerability: { kev: true } }]
    /// ",
    /// )?;
    /// let both = Policy::compose(&[base, team])?;
    /// let decision =
    ///     both.evaluate(&Evidence::default(), &EvalContext::at("2026-11-20".parse().unwrap()));
    /// assert_eq!(decision.outcome, Outcome::Deny);
    /// assert_eq!(decision.violations[0].rule, "org/base::requires.vulnerabilities");
    /// # Ok::<(), policy_core::LoadError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If there is no layer, if two different ones share a name, or if one reaches for a rule of
    /// another that is not overridable.
    pub fn compose(layers: &[Self]) -> Result<Self, LoadError> {
        let origins: Vec<(usize, Arc<Compiled>)> = layers
            .iter()
            .enumerate()
            .flat_map(|(index, policy)| {
                policy.originals().into_iter().map(move |original| (index, original))
            })
            .collect();
        let Some(top) = layers.last() else {
            let fault = Diagnostic::new(
                Code::NothingStated,
                Level::Error,
                "",
                "there is nothing to compose",
            );
            return Err(LoadError::new(vec![fault]));
        };
        let (origins, originals): (Vec<usize>, Vec<_>) = origins.into_iter().unzip();
        match layer(originals) {
            Ok(layers) => {
                Ok(Self { inner: Arc::clone(&top.inner), layers, tests: Arc::clone(&top.tests) })
            }
            Err(conflicts) => {
                let faults = conflicts.into_iter().map(|conflict| {
                    let index = origins.get(conflict.layer).copied().unwrap_or_default();
                    let path = match &conflict.what {
                        What::Layer => format!("layers[{index}]"),
                        What::Rule(id) => format!("layers[{index}].rules.{id}"),
                        What::Waiver(id) => format!("layers[{index}].waivers.{id}"),
                    };
                    conflict.diagnostic(path)
                });
                Err(LoadError::new(faults.collect()))
            }
        }
    }

    /// The layers as they were read, the one on top last.
    pub(super) fn originals(&self) -> Vec<Arc<Compiled>> {
        match &self.layers {
            Some(layers) => layers.originals.clone(),
            None => vec![Arc::clone(&self.inner)],
        }
    }
}

impl Conflict {
    fn new(layer: usize, what: What, code: Code, message: impl Into<String>) -> Self {
        let (message, other) = (message.into(), None);
        Self { layer, other, what, code, message, help: None, suggestion: None }
    }

    /// Names the layer that it does not go together with.
    fn with(mut self, layer: usize, what: &'static str) -> Self {
        self.other = Some((layer, what));
        self
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    fn diagnostic(self, path: String) -> Diagnostic {
        let mut diagnostic = Diagnostic::new(self.code, Level::Error, path, self.message);
        diagnostic.help = self.help;
        diagnostic.suggestion = self.suggestion;
        diagnostic
    }
}

impl LoadOptions {
    /// Supplies a policy that documents may extend: under `name`, as they write it.
    ///
    /// The core reads no files; whoever does asks [`Policy::extended`] for the names first.
    #[must_use]
    pub fn layer(mut self, name: impl Into<String>, policy: Policy) -> Self {
        self.layers.insert(name.into(), policy);
        self
    }
}

/// A rule in its layer.
struct Held {
    layer: usize,
    rule: Rule,
}

/// What stands where a layer with a rule comes in.
const OWNER: &str = "the policy it comes from";

/// Lays policies on top of each other; `None` if there is only one.
pub(super) fn layer(originals: Vec<Arc<Compiled>>) -> Result<Option<Arc<Layers>>, Vec<Conflict>> {
    let mut unfit = Vec::new();
    let (places, originals) = distinct(originals, &mut unfit);
    let mut conflicts = Vec::new();
    let top = originals.len().saturating_sub(1);
    let prefixes: Vec<String> = originals
        .iter()
        .enumerate()
        .map(|(index, layer)| match index == top {
            true => String::new(),
            false => format!("{}{SEPARATOR}", layer.name),
        })
        .collect();

    let mut held: BTreeMap<String, Held> = BTreeMap::new();
    for (index, (layer, prefix)) in originals.iter().zip(&prefixes).enumerate() {
        for rule in &layer.rules {
            let mut rule = rule.clone();
            if rule.id.contains(SEPARATOR) {
                let what = || What::Rule(rule.id.to_string());
                match held.get(rule.id.as_str()) {
                    None => {
                        let message =
                            format!("there is no rule `{}` to override", shorten(&rule.id));
                        let mut conflict =
                            Conflict::new(index, what(), Code::UnknownReference, message);
                        conflict.suggestion =
                            nearest(&rule.id, held.keys().map(String::as_str)).map(str::to_owned);
                        conflicts.push(conflict);
                    }
                    Some(below) if !below.rule.overridable => {
                        let message = format!("the rule `{}` is not overridable", rule.id);
                        conflicts.push(
                            Conflict::new(index, what(), Code::NotOverridable, message)
                                .with(below.layer, OWNER)
                                .help("give this rule an id of its own: both then hold, and the stricter decides"),
                        );
                    }
                    Some(_) => {}
                }
            } else {
                rule.id = format!("{prefix}{}", rule.id).into();
            }
            held.insert(rule.id.to_string(), Held { layer: index, rule });
        }
    }
    for (index, layer) in originals.iter().enumerate() {
        for waiver in &layer.waivers {
            conflicts.extend(reach(index, waiver, &held));
        }
    }
    // They count the layers without those that came twice.
    for conflict in &mut conflicts {
        let place = |layer: usize| places.get(layer).copied().unwrap_or_default();
        conflict.layer = place(conflict.layer);
        conflict.other = conflict.other.map(|(layer, what)| (place(layer), what));
    }
    unfit.append(&mut conflicts);
    if !unfit.is_empty() {
        return Err(unfit);
    }
    if originals.len() < 2 {
        return Ok(None);
    }
    let passes = passes(&originals, &prefixes, &held);
    let digests: String = originals.iter().map(|layer| format!("{}\n", layer.digest)).collect();
    let digest = super::digest(&digests);
    Ok(Some(Arc::new(Layers { originals, passes, digest })))
}

/// Leaves out what has come already, and finds names that stand for two policies. Returns the rest
/// and where it stood.
fn distinct(
    layers: Vec<Arc<Compiled>>,
    conflicts: &mut Vec<Conflict>,
) -> (Vec<usize>, Vec<Arc<Compiled>>) {
    let several = layers.len() > 1;
    let mut kept: Vec<Arc<Compiled>> = Vec::new();
    let mut places = Vec::new();
    for (index, layer) in layers.into_iter().enumerate() {
        if several && layer.name.contains(SEPARATOR) {
            let message = format!("a name with `{SEPARATOR}` in it cannot stand before rule ids");
            conflicts.push(Conflict::new(index, What::Layer, Code::InvalidValue, message));
        }
        match kept.iter().zip(&places).find(|(known, _)| known.name == layer.name) {
            Some((known, _)) if known.digest == layer.digest => {}
            Some((_, place)) => {
                let message = format!("two different policies are called `{}`", layer.name);
                conflicts.push(
                    Conflict::new(index, What::Layer, Code::DuplicateId, message)
                        .with(*place, "the other one")
                        .help("their rules could not be told apart"),
                );
            }
            None => {
                kept.push(layer);
                places.push(index);
            }
        }
    }
    (places, kept)
}

/// What is wrong with a waiver that names a rule of another layer.
fn reach(layer: usize, waiver: &Waiver, held: &BTreeMap<String, Held>) -> Option<Conflict> {
    let rule = waiver.matcher.rule.as_ref().filter(|rule| rule.contains(SEPARATOR))?;
    let what = What::Waiver(waiver.id.clone());
    match held.get(rule) {
        Some(held) if held.layer == layer || held.rule.overridable && held.layer < layer => None,
        Some(held) => {
            let message = format!("the rule `{rule}` is not overridable, so this cannot waive it");
            let help = "ask the owner of that policy for a waiver, or for `overridable: true`";
            let conflict = Conflict::new(layer, what, Code::NotOverridable, message);
            Some(conflict.with(held.layer, OWNER).help(help))
        }
        None if belongs_to_policy(rule) => {
            let message = format!("`{rule}` holds for whoever extends the policy");
            Some(Conflict::new(layer, what, Code::NotOverridable, message))
        }
        None => {
            let message = format!("no rule is called `{}`", shorten(rule));
            let mut conflict = Conflict::new(layer, what, Code::UnknownReference, message);
            conflict.suggestion = nearest(rule, held.keys().map(String::as_str)).map(str::to_owned);
            Some(conflict)
        }
    }
}

fn belongs_to_policy(rule: &str) -> bool {
    rule.rsplit_once(SEPARATOR).is_some_and(|(_, name)| {
        name == "budget" || name == "waivers" || name.starts_with("requires.")
    })
}

/// One pass for each layer, and one more for the rules that waivers from above reach.
fn passes(
    originals: &[Arc<Compiled>],
    prefixes: &[String],
    held: &BTreeMap<String, Held>,
) -> Vec<Pass> {
    let mut passes = Vec::new();
    for (index, (layer, prefix)) in originals.iter().zip(prefixes).enumerate() {
        // The order of a document's rules means nothing; that of their ids will do.
        let own: Vec<&Rule> =
            held.values().filter(|held| held.layer == index).map(|held| &held.rule).collect();
        let waivers = waivers(layer, prefix, &own);
        let above: Vec<&Waiver> =
            originals.iter().skip(index + 1).flat_map(|layer| &layer.waivers).collect();
        let (open, closed): (Vec<&Rule>, Vec<&Rule>) =
            own.into_iter().partition(|rule| rule.overridable && !above.is_empty());
        if !open.is_empty() {
            let mut waivers = waivers.clone();
            for (layer, prefix) in originals.iter().zip(prefixes).skip(index + 1) {
                waivers.extend(self::waivers(layer, prefix, &open));
            }
            let mut compiled = part(layer, prefix, &open, waivers);
            compiled.requires.clear();
            compiled.budget = None;
            passes.push(Pass { compiled, unused: layer.waiver_settings.unused, repeats: true });
        }
        let compiled = part(layer, prefix, &closed, waivers);
        passes.push(Pass { compiled, unused: layer.waiver_settings.unused, repeats: false });
    }
    passes
}

fn part(layer: &Compiled, prefix: &str, rules: &[&Rule], waivers: Vec<Waiver>) -> Compiled {
    let mut part = layer.clone();
    prefix.clone_into(&mut part.namespace);
    part.rules = rules.iter().map(|rule| (*rule).clone()).collect();
    part.waivers = waivers;
    part.waiver_settings.unused = None;
    for by in &mut part.overrides {
        by.waiver.id = format!("{prefix}{}", by.waiver.id).into();
    }
    part
}

/// The waivers of a layer, as far as they can speak of these rules, under their full names.
fn waivers(layer: &Compiled, prefix: &str, rules: &[&Rule]) -> Vec<Waiver> {
    let speaks = |waiver: &Waiver| {
        waiver.matcher.rule.as_ref().is_none_or(|rule| {
            !rule.contains(SEPARATOR) || rules.iter().any(|known| known.id == *rule)
        })
    };
    let named = |waiver: &Waiver| {
        let mut waiver = waiver.clone();
        waiver.id = format!("{prefix}{}", waiver.id).into();
        if let Some(rule) = waiver.matcher.rule.as_mut().filter(|rule| !rule.contains(SEPARATOR)) {
            rule.insert_str(0, prefix);
        }
        waiver
    };
    layer.waivers.iter().filter(|waiver| speaks(waiver)).map(named).collect()
}
