//! `sbom-tool inspect`.

use std::borrow::Cow;
use std::ffi::{OsStr, OsString};
use std::io::{self, Write};

use sbom::{Document, ParseOptions, vex};
use serde::Serialize;

use crate::Output;
use crate::any::{self, Any};
use crate::fault::Fault;
use crate::table::{self, Table};

/// Inspects every file; returns whether all of them were read.
pub(crate) fn run(
    files: &[OsString],
    format: Output,
    options: &ParseOptions,
    out: &mut dyn Write,
) -> io::Result<bool> {
    let mut all_ok = true;
    let mut reports = Vec::new();
    for file in files {
        let (report, notes) = inspect(file, options);
        all_ok &= report.ok;
        match format {
            Output::Json => {
                serde_json::to_writer(&mut *out, &report)?;
                out.write_all(b"\n")?;
                // One line a file, as soon as it is known.
                out.flush()?;
            }
            Output::Human => reports.push((report, notes)),
        }
    }
    if format == Output::Human {
        print(&reports, out)?;
    }
    Ok(all_ok)
}

/// One line of output; the keys are a contract.
#[derive(Debug, Serialize)]
struct Report<'f> {
    /// As given; bytes that are no text are replaced.
    file: Cow<'f, str>,
    ok: bool,
    #[serde(flatten)]
    outcome: Outcome,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Outcome {
    Read(Facts),
    Refused { error: Fault },
}

#[derive(Debug, Serialize)]
struct Facts {
    format: &'static str,
    spec_version: String,
    encoding: &'static str,
    wrapped: Option<&'static str>,
    components: usize,
    files: usize,
    edges: usize,
    vulnerabilities: usize,
    root: Option<String>,
    roots: usize,
    /// Of a VEX document.
    #[serde(skip_serializing_if = "Option::is_none")]
    statements: Option<usize>,
}

fn inspect<'f>(path: &'f OsStr, options: &ParseOptions) -> (Report<'f>, Vec<String>) {
    let file = path.to_string_lossy();
    match any::read(path, options) {
        Ok(document) => {
            let (facts, notes) = match &document {
                Any::Sbom(document) => (Facts::new(document), document.notes()),
                Any::Vex(document) => (Facts::of_vex(document), &document.notes),
            };
            let notes = notes.iter().map(ToString::to_string).collect();
            let outcome = Outcome::Read(facts);
            (Report { file: file.clone(), ok: true, outcome }, notes)
        }
        Err(error) => {
            let outcome = Outcome::Refused { error };
            (Report { file, ok: false, outcome }, Vec::new())
        }
    }
}

impl Facts {
    fn new(document: &Document) -> Self {
        let roots = document.described_count();
        let root = document.described().next().filter(|_| roots == 1);
        Self {
            format: document.format().as_str(),
            spec_version: document.spec_version().to_owned(),
            encoding: document.encoding().as_str(),
            wrapped: document.wrapped().map(sbom::Wrapping::as_str),
            components: document.components().count(),
            files: document.files().count(),
            edges: document.edge_count(),
            vulnerabilities: document.vulnerabilities().len(),
            root: root.map(|root| root.name().to_owned()),
            roots,
            statements: None,
        }
    }

    /// VEX has no inventory. Each statement of OpenVEX tells of a vulnerability of its own.
    fn of_vex(document: &vex::Document) -> Self {
        let vulnerabilities = match document.format {
            Some(vex::Format::OpenVex) => document.statements.len(),
            _ => document.vulnerabilities.len(),
        };
        let wrapped = document.attestation.as_ref().map(|it| it.wrapping().as_str());
        Self {
            format: document.format.map_or("unknown", vex::Format::as_str),
            spec_version: document.spec_version.clone().unwrap_or_default(),
            encoding: "json",
            wrapped,
            components: 0,
            files: 0,
            edges: 0,
            vulnerabilities,
            root: None,
            roots: 0,
            statements: Some(document.statements.len()),
        }
    }
}

/// Prints a table of what was read, then what was noted, then what was refused.
fn print(reports: &[(Report<'_>, Vec<String>)], out: &mut dyn Write) -> io::Result<()> {
    let mut table = Table::new(&[
        "FILE",
        "FORMAT",
        "VERSION",
        "WRAPPED",
        "COMPONENTS",
        "FILES",
        "EDGES",
        "VULNERABILITIES",
        "ROOT",
    ]);
    for (report, _) in reports {
        if let Outcome::Read(facts) = &report.outcome {
            let root = match (&facts.root, facts.roots) {
                _ if facts.statements.is_some() => "-".to_owned(),
                (Some(root), _) => root.clone(),
                (None, 0) => "none".to_owned(),
                (None, 1) => "not in the document".to_owned(),
                (None, several) => format!("{several} roots"),
            };
            table.row([
                report.file.to_string(),
                format!("{} {}", facts.format, facts.encoding),
                facts.spec_version.clone(),
                facts.wrapped.unwrap_or("-").to_owned(),
                facts.components.to_string(),
                facts.files.to_string(),
                facts.edges.to_string(),
                facts.vulnerabilities.to_string(),
                root,
            ]);
        }
    }
    table.print(out)?;
    for (report, notes) in reports {
        let file = table::printable(&report.file);
        for note in notes {
            writeln!(out, "note: {file}: {}", table::printable(note))?;
        }
        if let Outcome::Refused { error } = &report.outcome {
            error.report(&report.file, Output::Human, out)?;
        }
    }
    Ok(())
}
