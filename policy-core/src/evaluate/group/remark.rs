//! What is odd about findings.

use super::{Group, fixed};
use crate::code::Code;
use crate::decision::Page;
use crate::error::Level;
use crate::text::listed;

impl Group<'_> {
    /// Says what is odd about the findings.
    pub(super) fn remark(&self, page: &mut Page) {
        let mut say = |code, level, what: &[&str]| {
            let about = [self.id(), " in ", self.key(), ": "];
            page.say(code, level, about.iter().chain(what).copied());
        };
        let mut note = |code, level, what: &str| say(code, level, &[what]);
        for finding in self.findings() {
            for vector in &finding.vectors {
                let by = &vector.source;
                match self.table.vector(&vector.text) {
                    Some(Ok(scored)) => {
                        if let Some(mismatch) = scored.mismatch {
                            note(Code::CvssMismatch, Level::Info, &format!("{mismatch} by {by}"));
                        }
                        for spelling in &scored.notes {
                            let what = format!("{spelling}, given by {by}");
                            note(Code::CvssSpelling, Level::Info, &what);
                        }
                    }
                    Some(Err(error)) => {
                        let what = format!("{error}, given by {by}");
                        note(Code::CvssInvalid, Level::Warning, &what);
                    }
                    None => {}
                }
            }
            // Words are kept where they say what their level does not.
            for rating in &finding.ratings {
                if let (Some(word), false) = (&rating.word, rating.level.is_known()) {
                    let what = format!("`{word}` by {} counts as unknown", rating.source);
                    note(Code::SeverityUnmapped, Level::Info, &what);
                }
            }
        }
        if self.fix_available.is_false() && !self.states_no_version() {
            let fixed = listed(fixed(self.members()));
            let what = "according to the scanner, which is not newer than what is installed";
            say(Code::FixNotNewer, Level::Warning, &["fixed in ", &fixed, " ", what]);
        }
    }
}
