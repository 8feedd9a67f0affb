//! Files that are written whole or not at all.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::exit::Failure;

pub(crate) fn create_folder(path: &Path) -> Result<(), Failure> {
    fs::create_dir_all(path).map_err(|error| {
        Failure::usage(format!("cannot create the folder `{}`", path.display())).because(error)
    })
}

/// Returns the file that `path` leads to, through however many links: a file that is renamed into
/// the place of a link would leave its target as it was.
pub(crate) fn resolved(path: &Path) -> Result<PathBuf, Failure> {
    let name = path.display();
    // `/dev/stdin` and pipes can be read; a file in their place would be a surprise.
    if !path.is_file() {
        return Err(Failure::usage(format!(
            "`{name}` is not a file that could be rewritten: give `--out DIR`"
        )));
    }
    fs::canonicalize(path)
        .map_err(|error| Failure::usage(format!("cannot find `{name}`")).because(error))
}

/// Finds out whether `path` could be written, before an hour is spent on what shall stand in it.
pub(crate) fn must_be_writable(path: &Path) -> Result<(), Failure> {
    if path.is_dir() {
        let name = path.display();
        return Err(Failure::usage(format!("cannot write `{name}`, which is a folder")));
    }
    NamedTempFile::new_in(folder(path)).map(drop).map_err(|error| cannot_write(path, error))
}

/// Writes beside the target and renames, so that nobody ever reads half a file; the permissions of
/// a file that is replaced stay.
pub(crate) fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let write = || -> std::io::Result<()> {
        let mut file = NamedTempFile::new_in(folder(path))?;
        file.write_all(text.as_bytes())?;
        match fs::metadata(path) {
            Ok(known) => file.as_file().set_permissions(known.permissions())?,
            Err(_) => readable_by_all(file.as_file())?,
        }
        file.persist(path)?;
        Ok(())
    };
    write().map_err(|error| cannot_write(path, error))
}

fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

fn cannot_write(path: &Path, error: std::io::Error) -> Failure {
    Failure::usage(format!("cannot write `{}`", path.display())).because(error)
}

/// Temporary files are private; a result is not.
#[cfg(unix)]
fn readable_by_all(file: &fs::File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable_by_all(_: &fs::File) -> std::io::Result<()> {
    Ok(())
}
