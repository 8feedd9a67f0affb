//! The public surface, tested from outside.

mod image_ref;
mod licence;
mod severity;
mod tri;
mod version;
