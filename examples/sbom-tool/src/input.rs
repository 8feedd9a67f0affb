//! Reading files and standard input, no further than the parser would accept.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read, Write};
use std::sync::atomic::{AtomicBool, Ordering};

/// Files larger than this are worth a word while they are read, in bytes.
const LARGE: u64 = 50_000_000;

static IS_STDIN_READ: AtomicBool = AtomicBool::new(false);

/// Reads a file, or standard input for `-`, but at most one byte more than `limit`: enough for the
/// parser to see that it is too much.
pub(crate) fn read(file: &OsStr, limit: usize) -> io::Result<Vec<u8>> {
    let bound = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    if file == "-" {
        if IS_STDIN_READ.swap(true, Ordering::Relaxed) {
            return Err(io::Error::other("standard input can be read only once"));
        }
        io::stdin().lock().take(bound).read_to_end(&mut bytes)?;
    } else {
        let open = File::open(file)?;
        let len = open.metadata().map_or(0, |metadata| metadata.len());
        let mut rest = open.take(bound);
        if len <= LARGE {
            rest.read_to_end(&mut bytes)?;
            return Ok(bytes);
        }
        bytes.reserve_exact(usize::try_from(len.min(bound)).unwrap_or(0));
        let name = file.to_string_lossy();
        while rest.by_ref().take(LARGE).read_to_end(&mut bytes)? > 0 {
            let read = bytes.len() / 1_000_000;
            // Not on standard output, which carries the result alone.
            writeln!(io::stderr(), "{name}: read {read} of {} MB", len / 1_000_000)?;
        }
    }
    Ok(bytes)
}
