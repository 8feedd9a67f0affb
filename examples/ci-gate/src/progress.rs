//! A line on stderr while something is waited for.

use std::io::{IsTerminal as _, Write as _};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use policy_evidence::Progress;

use crate::report::text::plain;

/// On a terminal, one line that is rewritten; in a log, a line when the state changes and one
/// every half minute, so that a long wait does not look like a hang.
#[derive(Debug)]
pub(crate) struct ProgressLine {
    terminal: bool,
    last: Mutex<Option<Shown>>,
}

#[derive(Debug)]
struct Shown {
    state: String,
    at: Duration,
}

impl ProgressLine {
    pub(crate) fn new() -> Self {
        Self { terminal: std::io::stderr().is_terminal(), last: Mutex::new(None) }
    }

    pub(crate) fn show(&self, progress: Progress<'_>) {
        // Whatever is done is not waited for.
        if progress.waiting_for.ends_with(" done") {
            return self.clear();
        }
        let state = plain(&format!("waiting for {}: {}", progress.source, progress.waiting_for));
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let news = last.as_ref().is_none_or(|shown| {
            shown.state != state || progress.elapsed >= shown.at + REPEAT_AFTER
        });
        let seconds = progress.elapsed.as_secs();
        if self.terminal {
            let _ = write!(std::io::stderr(), "\r\x1b[2K{state} ({seconds} s)");
        } else if news {
            let _ = writeln!(std::io::stderr(), "{state} ({seconds} s)");
        }
        if news {
            *last = Some(Shown { state, at: progress.elapsed });
        }
    }

    /// Returns what was waited for last.
    pub(crate) fn last(&self) -> Option<String> {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.as_ref().map(|shown| shown.state.clone())
    }

    /// Removes the line from a terminal, so that what follows stands alone.
    pub(crate) fn clear(&self) {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if self.terminal && last.is_some() {
            let _ = write!(std::io::stderr(), "\r\x1b[2K");
        }
    }
}

impl Drop for ProgressLine {
    /// Whoever interrupts gets a clean line, too.
    fn drop(&mut self) {
        self.clear();
    }
}

const REPEAT_AFTER: Duration = Duration::from_secs(30);
