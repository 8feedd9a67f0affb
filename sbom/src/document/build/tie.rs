//! Tying a document's loose ends once everything is read: references, states, roots.

use std::borrow::Cow;

use crate::document::Document;
use crate::document::build::Builder;
use crate::document::component::{ComponentId, DependencyState};
use crate::document::note::NoteKind;
use crate::document::relationship::{Origin, RelationshipKind};
use crate::document::store::{EndCode, OutsideRow};
use crate::error::{Code, Error};
use crate::json::Stopped;

impl Builder<'_> {
    /// Resolves every reference and returns the document.
    ///
    /// # Errors
    ///
    /// In strict mode, what only shows once everything is read.
    pub(crate) fn finish(mut self) -> Result<Document, Error> {
        match self.tie() {
            Ok(()) => Ok(Document { store: self.store }),
            Err(Stopped) => {
                let error = Error::new(Code::Deviation, "the document deviates from its format");
                Err(self.explain(error))
            }
        }
    }

    fn tie(&mut self) -> Result<(), Stopped> {
        self.path.clear();
        self.adopt_subject()?;
        let outside = self.outside_rows();
        let bound = &self.bound;
        let resolve = |code: EndCode| match code.as_outside() {
            Some(row) => {
                bound.get(row).copied().flatten().or(outside.get(row).copied()).unwrap_or(code)
            }
            None => code,
        };
        for edge in &mut self.store.edges {
            edge.from = resolve(edge.from);
            edge.to = resolve(edge.to);
        }
        for affected in &mut self.store.affects {
            affected.target = resolve(affected.target);
        }
        for (entry, _) in &mut self.listed {
            *entry = resolve(*entry);
        }
        self.set_states();
        self.note_dangling()?;
        self.find_described();
        Ok(())
    }

    /// A subject without id cannot be referred to, yet tools list its dependencies under its purl
    /// or `name@version`. When that names nothing else, it can only mean the subject.
    fn adopt_subject(&mut self) -> Result<(), Stopped> {
        let Some(index) = self.subject else {
            return Ok(());
        };
        let Some(subject) = self.store.nodes.get(index as usize) else {
            return Ok(());
        };
        if !self.store.text_or_empty(subject.local_id).is_empty() {
            return Ok(());
        }
        let name = self.store.text_or_empty(subject.name);
        let version = self.store.text_or_empty(subject.version);
        let purl = subject.identifiers.of(&self.store.identifiers).first();
        let purl = purl.and_then(|row| self.store.text(row.text)).unwrap_or_default();
        let candidates = [purl.to_owned(), format!("{name}@{version}")];
        for candidate in candidates.iter().filter(|candidate| !candidate.is_empty()) {
            let row = self.ids.get(candidate.as_str());
            if let Some(slot) = row.and_then(|&row| self.bound.get_mut(row as usize))
                && slot.is_none()
            {
                *slot = Some(EndCode::node(index));
                return self.note(NoteKind::SubjectAdopted, candidate);
            }
        }
        Ok(())
    }

    /// Keeps the texts of ids that were referred to but not defined.
    fn outside_rows(&mut self) -> Vec<EndCode> {
        let ids = std::mem::take(&mut self.ids);
        let mut unbound: Vec<(u32, Cow<'_, str>)> = ids
            .into_iter()
            .filter(|(_, row)| self.bound.get(*row as usize).is_some_and(Option::is_none))
            .map(|(id, row)| (row, id))
            .collect();
        // The table of ids has no order of its own, and the same input must give the same document.
        unbound.sort_unstable_by_key(|(row, _)| *row);
        let mut outside =
            vec![EndCode::NONE; if unbound.is_empty() { 0 } else { self.bound.len() }];
        for (row, id) in unbound {
            let number = u32::try_from(self.store.outside.len()).unwrap_or(u32::MAX);
            if let Some(slot) = outside.get_mut(row as usize) {
                *slot = EndCode::outside(number);
            }
            let foreign = id.starts_with("urn:cdx:") || id.starts_with("DocumentRef-");
            let text = self.store.push_text(&id);
            self.store.outside.push(OutsideRow { text, foreign });
        }
        outside
    }

    fn set_states(&mut self) {
        for &(entry, depends) in &self.listed {
            let Some(id) = entry.as_node() else { continue };
            if let Some(node) = self.store.nodes.get_mut(id.index()) {
                node.state = match node.state {
                    // Repeated entries are joined.
                    DependencyState::Listed => DependencyState::Listed,
                    _ if depends => DependencyState::Listed,
                    _ => DependencyState::ListedEmpty,
                };
            }
        }
    }

    fn note_dangling(&mut self) -> Result<(), Stopped> {
        let store = &self.store;
        let dangles = |code: EndCode| {
            code.as_outside().and_then(|row| store.outside.get(row)).is_some_and(|row| !row.foreign)
        };
        let entries = self.listed.iter().filter(|(entry, _)| dangles(*entry)).count();
        let mut depends_on = entries;
        let [mut provides, mut relationships, mut describes, mut has_files] = [0; 4];
        for edge in &store.edges {
            // An entry's own end is counted above, and the ends of shorthands cannot dangle.
            let to = usize::from(dangles(edge.to));
            match edge.origin {
                Origin::DependsOn => depends_on += to,
                Origin::Provides => provides += to,
                Origin::Relationship => relationships += to + usize::from(dangles(edge.from)),
                Origin::DocumentDescribes => describes += to,
                Origin::HasFiles => has_files += to,
            }
        }
        let affects = store.affects.iter().filter(|row| dangles(row.target)).count();
        for (word, count) in [
            ("dependencies", depends_on),
            ("provides", provides),
            ("relationships", relationships),
            ("documentDescribes", describes),
            ("hasFiles", has_files),
            ("affects", affects),
        ] {
            self.note_many(NoteKind::DanglingReference, word, count)?;
        }
        Ok(())
    }

    /// Collects what the document describes: distinct, in document order.
    ///
    /// Only the exact words of the specification count. A misspelt `DESCRIBE` is a repair, and
    /// kept apart, so that counts agree with those of other tools.
    fn find_described(&mut self) {
        self.store.described.extend(self.subject.map(ComponentId::new));
        let mut is_described = vec![false; self.store.nodes.len()];
        let mut is_misspelt = is_described.clone();
        let mut elsewhere = Vec::new();
        let mut misspelt: Vec<ComponentId> = Vec::new();
        for edge in &self.store.edges {
            let is_from_document =
                edge.from == EndCode::DOCUMENT || self.document_twins.contains(&edge.from);
            if edge.kind != RelationshipKind::Describes || !is_from_document {
                continue;
            }
            let word = self.store.text(edge.native);
            let is_exact = matches!(word, None | Some("DESCRIBES" | "DESCRIBED_BY"));
            match edge.to.as_node() {
                Some(id) => {
                    let (seen, list) = match is_exact {
                        true => (&mut is_described, &mut self.store.described),
                        false => (&mut is_misspelt, &mut misspelt),
                    };
                    if let Some(seen @ false) = seen.get_mut(id.index()) {
                        *seen = true;
                        list.push(id);
                    }
                }
                // The document itself, as some tools write, or what is not in it.
                None if is_exact => elsewhere.push(edge.to),
                None => {}
            }
        }
        elsewhere.retain(|to| !matches!(*to, EndCode::NONE | EndCode::NO_ASSERTION));
        elsewhere.sort_unstable();
        elsewhere.dedup();
        self.store.described_elsewhere = elsewhere.len();
        if self.store.described.is_empty() {
            self.store.described_loosely = misspelt;
        }
    }
}
