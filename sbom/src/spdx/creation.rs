//! Who made the document, the packages and files: people, organisations and tools.

use serde::de::MapAccess;

use crate::document::build::Builder;
use crate::document::store::{Span, Store, ToolRow};
use crate::document::{NoteKind, PartyKind, PartyRole};
use crate::json::{Named, Pairs, Slot, Stopped, Text, once};
use crate::read::{Object, rows, skip, take};

/// A creator is a text. Converted from YAML without quotes, it is an object: `{"Person": "Jane"}`.
type WireCreator<'a> = Named<'a, Pairs<'a>>;

/// `creationInfo`.
#[derive(Clone, Copy)]
pub(super) struct CreationObject;

impl<'de> Object<'de> for CreationObject {
    fn expected(self) -> &'static str {
        "a creation info object"
    }

    fn read<A: MapAccess<'de>>(
        self,
        builder: &mut Builder<'de>,
        mut map: A,
    ) -> Result<(), A::Error> {
        let mut created = Slot::<Text<'de>>::default();
        let mut seen = 0;
        while let Some(key) = map.next_key::<Text<'de>>()? {
            match &*key {
                "created" => take(&mut created, &key, &mut map, builder)?,
                "creators" => {
                    once(&mut seen, 0, &key)?;
                    let len = |store: &Store| store.parties.len();
                    builder.store.document_parties =
                        rows(&key, &mut map, builder, len, keep_creators)?;
                }
                key => skip(builder, &mut map, key, &["comment", "licenseListVersion"])?,
            }
        }
        builder.store.created = builder.optional(created.as_ref());
        Ok(())
    }
}

fn keep_creators<'a>(creator: WireCreator<'a>, builder: &mut Builder<'a>) -> Result<(), Stopped> {
    match creator {
        Named::Text(creator) => keep_creator(builder, &creator),
        Named::Object(parts) => {
            builder.note(NoteKind::OtherType, "creators")?;
            parts.iter().try_for_each(|(kind, name)| {
                keep_creator(builder, &format!("{}: {}", kind.0, name.0))
            })
        }
    }
}

/// Keeps a creator: a tool, a person or an organisation.
fn keep_creator(builder: &mut Builder<'_>, text: &str) -> Result<(), Stopped> {
    let Some(tool) = text.strip_prefix("Tool:").map(str::trim) else {
        return keep_party(builder, PartyRole::Author, Some(text));
    };
    builder.count()?;
    let (name, version) = split_version(tool);
    let row = ToolRow {
        vendor: Span::NONE,
        name: builder.text(name),
        version: version.map_or(Span::NONE, |version| builder.text(version)),
    };
    builder.store.tools.push(row);
    Ok(())
}

/// Splits `name-version` at the last hyphen that a version follows.
fn split_version(tool: &str) -> (&str, Option<&str>) {
    let is_version = |text: &str| {
        let digits = text.strip_prefix('v').unwrap_or(text);
        digits.starts_with(|first: char| first.is_ascii_digit())
    };
    let at = tool
        .match_indices('-')
        .map(|(at, _)| at)
        .find(|&at| tool.get(at + 1..).is_some_and(is_version));
    match at.and_then(|at| Some((tool.get(..at)?, tool.get(at + 1..)?))) {
        Some((name, version)) if !name.is_empty() => (name, Some(version)),
        _ => (tool, None),
    }
}

/// Keeps `Organization: Example, Inc. (mail@example.org)`, or `NOASSERTION`.
pub(super) fn keep_party(
    builder: &mut Builder<'_>,
    role: PartyRole,
    text: Option<&str>,
) -> Result<(), Stopped> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(());
    };
    if matches!(text, "NOASSERTION" | "NONE") {
        return builder.party(role, PartyKind::NoAssertion, None, None, None);
    }
    let (kind, rest) = match text.split_once(':') {
        Some(("Person", rest)) => (PartyKind::Person, rest),
        Some(("Organization", rest)) => (PartyKind::Organization, rest),
        _ => (PartyKind::Unknown, text),
    };
    let (name, email) = split_email(rest.trim());
    builder.party(role, kind, Some(name), email, None)
}

/// Splits `name (e-mail)`; empty parentheses mean that there is no address.
fn split_email(text: &str) -> (&str, Option<&str>) {
    let inner = text.strip_suffix(')').and_then(|text| text.rsplit_once('('));
    match inner {
        Some((name, email)) if email.is_empty() || email.contains('@') => {
            (name.trim_end(), Some(email).filter(|email| !email.is_empty()))
        }
        _ => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tool_is_split_before_its_version() {
        assert_eq!(split_version("syft-0.84.1"), ("syft", Some("0.84.1")));
        assert_eq!(split_version("sbom-tool-v2.1-rc.1"), ("sbom-tool", Some("v2.1-rc.1")));
        assert_eq!(
            split_version("GitHub.com-Dependency-Graph"),
            ("GitHub.com-Dependency-Graph", None)
        );
        assert_eq!(split_version("-1"), ("-1", None));
    }

    #[test]
    fn email_is_told_from_other_parentheses() {
        assert_eq!(split_email("Jane (jane@example.org)"), ("Jane", Some("jane@example.org")));
        assert_eq!(split_email("Jane ()"), ("Jane", None));
        assert_eq!(split_email("Acme (Germany)"), ("Acme (Germany)", None));
    }
}
