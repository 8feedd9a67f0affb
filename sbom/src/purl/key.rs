//! When two package URLs mean the same.

use std::fmt::Write;

use super::{Purl, codec};

impl Purl<'_> {
    /// Reports whether both name the same package in the same version.
    ///
    /// Between equality and [`same_coordinate`](Self::same_coordinate): qualifiers count when they
    /// pick another package (`arch` of deb, rpm and apk, `epoch` of rpm, `classifier` and `type`
    /// of Maven, `platform` of gem, …), not when they say where it was found (`repository_url`,
    /// `distro`, `checksum`, `package-id`, …). Where registries ignore case (NuGet) or documents
    /// do (Go), case does not count. The subpath does not count.
    ///
    /// # Examples
    ///
    /// ```
    /// use sbom::Purl;
    ///
    /// let syft = Purl::parse("pkg:deb/debian/tar@1.34?arch=amd64&distro=debian-12")?;
    /// let other = Purl::parse("pkg:deb/debian/tar@1.34?arch=amd64")?;
    /// assert_ne!(syft, other);
    /// assert!(syft.same_package(&other));
    /// assert!(!syft.same_package(&Purl::parse("pkg:deb/debian/tar@1.34?arch=arm64")?));
    /// # Ok::<(), sbom::PurlError>(())
    /// ```
    #[must_use]
    pub fn same_package(&self, other: &Purl<'_>) -> bool {
        self.package_key() == other.package_key()
    }

    /// Reports whether both name the same package in whatever version.
    ///
    /// # Examples
    ///
    /// ```
    /// use sbom::Purl;
    ///
    /// let old = Purl::parse("pkg:nuget/Newtonsoft.Json@12.0.3")?;
    /// let new = Purl::parse("pkg:nuget/newtonsoft.json@13.0.1")?;
    /// assert!(old.same_coordinate(&new) && !old.same_package(&new));
    /// # Ok::<(), sbom::PurlError>(())
    /// ```
    #[must_use]
    pub fn same_coordinate(&self, other: &Purl<'_>) -> bool {
        self.coordinate_key() == other.coordinate_key()
    }

    /// Returns a text that is equal for package URLs of the [same
    /// package](Self::same_package), for maps and sets.
    ///
    /// It looks like a package URL and may differ from the canonical form in case.
    #[must_use]
    pub fn package_key(&self) -> String {
        self.key(true)
    }

    /// Returns a text that is equal for package URLs with the [same
    /// coordinate](Self::same_coordinate), for maps and sets.
    #[must_use]
    pub fn coordinate_key(&self) -> String {
        self.key(false)
    }

    fn key(&self, versioned: bool) -> String {
        let mut key = String::with_capacity(64);
        // Writing to a string does not fail.
        let _ = self.write_key(&mut key, versioned);
        key
    }

    fn write_key(&self, key: &mut String, versioned: bool) -> std::fmt::Result {
        let folds = matches!(self.kind(), "golang" | "nuget");
        write!(key, "pkg:{}/", self.kind())?;
        for part in self.namespace().into_iter().chain([self.name()]) {
            if !key.ends_with('/') {
                key.push('/');
            }
            if folds {
                codec::write_segments(key, &part.to_lowercase())?;
            } else {
                codec::write_segments(key, part)?;
            }
        }
        if let Some(version) = self.version().filter(|_| versioned) {
            key.push('@');
            // NuGet's versions ignore case, Go's do not.
            if self.kind() == "nuget" {
                codec::write_encoded(key, &version.to_lowercase())?;
            } else {
                codec::write_encoded(key, version)?;
            }
        }
        let mut separator = '?';
        for (name, value) in self.qualifiers() {
            let counts = match (self.kind(), name) {
                ("maven", "type") => value != "jar",
                ("rpm", "epoch") => versioned && value != "0",
                ("maven", "classifier")
                | ("rpm" | "deb" | "apk" | "alpm" | "otp", "arch")
                | ("gem" | "otp" | "vscode-extension", "platform")
                | ("conan", "user" | "channel")
                | ("julia", "uuid")
                | ("swid", "tag_id") => true,
                // A range stands for a version.
                (_, "vers") => versioned,
                _ => false,
            };
            if counts {
                write!(key, "{separator}{name}=")?;
                codec::write_encoded(key, value)?;
                separator = '&';
            }
        }
        Ok(())
    }
}
