//! What is stated about the licences of all components, each statement read once.

use std::cmp::Ordering;

use super::table::Table;
use crate::Text;
use crate::evidence::{Component, Licences, Package};
use crate::hash::{Spelt, hash, mix};
use crate::numbers::Numbers;

/// A package, and the number of a statement about its licence.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stated<'e> {
    pub(super) package: &'e Package,
    pub(super) number: u32,
    pub(super) statement: u32,
}

/// The statements, and what they are about.
#[derive(Debug)]
pub(super) struct Statements<'e> {
    /// One of each number.
    different: Vec<&'e Licences>,
    components: &'e [Component],
    /// By component, the number of its statement.
    numbers: Vec<u32>,
    /// Where packages repeat: by package, each statement about one package once.
    repeated: Option<Vec<Stated<'e>>>,
}

impl<'e> Statements<'e> {
    pub(super) fn of(table: &Table<'e>) -> Self {
        let components = table.packages.components();
        let (some, positions) = some(components);
        let licences = |at: u32| some.get(at as usize).copied();
        let numbers = Numbers::new(some.iter().copied().map(hash_of), |a, b| {
            licences(a).zip(licences(b)).map_or(Ordering::Equal, |(a, b)| compare(a, b))
        });
        // In most SBOMs none repeats among those few.
        let (different, numbers) = match (0..).zip(numbers.all()).all(|(at, one)| at == *one) {
            true => (some, positions),
            false => (
                numbers.representatives().iter().filter_map(|at| licences(*at)).collect(),
                positions.iter().map(|at| numbers.of(*at as usize)).collect(),
            ),
        };
        let mut statements = Self { different, components, numbers, repeated: None };
        if table.packages.different_components() < components.len() {
            let mut stated: Vec<Stated<'_>> = statements
                .one_by_one()
                .map(|stated| {
                    let number = table.packages.of_component(stated.number as usize);
                    Stated { number, ..stated }
                })
                .collect();
            stated.sort_unstable_by(|a, b| {
                let key = |stated: &Stated<'_>| (stated.number, stated.statement);
                key(a).cmp(&key(b)).then_with(|| a.package.cmp(b.package))
            });
            stated.dedup_by_key(|stated| (stated.number, stated.statement));
            statements.repeated = Some(stated);
        }
        statements
    }

    /// What `read` makes of each, by number, of what is declared and what is concluded: both are
    /// sorted and without repetitions.
    pub(super) fn read<R>(&self, read: impl Fn(&[&str], &[&str]) -> R) -> impl Iterator<Item = R> {
        self.different.iter().map(move |licences| {
            match (licences.declared.as_slice(), licences.concluded.as_slice()) {
                ([only], []) => read(&[only], &[]),
                _ => {
                    let (declared, concluded) = sets(licences);
                    read(&declared, &concluded)
                }
            }
        })
    }

    /// How many statements there are, each about one package.
    pub(super) fn len(&self) -> usize {
        self.repeated.as_ref().map_or(self.components.len(), Vec::len)
    }

    /// What is stated, by package; each statement about one package once.
    pub(super) fn stated(&self) -> impl Iterator<Item = Stated<'e>> {
        let alone = self.repeated.is_none().then(|| self.one_by_one());
        alone.into_iter().flatten().chain(self.repeated.iter().flatten().copied())
    }

    /// What is stated by each component, each counting as another package.
    fn one_by_one(&self) -> impl Iterator<Item = Stated<'e>> {
        (0..).zip(self.components.iter().zip(&self.numbers)).map(
            |(number, (Component { package, .. }, statement))| Stated {
                package,
                number,
                statement: *statement,
            },
        )
    }
}

/// What is stated, with few repetitions, and by component the position of its own in that.
///
/// The same dozen texts stand at nearly all components. It costs least to compare each with those
/// known that have nearly the same hash, and to leave what finds no place to others.
fn some(components: &[Component]) -> (Vec<&Licences>, Vec<u32>) {
    const PLACES: usize = 64;
    let mut known: [Option<(Spelt<'_>, u32)>; PLACES] = [None; PLACES];
    let mut some = Vec::new();
    let positions = components.iter().map(|Component { licences, .. }| {
        let new = some.len() as u32;
        let mut position = new;
        if let ([text], []) = (licences.declared.as_slice(), licences.concluded.as_slice()) {
            let text = Spelt::of(text);
            let start = text.hash() as usize;
            for at in start..start.saturating_add(4) {
                match known.get_mut(at % PLACES) {
                    Some(Some((other, _))) if *other != text => continue,
                    Some(Some((_, found))) => position = *found,
                    Some(free) => *free = Some((text, new)),
                    None => {}
                }
                break;
            }
        }
        if position == new {
            some.push(licences);
        }
        position
    });
    let positions = positions.collect();
    (some, positions)
}

/// A hash of what is stated, whatever the order and the repetitions.
fn hash_of(Licences { declared, concluded }: &Licences) -> u64 {
    let all = |list: &[Text]| match list {
        [only] => hash(only),
        several => sorted(several).into_iter().map(hash).reduce(mix).unwrap_or_default(),
    };
    all(declared) ^ all(concluded).rotate_left(1)
}

fn sorted(list: &[Text]) -> Vec<&str> {
    let mut texts: Vec<&str> = list.iter().map(Text::as_str).collect();
    texts.sort_unstable();
    texts.dedup();
    texts
}

/// By what is stated, whatever the order and the repetitions.
fn compare(a: &Licences, b: &Licences) -> Ordering {
    match (a.declared.as_slice(), b.declared.as_slice()) {
        ([x], [y]) if a.concluded.is_empty() && b.concluded.is_empty() => x.as_str().cmp(y),
        _ => sets(a).cmp(&sets(b)),
    }
}

fn sets(Licences { declared, concluded }: &Licences) -> (Vec<&str>, Vec<&str>) {
    (sorted(declared), sorted(concluded))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_repeats_is_seldom_kept_twice_and_none_is_taken_for_another() {
        let component = |number: usize| {
            let component = Component::new(Package::new("a", "1"));
            match number % 10 {
                0 => component.licence(format!("A-{number}")).concluded_licence("B"),
                _ => component.licence(format!("L-{number}")),
            }
        };
        for different in [7, 300] {
            let components: Vec<Component> =
                (0..3_000).map(|at| component(at % different)).collect();
            let (some, positions) = some(&components);
            assert_eq!(positions.len(), components.len());
            for (component, position) in components.iter().zip(positions) {
                assert_eq!(*some[position as usize], component.licences);
            }
            // A seventh has two statements, which are left to others.
            assert!(different > 64 || some.len() < 3_000 / 7 + 1 + different, "{}", some.len());
        }
    }
}
