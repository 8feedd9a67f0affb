//! Several sources' answers as one piece of evidence.

use policy_core::evidence::{
    Artifact, Evidence, Gap, ImageFacts, Sbom, Scan, Section, SectionKind, Statement,
};

use crate::Contribution;

/// What has been told so far, and what could not be told.
#[derive(Default)]
pub(crate) struct Merge {
    sbom: Option<Section<Sbom>>,
    sbom_missed: Vec<Gap>,
    scans: Vec<Scan>,
    image: Option<ImageFacts>,
    vex: Option<Vec<Statement>>,
    other_missed: Vec<(SectionKind, Gap)>,
}

impl Merge {
    pub(crate) fn add(&mut self, contribution: Contribution) {
        match contribution.sbom {
            Some(Section::Absent(gaps)) => self.sbom_missed.extend(gaps),
            Some(section) => {
                self.sbom = Some(match self.sbom.take() {
                    Some(known) => join_sboms(known, section),
                    None => section,
                });
            }
            None => {}
        }
        self.scans.extend(contribution.scans);
        if let Some(facts) = contribution.image {
            let known = self.image.get_or_insert_default();
            known.created = known.created.or(facts.created);
            known.base = known.base.take().or(facts.base);
            known.os = known.os.take().or(facts.os);
        }
        if !contribution.vex.is_empty() {
            self.vex.get_or_insert_default().extend(contribution.vex);
        }
    }

    /// Records that a source could not tell what it was asked for.
    pub(crate) fn miss(&mut self, source: &str, sections: &[SectionKind], reason: &str) {
        for section in sections {
            match section {
                // A scanner that failed is one scanner less, however many others answered.
                SectionKind::Vulnerabilities => self.scans.push(Scan::failed(source, reason)),
                SectionKind::Sbom => self.sbom_missed.push(Gap::new(source, reason)),
                other => self.other_missed.push((*other, Gap::new(source, reason))),
            }
        }
    }

    pub(crate) fn into_evidence(self, artifact: Artifact) -> Evidence {
        let mut evidence = Evidence::new(artifact);
        // One list of components is enough: who failed to give another takes nothing away from it.
        evidence.sbom = self.sbom.unwrap_or(Section::Absent(self.sbom_missed));
        evidence.scans = self.scans;
        if let Some(facts) = self.image {
            evidence.image = Section::Present(facts);
        }
        if let Some(statements) = self.vex {
            evidence.vex = Section::Present(statements);
        }
        for (kind, gap) in self.other_missed {
            match kind {
                SectionKind::Image => gap_in(&mut evidence.image, gap),
                SectionKind::Signatures => gap_in(&mut evidence.signatures, gap),
                SectionKind::Provenance => gap_in(&mut evidence.provenance, gap),
                SectionKind::Vex => gap_in(&mut evidence.vex, gap),
                _ => {}
            }
        }
        evidence
    }
}

fn gap_in<T>(section: &mut Section<T>, gap: Gap) {
    *section = std::mem::take(section).with_gap(gap);
}

/// Two lists about one artifact: the application's and the operating system's, for example.
pub(crate) fn join_sboms(first: Section<Sbom>, second: Section<Sbom>) -> Section<Sbom> {
    let gaps: Vec<Gap> = first.gaps().iter().chain(second.gaps()).cloned().collect();
    let (mut joined, second) = match (into_value(first), into_value(second)) {
        (Some(first), Some(second)) => (first, second),
        (Some(only), None) | (None, Some(only)) => (only, Sbom::default()),
        (None, None) => return Section::Absent(gaps),
    };
    joined.components.extend(second.components);
    joined.dependency_graph &= second.dependency_graph;
    // As old as its oldest part.
    joined.created = joined.created.min(second.created);
    joined.tools.extend(second.tools);
    if gaps.is_empty() { Section::Present(joined) } else { Section::Incomplete(joined, gaps) }
}

fn into_value<T>(section: Section<T>) -> Option<T> {
    match section {
        Section::Present(value) | Section::Incomplete(value, _) => Some(value),
        Section::Absent(_) => None,
    }
}
