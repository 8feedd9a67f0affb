//! What CSAF demands in words: the mandatory tests of its section 6.1, by their numbers.

use std::collections::{HashMap, HashSet};

use super::refuse;
use crate::schema::form::instant;
use crate::tree::{Key, Value};
use crate::validate::collect::{Collector, clip};

/// Makes the tests that bear on products, statuses, reasons and history.
pub(super) fn judge(root: Value<'_>, found: &mut Collector) {
    let mut products = Products::default();
    if let Some(tree) = root.get(Key::PRODUCT_TREE) {
        products.read(tree, found);
    }
    let head = root.get(Key::DOCUMENT);
    let is_vex = head.and_then(|head| head.text(Key::CATEGORY)) == Some("csaf_vex");
    if let Some(tracking) = head.and_then(|head| head.get(Key::TRACKING)) {
        history(tracking, found);
    }
    if is_vex {
        for (key, name) in
            [(Key::PRODUCT_TREE, "product_tree"), (Key::VULNERABILITIES, "vulnerabilities")]
        {
            if root.get(key).is_none() {
                refuse(found, "csaf-vex-profile", root, "", || {
                    format!("a VEX needs `{name}` (6.1.27)")
                });
            }
        }
    }
    let mut cves = HashSet::new();
    for (number, vulnerability) in root.list(Key::VULNERABILITIES).enumerate() {
        let path = format!("/vulnerabilities/{number}");
        if let Some(cve) = vulnerability.get(Key::CVE)
            && let Some(text) = cve.as_str()
            && !cves.insert(text)
        {
            refuse(found, "csaf-duplicate-cve", cve, &format!("{path}/cve"), || {
                format!("`{}` has an entry already (6.1.23)", clip(text))
            });
        }
        let judged = Judged::new(vulnerability, &path, &products, found);
        if is_vex {
            judged.profile(vulnerability, &path, found);
        }
    }
}

/// What the product tree defines.
#[derive(Debug, Default)]
struct Products<'t> {
    ids: HashSet<&'t str>,
    groups: HashMap<&'t str, Vec<&'t str>>,
}

impl<'t> Products<'t> {
    fn read(&mut self, tree: Value<'t>, found: &mut Collector) {
        let mut open = vec![(tree, "/product_tree".to_owned())];
        while let Some((node, path)) = open.pop() {
            if let Some(product) = node.get(Key::PRODUCT) {
                self.define(product, &format!("{path}/product"), found);
            }
            let branches = node.list(Key::BRANCHES).enumerate();
            open.extend(
                branches.map(|(number, child)| (child, format!("{path}/branches/{number}"))),
            );
        }
        for (number, product) in tree.list(Key::FULL_PRODUCT_NAMES).enumerate() {
            self.define(product, &format!("/product_tree/full_product_names/{number}"), found);
        }
        let mut parts: HashMap<&str, [&str; 2]> = HashMap::new();
        for (number, relationship) in tree.list(Key::RELATIONSHIPS).enumerate() {
            let path = format!("/product_tree/relationships/{number}");
            let Some(product) = relationship.get(Key::FULL_PRODUCT_NAME) else { continue };
            self.define(product, &format!("{path}/full_product_name"), found);
            let ends = [Key::PRODUCT_REFERENCE, Key::RELATES_TO_PRODUCT_REFERENCE]
                .map(|key| relationship.text(key).unwrap_or_default());
            if let Some(id) = product.text(Key::PRODUCT_ID) {
                parts.entry(id).or_insert(ends);
            }
        }
        for (number, relationship) in tree.list(Key::RELATIONSHIPS).enumerate() {
            let path = format!("/product_tree/relationships/{number}");
            for (key, name) in [
                (Key::PRODUCT_REFERENCE, "product_reference"),
                (Key::RELATES_TO_PRODUCT_REFERENCE, "relates_to_product_reference"),
            ] {
                if let Some(end) = relationship.get(key) {
                    self.known(end, &format!("{path}/{name}"), found);
                }
            }
        }
        circles(tree, &parts, found);
        for (number, group) in tree.list(Key::PRODUCT_GROUPS).enumerate() {
            let path = format!("/product_tree/product_groups/{number}");
            let members = self.listed(group, Key::PRODUCT_IDS, "product_ids", &path, found);
            let Some(id) = group.text(Key::GROUP_ID) else { continue };
            if self.groups.insert(id, members).is_some() {
                refuse(found, "csaf-duplicate-group", group, &path, || {
                    format!("the group `{}` is defined already (6.1.5)", clip(id))
                });
            }
        }
    }

    fn define(&mut self, product: Value<'t>, path: &str, found: &mut Collector) {
        let Some(id) = product.text(Key::PRODUCT_ID) else { return };
        if !self.ids.insert(id) {
            refuse(found, "csaf-duplicate-product", product, path, || {
                format!("the product `{}` is defined already (6.1.2)", clip(id))
            });
        }
        let helper = product.get(Key::PRODUCT_IDENTIFICATION_HELPER);
        if let Some(purl) = helper.and_then(|helper| helper.get(Key::PURL))
            && let Some(text) = purl.as_str()
            && let Err(error) = crate::Purl::parse_strict(text)
        {
            let path = format!("{path}/product_identification_helper/purl");
            refuse(found, "csaf-purl", purl, &path, || {
                format!("`{}` is not a package URL: {error} (6.1.13)", clip(text))
            });
        }
    }

    fn known(&self, id: Value<'t>, path: &str, found: &mut Collector) -> Option<&'t str> {
        let text = id.as_str()?;
        if !self.ids.contains(text) {
            refuse(found, "csaf-undefined-product", id, path, || {
                format!("no product is called `{}` (6.1.1)", clip(text))
            });
        }
        Some(text)
    }

    fn listed(
        &self,
        holder: Value<'t>,
        key: Key,
        name: &str,
        path: &str,
        found: &mut Collector,
    ) -> Vec<&'t str> {
        let ids = holder.list(key).enumerate();
        ids.filter_map(|(number, id)| self.known(id, &format!("{path}/{name}/{number}"), found))
            .collect()
    }

    /// Returns what an object names, its groups included.
    fn named(&self, holder: Value<'t>, path: &str, found: &mut Collector) -> Named<'t> {
        let ids = self.listed(holder, Key::PRODUCT_IDS, "product_ids", path, found);
        let mut groups = Vec::new();
        for (number, group) in holder.list(Key::GROUP_IDS).enumerate() {
            let Some(id) = group.as_str() else { continue };
            match self.groups.contains_key(id) {
                true => groups.push(id),
                false => {
                    let path = format!("{path}/group_ids/{number}");
                    refuse(found, "csaf-undefined-group", group, &path, || {
                        format!("no group is called `{}` (6.1.4)", clip(id))
                    });
                }
            }
        }
        Named { ids, groups }
    }
}

/// Products, by themselves and by groups: these are not unfolded, since many may name the same.
#[derive(Debug)]
struct Named<'t> {
    ids: Vec<&'t str>,
    groups: Vec<&'t str>,
}

/// Reports relationships that lead back to themselves (6.1.3), each circle once.
fn circles(tree: Value<'_>, parts: &HashMap<&str, [&str; 2]>, found: &mut Collector) {
    #[derive(PartialEq)]
    enum State {
        Open,
        Done,
    }
    let mut states: HashMap<&str, State> = HashMap::new();
    for (number, relationship) in tree.list(Key::RELATIONSHIPS).enumerate() {
        let id = relationship.get(Key::FULL_PRODUCT_NAME).and_then(|it| it.text(Key::PRODUCT_ID));
        let Some(id) = id.filter(|id| !states.contains_key(id)) else { continue };
        let mut open = vec![id];
        let mut is_circle = false;
        while let Some(&at) = open.last() {
            if states.contains_key(at) {
                states.insert(at, State::Done);
                open.pop();
                continue;
            }
            states.insert(at, State::Open);
            for end in parts.get(at).into_iter().flatten() {
                match states.get(end) {
                    Some(State::Open) => is_circle = true,
                    Some(State::Done) => {}
                    None if parts.contains_key(end) => open.push(end),
                    None => {}
                }
            }
        }
        if is_circle {
            let path = format!("/product_tree/relationships/{number}");
            refuse(found, "csaf-circular-product", relationship, &path, || {
                format!("the product `{}` is defined by itself (6.1.3)", clip(id))
            });
        }
    }
}

/// Groups of statuses that exclude each other (6.1.6).
const GROUPS: [(&str, &[(Key, &str)]); 4] = [
    (
        "affected",
        &[
            (Key::FIRST_AFFECTED, "first_affected"),
            (Key::KNOWN_AFFECTED, "known_affected"),
            (Key::LAST_AFFECTED, "last_affected"),
        ],
    ),
    ("not affected", &[(Key::KNOWN_NOT_AFFECTED, "known_not_affected")]),
    ("fixed", &[(Key::FIRST_FIXED, "first_fixed"), (Key::FIXED, "fixed")]),
    ("under investigation", &[(Key::UNDER_INVESTIGATION, "under_investigation")]),
];

/// What one vulnerability says of its products.
#[derive(Debug)]
struct Judged<'t> {
    affected: HashSet<&'t str>,
    not_affected: HashSet<&'t str>,
    /// With a flag or an impact statement.
    excused: HashSet<&'t str>,
    /// With a remediation.
    advised: HashSet<&'t str>,
    has_status: bool,
}

impl<'t> Judged<'t> {
    fn new(
        vulnerability: Value<'t>,
        path: &str,
        products: &Products<'t>,
        found: &mut Collector,
    ) -> Self {
        let mut sets: [HashSet<&'t str>; 4] = Default::default();
        let mut of: HashMap<&str, &str> = HashMap::new();
        let statuses = vulnerability.get(Key::PRODUCT_STATUS);
        for ((group, members), set) in GROUPS.iter().zip(&mut sets) {
            for (key, name) in *members {
                let Some(listed) = statuses.and_then(|statuses| statuses.get(*key)) else {
                    continue;
                };
                for (number, id) in listed.elements().enumerate() {
                    let path = format!("{path}/product_status/{name}/{number}");
                    let Some(text) = products.known(id, &path, found) else { continue };
                    set.insert(text);
                    let other = *of.entry(text).or_insert(group);
                    if other != *group {
                        refuse(found, "csaf-contradicting-status", id, &path, || {
                            format!("`{}` is {other} too (6.1.6)", clip(text))
                        });
                    }
                }
            }
        }
        if let Some(statuses) = statuses {
            let path = format!("{path}/product_status");
            products.listed(statuses, Key::RECOMMENDED, "recommended", &path, found);
        }
        let has_status = sets.iter().any(|set| !set.is_empty());
        let [affected, not_affected, ..] = sets;
        let mut judged = Self {
            affected,
            not_affected,
            excused: HashSet::new(),
            advised: HashSet::new(),
            has_status,
        };
        judged.reasons(vulnerability, path, products, found);
        judged
    }

    fn reasons(
        &mut self,
        vulnerability: Value<'t>,
        path: &str,
        products: &Products<'t>,
        found: &mut Collector,
    ) {
        let mut flagged: HashSet<&str> = HashSet::new();
        let mut unfolded: HashSet<(&str, &str)> = HashSet::new();
        for (key, list) in
            [(Key::FLAGS, "flags"), (Key::THREATS, "threats"), (Key::REMEDIATIONS, "remediations")]
        {
            for (number, said) in vulnerability.list(key).enumerate() {
                let path = format!("{path}/{list}/{number}");
                let named = products.named(said, &path, found);
                let is_about_nobody = named.ids.is_empty() && named.groups.is_empty();
                let (code, test) = match list {
                    "flags" => ("csaf-flag-products", "6.1.32"),
                    _ => ("csaf-remediation-products", "6.1.29"),
                };
                if is_about_nobody && list != "threats" {
                    refuse(found, code, said, &path, || {
                        format!("it names no product and no group ({test})")
                    });
                }
                let is_impact = list == "threats" && said.text(Key::CATEGORY) == Some("impact");
                // Each group once for all flags, threats and remediations.
                let groups = named.groups.iter().filter(|group| unfolded.insert((list, group)));
                let members = groups.filter_map(|group| products.groups.get(*group)).flatten();
                let all: Vec<&str> = named.ids.iter().chain(members).copied().collect();
                for id in all {
                    match list {
                        "remediations" => {
                            self.advised.insert(id);
                        }
                        "threats" if !is_impact => {}
                        "threats" => {
                            self.excused.insert(id);
                        }
                        _ => {
                            self.excused.insert(id);
                            if !flagged.insert(id) {
                                refuse(found, "csaf-several-flags", said, &path, || {
                                    format!("`{}` has a flag already (6.1.33)", clip(id))
                                });
                            }
                        }
                    }
                }
            }
        }
    }

    /// What the profile VEX demands (6.1.27.7 to 6.1.27.10).
    fn profile(&self, vulnerability: Value<'t>, path: &str, found: &mut Collector) {
        if !self.has_status {
            refuse(found, "csaf-vex-status", vulnerability, path, || {
                "a vulnerability of a VEX needs a product with a status (6.1.27.7)".to_owned()
            });
        }
        if vulnerability.get(Key::CVE).is_none() && vulnerability.get(Key::IDS).is_none() {
            refuse(found, "csaf-vex-id", vulnerability, path, || {
                "a vulnerability of a VEX needs `cve` or `ids` (6.1.27.8)".to_owned()
            });
        }
        if vulnerability.get(Key::NOTES).is_none() {
            refuse(found, "csaf-vex-notes", vulnerability, path, || {
                "a vulnerability of a VEX needs `notes` (6.1.27.5)".to_owned()
            });
        }
        let list = |path: &str, name: &str| format!("{path}/product_status/{name}");
        let mut unexcused: Vec<_> = self.not_affected.difference(&self.excused).collect();
        unexcused.sort_unstable();
        for id in unexcused {
            let path = list(path, "known_not_affected");
            refuse(found, "csaf-vex-impact", vulnerability, &path, || {
                format!("`{}` needs a flag or an impact statement (6.1.27.9)", clip(id))
            });
        }
        let mut unadvised: Vec<_> = self.affected.difference(&self.advised).collect();
        unadvised.sort_unstable();
        for id in unadvised {
            let path = list(path, "known_affected");
            refuse(found, "csaf-vex-action", vulnerability, &path, || {
                format!("`{}` needs a remediation (6.1.27.10)", clip(id))
            });
        }
    }
}

/// Judges `tracking`: its history leads to its version without gaps.
fn history(tracking: Value<'_>, found: &mut Collector) {
    let path = "/document/tracking";
    let mut revisions: Vec<(i64, &str, Value<'_>)> = Vec::new();
    let mut met = HashSet::new();
    for (number, revision) in tracking.list(Key::REVISION_HISTORY).enumerate() {
        let path = format!("{path}/revision_history/{number}");
        let Some(text) = revision.text(Key::NUMBER) else { continue };
        if !met.insert(text) {
            refuse(found, "csaf-duplicate-revision", revision, &path, || {
                format!("the version `{}` is told of already (6.1.22)", clip(text))
            });
        }
        let date = revision.text(Key::DATE).and_then(instant).unwrap_or(i64::MAX);
        revisions.push((date, text, revision));
    }
    revisions.sort_by_key(|(date, text, _)| (*date, major(text)));
    let Some(version) = tracking.get(Key::VERSION) else { return };
    let Some(written) = version.as_str() else { return };
    let place = format!("{path}/version");
    if is_semantic(written) != revisions.iter().any(|(_, text, _)| is_semantic(text))
        && !revisions.is_empty()
    {
        refuse(found, "csaf-mixed-versions", version, &place, || {
            "the history counts in another way than the document (6.1.30)".to_owned()
        });
    }
    // What is behind a hyphen or a plus is no part of it while the document is a draft.
    let plain = |text: &str| text.split(['-', '+']).next().unwrap_or_default().to_owned();
    if let Some((_, last, _)) = revisions.last()
        && plain(last) != plain(written)
    {
        refuse(found, "csaf-latest-version", version, &place, || {
            format!("the history ends with `{}` (6.1.16)", clip(last))
        });
    }
    let is_draft = tracking.text(Key::STATUS) == Some("draft");
    if !is_draft && (major(written) == Some(0) || written.contains('-')) {
        refuse(found, "csaf-released-draft", version, &place, || {
            "what is released has no version of a draft (6.1.17, 6.1.20)".to_owned()
        });
    }
    let mut before = None;
    for (_, text, revision) in &revisions {
        let Some(number) = major(text) else { continue };
        let is_next = before.map_or(number <= 1, |before| number == before || number == before + 1);
        if !is_next {
            let path = format!("{path}/revision_history");
            refuse(found, "csaf-missing-revision", *revision, &path, || {
                format!("a version before `{}` is missing (6.1.14, 6.1.21)", clip(text))
            });
            break;
        }
        before = Some(number);
    }
}

fn is_semantic(version: &str) -> bool {
    version.contains('.')
}

/// Returns the number that counts, of either way to count.
fn major(version: &str) -> Option<u64> {
    version.split(['.', '-', '+']).next()?.parse().ok()
}
