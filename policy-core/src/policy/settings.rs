//! The parts of a policy beside its rules.

use serde::Serialize;

use super::reader::{At, Fields, Reader};
use super::schema::{self, document};
use crate::code::Code;
use crate::decision::{Effect, Outcome};
use crate::evidence::{MissionImpact, SectionKind};
use crate::pattern::Glob;
use crate::rules::licence::LicenceDefaults;
use crate::severity::{CvssMetrics, CvssPreference, CvssVersion, Resolver, Severity, Strategy};
use crate::waiver::{Waiver, WaiverEffect};
use crate::{Period, Timestamp};

/// How far a policy, or one of its rules, is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) enum Mode {
    Off,
    Audit,
    Warn,
    #[default]
    Enforce,
}

pub(crate) const MODES: [(&str, Mode); 4] =
    [("enforce", Mode::Enforce), ("warn", Mode::Warn), ("audit", Mode::Audit), ("off", Mode::Off)];

pub(crate) const EFFECTS: [(&str, Effect); 3] =
    [("deny", Effect::Deny), ("warn", Effect::Warn), ("info", Effect::Info)];

/// What an unknown does; `None` lets it pass.
pub(crate) const ON_UNKNOWN: [(&str, Option<Effect>); 3] =
    [("deny", Some(Effect::Deny)), ("warn", Some(Effect::Warn)), ("allow", None)];

pub(crate) const OUTCOMES: [(&str, Outcome); 3] =
    [("allow", Outcome::Allow), ("warn", Outcome::Warn), ("deny", Outcome::Deny)];

/// The values of the score annotation.
pub(crate) const SCORES: [(&str, &str); 7] = [
    ("Critical", "Critical"),
    ("High", "High"),
    ("Medium", "Medium"),
    ("Low", "Low"),
    ("Negligible", "Negligible"),
    ("None", "None"),
    ("Unknown", "Unknown"),
];

/// The levels that are known, hence have an order.
pub(crate) const KNOWN_LEVELS: [(&str, Severity); 6] = [
    ("critical", Severity::Critical),
    ("high", Severity::High),
    ("medium", Severity::Medium),
    ("low", Severity::Low),
    ("negligible", Severity::Negligible),
    ("none", Severity::None),
];

pub(crate) const LEVELS: [(&str, Severity); 7] = [
    ("critical", Severity::Critical),
    ("high", Severity::High),
    ("medium", Severity::Medium),
    ("low", Severity::Low),
    ("negligible", Severity::Negligible),
    ("none", Severity::None),
    ("unknown", Severity::Unknown),
];

pub(crate) const CVSS_VERSIONS: [(&str, CvssVersion); 4] = [
    ("4.0", CvssVersion::V4),
    ("3.1", CvssVersion::V3_1),
    ("3.0", CvssVersion::V3_0),
    ("2.0", CvssVersion::V2),
];

pub(crate) const CVSS_METRICS: [(&str, CvssMetrics); 2] =
    [("base", CvssMetrics::Base), ("environmental", CvssMetrics::Environmental)];

pub(crate) const MISSIONS: [(&str, MissionImpact); 3] =
    [("low", MissionImpact::Low), ("medium", MissionImpact::Medium), ("high", MissionImpact::High)];

/// The strategies that a single word names.
pub(crate) const STRATEGIES: [(&str, Named); 3] =
    [("max", Named::Max), ("cvss", Named::Cvss), ("scanner", Named::Scanner)];

/// A strategy without a list of sources.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Named {
    Max,
    Cvss,
    Scanner,
}

pub(crate) const FIXED_SUPPRESSES: [(&str, FixedSuppresses); 3] = [
    ("if_plausible", FixedSuppresses::IfPlausible),
    ("always", FixedSuppresses::Always),
    ("never", FixedSuppresses::Never),
];

pub(crate) const ANCHORS: [(&str, Anchor); 3] = [
    ("published", Anchor::Published),
    ("fix_available_since", Anchor::FixAvailableSince),
    ("first_seen", Anchor::FirstSeen),
];

pub(crate) const WAIVER_EFFECTS: [(&str, WaiverEffect); 2] =
    [("suppress", WaiverEffect::Suppress), ("downgrade_to_warn", WaiverEffect::DowngradeToWarn)];

/// Whether a waiver stops when the finding is known to be exploited.
pub(crate) const WAIVER_KEV: [(&str, bool); 2] = [("deny", true), ("allow", false)];

impl Mode {
    /// The strongest effect in this mode.
    pub(crate) const fn cap(self) -> Effect {
        match self {
            Self::Enforce => Effect::Deny,
            Self::Warn => Effect::Warn,
            Self::Audit | Self::Off => Effect::Info,
        }
    }
}

/// A mode, and others for named stages.
#[derive(Clone, Debug, Default)]
pub(crate) struct Modes {
    pub(crate) default: Mode,
    pub(crate) stages: Vec<(String, Mode)>,
}

impl Modes {
    pub(crate) fn at(&self, stage: Option<&str>) -> Mode {
        stage
            .and_then(|stage| self.stages.iter().find(|(name, _)| name == stage))
            .map_or(self.default, |(_, mode)| *mode)
    }

    /// Whether nothing softens it in any stage.
    pub(crate) fn is_in_force(&self) -> bool {
        self.default == Mode::Enforce && self.stages.iter().all(|(_, mode)| *mode == Mode::Enforce)
    }

    /// Whether anything can deny in some stage.
    pub(crate) fn can_deny(&self) -> bool {
        self.default == Mode::Enforce || self.stages.iter().any(|(_, mode)| *mode == Mode::Enforce)
    }

    pub(crate) fn read(reader: &mut Reader, mode: Option<&At<'_>>, modes: Option<&At<'_>>) -> Self {
        let mut found = Self::default();
        if let Some(at) = mode {
            found.default = reader.word(at, &MODES).unwrap_or_default();
        }
        if let Some(at) = modes {
            // Stages are the callers' words, hence any key may stand here.
            for (stage, value) in reader.open(at, "a mapping from stages to modes") {
                if let Some(mode) = reader.word(&value, &MODES) {
                    found.stages.push((stage.to_owned(), mode));
                }
            }
        }
        found
    }
}

/// What holds for rules that do not say.
#[derive(Clone, Debug)]
pub(crate) struct RuleDefaults {
    /// What an unknown does; `None` lets it pass.
    pub(crate) on_unknown: Option<Effect>,
    /// What depends on the systems the policy is for (SSVC).
    pub(crate) mission_wellbeing: Option<MissionImpact>,
    pub(crate) licences: LicenceDefaults,
}

/// A level set by hand.
#[derive(Clone, Debug)]
pub(crate) struct Override {
    /// What it is about, on whose word and until when: lowering a level is a waiver.
    pub(crate) waiver: Waiver,
    pub(crate) level: Severity,
}

/// What a section must be like.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Requirement {
    pub(crate) kind: SectionKind,
    pub(crate) effect: Effect,
    pub(crate) max_age: Option<Period>,
    pub(crate) max_db_age: Option<Period>,
    pub(crate) dependency_graph: bool,
    pub(crate) min_components: Option<usize>,
    /// Whether a section with gaps will do.
    pub(crate) allow_gaps: bool,
    /// Formats of SBOMs, in lower case; none accepts any.
    pub(crate) formats: Vec<Glob>,
    /// Tools that make SBOMs, in lower case; none accepts any.
    pub(crate) generated_by: Vec<Glob>,
    /// Scanners that must have looked.
    pub(crate) scanners: Vec<String>,
}

impl Requirement {
    /// A section that must be there, and nothing more.
    pub(crate) const fn of(kind: SectionKind) -> Self {
        Self {
            kind,
            effect: Effect::Deny,
            max_age: None,
            max_db_age: None,
            dependency_graph: false,
            min_components: None,
            allow_gaps: false,
            formats: Vec::new(),
            generated_by: Vec::new(),
            scanners: Vec::new(),
        }
    }

    pub(crate) fn read(reader: &mut Reader, kind: SectionKind, at: &At<'_>) -> Option<Self> {
        let mut requirement = Self::of(kind);
        if matches!(at.node.value, super::yaml::Value::Scalar { .. }) {
            requirement.effect = reader.word(at, &EFFECTS)?;
            return Some(requirement);
        }
        let object = match kind {
            SectionKind::Sbom => &document::SBOM,
            SectionKind::Vulnerabilities => &document::VULNERABILITIES,
            _ => &document::SECTION,
        };
        let fields = reader.fields(at, object)?;
        if let Some(at) = fields.get("level") {
            requirement.effect = reader.word(&at, &EFFECTS)?;
        }
        requirement.fill(reader, &fields);
        Some(requirement)
    }

    /// Takes what the keys ask of a section beside its level.
    pub(crate) fn fill(&mut self, reader: &mut Reader, fields: &Fields<'_>) {
        for (key, at) in fields.keys() {
            match key {
                "allow_gaps" => self.allow_gaps = reader.boolean(&at).unwrap_or_default(),
                "dependency_graph" => {
                    self.dependency_graph = reader.boolean(&at).unwrap_or_default();
                }
                "max_age" => self.max_age = reader.parse(&at),
                "max_db_age" => self.max_db_age = reader.parse(&at),
                "min_components" => self.min_components = reader.number(&at),
                "formats" => self.formats = filled_globs(reader, &at),
                "generated_by" => self.generated_by = filled_globs(reader, &at),
                "scanners" => self.scanners = filled_list(reader, &at, Reader::filled),
                _ => {}
            }
        }
    }
}

/// Reads a list that must not be empty.
pub(crate) fn filled_list<'n, T>(
    reader: &mut Reader,
    at: &At<'n>,
    read: impl FnMut(&mut Reader, &At<'n>) -> Option<T>,
) -> Vec<T> {
    let before = reader.found.len();
    let found = reader.each(at, read);
    if found.is_empty() && reader.found.len() == before {
        reader.fault(
            Code::NothingStated,
            at,
            "an empty list could mean all or none; leave it out or fill it",
        );
    }
    found
}

/// Reads patterns over names whose case means nothing.
fn filled_globs(reader: &mut Reader, at: &At<'_>) -> Vec<Glob> {
    filled_list(reader, at, |reader, at| {
        let text = reader.filled(at)?.to_lowercase();
        reader.parsed(at, Glob::new(text))
    })
}

pub(crate) fn read_resolver(
    reader: &mut Reader,
    severity: Option<&Fields<'_>>,
    cvss: Option<&At<'_>>,
) -> Resolver {
    let mut resolver = Resolver::default();
    if let Some(at) = severity.and_then(|fields| fields.get("strategy")) {
        resolver.strategy = read_strategy(reader, &at).unwrap_or_default();
    }
    let cvss = cvss.and_then(|at| reader.fields(at, &document::CVSS));
    if let Some(at) = cvss.as_ref().and_then(|fields| fields.get("use")) {
        resolver.metrics = reader.word(&at, &CVSS_METRICS).unwrap_or_default();
    }
    if let Some(at) = cvss.and_then(|fields| fields.get("prefer")) {
        let order = reader.each(&at, |reader, at| reader.word(at, &CVSS_VERSIONS));
        resolver = resolver.cvss_preference(CvssPreference::new(order));
    }
    resolver
}

/// `max`, `cvss`, `scanner`, or a mapping `{ prefer: [..] }` or `{ scanner: [..] }`.
fn read_strategy(reader: &mut Reader, at: &At<'_>) -> Option<Strategy> {
    if matches!(at.node.value, super::yaml::Value::Scalar { .. }) {
        return reader.word(at, &STRATEGIES).map(|strategy| match strategy {
            Named::Max => Strategy::Max,
            Named::Cvss => Strategy::Cvss,
            Named::Scanner => Strategy::Scanner(Vec::new()),
        });
    }
    let fields = reader.fields(at, &document::STRATEGY)?;
    let lists: Vec<(&str, At<'_>)> = fields.keys().collect();
    let [(key, list)] = lists.as_slice() else {
        fields.missing(reader, Code::InvalidValue, "a strategy is one of `prefer` and `scanner`");
        return None;
    };
    let names = filled_list(reader, list, Reader::filled);
    Some(if *key == "prefer" { Strategy::Prefer(names) } else { Strategy::Scanner(names) })
}

/// Which statements a policy follows.
#[derive(Clone, Debug)]
pub(crate) struct VexSettings {
    pub(crate) accept_justifications: Option<Vec<String>>,
    pub(crate) require_justification: bool,
    pub(crate) trusted_authors: Option<Vec<String>>,
    pub(crate) max_age: Option<Period>,
    pub(crate) fixed_suppresses: FixedSuppresses,
    /// Documents that the policy itself vouches for.
    pub(crate) pinned: Vec<String>,
}

/// When a statement `fixed` clears a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) enum FixedSuppresses {
    #[default]
    IfPlausible,
    Always,
    Never,
}

impl Default for VexSettings {
    fn default() -> Self {
        Self {
            accept_justifications: None,
            require_justification: true,
            trusted_authors: None,
            max_age: None,
            fixed_suppresses: FixedSuppresses::default(),
            pinned: Vec::new(),
        }
    }
}

impl VexSettings {
    pub(crate) fn read(reader: &mut Reader, at: &At<'_>) -> Self {
        let mut found = Self::default();
        let Some(fields) = reader.fields(at, &document::VEX) else {
            return found;
        };
        found.accept_justifications =
            fields.get("accept_justifications").map(|at| reader.each(&at, Reader::filled));
        if let Some(at) = fields.get("require_justification") {
            found.require_justification = reader.boolean(&at).unwrap_or(true);
        }
        found.trusted_authors =
            fields.get("trusted_authors").map(|at| reader.each(&at, Reader::filled));
        found.max_age = fields.get("max_age").and_then(|at| reader.parse(&at));
        found.pinned = fields
            .get("pinned")
            .map(|at| filled_list(reader, &at, Reader::filled))
            .unwrap_or_default();
        if let Some(at) = fields.get("fixed_suppresses") {
            found.fixed_suppresses = reader.word(&at, &FIXED_SUPPRESSES).unwrap_or_default();
        }
        found
    }
}

/// What waivers may be like.
#[derive(Clone, Debug)]
pub(crate) struct WaiverSettings {
    pub(crate) allow_permanent: bool,
    pub(crate) max_duration: Option<Period>,
    /// When the policy was made: what waivers count from that do not say when they were granted.
    pub(crate) date: Option<Timestamp>,
    /// What becomes of a waiver that nothing needs; `None` for nothing.
    pub(crate) unused: Option<Effect>,
    pub(crate) expiring_window: Period,
}

impl Default for WaiverSettings {
    fn default() -> Self {
        Self {
            allow_permanent: false,
            max_duration: None,
            date: None,
            unused: Some(Effect::Warn),
            expiring_window: Period::from_days(14),
        }
    }
}

impl WaiverSettings {
    pub(crate) fn read(reader: &mut Reader, at: &At<'_>) -> Self {
        let mut found = Self::default();
        let Some(fields) = reader.fields(at, &schema::waivers::SETTINGS) else {
            return found;
        };
        if let Some(at) = fields.get("allow_permanent") {
            found.allow_permanent = reader.boolean(&at).unwrap_or_default();
        }
        found.max_duration = fields.get("max_duration").and_then(|at| reader.parse(&at));
        if let Some(at) = fields.get("unused") {
            found.unused = reader.word(&at, &ON_UNKNOWN).unwrap_or(found.unused);
        }
        if let Some(at) = fields.get("expiring_window") {
            found.expiring_window = reader.parse(&at).unwrap_or(found.expiring_window);
        }
        found
    }
}

/// A delay before a violation counts in full.
#[derive(Clone, Debug)]
pub(crate) struct Grace {
    pub(crate) by_level: Vec<(Severity, Period)>,
    pub(crate) from: Anchor,
    /// Whether vulnerabilities known to be exploited get it too.
    pub(crate) kev: bool,
}

/// What a grace period is counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Anchor {
    Published,
    FixAvailableSince,
    FirstSeen,
}

impl Grace {
    pub(crate) fn read(reader: &mut Reader, at: &At<'_>) -> Option<Self> {
        let fields = reader.fields(at, &document::GRACE)?;
        let mut by_level = Vec::new();
        for (word, level) in LEVELS {
            if let Some(period) = fields.get(word).and_then(|at| reader.parse(&at)) {
                by_level.push((level, period));
            }
        }
        let from = fields.need(reader, "from").and_then(|at| reader.word(&at, &ANCHORS))?;
        let kev = fields.get("kev").and_then(|at| reader.boolean(&at)).unwrap_or_default();
        Some(Self { by_level, from, kev })
    }
}

/// How many findings of each severity are still acceptable.
#[derive(Clone, Debug)]
pub(crate) struct Budget {
    pub(crate) levels: Vec<(Severity, usize)>,
}

impl Budget {
    pub(crate) fn read(reader: &mut Reader, at: &At<'_>) -> Option<Self> {
        let fields = reader.fields(at, &document::BUDGET)?;
        if fields.is_empty() {
            fields.missing(reader, Code::NothingStated, "the budget bounds no severity");
        }
        let mut levels = Vec::new();
        for (word, level) in LEVELS {
            if let Some(count) = fields.get(word).and_then(|at| reader.number(&at)) {
                levels.push((level, count));
            }
        }
        Some(Self { levels })
    }
}
