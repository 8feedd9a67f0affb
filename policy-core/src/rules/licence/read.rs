//! Reading licence rules, and what holds for those that do not say.

use std::collections::BTreeMap;

use super::{BASES, Basis, Exception, GNU, LISTS, LicenceRule, WITH};
use crate::code::Code;
use crate::decision::Effect;
use crate::licence::{EntryError, GROUPS, LicencePolicy, LicenceSet, ListSemantics, ParseOptions};
use crate::pattern::ComponentPattern;
use crate::policy::nearest::nearest;
use crate::policy::reader::{At, Fields, Reader};
use crate::policy::schema::licences as schema;
use crate::policy::settings::ON_UNKNOWN;
use crate::policy::yaml::shorten;
use crate::{Text, Timestamp};

/// What holds for licence rules that do not say, and the policy's own groups.
#[derive(Clone, Debug, Default)]
pub(crate) struct LicenceDefaults {
    settings: Settings,
    groups: BTreeMap<String, Vec<String>>,
}

/// What a rule may say and the policy may say for all.
#[derive(Clone, Copy, Debug, Default)]
struct Settings {
    options: ParseOptions,
    semantics: ListSemantics,
    basis: Basis,
    with_additive: bool,
    deny_mentions: bool,
    unknown: Option<Option<Effect>>,
}

impl Settings {
    /// What the keys say, and otherwise what held before.
    fn read(mut self, reader: &mut Reader, fields: &Fields<'_>) -> Self {
        if let Some(strict) = fields.get("gnu").and_then(|at| reader.word(&at, &GNU)) {
            self.options = self.options.gnu_strict(strict);
        }
        if let Some(on) = fields.get("lax_slash").and_then(|at| reader.boolean(&at)) {
            self.options = self.options.lax_slash(on);
        }
        let set = |reader: &mut Reader, key: &str, into: &mut bool| {
            if let Some(on) = fields.get(key).and_then(|at| reader.boolean(&at)) {
                *into = on;
            }
        };
        set(reader, "deny_mentions", &mut self.deny_mentions);
        if let Some(additive) = fields.get("with").and_then(|at| reader.word(&at, &WITH)) {
            self.with_additive = additive;
        }
        if let Some(list) = fields.get("list_semantics").and_then(|at| reader.word(&at, &LISTS)) {
            self.semantics = list;
        }
        if let Some(basis) = fields.get("basis").and_then(|at| reader.word(&at, &BASES)) {
            self.basis = basis;
        }
        if let Some(unknown) = fields.get("unknown").and_then(|at| reader.word(&at, &ON_UNKNOWN)) {
            self.unknown = Some(unknown);
        }
        self
    }
}

impl LicenceDefaults {
    pub(crate) fn read(reader: &mut Reader, at: &At<'_>) -> Self {
        let Some(fields) = reader.fields(at, &schema::DEFAULTS) else {
            return Self::default();
        };
        let settings = Settings::default().read(reader, &fields);
        let mut groups = BTreeMap::new();
        let at = fields.get("groups");
        for (name, at) in at.map(|at| reader.open(&at, "a mapping of groups")).unwrap_or_default() {
            let valid = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
            if name.is_empty() || !name.chars().all(valid) {
                reader.fault(
                    Code::InvalidValue,
                    &at,
                    "the name of a group is made of letters, digits, `-` and `_`",
                );
            } else if GROUPS.contains(&name) {
                let message = format!("`@{name}` is one of the groups that come with the language");
                reader.fault(Code::DuplicateId, &at, message);
            }
            // Groups within groups would need an order; those that come with the language will do.
            let (_, entries) = entries(reader, &at, &settings.options, &BTreeMap::new());
            groups.insert(name.to_owned(), entries);
        }
        Self { settings, groups }
    }

    /// A rule without lists.
    pub(super) fn rule(&self) -> LicenceRule {
        let Settings { options, semantics, basis, with_additive, deny_mentions, unknown } =
            self.settings;
        LicenceRule {
            policy: LicencePolicy::new().with_additive(with_additive).deny_mentions(deny_mentions),
            deny_only: LicencePolicy::new(),
            options,
            semantics,
            basis,
            unknown,
            exceptions: Vec::new(),
            alone: BTreeMap::new(),
            allowed: Text::default(),
            denied: Text::default(),
        }
    }

    /// The faults of an entry of a list, each with the entry that may have been meant.
    pub(crate) fn faults(&self, entry: &str) -> Vec<(EntryError, Option<String>)> {
        if self.members(entry).is_some() {
            return Vec::new();
        }
        let errors = LicenceSet::parse([entry], &self.settings.options).err().unwrap_or_default();
        errors.into_iter().map(|error| with_suggestion(error, &self.groups)).collect()
    }

    /// What allows a list without faults, and how licences are read that are held against it.
    pub(crate) fn list(&self, entries: &[String]) -> Option<(LicencePolicy, ParseOptions)> {
        let Settings { options, with_additive, .. } = self.settings;
        let entries = entries.iter().flat_map(|entry| match self.members(entry) {
            Some(members) => members,
            None => std::slice::from_ref(entry),
        });
        let set = LicenceSet::parse(entries.map(String::as_str), &options).ok()?;
        Some((LicencePolicy::new().with_additive(with_additive).allow(set), options))
    }

    /// The entries of one of the policy's own groups.
    fn members(&self, entry: &str) -> Option<&[String]> {
        self.groups.get(entry.strip_prefix('@')?).map(Vec::as_slice)
    }

    /// The names of the policy's own groups.
    pub(crate) fn groups(&self) -> impl Iterator<Item = &str> {
        self.groups.keys().map(String::as_str)
    }
}

impl LicenceRule {
    pub(crate) fn read(
        reader: &mut Reader,
        at: &At<'_>,
        defaults: &LicenceDefaults,
    ) -> Option<Self> {
        let before = reader.found.len();
        let fields = reader.fields(at, &schema::LICENCES)?;
        let settings = defaults.settings.read(reader, &fields);
        let options = settings.options;
        let list = |reader: &mut Reader, key: &str| match fields.get(key) {
            Some(at) => set(reader, &at, &options, &defaults.groups),
            None => (None, String::new()),
        };
        let mut policy = LicencePolicy::new()
            .with_additive(settings.with_additive)
            .deny_mentions(settings.deny_mentions);
        let (allow, allowed) = list(reader, "allow");
        let (deny, denied) = list(reader, "deny");
        if let Some(allow) = allow {
            policy = policy.allow(allow);
        }
        let mut deny_only = LicencePolicy::new();
        if let Some(deny) = deny {
            deny_only = deny_only.deny(deny.clone());
            policy = policy.deny(deny);
        }
        let mut exceptions = Vec::new();
        if let Some(at) = fields.get("exceptions") {
            for at in reader.list(&at, false).unwrap_or_default() {
                exceptions.extend(Exception::read(reader, &at, &options, &defaults.groups));
            }
        }
        let says = |key: &&str| fields.has(key);
        if !["allow", "deny", "unknown"].iter().any(says) && reader.found.len() == before {
            fields
                .missing(
                    reader,
                    Code::NothingStated,
                    "the licence rule neither allows nor denies anything",
                )
                .help = Some("give it `allow`, `deny` or both".to_owned());
        }
        if reader.found.len() == before {
            let overlap = policy.overlap();
            if !overlap.is_empty() {
                let at = fields.get("deny").unwrap_or_else(|| at.clone());
                let message =
                    format!("both allowed and denied, and deny wins: {}", overlap.join(", "));
                reader.lint(Code::LintLicenceOverlap, &at, message);
            }
        }
        let rule = Self {
            policy,
            deny_only,
            options,
            semantics: settings.semantics,
            basis: settings.basis,
            unknown: settings.unknown,
            exceptions,
            alone: BTreeMap::new(),
            allowed: Text::format(format_args!("licences.allow {allowed}")),
            denied: Text::format(format_args!("licences.deny {denied}")),
        };
        Some(rule.with_readings())
    }
}

impl Exception {
    fn read(
        reader: &mut Reader,
        at: &At<'_>,
        options: &ParseOptions,
        groups: &BTreeMap<String, Vec<String>>,
    ) -> Option<Self> {
        let fields = reader.fields(at, &schema::EXCEPTION)?;
        let component = fields.need(reader, "component").and_then(|at| {
            let text = reader.filled(&at)?;
            reader.parsed(&at, ComponentPattern::parse(&text))
        });
        let allow = fields.need(reader, "allow").and_then(|at| set(reader, &at, options, groups).0);
        fields.need(reader, "reason").and_then(|at| reader.filled(&at));
        let owner = fields.need(reader, "owner").and_then(|at| reader.filled(&at));
        let expires = fields.get("expires").and_then(|at| {
            let text = reader.text(&at)?;
            reader.parsed(&at, Timestamp::parse_end(text))
        });
        Some(Self { component: component?, allow: allow?, owner: owner?, expires })
    }
}

/// Reads a list of licences and groups, and how the policy writes it.
pub(crate) fn licence_set(
    reader: &mut Reader,
    at: &At<'_>,
    defaults: &LicenceDefaults,
) -> (Option<LicenceSet>, String) {
    set(reader, at, &defaults.settings.options, &defaults.groups)
}

fn set(
    reader: &mut Reader,
    at: &At<'_>,
    options: &ParseOptions,
    groups: &BTreeMap<String, Vec<String>>,
) -> (Option<LicenceSet>, String) {
    let (shown, entries) = entries(reader, at, options, groups);
    (LicenceSet::parse(entries.iter().map(String::as_str), options).ok(), shown)
}

/// Reads a list, as written and with the policy's own groups spelt out. A single fault in it
/// refuses the policy, so what is read of the rest does not matter.
fn entries(
    reader: &mut Reader,
    at: &At<'_>,
    options: &ParseOptions,
    groups: &BTreeMap<String, Vec<String>>,
) -> (String, Vec<String>) {
    let (mut texts, mut entries) = (Vec::new(), Vec::new());
    for item in reader.list(at, true).unwrap_or_default() {
        let Some(text) = reader.filled(&item) else {
            continue;
        };
        if let Some((name, members)) =
            text.strip_prefix('@').and_then(|name| groups.get_key_value(name))
        {
            reader.used.insert(format!("@{name}"));
            entries.extend(members.iter().cloned());
        } else {
            if let Err(errors) = LicenceSet::parse([text.as_str()], options) {
                for error in errors {
                    let (error, suggestion) = with_suggestion(error, groups);
                    reader.fault(Code::InvalidValue, &item, error.to_string()).suggestion =
                        suggestion;
                }
            }
            entries.push(text.clone());
        }
        texts.push(text);
    }
    (texts.join(", "), entries)
}

/// What may have been meant: what the error says, or a group of that policy.
fn with_suggestion(
    error: EntryError,
    groups: &BTreeMap<String, Vec<String>>,
) -> (EntryError, Option<String>) {
    let near = |group: &str| {
        let own = groups.keys().map(String::as_str);
        let near = nearest(group, GROUPS.into_iter().chain(own))?;
        Some(format!("@{}", shorten(near)))
    };
    let suggestion = match error.suggestion() {
        Some(suggestion) => Some(suggestion.to_owned()),
        None => error.entry().strip_prefix('@').and_then(near),
    };
    (error, suggestion)
}
