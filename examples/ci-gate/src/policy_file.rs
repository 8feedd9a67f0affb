//! Policy and waiver files, with every fault where it stands.

use std::fs;
use std::path::{Path, PathBuf};

use policy_core::{Lint, LoadError, LoadOptions, Policy, STARTER, Timestamp, Waiver};

use crate::console;
use crate::exit::{Exit, Failure};
use crate::report::text;

/// Reads the policy at `path`, or takes the starter policy. Lints go to stderr.
pub(crate) fn load(path: Option<&Path>, now: Timestamp) -> Result<Policy, Failure> {
    let Some(path) = path else { return Ok(Policy::starter()) };
    let source = read(path, "policy")?;
    let parsed = Policy::parse(&source, &LoadOptions::default().at(now));
    let (policy, lints) = parsed.map_err(|error| faulty(path, "policy", &source, &error))?;
    remark(path, &source, &lints);
    Ok(policy)
}

/// Reads files of waivers.
pub(crate) fn load_waivers(paths: &[PathBuf], now: Timestamp) -> Result<Vec<Waiver>, Failure> {
    let mut waivers = Vec::new();
    for path in paths {
        let source = read(path, "waivers")?;
        let parsed = Waiver::parse_list(&source, &LoadOptions::default().at(now));
        let (list, lints) = parsed.map_err(|error| faulty(path, "waivers", &source, &error))?;
        remark(path, &source, &lints);
        waivers.extend(list);
    }
    Ok(waivers)
}

/// `policy init`.
pub(crate) fn init() -> Result<Exit, Failure> {
    console::result(STARTER)?;
    Ok(Exit::Admitted)
}

/// `policy check FILE`: silent faults are the worst ones, so even a good file says a line.
pub(crate) fn check(path: &Path, now: Timestamp) -> Result<Exit, Failure> {
    let source = read(path, "policy")?;
    let (policy, lints) = Policy::parse(&source, &LoadOptions::default().at(now))
        .map_err(|error| faulty(path, "policy", &source, &error))?;
    let name = path.display();
    let mut out = String::new();
    for lint in &lints {
        out.push_str(&lint.render(&name.to_string(), &source));
        out.push('\n');
    }
    let remarks = match lints.len() {
        0 => "no remarks".to_owned(),
        1 => "1 remark".to_owned(),
        number => format!("{number} remarks"),
    };
    out.push_str(&format!("{name}: policy `{}` is valid, {remarks}\n", policy.name()));
    console::result(&text::lines(&out))?;
    Ok(Exit::Admitted)
}

fn read(path: &Path, what: &str) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| {
        Failure::usage(format!("cannot read the {what} file `{}`", path.display())).because(error)
    })
}

fn faulty(path: &Path, what: &str, source: &str, error: &LoadError) -> Failure {
    let faults = error.render(&path.display().to_string(), source);
    Failure::usage(format!("the {what} file `{}` is not valid\n{faults}", path.display()))
}

fn remark(path: &Path, source: &str, lints: &[Lint]) {
    for lint in lints {
        console::tell(&lint.render(&path.display().to_string(), source));
    }
}
