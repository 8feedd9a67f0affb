//! Documents of both sorts: inventories, and VEX.

use std::ffi::OsStr;

use sbom::validate::{Options, Report};
use sbom::{Document, Kind, ParseOptions, vex};

use crate::fault::Fault;
use crate::input;

/// What a file holds.
#[derive(Debug)]
pub(crate) enum Any {
    Sbom(Box<Document>),
    Vex(Box<vex::Document>),
}

/// Reads a file as what it is.
pub(crate) fn read(file: &OsStr, options: &ParseOptions) -> Result<Any, Fault> {
    let bytes = input::read(file, options.limits.bytes).map_err(|error| Fault::io(&error))?;
    // An inventory takes the bytes over: they cannot be tried twice.
    let is_vex = may_be_vex(&bytes)
        && sbom::detect(&bytes)
            .is_ok_and(|found| matches!(found.kind(), Kind::OpenVex | Kind::Csaf));
    let read = match is_vex {
        true => vex::parse_with(bytes, options).map(|document| Any::Vex(Box::new(document))),
        false => sbom::parse_with(bytes, options).map(|document| Any::Sbom(Box::new(document))),
    };
    read.map_err(Fault::Document)
}

/// Judges a file by the rules of its format.
pub(crate) fn validate(file: &OsStr, options: &Options) -> Result<Report, Fault> {
    let limit = ParseOptions::default().limits.bytes;
    let bytes = input::read(file, limit).map_err(|error| Fault::io(&error))?;
    vex::validate(bytes, options).map_err(Fault::Document)
}

/// Reports whether a look into the document could be worth its time: it says the words, or it is
/// an envelope whose content cannot be seen.
fn may_be_vex(bytes: &[u8]) -> bool {
    const WORDS: [&[u8]; 3] = [b"openvex.dev", b"csaf_version", b"\"payload"];
    WORDS.iter().any(|word| bytes.windows(word.len()).any(|window| window == *word))
}
