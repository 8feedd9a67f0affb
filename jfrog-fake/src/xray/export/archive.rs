//! A ZIP in memory.

use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::result::ZipResult;
use zip::write::SimpleFileOptions;

/// Entries, in order; a name that is taken gets a number.
#[derive(Debug, Default)]
pub(super) struct Archive(Vec<(String, Vec<u8>)>);

impl Archive {
    pub(super) fn add(&mut self, name: String, bytes: Vec<u8>) {
        let mut unique = name.clone();
        let mut number = 2_usize;
        while self.0.iter().any(|(taken, _)| *taken == unique) {
            unique = format!("{number}_{name}");
            number += 1;
        }
        self.0.push((unique, bytes));
    }

    pub(super) fn finish(self) -> ZipResult<Vec<u8>> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in self.0 {
            writer.start_file(name, SimpleFileOptions::default())?;
            writer.write_all(&bytes)?;
        }
        Ok(writer.finish()?.into_inner())
    }
}
