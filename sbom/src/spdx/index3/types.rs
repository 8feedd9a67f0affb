//! What the types of relationships mean.

use crate::document::{DependencyScope, RelationshipKind};

/// A kind and scope, and whether the ends change places to have the whole or dependent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Meaning {
    pub(crate) kind: RelationshipKind,
    pub(crate) scope: DependencyScope,
    pub(crate) swap: bool,
}

/// Returns what a type means, `None` for words that SPDX 3 does not have.
pub(crate) fn meaning(word: &str) -> Option<Meaning> {
    use DependencyScope as Scope;
    use RelationshipKind as Kind;

    let mut scope = Scope::Unspecified;
    let mut swap = false;
    let kind = match word {
        "dependsOn" => Kind::DependsOn,
        // The second spelling is that of 3.0.0.
        "hasPrerequisite" | "hasPrerequsite" => {
            scope = Scope::Prerequisite;
            Kind::DependsOn
        }
        "hasOptionalDependency" => {
            scope = Scope::Optional;
            Kind::DependsOn
        }
        "hasProvidedDependency" => {
            scope = Scope::Provided;
            Kind::DependsOn
        }
        "hasStaticLink" => {
            scope = Scope::StaticLink;
            Kind::DependsOn
        }
        "hasDynamicLink" => {
            scope = Scope::DynamicLink;
            Kind::DependsOn
        }
        "contains" | "hasAddedFile" | "expandsTo" | "hasDataFile" => Kind::Contains,
        "hasOptionalComponent" => {
            scope = Scope::Optional;
            Kind::Contains
        }
        "describes" => Kind::Describes,
        "generates" | "hasOutput" | "hasOutputs" => {
            swap = true;
            Kind::GeneratedFrom
        }
        "hasInput" | "hasInputs" => Kind::GeneratedFrom,
        "usesTool" | "invokedBy" | "hasHost" => Kind::UsesTool,
        // The first configures the second.
        "configures" => {
            swap = true;
            Kind::UsesTool
        }
        "hasTest" | "hasTestCase" | "testedOn" => Kind::HasTest,
        "hasDistributionArtifact" | "packagedBy" => Kind::HasDistribution,
        "hasDocumentation"
        | "hasDependencyManifest"
        | "hasMetadata"
        | "hasEvidence"
        | "hasExample"
        | "hasSpecification"
        | "hasRequirement"
        | "availableFrom"
        | "serializedInArtifact" => Kind::HasAuxiliary,
        "ancestorOf" | "descendantOf" | "hasVariant" | "copiedTo" | "patchedBy" | "amendedBy"
        | "modifiedBy" | "hasDeletedFile" | "trainedOn" => Kind::Lineage,
        "hasDeclaredLicense"
        | "hasConcludedLicense"
        | "affects"
        | "doesNotAffect"
        | "fixedIn"
        | "underInvestigationFor"
        | "hasAssociatedVulnerability"
        | "hasAssessmentFor"
        | "publishedBy"
        | "republishedBy"
        | "reportedBy"
        | "foundBy"
        | "fixedBy"
        | "coordinatedBy"
        | "exploitCreatedBy"
        | "delegatedTo"
        | "other" => Kind::Other,
        _ => return None,
    };
    Some(Meaning { kind, scope, swap })
}

/// Returns what the scope of a `LifecycleScopedRelationship` makes of a dependency's own.
pub(crate) fn scope(word: &str) -> Option<DependencyScope> {
    Some(match word {
        "build" => DependencyScope::Build,
        "development" | "design" => DependencyScope::Development,
        "test" => DependencyScope::Test,
        "runtime" => DependencyScope::Runtime,
        _ => return None,
    })
}
