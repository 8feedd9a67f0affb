//! What a violation says in one sentence.

use std::borrow::Cow;
use std::fmt;

use super::{Missing, Violation};
use crate::Text;
use crate::phrase;
use crate::severity::Severity;

/// Of the sentence what the other fields do not say.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Wording {
    /// All of it.
    Sentence(String),
    /// The component has the vulnerability, which counts as this; and what the rule remarks.
    Vulnerable { level: Severity, remark: Option<Text> },
    /// What is missing keeps it from being judged.
    NotJudged,
}

impl From<String> for Wording {
    fn from(sentence: String) -> Self {
        Self::Sentence(sentence)
    }
}

impl Violation {
    /// Returns what is wrong, in one sentence without a full stop.
    ///
    /// That of a finding is put together whenever it is asked for, like the
    /// [`fingerprint`](Self::fingerprint).
    #[must_use]
    pub fn message(&self) -> Cow<'_, str> {
        match &self.wording {
            Wording::Sentence(sentence) => Cow::Borrowed(sentence),
            _ => Cow::Owned(self.to_string()),
        }
    }
}

/// Writes the [`message`](Violation::message).
impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { wording, subject, id, fixed_version, missing, .. } = self;
        let id = id.as_deref();
        match wording {
            Wording::Sentence(sentence) => f.write_str(sentence),
            Wording::Vulnerable { level, remark } => {
                write!(f, "{} ({level}) in {subject}", id.unwrap_or_default())?;
                if let Some(version) = fixed_version {
                    write!(f, ", fixed in {version}")?;
                }
                match remark {
                    Some(remark) => write!(f, ": {remark}"),
                    None => Ok(()),
                }
            }
            Wording::NotJudged => {
                f.write_str("cannot judge ")?;
                if let Some(id) = id {
                    write!(f, "{id} in ")?;
                }
                write!(f, "{subject}: {} not known", listed(missing))
            }
        }
    }
}

fn listed(missing: &[Missing]) -> String {
    let what = missing.iter().map(|missing| missing.what.as_str());
    match what.len() {
        0 => "something is".to_owned(),
        1 => format!("{} is", what.collect::<String>()),
        _ => format!("{} are", phrase::list(what, SHOWN)),
    }
}

/// How many missing facts a sentence has; [`Violation::missing`] has all.
const SHOWN: usize = 5;
