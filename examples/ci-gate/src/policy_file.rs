//! Policy and waiver files, with every fault where it stands.

use std::fs;
use std::path::{Path, PathBuf};

use policy_core::{Lint, LoadError, LoadOptions, Policy, STARTER, Timestamp, Waiver};

use crate::args::PolicyFormat;
use crate::console;
use crate::exit::{Exit, Failure};
use crate::report::text;

/// Reads the policy at `path`, or takes the starter policy. Lints go to stderr.
pub(crate) fn load(path: Option<&Path>, now: Timestamp) -> Result<Policy, Failure> {
    let Some(path) = path else { return Ok(Policy::starter()) };
    let options = LoadOptions::default().at(now);
    let (policy, source, lints) = parse(path, &options, &mut Vec::new())?;
    remark(path, &source, &lints);
    Ok(policy)
}

/// Reads a policy and, before it, those that it extends: files beside it, by relative path.
/// `above` are the files that are being read, for none can stand on itself.
fn parse(
    path: &Path,
    options: &LoadOptions,
    above: &mut Vec<PathBuf>,
) -> Result<(Policy, String, Vec<Lint>), Failure> {
    let source = read(path, "policy")?;
    let whole = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if above.contains(&whole) {
        let name = path.display();
        return Err(Failure::usage(format!("the policy `{name}` extends itself")));
    }
    above.push(whole);
    let mut with_layers = options.clone();
    for name in Policy::extended(&source, options) {
        let beside = path.parent().unwrap_or(Path::new("")).join(&name);
        // The core knows the starter policy; a file of that name is not looked for.
        if name == "starter" {
            continue;
        }
        let (policy, text, lints) = parse(&beside, options, above)?;
        remark(&beside, &text, &lints);
        with_layers = with_layers.layer(name, policy);
    }
    above.pop();
    let (policy, lints) = Policy::parse(&source, &with_layers)
        .map_err(|error| faulty(path, "policy", &source, &error))?;
    Ok((policy, source, lints))
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
    let options = LoadOptions::default().at(now);
    let (policy, source, lints) = parse(path, &options, &mut Vec::new())?;
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

/// `policy test FILE`: each test has its own time, so nothing depends on today.
pub(crate) fn test(path: &Path, tests: &[PathBuf], format: PolicyFormat) -> Result<Exit, Failure> {
    let options = LoadOptions::default();
    let (mut policy, source, lints) = parse(path, &options, &mut Vec::new())?;
    remark(path, &source, &lints);
    for path in tests {
        let source = read(path, "tests")?;
        let read = policy.with_tests(&source, &options);
        let (tested, lints) = read.map_err(|error| faulty(path, "tests", &source, &error))?;
        remark(path, &source, &lints);
        policy = tested;
    }
    let report = policy.run_tests();
    if report.tests.is_empty() {
        let name = path.display();
        return Err(Failure::usage(format!(
            "the policy `{name}` has no tests, give `--tests FILE`"
        )));
    }
    let text = match format {
        PolicyFormat::Human => text::lines(&report.to_string()),
        PolicyFormat::Json => written(serde_json::to_string_pretty(&report))?,
    };
    console::result(&format!("{}\n", text.trim_end()))?;
    Ok(if report.passed() { Exit::Admitted } else { Exit::Denied })
}

/// Takes what was written as JSON.
pub(crate) fn written(json: serde_json::Result<String>) -> Result<String, Failure> {
    json.map_err(|error| Failure::undecided("the report cannot be written").because(error))
}

pub(crate) fn read(path: &Path, what: &str) -> Result<String, Failure> {
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
