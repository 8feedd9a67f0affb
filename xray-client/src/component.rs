//! Component identifiers as Xray writes them, `gav://group:artifact:1.0`, and their package URLs.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::package_type::PackageType;

mod purl;

/// What Xray calls a component: an ecosystem, a name and a version in one text.
///
/// Reading never fails: a text without a scheme, such as the label of a scanned root, is an opaque
/// name. The text is kept as it came and is what [`Display`](fmt::Display) writes; the parts are
/// read through accessors.
///
/// ```
/// use xray_client::{ComponentId, PackageType};
///
/// let id = ComponentId::parse("deb://debian:buster:libgcc1:1:8.3.0-6");
/// assert_eq!(id.package_type(), Some(&PackageType::Debian));
/// assert_eq!((id.name(), id.version()), ("libgcc1", Some("1:8.3.0-6")));
/// assert_eq!(id.purl().as_deref(), Some("pkg:deb/debian/libgcc1@1:8.3.0-6?distro=buster"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ComponentId {
    raw: String,
    package_type: Option<PackageType>,
    namespace: Option<String>,
    name: String,
    version: Option<String>,
    distro: Option<String>,
    epoch: Option<String>,
}

impl ComponentId {
    /// Reads an identifier with its scheme. A text without `://` becomes a name without type and
    /// version.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let raw = text.trim();
        let Some((scheme, rest)) = raw.split_once("://") else {
            return Self::opaque(raw);
        };
        let package_type = PackageType::from_scheme(scheme);
        let (id, version) = split_version(&package_type, rest);
        Self::assemble(raw.to_owned(), package_type, id, version)
    }

    /// Reads an identifier that came without its scheme, beside a package type and a version, as in
    /// the components of an issue (`{"component_id": "8:libX11:0", "version": "1.6.8-3.el8",
    /// "pkg_type": "Rpm"}`).
    ///
    /// Without a type the name stays opaque: guessing one would turn it into another package.
    #[must_use]
    pub fn from_parts(package_type: Option<&PackageType>, id: &str, version: Option<&str>) -> Self {
        if id.contains("://") {
            return Self::parse(id);
        }
        let id = id.trim();
        let version = version.map(str::trim).filter(|version| !version.is_empty());
        let suffix = version.map(|version| format!(":{version}")).unwrap_or_default();
        match package_type {
            Some(package_type) => {
                let raw = format!("{}://{id}{suffix}", package_type.scheme());
                Self::assemble(raw, package_type.clone(), id, version)
            }
            None => Self {
                version: version.map(str::to_owned),
                name: id.to_owned(),
                ..Self::opaque(&format!("{id}{suffix}"))
            },
        }
    }

    /// Returns the identifier of a Docker image: `docker://team/app:1.0`.
    #[must_use]
    pub fn docker(image: &str, tag: &str) -> Self {
        Self::from_parts(Some(&PackageType::Docker), image, Some(tag))
    }

    /// Returns the text as it came.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.raw
    }

    /// Returns the ecosystem, or nothing when the text has no scheme.
    #[must_use]
    pub fn package_type(&self) -> Option<&PackageType> {
        self.package_type.as_ref()
    }

    /// Returns what qualifies the name: a Maven group, an npm scope with its `@`, a Go module's
    /// path without its last segment, a distribution's vendor.
    #[must_use]
    pub fn namespace(&self) -> Option<&str> {
        self.namespace.as_deref()
    }

    /// Returns the name alone.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the version, a tag for Docker, a revision for models; nothing for plain files.
    ///
    /// Docker digests keep Xray's spelling `sha256__…` here.
    #[must_use]
    pub fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    /// Returns the release of the distribution as Xray names it: `buster`, `3.12`, `8`.
    #[must_use]
    pub fn distro(&self) -> Option<&str> {
        self.distro.as_deref()
    }

    /// Returns the epoch of an RPM. Debian's stays in [`version`](Self::version), where Debian
    /// writes it.
    #[must_use]
    pub fn epoch(&self) -> Option<&str> {
        self.epoch.as_deref()
    }

    /// Returns the package URL, or nothing where none exists: builds, bundles, opaque names,
    /// unknown schemes.
    ///
    /// Some facts are not in an Xray id and so not in the URL: a Maven classifier, the vendor of an
    /// RPM distribution, the registry of an image. Go versions get the `v` that Xray drops. An RPM
    /// epoch of `0` is left out, as the tools that write SBOMs do. Names are in the canonical form
    /// of their type (PyPI in lower case with `-`, and so on).
    #[must_use]
    pub fn purl(&self) -> Option<String> {
        purl::purl(self)
    }

    fn opaque(raw: &str) -> Self {
        Self {
            raw: raw.to_owned(),
            package_type: None,
            namespace: None,
            name: raw.to_owned(),
            version: None,
            distro: None,
            epoch: None,
        }
    }

    fn assemble(raw: String, package_type: PackageType, id: &str, version: Option<&str>) -> Self {
        let parts = split_name(&package_type, id);
        Self {
            raw,
            package_type: Some(package_type),
            namespace: parts.namespace.map(str::to_owned),
            name: parts.name.to_owned(),
            version: version.map(str::to_owned),
            distro: parts.distro.map(str::to_owned),
            epoch: parts.epoch.map(str::to_owned),
        }
    }
}

impl fmt::Display for ComponentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.raw)
    }
}

impl From<&str> for ComponentId {
    fn from(text: &str) -> Self {
        Self::parse(text)
    }
}

impl Serialize for ComponentId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.raw)
    }
}

impl<'de> Deserialize<'de> for ComponentId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::parse(&String::deserialize(deserializer)?))
    }
}

/// Splits the version off what follows the scheme.
fn split_version<'a>(package_type: &PackageType, rest: &'a str) -> (&'a str, Option<&'a str>) {
    match package_type {
        // The colon of `sha256:<hex>/name` is no separator, and files have no version.
        PackageType::Generic => (rest, None),
        PackageType::Debian => split_debian(rest),
        _ => match rest.rsplit_once(':') {
            Some((id, version)) if !id.is_empty() && !version.is_empty() => (id, Some(version)),
            _ => (rest.trim_end_matches(':'), None),
        },
    }
}

/// Debian versions contain colons (`1:8.3.0-6`), so the name is cut from the left:
/// `vendor:[dist:]package:version`.
fn split_debian(rest: &str) -> (&str, Option<&str>) {
    let starts_with_digit = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    let is_epoch = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let fields: Vec<&str> = rest.split(':').collect();
    let fields_of_name = match *fields.as_slice() {
        [_] => return (rest, None),
        [_, _] => 1,
        // Versions start with a digit, so a third field that does not is a package without version.
        [_, _, third] => {
            if starts_with_digit(third) {
                2
            } else {
                return (rest, None);
            }
        }
        // The release is missing: a package's name is never a number, an epoch always is.
        [_, _, third, fourth] if is_epoch(third) && starts_with_digit(fourth) => 2,
        _ => 3,
    };
    let name_len =
        fields.iter().take(fields_of_name).map(|field| field.len() + 1).sum::<usize>() - 1;
    let version = rest.get(name_len + 1..).filter(|version| !version.is_empty());
    (rest.get(..name_len).unwrap_or(rest), version)
}

/// The parts of a name without its version.
#[derive(Default)]
struct Parts<'a> {
    namespace: Option<&'a str>,
    name: &'a str,
    distro: Option<&'a str>,
    epoch: Option<&'a str>,
}

fn split_name<'a>(package_type: &PackageType, id: &'a str) -> Parts<'a> {
    let plain = Parts { name: id, ..Parts::default() };
    let at_last = |separator: char| match id.rsplit_once(separator) {
        Some((namespace, name)) if !namespace.is_empty() && !name.is_empty() => {
            Parts { namespace: Some(namespace), name, ..Parts::default() }
        }
        _ => Parts { name: id, ..Parts::default() },
    };
    match package_type {
        // `vendor:name` for Conan repeats the name as vendor; kept as namespace all the same.
        PackageType::Maven | PackageType::Conan => at_last(':'),
        PackageType::Cpp => at_last(if id.contains('/') { '/' } else { ':' }),
        PackageType::Npm
        | PackageType::Go
        | PackageType::Docker
        | PackageType::Oci
        | PackageType::Composer
        | PackageType::Swift
        | PackageType::Terraform
        | PackageType::HuggingFace => at_last('/'),
        // `sha256:<hex>/name`: the digest is read again when a package URL is made.
        PackageType::Generic => {
            Parts { name: id.rsplit('/').next().unwrap_or(id), ..Parts::default() }
        }
        PackageType::Debian => match *id.split(':').collect::<Vec<_>>().as_slice() {
            [vendor, distro, name] => {
                Parts { namespace: Some(vendor), distro: Some(distro), name, epoch: None }
            }
            [vendor, name] => Parts { namespace: Some(vendor), name, ..Parts::default() },
            _ => plain,
        },
        PackageType::Alpine => match id.split_once(':') {
            Some((distro, name)) => Parts { distro: Some(distro), name, ..Parts::default() },
            None => plain,
        },
        PackageType::Rpm => match *id.split(':').collect::<Vec<_>>().as_slice() {
            [os, name, epoch] => {
                Parts { distro: Some(os), name, epoch: Some(epoch), namespace: None }
            }
            [name, epoch] if !epoch.is_empty() && epoch.bytes().all(|b| b.is_ascii_digit()) => {
                Parts { name, epoch: Some(epoch), ..Parts::default() }
            }
            [os, name] => Parts { distro: Some(os), name, ..Parts::default() },
            _ => plain,
        },
        _ => plain,
    }
}

#[cfg(test)]
mod tests;
