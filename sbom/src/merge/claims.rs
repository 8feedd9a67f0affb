//! What documents claim to be complete, and whether that holds beside what the others say.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::Hash;

/// Who says something: a document by its position, of an element by the id that it has there. What
/// becomes one element may have been several, each with claims of its own.
type Speaker = (usize, String);

/// What is said of all that may be complete.
#[derive(Debug)]
pub(super) struct Claims<T> {
    rows: Vec<Row<T>>,
}

/// One statement: which ends something has, or how complete they are.
#[derive(Debug)]
pub(super) struct Row<T> {
    /// What it is about, as the result calls it.
    pub(super) about: String,
    /// The phase of the life of a thing that it is limited to, empty if it is not.
    pub(super) scope: &'static str,
    pub(super) speaker: Speaker,
    pub(super) ends: Vec<String>,
    pub(super) claim: Claim<T>,
}

/// How complete somebody says that something is.
#[derive(Clone, Debug)]
pub(super) enum Claim<T> {
    /// All there is; where the result says it.
    Complete(T),
    /// All there is of a kind.
    Partial(T),
    /// Not all there is, or nobody knows.
    Less,
    Unsaid,
}

impl<T> Default for Claims<T> {
    fn default() -> Self {
        Self { rows: Vec::new() }
    }
}

impl<T: Clone + Eq + Hash> Claims<T> {
    pub(super) fn add(&mut self, row: Row<T>) {
        self.rows.push(row);
    }

    /// Returns the claims that no document makes of all that the result says, each with the position
    /// of a document that makes it.
    pub(super) fn broken(&self) -> Vec<(usize, T)> {
        let mut groups: HashMap<&str, Vec<&Row<T>>> = HashMap::new();
        for row in &self.rows {
            groups.entry(&row.about).or_default().push(row);
        }
        let mut found: Vec<(usize, T, bool)> = Vec::new();
        let mut places: HashMap<T, usize> = HashMap::new();
        // In the order of the documents.
        for row in &self.rows {
            let Some(group) = groups.remove(row.about.as_str()) else { continue };
            for (row, holds) in judge(&group) {
                let (Claim::Complete(of) | Claim::Partial(of)) = &row.claim else { continue };
                let place = *places.entry(of.clone()).or_insert_with(|| {
                    found.push((row.speaker.0, of.clone(), false));
                    found.len() - 1
                });
                if let Some((.., is_held)) = found.get_mut(place) {
                    *is_held |= holds;
                }
            }
        }
        let broken = found.into_iter().filter(|(.., is_held)| !is_held);
        broken.map(|(position, of, _)| (position, of)).collect()
    }
}

/// Returns the claims about one thing, and whether each holds: it does if who makes it states
/// everything that is stated, and nobody else says that it is less.
fn judge<'r, T>(group: &[&'r Row<T>]) -> Vec<(&'r Row<T>, bool)> {
    let claims = || {
        let is_claim = |row: &&&Row<T>| matches!(row.claim, Claim::Complete(_) | Claim::Partial(_));
        group.iter().filter(is_claim).copied()
    };
    let scopes: BTreeSet<&str> = claims().map(|row| row.scope).collect();
    let mut judged = Vec::new();
    for scope in scopes {
        let mut all: HashSet<&str> = HashSet::new();
        let mut stated: HashMap<&Speaker, HashSet<&str>> = HashMap::new();
        let mut lesser: HashSet<&Speaker> = HashSet::new();
        // What is limited to no phase is said of every one.
        let is_near = |row: &&&Row<T>| scope.is_empty() || ["", scope].contains(&row.scope);
        for row in group.iter().filter(is_near) {
            let ends = || row.ends.iter().map(String::as_str);
            all.extend(ends());
            stated.entry(&row.speaker).or_default().extend(ends());
            if matches!(row.claim, Claim::Less | Claim::Partial(_)) {
                lesser.insert(&row.speaker);
            }
        }
        for row in claims().filter(|row| row.scope == scope) {
            let states_all = stated.get(&row.speaker).is_some_and(|it| it.len() == all.len());
            let others = lesser.len() - usize::from(lesser.contains(&row.speaker));
            let is_partial = matches!(row.claim, Claim::Partial(_));
            judged.push((row, states_all && (is_partial || others == 0)));
        }
    }
    judged
}

#[cfg(test)]
mod tests {
    use super::*;

    type Said<'s> = (usize, &'static str, &'s [&'s str], Claim<usize>);

    fn broken(rows: &[Said<'_>]) -> Vec<(usize, usize)> {
        let mut claims = Claims::default();
        for (position, scope, ends, claim) in rows {
            claims.add(Row {
                about: "x".to_owned(),
                scope,
                speaker: (*position, "x".to_owned()),
                ends: ends.iter().map(|end| (*end).to_owned()).collect(),
                claim: claim.clone(),
            });
        }
        claims.broken()
    }

    #[test]
    fn a_claim_holds_if_who_makes_it_states_all_that_is_stated() {
        use Claim::{Complete, Less, Partial, Unsaid};
        assert_eq!(broken(&[(0, "", &["a"], Complete(1)), (1, "", &["b"], Unsaid)]), [(0, 1)]);
        assert_eq!(broken(&[(0, "", &["a"], Complete(1)), (1, "", &["a"], Unsaid)]), []);
        // Said by the same document elsewhere.
        let apart = [(0, "", &["a"][..], Complete(1)), (0, "", &["b"], Unsaid)];
        assert_eq!(broken(&apart), []);
        assert_eq!(broken(&[apart[0].clone(), (1, "", &["b"], Unsaid), apart[1].clone()]), []);
        // The larger claim holds, the smaller one does not.
        let two = [(0, "", &["a"][..], Complete(1)), (1, "", &["a", "b"], Complete(2))];
        assert_eq!(broken(&two), [(0, 1)]);
        // One place for both.
        let one = [(0, "", &["a"][..], Complete(1)), (1, "", &["a", "b"], Complete(1))];
        assert_eq!(broken(&one), []);
        assert_eq!(broken(&[(0, "", &["a"], Complete(1)), (1, "", &["a"], Less)]), [(0, 1)]);
        assert_eq!(broken(&[(0, "", &["a"], Partial(1)), (1, "", &["a"], Less)]), []);
        assert_eq!(
            broken(&[(0, "", &["a"], Partial(1)), (1, "", &["b"], Complete(2))]),
            [(0, 1), (1, 2)]
        );
    }

    #[test]
    fn a_claim_about_a_phase_is_not_touched_by_another_phase() {
        use Claim::{Complete, Unsaid};
        let runtime = (0, "runtime", &["a"][..], Complete(1));
        assert_eq!(broken(&[runtime.clone(), (1, "build", &["b"], Unsaid)]), []);
        assert_eq!(broken(&[runtime.clone(), (1, "runtime", &["b"], Unsaid)]), [(0, 1)]);
        assert_eq!(broken(&[runtime, (1, "", &["b"], Unsaid)]), [(0, 1)]);
        let whole = (0, "", &["a"][..], Complete(1));
        assert_eq!(broken(&[whole, (1, "build", &["b"], Unsaid)]), [(0, 1)]);
    }
}
