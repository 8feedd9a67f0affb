//! What reaches the two streams, and whether it does.

use std::io::{ErrorKind, IsTerminal as _, Write as _};

use crate::exit::Failure;
use crate::report::text;

/// Prints the result. Colours stay on the way unless a terminal reads them.
///
/// A reader who has seen enough (`| head`) is no failure; a full disk is one, since a pipeline
/// would take half a document for the whole.
pub(crate) fn result(text: &str) -> Result<(), Failure> {
    let mut stdout = anstream::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::usage("cannot write the result to stdout").because(error))
        }
        _ => Ok(()),
    }
}

/// Tells something on stderr, as far as anybody listens.
pub(crate) fn tell(message: &str) {
    let _ = writeln!(anstream::stderr().lock(), "{}", text::lines(message));
}

/// Returns the width of the terminal that stdout is, if it is one and knows its width.
pub(crate) fn width() -> Option<usize> {
    let stdout = std::io::stdout();
    let (width, _) = stdout.is_terminal().then(|| terminal_size::terminal_size_of(&stdout))??;
    (width.0 > 0).then_some(usize::from(width.0))
}
