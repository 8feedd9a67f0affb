//! Weighbridge beside its peers: the same bytes, the same process, ratios.

mod clock;
#[cfg(feature = "documents")]
mod generate;
#[cfg(feature = "documents")]
mod inputs;
#[cfg(feature = "documents")]
mod memory;
#[cfg(feature = "documents")]
mod operations;
mod policy;
mod random;
#[cfg(feature = "documents")]
mod readers;
#[cfg(feature = "documents")]
mod sbom;

use std::process::ExitCode;

const USAGE: &str = "usage: bench sbom [--format human|json] [--components N] [--runs N] [FILE...]
       bench operations [--format human|json] [--components N]
       bench policy [--format human|json] [--runs N]";

/// What to measure and how to print it.
#[derive(Debug)]
struct Options {
    json: bool,
    components: usize,
    runs: usize,
    files: Vec<String>,
}

/// Measures, prints, and says why it cannot.
type Measure = fn(&Options) -> Result<(), String>;

#[expect(clippy::print_stderr, reason = "a program")]
fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}\n{USAGE}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<(), String> {
    let mut arguments = std::env::args().skip(1);
    let (what, components): (Measure, usize) = match arguments.next().as_deref() {
        #[cfg(feature = "documents")]
        Some("sbom") => (sbom::run, 50_000),
        #[cfg(feature = "documents")]
        Some("operations") => (operations::run, 100_000),
        Some("policy") => (policy::run, 0),
        #[cfg(feature = "documents")]
        Some(memory::COMMAND) => return memory::child(arguments),
        _ => return Err("say what to measure".to_owned()),
    };
    let mut options = Options { json: false, components, runs: 11, files: Vec::new() };
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(format!("`{argument}` needs a value"));
        match argument.as_str() {
            "--format" => match value()?.as_str() {
                "json" => options.json = true,
                "human" => options.json = false,
                other => return Err(format!("unknown format `{other}`")),
            },
            "--components" => options.components = number(&value()?)?,
            "--runs" => options.runs = number(&value()?)?.max(1),
            flag if flag.starts_with('-') => return Err(format!("unknown option `{flag}`")),
            file => options.files.push(file.to_owned()),
        }
    }
    what(&options)
}

fn number(text: &str) -> Result<usize, String> {
    text.parse().map_err(|_| format!("`{text}` is not a number"))
}
