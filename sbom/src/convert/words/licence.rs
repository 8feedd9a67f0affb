//! Licence texts of one format as what the other can take: an id, an expression, or just a name.

use crate::licence_expression::is_cyclonedx_licence_id;

/// A text that is a valid licence expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Expression {
    /// The expression with one blank between words and operators in capitals.
    pub(crate) text: String,
    /// The `LicenseRef-` ids in it, without those of other documents.
    pub(crate) references: Vec<String>,
    /// Whether it is one id.
    pub(crate) is_single: bool,
    /// Whether it has an `OR`, which binds weaker than the `AND` it may be joined by.
    pub(crate) has_or: bool,
}

/// Reads an expression; `None` if the text is none, or has ids that are on no list.
pub(crate) fn expression(text: &str) -> Option<Expression> {
    let mut made =
        Expression { text: String::new(), references: Vec::new(), is_single: false, has_or: false };
    let mut depth = 0_u32;
    let mut wanted = Wanted::Licence;
    let mut words = 0;
    let spaced = text.replace('(', " ( ").replace(')', " ) ");
    for word in spaced.split_whitespace() {
        words += 1;
        let is_tight = made.text.is_empty() || made.text.ends_with('(') || word == ")";
        if !is_tight {
            made.text.push(' ');
        }
        let operator =
            ["AND", "OR", "WITH"].into_iter().find(|name| name.eq_ignore_ascii_case(word));
        wanted = match (word, wanted) {
            ("(", Wanted::Licence) => {
                depth += 1;
                Wanted::Licence
            }
            (")", Wanted::Operator | Wanted::WithToo) => {
                depth = depth.checked_sub(1)?;
                Wanted::Operator
            }
            (_, Wanted::Licence) => match licence_id(word)? {
                Id::Listed => Wanted::WithToo,
                Id::Reference => {
                    made.references.push(word.to_owned());
                    Wanted::WithToo
                }
                Id::Foreign => Wanted::WithToo,
            },
            (_, Wanted::Exception) => match is_exception(word) {
                true => Wanted::Operator,
                false => return None,
            },
            (_, before) => match operator? {
                "WITH" if before == Wanted::WithToo => Wanted::Exception,
                "WITH" => return None,
                operator => {
                    made.has_or |= operator == "OR";
                    Wanted::Licence
                }
            },
        };
        made.text.push_str(match wanted {
            Wanted::Licence | Wanted::Exception => operator.unwrap_or(word),
            _ => word,
        });
    }
    made.is_single = words == 1;
    let is_whole = matches!(wanted, Wanted::Operator | Wanted::WithToo);
    (is_whole && depth == 0).then_some(made)
}

/// What the next word must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    Licence,
    Exception,
    Operator,
    /// An operator, `WITH` included.
    WithToo,
}

enum Id {
    Listed,
    Reference,
    /// `DocumentRef-x:LicenseRef-y`
    Foreign,
}

fn licence_id(word: &str) -> Option<Id> {
    if is_listed(word) {
        return Some(Id::Listed);
    }
    if is_reference(word) {
        return Some(Id::Reference);
    }
    let (document, licence) = word.split_once(':')?;
    let id = document.strip_prefix("DocumentRef-")?;
    (!id.is_empty() && super::id::is_idstring(id) && is_reference(licence)).then_some(Id::Foreign)
}

/// Reports whether a text is the id of a licence on the SPDX list, with or without `+`.
pub(crate) fn is_listed(id: &str) -> bool {
    let plain = id.strip_suffix('+').unwrap_or(id);
    (is_cyclonedx_licence_id(id) || is_cyclonedx_licence_id(plain)) && !is_exception(id)
}

/// Reports whether a text is a `LicenseRef-` id.
pub(crate) fn is_reference(id: &str) -> bool {
    id.strip_prefix("LicenseRef-")
        .is_some_and(|rest| !rest.is_empty() && super::id::is_idstring(rest))
}

/// CycloneDX's list holds exceptions among the licences; all but these have the word in their id.
fn is_exception(id: &str) -> bool {
    let is_named = id.contains("exception") && !id.contains("-with-");
    let is_other = matches!(id, "GPL-CC-1.0" | "SHL-2.0" | "SHL-2.1");
    (is_named || is_other) && is_cyclonedx_licence_id(id) || is_addition(id)
}

fn is_addition(id: &str) -> bool {
    id.strip_prefix("AdditionRef-")
        .is_some_and(|rest| !rest.is_empty() && super::id::is_idstring(rest))
}

/// Returns the id under which an unlisted licence is extracted: the same for the same content.
pub(crate) fn reference_id(name: &str, text: &str) -> String {
    let readable: String = super::id::idstring(name).chars().take(40).collect();
    format!("LicenseRef-{readable}-{}", super::id::digest(&[name, text], 8)).replace("--", "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_told_from_names() {
        for text in [
            "MIT",
            "GPL-2.0+",
            "LicenseRef-x",
            "MIT OR (Apache-2.0 AND DocumentRef-a:LicenseRef-b)",
            "GPL-2.0-only WITH Classpath-exception-2.0",
        ] {
            assert_eq!(expression(text).unwrap().text, text);
        }
        assert_eq!(expression("mit-0 and").as_ref(), None);
        assert_eq!(expression("MIT and ( ISC )").unwrap().text, "MIT AND (ISC)");
        for text in
            ["", "()", "MIT ISC", "MIT OR", "The MIT License", "MIT WITH ISC", "(MIT", "NONE"]
        {
            assert_eq!(expression(text), None, "{text}");
        }
    }
}
