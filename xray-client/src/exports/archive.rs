//! Opening the archive of an export: bounded in entries, in size, and never written to disk.

use std::fmt;
use std::io::{Cursor, Read as _};

use bytes::Bytes;
use zip::ZipArchive;
use zip::result::ZipError;

use super::sbom::SbomFormat;

/// What an export may contain at most. An archive from elsewhere could unpack to anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ArchiveLimits {
    /// Bytes of the archive as transferred; 128 MiB unless set.
    pub archive_bytes: u64,
    /// Entries, folders included; 1000 unless set.
    pub entries: usize,
    /// Bytes of one entry when unpacked; 256 MiB unless set.
    pub entry_bytes: u64,
    /// Bytes of all entries read, when unpacked; 512 MiB unless set.
    pub total_bytes: u64,
}

impl Default for ArchiveLimits {
    fn default() -> Self {
        Self {
            archive_bytes: 128 << 20,
            entries: 1000,
            entry_bytes: 256 << 20,
            total_bytes: 512 << 20,
        }
    }
}

impl ArchiveLimits {
    /// Sets the bytes of the archive as transferred.
    #[must_use]
    pub fn archive_bytes(mut self, bytes: u64) -> Self {
        self.archive_bytes = bytes;
        self
    }

    /// Sets the number of entries.
    #[must_use]
    pub fn entries(mut self, entries: usize) -> Self {
        self.entries = entries;
        self
    }

    /// Sets the bytes of one entry when unpacked.
    #[must_use]
    pub fn entry_bytes(mut self, bytes: u64) -> Self {
        self.entry_bytes = bytes;
        self
    }

    /// Sets the bytes of all entries when unpacked.
    #[must_use]
    pub fn total_bytes(mut self, bytes: u64) -> Self {
        self.total_bytes = bytes;
        self
    }
}

/// A file of an export, unpacked in memory.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ArchiveFile {
    /// Its name as the server wrote it. Not a path to write to: nothing stops it from being
    /// `../../etc/passwd`.
    pub name: String,
    /// Its content.
    pub bytes: Bytes,
}

impl fmt::Debug for ArchiveFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ArchiveFile")
            .field("name", &self.name)
            .field("bytes", &self.bytes.len())
            .finish()
    }
}

/// Unpacks every file. The sizes an archive declares are hints; what counts is what comes out.
pub(super) fn unpack(archive: &[u8], limits: &ArchiveLimits) -> Result<Vec<ArchiveFile>, Fault> {
    if archive.len() as u64 > limits.archive_bytes {
        return Err(Fault::ArchiveTooLarge { limit: limits.archive_bytes });
    }
    let mut zip = ZipArchive::new(Cursor::new(archive)).map_err(Fault::NotAZip)?;
    // The reader keeps one of two entries with the same name, and nobody could say which one was
    // meant.
    if zip.has_duplicate_names() {
        return Err(Fault::DuplicateNames);
    }
    if zip.len() > limits.entries {
        return Err(Fault::TooManyEntries { entries: zip.len(), limit: limits.entries });
    }
    let mut files = Vec::new();
    let mut left = limits.total_bytes;
    for position in 0..zip.len() {
        let entry = zip.by_index(position).map_err(|source| Fault::Entry { position, source })?;
        if entry.is_dir() {
            continue;
        }
        let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
        let most = limits.entry_bytes.min(left);
        let mut bytes = Vec::new();
        // One more than allowed, to tell a full entry from one that is too long. A wrong CRC ends
        // in an error here too.
        let read = entry
            .take(most.saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(|source| Fault::Entry { position, source: ZipError::Io(source) })?;
        let read = read as u64;
        if read > most {
            return Err(if limits.entry_bytes <= left {
                Fault::EntryTooLarge { name, limit: limits.entry_bytes }
            } else {
                Fault::TotalTooLarge { limit: limits.total_bytes }
            });
        }
        left -= read;
        files.push(ArchiveFile { name, bytes: Bytes::from(bytes) });
    }
    Ok(files)
}

/// Why an export cannot be used. Found as the source of an [`Error`](crate::Error), or returned by
/// [`Export::files`](super::Export::files).
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct ArchiveError(#[from] Fault);

impl ArchiveError {
    /// Tells whether the archive goes beyond [`ArchiveLimits`].
    #[must_use]
    pub fn is_limit(&self) -> bool {
        matches!(
            self.0,
            Fault::ArchiveTooLarge { .. }
                | Fault::TooManyEntries { .. }
                | Fault::EntryTooLarge { .. }
                | Fault::TotalTooLarge { .. }
        )
    }

    /// Tells whether the archive is sound, and the document asked for is not in it.
    #[must_use]
    pub fn is_missing_document(&self) -> bool {
        matches!(self.0, Fault::NoDocument { .. })
    }
}

#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    #[error("the export is not a ZIP archive")]
    NotAZip(#[source] ZipError),
    #[error("the export is larger than the limit of {limit} bytes")]
    ArchiveTooLarge { limit: u64 },
    #[error("the export has {entries} entries, and the limit is {limit}")]
    TooManyEntries { entries: usize, limit: usize },
    #[error("entry `{}` of the export unpacks to more than the limit of {limit} bytes", .name.escape_debug())]
    EntryTooLarge { name: String, limit: u64 },
    #[error("the export unpacks to more than the limit of {limit} bytes")]
    TotalTooLarge { limit: u64 },
    #[error("the export has several entries of the same name")]
    DuplicateNames,
    #[error("entry {position} of the export cannot be read")]
    Entry {
        position: usize,
        #[source]
        source: ZipError,
    },
    #[error("the export holds no {wanted} document, {}", Found(.names))]
    NoDocument { wanted: SbomFormat, names: Vec<String> },
    #[error("the export holds several {wanted} documents where one was due: {}", Names(.names))]
    SeveralDocuments { wanted: SbomFormat, names: Vec<String> },
}

/// What there was instead.
struct Found<'a>(&'a [String]);

impl fmt::Display for Found<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            f.write_str("nor any other file")
        } else {
            write!(f, "only {}", Names(self.0))
        }
    }
}

/// A few names, quoted; the server may have sent any number of any length.
struct Names<'a>(&'a [String]);

impl fmt::Display for Names<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, name) in self.0.iter().take(NAMES_SHOWN).enumerate() {
            let separator = if position == 0 { "" } else { ", " };
            let name: String = name.chars().take(NAME_SHOWN).flat_map(char::escape_debug).collect();
            write!(f, "{separator}`{name}`")?;
        }
        if self.0.len() > NAMES_SHOWN {
            write!(f, " and {} more", self.0.len() - NAMES_SHOWN)?;
        }
        Ok(())
    }
}

const NAMES_SHOWN: usize = 8;
const NAME_SHOWN: usize = 80;

#[cfg(test)]
mod tests;
