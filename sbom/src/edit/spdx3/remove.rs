//! Taking elements out, with what spoke of them and what nobody else speaks of.

use std::collections::{HashMap, HashSet};

use super::web::{Reference, Web};
use super::{Draft, is_component};
use crate::spdx::index3::{Class, Objects, id, relation_of, short_name, type_of};
use crate::spdx::schema3;
use crate::tree::{Key, Tree, Value, ValueId};

/// What became of the graph.
#[derive(Debug, Default)]
pub(super) struct Removed {
    /// The components, files and snippets that went, by their ids without abbreviation.
    pub(super) components: HashSet<String>,
    /// The collections that have no root element left.
    pub(super) rootless: Vec<ValueId>,
    pub(super) is_any: bool,
}

/// Takes objects out, and those of the `orphans` that nothing refers to.
pub(super) fn remove(
    draft: &mut Draft,
    graph: ValueId,
    objects: &Objects,
    gone: &HashSet<ValueId>,
    orphans: &HashSet<ValueId>,
) -> Removed {
    let web = Web::new(&draft.tree, objects);
    let mut sweep = Sweep::new(&draft.tree, &web);
    for (unit, number) in web.units.iter().zip(0_u32..) {
        if gone.contains(&unit.object) {
            sweep.take(number);
        } else if orphans.contains(&unit.object) {
            sweep.candidates.push(number);
        }
    }
    sweep.run();
    let Sweep { is_gone, drops, .. } = sweep;
    apply(draft, graph, objects, &web, &is_gone, &drops)
}

/// Finds out what goes along.
struct Sweep<'t> {
    tree: &'t Tree,
    web: &'t Web,
    is_gone: Vec<bool>,
    queue: Vec<u32>,
    /// What may be spoken of by nobody any more.
    candidates: Vec<u32>,
    /// By how many references a unit is more than listed.
    uses: Vec<u32>,
    /// By how many relationships a vulnerability is tied to something.
    ties: HashMap<u32, u32>,
    /// How many values a list has left.
    left: HashMap<ValueId, usize>,
    /// The references of what stays to what goes.
    drops: Vec<Reference>,
}

impl<'t> Sweep<'t> {
    fn new(tree: &'t Tree, web: &'t Web) -> Self {
        let mut uses = vec![0_u32; web.units.len()];
        let mut ties = HashMap::new();
        let mut sweep = Self {
            tree,
            web,
            is_gone: vec![false; web.units.len()],
            queue: Vec::new(),
            candidates: Vec::new(),
            uses: Vec::new(),
            ties: HashMap::new(),
            left: HashMap::new(),
            drops: Vec::new(),
        };
        for reference in &web.references {
            if !reference.is_listing()
                && let Some(uses) = uses.get_mut(reference.to as usize)
            {
                *uses += 1;
            }
            if sweep.is_tie(reference) {
                *ties.entry(reference.to).or_insert(0) += 1;
            }
        }
        sweep.uses = uses;
        sweep.ties = ties;
        sweep
    }

    fn take(&mut self, unit: u32) {
        if let Some(is_gone) = self.is_gone.get_mut(unit as usize)
            && !*is_gone
        {
            *is_gone = true;
            self.queue.push(unit);
        }
    }

    fn is_gone(&self, unit: u32) -> bool {
        self.is_gone.get(unit as usize).copied().unwrap_or(false)
    }

    fn run(&mut self) {
        loop {
            if let Some(unit) = self.queue.pop() {
                self.leave(unit);
            } else if let Some(unit) = self.candidates.pop() {
                if !self.is_gone(unit) && self.is_idle(unit) {
                    self.take(unit);
                }
            } else {
                return;
            }
        }
    }

    /// Lets go of what a unit spoke of, and takes what cannot speak without it.
    fn leave(&mut self, unit: u32) {
        let web = self.web;
        for reference in web.outgoing(unit) {
            if !reference.is_listing()
                && let Some(uses) = self.uses.get_mut(reference.to as usize)
            {
                *uses = uses.saturating_sub(1);
            }
            if self.is_tie(&reference)
                && let Some(ties) = self.ties.get_mut(&reference.to)
            {
                *ties = ties.saturating_sub(1);
            }
            self.candidates.push(reference.to);
        }
        for reference in web.incoming(unit) {
            if self.is_gone(reference.from) {
                continue;
            }
            if self.is_needed(&reference) {
                self.take(reference.from);
            } else {
                self.drops.push(reference);
            }
        }
    }

    /// Reports whether an object cannot do without what it refers to.
    fn is_needed(&mut self, reference: &Reference) -> bool {
        let holder = self.web.unit(reference.from).map(|unit| unit.object);
        if holder != Some(reference.object) {
            return false;
        }
        // What was found in a part would come to be said of the whole.
        if reference.key == Key::SECURITY_ASSESSED_ELEMENT {
            return true;
        }
        // What an unknown class needs is unknown.
        let object = self.tree.value(reference.object);
        let name = type_of(object).unwrap_or_default();
        let is_known = object.get(Key::RELATIONSHIP_TYPE).is_some()
            || schema3::class(&short_name(name)).is_some();
        if !is_known || !schema3::reference(reference.key).is_some_and(|it| it.is_required) {
            return false;
        }
        if !reference.is_in_list() {
            return true;
        }
        let list = self.tree.value(reference.container);
        let count = || list.children().filter(|value| !value.is_null()).count();
        let left = self.left.entry(reference.container).or_insert_with(count);
        *left = left.saturating_sub(1);
        *left == 0
    }

    /// Reports whether nobody speaks of something any more that is there to be spoken of.
    fn is_idle(&self, unit: u32) -> bool {
        let Some(class) = self.web.unit(unit).map(|unit| unit.class) else { return false };
        if class == Class::Vulnerability {
            return self.ties.get(&unit) == Some(&0);
        }
        let is_shared = match class {
            Class::Person | Class::Organization | Class::SoftwareAgent | Class::Agent => true,
            Class::Tool | Class::CreationInfo => true,
            Class::LicenceExpression | Class::LicenceText | Class::ListedLicence => true,
            Class::CustomLicence | Class::AllLicences | Class::AnyLicence => true,
            Class::OrLater | Class::WithAddition => true,
            Class::Other => {
                let object = self.web.unit(unit).map(|unit| self.tree.value(unit.object));
                let name = object.and_then(type_of).unwrap_or_default();
                short_name(name).starts_with("expandedlicensing_")
            }
            _ => false,
        };
        is_shared && self.uses.get(unit as usize) == Some(&0)
    }

    /// Reports whether a relationship says that a vulnerability has to do with something.
    fn is_tie(&self, reference: &Reference) -> bool {
        let class = |unit| self.web.unit(unit).map(|unit| unit.class);
        if class(reference.to) != Some(Class::Vulnerability) {
            return false;
        }
        let word = relation_of(self.tree.value(reference.object)).unwrap_or_default();
        match reference.key {
            Key::TO => word == "hasAssociatedVulnerability",
            Key::FROM => matches!(
                word,
                "affects"
                    | "doesNotAffect"
                    | "fixedIn"
                    | "underInvestigationFor"
                    | "hasAssessmentFor"
            ),
            _ => false,
        }
    }
}

/// Takes out what goes, and puts into the graph what stood inside of it and stays.
fn apply(
    draft: &mut Draft,
    graph: ValueId,
    objects: &Objects,
    web: &Web,
    is_gone: &[bool],
    drops: &[Reference],
) -> Removed {
    let is_gone = |unit: u32| is_gone.get(unit as usize).copied().unwrap_or(false);
    let mut removed = Removed::default();
    let mut out: HashMap<ValueId, HashSet<ValueId>> = HashMap::new();
    let mut hoisted = Vec::new();
    for (unit, number) in web.units.iter().zip(0_u32..) {
        if is_gone(number) {
            removed.is_any = true;
            out.entry(unit.container).or_default().insert(unit.object);
            if is_component(unit.class) {
                let id = id(draft.tree.value(unit.object)).and_then(Value::as_str);
                removed.components.extend(id.map(|id| objects.expand(id).into_owned()));
            }
        } else if unit.outer.is_some_and(is_gone) {
            hoisted.push(unit.object);
        }
    }
    let mut lists = Vec::new();
    let mut bereft = Vec::new();
    for drop in drops {
        out.entry(drop.container).or_default().insert(drop.value);
        if drop.key == Key::TO && !is_gone(drop.from) {
            bereft.push(drop.object);
        }
        if drop.is_in_list() && !is_gone(drop.from) {
            lists.push((drop.object, drop.key, drop.container));
        } else if drop.key == Key::ROOT_ELEMENT {
            removed.rootless.push(drop.object);
        }
    }
    for (container, values) in out {
        draft.retain(container, |value| !values.contains(&value.id()));
    }
    lists.sort_unstable();
    lists.dedup();
    for (object, key, list) in lists {
        if draft.tree.value(list).children().next().is_some() {
            continue;
        }
        match key {
            Key::ROOT_ELEMENT => removed.rootless.push(object),
            // An empty list of elements was a list before.
            Key::ELEMENT => {}
            _ => draft.remove(object, key),
        }
    }
    for object in bereft {
        let said = draft.tree.value(object).text(Key::COMPLETENESS);
        if said.and_then(|word| word.rsplit('/').next()) == Some("complete") {
            draft.set(object, Key::COMPLETENESS, "incomplete");
        }
    }
    for object in hoisted {
        draft.append(graph, |tree, tail| tree.attach(tail, Key::NONE, object));
    }
    removed
}
