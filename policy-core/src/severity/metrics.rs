//! The metrics of each version of CVSS with the values they may take, in specification order.

use super::CvssVersion;

/// One metric of a version.
#[derive(Debug)]
pub(super) struct Metric {
    pub(super) name: &'static str,
    /// The values it may take, separated by spaces.
    values: &'static str,
    pub(super) group: Group,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Group {
    /// Mandatory.
    Base,
    /// Temporal, threat, environmental or supplemental.
    Optional,
}

impl Metric {
    /// The value as the specification spells it.
    pub(super) fn value(&self, text: &str) -> Option<&'static str> {
        self.values.split(' ').find(|value| value.eq_ignore_ascii_case(text))
    }
}

/// The metrics of `version`, in the order in which its specification writes a vector.
pub(super) const fn of(version: CvssVersion) -> &'static [Metric] {
    match version {
        CvssVersion::V2 => V2,
        CvssVersion::V3_0 | CvssVersion::V3_1 => V3,
        CvssVersion::V4 => V4,
    }
}

const fn base(name: &'static str, values: &'static str) -> Metric {
    Metric { name, values, group: Group::Base }
}

const fn optional(name: &'static str, values: &'static str) -> Metric {
    Metric { name, values, group: Group::Optional }
}

/// CVSS 2.0 guide, sections 2.1 to 2.3 and 2.4.
const V2: &[Metric] = &[
    base("AV", "L A N"),
    base("AC", "H M L"),
    base("Au", "M S N"),
    base("C", "N P C"),
    base("I", "N P C"),
    base("A", "N P C"),
    optional("E", "U POC F H ND"),
    optional("RL", "OF TF W U ND"),
    optional("RC", "UC UR C ND"),
    optional("CDP", "N L LM MH H ND"),
    optional("TD", "N L M H ND"),
    optional("CR", "L M H ND"),
    optional("IR", "L M H ND"),
    optional("AR", "L M H ND"),
];

/// CVSS 3.1 specification, section 6 (the same letters as 3.0).
const V3: &[Metric] = &[
    base("AV", "N A L P"),
    base("AC", "L H"),
    base("PR", "N L H"),
    base("UI", "N R"),
    base("S", "U C"),
    base("C", "N L H"),
    base("I", "N L H"),
    base("A", "N L H"),
    optional("E", "X U P F H"),
    optional("RL", "X O T W U"),
    optional("RC", "X U R C"),
    optional("CR", "X L M H"),
    optional("IR", "X L M H"),
    optional("AR", "X L M H"),
    optional("MAV", "X N A L P"),
    optional("MAC", "X L H"),
    optional("MPR", "X N L H"),
    optional("MUI", "X N R"),
    optional("MS", "X U C"),
    optional("MC", "X N L H"),
    optional("MI", "X N L H"),
    optional("MA", "X N L H"),
];

/// CVSS 4.0 specification, section 7, table 23.
const V4: &[Metric] = &[
    base("AV", "N A L P"),
    base("AC", "L H"),
    base("AT", "N P"),
    base("PR", "N L H"),
    base("UI", "N P A"),
    base("VC", "H L N"),
    base("VI", "H L N"),
    base("VA", "H L N"),
    base("SC", "H L N"),
    base("SI", "H L N"),
    base("SA", "H L N"),
    optional("E", "X A P U"),
    optional("CR", "X H M L"),
    optional("IR", "X H M L"),
    optional("AR", "X H M L"),
    optional("MAV", "X N A L P"),
    optional("MAC", "X L H"),
    optional("MAT", "X N P"),
    optional("MPR", "X N L H"),
    optional("MUI", "X N P A"),
    optional("MVC", "X N L H"),
    optional("MVI", "X N L H"),
    optional("MVA", "X N L H"),
    optional("MSC", "X N L H"),
    optional("MSI", "X N L H S"),
    optional("MSA", "X N L H S"),
    optional("S", "X N P"),
    optional("AU", "X N Y"),
    optional("R", "X A U I"),
    optional("V", "X D C"),
    optional("RE", "X L M H"),
    optional("U", "X Clear Green Amber Red"),
];
