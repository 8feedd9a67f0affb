//! Finding the levels set by hand that are about a finding without asking each of them.

use crate::evaluate::alias::Classes;
use crate::evaluate::group::Group;
use crate::evaluate::prefixes::Prefixes;
use crate::pattern::{ANY_KIND, NAMES};
use crate::policy::settings::Override;

/// The overrides by vulnerability, and by what a component's purl or name must begin with.
pub(super) struct Index<'p> {
    overrides: &'p [Override],
    prefixes: Prefixes<'p, (Vulnerability, Option<&'p str>)>,
}

/// A vulnerability as a finding names it: by the class of an id, or by an id outside of its class.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Vulnerability {
    Class(u32),
    Id(u32),
}

impl<'p> Index<'p> {
    pub(super) fn of(overrides: &'p [Override], classes: &Classes<'_>) -> Self {
        let mut entries = Vec::new();
        for (number, by) in (0_u32..).zip(overrides) {
            let matcher = &by.waiver.matcher;
            // `None` where no finding has that id.
            let Some(id) = matcher.vulnerability.as_ref().and_then(|id| classes.find(id)) else {
                continue;
            };
            let (space, prefix) = match &matcher.component {
                Some(pattern) => {
                    let (space, prefix) = pattern.anchor();
                    (Some(space), prefix)
                }
                None => (None, ""),
            };
            for named in [Vulnerability::Class(classes.class_of(id)), Vulnerability::Id(id)] {
                entries.push(((named, space), prefix, number));
            }
        }
        Self { overrides, prefixes: Prefixes::of(entries) }
    }

    /// The overrides that are about a finding, in their order.
    pub(super) fn covering(&self, group: &Group<'_>) -> Vec<usize> {
        let own = std::iter::once(Vulnerability::Class(group.class()));
        let mut found = Vec::new();
        for named in own.chain(group.foreign_ids().map(Vulnerability::Id)) {
            let mut look = |space, text: &str| {
                self.prefixes.beginning((named, space), text, &mut |number| found.push(number));
            };
            look(None, "");
            for package in group.packages() {
                look(Some(NAMES), package.name());
                if let Some(purl) = package.purl() {
                    look(Some(NAMES), purl.name());
                    look(Some(ANY_KIND), purl.path());
                    look(Some(purl.kind()), purl.path());
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found
            .into_iter()
            .map(|number| number as usize)
            .filter(|at| self.is_about(*at, group))
            .collect()
    }

    /// Whether an override is about a finding that has its vulnerability.
    fn is_about(&self, at: usize, group: &Group<'_>) -> bool {
        self.overrides.get(at).is_some_and(|by| match &by.waiver.matcher.component {
            Some(pattern) => group.packages().any(|package| pattern.matches(package)),
            None => true,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::{select, subsequence};

    use super::*;
    use crate::evaluate::group::groups;
    use crate::evaluate::table::Table;
    use crate::evidence::{Artifact, Evidence, Finding, Package, Scan};
    use crate::severity::Resolver;
    use crate::{LoadOptions, Policy};

    const IDS: [&str; 5] =
        ["CVE-2024-1", "CVE-2024-2", "GHSA-aaaa-bbbb-cccc", "RHSA-2024:1", "RHSA-2024:2"];
    const PACKAGES: [&str; 6] = [
        "pkg:npm/left@1.0.0",
        "pkg:npm/left-pad@1.0.0?arch=x",
        "pkg:npm/%40acme/left@2.0.0",
        "pkg:pypi/left@1.0.0",
        "left",
        "no purl",
    ];
    const PATTERNS: [&str; 9] = [
        "",
        "pkg:npm/left",
        "pkg:npm/left*",
        "pkg:npm/left@1.0.0",
        "pkg:npm/@acme/*",
        "pkg:*/left",
        "left*",
        "*",
        "no purl",
    ];

    fn finding() -> impl Strategy<Value = Finding> {
        (subsequence(&IDS[..], 1..=3), select(&PACKAGES[..])).prop_map(|(ids, package)| {
            let finding = Finding::new(ids[0], Package::from_text(package));
            ids[1..].iter().fold(finding, |finding, id| finding.alias(*id))
        })
    }

    fn naive(by: &Override, group: &Group<'_>) -> bool {
        let matcher = &by.waiver.matcher;
        let wanted = matcher.vulnerability.as_ref().unwrap();
        let covers = |package| matcher.component.as_ref().is_none_or(|c| c.matches(package));
        group.ids().any(|id| id.eq_ignore_ascii_case(wanted)) && group.packages().any(covers)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

        #[test]
        fn looking_overrides_up_finds_what_asking_each_of_them_does(
            findings in vec(finding(), 1..8),
            chosen in subsequence((0..IDS.len() * PATTERNS.len()).collect::<Vec<_>>(), 1..12),
        ) {
            let mut text = String::from(
                "apiVersion: policy/v1alpha1\nkind: ArtifactPolicy\nmetadata: { name: x }\n\
                 rules: [{ id: r, vulnerability: { severity: high } }]\nseverity:\n  override:\n",
            );
            for choice in chosen {
                let (id, component) = (IDS[choice % IDS.len()], PATTERNS[choice / IDS.len()]);
                let id = id.to_lowercase();
                text += &format!("    - {{ id: '{id}', level: low, reason: r, owner: o");
                if !component.is_empty() {
                    text += &format!(", component: '{component}'");
                }
                text += " }\n";
            }
            let (policy, _) = Policy::parse(&text, &LoadOptions::default()).unwrap();
            let overrides = &policy.inner.overrides;
            let scan = Scan::new("trivy").findings(findings);
            let evidence = Evidence::new(Artifact::new("x")).with_scan(scan);
            let resolver = Resolver::default();
            let table = Table::of(&evidence, &resolver, None);
            let index = Index::of(overrides, &table.classes);
            for group in groups(&table, &mut Vec::new()) {
                let all = overrides.iter().enumerate().filter(|(_, by)| naive(by, &group));
                let expected: Vec<usize> = all.map(|(at, _)| at).collect();
                prop_assert_eq!(index.covering(&group), expected);
            }
        }
    }
}
