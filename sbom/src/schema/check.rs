//! Walking a tree by a table: every member known, of its type, where it belongs.
//!
//! One pass, without recursion; nothing is formatted for what passes.

mod kept;
mod place;
mod scalar;

pub(crate) use self::scalar::Fault;

use super::same::Twins;
use super::{Check, Choice, Irregular, Member, Shape, Type, Version};
use crate::format::Encoding;
use crate::tree::{Children, Key, Kind, Value};
use crate::validate::collect::{Collector, Place};

/// What a format calls things.
#[derive(Debug)]
pub(crate) struct Dialect {
    pub(crate) name: &'static str,
    /// The names of the versions, from the first one.
    pub(crate) versions: &'static [&'static str],
    /// The codes of the rules that all objects share.
    pub(crate) required: &'static str,
    pub(crate) unknown: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) duplicate: &'static str,
    pub(crate) length: &'static str,
    pub(crate) number: &'static str,
    pub(crate) licence_id: &'static str,
    /// The member that names an element.
    pub(crate) id: Key,
}

impl Dialect {
    pub(crate) fn version(&self, version: Version) -> String {
        let number = self.versions.get(usize::from(version)).copied().unwrap_or_default();
        format!("{} {number}", self.name)
    }
}

/// Walks one tree.
#[derive(Debug)]
pub(crate) struct Checker<'t, 'c> {
    dialect: &'static Dialect,
    version: Version,
    /// What the tree was read from.
    encoding: Encoding,
    found: &'c mut Collector,
    open: Vec<Frame<'t>>,
    twins: Twins,
}

/// A container that is being walked.
#[derive(Debug)]
struct Frame<'t> {
    value: Value<'t>,
    children: Children<'t>,
    /// How many children were walked, the current one included.
    count: usize,
    is: Is,
}

#[derive(Clone, Copy, Debug)]
enum Is {
    /// An object, with the members that were seen, one bit each.
    Object(&'static Shape, u64),
    List(&'static Member),
}

impl<'t, 'c> Checker<'t, 'c> {
    pub(crate) fn new(
        dialect: &'static Dialect,
        version: Version,
        found: &'c mut Collector,
    ) -> Self {
        let encoding = Encoding::Json;
        Self { dialect, version, encoding, found, open: Vec::new(), twins: Twins::default() }
    }

    /// Says what the tree was read from, JSON if nothing is said.
    pub(crate) fn read_from(self, encoding: Encoding) -> Self {
        Self { encoding, ..self }
    }

    /// Walks a value of a shape with all it holds.
    pub(crate) fn run(&mut self, root: Value<'t>, shape: &'static Shape) {
        if !root.is_object() {
            let message = || format!("a {} is an object, not {}", shape.name, kind(root));
            self.found.error(self.dialect.kind, Place::default, message);
            return;
        }
        self.enter(root, Is::Object(shape, 0));
        while let Some(frame) = self.open.last_mut() {
            let Some(child) = frame.children.next() else {
                self.leave();
                continue;
            };
            frame.count += 1;
            match &mut frame.is {
                Is::Object(shape, seen) => {
                    let shape = *shape;
                    match shape.find(child.key()) {
                        Some((place, member)) => {
                            *seen |= 1 << place;
                            self.member(shape, member, child);
                        }
                        None => self.unknown(shape, child),
                    }
                }
                Is::List(member) => {
                    let member = *member;
                    self.value(member.value, child);
                }
            }
        }
    }

    fn enter(&mut self, value: Value<'t>, is: Is) {
        self.open.push(Frame { value, children: value.children(), count: 0, is });
    }

    /// Judges a member that the format has, perhaps in another version.
    #[inline]
    fn member(&mut self, shape: &'static Shape, member: &'static Member, value: Value<'t>) {
        // The other form is asked for where the usual one is a list and the value is none.
        let member = match member.or {
            Some(other) if member.list.is_some() != value.is_array() => {
                if !other.versions.has(self.version) && member.versions.has(self.version) {
                    self.wrong_kind(member, value);
                    return;
                }
                other
            }
            Some(other) if !member.versions.has(self.version) => {
                if other.versions.has(self.version) {
                    self.wrong_kind(other, value);
                    return;
                }
                other
            }
            _ => member,
        };
        if !member.versions.has(self.version) {
            if !shape.open.has(self.version) {
                self.later(member, value);
            }
            return;
        }
        match member.list {
            None => self.value(member.value, value),
            Some(list) if value.is_array() => {
                // Opened first, so that what is wrong with an element has its path.
                self.enter(value, Is::List(member));
                self.list(member, list, value);
            }
            Some(_) => self.wrong_kind(member, value),
        }
    }

    /// Judges a single value, or begins to walk it.
    #[inline]
    fn value(&mut self, kind: Type, value: Value<'t>) {
        match kind {
            Type::Object(shape) if value.is_object() => self.enter(value, Is::Object(shape, 0)),
            Type::Any => {}
            Type::Either(choice) => self.choice(choice, value),
            _ => {
                if let Err(fault) = scalar::judge(kind, value, self.version, self.dialect) {
                    let (code, message) = fault.tell(value, self.version, self.dialect);
                    self.error(code, value, message);
                }
            }
        }
    }

    fn choice(&mut self, choice: &'static Choice, value: Value<'t>) {
        let mut fitting = choice.types.iter().copied().filter(|kind| self.fits(*kind, value));
        let (first, second) = (fitting.next(), fitting.next());
        match (first, second) {
            (Some(_), Some(_)) if choice.exclusive => {
                let message = format!("must be {}; it could be several of them", choice.name);
                self.error(choice.code, value, message);
            }
            (Some(kind), _) => self.value(kind, value),
            (None, _) => {
                // The most similar one says best what is wrong.
                let alike = |kind: &Type| match kind {
                    Type::Object(shape) if value.is_object() => {
                        Some(value.children().filter(|it| shape.find(it.key()).is_some()).count())
                    }
                    _ => None,
                };
                match choice
                    .types
                    .iter()
                    .filter(|kind| alike(kind).is_some())
                    .max_by_key(|kind| alike(kind))
                {
                    Some(kind) => self.value(*kind, value),
                    None => {
                        let message = format!("must be {}, not {}", choice.name, self::kind(value));
                        self.error(choice.code, value, message);
                    }
                }
            }
        }
    }

    /// Tells whether a value looks like one of a type, without looking deeply.
    fn fits(&self, kind: Type, value: Value<'t>) -> bool {
        let Type::Object(shape) = kind else {
            return scalar::judge(kind, value, self.version, self.dialect).is_ok();
        };
        let mut seen = 0;
        let are_known = value.children().all(|child| match shape.find(child.key()) {
            Some((place, member)) if member.versions.has(self.version) => {
                seen |= 1 << place;
                match (member.list, member.value) {
                    (Some(_), _) => child.is_array(),
                    (None, Type::Object(_)) => child.is_object(),
                    (None, kind) => scalar::judge(kind, child, self.version, self.dialect).is_ok(),
                }
            }
            _ => shape.open.has(self.version),
        });
        value.is_object() && are_known && shape.required(self.version) & !seen == 0
    }

    /// Judges a list as a whole.
    fn list(&mut self, member: &'static Member, list: super::List, value: Value<'t>) {
        if list.unique.has(self.version) {
            for (first, again) in self.twins.of(value) {
                let code = self.dialect.duplicate;
                // Worked out for those that are told only: it takes a walk along the list.
                let first = match self.found.is_full() {
                    true => String::new(),
                    false => place::of(value, first).to_string(),
                };
                self.error(code, again, format!("is the same as element {first} of the list"));
            }
        }
        if value.children().take(list.min as usize).count() < list.min as usize {
            let message = format!("must have at least {} element(s)", list.min);
            self.error(self.dialect.length, value, message);
        }
        if let Type::Object(Shape { irregular: Some(Irregular::Licences), .. }) = member.value {
            self.licences(value);
        }
    }

    /// In CycloneDX 1.5 and 1.6 a list of licences is one expression or no expression.
    fn licences(&mut self, value: Value<'t>) {
        use crate::cyclonedx::schema::{V1_5, V1_6};

        if !(V1_5..=V1_6).contains(&self.version) || value.children().nth(1).is_none() {
            return;
        }
        if value.children().any(|choice| choice.get(Key::EXPRESSION).is_some()) {
            let message = "an expression must be the only element of the list".to_owned();
            self.error("cdx-license-choice", value, message);
        }
    }

    /// Ends a container: what is missing, what does not go together.
    fn leave(&mut self) {
        let Some(Frame { value, is, .. }) = self.open.last() else { return };
        let (value, is) = (*value, *is);
        if let Is::Object(shape, seen) = is {
            let missing = shape.required(self.version) & !seen;
            if missing != 0 {
                for (place, member) in shape.members.iter().enumerate() {
                    if missing & 1 << place != 0 {
                        let key = self.word(member.key);
                        let message = format!("{} has no `{key}`", with_article(shape.name));
                        self.error(self.dialect.required, value, message);
                    }
                }
            }
            let version = self.version;
            for rule in shape.rules.iter().filter(|rule| rule.json.has(version)) {
                let is_true = |key| {
                    let flag: Option<Value<'_>> = value.get(key);
                    flag.and_then(Value::as_bool) == Some(true)
                };
                if let Some(message) = rule.check.broken(shape, seen, is_true) {
                    self.error(rule.code, value, message);
                }
            }
        }
        self.open.pop();
    }

    /// Returns what a member of the innermost object is called in the document: its key, or its
    /// tag.
    #[cold]
    fn word(&self, key: Key) -> &'static str {
        let object = self.open.last().filter(|_| self.encoding == Encoding::TagValue);
        let path = object.map(|frame| place::path(&self.open, frame.value));
        let tag = path.and_then(|path| crate::spdx::tag_value::tag_of(&path, key));
        tag.or(key.known_text()).unwrap_or_default()
    }

    #[cold]
    fn unknown(&mut self, shape: &'static Shape, value: Value<'t>) {
        if kept::is_kept(value.key()) && !self.is_written(value) {
            return self.kept(shape, value);
        }
        if shape.open.has(self.version) {
            return;
        }
        let message = format!(
            "`{}` is not a member of {} in {}",
            crate::validate::collect::clip(value.key_text()),
            with_article(shape.name),
            self.dialect.version(self.version),
        );
        self.error(self.dialect.unknown, value, message);
    }

    /// Reports whether a member with the name of one that readers make was really written.
    fn is_written(&self, value: Value<'t>) -> bool {
        matches!(self.encoding, Encoding::Json | Encoding::JsonLd | Encoding::Yaml)
            && value.offset().is_some()
    }

    #[cold]
    fn later(&mut self, member: &'static Member, value: Value<'t>) {
        let key = self.word(member.key);
        let versions = member.versions;
        let message = if versions.first > self.version {
            let first = self.dialect.version(versions.first);
            format!("`{key}` exists from {first} on, not in {}", self.dialect.version(self.version))
        } else {
            let last = self.dialect.version(versions.last);
            format!("`{key}` exists until {last}, not in {}", self.dialect.version(self.version))
        };
        let code = self.dialect.unknown;
        self.error(code, value, message);
    }

    #[cold]
    fn wrong_kind(&mut self, member: &'static Member, value: Value<'t>) {
        let expected = match (member.list, member.value) {
            (Some(_), _) => "a list",
            (None, Type::Object(_)) => "an object",
            (None, _) => "a single value",
        };
        let message = format!("must be {expected}, not {}", kind(value));
        let code = match member.or {
            // A form of its own, which CycloneDX 1.5 introduced.
            Some(_) if member.key == Key::TOOLS => "cdx-tools",
            _ => self.dialect.kind,
        };
        self.error(code, value, message);
    }

    #[cold]
    fn error(&mut self, code: &'static str, value: Value<'t>, message: String) {
        let (open, id) = (&self.open, self.dialect.id);
        let place = || Place {
            path: place::path(open, value),
            offset: value.offset(),
            element: place::element(open, value, id),
        };
        self.found.error(code, place, || message);
    }
}

impl Check {
    /// Says what is wrong with an object of which these members are there.
    pub(crate) fn broken(
        self,
        shape: &Shape,
        seen: u64,
        is_true: impl Fn(Key) -> bool,
    ) -> Option<String> {
        let has = |key: Key| seen & shape.bits(&[key]) != 0;
        let holds = match self {
            Self::ExactlyOne(keys) => (seen & shape.bits(keys)).count_ones() == 1,
            Self::AtLeastOne(keys) => seen & shape.bits(keys) != 0,
            Self::AtMostOne(keys) => (seen & shape.bits(keys)).count_ones() <= 1,
            Self::NeedsTrue(key, flag) => !has(key) || is_true(flag),
            Self::OneGroup(groups) => {
                let complete = |keys: &&&[Key]| {
                    let bits = shape.bits(keys);
                    seen & bits == bits
                };
                groups.iter().filter(complete).count() == 1
            }
            Self::Together(key, other) => !has(key) || has(other),
        };
        if holds {
            return None;
        }
        let name = with_article(shape.name);
        Some(match self {
            Self::ExactlyOne(keys) => format!("{name} has exactly one of {}", names(keys)),
            Self::AtLeastOne(keys) => format!("{name} has at least one of {}", names(keys)),
            Self::AtMostOne(keys) => format!("{name} has at most one of {}", names(keys)),
            Self::NeedsTrue(key, flag) => {
                format!("{name} has {} only if {} is true", names(&[key]), names(&[flag]))
            }
            Self::OneGroup(groups) => {
                let groups: Vec<String> = groups.iter().map(|keys| names(keys)).collect();
                format!("{name} has either {}", groups.join(", or "))
            }
            Self::Together(key, other) => {
                format!("{name} that has {} has {} too", names(&[key]), names(&[other]))
            }
        })
    }
}

/// Lists keys for a message.
fn names(keys: &[Key]) -> String {
    let names: Vec<String> =
        keys.iter().map(|key| format!("`{}`", key.known_text().unwrap_or_default())).collect();
    names.join(", ")
}

pub(crate) fn with_article(name: &str) -> String {
    match name.chars().next() {
        Some('a' | 'e' | 'i' | 'o' | 'A' | 'E' | 'I' | 'O') => format!("an {name}"),
        _ => format!("a {name}"),
    }
}

/// Names what a value is, for messages.
pub(crate) fn kind(value: Value<'_>) -> &'static str {
    match value.kind() {
        Kind::Null => "null",
        Kind::Bool => "a truth value",
        Kind::Number => "a number",
        Kind::Text => "a text",
        Kind::Array => "a list",
        Kind::Object => "an object",
    }
}
