//! Looking things up in SPDX 3 elements.

pub(crate) mod security;

use crate::document::{
    Component, Document, Hash, Identifier, IdentifierKind, Licence, LicenceRole, Party, PartyKind,
    PartyParts, PartyRole, Tool,
};
use crate::spdx::index3::{Class, Extra, LicenceText};
use crate::tree::{Key, Value};

/// Returns the version that the document's creation says it is of, or else its context.
pub(crate) fn spec_version(document: &Document) -> &str {
    let said = creation(document).and_then(|creation| creation.loose_text(Key::SPEC_VERSION));
    said.or_else(|| {
        let mut contexts = document.root().list(Key::AT_CONTEXT).filter_map(Value::as_str);
        contexts.find_map(|context| {
            let (_, version) = context.split_once("spdx.org/rdf/")?;
            version.split('/').next()
        })
    })
    .unwrap_or_default()
}

pub(crate) fn document_id(document: &Document) -> Option<&str> {
    let object = head(document)?;
    object.text(Key::SPDX_ID).or_else(|| object.text(Key::AT_ID))
}

pub(crate) fn document_name(document: &Document) -> Option<&str> {
    head(document)?.text(Key::NAME)
}

pub(crate) fn data_licence(document: &Document) -> Option<&str> {
    let extra = extra(document)?;
    Some(extra.licence_text(document.tree(), extra.data_licence?))
}

pub(crate) fn created(document: &Document) -> Option<&str> {
    creation(document)?.text(Key::CREATED)
}

pub(crate) fn creation_comment(document: &Document) -> Option<&str> {
    creation(document)?.text(Key::COMMENT)
}

pub(crate) fn tools<'d>(document: &'d Document) -> impl Iterator<Item = Tool<'d>> + use<'d> {
    let tools = creation(document).into_iter().flat_map(|it| it.list(Key::CREATED_USING));
    tools.filter_map(move |tool| {
        let name = match resolve(document, tool) {
            Some((object, _)) => object.text(Key::NAME)?,
            None => tool.as_str()?,
        };
        let (name, version) = crate::spdx::lens2::split_version(name);
        Some(Tool::new(None, name, version))
    })
}

pub(crate) fn document_parties<'d>(
    document: &'d Document,
) -> impl Iterator<Item = Party<'d>> + use<'d> {
    let agents = creation(document).into_iter().flat_map(|it| it.list(Key::CREATED_BY));
    agents.filter_map(move |agent| party(document, agent, PartyRole::Author))
}

/// Returns what `software_sbomType` says, whichever collection says it.
pub(crate) fn lifecycles<'d>(document: &'d Document) -> impl Iterator<Item = &'d str> + use<'d> {
    let rows = extra(document).map_or(&[][..], |extra| extra.objects.rows());
    let sboms = rows.iter().filter(|row| row.class == Class::Collection);
    sboms
        .flat_map(move |row| document.tree().value(row.object).list(Key::SOFTWARE_SBOM_TYPE))
        .filter_map(Value::as_str)
}

pub(crate) fn identifiers<'d>(
    element: Value<'d>,
) -> impl Iterator<Item = Identifier<'d>> + use<'d> {
    let purl = element.text(Key::SOFTWARE_PACKAGE_URL).filter(|purl| !purl.is_empty());
    let purl = purl.map(|text| Identifier::new(IdentifierKind::Purl, text));
    let external = element.list(Key::EXTERNAL_IDENTIFIER).filter_map(|identifier| {
        let kind = match identifier.text(Key::EXTERNAL_IDENTIFIER_TYPE)? {
            "packageUrl" => IdentifierKind::Purl,
            "cpe22" => IdentifierKind::Cpe22,
            "cpe23" => IdentifierKind::Cpe23,
            "swid" => IdentifierKind::Swid,
            "swhid" => IdentifierKind::Swhid,
            "gitoid" => IdentifierKind::Gitoid,
            _ => return None,
        };
        Some(Identifier::new(kind, identifier.text(Key::IDENTIFIER)?))
    });
    let content = element.list(Key::SOFTWARE_CONTENT_IDENTIFIER).filter_map(|identifier| {
        let kind = match identifier.text(Key::SOFTWARE_CONTENT_IDENTIFIER_TYPE)? {
            "gitoid" => IdentifierKind::Gitoid,
            "swhid" => IdentifierKind::Swhid,
            _ => return None,
        };
        Some(Identifier::new(kind, identifier.text(Key::SOFTWARE_CONTENT_IDENTIFIER_VALUE)?))
    });
    purl.into_iter().chain(external).chain(content)
}

pub(crate) fn hashes<'d>(element: Value<'d>) -> impl Iterator<Item = Hash<'d>> + use<'d> {
    element.list(Key::VERIFIED_USING).filter_map(|method| {
        // A package verification code has the same members, and is no digest of the package.
        let kind = method.text(Key::TYPE).unwrap_or_default();
        match kind.ends_with("PackageVerificationCode") {
            true => None,
            false => Hash::new(method.text(Key::ALGORITHM), method.text(Key::HASH_VALUE)),
        }
    })
}

pub(crate) fn licences<'d>(
    component: Component<'d>,
) -> impl Iterator<Item = Licence<'d>> + use<'d> {
    let document = component.document();
    let extra = extra(document);
    let stated = extra.map_or(&[][..], |extra| extra.licences(component.id().raw()));
    stated.iter().filter_map(move |stated| {
        let text: LicenceText = stated.text;
        let role: LicenceRole = stated.role;
        Licence::stated(role, extra?.licence_text(document.tree(), text))
    })
}

pub(crate) fn parties<'d>(component: Component<'d>) -> impl Iterator<Item = Party<'d>> + use<'d> {
    let (document, element) = (component.document(), component.value());
    let of =
        move |key, role| element.list(key).filter_map(move |agent| party(document, agent, role));
    of(Key::SUPPLIED_BY, PartyRole::Supplier).chain(of(Key::ORIGINATED_BY, PartyRole::Manufacturer))
}

/// The name and value pairs of `CdxPropertiesExtension`.
pub(crate) fn properties<'d>(
    element: Value<'d>,
) -> impl Iterator<Item = (&'d str, &'d str)> + use<'d> {
    let extensions = element.list(Key::EXTENSION);
    extensions.flat_map(|extension| extension.list(Key::EXTENSION_CDX_PROPERTY)).map(|entry| {
        let name = entry.text(Key::EXTENSION_CDX_PROP_NAME).unwrap_or_default();
        (name, entry.loose_text(Key::EXTENSION_CDX_PROP_VALUE).unwrap_or_default())
    })
}

/// Returns the id, name and text of the licences that the document itself defines.
pub(crate) fn extracted_licences<'d>(
    document: &'d Document,
) -> impl Iterator<Item = (&'d str, Option<&'d str>, &'d str)> + use<'d> {
    let rows = extra(document).map_or(&[][..], |extra| extra.objects.rows());
    let rows =
        rows.iter().filter(|row| matches!(row.class, Class::LicenceText | Class::CustomLicence));
    rows.map(move |row| {
        let object = document.tree().value(row.object);
        let id = document.tree().value(row.id).as_str().unwrap_or_default();
        let id = id.rsplit(['/', '#']).next().unwrap_or_default();
        let text = object.text(Key::SIMPLELICENSING_LICENSE_TEXT).unwrap_or_default();
        (id, object.text(Key::NAME), text)
    })
}

/// Returns the object that speaks for the document.
pub(crate) fn head(document: &Document) -> Option<Value<'_>> {
    Some(document.tree().value(extra(document)?.document?))
}

/// Returns the document's creation information; where there is no document, the first by its id.
pub(crate) fn creation(document: &Document) -> Option<Value<'_>> {
    let of_head = head(document).and_then(|head| head.get(Key::CREATION_INFO));
    let of_root = document.root().get(Key::CREATION_INFO);
    let resolved = of_head.or(of_root).and_then(|info| match resolve(document, info) {
        Some((object, _)) => Some(object),
        // Without a type it is still what it is.
        None => info.is_object().then_some(info),
    });
    resolved.or_else(|| extra(document)?.objects.head(document.tree(), Class::CreationInfo))
}

fn extra(document: &Document) -> Option<&Extra> {
    document.index.spdx3.as_deref()
}

/// Returns the object that a reference names.
pub(crate) fn resolve<'d>(
    document: &'d Document,
    reference: Value<'d>,
) -> Option<(Value<'d>, Class)> {
    let objects = &extra(document)?.objects;
    let row = objects.row(objects.resolve(reference)?)?;
    Some((document.tree().value(row.object), row.class))
}

/// Returns the party that a reference names; one without an object is named by the reference.
fn party<'d>(document: &'d Document, agent: Value<'d>, role: PartyRole) -> Option<Party<'d>> {
    let Some((object, class)) = resolve(document, agent) else {
        // Documents converted carelessly have SPDX 2 texts here: `Organization: Example`.
        return crate::spdx::lens2::party(role, agent.as_str()?);
    };
    let kind = match class {
        Class::Person => PartyKind::Person,
        Class::Organization => PartyKind::Organization,
        _ => PartyKind::Unknown,
    };
    let mut identifiers = object.list(Key::EXTERNAL_IDENTIFIER);
    let email = identifiers.find_map(|it| match it.text(Key::EXTERNAL_IDENTIFIER_TYPE) {
        Some("email") => it.text(Key::IDENTIFIER),
        _ => None,
    });
    let mut references = object.list(Key::EXTERNAL_REF);
    let url = references.find_map(|it| it.list(Key::LOCATOR).find_map(Value::as_str));
    Some(Party::new(role, kind, PartyParts { name: object.text(Key::NAME), email, url }))
}
