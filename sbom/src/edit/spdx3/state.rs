//! What packages, files and snippets say.

use super::Graph;
use crate::convert::words::agent::{Agent, AgentKind};
use crate::convert::words::{hash, property, reference as words};
use crate::document::{HashAlgorithm, LicenceRole};
use crate::edit::draft::{Draft, text};
use crate::edit::fact::{Fact, How};
use crate::edit::part::NewReference;
use crate::losses::LossReason;
use crate::spdx::index3::{self, Class, type_of};
use crate::tree::{Key, Value, ValueId};

impl Graph {
    /// States something of an element.
    pub(in crate::edit) fn state(
        &mut self,
        draft: &mut Draft,
        element: ValueId,
        id: &str,
        fact: &Fact<'_>,
    ) {
        let class = type_of(draft.tree.value(element)).map(Class::of);
        let is_package = !matches!(class, Some(Class::File | Class::Snippet));
        match fact {
            Fact::Version(_) if !is_package => draft.lose_fact(LossReason::NoPlace, id, fact),
            Fact::Version(version) => draft.set(element, Key::SOFTWARE_PACKAGE_VERSION, version),
            Fact::Description(said) => draft.set(element, Key::DESCRIPTION, said),
            Fact::Copyright(said) => draft.set(element, Key::SOFTWARE_COPYRIGHT_TEXT, said),
            Fact::Supplier(name) => self.supplier(draft, element, name),
            Fact::Hash(algorithm, content) => {
                digest(draft, element, id, fact, (*algorithm, content));
            }
            Fact::Licences(role, licences, how) => {
                self.licences(draft, id, *role, licences, *how);
            }
            Fact::Cpe(cpe) => {
                let kind = if cpe.starts_with("cpe:2.3:") { "cpe23" } else { "cpe22" };
                identify(draft, element, &["cpe23", "cpe22"], Some((kind, cpe)));
            }
            Fact::Purl(purl) if is_package => {
                identify(draft, element, &["packageUrl"], None);
                draft.set(element, Key::SOFTWARE_PACKAGE_URL, purl);
            }
            Fact::Purl(purl) => {
                identify(draft, element, &["packageUrl"], Some(("packageUrl", purl)));
            }
            Fact::Reference(link) => reference(draft, element, id, link, is_package),
            // Scopes are of dependencies, and kept as conversions keep them.
            Fact::Scope(scope) => keep(draft, element, "scope", scope.as_str()),
            Fact::Property(name, value, how) => put_property(draft, element, name, value, *how),
        }
    }

    fn supplier(&mut self, draft: &mut Draft, element: ValueId, name: &str) {
        let kind = AgentKind::Organisation;
        let id = self.agent(draft, &Agent { kind, name, email: None });
        let old = draft.tree.value(element).get(Key::SUPPLIED_BY);
        let old = old.and_then(|old| Some((index3::id_in(old)?.to_owned(), old.is_object())));
        let Some((old, is_object)) = old else {
            draft.remove(element, Key::SUPPLIED_BY);
            return draft.set(element, Key::SUPPLIED_BY, &id);
        };
        if self.objects.expand(&old) == self.objects.expand(&id) {
            return;
        }
        // What stood inside of the element may be another's too.
        let inner = draft.tree.value(element).get(Key::SUPPLIED_BY).map(Value::id);
        if let Some(inner) = inner.filter(|_| is_object) {
            draft.retain(element, |member| member.id() != inner);
            draft.append(self.list, |tree, tail| tree.attach(tail, Key::NONE, inner));
        }
        draft.set(element, Key::SUPPLIED_BY, &id);
        self.orphans.insert(self.objects.expand(&old).into_owned());
    }

    fn licences(
        &mut self,
        draft: &mut Draft,
        id: &str,
        role: LicenceRole,
        licences: &[&str],
        how: How,
    ) {
        match role {
            LicenceRole::Declared | LicenceRole::Concluded => {}
            LicenceRole::Observed => {
                return draft.lose(LossReason::NoPlace, "licenses", id, role.as_str());
            }
            LicenceRole::Unstated => {
                let detail = "`unstated` became `declared`";
                draft.lose(LossReason::Approximated, "acknowledgement", id, detail);
            }
        }
        if how == How::Replace {
            self.unlicense(draft, id, role);
        }
        if !licences.is_empty() {
            self.license(draft, id, role, licences);
        }
    }
}

fn digest(
    draft: &mut Draft,
    element: ValueId,
    id: &str,
    fact: &Fact<'_>,
    (algorithm, content): (HashAlgorithm, &str),
) {
    let Some(row) = hash::algorithm(algorithm.as_str()) else {
        return draft.lose_fact(LossReason::NoPlace, id, fact);
    };
    // A verification code has the same members, and is no digest of the package.
    let content = content.to_ascii_lowercase();
    let is_old = |it: Value<'_>| {
        it.text(Key::ALGORITHM) == Some(row.spdx3)
            && !type_of(it).is_some_and(|name| name.ends_with("PackageVerificationCode"))
    };
    let is_same = |it: Value<'_>| is_old(it) && it.text(Key::HASH_VALUE) == Some(content.as_str());
    if draft.make_room(element, Key::VERIFIED_USING, is_old, is_same) {
        return;
    }
    let list = draft.list(element, Key::VERIFIED_USING);
    draft.push_object(list, |tree, made| {
        text(tree, made, Key::TYPE, Some("Hash"));
        text(tree, made, Key::ALGORITHM, Some(row.spdx3));
        text(tree, made, Key::HASH_VALUE, Some(&content));
    });
}

/// Puts an identifier in place of those of the same types.
fn identify(draft: &mut Draft, element: ValueId, kinds: &[&str], new: Option<(&str, &str)>) {
    let is_old = |it: Value<'_>| {
        it.text(Key::EXTERNAL_IDENTIFIER_TYPE).is_some_and(|kind| kinds.contains(&kind))
    };
    let is_same = |it: Value<'_>| {
        new.is_some_and(|(kind, identifier)| {
            it.text(Key::EXTERNAL_IDENTIFIER_TYPE) == Some(kind)
                && it.text(Key::IDENTIFIER) == Some(identifier)
        })
    };
    let is_there = draft.make_room(element, Key::EXTERNAL_IDENTIFIER, is_old, is_same);
    let Some((kind, identifier)) = new.filter(|_| !is_there) else { return };
    let list = draft.list(element, Key::EXTERNAL_IDENTIFIER);
    draft.push_object(list, |tree, entry| {
        text(tree, entry, Key::TYPE, Some("ExternalIdentifier"));
        text(tree, entry, Key::EXTERNAL_IDENTIFIER_TYPE, Some(kind));
        text(tree, entry, Key::IDENTIFIER, Some(identifier));
    });
}

/// Two kinds of links have members of their own, where nothing stands in them yet.
fn reference(draft: &mut Draft, element: ValueId, id: &str, link: &NewReference, is_package: bool) {
    let own = match link.kind.as_str() {
        "website" if words::is_url(&link.url) => Some(Key::SOFTWARE_HOME_PAGE),
        "distribution" if words::is_url(&link.url) => Some(Key::SOFTWARE_DOWNLOAD_LOCATION),
        "vcs" if words::is_vcs(&link.url) => Some(Key::SOFTWARE_DOWNLOAD_LOCATION),
        _ => None,
    };
    if let Some(key) = own.filter(|_| is_package && link.comment.is_none()) {
        let said = draft.tree.value(element).text(key);
        if said.is_none_or(|said| said == link.url) {
            return draft.set(element, key, &link.url);
        }
    }
    let kind = words::cyclonedx_to_spdx3(&link.kind).unwrap_or_else(|| {
        let detail = format!("`{}` became `other`", link.kind);
        draft.lose(LossReason::Approximated, "externalReferences", id, &detail);
        "other"
    });
    let list = draft.list(element, Key::EXTERNAL_REF);
    let is_same = |it: Value<'_>| {
        it.text(Key::EXTERNAL_REF_TYPE) == Some(kind)
            && it.list(Key::LOCATOR).any(|locator| locator.as_str() == Some(&link.url))
    };
    if draft.tree.value(list).children().any(is_same) {
        return;
    }
    draft.push_object(list, |tree, made| {
        text(tree, made, Key::TYPE, Some("ExternalRef"));
        text(tree, made, Key::EXTERNAL_REF_TYPE, Some(kind));
        let mut locators = tree.array(made, Key::LOCATOR, None);
        text(tree, &mut locators, Key::NONE, Some(&link.url));
        text(tree, made, Key::COMMENT, link.comment.as_deref());
    });
}

/// Keeps what CycloneDX has a member for as a property, as a conversion does.
pub(super) fn keep(draft: &mut Draft, element: ValueId, name: &str, value: &str) {
    let name = format!("{}{name}", property::CYCLONEDX);
    put_property(draft, element, &name, value, How::Replace);
}

fn put_property(draft: &mut Draft, element: ValueId, name: &str, value: &str, how: How) {
    let extensions = draft.list(element, Key::EXTENSION);
    let is_properties = |it: &Value<'_>| it.get(Key::EXTENSION_CDX_PROPERTY).is_some();
    let known: Vec<ValueId> =
        draft.tree.value(extensions).children().filter(is_properties).map(Value::id).collect();
    let is_old = |it: Value<'_>| it.text(Key::EXTENSION_CDX_PROP_NAME) == Some(name);
    let is_same =
        |it: Value<'_>| is_old(it) && it.text(Key::EXTENSION_CDX_PROP_VALUE) == Some(value);
    if how == How::Replace {
        let mut is_there = false;
        for extension in &known {
            let key = Key::EXTENSION_CDX_PROPERTY;
            is_there |= draft.make_room(*extension, key, is_old, is_same);
        }
        if is_there {
            return;
        }
    }
    let extension = known.first().copied().unwrap_or_else(|| {
        draft.push_object(extensions, |tree, extension| {
            text(tree, extension, Key::TYPE, Some("extension_CdxPropertiesExtension"));
        })
    });
    let entries = draft.list(extension, Key::EXTENSION_CDX_PROPERTY);
    draft.push_object(entries, |tree, entry| {
        text(tree, entry, Key::TYPE, Some("extension_CdxPropertyEntry"));
        text(tree, entry, Key::EXTENSION_CDX_PROP_NAME, Some(name));
        text(tree, entry, Key::EXTENSION_CDX_PROP_VALUE, Some(value));
    });
}
