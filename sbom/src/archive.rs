//! Documents packed with gzip or in a ZIP file, in memory and within bounds.
//!
//! Output is bounded by [`Limits`] and by its ratio to the input, entries by their number; names
//! are never used as paths. An archive in an archive stays closed.

mod zip;

use std::io::Read;

use flate2::read::{DeflateDecoder, MultiGzDecoder};

use crate::error::{Code, Error};
use crate::limits::Limits;

pub(crate) use self::zip::{Entry, entries};

/// Unpacks gzip.
pub(crate) fn gunzip(bytes: &[u8], limits: &Limits) -> Result<Vec<u8>, Error> {
    let limit = output_limit(bytes.len(), limits.max_bytes());
    inflate(MultiGzDecoder::new(bytes), limit, bytes.len())
}

/// Reads at most `limit` bytes out of a decoder; more are an error.
fn inflate(decoder: impl Read, limit: usize, packed: usize) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::with_capacity(limit.min(packed.saturating_mul(8)));
    let bound = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    if let Err(error) = decoder.take(bound).read_to_end(&mut bytes) {
        let (code, message) = match error.kind() {
            std::io::ErrorKind::UnexpectedEof => (Code::Truncated, "the archive ends too early"),
            _ => (Code::InvalidArchive, "the archive is damaged"),
        };
        return Err(Error::new(code, message));
    }
    if bytes.len() > limit {
        let message = format!("the archive of {packed} bytes unpacks to more than {limit}");
        return Err(Error::new(Code::TooLarge, message));
    }
    Ok(bytes)
}

/// Returns how many bytes may come out of so many.
fn output_limit(packed: usize, most: usize) -> usize {
    packed.saturating_mul(MAX_RATIO).max(SMALL).min(most)
}

/// Documents of thousands of like components shrink to a fiftieth; beyond this is a bomb.
const MAX_RATIO: usize = 250;
/// What may always come out, however small the archive.
const SMALL: usize = 1 << 20;
/// The most files that are looked at.
const MAX_ENTRIES: usize = 1000;

impl Entry<'_> {
    /// Unpacks the file. `left` is what may still come out of all of the archive.
    pub(crate) fn unpack(&self, left: &mut usize) -> Result<Vec<u8>, Error> {
        let limit = output_limit(self.data.len(), *left);
        let bytes = match self.method {
            0 if self.data.len() <= limit => self.data.to_vec(),
            0 => inflate(self.data, limit, self.data.len())?,
            8 => inflate(DeflateDecoder::new(self.data), limit, self.data.len())?,
            method => {
                let message = format!("unsupported format: zip with compression method {method}");
                return Err(Error::new(Code::UnsupportedFormat, message));
            }
        };
        *left -= bytes.len();
        let mut sum = flate2::Crc::new();
        sum.update(&bytes);
        match sum.sum() == self.crc {
            true => Ok(bytes),
            false => Err(Error::new(Code::InvalidArchive, "the archive is damaged")),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn several_members_are_one_file() {
        let packed = [gzip(b"one "), gzip(b"two")].concat();
        assert_eq!(gunzip(&packed, &Limits::default()).unwrap(), b"one two");
    }

    #[test]
    fn bombs_and_damage_are_told() {
        let bomb = gzip(&vec![b' '; 30 << 20]);
        let error = gunzip(&bomb, &Limits::default()).unwrap_err();
        assert_eq!(error.code(), Code::TooLarge, "{error}");
        let packed = gzip(b"some text that is long enough to be cut somewhere in its middle");
        let error = gunzip(&packed[..packed.len() - 4], &Limits::default()).unwrap_err();
        assert_eq!(error.code(), Code::Truncated);
        let mut packed = packed;
        let middle = packed.len() / 2;
        packed[middle] ^= 0x55;
        assert!(gunzip(&packed, &Limits::default()).is_err());
    }
}
