//! The four exit codes, and how an error chooses between them.

use std::{error::Error, fmt, process::ExitCode};

/// What the process ends with. Nothing else, ever: pipelines branch on these numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// The policy allows the artifact, perhaps with warnings.
    Admitted = 0,
    /// The policy denies the artifact.
    Denied = 1,
    /// The caller's mistake: arguments, policy file, unreadable input.
    Usage = 2,
    /// No decision could be reached: platform down, scan never finished.
    Undecided = 3,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why no decision was printed: whose turn it is, and the cause.
#[derive(Debug)]
pub(crate) struct Failure {
    exit: Exit,
    context: String,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl Failure {
    /// The caller has to change something: exit code 2.
    pub(crate) fn usage(context: impl Into<String>) -> Self {
        Self { exit: Exit::Usage, context: context.into(), source: None }
    }

    /// Nobody could decide: exit code 3.
    pub(crate) fn undecided(context: impl Into<String>) -> Self {
        Self { exit: Exit::Undecided, context: context.into(), source: None }
    }

    /// Adds the cause, printed below the context.
    #[must_use]
    pub(crate) fn because(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    pub(crate) fn exit(&self) -> Exit {
        self.exit
    }
}

impl fmt::Display for Failure {
    /// Prints the whole chain: a pipeline's log is all that its reader has.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.context)?;
        let mut source = self.source.as_deref().map(|error| error as &dyn Error);
        while let Some(error) = source {
            write!(f, "\n  because {error}")?;
            source = error.source();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_prints_every_cause_below_its_context() {
        let cause = std::io::Error::other("connection refused");
        let failure = Failure::undecided("the platform did not answer").because(cause);
        assert_eq!(
            failure.to_string(),
            "the platform did not answer\n  because connection refused"
        );
        assert_eq!(failure.exit(), Exit::Undecided);
    }

    #[test]
    fn exit_codes_are_the_published_ones() {
        let codes = [Exit::Admitted, Exit::Denied, Exit::Usage, Exit::Undecided].map(|e| e as u8);
        assert_eq!(codes, [0, 1, 2, 3]);
    }
}
