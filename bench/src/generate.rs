//! Large documents that look like real ones, made from a seed: the same bytes every time.

use std::fmt::Write;

use crate::random::Random;

struct Package {
    ecosystem: &'static str,
    name: String,
    version: String,
    purl: String,
    licence: &'static str,
    sha256: String,
    dependencies: Vec<usize>,
}

fn packages(count: usize) -> Vec<Package> {
    let mut random = Random(42);
    (0..count)
        .map(|index| {
            let ecosystem = random.pick(ECOSYSTEMS);
            let name = format!("{}-{}-{index}", random.pick(WORDS), random.pick(WORDS));
            let version = format!("{}.{}.{}", random.below(9), random.below(30), random.below(40));
            let purl = format!("pkg:{ecosystem}/{name}@{version}");
            let licence = random.pick(LICENCES);
            let sha256 = hex(&mut random, 64);
            let later = count - index - 1;
            // Dependencies point at later packages, so that the graph has no cycles.
            let wanted = if later == 0 { 0 } else { random.below(6) };
            let mut dependencies: Vec<usize> =
                (0..wanted).map(|_| index + 1 + random.below(later)).collect();
            dependencies.sort_unstable();
            dependencies.dedup();
            Package { ecosystem, name, version, purl, licence, sha256, dependencies }
        })
        .collect()
}

fn hex(random: &mut Random, digits: usize) -> String {
    let mut text = String::new();
    while text.len() < digits {
        let _ = write!(text, "{:016x}", random.next());
    }
    text.truncate(digits);
    text
}

/// Makes a CycloneDX 1.6 document.
pub(crate) fn cyclonedx(count: usize) -> String {
    let packages = packages(count);
    let mut random = Random(7);
    let mut text = String::from(
        r#"{"bomFormat":"CycloneDX","specVersion":"1.6","serialNumber":"urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79","version":1,"metadata":{"timestamp":"2026-01-02T03:04:05Z","component":{"bom-ref":"root","type":"application","name":"benchmark","version":"1.0.0"}},"components":["#,
    );
    for (index, package) in packages.iter().enumerate() {
        let Package { ecosystem, name, version, purl, licence, sha256, .. } = package;
        let _ = write!(
            text,
            r#"{}{{"bom-ref":"{purl}","type":"library","name":"{name}","version":"{version}","#,
            if index == 0 { "" } else { "," }
        );
        if random.below(3) == 0 {
            let _ = write!(
                text,
                r#""description":"A {} for \"{}\" \u2014 {} {}","#,
                random.pick(WORDS),
                random.pick(WORDS),
                random.pick(WORDS),
                random.pick(WORDS)
            );
        }
        let _ = write!(
            text,
            r#""hashes":[{{"alg":"SHA-256","content":"{sha256}"}}],"licenses":[{{"license":{{"id":"{licence}"}}}}],"purl":"{purl}","externalReferences":[{{"type":"vcs","url":"https://git.example.org/{ecosystem}/{name}.git"}}],"properties":[{{"name":"syft:package:type","value":"{ecosystem}"}},{{"name":"syft:location:0:path","value":"/usr/lib/{ecosystem}/{name}"}}]}}"#
        );
    }
    text.push_str(r#"],"dependencies":[{"ref":"root","dependsOn":["#);
    for (index, package) in packages.iter().take(20).enumerate() {
        let _ = write!(text, "{}\"{}\"", if index == 0 { "" } else { "," }, package.purl);
    }
    text.push_str("]}");
    for package in &packages {
        let _ = write!(text, r#",{{"ref":"{}","dependsOn":["#, package.purl);
        for (index, to) in
            package.dependencies.iter().filter_map(|to| packages.get(*to)).enumerate()
        {
            let _ = write!(text, "{}\"{}\"", if index == 0 { "" } else { "," }, to.purl);
        }
        text.push_str("]}");
    }
    text.push_str("]}");
    text
}

/// Makes an SPDX 2.3 document about the same packages.
pub(crate) fn spdx(count: usize) -> String {
    let packages = packages(count);
    let mut text = String::from(
        r#"{"spdxVersion":"SPDX-2.3","dataLicense":"CC0-1.0","SPDXID":"SPDXRef-DOCUMENT","name":"benchmark","documentNamespace":"https://example.org/benchmark","creationInfo":{"creators":["Tool: bench-1"],"created":"2026-01-02T03:04:05Z"},"packages":["#,
    );
    for (index, package) in packages.iter().enumerate() {
        let Package { ecosystem, name, version, purl, licence, sha256, .. } = package;
        let _ = write!(
            text,
            r#"{}{{"name":"{name}","SPDXID":"SPDXRef-Package-{ecosystem}-{name}","versionInfo":"{version}","supplier":"Organization: Example, Inc.","downloadLocation":"NOASSERTION","filesAnalyzed":false,"checksums":[{{"algorithm":"SHA256","checksumValue":"{sha256}"}}],"sourceInfo":"acquired package info from /usr/lib/{ecosystem}/{name}/METADATA","licenseConcluded":"NOASSERTION","licenseDeclared":"{licence}","copyrightText":"NOASSERTION","externalRefs":[{{"referenceCategory":"SECURITY","referenceType":"cpe23Type","referenceLocator":"cpe:2.3:a:{name}:{name}:{version}:*:*:*:*:*:*:*"}},{{"referenceCategory":"PACKAGE-MANAGER","referenceType":"purl","referenceLocator":"{purl}"}}]}}"#,
            if index == 0 { "" } else { "," }
        );
    }
    text.push_str(
        r#"],"relationships":[{"spdxElementId":"SPDXRef-DOCUMENT","relationshipType":"DESCRIBES","relatedSpdxElement":"SPDXRef-Package-"#,
    );
    if let Some(first) = packages.first() {
        let _ = write!(text, "{}-{}", first.ecosystem, first.name);
    }
    text.push_str("\"}");
    for package in &packages {
        for to in package.dependencies.iter().filter_map(|to| packages.get(*to)) {
            let _ = write!(
                text,
                r#",{{"spdxElementId":"SPDXRef-Package-{}-{}","relationshipType":"DEPENDS_ON","relatedSpdxElement":"SPDXRef-Package-{}-{}"}}"#,
                package.ecosystem, package.name, to.ecosystem, to.name
            );
        }
    }
    text.push_str("]}");
    text
}

const ECOSYSTEMS: &[&str] = &["npm", "pypi", "cargo", "gem", "nuget"];
const LICENCES: &[&str] = &["MIT", "Apache-2.0", "BSD-3-Clause", "ISC", "GPL-2.0-or-later"];
const WORDS: &[&str] = &[
    "async", "buffer", "cache", "client", "codec", "config", "crypto", "event", "graph", "http",
    "index", "json", "lexer", "logger", "parser", "proxy", "queue", "router", "schema", "stream",
];
