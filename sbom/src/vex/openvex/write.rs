//! OpenVEX 0.2.0.

use std::sync::Arc;

use crate::document::HashAlgorithm;
use crate::losses::{LossReason, Losses};
use crate::tree::{Key, Scalar, Tail, Tree};
use crate::vex::document::Document;
use crate::vex::product::Product;
use crate::vex::statement::Statement;
use crate::vex::vulnerability::Vulnerability;
use crate::vex::words::{Response, Status};
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
    let object = &mut root;
    put(&mut tree, object, Key::AT_CONTEXT, Some("https://openvex.dev/ns/v0.2.0"));
    put(&mut tree, object, Key::AT_ID, Some(&document.identity(options)));
    put(&mut tree, object, Key::AUTHOR, Some(document.written_author(options)));
    put(&mut tree, object, Key::ROLE, document.role.as_deref());
    let issued = document.issued(options);
    put(&mut tree, object, Key::TIMESTAMP, Some(issued));
    put(&mut tree, object, Key::LAST_UPDATED_SNAKE, document.last_updated.as_deref());
    let version = account.version(document.version.as_deref());
    tree.scalar(object, Key::VERSION, Scalar::Number(&version));
    put(&mut tree, object, Key::TOOLING, document.tooling.as_deref());
    for (is_there, field) in [
        (document.title.is_some(), "title"),
        (document.category.is_some(), "category"),
        (document.state.is_some(), "state"),
        (document.language.is_some(), "language"),
        (document.source_language.is_some(), "source_language"),
        (document.author_namespace.is_some(), "author_namespace"),
        (!document.revisions.is_empty(), "revisions"),
        (!document.remarks.is_empty(), "remarks"),
        (!document.references.is_empty(), "references"),
        (document.subject.is_some(), "subject"),
    ] {
        account.no_place(is_there, field, "");
    }
    for (number, vulnerability) in document.vulnerabilities.iter().enumerate() {
        let place = place(&vulnerability.origin, "vulnerabilities", number);
        unsaid(vulnerability, &place, &mut account);
    }
    let mut list = tree.array(&mut root, Key::STATEMENTS, None);
    for (number, statement) in document.statements.iter().enumerate() {
        let place = place(&statement.origin, "statements", number);
        if statement.status == Status::Other || statement.vulnerability.id.is_empty() {
            account.lose(LossReason::NoPlace, "status", &place, &statement.status_text);
            continue;
        }
        put_statement(&mut tree, &mut list, statement, issued, &place, &mut account);
    }
    tree
}

/// Reports what is known of a vulnerability beside its names.
fn unsaid(vulnerability: &Vulnerability, place: &str, account: &mut Account<'_>) {
    for (is_there, field) in [
        (vulnerability.title.is_some(), "title"),
        (vulnerability.detail.is_some(), "detail"),
        (vulnerability.workaround.is_some(), "workaround"),
        (vulnerability.source.is_some(), "source"),
        (!vulnerability.cwes.is_empty(), "cwes"),
        (!vulnerability.ratings.is_empty(), "ratings"),
        (!vulnerability.references.is_empty(), "references"),
        (!vulnerability.remarks.is_empty(), "remarks"),
        (vulnerability.discovered.is_some(), "discovered"),
        (vulnerability.created.is_some(), "created"),
        (vulnerability.published.is_some(), "published"),
        (vulnerability.updated.is_some(), "updated"),
        (vulnerability.rejected.is_some(), "rejected"),
        (!vulnerability.recommended.is_empty(), "recommended"),
        (vulnerability.aliases.iter().any(|alias| alias.source.is_some()), "aliases"),
    ] {
        account.no_place(is_there, field, place);
    }
}

fn put_statement(
    tree: &mut Tree,
    list: &mut Tail,
    statement: &Statement,
    issued: &str,
    place: &str,
    account: &mut Account<'_>,
) {
    let mut object = tree.object(list, Key::NONE, None);
    put(tree, &mut object, Key::AT_ID, statement.id.as_deref());
    put_vulnerability(tree, &mut object, &statement.vulnerability);
    put_products(tree, &mut object, statement, place, account);
    put(tree, &mut object, Key::STATUS, Some(statement.status.as_str()));
    if !matches!(
        statement.status_text.as_str(),
        "known_not_affected" | "known_affected" | "exploitable" | "resolved" | "in_triage"
    ) && statement.status_text != statement.status.as_str()
    {
        account.lose(LossReason::Approximated, "status", place, &statement.status_text);
    }
    put_reasons(tree, &mut object, statement, place, account);
    put(tree, &mut object, Key::STATUS_NOTES, statement.notes.as_deref());
    put(tree, &mut object, Key::SUPPLIER, statement.supplier.as_deref());
    let own = statement.timestamp.as_deref().filter(|time| *time != issued);
    put(tree, &mut object, Key::TIMESTAMP, own);
    put(tree, &mut object, Key::LAST_UPDATED_SNAKE, statement.last_updated.as_deref());
    account.no_place(!statement.remarks.is_empty(), "remarks", place);
}

fn put_vulnerability(tree: &mut Tree, object: &mut Tail, vulnerability: &Vulnerability) {
    let mut inner = tree.object(object, Key::VULNERABILITY, None);
    put(tree, &mut inner, Key::AT_ID, vulnerability.url.as_deref());
    put(tree, &mut inner, Key::NAME, Some(&vulnerability.id));
    put(tree, &mut inner, Key::DESCRIPTION, vulnerability.description.as_deref());
    let aliases = vulnerability.aliases.iter().map(|alias| alias.id.as_str());
    put_list(tree, &mut inner, Key::ALIASES, aliases);
}

/// Puts why, or what to do.
fn put_reasons(
    tree: &mut Tree,
    object: &mut Tail,
    statement: &Statement,
    place: &str,
    account: &mut Account<'_>,
) {
    let written = statement.justification_text.as_deref().unwrap_or_default();
    match statement.justification {
        Some(justification) if statement.status == Status::NotAffected => {
            if justification.says_exactly(written) || written.is_empty() {
                put(tree, object, Key::JUSTIFICATION, Some(justification.as_str()));
            } else if justification == crate::vex::Justification::Other {
                account.lose(LossReason::NoPlace, "justification", place, written);
            } else {
                put(tree, object, Key::JUSTIFICATION, Some(justification.as_str()));
                account.lose(LossReason::Approximated, "justification", place, written);
            }
        }
        Some(_) => account.lose(LossReason::NoPlace, "justification", place, written),
        None => {}
    }
    put(tree, object, Key::IMPACT_STATEMENT, statement.impact.as_deref());
    if statement.status == Status::NotAffected && !statement.is_justified() {
        account.lose(LossReason::Invalid, "justification", place, "OpenVEX demands a reason");
    }
    let mut texts: Vec<String> = Vec::new();
    for action in &statement.actions {
        texts.push(match (action.text.as_str(), &action.url) {
            ("", None) => in_words(action.response).to_owned(),
            ("", Some(url)) => format!("{} ({url})", in_words(action.response)),
            (text, Some(url)) => format!("{text} ({url})"),
            (text, None) => text.to_owned(),
        });
        let word = action.response_text.as_deref();
        if let Some(word) = word.filter(|_| !action.text.is_empty()) {
            account.lose(LossReason::NoPlace, "response", place, word);
        }
    }
    if texts.is_empty() && statement.status == Status::Affected {
        let advice = &statement.vulnerability.recommendation;
        texts.push(advice.clone().unwrap_or_else(|| "No action is stated.".to_owned()));
    } else {
        account.no_place(statement.vulnerability.recommendation.is_some(), "recommendation", place);
    }
    let action = texts.join("\n");
    if !action.is_empty() {
        put(tree, object, Key::ACTION_STATEMENT, Some(&action));
    }
    let times = statement.actions.iter().filter_map(|action| action.timestamp.as_deref());
    let mut times = times.collect::<Vec<_>>();
    times.sort_unstable();
    times.dedup();
    if let [time, rest @ ..] = times.as_slice() {
        put(tree, object, Key::ACTION_STATEMENT_TIMESTAMP, Some(time));
        if !rest.is_empty() {
            account.lose(LossReason::OnlyOne, "action_timestamp", place, "");
        }
    }
}

/// Says in words what a response without words is.
fn in_words(response: Response) -> &'static str {
    match response {
        Response::Update => "Update to a newer version.",
        Response::Rollback => "Go back to an older version.",
        Response::Workaround => "A workaround is available.",
        Response::FixPlanned => "A fix is planned.",
        Response::NoneAvailable => "No fix is available.",
        Response::WillNotFix => "It will not be fixed.",
        Response::CanNotFix => "It cannot be fixed.",
        Response::Other => "No action is stated.",
    }
}

fn put_products(
    tree: &mut Tree,
    object: &mut Tail,
    statement: &Statement,
    place: &str,
    account: &mut Account<'_>,
) {
    if statement.products.is_empty() {
        return;
    }
    let mut list = tree.array(object, Key::PRODUCTS, None);
    for product in &statement.products {
        let parts = product.innermost();
        let is_ranged =
            std::iter::once(product).chain(parts.iter().copied()).any(|part| part.range.is_some());
        // Without its range or version, a product would be every version of it.
        let detail = "the product is left out";
        if is_ranged {
            account.product(LossReason::NoPlace, product, "range", place, detail);
            continue;
        }
        if is_vague(product) || parts.iter().any(|part| is_vague(part)) {
            account.product(LossReason::NoPlace, product, "version", place, detail);
            continue;
        }
        let mut inner = tree.object(&mut list, Key::NONE, None);
        put_product(tree, &mut inner, product, place, account);
        if is_deep(product) {
            account.product(LossReason::Approximated, product, "subcomponents", place, "flattened");
        }
        if !parts.is_empty() {
            let mut components = tree.array(&mut inner, Key::SUBCOMPONENTS, None);
            for part in parts {
                let mut component = tree.object(&mut components, Key::NONE, None);
                put_product(tree, &mut component, part, place, account);
            }
        }
    }
}

/// Reports whether a product has a version that none of its names tells.
fn is_vague(product: &Product) -> bool {
    let Some(version) = product.plain_version() else { return false };
    product.purl.is_none() && product.cpes.iter().any(|cpe| !cpe.contains(version))
}

fn put_product(
    tree: &mut Tree,
    object: &mut Tail,
    product: &Arc<Product>,
    place: &str,
    account: &mut Account<'_>,
) {
    let purl = product.full_purl();
    // An id that means something elsewhere too, else the package URL.
    let global = product.id.as_deref().filter(|id| {
        id.contains(':') && !id.starts_with("pkg:") && crate::identity::BomLink::parse(id).is_err()
    });
    let link = product.id.as_deref().filter(|_| purl.is_none());
    let id = global.or(purl.as_deref()).or(link).or(product.name.as_deref());
    let id = id.or(product.cpes.first().map(String::as_str));
    put(tree, object, Key::AT_ID, id);
    let is_stated = purl.as_deref() != id;
    if product.purl.is_some() && is_stated || !product.cpes.is_empty() {
        let mut identifiers = tree.object(object, Key::IDENTIFIERS, None);
        if is_stated {
            put(tree, &mut identifiers, Key::PURL, purl.as_deref());
        }
        let of = |is_23: bool| {
            let mut cpes =
                product.cpes.iter().filter(move |cpe| cpe.starts_with("cpe:2.3:") == is_23);
            (cpes.next(), cpes.next())
        };
        for (is_23, name) in [(false, "cpe22"), (true, "cpe23")] {
            let (first, second) = of(is_23);
            let key = tree.key(name);
            put(tree, &mut identifiers, key, first.map(String::as_str));
            if second.is_some() {
                account.product(LossReason::OnlyOne, product, "cpes", place, "");
            }
        }
    }
    if !product.hashes.is_empty() {
        let mut hashes = tree.object(object, Key::HASHES, None);
        let mut met = Vec::new();
        for hash in &product.hashes {
            let name = iana(hash.algorithm).unwrap_or(&hash.word);
            if met.contains(&name) {
                account.product(LossReason::OnlyOne, product, "hashes", place, name);
                continue;
            }
            met.push(name);
            let key = tree.key(name);
            put(tree, &mut hashes, key, Some(&hash.content));
        }
    }
    let is_versioned = purl.as_deref().is_some_and(|purl| purl.contains('@'));
    for (is_there, field) in [
        (product.vendor.is_some(), "vendor"),
        (product.name.is_some() && product.name.as_deref() != id, "name"),
        (!product.identifiers.is_empty(), "identifiers"),
        (product.version.is_some() && !is_versioned, "version"),
        (product.relation.as_deref().is_some_and(|it| it != "default_component_of"), "relation"),
    ] {
        if is_there {
            account.product(LossReason::NoPlace, product, field, place, "");
        }
    }
}

/// Returns the name of an algorithm in IANA's registry, which OpenVEX uses.
fn iana(algorithm: HashAlgorithm) -> Option<&'static str> {
    Some(match algorithm {
        HashAlgorithm::Md5 => "md5",
        HashAlgorithm::Sha1 => "sha1",
        HashAlgorithm::Sha224 => "sha-224",
        HashAlgorithm::Sha256 => "sha-256",
        HashAlgorithm::Sha384 => "sha-384",
        HashAlgorithm::Sha512 => "sha-512",
        HashAlgorithm::Sha3_256 => "sha3-256",
        HashAlgorithm::Sha3_384 => "sha3-384",
        HashAlgorithm::Sha3_512 => "sha3-512",
        HashAlgorithm::Blake2b512 => "blake2b-512",
        HashAlgorithm::Blake3 => "blake3",
        _ => return None,
    })
}
