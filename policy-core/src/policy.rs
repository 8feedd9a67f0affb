//! Policies: read, checked, compiled.

pub(crate) mod compose;
mod defaults;
mod lint;
pub(crate) mod nearest;
mod print;
pub(crate) mod reader;
pub(crate) mod schema;
pub(crate) mod settings;
mod syntax;
pub(crate) mod typed;
pub(crate) mod unvalidated;
pub(crate) mod yaml;

use std::collections::BTreeMap;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

pub use defaults::STARTER;

use self::settings::{
    Budget, Modes, Override, Requirement, RuleDefaults, VexSettings, WaiverSettings,
};
use self::yaml::Node;
use crate::Timestamp;
use crate::context::EvalContext;
use crate::decision::{Decision, Effect};
use crate::error::{Lint, LoadError};
use crate::evidence::Evidence;
use crate::rules::Rule;
use crate::rules::licence::LicenceDefaults;
use crate::severity::{Resolver, Severity};
use crate::testing::Case;
use crate::waiver::Waiver;

/// A valid policy, compiled and cheap to clone.
///
/// ```
/// use policy_core::{EvalContext, Evidence, LoadOptions, Outcome, Policy};
///
/// let (policy, lints) = Policy::parse(
///     "
/// apiVersion: policy/v1alpha1
/// kind: ArtifactPolicy
/// metadata: { name: demo }
/// rules:
///   - id: no-critical
///     vulnerability: { severity: critical }
///     effect: deny
/// ",
///     &LoadOptions::default(),
/// )?;
/// assert!(lints.is_empty());
///
/// // Nobody has scanned anything: that is not the same as nothing found.
/// let cx = EvalContext::at("2026-11-20".parse()?);
/// assert_eq!(policy.evaluate(&Evidence::default(), &cx).outcome, Outcome::Deny);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Policy {
    /// The policy, or the topmost of several.
    pub(crate) inner: Arc<Compiled>,
    /// All of them, if there are several.
    layers: Option<Arc<compose::Layers>>,
    pub(crate) tests: Arc<[Case]>,
}

/// What a document means.
#[derive(Clone, Debug)]
pub(crate) struct Compiled {
    /// What stands before the ids of its rules where it is a layer of another policy.
    pub(crate) namespace: String,
    pub(crate) name: String,
    pub(crate) version: Option<String>,
    pub(crate) owner: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) date: Option<Timestamp>,
    pub(crate) digest: String,
    pub(crate) modes: Modes,
    pub(crate) defaults: RuleDefaults,
    pub(crate) unknown_severity_as: Option<Severity>,
    pub(crate) resolver: Resolver,
    pub(crate) requires: Vec<Requirement>,
    pub(crate) vex: VexSettings,
    pub(crate) rules: Vec<Rule>,
    pub(crate) budget: Option<Budget>,
    pub(crate) waiver_settings: WaiverSettings,
    pub(crate) waivers: Vec<Waiver>,
    /// Levels set by hand.
    pub(crate) overrides: Vec<Override>,
    /// The most upgrades that are advised.
    pub(crate) max_steps: usize,
    /// The document itself, aliases expanded.
    document: Arc<Node>,
}

impl Policy {
    /// Reads a policy from YAML 1.2 or JSON.
    ///
    /// Returns the policy with its lints: what is valid and probably not meant so.
    ///
    /// # Errors
    ///
    /// Every fault of the document at once, each with its place. Nothing that is not understood is
    /// passed over: a misspelt key would be a rule that nobody enforces.
    ///
    /// ```
    /// use policy_core::{LoadOptions, Policy};
    ///
    /// let source = "
    /// apiVersion: policy/v1alpha1
    /// kind: ArtifactPolicy
    /// metadata: { name: demo }
    /// rules:
    ///   - { id: no-critical, vulnerability: { severty: critical } }
    ///   - { id: no-critical, vulnerability: { kev: true } }
    /// ";
    /// let error = Policy::parse(source, &LoadOptions::default()).unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "2 faults in the document
    ///   6:41: error[P301]: rules[0].vulnerability.severty: unknown key `severty`; did you mean `severity`?
    ///   7:11: error[P306]: rules[1].id: a rule `no-critical` exists already; the first one is in line 6"
    /// );
    /// ```
    pub fn parse(source: &str, options: &LoadOptions) -> Result<(Self, Vec<Lint>), LoadError> {
        unvalidated::policy(source, options)
    }

    /// Returns the names under `extends` in a document: the policies to read first, and to hand to
    /// [`LoadOptions::layer`]. None where the document cannot be read; [`parse`](Self::parse) says
    /// why.
    ///
    /// ```
    /// use policy_core::{LoadOptions, Policy};
    ///
    /// let names = Policy::extended("extends: [base.yaml, starter]", &LoadOptions::default());
    /// assert_eq!(names, ["base.yaml", "starter"]);
    /// ```
    #[must_use]
    pub fn extended(source: &str, options: &LoadOptions) -> Vec<String> {
        unvalidated::extended(source, options)
    }

    /// Returns the policy that decides where none is given: [`STARTER`].
    #[must_use]
    pub fn starter() -> Self {
        // A test reads it; if that ever failed, a policy that denies everything takes its place.
        Self::parse(STARTER, &LoadOptions::default()).map_or_else(
            |_| Self { inner: Arc::new(Compiled::closed()), layers: None, tests: Arc::default() },
            |(policy, _)| policy,
        )
    }

    /// Returns the policy's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.inner.name
    }

    /// Returns the policy's version.
    #[must_use]
    pub fn version(&self) -> Option<&str> {
        self.inner.version.as_deref()
    }

    /// Returns what the policy is for, in its author's words.
    #[must_use]
    pub fn description(&self) -> Option<&str> {
        self.inner.description.as_deref()
    }

    /// Returns when the policy was made.
    #[must_use]
    pub fn date(&self) -> Option<Timestamp> {
        self.inner.date
    }

    /// Returns who answers for the policy.
    #[must_use]
    pub fn owner(&self) -> Option<&str> {
        self.inner.owner.as_deref()
    }

    /// Returns what is valid and probably not meant so, waivers that have ended or soon will
    /// included: the lints of [`parse`](Self::parse), at another time. Those of layers below have a
    /// path that begins with the layer's name, `org/base::rules[0]`, and no place, since that would
    /// be one in another text.
    ///
    /// ```
    /// use policy_core::Policy;
    ///
    /// assert!(Policy::starter().lint("2026-11-20".parse()?).is_empty());
    /// # Ok::<(), policy_core::TimestampError>(())
    /// ```
    #[must_use]
    pub fn lint(&self, now: Timestamp) -> Vec<Lint> {
        let mut lints = unvalidated::lints(&self.inner.document, now);
        let mut layers = self.originals();
        layers.pop();
        for layer in layers {
            lints.extend(unvalidated::lints(&layer.document, now).into_iter().map(|mut lint| {
                lint.path = format!("{}{}{}", layer.name, compose::SEPARATOR, lint.path);
                lint.span = None;
                lint.labels.clear();
                lint
            }));
        }
        lints
    }

    /// Returns the policies that judge together, the one on top last; of a policy that stands on no
    /// other, itself. [`compose`](Self::compose) makes the same policy of them again.
    #[must_use]
    pub fn layers(&self) -> Vec<Self> {
        let mut layers: Vec<Self> = self
            .originals()
            .into_iter()
            .map(|inner| Self { inner, layers: None, tests: Arc::default() })
            .collect();
        if let Some(top) = layers.last_mut() {
            top.tests = Arc::clone(&self.tests);
        }
        layers
    }

    /// Returns the policy as a document in YAML that reads back to an equal policy: the same values
    /// in the same order, without comments, and with aliases spelt out. One document is one policy:
    /// of a policy with layers below it, it is the one on top, and [`layers`](Self::layers) has the
    /// others.
    ///
    /// ```
    /// use policy_core::{LoadOptions, Policy};
    ///
    /// let starter = Policy::starter();
    /// let (copy, _) = Policy::parse(&starter.to_yaml(), &LoadOptions::default())?;
    /// assert_eq!(copy.digest(), starter.digest());
    /// # Ok::<(), policy_core::LoadError>(())
    /// ```
    #[must_use]
    pub fn to_yaml(&self) -> String {
        print::yaml(&self.inner.document)
    }

    /// Returns `sha256:` and the digest of what the policy says, whatever its layout, its comments
    /// and the order of its keys; or of those of all its layers.
    #[must_use]
    pub fn digest(&self) -> &str {
        self.layers.as_ref().map_or(&self.inner.digest, |layers| &layers.digest)
    }

    /// Returns the ids of the rules, in the order of the document; those of the layers below come
    /// first.
    pub fn rules(&self) -> impl Iterator<Item = &str> {
        let layers = self.layers.iter().flat_map(|layers| &layers.passes);
        let alone = self.layers.is_none().then_some(&*self.inner);
        layers
            .map(|pass| &pass.compiled)
            .chain(alone)
            .flat_map(|compiled| compiled.rules.iter().map(|rule| rule.id.as_str()))
    }

    /// Whether violations may carry this id: that of a rule, or of a part of the policy.
    pub(crate) fn has_part(&self, id: &str) -> bool {
        let part = id.rsplit_once(compose::SEPARATOR).map_or(id, |(_, part)| part);
        self.rules().any(|rule| rule == id)
            || matches!(part, "budget" | "waivers")
            || part.strip_prefix("requires.").is_some_and(|section| {
                crate::evidence::SectionKind::ALL.iter().any(|kind| kind.as_str() == section)
            })
    }

    /// Judges `evidence`. Total: it cannot fail, wait, read a clock or panic, and equal questions
    /// get equal answers, byte for byte, whatever the order of the evidence's lists.
    ///
    /// ```
    /// use policy_core::evidence::{Artifact, Evidence, Scan};
    /// use policy_core::{EvalContext, Outcome, Policy};
    ///
    /// let scanned = Evidence::new(Artifact::new("api")).with_scan(Scan::new("trivy"));
    /// let failed = Evidence::new(Artifact::new("api")).with_scan(Scan::failed("trivy", "timeout"));
    /// let cx = EvalContext::at("2026-11-20T09:00:00Z".parse()?).stage("ci");
    /// let policy = Policy::starter();
    /// assert_eq!(policy.evaluate(&scanned, &cx).outcome, Outcome::Warn); // no SBOM, for one
    /// assert_eq!(policy.evaluate(&failed, &cx).outcome, Outcome::Deny);
    /// # Ok::<(), policy_core::TimestampError>(())
    /// ```
    #[must_use]
    pub fn evaluate(&self, evidence: &Evidence, cx: &EvalContext) -> Decision {
        match &self.layers {
            Some(layers) => crate::evaluate::layers::evaluate(&self.inner, layers, evidence, cx),
            None => crate::evaluate::evaluate(&self.inner, evidence, cx),
        }
    }

    /// Judges many artifacts under the same circumstances.
    #[must_use]
    pub fn evaluate_many<'a>(
        &self,
        evidence: impl IntoIterator<Item = &'a Evidence>,
        cx: &EvalContext,
    ) -> Vec<Decision> {
        evidence.into_iter().map(|evidence| self.evaluate(evidence, cx)).collect()
    }
}

impl Compiled {
    /// The name that violations of a part of the policy carry.
    pub(crate) fn part(&self, name: &str) -> String {
        format!("{}{name}", self.namespace)
    }

    /// A policy that requires what nobody can supply.
    fn closed() -> Self {
        let requires = crate::evidence::SectionKind::ALL
            .into_iter()
            .map(|kind| Requirement { min_components: Some(usize::MAX), ..Requirement::of(kind) })
            .collect();
        Self {
            namespace: String::new(),
            name: "closed".to_owned(),
            version: None,
            owner: None,
            description: None,
            date: None,
            digest: digest(""),
            modes: Modes::default(),
            defaults: RuleDefaults {
                on_unknown: Some(Effect::Deny),
                mission_wellbeing: None,
                licences: LicenceDefaults::default(),
            },
            unknown_severity_as: None,
            resolver: Resolver::default(),
            requires,
            vex: VexSettings::default(),
            rules: Vec::new(),
            budget: None,
            waiver_settings: WaiverSettings::default(),
            waivers: Vec::new(),
            overrides: Vec::new(),
            max_steps: 0,
            document: Arc::new(Node::nothing()),
        }
    }
}

impl Waiver {
    /// Reads a list of waivers from YAML or JSON: the list itself, or a mapping with the list
    /// under `waivers`.
    ///
    /// # Errors
    ///
    /// Every fault of the document at once, as [`Policy::parse`].
    ///
    /// # Examples
    ///
    /// ```
    /// use policy_core::{LoadOptions, Waiver};
    ///
    /// let (waivers, _) = Waiver::parse_list(
    ///     "
    /// - id: W-1
    ///   match: { vulnerability: CVE-2026-12345 }
    ///   reason: the parser is not reachable from outside
    ///   owner: alice@acme.io
    ///   expires: 2026-12-31
    /// ",
    ///     &LoadOptions::default(),
    /// )?;
    /// assert_eq!(waivers[0].expires.unwrap().to_string(), "2027-01-01T00:00:00Z");
    /// # Ok::<(), policy_core::LoadError>(())
    /// ```
    pub fn parse_list(
        source: &str,
        options: &LoadOptions,
    ) -> Result<(Vec<Self>, Vec<Lint>), LoadError> {
        unvalidated::waivers(source, options)
    }
}

/// How a document is read.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct LoadOptions {
    /// The largest text accepted, in bytes. 1 MiB by default.
    pub max_bytes: usize,
    /// The most values accepted, aliases expanded. 100,000 by default.
    pub max_nodes: usize,
    /// The deepest nesting accepted. 32 by default.
    pub max_depth: usize,
    /// The instant for lints about waivers that have ended; none by default, hence no such lints.
    pub now: Option<Timestamp>,
    /// The policies that documents may extend, by the names they write; see
    /// [`layer`](Self::layer). `starter` needs not be supplied.
    pub layers: BTreeMap<String, Policy>,
}

impl Default for LoadOptions {
    fn default() -> Self {
        Self {
            max_bytes: 1 << 20,
            max_nodes: 100_000,
            max_depth: 32,
            now: None,
            layers: BTreeMap::new(),
        }
    }
}

impl LoadOptions {
    /// Sets the instant for lints about waivers that have ended.
    #[must_use]
    pub const fn at(mut self, now: Timestamp) -> Self {
        self.now = Some(now);
        self
    }
}

fn digest(source: &str) -> String {
    let hash = Sha256::digest(source.as_bytes());
    format!("sha256:{}", crate::decision::hex(hash.iter().copied()))
}
