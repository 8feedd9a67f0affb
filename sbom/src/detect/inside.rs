//! Where in the input a document lies that was taken out of another one.

use crate::error::{Error, Position};

/// The way in, from the outermost layer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Inside {
    layers: Vec<Layer>,
}

#[derive(Clone, Debug)]
struct Layer {
    /// Where the part begins in the text around it; `None` for one that was decoded.
    start: Option<Position>,
    /// The member that holds it, empty for a text of several documents.
    path: String,
}

impl Inside {
    pub(crate) fn enter(&mut self, start: Option<Position>, path: String) {
        self.layers.push(Layer { start, path });
    }

    /// Reports whether the document is a piece of a text that goes on behind it.
    pub(crate) fn is_part(&self) -> bool {
        self.layers.last().is_some_and(|layer| layer.start.is_some())
    }

    /// Gives an error in the inner document its place in the input. Lines and columns are those of
    /// the text that was decoded last.
    pub(crate) fn relocate(&self, mut error: Error) -> Error {
        let mut is_decoded = false;
        for Layer { start, path } in self.layers.iter().rev() {
            is_decoded |= start.is_none();
            if let Some(start) = start.filter(|_| !is_decoded) {
                error = error.shifted(start);
            }
            if !path.is_empty() {
                error = error.inside(path);
            }
        }
        error
    }
}
