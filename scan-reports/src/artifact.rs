//! What was scanned.

use crate::value::open_enum;

open_enum! {
    /// What kind of thing was scanned.
    pub enum ArtifactKind {
        /// A container image.
        ContainerImage = "container_image",
        /// A file tree on disk.
        Filesystem = "filesystem",
        /// A source repository.
        Repository = "repository",
        /// A virtual machine image.
        VirtualMachine = "vm",
        /// An SBOM in CycloneDX form, instead of the thing itself.
        CycloneDx = "cyclonedx",
        /// An SBOM in SPDX form, instead of the thing itself.
        Spdx = "spdx",
        /// A Kubernetes cluster; [`Report::targets`](crate::Report::targets) name its resources.
        KubernetesCluster = "kubernetes_cluster",
    }
}

/// The thing that was scanned, as the report describes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Artifact {
    /// The name as the person who ran the scan typed it: an image reference, a path, an archive.
    pub name: Option<String>,
    /// What kind of thing it is.
    pub kind: Option<ArtifactKind>,
    /// The digest of the image's *configuration*, `sha256:…`. It is **not** the digest of the
    /// manifest, by which registries and Kubernetes name an image: see
    /// [`manifest_digests`](Self::manifest_digests).
    pub image_id: Option<String>,
    /// Names with manifest digests, `repository@sha256:…`. Empty for archives and for images that
    /// were never pushed or pulled.
    pub repo_digests: Vec<String>,
    /// Names with tags, `repository:tag`.
    pub repo_tags: Vec<String>,
    /// The operating system found in it.
    pub os: Option<Os>,
    /// What the image's configuration says; `None` for anything but an image.
    pub config: Option<ImageConfig>,
}

impl Artifact {
    /// Returns the digests of the manifest, `sha256:…`, without the repositories before them.
    ///
    /// Only well-formed SHA-256 digests are returned, each once. Several repositories may hold the
    /// same image under different digests (another compression, another manifest format).
    ///
    /// ```
    /// # let digest = format!("sha256:{}", "ab".repeat(32));
    /// # let json = format!(
    /// #     r#"{{"SchemaVersion": 2, "Metadata": {{"RepoDigests": ["alpine@{digest}"]}}}}"#);
    /// let report = scan_reports::Report::parse(json.as_bytes())?;
    /// assert_eq!(report.artifact.manifest_digests(), [digest]);
    /// # Ok::<_, scan_reports::Error>(())
    /// ```
    #[must_use]
    pub fn manifest_digests(&self) -> Vec<&str> {
        let mut digests = Vec::new();
        for name in &self.repo_digests {
            let Some((_, digest)) = name.rsplit_once('@') else { continue };
            if is_sha256(digest) && !digests.contains(&digest) {
                digests.push(digest);
            }
        }
        digests
    }
}

fn is_sha256(digest: &str) -> bool {
    digest.strip_prefix("sha256:").is_some_and(|hex| {
        hex.len() == 64 && hex.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    })
}

/// An operating system.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Os {
    /// The distribution, such as `debian`.
    pub family: Option<String>,
    /// Its release, such as `12.5`.
    pub name: Option<String>,
    /// Whether the release is out of support, so that no advisories cover it any more. Scanners
    /// write only a `true`: `false` may also mean that the scanner did not know.
    pub eosl: bool,
}

/// What an image's configuration says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ImageConfig {
    /// When the image was built, as text (RFC 3339 in practice); `None` if unknown or zero.
    pub created: Option<String>,
    /// The user its processes run as. `None` if the configuration names none, which container
    /// runtimes take as root.
    pub user: Option<String>,
    /// The processor architecture, such as `amd64`.
    pub architecture: Option<String>,
    /// The operating system kind, such as `linux`.
    pub os: Option<String>,
}

/// The cluster object a result belongs to, in scans of Kubernetes clusters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Resource {
    /// The namespace; `None` for objects outside any.
    pub namespace: Option<String>,
    /// The kind, such as `Deployment`.
    pub kind: Option<String>,
    /// The object's name.
    pub name: Option<String>,
    /// The image behind it, where the report describes one.
    pub artifact: Artifact,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_well_formed_digests_count() {
        let hex = "0123456789abcdef".repeat(4);
        let artifact = Artifact {
            repo_digests: vec![
                format!("a.example/x@sha256:{hex}"),
                format!("b.example:5000/x@sha256:{hex}"),
                "c.example/x@sha256:abc".into(),
                format!("d.example/x@sha256:{}", hex.to_uppercase()),
                "no-digest".into(),
            ],
            ..Artifact::default()
        };
        assert_eq!(artifact.manifest_digests(), [format!("sha256:{hex}")]);
    }
}
