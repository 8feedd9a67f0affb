//! The public surface, tested from outside.

mod severity;
mod tri;
