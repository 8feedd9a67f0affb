//! One value for each package.

use super::{Evidence, Finding, Package, Sbom, Scan, Section};
use crate::numbers::Numbers;

impl Evidence {
    /// Keeps each package once, however many components and findings name it.
    ///
    /// It changes nothing but the room the evidence takes and the time to compare packages: a
    /// scanner names the package with each of its findings, a hundred times the same one. Reading
    /// JSON and the builders do it; it is for those who fill the fields themselves.
    ///
    /// ```
    /// use policy_core::evidence::{Artifact, Evidence, Finding, Package, Scan};
    ///
    /// let finding = |id| Finding::new(id, Package::from_text("pkg:npm/left-pad@1.3.0"));
    /// let mut evidence = Evidence::new(Artifact::new("api"));
    /// evidence.scans.push(Scan::new("trivy").findings([finding("CVE-1"), finding("CVE-2")]));
    ///
    /// let before = evidence.clone();
    /// evidence.share_packages();
    /// assert_eq!(evidence, before);
    /// ```
    pub fn share_packages(&mut self) {
        share(&mut self.sbom, &mut self.scans);
    }

    /// The packages of the last scan alone, among themselves and with the components.
    pub(super) fn share_last_scan(&mut self) {
        let last = self.scans.last_mut().map(std::slice::from_mut);
        share(&mut self.sbom, last.unwrap_or_default());
    }
}

fn share(sbom: &mut Section<Sbom>, scans: &mut [Scan]) {
    let components = sbom.value_mut().into_iter().flat_map(|sbom| &mut sbom.components);
    let findings = scans.iter_mut().filter_map(|scan| scan.findings.value_mut()).flatten();
    let mut packages: Vec<&mut Package> = components
        .map(|component| &mut component.package)
        .chain(findings.map(|finding: &mut Finding| &mut finding.package))
        .collect();
    let numbers = Numbers::new(packages.iter().map(|package| package.key_hash()), |a, b| {
        packages.get(a as usize).cmp(&packages.get(b as usize))
    });
    let ones = numbers.representatives().iter();
    let ones: Vec<Package> =
        ones.filter_map(|at| packages.get(*at as usize).map(|one| Package::clone(one))).collect();
    for (package, number) in packages.iter_mut().zip(numbers.all()) {
        if let Some(one) = ones.get(*number as usize)
            && !one.is(package)
        {
            **package = one.clone();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{Artifact, Component};

    #[test]
    fn equal_packages_are_one_value_and_those_that_differ_in_qualifiers_are_not() {
        let package = |purl| Package::from_text(purl);
        let finding = |purl| Finding::new("CVE-2024-1", package(purl));
        let evidence = Evidence::new(Artifact::new("api"))
            .with_sbom(Sbom::new([Component::new(package("pkg:deb/debian/a@1?arch=amd64"))]))
            .with_scan(Scan::new("trivy").findings([
                finding("pkg:deb/debian/a@1?arch=amd64"),
                finding("pkg:deb/debian/a@1?arch=arm64"),
            ]))
            .with_scan(Scan::new("grype").finding(finding("pkg:deb/debian/a@1?arch=arm64")));

        let component = &evidence.sbom.value().unwrap().components[0].package;
        let found =
            |scan: usize, at: usize| &evidence.scans[scan].findings.value().unwrap()[at].package;
        assert!(found(0, 0).is(component));
        assert!(!found(0, 1).is(component));
        assert_eq!(found(1, 0), found(0, 1));

        let mut evidence = evidence.clone();
        evidence.share_packages();
        let found =
            |scan: usize, at: usize| &evidence.scans[scan].findings.value().unwrap()[at].package;
        assert!(found(1, 0).is(found(0, 1)));
    }
}
