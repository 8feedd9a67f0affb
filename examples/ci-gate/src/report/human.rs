//! The decision for a person who has to do something about it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use comfy_table::{Table, presets};
use policy_core::decision::{Subject, ViolationKind};
use policy_core::{Decision, Effect, Outcome, Violation};

use super::count;

pub(super) fn render(decision: &Decision) -> String {
    let mut out = String::new();
    summary(&mut out, decision);
    table(&mut out, decision);
    paths(&mut out, decision);
    remediation(&mut out, decision);
    waivers(&mut out, decision);
    out
}

fn summary(out: &mut String, decision: &Decision) {
    let (word, colour) = match decision.outcome {
        Outcome::Deny => ("DENIED", AnsiColor::Red),
        Outcome::Warn => ("ALLOWED, with warnings", AnsiColor::Yellow),
        Outcome::Allow => ("ALLOWED", AnsiColor::Green),
    };
    let style = Style::new().bold().fg_color(Some(colour.into()));
    let meta = &decision.meta;
    let _ = writeln!(out, "{style}{word}{style:#}  {BOLD}{}{BOLD:#}", meta.artifact);
    let by = |effect| decision.violations.iter().filter(|v| v.effect == effect).count();
    let version = meta.policy_version.as_ref().map(|version| format!(" {version}"));
    let mut parts = vec![
        format!("policy {}{}", meta.policy, version.unwrap_or_default()),
        format!("score {}", decision.score.value),
    ];
    for (effect, verb) in [(Effect::Deny, "deny"), (Effect::Warn, "warn"), (Effect::Info, "noted")]
    {
        let number = by(effect);
        if number > 0 {
            parts.push(format!("{number} {verb}"));
        }
    }
    if !decision.suppressed.is_empty() {
        parts.push(format!("{} suppressed", decision.suppressed.len()));
    }
    let _ = writeln!(out, "{}", parts.join(" · "));
    for digest in &meta.digests {
        let _ = writeln!(out, "{DIM}{digest}{DIM:#}");
    }
}

fn table(out: &mut String, decision: &Decision) {
    let rows = Row::all(decision);
    if rows.is_empty() {
        return;
    }
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(["", "severity", "where", "what", "why", "rule"]);
    // Whatever denies is shown; of the rest what fits a screen.
    let denials = rows.iter().filter(|row| row.effect == Effect::Deny).count();
    let (shown, more) = rows.split_at_checked(denials + SHOWN_WARNINGS).unwrap_or((&rows, &[]));
    for row in shown {
        table.add_row([
            row.effect.as_str(),
            &row.severity,
            &row.place,
            &row.what(),
            &row.why,
            &row.rules.join(", "),
        ]);
    }
    out.push('\n');
    for line in table.to_string().lines() {
        // Colour is added after the layout: escape sequences have no width.
        let style = match line.split_whitespace().next() {
            Some("deny") => Style::new().fg_color(Some(AnsiColor::Red.into())),
            Some("warn") => Style::new().fg_color(Some(AnsiColor::Yellow.into())),
            Some("severity") => DIM,
            _ => Style::new(),
        };
        let _ = writeln!(out, "{style}{}{style:#}", line.trim_end());
    }
    if !more.is_empty() {
        let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
        for row in more {
            *rules.entry(row.rules.first().copied().unwrap_or_default()).or_default() += 1;
        }
        let rules: Vec<String> =
            rules.iter().map(|(rule, number)| format!("{rule} {number}")).collect();
        let more = count(more.len(), "more remark");
        let _ =
            writeln!(out, " {DIM}and {more} ({}): see `--format json`{DIM:#}", rules.join(", "));
    }
}

/// What several rules, or several licences of one component, say about the same thing.
struct Row<'d> {
    effect: Effect,
    severity: String,
    what: Vec<String>,
    place: String,
    why: String,
    rules: Vec<&'d str>,
}

impl<'d> Row<'d> {
    /// One row for each fault, in the order of the decision: worst first.
    fn all(decision: &'d Decision) -> Vec<Self> {
        let mut rows: Vec<Self> = Vec::new();
        let mut known: BTreeMap<(String, String), usize> = BTreeMap::new();
        for violation in &decision.violations {
            let key = (violation.subject.to_string(), topic(violation));
            match known.get(&key).and_then(|&index| rows.get_mut(index)) {
                Some(row) => row.join(violation),
                None => {
                    known.insert(key, rows.len());
                    rows.push(Self::new(violation));
                }
            }
        }
        rows
    }

    fn new(violation: &'d Violation) -> Self {
        Self {
            effect: violation.effect,
            severity: severity(violation),
            what: vec![what(violation)],
            place: place(violation),
            why: why(violation),
            rules: vec![&violation.rule],
        }
    }

    fn join(&mut self, violation: &'d Violation) {
        if !self.rules.contains(&violation.rule.as_str()) {
            self.rules.push(&violation.rule);
        }
        let what = what(violation);
        if !self.what.contains(&what) {
            self.what.push(what);
        }
    }

    /// `MIT`, `MIT, Zlib`, `MIT, Zlib and 3 more`.
    fn what(&self) -> String {
        match self.what.as_slice() {
            [first, second, _, _, ..] => {
                format!("{first}, {second} and {} more", self.what.len() - 2)
            }
            few => few.join(", "),
        }
    }
}

/// What two violations must share, beside the component, to be about the same thing.
fn topic(violation: &Violation) -> String {
    match (violation.kind, &violation.id) {
        (ViolationKind::Licence, _) => "licence".to_owned(),
        (_, Some(id)) => id.clone(),
        (ViolationKind::MissingEvidence, None) => {
            violation.missing.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
        }
        (_, None) => format!("{} {}", violation.rule, violation.message),
    }
}

fn what(violation: &Violation) -> String {
    match (violation.kind, &violation.id) {
        (ViolationKind::Vulnerability | ViolationKind::Licence, Some(id)) => id.clone(),
        (ViolationKind::MissingEvidence, Some(id)) if violation.severity.is_some() => id.clone(),
        (kind, _) => kind.as_str().replace('_', " "),
    }
}

fn severity(violation: &Violation) -> String {
    let Some(severity) = &violation.severity else { return "-".to_owned() };
    let score = severity.winner.as_ref().and_then(|winner| winner.score);
    let score = score.map(|score| format!(" {score}")).unwrap_or_default();
    format!("{}{score}", severity.level)
}

fn place(violation: &Violation) -> String {
    match &violation.subject {
        // The summary names the artifact already.
        Subject::Image { .. } => "the image".to_owned(),
        Subject::Artifact { .. } => "the artifact".to_owned(),
        other => other.to_string(),
    }
}

/// The columns before say what and where; this one says the rest.
fn why(violation: &Violation) -> String {
    let mut parts = Vec::new();
    match (violation.kind, &violation.fixed_version) {
        (_, Some(version)) => parts.push(format!("fixed in {version}")),
        (ViolationKind::Vulnerability, None) => parts.push("no fix".to_owned()),
        (ViolationKind::Licence, None) => parts.push("not allowed".to_owned()),
        _ if violation.missing.is_empty() => parts.push(violation.message.clone()),
        _ => {}
    }
    parts.extend(violation.missing.iter().map(|missing| format!("not known: {missing}")));
    parts.extend(violation.waiver_notes.iter().cloned());
    parts.extend(violation.grace_until.map(|until| format!("in grace until {until}")));
    parts.join("; ")
}

/// The way each denied component comes in, once however many faults it has.
fn paths(out: &mut String, decision: &Decision) {
    let mut paths = BTreeMap::new();
    for violation in decision.denials().filter(|violation| violation.path.len() > 1) {
        paths.entry(violation.subject.to_string()).or_insert(&violation.path);
    }
    if paths.is_empty() {
        return;
    }
    heading(out, "How it comes in");
    for path in paths.values() {
        let _ = writeln!(out, "  {}", path.join(" > "));
    }
}

fn remediation(out: &mut String, decision: &Decision) {
    if decision.remediation.is_empty() {
        return;
    }
    heading(out, "What to do");
    for step in &decision.remediation {
        let _ = writeln!(out, "  {step}");
    }
}

fn waivers(out: &mut String, decision: &Decision) {
    if !decision.waivers.is_empty() {
        heading(out, "Waivers");
        for report in &decision.waivers {
            let _ = writeln!(out, "  {report}");
        }
    }
    let denials = decision.denials().count();
    if denials == 0 {
        return;
    }
    let owner = decision.meta.policy_owner.as_deref().unwrap_or("the policy's owner");
    heading(out, &format!("If it has to pass regardless: a waiver by {owner}, for `waivers.list`"));
    for violation in decision.denials().take(SHOWN_WAIVERS) {
        for line in violation.suggested_waiver(&decision.meta, WAIVER_DAYS).lines() {
            let _ = writeln!(out, "  {line}");
        }
    }
    if denials > SHOWN_WAIVERS {
        let more = count(denials - SHOWN_WAIVERS, "more denial");
        let _ = writeln!(out, "  {DIM}# and likewise for {more}{DIM:#}");
    }
}

fn heading(out: &mut String, text: &str) {
    let _ = writeln!(out, "\n{BOLD}{text}{BOLD:#}");
}

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
/// One screen of remarks that do not decide.
const SHOWN_WARNINGS: usize = 12;
/// One screen: whoever waives more than this has another problem.
const SHOWN_WAIVERS: usize = 3;
const WAIVER_DAYS: u32 = 30;
