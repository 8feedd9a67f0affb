//! What turns bytes into something of use: ours, and each peer by its quickest way in.

use std::hint::black_box;
use std::str::FromStr;

use cyclonedx_bom::models::bom::{Bom, SpecVersion};

use crate::inputs::{Input, Work};

/// A reader and its name.
#[derive(Clone, Copy)]
pub(crate) struct Reader {
    pub(crate) name: &'static str,
    /// Takes the input over if it can make use of that, and says whether it accepted it.
    pub(crate) read: Read,
}

#[derive(Clone, Copy)]
pub(crate) enum Read {
    Borrowed(fn(&[u8]) -> bool),
    Owned(fn(Vec<u8>) -> bool),
}

pub(crate) const OURS: &str = "ours";
pub(crate) const OURS_ALONE: &str = "ours, one thread";

/// Every reader there is, by the work it does.
pub(crate) fn of(work: Work) -> Vec<Reader> {
    let ours = |name| Reader { name, read: Read::Owned(ours) };
    let borrowed = |name, read| Reader { name, read: Read::Borrowed(read) };
    let mut readers = vec![ours(OURS), ours(OURS_ALONE)];
    match work {
        Work::CycloneDxJson => {
            readers.push(borrowed("cyclonedx-bom", cyclonedx_bom_json));
            readers.push(borrowed("serde-cyclonedx", serde_cyclonedx));
        }
        Work::SpdxJson => readers.push(borrowed("spdx-rs", spdx_rs_json)),
        Work::CycloneDxXml => readers.push(borrowed("cyclonedx-bom", cyclonedx_bom_xml)),
        Work::TagValue => readers.push(borrowed("spdx-rs", spdx_rs_tag_value)),
    }
    readers.push(borrowed("sbom-tools", sbom_tools));
    if matches!(work, Work::CycloneDxJson | Work::SpdxJson) {
        readers.push(borrowed("serde_json::Value", serde_json_value));
        readers.push(borrowed("sonic-rs Value", sonic_rs_value));
    }
    readers
}

impl Reader {
    pub(crate) fn find(work: Work, name: &str) -> Option<Self> {
        of(work).into_iter().find(|reader| reader.name == name)
    }

    /// Reads bytes that are gone afterwards, and says whether it accepted them.
    pub(crate) fn read(self, bytes: Vec<u8>) -> bool {
        match self.read {
            Read::Borrowed(read) => black_box(read(black_box(&bytes))),
            Read::Owned(read) => black_box(read(black_box(bytes))),
        }
    }

    /// Reads once, outside any measurement, to learn whether the input is accepted.
    pub(crate) fn accepts(self, input: &Input) -> bool {
        self.read(input.bytes.clone())
    }
}

/// To a finished graph, as the peers do not: they build their own structs.
fn ours(bytes: Vec<u8>) -> bool {
    sbom::parse(bytes).is_ok_and(|document| {
        black_box(document.graph());
        true
    })
}

fn serde_json_value(bytes: &[u8]) -> bool {
    serde_json::from_slice::<serde_json::Value>(bytes).is_ok()
}

fn sonic_rs_value(bytes: &[u8]) -> bool {
    sonic_rs::from_slice::<sonic_rs::Value>(bytes).is_ok()
}

/// Its types of 1.6 read older documents too; each further version would cost minutes to compile.
fn serde_cyclonedx(bytes: &[u8]) -> bool {
    serde_json::from_slice::<serde_cyclonedx::cyclonedx::v_1_6::CycloneDx>(bytes).is_ok()
}

/// It reads 1.3 to 1.5, and is spared the search for the version.
fn cyclonedx_bom_json(bytes: &[u8]) -> bool {
    let version = version_after(bytes, br#""specVersion""#);
    version.is_some_and(|version| Bom::parse_from_json_with_version(bytes, version).is_ok())
}

fn cyclonedx_bom_xml(bytes: &[u8]) -> bool {
    let version = version_after(bytes, b"http://cyclonedx.org/schema/bom/");
    version.is_some_and(|version| Bom::parse_from_xml_with_version(bytes, version).is_ok())
}

/// Finds the first version number, such as `1.5`, behind a text.
fn version_after(bytes: &[u8], text: &[u8]) -> Option<SpecVersion> {
    let at = bytes.windows(text.len()).position(|window| window == text)?;
    let rest = bytes.get(at + text.len()..at + text.len() + 16)?;
    let digits = rest.iter().skip_while(|byte| !byte.is_ascii_digit());
    let version = digits.take(3).map(|byte| char::from(*byte)).collect::<String>();
    SpecVersion::from_str(&version).ok()
}

fn spdx_rs_json(bytes: &[u8]) -> bool {
    serde_json::from_slice::<spdx_rs::models::SPDX>(bytes).is_ok()
}

fn spdx_rs_tag_value(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| spdx_rs::parsers::spdx_from_tag_value(text).is_ok())
}

fn sbom_tools(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| sbom_tools::parsers::parse_sbom_str(text).is_ok())
}
