//! One look at a document, from which checks and requirements are answered.

use std::collections::{HashMap, HashSet};

use super::facts::{self, Facts};
use crate::document::{Component, Document, ElementKind, End, PartyRole};
use crate::format::Model;
use crate::graph::{Follow, Graph};
use crate::licence_expression::{LicenceMemo, LicenceReading};
use crate::schema::{is_absolute_uri, is_date_time, is_uuid};
use crate::tree::{Key, Value};

/// What is known of a document.
pub(super) struct Survey<'d> {
    pub(super) document: &'d Document,
    /// Components and services, without files and the subject; the subject alone if there are
    /// none.
    pub(super) elements: Vec<(Component<'d>, Facts)>,
    /// The subject, unless it is among those.
    pub(super) subject: Option<(Component<'d>, Facts)>,
    pub(super) has_one_root: bool,
    /// Ends of relationships that name something, and all that should.
    pub(super) ends: (u64, u64),
    /// Where ends dangle, the first few.
    pub(super) dangling: Vec<String>,
    /// At least one relationship says what the document is about.
    pub(super) describes: bool,
    /// At least one relationship says what holds what.
    pub(super) contains: bool,
}

impl<'d> Survey<'d> {
    pub(super) fn of(document: &'d Document) -> Self {
        let graph = document.graph_of(Follow::DependenciesAndContents);
        let elements = population(document);
        let is_apart = |subject: &Component<'_>| {
            elements.first().is_none_or(|first| first.0.id() != subject.id())
        };
        let mut survey = Self {
            document,
            subject: document.subject().filter(is_apart).map(|subject| (subject, Facts::NONE)),
            elements,
            has_one_root: graph.roots().len() == 1 && !graph.are_roots_inferred(),
            ends: (0, 0),
            dangling: Vec::new(),
            describes: document.described_count() > 0,
            contains: false,
        };
        let stated = survey.relationships();
        let counts = id_counts(document);
        // Of the document as a whole, and so of each.
        let is_overall = document.compositions().any(|composition| {
            composition.is_about_everything() && composition.aggregate_text() != NOT_SPECIFIED
        });
        let mut memo = LicenceMemo::new(LicenceReading::Strict);
        for (component, facts) in survey.elements.iter_mut().chain(&mut survey.subject) {
            *facts = Facts::of(component, &mut memo);
            *facts |= of_others(component, &graph, &stated, &counts);
            if is_overall {
                *facts |= Facts::COMPLETENESS;
            }
        }
        survey
    }

    /// Goes through the relationships; returns the elements whose dependencies are said to be
    /// complete, or not.
    fn relationships(&mut self) -> HashSet<&'d str> {
        use crate::document::RelationshipKind as Kind;

        let document = self.document;
        let mut stated = compositions(document);
        for (relationship, edge) in document.relationships().zip(&document.index.edges) {
            self.contains |= relationship.kind() == Kind::Contains;
            for end in [relationship.from(), relationship.to()] {
                match end {
                    End::Dangling(_) => {
                        self.ends.1 += 1;
                        if self.dangling.len() < super::check::MOST_OFFENDERS {
                            self.dangling.push(document.tree().value(edge.value).path());
                        }
                    }
                    End::Component(_) | End::Elsewhere(_) => {
                        self.ends.0 += 1;
                        self.ends.1 += 1;
                    }
                    // Neither names an element, and neither is wrong.
                    End::Document | End::Nothing | End::NoAssertion | End::Other(_) => {}
                }
            }
            let from = relationship.from().component().and_then(|from| from.local_id());
            let Some(from) = from.filter(|_| relationship.kind() == Kind::DependsOn) else {
                continue;
            };
            let said = match document.model() {
                Model::CycloneDx => false,
                Model::Spdx2 => matches!(relationship.to(), End::Nothing | End::NoAssertion),
                Model::Spdx3 => {
                    let value = document.tree().value(edge.value);
                    value.text(Key::COMPLETENESS).is_some_and(|word| word != "noAssertion")
                }
            };
            if said {
                stated.insert(from);
            }
        }
        stated
    }

    /// Returns of whom profiles ask something: the subject is a component too.
    pub(super) fn asked(&self) -> impl Iterator<Item = &(Component<'d>, Facts)> {
        self.subject.iter().chain(&self.elements)
    }

    /// Reports whether somebody is named as the document's author.
    pub(super) fn has_author(&self) -> bool {
        self.document.metadata().authors().any(|party| facts::is_named(&party))
    }

    /// Reports whether the document's author can be reached.
    pub(super) fn has_author_contact(&self) -> bool {
        let metadata = self.document.metadata();
        let mut makers = metadata
            .parties()
            .filter(|party| matches!(party.role(), PartyRole::Author | PartyRole::Manufacturer));
        makers.any(|party| facts::has_contact(&party))
    }

    /// Reports whether a tool is named at all.
    pub(super) fn has_tool(&self) -> bool {
        self.document.metadata().tools().any(|tool| !tool.name().trim().is_empty())
    }

    /// Reports whether a tool is named with its version.
    pub(super) fn has_tool_version(&self) -> bool {
        self.document.metadata().tools().any(|tool| {
            let version = tool.version().unwrap_or_default();
            !tool.name().trim().is_empty() && !version.trim().is_empty()
        })
    }

    /// Reports whether the time of making is given and is one.
    pub(super) fn has_time(&self) -> bool {
        self.document.metadata().created().is_some_and(is_date_time)
    }

    /// Reports whether it is said at which point of the software's life the document was made.
    pub(super) fn has_context(&self) -> bool {
        self.document.metadata().lifecycles().next().is_some()
    }

    /// Reports whether the document's own id is what the format asks for.
    pub(super) fn has_id(&self) -> bool {
        let id = self.document.id().unwrap_or_default();
        match self.document.model() {
            Model::CycloneDx => {
                id.strip_prefix("urn:uuid:").is_some_and(|id| is_uuid(&id.to_ascii_lowercase()))
            }
            Model::Spdx2 => is_absolute_uri(id) && !id.contains('#'),
            Model::Spdx3 => is_absolute_uri(id),
        }
    }
}

fn population(document: &Document) -> Vec<(Component<'_>, Facts)> {
    let subject = document.subject();
    let is_subject =
        |component: &Component<'_>| subject.is_some_and(|subject| subject.id() == component.id());
    let elements = document.elements().filter(|element| {
        let counts = element.is_inventory() || element.kind() == ElementKind::Service;
        counts && !element.is_file() && !is_subject(element)
    });
    let elements: Vec<_> = elements.map(|element| (element, Facts::NONE)).collect();
    if elements.is_empty() {
        return subject.map(|subject| (subject, Facts::NONE)).into_iter().collect();
    }
    elements
}

fn id_counts(document: &Document) -> HashMap<&str, u32> {
    let mut counts = HashMap::with_capacity(document.element_count());
    for id in document.elements().filter_map(|element| element.local_id()) {
        *counts.entry(id).or_default() += 1;
    }
    counts
}

/// The facts for which the component alone does not do.
fn of_others(
    component: &Component<'_>,
    graph: &Graph<'_>,
    stated: &HashSet<&str>,
    counts: &HashMap<&str, u32>,
) -> Facts {
    let mut facts = Facts::NONE;
    if graph.depth(component.id()).is_some() {
        facts |= Facts::REACHED;
    }
    if let Some(id) = component.local_id().filter(|id| !id.is_empty()) {
        if counts.get(id) == Some(&1) {
            facts |= Facts::UNIQUE;
        }
        if stated.contains(id) {
            facts |= Facts::COMPLETENESS;
        }
    }
    facts
}

/// With which a composition says nothing.
const NOT_SPECIFIED: &str = "not_specified";

/// The elements of which a CycloneDX composition says how complete they are.
fn compositions(document: &Document) -> HashSet<&str> {
    let list = match document.model() {
        Model::CycloneDx => Key::COMPOSITIONS,
        Model::Spdx2 | Model::Spdx3 => Key::NONE,
    };
    let stated = document.root().list(list).filter(|composition| {
        composition.text(Key::AGGREGATE).is_some_and(|word| word != NOT_SPECIFIED)
    });
    stated
        .flat_map(|composition| {
            composition.list(Key::ASSEMBLIES).chain(composition.list(Key::DEPENDENCIES))
        })
        .filter_map(Value::as_str)
        .collect()
}
