//! Workflow commands of GitHub Actions: one annotation a violation.
//! <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>

use std::fmt::Write as _;

use policy_core::{Decision, Effect, Outcome};

use super::{count, explanation, headline};

pub(super) fn render(decision: &Decision) -> String {
    let mut out = String::new();
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
    let denials = decision.denials().count();
    let (command, verdict) = match decision.outcome {
        Outcome::Deny => ("error", format!("denied by {}", count(denials, "violation"))),
        Outcome::Warn => ("warning", "allowed with warnings".to_owned()),
        Outcome::Allow => ("notice", "allowed".to_owned()),
    };
    let text = data(&format!(
        "{} is {verdict}; score {}, policy {}",
        decision.meta.artifact, decision.score.value, decision.meta.policy
    ));
    let _ = writeln!(out, "::{command} title=ci-gate::{text}");
    out
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
