//! `sbom-tool`: inspects, validates, converts, merges and compares SBOM documents.

mod any;
mod convert;
mod diff;
mod fault;
mod input;
mod inspect;
mod merge;
mod output;
mod paths;
mod score;
mod table;
mod validate;

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

/// Inspects, validates, converts, merges and compares SBOM documents.
#[derive(Debug, Parser)]
#[command(name = "sbom-tool", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Shows format, version, counts and root of each document
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
    /// Checks each document against the rules of its own format and version
    Validate {
        /// Documents to read; `-` is standard input
        #[arg(required = true, value_name = "FILE")]
        files: Vec<OsString>,
        /// How to print: a line a violation for people, or one JSON object a file
        #[arg(long, value_enum, default_value_t = Output::Human)]
        format: Output,
        /// Check against the schema alone, not against what the specification says in words
        #[arg(long)]
        schema_only: bool,
    },
    /// Writes an SBOM or VEX in another format, version or encoding
    Convert(convert::Arguments),
    /// Merges several documents into one
    Merge(merge::Arguments),
    /// Shows what changed from one document to another
    Diff {
        /// The older document; `-` is standard input
        older: OsString,
        /// The newer document
        newer: OsString,
        /// How to print: a line a difference, or one JSON object
        #[arg(long, value_enum, default_value_t = Output::Human)]
        format: Output,
        /// Exit with 1 if there is a difference
        #[arg(long)]
        exit_code: bool,
    },
    /// Shows why a component is there: the paths that lead to it
    Paths(paths::Arguments),
    /// Scores each document, and shows what is missing
    Score {
        /// Documents to read; `-` is standard input
        #[arg(required = true, value_name = "FILE")]
        files: Vec<OsString>,
        /// A list of minimum elements to check instead: ntia-2021, cisa-2025-draft, bsi-2.1 or
        /// telco-1.1
        #[arg(long)]
        profile: Option<sbom::score::Profile>,
        /// Show every component that lacks something, and what
        #[arg(long)]
        all: bool,
        /// How to print: a table for people, or one JSON object a file
        #[arg(long, value_enum, default_value_t = Output::Human)]
        format: Output,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Output {
    /// For people
    Human,
    /// One JSON object a line
    Json,
}

/// Exits with 0 if all went well, 1 if not; argument errors exit with 2.
fn main() -> ExitCode {
    let command = Cli::parse().command;
    let mut out = io::BufWriter::new(io::stdout().lock());
    let done = run(command, &mut out).and_then(|is_well| {
        out.flush()?;
        Ok(is_well)
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

fn run(command: Command, out: &mut dyn Write) -> io::Result<bool> {
    match command {
        Command::Inspect { files, format, strict } => {
            let mut options = sbom::ParseOptions::default();
            if strict {
                options.mode = sbom::Mode::Strict;
            }
            inspect::run(&files, format, &options, out)
        }
        Command::Validate { files, format, schema_only } => {
            validate::run(&files, format, schema_only, out)
        }
        Command::Convert(arguments) => convert::run(&arguments, out),
        Command::Merge(arguments) => merge::run(&arguments, out),
        Command::Diff { older, newer, format, exit_code } => {
            diff::run(&older, &newer, format, exit_code, out)
        }
        Command::Paths(arguments) => paths::run(&arguments, out),
        Command::Score { files, profile, all, format } => {
            score::run(&files, profile, all, format, out)
        }
    }
}
