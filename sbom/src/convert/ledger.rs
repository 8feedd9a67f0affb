//! The account of a conversion: which values of the source were carried, and what became of the
//! others.

use std::collections::HashMap;

use super::place::Walk;
use crate::losses::{LossReason, Losses};
use crate::tree::{Kind, Tree, Value};

/// Marks what was carried; whatever is not marked in the end is a loss.
///
/// That makes a conversion accountable by construction: forgetting a field reports it.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    /// The values that were carried, with all they hold.
    carried: Marks,
    /// Values that were looked at and left behind or bent.
    lost: HashMap<usize, (LossReason, String)>,
    /// The same, to be asked for often.
    explained: Marks,
    /// Why the others are not in the result.
    otherwise: Option<LossReason>,
}

impl Ledger {
    pub(crate) fn new(source: &Tree) -> Self {
        let (carried, explained) = (Marks::new(source), Marks::new(source));
        Self { carried, explained, ..Self::default() }
    }

    /// Sets the reason for what nobody explained: `no-place`, unless said otherwise.
    pub(crate) fn otherwise(&mut self, reason: LossReason) {
        self.otherwise = Some(reason);
    }

    /// Notes that a value, with all it holds, is in the result.
    pub(crate) fn carry(&mut self, value: Value<'_>) {
        self.carried.set(value);
    }

    pub(crate) fn has(&self, value: Value<'_>) -> bool {
        self.carried.has(value)
    }

    /// Notes why a value is not in the result, or not as it was. The first reason stays.
    pub(crate) fn lose(&mut self, value: Value<'_>, reason: LossReason, detail: &str) {
        self.explained.set(value);
        self.lost.entry(value.id().index()).or_insert_with(|| (reason, detail.to_owned()));
    }

    /// Lists every value that was not carried, at the highest place below which nothing was.
    pub(crate) fn close(&self, source: &Tree) -> Losses {
        let touched = self.touched(source);
        let mut losses = Losses::default();
        let mut walk = Walk::new(source.root());
        while let Some(value) = walk.next() {
            let is_explained = self.explained.has(value);
            if !is_explained && (self.has(value) || says_nothing(value)) {
                walk.skip();
                continue;
            }
            let explained = is_explained.then(|| self.lost.get(&value.id().index()));
            let (reason, detail) = match explained.flatten() {
                Some((reason, detail)) => (*reason, detail.as_str()),
                // Parts of it were carried, or are explained: the others are listed one by one.
                None if touched.has(value) => continue,
                None if is_foreign(value) => (LossReason::UnknownMember, ""),
                None => (self.otherwise.unwrap_or(LossReason::NoPlace), ""),
            };
            let (field, element) = (walk.field(), walk.element());
            losses.add(reason, &field, &walk.path(), element.as_deref(), detail);
            walk.skip();
        }
        losses
    }

    /// Marks the containers that hold something carried or explained.
    fn touched(&self, source: &Tree) -> Marks {
        let mut touched = Marks::new(source);
        let root = source.root();
        let mut open = vec![(root, root.children(), false)];
        while let Some((value, children, is_touched)) = open.last_mut() {
            match children.next() {
                Some(child) if self.has(child) || self.explained.has(child) => {
                    *is_touched = true;
                }
                Some(child) if matches!(child.kind(), Kind::Array | Kind::Object) => {
                    open.push((child, child.children(), false));
                }
                Some(_) => {}
                None => {
                    let is_touched = *is_touched;
                    if is_touched {
                        touched.set(*value);
                    }
                    open.pop();
                    if let Some((_, _, outer)) = open.last_mut() {
                        *outer |= is_touched;
                    }
                }
            }
        }
        touched
    }
}

/// One bit for each value of a tree.
#[derive(Debug, Default)]
struct Marks(Vec<u64>);

impl Marks {
    fn new(tree: &Tree) -> Self {
        Self(vec![0; tree.len() / 64 + 1])
    }

    fn set(&mut self, value: Value<'_>) {
        let index = value.id().index();
        if let Some(word) = self.0.get_mut(index / 64) {
            *word |= 1 << (index % 64);
        }
    }

    fn has(&self, value: Value<'_>) -> bool {
        let index = value.id().index();
        self.0.get(index / 64).is_some_and(|word| word >> (index % 64) & 1 == 1)
    }
}

/// Reports whether a value states nothing: `null`, and lists and objects of nothing.
fn says_nothing(value: Value<'_>) -> bool {
    match value.kind() {
        Kind::Null => true,
        Kind::Array | Kind::Object => value.children().next().is_none(),
        _ => false,
    }
}

/// Reports whether no format has a member of that name.
fn is_foreign(value: Value<'_>) -> bool {
    let key = value.key();
    key != crate::tree::Key::NONE && key.known_text().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::Key;

    #[test]
    fn what_is_not_carried_is_listed_at_the_highest_place() {
        let text = r#"{"components": [
            {"bom-ref": "a", "name": "n", "supplier": {"name": "s", "url": ["u", "v"]},
             "tags": [], "x-odd": 1, "copyright": null},
            {"name": "m", "purl": "pkg:npm/m", "pedigree": {"notes": "old", "commits": [{}]}}
        ], "services": [{"name": "x"}]}"#;
        let (tree, _) = crate::json::parse(text.to_owned(), 16).unwrap();
        let mut ledger = Ledger::new(&tree);
        let mut components = tree.root().list(Key::COMPONENTS);
        let (first, second) = (components.next().unwrap(), components.next().unwrap());
        ledger.carry(first.get(Key::BOM_REF).unwrap());
        ledger.carry(first.get(Key::NAME).unwrap());
        let supplier = first.get(Key::SUPPLIER).unwrap();
        ledger.carry(supplier.get(Key::NAME).unwrap());
        ledger.carry(second.get(Key::NAME).unwrap());
        let purl = second.get(Key::PURL).unwrap();
        ledger.carry(purl);
        ledger.lose(purl, LossReason::Invalid, "why");
        let losses = ledger.close(&tree);
        let lines: Vec<String> = losses
            .iter()
            .map(|loss| {
                let element = loss.element().unwrap_or("-");
                format!("{} {} {element} {}", loss.path(), loss.field(), loss.reason())
            })
            .collect();
        assert_eq!(
            lines,
            [
                "/components/0/supplier/url supplier.url a no-place",
                "/components/0/x-odd x-odd a unknown-member",
                "/components/1/purl purl pkg:npm/m invalid",
                "/components/1/pedigree pedigree pkg:npm/m no-place",
                "/services services - no-place",
            ]
        );
    }
}
