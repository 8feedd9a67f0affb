//! From one format to another, with an account of what was lost.

use std::collections::BTreeSet;
use std::path::Path;

use sbom::vex::{
    self, Document, Justification, Product, Response, Statement, Status, Target, WriteOptions,
};
use sbom::{HashAlgorithm, LossReason};

const SHOP: &[u8] = include_bytes!("../../fixtures/csaf/2.0/shop.json");

fn targets() -> [Target; 3] {
    [Target::OpenVex, Target::Csaf, Target::CycloneDx("cyclonedx-1.6-json".parse().unwrap())]
}

fn written(document: &Document, target: Target) -> (Document, sbom::Losses) {
    let made = document.write(target, &WriteOptions::default()).unwrap();
    (vex::parse(made.bytes).unwrap(), made.losses)
}

pub(super) fn shop() -> Document {
    let mut document = Document::new("https://acme.example/vex/1", "Acme security team");
    document.timestamp = Some("2026-01-02T03:04:05Z".to_owned());
    let image = Product::from_purl("pkg:oci/shop@sha256%3Aab12")
        .subcomponent(Product::from_purl("pkg:deb/debian/openssl@3.0.11"));
    document.add(
        Statement::new("CVE-2026-1", Status::NotAffected)
            .product(image)
            .justification(Justification::VulnerableCodeNotInExecutePath)
            .impact("Never called."),
    );
    document.add(
        Statement::new("CVE-2026-2", Status::Affected)
            .product(Product::from_purl("pkg:npm/cart@1.0.0").hash(
                HashAlgorithm::Sha256,
                "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
            ))
            .action(Response::Other, "Update to 1.0.1."),
    );
    document.add(
        Statement::new("CVE-2026-2", Status::Fixed)
            .product(Product::from_purl("pkg:npm/cart@1.0.1"))
            .timestamp("2026-02-01T00:00:00Z"),
    );
    document.add(
        Statement::new(
            vex::Vulnerability::new("ACME-7").alias("GHSA-1").description("A hole."),
            Status::UnderInvestigation,
        )
        .product(Product::new("https://acme.example/till").cpe("cpe:/a:acme:till:1")),
    );
    document
}

#[test]
fn document_made_from_nothing_says_the_same_in_every_format() {
    let document = shop();
    assert_eq!(document.vulnerabilities.len(), 3, "one is stated about twice");
    for target in targets() {
        let (read, losses) = written(&document, target);
        assert_eq!(claims(&read), claims(&document), "{target}");
        assert_eq!(read.author, document.author);
        for (was, is) in document.statements.iter().zip(order(&document, &read)) {
            assert_eq!((was.status, was.justification), (is.status, is.justification), "{target}");
            assert!(is.is_justified());
        }
        assert!(losses.iter().all(|loss| loss.field() != "range"), "{losses}");
    }
    let (read, losses) = written(&document, Target::OpenVex);
    assert_eq!(read.statements, document.statements);
    assert!(losses.is_empty(), "{losses}");
}

/// Brings the statements of a read document into the order of those it was made of.
fn order<'r>(document: &Document, read: &'r Document) -> Vec<&'r Statement> {
    let find = |was: &Statement| {
        let is_same = |is: &&Statement| {
            is.vulnerability.id == was.vulnerability.id && is.status == was.status
        };
        read.statements.iter().find(is_same).unwrap()
    };
    document.statements.iter().map(find).collect()
}

#[test]
fn csaf_keeps_its_own_through_the_normal_form() {
    let document = vex::parse(SHOP).unwrap();
    let (read, losses) = written(&document, Target::Csaf);
    assert_eq!(read.statements, document.statements);
    assert_eq!(read.vulnerabilities, document.vulnerabilities);
    assert_eq!(
        (read.revisions, read.remarks),
        (document.revisions.clone(), document.remarks.clone())
    );
    assert_eq!(losses.len(), document.unread().len(), "{losses}");
    let made = document.write(Target::Csaf, &WriteOptions::default()).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&made.bytes).unwrap();
    let tree = &json["product_tree"];
    assert_eq!(tree["relationships"][0]["full_product_name"]["product_id"], "SHOP-4.2:SSL");
    assert_eq!(tree["relationships"][0]["relates_to_product_reference"], "SHOP-4.2");
    assert_eq!(tree["branches"].as_array().unwrap().len(), 2, "each product once");
}

#[test]
fn written_csaf_is_what_the_profile_demands() {
    let made = shop().write(Target::Csaf, &WriteOptions::default()).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&made.bytes).unwrap();
    assert_eq!(json["document"]["category"], "csaf_vex");
    assert_eq!(json["document"]["publisher"]["namespace"], "urn:publisher:Acme%20security%20team");
    assert_eq!(json["document"]["tracking"]["revision_history"].as_array().unwrap().len(), 1);
    let [relationship] = json["product_tree"]["relationships"].as_array().unwrap().as_slice()
    else {
        panic!("one relationship")
    };
    let id = &relationship["full_product_name"]["product_id"];
    let first = &json["vulnerabilities"][0];
    assert_eq!(first["product_status"]["known_not_affected"][0], *id);
    assert_eq!(first["flags"][0]["product_ids"][0], *id);
    assert_eq!(first["threats"][0]["details"], "Never called.");
    let second = &json["vulnerabilities"][1];
    assert!(
        second["product_status"]["fixed"].is_array()
            && second["product_status"]["known_affected"].is_array()
    );
    assert_eq!(second["remediations"][0]["details"], "Update to 1.0.1.");
    for vulnerability in json["vulnerabilities"].as_array().unwrap() {
        assert!(vulnerability["notes"].is_array());
    }
    assert_eq!(json["vulnerabilities"][2]["ids"][0]["text"], "ACME-7");
}

#[test]
fn no_claim_grows_where_a_range_has_no_place() {
    let document = vex::parse(SHOP).unwrap();
    let (read, losses) = written(&document, Target::OpenVex);
    assert!(claims(&read).is_subset(&claims(&document)));
    let lost: Vec<_> = losses.iter().filter(|loss| loss.field() == "range").collect();
    assert_eq!(lost[0].detail(), "the product is left out");
    assert_eq!(lost[0].element(), Some("pkg:generic/shop"));
    let kept = read.statements.iter().filter(|it| it.status == Status::Affected);
    assert!(kept.flat_map(|it| &it.products).next().is_none());
}

#[test]
fn reason_is_never_made_up() {
    let mut document = Document::new("a", "b");
    document.add(
        Statement::new("CVE-2026-1", Status::NotAffected).product(Product::from_purl("pkg:npm/a")),
    );
    document.add(
        Statement::new("CVE-2026-2", Status::Affected).product(Product::from_purl("pkg:npm/a")),
    );
    for target in targets() {
        let (read, losses) = written(&document, target);
        assert!(!read.statements[0].is_justified(), "{target}");
        let is_told = losses.iter().any(|loss| loss.reason() == LossReason::Invalid);
        assert_eq!(is_told, !matches!(target, Target::CycloneDx(_)), "{target}: {losses}");
    }
    let (read, _) = written(&document, Target::OpenVex);
    assert_eq!(read.statements[1].actions[0].text, "No action is stated.");
}

#[test]
fn words_without_a_counterpart_are_reported() {
    let text = br#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
      "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
      "components": [{"type": "library", "name": "z", "bom-ref": "z", "purl": "pkg:npm/z@1"}],
      "vulnerabilities": [{"id": "CVE-2026-1", "affects": [{"ref": "z"}], "analysis": {"state": "false_positive",
        "justification": "protected_by_compiler", "response": ["can_not_fix"]}}]}"#;
    let document = vex::parse(text).unwrap();
    let (read, losses) = written(&document, Target::OpenVex);
    assert_eq!(
        read.statements[0].justification,
        Some(Justification::InlineMitigationsAlreadyExist)
    );
    let approximated: Vec<_> = losses
        .iter()
        .filter(|loss| loss.reason() == LossReason::Approximated)
        .map(|loss| (loss.path().to_owned(), loss.detail().to_owned()))
        .collect();
    assert_eq!(
        approximated,
        [
            ("/vulnerabilities/0/status".to_owned(), "false_positive".to_owned()),
            ("/vulnerabilities/0/justification".to_owned(), "protected_by_compiler".to_owned()),
        ]
    );
    let cyclonedx = Target::CycloneDx("cyclonedx-1.6-json".parse().unwrap());
    let (read, losses) = written(&document, cyclonedx);
    assert!(losses.is_empty(), "{losses}");
    assert_eq!(read.statements[0].status_text, "false_positive");
    assert_eq!(read.statements[0].justification_text.as_deref(), Some("protected_by_compiler"));
}

#[test]
fn written_documents_are_valid() {
    let document = shop();
    for version in ["1.4", "1.5", "1.6", "1.7"] {
        let target = Target::CycloneDx(format!("cyclonedx-{version}-json").parse().unwrap());
        let made = document.write(target, &WriteOptions::default()).unwrap();
        let report = sbom::parse(made.bytes).unwrap().validate();
        assert!(report.is_valid(), "{version}: {report}");
    }
}

#[test]
fn what_is_missing_comes_from_the_options() {
    let mut document = Document::default();
    document.add(
        Statement::new("CVE-2026-1", Status::Fixed).product(Product::from_purl("pkg:npm/a@1")),
    );
    let options = WriteOptions::default()
        .id("https://acme.example/9")
        .author("Acme")
        .author_namespace("https://acme.example")
        .timestamp("2026-03-01T00:00:00Z");
    for target in targets() {
        let read = vex::parse(document.write(target, &options).unwrap().bytes).unwrap();
        assert_eq!(read.author.as_deref(), Some("Acme"), "{target}");
        assert_eq!(read.timestamp.as_deref(), Some("2026-03-01T00:00:00Z"), "{target}");
    }
    let plain = |target| document.write(target, &WriteOptions::default()).unwrap().bytes;
    assert_eq!(plain(Target::OpenVex), plain(Target::OpenVex), "no clock and no chance");
}

/// Whatever is done to a byte: what is read can be written, and what was written is read.
#[test]
fn damaged_documents_are_refused_or_written_so_that_they_are_read() {
    let openvex = include_bytes!("../../fixtures/openvex/0.2.0/shop.json");
    let targets = targets();
    let mut written = 0;
    for original in [SHOP, openvex] {
        let damages = [b'"', b'\\', b'{', b']', b',', b' ', b'9', b'x'];
        for (at, damage) in (0..original.len()).step_by(13).zip(damages.into_iter().cycle()) {
            let mut bytes = original.to_vec();
            bytes[at] = damage;
            let _ = vex::validate(&bytes, &sbom::validate::Options::default());
            let Ok(document) = vex::parse(&bytes) else { continue };
            // CycloneDX without a vulnerability is an inventory.
            for target in targets.into_iter().filter(|_| !document.vulnerabilities.is_empty()) {
                let made = document.write(target, &WriteOptions::default()).unwrap();
                let read = vex::parse(&made.bytes);
                assert!(read.is_ok(), "{at} as {target}: {read:?}");
                written += 1;
            }
        }
    }
    assert!(written > 300, "only {written}");
}

/// What a document claims: vulnerability, status, product and component, as narrow as it is.
fn claims(document: &Document) -> BTreeSet<(String, Status, String, String)> {
    let mut claims = BTreeSet::new();
    for statement in &document.statements {
        for product in &statement.products {
            let parts = innermost(product);
            // CycloneDX names the component, in whatever it lies.
            let parts = if parts.is_empty() { vec![name(product)] } else { parts };
            for part in parts {
                let range = product.range.clone().unwrap_or_default();
                claims.insert((statement.vulnerability.id.clone(), statement.status, part, range));
            }
        }
    }
    claims
}

fn name(product: &Product) -> String {
    let version =
        product.version.as_deref().filter(|it| it.starts_with(|it: char| it.is_ascii_digit()));
    if let (Some(purl), Some(version)) = (&product.purl, version)
        && !purl.contains('@')
        && product.range.is_none()
    {
        let (purl, rest) = purl.split_once('?').unwrap_or((purl, ""));
        let mark = if rest.is_empty() { "" } else { "?" };
        return format!("{purl}@{version}{mark}{rest}");
    }
    let names = [product.purl.as_deref(), product.cpes.first().map(String::as_str)];
    // Names of one document's own are called as each format likes.
    names.into_iter().flatten().next().unwrap_or("own").to_owned()
}

fn innermost(product: &Product) -> Vec<String> {
    let mut found = Vec::new();
    let mut open: Vec<_> = product.subcomponents.iter().collect();
    while let Some(part) = open.pop() {
        match part.subcomponents.is_empty() {
            true => found.push(name(part)),
            false => open.extend(&part.subcomponents),
        }
    }
    found
}

/// Public documents, into each format and back: nothing is claimed that was not before, and what
/// is not claimed any more is accounted for.
#[test]
fn no_public_document_claims_more_than_before() {
    let corpus = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus"));
    let mut files = Vec::new();
    for folder in ["vex", "cyclonedx"] {
        let Ok(origins) = std::fs::read_dir(corpus.join(folder)) else { continue };
        for origin in origins.flatten().filter(|it| !it.path().ends_with("CycloneDX_specification"))
        {
            files.extend(std::fs::read_dir(origin.path()).unwrap().flatten().map(|it| it.path()));
        }
    }
    if files.is_empty() {
        say(&format!("skipped: {} is not here", corpus.display()));
        return;
    }
    let mut compared = 0;
    for file in files.iter().filter(|file| file.extension().is_some_and(|it| it == "json")) {
        let Ok(document) = vex::parse(std::fs::read(file).unwrap()) else { continue };
        // CycloneDX without a vulnerability is an inventory.
        if document.vulnerabilities.is_empty() {
            continue;
        }
        let before = claims(&document);
        for target in targets() {
            let made = document.write(target, &WriteOptions::default()).unwrap();
            let read = match vex::parse(made.bytes) {
                Ok(read) => read,
                Err(error) => panic!("{} as {target}: {error}", file.display()),
            };
            let after = claims(&read);
            let grown: Vec<_> = after.difference(&before).take(3).collect();
            assert!(grown.is_empty(), "{} as {target}: {grown:?}", file.display());
            if before != after {
                let gone: Vec<_> = before.difference(&after).take(3).collect();
                let is_told = made
                    .losses
                    .iter()
                    .any(|loss| ["range", "version", "status", "hashes"].contains(&loss.field()));
                assert!(is_told, "{} as {target}: {gone:?}\n{}", file.display(), made.losses);
            }
            compared += 1;
        }
    }
    say(&format!("{compared} conversions compared"));
}

#[expect(clippy::print_stderr, reason = "a skipped test must be seen")]
fn say(text: &str) {
    eprintln!("{text}");
}

#[test]
fn scores_of_csaf_are_those_that_their_vectors_give() {
    let vector = "AV:L/AC:L/PR:H/UI:R/S:U/C:H/I:H/A:H";
    for (rating, written, lost) in [
        (
            format!(
                r#""method": "CVSSv31", "vector": "{vector}", "score": 6.50, "severity": "medium""#
            ),
            format!(
                r#""baseScore":6.50,"baseSeverity":"MEDIUM","vectorString":"CVSS:3.1/{vector}""#
            ),
            &[][..],
        ),
        (
            format!(
                r#""method": "CVSSv3", "vector": "CVSS:3.1/{vector}", "score": 9.8, "severity": "info""#
            ),
            format!(
                r#""baseScore":6.5,"baseSeverity":"MEDIUM","vectorString":"CVSS:3.1/{vector}","version":"3.1""#
            ),
            &["score", "severity"],
        ),
        (
            format!(r#""method": "CVSSv3", "vector": "{vector}""#),
            format!(
                r#""baseScore":6.5,"baseSeverity":"MEDIUM","vectorString":"CVSS:3.0/{vector}","version":"3.0""#
            ),
            &[],
        ),
        (
            r#""method": "CVSSv2", "vector": "AV:N/AC:L/Au:S/C:P/I:P/A:N", "severity": "high""#
                .to_owned(),
            r#""baseScore":5.5,"vectorString":"AV:N/AC:L/Au:S/C:P/I:P/A:N","version":"2.0""#
                .to_owned(),
            &["severity"],
        ),
        // A score with everything taken into account is no base score.
        (
            format!(r#""method": "CVSSv31", "vector": "{vector}/MC:N/MI:N/MA:N", "score": 0, "severity": "none""#),
            r#""baseScore":6.5,"baseSeverity":"MEDIUM","environmentalScore":0,"environmentalSeverity":"NONE","#.to_owned(),
            &[],
        ),
        (
            r#""method": "CVSSv31", "vector": "CVSS:3.1/AV:N", "score": 9.8"#.to_owned(),
            String::new(),
            &["vector"],
        ),
        (r#""method": "CVSSv31", "score": 9.8"#.to_owned(), String::new(), &["rating"]),
    ] {
        let text = format!(
            r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "vulnerabilities": [{{"id": "CVE-2026-1",
                "ratings": [{{{rating}}}], "analysis": {{"state": "in_triage"}}, "affects": [{{"ref": "pkg:npm/a@1"}}]}}]}}"#
        );
        let document = vex::parse(text.as_bytes()).unwrap();
        let made = document.write(Target::Csaf, &WriteOptions::default()).unwrap();
        let report = vex::validate(made.bytes.as_slice(), &Default::default()).unwrap();
        let scores: Vec<_> =
            report.violations().iter().filter(|it| it.path().contains("scores")).collect();
        assert!(scores.is_empty(), "{report}");
        let bytes: serde_json::Value = serde_json::from_slice(&made.bytes).unwrap();
        let text = String::from_utf8(made.bytes).unwrap().replace([' ', '\n'], "");
        assert_eq!(
            bytes.pointer("/vulnerabilities/0/scores").is_some(),
            !written.is_empty(),
            "{text}"
        );
        assert!(text.contains(&written), "{written} {text}");
        let fields: Vec<_> = made
            .losses
            .iter()
            .map(|loss| loss.field())
            .filter(|it| ["vector", "score", "severity", "rating"].contains(it))
            .collect();
        assert_eq!(fields, lost, "{}", made.losses);
    }
}

#[test]
fn products_of_csaf_keep_the_reason_that_is_stated_first() {
    let statement = |reason: &str| {
        format!(
            r#"{{"vulnerability": {{"name": "CVE-2026-1"}}, "products": [{{"@id": "pkg:npm/a@1"}}],
                "status": "not_affected", "justification": "{reason}"}}"#
        )
    };
    for (second, lost) in [("component_not_present", 0), ("vulnerable_code_not_present", 1)] {
        let text = format!(
            r#"{{"@context": "https://openvex.dev/ns/v0.2.0", "@id": "a", "author": "b", "version": 1,
                "timestamp": "2026-01-01T00:00:00Z", "statements": [{}, {}]}}"#,
            statement("component_not_present"),
            statement(second)
        );
        let document = vex::parse(text.as_bytes()).unwrap();
        let made = document.write(Target::Csaf, &WriteOptions::default()).unwrap();
        let report = vex::validate(made.bytes.as_slice(), &Default::default()).unwrap();
        assert!(report.violations().is_empty(), "{report}");
        let reasons = made.losses.iter().filter(|it| it.reason() == LossReason::OnlyOne);
        assert_eq!(reasons.count(), lost, "{}", made.losses);
    }
}

#[test]
fn translations_stay_translations_of_something() {
    let text = String::from_utf8(SHOP.to_vec()).unwrap();
    let text = text.replacen(r#""category": "vendor""#, r#""category": "translator""#, 1);
    let text = text.replacen(r#""lang": "en","#, r#""lang": "en", "source_lang": "de","#, 1);
    let (document, _) = written(&vex::parse(text.as_bytes()).unwrap(), Target::Csaf);
    assert_eq!(document.source_language.as_deref(), Some("de"));
    assert_eq!(document.role.as_deref(), Some("translator"));
    let (_, losses) = written(&document, Target::OpenVex);
    assert!(losses.iter().any(|loss| loss.field() == "source_language"), "{losses}");
    // Other formats do not say what was translated.
    let mut document = document;
    document.source_language = None;
    let (document, losses) = written(&document, Target::Csaf);
    assert_eq!(document.role.as_deref(), Some("other"));
    assert!(losses.iter().any(|loss| loss.field() == "role"), "{losses}");
}

#[test]
fn addresses_of_csaf_are_escaped_or_left_out() {
    let mut document = Document::new("https://acme.test/vex/1", "Acme");
    document.author_namespace = Some("acme <security>".to_owned());
    let urls = ["https://acme.test/a b", "https://acme.test/c [go", "https://acme.test/d"];
    for url in urls {
        let mut reference = sbom::vex::Reference::default();
        reference.url = url.to_owned();
        document.references.push(reference);
    }
    let (again, losses) = written(&document, Target::Csaf);
    let kept: Vec<_> = again.references.iter().map(|it| it.url.as_str()).collect();
    assert_eq!(kept, ["https://acme.test/a%20b", "https://acme.test/d"]);
    assert_eq!(again.author_namespace.as_deref(), Some("acme%20%3Csecurity%3E"));
    let lost: Vec<_> = losses.iter().map(|loss| (loss.field(), loss.reason())).collect();
    let expected = ["author_namespace", "url", "url"].map(|field| (field, LossReason::Invalid));
    assert_eq!(lost, expected, "{losses}");
}

/// CSAF keeps its version in a text, of which JSON does not take every number.
#[test]
fn versions_are_written_as_numbers_of_json() {
    for (version, number) in [("05", "5"), ("+5", "5"), ("5", "5"), ("0", "1"), ("5.0.0", "1")] {
        let mut document = Document::new("urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79", "Acme");
        document.timestamp = Some("2026-01-01T00:00:00Z".to_owned());
        document.version = Some(version.to_owned());
        document.add(
            Statement::new("CVE-2026-1", Status::Fixed).product(Product::from_purl("pkg:npm/a@1")),
        );
        for target in [Target::OpenVex, Target::CycloneDx("cyclonedx-1.6-json".parse().unwrap())] {
            let (again, losses) = written(&document, target);
            assert_eq!(again.version.as_deref(), Some(number), "{target}");
            let is_lost = losses.iter().any(|loss| loss.field() == "version");
            assert_eq!(is_lost, version != number, "{losses}");
        }
    }
}
