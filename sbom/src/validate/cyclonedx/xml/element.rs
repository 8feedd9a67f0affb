//! Elements that are open, and what may come inside them.

use std::collections::HashMap;

use crate::cyclonedx::schema::{DEPENDENCY, V1_0};
use crate::schema::{Foreign, Member, Shape, Type, Version, Xml};
use crate::xml::{Attribute, Space};

/// An element that is open.
#[derive(Debug)]
pub(super) struct Element<'x> {
    pub(super) name: &'x str,
    /// Its number among its siblings of that name, if there may be several.
    pub(super) number: Option<usize>,
    pub(super) at: usize,
    pub(super) is: Is,
    /// The members that were seen, one bit each.
    pub(super) seen: u64,
    /// The furthest member in the order of the table.
    pub(super) last: usize,
    pub(super) text: String,
    /// How many children there were of each name that may come several times.
    pub(super) counts: HashMap<&'x str, usize>,
    pub(super) is_external: bool,
    /// Whether an element of the format was inside.
    pub(super) has_children: bool,
    /// Whether an element of another namespace was inside.
    pub(super) has_foreign: bool,
}

/// What an element is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Is {
    /// An object of a shape.
    Object(&'static Shape),
    /// An object, or a text in its place.
    Mixed(&'static Shape),
    /// Around the elements of a list.
    List(&'static Member),
    /// A single value.
    Value(Type),
    /// An element with an attribute `ref` and nothing else.
    Reference(Type),
    /// `tools`: tools, or components and services.
    Tools(&'static Member, &'static Member),
    Licences,
    /// `expression`, with attributes.
    Expression,
    /// `expression-detailed`.
    Detailed,
    Dependencies,
    Dependency,
    /// `data` of a service.
    ServiceData,
    /// `classification` with an attribute `flow`.
    Classification,
    Dataflow,
    Datasets,
    /// `asserter`, and below `patentAssignee`: one of some elements.
    Asserter,
    Assignee,
    Patents,
    Variables,
    /// An element that the format does not have.
    Unknown,
}

/// What follows from a child element.
#[derive(Debug)]
pub(super) enum Step {
    Fine(Is),
    /// It should stand elsewhere.
    Misplaced(Is, String),
    /// It does not go together with other licences.
    Licence(Is, String),
    Repeated(Is, &'static str),
    Unknown(String),
}

impl<'x> Element<'x> {
    pub(super) fn new(name: &'x str, at: usize, is: Is) -> Self {
        Self {
            name,
            number: None,
            at,
            is,
            seen: 0,
            last: 0,
            text: String::new(),
            counts: HashMap::new(),
            is_external: false,
            has_children: false,
            has_foreign: false,
        }
    }

    /// Counts a child; returns its number if there may be several.
    pub(super) fn count(&mut self, name: &'x str, step: &Step) -> Option<usize> {
        let is_single = match self.is {
            Is::Object(shape) => shape.element(name).is_none_or(|member| {
                member.list.is_none() || !matches!(member.xml, Some(Xml::Element(_)))
            }),
            Is::Tools(..) => name != "tool",
            Is::Asserter | Is::Assignee | Is::Dataflow => true,
            _ => false,
        };
        if is_single || matches!(step, Step::Unknown(_)) {
            return None;
        }
        let count = self.counts.entry(name).or_insert(0);
        *count += 1;
        Some(*count)
    }

    /// Tells whether an element of another namespace may come next.
    pub(super) fn takes_foreign(&mut self, version: Version) -> bool {
        let is_allowed = match self.is {
            Is::Object(shape) => shape.foreign.elements,
            // They follow what the list is for.
            Is::List(member) => member.outer.elements && !self.counts.is_empty(),
            Is::Detailed => true,
            _ => false,
        };
        self.has_foreign = true;
        is_allowed && version > V1_0
    }

    /// Tells whether attributes may stand here that the format does not define.
    pub(super) fn takes_attribute(&self, version: Version, is_qualified: bool) -> bool {
        let foreign = match self.is {
            Is::Object(shape) => shape.foreign,
            Is::List(member) => member.outer,
            Is::Reference(_) => Foreign::QUALIFIED,
            Is::Dependency => DEPENDENCY.foreign,
            _ => Foreign::NOTHING,
        };
        match is_qualified {
            true => foreign.qualified,
            false => foreign.attributes && version > V1_0,
        }
    }

    /// Returns the name of an attribute that the element lacks.
    pub(super) fn missing_attribute(
        &self,
        attributes: &[Attribute<'_>],
        version: Version,
    ) -> Option<&'static str> {
        let has = |name: &str| {
            attributes.iter().any(|it| it.name.space == Space::NONE && it.name.local == name)
        };
        match self.is {
            Is::Object(shape) => shape.members.iter().find_map(|member| match member.xml {
                Some(Xml::Attribute(name)) => {
                    let is_due = member.xml_required.and(member.xml_versions).has(version);
                    (is_due && !has(name)).then_some(name)
                }
                _ => None,
            }),
            Is::Reference(_) | Is::Dependency if !has("ref") => Some("ref"),
            Is::Classification if !has("flow") => Some("flow"),
            Is::Detailed if !has("expression") => Some("expression"),
            _ => None,
        }
    }

    /// Says what a finished element lacks.
    pub(super) fn incomplete(&self, version: Version) -> Option<&'static str> {
        let is_empty = self.counts.is_empty();
        match self.is {
            Is::Licences if is_empty && version == V1_0 => Some("there is no `license` in it"),
            Is::Asserter | Is::Assignee if self.seen == 0 => Some("there is no element in it"),
            Is::List(member) if is_empty && member.list.is_some_and(|list| list.min > 0) => {
                Some("there is no element in it")
            }
            _ => None,
        }
    }
}

/// Returns the path of the innermost element, numbers counted from one.
pub(super) fn path(open: &[Element<'_>]) -> String {
    let mut path = String::new();
    for element in open {
        path.push('/');
        path.extend(element.name.chars().take(MAX_NAME));
        if let Some(number) = element.number {
            path.push_str(&format!("[{number}]"));
        }
    }
    path
}

const MAX_NAME: usize = 256;
