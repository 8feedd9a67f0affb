//! Components as packages.

use super::Graph;
use crate::convert::words::agent::{Agent, AgentKind};
use crate::convert::words::{hash, id, kind, property};
use crate::document::{ComponentType, HashAlgorithm, LicenceRole};
use crate::edit::draft::{Draft, text};
use crate::edit::part::NewComponent;
use crate::tree::{Key, Tail, Tree};

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
            Some(id) => format!("{}{}", self.prefix, id::idstring(id)),
            None => {
                format!("{}SPDXRef-Package-{}", self.prefix, id::idstring(&part.natural_id()))
            }
        };
        let id = self.ids.take(wanted);
        let supplier = part.supplier.as_deref().map(|name| {
            let kind = AgentKind::Organisation;
            self.agent(draft, &Agent { kind, name, email: None })
        });
        let made = self.element(draft, "software_Package", &id, |tree, object| {
            fill(tree, object, part, supplier.as_deref());
        });
        draft.name(&id, made);
        for role in [LicenceRole::Declared, LicenceRole::Concluded] {
            let licences = part.licences_of(role);
            if !licences.is_empty() {
                self.license(draft, &id, role, &licences);
            }
        }
        if let Some(parent) = parent {
            self.relate(draft, "Relationship", "contains", parent, &[&id], |_, _| {});
        }
        id
    }
}

/// Reports whether an id needs nothing before it.
fn is_iri(id: &str) -> bool {
    (id.contains("://") || id.starts_with("urn:")) && !id.contains(char::is_whitespace)
}

fn fill(tree: &mut Tree, object: &mut Tail, part: &NewComponent, supplier: Option<&str>) {
    let mut put = |key, value: Option<&str>| text(tree, object, key, value);
    let name = match &part.group {
        Some(group) => format!("{group}/{}", part.name),
        None => part.name.clone(),
    };
    put(Key::NAME, Some(&name));
    put(Key::SOFTWARE_PRIMARY_PURPOSE, purpose(part.component_type));
    put(Key::DESCRIPTION, part.description.as_deref());
    put(Key::SOFTWARE_COPYRIGHT_TEXT, part.copyright.as_deref());
    hashes(tree, object, &part.hashes);
    let mut put = |key, value: Option<&str>| text(tree, object, key, value);
    put(Key::SOFTWARE_PACKAGE_VERSION, part.version.as_deref());
    put(Key::SOFTWARE_PACKAGE_URL, part.purl.as_deref());
    put(Key::SUPPLIED_BY, supplier);
    if let Some(cpe) = &part.cpe {
        let kind = if cpe.starts_with("cpe:2.3:") { "cpe23" } else { "cpe22" };
        let mut list = tree.array(object, Key::EXTERNAL_IDENTIFIER, None);
        let mut entry = tree.object(&mut list, Key::NONE, None);
        text(tree, &mut entry, Key::TYPE, Some("ExternalIdentifier"));
        text(tree, &mut entry, Key::EXTERNAL_IDENTIFIER_TYPE, Some(kind));
        text(tree, &mut entry, Key::IDENTIFIER, Some(cpe));
    }
    properties(tree, object, part);
}

/// Returns the word for what a component is.
fn purpose(of: ComponentType) -> Option<&'static str> {
    if of == ComponentType::Unspecified {
        return None;
    }
    let word = of.as_str();
    let of_spdx2 = || kind::spdx2(word).and_then(kind::spdx2_to_spdx3);
    Some(kind::cyclonedx_to_spdx3(word).or_else(of_spdx2).unwrap_or("other"))
}

fn hashes(tree: &mut Tree, object: &mut Tail, hashes: &[(HashAlgorithm, String)]) {
    let known = hashes.iter().filter_map(|(algorithm, content)| {
        Some((hash::algorithm(algorithm.as_str())?.spdx3, content.to_ascii_lowercase()))
    });
    let mut known = known.peekable();
    if known.peek().is_none() {
        return;
    }
    let mut list = tree.array(object, Key::VERIFIED_USING, None);
    for (algorithm, content) in known {
        let mut made = tree.object(&mut list, Key::NONE, None);
        text(tree, &mut made, Key::TYPE, Some("Hash"));
        text(tree, &mut made, Key::ALGORITHM, Some(algorithm));
        text(tree, &mut made, Key::HASH_VALUE, Some(&content));
    }
}

/// Properties, and what conversions keep as such: the group and the scope.
fn properties(tree: &mut Tree, object: &mut Tail, part: &NewComponent) {
    let own =
        |name: &str, value: &str| (format!("{}{name}", property::CYCLONEDX), value.to_owned());
    let group = part.group.as_deref().map(|group| own("group", group));
    let scope = part.scope.map(|scope| own("scope", scope.as_str()));
    let kept: Vec<_> = part.properties.iter().cloned().chain(group).chain(scope).collect();
    if kept.is_empty() {
        return;
    }
    let mut list = tree.array(object, Key::EXTENSION, None);
    let mut extension = tree.object(&mut list, Key::NONE, None);
    text(tree, &mut extension, Key::TYPE, Some("extension_CdxPropertiesExtension"));
    let mut entries = tree.array(&mut extension, Key::EXTENSION_CDX_PROPERTY, None);
    for (name, value) in kept {
        let mut entry = tree.object(&mut entries, Key::NONE, None);
        text(tree, &mut entry, Key::TYPE, Some("extension_CdxPropertyEntry"));
        text(tree, &mut entry, Key::EXTENSION_CDX_PROP_NAME, Some(&name));
        text(tree, &mut entry, Key::EXTENSION_CDX_PROP_VALUE, Some(&value));
    }
}
