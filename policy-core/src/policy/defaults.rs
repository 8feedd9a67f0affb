//! The policy that decides where none is given.

/// The policy that decides where none is given, as a document with comments for whoever adapts it.
///
/// ```
/// use policy_core::{LoadOptions, Policy, STARTER};
///
/// let (policy, lints) = Policy::parse(STARTER, &LoadOptions::default())?;
/// assert_eq!(policy.name(), "starter");
/// # Ok::<(), policy_core::LoadError>(())
/// ```
pub const STARTER: &str = r#"# A policy to start from: strict about what is exploitable and fixable, patient about the rest.
# Change what does not fit; `ci-gate policy check FILE` finds mistakes.
apiVersion: policy/v1alpha1
kind: ArtifactPolicy
metadata:
  name: starter
  version: "1"
  owner: platform team # who may grant waivers

defaults:
  # What is not known is not harmless: rules that cannot be judged deny, unless they say otherwise.
  on_unknown: deny
  # A vulnerability that nobody has rated yet counts as high.
  unknown_severity_as: high

# Without a scan, and without a list of parts, nothing can be said about an image.
requires:
  vulnerabilities: deny
  sbom: warn

rules:
  - id: malicious-package
    vulnerability: { malicious: true }
    effect: deny
    on_unknown: allow # most scanners do not say
    message: the package itself is an attack

  - id: exploited
    vulnerability: { kev: true }
    effect: deny
    on_unknown: allow # most scanners do not say
    message: known to be exploited

  - id: critical-with-fix
    vulnerability: { severity: critical, fix_available: true }
    effect: deny

  # There is nothing to upgrade to, so the pipeline goes on and somebody should know.
  - id: critical
    vulnerability: { severity: critical }
    effect: warn

  - id: high-with-fix
    vulnerability: { severity: ">=high", fix_available: true }
    effect: warn
    on_unknown: warn

  - id: licences
    licences:
      allow: ["@permissive", "@weak-copyleft", "@public-domain"]
      deny: ["@network-copyleft"]
      unknown: warn
    effect: warn
    on_unknown: warn

  - id: image-tag
    image:
      tags: { deny: [latest] }
    effect: deny
    on_unknown: warn
    message: name a release, or better a digest

  - id: image-digest
    image:
      digest: { required: true }
    effect: warn
    on_unknown: warn

  # Evidence about another image proves nothing about this one.
  - id: image-evidence
    image:
      digest: { must_match_evidence: true }
    effect: deny
    on_unknown: warn

waivers:
  settings:
    max_duration: 90d
    expiring_window: 14d
    unused: warn
  # - id: W-1
  #   match: { vulnerability: CVE-2026-12345, component: "pkg:deb/debian/openssl" }
  #   reason: why it is acceptable
  #   owner: who answers for it
  #   created: 2026-11-01
  #   expires: 2026-12-31 # the whole of that day, UTC
  list: []
"#;
