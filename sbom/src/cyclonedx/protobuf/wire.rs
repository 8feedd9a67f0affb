//! The encoding itself: varints, lengths, tags.

/// How a field's value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Varint,
    Fixed64,
    Length,
    Fixed32,
}

/// What precedes each field: its number and kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tag {
    pub(super) number: u32,
    pub(super) kind: Kind,
}

/// Why bytes are no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bad {
    Truncated,
    /// A varint of more than ten bytes.
    TooLong,
    /// A field of the number zero, or one beyond 2^29.
    Number,
    /// A group, which proto3 does not have.
    Group,
    /// A kind that does not exist.
    Kind,
}

/// Reads a varint at `at`; returns it and the offset behind it.
pub(super) fn varint(bytes: &[u8], at: usize, end: usize) -> Result<(u64, usize), Bad> {
    let mut value = 0;
    for (place, shift) in (at..end).zip((0..64).step_by(7)) {
        let byte = bytes.get(place).copied().ok_or(Bad::Truncated)?;
        value |= u64::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            return Ok((value, place + 1));
        }
    }
    Err(if end.saturating_sub(at) < 10 { Bad::Truncated } else { Bad::TooLong })
}

/// Reads a tag at `at`; returns it and the offset behind it.
pub(super) fn tag(bytes: &[u8], at: usize, end: usize) -> Result<(Tag, usize), Bad> {
    let (word, after) = varint(bytes, at, end)?;
    let number = u32::try_from(word >> 3).ok().filter(|number| (1..1 << 29).contains(number));
    let kind = match word & 7 {
        0 => Kind::Varint,
        1 => Kind::Fixed64,
        2 => Kind::Length,
        3 | 4 => return Err(Bad::Group),
        5 => Kind::Fixed32,
        _ => return Err(Bad::Kind),
    };
    Ok((Tag { number: number.ok_or(Bad::Number)?, kind }, after))
}

/// Returns where the value of a field begins and ends, behind its tag.
pub(super) fn extent(
    bytes: &[u8],
    at: usize,
    end: usize,
    kind: Kind,
) -> Result<(usize, usize), Bad> {
    let (start, len) = match kind {
        Kind::Varint => return Ok((at, varint(bytes, at, end)?.1)),
        Kind::Fixed64 => (at, 8),
        Kind::Fixed32 => (at, 4),
        Kind::Length => {
            let (len, start) = varint(bytes, at, end)?;
            (start, usize::try_from(len).unwrap_or(usize::MAX))
        }
    };
    match start.checked_add(len) {
        Some(stop) if stop <= end => Ok((start, stop)),
        _ => Err(Bad::Truncated),
    }
}

/// Goes through the fields of a message without looking into them; stops at what is none.
pub(super) fn fields(
    bytes: &[u8],
    mut at: usize,
    end: usize,
) -> impl Iterator<Item = (Tag, usize, usize)> {
    std::iter::from_fn(move || {
        if at >= end {
            return None;
        }
        let (tag, after) = tag(bytes, at, end).ok()?;
        let (start, stop) = extent(bytes, after, end, tag.kind).ok()?;
        at = stop;
        Some((tag, start, stop))
    })
}

/// A message that is written from its end to its begin, so that each length is known when it is
/// its turn. The bytes are turned round at last.
#[derive(Debug, Default)]
pub(super) struct Backward {
    bytes: Vec<u8>,
}

impl Backward {
    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    pub(super) fn varint(&mut self, value: u64) {
        let mut rest = value;
        let mut parts = [0; 10];
        let mut count = 0;
        for part in &mut parts {
            *part = (rest & 0x7F) as u8;
            rest >>= 7;
            count += 1;
            if rest == 0 {
                break;
            }
        }
        let more = |place: usize, part: u8| if place + 1 < count { part | 0x80 } else { part };
        let parts = parts.iter().copied().enumerate().take(count);
        let parts: Vec<u8> = parts.map(|(place, part)| more(place, part)).collect();
        self.raw(&parts);
    }

    pub(super) fn tag(&mut self, number: u32, kind: Kind) {
        let kind = match kind {
            Kind::Varint => 0,
            Kind::Fixed64 => 1,
            Kind::Length => 2,
            Kind::Fixed32 => 5,
        };
        self.varint(u64::from(number) << 3 | kind);
    }

    /// Puts bytes in front of what is there.
    pub(super) fn raw(&mut self, bytes: &[u8]) {
        self.bytes.extend(bytes.iter().rev());
    }

    /// Puts the length and the tag of a message in front of it: of all behind `from`.
    pub(super) fn close(&mut self, number: u32, from: usize) {
        let len = self.bytes.len() - from;
        self.varint(len as u64);
        self.tag(number, Kind::Length);
    }

    pub(super) fn text(&mut self, number: u32, text: &str) {
        let from = self.len();
        self.raw(text.as_bytes());
        self.close(number, from);
    }

    pub(super) fn finish(mut self) -> Vec<u8> {
        self.bytes.reverse();
        self.bytes
    }
}
