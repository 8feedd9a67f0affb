//! The decision, in the five forms that pipelines read.

mod github;
mod human;
mod junit;
mod sarif;
pub(crate) mod text;

use policy_core::decision::Subject;
use policy_core::{Decision, Violation};

use crate::args::Format;
use text::plain;

/// Returns what goes to stdout, with a line break at its end. Human text carries colours, which
/// are removed on the way unless a terminal reads them; its table fits `width` columns.
pub(crate) fn render(decision: &Decision, format: Format, width: Option<usize>) -> String {
    let mut text = match format {
        Format::Human => human::render(decision, width),
        Format::Json => decision.to_json(),
        Format::Sarif => sarif::render(decision),
        Format::Junit => junit::render(decision),
        Format::Github => github::render(decision),
    };
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

/// `1 violation`, `2 violations`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// What a violation is about, in a few words: `CVE-2021-44228 in log4j-core 2.14.1`. Of the artifact
/// as a whole, which every report names once, the rule says most.
fn headline(violation: &Violation) -> String {
    let text = match (&violation.subject, &violation.id) {
        (Subject::Image { .. } | Subject::Artifact { .. }, _) => violation.rule.to_string(),
        (subject, Some(id)) => format!("{id} in {subject}"),
        (subject, None) => subject.to_string(),
    };
    plain(&text)
}

/// Why and what to do, one harmless line for each.
fn explanation(violation: &Violation) -> Vec<String> {
    let mut lines = vec![format!("{} (rule `{}`)", violation.message(), violation.rule)];
    if let Some(severity) = &violation.severity {
        lines.push(format!("rated: {severity}"));
    }
    lines.extend(violation.missing.iter().map(|missing| format!("not known: {missing}")));
    if violation.path().len() > 1 {
        lines.push(format!("comes in through: {}", violation.path().join(" > ")));
    }
    if let Some(remedy) = violation.remedy() {
        lines.push(format!("fix: {remedy}"));
    }
    if let Some(until) = violation.grace_until {
        lines.push(format!("in grace until {until}"));
    }
    lines.extend(violation.waiver_notes.iter().cloned());
    lines.iter().map(|line| plain(line)).collect()
}
