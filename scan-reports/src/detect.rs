//! Which scanner wrote this, told from the outermost members.
//!
//! Recognition stops reading at the first member that decides, which for most scanners is the
//! first or second: a broken rest is for the parser to report.

use std::cell::Cell;
use std::fmt;

use serde::de::{
    self, Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use crate::json::Key;
use crate::{Error, ErrorCode, Scanner};

/// A form of report that is recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Format {
    /// Trivy's JSON with `SchemaVersion` 2, since 2021.
    Trivy,
    /// Trivy's JSON before that: an array of results, or `null` when there are none.
    TrivyLegacy,
    /// The JSON of `trivy k8s`.
    TrivyKubernetes,
    /// Grype's JSON.
    Grype,
    /// A vulnerability report of Clair 4.
    ClairV4,
    /// The JSON of clair-scanner, a client of older Clairs.
    ClairScanner,
    /// The JSON of klar, a client of older Clairs.
    Klar,
    /// What Quay's security API makes of a Clair report.
    QuaySecurity,
    /// SARIF 2.1.0, of whichever scanner.
    Sarif,
    /// OSV-Scanner's JSON.
    OsvScanner,
    /// kubesec's JSON.
    Kubesec,
    /// One of the exports of JFrog Xray.
    Xray,
}

impl Format {
    /// Returns the program that writes this format; `None` for SARIF, which many write.
    #[must_use]
    pub fn scanner(self) -> Option<Scanner> {
        match self {
            Self::Trivy | Self::TrivyLegacy | Self::TrivyKubernetes => Some(Scanner::Trivy),
            Self::Grype => Some(Scanner::Grype),
            Self::ClairV4 | Self::ClairScanner | Self::Klar | Self::QuaySecurity => {
                Some(Scanner::Clair)
            }
            Self::Sarif => None,
            Self::OsvScanner => Some(Scanner::OsvScanner),
            Self::Kubesec => Some(Scanner::Kubesec),
            Self::Xray => Some(Scanner::Xray),
        }
    }

    /// Returns whether [`Report::parse`](crate::Report::parse) reads this format.
    #[must_use]
    pub fn is_supported(self) -> bool {
        matches!(self, Self::Trivy | Self::TrivyLegacy | Self::TrivyKubernetes)
    }
}

/// Prints the name people know the format by, such as `Grype`.
impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Trivy => "Trivy",
            Self::TrivyLegacy => "Trivy (before 0.20)",
            Self::TrivyKubernetes => "Trivy for Kubernetes",
            Self::Grype => "Grype",
            Self::ClairV4 => "Clair",
            Self::ClairScanner => "clair-scanner",
            Self::Klar => "klar",
            Self::QuaySecurity => "Quay's security API",
            Self::Sarif => "SARIF",
            Self::OsvScanner => "OSV-Scanner",
            Self::Kubesec => "kubesec",
            Self::Xray => "Xray",
        })
    }
}

/// Tells which scanner wrote a report, without reading all of it.
///
/// ```
/// use scan_reports::{Format, detect};
///
/// let format = detect(br#"{"matches": [], "descriptor": {"name": "grype"}}"#)?;
/// assert_eq!(format, Format::Grype);
/// assert!(!format.is_supported());
/// # Ok::<_, scan_reports::Error>(())
/// ```
///
/// # Errors
///
/// [`ErrorCode::NotAReport`] for JSON of another kind (the message names SBOMs as such);
/// [`ErrorCode::Empty`], [`ErrorCode::Encoding`], [`ErrorCode::Syntax`] and
/// [`ErrorCode::Truncated`] for what is not JSON.
pub fn detect(bytes: &[u8]) -> Result<Format, Error> {
    detect_text(json_text(bytes)?)
}

/// Returns the bytes without a byte order mark, if they may be JSON at all.
pub(crate) fn json_text(bytes: &[u8]) -> Result<&[u8], Error> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(Error::new(
            ErrorCode::Encoding,
            "the input is UTF-16; have the scanner write the file itself, or convert it to UTF-8",
        ));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match bytes.iter().find(|byte| !byte.is_ascii_whitespace()) {
        None => Err(Error::new(
            ErrorCode::Empty,
            "the input is empty; a scan without findings would have left a document",
        )),
        Some(b'{' | b'[' | b'n') => Ok(bytes),
        Some(b'<') => {
            Err(Error::new(ErrorCode::Syntax, "the input is XML or HTML, not a scanner's JSON"))
        }
        Some(_) => Err(Error::new(
            ErrorCode::Syntax,
            "the input is not JSON; have the scanner write its JSON format",
        )),
    }
}

pub(crate) fn detect_text(bytes: &[u8]) -> Result<Format, Error> {
    let verdict = Verdict::default();
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let result = deserializer.deserialize_any(Top(&verdict)).and_then(|()| deserializer.end());
    match (verdict.0.get(), result) {
        (Some(Kind::Report(format)), _) => Ok(format),
        (Some(Kind::Other(name)), _) => {
            Err(Error::new(ErrorCode::NotAReport, format!("{name}, not a scanner report")))
        }
        (None, Err(error)) => Err(Error::from_json(&error)),
        (None, Ok(())) => Err(Error::new(
            ErrorCode::NotAReport,
            "JSON of no scanner known here: it has none of the members of a report",
        )),
    }
}

#[derive(Clone, Copy)]
enum Kind {
    Report(Format),
    Other(&'static str),
}

#[derive(Default)]
struct Verdict(Cell<Option<Kind>>);

impl Verdict {
    /// Records the verdict and ends the reading, by way of an error that nobody sees.
    fn stop<E: de::Error>(&self, kind: Kind) -> Result<(), E> {
        self.0.set(Some(kind));
        Err(E::custom("recognised"))
    }
}

struct Top<'v>(&'v Verdict);

impl<'de> Visitor<'de> for Top<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object, a list or null")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.0.0.set(Some(Kind::Report(Format::TrivyLegacy)));
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let mut empty = true;
        while let Some(item) = items.next_element::<Peek>()? {
            empty = false;
            // Older Trivy writes `Target` first; items of other kinds are passed over.
            let format = match item {
                _ if item.has("Target") => Format::TrivyLegacy,
                _ if item.has("object") && item.has("scoring") => Format::Kubesec,
                _ if item.has("object") && item.has("score") => Format::Kubesec,
                _ if item.has("scan_id") => Format::Xray,
                _ => continue,
            };
            return self.0.stop(Kind::Report(format));
        }
        if empty {
            self.0.0.set(Some(Kind::Report(Format::TrivyLegacy)));
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let stop = |kind| self.0.stop(kind);
        let report = |format| self.0.stop(Kind::Report(format));
        while let Some(Key(key)) = members.next_key()? {
            match key.as_ref() {
                "SchemaVersion" => {
                    // `trivy k8s` has the member too, but leaves it at zero.
                    let Peek::Number(version) = members.next_value()? else { continue };
                    if version != 0.0 {
                        return report(Format::Trivy);
                    }
                }
                "ClusterName" => return report(Format::TrivyKubernetes),
                "manifest_hash" => return report(Format::ClairV4),
                "unapproved" => return report(Format::ClairScanner),
                "LayerCount" => return report(Format::Klar),
                "bomFormat" => return stop(Kind::Other("this is a CycloneDX SBOM")),
                "spdxVersion" => return stop(Kind::Other("this is an SPDX SBOM")),
                "@context" => return stop(Kind::Other("this is a JSON-LD document")),
                "artifactRelationships" => return stop(Kind::Other("this is Syft's SBOM")),
                "runs" => match members.next_value()? {
                    Peek::List(_) => return report(Format::Sarif),
                    _ => continue,
                },
                "matches" => match members.next_value()? {
                    Peek::List(_) => return report(Format::Grype),
                    _ => continue,
                },
                "results" => match members.next_value()? {
                    Peek::List(None) => return report(Format::OsvScanner),
                    item if item.has("packages") => return report(Format::OsvScanner),
                    _ => continue,
                },
                "vulnerabilities" => {
                    if members.next_value::<Peek>()?.has("featurename") {
                        return report(Format::ClairScanner);
                    }
                }
                "data" => match members.next_value()? {
                    Peek::List(_) => return report(Format::Xray),
                    item if item.has("Layer") => return report(Format::QuaySecurity),
                    _ => continue,
                },
                "clair" => {
                    if members.next_value::<Peek>()?.is_object() {
                        return report(Format::QuaySecurity);
                    }
                }
                "artifacts" => {
                    if members.next_value::<Peek>()?.has("issues") {
                        return report(Format::Xray);
                    }
                }
                "rows" => match members.next_value()? {
                    Peek::List(_) => return report(Format::Xray),
                    _ => continue,
                },
                _ => {
                    members.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// What one can see of a value without keeping it: its type, and the names of the members of an
/// object, or of the first object in a list.
enum Peek {
    Number(f64),
    List(Option<Vec<String>>),
    Object(Vec<String>),
    Other,
}

impl Peek {
    /// How many names are kept; those looked for come early in every real document.
    const MOST: usize = 64;

    fn has(&self, name: &str) -> bool {
        match self {
            Self::Object(names) | Self::List(Some(names)) => {
                names.iter().any(|candidate| candidate.eq_ignore_ascii_case(name))
            }
            Self::List(None) | Self::Number(_) | Self::Other => false,
        }
    }

    fn is_object(&self) -> bool {
        matches!(self, Self::Object(_))
    }
}

impl<'de> Deserialize<'de> for Peek {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PeekVisitor { inner: false })
    }
}

struct PeekVisitor {
    /// Whether this is an item already: lists within lists are not looked into.
    inner: bool,
}

impl<'de> DeserializeSeed<'de> for PeekVisitor {
    type Value = Peek;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Peek, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for PeekVisitor {
    type Value = Peek;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Peek, E> {
        Ok(Peek::Other)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Peek, E> {
        Ok(Peek::Other)
    }

    fn visit_str<E>(self, _: &str) -> Result<Peek, E> {
        Ok(Peek::Other)
    }

    fn visit_i64<E>(self, value: i64) -> Result<Peek, E> {
        Ok(Peek::Number(value as f64))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Peek, E> {
        Ok(Peek::Number(value as f64))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Peek, E> {
        Ok(Peek::Number(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Peek, A::Error> {
        let mut names = None;
        if !self.inner {
            while let Some(item) = items.next_element_seed(PeekVisitor { inner: true })? {
                names.get_or_insert_with(Vec::new);
                if let Peek::Object(found) = item {
                    names = Some(found);
                    break;
                }
            }
        }
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Peek::List(names))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Peek, A::Error> {
        let mut names = Vec::new();
        while let Some(Key(key)) = members.next_key()? {
            if names.len() < Peek::MOST {
                names.push(key.into_owned());
            }
            members.next_value::<IgnoredAny>()?;
        }
        Ok(Peek::Object(names))
    }
}
