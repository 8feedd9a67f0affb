//! `sbom-tool convert`.

use std::error::Error;
use std::ffi::OsString;
use std::io::{self, Write};
use std::str::FromStr;

use clap::Args;
use sbom::{Conversion, ConvertOptions, Document, Style, vex};

use crate::any::Any;
use crate::{Output, fault, output};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The document to convert; `-` is standard input
    file: OsString,
    /// What to write: cyclonedx-1.6-json, spdx-2.3-tag-value, …; of VEX: openvex, csaf, cyclonedx-…
    #[arg(long, value_name = "TARGET")]
    to: Target,
    /// Where to write; standard output without it
    #[arg(long, short, value_name = "FILE")]
    out: Option<OsString>,
    /// When the result is made, for formats that must say so (RFC 3339)
    #[arg(long, value_name = "TIME")]
    created: Option<String>,
    /// Leave out white space that has no meaning
    #[arg(long)]
    compact: bool,
    /// How to tell what was lost, on standard error; every loss with `json`, otherwise a summary
    #[arg(long, value_enum, default_value_t = Output::Human)]
    format: Output,
    /// Exit with 1 if something was lost
    #[arg(long)]
    lossless: bool,
}

/// A format of inventories or of VEX; CycloneDX is both.
#[derive(Clone, Copy, Debug)]
enum Target {
    Sbom(sbom::Target),
    Vex(vex::Target),
}

impl FromStr for Target {
    type Err = sbom::UnknownTarget;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.parse() {
            Ok(target) => Ok(Self::Sbom(target)),
            Err(unknown) => text.parse().map(Self::Vex).map_err(|_| unknown),
        }
    }
}

pub(crate) fn run(arguments: &Arguments, out: &mut dyn Write) -> io::Result<bool> {
    let Some(document) = fault::read_any_or_complain(&arguments.file)? else { return Ok(false) };
    let made = match (document, arguments.to) {
        (Any::Sbom(document), Target::Sbom(target)) => convert(arguments, &document, target),
        (Any::Sbom(document), Target::Vex(target)) => match document.vex() {
            Ok(statements) => write_vex(arguments, &statements, target),
            Err(error) => Err(error.into()),
        },
        (Any::Vex(document), Target::Vex(target)) => write_vex(arguments, &document, target),
        (Any::Vex(document), Target::Sbom(target)) => match target.to_string().parse() {
            Ok(target) => write_vex(arguments, &document, target),
            Err(unknown) => Err(Box::<dyn Error>::from(unknown)),
        },
    };
    let made = match made {
        Ok(made) => made,
        Err(error) => return output::complain(&*error),
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

fn style(arguments: &Arguments) -> Style {
    if arguments.compact { Style::Compact } else { Style::Pretty }
}

fn convert(
    arguments: &Arguments,
    document: &Document,
    target: sbom::Target,
) -> Result<Conversion, Box<dyn Error>> {
    let mut options = ConvertOptions::default().style(style(arguments));
    if let Some(created) = &arguments.created {
        options = options.created(created);
    }
    Ok(document.convert(target, &options)?)
}

fn write_vex(
    arguments: &Arguments,
    document: &vex::Document,
    target: vex::Target,
) -> Result<Conversion, Box<dyn Error>> {
    let mut options = vex::WriteOptions::default().style(style(arguments));
    if let Some(created) = &arguments.created {
        options = options.timestamp(created);
    }
    Ok(document.write(target, &options)?)
}
