//! Package URLs for packages whose report states none.
//!
//! Trivy writes package URLs since 2023; older reports leave type, name and version. The rules
//! here are those of the purl specification's types as Trivy applies them, so that a derived URL
//! equals what a newer Trivy would have written, apart from what only it knew (the architecture).

use crate::Os;

/// Derives a package URL from a scanner's package type, a name and a version.
///
/// `kind` is the type as Trivy names it: a distribution (`debian`, `rocky`) or a package manager
/// or kind of file (`npm`, `gobinary`, `jar`). `os` gives packages of a distribution their
/// `distro` qualifier. An epoch goes into the `epoch` qualifier, where Trivy puts it too.
///
/// Returns `None` if the type has no package URL, if the name is empty or a local path, or if it
/// lacks the vendor that the type requires (Composer's `ext-json`).
///
/// ```
/// use scan_reports::purl::derive;
///
/// let log4j = derive("jar", "org.apache.logging.log4j:log4j-core", Some("2.14.1"), None);
/// assert_eq!(log4j.as_deref(), Some("pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1"));
///
/// let zlib = derive("debian", "zlib1g", Some("1:1.2.13.dfsg-1"), None);
/// assert_eq!(zlib.as_deref(), Some("pkg:deb/debian/zlib1g@1.2.13.dfsg-1?epoch=1"));
/// ```
#[must_use]
pub fn derive(kind: &str, name: &str, version: Option<&str>, os: Option<&Os>) -> Option<String> {
    let kind = kind.trim();
    let name = name.trim();
    let version = version.map(str::trim).filter(|version| !version.is_empty());
    if let Some(distribution) = Distribution::of(kind) {
        return distribution.purl(kind, name, version, os);
    }

    let purl_type = language_type(kind)?;
    let lowered;
    let name = match purl_type {
        // "PyPI treats - and _ as the same character and is not case sensitive."
        "pypi" => {
            lowered = name.to_ascii_lowercase().replace('_', "-");
            &lowered
        }
        "npm" | "golang" | "composer" | "hex" | "pub" => {
            lowered = name.to_lowercase();
            &lowered
        }
        _ => name,
    };
    if purl_type == "golang" && (name.starts_with("./") || name.starts_with("../")) {
        return None;
    }
    let (namespace, name, subpath) = match purl_type {
        "maven" => {
            let (group, artifact) = name.rsplit_once(':').unwrap_or(("", name));
            (group.replace(':', "/"), artifact, "")
        }
        // A subspec is part of the pod: `AppCenter/Analytics`.
        "cocoapods" => {
            let (pod, subspec) = name.split_once('/').unwrap_or((name, ""));
            (String::new(), pod, subspec)
        }
        "npm" | "golang" | "composer" | "swift" | "hex" => {
            let (namespace, name) = name.rsplit_once('/').unwrap_or(("", name));
            (namespace.to_owned(), name, "")
        }
        _ => (String::new(), name, ""),
    };
    // The specification requires a namespace of these two.
    if matches!(purl_type, "composer" | "swift") && segments(&namespace).next().is_none() {
        return None;
    }
    build(&Parts { purl_type, namespace: &namespace, name, version, qualifiers: &[], subpath })
}

/// Returns whether `kind` is a distribution, by the names Trivy gives them.
pub(crate) fn is_distribution(kind: &str) -> bool {
    Distribution::of(kind).is_some()
}

/// Returns whether `kind` is a language's package manager or kind of file.
pub(crate) fn is_language(kind: &str) -> bool {
    language_type(kind).is_some()
}

/// The package formats of distributions.
#[derive(Clone, Copy)]
enum Distribution {
    Deb,
    Apk,
    Rpm,
}

impl Distribution {
    fn of(kind: &str) -> Option<Self> {
        match kind {
            "debian" | "ubuntu" | "echo" => Some(Self::Deb),
            "alpine" | "chainguard" | "wolfi" | "minimos" => Some(Self::Apk),
            "redhat"
            | "centos"
            | "centos-stream"
            | "rocky"
            | "alma"
            | "amazon"
            | "fedora"
            | "oracle"
            | "photon"
            | "cbl-mariner"
            | "azurelinux"
            | "coreos"
            | "opensuse"
            | "opensuse-leap"
            | "opensuse-tumbleweed"
            | "opensuse.leap"
            | "opensuse.tumbleweed"
            | "sles"
            | "slem"
            | "suse linux enterprise server"
            | "suse linux enterprise micro" => Some(Self::Rpm),
            _ => None,
        }
    }

    fn purl(
        self,
        kind: &str,
        name: &str,
        version: Option<&str>,
        os: Option<&Os>,
    ) -> Option<String> {
        let release = os.and_then(|os| os.name.as_deref()).filter(|name| !name.is_empty());
        let family = match kind {
            "suse linux enterprise server" => "sles",
            "suse linux enterprise micro" => "slem",
            "opensuse.leap" => "opensuse-leap",
            "opensuse.tumbleweed" => "opensuse-tumbleweed",
            other => other,
        };
        let namespace = match family {
            "sles" | "slem" => "suse",
            "opensuse-leap" | "opensuse-tumbleweed" => "opensuse",
            other => other,
        };
        let (purl_type, distro) = match self {
            Self::Deb => ("deb", release.map(|release| format!("{family}-{release}"))),
            Self::Rpm => ("rpm", release.map(|release| format!("{family}-{release}"))),
            // Alpine's is the release alone.
            Self::Apk => ("apk", release.map(ToOwned::to_owned)),
        };
        // Names of deb and apk packages have no upper case; those of rpm may.
        let lowered = name.to_lowercase();
        let name = if matches!(self, Self::Rpm) { name } else { &lowered };

        let (epoch, version) = match version.and_then(|version| version.split_once(':')) {
            Some((epoch, rest)) if is_number(epoch) && !matches!(self, Self::Apk) => {
                (Some(epoch).filter(|epoch| epoch.bytes().any(|digit| digit != b'0')), Some(rest))
            }
            _ => (None, version),
        };
        // Qualifiers are sorted by their names.
        let qualifiers = [("distro", distro.as_deref()), ("epoch", epoch)];
        build(&Parts { purl_type, namespace, name, version, qualifiers: &qualifiers, subpath: "" })
    }
}

fn language_type(kind: &str) -> Option<&'static str> {
    match kind {
        "npm" | "node-pkg" | "yarn" | "pnpm" | "bun" | "javascript" => Some("npm"),
        "gomod" | "gobinary" => Some("golang"),
        "jar" | "pom" | "gradle" | "sbt" => Some("maven"),
        "pip" | "pipenv" | "poetry" | "uv" | "pylock" | "python-pkg" => Some("pypi"),
        "bundler" | "gemspec" => Some("gem"),
        "cargo" | "rustbinary" => Some("cargo"),
        "nuget" | "dotnet-core" | "packages-props" => Some("nuget"),
        "composer" | "composer-vendor" => Some("composer"),
        "conda-pkg" | "conda-environment" => Some("conda"),
        "conan" => Some("conan"),
        "cocoapods" => Some("cocoapods"),
        "swift" => Some("swift"),
        "pub" => Some("pub"),
        "hex" => Some("hex"),
        "bitnami" => Some("bitnami"),
        // Julia's need a UUID that findings do not carry; Kubernetes has no type of its own.
        _ => None,
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

struct Parts<'a> {
    purl_type: &'a str,
    namespace: &'a str,
    name: &'a str,
    version: Option<&'a str>,
    qualifiers: &'a [(&'a str, Option<&'a str>)],
    subpath: &'a str,
}

fn build(parts: &Parts<'_>) -> Option<String> {
    if parts.name.is_empty() {
        return None;
    }
    let mut url = format!("pkg:{}", parts.purl_type);
    for segment in segments(parts.namespace) {
        url.push('/');
        encode(&mut url, segment);
    }
    url.push('/');
    encode(&mut url, parts.name);
    if let Some(version) = parts.version.filter(|version| !version.is_empty()) {
        url.push('@');
        encode(&mut url, version);
    }
    let mut separator = '?';
    for (key, value) in parts.qualifiers {
        if let Some(value) = value {
            url.push(separator);
            separator = '&';
            url.push_str(key);
            url.push('=');
            encode(&mut url, value);
        }
    }
    let mut separator = '#';
    for segment in segments(parts.subpath).filter(|segment| !matches!(*segment, "." | "..")) {
        url.push(separator);
        separator = '/';
        encode(&mut url, segment);
    }
    Some(url)
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|segment| !segment.is_empty())
}

/// Percent-encodes all but letters, digits and `.-_~:`, as the purl specification has it.
fn encode(url: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'~' | b':') {
            url.push(char::from(byte));
        } else {
            const HEX: &[u8; 16] = b"0123456789ABCDEF";
            url.push('%');
            for nibble in [byte >> 4, byte & 0xf] {
                url.push(HEX.get(usize::from(nibble)).map_or('0', |digit| char::from(*digit)));
            }
        }
    }
}

#[cfg(test)]
mod tests;
