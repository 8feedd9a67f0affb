//! Making one element of two that are the same.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

use super::names::{Renames, rename_in};
use crate::json::{Style, to_text};
use crate::purl::Purl;
use crate::tree::{Key, Tail, Tree, Value, ValueId};

/// Returns what identifies a component, package or file: the same for what is the same.
pub(super) fn identity(part: Value<'_>) -> Option<String> {
    let purl = part.text(Key::PURL).or_else(|| part.text(Key::SOFTWARE_PACKAGE_URL));
    let purl = purl.or_else(|| reference(part, "purl")).or_else(|| identifier(part, "packageUrl"));
    if let Some(purl) = purl {
        let key = Purl::parse(purl).map_or_else(|_| purl.to_owned(), |purl| purl.package_key());
        return Some(format!("purl {key}"));
    }
    let version = [Key::VERSION, Key::VERSION_INFO, Key::SOFTWARE_PACKAGE_VERSION];
    let version = version.into_iter().find_map(|key| part.text(key)).unwrap_or_default();
    let cpe = part.text(Key::CPE).or_else(|| reference(part, "cpe23Type"));
    if let Some(cpe) = cpe.or_else(|| identifier(part, "cpe23")) {
        return Some(format!("cpe {} {version}", cpe.to_ascii_lowercase()));
    }
    let tag = part.get(Key::SWID).and_then(|swid| swid.text(Key::TAG_ID));
    if let Some(tag) = tag.or_else(|| identifier(part, "swid")) {
        return Some(format!("swid {tag}"));
    }
    if let Some(id) = identifier(part, "cve") {
        return Some(format!("id {id}"));
    }
    if let Some(id) = part.text(Key::ID) {
        let source = part.get(Key::SOURCE).and_then(|source| source.text(Key::NAME));
        return Some(format!("id {id} {}", source.unwrap_or_default()));
    }
    let name = part.text(Key::NAME).or_else(|| part.text(Key::FILE_NAME)).unwrap_or_default();
    if name.is_empty() {
        // Nothing names it: only its equal is the same.
        return Some(format!("whole {}", text_of(part)));
    }
    let of = |key| part.text(key).unwrap_or_default();
    Some(format!("name {} {} {name} {version}", of(Key::TYPE), of(Key::GROUP)))
}

fn reference<'t>(part: Value<'t>, kind: &str) -> Option<&'t str> {
    let mut references = part.list(Key::EXTERNAL_REFS);
    let is_kind = |text: &str| text.rsplit('/').next().is_some_and(|last| last == kind);
    references
        .find(|reference| reference.text(Key::REFERENCE_TYPE).is_some_and(is_kind))?
        .text(Key::REFERENCE_LOCATOR)
}

/// Returns an identifier of SPDX 3.
fn identifier<'t>(part: Value<'t>, kind: &str) -> Option<&'t str> {
    let mut identifiers = part.list(Key::EXTERNAL_IDENTIFIER);
    identifiers
        .find(|it| it.text(Key::EXTERNAL_IDENTIFIER_TYPE) == Some(kind))?
        .text(Key::IDENTIFIER)
}

/// Returns the member in which two elements contradict each other, so that they are not the same.
pub(super) fn contradiction(one: Value<'_>, other: Value<'_>) -> Option<&'static str> {
    let both = |key| one.get(key).zip(other.get(key));
    let differs = |key| both(key).is_some_and(|(one, other)| !is_same(one, other));
    let is_other = |key| differs(key) || one.get(key).is_some() != other.get(key).is_some();
    for (key, name) in DECISIVE {
        if differs(*key) {
            return Some(name);
        }
    }
    // An analysis speaks of what its vulnerability affects, and must not come to speak of more.
    if is_other(Key::ANALYSIS) && (differs(Key::ANALYSIS) || is_other(Key::AFFECTS)) {
        return Some("analysis");
    }
    let is_nested = |part: Value<'_>| part.list(Key::COMPONENTS).next().is_some();
    if (is_nested(one) || is_nested(other)) && differs(Key::COMPONENTS) {
        return Some("components");
    }
    for (list, algorithm, content, name) in DIGESTS {
        if !differs(*list) {
            continue;
        }
        let digests = |part: Value<'_>| -> HashSet<(String, String)> {
            let texts = |digest: Value<'_>| {
                let content = digest.text(*content)?.to_ascii_lowercase();
                Some((digest.text(*algorithm)?.to_owned(), content))
            };
            part.list(*list).filter_map(texts).collect()
        };
        let (one, other) = (digests(one), digests(other));
        let algorithms: HashSet<&String> = one.iter().map(|(algorithm, _)| algorithm).collect();
        let is_other = |digest: &&(String, String)| algorithms.contains(&digest.0);
        if other.iter().filter(is_other).any(|digest| !one.contains(digest)) {
            return Some(name);
        }
    }
    None
}

/// Returns the digests of an element, each with its algorithm.
pub(super) fn digests(part: Value<'_>) -> Vec<String> {
    let of = |(list, algorithm, content, _): &(Key, Key, Key, &str)| {
        let (algorithm, content) = (*algorithm, *content);
        part.list(*list).filter_map(move |digest| {
            let content = digest.text(content)?.to_ascii_lowercase();
            Some(format!("{} {content}", digest.text(algorithm)?))
        })
    };
    DIGESTS.iter().flat_map(of).collect()
}

/// Adds to `into` what `other` says more, and returns the members in which it is not believed.
///
/// `other` is a copy in the same tree that nothing holds yet, renamed already: before, its words
/// may look like those of `into` and mean something else.
pub(super) fn absorb(tree: &mut Tree, into: ValueId, other: ValueId) -> Vec<String> {
    let mut unheard = Vec::new();
    let by_key = |member: Value<'_>| (member.key(), member.id());
    let mine: HashMap<Key, ValueId> = tree.value(into).children().map(by_key).collect();
    let theirs: Vec<(Key, ValueId)> = tree.value(other).children().map(by_key).collect();
    let mut tail = tree.tail(into);
    for (key, member) in theirs {
        let Some(mine) = mine.get(&key).copied() else {
            tree.attach(&mut tail, key, member);
            continue;
        };
        let (known, told) = (tree.value(mine), tree.value(member));
        if IDS.contains(&key) || is_same(known, told) {
            continue;
        }
        match known.is_array() && told.is_array() {
            true => {
                let told: Vec<ValueId> = told.children().map(Value::id).collect();
                let mut united = United::of(tree, mine);
                for value in told {
                    united.add_made(tree, value);
                }
            }
            false => unheard.push(told.key_text().to_owned()),
        }
    }
    unheard
}

/// A list that others are added to, without what stands in it.
#[derive(Debug)]
pub(super) struct United {
    key: Key,
    /// The values with hashes of their texts.
    known: HashTable<(u64, ValueId)>,
    hashes: RandomState,
    tail: Tail,
}

impl United {
    pub(super) fn of(tree: &Tree, list: ValueId) -> Self {
        let value = tree.value(list);
        let (known, hashes) = (HashTable::new(), RandomState::new());
        let mut united = Self { key: value.key(), known, hashes, tail: tree.tail(list) };
        for value in value.children() {
            united.is_new(value);
        }
        united
    }

    /// Remembers a value, and reports whether no equal one was there.
    fn is_new(&mut self, value: Value<'_>) -> bool {
        let hash = self.hashes.hash_one(text_of(value));
        let is_known =
            |known: &(u64, ValueId)| known.0 == hash && is_same(value.tree().value(known.1), value);
        match self.known.entry(hash, is_known, |known| known.0) {
            Entry::Occupied(_) => false,
            Entry::Vacant(place) => {
                place.insert((hash, value.id()));
                true
            }
        }
    }

    /// Appends a value of another tree, unless it is there.
    pub(super) fn add(&mut self, tree: &mut Tree, value: Value<'_>, renames: &Renames) {
        // Renamed first, since that is what it is compared as.
        let made = tree.graft(&mut Tail::ROOT.clone(), Key::NONE, value);
        rename_in(tree, made, self.key, renames);
        self.add_made(tree, made);
    }

    /// Appends a value that nothing holds yet, unless an equal one is there.
    fn add_made(&mut self, tree: &mut Tree, made: ValueId) {
        if self.is_new(tree.value(made)) {
            tree.attach(&mut self.tail, Key::NONE, made);
        }
    }
}

/// Reports whether two values have the same text (as [`text_of`] makes it): most that do have their
/// members in the same order.
pub(super) fn is_same(one: Value<'_>, other: Value<'_>) -> bool {
    match (one.scalar(), other.scalar()) {
        (None, None) => is_alike(one, other) || text_of(one) == text_of(other),
        (one, other) => one == other,
    }
}

/// Reports whether two containers hold the same in the same order.
fn is_alike(one: Value<'_>, other: Value<'_>) -> bool {
    let mut open = vec![(one, other)];
    while let Some((one, other)) = open.pop() {
        if one.kind() != other.kind() || one.scalar() != other.scalar() {
            return false;
        }
        let (mut mine, mut theirs) = (one.children(), other.children());
        loop {
            match (mine.next(), theirs.next()) {
                (None, None) => break,
                (Some(one), Some(other)) if one.key_text() == other.key_text() => {
                    open.push((one, other));
                }
                _ => return false,
            }
        }
    }
    true
}

/// A text that is equal for equal values.
pub(super) fn text_of(value: Value<'_>) -> String {
    to_text(value, Style::Sorted)
}

/// What an element is called says nothing about what it is, nor does who said so.
const IDS: &[Key] = &[Key::BOM_REF, Key::SPDXID, Key::SPDX_ID, Key::AT_ID, Key::CREATION_INFO];

/// Members of which another value means another thing.
const DECISIVE: &[(Key, &str)] = &[
    (Key::TYPE, "type"),
    (Key::GROUP, "group"),
    (Key::NAME, "name"),
    (Key::VERSION, "version"),
    (Key::VERSION_INFO, "versionInfo"),
    (Key::FILE_NAME, "fileName"),
    (Key::SOFTWARE_PACKAGE_VERSION, "software_packageVersion"),
];

const DIGESTS: &[(Key, Key, Key, &str)] = &[
    (Key::HASHES, Key::ALG, Key::CONTENT, "hashes"),
    (Key::CHECKSUMS, Key::ALGORITHM, Key::CHECKSUM_VALUE, "checksums"),
    (Key::VERIFIED_USING, Key::ALGORITHM, Key::HASH_VALUE, "verifiedUsing"),
];
