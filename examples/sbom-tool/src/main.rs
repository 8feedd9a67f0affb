//! `sbom-tool`: looks into SBOM documents from the command line.

mod input;
mod inspect;
mod table;

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

/// Reads SBOM documents and tells what is in them.
#[derive(Debug, Parser)]
#[command(name = "sbom-tool", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Tells format, version, counts and root of each document
    Inspect {
        /// Documents to read; `-` is standard input
        #[arg(required = true, value_name = "FILE")]
        files: Vec<OsString>,
        /// How to print: a table for people, or one JSON object a line
        #[arg(long, value_enum, default_value_t = Output::Human)]
        format: Output,
        /// Refuse documents that deviate from their format
        #[arg(long)]
        strict: bool,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Output {
    /// A table
    Human,
    /// One JSON object a line
    Json,
}

/// Exits with 0 if every document was read, 1 if not; argument errors exit with 2.
fn main() -> ExitCode {
    let Command::Inspect { files, format, strict } = Cli::parse().command;
    let mut options = sbom::ParseOptions::default();
    if strict {
        options.mode = sbom::Mode::Strict;
    }
    let mut out = io::BufWriter::new(io::stdout().lock());
    let done = inspect::run(&files, format, &options, &mut out).and_then(|all_ok| {
        out.flush()?;
        Ok(all_ok)
    });
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        // The reader has seen enough: `sbom-tool inspect … | head -1`.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: cannot write the result: {error}");
            ExitCode::from(1)
        }
    }
}
