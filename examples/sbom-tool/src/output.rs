//! Where a document that was made goes.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::{self, Write};
use std::path::Path;

/// Writes a document to a file, or to standard output if there is none. A file is written beside
/// its place and renamed, so that nobody reads half of it.
pub(crate) fn write(bytes: &[u8], file: Option<&OsStr>, out: &mut dyn Write) -> io::Result<bool> {
    let Some(file) = file.filter(|file| *file != "-") else {
        out.write_all(bytes)?;
        return Ok(true);
    };
    let mut beside = OsString::from(file);
    beside.push(format!(".{}.tmp", std::process::id()));
    let written = fs::write(&beside, bytes).and_then(|()| fs::rename(&beside, Path::new(file)));
    match written {
        Ok(()) => Ok(true),
        Err(error) => {
            let _ = fs::remove_file(&beside);
            writeln!(io::stderr(), "error: cannot write `{}`: {error}", file.to_string_lossy())?;
            Ok(false)
        }
    }
}

/// Says on standard error what went wrong, with its causes.
pub(crate) fn complain(error: &dyn std::error::Error) -> io::Result<bool> {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(&format!(": {error}"));
        cause = error.source();
    }
    writeln!(io::stderr(), "error: {text}")?;
    Ok(false)
}
