//! Replacing parts of a text, and nothing else of it.

use crate::{Error, ErrorCode};

/// Replaces the bytes from `from` to `to` by `text`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Splice {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) text: String,
}

impl Splice {
    pub(super) fn insert(at: usize, text: impl Into<String>) -> Self {
        Self { from: at, to: at, text: text.into() }
    }

    pub(super) fn replace(from: usize, to: usize, text: impl Into<String>) -> Self {
        Self { from, to, text: text.into() }
    }
}

/// Applies splices that do not overlap. Insertions at the same place keep their order.
pub(super) fn apply(source: &str, mut splices: Vec<Splice>) -> Result<String, Error> {
    splices.sort_by_key(|splice| splice.from);
    let mut text = String::with_capacity(
        source.len() + splices.iter().map(|splice| splice.text.len()).sum::<usize>(),
    );
    let mut at = 0;
    for splice in &splices {
        let kept = source.get(at..splice.from).filter(|_| splice.from <= splice.to);
        let Some(kept) = kept else {
            return Err(Error::new(ErrorCode::Verification, "two edits of the text overlap"));
        };
        text.push_str(kept);
        text.push_str(&splice.text);
        at = splice.to;
    }
    text.push_str(source.get(at..).unwrap_or(""));
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_splices_are_refused() {
        let apply = |splices| apply("abcdef", splices);
        assert_eq!(
            apply(vec![Splice::insert(3, "x"), Splice::replace(1, 3, ""), Splice::insert(3, "y")])
                .unwrap(),
            "axydef"
        );
        assert!(apply(vec![Splice::replace(1, 4, ""), Splice::insert(3, "x")]).is_err());
        assert!(apply(vec![Splice::insert(9, "x")]).is_err());
    }
}
