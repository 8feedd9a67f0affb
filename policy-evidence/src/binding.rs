//! Which digests the evidence may belong to.

use policy_core::evidence::Digest;

use crate::{Contribution, Resolved, SourceError, SourceErrorKind, StoredManifest, Subject};

/// Holds the evidence to one artifact: a scan belongs to a digest, whatever the tag says.
pub(crate) struct Binding {
    /// What evidence may say it belongs to. While empty, nothing is known.
    digests: Vec<Digest>,
    /// Whether somebody beside the subject's own name says so.
    is_confirmed: bool,
    /// The images behind the name, if there are several.
    platforms: Vec<StoredManifest>,
}

impl Binding {
    pub(crate) fn new(subject: &Subject, resolved: Option<&Resolved>) -> Self {
        match resolved {
            Some(resolved) => Self {
                digests: resolved.digests.clone(),
                is_confirmed: true,
                platforms: resolved.manifests.clone(),
            },
            None => Self {
                digests: subject.pinned_digest().into_iter().collect(),
                is_confirmed: false,
                platforms: Vec::new(),
            },
        }
    }

    /// Refuses a resolution that contradicts the digest in the subject's own name.
    pub(crate) fn check(subject: &Subject, resolved: &Resolved) -> Result<(), SourceError> {
        match subject.pinned_digest() {
            Some(pinned) if !resolved.digests.contains(&pinned) => {
                Err(refusal(&resolved.digests, &[pinned]))
            }
            _ => Ok(()),
        }
    }

    /// Refuses what belongs to another artifact. While nothing is known, the first contribution
    /// that names a digest binds all that follow.
    pub(crate) fn admit(
        &mut self,
        contribution: Contribution,
    ) -> Result<Contribution, SourceError> {
        let mut claims: Vec<Digest> = claims(&contribution).cloned().collect();
        claims.sort();
        claims.dedup();
        if claims.is_empty() {
            return Ok(contribution);
        }
        if self.digests.is_empty() {
            self.digests.clone_from(&claims);
        }
        if !claims.iter().any(|claim| self.digests.contains(claim)) {
            return Err(refusal(&claims, &self.digests));
        }
        self.is_confirmed = true;
        Ok(contribution)
    }

    /// Marks scans as incomplete that are about some platforms of the image, if nobody looked at
    /// the others.
    pub(crate) fn mark_partial(&self, admitted: &mut [Option<Contribution>]) {
        if self.platforms.len() < 2 {
            return;
        }
        let coverage: Vec<Coverage> = admitted
            .iter()
            .map(|told| told.as_ref().map_or(Coverage::Nothing, |told| self.coverage(told)))
            .collect();
        let unseen: Vec<String> = self
            .platforms
            .iter()
            .filter(|platform| !coverage.iter().any(|part| part.includes(&platform.digest)))
            .map(ToString::to_string)
            .collect();
        if unseen.is_empty() {
            return;
        }
        let reason = format!("nobody looked at {}", unseen.join(", "));
        for (told, coverage) in admitted.iter_mut().zip(&coverage) {
            if let (Some(told), Coverage::Platforms(_)) = (told, coverage) {
                let scans = std::mem::take(&mut told.scans);
                told.scans = scans.into_iter().map(|scan| scan.gap(&reason)).collect();
            }
        }
    }

    /// Which platforms a contribution's scans are about. One that names the index, or no digest at
    /// all, is taken to be about all.
    fn coverage(&self, told: &Contribution) -> Coverage {
        if told.scans.iter().all(|scan| scan.findings.is_absent()) {
            return Coverage::Nothing;
        }
        let ours: Vec<Digest> =
            claims(told).filter(|claim| self.digests.contains(claim)).cloned().collect();
        let is_platform =
            |digest: &Digest| self.platforms.iter().any(|platform| platform.digest == *digest);
        if ours.iter().all(is_platform) && !ours.is_empty() {
            Coverage::Platforms(ours)
        } else {
            Coverage::Whole
        }
    }

    /// Returns the digests the evidence was gathered for. That the name has one proves nothing
    /// about the evidence.
    pub(crate) fn into_digests(self) -> Vec<Digest> {
        if self.is_confirmed { self.digests } else { Vec::new() }
    }
}

/// How much of an image somebody looked at.
enum Coverage {
    Nothing,
    Platforms(Vec<Digest>),
    Whole,
}

impl Coverage {
    fn includes(&self, platform: &Digest) -> bool {
        match self {
            Self::Nothing => false,
            Self::Platforms(platforms) => platforms.contains(platform),
            Self::Whole => true,
        }
    }
}

/// Every digest a contribution says it is about.
fn claims(contribution: &Contribution) -> impl Iterator<Item = &Digest> {
    contribution
        .about
        .iter()
        .chain(contribution.scans.iter().filter_map(|scan| scan.digest.as_ref()))
}

fn refusal(claimed: &[Digest], known: &[Digest]) -> SourceError {
    let list =
        |digests: &[Digest]| digests.iter().map(Digest::as_str).collect::<Vec<_>>().join(", ");
    SourceError::new(
        SourceErrorKind::OtherDigest,
        format!("it belongs to {}, not to {}", list(claimed), list(known)),
    )
}

#[cfg(test)]
mod tests {
    use policy_core::evidence::Scan;

    use super::*;
    use crate::Image;

    fn digest(byte: char) -> Digest {
        format!("sha256:{}", byte.to_string().repeat(64)).parse().unwrap()
    }

    fn tagged() -> Subject {
        Image::parse("registry.acme.io/shop/api:1.4.2").unwrap().into()
    }

    fn pinned(byte: char) -> Subject {
        Image::parse(&format!("registry.acme.io/shop/api@{}", digest(byte))).unwrap().into()
    }

    fn scan_of(byte: char) -> Contribution {
        Contribution::new().about([digest(byte)]).scan(Scan::new("trivy"))
    }

    fn index() -> Resolved {
        Resolved::index(
            digest('1'),
            [
                StoredManifest::new(digest('a')).platform("linux/amd64"),
                StoredManifest::new(digest('b')).platform("linux/arm64"),
            ],
        )
    }

    #[test]
    fn the_first_that_names_a_digest_binds_the_others() {
        let mut binding = Binding::new(&tagged(), None);
        assert!(binding.admit(Contribution::new()).is_ok());
        assert!(binding.admit(scan_of('a')).is_ok());
        let error = binding.admit(scan_of('b')).unwrap_err();
        assert_eq!(error.kind(), SourceErrorKind::OtherDigest);
        assert!(binding.admit(Contribution::new()).is_ok(), "who names none is taken at its word");
        assert_eq!(binding.into_digests(), [digest('a')]);
    }

    #[test]
    fn a_digest_in_the_name_alone_proves_nothing_about_the_evidence() {
        let mut binding = Binding::new(&pinned('a'), None);
        assert!(binding.admit(Contribution::new().scan(Scan::new("trivy"))).is_ok());
        assert_eq!(binding.into_digests(), []);

        let mut binding = Binding::new(&pinned('a'), None);
        assert!(binding.admit(scan_of('b')).is_err());
        assert!(binding.admit(scan_of('a')).is_ok());
        assert_eq!(binding.into_digests(), [digest('a')]);
    }

    #[test]
    fn the_digest_of_a_scan_counts_though_the_contribution_names_none() {
        let mut binding = Binding::new(&pinned('a'), None);
        let stray = Contribution::new().scan(Scan::new("nightly").digest(digest('b')));
        assert!(binding.admit(stray).is_err());
    }

    #[test]
    fn a_resolution_must_not_contradict_the_digest_in_the_name() {
        assert!(Binding::check(&pinned('b'), &index()).is_ok(), "a platform of the index");
        assert!(Binding::check(&tagged(), &index()).is_ok());
        let error = Binding::check(&pinned('c'), &index()).unwrap_err();
        assert_eq!(error.kind(), SourceErrorKind::OtherDigest);
    }

    #[test]
    fn a_platform_nobody_looked_at_is_a_gap() {
        let subject = tagged();
        let gaps = |contributions: Vec<Contribution>| {
            let mut contributions: Vec<_> = contributions.into_iter().map(Some).collect();
            Binding::new(&subject, Some(&index())).mark_partial(&mut contributions);
            let told = contributions.iter().flatten();
            let scans = told.flat_map(|contribution| &contribution.scans);
            scans.flat_map(|scan| scan.findings.gaps()).cloned().collect::<Vec<_>>()
        };
        let [gap] = gaps(vec![scan_of('a')]).try_into().unwrap();
        let reason = format!("nobody looked at linux/arm64 ({})", digest('b'));
        assert_eq!((gap.source, gap.reason), ("trivy".to_owned(), reason));

        assert_eq!(gaps(vec![scan_of('a'), scan_of('b')]), []);
        assert_eq!(gaps(vec![scan_of('a'), scan_of('1')]), [], "the index stands for all");
        assert_eq!(gaps(vec![scan_of('a'), Contribution::new()]).len(), 1);
        let failed = Contribution::new().about([digest('b')]).scan(Scan::failed("x", "busy"));
        assert!(gaps(vec![scan_of('a'), failed]).iter().any(|gap| gap.source == "trivy"));
    }
}
