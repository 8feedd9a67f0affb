//! The strict reading, through `spdx`.

use std::collections::VecDeque;

use spdx::expression::{ExprNode, ExpressionReq, Operator};
use spdx::{AdditionItem, LicenseItem, ParseMode};

use super::term::{Exception, Licence};
use super::{LicenceError, LicenceException, LicenceNode, LicenceTerm, names};

/// What `spdx` must let pass for deprecated ids to stay valid.
const MODE: ParseMode = ParseMode {
    allow_slash_as_or_operator: false,
    allow_imprecise_license_names: false,
    allow_postfix_plus_on_gpl: true,
    allow_deprecated: true,
    allow_unknown: false,
};

/// Longer texts are licences, not expressions.
const MAX_LEN: usize = 64 * 1024;

/// Deeper trees are attacks.
const MAX_DEPTH: usize = 64;

/// Reads an expression to the letter.
pub(super) fn strict(text: &str) -> Result<LicenceNode, LicenceError> {
    if text.len() > MAX_LEN {
        return Err(LicenceError::new(text, 0..0, "it is longer than 64 KiB"));
    }
    // `spdx` takes operators in lower case for the same, and has an id that is none.
    let mut words = text.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')'));
    let lax = words.find(|word| matches!(*word, "and" | "or" | "with" | "NOASSERTION" | "NONE"));
    if let Some(word) = lax {
        let start = word.as_ptr().addr() - text.as_ptr().addr();
        let reason = match word {
            "NOASSERTION" | "NONE" => "it is no licence",
            _ => "operators are written in capitals",
        };
        return Err(LicenceError::new(text, start..start + word.len(), reason));
    }
    tree(text)
}

/// Reads what `spdx` reads.
pub(super) fn tree(text: &str) -> Result<LicenceNode, LicenceError> {
    let expression = spdx::Expression::parse_mode(text, MODE)
        .map_err(|error| LicenceError::from_spdx(text, &error))?;
    // Operands come before their operator.
    let mut stack: Vec<Entry> = Vec::new();
    for node in expression.iter() {
        let entry = match node {
            ExprNode::Req(requirement) => Entry::term(term(text, requirement)?),
            ExprNode::Op(operator) => {
                let (Some(right), Some(left)) = (stack.pop(), stack.pop()) else { break };
                left.join(right, *operator)
            }
        };
        if entry.depth > MAX_DEPTH {
            return Err(LicenceError::new(text, 0..0, "it is nested too deeply"));
        }
        stack.push(entry);
    }
    let root = stack.pop().filter(|_| stack.is_empty());
    root.map(Entry::finish).ok_or_else(|| LicenceError::new(text, 0..0, "it is empty"))
}

/// A tree in the making, whose parts grow at both ends.
struct Entry {
    operator: Option<Operator>,
    parts: VecDeque<LicenceNode>,
    depth: usize,
}

impl Entry {
    fn term(term: LicenceTerm) -> Self {
        Self { operator: None, parts: VecDeque::from([LicenceNode::Term(term)]), depth: 0 }
    }

    /// Moves the shorter side, so that long chains cost no more whichever way they lean.
    fn join(self, right: Self, operator: Operator) -> Self {
        let (mut left, mut right) = (self.under(operator), right.under(operator));
        let depth = left.depth.max(right.depth);
        let parts = if left.parts.len() > right.parts.len() {
            left.parts.append(&mut right.parts);
            left.parts
        } else {
            while let Some(part) = left.parts.pop_back() {
                right.parts.push_front(part);
            }
            right.parts
        };
        Self { operator: Some(operator), parts, depth }
    }

    fn under(self, operator: Operator) -> Self {
        let depth = self.depth + 1;
        match self.operator {
            Some(own) if own == operator => self,
            None => Self { operator: Some(operator), depth, ..self },
            Some(_) => {
                let parts = VecDeque::from([self.finish()]);
                Self { operator: Some(operator), parts, depth }
            }
        }
    }

    fn finish(self) -> LicenceNode {
        let mut parts = Vec::from(self.parts);
        match (self.operator, parts.pop()) {
            (None, Some(term)) => term,
            (Some(Operator::Or), last) => {
                parts.extend(last);
                LicenceNode::Any(parts)
            }
            (_, last) => {
                parts.extend(last);
                LicenceNode::All(parts)
            }
        }
    }
}

fn term(text: &str, requirement: &ExpressionReq) -> Result<LicenceTerm, LicenceError> {
    let licence = match &requirement.req.license {
        // With a `+` behind it, it is no word of its own above.
        LicenseItem::Spdx { id, .. } if id.name == "NOASSERTION" => {
            return Err(LicenceError::new(text, 0..0, "`NOASSERTION` is not a licence"));
        }
        LicenseItem::Spdx { id, .. } => listed(text, id.name, requirement)?,
        LicenseItem::Other(reference) => {
            let document = reference.doc_ref.as_deref().map(Box::from);
            let name = reference.lic_ref.as_str();
            if name.is_empty() {
                return Err(LicenceError::new(text, 0..0, "`LicenseRef-` has no name"));
            }
            Licence::Ref { document, name: name.into() }
        }
    };
    let exception = requirement.req.addition.as_ref().map(|addition| {
        LicenceException(match addition {
            AdditionItem::Spdx(id) => Exception::Listed(id.name),
            AdditionItem::Other(reference) => Exception::Ref {
                document: reference.doc_ref.as_deref().map(Box::from),
                name: reference.add_ref.as_str().into(),
            },
        })
    });
    Ok(LicenceTerm { licence, exception })
}

/// The id as written: `spdx` makes `GPL-2.0-or-later` of `GPL-2.0+`, which is an id of its own.
fn listed(
    text: &str,
    id: &'static str,
    requirement: &ExpressionReq,
) -> Result<Licence, LicenceError> {
    let (Ok(start), Ok(end)) =
        (usize::try_from(requirement.span.start), usize::try_from(requirement.span.end))
    else {
        return Ok(Licence::Listed { id, plus: false });
    };
    if text.as_bytes().get(end) != Some(&b'+') {
        return Ok(Licence::Listed { id, plus: false });
    }
    if let Some(listed) = text.get(start..=end).and_then(names::listed) {
        return Ok(Licence::Listed { id: listed.name, plus: false });
    }
    let written = text.get(start..end).unwrap_or_default();
    if written.ends_with("-only") || written.ends_with("-or-later") {
        let reason = "a `+` follows an id that says itself whether later versions are meant";
        return Err(LicenceError::new(text, start..end + 1, reason));
    }
    let id = names::listed(written).map_or(id, |listed| listed.name);
    Ok(Licence::Listed { id, plus: true })
}
