//! What SPDX's relationship types mean, with their direction made uniform.

use crate::document::{DependencyScope, RelationshipKind};

/// The meaning of a relationship type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Meaning {
    pub(crate) kind: RelationshipKind,
    pub(crate) scope: DependencyScope,
    /// The type names the part before the whole, so that the ends change places.
    pub(crate) swap: bool,
}

/// Reads a relationship type; `None` for a word that SPDX does not have.
///
/// Lower case, hyphens and three misspellings are in real documents.
pub(crate) fn meaning(word: &str) -> Option<Meaning> {
    if let Some(meaning) = exact(word) {
        return Some(meaning);
    }
    let tidy = word.to_ascii_uppercase().replace('-', "_");
    match tidy.as_str() {
        "DESCRIBE" => exact("DESCRIBES"),
        "CONTAIN" => exact("CONTAINS"),
        "DEPENDSON" => exact("DEPENDS_ON"),
        tidy => exact(tidy),
    }
}

/// SPDX 2.3, section 11.1, table 68.
fn exact(word: &str) -> Option<Meaning> {
    use DependencyScope as Scope;
    use RelationshipKind as Kind;

    const KEEP: bool = false;
    const SWAP: bool = true;
    let (kind, scope, swap) = match word {
        "CONTAINS" => (Kind::Contains, Scope::Unspecified, KEEP),
        "DEPENDS_ON" => (Kind::DependsOn, Scope::Unspecified, KEEP),
        "DEPENDENCY_OF" => (Kind::DependsOn, Scope::Unspecified, SWAP),
        "OTHER" => (Kind::Other, Scope::Unspecified, KEEP),
        "DESCRIBES" => (Kind::Describes, Scope::Unspecified, KEEP),
        "DESCRIBED_BY" => (Kind::Describes, Scope::Unspecified, SWAP),
        "RUNTIME_DEPENDENCY_OF" => (Kind::DependsOn, Scope::Runtime, SWAP),
        "BUILD_DEPENDENCY_OF" => (Kind::DependsOn, Scope::Build, SWAP),
        "DEV_DEPENDENCY_OF" => (Kind::DependsOn, Scope::Development, SWAP),
        "TEST_DEPENDENCY_OF" => (Kind::DependsOn, Scope::Test, SWAP),
        "OPTIONAL_DEPENDENCY_OF" => (Kind::DependsOn, Scope::Optional, SWAP),
        "PROVIDED_DEPENDENCY_OF" => (Kind::DependsOn, Scope::Provided, SWAP),
        "HAS_PREREQUISITE" => (Kind::DependsOn, Scope::Prerequisite, KEEP),
        "PREREQUISITE_FOR" => (Kind::DependsOn, Scope::Prerequisite, SWAP),
        "STATIC_LINK" => (Kind::DependsOn, Scope::StaticLink, KEEP),
        "DYNAMIC_LINK" => (Kind::DependsOn, Scope::DynamicLink, KEEP),
        "CONTAINED_BY" | "PACKAGE_OF" | "DATA_FILE_OF" | "EXPANDED_FROM_ARCHIVE" | "FILE_ADDED" => {
            (Kind::Contains, Scope::Unspecified, SWAP)
        }
        "OPTIONAL_COMPONENT_OF" => (Kind::Contains, Scope::Optional, SWAP),
        "GENERATED_FROM" => (Kind::GeneratedFrom, Scope::Unspecified, KEEP),
        "GENERATES" => (Kind::GeneratedFrom, Scope::Unspecified, SWAP),
        "BUILD_TOOL_OF" => (Kind::UsesTool, Scope::Build, SWAP),
        "DEV_TOOL_OF" => (Kind::UsesTool, Scope::Development, SWAP),
        "TEST_TOOL_OF" => (Kind::UsesTool, Scope::Test, SWAP),
        "TEST_OF" | "TEST_CASE_OF" => (Kind::HasTest, Scope::Unspecified, SWAP),
        "DEPENDENCY_MANIFEST_OF"
        | "METAFILE_OF"
        | "DOCUMENTATION_OF"
        | "EXAMPLE_OF"
        | "SPECIFICATION_FOR"
        | "REQUIREMENT_DESCRIPTION_FOR" => (Kind::HasAuxiliary, Scope::Unspecified, SWAP),
        "DISTRIBUTION_ARTIFACT" => (Kind::HasDistribution, Scope::Unspecified, KEEP),
        "ANCESTOR_OF" | "DESCENDANT_OF" | "VARIANT_OF" | "COPY_OF" | "PATCH_FOR"
        | "PATCH_APPLIED" | "FILE_DELETED" | "FILE_MODIFIED" | "AMENDS" => {
            (Kind::Lineage, Scope::Unspecified, KEEP)
        }
        _ => return None,
    };
    Some(Meaning { kind, scope, swap })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn direction_is_from_dependent_to_dependency() {
        let depends_on = meaning("DEPENDS_ON").unwrap();
        let dependency_of = meaning("DEPENDENCY_OF").unwrap();
        assert_eq!((depends_on.kind, depends_on.swap), (RelationshipKind::DependsOn, false));
        assert_eq!((dependency_of.kind, dependency_of.swap), (RelationshipKind::DependsOn, true));
    }

    #[test]
    fn careless_spellings_are_understood() {
        assert_eq!(meaning("describe"), meaning("DESCRIBES"));
        assert_eq!(meaning("depends-on"), meaning("DEPENDS_ON"));
        assert_eq!(meaning("EVIDENT_BY"), None);
    }
}
