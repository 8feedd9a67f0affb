//! One text for evidence that says the same, whatever the order it was gathered in.

mod serializer;

use std::fmt;

use serde::ser::{self, Serialize};
use sha2::{Digest as _, Sha256};

use super::{Digest, Evidence};

/// Lists under this key have an order that means something.
const ORDERED: &str = "path";

impl Evidence {
    /// Returns the SHA-256 of the [canonical JSON](Self::to_canonical_json): the same for evidence
    /// that says the same, whatever the order and the repetitions.
    ///
    /// A decision records it, and computes it unless
    /// [`EvalContext::evidence_digest`](crate::EvalContext::evidence_digest) has it already: for
    /// large evidence that takes longer than to decide, so whoever judges the same evidence more
    /// than once supplies it.
    ///
    /// ```
    /// use policy_core::Evidence;
    /// use policy_core::evidence::{Artifact, Scan};
    ///
    /// let image = || Evidence::new(Artifact::new("registry.acme.io/shop/api:1.4.2"));
    /// let one = image().with_scan(Scan::new("trivy")).with_scan(Scan::new("xray"));
    /// let other = image().with_scan(Scan::new("xray")).with_scan(Scan::new("trivy"));
    /// assert_eq!(one.digest(), other.digest());
    /// assert_eq!(one.digest().algorithm(), "sha256");
    /// ```
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::sha256(&Sha256::digest(self.canonical()))
    }

    /// Returns the evidence as canonical JSON: without white space, keys sorted, fields that are
    /// null or empty left out, and lists as the sets they are, sorted by the bytes of their
    /// elements and each element once. Only `path` keeps its order.
    #[must_use]
    pub fn to_canonical_json(&self) -> String {
        String::from_utf8(self.canonical()).unwrap_or_default()
    }

    fn canonical(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        // Plain data has no way to fail; an empty text would be noticed.
        match self.serialize(&mut writer) {
            Ok(()) => writer.out,
            Err(Impossible) => Vec::new(),
        }
    }
}

/// Writes JSON whose nesting is that of the evidence types, hence bounded.
#[derive(Default)]
struct Writer {
    out: Vec<u8>,
    /// For putting elements in order, kept to be filled again.
    scratch: Vec<u8>,
    /// From where to where the elements go of what is being written, the innermost last.
    ranges: Vec<(usize, usize)>,
    /// Whether the next list keeps its order.
    ordered: bool,
}

/// Elements written one after the other, to be put in order when all are there.
struct Elements<'w> {
    writer: &'w mut Writer,
    from: usize,
    /// Where its ranges begin.
    base: usize,
    /// Where the key begins whose value comes next.
    key: usize,
    kind: Kind,
    /// What closes it all.
    close: &'static [u8],
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Set,
    List,
    Fields,
}

/// Evidence has no bytes and no keys that are not texts.
#[derive(Debug)]
struct Impossible;

impl fmt::Display for Impossible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no part of evidence")
    }
}

impl std::error::Error for Impossible {}

impl ser::Error for Impossible {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

impl Writer {
    fn text(&mut self, text: &str) {
        self.out.push(b'"');
        let mut rest = text.as_bytes();
        while let Some((plain, byte, behind)) = split_at_escape(rest) {
            self.out.extend_from_slice(plain);
            self.escape(byte);
            rest = behind;
        }
        self.out.extend_from_slice(rest);
        self.out.push(b'"');
    }

    fn escape(&mut self, byte: u8) {
        let short = match byte {
            b'"' | b'\\' => byte,
            b'\n' => b'n',
            b'\r' => b'r',
            b'\t' => b't',
            8 => b'b',
            12 => b'f',
            _ => {
                let digit =
                    |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0') as u8;
                self.out.extend_from_slice(b"\\u00");
                self.out.extend([digit(byte >> 4), digit(byte & 15)]);
                return;
            }
        };
        self.out.extend([b'\\', short]);
    }

    fn number(&mut self, number: impl fmt::Display) {
        use std::io::Write as _;
        // Writing into memory does not fail.
        let _ = write!(self.out, "{number}");
    }

    fn elements(&mut self, open: u8, kind: Kind, close: &'static [u8]) -> Elements<'_> {
        self.out.push(open);
        let (from, base) = (self.out.len(), self.ranges.len());
        Elements { writer: self, from, base, key: from, kind, close }
    }

    /// `{"variant":` of an enum; the caller closes it.
    fn variant(&mut self, variant: &str) {
        self.out.push(b'{');
        self.text(variant);
        self.out.push(b':');
    }
}

/// Splits a text where JSON asks for an escape; `None` if it does nowhere.
fn split_at_escape(text: &[u8]) -> Option<(&[u8], u8, &[u8])> {
    const AT_ONCE: usize = 16;
    let is_escaped = |byte: u8| byte < 32 || byte == b'"' || byte == b'\\';
    // Without a way out among them, the processor compares so many bytes in one go.
    let is_plain = |some: &[u8]| !some.iter().fold(false, |any, byte| any | is_escaped(*byte));
    let plain = text.chunks_exact(AT_ONCE).take_while(|some| is_plain(some)).count() * AT_ONCE;
    let at = plain + text.get(plain..)?.iter().position(|byte| is_escaped(*byte))?;
    let (before, from) = text.split_at_checked(at)?;
    let (byte, behind) = from.split_first()?;
    Some((before, *byte, behind))
}

impl Elements<'_> {
    fn push<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Impossible> {
        let from = self.writer.out.len();
        value.serialize(&mut *self.writer)?;
        self.writer.ranges.push((from, self.writer.out.len()));
        Ok(())
    }

    fn field<T: Serialize + ?Sized>(&mut self, key: &str, value: &T) -> Result<(), Impossible> {
        let before = self.writer.out.len();
        // The name of a field has nothing to escape.
        self.writer.out.push(b'"');
        self.writer.out.extend_from_slice(key.as_bytes());
        self.writer.out.extend_from_slice(b"\":");
        let from = self.writer.out.len();
        self.writer.ordered = key == ORDERED;
        value.serialize(&mut *self.writer)?;
        self.writer.ordered = false;
        match self.writer.out.get(from..) {
            Some(b"null" | b"[]" | b"{}") => self.writer.out.truncate(before),
            _ => self.writer.ranges.push((before, self.writer.out.len())),
        }
        Ok(())
    }

    /// Puts commas between the elements, and sorts them unless they have an order.
    fn finish(self) -> Result<(), Impossible> {
        let Self { writer: Writer { out, scratch, ranges, .. }, from, base, kind, close, .. } =
            self;
        let bytes = |range: &(usize, usize)| out.get(range.0..range.1).unwrap_or_default();
        let elements = ranges.get_mut(base..).unwrap_or_default();
        if elements.len() < 2 {
            ranges.truncate(base);
            out.extend_from_slice(close);
            return Ok(());
        }
        if kind != Kind::List {
            elements.sort_unstable_by(|a, b| bytes(a).cmp(bytes(b)));
        }
        scratch.clear();
        let mut last: Option<&[u8]> = None;
        for element in elements.iter().map(bytes) {
            if kind == Kind::Set && last == Some(element) {
                continue;
            }
            if last.is_some() {
                scratch.push(b',');
            }
            scratch.extend_from_slice(element);
            last = Some(element);
        }
        ranges.truncate(base);
        out.truncate(from);
        out.extend_from_slice(scratch);
        out.extend_from_slice(close);
        Ok(())
    }
}
