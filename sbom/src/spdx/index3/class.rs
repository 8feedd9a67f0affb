//! The classes of SPDX 3 that mean something to this crate.

use std::borrow::Cow;

/// What an object is, as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Class {
    Package,
    AiPackage,
    DatasetPackage,
    File,
    Snippet,
    Document,
    /// `software_Sbom`, `Bom`, `Bundle`.
    Collection,
    Person,
    Organization,
    SoftwareAgent,
    Agent,
    Tool,
    CreationInfo,
    LicenceExpression,
    /// A text that a `LicenseRef-` stands for.
    LicenceText,
    ListedLicence,
    CustomLicence,
    /// `ConjunctiveLicenseSet`.
    AllLicences,
    /// `DisjunctiveLicenseSet`.
    AnyLicence,
    OrLater,
    WithAddition,
    Vulnerability,
    NamespaceMap,
    ExternalMap,
    Other,
}

impl Class {
    /// Returns the class that a `type` names.
    pub(crate) fn of(name: &str) -> Self {
        match &*short_name(name) {
            "software_Package" => Self::Package,
            "software_File" => Self::File,
            "software_Snippet" => Self::Snippet,
            "software_Sbom" | "Bom" | "Bundle" => Self::Collection,
            "ai_AIPackage" => Self::AiPackage,
            "dataset_DatasetPackage" => Self::DatasetPackage,
            "SpdxDocument" => Self::Document,
            "Person" => Self::Person,
            "Organization" => Self::Organization,
            "SoftwareAgent" => Self::SoftwareAgent,
            "Agent" => Self::Agent,
            "Tool" => Self::Tool,
            "CreationInfo" => Self::CreationInfo,
            "simplelicensing_LicenseExpression" => Self::LicenceExpression,
            "simplelicensing_SimpleLicensingText" => Self::LicenceText,
            "expandedlicensing_ListedLicense" => Self::ListedLicence,
            "expandedlicensing_CustomLicense" => Self::CustomLicence,
            "expandedlicensing_ConjunctiveLicenseSet" => Self::AllLicences,
            "expandedlicensing_DisjunctiveLicenseSet" => Self::AnyLicence,
            "expandedlicensing_OrLaterOperator" => Self::OrLater,
            "expandedlicensing_WithAdditionOperator" => Self::WithAddition,
            "security_Vulnerability" => Self::Vulnerability,
            "NamespaceMap" => Self::NamespaceMap,
            "ExternalMap" => Self::ExternalMap,
            _ => Self::Other,
        }
    }
}

/// Returns the name that the context has for a class or individual: `software_Package` for
/// `https://spdx.org/rdf/3.0.1/terms/Software/Package`.
pub(crate) fn short_name(name: &str) -> Cow<'_, str> {
    let Some((_, path)) = name.split_once("/terms/") else { return Cow::Borrowed(name) };
    match path.split_once('/') {
        Some(("Core", local)) => Cow::Borrowed(local),
        // No class is that long, and whoever asks may ask for each reference.
        Some(_) if name.len() > 256 => Cow::Borrowed(name),
        Some((profile, local)) => Cow::Owned(format!("{}_{local}", profile.to_ascii_lowercase())),
        None => Cow::Borrowed(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_known_by_short_and_long_name() {
        assert_eq!(Class::of("software_Package"), Class::Package);
        assert_eq!(Class::of("https://spdx.org/rdf/3.0.0/terms/Software/Package"), Class::Package);
        assert_eq!(Class::of("https://spdx.org/rdf/3.0.1/terms/Core/Person"), Class::Person);
        assert_eq!(Class::of("Package"), Class::Other);
    }
}
