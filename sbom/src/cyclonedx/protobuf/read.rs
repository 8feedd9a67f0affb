//! From protobuf to the tree.

use super::fields::{self, Alternative};
use super::time;
use super::wire::{self, Bad, Kind, Tag};
use crate::cyclonedx::schema;
use crate::document::{NoteKind, Notes};
use crate::error::{Code, Error};
use crate::limits::{Mode, ParseOptions};
use crate::schema::{Irregular, Member, Shape, Type, Version, Wire, Word};
use crate::tree::{Key, Scalar, Tail, Tree};

/// Reads a document into the tree that its JSON would have.
///
/// The texts of the tree are pieces of the bytes: what lies between them is overwritten with
/// blanks on the way, after which the bytes are a text.
///
/// # Errors
///
/// When the bytes are no message, a text in them is not UTF-8, or a limit is exceeded; in strict
/// mode also at the first field that the format does not define.
pub(crate) fn read(
    bytes: Vec<u8>,
    options: &ParseOptions,
    notes: &mut Notes,
) -> Result<Tree, Error> {
    let mut filler = Filler {
        tree: Tree::over(String::new()),
        frames: Vec::new(),
        runs: Vec::new(),
        dependencies: Vec::new(),
        at: 0,
        version: schema::V1_7,
        max_depth: options.limits.max_depth(),
        is_strict: options.mode == Mode::Strict,
        bytes,
        notes,
    };
    filler.document()?;
    let Filler { mut tree, bytes, .. } = filler;
    let text = String::from_utf8(bytes);
    let text = text.map_err(|_| Error::new(Code::InvalidEncoding, "a text is not valid UTF-8"))?;
    tree.lay_over(text);
    Ok(tree)
}

struct Filler<'n> {
    bytes: Vec<u8>,
    at: usize,
    tree: Tree,
    frames: Vec<Frame>,
    /// The lists of open messages; their fields may be scattered.
    runs: Vec<Run>,
    dependencies: Vec<Dependency>,
    version: Version,
    max_depth: usize,
    is_strict: bool,
    notes: &'n mut Notes,
}

/// A message that is open.
#[derive(Clone, Copy)]
struct Frame {
    end: usize,
    /// Where reading goes on behind it.
    resume: usize,
    tail: Tail,
    inside: Inside,
    /// The places of the members that were met, as bits.
    seen: u64,
}

/// What the fields of a message are.
#[derive(Clone, Copy)]
enum Inside {
    /// The members of an object.
    Object(&'static Shape),
    /// The same, with references where newer versions have objects.
    References(&'static Shape),
    /// The elements of a list, of that number.
    Nested(&'static Member, u32),
    /// An expression with details.
    Detailed,
    /// A dependency, which may hold others.
    Dependency,
    /// Extensions of a certificate, in the message of that field.
    Extensions(u32),
}

#[derive(Clone, Copy)]
struct Run {
    depth: usize,
    place: usize,
    tail: Tail,
}

/// A dependency that is open.
#[derive(Clone, Copy)]
struct Dependency {
    /// The list of all dependencies: its run is that of the object at this depth and place.
    list: (usize, usize),
    reference: Option<(usize, usize)>,
    entry: Option<Entry>,
}

/// A dependency in the tree.
#[derive(Clone, Copy)]
struct Entry {
    object: Tail,
    depends_on: Option<Tail>,
    provides: Option<Tail>,
}

impl Filler<'_> {
    fn document(&mut self) -> Result<(), Error> {
        // The version decides on a few forms; it usually comes first, but need not.
        let end = self.bytes.len();
        let version = wire::fields(&self.bytes, 0, end).find(|(tag, ..)| tag.number == 1);
        let version = version.and_then(|(_, start, stop)| self.bytes.get(start..stop));
        let version = version.and_then(|text| std::str::from_utf8(text).ok());
        self.version = version.and_then(schema::version).unwrap_or(schema::V1_7);
        let mut root = self.tree.object(&mut Tail::ROOT.clone(), Key::NONE, Some(0));
        self.tree.scalar(&mut root, Key::BOM_FORMAT, Scalar::Text("CycloneDX"));
        self.push((0, end), end, root, Inside::Object(&schema::BOM))?;
        while let Some(frame) = self.frames.last().copied() {
            if self.at >= frame.end {
                self.close(frame);
                continue;
            }
            let from = self.at;
            let (tag, after) = self.check(wire::tag(&self.bytes, from, frame.end))?;
            let extent = wire::extent(&self.bytes, after, frame.end, tag.kind);
            let (start, stop) = self.check(extent)?;
            // Unless the field begins a message, which then is read next.
            self.at = stop;
            if self.field(frame, tag, start, stop)? {
                self.blank(from, if tag.kind == Kind::Length { start } else { stop });
            } else {
                self.unknown(tag, from, stop)?;
                self.blank(from, stop);
            }
        }
        Ok(())
    }

    /// Reads a field; `false` if the format has none of that number and kind.
    fn field(&mut self, frame: Frame, tag: Tag, start: usize, stop: usize) -> Result<bool, Error> {
        match frame.inside {
            Inside::Object(shape) | Inside::References(shape) => {
                let Some((place, member)) = fields::member(shape, tag.number) else {
                    return Ok(false);
                };
                self.member(place, member, tag, start, stop)
            }
            Inside::Detailed => {
                let key = fields::DETAILED.iter().find(|(number, _)| *number == tag.number);
                let found = key.and_then(|(_, key)| schema::LICENCE_CHOICE.find(*key));
                let Some((place, member)) = found else { return Ok(false) };
                self.member(place, member, tag, start, stop)
            }
            Inside::Nested(member, number) if tag.number == number => {
                let tail = self.value(member.value, Key::NONE, frame.tail, tag, start, stop)?;
                let is_read = tail.is_some();
                if let Some(tail) = tail {
                    self.put_tail(frame, tail);
                }
                Ok(is_read)
            }
            Inside::Extensions(_) if (tag.number, tag.kind) == (1, Kind::Length) => {
                self.extension(frame, start, stop)
            }
            Inside::Dependency => self.dependency_field(frame, tag, start, stop),
            Inside::Nested(..) | Inside::Extensions(_) => Ok(false),
        }
    }

    fn member(
        &mut self,
        place: usize,
        member: &'static Member,
        tag: Tag,
        start: usize,
        stop: usize,
    ) -> Result<bool, Error> {
        let depth = self.frames.len();
        let Some(frame) = self.frames.last().copied() else { return Ok(false) };
        let bit = 1 << (place % 64);
        let is_again = frame.seen & bit != 0;
        let wire = member.proto.map_or(Wire::Plain, |proto| proto.wire);
        let is_message = tag.kind == Kind::Length;
        let is_single = member.list.is_none()
            || (member.or.is_some() && !member.versions.has(self.version) && wire == Wire::Plain);
        let into = match is_single {
            true => frame.tail,
            false if wire == Wire::Irregular(Irregular::Tools) => frame.tail,
            false => self.list(place, member.key),
        };
        let key = if is_single { member.key } else { Key::NONE };
        if is_single && is_again {
            return self.again(frame, member, tag, start, stop);
        }
        let tail = match wire {
            Wire::Timestamp if is_message => self.timestamp(key, into, start, stop)?,
            Wire::Nested(number) if is_message => {
                self.push((start, stop), stop, into, Inside::Nested(member, u32::from(number)))?;
                Some(into)
            }
            Wire::Irregular(irregular) if is_message => {
                return self.irregular(place, member, irregular, into, (tag, start, stop));
            }
            _ => self.value(member.value, key, into, tag, start, stop)?,
        };
        let Some(tail) = tail else { return Ok(false) };
        self.met(depth, bit);
        match is_single {
            true => self.put_tail_at(depth, tail),
            false => self.put_run(depth, place, tail),
        }
        Ok(true)
    }

    /// Reads a field once more that counts once: messages are joined, of the rest the last counts.
    fn again(
        &mut self,
        frame: Frame,
        member: &'static Member,
        tag: Tag,
        start: usize,
        stop: usize,
    ) -> Result<bool, Error> {
        let object = frame.tail.container();
        let Some(before) = self.tree.value(object).get(member.key).map(|value| value.id()) else {
            return Ok(false);
        };
        if let (Type::Object(shape), Kind::Length) = (member.value, tag.kind)
            && member.proto.is_some_and(|proto| proto.wire == Wire::Plain)
        {
            let tail = self.tree.tail(before);
            self.push((start, stop), stop, tail, Inside::Object(shape))?;
            // Lists that go on must not be begun anew.
            let depth = self.frames.len();
            let children: Vec<_> = self.tree.value(before).children().collect();
            let lists = children.iter().filter_map(|child| {
                let (place, _) = shape.find(child.key())?;
                Some((place, child.is_array().then(|| child.id())))
            });
            let lists: Vec<_> = lists.collect();
            for (place, list) in lists {
                self.met(depth, 1 << (place % 64));
                if let Some(list) = list {
                    let tail = self.tree.tail(list);
                    self.runs.push(Run { depth, place, tail });
                }
            }
            return Ok(true);
        }
        if !fits(member, tag.kind) {
            return Ok(false);
        }
        self.tree.remove(object, member.key);
        let place = self.frames.len();
        let tail = self.tree.tail(object);
        self.put_tail_at(place, tail);
        if let (Some(frame), Inside::Object(shape)) = (self.frames.last_mut(), frame.inside)
            && let Some((at, _)) = shape.find(member.key)
        {
            frame.seen &= !(1 << (at % 64));
            return self.member(at, member, tag, start, stop);
        }
        Ok(false)
    }

    /// Reads a value, or begins it. Returns where the next one goes; `None` if it is of another
    /// kind than the format says.
    fn value(
        &mut self,
        value: Type,
        key: Key,
        mut into: Tail,
        tag: Tag,
        start: usize,
        stop: usize,
    ) -> Result<Option<Tail>, Error> {
        let is_text = match value {
            Type::Words(words) => !fields::is_enum(words),
            Type::Text(_) | Type::LicenceId | Type::Any => true,
            Type::Either(_) => {
                let references = |frame: &Frame| matches!(frame.inside, Inside::References(_));
                self.frames.last().is_some_and(references)
            }
            _ => false,
        };
        match (value, tag.kind) {
            (_, Kind::Length) if is_text => {
                self.text(key, &mut into, start, stop)?;
            }
            (Type::Object(shape), Kind::Length) => {
                let tail = self.tree.object(&mut into, key, Some(start));
                self.push((start, stop), stop, tail, Inside::Object(shape))?;
            }
            (Type::Either(choice), Kind::Length) => {
                let shape = choice.types.iter().find_map(|value| match value {
                    Type::Object(shape) => Some(*shape),
                    _ => None,
                });
                let Some(shape) = shape else { return Ok(None) };
                let tail = self.tree.object(&mut into, key, Some(start));
                self.push((start, stop), stop, tail, Inside::Object(shape))?;
            }
            (Type::Words(words), Kind::Varint) => {
                self.word(words.words, key, &mut into, start, stop)?;
            }
            (Type::Integer(_) | Type::Bool, Kind::Varint) => {
                self.integer(value, key, &mut into, start, stop)?;
            }
            // Numbers of a list are packed.
            (Type::Words(_) | Type::Integer(_), Kind::Length) if key == Key::NONE => {
                let mut at = start;
                while at < stop {
                    let (_, after) = self.check(wire::varint(&self.bytes, at, stop))?;
                    match value {
                        Type::Words(words) => self.word(words.words, key, &mut into, at, after)?,
                        _ => self.integer(value, key, &mut into, at, after)?,
                    }
                    at = after;
                }
                self.blank(start, stop);
            }
            (Type::Number(..), Kind::Fixed32) => {
                let bytes = self.bytes.get(start..stop).and_then(|bytes| bytes.first_chunk::<4>());
                let number = f32::from_le_bytes(bytes.copied().unwrap_or_default());
                self.number(key, &mut into, number.is_finite(), &number.to_string());
            }
            (Type::Number(..), Kind::Fixed64) => {
                let bytes = self.bytes.get(start..stop).and_then(|bytes| bytes.first_chunk::<8>());
                let number = f64::from_le_bytes(bytes.copied().unwrap_or_default());
                self.number(key, &mut into, number.is_finite(), &number.to_string());
            }
            _ => return Ok(None),
        }
        Ok(Some(into))
    }

    fn text(&mut self, key: Key, into: &mut Tail, start: usize, stop: usize) -> Result<(), Error> {
        let text = self.bytes.get(start..stop).unwrap_or_default();
        if std::str::from_utf8(text).is_err() {
            let message = format!("a text is not valid UTF-8 at byte {start}");
            return Err(self.error(Code::InvalidEncoding, message));
        }
        self.tree.text(into, key, start, stop - start);
        Ok(())
    }

    fn number(&mut self, key: Key, into: &mut Tail, is_finite: bool, text: &str) {
        let scalar = if is_finite { Scalar::Number(text) } else { Scalar::Text(text) };
        self.tree.scalar(into, key, scalar);
    }

    fn integer(
        &mut self,
        value: Type,
        key: Key,
        into: &mut Tail,
        start: usize,
        stop: usize,
    ) -> Result<(), Error> {
        let (number, _) = self.check(wire::varint(&self.bytes, start, stop))?;
        match value {
            Type::Bool => self.tree.boolean(into, key, Some(start), number != 0),
            _ => {
                let number = number.cast_signed().to_string();
                self.tree.scalar(into, key, Scalar::Number(&number));
            }
        }
        Ok(())
    }

    /// Reads the number of a word. One that the format does not have stays a number.
    fn word(
        &mut self,
        words: &'static [Word],
        key: Key,
        into: &mut Tail,
        start: usize,
        stop: usize,
    ) -> Result<(), Error> {
        let (number, _) = self.check(wire::varint(&self.bytes, start, stop))?;
        let is_it = |word: &&Word| word.number.is_some_and(|own| u64::from(own) == number);
        match words.iter().find(is_it) {
            Some(word) => self.tree.scalar(into, key, Scalar::Text(word.text)),
            None => {
                let number = number.cast_signed().to_string();
                self.tree.scalar(into, key, Scalar::Number(&number))
            }
        };
        Ok(())
    }

    /// Reads a point in time: a message of seconds and nanoseconds.
    fn timestamp(
        &mut self,
        key: Key,
        mut into: Tail,
        start: usize,
        stop: usize,
    ) -> Result<Option<Tail>, Error> {
        let (mut seconds, mut nanos) = (0, 0);
        for (tag, from, to) in self.inner(start, stop)? {
            let number = match (tag.number, tag.kind) {
                (1, Kind::Varint) => &mut seconds,
                (2, Kind::Varint) => &mut nanos,
                _ => return Ok(None),
            };
            *number = self.check(wire::varint(&self.bytes, from, to))?.0.cast_signed();
        }
        let Some(text) = time::to_text(seconds, nanos, fields::is_date(key)) else {
            return Ok(None);
        };
        self.tree.made_text(&mut into, key, Some(start), &text);
        self.blank(start, stop);
        Ok(Some(into))
    }

    fn irregular(
        &mut self,
        place: usize,
        member: &'static Member,
        irregular: Irregular,
        mut into: Tail,
        (tag, start, stop): (Tag, usize, usize),
    ) -> Result<bool, Error> {
        let depth = self.frames.len();
        let bit = 1 << (place % 64);
        match irregular {
            Irregular::ServiceData => {
                let tail = self.tree.object(&mut into, Key::NONE, Some(start));
                self.put_run(depth, place, into);
                self.met(depth, bit);
                self.push((start, stop), stop, tail, Inside::Object(&schema::SERVICE_DATA))?;
            }
            Irregular::Licences => {
                let item = self.tree.object(&mut into, Key::NONE, Some(start));
                self.put_run(depth, place, into);
                self.met(depth, bit);
                self.licence(item, start, stop)?;
            }
            Irregular::Dependencies => {
                self.put_run(depth, place, into);
                self.met(depth, bit);
                let list = (depth, place);
                self.dependencies.push(Dependency { list, reference: None, entry: None });
                self.entry(start);
                self.push((start, stop), stop, into, Inside::Dependency)?;
            }
            Irregular::Tools => return self.tools(place, member, start, stop),
            Irregular::Ikev2 => {
                let tail = self.tree.object(&mut into, member.key, Some(start));
                self.put_tail_at(depth, into);
                self.met(depth, bit);
                let inside = match tag.number {
                    fields::IKEV2_REFERENCES => Inside::References(&schema::IKEV2),
                    _ => Inside::Object(&schema::IKEV2),
                };
                self.push((start, stop), stop, tail, inside)?;
            }
            Irregular::CertificateExtensions => {
                self.met(depth, bit);
                self.push((start, stop), stop, into, Inside::Extensions(tag.number))?;
            }
            irregular => {
                let Some(alternatives) = fields::alternatives(irregular) else { return Ok(false) };
                let key = if member.list.is_some() { Key::NONE } else { member.key };
                let tail = self.alternative(alternatives, key, into, start, stop)?;
                let Some(tail) = tail else { return Ok(false) };
                self.met(depth, bit);
                match member.list.is_some() {
                    true => self.put_run(depth, place, tail),
                    false => self.put_tail_at(depth, tail),
                }
            }
        }
        Ok(true)
    }

    /// Reads a message of which one field is the value.
    fn alternative(
        &mut self,
        alternatives: &'static [Alternative],
        key: Key,
        mut into: Tail,
        start: usize,
        stop: usize,
    ) -> Result<Option<Tail>, Error> {
        let known_number = |number: u32| alternatives.iter().find(|it| it.number == number);
        // Of several, the last counts.
        let inner = self.inner(start, stop)?;
        let found = inner
            .iter()
            .rev()
            .find_map(|(tag, from, to)| Some((known_number(tag.number)?, *tag, *from, *to)));
        let Some((known, tag, from, to)) = found else {
            if !inner.is_empty() {
                // A choice that the format does not have is kept as a whole.
                return Ok(None);
            }
            self.blank(start, stop);
            return Ok(Some(into));
        };
        let (beside, again): (Vec<_>, Vec<_>) =
            inner.iter().copied().partition(|field| known_number(field.0.number).is_none());
        if again.len() > 1 {
            self.notes.add(NoteKind::RepeatedMember, "", String::new);
        }
        let beside = self.beside(&beside)?;
        self.blank(start, from);
        self.blank(to, stop);
        if let Some(within) = known.within {
            let mut object = self.tree.object(&mut into, key, Some(from));
            self.put_beside(&mut object, &beside);
            self.value(known.value, within, object, tag, from, to)?;
            return Ok(Some(into));
        }
        let depth = self.frames.len();
        let tail = self.value(known.value, key, into, tag, from, to)?;
        if self.frames.len() > depth
            && let Some(mut frame) = self.frames.pop()
        {
            frame.resume = stop;
            self.put_beside(&mut frame.tail, &beside);
            self.frames.push(frame);
        } else if !beside.is_empty() {
            // Beside a text there is no place in the tree.
            self.notes.add(NoteKind::UnknownMember, "", String::new);
        }
        Ok(tail)
    }

    /// Reads a `LicenseChoice`.
    fn licence(&mut self, mut item: Tail, start: usize, stop: usize) -> Result<(), Error> {
        let inner = self.inner(start, stop)?;
        let mut edge = start;
        let mut message = None;
        let mut others = Vec::new();
        let is_known = |tag: Tag| {
            matches!((tag.number, tag.kind), (1 | 2 | 4 | 5, Kind::Length) | (3, Kind::Varint))
        };
        let unknown: Vec<_> = inner.iter().copied().filter(|field| !is_known(field.0)).collect();
        let beside = self.beside(&unknown)?;
        self.put_beside(&mut item, &beside);
        for (tag, from, to) in inner {
            match (tag.number, tag.kind) {
                (1 | 5, Kind::Length) => message = Some((tag.number, from, to)),
                (2 | 4, Kind::Length) | (3, Kind::Varint) => others.push((tag, from, to)),
                _ => continue,
            }
            self.blank(edge, from);
            edge = to;
        }
        self.blank(edge, stop);
        // What stands beside a licence belongs to it.
        let mut licence = match message {
            Some((1, from, _)) => Some(self.tree.object(&mut item, Key::LICENSE, Some(from))),
            _ => None,
        };
        let own = message.map(|(_, from, to)| {
            let fields = wire::fields(&self.bytes, from, to);
            fields.map(|(tag, ..)| tag.number).collect::<Vec<_>>()
        });
        let own = own.unwrap_or_default();
        for (tag, from, to) in others {
            let (key, of_licence) = match tag.number {
                2 => (Key::EXPRESSION, 0),
                3 => (Key::ACKNOWLEDGEMENT, 8),
                _ => (Key::BOM_REF, 5),
            };
            let found = schema::LICENCE_CHOICE.find(key).map(|(_, member)| member.value);
            let value = found.unwrap_or(Type::Any);
            let into = match &mut licence {
                Some(_) if own.contains(&of_licence) => continue,
                Some(licence) => licence,
                None => &mut item,
            };
            if let Some(tail) = self.value(value, key, *into, tag, from, to)? {
                *into = tail;
            }
            if tag.kind == Kind::Varint {
                self.blank(from, to);
            }
        }
        let Some((number, from, to)) = message else { return Ok(()) };
        match licence {
            Some(licence) if number == 1 => {
                self.push((from, to), stop, licence, Inside::Object(&schema::LICENCE))
            }
            _ => self.push((from, to), stop, item, Inside::Detailed),
        }
    }

    /// Reads a `Tool`: one of a list, or today's object of components and services.
    fn tools(
        &mut self,
        place: usize,
        member: &'static Member,
        start: usize,
        stop: usize,
    ) -> Result<bool, Error> {
        let depth = self.frames.len();
        let Some(frame) = self.frames.last().copied() else { return Ok(false) };
        let bit = 1 << (place % 64);
        let is_object =
            wire::fields(&self.bytes, start, stop).any(|(tag, ..)| matches!(tag.number, 6 | 7));
        if is_object {
            if frame.seen & bit != 0 {
                return Ok(false);
            }
            let mut into = frame.tail;
            let tail = self.tree.object(&mut into, member.key, Some(start));
            self.put_tail_at(depth, into);
            self.met(depth, bit);
            self.push((start, stop), stop, tail, Inside::Object(&schema::TOOLS))?;
            return Ok(true);
        }
        if frame.seen & bit != 0
            && !self.runs.iter().any(|run| (run.depth, run.place) == (depth, place))
        {
            return Ok(false);
        }
        let mut list = self.list(place, member.key);
        let tail = self.tree.object(&mut list, Key::NONE, Some(start));
        self.put_run(depth, place, list);
        self.met(depth, bit);
        self.push((start, stop), stop, tail, Inside::Object(&schema::TOOL))?;
        Ok(true)
    }

    /// Reads an extension of a certificate: a message in one of two fields.
    fn extension(&mut self, frame: Frame, start: usize, stop: usize) -> Result<bool, Error> {
        let mut list = frame.tail;
        let mut item = self.tree.object(&mut list, Key::NONE, Some(start));
        self.put_tail(frame, list);
        let outer = self.inner(start, stop)?;
        let is_kind = |tag: Tag| {
            tag.kind == Kind::Length && fields::EXTENSIONS.iter().any(|kind| kind.0 == tag.number)
        };
        let unknown: Vec<_> = outer.iter().copied().filter(|field| !is_kind(field.0)).collect();
        let beside = self.beside(&unknown)?;
        self.put_beside(&mut item, &beside);
        let mut edge = start;
        for (kind, from, to) in outer {
            let known = fields::EXTENSIONS.iter().find(|(number, _)| *number == kind.number);
            let Some((_, keys)) = known.filter(|_| kind.kind == Kind::Length) else { continue };
            let inner = self.inner(from, to)?;
            for (tag, from, to) in inner {
                let key = keys.iter().find(|(number, _)| *number == tag.number);
                let found = key.and_then(|(_, key)| schema::CERTIFICATE_EXTENSION.find(*key));
                let Some((_, member)) = found else { continue };
                let tail = self.value(member.value, member.key, item, tag, from, to)?;
                if let Some(tail) = tail {
                    item = tail;
                    if tag.kind == Kind::Length {
                        self.blank(edge, from);
                        edge = to;
                    }
                }
            }
        }
        self.blank(edge, stop);
        Ok(true)
    }

    fn dependency_field(
        &mut self,
        frame: Frame,
        tag: Tag,
        start: usize,
        stop: usize,
    ) -> Result<bool, Error> {
        if tag.kind != Kind::Length {
            return Ok(false);
        }
        match tag.number {
            1 => {
                let Some(mut dependency) = self.dependencies.pop() else { return Ok(false) };
                let is_first = dependency.reference.is_none();
                dependency.reference = Some((start, stop));
                if let Some(entry) = &mut dependency.entry
                    && is_first
                {
                    self.text(Key::REF, &mut entry.object, start, stop)?;
                }
                // It is an edge of the dependency around it.
                if is_first && self.is_inner() {
                    self.add_reference(start, stop, false)?;
                }
                self.dependencies.push(dependency);
                Ok(is_first)
            }
            2 => {
                let Some(list) = self.dependencies.last().map(|outer| outer.list) else {
                    return Ok(false);
                };
                self.dependencies.push(Dependency { list, reference: None, entry: None });
                self.push((start, stop), stop, frame.tail, Inside::Dependency)?;
                Ok(true)
            }
            3 => {
                self.add_reference(start, stop, true)?;
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    /// Reports whether the dependency that was just taken from the stack is inside another one.
    fn is_inner(&self) -> bool {
        matches!(self.frames.iter().nth_back(1).map(|frame| frame.inside), Some(Inside::Dependency))
    }

    /// Adds a reference to what the innermost dependency depends on or provides.
    fn add_reference(&mut self, start: usize, stop: usize, provides: bool) -> Result<(), Error> {
        let Some(mut entry) = self.entry(start) else { return Ok(()) };
        let (key, list) = match provides {
            true => (Key::PROVIDES, &mut entry.provides),
            false => (Key::DEPENDS_ON, &mut entry.depends_on),
        };
        let mut tail = match *list {
            Some(tail) => tail,
            None => self.tree.array(&mut entry.object, key, Some(start)),
        };
        self.text(Key::NONE, &mut tail, start, stop)?;
        *list = Some(tail);
        if let Some(dependency) = self.dependencies.last_mut() {
            dependency.entry = Some(entry);
        }
        Ok(())
    }

    /// Returns the entry of the innermost dependency, made if it has none yet.
    fn entry(&mut self, at: usize) -> Option<Entry> {
        let dependency = *self.dependencies.last()?;
        if let Some(entry) = dependency.entry {
            return Some(entry);
        }
        let is_list = |run: &&mut Run| (run.depth, run.place) == dependency.list;
        let list = self.runs.iter_mut().rev().find(is_list)?;
        let mut object = self.tree.object(&mut list.tail, Key::NONE, Some(at));
        if let Some((start, stop)) = dependency.reference {
            self.tree.text(&mut object, Key::REF, start, stop - start);
        }
        let entry = Entry { object, depends_on: None, provides: None };
        if let Some(dependency) = self.dependencies.last_mut() {
            dependency.entry = Some(entry);
        }
        Some(entry)
    }

    /// Keeps a field that the format does not define: its bytes with the tag, in hexadecimal.
    fn unknown(&mut self, tag: Tag, from: usize, stop: usize) -> Result<(), Error> {
        if self.is_strict {
            let message = format!("the field {} is none that the format has here", tag.number);
            return Err(self.error(Code::Deviation, message));
        }
        self.notes.add(NoteKind::UnknownMember, &tag.number.to_string(), String::new);
        let bytes = self.bytes.get(from..stop).unwrap_or_default();
        let mut text = hexadecimal(bytes);
        let mut depth = self.frames.len();
        // The message around a list is no object of JSON. Of two such messages the one goes on
        // with the other, so that one of its own keeps the field.
        let around = match self.frames.last().map(|frame| frame.inside) {
            Some(Inside::Nested(member, _)) => member.proto.map(|proto| u32::from(proto.field)),
            Some(Inside::Extensions(number)) => Some(number),
            _ => None,
        };
        if let Some(number) = around {
            let mut message = wire::Backward::default();
            message.raw(bytes);
            message.close(number, 0);
            text = hexadecimal(&message.finish());
            depth -= 1;
        }
        let found =
            self.runs.iter().rfind(|run| (run.depth, run.place) == (depth, FIELDS)).copied();
        let place = depth.saturating_sub(1);
        let inside = self.frames.get(place).map(|frame| frame.inside);
        let mut list = match (found, inside) {
            (Some(run), _) => run.tail,
            (None, Some(Inside::Object(_) | Inside::References(_) | Inside::Detailed)) => {
                let Some(frame) = self.frames.get_mut(place) else { return Ok(()) };
                self.tree.array(&mut frame.tail, Key::HASH_FIELDS, None)
            }
            (None, Some(Inside::Dependency)) => {
                let Some(mut entry) = self.entry(from) else { return Ok(()) };
                let list = self.tree.array(&mut entry.object, Key::HASH_FIELDS, None);
                if let Some(dependency) = self.dependencies.last_mut() {
                    dependency.entry = Some(entry);
                }
                list
            }
            _ => return Ok(()),
        };
        if found.is_none() {
            self.runs.push(Run { depth, place: FIELDS, tail: list });
        }
        self.tree.made_text(&mut list, Key::NONE, Some(from), &text);
        self.put_run(depth, FIELDS, list);
        Ok(())
    }

    /// Returns the fields of a choice that the format does not define, as they are kept.
    fn beside(&mut self, fields: &[(Tag, usize, usize)]) -> Result<Vec<String>, Error> {
        let mut kept = Vec::with_capacity(fields.len());
        for (tag, from, to) in fields.iter().copied() {
            if self.is_strict {
                let message = format!("the field {} is none that the format has here", tag.number);
                return Err(self.error(Code::Deviation, message));
            }
            self.notes.add(NoteKind::UnknownMember, &tag.number.to_string(), String::new);
            let mut field = wire::Backward::default();
            field.raw(self.bytes.get(from..to).unwrap_or_default());
            match tag.kind {
                Kind::Length => field.close(tag.number, 0),
                kind => field.tag(tag.number, kind),
            }
            kept.push(hexadecimal(&field.finish()));
        }
        Ok(kept)
    }

    /// Keeps the unknown fields of the message around an object with the object.
    fn put_beside(&mut self, object: &mut Tail, fields: &[String]) {
        if fields.is_empty() {
            return;
        }
        let mut list = self.tree.array(object, Key::HASH_CHOICE, None);
        for field in fields {
            self.tree.made_text(&mut list, Key::NONE, None, field);
        }
    }

    /// Returns where the next element of a list goes, which is begun if there is none.
    fn list(&mut self, place: usize, key: Key) -> Tail {
        let depth = self.frames.len();
        let found = self.runs.iter().rfind(|run| (run.depth, run.place) == (depth, place));
        if let Some(run) = found {
            return run.tail;
        }
        let at = Some(self.at);
        let Some(frame) = self.frames.last_mut() else { return Tail::ROOT };
        let tail = self.tree.array(&mut frame.tail, key, at);
        self.runs.push(Run { depth, place, tail });
        tail
    }

    fn put_run(&mut self, depth: usize, place: usize, tail: Tail) {
        let found = self.runs.iter_mut().rfind(|run| (run.depth, run.place) == (depth, place));
        if let Some(run) = found {
            run.tail = tail;
        }
    }

    fn put_tail_at(&mut self, depth: usize, tail: Tail) {
        if let Some(frame) = depth.checked_sub(1).and_then(|place| self.frames.get_mut(place)) {
            frame.tail = tail;
        }
    }

    /// Goes through the fields of a message without looking into them.
    fn inner(&self, start: usize, stop: usize) -> Result<Vec<(Tag, usize, usize)>, Error> {
        let mut found = Vec::new();
        let mut at = start;
        while at < stop {
            let (tag, after) = self.check(wire::tag(&self.bytes, at, stop))?;
            let (from, to) = self.check(wire::extent(&self.bytes, after, stop, tag.kind))?;
            found.push((tag, from, to));
            at = to;
        }
        Ok(found)
    }

    /// Writes back where a list goes on that has a message of its own.
    fn put_tail(&mut self, frame: Frame, tail: Tail) {
        let is_it = |other: &&mut Frame| other.tail.container() == frame.tail.container();
        if let Some(frame) = self.frames.iter_mut().rev().find(is_it) {
            frame.tail = tail;
        }
    }

    fn met(&mut self, depth: usize, bit: u64) {
        if let Some(frame) = depth.checked_sub(1).and_then(|place| self.frames.get_mut(place)) {
            frame.seen |= bit;
        }
    }

    /// Begins a message.
    fn push(
        &mut self,
        (start, end): (usize, usize),
        resume: usize,
        tail: Tail,
        inside: Inside,
    ) -> Result<(), Error> {
        if self.frames.len() >= self.max_depth {
            let message = format!("messages are nested more than {} levels deep", self.max_depth);
            return Err(self.error(Code::TooDeep, message));
        }
        self.frames.push(Frame { end, resume, tail, inside, seen: 0 });
        self.at = start;
        Ok(())
    }

    /// Leaves the innermost message.
    fn close(&mut self, frame: Frame) {
        if let Inside::Object(shape) = frame.inside {
            self.defaults(frame, shape);
        }
        if let Inside::Dependency = frame.inside {
            self.dependencies.pop();
        }
        let depth = self.frames.len();
        self.frames.pop();
        while self.runs.pop_if(|run| run.depth >= depth).is_some() {}
        self.at = frame.resume;
    }

    /// Puts what is not on the wire since it is the default of its type, where JSON demands it.
    fn defaults(&mut self, frame: Frame, shape: &'static Shape) {
        let mut tail = frame.tail;
        for (place, member) in shape.members.iter().enumerate() {
            let is_due = member.required.has(self.version)
                && member.versions.has(self.version)
                && member.list.is_none()
                && member.proto.is_some()
                && frame.seen & (1 << (place % 64)) == 0;
            if !is_due {
                continue;
            }
            let scalar = match member.value {
                Type::Words(words) if fields::is_enum(words) => {
                    let first = words.words.iter().find(|word| word.number == Some(0));
                    let Some(first) = first else { continue };
                    Scalar::Text(first.text)
                }
                Type::Text(_) | Type::Words(_) | Type::LicenceId
                    if member.proto.is_some_and(|proto| proto.wire == Wire::Plain) =>
                {
                    Scalar::Text("")
                }
                Type::Number(..) => Scalar::Number("0"),
                _ => continue,
            };
            self.tree.scalar(&mut tail, member.key, scalar);
        }
    }

    /// Overwrites what is no text.
    fn blank(&mut self, from: usize, to: usize) {
        if let Some(bytes) = self.bytes.get_mut(from..to) {
            bytes.fill(b' ');
        }
    }

    fn check<T>(&self, read: Result<T, Bad>) -> Result<T, Error> {
        read.map_err(|bad| {
            let (code, what) = match bad {
                Bad::Truncated => (Code::Truncated, "the message ends in the middle of a field"),
                Bad::TooLong => (Code::Syntax, "a number of more than ten bytes"),
                Bad::Number => (Code::Syntax, "a field with an impossible number"),
                Bad::Group => (Code::Syntax, "a group, which the format does not have,"),
                Bad::Kind => (Code::Syntax, "a field of a kind that does not exist"),
            };
            self.error(code, format!("{what} at byte {}", self.at))
        })
    }

    #[cold]
    fn error(&self, code: Code, message: String) -> Error {
        let inner = self.frames.last().map(|frame| frame.tail.container());
        let path = inner.map(|inner| self.tree.value(inner).path()).unwrap_or_default();
        Error::new(code, message).on(path)
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reports whether a field of that kind can be the only value of a member.
fn fits(member: &Member, kind: Kind) -> bool {
    let is_number = match member.proto.map_or(Wire::Plain, |proto| proto.wire) {
        Wire::Float | Wire::Double => matches!(kind, Kind::Fixed32 | Kind::Fixed64),
        Wire::Plain | Wire::Long => match member.value {
            Type::Words(words) => fields::is_enum(words) && kind == Kind::Varint,
            Type::Bool | Type::Integer(_) => kind == Kind::Varint,
            Type::Number(..) => matches!(kind, Kind::Fixed32 | Kind::Fixed64),
            _ => false,
        },
        Wire::Timestamp | Wire::Nested(_) | Wire::Irregular(_) => false,
    };
    let is_text = match member.value {
        Type::Words(words) => !fields::is_enum(words),
        Type::Text(_) | Type::LicenceId | Type::Any => true,
        Type::Object(_) | Type::Either(_) => true,
        Type::Bool | Type::Integer(_) | Type::Number(..) => false,
    };
    is_number || (is_text && kind == Kind::Length)
}

/// The place of `#fields` among the lists of an object; no member has it.
const FIELDS: usize = usize::MAX;
