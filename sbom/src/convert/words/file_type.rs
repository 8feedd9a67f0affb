//! What a file is: SPDX 2 has one list for it, SPDX 3 tells purposes from media types.

/// A file type of SPDX 2, with the purpose or the media type that SPDX 3 has in its place.
struct Row(&'static str, Meaning<'static>);

/// What a file type is to SPDX 3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning<'w> {
    Purpose(&'w str),
    MediaType(&'w str),
}

/// The table of the specification, annex "Differences from previous editions".
static ROWS: [Row; 11] = [
    Row("APPLICATION", Meaning::Purpose("application")),
    Row("ARCHIVE", Meaning::Purpose("archive")),
    Row("AUDIO", Meaning::MediaType("audio/*")),
    Row("BINARY", Meaning::MediaType("application/octet-stream")),
    Row("DOCUMENTATION", Meaning::Purpose("documentation")),
    Row("IMAGE", Meaning::MediaType("image/*")),
    Row("OTHER", Meaning::Purpose("other")),
    Row("SOURCE", Meaning::Purpose("source")),
    Row("SPDX", Meaning::MediaType("text/spdx")),
    Row("TEXT", Meaning::MediaType("text/plain")),
    Row("VIDEO", Meaning::MediaType("video/*")),
];

/// Returns what a file type is to SPDX 3.
pub(crate) fn spdx3(file_type: &str) -> Option<Meaning<'static>> {
    ROWS.iter().find(|row| row.0 == file_type).map(|row| row.1)
}

/// Returns the file type for a purpose.
pub(crate) fn of_purpose(word: &str) -> Option<&'static str> {
    ROWS.iter().find(|row| row.1 == Meaning::Purpose(word)).map(|row| row.0)
}

/// Returns the file type for a media type.
pub(crate) fn of_media_type(word: &str) -> Option<&'static str> {
    ROWS.iter().find(|row| row.1 == Meaning::MediaType(word)).map(|row| row.0)
}
