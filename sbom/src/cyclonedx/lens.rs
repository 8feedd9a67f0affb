//! Looking things up in CycloneDX objects.

use crate::document::{
    ElementKind, Hash, Identifier, IdentifierKind, Licence, LicenceKind, LicenceRole, Party,
    PartyKind, PartyParts, PartyRole, Tool,
};
use crate::tree::{Key, Value};

pub(crate) fn identifiers<'d>(
    component: Value<'d>,
) -> impl Iterator<Item = Identifier<'d>> + use<'d> {
    let one = move |key, kind| component.text(key).map(|text| Identifier::new(kind, text));
    let several = move |key, kind| {
        let texts = component.list(key).filter_map(Value::as_str);
        texts.map(move |text| Identifier::new(kind, text))
    };
    let cpe = component.text(Key::CPE).map(|cpe| {
        let is_old = cpe.starts_with("cpe:/");
        Identifier::new(if is_old { IdentifierKind::Cpe22 } else { IdentifierKind::Cpe23 }, cpe)
    });
    let swid = component.get(Key::SWID).and_then(|swid| swid.text(Key::TAG_ID));
    one(Key::PURL, IdentifierKind::Purl)
        .into_iter()
        .chain(cpe)
        .chain(swid.map(|tag_id| Identifier::new(IdentifierKind::Swid, tag_id)))
        .chain(several(Key::SWHID, IdentifierKind::Swhid))
        .chain(several(Key::OMNIBOR_ID, IdentifierKind::Gitoid))
}

pub(crate) fn hashes<'d>(holder: Value<'d>) -> impl Iterator<Item = Hash<'d>> + use<'d> {
    let hashes = holder.list(Key::HASHES);
    hashes.filter_map(|hash| Hash::new(hash.text(Key::ALG), hash.text(Key::CONTENT)))
}

/// The licences that are stated, and those found in the component's files.
pub(crate) fn licences<'d>(component: Value<'d>) -> impl Iterator<Item = Licence<'d>> + use<'d> {
    let evidence = component.get(Key::EVIDENCE);
    let observed = evidence.into_iter().flat_map(|evidence| evidence.list(Key::LICENSES));
    component
        .list(Key::LICENSES)
        .filter_map(|choice| licence(choice, None))
        .chain(observed.filter_map(|choice| licence(choice, Some(LicenceRole::Observed))))
}

/// Reads an entry of `licenses`; `None` if nothing in it names a licence.
pub(crate) fn licence(choice: Value<'_>, role: Option<LicenceRole>) -> Option<Licence<'_>> {
    let inner = choice.get(Key::LICENSE);
    let word = choice
        .text(Key::ACKNOWLEDGEMENT)
        .or_else(|| inner.and_then(|licence| licence.text(Key::ACKNOWLEDGEMENT)));
    let role = role.unwrap_or(match word {
        Some("declared") => LicenceRole::Declared,
        Some("concluded") => LicenceRole::Concluded,
        _ => LicenceRole::Unstated,
    });
    let candidates = [
        (LicenceKind::Expression, choice.text(Key::EXPRESSION)),
        (LicenceKind::Id, inner.and_then(|licence| licence.text(Key::ID))),
        (LicenceKind::Name, inner.and_then(|licence| licence.text(Key::NAME))),
    ];
    // An empty id must not hide the name behind it.
    let mut stated = candidates.into_iter().filter_map(|(kind, text)| Some((kind, text?)));
    let (kind, text) = stated.find(|(_, text)| !text.is_empty())?;
    Some(Licence::new(kind, role, text, inner))
}

pub(crate) fn parties<'d>(
    element: Value<'d>,
    kind: ElementKind,
) -> impl Iterator<Item = Party<'d>> + use<'d> {
    let supplier = if kind == ElementKind::Service { Key::PROVIDER } else { Key::SUPPLIER };
    let named = move |key, role| {
        let parts = PartyParts { name: Some(element.text(key)?), ..PartyParts::default() };
        Some(Party::new(role, PartyKind::Unknown, parts))
    };
    entity(element, supplier, PartyRole::Supplier)
        .into_iter()
        .chain(entity(element, Key::MANUFACTURER, PartyRole::Manufacturer))
        .chain(element.list(Key::AUTHORS).filter_map(author))
        .chain(named(Key::AUTHOR, PartyRole::Author))
        .chain(named(Key::PUBLISHER, PartyRole::Publisher))
}

/// Those who made the document and what it describes.
///
/// Since 1.6 `metadata.manufacturer` made the document, while the older `manufacture` made what it
/// describes: a rename would be wrong.
pub(crate) fn document_parties<'d>(
    metadata: Option<Value<'d>>,
) -> impl Iterator<Item = Party<'d>> + use<'d> {
    metadata.into_iter().flat_map(|metadata| {
        metadata
            .list(Key::AUTHORS)
            .filter_map(author)
            .chain(entity(metadata, Key::MANUFACTURER, PartyRole::Author))
            .chain(entity(metadata, Key::MANUFACTURE, PartyRole::Manufacturer))
            .chain(entity(metadata, Key::SUPPLIER, PartyRole::Supplier))
    })
}

fn author(contact: Value<'_>) -> Option<Party<'_>> {
    let (name, email) = (contact.text(Key::NAME), contact.text(Key::EMAIL));
    let parts = PartyParts { name, email, ..PartyParts::default() };
    contact.is_object().then(|| Party::new(PartyRole::Author, PartyKind::Person, parts))
}

fn entity(holder: Value<'_>, key: Key, role: PartyRole) -> Option<Party<'_>> {
    let entity = holder.get(key).filter(|entity| entity.is_object())?;
    let contact = entity.list(Key::CONTACT).next();
    let of_contact = |key| contact.and_then(|contact: Value<'_>| contact.text(key));
    let parts = PartyParts {
        name: entity.text(Key::NAME).or_else(|| of_contact(Key::NAME)),
        email: of_contact(Key::EMAIL),
        url: entity.list(Key::URL).find_map(Value::as_str),
    };
    Some(Party::new(role, PartyKind::Organization, parts))
}

/// The tools: an array until 1.4, an object of components and services since 1.5.
pub(crate) fn tools<'d>(metadata: Option<Value<'d>>) -> impl Iterator<Item = Tool<'d>> + use<'d> {
    let tools = metadata.and_then(|metadata| metadata.get(Key::TOOLS));
    let listed = tools.filter(|tools| tools.is_array()).into_iter().flat_map(Value::elements);
    let inside = tools.filter(|tools| tools.is_object()).into_iter().flat_map(|tools| {
        // A single tool of the old kind, without the brackets.
        let bare = tools.text(Key::NAME).is_some().then_some(tools);
        bare.into_iter().chain(tools.list(Key::COMPONENTS)).chain(tools.list(Key::SERVICES))
    });
    listed.chain(inside).filter(|tool| tool.is_object()).map(|tool| {
        let vendor = [Key::VENDOR, Key::PUBLISHER, Key::GROUP].into_iter();
        let vendor = vendor.filter_map(|key| tool.text(key)).next();
        Tool::new(vendor, tool.text(Key::NAME).unwrap_or_default(), tool.text(Key::VERSION))
    })
}

pub(crate) fn lifecycles<'d>(
    metadata: Option<Value<'d>>,
) -> impl Iterator<Item = &'d str> + use<'d> {
    let lifecycles = metadata.into_iter().flat_map(|metadata| metadata.list(Key::LIFECYCLES));
    lifecycles.filter_map(|phase| phase.text(Key::PHASE).or_else(|| phase.text(Key::NAME)))
}

/// The copyright statements among a component's evidence.
pub(crate) fn copyrights<'d>(evidence: Value<'d>) -> impl Iterator<Item = &'d str> + use<'d> {
    let statements = evidence.list(Key::COPYRIGHT);
    statements.filter_map(|it| it.as_str().or_else(|| it.text(Key::TEXT)))
}
