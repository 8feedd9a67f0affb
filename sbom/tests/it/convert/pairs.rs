//! Every document of the corpus, converted to what else there is, and back.
//!
//! A test build looks at the smaller documents; `--release` at all of them and at every target. With
//! `WHOLE_CORPUS` set, any build looks at all documents.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use sbom::{ConvertOptions, Document, Encoding, Format, Losses, Style, Target};
use serde_json::Value;

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus");

/// Returns the documents that can be read, by their names; none, visibly, without the corpus.
#[expect(clippy::print_stderr, reason = "a skipped test must be seen")]
fn documents() -> Vec<(String, Document)> {
    let path = Path::new(CORPUS).join("EXPECTED.tsv");
    let Ok(table) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: {} is not here", path.display());
        return Vec::new();
    };
    let is_quick = cfg!(debug_assertions) && std::env::var_os("WHOLE_CORPUS").is_none();
    let most = if is_quick { 10 * 1024 } else { u64::MAX };
    let rows = table.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    rows.filter(|row| row.len() > 3 && row[1] == "ok")
        .filter(|row| matches!(row[2], "cyclonedx" | "spdx2" | "spdx3"))
        .filter_map(|row| {
            let path = Path::new(CORPUS).join(row[0]);
            // Reading is not what is tested here.
            let is_small = std::fs::metadata(&path).is_ok_and(|data| data.len() <= most);
            let bytes = is_small.then(|| std::fs::read(path).ok()).flatten()?;
            // Encodings whose features are off.
            Some((row[0].to_owned(), sbom::parse(bytes).ok()?))
        })
        .collect()
}

fn targets() -> Vec<Target> {
    let usual = ["1.6", "1.7", "2.3", "3.0.1"];
    let of_features = |target: &Target| match target.encoding() {
        Encoding::Xml => cfg!(feature = "xml"),
        Encoding::Yaml => cfg!(feature = "yaml"),
        Encoding::Rdf => cfg!(feature = "rdf"),
        Encoding::Protobuf => cfg!(feature = "protobuf"),
        _ => true,
    };
    let is_usual = |target: &Target| {
        let is_cyclonedx = target.format() == Format::CycloneDx;
        !cfg!(debug_assertions)
            || (usual.contains(&target.version())
                && match target.encoding() {
                    Encoding::Json | Encoding::JsonLd | Encoding::TagValue => true,
                    Encoding::Xml => is_cyclonedx,
                    _ => false,
                })
    };
    Target::all().filter(of_features).filter(is_usual).collect()
}

fn convert(document: &Document, target: Target) -> (Document, Losses) {
    let made = document.convert(target, &ConvertOptions::default()).unwrap();
    (sbom::parse(made.bytes).unwrap(), made.losses)
}

/// The tree of a document as JSON, in which losses have their places.
fn tree(document: &Document) -> Value {
    let json =
        if document.encoding() == Encoding::JsonLd { Encoding::JsonLd } else { Encoding::Json };
    let made = document.write_as(json, Style::Compact).unwrap();
    serde_json::from_slice(&made.bytes).unwrap()
}

#[test]
fn what_is_made_of_a_valid_document_of_the_corpus_is_valid() {
    let mut failures = Vec::new();
    let mut pairs: BTreeMap<(String, String), [usize; 3]> = BTreeMap::new();
    for (file, document) in documents() {
        let was_valid = document.validate().passes_schema();
        let family = file.split('/').next().unwrap().to_owned();
        for target in targets() {
            let counts = pairs.entry((family.clone(), target.to_string())).or_default();
            let (made, _) = convert(&document, target);
            let report = made.validate();
            match (report.passes_schema(), was_valid) {
                (true, _) => counts[0] += 1,
                (false, false) => counts[2] += 1,
                (false, true) => {
                    counts[1] += 1;
                    let first = report.violations().first().unwrap();
                    failures.push(format!("{file} to {target}: {first}"));
                }
            }
        }
    }
    for ((from, to), [valid, wrong, inherited]) in &pairs {
        eprintln!(
            "{from:10} {to:24} valid {valid:4} invalid {wrong:3} of invalid ones {inherited:3}"
        );
    }
    assert!(failures.is_empty(), "{} are invalid:\n{}", failures.len(), failures.join("\n"));
}

/// Texts that nobody restates in other words: what a loss of them would be missed for.
const FREE: &[&str] = &[
    "name",
    "version",
    "versionInfo",
    "description",
    "summary",
    "comment",
    "purl",
    "cpe",
    "url",
    "content",
    "copyright",
    "copyrightText",
    "sourceInfo",
    "homepage",
    "downloadLocation",
    "software_packageUrl",
    "software_packageVersion",
    "software_copyrightText",
    "identifier",
    "value",
    "noticeText",
    "attributionTexts",
    "checksumValue",
    "hashValue",
    "text",
    "notes",
    "recommendation",
    "detail",
    "extractedText",
    "simplelicensing_licenseText",
    "locator",
];

/// What stands in place of a text.
const WORDS: &[&str] = &["NONE", "NOASSERTION"];

/// The free texts of a document with their JSON Pointers. What names an element is no such text.
fn texts(value: &Value) -> Vec<(String, &str)> {
    let graph = value["@graph"].as_array().into_iter().flatten();
    let ids: HashSet<&str> = graph.filter_map(|element| element["spdxId"].as_str()).collect();
    let mut found = Vec::new();
    let mut open = vec![(String::new(), "", value)];
    while let Some((path, key, value)) = open.pop() {
        match value {
            // What annotations keep as `name: value` has two members again in CycloneDX.
            Value::String(text) if FREE.contains(&key) && !ids.contains(text.as_str()) => {
                let parts = text.split_once(": ").filter(|_| path.contains("/annotations/"));
                let parts = parts.map_or([text.as_str(), ""], |(name, value)| [name, value]);
                let is_free = |part: &&str| part.len() > 3 && !WORDS.contains(part);
                let parts = parts.into_iter().map(str::trim).filter(is_free);
                found.extend(parts.map(|part| (path.clone(), part)));
            }
            Value::Array(list) => {
                open.extend(
                    list.iter().enumerate().map(|(at, it)| (format!("{path}/{at}"), key, it)),
                );
            }
            Value::Object(members) => open.extend(members.iter().map(|(key, it)| {
                let step = key.replace('~', "~0").replace('/', "~1");
                (format!("{path}/{step}"), key.as_str(), it)
            })),
            _ => {}
        }
    }
    found
}

/// Words of a text, in lower case and without escapes: enough to find it again.
fn plain(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

/// The texts of some values. Nearly all that is looked for is one of them; only for the rest all are
/// gone through, once for each, or large documents would take hours.
struct Texts {
    whole: HashSet<String>,
    joined: String,
    searched: RefCell<HashMap<String, bool>>,
}

impl Texts {
    fn of<'v>(values: impl IntoIterator<Item = &'v Value>) -> Self {
        let mut whole = HashSet::new();
        let mut open: Vec<&Value> = values.into_iter().collect();
        while let Some(value) = open.pop() {
            match value {
                Value::String(text) => {
                    // What is kept in annotations and relationships: `name: value`.
                    let value = text.split_once(": ").map(|(_, value)| plain(value));
                    whole.extend(value);
                    whole.insert(plain(text));
                }
                Value::Array(list) => open.extend(list),
                Value::Object(members) => open.extend(members.values()),
                _ => {}
            }
        }
        let joined = whole.iter().map(String::as_str).collect::<Vec<_>>().join("\n");
        Self { whole, joined, searched: RefCell::default() }
    }

    fn have(&self, text: &str) -> bool {
        let search = || self.joined.contains(text);
        self.whole.contains(text)
            || *self.searched.borrow_mut().entry(text.to_owned()).or_insert_with(search)
    }
}

/// Whether a loss, or a loss of what is around it, is at a place.
fn is_lost(lost: &HashSet<&str>, path: &str) -> bool {
    let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
    ends.map(|end| &path[..end]).any(|prefix| lost.contains(prefix))
}

#[test]
fn every_text_of_the_corpus_is_in_the_result_and_comes_back_or_is_reported() {
    let mut failures = Vec::new();
    for (file, document) in documents() {
        let source = tree(&document);
        let source: Vec<(String, String)> =
            texts(&source).into_iter().map(|(path, text)| (path, plain(text))).collect();
        let back = match document.format() {
            Format::CycloneDx => "cyclonedx-1.7-json",
            _ if document.spec_version().starts_with('3') => "spdx-3.0.1-json-ld",
            _ => "spdx-2.3-json",
        };
        let back: Target = back.parse().unwrap();
        for target in targets() {
            let (between, losses) = convert(&document, target);
            let (again, later) = convert(&between, back);
            let (middle, again) = (tree(&between), tree(&again));
            let (there, returned) = (Texts::of([&middle]), Texts::of([&again]));
            let lost: HashSet<&str> = losses.iter().map(sbom::Loss::path).collect();
            let lost_later = Texts::of(later.iter().filter_map(|it| middle.pointer(it.path())));
            for (path, text) in &source {
                if is_lost(&lost, path) {
                    continue;
                }
                // A tool's name and version stand in one text of SPDX.
                let is_split = || {
                    let (name, version) = text.split_once(|c: char| c.is_ascii_digit())?;
                    let version = text.get(text.len() - version.len() - 1..)?;
                    Some(there.have(name.trim()) && there.have(version))
                };
                if !there.have(text) && !is_split().unwrap_or(false) {
                    failures.push(format!("{file} to {target}: {path}: {text}"));
                } else if !returned.have(text) && !lost_later.have(text) {
                    failures.push(format!("{file} to {target} and back: {path}: {text}"));
                }
            }
        }
    }
    let shown: Vec<_> = failures.iter().take(200).map(String::as_str).collect();
    assert!(failures.is_empty(), "{} are missing:\n{}", failures.len(), shown.join("\n"));
}

/// Lists and objects of nothing, which XML and protobuf do not tell from none.
fn is_empty(value: &Value) -> bool {
    value.as_array().is_some_and(Vec::is_empty) || value.as_object().is_some_and(|it| it.is_empty())
}

/// A time in UTC in one spelling: `…T12:00:00.000+00:00` is `…T12:00:00Z`.
fn in_utc(text: &str) -> String {
    let clock = text.strip_suffix("+00:00").or_else(|| text.strip_suffix('Z')).unwrap_or(text);
    match clock.split_once('.') {
        Some((clock, fraction)) if text.contains('T') => {
            format!("{clock}.{}", fraction.trim_end_matches('0'))
        }
        _ => format!("{clock}."),
    }
}

/// The places where two trees differ, whatever the order of members.
fn differences(left: &Value, right: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), left, right)];
    while let Some((path, left, right)) = open.pop() {
        match (left, right) {
            (Value::Object(a), Value::Object(b)) => {
                for (key, value) in a.iter().filter(|(_, value)| !is_empty(value)) {
                    let step = key.replace('~', "~0").replace('/', "~1");
                    match b.get(key) {
                        Some(other) => open.push((format!("{path}/{step}"), value, other)),
                        None => found.push(format!("{path}/{step}")),
                    }
                }
                let is_new =
                    |(key, value): &(&String, &Value)| !a.contains_key(*key) && !is_empty(value);
                let added = b.iter().filter(is_new);
                found.extend(added.map(|(key, _)| format!("{path}/{key} (new)")));
            }
            (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
                let pairs = a.iter().zip(b).enumerate();
                open.extend(pairs.map(|(at, (a, b))| (format!("{path}/{at}"), a, b)));
            }
            (Value::Number(a), Value::Number(b)) if a.as_f64() == b.as_f64() => {}
            (Value::String(a), Value::String(b)) if in_utc(a) == in_utc(b) => {}
            _ if left == right => {}
            _ => found.push(path),
        }
    }
    found
}

/// Whether a loss explains a difference: at the place, around it or, in a list, beside it.
fn is_explained(difference: &str, losses: &Losses) -> bool {
    let difference = difference.trim_end_matches(" (new)");
    losses.iter().any(|loss| {
        let path = loss.path();
        let list = path.rsplit_once('/').filter(|(_, at)| at.bytes().all(|b| b.is_ascii_digit()));
        let is_within = |outer: &str, inner: &str| {
            inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        is_within(path, difference)
            || is_within(difference, path)
            || list.is_some_and(|(list, _)| is_within(list, difference))
    })
}

#[cfg(all(feature = "xml", feature = "protobuf"))]
#[test]
fn encodings_of_the_corpus_differ_only_where_a_loss_says_so() {
    let mut failures = Vec::new();
    for (file, document) in documents() {
        if document.format() != Format::CycloneDx || document.spec_version().is_empty() {
            continue;
        }
        let source = tree(&document);
        for encoding in [Encoding::Json, Encoding::Xml, Encoding::Protobuf] {
            let made = document.write_as(encoding, Style::Compact);
            let Ok(made) = made else { continue };
            let Ok(between) = sbom::parse(made.bytes) else { continue };
            if between.spec_version() != document.spec_version() {
                continue;
            }
            let unexplained = differences(&source, &tree(&between))
                .into_iter()
                .filter(|difference| !is_explained(difference, &made.losses))
                .filter(|difference| !difference.starts_with("/$schema"));
            failures.extend(unexplained.map(|it| format!("{file} as {encoding}: {it}")));
        }
    }
    let shown: Vec<_> = failures.iter().take(200).map(String::as_str).collect();
    assert!(failures.is_empty(), "{} are unexplained:\n{}", failures.len(), shown.join("\n"));
}
