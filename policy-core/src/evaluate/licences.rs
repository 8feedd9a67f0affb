//! What is stated about the licences of all components, each statement read once.

use std::cmp::Ordering;

use super::table::Table;
use crate::Text;
use crate::evidence::{Component, Licences, Package};
use crate::hash::{hash, mix};
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
    /// Declared and concluded, sorted, by number.
    pub(super) texts: Vec<(Vec<&'e str>, Vec<&'e str>)>,
    components: &'e [Component],
    numbers: Numbers,
    /// Where packages repeat: by package, each statement about one package once.
    repeated: Option<Vec<Stated<'e>>>,
}

impl<'e> Statements<'e> {
    pub(super) fn of(table: &Table<'e>) -> Self {
        let components = table.packages.components();
        let licences = |at: u32| components.get(at as usize).map(|component| &component.licences);
        let numbers = Numbers::new(components.iter().map(hash_of), |a, b| {
            licences(a).zip(licences(b)).map_or(Ordering::Equal, |(a, b)| compare(a, b))
        });
        let texts =
            numbers.representatives().iter().filter_map(|at| licences(*at)).map(sets).collect();
        let mut statements = Self { texts, components, numbers, repeated: None };
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
        (0..).zip(self.components.iter().zip(self.numbers.all())).map(
            |(number, (Component { package, .. }, statement))| Stated {
                package,
                number,
                statement: *statement,
            },
        )
    }
}

/// A hash of what is stated, whatever the order and the repetitions.
fn hash_of(component: &Component) -> u64 {
    let Licences { declared, concluded } = &component.licences;
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
