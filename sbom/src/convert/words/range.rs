//! The part of a file that a snippet is: SPDX 2 points to its ends, SPDX 3 states numbers.

use crate::convert::work::Work;
use crate::tree::{Key, Scalar, Tail, Value};

/// What the numbers count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Bytes,
    Lines,
}

impl Unit {
    pub(crate) const ALL: [Self; 2] = [Self::Bytes, Self::Lines];

    /// The member of a pointer of SPDX 2.
    const fn pointer(self) -> Key {
        match self {
            Self::Bytes => Key::OFFSET,
            Self::Lines => Key::LINE_NUMBER,
        }
    }

    /// The member of a snippet of SPDX 3.
    const fn range(self) -> Key {
        match self {
            Self::Bytes => Key::SOFTWARE_BYTE_RANGE,
            Self::Lines => Key::SOFTWARE_LINE_RANGE,
        }
    }
}

/// Writes the first range of that unit among those of SPDX 2 as SPDX 3 has it. Pointers are into
/// the file that `is_file` knows.
pub(crate) fn to_spdx3<'s>(
    work: &mut Work<'s>,
    out: &mut Tail,
    snippet: Value<'s>,
    unit: Unit,
    is_file: impl Fn(&str) -> bool,
) {
    let ends = |range: Value<'s>| {
        let end = |key| {
            let pointer = range.get(key)?;
            let number = pointer.get(unit.pointer()).filter(|it| is_positive(*it))?;
            let reference = pointer.get(Key::REFERENCE);
            let is_own = reference.is_none_or(|it| it.as_str().is_some_and(&is_file));
            is_own.then_some((number, reference))
        };
        Some([end(Key::START_POINTER)?, end(Key::END_POINTER)?])
    };
    let Some([begin, end]) = snippet.list(Key::RANGES).find_map(ends) else { return };
    let mut made = work.object(out, unit.range(), None);
    work.say(&mut made, Key::TYPE, "PositiveIntegerRange");
    for (key, (number, reference)) in
        [(Key::BEGIN_INTEGER_RANGE, begin), (Key::END_INTEGER_RANGE, end)]
    {
        work.graft(&mut made, key, number);
        reference.into_iter().for_each(|reference| work.carry(reference));
    }
}

/// Writes the ranges of SPDX 3 as SPDX 2 has them, into a file.
pub(crate) fn to_spdx2<'s>(work: &mut Work<'s>, out: &mut Tail, snippet: Value<'s>, file: &str) {
    let mut list = work.array(out, Key::RANGES);
    for unit in Unit::ALL {
        let Some(range) = snippet.get(unit.range()).filter(|range| range.is_object()) else {
            continue;
        };
        let ends = [range.get(Key::BEGIN_INTEGER_RANGE), range.get(Key::END_INTEGER_RANGE)];
        let [Some(begin), Some(end)] = ends.map(|end| end.filter(|it| is_positive(*it))) else {
            continue;
        };
        let mut made = work.object(&mut list, Key::NONE, Some(range));
        for (key, number) in [(Key::START_POINTER, begin), (Key::END_POINTER, end)] {
            let mut pointer = work.object(&mut made, key, None);
            work.say(&mut pointer, Key::REFERENCE, file);
            work.graft(&mut pointer, unit.pointer(), number);
        }
        work.carry_member(range, Key::TYPE);
    }
}

fn is_positive(value: Value<'_>) -> bool {
    matches!(value.scalar(), Some(Scalar::Number(text)) if text.parse().is_ok_and(|it: u64| it > 0))
}
