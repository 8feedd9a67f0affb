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
    let rows = Rows::of(tree.value(list));
    let compare = |one: &usize, other: &usize| {
        let digest = |row: usize| rows.ids.get(row).map_or(0, |id| of(digests, *id));
        rows.names(*one).cmp(rows.names(*other)).then_with(|| digest(*one).cmp(&digest(*other)))
    };
    let mut order: Vec<usize> = (0..rows.ids.len()).collect();
    if order.is_sorted_by(|one, other| compare(one, other).is_le()) {
        return;
    }
    order.sort_by(compare);
    let ids: Vec<ValueId> =
        order.into_iter().filter_map(|row| rows.ids.get(row)).copied().collect();
    tree.retain(list, |_| false);
    let mut tail = tree.tail(list);
    for id in ids {
        tree.attach(&mut tail, Key::NONE, id);
    }
}

/// The elements of a list, and what people would sort them by.
struct Rows<'t> {
    ids: Vec<ValueId>,
    /// For each element as many as any of the list has of [`NAMES`], which are few.
    names: Vec<&'t str>,
    width: usize,
}

impl<'t> Rows<'t> {
    fn of(list: Value<'t>) -> Self {
        let ids: Vec<ValueId> = list.children().map(Value::id).collect();
        if ids.len() < 2 {
            return Self { ids, names: Vec::new(), width: 0 };
        }
        let met = list.children().flat_map(named).fold(0_u32, |met, (place, _)| met | 1 << place);
        let width = met.count_ones() as usize;
        let mut names = vec![""; width * ids.len()];
        if width > 0 {
            for (element, names) in list.children().zip(names.chunks_exact_mut(width)) {
                for (place, text) in named(element) {
                    let before = (met & ((1 << place) - 1)).count_ones();
                    if let Some(name) = names.get_mut(before as usize) {
                        *name = text;
                    }
                }
            }
        }
        Self { ids, names, width }
    }

    fn names(&self, row: usize) -> &[&'t str] {
        self.names.get(row * self.width..(row + 1) * self.width).unwrap_or_default()
    }
}

/// Returns the names that an element has, each with its place among [`NAMES`]; a text is the first.
fn named<'t>(element: Value<'t>) -> impl Iterator<Item = (usize, &'t str)> {
    let members = element.children().filter_map(|member| {
        let text = member.as_str()?;
        Some((NAMES.iter().position(|key| *key == member.key())?, text))
    });
    element.as_str().map(|text| (0, text)).into_iter().chain(members)
}

/// Digests a value out of the digests of what is inside; the order of members does not count.
fn digest(value: Value<'_>, digests: &[u64]) -> u64 {
    match value.scalar() {
        Some(Scalar::Null) => mix(0, b""),
        Some(Scalar::Bool(holds)) => mix(1, &[u8::from(holds)]),
        Some(Scalar::Number(text)) => mix(2, text.as_bytes()),
        Some(Scalar::Text(text)) => mix(3, text.as_bytes()),
        None if value.is_object() => value.children().fold(4, |sum: u64, member| {
            let key = mix(5, member.key_text().as_bytes());
            sum.wrapping_add(mix(key, &of(digests, member.id()).to_le_bytes()))
        }),
        None => value
            .children()
            .fold(6, |all, element| mix(all, &of(digests, element.id()).to_le_bytes())),
    }
}

fn of(digests: &[u64], value: ValueId) -> u64 {
    digests.get(value.index()).copied().unwrap_or_default()
}

/// A hash that is the same in every version of every library, eight bytes at a time.
fn mix(start: u64, bytes: &[u8]) -> u64 {
    let step = |hash: u64, word: [u8; 8]| {
        let hash = (hash ^ u64::from_le_bytes(word)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        hash ^ hash >> 32
    };
    let (words, rest) = bytes.as_chunks::<8>();
    let mut last = [0; 8];
    last.iter_mut().zip(rest).for_each(|(place, byte)| *place = *byte);
    let hash = words.iter().fold(start ^ 0xCBF2_9CE4_8422_2325, |hash, word| step(hash, *word));
    step(step(hash, last), (bytes.len() as u64).to_le_bytes())
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
