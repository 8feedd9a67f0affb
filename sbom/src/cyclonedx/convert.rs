//! From wire objects to rows of the document.

use crate::cyclonedx::wire::{
    WireContact, WireEntity, WireHash, WireLicenceChoice, WireLifecycle, WireProperty,
    WireReference, WireTool,
};
use crate::document::build::Builder;
use crate::document::store::{LicenceRow, PropertyRow, ReferenceRow, Span, ToolRow};
use crate::document::{LicenceKind, LicenceRole, NoteKind, PartyKind, PartyRole};
use crate::json::{Stopped, Text};

impl<'a> WireHash<'a> {
    pub(super) fn keep(self, builder: &mut Builder<'a>) -> Result<(), Stopped> {
        builder.hash(self.alg.as_ref(), self.content.as_ref())
    }
}

impl<'a> WireLicenceChoice<'a> {
    pub(super) fn keep(self, builder: &mut Builder<'a>) -> Result<(), Stopped> {
        let inner = self.license.as_ref();
        let word =
            self.acknowledgement.as_ref().or(inner.and_then(|it| it.acknowledgement.as_ref()));
        let role = match word.map(|word| &**word) {
            Some("declared") => LicenceRole::Declared,
            Some("concluded") => LicenceRole::Concluded,
            _ => LicenceRole::Unstated,
        };
        let candidates = [
            (LicenceKind::Expression, self.expression.as_ref()),
            (LicenceKind::Id, inner.and_then(|it| it.id.as_ref())),
            (LicenceKind::Name, inner.and_then(|it| it.name.as_ref())),
        ];
        let mut stated = candidates.into_iter().filter_map(|(kind, text)| Some((kind, text?)));
        // An empty id must not hide the name behind it.
        let Some((kind, text)) = stated.find(|(_, text)| !text.is_empty()) else {
            return builder.note(NoteKind::EmptyEntry, "license");
        };
        builder.count()?;
        let text = builder.text(text);
        let url = builder.optional(inner.and_then(|it| it.url.as_ref()));
        builder.store.licences.push(LicenceRow { kind, role, text, url });
        Ok(())
    }
}

impl<'a> WireReference<'a> {
    pub(super) fn keep(self, builder: &mut Builder<'a>) -> Result<(), Stopped> {
        let Some(url) = &self.url else {
            return builder.note(NoteKind::EmptyEntry, "externalReference");
        };
        builder.count()?;
        let row = ReferenceRow {
            category: Span::NONE,
            kind: builder.optional(self.kind.as_ref()),
            locator: builder.text(url),
            comment: builder.optional(self.comment.as_ref()),
        };
        builder.store.references.push(row);
        Ok(())
    }
}

impl<'a> WireProperty<'a> {
    pub(super) fn keep(self, builder: &mut Builder<'a>) -> Result<(), Stopped> {
        builder.count()?;
        let row = PropertyRow {
            name: builder.optional(self.name.as_ref()),
            value: builder.optional(self.value.as_ref()),
        };
        builder.store.properties.push(row);
        Ok(())
    }
}

impl<'a> WireEntity<'a> {
    pub(super) fn keep(&self, builder: &mut Builder<'a>, role: PartyRole) -> Result<(), Stopped> {
        let contact = self.contact.first();
        let contact_name = contact.and_then(|contact| contact.name.as_deref());
        let email = contact.and_then(|contact| contact.email.as_deref());
        let name = self.name.as_deref().or(contact_name);
        let url = self.url.first().map(|url| &**url);
        builder.party(role, PartyKind::Organization, name, email, url)
    }
}

impl<'a> WireContact<'a> {
    pub(super) fn keep(&self, builder: &mut Builder<'a>, role: PartyRole) -> Result<(), Stopped> {
        builder.party(role, PartyKind::Person, self.name.as_deref(), self.email.as_deref(), None)
    }
}

impl<'a> WireLifecycle<'a> {
    pub(super) fn keep(self, builder: &mut Builder<'a>) -> Result<(), Stopped> {
        match self.phase.or(self.name) {
            Some(word) => builder.word(&word),
            None => builder.note(NoteKind::EmptyEntry, "lifecycle"),
        }
    }
}

impl<'a> WireTool<'a> {
    pub(super) fn keep(self, builder: &mut Builder<'a>) -> Result<(), Stopped> {
        builder.count()?;
        let vendor: Option<&Text<'a>> =
            self.vendor.as_ref().or(self.publisher.as_ref()).or(self.group.as_ref());
        let row = ToolRow {
            vendor: builder.optional(vendor),
            name: builder.optional(self.name.as_ref()),
            version: builder.optional(self.version.as_ref()),
        };
        builder.store.tools.push(row);
        Ok(())
    }
}
