//! Leaving out what is nobody else's business.

use std::collections::{HashMap, HashSet};

use crate::convert::words::property;
use crate::cyclonedx::signature;
use crate::document::{Document, Notes};
use crate::edit::EditError;
use crate::json::pointer::escape;
use crate::limits::ParseOptions;
use crate::spdx::index3::{Class, type_of};
use crate::tree::{Key, Scalar, Tree, Value, ValueId};

/// What to leave out of a document; see [`Document::redact`].
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct Redaction {
    people: bool,
    members: Vec<String>,
    properties: Vec<String>,
}

impl Redaction {
    /// Leaves nothing out yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Leaves out persons: in CycloneDX authors, contacts, committers, reviewers, signatories and
    /// other individuals with their addresses and telephone numbers; in SPDX 2 contributors to files
    /// and `Person:`, in whose place `NOASSERTION` or `Person: anonymous` stands; in SPDX 3 all that
    /// a `Person` says, its id included if that is no URN, and an `Agent`, who may be one. What a
    /// conversion kept of them goes too.
    ///
    /// Organisations, without e-mail addresses, and tools stay, and so does what may be either, like
    /// `publisher`, and what people wrote: names in a copyright, a comment or a text are not
    /// recognised.
    pub fn people(mut self) -> Self {
        self.people = true;
        self
    }

    /// Leaves out a member wherever it stands, by the name it has in JSON: `evidence`, `comment`.
    pub fn member(mut self, name: impl Into<String>) -> Self {
        self.members.push(name.into());
        self
    }

    /// Leaves out properties whose name begins so: `internal:`. In SPDX those are extensions,
    /// annotations and attribution texts of the form `name: value`.
    pub fn properties(mut self, prefix: impl Into<String>) -> Self {
        self.properties.push(prefix.into());
        self
    }
}

/// The result of [`Document::redact`].
#[derive(Debug)]
#[non_exhaustive]
pub struct Redacted {
    /// The document without what was left out.
    pub document: Document,
    /// What was left out or replaced, as JSON Pointers into the document before.
    pub removed: Vec<String>,
}

impl Document {
    /// Leaves things out of a document, and tells what. Works on every format.
    ///
    /// # Errors
    ///
    /// When what is left cannot be read any more, since a member went that holds it together.
    ///
    /// # Examples
    ///
    /// ```
    /// use sbom::edit::Redaction;
    ///
    /// let document = sbom::parse(br#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
    ///   {"type": "library", "name": "a", "author": "Ada", "properties": [
    ///     {"name": "internal:team", "value": "core"}, {"name": "syft:type", "value": "npm"}]}]}"#)?;
    /// let made = document.redact(&Redaction::new().people().properties("internal:"))?;
    /// assert_eq!(made.removed, ["/components/0/author", "/components/0/properties/0"]);
    /// assert_eq!(made.document.components().next().unwrap().properties().count(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn redact(&self, redaction: &Redaction) -> Result<Redacted, EditError> {
        let mut tree = self.tree().clone();
        let mut removed = Vec::new();
        let persons = if redaction.people { persons(self) } else { HashMap::new() };
        let objects = self.index.spdx3.as_deref().map(|extra| &extra.objects);
        let renamed = |id: &str| persons.get(&*objects?.expand(id));
        // What is open, and in what it stands.
        let mut outer: HashMap<ValueId, (ValueId, String)> = HashMap::new();
        let mut changed = HashSet::new();
        let mut open = vec![(ValueId::ROOT, String::new())];
        while let Some((id, pointer)) = open.pop() {
            let value = self.tree().value(id);
            let mut gone = HashSet::new();
            for (position, child) in value.children().enumerate() {
                let pointer = || match child.key() {
                    Key::NONE => format!("{pointer}/{position}"),
                    _ => format!("{pointer}/{}", escape(child.key_text())),
                };
                if redaction.leaves_out(value, child, objects.is_some()) {
                    gone.insert(child.id());
                } else if let Some(instead) = redaction.replaces(child) {
                    tree.replace(child.id(), Scalar::Text(&instead));
                } else if let Some(instead) = child.as_str().and_then(renamed) {
                    tree.replace(child.id(), Scalar::Text(instead));
                } else if redaction.empties(child) {
                    tree.retain(child.id(), |_| false);
                } else {
                    if child.scalar().is_none() {
                        outer.insert(child.id(), (id, pointer()));
                        open.push((child.id(), pointer()));
                    }
                    continue;
                }
                changed.insert(id);
                removed.push((child.id(), pointer()));
            }
            if !gone.is_empty() {
                tree.retain(id, |child| !gone.contains(&child.id()));
            }
        }
        unsign(self.tree(), &mut tree, changed, &outer, &mut removed);
        // A value has a higher number than what comes before it in the document.
        removed.sort_unstable();
        let removed = removed.into_iter().map(|(_, pointer)| pointer).collect();
        let (model, options) = (self.model(), ParseOptions::default());
        let document = Self::from_tree(tree, model, self.encoding(), Notes::default(), &options)
            .map_err(EditError::broken)?;
        Ok(Redacted { document, removed })
    }
}

impl Redaction {
    fn leaves_out(&self, holder: Value<'_>, child: Value<'_>, is_spdx3: bool) -> bool {
        // A reviewer of SPDX 2 is a text, in whose place another one stands.
        let is_of_person = (PERSONS.contains(&child.key())
            && !(child.key() == Key::REVIEWER && child.is_text()))
            || (is_spdx3 && is_person(holder) && !KEPT_OF_PERSONS.contains(&child.key()))
            || (holder.key() == Key::EXTERNAL_IDENTIFIER
                && child.text(Key::EXTERNAL_IDENTIFIER_TYPE) == Some("email"));
        let is_member =
            holder.is_object() && self.members.iter().any(|name| name == child.key_text());
        let is_property = property_name(holder, child).is_some_and(|name| {
            self.properties.iter().any(|prefix| name.starts_with(prefix.as_str()))
                || (self.people && is_converted_person(child, name))
        });
        (self.people && is_of_person)
            || is_member
            || is_property
            || self.leaves_out_kept(holder, child)
    }

    /// Reports whether what was kept without a place in the format would be left out in one.
    fn leaves_out_kept(&self, holder: Value<'_>, child: Value<'_>) -> bool {
        let is_named = |name: &str| {
            self.members.iter().any(|member| member == name)
                || (self.people && PERSONS.iter().any(|key| key.known_text() == Some(name)))
        };
        match holder.key() {
            Key::HASH_REPEATED | Key::HASH_UNKNOWN | Key::HASH_FOREIGN => {
                let within = child.text(Key::IN).unwrap_or_default().split('/');
                let within = within.filter_map(|step| step.split('[').next());
                within.chain(child.kept_name()).any(is_named)
            }
            Key::HASH_TAGS => child.text(Key::TAG) == Some("FileContributor") && self.people,
            _ => false,
        }
    }

    /// Somebody must be named there, and may be anybody.
    fn empties(&self, child: Value<'_>) -> bool {
        self.people
            && child.key() == Key::INDIVIDUAL
            && child.is_object()
            && child.children().next().is_some()
    }

    /// What stands for a person where SPDX requires that something is said, and for an organisation
    /// with somebody's address behind it.
    fn replaces(&self, child: Value<'_>) -> Option<String> {
        let text = child.as_str().filter(|_| self.people)?;
        // YAML without quotes makes an object of `Person: Jane`.
        if child.key() == Key::PERSON {
            return (text != ANYBODY).then(|| ANYBODY.to_owned());
        }
        let (kind, rest) = text.split_once(':')?;
        let kind = kind.trim().to_ascii_lowercase();
        let instead = match (kind.as_str(), child.key()) {
            ("person", Key::SUPPLIER | Key::ORIGINATOR) => "NOASSERTION".to_owned(),
            ("person", _) => format!("Person: {ANYBODY}"),
            ("organization", _) => {
                let (name, address) = rest.rsplit_once('(')?;
                let name = name.trim();
                (address.contains('@') && !name.is_empty())
                    .then(|| format!("Organization: {name}"))?
            }
            _ => return None,
        };
        (text != instead).then_some(instead)
    }
}

/// Takes the signatures out of what was changed and of all that holds it: they do not hold.
fn unsign(
    source: &Tree,
    tree: &mut Tree,
    changed: HashSet<ValueId>,
    outer: &HashMap<ValueId, (ValueId, String)>,
    removed: &mut Vec<(ValueId, String)>,
) {
    let mut seen = HashSet::new();
    for id in changed {
        let mut next = Some(id);
        while let Some(id) = next.filter(|id| seen.insert(*id)) {
            let place = outer.get(&id);
            let found: Vec<_> = signature::of(tree.value(id)).map(Value::id).collect();
            if !found.is_empty() {
                let pointer = place.map_or("", |(_, pointer)| pointer);
                removed.extend(found.into_iter().map(|found| match source.value(found).key() {
                    Key::SIGNATURE => (found, format!("{pointer}/signature")),
                    _ => (found, source.value(found).path()),
                }));
                signature::take(tree, id);
            }
            next = place.map(|(outer, _)| *outer);
        }
    }
}

/// Gives the persons of an SPDX 3 document ids that do not name them, by the ids without
/// abbreviation that they had.
fn persons(document: &Document) -> HashMap<String, String> {
    let mut ids = HashMap::new();
    let Some(extra) = document.index.spdx3.as_deref() else { return ids };
    let (tree, objects) = (document.tree(), &extra.objects);
    let mut number = 0;
    for row in objects.rows().iter().filter(|row| may_be_person(row.class)) {
        let class = if row.class == Class::Person { "Person" } else { "Agent" };
        let id = objects.expand(tree.value(row.id).as_str().unwrap_or_default());
        let end = id.rfind(['#', '/', ':']).map_or(0, |end| end + 1);
        let (prefix, name) = id.split_at(end);
        if id.is_empty() || id.starts_with("urn:uuid:") || is_number(name) || ids.contains_key(&*id)
        {
            continue;
        }
        let name = loop {
            number += 1;
            let name = format!("{prefix}{class}-{number}");
            if objects.find(tree, &name).is_none() {
                break name;
            }
        };
        ids.insert(id.into_owned(), name);
    }
    ids
}

/// Reports whether a person is named by a number already.
fn is_number(name: &str) -> bool {
    let number = name.strip_prefix("Person-").or_else(|| name.strip_prefix("Agent-"));
    let number = number.unwrap_or_default();
    !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// Reports whether an object of SPDX 3 stands for a person, or for somebody who may be one.
fn is_person(value: Value<'_>) -> bool {
    type_of(value).is_some_and(|name| may_be_person(Class::of(name)))
}

fn may_be_person(class: Class) -> bool {
    matches!(class, Class::Person | Class::Agent)
}

/// Returns the name of a property, in the form that each format has for it.
fn property_name<'t>(list: Value<'t>, entry: Value<'t>) -> Option<&'t str> {
    match list.key() {
        Key::PROPERTIES => entry.text(Key::NAME),
        Key::EXTENSION_CDX_PROPERTY => entry.text(Key::EXTENSION_CDX_PROP_NAME),
        Key::ANNOTATIONS => entry.text(Key::COMMENT),
        Key::ATTRIBUTION_TEXTS => entry.as_str(),
        _ => None,
    }
}

/// Reports whether a property keeps what a conversion found about a person.
fn is_converted_person(entry: Value<'_>, name: &str) -> bool {
    // An annotation has the value behind the name.
    let rest = name.strip_prefix(property::FILE_CONTRIBUTOR);
    if rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(':')) {
        return true;
    }
    let member = name.strip_prefix(property::CYCLONEDX).unwrap_or_default();
    let member = member.split_once(": ").map_or(member, |(member, _)| member);
    entry.tree().find_key(member).is_some_and(|key| PERSONS.contains(&key))
}

/// What SPDX calls a person who does not want to be named.
const ANYBODY: &str = "anonymous";

/// Members that hold persons, or how to reach them.
const PERSONS: &[Key] = &[
    Key::AUTHOR,
    Key::AUTHORS,
    Key::CONTACT,
    Key::COMMITTER,
    Key::REVIEWER,
    Key::SIGNATORIES,
    Key::INDIVIDUALS,
    Key::EMAIL,
    Key::PHONE,
    Key::FILE_CONTRIBUTORS,
];

/// What of a person of SPDX 3 says nothing about who it is, also where it is the whole document.
const KEPT_OF_PERSONS: &[Key] = &[
    Key::TYPE,
    Key::AT_TYPE,
    Key::SPDX_ID,
    Key::AT_ID,
    Key::CREATION_INFO,
    Key::AT_CONTEXT,
    Key::AT_GRAPH,
];
