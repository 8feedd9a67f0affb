//! `ci-gate policy diff`.

use std::path::Path;

use comfy_table::{Table, presets};
use policy_core::compare::{self, PolicyDiff};
use policy_core::{EvalContext, Evidence, Outcome, Policy, Timestamp};

use crate::args::{DiffArgs, PolicyFormat};
use crate::exit::{Exit, Failure};
use crate::report::{count, text};
use crate::{check, console, policy_file};

pub(crate) fn run(args: &DiffArgs) -> Result<Exit, Failure> {
    let now = check::now(args.now.as_deref())?;
    let (old, new) = (policy(&args.old, now)?, policy(&args.new, now)?);
    let corpus = args.evidence.iter().map(|path| evidence(path));
    let corpus = corpus.collect::<Result<Vec<Evidence>, Failure>>()?;
    let diff = compare::diff(&old, &new, &corpus, &EvalContext::at(now).stage(&args.stage));
    let text = match args.format {
        PolicyFormat::Human => text::lines(&human(&diff)),
        PolicyFormat::Json => policy_file::written(serde_json::to_string_pretty(&diff))?,
    };
    console::result(&format!("{}\n", text.trim_end()))?;
    Ok(if stopped(&diff) > 0 { Exit::Denied } else { Exit::Admitted })
}

/// As in `extends`, the name of the starter policy is no file's.
fn policy(path: &Path, now: Timestamp) -> Result<Policy, Failure> {
    policy_file::load(Some(path).filter(|path| *path != Path::new("starter")), now)
}

fn evidence(path: &Path) -> Result<Evidence, Failure> {
    let source = policy_file::read(path, "evidence")?;
    Evidence::from_json(source.as_bytes()).map_err(|error| {
        let name = path.display();
        let hint = "`ci-gate check … --out DIR` leaves it in `evidence.json`";
        Failure::usage(format!("`{name}` is not evidence; {hint}")).because(error)
    })
}

/// How many artifacts the new policy stops that the old one lets pass.
fn stopped(diff: &PolicyDiff) -> usize {
    let is_stopped = |before, after| before != Outcome::Deny && after == Outcome::Deny;
    diff.artifacts.iter().filter(|artifact| is_stopped(artifact.before, artifact.after)).count()
}

/// One row for each artifact on which the policies differ, then what differs.
fn human(diff: &PolicyDiff) -> String {
    let PolicyDiff { before, after, compared, artifacts, .. } = diff;
    let mut out = format!("{before} → {after}, on {}: ", count(*compared, "artifact"));
    if artifacts.is_empty() {
        return out + "no difference\n";
    }
    out.push_str(&match artifacts.len() {
        1 => "1 differs".to_owned(),
        several => format!("{several} differ"),
    });
    match stopped(diff) {
        0 => {}
        1 => out.push_str(", 1 is denied that was not"),
        several => out.push_str(&format!(", {several} are denied that were not")),
    }
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(["before", "after", "new", "gone", "changed", "artifact"]);
    for artifact in artifacts {
        let outcomes = [artifact.before, artifact.after].map(|outcome| outcome.to_string());
        let counts = [&artifact.added, &artifact.removed].map(|list| list.len().to_string());
        let rest = [artifact.changed.len().to_string(), text::plain(&artifact.artifact)];
        table.add_row(outcomes.into_iter().chain(counts).chain(rest));
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    out.push_str("\n\n");
    for line in table.lines() {
        out.push_str(line.trim_end());
        out.push('\n');
    }
    for artifact in artifacts {
        out.push('\n');
        out.push_str(&artifact.to_string());
    }
    out
}
