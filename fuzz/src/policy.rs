//! What the targets of `policy-core` judge, and by what.

/// An image of which most sections are known.
pub const EVIDENCE: &str = r#"{
  "artifact": {"name": "registry.acme.io/shop/api:1.4.2"},
  "sbom": {"present": {"components": [
    {"package": {"purl": "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1"}},
    {"package": {"purl": "pkg:deb/debian/zlib1g@1.2.13.dfsg-1?epoch=1"}}
  ]}},
  "scans": [{
    "scanner": "trivy",
    "findings": {"present": [
      {"id": "CVE-2021-44228", "aliases": ["GHSA-jfh8-c2jp-5v3q"],
       "package": {"purl": "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1"},
       "ratings": [{"source": "nvd", "kind": "nvd", "level": "critical"}],
       "fix": {"fixed": ["2.15.0", "2.12.2"]}},
      {"id": "CVE-2023-45853", "package": {"purl": "pkg:deb/debian/zlib1g@1.2.13.dfsg-1?epoch=1"}}
    ]}
  }]
}"#;

/// A policy with rules of every kind.
pub const POLICY: &str = r#"
apiVersion: policy/v1alpha1
kind: ArtifactPolicy
metadata: { name: fuzz, owner: security@acme.io }
rules:
  - id: severe
    vulnerability: { severity: ">=high", fix_available: true }
    effect: deny
  - id: exploited
    vulnerability: { kev: true }
    effect: deny
  - id: licences
    licences: { deny: ["@network-copyleft", GPL-3.0-only] }
    effect: warn
  - id: expression
    when: 'finding.severity >= "medium" && component.direct'
    effect: warn
"#;
