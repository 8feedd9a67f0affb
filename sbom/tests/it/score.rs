//! Quality, in whole numbers.

use std::path::{Path, PathBuf};

use insta::assert_snapshot;
use sbom::score::{Profile, Score, Verdict};

use crate::corpus::is_affordable;

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus");

/// A document with nothing left out, and one component on its own.
const GOOD: &str = r#"{
  "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
  "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
  "metadata": {
    "timestamp": "2026-11-22T05:00:00Z",
    "lifecycles": [{"phase": "build"}],
    "authors": [{"name": "Jane Doe", "email": "jane@example.com"}],
    "tools": {"components": [{"type": "application", "name": "maker", "version": "2.0"}]},
    "component": {"type": "application", "name": "shop", "version": "1.0", "bom-ref": "shop",
      "purl": "pkg:generic/shop@1.0", "supplier": {"name": "Acme"},
      "hashes": [{"alg": "SHA-256",
        "content": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}],
      "licenses": [{"expression": "MIT OR Apache-2.0"}]}
  },
  "components": [
    {"type": "library", "name": "web", "version": "1.0", "bom-ref": "web",
     "purl": "pkg:npm/web@1.0", "supplier": {"name": "Acme"},
     "hashes": [{"alg": "SHA-256",
       "content": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}],
     "licenses": [{"expression": "MIT OR Apache-2.0"}]}
  ],
  "dependencies": [{"ref": "shop", "dependsOn": ["web"]}, {"ref": "web"}]
}"#;

/// One component lacks nearly everything, one has half of it.
const POOR: &str = r#"{
  "bomFormat": "CycloneDX", "specVersion": "1.6",
  "metadata": {"tools": {"components": [{"type": "application", "name": "maker"}]}},
  "components": [
    {"type": "library", "name": "a", "version": "unknown", "bom-ref": "x",
     "licenses": [{"license": {"name": "see COPYING"}}]},
    {"type": "library", "name": "b", "version": "1.0", "bom-ref": "y",
     "cpe": "cpe:2.3:a:acme:b:1.0:*:*:*:*:*:*:*", "authors": [{"name": "Acme"}],
     "hashes": [{"alg": "MD5", "content": "d41d8cd98f00b204e9800998ecf8427e"}],
     "licenses": [{"license": {"id": "MIT"}}]},
    {"type": "file", "name": "/etc/passwd"}
  ],
  "dependencies": [{"ref": "y", "dependsOn": ["x", "nowhere"]}]
}"#;

fn counts(score: &Score<'_>) -> Vec<String> {
    let checks = score.checks().iter();
    checks
        .map(|check| {
            let (id, num, den) = (check.id(), check.numerator(), check.denominator());
            format!("{id} {num}/{den} -{}", check.lost())
        })
        .collect()
}

#[test]
fn a_document_that_lacks_nothing_loses_nothing() {
    let document = sbom::parse(GOOD.as_bytes()).unwrap();
    let score = document.score();
    assert_eq!(score.points(), 10_000, "{score}");
    assert_eq!(score.out_of_ten(), "10.0");
    assert!(score.gaps().is_empty() && !score.is_capped());
    assert!(score.checks().iter().all(|check| check.lost() == 0 && check.is_applicable()));
    assert_eq!(score.checks().iter().map(|check| check.weight()).sum::<u32>(), 100);
}

#[test]
fn every_check_counts_in_whole_numbers() {
    let document = sbom::parse(POOR.as_bytes()).unwrap();
    let score = document.score();
    assert_eq!(
        counts(&score),
        [
            "id-name 2/2 -0",
            "id-version 1/2 -500",
            "id-purl 1/4 -900",
            "id-unique 2/2 -0",
            "who-supplier 1/2 -400",
            "int-hash 1/4 -600",
            "lic-any 2/2 -0",
            "lic-valid 1/2 -200",
            "dep-root 0/1 -800",
            "dep-graph 1/2 -450",
            "dep-reach 2/2 -0",
            "dep-dangling 3/4 -75",
            "doc-time 0/1 -400",
            "doc-author 1/2 -200",
            "doc-tool 0/1 -300",
            "doc-context 0/1 -200",
            "doc-id 0/1 -200",
        ],
    );
    let lost: u32 = score.checks().iter().map(|check| check.lost()).sum();
    assert_eq!((score.points(), lost), (4_775, 5_225));
    assert_eq!(score.population(), 2);

    let gaps: Vec<(&str, Vec<&str>)> =
        score.gaps().iter().map(|gap| (gap.component().name(), gap.missing().collect())).collect();
    let lacking =
        vec!["id-version", "id-purl", "who-supplier", "int-hash", "lic-valid", "dep-graph"];
    assert_eq!(gaps, [("a", lacking), ("b", vec!["id-purl", "int-hash"])]);
    assert_eq!(score.check("id-version").unwrap().offenders(), ["/components/0"]);
    assert_eq!(score.check("dep-dangling").unwrap().offenders().len(), 1);
}

#[test]
fn a_check_with_nothing_to_look_at_does_not_count() {
    let document = sbom::parse(
        br#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": {
            "component": {"type": "application", "name": "alone", "bom-ref": "alone"}}}"#,
    )
    .unwrap();
    let score = document.score();
    // The subject stands in for the components that are not there.
    assert_eq!(score.population(), 1);
    for id in ["lic-valid", "dep-dangling"] {
        let check = score.check(id).unwrap();
        assert!(!check.is_applicable() && check.lost() == 0, "{id}");
    }
    // 8 + 3 + 8 + 5 of 93.
    assert_eq!(score.points(), 240_000 / 93);

    let empty = sbom::parse(br#"{"bomFormat": "CycloneDX", "specVersion": "1.6"}"#).unwrap();
    assert_eq!((empty.score().points(), empty.score().population()), (0, 0));
}

#[test]
fn what_its_schema_refuses_is_capped() {
    let broken = GOOD.replace("2026-11-22T05:00:00Z", "yesterday");
    let document = sbom::parse(broken.as_bytes()).unwrap();
    let score = document.score();
    assert!(score.is_capped());
    assert_eq!((score.points(), score.uncapped()), (5_000, 9_600));
    assert!(
        score
            .to_string()
            .starts_with("5.0 of 10 (capped, for it breaks its schema; otherwise 9.6)")
    );
    let json = serde_json::to_value(&score).unwrap();
    assert_eq!(json["cap"], "schema");
}

#[test]
fn a_score_is_a_table_for_people_and_an_object_for_programs() {
    let document = sbom::parse(POOR.as_bytes()).unwrap();
    let score = document.score();
    assert_snapshot!(score, @r"
    4.7 of 10, 2 components and services
      lost           have  weight  id            check
     0.000            2/2       8  id-name       has a name
     0.500            1/2      10  id-version    has a version
                                                 /components/0
     0.900          0.5/2      12  id-purl       has a package URL (another identifier: half)
                                                 /components/0, /components/1
     0.000            2/2       3  id-unique     has an id of its own in the document
     0.400            1/2       8  who-supplier  names who supplied or made it
                                                 /components/0
     0.600          0.5/2       8  int-hash      has a digest, SHA-256 or better (weaker: half)
                                                 /components/0, /components/1
     0.000            2/2       7  lic-any       has a licence
     0.200            1/2       4  lic-valid     has licences that are SPDX expressions of known ids
                                                 /components/0
     0.800            0/1       8  dep-root      the document names its one root
     0.450            1/2       9  dep-graph     has its dependencies listed, or how complete they are
                                                 /components/0
     0.000            2/2       5  dep-reach     can be reached from the root
     0.075            3/4       3  dep-dangling  relationships lead somewhere
                                                 /dependencies/0/dependsOn/1
     0.400            0/1       4  doc-time      the document says when it was made
     0.200          0.5/1       4  doc-author    the document names its author (a tool: half)
     0.300            0/1       3  doc-tool      the document names a tool and its version
     0.200            0/1       2  doc-context   the document says at which stage it was made
     0.200            0/1       2  doc-id        the document has an id of the right form
    ");
    let json = serde_json::to_value(&score).unwrap();
    assert_eq!(json["score"], 4_775);
    assert_eq!(json["out_of_ten"], "4.7");
    assert_eq!(json["cap"], serde_json::Value::Null);
    assert_eq!(json["checks"][1]["id"], "id-version");
    assert_eq!(json["checks"][1]["num"], 1);
    assert_eq!(json["checks"][1]["den"], 2);
    assert_eq!(json["components"][0]["ref"], "x");
    assert_eq!(json["components"][0]["missing"][0], "id-version");
}

#[test]
fn a_profile_is_passed_or_not() {
    let good = sbom::parse(GOOD.as_bytes()).unwrap();
    assert!(good.assess(Profile::Ntia2021).passes(), "{}", good.assess(Profile::Ntia2021));
    assert!(good.assess(Profile::Cisa2025Draft).passes());
    let poor = sbom::parse(POOR.as_bytes()).unwrap();
    let ntia = poor.assess(Profile::Ntia2021);
    let failed: Vec<&str> = ntia.failed().map(|requirement| requirement.id()).collect();
    let expected =
        ["ntia-supplier", "ntia-version", "ntia-identifier", "ntia-author", "ntia-timestamp"];
    assert_eq!(failed, expected);
    let supplier = &ntia.requirements()[0];
    assert_eq!(supplier.verdict(), Verdict::Fail { failing: 1, of: 2 });
    assert_eq!(supplier.offenders(), ["/components/0"]);
    // What a component must say, the subject must say too.
    let silent = GOOD.replace(r#""name": "shop", "version": "1.0", "#, r#""name": "shop", "#);
    let ntia_of_silent = sbom::parse(silent.as_bytes()).unwrap().assess(Profile::Ntia2021);
    let failed: Vec<_> = ntia_of_silent.failed().map(|it| (it.id(), it.offenders())).collect();
    assert_eq!(failed, [("ntia-version", &["/metadata/component".to_owned()][..])]);
    assert_snapshot!(ntia, @r"
    NTIA minimum elements (2021): fail
      fail (1 of 2)           ntia-supplier           supplier of every component
                                                      /components/0
      pass                    ntia-name               name of every component
      fail (1 of 2)           ntia-version            version of every component
                                                      /components/0
      fail (1 of 2)           ntia-identifier         another unique identifier of every component
                                                      /components/0
      pass                    ntia-dependencies       relationship of every component to the root
      fail                    ntia-author             author of the data
      fail                    ntia-timestamp          time of assembly
      fail (1 of 2)           ntia-known-unknowns     dependencies listed, or said to be unknown (recommended)
                                                      /components/0
      fail (1 of 2)           ntia-hash               digest of every component (recommended)
                                                      /components/0
      pass                    ntia-licence            licence of every component (recommended)
    ");
}

#[test]
fn bsi_asks_for_more_than_the_others() {
    let good = sbom::parse(GOOD.as_bytes()).unwrap();
    let failed: Vec<String> =
        good.assess(Profile::Bsi21).failed().map(|item| item.id().to_owned()).collect();
    assert_eq!(
        failed,
        [
            "bsi-component-creator",
            "bsi-filename",
            "bsi-dependencies",
            "bsi-licence",
            "bsi-hash",
            "bsi-executable",
            "bsi-archive",
            "bsi-structured",
        ],
    );

    let sha512 = "0".repeat(128);
    let complete = GOOD
        .replace(
            r#""licenses": [{"expression": "MIT OR Apache-2.0"}]"#,
            &format!(
                r#""licenses": [{{"expression": "MIT", "acknowledgement": "concluded"}}],
                "manufacturer": {{"name": "Acme", "url": ["https://acme.example"]}},
                "externalReferences": [{{"type": "distribution", "url": "https://acme.example/web",
                  "hashes": [{{"alg": "SHA-512", "content": "{sha512}"}}]}}],
                "properties": [
                  {{"name": "bsi:component:filename", "value": "web.tgz"}},
                  {{"name": "bsi:component:executable", "value": "non-executable"}},
                  {{"name": "bsi:component:archive", "value": "archive"}},
                  {{"name": "bsi:component:structured", "value": "structured"}}]"#
            ),
        )
        .replace(
            r#""dependencies": ["#,
            r#""compositions": [{"aggregate": "complete", "dependencies": ["shop", "web"]}],
            "dependencies": ["#,
        );
    let document = sbom::parse(complete.as_bytes()).unwrap();
    let assessment = document.assess(Profile::Bsi21);
    assert!(assessment.passes(), "{assessment}");
    assert!(document.validate().passes_schema(), "{}", document.validate());

    // What is said of the whole document is said of each component.
    let overall = complete.replace(r#", "dependencies": ["shop", "web"]}],"#, "}],");
    assert_ne!(overall, complete);
    let assessment = sbom::parse(overall.as_bytes()).unwrap().assess(Profile::Bsi21);
    assert!(assessment.passes(), "{assessment}");

    let old = complete.replace(r#""specVersion": "1.6""#, r#""specVersion": "1.5""#);
    let document = sbom::parse(old.as_bytes()).unwrap();
    let failed: Vec<String> =
        document.assess(Profile::Bsi21).failed().map(|item| item.id().to_owned()).collect();
    assert_eq!(failed, ["bsi-format"]);
}

#[test]
fn telco_asks_for_spdx_2() {
    let text = r#"{
      "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT",
      "name": "shop", "documentNamespace": "https://example.com/shop-1",
      "creationInfo": {"created": "2026-11-22T05:00:00Z", "comment": "SBOM Type: Build",
        "creators": ["Organization: Acme", "Tool: maker-2.0"]},
      "packages": [
        {"SPDXID": "SPDXRef-shop", "name": "shop", "versionInfo": "1.0",
         "supplier": "Organization: Acme", "downloadLocation": "NOASSERTION",
         "licenseConcluded": "MIT", "licenseDeclared": "NOASSERTION", "copyrightText": "NONE"},
        {"SPDXID": "SPDXRef-web", "name": "web", "versionInfo": "1.0",
         "supplier": "Organization: Acme", "downloadLocation": "NOASSERTION",
         "licenseConcluded": "MIT", "licenseDeclared": "MIT", "copyrightText": "NOASSERTION"}
      ],
      "relationships": [
        {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES",
         "relatedSpdxElement": "SPDXRef-shop"},
        {"spdxElementId": "SPDXRef-shop", "relationshipType": "CONTAINS",
         "relatedSpdxElement": "SPDXRef-web"}
      ]
    }"#;
    let document = sbom::parse(text.as_bytes()).unwrap();
    let assessment = document.assess(Profile::Telco11);
    assert!(assessment.passes(), "{assessment}");
    // What is only recommended is told, and fails nothing.
    let purl = assessment.requirements().iter().find(|item| item.id() == "telco-purl").unwrap();
    assert_eq!(purl.verdict(), Verdict::Fail { failing: 2, of: 2 });

    let without = text.replace(r#""Tool: maker-2.0""#, r#""Tool: maker""#);
    let document = sbom::parse(without.as_bytes()).unwrap();
    let failed: Vec<String> =
        document.assess(Profile::Telco11).failed().map(|item| item.id().to_owned()).collect();
    assert_eq!(failed, ["telco-tool"]);

    let other = sbom::parse(GOOD.as_bytes()).unwrap();
    assert!(!other.assess(Profile::Telco11).passes());
}

#[test]
fn profiles_have_ids() {
    for profile in Profile::ALL {
        assert_eq!(profile.as_str().parse(), Ok(profile));
    }
    let error = "ntia".parse::<Profile>().unwrap_err();
    assert!(error.to_string().starts_with("`ntia` is not a profile"));
}

#[test]
fn gaps_of_a_profile_name_every_component_and_the_subject() {
    let parts: Vec<String> = (0..9)
        .map(|number| {
            let version = if number == 8 { r#", "version": "1""# } else { "" };
            format!(r#"{{"type": "library", "name": "p{number}"{version}}}"#)
        })
        .collect();
    let text = format!(
        r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6",
          "metadata": {{"component": {{"type": "application", "name": "shop"}}}},
          "components": [{}]}}"#,
        parts.join(", ")
    );
    let document = sbom::parse(text.into_bytes()).unwrap();
    let gaps = document.gaps(Profile::Ntia2021);
    let lacks = |id: &'static str| -> Vec<_> {
        let lacking = gaps.iter().filter(|gap| gap.missing().any(|missing| missing == id));
        lacking.map(|gap| gap.component().name().to_owned()).collect()
    };
    assert_eq!(lacks("ntia-version"), ["shop", "p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7"]);
    assert_eq!(lacks("ntia-supplier").len(), 10);
    assert!(lacks("ntia-name").is_empty() && lacks("ntia-author").is_empty());
    // As many as the assessment counts.
    for requirement in document.assess(Profile::Ntia2021).requirements() {
        if let Verdict::Fail { failing, of: 10 } = requirement.verdict() {
            assert_eq!(lacks(requirement.id()).len(), failing, "{}", requirement.id());
        }
    }
    let json = serde_json::to_value(gaps[9]).unwrap();
    assert_eq!(json["name"], "p8");
    assert_eq!(json["missing"][0], "ntia-supplier");
}

#[test]
fn every_document_of_the_corpus_has_a_score() {
    let mut files = Vec::new();
    for family in ["cyclonedx", "spdx2", "spdx3"] {
        collect(&Path::new(CORPUS).join(family), &mut files);
    }
    if files.is_empty() {
        eprintln!("skipped: no corpus at {CORPUS}");
        return;
    }
    for file in files {
        let bytes = std::fs::read(&file).unwrap();
        if !is_affordable(bytes.len()) {
            continue;
        }
        let Ok(document) = sbom::parse(&bytes) else { continue };
        let score = document.score();
        assert!(score.points() <= 10_000, "{}", file.display());
        let lost: u32 = score.checks().iter().map(|check| check.lost()).sum();
        // Each of the 17 losses and the score itself is cut off below one point.
        let sum = score.uncapped() + lost;
        let counted = score.checks().iter().any(|check| check.is_applicable());
        assert!(!counted || (9_950..=10_000).contains(&sum), "{}: {sum}", file.display());
        for check in score.checks() {
            assert!(check.numerator() <= check.denominator());
            assert!(check.offenders().len() <= 5 && check.offenders().len() <= check.offending());
        }
        // Large documents hold nothing that small ones do not, and cost most of the time.
        let profiles = Profile::ALL.into_iter().filter(|_| bytes.len() < 100_000);
        for assessment in profiles.map(|profile| document.assess(profile)) {
            assert_eq!(assessment.passes(), assessment.failed().next().is_none());
        }
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "json") {
            files.push(path);
        }
    }
}
