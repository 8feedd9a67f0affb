//! That sources do not say something, in words.

use std::cell::OnceCell;

use crate::Text;
use crate::text::listed;

/// What a source does not say.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Silence {
    /// What is asked.
    All,
    /// Whether there is a fix.
    WhetherThereIsOne,
}

/// What there is to say of each scan that keeps silent, put in words once: the same scanner keeps
/// silent about thousands of findings.
#[derive(Debug)]
pub(super) struct Silences(Vec<[OnceCell<Text>; 2]>);

impl Silences {
    pub(super) fn of(scans: usize) -> Self {
        Self((0..scans).map(|_| Default::default()).collect())
    }

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
        let first = scans.clone().next();
        match first.and_then(|first| self.0.get(first as usize)) {
            Some([all, whether]) if scans.clone().all(|other| Some(other) == first) => {
                match silence {
                    Silence::All => all.get_or_init(words),
                    Silence::WhetherThereIsOne => whether.get_or_init(words),
                }
                .clone()
            }
            _ => words(),
        }
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
