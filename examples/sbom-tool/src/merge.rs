//! `sbom-tool merge`.

use std::ffi::OsString;
use std::io::{self, Write};

use clap::Args;
use sbom::ComponentType;
use sbom::edit::NewComponent;
use sbom::merge::{MergeMode, MergeOptions, merge};

use crate::{fault, output};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Documents to merge, in the order of their authority; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<OsString>,
    /// Put each document below its own subject; needs --name
    #[arg(long, requires = "name")]
    hierarchical: bool,
    /// What the result is about, in place of the first document's subject
    #[arg(long)]
    name: Option<String>,
    /// The version of what the result is about
    #[arg(long, value_name = "VERSION", requires = "name")]
    of_version: Option<String>,
    /// When the result is made (RFC 3339)
    #[arg(long, value_name = "TIME")]
    created: Option<String>,
    /// Where to write; standard output without it
    #[arg(long, short, value_name = "FILE")]
    out: Option<OsString>,
}

pub(crate) fn run(arguments: &Arguments, out: &mut dyn Write) -> io::Result<bool> {
    let mut documents = Vec::new();
    for file in &arguments.files {
        let Some(document) = fault::read_or_complain(file)? else { return Ok(false) };
        documents.push(document);
    }
    let mut options = MergeOptions::default();
    if arguments.hierarchical {
        options.mode = MergeMode::Hierarchical;
    }
    options.created = arguments.created.clone();
    options.subject = arguments.name.as_ref().map(|name| {
        let subject = NewComponent::new(ComponentType::Application, name);
        match &arguments.of_version {
            Some(version) => subject.version(version),
            None => subject,
        }
    });
    let merged = match merge(&documents, &options) {
        Ok(merged) => merged,
        Err(error) => return output::complain(&error),
    };
    let mut log = io::stderr();
    for conflict in &merged.conflicts {
        writeln!(log, "conflict: {conflict}")?;
    }
    for (position, losses) in &merged.losses {
        let file = arguments.files.get(*position).map(|file| file.to_string_lossy());
        writeln!(log, "{}, converted:\n{losses}", file.unwrap_or_default())?;
    }
    if !merged.subject_losses.is_empty() {
        writeln!(log, "the new subject:\n{}", merged.subject_losses)?;
    }
    match merged.document.write() {
        Ok(bytes) => output::write(&bytes, arguments.out.as_deref(), out),
        Err(error) => output::complain(&error),
    }
}
