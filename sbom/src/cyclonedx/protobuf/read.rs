//! From protobuf to the tree.

mod choice;
mod dependency;
mod extension;
mod unknown;
mod value;

use super::fields;
use super::wire::{self, Bad, Kind, Tag};
use crate::cyclonedx::schema;
use crate::document::Notes;
use crate::error::{Code, Error};
use crate::limits::{Mode, ParseOptions};
use crate::schema::{Irregular, Member, Shape, Type, Version, Wire};
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
        let place = match frame.inside {
            Inside::Object(shape) => shape.find(member.key).map(|(place, _)| place),
            _ => None,
        };
        let Some(place) = place.filter(|_| fits(member, tag.kind)) else { return Ok(false) };
        let (depth, bit) = (self.frames.len(), 1 << (place % 64));
        if let Some(frame) = self.frames.last_mut() {
            frame.seen &= !bit;
        }
        let is_read = self.member(place, member, tag, start, stop)?;
        self.met(depth, bit);
        // What is kept as it was, or says nothing, takes the place of no value.
        let values = self.tree.value(object).children().filter(|value| value.key() == member.key);
        if values.count() > 1 {
            self.tree.retain(object, |value| value.id() != before);
        }
        Ok(is_read)
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
