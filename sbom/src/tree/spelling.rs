//! What YAML asks of a tree: values that stand in several places, and texts that are taken for what
//! they spell.

use super::keys::Key;
use super::slot::{FALSE, MADE_NUMBER, MADE_TEXT, NOWHERE, NULL, NUMBER, Slot, TEXT, TRUE, narrow};
use super::value::Kind;
use super::{Tail, Tree, ValueId};

impl Tree {
    /// Puts a value once more, without what it holds: the tail is that of the new container.
    pub(crate) fn again(&mut self, into: &mut Tail, key: Key, id: ValueId) -> Tail {
        let old = self.slots.get(id.index()).copied().unwrap_or(Slot::NULL);
        let extent = if old.is_container() { NOWHERE } else { old.extent };
        let at = self.put(into, Slot::new(key, old.kind(), old.at, extent));
        Tail { container: at, last: NOWHERE }
    }

    /// Takes a text for what it spells: null, a truth value, or a number as JSON writes it.
    pub(crate) fn retype(&mut self, id: ValueId, kind: Kind) {
        let at = self.value(id).offset().map_or(NOWHERE, narrow);
        let is_true = self.value(id).as_str().is_some_and(|text| text.starts_with(['t', 'T']));
        let Some(slot) = self.slots.get_mut(id.index()) else { return };
        let new = match (kind, slot.kind()) {
            (Kind::Null, TEXT | MADE_TEXT) => Slot { at, extent: 0, ..slot.with(NULL) },
            (Kind::Bool, TEXT | MADE_TEXT) if is_true => Slot { at, extent: 0, ..slot.with(TRUE) },
            (Kind::Bool, TEXT | MADE_TEXT) => Slot { at, extent: 0, ..slot.with(FALSE) },
            (Kind::Number, TEXT) => slot.with(NUMBER),
            (Kind::Number, MADE_TEXT) => slot.with(MADE_NUMBER),
            _ => return,
        };
        *slot = new;
    }
}
