//! What stands inside which element, by the tables and where they are irregular.

use super::element::{Element, Is, Step};
use crate::cyclonedx::schema::{
    BOM, CONTACT, DATA, DEPENDENCY, ENTITY, EXPRESSION_DETAIL, GOVERNANCE, LICENCE, LICENCE_CHOICE,
    LICENSING, PATENT, PATENT_FAMILY, PROPERTY, SERVICE_DATA, V1_0, V1_5, V1_6, V1_7,
};
use crate::schema::check::with_article;
use crate::schema::{Irregular, Member, Shape, Text, Type, Version, Xml};
use crate::tree::Key;
use crate::validate::collect::clip;
use crate::validate::cyclonedx::DIALECT;

const TEXT: Type = Type::Text(&Text::ANY);

/// Returns the type of an attribute of an element and the bit of its member.
pub(super) fn attribute(is: Is, name: &str, version: Version) -> Option<(Type, u64)> {
    let known = |shape: &'static Shape| {
        shape.attribute(name).filter(|member| member.xml_versions.has(version))
    };
    let of = |shape: &'static Shape| Some((known(shape)?.value, 0));
    match is {
        Is::Object(shape) => {
            let member = known(shape)?;
            Some((member.value, shape.bits(&[member.key])))
        }
        Is::Reference(kind) if name == "ref" => Some((kind, 0)),
        Is::Dependency => of(&DEPENDENCY),
        Is::Expression => of(&LICENCE_CHOICE),
        Is::Detailed if name == "expression" => Some((TEXT, 0)),
        Is::Detailed => of(&LICENCE_CHOICE),
        Is::Classification if name == "flow" => of(&SERVICE_DATA),
        Is::Dataflow if name != "flow" => of(&SERVICE_DATA),
        _ => None,
    }
}

/// Decides what a child element is.
pub(super) fn step(element: &mut Element<'_>, name: &str, version: Version) -> Step {
    match element.is {
        Is::Object(shape) | Is::Mixed(shape) => in_object(element, shape, name, version),
        Is::List(member) => match member.xml {
            Some(Xml::Wrapped(_, inner)) if inner == name => Step::Fine(one(member.value, version)),
            Some(Xml::WrappedAttribute(_, inner, _)) if inner == name => {
                Step::Fine(Is::Reference(member.value))
            }
            _ => unknown(name, element.name),
        },
        Is::Tools(tools, parts) => in_tools(element, tools, parts, name, version),
        Is::Licences => in_licences(element, name, version),
        Is::Detailed => in_order(
            element,
            name,
            &[
                ("details", Is::Object(&EXPRESSION_DETAIL), true),
                ("licensing", Is::Object(&LICENSING), false),
                ("properties", list_of(&LICENCE_CHOICE, Key::PROPERTIES), false),
            ],
        ),
        Is::Dependencies | Is::Dependency if name == "dependency" => Step::Fine(Is::Dependency),
        Is::Dependency if name == "provides" && version >= V1_6 => {
            Step::Fine(Is::Reference(DEPENDENCY.find(Key::REF).map_or(TEXT, |(_, it)| it.value)))
        }
        Is::ServiceData => match name {
            "classification" => Step::Fine(Is::Classification),
            "dataflow" if version >= V1_5 => Step::Fine(Is::Dataflow),
            _ => unknown(name, "data"),
        },
        Is::Dataflow => in_order(
            element,
            name,
            &[
                ("classification", Is::Classification, false),
                ("governance", Is::Object(&GOVERNANCE), false),
                ("source", list_of(&SERVICE_DATA, Key::SOURCE), false),
                ("destination", list_of(&SERVICE_DATA, Key::DESTINATION), false),
            ],
        ),
        Is::Datasets => match name {
            "ref" => Step::Fine(Is::Value(TEXT)),
            "dataset" => Step::Fine(Is::Object(&DATA)),
            _ => unknown(name, element.name),
        },
        Is::Asserter => one_of(
            element,
            name,
            &[
                ("organization", Is::Object(&ENTITY)),
                ("contact", Is::Object(&CONTACT)),
                ("ref", Is::Value(TEXT)),
            ],
        ),
        Is::Assignee => one_of(
            element,
            name,
            &[("organization", Is::Object(&ENTITY)), ("individual", Is::Object(&CONTACT))],
        ),
        Is::Patents => match name {
            "patent" => Step::Fine(Is::Object(&PATENT)),
            "patentFamily" => Step::Fine(Is::Object(&PATENT_FAMILY)),
            _ => unknown(name, element.name),
        },
        Is::Variables => match name {
            "environmentVar" => Step::Fine(Is::Object(&PROPERTY)),
            "value" => Step::Fine(Is::Value(TEXT)),
            _ => unknown(name, element.name),
        },
        Is::Value(_)
        | Is::Reference(_)
        | Is::Expression
        | Is::Classification
        | Is::Dependencies
        | Is::Dependency
        | Is::Unknown => unknown(name, element.name),
    }
}

/// A child of an object: known, in its version, in order and not too often.
fn in_object(
    element: &mut Element<'_>,
    shape: &'static Shape,
    name: &str,
    version: Version,
) -> Step {
    let Some(member) = shape.element(name) else { return unknown(name, shape.name) };
    let Some((place, _)) = shape.find(member.key) else { return unknown(name, shape.name) };
    let exists = |member: &Member| member.xml_versions.has(version);
    if !exists(member) && !member.or.is_some_and(exists) {
        let version = DIALECT.version(version);
        let shape = with_article(shape.name);
        return Step::Unknown(format!("there is no `{name}` in {shape} of {version}"));
    }
    let is = match (member.xml, member.or) {
        (Some(Xml::Wrapped(..)), Some(parts)) => Is::Tools(member, parts),
        (Some(Xml::Wrapped(..) | Xml::WrappedAttribute(..)), None) => Is::List(member),
        (Some(Xml::Irregular(irregular)), _) => irregular_element(irregular, member),
        _ => one(member.value, version),
    };
    let bit = 1 << place;
    let was_seen = element.seen & bit != 0;
    let is_repeatable = match member.xml {
        Some(Xml::Element(_) | Xml::Irregular(Irregular::Assignees)) => {
            member.list.is_some() && !member.xml_single.has(version)
        }
        _ => false,
    };
    element.has_children = true;
    if shape.free.has(version) {
        // Going back begins the sequence anew, if nothing is missing in the last one.
        let goes_back = place < element.last || (was_seen && !is_repeatable);
        let missing = shape.required_in_xml(version) & !element.seen;
        if goes_back && missing == 0 {
            element.seen = 0;
        }
        element.seen |= bit;
        element.last = place;
        return match goes_back && missing != 0 {
            true => Step::Misplaced(is, format!("`{name}` must stand elsewhere")),
            false => Step::Fine(is),
        };
    }
    element.seen |= bit;
    if place < element.last {
        let last = shape.members.get(element.last).and_then(|it| it.key.known_text());
        let message = format!("`{name}` must stand before `{}`", last.unwrap_or_default());
        return Step::Misplaced(is, message);
    }
    if element.has_foreign {
        let message = format!("`{name}` must stand before elements of other namespaces");
        return Step::Misplaced(is, message);
    }
    element.last = place;
    if was_seen && !is_repeatable && !member.xml_repeats.has(version) {
        let code = match (shape.name, name) {
            ("licence", "id" | "name") => "cdx-license-id-or-name",
            _ => "cdx-xml-order",
        };
        return Step::Repeated(is, code);
    }
    Step::Fine(is)
}

fn irregular_element(irregular: Irregular, member: &'static Member) -> Is {
    match irregular {
        Irregular::Licences => Is::Licences,
        Irregular::Dependencies => Is::Dependencies,
        Irregular::ServiceData => Is::ServiceData,
        Irregular::Datasets => Is::Datasets,
        Irregular::Asserter => Is::Asserter,
        Irregular::Patents => Is::Patents,
        Irregular::Assignees => Is::Assignee,
        Irregular::Variables => Is::Variables,
        Irregular::Tools | Irregular::Ikev2 | Irregular::CertificateExtensions => Is::List(member),
    }
}

/// What an element that holds one value of a type is.
fn one(kind: Type, version: Version) -> Is {
    match kind {
        Type::Object(shape) => Is::Object(shape),
        // IKEv2 transforms are references in 1.6, objects or references in 1.7.
        Type::Either(choice) => match choice.types {
            [Type::Object(shape), _] if version >= V1_7 => Is::Mixed(shape),
            [_, kind] => Is::Value(*kind),
            _ => Is::Value(TEXT),
        },
        kind => Is::Value(kind),
    }
}

fn list_of(shape: &'static Shape, key: Key) -> Is {
    shape.find(key).map_or(Is::Unknown, |(_, member)| Is::List(member))
}

/// `tools` holds tools or, from 1.5 on, components and services.
fn in_tools(
    element: &mut Element<'_>,
    tools: &'static Member,
    parts: &'static Member,
    name: &str,
    version: Version,
) -> Step {
    const TOOL: u64 = 1;
    const COMPONENTS: u64 = 2;
    const SERVICES: u64 = 4;
    let (bit, is) = match name {
        "tool" => (TOOL, one(tools.value, version)),
        "components" if parts.versions.has(version) => (COMPONENTS, list_of(&BOM, Key::COMPONENTS)),
        "services" if parts.versions.has(version) => (SERVICES, list_of(&BOM, Key::SERVICES)),
        _ => return unknown(name, "list of tools"),
    };
    let seen = element.seen;
    element.seen |= bit;
    match bit {
        TOOL if seen & !TOOL != 0 => {
            Step::Misplaced(is, "`tool` does not go with `components` and `services`".to_owned())
        }
        COMPONENTS | SERVICES if seen & TOOL != 0 => {
            Step::Misplaced(is, format!("`{name}` does not go with `tool`"))
        }
        COMPONENTS if seen & SERVICES != 0 => {
            Step::Misplaced(is, "`components` must stand before `services`".to_owned())
        }
        COMPONENTS | SERVICES if seen & bit != 0 => Step::Repeated(is, "cdx-xml-order"),
        _ => Step::Fine(is),
    }
}

/// Until 1.6 `licenses` holds licences or one expression; any mix from 1.7 on.
fn in_licences(element: &mut Element<'_>, name: &str, version: Version) -> Step {
    let is = match name {
        "license" => Is::Object(&LICENCE),
        "expression" if version > V1_0 => Is::Expression,
        "expression-detailed" if version >= V1_7 => Is::Detailed,
        _ => return unknown(name, "list of licences"),
    };
    let others = element.counts.keys().any(|other| *other != name);
    let was_seen = element.counts.contains_key(name);
    if version < V1_7 && (others || (was_seen && name == "expression")) {
        let message = "an expression must be the only element of the list".to_owned();
        return Step::Licence(is, message);
    }
    Step::Fine(is)
}

/// Children in a fixed order; the flag says whether there may be several.
fn in_order(element: &mut Element<'_>, name: &str, children: &[(&str, Is, bool)]) -> Step {
    let found = children.iter().enumerate().find(|(_, (child, ..))| *child == name);
    let Some((place, (_, is, is_repeatable))) = found else {
        return unknown(name, element.name);
    };
    let was_seen = element.seen & 1 << place != 0;
    element.seen |= 1 << place;
    if place < element.last {
        let last = children.get(element.last).map_or("", |(child, ..)| *child);
        return Step::Misplaced(*is, format!("`{name}` must stand before `{last}`"));
    }
    element.last = place;
    match was_seen && !is_repeatable {
        true => Step::Repeated(*is, "cdx-xml-order"),
        false => Step::Fine(*is),
    }
}

/// Exactly one of some children.
fn one_of(element: &mut Element<'_>, name: &str, children: &[(&str, Is)]) -> Step {
    let Some((_, is)) = children.iter().find(|(child, _)| *child == name) else {
        return unknown(name, element.name);
    };
    let was_seen = element.seen != 0;
    element.seen = 1;
    match was_seen {
        true => Step::Misplaced(*is, "only one element may stand here".to_owned()),
        false => Step::Fine(*is),
    }
}

fn unknown(name: &str, place: &str) -> Step {
    Step::Unknown(format!("there is no `{}` in {}", clip(name), with_article(clip(place))))
}
