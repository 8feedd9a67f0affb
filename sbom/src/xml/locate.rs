//! From a byte offset to the path of an element; only paid for when something is wrong.

use std::collections::HashMap;

use super::scan;

/// Returns the path of the element that the byte at `offset` belongs to, such as
/// `/bom/components/component[3]/name`. Elements of one name next to each other are counted from
/// one; the name of a namespace plays no part.
///
/// Works on broken XML too: it believes what it sees.
pub(crate) fn path_at(text: &str, offset: usize) -> String {
    let mut open: Vec<Step<'_>> = Vec::new();
    let mut counts: Vec<HashMap<&str, usize>> = vec![HashMap::new()];
    let mut tags = Tags { text, at: 0 };
    for tag in &mut tags {
        match tag {
            Tag::Close { start, .. } if start >= offset => break,
            Tag::Open { start, .. } if start > offset => break,
            Tag::Open { name, end, is_empty, .. } => {
                if counts.len() <= open.len() {
                    counts.push(HashMap::new());
                }
                let number = counts.get_mut(open.len()).map_or(1, |names| {
                    let count = names.entry(name).or_insert(0);
                    *count += 1;
                    *count
                });
                if is_empty && end <= offset {
                    continue;
                }
                open.push(Step { name, number });
                if is_empty {
                    break;
                }
            }
            Tag::Close { end, .. } => {
                if end > offset {
                    break;
                }
                open.pop();
                counts.truncate(open.len() + 1);
            }
        }
    }
    render(&open)
}

fn render(open: &[Step<'_>]) -> String {
    let mut path = String::new();
    for step in open.iter().take(MAX_STEPS) {
        path.push('/');
        path.extend(step.name.chars().take(MAX_NAME));
        if step.number > 1 {
            path.push_str(&format!("[{}]", step.number));
        }
    }
    path
}

/// A path is for people: a hostile document must not make it endless.
const MAX_STEPS: usize = 64;
const MAX_NAME: usize = 64;

struct Step<'x> {
    name: &'x str,
    number: usize,
}

enum Tag<'x> {
    Open { name: &'x str, start: usize, end: usize, is_empty: bool },
    Close { start: usize, end: usize },
}

/// The tags of a text, without any judgement.
struct Tags<'x> {
    text: &'x str,
    at: usize,
}

impl<'x> Iterator for Tags<'x> {
    type Item = Tag<'x>;

    fn next(&mut self) -> Option<Tag<'x>> {
        let bytes = self.text.as_bytes();
        loop {
            let start = self.at + memchr::memchr(b'<', bytes.get(self.at..)?)?;
            let rest = bytes.get(start..)?;
            let after =
                |what: &[u8]| memchr::memmem::find(rest, what).map(|at| start + at + what.len());
            if rest.starts_with(b"<!--") {
                self.at = after(b"-->")?;
            } else if rest.starts_with(b"<![CDATA[") {
                self.at = after(b"]]>")?;
            } else if rest.starts_with(b"<?") {
                self.at = after(b"?>")?;
            } else if rest.starts_with(b"</") {
                self.at = after(b">").unwrap_or(bytes.len());
                return Some(Tag::Close { start, end: self.at });
            } else {
                let (end, _) = scan::name_end(bytes, start + 1);
                let name = self.text.get(start + 1..end)?;
                let name = name.rsplit(':').next().unwrap_or(name);
                self.at = tag_end(bytes, end);
                let is_empty = bytes.get(self.at.saturating_sub(2)) == Some(&b'/');
                return Some(Tag::Open { name, start, end: self.at, is_empty });
            }
        }
    }
}

/// Returns the offset behind the `>` of a tag; quotes may hold others.
fn tag_end(bytes: &[u8], mut at: usize) -> usize {
    loop {
        match bytes.get(at) {
            None => return bytes.len(),
            Some(b'>') => return at + 1,
            Some(&quote @ (b'"' | b'\'')) => {
                let rest = bytes.get(at + 1..).unwrap_or_default();
                match memchr::memchr(quote, rest) {
                    Some(len) => at += len + 2,
                    None => return bytes.len(),
                }
            }
            Some(_) => at += 1,
        }
    }
}
