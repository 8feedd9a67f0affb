//! `sbom-tool score`.

use std::ffi::OsString;
use std::io::{self, Write};

use sbom::score::Profile;
use serde::Serialize;

use crate::{Output, fault, table};

/// Weighs every file; returns whether all were read and, with a profile, pass it.
pub(crate) fn run(
    files: &[OsString],
    profile: Option<Profile>,
    format: Output,
    out: &mut dyn Write,
) -> io::Result<bool> {
    let mut is_well = true;
    for file in files {
        let name = file.to_string_lossy();
        let Some(document) = fault::read_or_report(file, format, out)? else {
            is_well = false;
            continue;
        };
        match profile {
            Some(profile) => {
                let assessment = document.assess(profile);
                is_well &= assessment.passes();
                print(&name, &assessment, &assessment.to_string(), format, out)?;
            }
            None => {
                let score = document.score();
                print(&name, &score, &score.to_string(), format, out)?;
            }
        }
    }
    Ok(is_well)
}

#[derive(Serialize)]
struct Line<'f, T> {
    file: &'f str,
    #[serde(flatten)]
    result: &'f T,
}

fn print<T: Serialize>(
    file: &str,
    result: &T,
    text: &str,
    format: Output,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Output::Json => {
            serde_json::to_writer(&mut *out, &Line { file, result })?;
            out.write_all(b"\n")
        }
        Output::Human => {
            writeln!(out, "{}", table::printable(file))?;
            for line in text.lines() {
                writeln!(out, "  {}", table::printable(line))?;
            }
            Ok(())
        }
    }
}
