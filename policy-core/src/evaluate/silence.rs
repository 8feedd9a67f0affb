//! That sources do not say something, in words.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::Text;
use crate::text::listed;

/// What a source does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Silence {
    /// What is asked.
    All,
    /// Whether there is a fix.
    WhetherThereIsOne,
}

/// What there is to say of scans that keep silent, put in words once: the same scanners keep silent
/// about thousands of findings.
#[derive(Debug, Default)]
pub(super) struct Silences(RefCell<BTreeMap<(u64, Silence), Text>>);

impl Silences {
    /// The words for what all of `scans` keep silent about; they may repeat. `names` has those of
    /// their scanners.
    pub(super) fn words(
        &self,
        scans: impl Iterator<Item = u32> + Clone,
        names: &[&str],
        silence: Silence,
    ) -> Text {
        let words = || {
            let names = scans.clone().filter_map(|scan| names.get(scan as usize).copied());
            put(&listed(names), silence)
        };
        // Who has more scans than there are bits does without.
        let bit = |scan: u32| 1_u64.checked_shl(scan);
        let Some(set) = scans.clone().try_fold(0, |set, scan| Some(set | bit(scan)?)) else {
            return words();
        };
        self.0.borrow_mut().entry((set, silence)).or_insert_with(words).clone()
    }
}

fn put(sources: &str, silence: Silence) -> Text {
    match silence {
        Silence::All => Text::format(format_args!("{sources} does not say")),
        Silence::WhetherThereIsOne => {
            Text::format(format_args!("{sources} does not say whether there is one"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_for_the_same_scans_are_the_same_in_any_order_and_however_many_there_are() {
        let names: Vec<String> = (0..70).map(|scan| format!("scanner-{scan:02}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let silences = Silences::default();
        let words = |scans: &[u32], silence| silences.words(scans.iter().copied(), &names, silence);
        for _ in 0..2 {
            let both = "scanner-01, scanner-02 does not say";
            assert_eq!(words(&[1, 2], Silence::All), both);
            assert_eq!(words(&[2, 1, 2], Silence::All), both);
            assert_eq!(words(&[2], Silence::All), "scanner-02 does not say");
            assert_eq!(words(&[65, 1], Silence::All), "scanner-01, scanner-65 does not say");
            let fix = "scanner-01 does not say whether there is one";
            assert_eq!(words(&[1], Silence::WhetherThereIsOne), fix);
        }
    }
}
