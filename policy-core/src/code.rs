//! Every stable reason code, in one reviewed list.

use std::fmt;

use serde::{Serialize, Serializer};

macro_rules! codes {
    ($($(#[doc = $meaning:literal])+ $name:ident = $text:literal,)+) => {
        /// A stable reason: what tools may match on, whatever the message says.
        ///
        /// Words name reasons of violations. `P1xx` are faults of syntax, `P2xx` remarks on
        /// evidence, `P3xx` faults of meaning, `P4xx` lints, `P5xx` faults of expressions. A code
        /// never changes its meaning and is never used again for something else.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[doc = $meaning])+ $name,)+
        }

        impl Code {
            /// Every code, in the order of reports.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// Returns the stable text.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)+
                }
            }

            /// Returns what it means, in one sentence.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self {
                    $(Self::$name => concat!($($meaning),+).trim_ascii(),)+
                }
            }
        }
    };
}

codes! {
    /// Evidence a rule or a requirement needs is not there.
    MissingEvidence = "missing-evidence",
    /// Evidence is there, but older than the policy allows.
    StaleEvidence = "stale-evidence",
    /// Evidence is there, but lacks something the policy asks of it.
    InsufficientEvidence = "insufficient-evidence",
    /// A vulnerability meets all conditions of a rule.
    Vulnerability = "vulnerability",
    /// A licence is on no allow list.
    LicenceNotAllowed = "licence-not-allowed",
    /// A licence is on a deny list.
    LicenceDenied = "licence-denied",
    /// A component's licence is not known.
    LicenceUnknown = "licence-unknown",
    /// The image comes from a registry or repository that is not allowed.
    ImageRegistry = "image-registry",
    /// The image's tag is denied.
    ImageTag = "image-tag",
    /// The image is named by a tag that can be moved.
    ImageMutableTag = "image-mutable-tag",
    /// The image reference carries no digest.
    ImageDigestMissing = "image-digest-missing",
    /// The evidence belongs to another digest than the image reference.
    ImageDigestMismatch = "image-digest-mismatch",
    /// The base image is not one of those allowed.
    ImageBase = "image-base",
    /// The base image is older than the policy allows.
    ImageBaseAge = "image-base-age",
    /// The operating system gets no security fixes any more.
    ImageEndOfLife = "image-end-of-life",
    /// A component meets the expression of a rule.
    Component = "component",
    /// The image meets the expression of a rule.
    Image = "image",
    /// The image is older than the policy allows.
    ImageAge = "image-age",
    /// Nobody whom the policy names signed the image.
    ImageSignature = "image-signature",
    /// The image was not built as the policy asks.
    ImageProvenance = "image-provenance",
    /// The image runs as root.
    ImageUser = "image-user",
    /// The image holds secrets.
    ImageSecret = "image-secret",
    /// The image exposes a port that is not allowed.
    ImagePort = "image-port",
    /// The image is larger than the policy allows.
    ImageSize = "image-size",
    /// The image has more layers than the policy allows.
    ImageLayers = "image-layers",
    /// More findings of one severity or worse than the budget allows.
    Budget = "budget",
    /// A waiver that nothing needs, in a policy that forbids those.
    WaiverUnused = "waiver-unused",

    /// The text is not YAML or JSON.
    Syntax = "P101",
    /// The document is larger, deeper or more repetitive than the limits allow.
    Limit = "P102",
    /// The file holds more than one document.
    SeveralDocuments = "P103",
    /// A key stands twice in one mapping.
    DuplicateKey = "P104",
    /// The file holds no document.
    Empty = "P105",
    /// The document uses a YAML feature that policies do without.
    UnsupportedYaml = "P106",

    /// A scanner and the version order disagree on whether a fix is newer than what is installed.
    FixNotNewer = "P201",
    /// A CVSS vector cannot be read.
    CvssInvalid = "P202",
    /// A stated CVSS score differs from the one its vector gives; the vector's is used.
    CvssMismatch = "P203",
    /// A VEX statement is not followed.
    VexIgnored = "P204",
    /// A VEX statement covers every component of the artifact.
    VexBroad = "P205",
    /// The stage of the evaluation is not one the policy's `modes` name.
    StageUnknown = "P206",
    /// A waiver lasts longer than the policy allows and was clipped.
    WaiverClipped = "P207",
    /// A waiver suppresses nothing.
    WaiverIdle = "P208",
    /// Two waivers share one id.
    WaiverAmbiguous = "P209",
    /// A CVSS vector is not spelt as its specification has it, and counts all the same.
    CvssSpelling = "P210",
    /// A source's word for a severity stands for no level; it counts as unknown.
    SeverityUnmapped = "P211",

    /// A key the policy language does not know.
    UnknownKey = "P301",
    /// A documented key that this build cannot evaluate.
    NotSupportedYet = "P302",
    /// A required key is missing.
    MissingKey = "P303",
    /// A value has the wrong type.
    WrongType = "P304",
    /// A value has the right type and no meaning.
    InvalidValue = "P305",
    /// Two rules or waivers share one id.
    DuplicateId = "P306",
    /// A reference to something the document does not define.
    UnknownReference = "P307",
    /// A rule, matcher or section that says nothing.
    NothingStated = "P308",
    /// A waiver without a reason, an owner or an end.
    WaiverIncomplete = "P309",
    /// The document is of another version or kind.
    WrongVersion = "P310",
    /// A policy reaches for a rule of one below it that does not allow that.
    NotOverridable = "P311",

    /// A waiver has expired already.
    LintExpiredWaiver = "P401",
    /// A waiver lasts longer than the policy allows.
    LintLongWaiver = "P402",
    /// A licence is both allowed and denied.
    LintLicenceOverlap = "P403",
    /// A rule is not monotone: a worse finding may pass it.
    LintNotMonotone = "P404",
    /// Missing evidence passes.
    LintFailOpen = "P405",
    /// A rule or a condition that can never hold.
    LintDeadRule = "P406",
    /// A rule that another one covers, at least as hard.
    LintShadowedRule = "P407",
    /// A definition that nothing uses.
    LintUnused = "P408",
    /// Something is both allowed and denied.
    LintOverlap = "P409",
    /// A budget that another one makes pointless.
    LintBudget = "P410",
    /// An identity that says who signed and not who vouches for the name.
    LintOpenIdentity = "P411",
    /// A waiver that ends soon.
    LintExpiringWaiver = "P412",
    /// A waiver for something the policy never objects to.
    LintIdleWaiver = "P413",
    /// A rule that only warns denies what it cannot judge, and nobody wrote that down.
    LintUnknownDenies = "P414",

    /// An expression that breaks the grammar.
    ExpressionSyntax = "P501",
    /// An expression names a variable, field or function that does not exist.
    ExpressionUnknownName = "P502",
    /// Parts of an expression do not fit together.
    ExpressionType = "P503",
    /// An expression is longer, deeper or larger than the limits allow.
    ExpressionLimit = "P504",
    /// A text in an expression means nothing where it stands.
    ExpressionText = "P505",
    /// A part of CEL that policies do without.
    ExpressionUnsupported = "P506",
    /// An expression asks for nothing, or for something else than its rule looks at.
    ExpressionSubject = "P507",
}

impl Code {
    /// Returns all codes with their meanings as a document in Markdown, which stands beside the
    /// crate's sources as `CODES.md`.
    #[must_use]
    pub fn table() -> String {
        // Words are reasons; the digit after the `P` says what a fault or remark is about.
        let parts = [
            ("", "Reasons of violations"),
            ("P1", "P1xx: faults of syntax"),
            ("P2", "P2xx: remarks on evidence"),
            ("P3", "P3xx: faults of meaning"),
            ("P4", "P4xx: lints, for what is valid but hardly meant"),
            ("P5", "P5xx: faults of expressions"),
        ];
        let mut text = String::from(
            "# Reason codes\n\nA code never changes its meaning and is never used again for \
             something else: tools may match on it, whatever the message says.\n",
        );
        for (prefix, title) in parts {
            text.push_str(&format!("\n## {title}\n\n| code | means |\n|---|---|\n"));
            let belongs = |code: &&Self| match prefix {
                "" => !code.as_str().starts_with('P'),
                prefix => code.as_str().starts_with(prefix),
            };
            for code in Self::ALL.iter().filter(belongs) {
                text.push_str(&format!("| `{code}` | {} |\n", code.meaning()));
            }
        }
        text
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
