//! From one format or version to another, with an account of what was lost.
//!
//! A converter reads a tree and makes another one. [`work::Work`] keeps the account: what is not
//! carried is reported, so that a forgotten field shows itself. Longer ways are several stages:
//! SPDX 2 to CycloneDX 1.4 goes by way of 1.7, and [`place::Origins`] brings the losses of the
//! later stages back to places in the source.

mod cyclonedx_to_spdx2;
mod cyclonedx_to_spdx3;
mod ledger;
mod place;
mod snippet;
mod spdx2_to_cyclonedx;
pub(crate) mod spdx2_version;
mod spdx3_to_cyclonedx;
pub(crate) mod words;
mod work;

use crate::cyclonedx::version as cyclonedx_version;
use crate::cyclonedx::version::Dialect;
use crate::format::{Encoding, Format, Model};
use crate::schema::Version;
use crate::target::Target;
use crate::tree::Tree;
use crate::write::Style;

pub(crate) use self::place::{Origins, Walk};
pub(crate) use self::work::{Made, Work};

/// What a conversion cannot find in the document, and must not invent.
///
/// # Examples
///
/// ```
/// let options = sbom::ConvertOptions::default().created("2026-01-31T12:00:00Z");
/// ```
#[derive(Clone, Debug, Default)]
pub struct ConvertOptions {
    pub(crate) created: Option<String>,
    pub(crate) namespace: Option<String>,
    pub(crate) serial_number: Option<String>,
    pub(crate) style: Style,
}

impl ConvertOptions {
    /// Sets when the document was created, as RFC 3339 in UTC: `2026-01-31T12:00:00Z`.
    ///
    /// Without it, the time of the source stays. SPDX demands a time; if the source has none
    /// either, it is the beginning of 1970, since there is no clock here.
    #[must_use]
    pub fn created(mut self, time: impl Into<String>) -> Self {
        self.created = Some(time.into());
        self
    }

    /// Sets the `documentNamespace` of an SPDX document, or the prefix of the ids of an SPDX 3 one.
    ///
    /// Without it, it is made of the serial number, or of the content.
    #[must_use]
    pub fn namespace(mut self, namespace: impl Into<String>) -> Self {
        self.namespace = Some(namespace.into());
        self
    }

    /// Sets the `serialNumber` of a CycloneDX document: `urn:uuid:` and a UUID.
    ///
    /// Without it, it is made of the namespace.
    #[must_use]
    pub fn serial_number(mut self, serial_number: impl Into<String>) -> Self {
        self.serial_number = Some(serial_number.into());
        self
    }
}

impl ConvertOptions {
    /// Sets how the result is laid out: with a value a line, unless said otherwise.
    #[must_use]
    pub fn style(mut self, style: Style) -> Self {
        self.style = style;
        self
    }
}

/// Whether CycloneDX is where a conversion from SPDX ends, or lies on its way to the other SPDX.
///
/// What both versions of SPDX have and CycloneDX has not is then kept in members of the names that
/// SPDX 2 has for it, in a tree that nobody sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    End,
    Onward,
}

/// One step of a conversion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    CycloneDxToSpdx2,
    CycloneDxToSpdx3,
    Spdx2ToCycloneDx(Way),
    Spdx3ToCycloneDx(Way),
    /// From a version of CycloneDX to another, or between JSON and XML, whose members differ.
    CycloneDxVersion(Dialect, Dialect),
    Spdx2Version(Version),
}

impl Stage {
    pub(crate) fn run(self, source: &Tree, options: &ConvertOptions) -> Made {
        match self {
            Self::CycloneDxToSpdx2 => cyclonedx_to_spdx2::convert(source, options),
            Self::CycloneDxToSpdx3 => cyclonedx_to_spdx3::convert(source, options),
            Self::Spdx2ToCycloneDx(way) => spdx2_to_cyclonedx::convert(source, options, way),
            Self::Spdx3ToCycloneDx(way) => spdx3_to_cyclonedx::convert(source, options, way),
            Self::CycloneDxVersion(from, to) => cyclonedx_version::convert(source, from, to),
            Self::Spdx2Version(to) => spdx2_version::convert(source, to),
        }
    }
}

/// Returns the steps from a document to a target.
pub(crate) fn stages(from: Model, version: &str, encoding: Encoding, target: Target) -> Vec<Stage> {
    let to = model_of(target);
    let mut stages = Vec::new();
    match (from, to) {
        (Model::CycloneDx, Model::Spdx2) => stages.push(Stage::CycloneDxToSpdx2),
        (Model::Spdx2, Model::CycloneDx) => stages.push(Stage::Spdx2ToCycloneDx(Way::End)),
        (Model::CycloneDx, Model::Spdx3) => stages.push(Stage::CycloneDxToSpdx3),
        (Model::Spdx2, Model::Spdx3) => {
            stages.extend([Stage::Spdx2ToCycloneDx(Way::Onward), Stage::CycloneDxToSpdx3]);
        }
        (Model::Spdx3, Model::CycloneDx) => stages.push(Stage::Spdx3ToCycloneDx(Way::End)),
        (Model::Spdx3, Model::Spdx2) => {
            stages.extend([Stage::Spdx3ToCycloneDx(Way::Onward), Stage::CycloneDxToSpdx2]);
        }
        _ => {}
    }
    let reached = match (from == to, to) {
        (true, _) => version.strip_prefix("SPDX-").unwrap_or(version),
        (false, Model::CycloneDx) => "1.7",
        (false, Model::Spdx2) => "2.3",
        (false, Model::Spdx3) => "3.0.1",
    };
    match to {
        Model::CycloneDx => {
            let number = crate::cyclonedx::schema::version;
            let is_xml = target.encoding() == Encoding::Xml;
            let was_xml = from == to && encoding == Encoding::Xml;
            // Without a version that is known, by the rules of the newest.
            let reached = number(reached).unwrap_or(crate::cyclonedx::schema::V1_7);
            let is_other = version != target.version() || from != to;
            let before = Dialect { version: reached, is_xml: was_xml };
            let after = number(target.version()).map(|version| Dialect { version, is_xml });
            let after = after.filter(|after| *after != before || (from == to && is_other));
            stages.extend(after.map(|after| Stage::CycloneDxVersion(before, after)));
        }
        Model::Spdx2 if reached != target.version() => {
            stages.push(Stage::Spdx2Version(u8::from(target.version() == "2.3")));
        }
        Model::Spdx2 | Model::Spdx3 => {}
    }
    stages
}

/// Returns which tree a target is written from.
pub(crate) fn model_of(target: Target) -> Model {
    match (target.format(), target.version()) {
        (Format::CycloneDx, _) => Model::CycloneDx,
        (Format::Spdx, version) if version.starts_with('3') => Model::Spdx3,
        (Format::Spdx, _) => Model::Spdx2,
    }
}

/// Returns a licence expression in its usual spelling, and whether it has an `OR`.
pub(crate) fn expression(text: &str) -> Option<(String, bool)> {
    words::licence::expression(text).map(|read| (read.text, read.has_or))
}

/// The time of a document that states none, where the target demands one.
pub(crate) const EPOCH: &str = "1970-01-01T00:00:00Z";
