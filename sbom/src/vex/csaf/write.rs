//! CSAF 2.0 in the profile VEX.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::losses::{LossReason, Losses};
use crate::tree::{Key, Scalar, Tail, Tree};
use crate::vex::document::{Document, Format, Reference, Remark};
use crate::vex::product::Product;
use crate::vex::statement::Statement;
use crate::vex::vulnerability::{Rating, Vulnerability};
use crate::vex::words::{Justification, Status};
use crate::vex::write::{Account, WriteOptions, is_deep, place, put, put_list};

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
    let namespace = options.namespace.clone().or_else(|| document.author_namespace.clone());
    let namespace = namespace.unwrap_or_else(|| match author.contains("://") {
        true => author.to_owned(),
        false => format!("urn:publisher:{}", encoded(author)),
    });
    let category = document.role.as_deref().filter(|role| PUBLISHERS.contains(role));
    if document.role.is_some() && category.is_none() {
        let role = document.role.as_deref().unwrap_or_default();
        account.lose(LossReason::NoPlace, "role", "", role);
    }
    let mut publisher = tree.object(head, Key::PUBLISHER, None);
    put(tree, &mut publisher, Key::CATEGORY, Some(category.unwrap_or("other")));
    put(tree, &mut publisher, Key::NAME, Some(author));
    put(tree, &mut publisher, Key::NAMESPACE, Some(&namespace));
    put_references(tree, head, &document.references);
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

/// Encodes a name as a part of a URN.
fn encoded(name: &str) -> String {
    let mut text = String::new();
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => {
                text.push(char::from(byte));
            }
            _ => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text
}

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

fn put_references(tree: &mut Tree, object: &mut Tail, references: &[Reference]) {
    if references.is_empty() {
        return;
    }
    let mut list = tree.array(object, Key::REFERENCES, None);
    for reference in references {
        let mut item = tree.object(&mut list, Key::NONE, None);
        put(tree, &mut item, Key::CATEGORY, reference.category.as_deref());
        let summary = reference.summary.as_deref().filter(|summary| !summary.is_empty());
        put(tree, &mut item, Key::SUMMARY, Some(summary.unwrap_or(&reference.url)));
        put(tree, &mut item, Key::URL, Some(&reference.url));
    }
}

/// Writes vulnerabilities.
#[derive(Debug)]
struct Writer<'w, 'd, 'l> {
    tree: &'w mut Tree,
    catalogue: &'w mut Catalogue<'d>,
    account: &'w mut Account<'l>,
}

impl<'d> Writer<'_, 'd, '_> {
    fn vulnerability(&mut self, list: &mut Tail, group: &Group<'d>, place: &str) {
        let vulnerability = group.vulnerability;
        let tree = &mut *self.tree;
        let mut object = tree.object(list, Key::NONE, None);
        let object = &mut object;
        let is_cve = is_cve(&vulnerability.id);
        put(tree, object, Key::CVE, Some(&vulnerability.id).filter(|_| is_cve).map(String::as_str));
        match vulnerability.cwes.as_slice() {
            [] => {}
            [cwe, rest @ ..] => {
                let mut weakness = tree.object(object, Key::CWE, None);
                let id = format!("CWE-{cwe}");
                put(tree, &mut weakness, Key::ID, Some(&id));
                put(tree, &mut weakness, Key::NAME, Some(&id));
                if !rest.is_empty() {
                    self.account.lose(LossReason::OnlyOne, "cwes", place, "");
                }
            }
        }
        put(tree, object, Key::DISCOVERY_DATE, vulnerability.discovered.as_deref());
        let name = Some((&vulnerability.id, vulnerability.source.as_ref())).filter(|_| !is_cve);
        let aliases = vulnerability.aliases.iter().map(|it| (&it.id, it.source.as_ref()));
        let ids: Vec<_> =
            name.into_iter().chain(aliases).filter(|(id, _)| !id.is_empty()).collect();
        if !ids.is_empty() {
            let mut list = tree.array(object, Key::IDS, None);
            for (id, source) in ids {
                let mut item = tree.object(&mut list, Key::NONE, None);
                let system = source.map_or_else(|| system_of(id), String::as_str);
                put(tree, &mut item, Key::SYSTEM_NAME, Some(system));
                put(tree, &mut item, Key::TEXT, Some(id));
            }
        }
        // The profile demands a note.
        let described = vulnerability.description.as_deref().map(|text| ["description", text]);
        let needed = (described.is_none() && vulnerability.remarks.is_empty())
            .then(|| ["general", vulnerability.title.as_deref().unwrap_or(&vulnerability.id)])
            .map(|[kind, text]| [kind, if text.is_empty() { "Nothing is known." } else { text }]);
        put_remarks(tree, object, &vulnerability.remarks, described.or(needed));
        for (is_there, field) in [
            (vulnerability.detail.is_some(), "detail"),
            (vulnerability.workaround.is_some(), "workaround"),
            (is_cve && vulnerability.source.is_some(), "source"),
            (vulnerability.created.is_some(), "created"),
            (vulnerability.updated.is_some(), "updated"),
            (vulnerability.rejected.is_some(), "rejected"),
        ] {
            self.account.no_place(is_there, field, place);
        }
        let stated = self.statuses(object, group, place);
        let mut references = vulnerability.references.clone();
        if let Some(url) = &vulnerability.url
            && !references.iter().any(|reference| reference.url == *url)
        {
            references.push(Reference { url: url.clone(), ..Reference::default() });
        }
        put_references(self.tree, object, &references);
        put(self.tree, object, Key::RELEASE_DATE_SNAKE, vulnerability.published.as_deref());
        self.reasons(object, &stated, vulnerability);
        self.ratings(object, &vulnerability.ratings, &stated, place);
        put(self.tree, object, Key::TITLE, vulnerability.title.as_deref());
    }

    /// Puts `product_status`, and returns the ids of each statement.
    fn statuses(&mut self, object: &mut Tail, group: &Group<'d>, place: &str) -> Vec<Stated<'d>> {
        let mut stated = Vec::new();
        let mut members: Vec<(&str, Vec<String>, HashSet<String>)> = Vec::new();
        for (number, statement) in &group.statements {
            let place = crate::vex::write::place(&statement.origin, "statements", *number);
            let Some(member) = statement.status.to_csaf(&statement.status_text) else {
                let text = &statement.status_text;
                self.account.lose(LossReason::NoPlace, "status", &place, text);
                continue;
            };
            for (is_there, field) in [
                (statement.id.is_some(), "id"),
                (statement.supplier.is_some(), "supplier"),
                (statement.last_updated.is_some(), "last_updated"),
            ] {
                self.account.no_place(is_there, field, &place);
            }
            if statement.products.is_empty() {
                self.account.lose(LossReason::NoPlace, "status", &place, "it names no product");
                continue;
            }
            let mut ids = Vec::new();
            for product in &statement.products {
                ids.extend(self.catalogue.ids(product, &place, self.account));
            }
            let at = members.iter().position(|(of, ..)| *of == member).unwrap_or_else(|| {
                members.push((member, Vec::new(), HashSet::new()));
                members.len() - 1
            });
            if let Some((_, list, met)) = members.get_mut(at) {
                list.extend(ids.iter().filter(|id| met.insert((*id).clone())).cloned());
            }
            stated.push(Stated { statement, ids, place });
        }
        let mut recommended = Vec::new();
        for product in &group.vulnerability.recommended {
            recommended.extend(self.catalogue.ids(product, place, self.account));
        }
        if members.is_empty() && recommended.is_empty() {
            return stated;
        }
        let mut lists = self.tree.object(object, Key::PRODUCT_STATUS, None);
        for (member, ids, _) in &members {
            let key = self.tree.key(member);
            put_list(self.tree, &mut lists, key, ids.iter().map(String::as_str));
        }
        put_list(self.tree, &mut lists, Key::RECOMMENDED, recommended.iter().map(String::as_str));
        stated
    }

    /// Puts `flags`, `remediations` and `threats`.
    fn reasons(&mut self, object: &mut Tail, stated: &[Stated<'d>], vulnerability: &Vulnerability) {
        let mut flags: Vec<(&Stated<'d>, &'static str)> = Vec::new();
        let mut remedies: Vec<Remedy<'_, 'd>> = Vec::new();
        let mut threats: Vec<(&Stated<'d>, &str, &str)> = Vec::new();
        for said in stated {
            let statement = said.statement;
            let written = statement.justification_text.as_deref().unwrap_or_default();
            match statement.justification {
                Some(Justification::Other) => {
                    self.account.lose(LossReason::NoPlace, "justification", &said.place, written);
                }
                Some(justification) => {
                    flags.push((said, justification.as_str()));
                    if !written.is_empty() && !justification.says_exactly(written) {
                        let reason = LossReason::Approximated;
                        self.account.lose(reason, "justification", &said.place, written);
                    }
                }
                None => {}
            }
            if statement.status == Status::NotAffected && !statement.is_justified() {
                let detail = "CSAF demands a reason";
                self.account.lose(LossReason::Invalid, "justification", &said.place, detail);
            }
            let refined = statement.status.to_csaf(&statement.status_text);
            if !is_plain(&statement.status_text) && refined != Some(&statement.status_text) {
                let text = &statement.status_text;
                self.account.lose(LossReason::Approximated, "status", &said.place, text);
            }
            let impact = statement.impact.as_deref().map(|text| (said, "impact", text));
            threats.extend(impact);
            for remark in &statement.remarks {
                match remark.category.as_str() {
                    category @ ("impact" | "exploit_status" | "target_set") => {
                        threats.push((said, category, &remark.text));
                    }
                    _ => {
                        self.account.lose(LossReason::NoPlace, "remarks", &said.place, &remark.text)
                    }
                }
            }
            self.account.no_place(statement.notes.is_some(), "notes", &said.place);
            for action in &statement.actions {
                let word = action.response_text.as_deref().unwrap_or_default();
                let (category, is_exact) = action.response.to_csaf(word);
                if !is_exact {
                    self.account.lose(LossReason::Approximated, "response", &said.place, word);
                }
                remedies.push(Remedy {
                    said,
                    category,
                    details: &action.text,
                    url: action.url.as_deref(),
                    date: action.timestamp.as_deref(),
                });
            }
            let advice = vulnerability.recommendation.as_deref();
            if statement.status == Status::Affected
                && (advice.is_some() || statement.actions.is_empty())
            {
                let (category, details) = match advice {
                    Some(advice) => ("vendor_fix", advice),
                    None => ("none_available", "No action is stated."),
                };
                remedies.push(Remedy { said, category, details, url: None, date: None });
            }
        }
        let is_advice_used = stated.iter().any(|it| it.statement.status == Status::Affected);
        if let Some(said) = stated.first().filter(|_| !is_advice_used) {
            let is_there = vulnerability.recommendation.is_some();
            self.account.no_place(is_there, "recommendation", &said.place);
        }
        self.put_reasons(object, &flags, &remedies, &threats);
    }

    fn put_reasons(
        &mut self,
        object: &mut Tail,
        flags: &[(&Stated<'d>, &str)],
        remedies: &[Remedy<'_, 'd>],
        threats: &[(&Stated<'d>, &str, &str)],
    ) {
        let tree = &mut *self.tree;
        let ids = |said: &Stated<'d>| said.ids.clone();
        if flags.iter().any(|(said, _)| !said.ids.is_empty()) {
            let mut list = tree.array(object, Key::FLAGS, None);
            for (said, label) in flags.iter().filter(|(said, _)| !said.ids.is_empty()) {
                let mut flag = tree.object(&mut list, Key::NONE, None);
                put(tree, &mut flag, Key::DATE, said.statement.timestamp.as_deref());
                put(tree, &mut flag, Key::LABEL, Some(label));
                put_list(tree, &mut flag, Key::PRODUCT_IDS, ids(said).iter().map(String::as_str));
            }
        }
        if remedies.iter().any(|remedy| !remedy.said.ids.is_empty()) {
            let mut list = tree.array(object, Key::REMEDIATIONS, None);
            for remedy in remedies.iter().filter(|remedy| !remedy.said.ids.is_empty()) {
                let mut item = tree.object(&mut list, Key::NONE, None);
                put(tree, &mut item, Key::CATEGORY, Some(remedy.category));
                put(tree, &mut item, Key::DATE, remedy.date);
                let details = if remedy.details.is_empty() {
                    "No details are stated."
                } else {
                    remedy.details
                };
                put(tree, &mut item, Key::DETAILS, Some(details));
                let of = ids(remedy.said);
                put_list(tree, &mut item, Key::PRODUCT_IDS, of.iter().map(String::as_str));
                put(tree, &mut item, Key::URL, remedy.url);
            }
        }
        if threats.iter().any(|(said, ..)| !said.ids.is_empty()) {
            let mut list = tree.array(object, Key::THREATS, None);
            for (said, category, text) in threats.iter().filter(|(said, ..)| !said.ids.is_empty()) {
                let mut threat = tree.object(&mut list, Key::NONE, None);
                put(tree, &mut threat, Key::CATEGORY, Some(category));
                put(tree, &mut threat, Key::DETAILS, Some(text));
                put_list(tree, &mut threat, Key::PRODUCT_IDS, ids(said).iter().map(String::as_str));
            }
        }
    }

    /// Puts `scores`, which are of CVSS 2 and 3 and of products.
    fn ratings(
        &mut self,
        object: &mut Tail,
        ratings: &'d [Rating],
        stated: &[Stated<'d>],
        place: &str,
    ) {
        let mut scores: Option<Tail> = None;
        let mut met = HashSet::new();
        for (number, rating) in ratings.iter().enumerate() {
            let place = format!("{place}/ratings/{number}");
            let method = rating.method.as_deref().unwrap_or_default();
            let (key, version) = match method {
                "CVSSv2" => (Key::CVSS_V2, "2.0"),
                "CVSSv3" => (Key::CVSS_V3, "3.0"),
                "CVSSv31" => (Key::CVSS_V3, "3.1"),
                _ => {
                    self.account.lose(LossReason::NoPlace, "rating", &place, method);
                    continue;
                }
            };
            let (Some(vector), Some(score)) = (&rating.vector, &rating.score) else {
                self.account.lose(LossReason::Invalid, "rating", &place, "no vector or no score");
                continue;
            };
            if !crate::json::is_number(score.as_bytes()) {
                self.account.lose(LossReason::Invalid, "score", &place, score);
                continue;
            }
            let mut ids: Vec<String> = Vec::new();
            if rating.products.is_empty() {
                ids.extend(stated.iter().flat_map(|said| said.ids.iter().cloned()));
            }
            for product in &rating.products {
                ids.extend(self.catalogue.ids(product, &place, self.account));
            }
            let before = ids.len();
            // Of one version, a product has one score.
            ids.retain(|id| met.insert((version, id.clone())));
            if ids.is_empty() {
                let reason = if before == 0 { LossReason::NoPlace } else { LossReason::OnlyOne };
                self.account.lose(reason, "rating", &place, "");
                continue;
            }
            self.account.no_place(rating.source.is_some(), "source", &place);
            let tree = &mut *self.tree;
            let list = scores.get_or_insert_with(|| tree.array(object, Key::SCORES, None));
            let mut item = tree.object(list, Key::NONE, None);
            let mut inner = tree.object(&mut item, key, None);
            tree.scalar(&mut inner, Key::BASE_SCORE, Scalar::Number(score));
            if key == Key::CVSS_V3 {
                let severity = rating.severity.map(|severity| severity.as_str().to_uppercase());
                let severity = severity.unwrap_or_else(|| severity_of(score).to_owned());
                put(tree, &mut inner, Key::BASE_SEVERITY, Some(&severity));
            }
            // Some documents leave the prefix out that CSAF demands.
            let is_whole = key == Key::CVSS_V2 || vector.starts_with("CVSS:");
            let prefix = if is_whole { String::new() } else { format!("CVSS:{version}/") };
            let vector = format!("{prefix}{vector}");
            put(tree, &mut inner, Key::VECTOR_STRING, Some(&vector));
            put(tree, &mut inner, Key::VERSION, Some(version));
            put_list(tree, &mut item, Key::PRODUCTS, ids.iter().map(String::as_str));
        }
    }
}

/// A statement and the ids of its products.
#[derive(Debug)]
struct Stated<'d> {
    statement: &'d Statement,
    ids: Vec<String>,
    place: String,
}

/// A remediation.
#[derive(Debug)]
struct Remedy<'r, 'd> {
    said: &'r Stated<'d>,
    category: &'static str,
    details: &'r str,
    url: Option<&'r str>,
    date: Option<&'r str>,
}

/// Words that are a status of a format, and nothing more.
fn is_plain(word: &str) -> bool {
    matches!(
        word,
        "not_affected"
            | "affected"
            | "fixed"
            | "under_investigation"
            | "exploitable"
            | "resolved"
            | "in_triage"
    )
}

fn is_cve(id: &str) -> bool {
    let mut parts = id.split('-');
    let is_number = |part: Option<&str>, least: usize| {
        part.is_some_and(|part| part.len() >= least && part.bytes().all(|it| it.is_ascii_digit()))
    };
    parts.next() == Some("CVE")
        && is_number(parts.next(), 4)
        && is_number(parts.next(), 4)
        && parts.next().is_none()
}

/// Names who gives such ids.
fn system_of(id: &str) -> &'static str {
    match id.split('-').next() {
        Some("GHSA") => "GitHub Security Advisory",
        Some("CVE") => "CVE",
        Some("RUSTSEC") => "RustSec",
        Some("PYSEC") => "PyPI Advisory",
        Some("GO") => "Go Vulnerability Database",
        Some("SNYK") => "Snyk",
        Some("OSV") => "OSV",
        _ => "unknown",
    }
}

/// Rates a score as CVSS 3 does.
fn severity_of(score: &str) -> &'static str {
    match score.parse::<f64>().unwrap_or_default() {
        score if score >= 9.0 => "CRITICAL",
        score if score >= 7.0 => "HIGH",
        score if score >= 4.0 => "MEDIUM",
        score if score > 0.0 => "LOW",
        _ => "NONE",
    }
}

/// The products of a document and the ids they get.
#[derive(Debug, Default)]
struct Catalogue<'d> {
    /// Ids of products of CSAF, which are kept.
    taken: HashSet<String>,
    keeps_ids: bool,
    ids: HashMap<*const Product, Vec<String>>,
    products: Vec<(String, &'d Arc<Product>)>,
    parts: Vec<Part<'d>>,
    /// From the id of a plain product to what it is, so that twins share one.
    twins: HashMap<String, Vec<usize>>,
}

/// A component of a product as a product.
#[derive(Debug)]
struct Part<'d> {
    id: String,
    whole: usize,
    component: usize,
    product: &'d Arc<Product>,
}

impl<'d> Catalogue<'d> {
    fn new(document: &'d Document) -> Self {
        let keeps_ids = document.format == Some(Format::Csaf);
        Self { keeps_ids, ..Self::default() }
    }

    /// Returns the ids of a product, one for each of its components if it has any.
    fn ids(
        &mut self,
        product: &'d Arc<Product>,
        place: &str,
        account: &mut Account<'_>,
    ) -> Vec<String> {
        if let Some(ids) = self.ids.get(&Arc::as_ptr(product)) {
            return ids.clone();
        }
        let whole = self.plain(product);
        let mut ids = Vec::new();
        if is_deep(product) {
            account.product(LossReason::Approximated, product, "subcomponents", place, "flattened");
        }
        for component in product.innermost() {
            let component = self.plain(component);
            let own = product.combined_id.as_deref();
            let own = own.filter(|_| self.keeps_ids && ids.is_empty());
            let id = match own {
                Some(own) => self.free(own),
                None => self.next(),
            };
            self.parts.push(Part { id: id.clone(), whole, component, product });
            ids.push(id);
        }
        if ids.is_empty() {
            ids.extend(self.products.get(whole).map(|(id, _)| id.clone()));
        }
        self.ids.insert(Arc::as_ptr(product), ids.clone());
        ids
    }

    /// Lists a product without its components, and returns its number.
    fn plain(&mut self, product: &'d Arc<Product>) -> usize {
        let twins = self.twins.entry(product.label().to_owned()).or_default();
        let known = twins.iter().take(MOST_TWINS).find(|&&twin| {
            self.products.get(twin).is_some_and(|(_, other)| is_same(other, product))
        });
        if let Some(&known) = known {
            return known;
        }
        let number = self.products.len();
        twins.push(number);
        let id = match product.id.as_deref().filter(|_| self.keeps_ids) {
            Some(own) => self.free(own),
            None => self.next(),
        };
        self.products.push((id, product));
        number
    }

    fn free(&mut self, wanted: &str) -> String {
        if !wanted.is_empty() && self.taken.insert(wanted.to_owned()) {
            return wanted.to_owned();
        }
        self.next()
    }

    fn next(&mut self) -> String {
        let mut number = self.products.len() + self.parts.len() + 1;
        loop {
            let id = format!("CSAFPID-{number:04}");
            if self.taken.insert(id.clone()) {
                return id;
            }
            number += 1;
        }
    }

    /// Puts the product tree.
    fn put(&self, tree: &mut Tree, root: &mut Tail, account: &mut Account<'_>) {
        if self.products.is_empty() {
            return;
        }
        let mut object = tree.object(root, Key::PRODUCT_TREE, None);
        let is_branched = |product: &Product| product.range.is_some() || product.version.is_some();
        let all = || self.products.iter();
        if all().any(|(_, product)| is_branched(product)) {
            let mut list = tree.array(&mut object, Key::BRANCHES, None);
            for (id, product) in all().filter(|(_, product)| is_branched(product)) {
                put_branches(tree, &mut list, id, product, account);
            }
        }
        if all().any(|(_, product)| !is_branched(product)) {
            let mut list = tree.array(&mut object, Key::FULL_PRODUCT_NAMES, None);
            for (id, product) in all().filter(|(_, product)| !is_branched(product)) {
                if product.vendor.is_some() {
                    account.product(LossReason::NoPlace, product, "vendor", "/product_tree", "");
                }
                let mut item = tree.object(&mut list, Key::NONE, None);
                put_name(tree, &mut item, id, product, account);
            }
        }
        if self.parts.is_empty() {
            return;
        }
        let mut list = tree.array(&mut object, Key::RELATIONSHIPS, None);
        for part in &self.parts {
            let (Some(whole), Some(component)) =
                (self.products.get(part.whole), self.products.get(part.component))
            else {
                continue;
            };
            let mut item = tree.object(&mut list, Key::NONE, None);
            let relation = part.product.relation.as_deref().filter(|it| RELATIONS.contains(it));
            put(tree, &mut item, Key::CATEGORY, Some(relation.unwrap_or("default_component_of")));
            let mut name = tree.object(&mut item, Key::FULL_PRODUCT_NAME, None);
            let text = match &part.product.combined_name {
                Some(name) => name.clone(),
                None => format!("{} in {}", called(component.1), called(whole.1)),
            };
            put(tree, &mut name, Key::NAME, Some(&text));
            put(tree, &mut name, Key::PRODUCT_ID, Some(&part.id));
            put(tree, &mut item, Key::PRODUCT_REFERENCE, Some(&component.0));
            put(tree, &mut item, Key::RELATES_TO_PRODUCT_REFERENCE, Some(&whole.0));
        }
    }
}

const RELATIONS: [&str; 5] = [
    "default_component_of",
    "external_component_of",
    "installed_on",
    "installed_with",
    "optional_component_of",
];

/// Beyond that many products of one name, further ones are not looked for among them.
const MOST_TWINS: usize = 16;

/// Reports whether two products are one, apart from their components.
fn is_same(one: &Product, other: &Product) -> bool {
    let names = |it: &Product| {
        (
            it.id.clone(),
            it.name.clone(),
            it.vendor.clone(),
            it.version.clone(),
            it.range.clone(),
            it.purl.clone(),
        )
    };
    names(one) == names(other)
        && one.cpes == other.cpes
        && one.hashes == other.hashes
        && one.identifiers == other.identifiers
}

/// Puts a product below a branch with its name and one with its version or range.
fn put_branches(
    tree: &mut Tree,
    list: &mut Tail,
    id: &str,
    product: &Arc<Product>,
    account: &mut Account<'_>,
) {
    let mut outer = tree.object(list, Key::NONE, None);
    let open = |tree: &mut Tree, branch: &mut Tail, category: &str, name: &str| {
        put(tree, branch, Key::CATEGORY, Some(category));
        put(tree, branch, Key::NAME, Some(name));
    };
    if let Some(vendor) = &product.vendor {
        open(tree, &mut outer, "vendor", vendor);
        let mut inner = tree.array(&mut outer, Key::BRANCHES, None);
        outer = tree.object(&mut inner, Key::NONE, None);
    }
    open(tree, &mut outer, "product_name", &called(product));
    let mut inner = tree.array(&mut outer, Key::BRANCHES, None);
    let mut last = tree.object(&mut inner, Key::NONE, None);
    let (category, name) = match (&product.range, &product.version) {
        (Some(range), _) => ("product_version_range", range),
        (None, Some(version)) => ("product_version", version),
        (None, None) => return,
    };
    open(tree, &mut last, category, name);
    let mut item = tree.object(&mut last, Key::PRODUCT, None);
    put_name(tree, &mut item, id, product, account);
}

/// Returns what people call a product.
fn called(product: &Product) -> String {
    product.name.clone().unwrap_or_else(|| product.label().to_owned())
}

/// Puts a full product name.
fn put_name(
    tree: &mut Tree,
    object: &mut Tail,
    id: &str,
    product: &Arc<Product>,
    account: &mut Account<'_>,
) {
    let name = match called(product) {
        name if name.is_empty() => id.to_owned(),
        name => name,
    };
    put(tree, object, Key::NAME, Some(&name));
    put(tree, object, Key::PRODUCT_ID, Some(id));
    let purl = if product.range.is_some() { product.purl.clone() } else { product.full_purl() };
    let address = product.id.as_deref().filter(|id| id.contains("://"));
    // An address for an id is one more name that means something elsewhere.
    let address = address.filter(|id| purl.as_deref() != Some(id));
    let files: Vec<_> = product.hashes.iter().collect();
    let has_helper = purl.is_some()
        || address.is_some()
        || !product.cpes.is_empty()
        || !files.is_empty()
        || !product.identifiers.is_empty();
    if !has_helper {
        return;
    }
    let mut helper = tree.object(object, Key::PRODUCT_IDENTIFICATION_HELPER, None);
    put(tree, &mut helper, Key::CPE, product.cpes.first().map(String::as_str));
    if product.cpes.len() > 1 {
        account.product(LossReason::OnlyOne, product, "cpes", "/product_tree", "");
    }
    let of = |kind: &'static str| {
        product.identifiers.iter().filter(move |(of, _)| of == kind).map(|(_, text)| text.as_str())
    };
    if !files.is_empty() {
        let mut list = tree.array(&mut helper, Key::HASHES, None);
        let mut file = tree.object(&mut list, Key::NONE, None);
        let mut hashes = tree.array(&mut file, Key::FILE_HASHES, None);
        for hash in files {
            let mut item = tree.object(&mut hashes, Key::NONE, None);
            let word = hash.algorithm.as_str().to_ascii_lowercase().replacen("sha-", "sha", 1);
            let word = if hash.algorithm == crate::HashAlgorithm::Other {
                hash.word.clone()
            } else {
                word
            };
            put(tree, &mut item, Key::ALGORITHM, Some(&word));
            put(tree, &mut item, Key::VALUE, Some(&hash.content));
        }
        put(tree, &mut file, Key::FILENAME, Some(of("filename").next().unwrap_or(&name)));
    }
    put_list(tree, &mut helper, Key::MODEL_NUMBERS, of("model_number"));
    put(tree, &mut helper, Key::PURL, purl.as_deref());
    put_list(tree, &mut helper, Key::SBOM_URLS, of("sbom_url"));
    put_list(tree, &mut helper, Key::SERIAL_NUMBERS, of("serial_number"));
    put_list(tree, &mut helper, Key::SKUS, of("sku"));
    const KINDS: [&str; 5] = ["filename", "model_number", "sbom_url", "serial_number", "sku"];
    let others = product.identifiers.iter().filter(|(kind, _)| !KINDS.contains(&kind.as_str()));
    let others: Vec<(String, &str)> = others
        .map(|(kind, text)| {
            let is_address = kind.contains(':');
            let namespace =
                if is_address { kind.clone() } else { format!("urn:identifier:{}", encoded(kind)) };
            (namespace, text.as_str())
        })
        .chain(address.map(|id| ("urn:identifier:id".to_owned(), id)))
        .collect();
    if others.is_empty() {
        return;
    }
    let mut list = tree.array(&mut helper, Key::X_GENERIC_URIS, None);
    for (namespace, uri) in others {
        let mut item = tree.object(&mut list, Key::NONE, None);
        put(tree, &mut item, Key::NAMESPACE, Some(&namespace));
        put(tree, &mut item, Key::URI, Some(uri));
    }
}
