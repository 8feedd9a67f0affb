//! How complete dependencies, assemblies and vulnerabilities are: not more in the result than a
//! document says of all that they have there.

use std::collections::{HashMap, HashSet};

use super::{Merger, subject_of};
use crate::document::composition::is_claim;
use crate::merge::claims::{Claim, Row};
use crate::merge::names::Renames;
use crate::merge::{MergeAnswer, MergeConflict};
use crate::tree::{Key, Tree, Value, ValueId};

/// What is claimed to be complete: the list of a composition, its word, and the id that it names.
pub(super) type Place = (Key, String, String);

const LISTS: [Key; 3] = [Key::ASSEMBLIES, Key::DEPENDENCIES, Key::VULNERABILITIES];

/// Reports whether a document says of anything in it that it is complete.
pub(super) fn is_claimed_in(tree: &Tree) -> bool {
    let mut compositions = tree.root().list(Key::COMPOSITIONS);
    compositions.any(|it| {
        let is_claimed = it.text(Key::AGGREGATE).is_some_and(is_claim);
        is_claimed && LISTS.into_iter().any(|key| it.list(key).next().is_some())
    })
}

/// Takes note of what a document says, of what and how completely.
pub(super) fn add(merger: &mut Merger, document: Value<'_>, position: usize, renames: &Renames) {
    let Some(mut claims) = merger.claims.take() else { return };
    let name = |id: &str| renames.get(id).map_or(id, String::as_str).to_owned();
    let names = |list: Value<'_>, key| -> Vec<String> {
        list.list(key).filter_map(Value::as_str).map(name).collect()
    };
    let mut say = |list: Key, about: String, of: &str, ends, claim| {
        let about = format!("{} {about}", list.known_text().unwrap_or_default());
        let speaker = (position, of.to_owned());
        claims.add(Row { about, scope: "", speaker, ends, claim });
    };
    for entry in document.list(Key::DEPENDENCIES) {
        let Some(of) = entry.text(Key::REF) else { continue };
        let mut ends = names(entry, Key::DEPENDS_ON);
        ends.extend(names(entry, Key::PROVIDES));
        say(Key::DEPENDENCIES, name(of), of, ends, Claim::Unsaid);
    }
    for found in document.list(Key::VULNERABILITIES) {
        let Some(of) = found.text(Key::BOM_REF) else { continue };
        let affects = found.list(Key::AFFECTS).filter_map(|it| it.text(Key::REF));
        let ends = affects.map(name).collect();
        say(Key::VULNERABILITIES, name(of), of, ends, Claim::Unsaid);
    }
    for (of, ends) in assemblies(merger, document, &name) {
        say(Key::ASSEMBLIES, name(&of), &of, ends, Claim::Unsaid);
    }
    for composition in document.list(Key::COMPOSITIONS) {
        let word = composition.text(Key::AGGREGATE).unwrap_or_default();
        for list in LISTS {
            for of in composition.list(list).filter_map(Value::as_str) {
                let place = || (list, word.to_owned(), name(of));
                let claim = match word {
                    "complete" => Claim::Complete(place()),
                    "incomplete" | "unknown" => Claim::Less,
                    word if is_claim(word) => Claim::Partial(place()),
                    _ => continue,
                };
                say(list, name(of), of, Vec::new(), claim);
            }
        }
    }
    merger.claims = Some(claims);
}

/// Returns what each component of a document is put together of, by its id there.
fn assemblies(
    merger: &Merger,
    document: Value<'_>,
    name: &impl Fn(&str) -> String,
) -> Vec<(String, Vec<String>)> {
    let mut found = Vec::new();
    let mut open: Vec<Value<'_>> = document.list(Key::COMPONENTS).collect();
    open.extend(subject_of(document));
    while let Some(part) = open.pop() {
        let inner: Vec<Value<'_>> = part.list(Key::COMPONENTS).collect();
        // Those of two that are the same are the same, or only one has any.
        let ends = inner.first().map(|_| "components".to_owned()).into_iter().collect();
        found.extend(part.text(Key::BOM_REF).map(|of| (of.to_owned(), ends)));
        open.extend(inner);
    }
    // To some who write documents, the inventory is what the subject is put together of.
    let inventory = document.list(Key::COMPONENTS).filter_map(|it| it.text(Key::BOM_REF));
    let inventory: Vec<String> = inventory.map(name).collect();
    let mine = subject_of(merger.result.tree.root()).and_then(|it| it.text(Key::BOM_REF));
    let theirs = subject_of(document).and_then(|it| it.text(Key::BOM_REF));
    match (theirs, mine) {
        (Some(theirs), _) if mine.is_none_or(|mine| mine == name(theirs)) => {
            found.push((theirs.to_owned(), inventory));
        }
        (_, Some(mine)) => found.push((mine.to_owned(), inventory)),
        _ => {}
    }
    found
}

/// Leaves what is not as complete any more out of the compositions that say so.
pub(super) fn weaken(merger: &mut Merger) {
    let Some(claims) = merger.claims.take() else { return };
    let mut broken: HashSet<Place> = HashSet::new();
    for (document, place) in claims.broken() {
        merger.result.conflicts.push(MergeConflict {
            document,
            element: place.2.clone(),
            field: "compositions".to_owned(),
            answer: MergeAnswer::Weakened,
        });
        broken.insert(place);
    }
    if broken.is_empty() {
        return;
    }
    let tree = &merger.result.tree;
    let mut changes: HashMap<ValueId, HashSet<ValueId>> = HashMap::new();
    let (mut emptied, mut gone) = (Vec::new(), HashSet::new());
    for composition in tree.root().list(Key::COMPOSITIONS) {
        let word = composition.text(Key::AGGREGATE).unwrap_or_default();
        let is_broken = |list, of: Value<'_>| {
            let of = of.as_str().unwrap_or_default().to_owned();
            broken.contains(&(list, word.to_owned(), of))
        };
        let mut is_left = false;
        for key in LISTS {
            let Some(list) = composition.get(key) else { continue };
            let left: HashSet<ValueId> =
                list.children().filter(|of| !is_broken(key, *of)).map(Value::id).collect();
            is_left |= !left.is_empty();
            if left.len() == list.children().count() {
                continue;
            }
            emptied.push((composition.id(), Key::SIGNATURE));
            match left.is_empty() {
                true => emptied.push((composition.id(), key)),
                false => drop(changes.insert(list.id(), left)),
            }
        }
        // Without any, it would come to speak of the whole document.
        if !is_left && LISTS.into_iter().any(|key| composition.list(key).next().is_some()) {
            gone.insert(composition.id());
        }
    }
    let list = tree.root().get(Key::COMPOSITIONS).map(Value::id);
    for (list, left) in changes {
        merger.result.tree.retain(list, |of| left.contains(&of.id()));
    }
    for (composition, key) in emptied {
        merger.result.tree.remove(composition, key);
    }
    if let Some(list) = list {
        merger.result.tree.retain(list, |composition| !gone.contains(&composition.id()));
    }
}
