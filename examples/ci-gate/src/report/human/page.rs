//! Lines with colours, into which nobody else's colours get.

use anstyle::{AnsiColor, Style};

use crate::report::text::plain;

pub(super) const BOLD: Style = Style::new().bold();
pub(super) const DIM: Style = Style::new().dimmed();

pub(super) fn coloured(colour: AnsiColor) -> Style {
    Style::new().fg_color(Some(colour.into()))
}

/// A text that grows line by line. Whatever is put in goes through [`plain`], so that the only
/// escape sequences in it are those of the styles.
#[derive(Debug, Default)]
pub(super) struct Page(String);

impl Page {
    /// Begins a section, after an empty line.
    pub(super) fn heading(&mut self, text: &str) {
        self.blank();
        self.styled(&[(BOLD, text)]);
    }

    pub(super) fn blank(&mut self) {
        self.0.push('\n');
    }

    pub(super) fn line(&mut self, text: &str) {
        self.styled(&[(Style::new(), text)]);
    }

    /// Writes one entry of a list. The dash keeps a name from standing first in its line, where
    /// GitHub would take `::…` for a command.
    pub(super) fn item(&mut self, text: &str) {
        self.line(&format!("  - {text}"));
    }

    pub(super) fn styled(&mut self, parts: &[(Style, &str)]) {
        for (style, text) in parts {
            self.0.push_str(&format!("{style}{}{style:#}", plain(text)));
        }
        self.blank();
    }

    pub(super) fn into_string(self) -> String {
        self.0
    }
}
