//! The parts of a policy beside its rules.

use serde::Serialize;

use super::reader::{At, Reader};
use crate::Period;
use crate::code::Code;
use crate::decision::Effect;
use crate::evidence::SectionKind;
use crate::severity::{CvssPreference, CvssVersion, Resolver, Severity, Strategy};

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
        let (known, planned): (&[&str], &[&str]) = match kind {
            SectionKind::Sbom => (
                &["level", "allow_gaps", "max_age", "dependency_graph", "min_components"],
                &["formats", "generated_by"],
            ),
            SectionKind::Vulnerabilities => {
                (&["level", "allow_gaps", "max_age", "max_db_age"], &["scanners"])
            }
            SectionKind::Image => (&["level", "allow_gaps", "max_age"], &[]),
            _ => (&["level", "allow_gaps"], &["max_age"]),
        };
        let fields = reader.fields(at, known, planned)?;
        if let Some(at) = fields.get("level") {
            requirement.effect = reader.word(&at, &EFFECTS)?;
        }
        let flag = |reader: &mut Reader, key: &str| {
            fields.get(key).and_then(|at| reader.boolean(&at)).unwrap_or_default()
        };
        requirement.allow_gaps = flag(reader, "allow_gaps");
        requirement.dependency_graph = flag(reader, "dependency_graph");
        requirement.max_age = fields.get("max_age").and_then(|at| reader.parse(&at));
        requirement.max_db_age = fields.get("max_db_age").and_then(|at| reader.parse(&at));
        requirement.min_components = fields.get("min_components").and_then(|at| reader.parse(&at));
        Some(requirement)
    }
}

pub(crate) fn read_resolver(
    reader: &mut Reader,
    severity: Option<&At<'_>>,
    cvss: Option<&At<'_>>,
) -> Resolver {
    let mut resolver = Resolver::default();
    let severity = severity.and_then(|at| reader.fields(at, &["strategy"], &["override"]));
    if let Some(at) = severity.and_then(|fields| fields.get("strategy")) {
        resolver.strategy = read_strategy(reader, &at).unwrap_or_default();
    }
    let cvss = cvss.and_then(|at| reader.fields(at, &["prefer"], &["use"]));
    if let Some(at) = cvss.and_then(|fields| fields.get("prefer")) {
        let versions = [
            ("4.0", CvssVersion::V4),
            ("3.1", CvssVersion::V3_1),
            ("3.0", CvssVersion::V3_0),
            ("2.0", CvssVersion::V2),
        ];
        let order = reader.each(&at, |reader, at| reader.word(at, &versions));
        resolver = resolver.cvss_preference(CvssPreference::new(order));
    }
    resolver
}

/// `max`, `cvss`, `scanner`, or a mapping `{ prefer: [..] }` or `{ scanner: [..] }`.
fn read_strategy(reader: &mut Reader, at: &At<'_>) -> Option<Strategy> {
    if matches!(at.node.value, super::yaml::Value::Scalar { .. }) {
        let word = reader.word(at, &[("max", 0), ("cvss", 1), ("scanner", 2)])?;
        return Some(match word {
            0 => Strategy::Max,
            1 => Strategy::Cvss,
            _ => Strategy::Scanner(Vec::new()),
        });
    }
    let fields = reader.fields(at, &["prefer", "scanner"], &[])?;
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
        let known = [
            "accept_justifications",
            "require_justification",
            "trusted_authors",
            "max_age",
            "fixed_suppresses",
        ];
        let Some(fields) = reader.fields(at, &known, &["pinned"]) else {
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
            let words = [
                ("if_plausible", FixedSuppresses::IfPlausible),
                ("always", FixedSuppresses::Always),
                ("never", FixedSuppresses::Never),
            ];
            found.fixed_suppresses = reader.word(&at, &words).unwrap_or_default();
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
        let known = ["allow_permanent", "max_duration", "unused", "expiring_window"];
        let Some(fields) = reader.fields(at, &known, &[]) else {
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
        let mut known: Vec<&str> = LEVELS.iter().map(|(word, _)| *word).collect();
        known.extend(["from", "kev"]);
        let fields = reader.fields(at, &known, &[])?;
        let anchors = [
            ("published", Anchor::Published),
            ("fix_available_since", Anchor::FixAvailableSince),
            ("first_seen", Anchor::FirstSeen),
        ];
        let mut by_level = Vec::new();
        for (word, level) in LEVELS {
            if let Some(period) = fields.get(word).and_then(|at| reader.parse(&at)) {
                by_level.push((level, period));
            }
        }
        let from = fields.need(reader, "from").and_then(|at| reader.word(&at, &anchors))?;
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
        let known: Vec<&str> = LEVELS.iter().map(|(word, _)| *word).collect();
        let fields = reader.fields(at, &known, &[])?;
        let mut levels = Vec::new();
        for (word, level) in LEVELS {
            if let Some(count) = fields.get(word).and_then(|at| reader.parse(&at)) {
                levels.push((level, count));
            }
        }
        Some(Self { levels })
    }
}
