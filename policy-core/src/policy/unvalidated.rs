//! The file as its author wrote it, turned into a policy or into the list of its faults.

pub(crate) mod cases;
mod extends;
mod given;
mod overrides;
mod rules;
mod waivers;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;
use std::sync::Arc;

use self::overrides::read_overrides;
use self::rules::read_rules;
use self::waivers::read_waivers;
use super::reader::{At, Fields, Reader};
use super::schema::{self, document};
use super::settings::{
    Budget, KNOWN_LEVELS, MISSIONS, Modes, ON_UNKNOWN, Requirement, RuleDefaults, VexSettings,
    WaiverSettings, read_resolver,
};
use super::yaml::{self, Node, Value, shorten};
use super::{Compiled, LoadOptions, Policy, lint, print};
use crate::Timestamp;
use crate::code::Code;
use crate::decision::Effect;
use crate::error::{Level, Lint, LoadError, Span};
use crate::evidence::SectionKind;
use crate::remediation::DEFAULT_MAX_STEPS;
use crate::rules::Rule;
use crate::rules::licence::LicenceDefaults;
use crate::waiver::Waiver;

pub(super) const API_VERSION: &str = "policy/v1alpha1";
pub(super) const KIND: &str = "ArtifactPolicy";
const WAIVERS_KIND: &str = "PolicyWaivers";
/// Ids that rules may not take, since violations of other parts carry them.
const RESERVED: [&str; 2] = ["budget", "waivers"];

/// What helps where a document holds nothing.
const EMPTY_POLICY: &str = "a policy begins with `apiVersion: policy/v1alpha1`, `kind: ArtifactPolicy` and `metadata`; \
                            `policy_core::STARTER` is one to start from";
const EMPTY_LIST: &str = "write `[]` for a list without items";

/// Reads a policy.
pub(super) fn policy(
    source: &str,
    options: &LoadOptions,
) -> Result<(Policy, Vec<Lint>), LoadError> {
    let mut reader = Reader { source: source.to_owned(), ..Reader::default() };
    let root = read(&mut reader, source, options, EMPTY_POLICY);
    let policy = root.and_then(|root| {
        let at = At { node: &root, path: String::new() };
        let mut compiled = read_policy(&mut reader, &at, options)?;
        if !reader.failed() {
            lint::policy(&mut reader, &at, &compiled, options);
        }
        let mut canonical = String::new();
        print::canonical(&root, &mut canonical);
        compiled.digest = super::digest(&canonical);
        compiled.document = Arc::new(root.clone());
        let mut policy = extends::compose(&mut reader, &at, options, compiled)?;
        if let Some(at) = at.child("tests") {
            // A rule that could not be read would be missed a second time.
            let known = (!reader.failed()).then_some(&policy);
            policy.tests = cases::read_cases(&mut reader, &at, known, options).into();
        }
        Some(policy)
    });
    finish(reader, policy)
}

/// Reads a document; `empty` is what helps if it holds nothing.
fn read(reader: &mut Reader, source: &str, options: &LoadOptions, empty: &str) -> Option<Node> {
    let root = yaml::read(source, options, &mut reader.found);
    for fault in reader.found.iter_mut().filter(|fault| fault.code == Code::Empty) {
        fault.help = Some(empty.to_owned());
    }
    root
}

/// The lints of a document that has no faults, at another time.
pub(super) fn lints(document: &Node, now: Timestamp) -> Vec<Lint> {
    let mut reader = Reader::default();
    let at = At { node: document, path: String::new() };
    let options = LoadOptions::default().at(now);
    if let Some(compiled) = read_policy(&mut reader, &at, &options)
        && !reader.failed()
    {
        lint::policy(&mut reader, &at, &compiled, &options);
    }
    let mut lints = reader.found;
    lints.retain(|lint| lint.level != Level::Error);
    lints.sort();
    lints.dedup();
    lints
}

/// The names under `extends`, as far as they can be read.
pub(super) fn extended(source: &str, options: &LoadOptions) -> Vec<String> {
    let mut reader = Reader::default();
    let root = yaml::read(source, options, &mut reader.found);
    root.map(|root| {
        let at = At { node: &root, path: String::new() };
        extends::names(&mut reader, &at).into_iter().map(|(_, name)| name).collect()
    })
    .unwrap_or_default()
}

/// Reads a list of waivers.
pub(super) fn waivers(
    source: &str,
    options: &LoadOptions,
) -> Result<(Vec<Waiver>, Vec<Lint>), LoadError> {
    let mut reader = Reader::default();
    let root = read(&mut reader, source, options, EMPTY_LIST);
    let waivers = root.map(|root| {
        let at = At { node: &root, path: String::new() };
        // Waivers of their own file are judged by the policy they meet, not by default settings.
        let settings = WaiverSettings { allow_permanent: true, ..WaiverSettings::default() };
        if matches!(root.value, Value::List(_)) {
            return read_waivers(&mut reader, &at, &settings, None, options);
        }
        let fields = reader.fields(&at, &document::WAIVER_FILE);
        let list = fields.and_then(|fields| {
            expect_head(&mut reader, &fields, WAIVERS_KIND);
            fields.need(&mut reader, "waivers")
        });
        list.map(|list| {
            let inner = match &list.node.value {
                Value::Map(_) => {
                    reader.fields(&list, &schema::waivers::WAIVERS).and_then(|fields| {
                        if let Some(at) = fields.get("settings") {
                            let message =
                                "the settings of a policy count, those of a file of waivers do not";
                            reader.lint(Code::LintUnused, &at, message);
                        }
                        fields.need(&mut reader, "list")
                    })
                }
                _ => Some(list),
            };
            inner
                .map(|list| read_waivers(&mut reader, &list, &settings, None, options))
                .unwrap_or_default()
        })
        .unwrap_or_default()
    });
    finish(reader, waivers)
}

fn finish<T>(reader: Reader, value: Option<T>) -> Result<(T, Vec<Lint>), LoadError> {
    let failed = reader.failed();
    match value {
        Some(value) if !failed => {
            let mut lints = reader.found;
            lints.sort();
            lints.dedup();
            Ok((value, lints))
        }
        _ => Err(LoadError::new(reader.found)),
    }
}

fn read_policy(reader: &mut Reader, at: &At<'_>, options: &LoadOptions) -> Option<Compiled> {
    let fields = reader.fields(at, &document::POLICY)?;
    expect_word(reader, &fields, "apiVersion", API_VERSION);
    expect_word(reader, &fields, "kind", KIND);

    let mut name = String::new();
    let (mut version, mut owner, mut description) = (None, None, None);
    let mut date: Option<Timestamp> = None;
    let metadata = fields.need(reader, "metadata");
    if let Some(fields) = metadata.and_then(|at| reader.fields(&at, &document::METADATA)) {
        name = fields.need(reader, "name").and_then(|at| reader.filled(&at)).unwrap_or_default();
        version = fields.get("version").and_then(|at| reader.filled(&at));
        owner = fields.get("owner").and_then(|at| reader.filled(&at));
        description = fields.get("description").and_then(|at| reader.text(&at)).map(str::to_owned);
        date = fields.get("date").and_then(|at| reader.parse(&at));
    }

    let modes = Modes::read(reader, fields.get("mode").as_ref(), fields.get("modes").as_ref());
    let mut on_unknown = Some(Effect::Deny);
    let mut unknown_severity_as = None;
    let at = fields.get("defaults");
    if let Some(fields) = at.and_then(|at| reader.fields(&at, &document::DEFAULTS)) {
        if let Some(at) = fields.get("on_unknown") {
            on_unknown = reader.word(&at, &ON_UNKNOWN).unwrap_or(on_unknown);
            if on_unknown.is_none() {
                let message = "every rule lets pass what it cannot judge";
                let help = "an image that nobody has scanned passes; allow it rule by rule instead";
                reader.lint(Code::LintFailOpen, &at, message).help = Some(help.to_owned());
            }
        }
        if let Some(at) = fields.get("unknown_severity_as") {
            unknown_severity_as = reader.word(&at, &KNOWN_LEVELS);
        }
    }

    let mut requires = Vec::new();
    let at = fields.get("requires");
    if let Some(fields) = at.and_then(|at| reader.fields(&at, &document::REQUIRES)) {
        for kind in SectionKind::ALL {
            if let Some(at) = fields.get(kind.as_str()) {
                requires.extend(Requirement::read(reader, kind, &at));
            }
        }
    }

    let severity = fields.get("severity").and_then(|at| reader.fields(&at, &document::SEVERITY));
    let resolver = read_resolver(reader, severity.as_ref(), fields.get("cvss").as_ref());
    let vex = fields.get("vex").map(|at| VexSettings::read(reader, &at)).unwrap_or_default();
    let budget = fields.get("budget").and_then(|at| Budget::read(reader, &at));
    let at = fields.get("ssvc").and_then(|at| reader.fields(&at, &document::SSVC));
    let at = at.and_then(|fields| fields.need(reader, "mission_wellbeing"));
    let mission_wellbeing = at.and_then(|at| reader.word(&at, &MISSIONS));
    let at = fields.get("licences");
    let licences = at.map(|at| LicenceDefaults::read(reader, &at)).unwrap_or_default();
    let at = fields.get("remediation").and_then(|at| reader.fields(&at, &document::REMEDIATION));
    let at = at.and_then(|fields| fields.get("max_steps"));
    let max_steps = at.and_then(|at| reader.number(&at)).unwrap_or(DEFAULT_MAX_STEPS);
    let defaults = RuleDefaults { on_unknown, mission_wellbeing, licences };
    let rules = read_rules(reader, &fields, &defaults);
    // A rule that cannot be read may have used what would seem unused.
    if !reader.failed() {
        lint_groups(reader, &fields, &defaults.licences);
    }
    let says_nothing = rules.is_empty() && requires.is_empty() && budget.is_none();
    if says_nothing && fields.get("extends").is_none() && !reader.failed() {
        fields
            .missing(reader, Code::NothingStated, "the policy has neither rules nor requirements")
            .help = Some("it would allow everything".to_owned());
    }

    let ids: Vec<&str> = rules.iter().map(|rule| rule.id.as_str()).collect();
    let mut waiver_settings = WaiverSettings { date, ..WaiverSettings::default() };
    let mut waivers = Vec::new();
    let at = fields.get("waivers");
    if let Some(fields) = at.and_then(|at| reader.fields(&at, &schema::waivers::WAIVERS)) {
        if let Some(at) = fields.get("settings") {
            waiver_settings = WaiverSettings::read(reader, &at);
        }
        waiver_settings.date = date;
        if let Some(at) = fields.get("list") {
            waivers = read_waivers(reader, &at, &waiver_settings, Some(&ids), options);
        }
    }
    must_end(reader, &fields, &rules, &waiver_settings);
    let at = severity.and_then(|fields| fields.get("override"));
    let overrides = at.map(|at| read_overrides(reader, &at)).unwrap_or_default();
    Some(Compiled {
        namespace: String::new(),
        name,
        version,
        owner,
        description,
        date,
        digest: String::new(),
        modes,
        unknown_severity_as,
        resolver,
        requires,
        vex,
        rules,
        budget,
        waiver_settings,
        waivers,
        overrides,
        max_steps,
        defaults,
        document: Arc::new(Node::nothing()),
    })
}

/// Exceptions from licence rules end like waivers.
fn must_end(reader: &mut Reader, fields: &Fields<'_>, rules: &[Rule], settings: &WaiverSettings) {
    let Some(at) = fields.get("rules").filter(|_| !settings.allow_permanent) else { return };
    for (rule, at) in rules.iter().zip(lint::items(&at, rules.len())) {
        for (end, at) in lint::exceptions(rule, &at) {
            if end.is_none() {
                let message = "an exception needs an end: `expires` is missing";
                reader.fault(Code::WaiverIncomplete, &at.entry("component"), message).help =
                    Some("permanent ones need `waivers.settings.allow_permanent: true`".to_owned());
            }
        }
    }
}

fn lint_groups(reader: &mut Reader, fields: &Fields<'_>, defaults: &LicenceDefaults) {
    let Some(at) = fields.get("licences").map(|at| at.entry("groups")) else { return };
    for name in defaults.groups() {
        if !reader.used.contains(&format!("@{name}")) {
            let message = format!("no list of licences uses the group `@{}`", shorten(name));
            reader.lint(Code::LintUnused, &at.entry(name), message);
        }
    }
}

/// What a file beside a policy says it is, if it says so.
fn expect_head(reader: &mut Reader, fields: &Fields<'_>, kind: &str) {
    for (key, word) in [("apiVersion", API_VERSION), ("kind", kind)] {
        if fields.get(key).is_some() {
            expect_word(reader, fields, key, word);
        }
    }
}

fn expect_word(reader: &mut Reader, fields: &Fields<'_>, key: &str, expected: &str) {
    let Some(at) = fields.need(reader, key) else {
        return;
    };
    if let Some(found) = reader.text(&at)
        && found != expected
    {
        let message = format!("`{}` is not a version this program reads", shorten(found));
        let message = match key {
            "kind" => format!("`{}` is another kind of document", shorten(found)),
            _ => message,
        };
        reader.fault(Code::WrongVersion, &at, message).suggestion = Some(expected.to_owned());
    }
}

/// Ids, and where each stands first.
#[derive(Default)]
struct Ids(BTreeMap<String, Span>);

impl Ids {
    /// Takes an id, or records that it stands for two things, at the second.
    fn take(&mut self, reader: &mut Reader, at: &At<'_>, id: &str, what: impl fmt::Display) {
        match self.0.entry(id.to_owned()) {
            Entry::Vacant(entry) => {
                entry.insert(at.node.span);
            }
            Entry::Occupied(first) => {
                let message = format!("{what} exists already");
                reader.fault(Code::DuplicateId, at, message).label(*first.get(), "the first one");
            }
        }
    }
}
