//! Analyses of vulnerabilities that are there already, or not yet.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::version;
use crate::cyclonedx::schema::V1_7;
use crate::cyclonedx::version::{Dialect, convert};
use crate::edit::draft::Draft;
use crate::format::Encoding;
use crate::losses::LossReason;
use crate::tree::{Key, Tail, Tree, Value, ValueId};
use crate::vex::{Placed, entries};

/// Returns the reference of an element, giving it one if it has none.
pub(in crate::edit) fn name(draft: &mut Draft, element: ValueId) -> String {
    let value = draft.tree.value(element);
    if let Some(reference) = value.text(Key::BOM_REF).filter(|it| !it.is_empty()) {
        return reference.to_owned();
    }
    let wanted = value.text(Key::PURL).or_else(|| value.text(Key::NAME)).unwrap_or("component");
    let reference = draft.free_id(wanted, '#');
    draft.unsign(element);
    draft.set(element, Key::BOM_REF, &reference);
    draft.name(&reference, element);
    reference
}

/// Puts statements into the list of vulnerabilities.
pub(in crate::edit) fn apply(
    draft: &mut Draft,
    placed: &[Placed<'_>],
    names: &HashMap<ValueId, String>,
) {
    if placed.is_empty() {
        return;
    }
    let mut tree = entries(placed, names, &mut draft.losses);
    let dialect = Dialect { version: version(draft), is_xml: draft.encoding == Encoding::Xml };
    let newest = Dialect { version: V1_7, is_xml: false };
    if dialect != newest {
        let made = convert(&tree, newest, dialect);
        draft.losses.append(&made.losses, |path| placed_at(path, placed));
        tree = made.tree;
    }
    let list = draft.list(ValueId::ROOT, Key::VULNERABILITIES);
    let mut known = Known::default();
    for entry in draft.tree.value(list).children() {
        known.learn(entry);
    }
    for entry in tree.root().list(Key::VULNERABILITIES) {
        known.put(draft, list, entry);
    }
    known.sweep(draft, list);
}

/// Returns where something of an entry stands among the statements.
fn placed_at(path: &str, placed: &[Placed<'_>]) -> Vec<(String, Option<String>)> {
    let rest = path.strip_prefix("/vulnerabilities/").unwrap_or_default();
    let (number, rest) = rest.split_once('/').unwrap_or((rest, ""));
    let statement = number.parse::<usize>().ok().and_then(|number| placed.get(number));
    let place = statement
        .map(|it| (format!("{}/{rest}", it.place), Some(it.statement.vulnerability.id.clone())));
    place.into_iter().collect()
}

/// The entries that are there, by their ids and what they affect.
#[derive(Default)]
struct Known {
    by: HashMap<(String, String), ValueId>,
    any: HashMap<String, ValueId>,
    /// What an entry affects still.
    left: HashMap<ValueId, HashSet<String>>,
    gone: BTreeMap<ValueId, HashSet<String>>,
}

/// Returns the ids of an entry, in lower case.
fn ids(entry: Value<'_>) -> BTreeSet<String> {
    let aliases = entry.list(Key::REFERENCES).filter_map(|it| it.text(Key::ID));
    let all = entry.text(Key::ID).into_iter().chain(aliases);
    all.take(MOST_NAMES).map(str::to_ascii_lowercase).collect()
}

/// Beyond that many ids of a vulnerability, further ones are not looked for: each is kept with
/// everything that is affected.
const MOST_NAMES: usize = 16;

fn is_ranged(affected: Value<'_>) -> bool {
    affected.list(Key::VERSIONS).any(|version| version.get(Key::RANGE).is_some())
}

/// Returns what an entry affects, and whether it is meant in a range of versions alone.
fn affected(entry: Value<'_>) -> impl Iterator<Item = (&str, bool)> {
    entry.list(Key::AFFECTS).filter_map(|it| Some((it.text(Key::REF)?, is_ranged(it))))
}

impl Known {
    fn learn(&mut self, entry: Value<'_>) {
        self.note(entry.id(), &ids(entry), entry);
    }

    /// Notes what an entry affects; what is of a range of versions stays, whatever is said later.
    fn note(&mut self, holder: ValueId, ids: &BTreeSet<String>, entry: Value<'_>) {
        for id in ids {
            self.any.entry(id.clone()).or_insert(holder);
            for (reference, _) in affected(entry).filter(|(_, is_ranged)| !is_ranged) {
                self.by.insert((id.clone(), reference.to_owned()), holder);
            }
        }
        let refs = affected(entry).map(|(reference, _)| reference.to_owned());
        self.left.insert(holder, refs.collect());
    }

    /// Puts one entry: into what spoke of the same alone, else beside what speaks of others too.
    fn put(&mut self, draft: &mut Draft, list: ValueId, entry: Value<'_>) {
        let ids = ids(entry);
        let mut has_range = false;
        let mut held: BTreeMap<ValueId, HashSet<String>> = BTreeMap::new();
        for id in &ids {
            for (reference, of_range) in affected(entry) {
                has_range |= of_range;
                let holder = self.by.get(&(id.clone(), reference.to_owned()));
                if let Some(holder) = holder.filter(|_| !of_range) {
                    held.entry(*holder).or_default().insert(reference.to_owned());
                }
            }
        }
        let is_whole = |holder: &ValueId, of: &HashSet<String>| {
            self.left.get(holder).is_some_and(|left| left.len() == of.len())
        };
        let whole = held.iter().find(|(holder, of)| !has_range && is_whole(holder, of));
        let whole = whole.map(|(holder, _)| *holder);
        let like = held.keys().next().copied();
        let like = like.or_else(|| ids.iter().find_map(|id| self.any.get(id).copied()));
        for (holder, of) in held.into_iter().filter(|(holder, _)| Some(*holder) != whole) {
            if let Some(left) = self.left.get_mut(&holder) {
                left.retain(|reference| !of.contains(reference));
            }
            self.gone.entry(holder).or_default().extend(of);
        }
        let target = match whole {
            Some(target) => target,
            None => begin(draft, list, like),
        };
        fill(draft, target, entry);
        let all = ids.into_iter().chain(self::ids(draft.tree.value(target))).collect();
        self.note(target, &all, entry);
    }

    /// Takes out of entries what others speak of now.
    fn sweep(self, draft: &mut Draft, list: ValueId) {
        let Self { gone, left, .. } = self;
        let mut idle = HashSet::new();
        for (entry, gone) in gone {
            if left.get(&entry).is_some_and(HashSet::is_empty) {
                idle.insert(entry);
                continue;
            }
            let is_gone = |it: Value<'_>| {
                it.text(Key::REF).is_some_and(|it| gone.contains(it)) && !is_ranged(it)
            };
            lose_versions(draft, entry, is_gone);
            draft.retain_in(entry, Key::AFFECTS, |it| !is_gone(it));
        }
        if !idle.is_empty() {
            draft.retain(list, |entry| !idle.contains(&entry.id()));
        }
    }
}

/// Begins an entry, with what another says of the vulnerability.
fn begin(draft: &mut Draft, list: ValueId, like: Option<ValueId>) -> ValueId {
    let mut said = Tree::default();
    let mut top = said.object(&mut Tail::ROOT.clone(), Key::NONE, None);
    for member in like.into_iter().flat_map(|like| draft.tree.value(like).children()) {
        if !matches!(member.key(), Key::AFFECTS | Key::ANALYSIS | Key::BOM_REF) {
            let key = said.key(member.key_text());
            said.graft(&mut top, key, member);
        }
    }
    draft.push_object(list, |tree, object| {
        for member in said.root().children() {
            let key = tree.key(member.key_text());
            tree.graft(object, key, member);
        }
    })
}

/// Says of an entry what a statement says, and what nobody said of the vulnerability before.
fn fill(draft: &mut Draft, target: ValueId, entry: Value<'_>) {
    let id = entry.text(Key::ID).unwrap_or_default();
    lose_versions(draft, target, |_| true);
    for member in entry.children() {
        let old = draft.tree.value(target).get(member.key());
        let is_of_statement = matches!(member.key(), Key::AFFECTS | Key::ANALYSIS);
        if let Some(old) = old.filter(|_| !is_of_statement) {
            let is_advice = matches!(member.key(), Key::RECOMMENDATION | Key::WORKAROUND);
            if is_advice && old.as_str() != member.as_str() {
                let detail = member.as_str().unwrap_or_default();
                draft.lose(LossReason::OnlyOne, member.key_text(), id, detail);
            }
            continue;
        }
        draft.remove(target, member.key());
        draft.append(target, |tree, object| {
            let key = tree.key(member.key_text());
            tree.graft(object, key, member);
        });
    }
    if entry.get(Key::ANALYSIS).is_none() {
        draft.remove(target, Key::ANALYSIS);
    }
}

/// What was said of single versions gives way to what is said of the component, and is lost if it was
/// of others than the component has.
fn lose_versions(draft: &mut Draft, entry: ValueId, is_gone: impl Fn(Value<'_>) -> bool) {
    let value = draft.tree.value(entry);
    let id = value.text(Key::ID).unwrap_or_default().to_owned();
    let own = |it: Value<'_>| {
        let component = draft.find(it.text(Key::REF)?)?;
        draft.tree.value(component).text(Key::VERSION)
    };
    let is_of_others = |it: &Value<'_>| {
        it.list(Key::VERSIONS).any(|version| version.text(Key::VERSION) != own(*it))
    };
    let gone = value.list(Key::AFFECTS).filter(|it| is_gone(*it));
    for _ in 0..gone.filter(is_of_others).count() {
        draft.lose(LossReason::OnlyOne, "versions", &id, "said before of single versions");
    }
}
