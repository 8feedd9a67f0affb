//! What SPDX 3 documents look like, as a table: classes, their members, the words these take.
//!
//! The facts are those of 3.0.1, whose JSON schema is made from the model; what
//! 3.0.0 calls otherwise is told apart by [`renamed`] and [`is_old_word`].

mod core;
mod data;
mod extension;
mod licensing;
mod reference;
mod security;
mod software;
mod words;

use crate::schema::Pattern;
use crate::tree::Key;

pub(crate) use self::core::ELEMENT;
pub(crate) use self::extension::EXTENSION;
pub(crate) use self::reference::{reference, refers};

/// A class of objects.
#[derive(Debug)]
pub(crate) struct Class {
    /// As `type` has it.
    pub(crate) name: &'static str,
    parent: Option<&'static Class>,
    /// There are objects of the class itself, not only of those below it.
    pub(crate) is_concrete: bool,
    /// The members that the classes above do not have.
    pub(crate) members: &'static [Member],
}

impl Class {
    const fn new(
        name: &'static str,
        parent: Option<&'static Class>,
        members: &'static [Member],
    ) -> Self {
        Self { name, parent, is_concrete: true, members }
    }

    const fn base(
        name: &'static str,
        parent: Option<&'static Class>,
        members: &'static [Member],
    ) -> Self {
        Self { name, parent, is_concrete: false, members }
    }

    /// Returns the class and those above it.
    pub(crate) fn line(&'static self) -> impl Iterator<Item = &'static Class> {
        std::iter::successors(Some(self), |class| class.parent)
    }

    pub(crate) fn is_a(&'static self, other: &Class) -> bool {
        self.line().any(|class| class.name == other.name)
    }

    /// Reports whether its objects have an IRI of their own, `spdxId`.
    pub(crate) fn is_element(&'static self) -> bool {
        self.is_a(&ELEMENT)
    }

    pub(crate) fn member(&'static self, key: Key) -> Option<&'static Member> {
        self.line().flat_map(|class| class.members).find(|member| member.key == key)
    }
}

/// A member of a class.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) key: Key,
    pub(crate) value: Value,
    pub(crate) is_list: bool,
    /// How many values there must be.
    pub(crate) least: u8,
}

impl Member {
    const fn required(self) -> Self {
        Self { least: 1, ..self }
    }

    const fn at_least(self, least: u8) -> Self {
        Self { least, ..self }
    }
}

const fn one(key: Key, value: Value) -> Member {
    Member { key, value, is_list: false, least: 0 }
}

const fn list(key: Key, value: Value) -> Member {
    Member { key, value, is_list: true, least: 0 }
}

/// What a value is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Value {
    Text,
    Pattern(&'static Pattern),
    Boolean,
    /// A whole number that is not below.
    Integer(u8),
    /// A number, or a text that spells one.
    Decimal,
    /// One of these words.
    Words(&'static &'static [&'static str]),
    /// An object of the class, or the id of one.
    Object(&'static Class),
}

static DATE_TIME: Pattern =
    Pattern { expected: "a time in UTC such as `2026-11-22T07:15:00Z`", holds: is_date_time };

static MEDIA_TYPE: Pattern =
    Pattern { expected: "a media type such as `text/plain`", holds: is_media_type };

static SEMVER: Pattern =
    Pattern { expected: "a semantic version such as `3.0.1`", holds: is_semantic_version };

pub(crate) fn is_media_type(text: &str) -> bool {
    let parts = text.split_once('/');
    parts.is_some_and(|(kind, rest)| !kind.is_empty() && !rest.is_empty() && !rest.contains('/'))
}

fn is_date_time(text: &str) -> bool {
    // The first digits of month, day, hour, minute and second are bounded, the second ones not.
    let form = b"9999-19-39T29:69:69Z";
    text.len() == form.len()
        && text.bytes().zip(form).all(|(byte, &form)| match form {
            b'1'..=b'9' => (b'0'..=form).contains(&byte),
            _ => byte == form,
        })
}

fn is_semantic_version(text: &str) -> bool {
    let is_number = |text: &str| {
        !text.is_empty()
            && text.bytes().all(|byte| byte.is_ascii_digit())
            && (text == "0" || !text.starts_with('0'))
    };
    let is_word = |text: &str| {
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let is_label = |text: &str| {
        is_word(text) && (is_number(text) || !text.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let (rest, is_build_good) = match text.split_once('+') {
        Some((rest, build)) => (rest, build.split('.').all(is_word)),
        None => (text, true),
    };
    let (core, are_labels_good) = match rest.split_once('-') {
        Some((core, labels)) => (core, labels.split('.').all(is_label)),
        None => (rest, true),
    };
    is_build_good
        && are_labels_good
        && core.split('.').count() == 3
        && core.split('.').all(is_number)
}

/// Returns the class of that name.
pub(crate) fn class(name: &str) -> Option<&'static Class> {
    let at = CLASSES.binary_search_by(|class| class.name.cmp(name)).ok()?;
    CLASSES.get(at).copied()
}

/// Reports whether a name is that of a vocabulary, whose words are objects to the JSON schema.
pub(crate) fn is_vocabulary(name: &str) -> bool {
    VOCABULARIES.binary_search(&name).is_ok()
}

/// What an object of a vocabulary is: nothing but an id.
pub(crate) static VOCABULARY: Class = Class::new("vocabulary", None, &[]);

/// Reports whether SPDX 3.0 has a class of that name.
pub(crate) fn is_class(name: &str) -> bool {
    class(name).is_some() || is_vocabulary(name)
}

/// Returns the class of an object that the model itself defines, by its name in the context.
pub(crate) fn individual(name: &str) -> Option<&'static Class> {
    Some(match name {
        "NoneElement" | "NoAssertionElement" => &core::INDIVIDUAL_ELEMENT,
        "SpdxOrganization" => &core::ORGANIZATION,
        "expandedlicensing_NoneLicense" | "expandedlicensing_NoAssertionLicense" => {
            &licensing::EXPANDEDLICENSING_INDIVIDUAL_LICENSING_INFO
        }
        _ => return None,
    })
}

/// Returns the member that 3.0.0 knows under that name.
pub(crate) fn renamed(key: &str) -> Option<Key> {
    Some(match key {
        "imports" => Key::IMPORT,
        "build_parameters" => Key::BUILD_PARAMETER,
        "software_contentType" => Key::CONTENT_TYPE,
        _ => return None,
    })
}

/// Reports whether a word is one that only 3.0.0 has.
pub(crate) fn is_old_word(word: &str) -> bool {
    matches!(word, "hasInputs" | "hasOutputs" | "hasPrerequsite")
}

/// In the order of their names.
static CLASSES: &[&Class] = &[
    &core::AGENT,
    &core::ANNOTATION,
    &core::ARTIFACT,
    &core::BOM,
    &core::BUNDLE,
    &core::CREATION_INFO,
    &core::DICTIONARY_ENTRY,
    &core::ELEMENT,
    &core::ELEMENT_COLLECTION,
    &core::EXTERNAL_IDENTIFIER,
    &core::EXTERNAL_MAP,
    &core::EXTERNAL_REF,
    &core::HASH,
    &core::INDIVIDUAL_ELEMENT,
    &core::INTEGRITY_METHOD,
    &core::LIFECYCLE_SCOPED_RELATIONSHIP,
    &core::NAMESPACE_MAP,
    &core::ORGANIZATION,
    &core::PACKAGE_VERIFICATION_CODE,
    &core::PERSON,
    &core::POSITIVE_INTEGER_RANGE,
    &core::RELATIONSHIP,
    &core::SOFTWARE_AGENT,
    &core::SPDX_DOCUMENT,
    &core::TOOL,
    &data::AI_AIPACKAGE,
    &data::AI_ENERGY_CONSUMPTION,
    &data::AI_ENERGY_CONSUMPTION_DESCRIPTION,
    &software::BUILD_BUILD,
    &data::DATASET_DATASET_PACKAGE,
    &licensing::EXPANDEDLICENSING_CONJUNCTIVE_LICENSE_SET,
    &licensing::EXPANDEDLICENSING_CUSTOM_LICENSE,
    &licensing::EXPANDEDLICENSING_CUSTOM_LICENSE_ADDITION,
    &licensing::EXPANDEDLICENSING_DISJUNCTIVE_LICENSE_SET,
    &licensing::EXPANDEDLICENSING_EXTENDABLE_LICENSE,
    &licensing::EXPANDEDLICENSING_INDIVIDUAL_LICENSING_INFO,
    &licensing::EXPANDEDLICENSING_LICENSE,
    &licensing::EXPANDEDLICENSING_LICENSE_ADDITION,
    &licensing::EXPANDEDLICENSING_LISTED_LICENSE,
    &licensing::EXPANDEDLICENSING_LISTED_LICENSE_EXCEPTION,
    &licensing::EXPANDEDLICENSING_OR_LATER_OPERATOR,
    &licensing::EXPANDEDLICENSING_WITH_ADDITION_OPERATOR,
    &extension::EXTENSION_CDX_PROPERTIES_EXTENSION,
    &extension::EXTENSION_CDX_PROPERTY_ENTRY,
    &extension::EXTENSION,
    &security::SECURITY_CVSS_V2_VULN_ASSESSMENT_RELATIONSHIP,
    &security::SECURITY_CVSS_V3_VULN_ASSESSMENT_RELATIONSHIP,
    &security::SECURITY_CVSS_V4_VULN_ASSESSMENT_RELATIONSHIP,
    &security::SECURITY_EPSS_VULN_ASSESSMENT_RELATIONSHIP,
    &security::SECURITY_EXPLOIT_CATALOG_VULN_ASSESSMENT_RELATIONSHIP,
    &security::SECURITY_SSVC_VULN_ASSESSMENT_RELATIONSHIP,
    &security::SECURITY_VEX_AFFECTED_VULN_ASSESSMENT_RELATIONSHIP,
    &security::SECURITY_VEX_FIXED_VULN_ASSESSMENT_RELATIONSHIP,
    &security::SECURITY_VEX_NOT_AFFECTED_VULN_ASSESSMENT_RELATIONSHIP,
    &security::SECURITY_VEX_UNDER_INVESTIGATION_VULN_ASSESSMENT_RELATIONSHIP,
    &security::SECURITY_VEX_VULN_ASSESSMENT_RELATIONSHIP,
    &security::SECURITY_VULN_ASSESSMENT_RELATIONSHIP,
    &security::SECURITY_VULNERABILITY,
    &licensing::SIMPLELICENSING_ANY_LICENSE_INFO,
    &licensing::SIMPLELICENSING_LICENSE_EXPRESSION,
    &licensing::SIMPLE_LICENSING_TEXT,
    &software::SOFTWARE_CONTENT_IDENTIFIER,
    &software::SOFTWARE_FILE,
    &software::SOFTWARE_PACKAGE,
    &software::SOFTWARE_SBOM,
    &software::SOFTWARE_SNIPPET,
    &software::SOFTWARE_ARTIFACT,
];

/// In the order of their names.
static VOCABULARIES: &[&str] = &[
    "AnnotationType",
    "ExternalIdentifierType",
    "ExternalRefType",
    "HashAlgorithm",
    "LifecycleScopeType",
    "PresenceType",
    "ProfileIdentifierType",
    "RelationshipCompleteness",
    "RelationshipType",
    "SupportType",
    "ai_EnergyUnitType",
    "ai_SafetyRiskAssessmentType",
    "dataset_ConfidentialityLevelType",
    "dataset_DatasetAvailabilityType",
    "dataset_DatasetType",
    "security_CvssSeverityType",
    "security_ExploitCatalogType",
    "security_SsvcDecisionType",
    "security_VexJustificationType",
    "software_ContentIdentifierType",
    "software_FileKindType",
    "software_SbomType",
    "software_SoftwarePurpose",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_in_order_and_know_their_line() {
        assert!(CLASSES.is_sorted_by_key(|class| class.name));
        assert!(VOCABULARIES.is_sorted());
        let package = class("software_Package").unwrap();
        let line: Vec<_> = package.line().map(|class| class.name).collect();
        assert_eq!(line, ["software_Package", "software_SoftwareArtifact", "Artifact", "Element"]);
        assert!(package.is_element() && !class("Hash").unwrap().is_element());
        assert!(package.member(Key::NAME).is_some());
    }

    #[test]
    fn forms_of_text_are_those_of_the_schema() {
        for good in ["3.0.1", "1.0.0-rc.1+build.5", "0.0.0", "1.2.3----R-S.12.9.1--.12+meta"] {
            assert!(is_semantic_version(good), "{good}");
        }
        for bad in ["3.0", "3.00.1", "v3.0.1", "1.0.0-01", "1.0.0+", "", "1.0.0-"] {
            assert!(!is_semantic_version(bad), "{bad}");
        }
        assert!(is_date_time("2026-11-22T07:15:00Z"));
        for bad in ["2026-11-22T07:15:00.5Z", "2026-11-22T07:15:00+00:00", "2026-41-22T07:15:00Z"] {
            assert!(!is_date_time(bad), "{bad}");
        }
    }
}
