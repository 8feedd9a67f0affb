//! From an Xray identifier to a package URL.

use std::fmt::Write as _;

use super::ComponentId;
use crate::package_type::PackageType;

pub(super) fn purl(id: &ComponentId) -> Option<String> {
    let package_type = id.package_type()?;
    let kind = package_type.purl_type()?;
    if id.name().is_empty() {
        return None;
    }
    let lower = |text: &str| text.to_lowercase();
    let mut namespace = id.namespace().map(str::to_owned);
    let mut name = id.name().to_owned();
    let mut version = id.version().map(str::to_owned);
    // Qualifiers are written in the order of their keys, which the specification asks for.
    let mut qualifiers: Vec<(&str, String)> = Vec::new();
    match package_type {
        PackageType::PyPi => name = lower(&name).replace('_', "-"),
        PackageType::Go => {
            namespace = namespace.map(|text| lower(&text));
            name = lower(&name);
            // Xray writes `1.3.1` for the tag `v1.3.1`.
            version = version.map(|text| match text.chars().next() {
                Some(first) if first.is_ascii_digit() => format!("v{text}"),
                _ => text,
            });
        }
        PackageType::Npm | PackageType::Composer | PackageType::Cpp => {
            namespace = namespace.map(|text| lower(&text));
            name = lower(&name);
        }
        PackageType::Debian => {
            qualifiers.extend(id.distro().map(|distro| ("distro", distro.to_owned())));
        }
        PackageType::Alpine => {
            namespace = Some("alpine".to_owned());
            qualifiers.extend(id.distro().map(|branch| ("distro", format!("alpine-{branch}"))));
        }
        PackageType::Rpm => {
            // The vendor (redhat, centos, …) is not in the id, so there is no namespace.
            qualifiers.extend(id.distro().map(|distro| ("distro", distro.to_owned())));
            qualifiers.extend(
                id.epoch().filter(|epoch| *epoch != "0").map(|epoch| ("epoch", epoch.to_owned())),
            );
        }
        PackageType::Docker => {
            version = version.map(|text| text.replacen("sha256__", "sha256:", 1))
        }
        PackageType::Oci => {
            // An OCI package URL has the digest as version and the tag as qualifier; the path
            // belongs to the registry.
            namespace = None;
            name = lower(&name);
            let text = version.take().map(|text| text.replacen("sha256__", "sha256:", 1));
            match text {
                Some(digest) if digest.starts_with("sha256:") => version = Some(digest),
                Some(tag) => qualifiers.push(("tag", tag)),
                None => {}
            }
        }
        PackageType::Conan => namespace = None,
        PackageType::Generic => {
            qualifiers.extend(checksum(id.as_str()).map(|checksum| ("checksum", checksum)));
        }
        _ => {}
    }
    Some(write(kind, namespace.as_deref(), &name, version.as_deref(), &qualifiers))
}

/// The digest in `generic://sha256:<64 hex>/name`. Where Xray knows SHA-1 alone it pads it with 24
/// zeros in front.
fn checksum(raw: &str) -> Option<String> {
    let hex = raw.strip_prefix("generic://sha256:")?.split('/').next()?;
    if hex.len() != 64 || !hex.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let hex = hex.to_ascii_lowercase();
    Some(match hex.strip_prefix("000000000000000000000000") {
        Some(sha1) => format!("sha1:{sha1}"),
        None => format!("sha256:{hex}"),
    })
}

fn write(
    kind: &str,
    namespace: Option<&str>,
    name: &str,
    version: Option<&str>,
    qualifiers: &[(&str, String)],
) -> String {
    let mut purl = format!("pkg:{kind}");
    let segments = namespace.into_iter().flat_map(|text| text.split('/'));
    for segment in segments.chain([name]).filter(|segment| !segment.is_empty()) {
        purl.push('/');
        encode(segment, &mut purl);
    }
    if let Some(version) = version {
        purl.push('@');
        encode(version, &mut purl);
    }
    for (position, (key, value)) in qualifiers.iter().enumerate() {
        purl.push(if position == 0 { '?' } else { '&' });
        purl.push_str(key);
        purl.push('=');
        encode(value, &mut purl);
    }
    purl
}

/// Percent-encodes all but the unreserved characters and `:`, as the package URL specification
/// says.
fn encode(text: &str, out: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
}
