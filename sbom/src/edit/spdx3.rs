//! Changes in the shape of SPDX 3: a graph in which packages, agents, licences and relationships
//! are elements alike, each with an id.
//!
//! What is new gets its id under the document's own, and refers to one creation; agents and
//! licences that are there are not made again. The lists of elements are kept in step where there
//! are any.

mod creation;
mod document;
mod known;
mod licence;
mod part;
mod relation;
mod remove;
mod roots;
mod shape;
mod state;
mod subject;
mod vex;
mod vulnerability;
mod web;

use std::collections::HashSet;

use self::creation::Creation;
pub(super) use self::document::empty;
use self::known::Known;
use self::shape::Single;
use super::draft::{Draft, text};
use crate::convert::words::id::{self, Ids};
use crate::convert::words::iri;
use crate::spdx::index3::{self, Class, Objects};
use crate::tree::{Key, Scalar, Tail, Tree, Value, ValueId};

/// What is known of the graph that is being changed.
#[derive(Debug)]
pub(super) struct Graph {
    /// The objects as they were found last.
    objects: Objects,
    list: ValueId,
    single: Option<Single>,
    /// What the ids of new elements begin with.
    prefix: String,
    ids: Ids,
    /// The `SpdxDocument`, or else the outermost collection.
    head: Option<ValueId>,
    /// The collection that the document is about.
    sbom: Option<ValueId>,
    creation: Creation,
    /// What can be shared, once somebody asked.
    known: Option<Known>,
    /// The collections that have to find new root elements.
    rootless: HashSet<ValueId>,
    /// The ids of licences that were replaced, and may be nobody's now.
    orphans: HashSet<String>,
}

const CREATION: &str = "_:creationinfo";

/// Reports whether objects of a class are what the editor calls components.
fn is_component(class: Class) -> bool {
    matches!(
        class,
        Class::Package | Class::AiPackage | Class::DatasetPackage | Class::File | Class::Snippet
    )
}

impl Graph {
    /// Looks at a document; one that is a single element becomes a graph until it is finished.
    pub(super) fn open(draft: &mut Draft) -> Self {
        let single = shape::wrap(&mut draft.tree);
        let list = draft.list(ValueId::ROOT, Key::AT_GRAPH);
        let mut graph = Self {
            objects: Objects::default(),
            list,
            single,
            prefix: String::new(),
            ids: Ids::default(),
            head: None,
            sbom: None,
            creation: Creation::default(),
            known: None,
            rootless: HashSet::new(),
            orphans: HashSet::new(),
        };
        graph.look(draft);
        graph.prefix = graph.prefix(&draft.tree);
        graph
    }

    /// Finds the objects anew, after some went or were called otherwise.
    fn look(&mut self, draft: &Draft) {
        let tree = &draft.tree;
        self.objects = Objects::new(tree);
        self.objects.bind(tree);
        self.known = None;
        self.ids = Ids::default();
        for row in self.objects.rows() {
            if let Some(id) = tree.value(row.id).as_str() {
                self.ids.reserve(&self.objects.expand(id));
            }
        }
        let head = |class| self.objects.head(tree, class).map(Value::id);
        self.head = head(Class::Document).or_else(|| head(Class::Collection));
        let mut roots =
            self.head.into_iter().flat_map(|head| tree.value(head).list(Key::ROOT_ELEMENT));
        let collection = |root| {
            let row = self.objects.row(self.objects.resolve(root)?)?;
            (row.class == Class::Collection).then_some(row.object)
        };
        self.sbom = roots.find_map(collection);
    }

    /// Returns what the ids of new elements begin with: the id of the document, else that of
    /// whatever comes first.
    fn prefix(&self, tree: &Tree) -> String {
        let own = self.head.and_then(|head| self.id_of(tree, head));
        let mut rows = self.objects.rows().iter();
        let any = || rows.find_map(|row| self.id_of(tree, row.object));
        let is_iri = |id: &String| id.contains(':') && id.len() <= id::MAX_NAMESPACE;
        match own.filter(is_iri).or_else(any).filter(is_iri) {
            Some(id) => iri::prefix(&id),
            None => {
                let content = crate::json::to_text(tree.root(), crate::json::Style::Sorted);
                format!("https://spdx.org/spdxdocs/{}#", id::uuid(&content))
            }
        }
    }

    /// Returns the id of an object without abbreviation; blank nodes have none.
    fn id_of(&self, tree: &Tree, object: ValueId) -> Option<String> {
        let id = index3::id(tree.value(object))?.as_str()?;
        (!id.starts_with("_:")).then(|| self.objects.expand(id).into_owned())
    }

    /// Returns the component of an id.
    pub(super) fn find(&self, draft: &Draft, id: &str) -> Option<ValueId> {
        let known = self.objects.find(&draft.tree, id).and_then(|number| self.objects.row(number));
        let known = known.filter(|row| is_component(row.class)).map(|row| row.object);
        known.or_else(|| draft.find(&self.objects.expand(id)))
    }

    /// Makes an id under that of the document.
    fn iri(&mut self, local: &str) -> String {
        self.ids.take(format!("{}{local}", self.prefix))
    }

    /// Adds an element, filled by `fill`, and lists it.
    fn element(
        &mut self,
        draft: &mut Draft,
        class: &str,
        id: &str,
        fill: impl FnOnce(&mut Tree, &mut Tail),
    ) -> ValueId {
        let creation = self.creation(draft);
        let mut place = ValueId::NONE;
        let made = draft.push_object(self.list, |tree, object| {
            text(tree, object, Key::TYPE, Some(class));
            text(tree, object, Key::SPDX_ID, Some(id));
            place = tree.scalar(object, Key::CREATION_INFO, Scalar::Text(&creation));
            fill(tree, object);
        });
        self.creation.is_used_by(place);
        for collection in [self.head, self.sbom].into_iter().flatten() {
            if draft.tree.value(collection).get(Key::ELEMENT).is_none() {
                continue;
            }
            let list = draft.list(collection, Key::ELEMENT);
            if draft.tree.value(list).children().next().is_none() {
                self.rootless.insert(collection);
            }
            draft.push_text(list, id);
        }
        made
    }

    /// Takes components out, with what spoke of them alone; returns their ids.
    pub(super) fn remove(&mut self, draft: &mut Draft, ids: &HashSet<&str>) -> HashSet<String> {
        self.look(draft);
        let ids: HashSet<String> =
            ids.iter().map(|id| self.objects.expand(id).into_owned()).collect();
        let rows = self.objects.rows().iter().filter(|row| is_component(row.class));
        let of = |row: &&index3::Row| {
            let id = draft.tree.value(row.id).as_str().unwrap_or_default();
            ids.contains(&*self.objects.expand(id))
        };
        let gone = rows.filter(of).map(|row| row.object).collect();
        self.take_out(draft, &gone)
    }

    fn take_out(&mut self, draft: &mut Draft, gone: &HashSet<ValueId>) -> HashSet<String> {
        let orphans = std::mem::take(&mut self.orphans);
        let orphans = orphans.iter().filter_map(|id| self.objects.find(&draft.tree, id));
        let orphans = orphans.filter_map(|number| self.objects.row(number)).map(|row| row.object);
        let orphans = orphans.collect();
        let removed = remove::remove(draft, self.list, &self.objects, gone, &orphans);
        self.rootless.extend(removed.rootless);
        if removed.is_any {
            self.look(draft);
            self.creation.look(draft, &self.objects);
        }
        removed.components
    }

    /// Ends the changes: what they left half done is mended.
    pub(super) fn finish(mut self, draft: &mut Draft) {
        self.name_creator(draft);
        if !self.orphans.is_empty() {
            self.look(draft);
            self.take_out(draft, &HashSet::new());
        }
        self.find_roots(draft);
        if let Some(single) = self.single {
            shape::unwrap(&mut draft.tree, self.list, single);
        }
    }

    fn known(&mut self, draft: &Draft) -> &mut Known {
        self.known.get_or_insert_with(|| Known::new(&draft.tree, &self.objects))
    }
}
