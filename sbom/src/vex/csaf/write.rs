//! CSAF 2.0 in the profile VEX.

mod products;
mod scores;
mod vulnerability;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use self::products::Catalogue;
use self::vulnerability::Writer;
use crate::losses::{LossReason, Losses};
use crate::purl;
use crate::schema::{escaped, is_iri_reference};
use crate::tree::{Key, Tail, Tree};
use crate::vex::document::{Document, Format, Reference, Remark};
use crate::vex::statement::Statement;
use crate::vex::vulnerability::Vulnerability;
use crate::vex::write::{Account, WriteOptions, place, put};

/// Makes the tree of a document.
pub(in crate::vex) fn write(
    document: &Document,
    options: &WriteOptions,
    losses: &mut Losses,
) -> Tree {
    let mut account = Account::new(losses);
    let mut tree = Tree::default();
    let mut root = tree.object(&mut Tail::ROOT.clone(), Key::NONE, None);
    put_head(&mut tree, &mut root, document, options, &mut account);
    let mut catalogue = Catalogue::new(document);
    // Products get their ids while the statements are written, and stand before them.
    let mut apart = tree.array(&mut Tail::ROOT.clone(), Key::NONE, None);
    let list = apart.container();
    for (number, group) in by_vulnerability(document).into_iter().enumerate() {
        let place = place(&group.vulnerability.origin, "vulnerabilities", number);
        let mut writer =
            Writer { tree: &mut tree, catalogue: &mut catalogue, account: &mut account };
        writer.vulnerability(&mut apart, &group, &place);
    }
    catalogue.put(&mut tree, &mut root, &mut account);
    if tree.value(list).children().next().is_some() {
        tree.attach(&mut root, Key::VULNERABILITIES, list);
    }
    tree
}

/// A vulnerability and what is stated about it.
#[derive(Debug)]
struct Group<'d> {
    vulnerability: &'d Arc<Vulnerability>,
    statements: Vec<(usize, &'d Statement)>,
}

fn by_vulnerability(document: &Document) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut places: HashMap<*const Vulnerability, usize> = HashMap::new();
    // CSAF has each CVE once.
    let mut ids: HashMap<&str, usize> = HashMap::new();
    let all = document.vulnerabilities.iter();
    for vulnerability in all.chain(document.statements.iter().map(|it| &it.vulnerability)) {
        let at = Arc::as_ptr(vulnerability);
        if places.contains_key(&at) {
            continue;
        }
        let id = Some(vulnerability.id.as_str()).filter(|id| !id.is_empty());
        let known = id.and_then(|id| ids.get(id)).copied();
        let place = known.unwrap_or_else(|| {
            groups.push(Group { vulnerability, statements: Vec::new() });
            groups.len() - 1
        });
        places.insert(at, place);
        ids.extend(id.map(|id| (id, place)));
    }
    for (number, statement) in document.statements.iter().enumerate() {
        let place = places.get(&Arc::as_ptr(&statement.vulnerability));
        if let Some(group) = place.and_then(|&place| groups.get_mut(place)) {
            group.statements.push((number, statement));
        }
    }
    groups
}

fn put_head(
    tree: &mut Tree,
    root: &mut Tail,
    document: &Document,
    options: &WriteOptions,
    account: &mut Account<'_>,
) {
    let mut head = tree.object(root, Key::DOCUMENT, None);
    let head = &mut head;
    put(tree, head, Key::CATEGORY, Some("csaf_vex"));
    if document.category.as_deref().is_some_and(|category| category != "csaf_vex") {
        let category = document.category.as_deref().unwrap_or_default();
        account.lose(LossReason::Approximated, "category", "/document", category);
    }
    put(tree, head, Key::CSAF_VERSION, Some("2.0"));
    put(tree, head, Key::LANG, document.language.as_deref());
    put_remarks(tree, head, &document.remarks, None);
    let author = document.written_author(options);
    let stated = options.namespace.as_deref().or(document.author_namespace.as_deref());
    let namespace = stated.or(Some(author).filter(|author| author.contains("://")));
    let namespace =
        namespace.and_then(|it| address(it, "author_namespace", "/document/publisher", account));
    let namespace =
        namespace.unwrap_or_else(|| format!("urn:publisher:{}", purl::encode(author)).into());
    let category = document.role.as_deref().filter(|role| PUBLISHERS.contains(role));
    // A translator says what from.
    let is_told = |role: &&str| *role != "translator" || document.source_language.is_some();
    let category = category.filter(is_told);
    if document.role.is_some() && category.is_none() {
        let role = document.role.as_deref().unwrap_or_default();
        account.lose(LossReason::NoPlace, "role", "", role);
    }
    let mut publisher = tree.object(head, Key::PUBLISHER, None);
    put(tree, &mut publisher, Key::CATEGORY, Some(category.unwrap_or("other")));
    put(tree, &mut publisher, Key::NAME, Some(author));
    put(tree, &mut publisher, Key::NAMESPACE, Some(&namespace));
    put_references(tree, head, &document.references, "/document", account);
    put(tree, head, Key::SOURCE_LANG, document.source_language.as_deref());
    let title = document.title.clone().unwrap_or_else(|| format!("VEX of {author}"));
    put(tree, head, Key::TITLE, Some(&title));
    put_tracking(tree, head, document, options, account);
    account.no_place(
        document.subject.is_some() && document.format == Some(Format::CycloneDx),
        "component",
        "/metadata",
    );
}

const PUBLISHERS: [&str; 6] =
    ["coordinator", "discoverer", "other", "translator", "user", "vendor"];

fn put_tracking(
    tree: &mut Tree,
    head: &mut Tail,
    document: &Document,
    options: &WriteOptions,
    account: &mut Account<'_>,
) {
    let issued = document.issued(options);
    let updated = document.last_updated.as_deref().unwrap_or(issued);
    let mut tracking = tree.object(head, Key::TRACKING, None);
    let tracking = &mut tracking;
    put(tree, tracking, Key::CURRENT_RELEASE_DATE, Some(updated));
    if let Some(tooling) = &document.tooling {
        let mut generator = tree.object(tracking, Key::GENERATOR, None);
        let mut engine = tree.object(&mut generator, Key::ENGINE, None);
        put(tree, &mut engine, Key::NAME, Some(tooling));
    }
    put(tree, tracking, Key::ID, Some(document.identity(options).trim()));
    put(tree, tracking, Key::INITIAL_RELEASE_DATE, Some(issued));
    let stated = document.version.as_deref();
    let is_told = document.revisions.iter().any(|it| Some(it.number.as_str()) == stated);
    let mut history = tree.array(tracking, Key::REVISION_HISTORY, None);
    let mut revise = |tree: &mut Tree, number: &str, date: &str, summary: &str| {
        let mut revision = tree.object(&mut history, Key::NONE, None);
        put(tree, &mut revision, Key::DATE, Some(date));
        put(tree, &mut revision, Key::NUMBER, Some(number));
        put(tree, &mut revision, Key::SUMMARY, Some(summary));
    };
    let version = if is_told {
        for revision in &document.revisions {
            revise(tree, &revision.number, &revision.date, &revision.summary);
        }
        stated.unwrap_or("1").to_owned()
    } else {
        // The history must not have gaps (section 6.1.21 of the specification).
        let number = stated.unwrap_or("1").parse::<u64>().ok();
        let last = number.filter(|number| (1..=MOST_REVISIONS).contains(number));
        if last.is_none() {
            account.lose(LossReason::Approximated, "version", "", "`1`");
        }
        account.no_place(!document.revisions.is_empty(), "revisions", "");
        let last = last.unwrap_or(1);
        for number in 1..=last {
            let date = if number == last { updated } else { issued };
            revise(tree, &number.to_string(), date, &format!("Version {number}."));
        }
        last.to_string()
    };
    let state = document.state.as_deref().filter(|it| ["draft", "final", "interim"].contains(it));
    put(tree, tracking, Key::STATUS, Some(state.unwrap_or("final")));
    put(tree, tracking, Key::VERSION, Some(&version));
}

/// More versions than anybody issues; each takes a line of history.
const MOST_REVISIONS: u64 = 1000;

/// Puts `notes`, a description first.
fn put_remarks(tree: &mut Tree, object: &mut Tail, remarks: &[Remark], first: Option<[&str; 2]>) {
    if remarks.is_empty() && first.is_none() {
        return;
    }
    let mut list = tree.array(object, Key::NOTES, None);
    let first = first.map(|[category, text]| (category, None, text));
    let others =
        remarks.iter().map(|it| (it.category.as_str(), it.title.as_deref(), it.text.as_str()));
    for (category, title, text) in first.into_iter().chain(others) {
        let mut note = tree.object(&mut list, Key::NONE, None);
        let category = Some(category).filter(|category| !category.is_empty()).unwrap_or("other");
        put(tree, &mut note, Key::CATEGORY, Some(category));
        put(tree, &mut note, Key::TEXT, Some(text));
        put(tree, &mut note, Key::TITLE, title);
    }
}

fn put_references(
    tree: &mut Tree,
    object: &mut Tail,
    references: &[Reference],
    place: &str,
    account: &mut Account<'_>,
) {
    let mut list: Option<Tail> = None;
    for (number, reference) in references.iter().enumerate() {
        let place = format!("{place}/references/{number}");
        let Some(url) = address(&reference.url, "url", &place, account) else { continue };
        let list = list.get_or_insert_with(|| tree.array(object, Key::REFERENCES, None));
        let mut item = tree.object(list, Key::NONE, None);
        put(tree, &mut item, Key::CATEGORY, reference.category.as_deref());
        let summary = reference.summary.as_deref().filter(|summary| !summary.is_empty());
        put(tree, &mut item, Key::SUMMARY, Some(summary.unwrap_or(&reference.url)));
        put(tree, &mut item, Key::URL, Some(&url));
    }
}

/// Returns an address as CSAF takes it; what is none is escaped, or left out, and reported.
fn address<'u>(
    text: &'u str,
    field: &str,
    place: &str,
    account: &mut Account<'_>,
) -> Option<Cow<'u, str>> {
    if is_iri_reference(text) {
        return Some(text.into());
    }
    account.lose(LossReason::Invalid, field, place, text);
    Some(escaped(text.trim()).into()).filter(|url: &Cow<'_, str>| is_iri_reference(url))
}
