//! The equations of CVSS 3.0 (section 8) and 3.1 (section 7).

use super::{Scores, Vector, Version};

pub(super) fn scores(vector: &Vector) -> Scores {
    let weight = |name, default| f64::from(vector.weight(name).unwrap_or(default)) / 1000.0;
    let maturity = weight("E", 1000) * weight("RL", 1000) * weight("RC", 1000);
    let base = base(vector);
    Scores {
        base,
        temporal: round_up(f64::from(base) / 10.0 * maturity),
        environmental: round_up(f64::from(modified(vector)) / 10.0 * maturity),
    }
}

fn base(vector: &Vector) -> u8 {
    let weight = |name| f64::from(vector.weight(name).unwrap_or(0)) / 1000.0;
    let is_changed = vector.weight("S") == Some(1);
    let loss = 1.0 - (1.0 - weight("C")) * (1.0 - weight("I")) * (1.0 - weight("A"));
    let impact = match is_changed {
        false => 6.42 * loss,
        true => 7.52 * (loss - 0.029) - 3.25 * (loss - 0.02).powi(15),
    };
    let rights = rights(vector.weight("PR"), is_changed);
    let exploitability = 8.22 * weight("AV") * weight("AC") * rights * weight("UI");
    total(impact, exploitability, is_changed)
}

/// Returns the score of the modified metrics, before time is taken into account.
fn modified(vector: &Vector) -> u8 {
    let chosen = |modified, base| vector.weight(modified).or_else(|| vector.weight(base));
    let weight = |modified, base| f64::from(chosen(modified, base).unwrap_or(0)) / 1000.0;
    let left = [("CR", "MC", "C"), ("IR", "MI", "I"), ("AR", "MA", "A")].map(
        |(requirement, modified, base)| {
            let requirement = f64::from(vector.weight(requirement).unwrap_or(1000)) / 1000.0;
            1.0 - requirement * weight(modified, base)
        },
    );
    let is_changed = chosen("MS", "S") == Some(1);
    let loss = (1.0 - left.into_iter().product::<f64>()).min(0.915);
    let impact = match (is_changed, vector.version) {
        (false, _) => 6.42 * loss,
        (true, Version::V3_1) => 7.52 * (loss - 0.029) - 3.25 * (loss * 0.9731 - 0.02).powi(13),
        (true, _) => 7.52 * (loss - 0.029) - 3.25 * (loss - 0.02).powi(15),
    };
    let rights = rights(chosen("MPR", "PR"), is_changed);
    let exploitability =
        8.22 * weight("MAV", "AV") * weight("MAC", "AC") * rights * weight("MUI", "UI");
    total(impact, exploitability, is_changed)
}

fn rights(weight: Option<u16>, is_changed: bool) -> f64 {
    let weight = match (weight.unwrap_or(0), is_changed) {
        (620, true) => 680,
        (270, true) => 500,
        (weight, _) => weight,
    };
    f64::from(weight) / 1000.0
}

fn total(impact: f64, exploitability: f64, is_changed: bool) -> u8 {
    let factor = if is_changed { 1.08 } else { 1.0 };
    match impact > 0.0 {
        true => round_up((factor * (impact + exploitability)).min(10.0)),
        false => 0,
    }
}

/// Returns the least number of tenths that is not below a score, as 3.1 defines it (appendix A).
///
/// By exact arithmetic 3.0 comes to the same. Calculators that count in binary fractions give a
/// tenth more for three of its temporal scores, such as 2.4 for 2.5 times 0.92.
fn round_up(score: f64) -> u8 {
    // A score is within 0 and 10: the cast loses nothing.
    let fine = (score * 100_000.0).round() as u32;
    u8::try_from(fine.div_ceil(10_000)).unwrap_or(100)
}
