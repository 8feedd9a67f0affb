//! Looking into archives.

use std::borrow::Cow;

use crate::detect::{Found, Outer};
use crate::error::{Code, Error};
#[cfg(feature = "archive")]
use crate::json::pointer;
use crate::limits::ParseOptions;

/// Recognises what is packed in an archive, whose kind is `name`.
#[cfg(feature = "archive")]
pub(super) fn open(
    bytes: Cow<'_, [u8]>,
    name: &str,
    options: &ParseOptions,
    mut outer: Outer,
) -> Result<Found, Error> {
    if !matches!(name, "gzip" | "zip") {
        return Err(outer.place.relocate(refuse(name)));
    }
    if outer.is_unpacked {
        let message = "unsupported format: an archive inside an archive";
        return Err(outer.place.relocate(Error::new(Code::UnsupportedFormat, message)));
    }
    outer.is_unpacked = true;
    if name == "zip" {
        return open_zip(&bytes, options, &outer);
    }
    let inner = crate::archive::gunzip(&bytes, &options.limits)?;
    super::open_bytes(Cow::Owned(inner), options, outer)
}

/// Without the feature, archives are only named.
#[cfg(not(feature = "archive"))]
pub(super) fn open(
    _bytes: Cow<'_, [u8]>,
    name: &str,
    _options: &ParseOptions,
    outer: Outer,
) -> Result<Found, Error> {
    let error = match name {
        "gzip" | "zip" => Error::new(
            Code::UnsupportedFormat,
            format!("unsupported format: {name} needs the feature `archive`"),
        ),
        name => refuse(name),
    };
    Err(outer.place.relocate(error))
}

fn refuse(name: &str) -> Error {
    let message = format!("unsupported format: {name}, unpack it first");
    Error::new(Code::UnsupportedFormat, message)
}

/// Takes the first document of a ZIP file, such as Xray exports; further ones are noted.
#[cfg(feature = "archive")]
fn open_zip(bytes: &[u8], options: &ParseOptions, outer: &Outer) -> Result<Found, Error> {
    use crate::document::NoteKind;

    let entries = crate::archive::entries(bytes)?;
    if entries.iter().any(|entry| entry.name == "[Content_Types].xml") {
        let message = "unsupported format: a spreadsheet, save it in a format of SPDX";
        return Err(Error::new(Code::UnsupportedFormat, message));
    }
    let mut left = options.limits.max_bytes();
    let mut chosen: Option<Found> = None;
    let mut failure = None;
    let mut further = 0;
    for entry in &entries {
        let mut outer = outer.clone();
        let mut path = String::new();
        pointer::push(&mut path, &entry.name);
        outer.place.enter(None, path);
        let unpacked = entry.unpack(&mut left);
        let found = match unpacked {
            Ok(bytes) => super::open_bytes(Cow::Owned(bytes), options, outer),
            Err(error) => Err(outer.place.relocate(error)),
        };
        match found {
            Ok(found) if found.kind.is_document() && chosen.is_none() => chosen = Some(found),
            Ok(found) if found.kind.is_document() => further += 1,
            Ok(_) => {}
            // What costs too much is not passed over, else a bomb would be tried to its end.
            Err(error) if error.is_limit() => return Err(error),
            Err(error) => failure = failure.or(Some(error)),
        }
    }
    match (chosen, failure) {
        (Some(mut found), _) => {
            found.outer.notes.add_many(NoteKind::MoreDocuments, "", further, String::new);
            Ok(found)
        }
        (None, Some(error)) => Err(error),
        (None, None) => Err(Error::new(Code::NotAnSbom, "the archive holds no SBOM")),
    }
}
