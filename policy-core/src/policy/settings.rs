//! The parts of a policy beside its rules.

use serde::Serialize;

use super::reader::{At, Reader};
use super::schema::{self, document};
use crate::Period;
use crate::code::Code;
use crate::decision::Effect;
use crate::evidence::SectionKind;
use crate::severity::{CvssPreference, CvssVersion, Resolver, Severity, Strategy};
use crate::waiver::WaiverEffect;

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

/// What a section must be like.
#[derive(Clone, Debug)]
pub(crate) struct Requirement {
    pub(crate) kind: SectionKind,
    pub(crate) effect: Effect,
    pub(crate) max_age: Option<Period>,
    pub(crate) max_db_age: Option<Period>,
    pub(crate) dependency_graph: bool,
    pub(crate) min_components: Option<usize>,
    /// Whether a section with gaps will do.
    pub(crate) allow_gaps: bool,
}

impl Requirement {
    pub(crate) fn read(reader: &mut Reader, kind: SectionKind, at: &At<'_>) -> Option<Self> {
        let mut requirement = Self {
            kind,
            effect: Effect::Deny,
            max_age: None,
            max_db_age: None,
            dependency_graph: false,
            min_components: None,
            allow_gaps: false,
        };
        if matches!(at.node.value, super::yaml::Value::Scalar { .. }) {
            requirement.effect = reader.word(at, &EFFECTS)?;
            return Some(requirement);
        }
        let object = match kind {
            SectionKind::Sbom => &document::SBOM,
            SectionKind::Vulnerabilities => &document::VULNERABILITIES,
            SectionKind::Image => &document::IMAGE,
            _ => &document::SECTION,
        };
        let fields = reader.fields(at, object)?;
        if let Some(at) = fields.get("level") {
            requirement.effect = reader.word(&at, &EFFECTS)?;
        }
        for (key, at) in fields.keys() {
            match key {
                "allow_gaps" => requirement.allow_gaps = reader.boolean(&at).unwrap_or_default(),
                "dependency_graph" => {
                    requirement.dependency_graph = reader.boolean(&at).unwrap_or_default();
                }
                "max_age" => requirement.max_age = reader.parse(&at),
                "max_db_age" => requirement.max_db_age = reader.parse(&at),
                "min_components" => requirement.min_components = reader.parse(&at),
                _ => {}
            }
        }
        Some(requirement)
    }
}

pub(crate) fn read_resolver(
    reader: &mut Reader,
    severity: Option<&At<'_>>,
    cvss: Option<&At<'_>>,
) -> Resolver {
    let mut resolver = Resolver::default();
    let severity = severity.and_then(|at| reader.fields(at, &document::SEVERITY));
    if let Some(at) = severity.and_then(|fields| fields.get("strategy")) {
        resolver.strategy = read_strategy(reader, &at).unwrap_or_default();
    }
    let cvss = cvss.and_then(|at| reader.fields(at, &document::CVSS));
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
    let names = reader.each(list, Reader::filled);
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
    /// What becomes of a waiver that nothing needs; `None` for nothing.
    pub(crate) unused: Option<Effect>,
    pub(crate) expiring_window: Period,
}

impl Default for WaiverSettings {
    fn default() -> Self {
        Self {
            allow_permanent: false,
            max_duration: None,
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
        let mut levels = Vec::new();
        for (word, level) in LEVELS {
            if let Some(count) = fields.get(word).and_then(|at| reader.parse(&at)) {
                levels.push((level, count));
            }
        }
        Some(Self { levels })
    }
}
