//! The decision in plain words.

use std::fmt;

use super::Decision;

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}: {}", self.meta.artifact, self.outcome)
    }
}
