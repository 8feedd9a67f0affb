//! Sections that must be there, young enough and good enough.

use super::{About, Cap, Judge, count, gaps_as_missing, scans};
use crate::code::Code;
use crate::decision::{Missing, Reason, RuleCoverage, Violation, ViolationKind};
use crate::evidence::{Digest, Gap, Sbom, Scan, Section, SectionKind};
use crate::pattern::Glob;
use crate::phrase;
use crate::policy::settings::{Modes, Requirement};
use crate::{Period, Text, Timestamp, Tri};

/// How far ahead of `now` evidence may be dated before its date counts as unknown.
const CLOCK_SKEW: Period = Period::from_seconds(300);

/// What a requirement finds wrong.
pub(super) struct Objection {
    pub(super) code: Code,
    pub(super) message: String,
    pub(super) because: Vec<Reason>,
    pub(super) missing: Vec<Missing>,
}

impl Judge<'_> {
    pub(super) fn requirements(&mut self) {
        let policy = self.policy;
        let Some(cap) = self.cap(&Modes::default(), None) else { return };
        for requirement in &policy.requires {
            self.requirement(requirement, cap);
        }
    }

    fn requirement(&mut self, requirement: &Requirement, cap: Cap) {
        let rule = self.policy.part(&format!("requires.{}", requirement.kind));
        let objections = self.objections(requirement);
        let mut coverage = RuleCoverage { rule: Text::from(&rule), ..RuleCoverage::default() };
        let unknown = objections.iter().any(|objection| objection.code == Code::MissingEvidence);
        count(
            &mut coverage,
            if unknown { Tri::Unknown } else { Tri::from(!objections.is_empty()) },
        );
        self.coverage.push(coverage);
        for objection in objections {
            let kind = if objection.code == Code::MissingEvidence {
                ViolationKind::MissingEvidence
            } else {
                ViolationKind::Requirement
            };
            let mut violation = Violation::new(
                &rule,
                objection.code,
                kind,
                requirement.effect,
                self.artifact(),
                objection.message,
            );
            violation.because = objection.because.into();
            violation.missing = objection.missing.into();
            self.weigh(violation, cap, About::default());
        }
    }

    pub(super) fn objections(&self, requirement: &Requirement) -> Vec<Objection> {
        let kind = requirement.kind;
        let evidence = self.evidence;
        let mut found = Vec::new();
        let (present, gaps) = match kind {
            SectionKind::Sbom => state(&evidence.sbom),
            SectionKind::Image => state(&evidence.image),
            SectionKind::Signatures => state(&evidence.signatures),
            SectionKind::Provenance => state(&evidence.provenance),
            SectionKind::Vex => state(&evidence.vex),
            SectionKind::Vulnerabilities => scans(evidence),
        };
        if !present || !gaps.is_empty() && !requirement.allow_gaps {
            let message = if present {
                format!("the policy requires {} without gaps", kind.with_article())
            } else {
                format!("the policy requires {}, and there is none", kind.with_article())
            };
            found.push(Objection {
                code: Code::MissingEvidence,
                message,
                because: Vec::new(),
                missing: gaps_as_missing(kind, &gaps),
            });
            if !present {
                return found;
            }
        }
        if let Some(max_age) = requirement.max_age {
            let made = match kind {
                SectionKind::Sbom => evidence.sbom.value().and_then(|sbom| sbom.created),
                SectionKind::Image => evidence.image.value().and_then(|image| image.created),
                // One that is young enough will do.
                SectionKind::Signatures => {
                    let list = evidence.signatures.value().into_iter().flatten();
                    let ours = list.filter(|signature| self.is_ours(&signature.digest));
                    self.latest(ours.filter_map(|signature| signature.signed_at))
                }
                SectionKind::Provenance => {
                    let list = evidence.provenance.value().into_iter().flatten();
                    let ours = list.filter(|statement| self.is_ours(&statement.digest));
                    self.latest(ours.filter_map(|statement| statement.built_at))
                }
                SectionKind::Vex => {
                    let list = evidence.vex.value().into_iter().flatten();
                    self.latest(list.filter_map(|statement| statement.timestamp))
                }
                _ => newest(&evidence.scans, |scan| scan.scanned_at, self.cx.now),
            };
            let what = format!("the {}", kind.noun());
            found.extend(self.age(&what, "max_age", made, max_age));
        }
        if let Some(max_age) = requirement.max_db_age {
            let updated = newest(&evidence.scans, |scan| scan.database_at, self.cx.now);
            found.extend(self.age("the scanner's database", "max_db_age", updated, max_age));
        }
        let insufficient = |message: &str, condition: &str, value: String| Objection {
            code: Code::InsufficientEvidence,
            message: message.to_owned(),
            because: vec![Reason::new(condition, value)],
            missing: Vec::new(),
        };
        if let Some(sbom) = evidence.sbom.value().filter(|_| kind == SectionKind::Sbom) {
            if requirement.dependency_graph && !sbom.dependency_graph {
                let message = "the SBOM does not say what depends on what";
                found.push(insufficient(message, "dependency_graph true", "no".to_owned()));
            }
            if let Some(least) = requirement.min_components {
                let count = self.table.packages.different_components();
                if count < least {
                    let components = phrase::count(count, "component");
                    let message = format!("the SBOM lists {components}, fewer than {least}");
                    let condition = format!("min_components {least}");
                    found.push(insufficient(&message, &condition, count.to_string()));
                }
            }
        }
        if let Some(sbom) = evidence.sbom.value().filter(|_| kind == SectionKind::Sbom) {
            found.extend(made_as_asked(requirement, sbom));
        }
        let absent: Vec<&str> = requirement
            .scanners
            .iter()
            .filter(|wanted| {
                !evidence.scans.iter().any(|scan| {
                    scan.scanner.eq_ignore_ascii_case(wanted) && !scan.findings.is_absent()
                })
            })
            .map(String::as_str)
            .collect();
        if !absent.is_empty() {
            let names = phrase::list(&absent, absent.len());
            found.push(Objection {
                code: Code::MissingEvidence,
                message: format!("the policy requires a scan by {names}, and there is none"),
                because: Vec::new(),
                missing: absent
                    .iter()
                    .map(|name| Missing::new("scanners", format!("{name} gave no answer")))
                    .collect(),
            });
        }
        // What was signed or attested must be the artifact that is judged.
        let ours = |digest: &Digest| self.is_ours(digest);
        let verified = match kind {
            SectionKind::Signatures => evidence
                .signatures
                .value()
                .map(|list| list.iter().any(|signature| ours(&signature.digest))),
            SectionKind::Provenance => evidence
                .provenance
                .value()
                .map(|list| list.iter().any(|statement| ours(&statement.digest))),
            _ => None,
        };
        if verified == Some(false) {
            let message = format!("none of the {kind} found is for this artifact's digest");
            found.push(insufficient(&message, "verified true", "none".to_owned()));
        }
        found
    }

    pub(super) fn is_ours(&self, digest: &Digest) -> bool {
        self.evidence.artifact.digests.contains(digest)
    }

    /// The latest instant that is not ahead of now.
    fn latest(&self, instants: impl Iterator<Item = Timestamp>) -> Option<Timestamp> {
        instants.filter(|at| *at <= self.cx.now.plus(CLOCK_SKEW)).max()
    }

    fn age(
        &self,
        what: &str,
        condition: &str,
        made: Option<Timestamp>,
        max_age: Period,
    ) -> Option<Objection> {
        let now = self.cx.now;
        // Reproducible builds write 1970; a date ahead of now is somebody's mistake.
        let made = made.filter(|at| *at > Timestamp::UNIX_EPOCH && *at <= now.plus(CLOCK_SKEW));
        let Some(made) = made else {
            let why = "it has no date, or one that cannot be right";
            return Some(Objection {
                code: Code::MissingEvidence,
                message: format!("cannot tell how old {what} is"),
                because: Vec::new(),
                missing: vec![Missing::new(condition, why)],
            });
        };
        let age = now.since(made).unwrap_or_default();
        (age > max_age).then(|| Objection {
            code: Code::StaleEvidence,
            message: format!("{what} is {age} old, more than the {max_age} allowed"),
            because: vec![Reason::new(format!("{condition} {max_age}"), format!("made {made}"))],
            missing: Vec::new(),
        })
    }
}

/// Whether an SBOM has one of the formats, and was made by one of the tools.
fn made_as_asked(requirement: &Requirement, sbom: &Sbom) -> Vec<Objection> {
    let checks: [(&str, &[Glob], &[String], &str); 2] = [
        ("formats", &requirement.formats, sbom.format.as_slice(), "its format"),
        ("generated_by", &requirement.generated_by, &sbom.tools, "what made it"),
    ];
    let mut found = Vec::new();
    for (key, wanted, given, what) in checks {
        if wanted.is_empty() || given.iter().any(|text| is_named(text, wanted)) {
            continue;
        }
        let listed: Vec<&str> = wanted.iter().map(Glob::as_str).collect();
        let condition = format!("{key} {}", listed.join(", "));
        found.push(if given.is_empty() {
            Objection {
                code: Code::MissingEvidence,
                message: format!("the SBOM does not say {what}"),
                because: Vec::new(),
                missing: vec![Missing::new(key, format!("the SBOM does not say {what}"))],
            }
        } else {
            let mut given = given.to_vec();
            given.sort();
            let given = given.join(", ");
            Objection {
                code: Code::InsufficientEvidence,
                message: format!("the policy does not accept {what}, {given}"),
                because: vec![Reason::new(condition, given)],
                missing: Vec::new(),
            }
        });
    }
    found
}

/// Whether a name with a version (`CycloneDX 1.6`, `syft@1.2`) is one of those wanted, as a whole or
/// without the version.
fn is_named(text: &str, wanted: &[Glob]) -> bool {
    let text = text.trim().to_lowercase();
    let name = text.split([' ', '@', ':']).next().unwrap_or_default();
    wanted.iter().any(|glob| glob.matches(&text) || glob.matches(name))
}

/// Whether a section is there, and what it lacks.
fn state<T>(section: &Section<T>) -> (bool, Vec<Gap>) {
    (!section.is_absent(), section.gaps().to_vec())
}

/// The newest instant among the scans that found anything out. One fresh scan is enough: what
/// older ones found is judged all the same.
fn newest(
    scans: &[Scan],
    read: impl Fn(&Scan) -> Option<Timestamp>,
    now: Timestamp,
) -> Option<Timestamp> {
    scans
        .iter()
        .filter(|scan| !scan.findings.is_absent())
        .filter_map(read)
        .filter(|at| *at <= now.plus(CLOCK_SKEW))
        .max()
}
