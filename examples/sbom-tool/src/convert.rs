//! `sbom-tool convert`.

use std::ffi::OsString;
use std::io::{self, Write};

use clap::Args;
use sbom::{ConvertOptions, Style, Target};

use crate::{Output, fault, output};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The document to convert; `-` is standard input
    file: OsString,
    /// What to write: cyclonedx-1.6-json, spdx-2.3-tag-value, …
    #[arg(long, value_name = "TARGET")]
    to: Target,
    /// Where to write; standard output without it
    #[arg(long, short, value_name = "FILE")]
    out: Option<OsString>,
    /// When the result is made, for formats that must say so (RFC 3339)
    #[arg(long, value_name = "TIME")]
    created: Option<String>,
    /// Write without white space that means nothing
    #[arg(long)]
    compact: bool,
    /// How to tell what was lost, on standard error; every loss with `json`, a summary else
    #[arg(long, value_enum, default_value_t = Output::Human)]
    format: Output,
    /// Exit with 1 if something was lost
    #[arg(long)]
    lossless: bool,
}

pub(crate) fn run(arguments: &Arguments, out: &mut dyn Write) -> io::Result<bool> {
    let Some(document) = fault::read_or_complain(&arguments.file)? else { return Ok(false) };
    let mut options = ConvertOptions::default();
    if let Some(created) = &arguments.created {
        options = options.created(created);
    }
    if arguments.compact {
        options = options.style(Style::Compact);
    }
    let made = match document.convert(arguments.to, &options) {
        Ok(made) => made,
        Err(error) => return output::complain(&error),
    };
    let is_written = output::write(&made.bytes, arguments.out.as_deref(), out)?;
    let mut log = io::stderr();
    match arguments.format {
        Output::Json => {
            serde_json::to_writer(&mut log, &made.losses)?;
            writeln!(log)?;
        }
        Output::Human if made.losses.is_empty() => {}
        Output::Human => writeln!(log, "{}", made.losses)?,
    }
    let is_enough = !arguments.lossless || made.losses.is_empty();
    Ok(is_written && is_enough)
}
