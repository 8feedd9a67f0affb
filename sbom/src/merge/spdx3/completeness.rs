//! How complete relationships are: not more in the result than a document says of all their ends.

use std::collections::HashMap;

use super::source::{Item, Source};
use super::{Merger, text_of};
use crate::merge::claims::{Claim, Row};
use crate::merge::names::Renames;
use crate::merge::{MergeAnswer, MergeConflict};
use crate::spdx::index3::{id_in, relation_of};
use crate::tree::{Key, Value, ValueId};

/// Reports whether a document says of any relationship that it is complete.
pub(super) fn is_claimed_in(source: &Source<'_>) -> bool {
    source.items.iter().any(|item| word_of(item.value) == Some("complete"))
}

fn word_of(relationship: Value<'_>) -> Option<&str> {
    relationship.text(Key::COMPLETENESS)?.rsplit('/').next()
}

/// Takes note of what the relationships of a document say; `related` has what they are in the result.
pub(super) fn add(
    merger: &mut Merger,
    source: &Source<'_>,
    position: usize,
    renames: &Renames,
    related: &HashMap<ValueId, ValueId>,
) {
    let Some(mut claims) = merger.claims.take() else { return };
    for item in source.items.iter().filter(|item| item.is_relationship) {
        let known = related.get(&item.value.id()).copied();
        // One that turned out to be said already.
        let name = || renames.get(&item.id).unwrap_or(&item.id);
        let known = known.or_else(|| merger.known.get(name()).copied());
        if let Some(row) = row(source, item, position, renames, known) {
            claims.add(row);
        }
    }
    merger.claims = Some(claims);
}

fn row(
    source: &Source<'_>,
    item: &Item<'_>,
    position: usize,
    renames: &Renames,
    known: Option<ValueId>,
) -> Option<Row<ValueId>> {
    let value = item.value;
    let renamed = |id: &str| {
        let id = source.expand(id);
        renames.get(&*id).map_or_else(|| id.into_owned(), String::clone)
    };
    let from = id_in(value.get(Key::FROM)?)?;
    let about = format!("{} {}", relation_of(value)?, renamed(from));
    let is_individual = |end: &Value<'_>, name| end.as_str().is_some_and(|it| it.ends_with(name));
    let mut is_unknown = false;
    let mut ends = Vec::new();
    for end in value.list(Key::TO).filter(|end| !is_individual(end, "NoneElement")) {
        is_unknown |= is_individual(&end, "NoAssertionElement");
        ends.push(id_in(end).map_or_else(|| text_of(end), renamed));
    }
    let claim = match (word_of(value), known) {
        (Some("complete"), Some(known)) => Claim::Complete(known),
        (Some("incomplete" | "noAssertion"), _) => Claim::Less,
        _ if is_unknown => Claim::Less,
        _ => Claim::Unsaid,
    };
    let scope = value.text(Key::SCOPE).and_then(|scope| scope.rsplit('/').next());
    let scope = SCOPES.into_iter().find(|known| Some(*known) == scope).unwrap_or_default();
    let speaker = (position, source.expand(from).into_owned());
    Some(Row { about, scope, speaker, ends, claim })
}

const SCOPES: [&str; 6] = ["design", "development", "build", "test", "runtime", "other"];

/// Says no more that relationships are complete of which another document says otherwise.
pub(super) fn weaken(merger: &mut Merger) {
    let Some(claims) = merger.claims.take() else { return };
    for (document, relationship) in claims.broken() {
        let element = merger.result.tree.value(relationship);
        let element = element.text(Key::SPDX_ID).unwrap_or_default().to_owned();
        merger.result.set(relationship, Key::COMPLETENESS, "noAssertion");
        merger.result.conflicts.push(MergeConflict {
            document,
            element,
            field: "completeness".to_owned(),
            answer: MergeAnswer::Weakened,
        });
    }
}
