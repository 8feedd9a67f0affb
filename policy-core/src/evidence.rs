//! What is known of one artifact.

mod image_ref;

pub use image_ref::{ImageRef, ImageRefError, RepositoryPattern};
