//! The words of SPDX 3.

pub(crate) static ADDITIONAL_PURPOSE: &[&str] = &[
    "application",
    "archive",
    "bom",
    "configuration",
    "container",
    "data",
    "device",
    "deviceDriver",
    "diskImage",
    "documentation",
    "evidence",
    "executable",
    "file",
    "filesystemImage",
    "firmware",
    "framework",
    "install",
    "library",
    "manifest",
    "model",
    "module",
    "operatingSystem",
    "other",
    "patch",
    "platform",
    "requirement",
    "source",
    "specification",
    "test",
];

pub(crate) static ANNOTATION_TYPE: &[&str] = &["other", "review"];

pub(crate) static AUTONOMY_TYPE: &[&str] = &["no", "noAssertion", "yes"];

pub(crate) static CATALOG_TYPE: &[&str] = &["kev", "other"];

pub(crate) static COMPLETENESS: &[&str] = &["complete", "incomplete", "noAssertion"];

pub(crate) static CONFIDENTIALITY_LEVEL: &[&str] = &["amber", "clear", "green", "red"];

pub(crate) static CONTENT_IDENTIFIER_TYPE: &[&str] = &["gitoid", "swhid"];

pub(crate) static DATASET_AVAILABILITY: &[&str] =
    &["clickthrough", "directDownload", "query", "registration", "scrapingScript"];

pub(crate) static DATASET_TYPE: &[&str] = &[
    "audio",
    "categorical",
    "graph",
    "image",
    "noAssertion",
    "numeric",
    "other",
    "sensor",
    "structured",
    "syntactic",
    "text",
    "timeseries",
    "timestamp",
    "video",
];

pub(crate) static DECISION_TYPE: &[&str] = &["act", "attend", "track", "trackStar"];

pub(crate) static ENERGY_UNIT: &[&str] = &["kilowattHour", "megajoule", "other"];

pub(crate) static EXTERNAL_IDENTIFIER_TYPE: &[&str] = &[
    "cpe22",
    "cpe23",
    "cve",
    "email",
    "gitoid",
    "other",
    "packageUrl",
    "securityOther",
    "swhid",
    "swid",
    "urlScheme",
];

pub(crate) static EXTERNAL_REF_TYPE: &[&str] = &[
    "altDownloadLocation",
    "altWebPage",
    "binaryArtifact",
    "bower",
    "buildMeta",
    "buildSystem",
    "certificationReport",
    "chat",
    "componentAnalysisReport",
    "cwe",
    "documentation",
    "dynamicAnalysisReport",
    "eolNotice",
    "exportControlAssessment",
    "funding",
    "issueTracker",
    "license",
    "mailingList",
    "mavenCentral",
    "metrics",
    "npm",
    "nuget",
    "other",
    "privacyAssessment",
    "productMetadata",
    "purchaseOrder",
    "qualityAssessmentReport",
    "releaseHistory",
    "releaseNotes",
    "riskAssessment",
    "runtimeAnalysisReport",
    "secureSoftwareAttestation",
    "securityAdversaryModel",
    "securityAdvisory",
    "securityFix",
    "securityOther",
    "securityPenTestReport",
    "securityPolicy",
    "securityThreatModel",
    "socialMedia",
    "sourceArtifact",
    "staticAnalysisReport",
    "support",
    "vcs",
    "vulnerabilityDisclosureReport",
    "vulnerabilityExploitabilityAssessment",
];

pub(crate) static FILE_KIND: &[&str] = &["directory", "file"];

pub(crate) static HASH_ALGORITHM: &[&str] = &[
    "adler32",
    "blake2b256",
    "blake2b384",
    "blake2b512",
    "blake3",
    "crystalsDilithium",
    "crystalsKyber",
    "falcon",
    "md2",
    "md4",
    "md5",
    "md6",
    "other",
    "sha1",
    "sha224",
    "sha256",
    "sha384",
    "sha3_224",
    "sha3_256",
    "sha3_384",
    "sha3_512",
    "sha512",
];

pub(crate) static JUSTIFICATION_TYPE: &[&str] = &[
    "componentNotPresent",
    "inlineMitigationsAlreadyExist",
    "vulnerableCodeCannotBeControlledByAdversary",
    "vulnerableCodeNotInExecutePath",
    "vulnerableCodeNotPresent",
];

pub(crate) static LIFECYCLE_SCOPE: &[&str] =
    &["build", "design", "development", "other", "runtime", "test"];

pub(crate) static PROFILE_CONFORMANCE: &[&str] = &[
    "ai",
    "build",
    "core",
    "dataset",
    "expandedLicensing",
    "extension",
    "lite",
    "security",
    "simpleLicensing",
    "software",
];

pub(crate) static RELATIONSHIP_TYPE: &[&str] = &[
    "affects",
    "amendedBy",
    "ancestorOf",
    "availableFrom",
    "configures",
    "contains",
    "coordinatedBy",
    "copiedTo",
    "delegatedTo",
    "dependsOn",
    "descendantOf",
    "describes",
    "doesNotAffect",
    "expandsTo",
    "exploitCreatedBy",
    "fixedBy",
    "fixedIn",
    "foundBy",
    "generates",
    "hasAddedFile",
    "hasAssessmentFor",
    "hasAssociatedVulnerability",
    "hasConcludedLicense",
    "hasDataFile",
    "hasDeclaredLicense",
    "hasDeletedFile",
    "hasDependencyManifest",
    "hasDistributionArtifact",
    "hasDocumentation",
    "hasDynamicLink",
    "hasEvidence",
    "hasExample",
    "hasHost",
    "hasInput",
    "hasMetadata",
    "hasOptionalComponent",
    "hasOptionalDependency",
    "hasOutput",
    "hasPrerequisite",
    "hasProvidedDependency",
    "hasRequirement",
    "hasSpecification",
    "hasStaticLink",
    "hasTest",
    "hasTestCase",
    "hasVariant",
    "invokedBy",
    "modifiedBy",
    "other",
    "packagedBy",
    "patchedBy",
    "publishedBy",
    "reportedBy",
    "republishedBy",
    "serializedInArtifact",
    "testedOn",
    "trainedOn",
    "underInvestigationFor",
    "usesTool",
];

pub(crate) static SAFETY_RISK_ASSESSMENT: &[&str] = &["high", "low", "medium", "serious"];

pub(crate) static SBOM_TYPE: &[&str] =
    &["analyzed", "build", "deployed", "design", "runtime", "source"];

pub(crate) static SEVERITY: &[&str] = &["critical", "high", "low", "medium", "none"];

pub(crate) static SUPPORT_LEVEL: &[&str] = &[
    "deployed",
    "development",
    "endOfSupport",
    "limitedSupport",
    "noAssertion",
    "noSupport",
    "support",
];
