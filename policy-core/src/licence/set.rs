//! A list of licences as a policy writes it, compiled for look-up.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::atom::{Atom, Base, Licence};
use super::parse::{ParseOptions, find_ignoring_case, parse, strict_atom};
use super::{GROUPS, group};

/// A set of licences: SPDX ids with or without `-or-later`, `+` and `WITH`, groups (`@permissive`),
/// `NONE`, and `LicenseRef-` names in which `*` stands for any text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LicenceSet {
    /// Licences without exception, every later version spelt out.
    plain: BTreeSet<Licence>,
    with: BTreeSet<(Licence, Cow<'static, str>)>,
    references: Vec<ReferencePattern>,
    none: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct ReferencePattern {
    name: String,
    document: Option<String>,
    exception: Option<Cow<'static, str>>,
}

impl LicenceSet {
    /// Compiles the entries of a list.
    ///
    /// # Errors
    /// One error for each entry that is no id, group or pattern; a policy must spell its licences
    /// exactly. Each carries a suggestion where one is at hand.
    pub fn parse<'a>(
        entries: impl IntoIterator<Item = &'a str>,
        options: &ParseOptions,
    ) -> Result<Self, Vec<EntryError>> {
        let mut set = Self::default();
        let mut errors = Vec::new();
        for entry in entries {
            if let Err(error) = set.add(entry, options) {
                errors.push(error);
            }
        }
        if errors.is_empty() { Ok(set) } else { Err(errors) }
    }

    /// Whether the set has no entries.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The entries that are in both sets, groups spelt out; a policy that allows and denies the
    /// same licence probably means something else.
    #[must_use]
    pub fn overlap(&self, other: &Self) -> Vec<String> {
        let plain = self.plain.intersection(&other.plain).map(ToString::to_string);
        let with = self.with.intersection(&other.with).map(|(l, e)| format!("{l} WITH {e}"));
        let references = self
            .references
            .iter()
            .filter(|pattern| other.references.contains(pattern))
            .map(|pattern| format!("LicenseRef-{}", pattern.name));
        let none = (self.none && other.none).then(|| "NONE".to_owned());
        plain.chain(with).chain(references).chain(none).collect()
    }

    /// The ids of the licences without exception.
    pub(super) fn ids(&self) -> impl Iterator<Item = String> {
        self.plain.iter().map(ToString::to_string)
    }

    /// Whether every licence of the other set is in this one.
    pub(crate) fn holds(&self, other: &Self) -> bool {
        other.plain.is_subset(&self.plain)
            && other.with.is_subset(&self.with)
            && other.references.iter().all(|pattern| self.references.contains(pattern))
            && (self.none || !other.none)
    }

    /// Whether it names nothing but licences as such.
    pub(crate) fn is_plain(&self) -> bool {
        self.with.is_empty() && !self.none
    }

    fn add(&mut self, entry: &str, options: &ParseOptions) -> Result<(), EntryError> {
        let text = entry.trim();
        if let Some(name) = text.strip_prefix('@') {
            let Some(members) = group(name) else {
                return Err(EntryError::new(entry, Fault::Group, nearest_group(name)));
            };
            for member in members {
                if let Some(atom) = strict_atom(member, &ParseOptions::default()) {
                    if let Base::Licence(licence) = atom.base
                        && options.gnu_strict
                    {
                        // A group names licences, not spellings: it covers the old ids too.
                        self.plain.extend(licence.choices().filter_map(Licence::bare));
                    }
                    self.insert(atom);
                }
            }
            return Ok(());
        }
        if let Some(pattern) = ReferencePattern::parse(text) {
            self.references.push(pattern);
            return Ok(());
        }
        match strict_atom(text, options) {
            Some(atom) if atom.base == Base::NoAssertion => {
                Err(EntryError::new(entry, Fault::NoAssertion, None))
            }
            Some(atom) => {
                self.insert(atom);
                Ok(())
            }
            None => {
                let read = parse(text, options).expression;
                let fault = match read.atoms().as_slice() {
                    [_] => Fault::Unknown,
                    _ => Fault::Expression,
                };
                let suggestion = match read.atoms().as_slice() {
                    [atom] if !atom.is_unknown() => Some(atom.to_string()),
                    [_] => find_ignoring_case(&text.replace(' ', "-")).map(str::to_owned),
                    _ => None,
                };
                Err(EntryError::new(entry, fault, suggestion))
            }
        }
    }

    fn insert(&mut self, atom: Atom) {
        match (atom.base, atom.exception) {
            (Base::Licence(licence), None) => self.plain.extend(licence.choices()),
            (Base::Licence(licence), Some(exception)) => {
                self.with.extend(licence.choices().map(|choice| (choice, exception.clone())));
            }
            (Base::Reference { name, document }, exception) => {
                self.references.push(ReferencePattern { name, document, exception });
            }
            (Base::None, _) => self.none = true,
            (Base::NoAssertion | Base::Text(_), _) => {}
        }
    }

    /// Whether this very licence, later versions aside, is in the set without exception.
    pub(super) fn has_plain(&self, licence: Licence) -> bool {
        self.plain.contains(&licence)
    }

    pub(super) fn has_with(&self, licence: Licence, exception: &str) -> bool {
        // The set is ordered by licence first, so only its own exceptions are looked at.
        let start = (licence, Cow::Borrowed(""));
        self.with
            .range(start..)
            .take_while(|(known, _)| *known == licence)
            .any(|(_, known)| known == exception)
    }

    pub(super) fn has_none(&self) -> bool {
        self.none
    }

    pub(super) fn has_reference(
        &self,
        name: &str,
        document: Option<&str>,
        exception: Option<&str>,
    ) -> bool {
        self.references.iter().any(|pattern| {
            glob(&pattern.name, name)
                && pattern.exception.as_deref() == exception
                && pattern
                    .document
                    .as_deref()
                    .is_none_or(|wanted| document.is_some_and(|found| glob(wanted, found)))
        })
    }
}

impl ReferencePattern {
    /// A reference with a `*` in it; one without is an ordinary atom.
    fn parse(text: &str) -> Option<Self> {
        if !text.contains('*') {
            return None;
        }
        let (document, rest) = match text.strip_prefix("DocumentRef-") {
            Some(rest) => rest.split_once(':').map(|(document, rest)| (Some(document), rest))?,
            None => (None, text),
        };
        let name = rest.strip_prefix("LicenseRef-")?;
        let valid = |part: &str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'*'))
        };
        (valid(name) && document.is_none_or(valid)).then(|| Self {
            name: name.to_owned(),
            document: document.map(str::to_owned),
            exception: None,
        })
    }
}

/// Matches the whole text; `*` stands for any run of characters. Linear, without backtracking
/// over more than one star.
fn glob(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut text) = text.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let last = parts.pop().unwrap_or_default();
    for part in parts {
        match text.split_once(part) {
            Some((_, after)) => text = after,
            None => return false,
        }
    }
    text.ends_with(last)
}

fn nearest_group(name: &str) -> Option<String> {
    let lower = name.to_ascii_lowercase();
    GROUPS
        .into_iter()
        .find(|known| known.starts_with(&lower) || lower.starts_with(known))
        .map(|known| format!("@{known}"))
}

/// An entry of a licence list that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{entry}` {fault}")]
pub struct EntryError {
    entry: String,
    fault: Fault,
    suggestion: Option<String>,
}

impl EntryError {
    /// The entry as written.
    #[must_use]
    pub fn entry(&self) -> &str {
        &self.entry
    }

    /// What was probably meant.
    #[must_use]
    pub fn suggestion(&self) -> Option<&str> {
        self.suggestion.as_deref()
    }

    fn new(entry: &str, fault: Fault, suggestion: Option<String>) -> Self {
        Self { entry: entry.to_owned(), fault, suggestion }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
enum Fault {
    #[error("is not a licence of the SPDX list, a `LicenseRef-`, a group or `NONE`")]
    Unknown,
    #[error("is an expression; list its licences one by one")]
    Expression,
    #[error("is not a group of licences")]
    Group,
    #[error("says that nothing is known; the policy's setting for unknown licences decides that")]
    NoAssertion,
}
