//! Finding what a document is about.

use crate::document::{Component, ComponentId, ComponentType, Document, ElementKind};
use crate::document::{RelationshipKind, index::NOBODY};
use crate::format::Model;
use crate::tree::Key;

impl Document {
    /// Returns the component the document is about.
    ///
    /// That is CycloneDX `metadata.component`, or the only element an SPDX document describes; if
    /// it describes several, the only package among them. Never a guess.
    #[must_use]
    pub fn subject(&self) -> Option<Component<'_>> {
        let candidates = self.top();
        if let [only] = candidates {
            return self.component(*only);
        }
        let mut packages = candidates
            .iter()
            .filter_map(|&id| self.component(id))
            .filter(|element| element.kind() == ElementKind::Component);
        let first = packages.next()?;
        packages.next().is_none().then_some(first)
    }

    /// Returns what the document seems to be about where it does not say it: a conclusion, to be
    /// shown as one. `None` if [`Document::subject`] knows, or nothing stands out.
    ///
    /// Of several described packages, the one whose digest an attestation is about or that has the
    /// document's name. Else the only element that has parts or dependencies and is neither
    /// itself; else the only application, container, operating system or firmware that is not
    /// nested; else the only component.
    #[must_use]
    pub fn inferred_subject(&self) -> Option<Component<'_>> {
        if self.subject().is_some() {
            return None;
        }
        if !self.top().is_empty() {
            return self.attested_one().or_else(|| self.namesake());
        }
        self.source_of_all().or_else(|| self.only_product()).or_else(|| only(self.components()))
    }

    fn attested_one(&self) -> Option<Component<'_>> {
        let attestation = self.attestation()?;
        let is_attested = |component: &Component<'_>| {
            component.hashes().any(|hash| {
                let digests = attestation.subjects().iter().flat_map(|it| it.digests());
                digests.into_iter().any(|(_, digest)| digest.eq_ignore_ascii_case(hash.content()))
            })
        };
        only(self.top_packages().filter(is_attested))
    }

    fn namesake(&self) -> Option<Component<'_>> {
        let name = self.name()?;
        only(self.top_packages().filter(|component| component.name() == name))
    }

    fn top_packages(&self) -> impl Iterator<Item = Component<'_>> {
        let described = self.top().iter().filter_map(|&id| self.component(id));
        described.filter(|element| element.kind() == ElementKind::Component)
    }

    fn source_of_all(&self) -> Option<Component<'_>> {
        let mut has_parts = vec![false; self.element_count()];
        let mut is_part = has_parts.clone();
        let mut mark = |from: ComponentId, to: ComponentId| {
            for (table, id) in [(&mut has_parts, from), (&mut is_part, to)] {
                if let Some(mark) = table.get_mut(id.index()) {
                    *mark = true;
                }
            }
        };
        for edge in &self.index.edges {
            let is_followed =
                matches!(edge.kind, RelationshipKind::DependsOn | RelationshipKind::Contains);
            if let (true, Some(from), Some(to)) =
                (is_followed, edge.from.as_node(), edge.to.as_node())
                && from != to
            {
                mark(from, to);
            }
        }
        for (element, number) in self.index.elements.iter().zip(0..) {
            if element.parent != NOBODY {
                mark(ComponentId::new(element.parent), ComponentId::new(number));
            }
        }
        let tops = has_parts.iter().zip(&is_part).zip(0..);
        let tops = tops.filter(|((has_parts, is_part), _)| **has_parts && !**is_part);
        only(tops.filter_map(|(_, number)| self.component(ComponentId::new(number))))
    }

    fn only_product(&self) -> Option<Component<'_>> {
        only(self.components().filter(|component| {
            component.parent().is_none()
                && matches!(
                    component.component_type(),
                    ComponentType::Application
                        | ComponentType::Container
                        | ComponentType::OperatingSystem
                        | ComponentType::Firmware
                )
        }))
    }

    /// The elements described, by a misspelt relationship if by no other.
    pub(crate) fn top(&self) -> &[ComponentId] {
        match self.index.described.is_empty() {
            true => &self.index.described_loosely,
            false => &self.index.described,
        }
    }

    /// Reports whether an id names the document itself.
    pub(crate) fn is_own_id(&self, id: &str) -> bool {
        match self.model() {
            Model::CycloneDx => false,
            Model::Spdx2 => id == "SPDXRef-DOCUMENT" || self.root().text(Key::SPDXID) == Some(id),
            Model::Spdx3 => self.id() == Some(id),
        }
    }
}

/// Returns the only one of several.
fn only<'d>(mut candidates: impl Iterator<Item = Component<'d>>) -> Option<Component<'d>> {
    let first = candidates.next()?;
    candidates.next().is_none().then_some(first)
}
