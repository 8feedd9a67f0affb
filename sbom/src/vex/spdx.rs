//! The assessments of SPDX 3: relationships between a vulnerability and elements.

use std::sync::Arc;

use super::cyclonedx::Products;
use super::document::Document;
use super::product::Product;
use super::statement::{Action, Statement};
use super::vulnerability::{Alias, Rating, Vulnerability};
use super::words::Status;
use crate::document::{Document as Bom, End, NoteKind, Vulnerability as View};
use crate::error::Error;
use crate::spdx::lens3::security;
use crate::tree::{Key, Value, ValueId};

/// Reads the vulnerabilities of an SPDX 3 document and what is stated of them.
pub(super) fn read<'s>(
    bom: &'s Bom,
    products: &mut Products<'s>,
    document: &mut Document,
) -> Result<(), Error> {
    for found in bom.vulnerabilities() {
        let vulnerability = Arc::new(describe(&found));
        document.vulnerabilities.push(Arc::clone(&vulnerability));
        let mut last: Option<ValueId> = None;
        // A relationship has a row for each of its ends.
        for said in security::assessments(bom, found.value()) {
            let relationship = bom.tree().value(said.relationship);
            let word = relationship.text(Key::RELATIONSHIP_TYPE).unwrap_or_default();
            let Some(status) = status(word) else { continue };
            if last.replace(said.relationship) != Some(said.relationship) {
                let mut statement = Statement::of(Arc::clone(&vulnerability), status, word);
                explain(relationship, &mut statement);
                statement.timestamp = statement.timestamp.or_else(|| document.timestamp.clone());
                document.statements.push(statement);
            }
            let product = match End::new(bom, said.target) {
                End::Component(component) => products.component(&component)?,
                End::Dangling(id) => {
                    document.notes.add(NoteKind::DanglingReference, "to", || id.to_owned());
                    Arc::new(Product::new(id))
                }
                End::Elsewhere(id) | End::Other(id) => Arc::new(Product::new(id)),
                _ => continue,
            };
            // What was looked at is a part of the product, if it is another element.
            let part = relationship.get(Key::SECURITY_ASSESSED_ELEMENT);
            let part = part.and_then(|part| End::named(bom, part).component());
            let product = match part {
                Some(part)
                    if Some(part.id())
                        != End::new(bom, said.target).component().map(|it| it.id()) =>
                {
                    let part = products.component(&part)?;
                    products.spend(product.weight())?;
                    Arc::new(Product::clone(&product).subcomponent(part))
                }
                _ => product,
            };
            if let Some(statement) = document.statements.last_mut() {
                statement.products.push(product);
            }
        }
    }
    Ok(())
}

fn status(word: &str) -> Option<Status> {
    Some(match word {
        "affects" => Status::Affected,
        "doesNotAffect" => Status::NotAffected,
        "fixedIn" => Status::Fixed,
        "underInvestigationFor" => Status::UnderInvestigation,
        _ => return None,
    })
}

fn explain(relationship: Value<'_>, statement: &mut Statement) {
    let text = |key| relationship.text(key).filter(|text| !text.is_empty());
    statement.justify(text(Key::SECURITY_JUSTIFICATION_TYPE).map(str::to_owned));
    statement.impact = text(Key::SECURITY_IMPACT_STATEMENT).map(Arc::from);
    statement.notes = text(Key::SECURITY_STATUS_NOTES).map(Arc::from);
    statement.timestamp = text(Key::SECURITY_PUBLISHED_TIME).map(str::to_owned);
    statement.last_updated = text(Key::SECURITY_MODIFIED_TIME).map(str::to_owned);
    if let Some(action) = text(Key::SECURITY_ACTION_STATEMENT) {
        let mut action = Action::of(None, action.to_owned());
        action.timestamp = text(Key::SECURITY_ACTION_STATEMENT_TIME).map(str::to_owned);
        statement.actions.push(Arc::new(action));
    }
}

fn describe(found: &View<'_>) -> Vulnerability {
    let owned = |text: Option<&str>| text.map(str::to_owned);
    Vulnerability {
        id: found.id().unwrap_or_default().to_owned(),
        aliases: found
            .aliases()
            .map(|id| Alias { id: id.to_owned(), ..Alias::default() })
            .collect(),
        description: owned(found.description()),
        source: owned(found.source_name()),
        url: owned(found.source_url()),
        cwes: found.cwes().collect(),
        ratings: found
            .ratings()
            .map(|rating| Rating {
                source: owned(rating.source_name()),
                method: owned(rating.method()),
                score: rating.score().map(|score| score.to_string()),
                severity: rating.severity(),
                vector: owned(rating.vector()),
                products: Vec::new(),
            })
            .collect(),
        published: owned(found.published()),
        updated: owned(found.updated()),
        rejected: owned(found.rejected()),
        ..Vulnerability::default()
    }
}
