//! `sbom-tool score`.

use std::ffi::OsString;
use std::io::{self, Write};

use sbom::score::{Gap, Profile};
use serde::Serialize;

use crate::{Output, fault, table};

/// Weighs every file; returns whether all were read and, with a profile, pass it.
pub(crate) fn run(
    files: &[OsString],
    profile: Option<Profile>,
    all: bool,
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
                let gaps = if all { document.gaps(profile) } else { Vec::new() };
                let components = all.then_some(gaps.as_slice());
                let line = Line { file: &name, result: &assessment, components };
                print(&line, &gaps, format, out)?;
            }
            None => {
                let score = document.score();
                // They are a part of its JSON.
                let gaps = if all { score.gaps() } else { &[] };
                print(&Line { file: &name, result: &score, components: None }, gaps, format, out)?;
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
    #[serde(skip_serializing_if = "Option::is_none")]
    components: Option<&'f [Gap<'f>]>,
}

fn print<T: Serialize + ToString>(
    line: &Line<'_, T>,
    gaps: &[Gap<'_>],
    format: Output,
    out: &mut dyn Write,
) -> io::Result<()> {
    if format == Output::Json {
        serde_json::to_writer(&mut *out, line)?;
        return out.write_all(b"\n");
    }
    writeln!(out, "{}", table::printable(line.file))?;
    for line in line.result.to_string().lines() {
        writeln!(out, "  {}", table::printable(line))?;
    }
    for gap in gaps {
        let missing: Vec<&str> = gap.missing().collect();
        writeln!(out, "  {} lacks {}", table::label(gap.component()), missing.join(", "))?;
    }
    Ok(())
}
