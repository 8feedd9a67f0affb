//! Numbers of any length, compared as text.

use std::cmp::Ordering;

/// Compares two runs of ASCII digits by value; the empty run is zero.
pub(crate) fn compare(a: &str, b: &str) -> Ordering {
    let (a, b) = (a.trim_start_matches('0'), b.trim_start_matches('0'));
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

/// Whether the text is one or more ASCII digits.
pub(crate) fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

pub(crate) fn is_zero(text: &str) -> bool {
    text.bytes().all(|b| b == b'0')
}

/// Splits off the longest prefix whose characters satisfy `wanted`.
pub(crate) fn take(text: &str, wanted: impl Fn(char) -> bool) -> (&str, &str) {
    let end = text.find(|c| !wanted(c)).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// Splits off a prefix of digits.
pub(crate) fn take_number(text: &str) -> (&str, &str) {
    take(text, |c| c.is_ascii_digit())
}

/// Compares two lists of numbers, missing ones counting as zero.
pub(crate) fn compare_lists<'a>(
    a: impl IntoIterator<Item = &'a str>,
    b: impl IntoIterator<Item = &'a str>,
) -> Ordering {
    let (mut a, mut b) = (a.into_iter(), b.into_iter());
    loop {
        let (x, y) = (a.next(), b.next());
        if x.is_none() && y.is_none() {
            return Ordering::Equal;
        }
        let order = compare(x.unwrap_or_default(), y.unwrap_or_default());
        if order.is_ne() {
            return order;
        }
    }
}

/// What most versions are: one to three numbers with dots between, none of them padded with zeros.
#[derive(Clone, Copy)]
pub(crate) struct Plain {
    pub(crate) numbers: [u64; 3],
    pub(crate) count: usize,
}

impl Plain {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut plain = Self { numbers: [0; 3], count: 0 };
        let (mut value, mut digits) = (0_u64, 0);
        for byte in text.bytes() {
            match byte {
                b'0'..=b'9' => {
                    if digits == 18 || digits > 0 && value == 0 {
                        return None;
                    }
                    value = value * 10 + u64::from(byte - b'0');
                    digits += 1;
                }
                b'.' if digits > 0 => {
                    *plain.numbers.get_mut(plain.count)? = value;
                    plain.count += 1;
                    (value, digits) = (0, 0);
                }
                _ => return None,
            }
        }
        if digits == 0 {
            return None;
        }
        *plain.numbers.get_mut(plain.count)? = value;
        plain.count += 1;
        Some(plain)
    }
}
