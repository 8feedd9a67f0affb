//! The rules of SPDX 3.

mod meaning;

use super::collect::{Collector, Place, clip};
use super::{Options, Report};
use crate::document::Document;
use crate::spdx::schema3::{
    Class, EXTENSION, Member, VOCABULARY, Value as Expected, class, individual, is_class,
    is_old_word, is_vocabulary, renamed,
};
use crate::tree::{Children, Key, Kind, Tree, Value};

/// Judges a document.
///
/// What 3.0.0 calls otherwise than 3.0.1 is accepted in documents of 3.0.0; for everything else
/// both are judged by 3.0.1, which only corrects.
pub(crate) fn document(document: &Document, options: &Options) -> Report {
    let mut found = Collector::new(options);
    Checker::new(document.tree(), &mut found).run();
    if options.semantic {
        meaning::check(document, &mut found);
    }
    found.report(document.tree().source())
}

const CONTEXT: &str = "https://spdx.org/rdf/3.0.1/spdx-context.jsonld";
const CONTEXT_3_0_0: &str = "https://spdx.org/rdf/3.0.0/spdx-context.jsonld";

/// Goes over a tree by the table, with a stack of its own.
struct Checker<'t, 'f> {
    tree: &'t Tree,
    found: &'f mut Collector,
    /// The document is of 3.0.0.
    is_old: bool,
    open: Vec<Open<'t>>,
}

/// A container that is being looked at.
struct Open<'t> {
    /// Its name or number in the container around it.
    step: Step,
    role: Role,
    rest: Children<'t>,
    /// The number of the next value.
    next: usize,
}

#[derive(Clone, Copy)]
enum Step {
    Root,
    Key(Key),
    Number(usize),
}

#[derive(Clone, Copy)]
enum Role {
    /// The document: `@context` and `@graph`, or one object.
    Document(Option<&'static Class>),
    /// `@graph`.
    Graph,
    Object(&'static Class),
    /// A list of the values of a member.
    List(&'static Member),
}

impl<'t, 'f> Checker<'t, 'f> {
    fn new(tree: &'t Tree, found: &'f mut Collector) -> Self {
        let context = tree.root().get(Key::AT_CONTEXT);
        let mut contexts = context.into_iter().flat_map(Value::elements);
        let is_old = contexts.any(|context| context.as_str() == Some(CONTEXT_3_0_0));
        Self { tree, found, is_old, open: Vec::new() }
    }

    fn run(&mut self) {
        let root = self.tree.root();
        match root.get(Key::AT_CONTEXT) {
            Some(context) if matches!(context.as_str(), Some(CONTEXT | CONTEXT_3_0_0)) => {}
            Some(context) => self
                .fault("spdx3-context", context, || format!("expected the text `{CONTEXT}` alone")),
            None => self.fault("spdx3-required", root, || "`@context` is missing".to_owned()),
        }
        let class = match root.get(Key::AT_GRAPH) {
            Some(_) => None,
            None => self.object(root, None),
        };
        let role = Role::Document(class);
        self.open.push(Open { step: Step::Root, role, rest: root.children(), next: 0 });
        while let Some(open) = self.open.last_mut() {
            let Some(value) = open.rest.next() else {
                self.open.pop();
                continue;
            };
            let step = match value.key() {
                Key::NONE => Step::Number(open.next),
                key => Step::Key(key),
            };
            open.next += 1;
            match open.role {
                Role::Document(class) => self.document_member(class, value, step),
                Role::Graph => self.element(value, step),
                Role::Object(class) => self.member(class, value, step),
                Role::List(member) => self.value(member, value, step),
            }
        }
    }

    fn document_member(&mut self, class: Option<&'static Class>, value: Value<'t>, step: Step) {
        match (value.key(), class) {
            (Key::AT_CONTEXT, _) => {}
            (Key::AT_GRAPH, _) if value.is_array() => self.enter(value, step, Role::Graph),
            (Key::AT_GRAPH, _) => self.wrong(value, step, "a list"),
            (_, Some(class)) => self.member(class, value, step),
            // An object of the document whose class is unknown was reported for that.
            _ if self.tree.root().get(Key::AT_GRAPH).is_none() => {}
            _ => self.unknown(value, step),
        }
    }

    fn element(&mut self, value: Value<'t>, step: Step) {
        if !value.is_object() {
            self.wrong(value, step, "an object");
        } else if let Some(class) = self.inside(step, |it| it.object(value, None)) {
            self.enter(value, step, Role::Object(class));
        }
    }

    /// Checks what an object as a whole must have; returns its class if its members are known.
    fn object(
        &mut self,
        object: Value<'t>,
        expected: Option<&'static Class>,
    ) -> Option<&'static Class> {
        let Some(kind) = object.get(Key::TYPE) else {
            self.fault("spdx3-required", object, || "`type` is missing".to_owned());
            return None;
        };
        let Some(name) = kind.as_str() else {
            self.inside(Step::Key(Key::TYPE), |it| {
                it.fault("spdx3-type", kind, || "expected a text".to_owned());
            });
            return None;
        };
        let takes_extensions = expected.is_none_or(|expected| expected.name == EXTENSION.name);
        let Some(found) = class(name).filter(|class| class.is_concrete) else {
            if expected.is_none() && is_vocabulary(name) {
                return Some(&VOCABULARY);
            }
            if takes_extensions && (is_iri(name) || is_vocabulary(name)) {
                // Extensions have members of their own.
                return None;
            }
            self.inside(Step::Key(Key::TYPE), |it| {
                it.fault("spdx3-class", kind, || match is_class(name) {
                    true => format!("there are no objects of the class `{}` itself", clip(name)),
                    false => format!("`{}` is not a class of SPDX 3", clip(name)),
                });
            });
            return None;
        };
        match expected {
            // The schema takes every object as an extension.
            Some(expected) if expected.name == EXTENSION.name => return None,
            Some(expected) if !found.is_a(expected) => {
                self.inside(Step::Key(Key::TYPE), |it| {
                    it.fault("spdx3-class", kind, || {
                        format!("expected an object of the class `{}`", expected.name)
                    });
                });
                return None;
            }
            _ => {}
        }
        if found.is_element() && object.get(Key::SPDX_ID).is_none() {
            self.fault("spdx3-required", object, || "`spdxId` is missing".to_owned());
        }
        for member in found.line().flat_map(|class| class.members) {
            if member.least > 0 && object.get(member.key).is_none() {
                self.fault("spdx3-required", object, || {
                    format!("`{}` is missing", member.key.known_text().unwrap_or_default())
                });
            }
        }
        Some(found)
    }

    fn member(&mut self, class: &'static Class, value: Value<'t>, step: Step) {
        let key = match value.key() {
            Key::TYPE => return,
            Key::SPDX_ID if class.is_element() => return self.id(value, step, is_iri),
            Key::AT_ID if !class.is_element() => {
                return self.id(value, step, |id| is_iri(id) || is_blank(id));
            }
            key if self.is_old => renamed(value.key_text()).unwrap_or(key),
            key => key,
        };
        let Some(member) = class.member(key) else { return self.unknown(value, step) };
        if !member.is_list {
            return self.value(member, value, step);
        }
        if !value.is_array() {
            return self.wrong(value, step, "a list");
        }
        let count = value.children().take(usize::from(member.least)).count();
        if count < usize::from(member.least) {
            self.inside(step, |it| {
                it.fault("spdx3-list-length", value, || {
                    format!("expected {} values or more, found {count}", member.least)
                });
            });
        }
        self.enter(value, step, Role::List(member));
    }

    fn id(&mut self, value: Value<'t>, step: Step, holds: fn(&str) -> bool) {
        match value.as_str() {
            Some(id) if holds(id) => {}
            Some(id) => self.inside(step, |it| {
                it.fault("spdx3-iri", value, || format!("`{}` is not an IRI", clip(id)));
            }),
            None => self.wrong(value, step, "a text"),
        }
    }

    fn value(&mut self, member: &'static Member, value: Value<'t>, step: Step) {
        let text = value.as_str();
        match member.value {
            Expected::Text if text.is_some() => {}
            Expected::Text => self.wrong(value, step, "a text"),
            Expected::Pattern(pattern) => match text {
                Some(text) if (pattern.holds)(text) => {}
                Some(text) => self.inside(step, |it| {
                    it.fault("spdx3-format", value, || {
                        format!("expected {}, found `{}`", pattern.expected, clip(text))
                    });
                }),
                None => self.wrong(value, step, "a text"),
            },
            Expected::Boolean if value.kind() == Kind::Bool => {}
            Expected::Boolean => self.wrong(value, step, "`true` or `false`"),
            Expected::Integer(least) => match value.as_number().map(whole) {
                Some(Some(number)) if number >= f64::from(least) => {}
                Some(Some(_)) => self.inside(step, |it| {
                    it.fault("spdx3-number-range", value, || format!("expected {least} or more"));
                }),
                _ => self.wrong(value, step, "a whole number"),
            },
            Expected::Decimal if value.kind() == Kind::Number || text.is_some_and(is_decimal) => {}
            Expected::Decimal => self.wrong(value, step, "a decimal number"),
            Expected::Words(words) => match text {
                Some(word) if words.contains(&word) || (self.is_old && is_old_word(word)) => {}
                Some(word) => self.inside(step, |it| {
                    it.fault("spdx3-enum", value, || {
                        let name = member.key.known_text().unwrap_or_default();
                        format!("`{}` is not a value of `{name}`", clip(word))
                    });
                }),
                None => self.wrong(value, step, "a text"),
            },
            Expected::Object(expected) => self.reference(expected, value, step),
        }
    }

    /// Checks an object, or the id that stands for one.
    fn reference(&mut self, expected: &'static Class, value: Value<'t>, step: Step) {
        match value.as_str() {
            Some(id) if is_iri(id) || is_blank(id) => {}
            Some(id) if individual(id).is_some_and(|class| class.is_a(expected)) => {}
            Some(id) => self.inside(step, |it| {
                it.fault("spdx3-iri", value, || format!("`{}` is not an IRI", clip(id)));
            }),
            None if value.is_object() => {
                if let Some(class) = self.inside(step, |it| it.object(value, Some(expected))) {
                    self.enter(value, step, Role::Object(class));
                }
            }
            None => self.wrong(value, step, "an object or the id of one"),
        }
    }

    fn enter(&mut self, value: Value<'t>, step: Step, role: Role) {
        self.open.push(Open { step, role, rest: value.children(), next: 0 });
    }

    fn wrong(&mut self, value: Value<'t>, step: Step, expected: &str) {
        self.inside(step, |it| {
            it.fault("spdx3-type", value, || format!("expected {expected}"));
        });
    }

    fn unknown(&mut self, value: Value<'t>, step: Step) {
        self.inside(step, |it| {
            it.fault("spdx3-unknown-field", value, || {
                format!("`{}` is not a member of the class", clip(value.key_text()))
            });
        });
    }

    /// Does something with a step added to the path.
    fn inside<T>(&mut self, step: Step, work: impl FnOnce(&mut Self) -> T) -> T {
        let rest = self.tree.value(crate::tree::ValueId::NONE).children();
        self.open.push(Open { step, role: Role::Graph, rest, next: 0 });
        let result = work(self);
        self.open.pop();
        result
    }

    /// Reports a fault of the value that the path leads to.
    fn fault(&mut self, code: &'static str, value: Value<'t>, message: impl FnOnce() -> String) {
        let (tree, open) = (self.tree, &self.open);
        let place = || {
            let mut path = String::new();
            for open in open {
                match open.step {
                    Step::Root => {}
                    Step::Number(number) => path.push_str(&format!("/{number}")),
                    Step::Key(key) => {
                        let name = crate::json::pointer::escape(clip(tree.key_text(key)));
                        path.push_str(&format!("/{name}"));
                    }
                }
            }
            Place { path, offset: value.offset(), element: None }
        };
        self.found.error(code, place, message);
    }
}

/// `^(?!_:).+:.+`
fn is_iri(text: &str) -> bool {
    let line = text.lines().next().unwrap_or_default();
    !line.starts_with("_:") && has_colon_inside(line)
}

/// `^_:.+`
fn is_blank(text: &str) -> bool {
    text.strip_prefix("_:").is_some_and(|rest| !rest.is_empty() && !rest.starts_with('\n'))
}

fn has_colon_inside(line: &str) -> bool {
    let inner = line.char_indices().nth(1).map_or("", |(at, _)| line.get(at..).unwrap_or_default());
    let end = inner.char_indices().next_back().map_or(0, |(at, _)| at);
    inner.get(..end).is_some_and(|inner| inner.contains(':'))
}

/// `^-?[0-9]+(\.[0-9]*)?$`
fn is_decimal(text: &str) -> bool {
    let text = text.strip_prefix('-').unwrap_or(text);
    let text = text.strip_suffix('\n').unwrap_or(text);
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    !whole.is_empty() && is_digits(whole) && is_digits(fraction)
}

/// Returns the value of a number without a fraction: `1`, `1.0`, `1e3`.
fn whole(number: &str) -> Option<f64> {
    let value: f64 = number.parse().ok()?;
    (value.is_finite() && value.fract() == 0.0).then_some(value)
}
