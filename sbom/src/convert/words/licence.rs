//! Licence texts of one format as what the other can take: an id, an expression, or just a name.

use crate::licence_expression::{LaxStep, LicenceExpression, LicenceNode, LicenceReading};

/// A text that is a licence expression, or stands for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Expression {
    /// The expression, as it was written if it was written to the letter.
    pub(crate) text: String,
    /// The `LicenseRef-` ids in it, without those of other documents.
    pub(crate) references: Vec<String>,
    /// Whether it is one licence without exception.
    pub(crate) is_single: bool,
    /// Whether it is a choice, which binds weaker than the `AND` it may be joined by.
    pub(crate) has_or: bool,
    /// Whether nothing had to be mended but the case of letters.
    pub(crate) is_spelled: bool,
    /// Whether nothing had to be mended at all.
    pub(crate) is_exact: bool,
}

/// Reads an expression, also one in the wrong case or with well-known names in place of ids;
/// `None` if the text is none, or no document can hold it.
pub(crate) fn expression(text: &str) -> Option<Expression> {
    let read = LicenceExpression::attempt(text, LicenceReading::Lax).ok()?;
    // `NONE` and `NOASSERTION` stand alone, never in an expression.
    let is_special = |step: &LaxStep| matches!(step, LaxStep::Special { .. });
    if read.lax_steps().iter().any(is_special) {
        return None;
    }
    let own = read.terms().filter(|term| term.document().is_none());
    let references: Vec<String> = own.filter_map(|term| term.reference()).collect();
    if !references.iter().all(|id| is_reference(id)) {
        return None;
    }
    let is_exact = read.lax_steps().is_empty();
    let mended = |step: &LaxStep| matches!(step, LaxStep::Case { .. } | LaxStep::Operator { .. });
    let text = match is_exact {
        true => spaced(text),
        false => read.to_string(),
    };
    let is_single = !text.contains('(')
        && read.as_term().is_some_and(|term| term.exception().is_none())
        && !text.contains(' ');
    Some(Expression {
        references,
        is_single,
        has_or: matches!(read.root(), LicenceNode::Any(_)),
        is_spelled: read.lax_steps().iter().all(mended),
        is_exact,
        text,
    })
}

/// Brings blanks to one between words, and none inside of parentheses.
fn spaced(text: &str) -> String {
    let words = text.replace('(', " ( ").replace(')', " ) ");
    let mut made = String::with_capacity(text.len());
    for word in words.split_whitespace() {
        if !(made.is_empty() || made.ends_with('(') || word == ")") {
            made.push(' ');
        }
        made.push_str(word);
    }
    made
}

/// Reports whether a text is a `LicenseRef-` id.
pub(crate) fn is_reference(id: &str) -> bool {
    id.strip_prefix("LicenseRef-")
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
            "MIT AND ISC OR Zlib",
        ] {
            let read = expression(text).unwrap();
            assert_eq!((read.text.as_str(), read.is_exact), (text, true));
        }
        assert_eq!(expression("mit-0 and").as_ref(), None);
        assert_eq!(expression("MIT AND ( ISC )").unwrap().text, "MIT AND (ISC)");
        for text in ["", "()", "MIT ISC", "MIT OR", "MIT WITH ISC", "NONE", "acme"] {
            assert_eq!(expression(text), None, "{text}");
        }
        for text in ["MIT OR NOASSERTION", "LicenseRef-a_b"] {
            assert_eq!(expression(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_sloppy_is_mended_and_says_so() {
        for (text, expected, is_spelled) in [
            ("mit", "MIT", true),
            ("apache-2.0 or MIT", "Apache-2.0 OR MIT", true),
            ("The MIT License", "MIT", false),
        ] {
            let read = expression(text).unwrap();
            assert_eq!((read.text.as_str(), read.is_spelled), (expected, is_spelled), "{text}");
            assert!(!read.is_exact);
        }
    }

    #[test]
    fn one_licence_is_told_from_several() {
        let read = |text| expression(text).unwrap();
        assert!(read("MIT").is_single && read("LicenseRef-x").is_single);
        assert!(!read("(MIT)").is_single && !read("MIT OR MIT").is_single);
        assert!(!read("GPL-2.0-only WITH Classpath-exception-2.0").is_single);
        assert!(read("MIT OR ISC").has_or && !read("MIT AND (ISC OR Zlib)").has_or);
    }
}
