//! Finding a CycloneDX document's elements, dependencies and vulnerabilities.

use crate::document::index::{Edge, Element, EndCode, Index, Indexer, NOBODY, Place, refuse, text};
use crate::document::{
    ComponentId, ComponentType, DependencyScope, DependencyState, ElementKind, NoteKind, Origin,
    RelationshipKind,
};
use crate::error::Error;
use crate::parallel::beside;
use crate::tree::{Elements, Key, Piece, Tree, Value, ValueId};

/// Indexes a document. The version may be its last member: this goes by the union of all versions.
///
/// # Errors
///
/// When what holds the document together has another type: lists of components, their names and
/// ids.
pub(crate) fn index(tree: &Tree) -> Result<Index, Error> {
    let mut indexer = Indexer::new(tree);
    let root = tree.root();
    let mut stated = Ok(Dependencies::default());
    beside(
        tree.len() > MANY,
        || stated = dependencies(root.get(Key::DEPENDENCIES)),
        || elements(&mut indexer, root),
    )?;
    connect(&mut indexer, stated?);
    let subject = subject_of(&indexer.index).map(ComponentId::new);
    indexer.index.described.extend(subject);
    Ok(indexer.index)
}

/// Fewer values are gone through before another thread wakes up.
const MANY: usize = 100_000;

/// Finds everything that can be referred to.
fn elements<'t>(indexer: &mut Indexer<'t>, root: Value<'t>) -> Result<(), Error> {
    let mut types = Vec::new();
    let mut open_all = |indexer: &mut Indexer<'t>, list, kind, place| {
        open_all(indexer, &mut types, list, kind, place)
    };
    for member in root.children() {
        match member.key() {
            Key::METADATA => {
                let metadata = object(member, "a metadata object")?;
                if let Some(subject) = metadata.and_then(|metadata| metadata.get(Key::COMPONENT)) {
                    object(subject, COMPONENT)?;
                    open_all(indexer, subject, ElementKind::Component, Place::Subject)?;
                }
            }
            Key::COMPONENTS => {
                open_all(indexer, list(member)?, ElementKind::Component, Place::Listed)?;
            }
            Key::SERVICES => {
                open_all(indexer, list(member)?, ElementKind::Service, Place::Listed)?;
            }
            Key::VULNERABILITIES => {
                for vulnerability in list(member)?.elements() {
                    if !vulnerability.is_object() {
                        return Err(refuse(vulnerability, "a vulnerability object"));
                    }
                    indexer.index.vulnerabilities.push(vulnerability.id());
                }
            }
            _ => {}
        }
    }
    let (tree, mut known) = (indexer.tree, Vec::new());
    beside(tree.len() > MANY, || known = classify(tree, &types), || indexer.bind());
    for ((number, _), component_type) in types.iter().zip(known) {
        if let Some(element) = indexer.index.elements.get_mut(*number as usize) {
            element.component_type = component_type;
        }
    }
    Ok(())
}

const COMPONENT: &str = "a component object";

/// Elements that are waiting to be opened.
struct Waiting<'t> {
    values: Elements<'t>,
    kind: ElementKind,
    place: Place,
    parent: u32,
}

/// Opens the elements of a list with all that are nested in them, each before those it holds.
fn open_all<'t>(
    indexer: &mut Indexer<'t>,
    types: &mut Vec<(u32, Piece)>,
    list: Value<'t>,
    kind: ElementKind,
    place: Place,
) -> Result<(), Error> {
    let mut waiting = vec![Waiting { values: list.elements(), kind, place, parent: NOBODY }];
    while let Some(top) = waiting.last_mut() {
        let Some(value) = top.values.next() else {
            waiting.pop();
            continue;
        };
        let (kind, place, parent) = (top.kind, top.place, top.parent);
        let Opened { element, label, nested, component_type } = open(value, kind)?;
        indexer.index.labels.push(label);
        let number = indexer.add(Element { place, parent, ..element });
        types.extend(component_type.map(|value| (number, Piece::of(indexer.tree, value.id()))));
        let place = match place {
            Place::Listed => Place::Listed,
            Place::Subject | Place::SubjectPart => Place::SubjectPart,
        };
        // The last to be pushed is the first to be opened.
        for list in nested.into_iter().rev().flatten() {
            let kind = match list.key() {
                Key::SERVICES => ElementKind::Service,
                _ => ElementKind::Component,
            };
            waiting.push(Waiting { values: list.elements(), kind, place, parent: number });
        }
    }
    Ok(())
}

/// An element, and what is in it.
struct Opened<'t> {
    element: Element,
    /// Its package URL or name.
    label: Piece,
    /// The lists of elements in document order.
    nested: [Option<Value<'t>>; 2],
    component_type: Option<Value<'t>>,
}

fn open(value: Value<'_>, kind: ElementKind) -> Result<Opened<'_>, Error> {
    if !value.is_object() {
        let expected = match kind {
            ElementKind::Service => "a service object",
            _ => COMPONENT,
        };
        return Err(refuse(value, expected));
    }
    let mut element = Element::new(value, kind);
    let mut nested = [None, None];
    let mut component_type = None;
    let (mut name, mut purl) = (ValueId::NONE, ValueId::NONE);
    for member in value.children() {
        match member.key() {
            Key::BOM_REF => element.id = id_of(member)?,
            Key::TYPE if kind == ElementKind::Component => {
                component_type = text(member)?.map(|_| member);
            }
            Key::NAME => name = id_of(member)?,
            Key::PURL => purl = id_of(member)?,
            Key::VERSION | Key::GROUP => {
                text(member)?;
            }
            Key::COMPONENTS | Key::SERVICES => {
                let [first, second] = &mut nested;
                let free = if first.is_none() { first } else { second };
                *free = Some(list(member)?);
            }
            _ => {}
        }
    }
    let label = if purl == ValueId::NONE { name } else { purl };
    let label = Piece::of(value.tree(), label);
    Ok(Opened { element, label, nested, component_type })
}

/// Returns what types the words stand for, many at a time: each is far away from the next one.
fn classify(tree: &Tree, words: &[(u32, Piece)]) -> Vec<ComponentType> {
    let mut types = Vec::with_capacity(words.len());
    for batch in words.chunks(Piece::BATCH) {
        tree.fetch(batch.iter().map(|(_, piece)| *piece));
        types.extend(batch.iter().map(|(_, piece)| {
            ComponentType::from_cyclonedx(piece.text(tree)).unwrap_or(ComponentType::Other)
        }));
    }
    types
}

/// What `dependencies` says, before it is known what that names.
#[derive(Default)]
struct Dependencies {
    entries: Vec<Entry>,
    /// Those of the first entry come first. They lead nowhere yet.
    edges: Vec<Edge>,
    /// What each entry names, and behind that what its edges name: in the order of the text, which
    /// is then gone through once.
    ends: Vec<EndCode>,
}

/// One entry of `dependencies`.
struct Entry {
    /// How many edges it has.
    edges: usize,
    /// Whether it names dependencies.
    depends: bool,
}

fn dependencies(list_of_them: Option<Value<'_>>) -> Result<Dependencies, Error> {
    let mut dependencies = Dependencies::default();
    let Some(entries) = list_of_them else { return Ok(dependencies) };
    for entry in list(entries)?.elements() {
        if !entry.is_object() {
            return Err(refuse(entry, "an object with `ref` and `dependsOn`"));
        }
        let mut reference = entry.id();
        let mut depends = false;
        let (own, first) = (dependencies.ends.len(), dependencies.edges.len());
        dependencies.ends.push(EndCode::NONE);
        for member in entry.children() {
            let (kind, origin) = match member.key() {
                Key::REF => {
                    if text(member)?.is_some() {
                        reference = member.id();
                    }
                    continue;
                }
                Key::DEPENDS_ON => (RelationshipKind::DependsOn, Origin::DependsOn),
                Key::PROVIDES => (RelationshipKind::Provides, Origin::Provides),
                _ => continue,
            };
            let before = dependencies.edges.len();
            for reference in member.elements() {
                text(reference)?;
                let (from, to, value) = (EndCode::NONE, EndCode::NONE, reference.id());
                let scope = DependencyScope::Unspecified;
                dependencies.ends.push(EndCode::outside(value));
                dependencies.edges.push(Edge { from, to, value, kind, scope, origin });
            }
            depends |= origin == Origin::DependsOn && dependencies.edges.len() > before;
        }
        // Without a `ref`, it names itself.
        if let Some(from) = dependencies.ends.get_mut(own) {
            *from = EndCode::outside(reference);
        }
        let edges = dependencies.edges.len() - first;
        dependencies.entries.push(Entry { edges, depends });
    }
    Ok(dependencies)
}

/// Lets dependencies connect elements, now that every id is known.
fn connect(indexer: &mut Indexer<'_>, dependencies: Dependencies) {
    let Dependencies { entries, mut edges, mut ends } = dependencies;
    indexer.resolve_all(&mut ends);
    let own = Identity::of(indexer.tree.root());
    for end in &mut ends {
        *end = own.relocate(indexer, *end);
    }
    let mut named = ends.into_iter();
    let mut unnamed = edges.iter_mut();
    // Entries whose `ref` names nothing, and whether they name dependencies.
    let mut stray: Vec<(EndCode, bool)> = Vec::new();
    for entry in entries {
        let Some(from) = named.next() else { break };
        for (edge, to) in unnamed.by_ref().take(entry.edges).zip(named.by_ref()) {
            (edge.from, edge.to) = (from, to);
        }
        match from.as_node() {
            Some(id) => set_state(&mut indexer.index, id, entry.depends),
            None => stray.push((from, entry.depends)),
        }
    }
    indexer.index.edges = edges;
    adopt_subject(indexer, &mut stray);
    indexer.index.stray_entries = stray.into_iter().map(|(entry, _)| entry).collect();
}

/// What a BOM-Link to the document would name.
struct Identity<'t> {
    serial: Option<&'t str>,
    version: &'t str,
}

impl<'t> Identity<'t> {
    fn of(root: Value<'t>) -> Self {
        let serial = root.text(Key::SERIAL_NUMBER);
        Self {
            serial: serial.map(|serial| serial.strip_prefix("urn:uuid:").unwrap_or(serial)),
            version: root.loose_text(Key::VERSION).unwrap_or("1"),
        }
    }

    /// Returns what an end names: a link to a component of this very document is no link to
    /// another one.
    fn relocate(&self, indexer: &Indexer<'t>, code: EndCode) -> EndCode {
        let Some(reference) = code.as_outside() else { return code };
        let text = indexer.tree.value(reference).as_str().unwrap_or_default();
        let id = self.id_in(text);
        id.and_then(|id| indexer.index.find(id)).map_or(code, EndCode::node)
    }

    /// Returns the id in a BOM-Link, `urn:cdx:serial/version#id`, if it leads into the document.
    fn id_in<'l>(&self, link: &'l str) -> Option<&'l str> {
        let (document, id) = link.strip_prefix("urn:cdx:")?.split_once('#')?;
        let (serial, version) = document.split_once('/')?;
        let is_own = self.serial?.eq_ignore_ascii_case(serial) && self.version == version;
        is_own.then_some(id)
    }
}

/// Repeated entries are joined.
fn set_state(index: &mut Index, id: ComponentId, depends: bool) {
    if let Some(element) = index.elements.get_mut(id.index()) {
        element.state = match element.state {
            DependencyState::Listed => DependencyState::Listed,
            _ if depends => DependencyState::Listed,
            _ => DependencyState::ListedEmpty,
        };
    }
}

fn subject_of(index: &Index) -> Option<u32> {
    let mut numbered = index.elements.iter().zip(0..);
    numbered.find(|(element, _)| element.place == Place::Subject).map(|(_, number)| number)
}

/// A subject without id cannot be referred to, yet tools list its dependencies under its purl or
/// `name@version`. When that names nothing else, it can only mean the subject.
fn adopt_subject(indexer: &mut Indexer<'_>, stray: &mut Vec<(EndCode, bool)>) {
    let tree = indexer.tree;
    let Some(number) = subject_of(&indexer.index) else { return };
    let Some(element) = indexer.index.elements.get(number as usize) else { return };
    if !tree.value(element.id).as_str().unwrap_or_default().is_empty() {
        return;
    }
    let subject = tree.value(element.value);
    let text = |key| subject.text(key).unwrap_or_default();
    let candidates =
        [text(Key::PURL).to_owned(), format!("{}@{}", text(Key::NAME), text(Key::VERSION))];
    let names = |code: EndCode, candidate: &str| {
        code.as_outside().is_some_and(|value| tree.value(value).as_str() == Some(candidate))
    };
    for candidate in candidates.iter().filter(|candidate| !candidate.is_empty()) {
        let mut is_met = false;
        let own = EndCode::node(number);
        for edge in &mut indexer.index.edges {
            for end in [&mut edge.from, &mut edge.to] {
                if names(*end, candidate) {
                    *end = own;
                    is_met = true;
                }
            }
        }
        let index = &mut indexer.index;
        stray.retain(|&(entry, depends)| {
            let is_subject = names(entry, candidate);
            if is_subject {
                is_met = true;
                set_state(index, ComponentId::new(number), depends);
            }
            !is_subject
        });
        if is_met {
            indexer.note(NoteKind::SubjectAdopted, candidate, ValueId::ROOT);
            return;
        }
    }
}

fn object<'t>(value: Value<'t>, expected: &str) -> Result<Option<Value<'t>>, Error> {
    match value.is_object() {
        true => Ok(Some(value)),
        false if value.is_null() => Ok(None),
        false => Err(refuse(value, expected)),
    }
}

/// Returns the value if it is a text; none for `null`.
fn id_of(value: Value<'_>) -> Result<ValueId, Error> {
    Ok(text(value)?.map_or(ValueId::NONE, |_| value.id()))
}

/// A list; a single object in its place and `null` are understood.
fn list(value: Value<'_>) -> Result<Value<'_>, Error> {
    match value.is_array() || value.is_object() || value.is_null() {
        true => Ok(value),
        false => Err(refuse(value, "an array")),
    }
}
