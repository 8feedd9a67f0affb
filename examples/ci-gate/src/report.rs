//! The decision, in the five forms that pipelines read.

mod github;
mod human;
mod junit;
mod sarif;

use policy_core::Decision;

use crate::args::Format;

/// Returns what goes to stdout, with a line break at its end. Human text carries colours, which
/// are removed on the way unless a terminal reads them.
pub(crate) fn render(decision: &Decision, format: Format) -> String {
    let mut text = match format {
        Format::Human => human::render(decision),
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
fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// What a violation is about, in a few words: `CVE-2021-44228 in log4j-core 2.14.1`.
fn headline(violation: &policy_core::Violation) -> String {
    match &violation.id {
        Some(id) => format!("{id} in {}", violation.subject),
        None => violation.subject.to_string(),
    }
}

/// Why and what to do, one statement a line.
fn explanation(violation: &policy_core::Violation) -> Vec<String> {
    let mut lines = vec![format!("{} (rule `{}`)", violation.message, violation.rule)];
    if let Some(severity) = &violation.severity {
        lines.push(format!("rated: {severity}"));
    }
    lines.extend(violation.missing.iter().map(|missing| format!("not known: {missing}")));
    if !violation.path.is_empty() {
        lines.push(format!("comes in through: {}", violation.path.join(" > ")));
    }
    if let Some(remedy) = &violation.remedy {
        lines.push(format!("fix: {remedy}"));
    }
    if let Some(until) = violation.grace_until {
        lines.push(format!("in grace until {until}"));
    }
    lines.extend(violation.waiver_notes.iter().cloned());
    lines
}
