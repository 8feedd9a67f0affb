//! The order of what a decision lists, which does not depend on that of the evidence.

use std::cmp::{Ordering, Reverse};

use crate::Text;
use crate::decision::{Remark, Subject, Suppressed, Violation};

/// Violations, and beside each what it is sorted by: taken from it when it comes, while the
/// processor has it at hand.
#[derive(Debug, Default)]
pub(super) struct Violations {
    list: Vec<Violation>,
    heads: Vec<(Reverse<Weight>, u32, Head)>,
    /// The rules in the order they come in; one may come again.
    rules: Vec<Text>,
}

/// Effect and level.
type Weight = (u8, u8);

impl Violations {
    /// Makes room for so many, and for a quarter more: a violation is large, and a list that grows
    /// is copied. Room that nobody needs is never touched.
    pub(super) fn expect(&mut self, most: usize) {
        self.list.reserve(most + most / 4);
        self.heads.reserve(most + most / 4);
    }

    pub(super) fn push(&mut self, violation: Violation) {
        if self.rules.last() != Some(&violation.rule) {
            self.rules.push(violation.rule.clone());
        }
        let weight = (violation.effect as u8, violation.level().display_order());
        let rule = self.rules.len() as u32 - 1;
        self.heads.push((Reverse(weight), rule, Head::of(&violation.subject)));
        self.list.push(violation);
    }

    pub(super) fn sorted(self) -> Vec<Violation> {
        let Self { mut list, mut heads, rules } = self;
        let mut sorted: Vec<&Text> = rules.iter().collect();
        sorted.sort_unstable();
        sorted.dedup();
        let rank = |rule: &Text| sorted.partition_point(|other| *other < rule) as u32;
        let ranks: Vec<u32> = rules.iter().map(rank).collect();
        for (_, rule, _) in &mut heads {
            *rule = ranks.get(*rule as usize).copied().unwrap_or_default();
        }
        sort_by(&mut list, heads, order);
        list
    }
}

/// Sorts what is suppressed.
pub(super) fn sort_suppressed(suppressed: &mut [Suppressed]) {
    let heads = suppressed.iter().map(|one| Head::of(&one.subject)).collect();
    sort_by(suppressed, heads, |a, b| order_suppressed(a).cmp(&order_suppressed(b)));
}

/// Sorts remarks: the grave ones first, then by code and text.
pub(super) fn sort_remarks(notes: &mut [Remark]) {
    let heads =
        notes.iter().map(|note| (note.level, note.code, beginning(note.message()))).collect();
    sort_by(notes, heads, |a, b| a.message().cmp(b.message()));
}

/// Sorts what is large: by positions first, so that each value is moved once, and by heads, which
/// are taken from each once and settle nearly every comparison.
fn sort_by<T, H: Ord>(list: &mut [T], heads: Vec<H>, compare: impl Fn(&T, &T) -> Ordering) {
    let mut order: Vec<u32> = (0..list.len() as u32).collect();
    order.sort_by(|&a, &b| {
        let (a, b) = (a as usize, b as usize);
        heads.get(a).cmp(&heads.get(b)).then_with(|| match (list.get(a), list.get(b)) {
            (Some(a), Some(b)) => compare(a, b),
            _ => Ordering::Equal,
        })
    });
    let mut place = vec![0; order.len()];
    for (to, from) in (0..).zip(order) {
        if let Some(slot) = place.get_mut(from as usize) {
            *slot = to;
        }
    }
    for at in 0..place.len() {
        while let Some(&to) = place.get(at)
            && to != at
        {
            list.swap(at, to);
            place.swap(at, to);
        }
    }
}

/// What kind of subject it is, and as much of its text as there is room for. Nothing that is ordered
/// by less than the whole subject may stand behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Head {
    kind: u8,
    text: [u64; 4],
}

impl Head {
    fn of(subject: &Subject) -> Self {
        let (kind, text) = match subject {
            Subject::Component(package) => {
                let key = package.key();
                match key.strip_prefix(PURL) {
                    Some(rest) => (1, rest),
                    None if key < PURL => (0, key),
                    None => (2, key),
                }
            }
            Subject::Image { reference } => (3, reference.as_str()),
            Subject::Artifact { name } => (4, name.as_str()),
            Subject::Waiver { id } => (5, id.as_str()),
        };
        Self { kind, text: beginning(text) }
    }
}

/// What most keys begin with, and what therefore tells none of them apart.
const PURL: &str = "pkg:";

/// The first 32 bytes as numbers, which order texts as far as they go.
fn beginning(text: &str) -> [u64; 4] {
    let mut rest = text.as_bytes();
    [(); 4].map(|()| {
        let (word, others) = rest.split_at_checked(8).unwrap_or((rest, &[]));
        rest = others;
        match word.first_chunk() {
            Some(whole) => u64::from_be_bytes(*whole),
            None => word
                .iter()
                .fold(0, |number, byte| number << 8 | u64::from(*byte))
                .checked_shl(8 * (8 - word.len() as u32))
                .unwrap_or_default(),
        }
    })
}

/// Subject, id, the first rule that minds, and who suppresses.
fn order_suppressed(suppressed: &Suppressed) -> impl Ord + '_ {
    let rule = suppressed.violations.first().map(|violation| &violation.rule);
    (&suppressed.subject, &suppressed.id, rule, &suppressed.by)
}

/// Effect, then severity, worst first; then rule, subject, id.
pub(super) fn order(a: &Violation, b: &Violation) -> Ordering {
    fn key(violation: &Violation) -> impl Ord + '_ {
        let weight = (Reverse(violation.effect), Reverse(violation.level().display_order()));
        (weight, &violation.rule, &violation.subject, &violation.id, violation.code)
    }
    key(a).cmp(&key(b)).then_with(|| a.message().cmp(&b.message()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::Code;
    use crate::decision::{Effect, ViolationKind};
    use crate::evidence::Package;

    #[test]
    fn violations_come_by_subject_before_id_however_long_the_subjects_are_alike() {
        let violation = |purl: &str, id: &str| {
            let subject = Subject::Component(Package::from_text(purl));
            let (code, kind) = (Code::WaiverUnused, ViolationKind::Vulnerability);
            let mut violation =
                Violation::new("rule", code, kind, Effect::Deny, subject, "why".to_owned());
            violation.id = Some(id.into());
            violation
        };
        let starter = "pkg:maven/org.springframework.boot/spring-boot-starter";
        let purls = ["-web@3.1.0", "-web@3.1.0?type=jar", "@3.1.0", "-data@3.1.0"];
        let ids = ["CVE-2023-0003", "CVE-2023-0001", "CVE-2023-0002"];
        let unsorted: Vec<Violation> = purls
            .iter()
            .flat_map(|end| ids.map(|id| violation(&format!("{starter}{end}"), id)))
            .chain(ids.map(|id| violation("a", id)))
            .collect();
        let mut violations = Violations::default();
        unsorted.into_iter().for_each(|violation| violations.push(violation));
        let sorted = violations.sorted();
        assert_eq!(sorted.len(), 15);
        assert!(sorted.is_sorted_by(|a, b| order(a, b).is_lt()));
    }
}
