//! Workflow commands of GitHub Actions: the verdict, then one annotation a violation.
//! <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>

use std::fmt::Write as _;

use policy_core::{Decision, Effect, Outcome};

use super::text::plain;
use super::{count, explanation, headline};

pub(super) fn render(decision: &Decision) -> String {
    // GitHub shows ten errors and ten warnings of a step: the verdict comes first, to be among them.
    let mut out = verdict(decision);
    for violation in &decision.violations {
        let command = match violation.effect {
            Effect::Deny => "error",
            Effect::Warn => "warning",
            Effect::Info => "notice",
        };
        let title = property(&headline(violation));
        let text = data(&explanation(violation).join("\n"));
        let _ = writeln!(out, "::{command} title={title}::{text}");
    }
    out
}

fn verdict(decision: &Decision) -> String {
    let denials = decision.denials().count();
    let (command, verdict) = match decision.outcome {
        Outcome::Deny => ("error", format!("denied by {}", count(denials, "violation"))),
        Outcome::Warn => ("warning", "allowed with warnings".to_owned()),
        Outcome::Allow => ("notice", "allowed".to_owned()),
    };
    let meta = &decision.meta;
    let text = format!(
        "{} is {verdict}; score {}, policy {}",
        meta.artifact, decision.score.value, meta.policy
    );
    format!("::{command} title=ci-gate::{}\n", data(&plain(&text)))
}

/// A line break would end the command, and what follows could be another one.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_cannot_smuggle_in_another_command() {
        assert_eq!(property("a,b::c\n::error::x"), "a%2Cb%3A%3Ac%0A%3A%3Aerror%3A%3Ax");
        assert_eq!(data("100%\r\n"), "100%25%0D%0A");
    }
}
