//! Licence expressions, and the licences they speak of.

use super::form;
use super::judge::{Judge, show};
use crate::licence_expression::{LaxStep, LicenceExpression, LicenceReading};
use crate::tree::Value;
use crate::validate::Severity;

/// What came of reading an expression.
pub(super) enum Reading {
    Good {
        terms: Vec<Term>,
        is_single: bool,
    },
    /// It is one but for the case of letters, which the specification lets pass.
    Careless {
        terms: Vec<Term>,
        is_single: bool,
        why: String,
    },
    Broken(String),
}

/// A licence that is not on the list.
pub(super) struct Term {
    document: Option<String>,
    licence: String,
}

fn read(text: &str) -> Reading {
    let error = match LicenceExpression::attempt(text, LicenceReading::Strict) {
        Ok(expression) => {
            let (terms, is_single) = (terms(&expression), expression.as_term().is_some());
            return Reading::Good { terms, is_single };
        }
        Err(error) => error,
    };
    if let Ok(expression) = LicenceExpression::attempt(text, LicenceReading::Lax)
        && let [first, ..] = expression.lax_steps()
        && expression.lax_steps().iter().all(|step| matches!(step, LaxStep::Case { .. }))
    {
        let (terms, is_single) = (terms(&expression), expression.as_term().is_some());
        return Reading::Careless { terms, is_single, why: first.to_string() };
    }
    Reading::Broken(error.to_string())
}

fn terms(expression: &LicenceExpression) -> Vec<Term> {
    let own = |term: &crate::licence_expression::LicenceTerm| {
        Some(Term { document: term.document(), licence: term.reference()? })
    };
    expression.terms().filter_map(own).collect()
}

impl<'t> Judge<'t, '_> {
    /// Judges a licence expression.
    pub(super) fn expression(&mut self, value: Value<'t>, text: &'t str) {
        self.licence(value, text, false);
    }

    /// Judges one of the licences that were found in files: no expression, but a single licence.
    pub(super) fn found(&mut self, value: Value<'t>) {
        if let Some(text) = value.as_str() {
            self.licence(value, text, true);
        }
    }

    fn licence(&mut self, value: Value<'t>, text: &'t str, must_be_single: bool) {
        const CODE: &str = "spdx2-license-expression";

        if form::is_unsaid(text) {
            return;
        }
        let reading = self.readings.remove(text).unwrap_or_else(|| read(text));
        let (terms, is_single) = match &reading {
            Reading::Good { terms, is_single } => (terms.as_slice(), *is_single),
            Reading::Careless { terms, is_single, why } => {
                self.report(CODE, Severity::Warning, value, || why.clone());
                (terms.as_slice(), *is_single)
            }
            Reading::Broken(why) => {
                self.error(CODE, value, || why.clone());
                (&[][..], true)
            }
        };
        if must_be_single && !is_single {
            self.error(CODE, value, || {
                format!("must be a single licence, not the expression `{}`", show(text))
            });
        }
        for term in terms {
            match &term.document {
                Some(document) if !self.documents.contains(document.as_str()) => {
                    self.error("spdx2-docref-undeclared", value, || {
                        format!("`{}` is not an external document reference", show(document))
                    });
                }
                None if !self.licences.contains(term.licence.as_str()) => {
                    self.error("spdx2-license-ref-undefined", value, || {
                        format!("`{}` is described nowhere in the document", show(&term.licence))
                    });
                }
                _ => {}
            }
        }
        self.readings.insert(text, reading);
    }
}
