//! What the types ask of a package URL, where `packageurl` 0.7.1 says something else or nothing.

use std::borrow::Cow;

use packageurl::PackageUrl;

use super::error::Reason;
use super::{Purl, PurlError};

/// The type whose name has segments.
pub(super) const GIT: &str = "git";

/// Types whose names ignore case, and which `packageurl` leaves alone.
const LOWER_NAME: [&str; 10] = [
    "alpm",
    "apk",
    "bitnami",
    "brew",
    "chrome-extension",
    "luarocks",
    "oci",
    "otp",
    "pub",
    "vscode-extension",
];

/// Types whose namespaces ignore case, and which `packageurl` leaves alone.
const LOWER_NAMESPACE: [&str; 5] = ["alpm", "brew", "luarocks", "vscode-extension", "yocto"];

/// Types that require a namespace, and of which `packageurl` does not know it.
const NAMESPACE_REQUIRED: [&str; 10] =
    ["alpm", "apk", "bitbucket", "deb", GIT, "github", "golang", "maven", "qpkg", "rpm"];

/// Types without a namespace, and of which `packageurl` does not know it.
const NAMESPACE_PROHIBITED: [&str; 2] = ["bazel", "opam"];

/// Reads a type.
pub(super) fn kind(text: &str) -> Result<Cow<'_, str>, Reason> {
    let form = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    if text.is_empty() {
        return Err(Reason::NoType);
    }
    if !text.starts_with(|first: char| first.is_ascii_alphabetic()) || !text.bytes().all(form) {
        return Err(Reason::Type(text.to_owned()));
    }
    Ok(lower(Cow::Borrowed(text)))
}

/// Spells the parts as the type has them spelled.
pub(super) fn normalise(purl: &mut Purl<'_>) -> Result<(), Reason> {
    let kind = purl.kind.as_ref();
    if LOWER_NAME.contains(&kind) || is_databricks(purl) || is_github(purl) {
        purl.name = lower(std::mem::take(&mut purl.name));
    }
    if LOWER_NAMESPACE.contains(&purl.kind.as_ref()) {
        purl.namespace = purl.namespace.take().map(lower);
    }
    match purl.kind.as_ref() {
        // The digest of an image.
        "oci" => purl.version = purl.version.take().map(lower),
        "pub" if purl.name.bytes().any(|byte| !is_pub(byte)) => {
            let name = purl.name.chars();
            let plain = |c: char| if u8::try_from(c).is_ok_and(is_pub) { c } else { '_' };
            purl.name = Cow::Owned(name.map(plain).collect());
        }
        _ => {}
    }
    by_packageurl(purl)
}

/// Lets `packageurl` normalise, and takes over what it changed.
fn by_packageurl(purl: &mut Purl<'_>) -> Result<(), Reason> {
    let kind = purl.kind.as_ref();
    let mut url = PackageUrl::new(kind, purl.name.as_ref())?;
    // What breaks the rules of the type is for `check` to say.
    let namespace = match &purl.namespace {
        Some(namespace) if url.with_namespace(namespace.as_ref()).is_ok() => url.namespace(),
        _ => None,
    };
    // Old npm packages have capitals: JSONStream and jsonstream are two. Go's paths have them as
    // well, whatever the definition's text says against its own flag.
    let name = changed(&purl.name, Some(url.name()).filter(|_| kind != "npm"));
    let namespace = match &purl.namespace {
        Some(ours) if kind != "golang" => changed(ours, namespace),
        _ => None,
    };
    let version = match &purl.version {
        Some(ours) => {
            url.with_version(ours.as_ref())?;
            changed(ours, url.version())
        }
        None => None,
    };
    if let Some(name) = name {
        purl.name = name.into();
    }
    if namespace.is_some() {
        purl.namespace = namespace.map(Cow::Owned);
    }
    if version.is_some() {
        purl.version = version.map(Cow::Owned);
    }
    Ok(())
}

fn changed(ours: &str, theirs: Option<&str>) -> Option<String> {
    theirs.filter(|theirs| *theirs != ours).map(str::to_owned)
}

/// Judges a package URL by the definition of its type.
pub(super) fn check(purl: &Purl<'_>) -> Result<(), PurlError> {
    let kind = purl.kind();
    let missing = purl.namespace().is_none();
    if missing && NAMESPACE_REQUIRED.contains(&kind) {
        return Err(Reason::NamespaceRequired(kind.to_owned()).into());
    }
    if !missing && NAMESPACE_PROHIBITED.contains(&kind) {
        return Err(Reason::NamespaceProhibited(kind.to_owned()).into());
    }
    // A module is not a distribution. `packageurl` looks after the namespace, which it wrongly
    // requires.
    if kind == "cpan" && purl.name().contains("::") {
        return Err(Reason::NameForm(kind.to_owned()).into());
    }
    if kind == "chrome-extension" && !purl.name().bytes().all(|byte| matches!(byte, b'a'..=b'p')) {
        return Err(Reason::NameForm(kind.to_owned()).into());
    }
    if kind == "swid" && purl.qualifier("tag_id").is_none() {
        return Err(Reason::QualifierRequired(kind.to_owned(), "tag_id".to_owned()).into());
    }
    validate(purl).map_err(|error| PurlError(Reason::from(error))).or_else(|error| match error.0 {
        Reason::NamespaceRequired(kind) if kind == "cpan" => Ok(()),
        reason => Err(PurlError(reason)),
    })
}

fn validate(purl: &Purl<'_>) -> Result<(), packageurl::Error> {
    let mut url = PackageUrl::new(purl.kind(), purl.name())?;
    if let Some(namespace) = purl.namespace() {
        url.with_namespace(namespace)?;
    }
    if let Some(version) = purl.version() {
        url.with_version(version)?;
    }
    for (key, value) in purl.qualifiers() {
        url.add_qualifier(key, value)?;
    }
    url.validate()
}

/// Databricks ignores the case of a model's name, other servers of MLflow do not.
fn is_databricks(purl: &Purl<'_>) -> bool {
    purl.kind == "mlflow"
        && purl.qualifier("repository_url").is_some_and(|url| url.contains("databricks"))
}

/// GitHub ignores the case of owners and repositories, by whatever type they are named.
fn is_github(purl: &Purl<'_>) -> bool {
    purl.kind == GIT && matches!(purl.namespace(), Some("github" | "github.com"))
}

fn is_pub(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_')
}

pub(super) fn lower(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.chars().any(|c| !c.is_ascii_lowercase() && !c.to_lowercase().eq([c])) {
        return Cow::Owned(text.to_lowercase());
    }
    text
}
