//! The equations of CVSS 2.0 (its guide, section 3.2), in whole numbers: they round halves, which
//! floating point would miss.

use super::{Scores, Vector};

/// What the vector's `Impact` counts from.
#[derive(Clone, Copy, PartialEq)]
enum Impact {
    Plain,
    /// With the requirements of an environment.
    Adjusted,
}

pub(super) fn scores(vector: &Vector) -> Scores {
    let base = base(vector, Impact::Plain);
    let weight = |name, default| i128::from(vector.weight(name).unwrap_or(default));
    let temporal = |base: i128| {
        let factors = weight("E", 1000) * weight("RL", 1000) * weight("RC", 1000);
        round(base * factors, 1_000_000_000)
    };
    let adjusted = temporal(self::base(vector, Impact::Adjusted));
    let damaged = adjusted * 1000 + (100 - adjusted) * weight("CDP", 0);
    let environmental = round(damaged * weight("TD", 1000), 1_000_000);
    let [base, temporal, environmental] =
        [base, temporal(base), environmental].map(|score| u8::try_from(score).unwrap_or(0));
    Scores { base, temporal, environmental }
}

/// Returns the base score in tenths.
fn base(vector: &Vector, kind: Impact) -> i128 {
    let weight = |name, default| i128::from(vector.weight(name).unwrap_or(default));
    // In millionths: a loss times a requirement.
    let left = [("C", "CR"), ("I", "IR"), ("A", "AR")].map(|(loss, requirement)| {
        let requirement = if kind == Impact::Adjusted { weight(requirement, 1000) } else { 1000 };
        MILLION - weight(loss, 0) * requirement
    });
    let lost = MILLION.pow(3) - left.into_iter().product::<i128>();
    // In units of 10^-20, as everything from here on.
    let mut impact = 1041 * lost;
    if kind == Impact::Adjusted {
        impact = impact.min(10 * UNIT);
    }
    let exploitability =
        20 * weight("AV", 0) * weight("AC", 0) * weight("Au", 0) * (UNIT / 1_000_000_000);
    let sum = impact * 6 / 10 + exploitability * 4 / 10 - UNIT * 3 / 2;
    let factor = if impact == 0 { 0 } else { 1176 };
    round(sum * factor * 10, UNIT * 1000).max(0)
}

const MILLION: i128 = 1_000_000;
const UNIT: i128 = 100_000_000_000_000_000_000;

/// Divides and rounds to the nearest whole, halves up.
fn round(value: i128, by: i128) -> i128 {
    (value + by / 2).div_euclid(by)
}
