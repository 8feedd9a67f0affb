//! The public surface, tested from outside.

mod image_ref;
mod severity;
mod tri;
mod version;
