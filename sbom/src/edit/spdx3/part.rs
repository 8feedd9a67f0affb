//! Components as packages.

use super::Graph;
use super::state::keep;
use crate::convert::words::{id, kind};
use crate::document::ComponentType;
use crate::edit::draft::{Draft, text};
use crate::edit::part::NewComponent;
use crate::losses::LossReason;
use crate::tree::Key;

impl Graph {
    /// Adds a package, maybe as one that another contains.
    pub(in crate::edit) fn add(
        &mut self,
        draft: &mut Draft,
        parent: Option<&str>,
        part: &NewComponent,
    ) -> String {
        let wanted = match &part.local_id {
            Some(id) if is_iri(&self.objects.expand(id)) => self.objects.expand(id).into_owned(),
            Some(id) => format!("{}{id}", self.prefix),
            None => {
                format!("{}SPDXRef-Package-{}", self.prefix, id::idstring(&part.natural_id()))
            }
        };
        let id = self.ids.take(wanted);
        let purpose = purpose(draft, part.component_type, &id);
        let name = match &part.group {
            Some(group) => format!("{group}/{}", part.name),
            None => part.name.clone(),
        };
        let made = self.element(draft, "software_Package", &id, |tree, object| {
            text(tree, object, Key::NAME, Some(&name));
            text(tree, object, Key::SOFTWARE_PRIMARY_PURPOSE, purpose);
        });
        draft.name(&id, made);
        if let Some(group) = &part.group {
            keep(draft, made, "group", group);
        }
        for fact in part.facts() {
            self.state(draft, made, &id, &fact);
        }
        if let Some(parent) = parent {
            self.relate(draft, "Relationship", "contains", parent, &[&id], |_, _| {});
        }
        id
    }
}

/// Reports whether an id needs nothing before it.
fn is_iri(id: &str) -> bool {
    id.contains(':')
}

/// Returns the word for what a component is.
fn purpose(draft: &mut Draft, of: ComponentType, id: &str) -> Option<&'static str> {
    if of == ComponentType::Unspecified {
        return None;
    }
    let word = of.as_str();
    let of_spdx2 = || kind::spdx2(word).and_then(kind::spdx2_to_spdx3);
    let known = kind::cyclonedx_to_spdx3(word).or_else(of_spdx2);
    Some(known.unwrap_or_else(|| {
        let detail = format!("`{word}` became `other`");
        draft.lose(LossReason::Approximated, "type", id, &detail);
        "other"
    }))
}
