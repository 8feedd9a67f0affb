//! Files that are no more than what a package is distributed in: SPDX 2 knows them by their name.

use std::collections::{HashMap, HashSet};

use super::{Converter, Kept, id_of};
use crate::convert::words::id::is_spdxid;
use crate::convert::words::property;
use crate::spdx::index3::{Class, Objects, relation_of, type_of};
use crate::spdx::schema3;
use crate::tree::{Key, Tree, Value, ValueId};

/// The files that packages are distributed in, as far as a name says all about them.
#[derive(Debug, Default)]
pub(super) struct Artifacts<'s> {
    by_package: HashMap<ValueId, Artifact<'s>>,
    /// The files and the relationships to them.
    all: HashSet<ValueId>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Artifact<'s> {
    relationship: Value<'s>,
    pub(super) file: Value<'s>,
}

impl<'s> Artifacts<'s> {
    /// Finds the packages that are said to be distributed in one file, of which nothing is said but
    /// its name and hashes that are those of the package. What has an id of SPDX 2 is an element
    /// there too.
    pub(super) fn of(source: &'s Tree, objects: &Objects, prefix: &str) -> Self {
        let mut packages: HashMap<u32, Option<(u32, Value<'s>)>> = HashMap::new();
        for row in objects.rows().iter().filter(|row| row.is_relationship) {
            let value = source.value(row.object);
            let is_it = relation_of(value) == Some("hasDistributionArtifact");
            let from = value.get(Key::FROM).filter(|_| is_it);
            let Some(package) = from.and_then(|from| objects.resolve(from)) else { continue };
            let mut ends = value.list(Key::TO);
            let file = ends.next().filter(|_| ends.next().is_none() && is_plain(value, PLAIN));
            let file = file.and_then(|file| objects.resolve(file));
            // One file, or none that could be told from the others.
            let place = packages.entry(package);
            place.and_modify(|it| *it = None).or_insert(file.map(|file| (file, value)));
        }
        let mut found = Self::default();
        // One of several packages is not compared with each of them.
        let mut shares: HashMap<u32, u32> = HashMap::new();
        for (file, _) in packages.values().flatten() {
            *shares.entry(*file).or_default() += 1;
        }
        let mut files: HashMap<u32, u32> = HashMap::new();
        for (package, (file, _)) in packages.iter().filter_map(|(at, it)| Some((*at, (*it)?))) {
            if shares.get(&file) != Some(&1) {
                continue;
            }
            let object = |number| Some(source.value(objects.row(number)?.object));
            let is_small = object(package).zip(object(file)).is_some_and(|(package, file)| {
                is_package(package) && is_file(file, prefix) && has_hashes_of(package, file)
            });
            if is_small {
                files.insert(file, 0);
            }
        }
        if files.is_empty() {
            return found;
        }
        count(source, objects, &mut files);
        for (package, (file, relationship)) in
            packages.into_iter().filter_map(|(at, it)| Some((at, it?)))
        {
            let rows = objects.row(package).zip(objects.row(file));
            let Some((package, row)) = rows.filter(|_| files.get(&file) == Some(&1)) else {
                continue;
            };
            let file = source.value(row.object);
            found.all.extend([file.id(), relationship.id()]);
            found.by_package.insert(package.object, Artifact { relationship, file });
        }
        found
    }

    /// Reports whether an object is such a file, or the relationship to it.
    pub(super) fn has(&self, object: ValueId) -> bool {
        self.all.contains(&object)
    }
}

/// Keeps the name of the file that a package is distributed in; returns the file if its hashes are
/// all that are known of the package.
pub(super) fn keep<'s>(
    converter: &mut Converter<'s, '_>,
    package: Value<'s>,
    kept: &mut Kept<'s>,
) -> Option<Value<'s>> {
    let Artifact { relationship, file } = converter.artifacts.by_package.remove(&package.id())?;
    for value in [relationship, file] {
        converter.carry_head(value);
    }
    let work = &mut converter.work;
    work.carry_member(relationship, Key::RELATIONSHIP_TYPE);
    let ends = [Key::FROM, Key::TO].into_iter().flat_map(|key| relationship.list(key));
    ends.filter(|end| end.as_str().is_some()).for_each(|end| work.carry(end));
    let name = file.get(Key::NAME)?;
    work.carry(name);
    work.carry_member(file, Key::SOFTWARE_FILE_KIND);
    let text = name.as_str()?.to_owned();
    kept.push((property::PACKAGE_FILE_NAME.to_owned(), Some(text), Some(name)));
    if package.list(Key::VERIFIED_USING).any(is_hash) {
        work.carry_member(file, Key::VERIFIED_USING);
        return None;
    }
    Some(file)
}

/// What a relationship may say.
const PLAIN: &[Key] = &[
    Key::TYPE,
    Key::AT_TYPE,
    Key::SPDX_ID,
    Key::AT_ID,
    Key::CREATION_INFO,
    Key::FROM,
    Key::TO,
    Key::RELATIONSHIP_TYPE,
    Key::COMPLETENESS,
];

/// What a file may say.
const NAMED: &[Key] = &[
    Key::TYPE,
    Key::AT_TYPE,
    Key::SPDX_ID,
    Key::AT_ID,
    Key::CREATION_INFO,
    Key::NAME,
    Key::VERIFIED_USING,
    Key::SOFTWARE_FILE_KIND,
];

fn is_plain(object: Value<'_>, members: &[Key]) -> bool {
    object.children().all(|member| members.contains(&member.key()))
}

fn is_package(object: Value<'_>) -> bool {
    let class = type_of(object).map(Class::of);
    matches!(class, Some(Class::Package | Class::AiPackage | Class::DatasetPackage))
}

fn is_file(object: Value<'_>, prefix: &str) -> bool {
    let id = id_of(object).unwrap_or_default();
    let is_own = id.strip_prefix(prefix).is_some_and(is_spdxid);
    let name = object.text(Key::NAME).unwrap_or_default();
    // The name of a directory says that it is one.
    let is_clear = match object.get(Key::SOFTWARE_FILE_KIND) {
        Some(kind) => kind.as_str() == Some("directory") && name.ends_with('/'),
        None => true,
    };
    let is_file = type_of(object).map(Class::of) == Some(Class::File);
    is_file && is_clear && !name.trim().is_empty() && !is_own && is_plain(object, NAMED)
}

fn is_hash(entry: Value<'_>) -> bool {
    type_of(entry).is_some_and(|class| class.ends_with("Hash"))
}

/// Reports whether a package has the hashes of a file, or none of its own.
fn has_hashes_of(package: Value<'_>, file: Value<'_>) -> bool {
    let of = |object: Value<'_>| -> HashSet<(String, String)> {
        let hashes = object.list(Key::VERIFIED_USING).filter(|entry| is_hash(*entry));
        let text = |it: Value<'_>, key| it.text(key).unwrap_or_default().to_ascii_lowercase();
        hashes.map(|it| (text(it, Key::ALGORITHM), text(it, Key::HASH_VALUE))).collect()
    };
    let members = [Key::TYPE, Key::AT_TYPE, Key::ALGORITHM, Key::HASH_VALUE];
    let mut entries = file.list(Key::VERIFIED_USING);
    let known = of(package);
    entries.all(|entry| is_hash(entry) && is_plain(entry, &members))
        && (known.is_empty() || of(file).is_subset(&known))
}

/// Counts what refers to files, but for the lists of what a document or an inventory has.
fn count(source: &Tree, objects: &Objects, files: &mut HashMap<u32, u32>) {
    let mut open = vec![source.root()];
    while let Some(value) = open.pop() {
        for member in value.children().filter(|it| it.key() != Key::AT_CONTEXT) {
            let is_object = value.is_object();
            if is_object && member.key() != Key::ELEMENT && schema3::refers(value, member.key()) {
                for end in member.elements() {
                    let number = objects.resolve(end);
                    if let Some(count) = number.and_then(|number| files.get_mut(&number)) {
                        *count += 1;
                    }
                }
            }
            if member.scalar().is_none() {
                open.push(member);
            }
        }
    }
}
