//! `sbom-tool validate`.

use std::ffi::OsString;
use std::io::{self, Write};

use sbom::validate::{Options, Report, Severity, Violation};
use serde::Serialize;

use crate::{Output, any, table};

/// Judges every file; returns whether all of them are valid.
///
/// A document is valid if it breaks no rule, of the schema or of the specification's words, whose
/// breach is an error.
pub(crate) fn run(
    files: &[OsString],
    format: Output,
    schema_only: bool,
    out: &mut dyn Write,
) -> io::Result<bool> {
    let mut options = Options::default();
    options.semantic = !schema_only;
    let mut all_valid = true;
    for file in files {
        let name = file.to_string_lossy();
        let report = match any::validate(file, &options) {
            Ok(report) => report,
            Err(fault) => {
                fault.report(&name, format, out)?;
                all_valid = false;
                continue;
            }
        };
        let valid = if schema_only { report.passes_schema() } else { report.is_valid() };
        all_valid &= valid;
        match format {
            Output::Json => {
                let line = Line { file: &name, valid, violations: report.violations() };
                serde_json::to_writer(&mut *out, &line)?;
                out.write_all(b"\n")?;
            }
            Output::Human => print(&name, valid, &report, out)?,
        }
        out.flush()?;
    }
    Ok(all_valid)
}

/// One line of output; the keys are a contract.
#[derive(Serialize)]
struct Line<'r> {
    file: &'r str,
    valid: bool,
    violations: &'r [Violation],
}

fn print(file: &str, valid: bool, report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let file = table::printable(file);
    for violation in report.violations() {
        writeln!(out, "{file}: {}", table::printable(&violation.to_string()))?;
    }
    if report.omitted() > 0 {
        writeln!(out, "{file}: {} more", report.omitted())?;
    }
    let count = |severity, noun| match report.total(severity) {
        1 => format!("1 {noun}"),
        number => format!("{number} {noun}s"),
    };
    let verdict = if valid { "valid" } else { "NOT VALID" };
    let (errors, warnings) = (count(Severity::Error, "error"), count(Severity::Warning, "warning"));
    writeln!(out, "{file}: {verdict}, {errors}, {warnings}")
}
