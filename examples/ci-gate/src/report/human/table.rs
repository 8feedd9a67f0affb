//! What speaks against the artifact, one row for each fault.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use anstyle::{AnsiColor, Style};
use comfy_table::ColumnConstraint::{ContentWidth, LowerBoundary};
use comfy_table::{ContentArrangement, Table, Width, presets};
use policy_core::decision::{Subject, ViolationKind};
use policy_core::severity::Score;
use policy_core::{Code, Decision, Effect, Severity, Violation};

use super::advice::is_gap;
use super::page::{DIM, Page, coloured};
use crate::report::count;
use crate::report::text::plain;

pub(super) fn write(page: &mut Page, decision: &Decision, width: Option<usize>) {
    let (shown, hidden) = shown(Row::all(decision));
    if shown.is_empty() {
        return;
    }
    let wide = wide(&shown);
    let fits = |width| wide.lines().all(|line| line.trim_end().chars().count() <= width);
    let table = match width {
        Some(width) if width >= NARROWEST && !fits(width) => narrow(&shown, width),
        _ => wide,
    };
    page.blank();
    for line in table.lines() {
        let line = line.trim_end();
        // Colour is added after the layout: escape sequences have no width.
        let (style, word) = if line.starts_with("deny ") {
            (coloured(AnsiColor::Red), "deny")
        } else if line.starts_with("warn ") {
            (coloured(AnsiColor::Yellow), "warn")
        } else if line.trim_start().starts_with("severity ") {
            (DIM, line)
        } else {
            (Style::new(), "")
        };
        let rest = line.strip_prefix(word).unwrap_or(line);
        page.styled(&[(style, word), (Style::new(), rest)]);
    }
    more(page, &hidden);
}

/// A column for each thing, as wide as it takes.
fn wide(rows: &[Row<'_>]) -> String {
    let mut table = Table::new();
    table.set_header(["", "severity", "what", "where", "why", "rule"]);
    for row in rows {
        let cells = [&row.severity, &row.what(), &row.place, &row.why, &row.rule()];
        table.add_row(
            std::iter::once(row.effect.as_str().to_owned()).chain(cells.map(|c| plain(c))),
        );
    }
    laid_out(table)
}

/// The long things below each other, in a table of `width` columns.
fn narrow(rows: &[Row<'_>], width: usize) -> String {
    let mut table = Table::new();
    table.set_header(["", "severity", "what", "where, why and the rule"]);
    for row in rows {
        let rest = [plain(&row.place), plain(&row.why), plain(&format!("by {}", row.rule()))];
        let cells = [row.effect.as_str(), &row.severity, &row.what()].map(plain);
        table.add_row(cells.into_iter().chain([rest.join("\n")]));
    }
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(width).unwrap_or(u16::MAX));
    // An id that is cut cannot be searched for; of licences there may be many.
    let widths = [ContentWidth, ContentWidth, LowerBoundary(Width::Fixed(AN_ID))];
    for (column, constraint) in table.column_iter_mut().zip(widths) {
        column.set_constraint(constraint);
    }
    laid_out(table)
}

fn laid_out(mut table: Table) -> String {
    table.load_style(presets::NOTHING);
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    table.to_string()
}

/// Whatever denies is shown; of the rest a few of each rule, so that the talkative ones do not hide
/// the others.
fn shown(rows: Vec<Row<'_>>) -> (Vec<Row<'_>>, Vec<Row<'_>>) {
    let mut of_rule: BTreeMap<&str, usize> = BTreeMap::new();
    rows.into_iter().partition(|row| {
        let seen = of_rule.entry(row.first_rule()).or_default();
        *seen += usize::from(row.effect != Effect::Deny);
        *seen <= SHOWN_OF_A_RULE
    })
}

fn more(page: &mut Page, hidden: &[Row<'_>]) {
    if hidden.is_empty() {
        return;
    }
    let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
    for row in hidden {
        *rules.entry(row.first_rule()).or_default() += 1;
    }
    let rules: Vec<String> =
        rules.iter().map(|(rule, number)| format!("{number} of {rule}")).collect();
    let text = format!(
        "and {} ({}); all are in `--format json`",
        count(hidden.len(), "more row"),
        rules.join(", ")
    );
    page.styled(&[(DIM, &text)]);
}

/// What several rules, or several licences of one component, say about the same thing.
struct Row<'d> {
    effect: Effect,
    level: Severity,
    /// Tenths of a CVSS score.
    score: Option<u8>,
    severity: String,
    what: Vec<String>,
    place: String,
    why: String,
    rules: Vec<&'d str>,
}

impl<'d> Row<'d> {
    /// One row for each fault, worst first. What nobody could say anything about is told elsewhere.
    fn all(decision: &'d Decision) -> Vec<Self> {
        let mut rows: Vec<Self> = Vec::new();
        let mut known: BTreeMap<(String, String), usize> = BTreeMap::new();
        for violation in decision.violations.iter().filter(|violation| !is_gap(violation)) {
            let key = (violation.subject.to_string(), topic(violation));
            match known.get(&key).and_then(|&index| rows.get_mut(index)) {
                Some(row) => row.join(violation),
                None => {
                    known.insert(key, rows.len());
                    rows.push(Self::new(violation));
                }
            }
        }
        // The decision has sorted by effect and level; within a level, scores tell them apart.
        let same = |a: &Self, b: &Self| a.effect == b.effect && a.level == b.level;
        for level in rows.chunk_by_mut(same) {
            level.sort_by_key(|row| Reverse(row.score));
        }
        rows
    }

    fn new(violation: &'d Violation) -> Self {
        let winner = violation.severity.as_ref().and_then(|severity| severity.winner.as_ref());
        Self {
            effect: violation.effect,
            level: violation.level(),
            score: winner.and_then(|winner| winner.score).map(Score::tenths),
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

    /// The rule that weighs most: violations come worst first.
    fn first_rule(&self) -> &'d str {
        self.rules.first().copied().unwrap_or_default()
    }

    fn rule(&self) -> String {
        match self.rules.len() {
            0 | 1 => self.first_rule().to_owned(),
            number => format!("{} +{}", self.first_rule(), number - 1),
        }
    }
}

/// What two violations must share, beside the component, to be about the same thing.
fn topic(violation: &Violation) -> String {
    match (violation.kind, &violation.id) {
        (ViolationKind::Licence, _) => "licence".to_owned(),
        (_, Some(id)) => id.to_string(),
        (ViolationKind::MissingEvidence, None) => {
            violation.missing.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
        }
        (_, None) => format!("{} {}", violation.rule, violation.message()),
    }
}

fn what(violation: &Violation) -> String {
    match (violation.kind, &violation.id) {
        (ViolationKind::Vulnerability | ViolationKind::Licence, Some(id)) => id.to_string(),
        (ViolationKind::MissingEvidence, Some(id)) if violation.severity.is_some() => {
            id.to_string()
        }
        (ViolationKind::MissingEvidence, _) => {
            let missing = violation.missing.iter().map(|missing| missing.what.as_str());
            format!("{}?", missing.collect::<Vec<_>>().join(", "))
        }
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
        (ViolationKind::Vulnerability, None) => parts.push("no fix is known".to_owned()),
        (ViolationKind::Licence, None) if violation.code == Code::LicenceDenied => {
            parts.push("a licence that is denied".to_owned());
        }
        (ViolationKind::Licence, None) => parts.push("a licence that is not allowed".to_owned()),
        _ if violation.missing.is_empty() => parts.push(violation.message().into_owned()),
        _ => {}
    }
    parts.extend(violation.missing.iter().map(|missing| missing.why.to_string()));
    parts.extend(violation.waiver_notes.iter().cloned());
    parts.extend(violation.grace_until.map(|until| format!("in grace until {until}")));
    parts.join("; ")
}

const SHOWN_OF_A_RULE: usize = 5;
/// Below this, a terminal's own wrapping reads better.
const NARROWEST: usize = 60;
/// `CVE-2021-44228`, and the space behind it.
const AN_ID: u16 = 18;
