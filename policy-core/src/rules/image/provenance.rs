//! How the image must have been built.

use std::collections::BTreeMap;

use super::Finding;
use super::signature::gaps;
use crate::code::Code;
use crate::decision::{Missing, Reason};
use crate::evidence::{Evidence, Provenance, Section};
use crate::pattern::Glob;
use crate::policy::reader::{At, Reader};
use crate::policy::schema::image as schema;
use crate::policy::settings::filled_list;
use crate::policy::yaml::shorten;
use crate::rules::vulnerability::{Operator, Range, read::read_range};
use crate::{Period, Timestamp, Tri};

/// What one and the same statement about the build must say.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct ProvenanceCheck {
    predicate_type: Vec<String>,
    slsa_level: Option<Range<u8>>,
    builder: Vec<String>,
    source_uri: Vec<Glob>,
    tag: Vec<Glob>,
    branch: Vec<Glob>,
    parameters: BTreeMap<String, Glob>,
    max_age: Option<Period>,
    text: String,
}

/// Reads a level, of which no version of SLSA has more than 4.
fn read_level(text: &str) -> Result<u8, String> {
    let level = text.parse().ok().filter(|level| *level <= 4);
    level.ok_or_else(|| format!("`{}` is not an SLSA level", shorten(text)))
}

impl ProvenanceCheck {
    pub(super) fn read(reader: &mut Reader, at: &At<'_>) -> Option<Self> {
        let fields = reader.fields(at, &schema::PROVENANCE)?;
        if fields.is_empty() {
            fields.missing(reader, Code::NothingStated, "the provenance is asked nothing").help =
                Some("`requires.provenance` asks that there is any".to_owned());
        }
        let glob = |reader: &mut Reader, at: &At<'_>| {
            let text = reader.filled(at)?;
            reader.parsed(at, Glob::new(text))
        };
        let mut check = Self::default();
        let mut texts = Vec::new();
        for (key, at) in fields.keys() {
            match key {
                "predicate_type" => {
                    check.predicate_type = filled_list(reader, &at, Reader::filled);
                    texts.push(format!("{key} {}", check.predicate_type.join(", ")));
                }
                "slsa_level" => {
                    // A bare number asks for that level or more, since more is better.
                    let text = reader.text(&at).unwrap_or_default();
                    check.slsa_level = read_range(reader, &at, &schema::LEVEL, read_level);
                    if let Some(range) = &mut check.slsa_level
                        && text.bytes().all(|byte| byte.is_ascii_digit())
                    {
                        range.operator = Operator::AtLeast;
                    }
                    texts.push(format!("{key} {text}"));
                }
                "builder" => {
                    check.builder = filled_list(reader, &at, Reader::filled);
                    texts.push(format!("{key} {}", check.builder.join(", ")));
                }
                "source_uri" | "tag" | "branch" => {
                    let globs = filled_list(reader, &at, glob);
                    let shown: Vec<&str> = globs.iter().map(Glob::as_str).collect();
                    texts.push(format!("{key} {}", shown.join(", ")));
                    match key {
                        "source_uri" => check.source_uri = globs,
                        "tag" => check.tag = globs,
                        _ => check.branch = globs,
                    }
                }
                "parameters" => {
                    for (name, at) in reader.open(&at, "a mapping of parameters") {
                        if let Some(glob) = glob(reader, &at) {
                            texts.push(format!("parameters.{name} {glob}"));
                            check.parameters.insert(name.to_owned(), glob);
                        }
                    }
                }
                "max_age" => {
                    check.max_age = reader.parse(&at);
                    texts.extend(check.max_age.map(|age| format!("{key} {age}")));
                }
                _ => {}
            }
        }
        check.text = format!("provenance {}", texts.join(" and "));
        Some(check)
    }

    pub(super) fn check(&self, evidence: &Evidence, now: Timestamp) -> Finding {
        let digests = &evidence.artifact.digests;
        let ours: Vec<&Provenance> = evidence
            .provenance
            .value()
            .into_iter()
            .flatten()
            .filter(|statement| digests.contains(&statement.digest))
            .collect();
        let mut met = Tri::any(ours.iter().map(|statement| self.holds(statement, now)));
        let mut why = "the statement does not say what the policy asks".to_owned();
        if met.is_false() && digests.is_empty() {
            (met, why) = (Tri::Unknown, "the digest of the artifact is not known".to_owned());
        } else if met.is_false() && !matches!(evidence.provenance, Section::Present(_)) {
            met = Tri::Unknown;
            why = gaps(&evidence.provenance, "nobody looked for provenance");
        }
        let mut given: Vec<String> = ours.iter().map(|statement| shown(statement)).collect();
        given.sort();
        given.dedup();
        let given = if given.is_empty() { "no provenance".to_owned() } else { given.join("; ") };
        Finding {
            code: Code::ImageProvenance,
            met,
            message: format!("not built as the policy asks: {given}"),
            because: Reason::new(&self.text, given),
            missing: met.is_unknown().then(|| Missing::new("provenance", why)),
        }
    }

    fn holds(&self, statement: &Provenance, now: Timestamp) -> Tri {
        let one_of = |wanted: &[String], value: Option<&String>| {
            if wanted.is_empty() {
                return Tri::True;
            }
            value.map(|value| wanted.contains(value)).into()
        };
        let like = |wanted: &[Glob], value: Option<&String>| {
            if wanted.is_empty() {
                return Tri::True;
            }
            value.map(|value| wanted.iter().any(|glob| glob.matches(value))).into()
        };
        let age = statement.built_at.filter(|at| super::is_plausible(*at, now));
        let age = age.map(|at| now.since(at).unwrap_or_default());
        Tri::all([
            one_of(&self.predicate_type, Some(&statement.predicate_type)),
            one_of(&self.builder, statement.builder.as_ref()),
            like(&self.source_uri, statement.source.as_ref()),
            like(&self.tag, statement.tag.as_ref()),
            like(&self.branch, statement.branch.as_ref()),
            self.slsa_level.map_or(Tri::True, |range| range.accepts(statement.slsa_level)),
            self.max_age.map_or(Tri::True, |most| age.map(|age| age <= most).into()),
        ])
        .and(Tri::all(self.parameters.iter().map(|(name, wanted)| {
            // A parameter that is not listed was not given.
            Tri::from(statement.parameters.get(name).is_some_and(|value| wanted.matches(value)))
        })))
    }
}

fn shown(statement: &Provenance) -> String {
    let mut text = statement.predicate_type.clone();
    if let Some(level) = statement.slsa_level {
        text.push_str(&format!(", SLSA level {level}"));
    }
    for (word, value) in [
        ("by", &statement.builder),
        ("from", &statement.source),
        ("tag", &statement.tag),
        ("branch", &statement.branch),
    ] {
        if let Some(value) = value {
            text.push_str(&format!(", {word} {value}"));
        }
    }
    text
}
