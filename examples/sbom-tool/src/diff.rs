//! `sbom-tool diff`.

use std::ffi::OsStr;
use std::io::{self, Write};

use crate::{Output, fault};

/// Compares two files; returns whether both were read, and with `exit_code` are the same.
pub(crate) fn run(
    older: &OsStr,
    newer: &OsStr,
    format: Output,
    exit_code: bool,
    out: &mut dyn Write,
) -> io::Result<bool> {
    let Some(older) = fault::read_or_explain(older, format, out)? else { return Ok(false) };
    let Some(newer) = fault::read_or_explain(newer, format, out)? else { return Ok(false) };
    let diff = older.diff(&newer);
    match format {
        Output::Json => {
            serde_json::to_writer(&mut *out, &diff)?;
            out.write_all(b"\n")?;
        }
        Output::Human if diff.is_empty() => writeln!(out, "no differences")?,
        Output::Human => {
            let text = diff.to_string();
            for line in text.lines() {
                writeln!(out, "{}", crate::table::printable(line))?;
            }
        }
    }
    Ok(diff.is_empty() || !exit_code)
}
