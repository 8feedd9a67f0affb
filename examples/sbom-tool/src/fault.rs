//! Why a document could not be read, as every command reports it.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::io::{self, Write};

use sbom::{Document, ParseOptions};
use serde::Serialize;

use crate::any::{self, Any};
use crate::{Output, input, table};

/// What is wrong with a file; the keys are a contract.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum Fault {
    /// The file could not be read.
    Io { code: &'static str, message: String },
    /// What it holds could not be.
    Document(sbom::Error),
}

/// The line that stands for a file that was not read.
#[derive(Debug, Serialize)]
pub(crate) struct Refusal<'f> {
    /// As given; bytes that are no text are replaced.
    file: Cow<'f, str>,
    ok: bool,
    error: &'f Fault,
}

/// Reads a file into a document.
pub(crate) fn read(file: &OsStr, options: &ParseOptions) -> Result<Document, Fault> {
    let bytes = input::read(file, options.limits.bytes).map_err(|error| Fault::io(&error))?;
    sbom::parse_with(bytes, options).map_err(Fault::Document)
}

/// Reads a file for a command with one result: says on `out` why there is none if that is for
/// programs, else on standard error.
pub(crate) fn read_or_explain(
    file: &OsStr,
    format: Output,
    out: &mut dyn Write,
) -> io::Result<Option<Document>> {
    match format {
        Output::Json => read_or_report(file, format, out),
        Output::Human => read_or_complain(file),
    }
}

/// Reads a file, or says on `out` why not.
pub(crate) fn read_or_report(
    file: &OsStr,
    format: Output,
    out: &mut dyn Write,
) -> io::Result<Option<Document>> {
    match read(file, &ParseOptions::default()) {
        Ok(document) => Ok(Some(document)),
        Err(fault) => {
            fault.report(&file.to_string_lossy(), format, out)?;
            Ok(None)
        }
    }
}

/// Reads a file for a command whose output is a document: faults go to standard error.
pub(crate) fn read_or_complain(file: &OsStr) -> io::Result<Option<Document>> {
    read_or_report(file, Output::Human, &mut io::stderr())
}

/// As [`read_or_complain`], for a command that takes VEX too.
pub(crate) fn read_any_or_complain(file: &OsStr) -> io::Result<Option<Any>> {
    match any::read(file, &ParseOptions::default()) {
        Ok(document) => Ok(Some(document)),
        Err(fault) => {
            fault.report(&file.to_string_lossy(), Output::Human, &mut io::stderr())?;
            Ok(None)
        }
    }
}

impl Fault {
    pub(crate) fn io(error: &io::Error) -> Self {
        Self::Io { code: "io", message: format!("cannot read the file: {error}") }
    }

    /// Prints the fault as a line of its own.
    pub(crate) fn report(&self, file: &str, format: Output, out: &mut dyn Write) -> io::Result<()> {
        if format == Output::Json {
            let refusal = Refusal { file: Cow::Borrowed(file), ok: false, error: self };
            serde_json::to_writer(&mut *out, &refusal)?;
            return out.write_all(b"\n");
        }
        write!(out, "error: {}", table::printable(file))?;
        let error = match self {
            Self::Io { code, message } => {
                return writeln!(out, ": {} [{code}]", table::printable(message));
            }
            Self::Document(error) => error,
        };
        if let (Some(line), Some(column)) = (error.line(), error.column()) {
            write!(out, ":{line}:{column}")?;
        }
        write!(out, ": {} [{}]", table::printable(error.message()), error.code())?;
        match error.path() {
            Some(path) => writeln!(out, " at {}", table::printable(path)),
            None => writeln!(out),
        }
    }
}
