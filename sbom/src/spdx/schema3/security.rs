//! The Security profile.

use crate::spdx::schema3::Value::{Boolean, Decimal, Object, Pattern, Text, Words};
use crate::spdx::schema3::core::{AGENT, ARTIFACT, RELATIONSHIP};
use crate::spdx::schema3::software::SOFTWARE_ARTIFACT;
use crate::spdx::schema3::words::{CATALOG_TYPE, DECISION_TYPE, JUSTIFICATION_TYPE, SEVERITY};
use crate::spdx::schema3::{Class, DATE_TIME, one};
use crate::tree::Key;

pub(crate) static SECURITY_VULN_ASSESSMENT_RELATIONSHIP: Class = Class::base(
    "security_VulnAssessmentRelationship",
    Some(&RELATIONSHIP),
    &[
        one(Key::SECURITY_ASSESSED_ELEMENT, Object(&SOFTWARE_ARTIFACT)),
        one(Key::SECURITY_MODIFIED_TIME, Pattern(&DATE_TIME)),
        one(Key::SECURITY_PUBLISHED_TIME, Pattern(&DATE_TIME)),
        one(Key::SECURITY_WITHDRAWN_TIME, Pattern(&DATE_TIME)),
        one(Key::SUPPLIED_BY, Object(&AGENT)),
    ],
);

pub(crate) static SECURITY_CVSS_V2_VULN_ASSESSMENT_RELATIONSHIP: Class = Class::new(
    "security_CvssV2VulnAssessmentRelationship",
    Some(&SECURITY_VULN_ASSESSMENT_RELATIONSHIP),
    &[
        one(Key::SECURITY_SCORE, Decimal).required(),
        one(Key::SECURITY_VECTOR_STRING, Text).required(),
    ],
);

pub(crate) static SECURITY_CVSS_V3_VULN_ASSESSMENT_RELATIONSHIP: Class = Class::new(
    "security_CvssV3VulnAssessmentRelationship",
    Some(&SECURITY_VULN_ASSESSMENT_RELATIONSHIP),
    &[
        one(Key::SECURITY_SCORE, Decimal).required(),
        one(Key::SECURITY_SEVERITY, Words(&SEVERITY)).required(),
        one(Key::SECURITY_VECTOR_STRING, Text).required(),
    ],
);

pub(crate) static SECURITY_CVSS_V4_VULN_ASSESSMENT_RELATIONSHIP: Class = Class::new(
    "security_CvssV4VulnAssessmentRelationship",
    Some(&SECURITY_VULN_ASSESSMENT_RELATIONSHIP),
    &[
        one(Key::SECURITY_SCORE, Decimal).required(),
        one(Key::SECURITY_SEVERITY, Words(&SEVERITY)).required(),
        one(Key::SECURITY_VECTOR_STRING, Text).required(),
    ],
);

pub(crate) static SECURITY_EPSS_VULN_ASSESSMENT_RELATIONSHIP: Class = Class::new(
    "security_EpssVulnAssessmentRelationship",
    Some(&SECURITY_VULN_ASSESSMENT_RELATIONSHIP),
    &[
        one(Key::SECURITY_PERCENTILE, Decimal).required(),
        one(Key::SECURITY_PROBABILITY, Decimal).required(),
    ],
);

pub(crate) static SECURITY_EXPLOIT_CATALOG_VULN_ASSESSMENT_RELATIONSHIP: Class = Class::new(
    "security_ExploitCatalogVulnAssessmentRelationship",
    Some(&SECURITY_VULN_ASSESSMENT_RELATIONSHIP),
    &[
        one(Key::SECURITY_CATALOG_TYPE, Words(&CATALOG_TYPE)).required(),
        one(Key::SECURITY_EXPLOITED, Boolean).required(),
        one(Key::SECURITY_LOCATOR, Text).required(),
    ],
);

pub(crate) static SECURITY_SSVC_VULN_ASSESSMENT_RELATIONSHIP: Class = Class::new(
    "security_SsvcVulnAssessmentRelationship",
    Some(&SECURITY_VULN_ASSESSMENT_RELATIONSHIP),
    &[one(Key::SECURITY_DECISION_TYPE, Words(&DECISION_TYPE)).required()],
);

pub(crate) static SECURITY_VEX_VULN_ASSESSMENT_RELATIONSHIP: Class = Class::base(
    "security_VexVulnAssessmentRelationship",
    Some(&SECURITY_VULN_ASSESSMENT_RELATIONSHIP),
    &[one(Key::SECURITY_STATUS_NOTES, Text), one(Key::SECURITY_VEX_VERSION, Text)],
);

pub(crate) static SECURITY_VEX_AFFECTED_VULN_ASSESSMENT_RELATIONSHIP: Class = Class::new(
    "security_VexAffectedVulnAssessmentRelationship",
    Some(&SECURITY_VEX_VULN_ASSESSMENT_RELATIONSHIP),
    &[
        one(Key::SECURITY_ACTION_STATEMENT, Text).required(),
        one(Key::SECURITY_ACTION_STATEMENT_TIME, Pattern(&DATE_TIME)),
    ],
);

pub(crate) static SECURITY_VEX_FIXED_VULN_ASSESSMENT_RELATIONSHIP: Class = Class::new(
    "security_VexFixedVulnAssessmentRelationship",
    Some(&SECURITY_VEX_VULN_ASSESSMENT_RELATIONSHIP),
    &[],
);

pub(crate) static SECURITY_VEX_NOT_AFFECTED_VULN_ASSESSMENT_RELATIONSHIP: Class = Class::new(
    "security_VexNotAffectedVulnAssessmentRelationship",
    Some(&SECURITY_VEX_VULN_ASSESSMENT_RELATIONSHIP),
    &[
        one(Key::SECURITY_IMPACT_STATEMENT, Text),
        one(Key::SECURITY_IMPACT_STATEMENT_TIME, Pattern(&DATE_TIME)),
        one(Key::SECURITY_JUSTIFICATION_TYPE, Words(&JUSTIFICATION_TYPE)),
    ],
);

pub(crate) static SECURITY_VEX_UNDER_INVESTIGATION_VULN_ASSESSMENT_RELATIONSHIP: Class = Class::new(
    "security_VexUnderInvestigationVulnAssessmentRelationship",
    Some(&SECURITY_VEX_VULN_ASSESSMENT_RELATIONSHIP),
    &[],
);

pub(crate) static SECURITY_VULNERABILITY: Class = Class::new(
    "security_Vulnerability",
    Some(&ARTIFACT),
    &[
        one(Key::SECURITY_MODIFIED_TIME, Pattern(&DATE_TIME)),
        one(Key::SECURITY_PUBLISHED_TIME, Pattern(&DATE_TIME)),
        one(Key::SECURITY_WITHDRAWN_TIME, Pattern(&DATE_TIME)),
    ],
);
