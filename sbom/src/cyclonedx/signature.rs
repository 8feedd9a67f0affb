//! Signatures. They hold for what was signed, and for nothing that was changed since: an object's
//! `signature` (JSON Signature Format), and the `Signature` that XML has in it (XML Signature).

use crate::tree::{Key, Tree, Value, ValueId};

/// The namespace of XML signatures.
const XML_SIGNATURE: &str = "http://www.w3.org/2000/09/xmldsig#";

/// Reports whether an element of another vocabulary, as it was kept, is a signature.
pub(crate) fn is_signature(kept: Value<'_>) -> bool {
    let tag = kept.kept_xml().split('>').next().unwrap_or_default();
    kept.kept_name() == Some("Signature") && tag.contains(XML_SIGNATURE)
}

/// Returns the signatures of an object itself.
pub(crate) fn of(object: Value<'_>) -> impl Iterator<Item = Value<'_>> {
    let foreign = object.list(Key::HASH_FOREIGN).filter(|kept| is_signature(*kept));
    object.get(Key::SIGNATURE).into_iter().chain(foreign)
}

/// Takes the signatures out of an object.
pub(crate) fn take(tree: &mut Tree, object: ValueId) {
    tree.remove(object, Key::SIGNATURE);
    let foreign = tree.value(object).get(Key::HASH_FOREIGN);
    let Some(foreign) = foreign.filter(|it| it.children().any(is_signature)).map(Value::id) else {
        return;
    };
    tree.retain(foreign, |kept| !is_signature(kept));
    if tree.value(foreign).children().next().is_none() {
        tree.remove(object, Key::HASH_FOREIGN);
    }
}
