//! The packages of an artifact in numbers, and the components that are each.

use std::cell::RefCell;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::group::join;
use crate::decision::Origin;
use crate::evidence::{Component, Package, Place};
use crate::numbers::{Drawers, Numbers};

/// The packages of all components, then those of all findings.
///
/// In most SBOMs no two components are the same package. Then the number of a component's package
/// is its position, and nothing need be kept to find the one by the other.
#[derive(Debug)]
pub(crate) struct Packages<'e> {
    components: &'e [Component],
    all: Vec<&'e Package>,
    numbers: Numbers,
    repeated: Option<Repeated>,
    /// By package, as far as somebody has asked and there is something to tell.
    origins: RefCell<BTreeMap<u32, Arc<Origin>>>,
}

/// What is kept where several components are one package.
#[derive(Debug)]
struct Repeated {
    /// By package, the positions of components.
    positions: Drawers<u32>,
    /// How many different components there are.
    different: usize,
    /// Of packages that several components are: their places in one.
    places: BTreeMap<u32, Place>,
}

impl<'e> Packages<'e> {
    /// `all` has the packages of all components, then those of all findings.
    pub(super) fn of(components: &'e [Component], all: Vec<&'e Package>) -> Self {
        let numbers = match all.len() == components.len() {
            true => by_key(&all),
            false => by_value(&all),
        };
        let of_components = numbers.all().iter().take(components.len());
        let plain = (0..).zip(of_components).all(|(at, number)| at == *number);
        let repeated = (!plain).then(|| Repeated::of(components, &numbers));
        Self { components, all, numbers, repeated, origins: RefCell::default() }
    }

    /// How many packages have a number.
    pub(super) fn len(&self) -> usize {
        self.numbers.len()
    }

    /// A package of each number.
    pub(super) fn representatives(&self) -> impl Iterator<Item = (u32, &'e Package)> {
        let positions = self.numbers.representatives().iter();
        (0..).zip(positions.filter_map(|at| self.all.get(*at as usize).copied()))
    }

    /// Every package with its number. A package may repeat, and those of one number may differ in
    /// name and qualifiers.
    pub(super) fn all(&self) -> impl Iterator<Item = (u32, &'e Package)> {
        self.numbers.all().iter().copied().zip(self.all.iter().copied())
    }

    /// The number of a package, if a finding or a component is that.
    pub(super) fn number_of(&self, package: &Package) -> Option<u32> {
        let positions = self.numbers.representatives();
        self.numbers.find(package.key_hash(), |number| {
            let known = positions.get(number as usize).and_then(|at| self.all.get(*at as usize));
            known.is_some_and(|known| known.is(package) || known.key() == package.key())
        })
    }

    /// The number of a finding's package.
    pub(super) fn of_finding(&self, position: usize) -> u32 {
        self.numbers.of(self.components.len() + position)
    }

    /// The number of a component's package.
    pub(super) fn of_component(&self, position: usize) -> u32 {
        self.numbers.of(position)
    }

    pub(super) const fn components(&self) -> &'e [Component] {
        self.components
    }

    /// The components that are a package.
    pub(super) fn components_of(&self, package: u32) -> impl Iterator<Item = &'e Component> {
        let alone = self.repeated.is_none().then_some(&package);
        let several = self.repeated.iter().flat_map(move |some| some.positions.get(package));
        let positions = alone.copied().into_iter().chain(several.copied());
        positions.filter_map(|position| self.components.get(position as usize))
    }

    /// Where a package sits, according to the SBOM.
    pub(super) fn place_of(&self, package: u32) -> Option<&Place> {
        let of = |at: u32| self.components.get(at as usize).map(|component| &component.place);
        match &self.repeated {
            None => of(package),
            Some(repeated) => match repeated.positions.get(package) {
                [] => None,
                [only] => of(*only),
                _ => repeated.places.get(&package),
            },
        }
    }

    /// Where a package comes from, worked out once for all violations about it.
    pub(super) fn origin_of(&self, package: u32) -> Option<Arc<Origin>> {
        let place = self.place_of(package).filter(|place| !place.is_blank())?;
        let mut origins = self.origins.borrow_mut();
        if let Some(known) = origins.get(&package) {
            return Some(Arc::clone(known));
        }
        let origin = Origin::from(join([place].into_iter())).shared()?;
        origins.insert(package, Arc::clone(&origin));
        Some(origin)
    }

    /// How many different components there are.
    pub(super) fn different_components(&self) -> usize {
        self.repeated.as_ref().map_or(self.components.len(), |repeated| repeated.different)
    }
}

fn by_key(all: &[&Package]) -> Numbers {
    let get = |at: u32| all.get(at as usize).copied();
    Numbers::new(all.iter().map(|package| package.key_hash()), |a, b| match (get(a), get(b)) {
        (Some(a), Some(b)) if a.is(b) => Ordering::Equal,
        (a, b) => a.map(Package::key).cmp(&b.map(Package::key)),
    })
}

/// As [`by_key`], where many are one value: each value is looked at once, however many findings
/// lead to it.
fn by_value(all: &[&Package]) -> Numbers {
    let addresses: Vec<u64> = all.iter().map(|package| package.address()).collect();
    let values = Numbers::of_words(&addresses);
    let different: Vec<&Package> =
        values.representatives().iter().filter_map(|at| all.get(*at as usize).copied()).collect();
    by_key(&different).through(values)
}

impl Repeated {
    fn of(components: &[Component], numbers: &Numbers) -> Self {
        let of_components = numbers.all().iter().copied().take(components.len());
        let positions = Drawers::new(numbers.len(), of_components.zip(0..));
        let mut places = BTreeMap::new();
        let mut different = 0;
        for package in 0..numbers.len() as u32 {
            let several = positions.get(package);
            different += usize::from(!several.is_empty());
            if several.len() > 1 {
                let parts = several.iter().filter_map(|at| components.get(*at as usize));
                // Once, however many findings ask for them.
                places.insert(package, join(parts.map(|component| &component.place)));
            }
        }
        Self { positions, different, places }
    }
}
