//! The bound on what a VEX document may hold.

use std::cell::Cell;

use crate::error::{Code, Error};
use crate::json::STOP;

/// How many more things may be kept.
#[derive(Debug)]
pub(super) struct Budget {
    most: usize,
    left: Cell<usize>,
    is_exceeded: Cell<bool>,
}

impl Budget {
    pub(super) fn new(most: usize) -> Self {
        Self { most, left: Cell::new(most), is_exceeded: Cell::new(false) }
    }

    pub(super) fn spend<E: serde::de::Error>(&self, items: usize) -> Result<(), E> {
        match self.left.get().checked_sub(items) {
            Some(left) => {
                self.left.set(left);
                Ok(())
            }
            None => {
                self.is_exceeded.set(true);
                Err(E::custom(STOP))
            }
        }
    }

    /// Gives the reader's error its reason, if it was stopped from here.
    pub(super) fn explain(&self, error: Error) -> Error {
        if !self.is_exceeded.get() {
            return error;
        }
        error.because(Code::TooMany, format!("the document holds more than {} items", self.most))
    }
}
