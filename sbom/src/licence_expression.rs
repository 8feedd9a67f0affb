//! Licence expressions.

mod list;

pub use self::list::is_cyclonedx_licence_id;
