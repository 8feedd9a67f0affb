//! From XML to the tree.

mod list;

use super::NAMESPACE;
use super::find;
use super::scalar;
use super::special::{Alternatives, Dependency};
use crate::cyclonedx::schema;
use crate::document::Notes;
use crate::error::{Code, Error};
use crate::limits::{Mode, ParseOptions};
use crate::schema::{Irregular, Member, Shape, Type, Version, Xml};
use crate::tree::{Key, Scalar, Tail, Tree};
use crate::xml::{Event, Reader, Space};

/// Reads a document into the tree that its JSON would have.
///
/// # Errors
///
/// When the text is not well-formed, is no CycloneDX, or exceeds a limit; in strict mode also at
/// the first element that the format does not define or that is there too often.
pub(crate) fn read(text: String, options: &ParseOptions, notes: &mut Notes) -> Result<Tree, Error> {
    let mut tree = {
        let mut reader = Reader::new(&text, &options.limits)?;
        let mut filler = Filler::new(notes, options.mode == Mode::Strict);
        // Measured: a value takes forty bytes of XML in documents without layout, more in others.
        filler.tree.reserve(text.len() / 40, 0);
        filler.document(&mut reader)?;
        filler.tree
    };
    tree.lay_over(text);
    Ok(tree)
}

/// What fills the tree, element by element.
#[derive(Debug)]
pub(super) struct Filler<'x, 'n> {
    pub(super) tree: Tree,
    pub(super) frames: Vec<Frame>,
    /// The lists that can go on although another element came between.
    pub(super) runs: Vec<Run>,
    /// The `#` members of open objects, with the depth of the object.
    pub(super) extras: Vec<(usize, Key, Tail)>,
    /// The text between elements of open objects, with the depth of the object and the path.
    pub(super) texts: Vec<(usize, String, String)>,
    /// The number of the list's element that is being read, 0 outside of lists.
    pub(super) item: u32,
    /// The namespace of the document.
    pub(super) bom: Space,
    pub(super) version: Version,
    /// Borrowed texts are pieces of the tree's source.
    pub(super) is_source: bool,
    /// The dependencies that are open.
    pub(super) dependencies: Vec<Dependency<'x>>,
    /// Elements of the extensions, to be read once the rest is.
    pub(super) extensions: Vec<String>,
    pub(super) is_strict: bool,
    pub(super) notes: &'n mut Notes,
}

/// A list that is not over when an element ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    /// The depth of the object it belongs to.
    depth: usize,
    place: usize,
    tail: Tail,
    count: u32,
}

/// An element that is open.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    /// Where the values inside it go.
    pub(super) tail: Tail,
    pub(super) inside: Inside,
    /// The places of the members that were met, as bits.
    seen: u64,
    /// How many elements a list has.
    pub(super) count: u32,
}

/// What elements are expected inside an element.
#[derive(Clone, Copy, Debug)]
pub(super) enum Inside {
    /// The members of an object.
    Object(&'static Shape),
    /// The elements of a list, of that name.
    List(&'static Member, &'static str),
    /// The elements of a list, of that name and with the text in that attribute.
    References(&'static Member, &'static str, &'static str),
    /// A list or an object: the first child tells.
    Undecided(&'static Member, &'static Member),
    /// The licences of a list.
    Licences(&'static Member),
    /// The dependencies of a list.
    Dependencies(&'static Member),
    /// Those that are inside another one.
    Dependency(&'static Member),
    /// Elements of several names, each standing for another type of the same value.
    Alternatives(Alternatives, &'static Member),
}

impl Frame {
    pub(super) fn new(tail: Tail, inside: Inside) -> Self {
        Self { tail, inside, seen: 0, count: 0 }
    }
}

impl<'x, 'n> Filler<'x, 'n> {
    pub(super) fn new(notes: &'n mut Notes, is_strict: bool) -> Self {
        Self {
            tree: Tree::over(String::new()),
            frames: Vec::new(),
            runs: Vec::new(),
            extras: Vec::new(),
            texts: Vec::new(),
            item: 0,
            bom: Space::NONE,
            version: 0,
            is_source: true,
            dependencies: Vec::new(),
            extensions: Vec::new(),
            is_strict,
            notes,
        }
    }

    fn document(&mut self, reader: &mut Reader<'x>) -> Result<(), Error> {
        reader.next()?;
        let name = reader.name();
        let version = reader.space(name.space).strip_prefix(NAMESPACE);
        let (Some(version), "bom") = (version, name.local) else {
            let message = format!("`{}` is not an element that CycloneDX begins with", name.local);
            return Err(reader.error(Code::UnsupportedFormat, message));
        };
        let number = schema::version(version);
        if number.is_none() && self.is_strict {
            return Err(reader.error(Code::Deviation, format!("unknown version `{version}`")));
        }
        // Everything that any version knows is read in every version.
        self.version = number.unwrap_or(schema::V1_7);
        self.bom = name.space;
        let mut root = self.tree.object(&mut Tail::ROOT.clone(), Key::NONE, Some(reader.start()));
        self.tree.scalar(&mut root, Key::BOM_FORMAT, Scalar::Text("CycloneDX"));
        self.tree.scalar(&mut root, Key::SPEC_VERSION, Scalar::Text(version));
        self.frames.push(Frame::new(root, Inside::Object(&schema::BOM)));
        self.attributes(reader, &schema::BOM)?;
        self.elements(reader)?;
        // What follows the root must be well-formed too.
        while reader.next()? != Event::End {}
        Ok(())
    }

    /// Reads what is inside the open elements until all of them are closed.
    pub(super) fn elements(&mut self, reader: &mut Reader<'x>) -> Result<(), Error> {
        while !self.frames.is_empty() {
            match reader.next()? {
                Event::Open => self.open(reader)?,
                Event::Close => self.close(reader)?,
                Event::Text(text) => self.stray(reader, &text, "")?,
                Event::End => break,
            }
        }
        Ok(())
    }

    #[inline]
    pub(super) fn open(&mut self, reader: &mut Reader<'x>) -> Result<(), Error> {
        let name = reader.name();
        if name.space != self.bom && !self.is_inner_bom(reader) {
            return self.foreign(reader);
        }
        let Some(frame) = self.frames.last_mut() else { return Ok(()) };
        frame.count += 1;
        match frame.inside {
            Inside::Object(shape) => self.member(reader, shape, name.local),
            Inside::List(member, inner) if name.local == inner => {
                self.item = frame.count;
                let into = frame.tail;
                self.put_value(reader, member.value, Key::NONE, into)
            }
            Inside::References(member, inner, attribute) if name.local == inner => {
                self.item = frame.count;
                self.reference(reader, member.value, attribute)
            }
            Inside::Undecided(list, object) => self.decide(reader, list, object, name.local),
            Inside::Licences(_) => self.licence(reader, name.local),
            Inside::Dependencies(member) | Inside::Dependency(member) => {
                self.dependency(reader, member, name.local)
            }
            Inside::Alternatives(kind, member) => {
                self.alternative(reader, kind, member, name.local)
            }
            Inside::List(..) | Inside::References(..) => self.unknown(reader, Key::HASH_UNKNOWN),
        }
    }

    /// Reads a member of an object.
    #[inline]
    fn member(
        &mut self,
        reader: &mut Reader<'x>,
        shape: &'static Shape,
        name: &'x str,
    ) -> Result<(), Error> {
        self.item = 0;
        let Some((place, member)) = find::element(shape, name) else {
            return self.odd_member(reader, name);
        };
        let bit = 1 << (place % 64);
        let Some(frame) = self.frames.last_mut() else { return Ok(()) };
        let is_again = frame.seen & bit != 0;
        frame.seen |= bit;
        let into = frame.tail;
        match member.xml {
            Some(Xml::Element(_)) if member.list.is_some() => {
                if member.xml_single.has(self.version) {
                    if is_again {
                        return self.unknown(reader, Key::HASH_REPEATED);
                    }
                    if member.or.is_some() {
                        return self.put_value(reader, member.value, member.key, into);
                    }
                }
                self.run(reader, place, member, is_again)
            }
            Some(Xml::Irregular(_)) if Alternatives::of_run(member).is_some() => {
                self.run(reader, place, member, is_again)
            }
            Some(Xml::Wrapped(..) | Xml::WrappedAttribute(..)) if is_again => {
                match self.goes_on(place) {
                    Some(run) if member.or.is_none() => self.list_again(reader, member, run),
                    _ => self.unknown(reader, Key::HASH_REPEATED),
                }
            }
            _ if is_again => self.unknown(reader, Key::HASH_REPEATED),
            Some(Xml::Element(_)) if shape.irregular == Some(Irregular::ServiceData) => {
                match member.key == Key::CLASSIFICATION {
                    true => self.flow(reader),
                    false => self.put_value(reader, member.value, member.key, into),
                }
            }
            Some(Xml::Element(_)) => self.put_value(reader, member.value, member.key, into),
            Some(Xml::Wrapped(_, inner)) => match member.or {
                Some(other) => {
                    // The object outside gets its value when the first child is known.
                    self.frames.push(Frame::new(into, Inside::Undecided(member, other)));
                    self.no_attributes(reader, "")
                }
                None => self.list(reader, member.key, Inside::List(member, inner)),
            },
            Some(Xml::WrappedAttribute(_, inner, attribute)) => {
                self.list(reader, member.key, Inside::References(member, inner, attribute))
            }
            Some(Xml::Irregular(irregular)) => self.special(reader, member, irregular),
            Some(Xml::Attribute(_) | Xml::Content) | None => {
                self.unknown(reader, Key::HASH_UNKNOWN)
            }
        }
    }

    /// Reads a value into the innermost element.
    #[inline]
    fn put_value(
        &mut self,
        reader: &mut Reader<'x>,
        value: Type,
        key: Key,
        into: Tail,
    ) -> Result<(), Error> {
        let place = self.frames.len() - 1;
        let tail = self.value(reader, value, key, into)?;
        self.put_tail(place, tail);
        Ok(())
    }

    /// Says where the values of an open element go on.
    #[inline]
    pub(super) fn put_tail(&mut self, place: usize, tail: Tail) {
        if let Some(frame) = self.frames.get_mut(place) {
            frame.tail = tail;
        }
    }

    /// Reads a value that an element holds, or begins it. Returns where the next one goes.
    #[inline]
    pub(super) fn value(
        &mut self,
        reader: &mut Reader<'x>,
        value: Type,
        key: Key,
        mut into: Tail,
    ) -> Result<Tail, Error> {
        match value {
            Type::Object(shape) => self.object(reader, shape, key, into),
            Type::Either(_) if let Some(shape) = find::any_shape(value) => {
                // A text, or elements.
                let at = reader.start();
                let attributes = reader.take_attributes();
                let leaf = reader.leaf()?;
                if leaf.is_closed && attributes.is_empty() {
                    scalar::put(&mut self.tree, &mut into, key, value, &leaf.text, self.is_source);
                    return Ok(into);
                }
                let tail = self.tree.object(&mut into, key, Some(at));
                self.frames.push(Frame::new(tail, Inside::Object(shape)));
                self.put_attributes(reader, shape, attributes)?;
                if leaf.is_closed {
                    self.pop();
                }
                Ok(into)
            }
            _ => {
                let name = reader.name().local;
                self.no_attributes(reader, name)?;
                let leaf = reader.leaf()?;
                scalar::put(&mut self.tree, &mut into, key, value, &leaf.text, self.is_source);
                if !leaf.is_closed {
                    self.inside_leaf(reader, name)?;
                }
                Ok(into)
            }
        }
    }

    /// Begins an object, or reads it whole if it has nothing but attributes and a text.
    #[inline]
    pub(super) fn object(
        &mut self,
        reader: &mut Reader<'x>,
        shape: &'static Shape,
        key: Key,
        mut into: Tail,
    ) -> Result<Tail, Error> {
        let tail = self.tree.object(&mut into, key, Some(reader.start()));
        self.frames.push(Frame::new(tail, Inside::Object(shape)));
        self.attributes(reader, shape)?;
        if let Some(content) = shape.content() {
            let leaf = reader.leaf()?;
            if let Some(frame) = self.frames.last_mut() {
                let (key, value) = (content.key, content.value);
                let tail = &mut frame.tail;
                scalar::put(&mut self.tree, tail, key, value, &leaf.text, self.is_source);
            }
            if leaf.is_closed {
                self.pop();
            }
        }
        Ok(into)
    }

    #[inline]
    fn close(&mut self, reader: &Reader<'x>) -> Result<(), Error> {
        let Some(frame) = self.frames.last().copied() else { return Ok(()) };
        match frame.inside {
            // An element without children: an empty list.
            Inside::Undecided(list, _) => {
                if let Some(outer) = self.frames.iter_mut().nth_back(1) {
                    self.tree.array(&mut outer.tail, list.key, Some(reader.start()));
                }
            }
            Inside::List(member, _) | Inside::References(member, ..)
                if member.xml_repeats.first <= member.xml_repeats.last =>
            {
                self.keep_run(frame, member);
            }
            Inside::Alternatives(kind, _) => self.end_alternatives(frame, kind),
            Inside::Dependency(_) => {
                self.dependencies.pop();
            }
            Inside::Object(_) if self.frames.len() == 1 => {
                self.pop();
                return self.read_extensions();
            }
            _ => {}
        }
        self.pop();
        Ok(())
    }

    /// Leaves the innermost element.
    #[inline]
    pub(super) fn pop(&mut self) {
        let depth = self.frames.len();
        let mut frame = self.frames.pop();
        if let Some(frame) = &mut frame
            && self.texts.last().is_some_and(|(at, ..)| *at >= depth)
        {
            let mut apart = Tail::ROOT;
            let mut object = self.tree.object(&mut apart, Key::HASH_TEXT, None);
            let from = self.texts.partition_point(|(at, ..)| *at < depth);
            for (_, path, text) in self.texts.drain(from..) {
                let key = self.tree.key(&path);
                self.tree.made_text(&mut object, key, None, &text);
            }
            self.tree.attach(&mut frame.tail, Key::HASH_TEXT, object.container());
        }
        if let Some(mut frame) = frame
            && self.extras.last().is_some_and(|(at, ..)| *at >= depth)
        {
            let from = self.extras.partition_point(|(at, ..)| *at < depth);
            for (_, key, tail) in self.extras.drain(from..) {
                self.tree.attach(&mut frame.tail, key, tail.container());
            }
        }
        while self.runs.pop_if(|run| run.depth >= depth).is_some() {}
    }
}
