//! Reading files and standard input, no further than the parser would accept.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read};

/// Reads a file, or standard input for `-`, but at most one byte more than `limit`: enough for the
/// parser to see that it is too much.
pub(crate) fn read(file: &OsStr, limit: usize) -> io::Result<Vec<u8>> {
    let bound = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    if file == "-" {
        io::stdin().lock().take(bound).read_to_end(&mut bytes)?;
    } else {
        File::open(file)?.take(bound).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}
