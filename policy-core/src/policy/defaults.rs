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
# Change what does not fit: a key that is misspelt is refused, not passed over.
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

# Without a scan nothing can be said about an image; without a list of parts, less.
requires:
  vulnerabilities: deny
  sbom: warn

# Each of the three severity rules has findings of its own: none is reported twice for one reason.
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
  - id: critical-without-fix
    vulnerability: { severity: critical, fix_available: false }
    effect: warn
    on_unknown: allow # the rule above asks the same

  - id: high-with-fix
    vulnerability: { severity: high, fix_available: true }
    effect: warn
    on_unknown: warn

  # What must not be served over a network without its source. Every base image has software under
  # the GPL, and shipping it is ordinary; a list of what is allowed is your lawyers' to write.
  - id: licences
    licences:
      deny: ["@network-copyleft"]
      unknown: allow
    effect: warn
    on_unknown: allow # an SBOM is asked for above

  - id: image-tag
    image:
      tags: { deny: [latest] }
    effect: deny
    on_unknown: warn
    message: name a release, or better a digest

  # Evidence about another image proves nothing about this one, and what a tag names can change.
  - id: image-evidence
    image:
      digest: { must_match_evidence: true }
    effect: deny
    on_unknown: warn
    message: name the image by the digest that was scanned

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
