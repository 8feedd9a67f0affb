//! What is wrong with a text that is not YAML, in the words of people who write YAML.

use granit_parser::ErrorKind;

/// Returns what is wrong, and what helps. What is rare keeps the words of the parser.
pub(super) fn explain(kind: &ErrorKind, said: &str) -> (String, Option<&'static str>) {
    use ErrorKind as E;

    let (message, help) = match kind {
        E::UnclosedFlowCollection { open } => (format!("`{open}` is never closed"), None),
        E::MismatchedFlowCollectionEnd { open, close } => {
            (format!("`{open}` is closed by `{close}`"), None)
        }
        E::MisplacedFlowCollectionEnd => {
            ("this bracket closes what was never opened".to_owned(), None)
        }
        E::ExpectedFlowMappingSeparator => ("expected `,` or `}` before this".to_owned(), None),
        E::ExpectedFlowSequenceSeparator => ("expected `,` or `]` before this".to_owned(), None),
        E::InvalidTrailingSingleQuotedScalar | E::InvalidTrailingDoubleQuotedScalar => {
            ("the quoted text ends before this".to_owned(), Some("separate the two by `,` or `:`"))
        }
        E::UnclosedQuotedScalar => ("the quote is never closed".to_owned(), None),
        E::InvalidQuotedScalarIndent => (
            "this line belongs to a quoted text and is indented less".to_owned(),
            Some("close the quote above, or indent the line"),
        ),
        E::UnknownQuotedScalarEscape => (
            "`\\` stands before a letter that it gives no meaning".to_owned(),
            Some("write `\\\\`, or put the text in single quotes"),
        ),
        E::ExpectedBlockSequenceEntry | E::ExpectedBlockMappingKey | E::InvalidIndentation => {
            ("this is indented like no line above that it could belong to".to_owned(), None)
        }
        E::TabInBlockIndentation | E::TabInIndentation | E::TabNotAllowed => {
            ("a tab stands where only spaces may".to_owned(), Some("indent with spaces"))
        }
        E::MappingValueNotAllowed | E::InvalidColonPlacement => (
            "no key can end here".to_owned(),
            Some("put the text in quotes if the `:` belongs to it"),
        ),
        E::UnexpectedCharacter { character } => (
            format!("no text begins with `{}`", character.escape_debug()),
            Some("put the text in quotes"),
        ),
        E::UnknownAnchor => ("the alias names no anchor".to_owned(), None),
        _ => (format!("not YAML: {said}"), None),
    };
    (message, help)
}
