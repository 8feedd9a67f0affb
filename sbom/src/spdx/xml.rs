//! SPDX 2 in XML: the JSON form with elements for members, `<Document>` around it.
//!
//! The specification has it "in development" and gives no schema; the Java tools write it. Lists
//! are repeated elements that keep the plural name (`<creators>`), so that the tables of the JSON
//! form are needed to tell a list of one from a single value, and a number from a text.

use std::collections::HashMap;

use crate::document::{NoteKind, Notes};
use crate::error::{Code, Error};
use crate::limits::ParseOptions;
use crate::losses::{LossReason, Losses};
use crate::schema::{Member, Shape, Type};
use crate::spdx::schema2::DOCUMENT;
use crate::tree::{Children, Key, Kind, Scalar, Tail, Tree, Value, ValueId};
use crate::xml::{Event, Leaf, Reader, Space, Writer};

/// Reads a document.
///
/// # Errors
///
/// A fault of the XML grammar, elements nested deeper than the limits allow, another root element
/// than `Document`.
pub(crate) fn read(text: String, options: &ParseOptions, notes: &mut Notes) -> Result<Tree, Error> {
    let mut tree = Tree::default();
    fill(&text, options, &mut tree, notes)?;
    tree.lay_over(text);
    Ok(tree)
}

/// An element of which the end is not reached.
struct Open {
    object: Tail,
    shape: Option<&'static Shape>,
    /// The lists begun in it.
    lists: Vec<(Key, Tail)>,
    /// The values of names that the format does not have: whether they are lists is only known at
    /// the end.
    others: Vec<(Key, ValueId)>,
}

impl Open {
    fn new(object: Tail, shape: Option<&'static Shape>) -> Self {
        Self { object, shape, lists: Vec::new(), others: Vec::new() }
    }

    /// Attaches the values of unknown names, those of one name as a list.
    fn close(mut self, tree: &mut Tree) {
        let mut counts: HashMap<Key, usize> = HashMap::new();
        for (key, _) in &self.others {
            *counts.entry(*key).or_default() += 1;
        }
        let mut lists: HashMap<Key, Tail> = HashMap::new();
        for (key, id) in self.others {
            if counts.get(&key) == Some(&1) {
                tree.attach(&mut self.object, key, id);
                continue;
            }
            let object = &mut self.object;
            let list = lists.entry(key).or_insert_with(|| tree.array(object, key, None));
            tree.attach(list, Key::NONE, id);
        }
    }
}

fn fill(
    text: &str,
    options: &ParseOptions,
    tree: &mut Tree,
    notes: &mut Notes,
) -> Result<(), Error> {
    let mut reader = Reader::new(text, &options.limits)?;
    let mut top = Tail::ROOT;
    let mut open: Vec<Open> = Vec::new();
    loop {
        match reader.next()? {
            Event::Open if open.is_empty() => {
                if reader.name().local != "Document" || reader.name().space != Space::NONE {
                    let message = "the root element is not `Document`";
                    return Err(reader.error(Code::Unrecognised, message));
                }
                let object = tree.object(&mut top, Key::NONE, Some(reader.start()));
                open.push(Open::new(object, Some(&DOCUMENT)));
            }
            Event::Open => element(&mut reader, tree, &mut open, notes)?,
            // Text beside elements has no place in the JSON form.
            Event::Text(_) => notes.add(NoteKind::NotKept, "text", String::new),
            Event::Close => {
                if let Some(closed) = open.pop() {
                    closed.close(tree);
                }
            }
            Event::End => return Ok(()),
        }
    }
}

/// Reads an element within an object: all of it, or its begin if there are elements inside.
fn element(
    reader: &mut Reader<'_>,
    tree: &mut Tree,
    open: &mut Vec<Open>,
    notes: &mut Notes,
) -> Result<(), Error> {
    let (name, at) = (reader.name(), reader.start());
    let Some(outer) = open.last_mut() else { return Ok(()) };
    let key = tree.key(name.local);
    let member = match name.space {
        Space::NONE => outer.shape.and_then(|shape| shape.find(key)).map(|(_, member)| member),
        _ => None,
    };
    let is_list = member.is_some_and(|member| member.list.is_some());
    let is_repeated =
        member.is_some() && !is_list && tree.value(outer.object.container()).get(key).is_some();
    if name.space != Space::NONE || is_repeated {
        if is_repeated {
            notes.add(NoteKind::RepeatedMember, name.local, String::new);
        }
        let fragment = reader.fragment()?;
        let id = tree.made_text(&mut { Tail::ROOT }, Key::NONE, Some(at), &fragment.text);
        outer.others.push((Key::HASH_FOREIGN, id));
        return Ok(());
    }
    if !reader.attributes().is_empty() {
        notes.add(NoteKind::NotKept, "attribute", String::new);
    }
    let mut apart = Tail::ROOT;
    let (into, slot) = match (member.is_some(), is_list) {
        (false, _) => (&mut apart, Key::NONE),
        (true, false) => (&mut outer.object, key),
        (true, true) => {
            let at_list = outer.lists.iter().position(|(name, _)| *name == key);
            let at_list = match at_list {
                Some(at_list) => at_list,
                None => {
                    let list = tree.array(&mut outer.object, key, Some(at));
                    outer.lists.push((key, list));
                    outer.lists.len() - 1
                }
            };
            let Some((_, list)) = outer.lists.get_mut(at_list) else { return Ok(()) };
            (list, Key::NONE)
        }
    };
    let kind = member.map(|member| member.value);
    let shape = match kind {
        Some(Type::Object(shape)) => Some(shape),
        _ => None,
    };
    let leaf = reader.leaf()?;
    let id = if leaf.is_closed && shape.is_none() {
        scalar(tree, into, slot, &leaf, kind)
    } else {
        let object = tree.object(into, slot, Some(at));
        let id = object.container();
        if !leaf.text.text.trim().is_empty() {
            notes.add(NoteKind::NotKept, "text", String::new);
        }
        if !leaf.is_closed {
            open.push(Open::new(object, shape));
        }
        id
    };
    if member.is_none() {
        let place = open.len() - usize::from(!(leaf.is_closed));
        if let Some(outer) = place.checked_sub(1).and_then(|place| open.get_mut(place)) {
            outer.others.push((key, id));
        }
    }
    Ok(())
}

fn scalar(
    tree: &mut Tree,
    into: &mut Tail,
    key: Key,
    leaf: &Leaf<'_>,
    kind: Option<Type>,
) -> ValueId {
    let (at, text) = (leaf.text.at, &leaf.text.text);
    let id = match text {
        std::borrow::Cow::Borrowed(text) => tree.text(into, key, at, text.len()),
        std::borrow::Cow::Owned(text) => tree.made_text(into, key, Some(at), text),
    };
    match (kind, text.trim()) {
        (Some(Type::Bool), word @ ("true" | "false")) => {
            tree.replace(id, Scalar::Bool(word == "true"));
        }
        (Some(Type::Integer(_) | Type::Number(..)), number)
            if crate::json::is_number(number.as_bytes()) =>
        {
            let number = number.to_owned();
            tree.replace(id, Scalar::Number(&number));
        }
        _ => {}
    }
    id
}

/// Writes a document; what XML cannot carry goes to `losses`.
pub(crate) fn write(root: Value<'_>, indent: Option<usize>, losses: &mut Losses) -> String {
    let mut out = Writer::new(indent, root.tree().text_len());
    out.begin("Document");
    let mut path = String::new();
    let mut open = vec![Object::new(root, Some(&DOCUMENT), 0)];
    while let Some(object) = open.last_mut() {
        path.truncate(object.path);
        let Some((member, value, number)) = object.next() else {
            open.pop();
            out.end();
            continue;
        };
        let (shape, is_list) = (object.shape, number.is_some());
        let name = member.key_text();
        path.push('/');
        path.push_str(name);
        if let Some(number) = number {
            path.push_str(&format!("/{number}"));
        }
        let mut lose = |reason, detail: &str| losses.add(reason, name, &path, None, detail);
        let found = shape.and_then(|shape| shape.find(member.key())).map(|(_, member)| member);
        if member.key() == Key::HASH_FOREIGN {
            match value.as_str() {
                Some(fragment) if fragment.starts_with('<') => out.fragment(fragment),
                _ => lose(LossReason::Encoding, "of another encoding"),
            }
            continue;
        }
        if !is_element_name(name) {
            lose(LossReason::Encoding, "no name in XML");
            continue;
        }
        if let Some(detail) = unsaid(found, member, value, is_list) {
            lose(LossReason::Encoding, detail);
            if value.is_null() || value.is_array() {
                continue;
            }
        }
        out.begin(name);
        match value.scalar() {
            Some(scalar) => {
                let text = match scalar {
                    Scalar::Text(text) | Scalar::Number(text) => text,
                    Scalar::Bool(true) => "true",
                    Scalar::Bool(false) => "false",
                    Scalar::Null => "",
                };
                if !out.end_with(text) {
                    losses.add(
                        LossReason::Encoding,
                        name,
                        &path,
                        None,
                        "characters that XML does not have",
                    );
                }
            }
            None => {
                let inner = match found.map(|member| member.value) {
                    Some(Type::Object(shape)) => Some(shape),
                    _ => None,
                };
                open.push(Object::new(value, inner, path.len()));
            }
        }
    }
    out.finish()
}

/// Says what of a value does not come back from XML, if anything.
fn unsaid(
    found: Option<&'static Member>,
    member: Value<'_>,
    value: Value<'_>,
    is_list: bool,
) -> Option<&'static str> {
    let should_be_list = found.is_some_and(|member| member.list.is_some());
    let is_object = value.is_object();
    match value.kind() {
        Kind::Null => return Some("`null`"),
        Kind::Array if is_list => return Some("a list in a list"),
        Kind::Array => return Some("an empty list"),
        _ => {}
    }
    let comes_back = match (found.map(|member| member.value), value.kind()) {
        (Some(Type::Object(_)), kind) => kind == Kind::Object,
        (_, Kind::Object) => found.is_none() && value.children().next().is_some(),
        (Some(Type::Bool), Kind::Bool) => true,
        (Some(Type::Integer(_) | Type::Number(..)), Kind::Number) => true,
        (_, kind) => kind == Kind::Text,
    };
    let text = value.as_str().unwrap_or_default().trim();
    let is_spelled = match found.map(|member| member.value) {
        Some(Type::Bool) => matches!(text, "true" | "false"),
        Some(Type::Integer(_) | Type::Number(..)) => crate::json::is_number(text.as_bytes()),
        _ => false,
    };
    if is_spelled {
        return Some("a text that spells it");
    }
    if !comes_back {
        return Some(if is_object { "an empty object" } else { "written as a text" });
    }
    match found {
        Some(_) if is_list != should_be_list => Some("a list in place of a value, or the reverse"),
        None if is_list && member.children().nth(1).is_none() => Some("a list of one"),
        _ => None,
    }
}

/// An object that is being written.
struct Object<'t> {
    shape: Option<&'static Shape>,
    /// The length of its path.
    path: usize,
    members: Children<'t>,
    /// The list among its members that is being written, with the number of its next value.
    list: Option<(Value<'t>, Children<'t>, usize)>,
}

impl<'t> Object<'t> {
    fn new(value: Value<'t>, shape: Option<&'static Shape>, path: usize) -> Self {
        Self { shape, path, members: value.children(), list: None }
    }

    /// Returns the next value, with the member it belongs to and its number if that is a list.
    fn next(&mut self) -> Option<(Value<'t>, Value<'t>, Option<usize>)> {
        if let Some((member, values, number)) = &mut self.list {
            if let Some(value) = values.next() {
                *number += 1;
                return Some((*member, value, Some(*number - 1)));
            }
            self.list = None;
        }
        let member = self.members.next()?;
        let mut values = member.children();
        match member.is_array().then(|| values.next()).flatten() {
            Some(first) => {
                self.list = Some((member, values, 1));
                Some((member, first, Some(0)))
            }
            None => Some((member, member, None)),
        }
    }
}

fn is_element_name(name: &str) -> bool {
    let mut characters = name.chars();
    characters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && characters.all(|next| next.is_ascii_alphanumeric() || "_-.".contains(next))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Style, parse, to_text};

    fn read_text(text: &str) -> Result<Tree, Error> {
        read(text.to_owned(), &ParseOptions::default(), &mut Notes::default())
    }

    fn compact(text: &str) -> String {
        to_text(read_text(text).unwrap().root(), Style::Compact)
    }

    /// Writes a document in JSON as XML and reads that.
    fn there_and_back(text: &str) -> (String, String, Losses) {
        let (tree, _) = parse(text.to_owned(), 64).unwrap();
        let mut losses = Losses::default();
        let xml = write(tree.root(), Some(2), &mut losses);
        let back = read_text(&xml).unwrap();
        (to_text(tree.root(), Style::Compact), to_text(back.root(), Style::Compact), losses)
    }

    #[test]
    fn lists_numbers_and_truth_are_told_by_the_tables() {
        assert_eq!(
            compact(
                "<Document><SPDXID>SPDXRef-DOCUMENT</SPDXID><packages><name>a</name>
                <filesAnalyzed>false</filesAnalyzed><versionInfo>1.10</versionInfo></packages>
                <comment/><creationInfo><creators>Tool: x</creators></creationInfo>
                <packages><name> b &amp; c </name></packages><x-one>1</x-one>
                <x-two>1</x-two><x-two><y>2</y></x-two></Document>"
            ),
            concat!(
                r#"{"SPDXID":"SPDXRef-DOCUMENT","packages":[{"name":"a","filesAnalyzed":false,"#,
                r#""versionInfo":"1.10"},{"name":" b & c "}],"comment":"","#,
                r#""creationInfo":{"creators":["Tool: x"]},"x-one":"1","#,
                r#""x-two":["1",{"y":"2"}]}"#
            )
        );
    }

    #[test]
    fn document_comes_back_from_xml_as_it_was() {
        let text = include_str!("../../tests/fixtures/spdx/2.3/everything.json");
        let (before, after, losses) = there_and_back(text);
        assert_eq!(before, after);
        assert!(losses.is_empty(), "{losses}");
    }

    #[test]
    fn what_xml_cannot_say_is_a_loss() {
        let (_, _, losses) = there_and_back(
            r#"{"SPDXID": "a\u0001", "comment": null, "packages": [], "files": [[1]],
                "x-list": ["one"], "x-number": 1, "x y": 2, "name": 7, "x-object": {}}"#,
        );
        let mut paths: Vec<_> = losses.iter().map(|loss| loss.path().to_owned()).collect();
        paths.sort();
        assert_eq!(
            paths,
            [
                "/SPDXID",
                "/comment",
                "/files/0",
                "/name",
                "/packages",
                "/x y",
                "/x-list/0",
                "/x-number",
                "/x-object"
            ]
        );
    }

    #[test]
    fn elements_of_other_namespaces_and_second_values_are_kept_as_they_are() {
        let text = r#"<Document><SPDXID>x</SPDXID><name>a</name><name>b</name>
            <e:more xmlns:e="urn:e"><e:b>1</e:b></e:more></Document>"#;
        let tree = read_text(text).unwrap();
        let mut losses = Losses::default();
        let written = write(tree.root(), None, &mut losses);
        assert!(written.contains(r#"<e:more xmlns:e="urn:e"><e:b>1</e:b></e:more>"#), "{written}");
        assert!(written.contains("<name>a</name>") && written.contains(">b</name>"), "{written}");
        assert!(losses.is_empty(), "{losses}");
    }

    #[test]
    fn another_root_is_refused() {
        assert!(read_text("<Documents/>").is_err());
        assert!(read_text("<Document>").is_err());
    }
}
