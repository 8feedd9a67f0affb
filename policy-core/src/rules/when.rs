//! Conditions as expressions: `when`.

use super::Body;
use super::licence::LicenceDefaults;
use crate::code::Code;
use crate::expression::{Expression, Fault, Subject};
use crate::policy::reader::{At, Reader};

/// An expression that must hold for one finding, one component or the image.
#[derive(Clone, Debug)]
pub(crate) struct When {
    pub(crate) expression: Expression,
}

impl When {
    /// Reads the expression of a rule; `beside` is the key of the rule's other condition, `licences`
    /// what the policy says about all of them.
    pub(crate) fn read(
        reader: &mut Reader,
        at: &At<'_>,
        beside: Option<&str>,
        licences: &LicenceDefaults,
    ) -> Option<Self> {
        let text = reader.text(at)?;
        if cfg!(not(feature = "cel")) {
            let message =
                "`when` cannot be judged: this program is built without the feature `cel`";
            reader.fault(Code::NotSupportedYet, at, message).help =
                Some("build it with the feature `cel` of `policy-core`".to_owned());
            return None;
        }
        let expression = match Expression::compile(text, licences) {
            Ok(expression) => expression,
            Err(faults) => {
                for fault in faults {
                    report(reader, at, text, fault);
                }
                return None;
            }
        };
        reader.used.extend(expression.groups().map(str::to_owned));
        let (most, looks_at) = match beside {
            Some("licences") => (Subject::Component, "components"),
            Some("image") => (Subject::Image, "the image"),
            _ => (Subject::Finding, "findings"),
        };
        let help = match (expression.subject(), beside) {
            (Subject::Circumstances, None) => {
                "name a field of `finding`, `component` or `image`, or give the rule a \
                 `vulnerability`, `licences` or `image`"
            }
            (subject, _) if subject > most => "make it a rule of its own",
            _ => return Some(Self { expression }),
        };
        let message = match beside {
            None => "the expression says nothing about what is judged".to_owned(),
            Some(_) => format!("the rule looks at {looks_at}, and the expression at more"),
        };
        reader.fault(Code::ExpressionSubject, at, message).help = Some(help.to_owned());
        None
    }

    /// What a rule looks at that has no other condition.
    pub(crate) fn body(&self) -> Option<Body> {
        match self.expression.subject() {
            Subject::Finding => {
                Some(Body::Vulnerability(super::vulnerability::VulnerabilityRule {
                    conditions: Vec::new(),
                }))
            }
            Subject::Component => Some(Body::EachComponent),
            Subject::Image => Some(Body::WholeImage),
            Subject::Circumstances => None,
        }
    }

    /// The comparisons that a worse finding may fail, as the policy writes them.
    pub(crate) fn not_monotone(&self) -> Vec<String> {
        self.expression.not_monotone()
    }
}

/// Records a fault at its place inside the expression.
fn report(reader: &mut Reader, at: &At<'_>, text: &str, fault: Fault) {
    let span = reader.within(at, text, fault.start, fault.end);
    let diagnostic = reader.fault(fault.code, at, fault.message);
    diagnostic.span = Some(span);
    diagnostic.help = fault.help;
    diagnostic.suggestion = fault.suggestion;
}
