//! Which rules object, and why each of them does.

use std::fmt;

use super::super::{LONGEST, SHOWN};
use crate::code::Code;
use crate::decision::{Reason, Violation, ViolationKind};
use crate::phrase;

/// Rules that object with the same weight, for the same reasons and in the same words.
pub(super) struct Voice<'d> {
    of: &'d Violation,
    rules: Vec<&'d str>,
    /// Whether it is told why; what is true of one finding need not be of the others.
    gives_reasons: bool,
    /// What it says that the first violation does not.
    remark: String,
}

/// The rules of `first`, and those of the `others` where they are about the same thing.
pub(super) fn voices<'d>(
    first: &'d Violation,
    others: &[&'d Violation],
    is_alone: bool,
) -> Vec<Voice<'d>> {
    let gives_reasons = is_alone || others.iter().all(|other| other.because == first.because);
    let message = first.message();
    let own = Voice { of: first, rules: vec![&first.rule], gives_reasons, remark: String::new() };
    let mut voices = vec![own];
    if !is_alone {
        return voices;
    }
    for other in others {
        let remark = match other.kind {
            // All say that the same is not known.
            ViolationKind::MissingEvidence => String::new(),
            _ => beyond(&message, &other.message()),
        };
        let same = |voice: &&mut Voice<'_>| {
            let of = voice.of;
            (of.effect, of.would_be, of.grace_until)
                == (other.effect, other.would_be, other.grace_until)
                && voice.remark == remark
                && of.because == other.because
        };
        match voices.iter_mut().find(same) {
            Some(voice) if voice.rules.contains(&other.rule.as_str()) => {}
            Some(voice) => voice.rules.push(&other.rule),
            None => {
                voices.push(Voice { of: other, rules: vec![&other.rule], gives_reasons, remark });
            }
        }
    }
    voices
}

/// What a message says beyond what has been `said`: a remark stands behind a colon.
fn beyond(said: &str, message: &str) -> String {
    if said.starts_with(message) {
        return String::new();
    }
    if let Some(remark) = message.strip_prefix(said).and_then(|rest| rest.strip_prefix(": ")) {
        return remark.to_owned();
    }
    let mut same = said.char_indices().zip(message.chars());
    let differs = same.find(|((_, a), b)| a != b).map_or(said.len(), |((at, _), _)| at);
    let common = message.get(..differs).unwrap_or_default();
    let remark = common.rfind(": ").and_then(|at| message.get(at + 2..));
    remark.unwrap_or(message).to_owned()
}

impl Voice<'_> {
    /// How many rules speak.
    pub(super) fn number(&self) -> usize {
        self.rules.len()
    }

    pub(super) fn write(&self, f: &mut fmt::Formatter<'_>, first: &Violation) -> fmt::Result {
        let (of, plural) = (self.of, if self.rules.len() == 1 { "" } else { "s" });
        write!(f, "  rule{plural} {}", phrase::list(&self.rules, SHOWN))?;
        if of.effect != first.effect {
            write!(f, " ({})", of.effect)?;
        }
        match (of.would_be, of.grace_until) {
            (Some(would_be), Some(until)) => {
                write!(f, ", which would {would_be} but for a grace period until {until}")?;
            }
            (Some(would_be), None) => write!(f, ", which would {would_be} in full force")?,
            (None, Some(until)) => write!(f, ", with a grace period until {until}")?,
            (None, None) => {}
        }
        if !self.remark.is_empty() {
            write!(f, ": {}", self.remark)?;
        }
        writeln!(f)?;
        // That a licence is none, and what was read, has been said.
        let is_told = of.code == Code::LicenceUnknown;
        if self.gives_reasons && !is_told && !of.because.is_empty() {
            writeln!(f, "    {}", grounds(of))?;
        }
        Ok(())
    }
}

fn grounds(violation: &Violation) -> String {
    let message = violation.message();
    let subject = violation.subject.to_string();
    let told = |reason: &Reason| match (violation.kind, reason.value()) {
        // What is so has been said.
        (ViolationKind::Image | ViolationKind::Requirement, value)
            if message.contains(&*value) || subject == value =>
        {
            format!("the policy says `{}`", phrase::line(&reason.condition, LONGEST))
        }
        _ => reason.to_string(),
    };
    match violation.kind {
        ViolationKind::Budget => {
            let counted = violation.because.iter().map(Reason::value);
            format!("counting {}", phrase::list(counted, SHOWN))
        }
        _ => format!("because {}", phrase::list(violation.because.iter().map(told), SHOWN)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remark_is_what_stands_behind_what_has_been_said() {
        assert_eq!(beyond("a b", "a b"), "");
        assert_eq!(beyond("a b: c", "a b"), "");
        assert_eq!(beyond("a b", "a b: c"), "c");
        assert_eq!(beyond("a: b: see c", "a: b: see d"), "see d");
        assert_eq!(beyond("é x", "é y"), "é y");
    }
}
