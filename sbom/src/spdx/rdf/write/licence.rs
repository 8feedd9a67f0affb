//! Licences and expressions of them.

use super::Writer;
use crate::spdx::rdf::licence::Expression;
use crate::spdx::rdf::vocabulary::{LICENSES, NO_ASSERTION, NONE, expand};

impl<'t> Writer<'t, '_> {
    /// Writes the value of a property that holds a licence; returns whether it is one.
    pub(super) fn licence(&mut self, text: &str) -> bool {
        match text {
            "NONE" => self.resource(&expand(NONE)),
            "NOASSERTION" => self.resource(&expand(NO_ASSERTION)),
            _ => {
                let Some(expression) = Expression::parse(text) else { return false };
                if !self.can_name(&expression) {
                    return false;
                }
                self.expression(&expression);
            }
        }
        true
    }

    /// Reports whether the documents that an expression speaks of are known.
    pub(super) fn can_name(&self, expression: &Expression<'_>) -> bool {
        match expression {
            Expression::Id(id) | Expression::OrLater(id) => match id.split_once(':') {
                Some((document, _)) => self.documents.contains_key(document),
                None => true,
            },
            Expression::With(licence, _) => self.can_name(licence),
            Expression::All(members) | Expression::Any(members) => {
                members.iter().all(|member| self.can_name(member))
            }
        }
    }

    pub(super) fn expression(&mut self, expression: &Expression<'_>) {
        match expression {
            Expression::Id(id) => self.resource(&self.licence_iri(id)),
            Expression::OrLater(id) => {
                self.out.begin("spdx:OrLaterOperator");
                self.member(&Expression::Id(id));
                self.out.end();
            }
            Expression::With(licence, exception) => {
                self.out.begin("spdx:WithExceptionOperator");
                self.member(licence);
                self.out.begin("spdx:licenseException");
                self.resource(&format!("{LICENSES}{exception}"));
                self.out.end();
                self.out.end();
            }
            Expression::All(members) => self.set("spdx:ConjunctiveLicenseSet", members),
            Expression::Any(members) => self.set("spdx:DisjunctiveLicenseSet", members),
        }
    }

    pub(super) fn set(&mut self, class: &str, members: &[Expression<'_>]) {
        self.out.begin(class);
        for member in members {
            self.member(member);
        }
        self.out.end();
    }

    pub(super) fn member(&mut self, member: &Expression<'_>) {
        self.out.begin("spdx:member");
        self.expression(member);
        self.out.end();
    }

    pub(super) fn licence_iri(&self, id: &str) -> String {
        match id.starts_with("LicenseRef-") || id.contains(':') {
            true => self.iri(id),
            false => format!("{LICENSES}{id}"),
        }
    }
}
