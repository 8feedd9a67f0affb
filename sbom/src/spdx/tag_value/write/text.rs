//! How a value must be written so that it is read as it was.

use std::borrow::Cow;

use crate::spdx::tag_value::pairs::{CLOSE, OPEN};

/// Reports whether a text is one word, as the parts of a relationship must be.
pub(super) fn is_word(text: &str) -> bool {
    !text.is_empty() && !text.contains([' ', '\t', '\n', '\r'])
}

/// Reports whether a text is what is read again behind a blank: one line without blanks around it.
pub(super) fn is_line(text: &str) -> bool {
    !text.contains(['\n', '\r']) && text.trim_matches([' ', '\t']) == text
}

/// Appends a value, in `<text>` if it must be; tells what had to be changed.
pub(super) fn push(out: &mut String, text: &str) -> Option<&'static str> {
    if is_line(text) && is_plain(text) {
        out.push_str(text);
        return None;
    }
    let mut changed = None;
    let mut text = Cow::Borrowed(text);
    if text.contains('\r') {
        changed = Some("carriage returns were written as line feeds");
        text = Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"));
    }
    if text.contains(CLOSE) {
        // There is no escape: the first one ends the value.
        changed = Some("`</text>` was written with a blank");
        text = Cow::Owned(text.replace(CLOSE, "</ text>"));
    }
    out.push_str(OPEN);
    out.push_str(&text);
    out.push_str(CLOSE);
    changed
}

/// Reports whether a line is read as it is. One with `<text>` need not be: where nothing ends it
/// before the line does, the reader takes it for what it says, but others may not, so it stays bare
/// only if `<text>` around it cannot hold it.
fn is_plain(line: &str) -> bool {
    match line.find(OPEN) {
        None => true,
        Some(0) => false,
        Some(at) => line.contains(CLOSE) && !line.get(at..).is_some_and(|it| it.contains(CLOSE)),
    }
}
