//! Text of strangers, made harmless.
//!
//! Names of packages, authors of VEX documents and messages of servers end up on terminals and in
//! the logs of pipelines. Both obey what is printed there: escape sequences, and lines that are
//! commands.

/// Returns one line that shows and does nothing: control characters and those that reorder or hide
/// text are replaced, line breaks and tabs become blanks.
///
/// `##` is taken apart: Azure Pipelines, TeamCity and GitHub read `##vso[…]`, `##teamcity[…]` and
/// `##[…]` as commands, the first and the last anywhere in a line.
pub(crate) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().map(shown) {
        if c == '#' && out.ends_with('#') {
            out.push(' ');
        }
        out.push(c);
    }
    out
}

/// Like [`plain`], and keeps line breaks.
pub(crate) fn lines(text: &str) -> String {
    text.split('\n').map(plain).collect::<Vec<_>>().join("\n")
}

fn shown(c: char) -> char {
    match c {
        '\n' | '\r' | '\t' => ' ',
        // U+FFFE and U+FFFF cannot stand in XML 1.0 (section 2.2, `Char`).
        '\u{fffe}' | '\u{ffff}' => REPLACEMENT,
        _ if c.is_control() || hides(c) => REPLACEMENT,
        _ => c,
    }
}

/// Marks that reorder what stands around them (UAX #9), end lines or take no room.
fn hides(c: char) -> bool {
    matches!(
        c,
        '\u{61c}'
            | '\u{200b}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{feff}'
    )
}

const REPLACEMENT: char = char::REPLACEMENT_CHARACTER;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_move_the_cursor_or_turn_the_line_around() {
        assert_eq!(plain("a\u{1b}[31mb\tc\u{0}"), "a\u{fffd}[31mb c\u{fffd}");
        assert_eq!(plain("x\u{9b}2J\u{202e}y\u{feff}"), "x\u{fffd}2J\u{fffd}y\u{fffd}");
        assert_eq!(plain("one\r\n::error::two"), "one  ::error::two");
    }

    #[test]
    fn a_name_cannot_command_a_pipeline() {
        assert_eq!(plain("##vso[task.setvariable]"), "# #vso[task.setvariable]");
        assert_eq!(plain("###[add-path]"), "# # #[add-path]");
    }

    #[test]
    fn what_people_write_stays() {
        for text in ["zażółć-gęślą 1.0", "日本語 2", "café", "👩‍💻", "c#", "a # b"]
        {
            assert_eq!(plain(text), text);
        }
        assert_eq!(lines("a\nb\u{7}"), "a\nb\u{fffd}");
    }
}
