//! The join of findings and statements, beside the naive one.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::*;
use crate::Tri;
use crate::evaluate::group::groups;
use crate::evaluate::table::Table;
use crate::evidence::{Artifact, Finding, Package, PackageRange, Scan, Subcomponent};
use crate::policy::settings::VexSettings;
use crate::purl::Purl;
use crate::severity::Resolver;

const IDS: [&str; 5] =
    ["CVE-2024-1", "CVE-2024-2", "GHSA-aaaa-bbbb-cccc", "RHSA-2024:1", "RHSA-2024:2"];
const INSTALLED: [&str; 7] = [
    "pkg:npm/a@1.0.0",
    "pkg:npm/a@2.0.0?arch=x",
    "pkg:npm/a@main",
    "pkg:npm/b@1.0.0",
    "pkg:deb/debian/c@1.0-1?epoch=2",
    "pkg:npm/a",
    "no purl",
];
const STATED: [&str; 9] = [
    "pkg:npm/a",
    "pkg:npm/a?arch=x",
    "pkg:npm/a@1.0.0",
    "pkg:npm/a@2.0.0",
    "pkg:npm/a@2.0.0?arch=y",
    "pkg:npm/b@1.0.0",
    "pkg:deb/debian/c@1.0-1",
    "pkg:deb/debian/c@2:1.0-1",
    "pkg:npm/d",
];

fn digest(digit: char) -> crate::evidence::Digest {
    format!("sha256:{}", digit.to_string().repeat(64)).parse().unwrap()
}

fn finding() -> impl Strategy<Value = Finding> {
    (subsequence(&IDS[..], 1..=3), select(&INSTALLED[..]), any::<bool>()).prop_map(
        |(ids, package, in_full)| {
            let mut package = Package::from_text(package);
            if in_full && package.kind() == "deb" {
                package = package.with_version("2:1.0-1");
            }
            let finding = Finding::new(ids[0], package);
            ids[1..].iter().fold(finding, |finding, id| finding.alias(*id))
        },
    )
}

fn product() -> impl Strategy<Value = Product> {
    let purl = || select(&STATED[..]).prop_map(|text| text.parse::<Purl>().unwrap());
    let range = || {
        select(vec!["vers:npm/<2", "vers:npm/>=1.0.0|<3", "[2.0,)"])
            .prop_map(|text| PackageRange::new("pkg:npm/a".parse().unwrap(), text).unwrap())
    };
    let part =
        prop_oneof![purl().prop_map(Subcomponent::from), range().prop_map(Subcomponent::from)];
    prop_oneof![
        4 => purl().prop_map(Product::Package),
        1 => range().prop_map(Product::Range),
        1 => (select(vec!['a', 'b']), vec(part, 0..3)).prop_map(|(of, subcomponents)| {
            Product::Artifact { digest: digest(of), subcomponents }
        }),
    ]
}

fn statement() -> impl Strategy<Value = Statement> {
    let status = select(vec![VexStatus::NotAffected, VexStatus::Fixed, VexStatus::Affected]);
    (select(vec!["a", "b"]), subsequence(&IDS[..], 1..=3), status, vec(product(), 0..4)).prop_map(
        |(document, ids, status, products)| {
            let mut statement = Statement::new(document, "Acme", ids[0].to_lowercase(), status);
            statement.vulnerabilities.extend(ids[1..].iter().map(|id| (*id).to_owned()));
            statement.products = products;
            statement.justification("component_not_present")
        },
    )
}

fn for_each_group(
    evidence: &Evidence,
    mut check: impl FnMut(&Statements<'_>, &Group<'_>) -> Result<(), TestCaseError>,
) -> Result<(), TestCaseError> {
    let (resolver, settings, mut notes) = (Resolver::default(), VexSettings::default(), Vec::new());
    let table = Table::of(evidence, &resolver, None);
    let now = "2026-11-22T00:00:00Z".parse().unwrap();
    let followed = Statements::of(evidence, &table.classes, &settings, now, &mut notes);
    groups(&table, &mut notes).iter().try_for_each(|group| check(&followed, group))
}

/// How exactly a product names a package, asked of the one and the other.
fn naive(product: &Product, status: VexStatus, package: &Package) -> Option<Specificity> {
    let covers = |general: &Purl| {
        let specific = package.purl()?;
        let bare = |purl: &Purl| purl.without_qualifiers().split('@').next().map(str::to_owned);
        let version = general.version();
        let is_it =
            version.is_none_or(|v| [package.version(), specific.version()].contains(&Some(v)));
        let is_built =
            general.qualifiers().all(|(key, value)| specific.qualifier(key) == Some(value));
        (bare(general) == bare(specific) && is_it && is_built).then_some(version.is_some())
    };
    let within = |range: &PackageRange| {
        let installed = package.full_version();
        let within = installed.map_or(Tri::Unknown, |version| range.versions().contains(version));
        let warns = status == VexStatus::Affected;
        covers(range.package()).is_some()
            && if warns { !within.is_false() } else { within.is_true() }
    };
    match product {
        Product::Package(purl) => covers(purl)
            .map(|exact| if exact { Specificity::Version } else { Specificity::Package }),
        Product::Range(range) => within(range).then_some(Specificity::Range),
        Product::Artifact { digest: of, .. } if *of != digest('a') => None,
        Product::Artifact { subcomponents, .. } if subcomponents.is_empty() => {
            Some(Specificity::Artifact)
        }
        Product::Artifact { subcomponents, .. } => subcomponents
            .iter()
            .any(|part| match part {
                Subcomponent::Package(purl) => covers(purl).is_some(),
                Subcomponent::Range(range) => within(range),
            })
            .then_some(Specificity::ArtifactComponent),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn looking_statements_up_finds_what_asking_each_of_them_does(
        findings in vec(finding(), 1..8),
        statements in vec(statement(), 0..12),
    ) {
        let evidence = Evidence::new(Artifact::new("x").digest(digest('a')))
            .with_scan(Scan::new("trivy").findings(findings))
            .with_vex(statements);
        for_each_group(&evidence, |followed, group| {
            let says = |statement: &&'_ Statement| {
                let is_named = |id: &String| group.ids().any(|own| own.eq_ignore_ascii_case(id));
                statement.vulnerabilities.iter().any(is_named)
            };
            let expected: Vec<(Specificity, &Statement)> = followed
                .followed
                .iter()
                .copied()
                .filter(says)
                .filter_map(|statement| {
                    let pairs = statement.products.iter().flat_map(|product| {
                        group.packages().filter_map(|one| naive(product, statement.status, one))
                    });
                    Some((pairs.max()?, statement))
                })
                .collect();
            prop_assert_eq!(followed.matching(group), expected);
            Ok(())
        })?;
    }
}

/// A thousand statements on one vulnerability, each about another version: of each finding one
/// target is near, and of the statements about it one is looked up.
#[test]
fn a_finding_is_held_against_what_names_its_vulnerability_and_its_version() {
    let package = |n: u32| format!("pkg:npm/a@{n}.0.0");
    let findings = (0..1_000).map(|n| Finding::new("CVE-2024-1", Package::from_text(&package(n))));
    let statements = (0..1_000).map(|n| {
        Statement::new("doc", "Acme", "CVE-2024-1", VexStatus::Fixed)
            .product(Product::Package(package(n).parse().unwrap()))
    });
    let evidence = Evidence::new(Artifact::new("x"))
        .with_scan(Scan::new("trivy").findings(findings))
        .with_vex(statements.collect::<Vec<_>>());
    for_each_group(&evidence, |followed, group| {
        let near: usize = followed.targets.near(group).into_iter().map(<[_]>::len).sum();
        prop_assert_eq!(near, 1);
        prop_assert_eq!(followed.matching(group).len(), 1);
        Ok(())
    })
    .unwrap();
}
