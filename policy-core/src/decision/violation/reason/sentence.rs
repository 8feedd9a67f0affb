//! A reason as a sentence about what has the fault: what is so, then the condition that asks for it.

use std::fmt;

use super::{Rated, Reason, Value};
use crate::phrase;
use crate::severity::{Effective, Rating, Severity};

/// How many characters of a condition, or of what met it, a sentence has: a list of licences may be
/// as long as SPDX's.
const LONGEST: usize = 160;
/// How many ratings that did not decide are told.
const SHOWN: usize = 3;

/// Writes ``it is known to be exploited (`kev true`)``.
impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (key, asked) = self.condition.split_once(' ').unwrap_or((&self.condition, ""));
        let condition = phrase::line(&self.condition, LONGEST);
        let value = match &self.value {
            Value::Rated(Rated { as_it_is, counts_as }) => {
                let rated = rated(as_it_is, *counts_as);
                return match key {
                    "severity" => write!(f, "{rated} (`{condition}`)"),
                    _ => write!(f, "`{condition}` holds ({rated})"),
                };
            }
            Value::Text(text) | Value::Among(text, _) => phrase::line(text, LONGEST),
        };
        match key {
            "licences.deny" => {
                write!(f, "its licence {value} is on the policy's list `{condition}`")
            }
            "licences.allow" => {
                write!(f, "its licence {value} is not on the policy's list `{condition}`")
            }
            // What was written stands in the condition.
            "read" => write!(f, "{} is read {value}", phrase::line(asked, LONGEST)),
            _ => match fact(key, &value).filter(|_| !is_expression(key, asked)) {
                Some(fact) if !value.is_empty() => write!(f, "{fact} (`{condition}`)"),
                // Of a question of yes or no, that it holds is the answer.
                _ if matches!(&*value, "" | "yes" | "no") => write!(f, "`{condition}` holds"),
                _ => write!(f, "`{condition}` holds ({value})"),
            },
        }
    }
}

/// Who rates it how, and which of that counts.
pub(crate) fn rated(severity: &Effective, counts_as: Option<Severity>) -> String {
    let mut text = match (&severity.winner, severity.ratings.as_slice()) {
        (Some(winner), _) => format!("it is rated {winner}"),
        (None, []) => "nobody rates it".to_owned(),
        (None, all) => format!("its severity is not known ({})", phrase::list(all, SHOWN)),
    };
    if let Some(level) = counts_as {
        text.push_str(&format!(", which counts as {level}"));
    }
    let is_other = |rating: &&Rating| severity.winner.as_ref().is_some_and(|it| it != *rating);
    let others: Vec<&Rating> = severity.ratings.iter().filter(is_other).collect();
    let strategy = &severity.strategy;
    if !others.is_empty() {
        let others = phrase::list(others, SHOWN);
        text.push_str(&match severity.fell_back {
            true => format!(", the highest beside {others}"),
            false => format!(", which the strategy `{strategy}` prefers to {others}"),
        });
    }
    if severity.fell_back {
        text.push_str(&format!(", since the strategy `{strategy}` finds nothing"));
    }
    text
}

/// A comparison in an expression may begin with what is a key elsewhere.
fn is_expression(key: &str, asked: &str) -> bool {
    key.starts_with("component.")
        && (asked.starts_with(['=', '!', '<', '>', '+']) || asked.starts_with("in "))
}

/// What the value says, where the key of a condition tells.
fn fact(key: &str, value: &str) -> Option<String> {
    let answer = |what: &str| match value {
        "no" => format!("it is not {what}"),
        "not known" => format!("it is not known whether it is {what}"),
        _ => format!("it is {what}"),
    };
    Some(match key {
        "kev" => answer("known to be exploited"),
        "direct" => answer("a direct dependency"),
        "reachable" => answer("reachable"),
        "malicious" => answer("malicious"),
        "fix_available" | "fix_state" => fix(value),
        "dependency_graph" => "it does not say what depends on what".to_owned(),
        "verified" => "none is for this artifact".to_owned(),
        "runtime.max_layers" => format!("it has {value} layers"),
        "signature.any_of" | "signature.all_of" | "signature:" => match value {
            "no verified signature" => "it has no verified signature".to_owned(),
            who => format!("it is signed by {who}"),
        },
        "provenance" if value == "no provenance" => "it has no provenance".to_owned(),
        budget if budget.starts_with("budget.") => format!("{value} counts"),
        _ => format!("{} {value}", beginning(key)?),
    })
}

fn fix(value: &str) -> String {
    match value {
        "no fix" => "there is no fix".to_owned(),
        _ if value.starts_with("fixed in ") => format!("it is {value}"),
        _ if value.starts_with("said to be fixed ") => format!("it is {value}"),
        _ if value.starts_with("not known ") => format!("it is {value}"),
        _ if value.ends_with(" with what is installed") => format!("its fix {value}"),
        "not fixed" => "it is not fixed".to_owned(),
        "wont fix" => "it will not be fixed".to_owned(),
        "deferred" => "its fix is deferred".to_owned(),
        states => format!("its fix is stated as {states}"),
    }
}

fn beginning(key: &str) -> Option<&'static str> {
    Some(match key {
        "cvss_score" => "its CVSS score is",
        "cvss" => "its CVSS vector is",
        "epss" => "its EPSS score is",
        "epss_percentile" => "its EPSS percentile is",
        "kev_due" => "its fix is",
        "ssvc" => "its SSVC decision is",
        "match_kind" => "the scanner's match is",
        "published_age" | "max_age" => "it was",
        "depth" => "its depth among the dependencies is",
        "scope" => "its scope is",
        "layer" => "its layer is",
        "id" => "it is called",
        "cwe" => "it is classed as",
        "source" => "it is reported by",
        "component" | "component.purl" => "the component is",
        "component.name" => "the component's name is",
        "component.type" => "the component's type is",
        "component.version" => "the component's version is",
        "component.licence" => "the component's licence is",
        "max_db_age" => "the database was",
        "min_components" => "the number of its components is",
        "formats" => "its format is",
        "generated_by" => "it was made by",
        "registries.allow" | "registries.deny" | "tags.allow" | "tags.deny"
        | "tags.deny_mutable" | "digest.required" => "its reference is",
        "digest.must_match_evidence" => "the digest is",
        "base.allow" | "base.official_only" | "base.minimal_only" => "its base image is",
        "base.max_age" => "its base image was",
        "base.deny_eol" => "its operating system is",
        "runtime.non_root" => "its user is",
        "runtime.no_secrets" => "it holds",
        "runtime.ports.allow" | "runtime.ports.deny" => "it exposes",
        "runtime.max_size" => "its size is",
        "provenance" => "its provenance is",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::schema::vulnerability::{COMPONENT_FIELDS, VULNERABILITY};

    #[test]
    fn every_condition_on_a_finding_has_a_sentence_of_its_own() {
        let of_component =
            COMPONENT_FIELDS.keys.iter().map(|key| format!("component.{}", key.name));
        let keys = VULNERABILITY.keys.iter().map(|key| key.name.to_owned()).chain(of_component);
        for key in keys.filter(|key| !matches!(key.as_str(), "any" | "severity")) {
            assert!(fact(&key, "x").is_some(), "{key}");
        }
    }

    #[test]
    fn what_is_so_comes_before_the_condition_that_asks() {
        for (condition, value, sentence) in [
            ("kev true", "known to be exploited", "it is known to be exploited (`kev true`)"),
            ("kev false", "no", "it is not known to be exploited (`kev false`)"),
            (
                "reachable not-false",
                "not known",
                "it is not known whether it is reachable (`reachable not-false`)",
            ),
            ("fix_available false", "no fix", "there is no fix (`fix_available false`)"),
            ("fix_state wont_fix", "wont fix", "it will not be fixed (`fix_state wont_fix`)"),
            (
                "component.name *pad",
                "left-pad",
                "the component's name is left-pad (`component.name *pad`)",
            ),
            ("component.name == 'a'", "a", "`component.name == 'a'` holds (a)"),
            ("published_age >30d", "", "`published_age >30d` holds"),
            (
                "licences.deny @copyleft",
                "GPL-3.0-only",
                "its licence GPL-3.0-only is on the policy's list `licences.deny @copyleft`",
            ),
            (
                "licences.allow MIT, ISC",
                "Zlib",
                "its licence Zlib is not on the policy's list `licences.allow MIT, ISC`",
            ),
            ("read `GPL-3.0`", "as GPL-3.0-only", "`GPL-3.0` is read as GPL-3.0-only"),
        ] {
            assert_eq!(Reason::new(condition, value).to_string(), sentence);
        }
    }

    #[test]
    fn a_list_of_hundreds_is_not_told_in_full() {
        let list = format!("licences.allow {}", vec!["MIT"; 500].join(", "));
        let sentence = Reason::new(list, "Zlib").to_string();
        assert!(sentence.len() < 250 && sentence.ends_with("MIT …`"), "{sentence}");
    }
}
