//! Rules that another one makes pointless.

use crate::code::Code;
use crate::policy::reader::{At, Reader};
use crate::rules::licence::LicenceRule;
use crate::rules::{Body, Rule};

pub(super) fn rules(reader: &mut Reader, places: &[At<'_>], rules: &[Rule]) {
    for (index, (rule, at)) in rules.iter().zip(places).enumerate() {
        let covering = rules.iter().enumerate().find(|(other, by)| {
            // Of two that say the same, the later one is too many.
            *other != index && covers(by, rule) && (*other < index || !covers(rule, by))
        });
        if let Some((other, by)) = covering {
            let message = format!(
                "whatever rule `{}` finds, rule `{}` finds too, at least as hard",
                rule.id, by.id
            );
            let lint = reader.lint(Code::LintShadowedRule, at, message);
            if let Some(at) = places.get(other) {
                lint.label(at.entry("id").node.span, "the other one");
            }
        }
    }
}

/// Whether every violation of `rule` is one of `by` too, in every stage and at every time.
fn covers(by: &Rule, rule: &Rule) -> bool {
    let is_wider = match (&by.body, &rule.body) {
        (Body::Vulnerability(wide), Body::Vulnerability(narrow)) => wide.contains(narrow),
        (Body::Licences(wide), Body::Licences(narrow)) => {
            let unknown = |body: &LicenceRule, rule: &Rule| body.unknown.unwrap_or(rule.on_unknown);
            wide.contains(narrow) && unknown(wide, by) >= unknown(narrow, rule)
        }
        (Body::Image(wide), Body::Image(narrow)) => wide.contains(narrow),
        _ => false,
    };
    is_wider
        && by.effect >= rule.effect
        && by.on_unknown >= rule.on_unknown
        && by.modes.is_in_force()
        && by.enforce_from.is_none()
        && by.grace.is_none()
        && by.when.is_none()
}
