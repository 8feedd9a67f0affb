//! Judging an expression by lists.

use crate::Tri;

use super::LicenceSet;
use super::atom::{Atom, Base, Licence};
use super::expression::{Expression, Node};

/// What is allowed and what is denied.
///
/// With an allow list, an atom is allowed if the list covers it; without one, everything known is.
/// A deny list takes away from that and wins ties. A licence that offers later versions is a
/// choice: it is allowed if one version is both allowed and not denied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LicencePolicy {
    allow: Option<LicenceSet>,
    deny: LicenceSet,
    with_additive: bool,
    deny_mentions: bool,
}

impl LicencePolicy {
    /// A policy without lists: every known licence is allowed.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the allow list. An empty list allows nothing.
    #[must_use]
    pub fn allow(mut self, set: LicenceSet) -> Self {
        self.allow = Some(set);
        self
    }

    /// Sets the deny list. An entry without exception denies the licence with any exception too,
    /// unless that combination is allowed explicitly.
    #[must_use]
    pub fn deny(mut self, set: LicenceSet) -> Self {
        self.deny = set;
        self
    }

    /// Sets whether allowing a licence also allows it with any exception, on the ground that an
    /// exception only grants more. Off by default.
    #[must_use]
    pub fn with_additive(mut self, on: bool) -> Self {
        self.with_additive = on;
        self
    }

    /// Sets whether a denied licence is denied wherever it is mentioned, even where another may
    /// be chosen instead. Off by default.
    #[must_use]
    pub fn deny_mentions(mut self, on: bool) -> Self {
        self.deny_mentions = on;
        self
    }

    /// Whether everything that the other policy does not allow is not allowed here either.
    pub(crate) fn is_as_strict_as(&self, other: &Self) -> bool {
        let allows_no_more = match (&self.allow, &other.allow) {
            (Some(own), Some(other)) => other.holds(own),
            // What is named in full would be allowed although the licence as such is denied.
            (Some(own), None) => own.is_plain(),
            (None, Some(_)) => false,
            (None, None) => true,
        };
        allows_no_more
            && self.deny.holds(&other.deny)
            && self.with_additive == other.with_additive
            && self.deny_mentions == other.deny_mentions
    }

    /// The ids on the allow list, be they denied or not.
    pub(crate) fn allowed_ids(&self) -> impl Iterator<Item = String> {
        self.allow.iter().flat_map(LicenceSet::ids)
    }

    /// What is both allowed and denied, for a diagnostic.
    #[must_use]
    pub fn overlap(&self) -> Vec<String> {
        self.allow.as_ref().map(|allow| allow.overlap(&self.deny)).unwrap_or_default()
    }

    /// Whether the expression is allowed; `Unknown` if that depends on an unknown licence.
    #[must_use]
    pub fn evaluate(&self, expression: &Expression) -> Tri {
        self.evaluate_with(expression, &[])
    }

    /// As [`evaluate`](Self::evaluate), with more licences allowed: the exceptions made for one
    /// component. The deny list still wins.
    #[must_use]
    pub fn evaluate_with(&self, expression: &Expression, extra: &[&LicenceSet]) -> Tri {
        self.judge(&expression.0, &|atom| self.atom(atom, extra))
            .and(Tri::from(!self.mentions_denied(expression, extra)))
    }

    /// Kleene logic over the expression, atoms judged by `atom`.
    pub(super) fn judge(&self, node: &Node, atom: &dyn Fn(&Atom) -> Tri) -> Tri {
        match node {
            Node::Atom(leaf) => atom(leaf),
            Node::And(nodes) => Tri::all(nodes.iter().map(|node| self.judge(node, atom))),
            Node::Or(nodes) => Tri::any(nodes.iter().map(|node| self.judge(node, atom))),
        }
    }

    pub(super) fn mentions_denied(&self, expression: &Expression, extra: &[&LicenceSet]) -> bool {
        self.deny_mentions && expression.atoms().into_iter().any(|atom| self.is_denied(atom, extra))
    }

    /// Whether every choice that the atom offers is on the deny list.
    pub(super) fn is_denied(&self, atom: &Atom, extra: &[&LicenceSet]) -> bool {
        let exception = atom.exception();
        match &atom.base {
            Base::Licence(licence) => {
                licence.choices().all(|choice| self.denies(choice, exception, extra))
            }
            Base::Reference { name, document } => {
                self.deny.has_reference(name, document.as_deref(), exception)
            }
            Base::None => self.deny.has_none(),
            Base::NoAssertion | Base::Text(_) => false,
        }
    }

    pub(super) fn atom(&self, atom: &Atom, extra: &[&LicenceSet]) -> Tri {
        let exception = atom.exception();
        match &atom.base {
            Base::NoAssertion | Base::Text(_) => Tri::Unknown,
            Base::Licence(licence) => licence
                .choices()
                .any(|choice| {
                    self.allows(choice, exception, extra) && !self.denies(choice, exception, extra)
                })
                .into(),
            Base::Reference { name, document } => {
                let document = document.as_deref();
                let listed = self.listed(extra, |set| {
                    set.has_reference(name, document, exception)
                        || (self.with_additive && set.has_reference(name, document, None))
                });
                (listed && !self.deny.has_reference(name, document, exception)).into()
            }
            // To state that there is no licence is to reserve all rights, so it must be listed,
            // also where everything else is allowed.
            Base::None => {
                let lists = self.allow.iter().chain(extra.iter().copied());
                (lists.into_iter().any(LicenceSet::has_none) && !self.deny.has_none()).into()
            }
        }
    }

    fn allows(&self, choice: Licence, exception: Option<&str>, extra: &[&LicenceSet]) -> bool {
        self.listed(extra, |set| match exception {
            None => set.has_plain(choice),
            Some(exception) => {
                set.has_with(choice, exception) || (self.with_additive && set.has_plain(choice))
            }
        })
    }

    fn denies(&self, choice: Licence, exception: Option<&str>, extra: &[&LicenceSet]) -> bool {
        match exception {
            None => self.deny.has_plain(choice),
            Some(exception) => {
                let explicitly_allowed = || {
                    let mut lists = self.allow.iter().chain(extra.iter().copied());
                    lists.any(|set| set.has_with(choice, exception))
                };
                self.deny.has_with(choice, exception)
                    || (self.deny.has_plain(choice) && !explicitly_allowed())
            }
        }
    }

    /// Whether the allow list or an extra one has it; without an allow list everything is allowed.
    fn listed(&self, extra: &[&LicenceSet], has: impl Fn(&LicenceSet) -> bool) -> bool {
        self.allow.as_ref().is_none_or(&has) || extra.iter().copied().any(has)
    }
}
