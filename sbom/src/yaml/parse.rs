//! Parser events to a tree in which every scalar is a text still.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, Span, Tag};

use super::Oddity;
use crate::document::NoteKind;
use crate::error::{Code, Error};
use crate::json::{is_number, pointer, position_at};
use crate::limits::ParseOptions;
use crate::tree::{Key, Kind, Tail, Tree, ValueId};
use crate::validate::collect::clip;

/// What was read.
pub(super) struct Parsed {
    /// Without its source, which the parser borrows.
    pub(super) tree: Tree,
    /// The scalars without quotes, in their order.
    pub(super) plain: Vec<ValueId>,
    /// What a tag says that scalars are, in their order.
    pub(super) spelled: Vec<(ValueId, Kind)>,
    pub(super) oddities: Vec<Oddity>,
}

/// Reads the first document of a text.
///
/// # Errors
///
/// As [`read`](super::read). Where nothing but the indentation of a line is at fault, the offset
/// of its first character comes with the error.
pub(super) fn parse(text: &str, options: &ParseOptions) -> Result<Parsed, (Error, Option<usize>)> {
    let depth = options.limits.max_depth();
    let knobs = granit_parser::options! {
        emit_comments: false,
        // A level more than is allowed, so that the message is ours.
        flow_nesting_limit: depth + 1,
        block_nesting_limit: depth + 1,
    };
    let mut loader = Loader {
        text,
        depth,
        items: options.limits.items,
        parsed: Parsed {
            tree: Tree::default(),
            plain: Vec::new(),
            spelled: Vec::new(),
            oddities: Vec::new(),
        },
        outer: Tail::ROOT,
        open: Vec::new(),
        anchors: HashMap::new(),
        documents: 0,
        copied: 0,
    };
    for event in Parser::new_from_str_with_options(text, knobs) {
        match event {
            Ok((event, span)) => {
                if !loader.take(event, span).map_err(|error| (error, None))? {
                    break;
                }
            }
            Err(error) => {
                let is_indentation = *error.kind() == ErrorKind::InvalidQuotedScalarIndent;
                let at = error.marker().byte_offset().filter(|_| is_indentation);
                return Err((loader.syntax(&error), at));
            }
        }
    }
    Ok(loader.parsed)
}

struct Loader<'s> {
    text: &'s str,
    depth: usize,
    items: usize,
    parsed: Parsed,
    outer: Tail,
    open: Vec<Open<'s>>,
    /// The nodes with an anchor; `None` while they are open.
    anchors: HashMap<usize, Option<ValueId>>,
    documents: usize,
    /// How many values aliases have added.
    copied: usize,
}

/// A mapping or sequence that is not closed yet.
struct Open<'s> {
    tail: Tail,
    anchor: usize,
    /// How many values it has.
    count: usize,
    /// For a mapping, the keys it has and the one whose value is due.
    keys: Option<Keys<'s>>,
}

#[derive(Default)]
struct Keys<'s> {
    /// Few keys are compared one by one, many are looked up.
    few: Vec<Key>,
    many: HashSet<Key>,
    pending: Option<Key>,
    name: Cow<'s, str>,
}

impl Keys<'_> {
    /// Adds a key; `false` if it is there already.
    fn insert(&mut self, key: Key) -> bool {
        if self.few.len() == FEW {
            self.many.extend(self.few.iter().copied());
        }
        if self.few.len() >= FEW {
            self.few.push(key);
            return self.many.insert(key);
        }
        let is_new = !self.few.contains(&key);
        self.few.push(key);
        is_new
    }
}

const FEW: usize = 64;

impl<'s> Loader<'s> {
    /// Takes an event; `false` when the first document is read.
    fn take(&mut self, event: Event<'s>, span: Span) -> Result<bool, Error> {
        let start = span.start.byte_offset().unwrap_or(self.text.len());
        let end = span.end.byte_offset().unwrap_or(start);
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    let oddity = (NoteKind::MoreDocuments, String::new(), start);
                    self.parsed.oddities.push(oddity);
                    return Ok(false);
                }
            }
            Event::Scalar(text, style, anchor, tag) => {
                let is_plain = style == ScalarStyle::Plain;
                // An absent value has no text, although the parser calls it `~`.
                let text = if is_plain && start == end { Cow::Borrowed("") } else { text };
                if self.is_key_due() {
                    self.key(text, is_plain, start)?;
                    return Ok(true);
                }
                let key = self.next_key();
                let into = self.open.last_mut().map_or(&mut self.outer, |open| &mut open.tail);
                let tree = &mut self.parsed.tree;
                let id = put(tree, into, key, self.text, &text, start);
                match tag.as_deref().map(Tag::core_suffix) {
                    None if is_plain => self.parsed.plain.push(id),
                    None | Some(Some("str")) => {}
                    Some(Some(kind)) => self.parsed.spelled.extend(typed(kind, &text, id)),
                    Some(None) => {
                        let word = tag.as_deref().map(Tag::original).unwrap_or_default();
                        self.parsed.oddities.push((NoteKind::OtherType, word, start));
                    }
                }
                if anchor > 0 {
                    self.anchors.insert(anchor, Some(id));
                }
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.open(anchor, tag.as_deref(), start, false)?;
            }
            Event::MappingStart(_, anchor, tag) => {
                self.open(anchor, tag.as_deref(), start, true)?
            }
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(Open { tail, anchor, .. }) = self.open.pop()
                    && anchor > 0
                {
                    self.anchors.insert(anchor, Some(tail.container()));
                }
            }
            Event::Alias(anchor) => match self.anchors.get(&anchor) {
                Some(Some(_)) if self.is_key_due() => {
                    return Err(self.error(Code::Syntax, "an alias cannot be a key", start));
                }
                Some(&Some(target)) => self.copy(target, start)?,
                _ => {
                    let message = "an alias stands inside what it repeats";
                    return Err(self.error(Code::Syntax, message, start));
                }
            },
            _ => {}
        }
        Ok(true)
    }

    fn is_key_due(&self) -> bool {
        let keys = self.open.last().and_then(|open| open.keys.as_ref());
        keys.is_some_and(|keys| keys.pending.is_none())
    }

    fn key(&mut self, text: Cow<'s, str>, is_plain: bool, at: usize) -> Result<(), Error> {
        if is_plain && text == "<<" {
            let message = "merge keys (`<<`) are not YAML 1.2";
            return Err(self.error(Code::Syntax, message, at));
        }
        let key = self.parsed.tree.key(&text);
        let Some(keys) = self.open.last_mut().and_then(|open| open.keys.as_mut()) else {
            return Ok(());
        };
        keys.pending = Some(key);
        keys.name = text;
        if !keys.insert(key) {
            let message = format!("duplicate key `{}`", clip(self.parsed.tree.key_text(key)));
            return Err(self.error(Code::DuplicateKey, &message, at));
        }
        Ok(())
    }

    /// Returns the name under which the next value goes into what is open.
    fn next_key(&mut self) -> Key {
        let Some(open) = self.open.last_mut() else { return Key::NONE };
        open.count += 1;
        open.keys.as_mut().and_then(|keys| keys.pending.take()).unwrap_or(Key::NONE)
    }

    /// Opens a mapping or a sequence.
    fn open(
        &mut self,
        anchor: usize,
        tag: Option<&Tag>,
        at: usize,
        is_mapping: bool,
    ) -> Result<(), Error> {
        if self.is_key_due() {
            return Err(self.error(Code::Syntax, "a key must be a text", at));
        }
        if self.open.len() >= self.depth {
            return Err(self.too_deep(at));
        }
        if let Some(tag) = tag.filter(|tag| tag.core_suffix().is_none()) {
            self.parsed.oddities.push((NoteKind::OtherType, tag.original(), at));
        }
        let key = self.next_key();
        let into = self.open.last_mut().map_or(&mut self.outer, |open| &mut open.tail);
        let tree = &mut self.parsed.tree;
        let tail = match is_mapping {
            true => tree.object(into, key, Some(at)),
            false => tree.array(into, key, Some(at)),
        };
        if anchor > 0 {
            self.anchors.insert(anchor, None);
        }
        self.open.push(Open { tail, anchor, count: 0, keys: is_mapping.then(Keys::default) });
        Ok(())
    }

    /// Puts what an alias repeats, with all it holds.
    fn copy(&mut self, target: ValueId, at: usize) -> Result<(), Error> {
        let key = self.next_key();
        let mut open: Vec<(Tail, std::vec::IntoIter<(Key, ValueId)>)> = Vec::new();
        let mut next = Some((key, target));
        loop {
            let Some((key, id)) = next else {
                let Some((_, children)) = open.last_mut() else { return Ok(()) };
                next = children.next();
                if next.is_none() {
                    open.pop();
                }
                continue;
            };
            next = None;
            self.copied += 1;
            if self.copied > self.items {
                let message = format!("aliases repeat more than {} values", self.items);
                return Err(self.error(Code::TooMany, &message, at));
            }
            let into = match (open.last_mut(), self.open.last_mut()) {
                (Some((tail, _)), _) => tail,
                (None, Some(outer)) => &mut outer.tail,
                (None, None) => &mut self.outer,
            };
            let tail = self.parsed.tree.again(into, key, id);
            let value = self.parsed.tree.value(id);
            if value.scalar().is_some() {
                let copy = tail.container();
                if self.parsed.plain.binary_search(&id).is_ok() {
                    self.parsed.plain.push(copy);
                }
                if let Ok(place) = self.parsed.spelled.binary_search_by_key(&id, |it| it.0)
                    && let Some((_, kind)) = self.parsed.spelled.get(place).copied()
                {
                    self.parsed.spelled.push((copy, kind));
                }
                continue;
            }
            if self.open.len() + open.len() >= self.depth {
                return Err(self.too_deep(at));
            }
            let children: Vec<(Key, ValueId)> =
                value.children().map(|child| (child.key(), child.id())).collect();
            open.push((tail, children.into_iter()));
        }
    }

    fn too_deep(&self, at: usize) -> Error {
        let message = format!("values are nested more than {} levels deep", self.depth);
        self.error(Code::TooDeep, &message, at)
    }

    #[cold]
    fn syntax(&self, error: &ScanError) -> Error {
        let at = error.marker().byte_offset().unwrap_or(self.text.len());
        match error.kind() {
            ErrorKind::RecursionLimitExceeded => self.too_deep(at),
            _ => {
                let what = if self.has_json() { IS_NEITHER } else { "not YAML" };
                self.error(Code::Syntax, &format!("{what}: {}", error.info()), at)
            }
        }
    }

    /// Reports whether the text names its format as JSON does: a piece of a document in JSON, or a
    /// text that has one in it.
    fn has_json(&self) -> bool {
        ["\"bomFormat\":", "\"spdxVersion\":"].iter().any(|name| self.text.contains(name))
    }

    #[cold]
    fn error(&self, code: Code, message: &str, at: usize) -> Error {
        Error::new(code, message).at(position_at(self.text, at)).on(self.path())
    }

    /// Returns the path of what is being read.
    fn path(&self) -> String {
        let mut path = String::new();
        for open in self.open.iter().take(pointer::MAX_STEPS) {
            match &open.keys {
                None => path.push_str(&format!("/{}", open.count.saturating_sub(1))),
                Some(keys) if keys.name.is_empty() => {}
                Some(keys) => pointer::push(&mut path, &keys.name),
            }
        }
        path
    }
}

/// What a text is that was taken for YAML only since a line of it looks like a member.
const IS_NEITHER: &str = "neither JSON, which begins with a brace, nor YAML";

/// Returns what a tag of the core schema says that a scalar is, if its text can be that.
fn typed(tag: &str, text: &str, id: ValueId) -> Option<(ValueId, Kind)> {
    let kind = match tag {
        "int" | "float" if is_number(text.as_bytes()) => Kind::Number,
        "bool" if matches!(text, "true" | "True" | "TRUE" | "false" | "False" | "FALSE") => {
            Kind::Bool
        }
        "null" => Kind::Null,
        _ => return None,
    };
    Some((id, kind))
}

/// Puts a text: a piece of the source if it stands there as it is.
fn put(tree: &mut Tree, into: &mut Tail, key: Key, source: &str, text: &str, at: usize) -> ValueId {
    // The parser lends what it need not change; the address tells where that is.
    let offset = (text.as_ptr() as usize).wrapping_sub(source.as_ptr() as usize);
    match source.get(offset..offset.saturating_add(text.len())) {
        Some(piece) if piece == text => tree.text(into, key, offset, text.len()),
        _ => tree.made_text(into, key, Some(at), text),
    }
}
