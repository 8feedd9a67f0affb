//! Package types: the three spellings Xray has for each.

use std::fmt;

use jfrog_http::UnknownValue;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The ecosystem of a component.
///
/// Xray spells it as the scheme of an id (`gav`), as a `pkg_type` (`Maven`, in any case) and as the
/// `package_type` of a request (`maven`); all are read, and [`as_str`](Self::as_str) writes the
/// last.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum PackageType {
    /// Alpine's apk.
    Alpine,
    /// A build of the CI server.
    Build,
    /// Rust crates.
    Cargo,
    /// `CocoaPods`.
    CocoaPods,
    /// PHP's Composer.
    Composer,
    /// Conan recipes.
    Conan,
    /// Conda.
    Conda,
    /// C and C++ sources known by their repository.
    Cpp,
    /// R packages.
    Cran,
    /// Debian and Ubuntu.
    Debian,
    /// Docker images.
    Docker,
    /// A plain file.
    Generic,
    /// Go modules.
    Go,
    /// Helm charts.
    Helm,
    /// Hugging Face models.
    HuggingFace,
    /// Maven and Gradle.
    Maven,
    /// npm, Yarn and pnpm.
    Npm,
    /// .NET.
    NuGet,
    /// OCI artifacts.
    Oci,
    /// Python.
    PyPi,
    /// A release bundle, version 1.
    ReleaseBundle,
    /// A release bundle, version 2.
    ReleaseBundleV2,
    /// RPM distributions.
    Rpm,
    /// Ruby gems.
    RubyGems,
    /// Swift packages.
    Swift,
    /// Terraform modules and providers.
    Terraform,
    /// A type this version of the crate does not know.
    Unknown(UnknownValue),
}

impl PackageType {
    /// Returns the type as requests write it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Unknown(text) => text.as_str(),
            known => known.row().map_or("", |row| row.request),
        }
    }

    /// Returns the scheme of component ids, without `://`.
    #[must_use]
    pub fn scheme(&self) -> &str {
        match self {
            Self::Unknown(text) => text.as_str(),
            known => known.row().map_or("", |row| row.scheme),
        }
    }

    /// Returns the type in package URLs, or nothing where there is none.
    #[must_use]
    pub fn purl_type(&self) -> Option<&'static str> {
        self.row().and_then(|row| row.purl)
    }

    pub(crate) fn from_scheme(scheme: &str) -> Self {
        let found = TABLE.iter().find(|row| row.scheme.eq_ignore_ascii_case(scheme));
        found.map_or_else(|| Self::from(scheme), |row| row.package_type.clone())
    }

    fn row(&self) -> Option<&'static Row> {
        TABLE.iter().find(|row| row.package_type == *self)
    }
}

impl From<&str> for PackageType {
    /// Reads any of the spellings; case does not matter.
    fn from(text: &str) -> Self {
        let text = text.trim();
        let matches = |row: &&Row| {
            [row.request, row.scheme]
                .into_iter()
                .chain(row.aliases.iter().copied())
                .any(|name| name.eq_ignore_ascii_case(text))
        };
        TABLE
            .iter()
            .find(matches)
            .map_or_else(|| Self::Unknown(UnknownValue::new(text)), |row| row.package_type.clone())
    }
}

impl fmt::Display for PackageType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for PackageType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for PackageType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::from(String::deserialize(deserializer)?.as_str()))
    }
}

struct Row {
    package_type: PackageType,
    request: &'static str,
    scheme: &'static str,
    purl: Option<&'static str>,
    aliases: &'static [&'static str],
}

const fn row(
    package_type: PackageType,
    request: &'static str,
    scheme: &'static str,
    purl: Option<&'static str>,
    aliases: &'static [&'static str],
) -> Row {
    Row { package_type, request, scheme, purl, aliases }
}

static TABLE: [Row; 26] = [
    row(PackageType::Alpine, "alpine", "alpine", Some("apk"), &[]),
    row(PackageType::Build, "build", "build", None, &[]),
    row(PackageType::Cargo, "cargo", "cargo", Some("cargo"), &[]),
    row(PackageType::CocoaPods, "cocoapods", "cocoapods", Some("cocoapods"), &[]),
    row(PackageType::Composer, "composer", "composer", Some("composer"), &["php"]),
    row(PackageType::Conan, "conan", "conan", Some("conan"), &[]),
    row(PackageType::Conda, "conda", "conda", Some("conda"), &[]),
    row(PackageType::Cpp, "cpp", "cpp", Some("github"), &["c/c++"]),
    row(PackageType::Cran, "cran", "cran", Some("cran"), &[]),
    row(PackageType::Debian, "debian", "deb", Some("deb"), &["ubuntu"]),
    row(PackageType::Docker, "docker", "docker", Some("docker"), &[]),
    row(PackageType::Generic, "generic", "generic", Some("generic"), &[]),
    row(PackageType::Go, "go", "go", Some("golang"), &["golang"]),
    row(PackageType::Helm, "helm", "helm", Some("helm"), &[]),
    row(
        PackageType::HuggingFace,
        "huggingfaceml",
        "huggingfaceml",
        Some("huggingface"),
        &["huggingface"],
    ),
    row(PackageType::Maven, "maven", "gav", Some("maven"), &["gradle", "ivy", "sbt"]),
    row(PackageType::Npm, "npm", "npm", Some("npm"), &["yarn", "pnpm"]),
    row(PackageType::NuGet, "nuget", "nuget", Some("nuget"), &[]),
    row(PackageType::Oci, "oci", "oci", Some("oci"), &[]),
    row(PackageType::PyPi, "pypi", "pypi", Some("pypi"), &["python"]),
    row(PackageType::ReleaseBundle, "releaseBundle", "releaseBundle", None, &[]),
    row(PackageType::ReleaseBundleV2, "releaseBundleV2", "releaseBundleV2", None, &[]),
    row(PackageType::Rpm, "rpm", "rpm", Some("rpm"), &["yum"]),
    row(PackageType::RubyGems, "rubygems", "rubygems", Some("gem"), &["gems", "gem"]),
    row(PackageType::Swift, "swift", "swift", Some("swift"), &[]),
    row(PackageType::Terraform, "terraform", "terraform", None, &[]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_spellings_of_one_type_are_one_type() {
        for text in ["Maven", "maven", "MAVEN", "gav", "Gradle", " maven "] {
            assert_eq!(PackageType::from(text), PackageType::Maven, "{text}");
        }
        assert_eq!(PackageType::from("Golang"), PackageType::Go);
        assert_eq!(PackageType::from_scheme("deb"), PackageType::Debian);
    }

    #[test]
    fn every_spelling_leads_back_to_its_own_row() {
        for row in &TABLE {
            let names = [row.request, row.scheme].into_iter().chain(row.aliases.iter().copied());
            for name in names {
                assert_eq!(PackageType::from(name), row.package_type, "{name}");
            }
        }
    }

    #[test]
    fn a_new_type_keeps_its_text() {
        let novel = PackageType::from("Holograms");
        assert_eq!((novel.as_str(), novel.purl_type()), ("Holograms", None));
        assert_eq!(serde_json::to_string(&novel).unwrap(), "\"Holograms\"");
    }
}
