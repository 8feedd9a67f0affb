//! Scalars that read back as the same text in YAML 1.1, YAML 1.2 and, in double quotes, JSON.

use crate::manifests::tree::Style;

/// Writes text in double quotes.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            // Line breaks to YAML 1.1, and a mark that readers may swallow.
            '\u{2028}' | '\u{2029}' | '\u{feff}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(c)))
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Writes text in the style of what it replaces or stands beside, or in double quotes where that style cannot hold it.
pub(super) fn scalar_like(style: Style, text: &str) -> String {
    match style {
        Style::Plain if is_plain_everywhere(text) => text.to_owned(),
        Style::Single if !text.contains(['\n', '\t', '\u{2028}', '\u{2029}', '\u{feff}']) => {
            format!("'{}'", text.replace('\'', "''"))
        }
        _ => quoted(text),
    }
}

/// Whether no reader takes the word for anything but text, in block or in flow.
fn is_plain_everywhere(text: &str) -> bool {
    const WORDS: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_./".contains(c))
        && !WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_in_their_quoting_where_it_can_hold_them() {
        assert_eq!(scalar_like(Style::Plain, "Critical"), "Critical");
        assert_eq!(scalar_like(Style::Plain, "jfrog.com/xray-score"), "jfrog.com/xray-score");
        for text in ["3", "null", "Yes", "a: b", "", "sha256:0", "x ", "é", "#"] {
            assert_eq!(scalar_like(Style::Plain, text), quoted(text), "{text}");
        }
        assert_eq!(scalar_like(Style::Single, "it's"), "'it''s'");
        assert_eq!(scalar_like(Style::Single, "a\nb"), "\"a\\nb\"");
        assert_eq!(quoted("\"\\\u{2028}"), "\"\\\"\\\\\\u2028\"");
    }
}
