//! A file that does not count until it is whole.

use std::fmt;
use std::io;
use std::path::{Path as FilePath, PathBuf};

/// The unfinished file beside the target, removed unless it is kept.
pub(super) struct PartFile {
    pub(super) path: PathBuf,
    kept: bool,
}

impl PartFile {
    pub(super) fn keep(mut self) {
        self.kept = true;
    }
}

impl Drop for PartFile {
    fn drop(&mut self) {
        if !self.kept {
            // Nothing can be done about a failure here, and the error under way says more.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

impl fmt::Debug for PartFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PartFile({})", self.path.display())
    }
}

/// Creates a file beside `target`, where a rename stays within the file system.
pub(super) async fn create_part(target: &FilePath) -> io::Result<(PartFile, tokio::fs::File)> {
    let Some(name) = target.file_name() else {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it names no file"));
    };
    for _ in 0..16 {
        let mut part_name = std::ffi::OsString::from(".");
        part_name.push(name);
        part_name.push(format!(".{:08x}.part", fastrand::u32(..)));
        let path = target.with_file_name(part_name);
        match tokio::fs::OpenOptions::new().write(true).create_new(true).open(&path).await {
            Ok(file) => return Ok((PartFile { path, kept: false }, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::new(io::ErrorKind::AlreadyExists, "no free name was found"))
}
