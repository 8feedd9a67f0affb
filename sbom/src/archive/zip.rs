//! The directory of a ZIP file (APPNOTE.TXT 6.3, sections 4.3.7, 4.3.12 and 4.3.16).

use crate::archive::MAX_ENTRIES;
use crate::error::{Code, Error};

/// One file in an archive, packed.
#[derive(Debug)]
pub(crate) struct Entry<'z> {
    pub(crate) name: String,
    pub(super) method: u16,
    pub(super) crc: u32,
    pub(super) data: &'z [u8],
}

/// Lists the files of an archive; folders are left out.
pub(crate) fn entries(bytes: &[u8]) -> Result<Vec<Entry<'_>>, Error> {
    let damaged = || Error::new(Code::InvalidArchive, "the archive is damaged");
    let (count, start) = directory(bytes).ok_or_else(damaged)?;
    if count > MAX_ENTRIES {
        let message = format!("the archive has {count} files, more than {MAX_ENTRIES}");
        return Err(Error::new(Code::TooMany, message));
    }
    let mut entries = Vec::new();
    let mut at = start;
    for _ in 0..count {
        let header = Header::read(bytes, at).ok_or_else(damaged)?;
        at = header.next;
        if header.flags & ENCRYPTED != 0 {
            let message = "unsupported format: zip with a password";
            return Err(Error::new(Code::UnsupportedFormat, message));
        }
        if !header.name.ends_with('/') {
            let data = header.data(bytes).ok_or_else(damaged)?;
            let Header { name, method, crc, .. } = header;
            entries.push(Entry { name, method, crc, data });
        }
    }
    Ok(entries)
}

/// One row of the directory.
struct Header {
    name: String,
    flags: u16,
    method: u16,
    crc: u32,
    packed: usize,
    /// Where the file's own header is.
    local: usize,
    next: usize,
}

impl Header {
    fn read(bytes: &[u8], at: usize) -> Option<Self> {
        if bytes.get(at..at + 4)? != b"PK\x01\x02" {
            return None;
        }
        let name_len = usize::from(short(bytes, at + 28)?);
        let rest = usize::from(short(bytes, at + 30)?) + usize::from(short(bytes, at + 32)?);
        let name = bytes.get(at + 46..at + 46 + name_len)?;
        Some(Self {
            name: String::from_utf8_lossy(name).into_owned(),
            flags: short(bytes, at + 8)?,
            method: short(bytes, at + 10)?,
            crc: long(bytes, at + 16)?,
            packed: usize::try_from(long(bytes, at + 20)?).ok()?,
            local: usize::try_from(long(bytes, at + 42)?).ok()?,
            next: at + 46 + name_len + rest,
        })
    }

    fn data<'z>(&self, bytes: &'z [u8]) -> Option<&'z [u8]> {
        let at = self.local;
        if bytes.get(at..at.checked_add(4)?)? != b"PK\x03\x04" {
            return None;
        }
        let names = usize::from(short(bytes, at + 26)?) + usize::from(short(bytes, at + 28)?);
        let start = at + 30 + names;
        bytes.get(start..start.checked_add(self.packed)?)
    }
}

/// Finds the directory: the number of its rows, and where it starts.
fn directory(bytes: &[u8]) -> Option<(usize, usize)> {
    // It is the last thing but for a comment of at most 64 KiB.
    let from = bytes.len().saturating_sub(22 + (1 << 16));
    let tail = bytes.get(from..)?;
    let at = from + memchr::memmem::rfind(tail, b"PK\x05\x06")?;
    let comment = usize::from(short(bytes, at + 20)?);
    if at + 22 + comment > bytes.len() {
        return None;
    }
    let count = usize::from(short(bytes, at + 10)?);
    let start = usize::try_from(long(bytes, at + 16)?).ok()?;
    Some((count, start))
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|bytes| u16::from_le_bytes(*bytes))
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
}

const ENCRYPTED: u16 = 1;
