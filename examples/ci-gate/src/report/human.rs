//! The decision for a person who has to do something about it.

mod advice;
mod page;
mod table;

use anstyle::{AnsiColor, Style};
use policy_core::{Decision, Effect, Outcome};

use self::page::{BOLD, DIM, Page, coloured};

/// Returns the summary, what was denied and why, how it comes in, and the ways out. A table is
/// made to fit `width` columns; without one, nothing is wrapped.
pub(super) fn render(decision: &Decision, width: Option<usize>) -> String {
    let mut page = Page::default();
    summary(&mut page, decision);
    table::write(&mut page, decision, width);
    advice::unknown(&mut page, decision);
    advice::paths(&mut page, decision);
    advice::fixes(&mut page, decision);
    advice::suppressed(&mut page, decision);
    advice::waivers(&mut page, decision);
    page.into_string()
}

fn summary(page: &mut Page, decision: &Decision) {
    let (word, colour) = match decision.outcome {
        Outcome::Deny => ("DENIED", AnsiColor::Red),
        Outcome::Warn => ("ALLOWED, with warnings", AnsiColor::Yellow),
        Outcome::Allow => ("ALLOWED", AnsiColor::Green),
    };
    let meta = &decision.meta;
    page.styled(&[(coloured(colour).bold(), word), (Style::new(), "  "), (BOLD, &meta.artifact)]);
    if let Some((first, others)) = meta.digests.split_first() {
        let more = match others.len() {
            0 => String::new(),
            more => format!(" and {more} more, for its platforms"),
        };
        page.styled(&[(DIM, &format!("{first}{more}"))]);
    }
    let by = |effect| decision.violations.iter().filter(|v| v.effect == effect).count();
    let version = meta.policy_version.as_ref().map(|version| format!(" {version}"));
    let mut parts = vec![
        format!("policy {}{}", meta.policy, version.unwrap_or_default()),
        format!("score {}", decision.score.value),
    ];
    for (number, verb) in [
        (by(Effect::Deny), "deny"),
        (by(Effect::Warn), "warn"),
        (by(Effect::Info), "noted"),
        (decision.suppressed.len(), "suppressed"),
    ] {
        if number > 0 {
            parts.push(format!("{number} {verb}"));
        }
    }
    page.line(&parts.join(" · "));
}

#[cfg(test)]
mod tests;
