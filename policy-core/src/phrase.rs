//! Numbers and lists as a sentence has them.

use std::fmt;

/// Writes `1 finding`, or `3 findings`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// Writes `a`, `a and b`, `a, b and c`, and of more than `most` items `a, b and 7 more`.
pub(crate) fn list<T: fmt::Display>(
    items: impl IntoIterator<Item = T, IntoIter: ExactSizeIterator>,
    most: usize,
) -> String {
    let items = items.into_iter();
    let left = items.len().saturating_sub(most);
    let mut texts: Vec<String> = items.take(most).map(|item| item.to_string()).collect();
    if left > 0 {
        texts.push(format!("{left} more"));
    }
    match texts.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => texts.concat(),
    }
}

/// A way from one thing to another; of a long one both ends.
pub(crate) fn way<T: fmt::Display>(steps: &[T]) -> String {
    let written = |steps: &[T]| -> Vec<String> { steps.iter().map(ToString::to_string).collect() };
    let (head, tail) = steps.split_at(steps.len().min(ENDS));
    let (middle, tail) = tail.split_at(tail.len().saturating_sub(ENDS));
    let mut texts = written(head);
    match middle.len() {
        // To write that one is left out takes as much room as the one.
        0 | 1 => texts.extend(written(middle)),
        left => texts.push(format!("{left} more")),
    }
    texts.extend(written(tail));
    texts.join(" → ")
}

/// A text that others wrote, in one line of a report: without line breaks, and not longer than
/// `most` characters.
pub(crate) fn line(text: &str, most: usize) -> String {
    let visible = |c: char| if c.is_control() { ' ' } else { c };
    let text: String = text.chars().map(visible).collect();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((end, _)) = text.char_indices().nth(most) else { return text };
    let kept = text.get(..end).unwrap_or_default();
    // Half a word says nothing.
    let kept = kept.rsplit_once(' ').map_or(kept, |(words, _)| words);
    format!("{} …", kept.trim_end_matches([',', ';']))
}

/// A way of more steps than two of these is shortened.
const ENDS: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_read_as_sentences_do_and_end() {
        assert_eq!(list([""; 0], 2), "");
        assert_eq!(list(["a"], 2), "a");
        assert_eq!(list(["a", "b"], 2), "a and b");
        assert_eq!(list(["a", "b", "c"], 3), "a, b and c");
        assert_eq!(list(["a", "b", "c", "d"], 2), "a, b and 2 more");
        assert_eq!(list(["a", "b"], 0), "2 more");
        assert_eq!(
            count(0, "file") + &count(1, "file") + &count(2, "file"),
            "0 files1 file2 files"
        );
    }

    #[test]
    fn a_long_way_keeps_its_ends() {
        let way_of = |length: usize| way(&(0..length).collect::<Vec<_>>());
        assert_eq!(way_of(2), "0 → 1");
        assert_eq!(way_of(9), "0 → 1 → 2 → 3 → 4 → 5 → 6 → 7 → 8");
        assert_eq!(way_of(11), "0 → 1 → 2 → 3 → 3 more → 7 → 8 → 9 → 10");
    }

    #[test]
    fn a_line_is_one_line_and_ends_between_words() {
        assert_eq!(line(" a\n\ndeny: \u{1b}[2Jb ", 40), "a deny: [2Jb");
        assert_eq!(line("MIT, Apache-2.0, Zlib", 17), "MIT, Apache-2.0 …");
        assert_eq!(line("ééééé", 3), "ééé …");
    }
}
