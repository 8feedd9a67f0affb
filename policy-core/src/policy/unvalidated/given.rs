//! Evidence as tests inside of a policy write it: short, and with everything that evidence has.
//!
//! The short forms are rewritten into the shape that evidence has as JSON, places kept, and read
//! as such; so a test can say all that evidence can.

use super::waivers::read_waivers;
use crate::Timestamp;
use crate::code::Code;
use crate::evidence::{
    Artifact, Component, Digest, Epss, Evidence, Finding, ImageFacts, ImageRef, Package, Place,
    Sbom, Scan, Statement,
};
use crate::policy::LoadOptions;
use crate::policy::reader::{At, Fields, Reader};
use crate::policy::schema::{Object, cases, given};
use crate::policy::settings::WaiverSettings;
use crate::policy::typed;
use crate::policy::yaml::{Entry, Node, Value};

/// Who found it, where a test does not say.
const SCANNER: &str = "test";
const PLACE: [&str; 7] = ["direct", "depth", "scope", "layer", "path", "brought_by", "locations"];

pub(super) fn evidence(
    reader: &mut Reader,
    at: &At<'_>,
    now: Timestamp,
    options: &LoadOptions,
) -> Option<Evidence> {
    let before = reader.found.len();
    let fields = reader.fields(at, &cases::GIVEN)?;
    let mut evidence: Evidence = match fields.get("evidence") {
        Some(at) => typed::read(reader, &at).unwrap_or_default(),
        None => Evidence::new(Artifact::new(SCANNER)),
    };
    if let Some(name) = fields.get("artifact").and_then(|at| reader.filled(&at)) {
        evidence.artifact.name = name;
    }
    if let Some(at) = fields.get("digests") {
        let digests = reader.each(&at, |reader, at| reader.parse::<Digest>(at));
        evidence.artifact.digests.extend(digests);
    }
    if let Some(findings) = findings(reader, &fields) {
        let scan = Scan::new(SCANNER).scanned_at(now).database_at(now).findings(findings);
        evidence = evidence.with_scan(scan);
    }
    if let Some(at) = fields.get("components") {
        let components: Vec<Component> =
            items(reader, &at).iter().filter_map(|at| component(reader, at)).collect();
        let knows = |place: &Place| place.direct.is_some() || !place.path.is_empty();
        let has_graph = components.iter().any(|component| knows(&component.place));
        let sbom = Sbom::new(components).created(now);
        evidence = evidence.with_sbom(if has_graph { sbom.with_dependency_graph() } else { sbom });
    }
    if let Some(at) = fields.get("image") {
        let facts = match &at.node.value {
            Value::Scalar { .. } => reader.parse::<ImageRef>(&at).map(ImageFacts::new),
            _ => typed::read(reader, &at),
        };
        if let Some(facts) = facts {
            evidence = evidence.with_image(facts);
        }
    }
    if let Some(at) = fields.get("vex") {
        let statements: Vec<Statement> =
            items(reader, &at).iter().filter_map(|at| statement(reader, at)).collect();
        evidence = evidence.with_vex(statements);
    }
    if let Some(at) = fields.get("waivers") {
        // Whether they have ended is a question of the test's own time.
        let options = LoadOptions { now: None, ..options.clone() };
        let settings = WaiverSettings { allow_permanent: true, ..WaiverSettings::default() };
        evidence = evidence.with_waivers(read_waivers(reader, &at, &settings, None, &options));
    }
    (reader.found.len() == before).then_some(evidence)
}

/// The findings of the scan; `None` if there was no scan.
fn findings(reader: &mut Reader, fields: &Fields<'_>) -> Option<Vec<Finding>> {
    let one = fields.get("finding");
    let many = fields.get("findings");
    if one.is_none() && many.is_none() {
        return None;
    }
    let many = many.map(|at| items(reader, &at)).unwrap_or_default();
    Some(one.into_iter().chain(many).filter_map(|at| finding(reader, &at)).collect())
}

/// A list, or one item of it.
fn items<'n>(reader: &mut Reader, at: &At<'n>) -> Vec<At<'n>> {
    match at.node.value {
        Value::Map(_) => vec![at.clone()],
        _ => reader.list(at, true).unwrap_or_default(),
    }
}

fn finding(reader: &mut Reader, at: &At<'_>) -> Option<Finding> {
    let node = rewritten(reader, at, &given::FINDING, |reader, at, entry| {
        Some(match entry.key.as_str() {
            "severity" => {
                let rating = [
                    ("source", text(entry, SCANNER)),
                    ("kind", text(entry, "vendor")),
                    ("level", entry.value.clone()),
                ];
                entry_of(entry, "ratings", list(map(entry, rating)))
            }
            "fixed" => entry_of(entry, "fix", map(entry, [("fixed", entry.value.clone())])),
            "epss" | "epss_percentile" => {
                let at = at.entry(&entry.key);
                let value = reader.text(&at)?.parse().ok().and_then(Epss::from_probability);
                let Some(epss) = value else {
                    reader.fault(Code::InvalidValue, &at, "expected a probability from 0 to 1");
                    return None;
                };
                entry_of(entry, &entry.key, text(entry, &epss.ppm().to_string()))
            }
            _ => entry.clone(),
        })
    })?;
    let mut finding: Finding = read(reader, &node, at)?;
    derive(&mut finding.place);
    Some(finding)
}

fn component(reader: &mut Reader, at: &At<'_>) -> Option<Component> {
    if matches!(at.node.value, Value::Scalar { .. }) {
        let text = reader.filled(at)?;
        let package = match text.strip_prefix("pkg:") {
            Some(_) => reader.parse::<Package>(at)?,
            None => Package::new(text, ""),
        };
        return Some(Component::new(package));
    }
    let node = rewritten(reader, at, &given::COMPONENT, |_, _, entry| {
        Some(match entry.key.as_str() {
            "licence" => {
                entry_of(entry, "licences", map(entry, [("declared", entry.value.clone())]))
            }
            _ => entry.clone(),
        })
    })?;
    let mut component: Component = read(reader, &node, at)?;
    derive(&mut component.place);
    Some(component)
}

fn statement(reader: &mut Reader, at: &At<'_>) -> Option<Statement> {
    let Value::Map(entries) = &at.node.value else {
        reader.wrong_type(at, "a VEX statement");
        return None;
    };
    known(reader, at, &given::STATEMENT)?;
    let mut all: Vec<Entry> = entries
        .iter()
        .map(|entry| match entry.key.as_str() {
            "vulnerability" => entry_of(entry, "vulnerabilities", entry.value.clone()),
            "component" => {
                entry_of(entry, "products", list(map(entry, [("package", entry.value.clone())])))
            }
            _ => entry.clone(),
        })
        .collect();
    if let Some(first) = entries.first() {
        for key in ["document", "author"] {
            if entries.iter().all(|entry| entry.key != key) {
                all.push(entry_of(first, key, text(first, SCANNER)));
            }
        }
    }
    let node = Node { value: Value::Map(all), span: at.node.span };
    read(reader, &node, at)
}

/// Rewrites what findings and components share, and the rest as the caller says.
fn rewritten(
    reader: &mut Reader,
    at: &At<'_>,
    object: &'static Object,
    mut rest: impl FnMut(&mut Reader, &At<'_>, &Entry) -> Option<Entry>,
) -> Option<Node> {
    let Value::Map(entries) = &at.node.value else {
        reader.wrong_type(at, "a mapping");
        return None;
    };
    known(reader, at, object)?;
    let mut all = Vec::new();
    let mut place = Vec::new();
    for entry in entries {
        if PLACE.contains(&entry.key.as_str()) {
            place.push(entry.clone());
        } else if entry.key == "component" {
            let name = reader.filled(&at.entry("component"))?;
            let key = if name.starts_with("pkg:") { "purl" } else { "name" };
            all.push(entry_of(entry, "package", map(entry, [(key, entry.value.clone())])));
        } else {
            all.push(rest(reader, at, entry)?);
        }
    }
    if let Some(first) = place.first().cloned() {
        let span = first.value.span;
        all.push(entry_of(&first, "place", Node { value: Value::Map(place), span }));
    }
    Some(Node { value: Value::Map(all), span: at.node.span })
}

/// Whether all keys are known, short forms among them: those are what is meant by a typo.
fn known(reader: &mut Reader, at: &At<'_>, object: &'static Object) -> Option<()> {
    let before = reader.found.len();
    reader.fields(at, object)?;
    (reader.found.len() == before).then_some(())
}

/// Reads what was rewritten. A fault in it has the path that its author knows.
fn read<'n, T: serde::Deserialize<'n>>(
    reader: &mut Reader,
    node: &'n Node,
    at: &At<'_>,
) -> Option<T> {
    const WRITTEN: [(&str, &str); 8] = [
        (".ratings[0].level", ".severity"),
        (".ratings", ".severity"),
        (".fix.fixed", ".fixed"),
        (".products[0].package", ".component"),
        (".package.purl", ".component"),
        (".package.name", ".component"),
        (".licences.declared", ".licence"),
        (".place.", "."),
    ];
    let value = typed::read(reader, &At { node, path: at.path.clone() });
    if let (None, Some(fault)) = (&value, reader.found.last_mut()) {
        if fault.message == "`package` is missing" {
            fault.message = "`component` is missing".to_owned();
        }
        for (rewritten, written) in WRITTEN {
            let inner = fault.path.get(at.path.len()..).unwrap_or_default();
            if inner.starts_with(rewritten) {
                let inner = inner.replacen(rewritten, written, 1);
                fault.path = format!("{}{inner}", at.path);
            }
        }
        if fault.path.strip_prefix(&at.path) == Some(".fix") {
            fault.help = Some("the versions that fix it stand under `fixed`".to_owned());
        }
    }
    value
}

/// Fills in what follows from a path, as [`Place::path`] does.
fn derive(place: &mut Place) {
    if !place.path.is_empty() {
        let known = place.clone().path(place.path.clone());
        place.depth = place.depth.or(known.depth);
        place.direct = place.direct.or(known.direct);
    }
}

/// The same place in the document under another key.
fn entry_of(entry: &Entry, key: &str, value: Node) -> Entry {
    Entry { key: key.to_owned(), key_span: entry.key_span, value }
}

fn map<'k>(entry: &Entry, fields: impl IntoIterator<Item = (&'k str, Node)>) -> Node {
    let fields = fields.into_iter().map(|(key, value)| entry_of(entry, key, value)).collect();
    Node { value: Value::Map(fields), span: entry.value.span }
}

fn list(item: Node) -> Node {
    let span = item.span;
    Node { value: Value::List(vec![item]), span }
}

fn text(entry: &Entry, text: &str) -> Node {
    Node { value: Value::Scalar { text: text.to_owned(), plain: true }, span: entry.value.span }
}
