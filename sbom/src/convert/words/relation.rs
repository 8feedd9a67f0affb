//! Relationship types of SPDX 2 and SPDX 3, and what they are in CycloneDX.

/// What a relationship is in CycloneDX.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Meaning {
    /// An entry of `dependsOn`.
    Depends,
    /// A component within another one.
    Contains,
    /// The subject of the document.
    Describes,
    /// Nothing: it is kept in a property.
    Other,
}

/// A type of SPDX 2 with its equals.
#[derive(Debug)]
pub(crate) struct Relation {
    pub(crate) spdx2: &'static str,
    pub(crate) spdx3: &'static str,
    /// The scope of a `LifecycleScopedRelationship`; empty if it is none.
    pub(crate) scope: &'static str,
    /// Whether the ends change places on the way to SPDX 3, where all are named from the whole or
    /// the user to the part or the used.
    pub(crate) swap: bool,
    pub(crate) meaning: Meaning,
    /// Whether the meaning says all there is: the CycloneDX way back gives the same statement.
    pub(crate) is_plain: bool,
}

const fn row(
    spdx2: &'static str,
    spdx3: &'static str,
    scope: &'static str,
    swap: bool,
    meaning: Meaning,
) -> Relation {
    let is_plain = scope.is_empty() && !matches!(meaning, Meaning::Other);
    Relation { spdx2, spdx3, scope, swap, meaning, is_plain }
}

const fn rough(spdx2: &'static str, spdx3: &'static str, swap: bool, meaning: Meaning) -> Relation {
    Relation { spdx2, spdx3, scope: "", swap, meaning, is_plain: false }
}

/// The first row of an SPDX 3 type and scope is how it is written in SPDX 2.
static RELATIONS: &[Relation] = {
    use Meaning::{Contains, Depends, Describes, Other};
    &[
        row("DESCRIBES", "describes", "", false, Describes),
        row("DESCRIBED_BY", "describes", "", true, Describes),
        row("DEPENDS_ON", "dependsOn", "", false, Depends),
        row("DEPENDENCY_OF", "dependsOn", "", true, Depends),
        row("RUNTIME_DEPENDENCY_OF", "dependsOn", "runtime", true, Depends),
        row("BUILD_DEPENDENCY_OF", "dependsOn", "build", true, Depends),
        row("DEV_DEPENDENCY_OF", "dependsOn", "development", true, Depends),
        row("TEST_DEPENDENCY_OF", "dependsOn", "test", true, Depends),
        rough("OPTIONAL_DEPENDENCY_OF", "hasOptionalDependency", true, Depends),
        rough("PROVIDED_DEPENDENCY_OF", "hasProvidedDependency", true, Depends),
        rough("HAS_PREREQUISITE", "hasPrerequisite", false, Depends),
        rough("PREREQUISITE_FOR", "hasPrerequisite", true, Depends),
        rough("STATIC_LINK", "hasStaticLink", false, Depends),
        rough("DYNAMIC_LINK", "hasDynamicLink", false, Depends),
        row("CONTAINS", "contains", "", false, Contains),
        row("CONTAINED_BY", "contains", "", true, Contains),
        rough("PACKAGE_OF", "packagedBy", true, Other),
        rough("OPTIONAL_COMPONENT_OF", "hasOptionalComponent", true, Other),
        rough("DATA_FILE_OF", "hasDataFile", true, Other),
        rough("EXPANDED_FROM_ARCHIVE", "expandsTo", true, Other),
        rough("FILE_ADDED", "hasAddedFile", true, Other),
        rough("FILE_DELETED", "hasDeletedFile", true, Other),
        rough("FILE_MODIFIED", "modifiedBy", true, Other),
        rough("GENERATED_FROM", "generates", true, Other),
        rough("GENERATES", "generates", false, Other),
        row("BUILD_TOOL_OF", "usesTool", "build", true, Other),
        row("DEV_TOOL_OF", "usesTool", "development", true, Other),
        row("TEST_TOOL_OF", "usesTool", "test", true, Other),
        rough("TEST_OF", "hasTest", true, Other),
        rough("TEST_CASE_OF", "hasTestCase", true, Other),
        rough("DEPENDENCY_MANIFEST_OF", "hasDependencyManifest", true, Other),
        rough("METAFILE_OF", "hasMetadata", true, Other),
        rough("DOCUMENTATION_OF", "hasDocumentation", true, Other),
        rough("EXAMPLE_OF", "hasExample", true, Other),
        rough("SPECIFICATION_FOR", "hasSpecification", true, Other),
        rough("REQUIREMENT_DESCRIPTION_FOR", "hasRequirement", true, Other),
        rough("DISTRIBUTION_ARTIFACT", "hasDistributionArtifact", false, Other),
        rough("ANCESTOR_OF", "ancestorOf", false, Other),
        rough("DESCENDANT_OF", "descendantOf", false, Other),
        rough("VARIANT_OF", "hasVariant", true, Other),
        rough("COPY_OF", "copiedTo", true, Other),
        rough("PATCH_FOR", "patchedBy", true, Other),
        rough("PATCH_APPLIED", "patchedBy", true, Other),
        rough("AMENDS", "amendedBy", true, Other),
        rough("OTHER", "other", false, Other),
    ]
};

/// Returns an SPDX 2 type, also in spellings that tools write: `DESCRIBE`, `depends-on`.
pub(crate) fn spdx2(word: &str) -> Option<&'static Relation> {
    let exact = RELATIONS.iter().find(|row| row.spdx2 == word);
    exact.or_else(|| {
        let upper = word.trim().to_ascii_uppercase().replace('-', "_");
        let upper = match upper.as_str() {
            "DESCRIBE" => "DESCRIBES",
            "CONTAIN" => "CONTAINS",
            "DEPENDSON" => "DEPENDS_ON",
            other => other,
        };
        RELATIONS.iter().find(|row| row.spdx2 == upper)
    })
}

/// Returns the SPDX 2 type for an SPDX 3 type and scope; without regard to the scope if SPDX 2
/// has no such type for it.
pub(crate) fn spdx3(word: &str, scope: &str) -> Option<&'static Relation> {
    let rows = || RELATIONS.iter().filter(|row| row.spdx3 == word);
    rows().find(|row| row.scope == scope).or_else(|| rows().find(|row| row.scope.is_empty()))
}

/// Returns the type that says the same with the ends in the order of SPDX 3.
pub(crate) fn forward(row: &'static Relation) -> Option<&'static Relation> {
    let is_it = |other: &&Relation| (other.spdx3, other.scope) == (row.spdx3, row.scope);
    RELATIONS.iter().filter(is_it).find(|other| !other.swap)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_of_spdx_2_3_is_known_once() {
        let mut names: Vec<_> = RELATIONS.iter().map(|row| row.spdx2).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), 45);
        assert_eq!(RELATIONS.len(), 45);
        assert_eq!(spdx2("depends-on").map(|row| row.spdx3), Some("dependsOn"));
        assert_eq!(spdx3("dependsOn", "test").map(|row| row.spdx2), Some("TEST_DEPENDENCY_OF"));
        assert_eq!(spdx3("dependsOn", "design").map(|row| row.spdx2), Some("DEPENDS_ON"));
    }
}
