//! A table of text, aligned, and safe to print.

use std::io::{self, Write};

use sbom::Component;

/// Rows under a heading; numbers are aligned to the right.
#[derive(Debug)]
pub(crate) struct Table<const COLUMNS: usize> {
    heading: [String; COLUMNS],
    rows: Vec<[String; COLUMNS]>,
}

impl<const COLUMNS: usize> Table<COLUMNS> {
    pub(crate) fn new(heading: &[&str; COLUMNS]) -> Self {
        Self { heading: heading.map(str::to_owned), rows: Vec::new() }
    }

    pub(crate) fn row(&mut self, cells: [String; COLUMNS]) {
        self.rows.push(cells.map(|cell| printable(&cell)));
    }

    /// Prints the table, or nothing when it has no rows.
    pub(crate) fn print(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let widths = self.widths();
        for row in std::iter::once(&self.heading).chain(&self.rows) {
            let mut line = String::new();
            for ((cell, width), heading) in row.iter().zip(widths).zip(&self.heading) {
                if NUMBERS.contains(&heading.as_str()) {
                    line.push_str(&format!("{cell:>width$}  "));
                } else {
                    line.push_str(&format!("{cell:<width$}  "));
                }
            }
            writeln!(out, "{}", line.trim_end())?;
        }
        Ok(())
    }

    fn widths(&self) -> [usize; COLUMNS] {
        let mut widths = [0; COLUMNS];
        for row in std::iter::once(&self.heading).chain(&self.rows) {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count());
            }
        }
        widths
    }
}

/// Names a component, with its version, safe to print.
pub(crate) fn label(component: Component<'_>) -> String {
    let name = match component.version() {
        Some(version) => format!("{} {version}", component.name()),
        None => component.name().to_owned(),
    };
    printable(&name)
}

/// Escapes control characters: a name from a document must not move the cursor.
pub(crate) fn printable(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character.is_control() {
            true => safe.extend(character.escape_default()),
            false => safe.push(character),
        }
    }
    safe
}

const NUMBERS: &[&str] = &["COMPONENTS", "FILES", "EDGES", "VULNERABILITIES"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        assert_eq!(printable("a\u{1b}[2Jb\n"), "a\\u{1b}[2Jb\\n");
        assert_eq!(printable("日本"), "日本");
    }
}
