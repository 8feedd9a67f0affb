//! From pairs to the tree: the state machine.

mod annotations;
mod member;
mod parts;

use crate::document::{NoteKind, Notes};
use crate::error::{Code, Error};
use crate::json::position_at;
use crate::limits::{Mode, ParseOptions};
use crate::spdx::tag_value::pairs::{Line, Oddity, Pair, Pairs, swallows};
use crate::spdx::tag_value::tags::{
    ARTIFACTS, HAS_FILES, LISTS, PerSection, Section, Shape, TAGS, Tag,
};
use crate::tree::{Key, Tail, Tree, ValueId};

/// Reads tag-value text into the tree of the same document in JSON.
///
/// # Errors
///
/// A line that is no tag and continues none, a `<text>` that swallows the rest of the document,
/// and in [`Mode::Strict`] every deviation, each with its place.
pub(crate) fn read(text: String, options: &ParseOptions, notes: &mut Notes) -> Result<Tree, Error> {
    let mut reader = Reader::new(text, options, notes);
    reader.run()?;
    for section in [Section::File, Section::Snippet, Section::Package] {
        reader.close(section)?;
    }
    reader.place_annotations()?;
    Ok(reader.tree)
}

/// A value, already without `<text>`.
struct Value {
    start: usize,
    len: usize,
    /// The value where it is not what stands in the text.
    made: Option<Box<str>>,
}

impl Value {
    fn text<'v>(&'v self, source: &'v str) -> &'v str {
        match &self.made {
            Some(made) => made,
            None => source.get(self.start..self.start + self.len).unwrap_or_default(),
        }
    }
}

/// A section's object, while it is open.
#[derive(Clone, Copy)]
struct Open {
    is_open: bool,
    tail: Tail,
    lists: [Option<Tail>; LISTS],
    /// Where the tags are that have no member.
    stray: Option<Tail>,
    /// One bit for each tag that was met in it.
    seen: u128,
}

impl Open {
    const CLOSED: Self =
        Self { is_open: false, tail: Tail::ROOT, lists: [None; LISTS], stray: None, seen: 0 };

    fn new(tail: Tail) -> Self {
        Self { is_open: true, tail, ..Self::CLOSED }
    }
}

struct Reader<'o> {
    tree: Tree,
    strict: bool,
    notes: &'o mut Notes,
    open: PerSection<Open>,
    /// The document's list of each section, and how many there are.
    listed: PerSection<(Option<Tail>, usize)>,
    /// The element that `SPDXID` belongs to.
    element: Section,
    /// The object that unknown tags belong to.
    innermost: Section,
    /// An identifier in front of the line that opens its element.
    early: Option<Value>,
    /// The byte and line ranges of the open snippet.
    ranges: Vec<parts::Range>,
    annotations: Vec<annotations::Pending>,
    /// Whether values are escaped as for HTML.
    is_escaped: bool,
    /// What begins the identifiers made here.
    made_prefix: Option<String>,
}

impl<'o> Reader<'o> {
    fn new(text: String, options: &ParseOptions, notes: &'o mut Notes) -> Self {
        let is_escaped = parts::is_html(&text);
        let mut tree = Tree::over(text);
        // Real documents have a value about every 30 bytes.
        tree.reserve(tree.source().len() / 28 + 16, 0);
        Self {
            tree,
            strict: options.mode == Mode::Strict,
            notes,
            open: PerSection::new(Open::CLOSED),
            listed: PerSection::new((None, 0)),
            element: Section::Document,
            innermost: Section::Document,
            early: None,
            ranges: Vec::new(),
            annotations: Vec::new(),
            is_escaped,
            made_prefix: None,
        }
    }

    fn run(&mut self) -> Result<(), Error> {
        let pairs = Pairs::new();
        let mut at = if self.tree.source().starts_with('\u{feff}') { 3 } else { 0 };
        let root = self.tree.object(&mut { Tail::ROOT }, Key::NONE, Some(at));
        *self.open.at_mut(Section::Document) = Open::new(root);
        loop {
            match pairs.next(self.tree.source(), at) {
                Line::End => return Ok(()),
                Line::Bare(at) => {
                    return Err(self.error(Code::Syntax, "expected a tag and a colon", at));
                }
                Line::Pair(pair) => at = self.pair(&pairs, pair)?,
            }
        }
    }

    /// Takes a pair; returns where the next line begins.
    fn pair(&mut self, pairs: &Pairs, mut pair: Pair) -> Result<usize, Error> {
        if !pair.is_marked && pair.known.is_some_and(|(_, tag)| tag.shape.is_prose()) {
            pairs.continued(self.tree.source(), &mut pair);
        }
        if let Some(oddity) = pair.oddity {
            self.odd(oddity, &pair)?;
        }
        let (start, end) = pair.value;
        let mut value = Value { start, len: end - start, made: None };
        if pair.is_marked || pair.is_continued || self.is_escaped {
            self.cook(&mut value)?;
        }
        match pair.known {
            Some((number, tag)) => self.tag(pairs, &pair, number, tag, value)?,
            None => self.stray(self.innermost, NoteKind::UnknownMember, &pair, &value)?,
        }
        Ok(pair.next)
    }

    fn tag(
        &mut self,
        pairs: &Pairs,
        pair: &Pair,
        number: usize,
        tag: &'static Tag,
        value: Value,
    ) -> Result<(), Error> {
        match tag.shape {
            Shape::Opens => return self.opens(tag.section, tag.key, &value, pair),
            Shape::Id => return self.id(pairs, pair, number, value),
            _ => {}
        }
        if tag.section == Section::Creation && !self.open.at(Section::Creation).is_open {
            let root = &mut self.open.at_mut(Section::Document).tail;
            let tail = self.tree.object(root, Key::CREATION_INFO, Some(pair.tag.0));
            *self.open.at_mut(Section::Creation) = Open::new(tail);
        }
        let open = self.open.at_mut(tag.section);
        if !open.is_open {
            return self.misplaced(pair, &value);
        }
        if !tag.shape.is_repeatable() {
            let bit = 1 << number;
            // A snippet may have ranges of both kinds, and each of them once.
            if open.seen & bit != 0 {
                let keeper = tag.section.keeper();
                return self.stray(keeper, NoteKind::RepeatedMember, pair, &value);
            }
            open.seen |= bit;
        }
        self.member(tag, &value, pair)
    }

    /// Opens a section.
    fn opens(
        &mut self,
        section: Section,
        key: Key,
        value: &Value,
        pair: &Pair,
    ) -> Result<(), Error> {
        let at = Some(pair.tag.0);
        match section {
            Section::Annotation => {
                // What it is about is known at its end, and where that is at the document's.
                let tail = self.tree.object(&mut { Tail::ROOT }, Key::NONE, at);
                *self.open.at_mut(section) = Open::new(tail);
                self.annotations.push(annotations::Pending::new(tail.container()));
                self.put_into(section, key, value);
                return Ok(());
            }
            Section::Artifact => {
                let file = self.open.at_mut(Section::File);
                if !file.is_open {
                    return self.misplaced(pair, value);
                }
                let list = list(&mut self.tree, file, ARTIFACTS, Key::ARTIFACT_OFS, at);
                let Some(list) = list else { return Ok(()) };
                let tail = self.tree.object(list, Key::NONE, at);
                *self.open.at_mut(section) = Open::new(tail);
                self.put_into(section, key, value);
                return Ok(());
            }
            Section::Package => {
                self.close(Section::File)?;
                self.close(Section::Snippet)?;
            }
            Section::File => self.close(Section::Snippet)?,
            _ => {}
        }
        self.close(section)?;
        let (list, count) = self.listed.at_mut(section);
        *count += 1;
        let root = &mut self.open.at_mut(Section::Document).tail;
        let list = list.get_or_insert_with(|| self.tree.array(root, section.list(), at));
        let tail = self.tree.object(list, Key::NONE, at);
        *self.open.at_mut(section) = Open::new(tail);
        match section {
            Section::Package | Section::File | Section::Snippet => {
                self.element = section;
                self.innermost = section;
            }
            Section::Licence => self.innermost = section,
            Section::Relationship => return self.relationship(value, pair),
            _ => {}
        }
        self.put_into(section, key, value);
        if matches!(section, Section::Package | Section::File)
            && let Some(id) = self.early.take()
        {
            self.put_id(section, &id);
        }
        Ok(())
    }

    /// Closes a section: what must be known of it is.
    fn close(&mut self, section: Section) -> Result<(), Error> {
        if !self.open.at(section).is_open {
            return Ok(());
        }
        match section {
            Section::Package | Section::File => {
                if self.open.at(section).seen & ID == 0 {
                    self.make_id(section)?;
                }
                let inner =
                    if section == Section::File { Section::Artifact } else { Section::Reference };
                self.open.at_mut(inner).is_open = false;
            }
            Section::Snippet => self.put_ranges(),
            _ => {}
        }
        self.open.at_mut(section).is_open = false;
        Ok(())
    }

    /// Takes an identifier, which belongs to whatever was opened last.
    fn id(&mut self, pairs: &Pairs, pair: &Pair, number: usize, value: Value) -> Result<(), Error> {
        debug_assert_eq!(ID, 1 << number, "SPDXID has its bit");
        let section = self.element;
        if section != Section::Snippet && self.open.at(section).seen & ID == 0 {
            self.put_id(section, &value);
            return Ok(());
        }
        // Some writers put the identifier in front of the name that opens the element.
        let source = self.tree.source();
        if let Line::Pair(next) = pairs.next(source, pair.next)
            && matches!(source.get(next.tag.0..next.tag.1), Some("FileName" | "PackageName"))
        {
            self.early = Some(value);
            return self.note(NoteKind::MisplacedMember, "SPDXID", pair.tag.0);
        }
        self.stray(section, NoteKind::RepeatedMember, pair, &value)
    }

    fn put_id(&mut self, section: Section, id: &Value) {
        self.put_into(section, Key::SPDXID, id);
        self.open.at_mut(section).seen |= ID;
        let package = self.open.at_mut(Section::Package);
        if section == Section::File && package.is_open {
            // A file below a package is contained in it; nobody wrote a relationship.
            let list = list(&mut self.tree, package, HAS_FILES, Key::HAS_FILES, Some(id.start));
            if let Some(list) = list {
                put(&mut self.tree, list, Key::NONE, id);
            }
        }
    }

    /// Gives an identifier to an element that has none: files could not be told to be in a package.
    #[cold]
    fn make_id(&mut self, section: Section) -> Result<(), Error> {
        let at = self.open.at(section).tail.container();
        let at = self.tree.value(at).offset().unwrap_or_default();
        self.note(NoteKind::MissingMember, "SPDXID", at)?;
        let source = self.tree.source();
        let prefix = self.made_prefix.get_or_insert_with(|| {
            let mut prefix = "SPDXRef-unnamed-".to_owned();
            while memchr::memmem::find(source.as_bytes(), prefix.as_bytes()).is_some() {
                prefix.push('x');
            }
            prefix
        });
        let what = if section == Section::File { "file" } else { "package" };
        let id = format!("{prefix}{what}-{}", self.listed.at(section).1);
        let value = Value { start: at, len: 0, made: Some(id.into_boxed_str()) };
        self.put_id(section, &value);
        Ok(())
    }

    /// Keeps a tag of a section that is not open. Not where it stands: when this is written, members
    /// come before what has none and snippets behind packages, and it would find a section there.
    /// None is open at the beginning.
    #[cold]
    fn misplaced(&mut self, pair: &Pair, value: &Value) -> Result<(), Error> {
        self.stray(Section::Document, NoteKind::MisplacedMember, pair, value)
    }

    /// Keeps a tag that has no member where it stands.
    #[cold]
    fn stray(
        &mut self,
        section: Section,
        kind: NoteKind,
        pair: &Pair,
        value: &Value,
    ) -> Result<(), Error> {
        let word = self.tree.source().get(pair.tag.0..pair.tag.1).unwrap_or_default().to_owned();
        self.note(kind, &word, pair.tag.0)?;
        let at = Some(pair.tag.0);
        let section = if self.open.at(section).is_open { section } else { Section::Document };
        let open = self.open.at_mut(section);
        let tail = &mut open.tail;
        let list = open.stray.get_or_insert_with(|| self.tree.array(tail, Key::HASH_TAGS, at));
        let mut object = self.tree.object(list, Key::NONE, at);
        self.tree.text(&mut object, Key::TAG, pair.tag.0, pair.tag.1 - pair.tag.0);
        put(&mut self.tree, &mut object, Key::VALUE, value);
        Ok(())
    }

    #[cold]
    fn odd(&mut self, oddity: Oddity, pair: &Pair) -> Result<(), Error> {
        let source = self.tree.source();
        let word = source.get(pair.tag.0..pair.tag.1).unwrap_or_default().to_owned();
        match oddity {
            Oddity::Surrounded => self.note(NoteKind::OtherType, &word, pair.tag.0),
            Oddity::Unterminated => {
                let rest = source.get(pair.value.0..).unwrap_or_default();
                if self.strict || swallows(rest) {
                    let message = format!("`<text>` of `{word}` is never closed");
                    return Err(self.error(Code::Truncated, message, pair.tag.0));
                }
                self.note(NoteKind::Unterminated, &word, pair.tag.0)
            }
        }
    }

    /// Brings line ends to line feeds, and decodes what was escaped for HTML.
    fn cook(&mut self, value: &mut Value) -> Result<(), Error> {
        let text = value.text(self.tree.source());
        let mut made = None;
        if memchr::memchr(b'\r', text.as_bytes()).is_some() {
            made = Some(text.replace("\r\n", "\n").replace('\r', "\n"));
        }
        let decoded = match self.is_escaped {
            true => parts::decode_html(made.as_deref().unwrap_or(text)),
            false => None,
        };
        let is_decoded = decoded.is_some();
        value.made = decoded.or(made).map(String::into_boxed_str);
        match is_decoded {
            true => self.note(NoteKind::HtmlEscaped, "", value.start),
            false => Ok(()),
        }
    }

    #[cold]
    fn note(&mut self, kind: NoteKind, word: &str, at: usize) -> Result<(), Error> {
        let place = self.place();
        self.notes.add(kind, word, || place);
        if !self.strict || !kind.is_deviation() {
            return Ok(());
        }
        let code = match kind {
            NoteKind::MissingMember => Code::MissingMember,
            _ => Code::Deviation,
        };
        let message = match word {
            "" => kind.describe().0.to_owned(),
            word => format!("{}: `{}`", kind.describe().0, word),
        };
        Err(self.error(code, message, at))
    }

    #[cold]
    fn error(&self, code: Code, message: impl Into<String>, at: usize) -> Error {
        Error::new(code, message).at(position_at(self.tree.source(), at)).on(self.place())
    }

    /// Returns the path of the object that is open.
    fn place(&self) -> String {
        match self.innermost {
            Section::Document => String::new(),
            section => {
                let list = section.list().known_text().unwrap_or_default();
                format!("/{list}/{}", self.listed.at(section).1.saturating_sub(1))
            }
        }
    }

    fn put_into(&mut self, section: Section, key: Key, value: &Value) {
        put(&mut self.tree, &mut self.open.at_mut(section).tail, key, value);
    }
}

/// The bit of `SPDXID` in [`Open::seen`].
const ID: u128 = id_bit();

#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler, which checks the bounds")]
const fn id_bit() -> u128 {
    let mut number = 0;
    while !matches!(TAGS[number].shape, Shape::Id) {
        number += 1;
    }
    1 << number
}

#[inline]
fn put(tree: &mut Tree, tail: &mut Tail, key: Key, value: &Value) -> ValueId {
    match &value.made {
        Some(made) => tree.made_text(tail, key, Some(value.start), made),
        None => tree.text(tail, key, value.start, value.len),
    }
}

/// Returns the open end of one of a section's lists.
#[inline]
fn list<'l>(
    tree: &mut Tree,
    open: &'l mut Open,
    number: usize,
    key: Key,
    at: Option<usize>,
) -> Option<&'l mut Tail> {
    let tail = &mut open.tail;
    Some(open.lists.get_mut(number)?.get_or_insert_with(|| tree.array(tail, key, at)))
}
