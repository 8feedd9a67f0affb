//! Whether values are equal as JSON has it: whatever the order of members, 1 like 1.0.

use std::collections::HashMap;

use crate::tree::{Key, Scalar, Value, ValueId};

/// Finds equal elements of lists, in time linear in what it looks at.
#[derive(Debug, Default)]
pub(crate) struct Twins {
    /// Hashes of containers that were worked out.
    known: HashMap<ValueId, u64>,
    hashes: Vec<(u64, ValueId)>,
}

impl Twins {
    /// Returns pairs of equal elements: the first of each kind and each later one.
    pub(crate) fn of<'t>(&mut self, list: Value<'t>) -> Vec<(Value<'t>, Value<'t>)> {
        // Most lists have one element.
        if list.children().nth(1).is_none() {
            return Vec::new();
        }
        let mut hashes = std::mem::take(&mut self.hashes);
        hashes.clear();
        hashes.extend(list.children().map(|element| (shallow(element), element.id())));
        // Most lists are told apart by what their elements hold directly.
        hashes.sort_unstable();
        let groups =
            |hashes: &[(u64, ValueId)]| hashes.chunk_by(|a, b| a.0 == b.0).any(|it| it.len() > 1);
        let mut twins = Vec::new();
        if groups(&hashes) {
            let mut deep: Vec<(u64, ValueId)> = hashes
                .chunk_by(|a, b| a.0 == b.0)
                .filter(|alike| alike.len() > 1)
                .flatten()
                .map(|&(_, id)| (self.hash(list.tree().value(id)), id))
                .collect();
            deep.sort_unstable();
            for alike in deep.chunk_by(|a, b| a.0 == b.0) {
                let Some(((_, first), others)) = alike.split_first() else { continue };
                let first = list.tree().value(*first);
                let others = others.iter().map(|&(_, id)| list.tree().value(id));
                twins
                    .extend(others.filter(|&other| same(first, other)).map(|other| (first, other)));
            }
        }
        self.hashes = hashes;
        twins
    }

    /// Hashes a value with all it holds.
    fn hash(&mut self, value: Value<'_>) -> u64 {
        if let Some(hash) = of_scalar(value) {
            return hash;
        }
        let mut open = vec![(value, value.children(), seed(value))];
        loop {
            let Some((container, children, hash)) = open.last_mut() else { return 0 };
            match children.next() {
                Some(child) => {
                    let known = of_scalar(child).or_else(|| self.known.get(&child.id()).copied());
                    match known {
                        Some(of_child) => *hash = join(*container, child, *hash, of_child),
                        None => open.push((child, child.children(), seed(child))),
                    }
                }
                None => {
                    let (container, hash) = (*container, *hash);
                    self.known.insert(container.id(), hash);
                    open.pop();
                    match open.last_mut() {
                        Some((outer, _, of_outer)) => {
                            *of_outer = join(*outer, container, *of_outer, hash);
                        }
                        None => return hash,
                    }
                }
            }
        }
    }
}

/// Hashes a value without looking into the containers it holds, nor into the middle of texts.
/// Where elements have ids, these alone tell nearly all apart.
fn shallow(value: Value<'_>) -> u64 {
    let id = if value.is_object() { value.text(Key::BOM_REF) } else { value.as_str() };
    if let Some(text) = id {
        return of_ends(text.as_bytes());
    }
    if let Some(hash) = of_scalar(value) {
        return hash;
    }
    value.children().fold(seed(value), |hash, child| {
        let of_child = match child.as_str() {
            Some(text) => of_ends(text.as_bytes()),
            None => of_scalar(child).unwrap_or_else(|| seed(child)),
        };
        join(value, child, hash, of_child)
    })
}

fn seed(value: Value<'_>) -> u64 {
    if value.is_array() { 0x51_7C_C1 } else { 0xB7_27_22 }
}

/// Adds a child to the hash of its container: in order for arrays, in no order for objects.
fn join(container: Value<'_>, child: Value<'_>, hash: u64, of_child: u64) -> u64 {
    if container.is_array() {
        mix(hash.rotate_left(5) ^ of_child)
    } else {
        hash.wrapping_add(mix(of_child ^ mix(of_bytes(child.key_text().as_bytes()))))
    }
}

fn of_scalar(value: Value<'_>) -> Option<u64> {
    Some(match value.scalar()? {
        Scalar::Null => 1,
        Scalar::Bool(is) => 2 + u64::from(is),
        Scalar::Number(text) => match number(text) {
            Some(number) => mix(number.to_bits() ^ 4),
            None => of_bytes(text.as_bytes()),
        },
        Scalar::Text(text) => of_bytes(text.as_bytes()),
    })
}

fn number(text: &str) -> Option<f64> {
    // Minus nought equals nought.
    text.parse::<f64>().ok().map(|number| number + 0.0)
}

/// Hashes the ends of a text, where references and versions differ.
fn of_ends(bytes: &[u8]) -> u64 {
    let start = bytes.first_chunk().copied().map_or(0, u64::from_le_bytes);
    let end = bytes.last_chunk().copied().map_or_else(|| of_bytes(bytes), u64::from_le_bytes);
    mix(start ^ mix(end ^ bytes.len() as u64))
}

fn of_bytes(bytes: &[u8]) -> u64 {
    let mut chunks = bytes.chunks_exact(8);
    let mut hash = mix(bytes.len() as u64 ^ 0x9E37_79B9);
    for chunk in &mut chunks {
        let word = chunk.try_into().map_or(0, u64::from_le_bytes);
        hash = mix(hash.rotate_left(5) ^ word);
    }
    let rest = chunks.remainder().iter().fold(0, |rest, byte| rest << 8 | u64::from(*byte));
    mix(hash.rotate_left(5) ^ rest)
}

fn mix(word: u64) -> u64 {
    let word = word.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    word ^ word >> 29
}

/// Compares two values of one tree.
pub(crate) fn same(left: Value<'_>, right: Value<'_>) -> bool {
    let mut pairs = vec![(left, right)];
    while let Some((left, right)) = pairs.pop() {
        match (left.scalar(), right.scalar()) {
            (Some(Scalar::Number(left)), Some(Scalar::Number(right))) => {
                if left != right && number(left) != number(right) {
                    return false;
                }
            }
            (Some(left), Some(right)) => {
                if left != right {
                    return false;
                }
            }
            (None, None) if left.is_array() == right.is_array() => {
                let mut of_left: Vec<Value<'_>> = left.children().collect();
                let mut of_right: Vec<Value<'_>> = right.children().collect();
                if of_left.len() != of_right.len() {
                    return false;
                }
                if left.is_object() {
                    of_left.sort_by_key(|value| value.key());
                    of_right.sort_by_key(|value| value.key());
                }
                for pair in of_left.into_iter().zip(of_right) {
                    if pair.0.key() != pair.1.key() {
                        return false;
                    }
                    pairs.push(pair);
                }
            }
            _ => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;

    fn twins(text: &str) -> Vec<(usize, usize)> {
        let (tree, _) = json::parse(text.to_owned(), 64).unwrap();
        let list = tree.root();
        let place = |value: Value<'_>| list.children().position(|it| it.id() == value.id());
        let found = Twins::default().of(list);
        found.into_iter().map(|(a, b)| (place(a).unwrap(), place(b).unwrap())).collect()
    }

    #[test]
    fn equal_elements_are_found_whatever_the_order_of_their_members() {
        assert_eq!(twins(r#"[{"a": 1, "b": [1, {}]}, 2, {"b": [1.0, {}], "a": 1}]"#), [(0, 2)]);
        assert_eq!(twins(r#"["a", "b", "a", "a"]"#), [(0, 2), (0, 3)]);
    }

    #[test]
    fn elements_that_differ_somewhere_are_no_twins() {
        for text in [
            r#"[{"a": "1"}, {"a": 1}, {"a": null}, {"a": true}, {}]"#,
            r#"[[1, 2], [2, 1], [1, 2, 2]]"#,
            r#"[{"a": {"b": [1]}}, {"a": {"b": [2]}}]"#,
            r#"[{"a": "begins-x-ends-the-same"}, {"a": "begins-y-ends-the-same"}]"#,
            r#"[]"#,
            r#"[{}]"#,
        ] {
            assert_eq!(twins(text), [], "{text}");
        }
    }
}
