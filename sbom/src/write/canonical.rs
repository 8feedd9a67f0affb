//! Lists whose order says nothing, put in order: the same document, however it was shuffled, is
//! written the same.

use crate::tree::{Key, Scalar, Tail, Tree, Value, ValueId};

/// Copies a document with the elements of such lists in the order of what names them.
///
/// Linear in the document but for sorting, however deep it is: equal elements are told by digests,
/// each made of those of what is inside.
pub(super) fn arranged(root: Value<'_>) -> Tree {
    let mut tree = Tree::default();
    tree.graft(&mut Tail::ROOT.clone(), Key::NONE, root);
    let mut digests = vec![0; tree.len()];
    // What is inside has a higher number than what holds it.
    for at in (0..u32::try_from(tree.len()).unwrap_or(u32::MAX)).rev() {
        let id = ValueId::from_raw(at);
        let value = tree.value(id);
        if value.is_array() && UNORDERED.contains(&value.key()) {
            sort(&mut tree, id, &digests);
        }
        let digest = digest(tree.value(id), &digests);
        if let Some(place) = digests.get_mut(id.index()) {
            *place = digest;
        }
    }
    tree
}

fn sort(tree: &mut Tree, list: ValueId, digests: &[u64]) {
    let mut rows: Vec<_> = tree
        .value(list)
        .children()
        .map(|element| (names(element), of(digests, element), element.id()))
        .collect();
    if rows.is_sorted() {
        return;
    }
    rows.sort_unstable();
    let ids: Vec<ValueId> = rows.into_iter().map(|(.., id)| id).collect();
    tree.retain(list, |_| false);
    let mut tail = tree.tail(list);
    for id in ids {
        tree.attach(&mut tail, Key::NONE, id);
    }
}

/// Returns what people would sort an element by.
fn names(element: Value<'_>) -> [&str; NAMES.len()] {
    let mut names = [""; NAMES.len()];
    if let ([first, ..], Some(text)) = (&mut names, element.as_str()) {
        *first = text;
    }
    for member in element.children().filter(|member| member.is_text()) {
        let place = NAMES.iter().position(|key| *key == member.key());
        if let Some(name) = place.and_then(|place| names.get_mut(place)) {
            *name = member.as_str().unwrap_or_default();
        }
    }
    names
}

/// Digests a value out of the digests of what is inside; the order of members does not count.
fn digest(value: Value<'_>, digests: &[u64]) -> u64 {
    match value.scalar() {
        Some(Scalar::Null) => fnv(0, b""),
        Some(Scalar::Bool(holds)) => fnv(1, &[u8::from(holds)]),
        Some(Scalar::Number(text)) => fnv(2, text.as_bytes()),
        Some(Scalar::Text(text)) => fnv(3, text.as_bytes()),
        None if value.is_object() => value.children().fold(4, |sum: u64, member| {
            let key = fnv(5, member.key_text().as_bytes());
            sum.wrapping_add(fnv(key, &of(digests, member).to_le_bytes()))
        }),
        None => {
            value.children().fold(6, |all, element| fnv(all, &of(digests, element).to_le_bytes()))
        }
    }
}

fn of(digests: &[u64], value: Value<'_>) -> u64 {
    digests.get(value.id().index()).copied().unwrap_or_default()
}

/// The hash of Fowler, Noll and Vo (1a): the same in every version of every library.
fn fnv(start: u64, bytes: &[u8]) -> u64 {
    let start = start ^ 0xCBF2_9CE4_8422_2325;
    bytes
        .iter()
        .fold(start, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01B3))
}

/// Members that name an element, or tell it from its neighbours.
const NAMES: [Key; 15] = [
    Key::PURL,
    Key::REF,
    Key::ID,
    Key::SPDXID,
    Key::SPDX_ELEMENT_ID,
    Key::RELATIONSHIP_TYPE,
    Key::RELATED_SPDX_ELEMENT,
    Key::GROUP,
    Key::NAME,
    Key::VERSION,
    Key::TYPE,
    Key::ALG,
    Key::ALGORITHM,
    Key::URL,
    Key::BOM_REF,
];

/// Lists that are sets by their formats' word. Licences, properties and persons stay as given.
const UNORDERED: &[Key] = &[
    Key::AFFECTS,
    Key::ANNOTATIONS,
    Key::ASSEMBLIES,
    Key::CHECKSUMS,
    Key::COMPONENTS,
    Key::COMPOSITIONS,
    Key::DEPENDENCIES,
    Key::DEPENDS_ON,
    Key::DOCUMENT_DESCRIBES,
    Key::ELEMENT,
    Key::EXTERNAL_DOCUMENT_REFS,
    Key::EXTERNAL_IDENTIFIER,
    Key::EXTERNAL_REF,
    Key::EXTERNAL_REFERENCES,
    Key::EXTERNAL_REFS,
    Key::FILES,
    Key::FILE_TYPES,
    Key::HAS_EXTRACTED_LICENSING_INFOS,
    Key::HAS_FILES,
    Key::HASHES,
    Key::LICENSE_INFO_FROM_FILES,
    Key::LICENSE_INFO_IN_FILES,
    Key::LICENSE_INFO_IN_SNIPPETS,
    Key::PACKAGES,
    Key::PROVIDES,
    Key::RELATIONSHIPS,
    Key::ROOT_ELEMENT,
    Key::SERVICES,
    Key::SNIPPETS,
    Key::SUBJECTS,
    Key::TAGS,
    Key::TO,
    Key::VERIFIED_USING,
    Key::VULNERABILITIES,
];
