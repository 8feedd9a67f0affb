//! External references: CycloneDX types and SPDX 3 types.

/// CycloneDX type, SPDX 3 `externalRefType`. The first row of a word is the way it is written.
static ROWS: &[(&str, &str)] = &[
    ("vcs", "vcs"),
    ("website", "altWebPage"),
    ("distribution", "binaryArtifact"),
    ("distribution", "altDownloadLocation"),
    ("source-distribution", "sourceArtifact"),
    ("issue-tracker", "issueTracker"),
    ("mailing-list", "mailingList"),
    ("documentation", "documentation"),
    ("support", "support"),
    ("chat", "chat"),
    ("license", "license"),
    ("social", "socialMedia"),
    ("advisories", "securityAdvisory"),
    ("security-contact", "securityPolicy"),
    ("exploitability-statement", "vulnerabilityExploitabilityAssessment"),
    ("vulnerability-assertion", "vulnerabilityDisclosureReport"),
    ("pentest-report", "securityPenTestReport"),
    ("threat-model", "securityThreatModel"),
    ("adversary-model", "securityAdversaryModel"),
    ("risk-assessment", "riskAssessment"),
    ("certification-report", "certificationReport"),
    ("static-analysis-report", "staticAnalysisReport"),
    ("dynamic-analysis-report", "dynamicAnalysisReport"),
    ("runtime-analysis-report", "runtimeAnalysisReport"),
    ("component-analysis-report", "componentAnalysisReport"),
    ("build-meta", "buildMeta"),
    ("build-system", "buildSystem"),
    ("release-notes", "releaseNotes"),
    ("attestation", "secureSoftwareAttestation"),
    ("quality-metrics", "metrics"),
    ("other", "other"),
];

/// Every CycloneDX type up to 1.7.
static CYCLONEDX: &[&str] = &[
    "vcs",
    "issue-tracker",
    "website",
    "advisories",
    "bom",
    "mailing-list",
    "social",
    "chat",
    "documentation",
    "support",
    "distribution",
    "license",
    "build-meta",
    "build-system",
    "other",
    "release-notes",
    "distribution-intake",
    "security-contact",
    "model-card",
    "log",
    "configuration",
    "evidence",
    "formulation",
    "attestation",
    "threat-model",
    "adversary-model",
    "risk-assessment",
    "vulnerability-assertion",
    "exploitability-statement",
    "pentest-report",
    "static-analysis-report",
    "dynamic-analysis-report",
    "runtime-analysis-report",
    "component-analysis-report",
    "maturity-report",
    "certification-report",
    "codified-infrastructure",
    "quality-metrics",
    "poam",
    "source-distribution",
    "electronic-signature",
    "digital-signature",
    "rfc-9116",
    "patent",
    "patent-family",
    "patent-assertion",
    "citation",
];

/// Returns the SPDX 3 type for a CycloneDX type, if it has one.
pub(crate) fn cyclonedx_to_spdx3(word: &str) -> Option<&'static str> {
    ROWS.iter().find(|row| row.0 == word).map(|row| row.1)
}

/// Returns the CycloneDX type for an SPDX 3 type, if it has one.
pub(crate) fn spdx3_to_cyclonedx(word: &str) -> Option<&'static str> {
    ROWS.iter().find(|row| row.1 == word).map(|row| row.0)
}

/// Reports whether CycloneDX has such a type.
pub(crate) fn is_cyclonedx(word: &str) -> bool {
    CYCLONEDX.contains(&word)
}

/// How SPDX 2 categorises a reference type that CycloneDX has another member for.
pub(crate) const SECURITY: &str = "SECURITY";
pub(crate) const PACKAGE_MANAGER: &str = "PACKAGE-MANAGER";
pub(crate) const PERSISTENT_ID: &str = "PERSISTENT-ID";
pub(crate) const OTHER: &str = "OTHER";

/// Returns the category in the spelling of SPDX 2.3: tools write `PACKAGE_MANAGER` too.
pub(crate) fn category(word: &str) -> &'static str {
    let upper = word.to_ascii_uppercase().replace('_', "-");
    let known = [SECURITY, PACKAGE_MANAGER, PERSISTENT_ID];
    known.into_iter().find(|known| *known == upper).unwrap_or(OTHER)
}

/// What a reference of SPDX 2 is to SPDX 3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spdx3 {
    Identifier(&'static str),
    Reference(&'static str),
}

/// Categories and types of SPDX 2 that CycloneDX has no type of reference for.
static SPDX: [(&str, &str, Spdx3); 10] = [
    (PACKAGE_MANAGER, "purl", Spdx3::Identifier("packageUrl")),
    (SECURITY, "cpe23Type", Spdx3::Identifier("cpe23")),
    (SECURITY, "cpe22Type", Spdx3::Identifier("cpe22")),
    (SECURITY, "swid", Spdx3::Identifier("swid")),
    (PACKAGE_MANAGER, "bower", Spdx3::Reference("bower")),
    (PACKAGE_MANAGER, "maven-central", Spdx3::Reference("mavenCentral")),
    (PACKAGE_MANAGER, "npm", Spdx3::Reference("npm")),
    (PACKAGE_MANAGER, "nuget", Spdx3::Reference("nuget")),
    (SECURITY, "fix", Spdx3::Reference("securityFix")),
    (SECURITY, "url", Spdx3::Reference("securityOther")),
];

/// Returns what a reference of SPDX 2 is to SPDX 3, beside what CycloneDX has a type for.
pub(crate) fn spdx2_to_spdx3(category: &str, kind: &str) -> Option<Spdx3> {
    SPDX.iter().find(|row| (row.0, row.1) == (category, kind)).map(|row| row.2)
}

/// Returns category and type of SPDX 2 for a type of identifier of SPDX 3.
pub(crate) fn identifier_to_spdx2(word: &str) -> Option<(&'static str, &'static str)> {
    let is_it = |of: Spdx3| matches!(of, Spdx3::Identifier(own) if own == word);
    SPDX.iter().find(|row| is_it(row.2)).map(|row| (row.0, row.1))
}

/// Returns category and type of SPDX 2 for a type of reference of SPDX 3.
pub(crate) fn reference_to_spdx2(word: &str) -> Option<(&'static str, &'static str)> {
    let is_it = |of: Spdx3| matches!(of, Spdx3::Reference(own) if own == word);
    SPDX.iter().find(|row| is_it(row.2)).map(|row| (row.0, row.1))
}

/// Returns the last segment of a reference type: `http://spdx.org/rdf/references/purl` is `purl`.
pub(crate) fn short(kind: &str) -> &str {
    kind.rsplit(['/', '#']).next().unwrap_or(kind)
}

/// Reports whether a text can be an SPDX 2 locator: no blanks.
pub(crate) fn is_locator(text: &str) -> bool {
    !text.is_empty() && !text.contains(char::is_whitespace)
}

/// Reports whether a text is an absolute web address without blanks.
pub(crate) fn is_url(text: &str) -> bool {
    let rest =
        ["https://", "http://", "ftp://"].iter().find_map(|scheme| text.strip_prefix(scheme));
    rest.is_some_and(|rest| {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let is_plain = |byte: u8| byte.is_ascii_graphic() && !b"<>\"{}|\\^`".contains(&byte);
        !host.is_empty() && rest.bytes().all(is_plain)
    })
}

/// Reports whether a text is a version control location: `git+https://host/path@revision#part`.
pub(crate) fn is_vcs(text: &str) -> bool {
    let Some((tool, rest)) = text.split_once('+') else { return false };
    let is_tool = matches!(tool, "git" | "hg" | "svn" | "bzr");
    let has_host = rest.split_once("://").is_some_and(|(scheme, rest)| {
        matches!(scheme, "https" | "http" | "git" | "ssh" | "sftp" | "svn" | "lp" | "bzr")
            && !rest.is_empty()
    });
    is_tool && has_host && !rest.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_cyclonedx_words_and_the_first_row_comes_back() {
        for (cyclonedx, spdx3) in ROWS {
            assert!(is_cyclonedx(cyclonedx), "{cyclonedx}");
            assert_eq!(spdx3_to_cyclonedx(spdx3), Some(*cyclonedx));
        }
        assert_eq!(cyclonedx_to_spdx3("distribution"), Some("binaryArtifact"));
        assert_eq!(category("PACKAGE_MANAGER"), "PACKAGE-MANAGER");
        assert_eq!(short("http://spdx.org/rdf/references/purl"), "purl");
    }

    #[test]
    fn locations_are_told_apart() {
        assert!(is_url("https://acme.test/a?b#c") && !is_url("https://") && !is_url("a b"));
        assert!(is_vcs("git+https://acme.test/a.git@v1#sub") && !is_vcs("https://acme.test/a"));
    }
}
