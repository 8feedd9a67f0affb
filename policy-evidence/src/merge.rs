//! Several sources' answers as one piece of evidence.

use policy_core::evidence::{
    Artifact, Evidence, Gap, ImageFacts, OperatingSystem, Sbom, Scan, Section, SectionKind,
    Statement,
};

use crate::Contribution;

/// What has been told so far, and what could not be told.
///
/// What a source fails to tell is a gap even where others tell something: nobody knows what it
/// would have added, and a failure must never make a decision milder.
#[derive(Default)]
pub(crate) struct Merge {
    sbom: Option<Section<Sbom>>,
    scans: Vec<Scan>,
    image: Option<ImageFacts>,
    vex: Option<Vec<Statement>>,
    missed: Vec<(SectionKind, Gap)>,
}

impl Merge {
    /// Adds what a source told that was asked for these sections.
    pub(crate) fn answered(&mut self, sections: &[SectionKind], contribution: Contribution) {
        if let Some(section) = contribution.sbom {
            self.sbom = Some(match self.sbom.take() {
                Some(known) => join_sboms(known, section),
                None => section,
            });
        }
        self.scans.extend(contribution.scans);
        if let Some(facts) = contribution.image {
            let known = self.image.take().unwrap_or_default();
            self.image = Some(join_facts(known, facts));
        }
        // Statements that were asked for and are not there are none, which is not the same as
        // nobody having asked.
        if sections.contains(&SectionKind::Vex) || !contribution.vex.is_empty() {
            self.vex.get_or_insert_default().extend(contribution.vex);
        }
    }

    /// Records that a source could not tell what it was asked for.
    pub(crate) fn failed(&mut self, source: &str, sections: &[SectionKind], reason: &str) {
        for section in sections {
            match section {
                // A scanner that failed is one scanner less, however many others answered.
                SectionKind::Vulnerabilities => self.scans.push(Scan::failed(source, reason)),
                other => self.missed.push((*other, Gap::new(source, reason))),
            }
        }
    }

    pub(crate) fn into_evidence(self, artifact: Artifact) -> Evidence {
        let mut evidence = Evidence::new(artifact);
        evidence.sbom = self.sbom.unwrap_or_default();
        evidence.scans = self.scans;
        evidence.share_packages();
        evidence.image = self.image.map(Section::Present).unwrap_or_default();
        evidence.vex = self.vex.map(Section::Present).unwrap_or_default();
        for (kind, gap) in self.missed {
            match kind {
                SectionKind::Sbom => add_gap(&mut evidence.sbom, gap),
                SectionKind::Image => add_gap(&mut evidence.image, gap),
                SectionKind::Signatures => add_gap(&mut evidence.signatures, gap),
                SectionKind::Provenance => add_gap(&mut evidence.provenance, gap),
                SectionKind::Vex => add_gap(&mut evidence.vex, gap),
                _ => {}
            }
        }
        evidence
    }
}

/// Two lists about one artifact: the application's and the operating system's, for example, or
/// those of two platforms. What one of them lacks, the whole lacks.
pub(crate) fn join_sboms(first: Section<Sbom>, second: Section<Sbom>) -> Section<Sbom> {
    let gaps: Vec<Gap> = first.gaps().iter().chain(second.gaps()).cloned().collect();
    let joined = match (into_value(first), into_value(second)) {
        (Some(mut joined), Some(second)) => {
            joined.components.extend(second.components);
            joined.dependency_graph &= second.dependency_graph;
            // As old as its oldest part.
            joined.created = joined.created.min(second.created);
            for tool in second.tools {
                if !joined.tools.contains(&tool) {
                    joined.tools.push(tool);
                }
            }
            joined
        }
        (Some(only), None) | (None, Some(only)) => only,
        (None, None) => return Section::Absent(gaps),
    };
    if gaps.is_empty() { Section::Present(joined) } else { Section::Incomplete(joined, gaps) }
}

/// The first that knows a fact is believed.
fn join_facts(first: ImageFacts, second: ImageFacts) -> ImageFacts {
    let mut joined = first;
    joined.created = joined.created.or(second.created);
    joined.base = joined.base.or(second.base);
    joined.os = match (joined.os, second.os) {
        (Some(first), Some(second)) => Some(join_os(first, &second)),
        (first, second) => first.or(second),
    };
    joined
}

/// That the support has ended is known to few, and must not get lost among those who do not say.
fn join_os(mut first: OperatingSystem, second: &OperatingSystem) -> OperatingSystem {
    first.end_of_life = match (first.end_of_life, second.end_of_life) {
        (Some(first), Some(second)) => Some(first || second),
        (first, second) => first.or(second),
    };
    first
}

fn add_gap<T>(section: &mut Section<T>, gap: Gap) {
    *section = std::mem::take(section).with_gap(gap);
}

fn into_value<T>(section: Section<T>) -> Option<T> {
    match section {
        Section::Present(value) | Section::Incomplete(value, _) => Some(value),
        Section::Absent(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use policy_core::evidence::{Component, Package};

    use super::*;

    fn sbom(name: &str) -> Sbom {
        Sbom::new([Component::new(Package::new(name, "1"))]).with_dependency_graph().tool("syft")
    }

    fn merged(sections: impl IntoIterator<Item = Section<Sbom>>) -> Section<Sbom> {
        sections.into_iter().reduce(join_sboms).unwrap()
    }

    #[test]
    fn lists_about_one_artifact_are_one_list() {
        let graphless = Sbom::new([Component::new(Package::new("c", "1"))]);
        let joined = merged([sbom("a").into(), sbom("b").into(), graphless.into()]);
        let Section::Present(joined) = joined else { panic!("{joined:?}") };
        assert_eq!(joined.components.len(), 3);
        assert!(!joined.dependency_graph, "one part does not say what depends on what");
        assert_eq!(joined.tools, ["syft"]);
    }

    #[test]
    fn a_list_that_is_missing_makes_the_whole_incomplete_whatever_the_order() {
        for order in [[0, 1], [1, 0]] {
            let parts = [Section::Present(sbom("a")), Section::failed("xray", "500")];
            let joined = merged(order.map(|at: usize| parts[at].clone()));
            assert!(
                matches!(&joined, Section::Incomplete(_, gaps) if gaps.len() == 1),
                "{joined:?}"
            );
        }
        let joined = merged([Section::failed("a", "x"), Section::failed("b", "y")]);
        assert!(matches!(&joined, Section::Absent(gaps) if gaps.len() == 2), "{joined:?}");
    }

    #[test]
    fn the_end_of_support_is_not_lost_among_those_who_do_not_say() {
        let facts = |os: OperatingSystem| ImageFacts::default().os(os);
        let silent = || facts(OperatingSystem::new("debian", "10"));
        let ended = || facts(OperatingSystem::new("debian", "10").end_of_life(true));
        for joined in [join_facts(silent(), ended()), join_facts(ended(), silent())] {
            assert_eq!(joined.os.unwrap().end_of_life, Some(true));
        }
    }

    #[test]
    fn statements_asked_for_and_not_found_are_not_missing() {
        let mut merge = Merge::default();
        merge.answered(&[SectionKind::Vex], Contribution::new());
        let evidence = merge.into_evidence(Artifact::default());
        assert_eq!(evidence.vex, Section::Present(Vec::new()));

        let mut merge = Merge::default();
        merge.failed("vex.json", &[SectionKind::Vex], "gone");
        assert!(merge.into_evidence(Artifact::default()).vex.is_absent());
    }
}
