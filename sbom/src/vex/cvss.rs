//! CVSS 2.0, 3.0 and 3.1: vectors, and the scores that follow from them.

mod metrics;
mod v2;
mod v3;

pub(super) use self::metrics::Metric;
use self::metrics::{Level, V2, V3};
use crate::validate::collect::clip;

/// A version of CVSS that CSAF 2.0 knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Version {
    V2,
    V3_0,
    V3_1,
}

impl Version {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::V2 => "2.0",
            Self::V3_0 => "3.0",
            Self::V3_1 => "3.1",
        }
    }

    pub(super) fn metrics(self) -> &'static [Metric] {
        match self {
            Self::V2 => V2,
            Self::V3_0 | Self::V3_1 => V3,
        }
    }

    /// What a vector begins with.
    pub(super) fn prefix(self) -> &'static str {
        match self {
            Self::V2 => "",
            Self::V3_0 => "CVSS:3.0/",
            Self::V3_1 => "CVSS:3.1/",
        }
    }
}

/// Returns what is wrong with a vector of any version; of version 4, whose metrics are not known here,
/// only its shape is judged.
pub(crate) fn fault(vector: &str) -> Option<String> {
    let version = match vector.get(..8) {
        Some("CVSS:4.0") => {
            let is_metric = |part: &str| {
                let sides = part.split_once(':');
                sides.is_some_and(|(name, value)| !name.is_empty() && !value.is_empty())
            };
            let is_shaped = vector.split('/').count() > 1 && vector.split('/').all(is_metric);
            return (!is_shaped).then(|| "it lacks metrics, such as `AV:N`".to_owned());
        }
        Some("CVSS:3.0") => Version::V3_0,
        Some("CVSS:3.1") => Version::V3_1,
        _ => Version::V2,
    };
    Vector::parse(version, vector).err()
}

/// A vector with all base metrics.
#[derive(Debug)]
pub(super) struct Vector {
    version: Version,
    /// One for each metric of the version.
    levels: Vec<Option<&'static Level>>,
}

/// Scores in tenths, as a vector gives them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Scores {
    pub(super) base: u8,
    pub(super) temporal: u8,
    pub(super) environmental: u8,
}

impl Vector {
    /// Reads a vector of some version, or says what is wrong with it.
    pub(super) fn parse(version: Version, text: &str) -> Result<Self, String> {
        let prefix = version.prefix();
        let Some(body) = text.strip_prefix(prefix) else {
            return Err(format!("it does not begin with `{prefix}`"));
        };
        let table = version.metrics();
        let mut levels = vec![None; table.len()];
        for part in body.split('/') {
            let part = clip(part);
            let metric = part.split_once(':').and_then(|(name, value)| {
                let (place, metric) = table.iter().enumerate().find(|(_, it)| it.name == name)?;
                Some((place, metric.levels.iter().find(|level| level.short == value)?))
            });
            let Some((place, level)) = metric else {
                return Err(format!("`{part}` is no metric with one of its values"));
            };
            if levels.get_mut(place).and_then(|slot: &mut Option<_>| slot.replace(level)).is_some()
            {
                return Err(format!("`{part}` is the second of its metric"));
            }
        }
        let lacks = table.iter().zip(&levels).find(|(it, level)| it.is_base() && level.is_none());
        match lacks {
            Some((metric, _)) => Err(format!("it has no `{}`", metric.name)),
            None => Ok(Self { version, levels }),
        }
    }

    pub(super) fn scores(&self) -> Scores {
        match self.version {
            Version::V2 => v2::scores(self),
            Version::V3_0 | Version::V3_1 => v3::scores(self),
        }
    }

    /// Returns the value of a metric as properties spell it; `None` if it is left out.
    pub(super) fn property(&self, place: usize) -> Option<&'static str> {
        self.levels.get(place).copied().flatten().map(|level| level.long)
    }

    /// Tells whether the vector goes beyond what is the same everywhere.
    pub(super) fn is_environmental(&self) -> bool {
        let mut chosen = self.version.metrics().iter().zip(&self.levels);
        chosen.any(|(metric, level)| metric.is_environmental() && level.is_some())
    }

    /// Returns the weight of a metric in thousandths; `None` if it is left out or not defined.
    fn weight(&self, name: &str) -> Option<u16> {
        let place = self.version.metrics().iter().position(|metric| metric.name == name)?;
        self.levels.get(place).copied().flatten()?.weight
    }
}

/// Rates a score in tenths as CVSS 3 does.
pub(super) fn severity(score: u8) -> &'static str {
    match score {
        0 => "NONE",
        1..=39 => "LOW",
        40..=69 => "MEDIUM",
        70..=89 => "HIGH",
        _ => "CRITICAL",
    }
}
