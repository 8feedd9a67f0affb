//! Licences of SPDX 3: expressions as texts, and sets of sets put together to expressions.

use std::collections::HashMap;
use std::rc::Rc;

use crate::spdx::index3::class::Class;
use crate::spdx::index3::objects::Objects;
use crate::tree::{Key, Tree, Value, ValueId};

/// A licence as one text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LicenceText {
    /// It stands in the document.
    Written(ValueId),
    /// It was put together: a row of [`Licences::made`].
    Made(u32),
}

/// Turns the targets of licence relationships into texts, each once.
#[derive(Debug)]
pub(super) struct Licences<'t> {
    tree: &'t Tree,
    objects: &'t Objects,
    pub(super) made: Vec<Box<str>>,
    known: HashMap<u32, Option<Text>>,
    named: HashMap<&'t str, u32>,
    /// The bytes that expressions may still take: sets of sets can double at every level.
    room: usize,
}

#[derive(Clone, Debug)]
struct Text {
    text: Rc<str>,
    /// It needs parentheses within a larger one.
    is_set: bool,
    row: Option<u32>,
}

/// A set whose members are being looked at.
#[derive(Debug)]
struct Open<'t> {
    row: u32,
    class: Class,
    members: Vec<Value<'t>>,
    addition: Option<String>,
    done: Vec<Text>,
}

impl<'t> Licences<'t> {
    pub(super) fn new(tree: &'t Tree, objects: &'t Objects) -> Self {
        let room = (16 << 20) + 8 * tree.len();
        let (known, named) = (HashMap::new(), HashMap::new());
        Self { tree, objects, made: Vec::new(), known, named, room }
    }

    /// Returns the text of the licence that a reference names.
    pub(super) fn text(&mut self, reference: Value<'t>) -> LicenceText {
        let Some(row) = self.objects.resolve(reference) else {
            let name = reference.as_str().unwrap_or_default();
            if let Some(&made) = self.named.get(name) {
                return LicenceText::Made(made);
            }
            let made = self.make(&last_segment(name));
            self.named.insert(name, made);
            return LicenceText::Made(made);
        };
        if let Some(written) = self.written(row) {
            return LicenceText::Written(written);
        }
        let mut text = self.expression(row);
        let made = match text.row {
            Some(made) => made,
            None => {
                let made = self.make(&text.text);
                text.row = Some(made);
                self.known.insert(row, Some(text));
                made
            }
        };
        LicenceText::Made(made)
    }

    fn make(&mut self, text: &str) -> u32 {
        let row = u32::try_from(self.made.len()).unwrap_or(u32::MAX);
        self.made.push(text.into());
        row
    }

    /// Returns where the text of an expression object stands.
    fn written(&self, row: u32) -> Option<ValueId> {
        let row = self.objects.row(row).filter(|row| row.class == Class::LicenceExpression)?;
        let object = self.tree.value(row.object);
        // The prototypes had no prefix.
        let text = object.get(Key::SIMPLELICENSING_LICENSE_EXPRESSION);
        let text = text.or_else(|| object.get(Key::LICENSE_EXPRESSION))?;
        text.as_str().map(|_| text.id())
    }

    fn expression(&mut self, row: u32) -> Text {
        let mut open: Vec<Open<'t>> = Vec::new();
        let mut next = Ok(row);
        loop {
            let text = match next {
                Ok(row) => match self.known.get(&row) {
                    Some(Some(text)) => text.clone(),
                    // A set within itself: there is no such expression.
                    Some(None) => Text::simple("NOASSERTION"),
                    None => {
                        let set = self.open(row);
                        match set {
                            Ok(mut set) => {
                                self.known.insert(row, None);
                                let first = set.members.pop();
                                open.push(set);
                                match first {
                                    Some(member) => {
                                        next = self.member(member);
                                        continue;
                                    }
                                    None => Text::simple("NOASSERTION"),
                                }
                            }
                            Err(text) => {
                                self.known.insert(row, Some(text.clone()));
                                text
                            }
                        }
                    }
                },
                Err(text) => text,
            };
            let Some(set) = open.last_mut() else { return text };
            set.done.push(text);
            if let Some(member) = set.members.pop() {
                next = self.member(member);
                continue;
            }
            let Some(set) = open.pop() else { return Text::simple("") };
            let text = match set.join() {
                text if text.text.len() <= self.room => text,
                _ => Text::simple("NOASSERTION"),
            };
            self.room = self.room.saturating_sub(text.text.len());
            self.known.insert(set.row, Some(text));
            next = Ok(set.row);
        }
    }

    fn member(&self, member: Value<'t>) -> Result<u32, Text> {
        self.objects
            .resolve(member)
            .ok_or_else(|| Text::simple(&last_segment(member.as_str().unwrap_or_default())))
    }

    /// Begins a set; what is none is returned as text.
    fn open(&self, row: u32) -> Result<Open<'t>, Text> {
        let Some(&found) = self.objects.row(row) else { return Err(Text::simple("")) };
        let object = self.tree.value(found.object);
        let members = match found.class {
            Class::AllLicences | Class::AnyLicence => Key::EXPANDEDLICENSING_MEMBER,
            Class::OrLater => Key::EXPANDEDLICENSING_SUBJECT_LICENSE,
            Class::WithAddition => Key::EXPANDEDLICENSING_SUBJECT_EXTENDABLE_LICENSE,
            _ => {
                if let Some(text) = self.written(row) {
                    let text = self.tree.value(text).as_str().unwrap_or_default();
                    let is_set = text.contains(" AND ") || text.contains(" OR ");
                    return Err(Text { text: text.into(), is_set, row: None });
                }
                let id = self.tree.value(found.id).as_str().unwrap_or_default();
                return Err(Text::simple(&last_segment(id)));
            }
        };
        let addition = object.list(Key::EXPANDEDLICENSING_SUBJECT_ADDITION).next();
        let addition = addition.map(|addition| {
            let row = self.objects.resolve(addition).and_then(|row| self.objects.row(row));
            let id = row.map_or(addition, |row| self.tree.value(row.id));
            last_segment(id.as_str().unwrap_or_default())
        });
        let mut members: Vec<Value<'t>> = object.list(members).collect();
        // Taken from the end, the first one comes first.
        members.reverse();
        Ok(Open { row, class: found.class, members, addition, done: Vec::new() })
    }
}

impl Text {
    fn simple(text: &str) -> Self {
        Self { text: text.into(), is_set: false, row: None }
    }
}

impl Open<'_> {
    fn join(&self) -> Text {
        let inner = |member: &Text| match member.is_set {
            true => format!("({})", member.text),
            false => member.text.to_string(),
        };
        let Some(first) = self.done.first() else { return Text::simple("NOASSERTION") };
        match (self.class, &self.addition) {
            (Class::OrLater, _) => Text::simple(&format!("{}+", inner(first))),
            (Class::WithAddition, Some(addition)) => {
                Text::simple(&format!("{} WITH {addition}", inner(first)))
            }
            (class, _) if self.done.len() > 1 => {
                let operator = if class == Class::AllLicences { " AND " } else { " OR " };
                let text = self.done.iter().map(inner).collect::<Vec<_>>().join(operator);
                Text { text: text.into(), is_set: true, row: None }
            }
            _ => Text { row: None, ..first.clone() },
        }
    }
}

/// Returns the licence id that an IRI ends with.
pub(crate) fn last_segment(iri: &str) -> String {
    let last = iri.rsplit(['/', '#']).next().unwrap_or_default();
    match last {
        "NoneLicense" | "None" => "NONE".to_owned(),
        "NoAssertionLicense" | "NoAssertion" => "NOASSERTION".to_owned(),
        _ => last.to_owned(),
    }
}
