//! From one version of CycloneDX to another, and between JSON and XML, whose rules differ.
//!
//! The tables of [`schema`](super::schema) say what a version has: that is copied. What it lacks
//! is brought into an older form where there is one, and reported where there is not:
//!
//! | newer | in versions before | becomes | where |
//! |---|---|---|---|
//! | component types, reference types, other words | as the tables say | the nearest word | `word.rs` |
//! | `metadata.manufacturer` | 1.6 | an entry of `metadata.authors` | `older.rs` |
//! | `manufacturer` of the subject | 1.6 | `metadata.manufacture` | `older.rs` |
//! | `authors` of a component | 1.6 | `author` | `older.rs` |
//! | `tools` of components and services | 1.5 | a list of tools | `older.rs` |
//! | several `evidence.identity` | 1.6 | the first | `older.rs` |
//! | licences and expressions in one list | 1.7 (not JSON up to 1.4) | the concluded expression, or a joined one | `licence.rs` |
//! | no `version` of a component | 1.4 | an empty one | `older.rs` |
//! | a licence with an address alone | 1.6, and all of JSON | one named by its address | `older.rs` |
//!
//! What is right where it comes from and wrong where it goes to is mended if that is possible
//! without making something up, else left out, and reported either way: addresses with blanks,
//! CPE names that only JSON takes, references that XML lets stand only once. What is wrong to begin
//! with stays wrong: repairing is not converting.

mod licence;
mod older;
mod word;

pub(crate) use self::word::fitting;

use std::collections::HashSet;

use crate::convert::{Made, Work};
use crate::cyclonedx::schema::{self, BOM};
use crate::cyclonedx::signature;
use crate::losses::LossReason;
use crate::schema::{Check, Choice, Member, Shape, Twins, Type, Version};
use crate::tree::{Children, Key, Kind, Tail, Tree, Value, ValueId};

/// A version as JSON and protobuf have it, or as XML does; they differ in places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dialect {
    pub(crate) version: Version,
    pub(crate) is_xml: bool,
}

/// Converts from one dialect to another.
pub(crate) fn convert(source: &Tree, from: Dialect, to: Dialect) -> Made {
    let mut work = Work::new(source);
    let is_same = from.version == to.version;
    work.ledger.otherwise(if is_same { LossReason::Encoding } else { LossReason::NotInVersion });
    let Dialect { version: to, is_xml } = to;
    let mut changer = Changer {
        work,
        from,
        to,
        is_xml,
        open: Vec::new(),
        refs: HashSet::new(),
        twins: Twins::default(),
        again: HashSet::new(),
    };
    if is_xml && to <= schema::V1_1 {
        changer.work.keep_empty(Key::COMPONENTS);
    }
    let root = source.root();
    let out = changer.work.root();
    changer.push(out, root, &BOM);
    changer.run();
    changer.work.finish()
}

/// A change under way. What is still to be copied is a stack, since documents are deep.
struct Changer<'s> {
    work: Work<'s>,
    from: Dialect,
    to: Version,
    is_xml: bool,
    open: Vec<Open<'s>>,
    /// The references that elements were given.
    refs: HashSet<&'s str>,
    twins: Twins,
    /// Elements of lists that are equal to one before them, where JSON forbids that.
    again: HashSet<ValueId>,
}

/// A container that is being copied.
struct Open<'s> {
    tail: Tail,
    value: Value<'s>,
    children: Children<'s>,
    inside: Inside,
    /// A list that was begun before its member was met.
    begun: Option<(Key, Tail)>,
}

/// What the children of a container are.
#[derive(Clone, Copy)]
enum Inside {
    Object(&'static Shape),
    List(&'static Type),
}

impl<'s> Changer<'s> {
    fn run(&mut self) {
        while let Some(open) = self.open.last_mut() {
            let Some(child) = open.children.next() else {
                self.open.pop();
                continue;
            };
            let (inside, parent, mut tail) = (open.inside, open.value, open.tail);
            let at = self.open.len() - 1;
            match inside {
                Inside::Object(shape) => self.member(&mut tail, shape, parent, child, at),
                Inside::List(_) if self.again.contains(&child.id()) => {
                    self.work.lose(child, LossReason::OnlyOne, "stands in the list already");
                }
                Inside::List(kind) => self.value(&mut tail, Key::NONE, child, kind),
            }
            if let Some(open) = self.open.get_mut(at) {
                open.tail = tail;
            }
        }
    }

    /// Begins to copy the children of an object.
    fn push(&mut self, mut tail: Tail, value: Value<'s>, shape: &'static Shape) {
        let at = self.open.len();
        let begun = older::begin(self, &mut tail, value, shape);
        let inside = Inside::Object(shape);
        // What `begin` pushed is copied first, into containers of its own.
        let open = Open { tail, value, children: value.children(), inside, begun };
        self.open.insert(at, open);
    }

    /// Copies one member of an object.
    fn member(
        &mut self,
        tail: &mut Tail,
        shape: &'static Shape,
        parent: Value<'s>,
        value: Value<'s>,
        at: usize,
    ) {
        let key = match value.key().known_text() {
            Some(_) => value.key(),
            None => self.work.out.key(value.key_text()),
        };
        let Some((_, member)) = shape.find(value.key()) else {
            // What only another encoding has is for its writer to judge.
            let is_foreign = value.key_text().starts_with('#') && self.to > schema::V1_0;
            match value.key() {
                Key::HASH_FOREIGN if is_foreign => self.foreign(tail, value),
                _ if is_foreign || shape.open.has(self.to) => self.work.graft(tail, key, value),
                _ => {}
            }
            return;
        };
        if older::member(self, tail, shape, parent, value) || self.is_taken(value) {
            return;
        }
        let Some(member) = self.form(member, value) else { return };
        if member.list.is_some_and(|list| list.unique.has(self.to)) {
            self.find_twins(value);
        }
        match member.list {
            None => self.value(tail, key, value, &member.value),
            Some(_) if licence::is_list(member) => licence::write(self, tail, key, value),
            Some(_) if self.is_xml && member.xml_single.has(self.to) && value.is_array() => {
                let mut list = self.work.array(tail, key);
                let mut entries = value.children();
                if let Some(first) = entries.next() {
                    self.value(&mut list, Key::NONE, first, &member.value);
                }
                entries.for_each(|entry| self.work.lose(entry, LossReason::OnlyOne, ""));
            }
            Some(_) if value.is_array() => {
                let begun = self.open.get_mut(at).map(|open| &mut open.begun);
                let begun = begun.and_then(|begun| begun.take_if(|(other, _)| *other == key));
                let list = match begun {
                    Some((_, list)) => list,
                    None => self.work.array(tail, key),
                };
                let inside = Inside::List(&member.value);
                let children = value.children();
                self.open.push(Open { tail: list, value, children, inside, begun: None });
            }
            // A list without its brackets.
            Some(_) if !value.is_null() => {
                let mut list = self.work.array(tail, key);
                self.value(&mut list, Key::NONE, value, &member.value);
            }
            Some(_) => {}
        }
    }

    /// Copies elements of other vocabularies, but for signatures.
    fn foreign(&mut self, tail: &mut Tail, list: Value<'s>) {
        let (signatures, others): (Vec<_>, Vec<_>) =
            list.children().partition(|kept| signature::is_signature(*kept));
        for signature in signatures {
            self.work.lose(signature, LossReason::Signature, "");
        }
        if !others.is_empty() {
            let mut copy = self.work.array(tail, Key::HASH_FOREIGN);
            others.into_iter().for_each(|kept| self.work.graft(&mut copy, Key::NONE, kept));
        }
    }

    /// Reports whether a reference is that of another element, which XML forbids and JSON does not.
    fn is_taken(&mut self, value: Value<'s>) -> bool {
        if value.key() != Key::BOM_REF || !self.is_xml || self.to < schema::V1_1 {
            return false;
        }
        let Some(text) = value.as_str() else { return false };
        let is_taken = !self.refs.insert(text) && !self.from.is_xml;
        if is_taken {
            self.work.lose(value, LossReason::OnlyOne, "another element has the same reference");
        }
        is_taken
    }

    /// Finds the elements that XML lets stand twice in a list and JSON does not.
    fn find_twins(&mut self, list: Value<'s>) {
        if self.from.is_xml && !self.is_xml && list.is_array() {
            let twins = self.twins.of(list);
            self.again.extend(twins.into_iter().map(|(_, later)| later.id()));
        }
    }

    /// Returns the form of a member that the value has and the version knows.
    fn form(&self, member: &'static Member, value: Value<'s>) -> Option<&'static Member> {
        let is_first = member.or.is_none() || value.is_array() == member.list.is_some();
        let member = if is_first { member } else { member.or? };
        let versions = if self.is_xml { member.xml_versions } else { member.versions };
        let is_markup = matches!(member.key, Key::DOLLAR_SCHEMA | Key::BOM_FORMAT);
        (versions.has(self.to) || is_markup).then_some(member)
    }

    /// Copies a value of some type.
    fn value(&mut self, tail: &mut Tail, key: Key, value: Value<'s>, kind: &'static Type) {
        let fits = match (kind, value.kind()) {
            (_, Kind::Null) => return,
            (Type::Object(shape), Kind::Object) => return self.object(tail, key, value, shape),
            (Type::Words(words), Kind::Text) => return word::write(self, tail, key, value, words),
            (Type::Either(choice), _) => match choose(choice, value) {
                Some(kind) => return self.value(tail, key, value, kind),
                None => false,
            },
            (Type::Any, _) => true,
            (Type::Bool, kind) => kind == Kind::Bool,
            (Type::Text(text), Kind::Text) => return word::text(self, tail, key, value, text),
            (Type::LicenceId, kind) => kind == Kind::Text,
            (Type::Integer(_) | Type::Number(..), kind) => kind == Kind::Number,
            (Type::Object(_) | Type::Words(_) | Type::Text(_), _) => false,
        };
        match fits {
            true => self.work.graft(tail, key, value),
            false => self.work.lose(value, LossReason::Invalid, "a value of another type"),
        }
    }

    /// Copies an object, unless it would lack what the version demands.
    fn object(&mut self, tail: &mut Tail, key: Key, value: Value<'s>, shape: &'static Shape) {
        // A signature does not survive, nor does what is nothing without it.
        let is_signed = shape.rules.iter().any(|rule| {
            matches!(rule.check, Check::OneGroup(groups) if groups.contains(&&[Key::SIGNATURE][..]))
        });
        let is_signature = std::ptr::eq(shape, &raw const schema::SIGNATURE);
        if is_signature || (is_signed && value.get(Key::SIGNATURE).is_some()) {
            self.work.lose(value, LossReason::Signature, "");
            return;
        }
        if let Some(lacking) = self.lacking(value, shape) {
            let detail = format!("`{lacking}` is required");
            self.work.lose(value, LossReason::Invalid, &detail);
            return;
        }
        let inner = self.work.object(tail, key, Some(value));
        self.push(inner, value, shape);
    }

    /// Returns a member that the version demands, and that neither is there nor can be made up.
    fn lacking(&self, value: Value<'s>, shape: &'static Shape) -> Option<&'static str> {
        let demanded = shape.members.iter().filter(|member| {
            let (versions, required) = match self.is_xml {
                true => (member.xml_versions, member.xml_required),
                false => (member.versions, member.required),
            };
            versions.has(self.to) && required.has(self.to)
        });
        let mut lacking =
            demanded.filter(|member| !older::is_made_up(shape, member.key)).filter(|member| {
                match value.get(member.key) {
                    None => true,
                    Some(there) => match member.value {
                        Type::Words(words) => there.as_str().is_some_and(|text| {
                            word::fitting(words, text, self.to, self.is_xml).is_none()
                        }),
                        Type::Text(kind) => there.as_str().is_some_and(|text| {
                            matches!(word::fit(self, kind, text), word::Fit::Never)
                        }),
                        _ => there.is_null(),
                    },
                }
            });
        lacking.next().and_then(|member| member.key.known_text())
    }
}

/// Returns the type that a value has among several.
fn choose(choice: &'static Choice, value: Value<'_>) -> Option<&'static Type> {
    let fits = |kind: &&'static Type| match (kind, value.kind()) {
        (Type::Any, _) => true,
        (Type::Bool, kind) => kind == Kind::Bool,
        (Type::Text(_) | Type::Words(_) | Type::LicenceId, kind) => kind == Kind::Text,
        (Type::Integer(_) | Type::Number(..), kind) => kind == Kind::Number,
        (Type::Object(shape), Kind::Object) => {
            value.children().all(|member| shape.find(member.key()).is_some())
        }
        (Type::Either(inner), _) => choose(inner, value).is_some(),
        (Type::Object(_), _) => false,
    };
    choice.types.iter().find(fits)
}
