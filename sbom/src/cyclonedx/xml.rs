//! CycloneDX in XML, 1.0 to 1.7, as the tree of the same document in JSON.
//!
//! The tables of [`schema`](super::schema) say which attribute or element is which member; what
//! XML writes by other rules than JSON (licences, dependencies, the data of services, …) is done
//! by hand in [`special`]. What JSON has no name for is kept in members that begin with `#`, of
//! the object whose element it stands in:
//!
//! - `#attributes`: attributes that the format does not define, by name (`{namespace}name` if they
//!   are in one); those of elements that are no objects by path (`hashes/@x`).
//! - `#foreign`: elements of other namespaces, as they were written.
//! - `#unknown`: elements of CycloneDX's namespace that it does not define.
//! - `#repeated`: elements that may be there once and were there before.
//! - `#text`: text between elements, by the path of the element it stands in, `.` for the object's
//!   own.
//!
//! `#foreign`, `#unknown` and `#repeated` list texts, or objects with the text in `xml` and, in
//! `in`, the path of the element inside the object.

mod extension;
mod extra;
mod find;
mod place;
mod read;
mod scalar;
mod special;
#[cfg(test)]
mod tests;
mod write;

pub(crate) use self::place::walk;
pub(crate) use self::read::read;
pub(crate) use self::write::{Layout, write};

/// The namespace of every version begins like this.
pub(super) const NAMESPACE: &str = "http://cyclonedx.org/schema/bom/";

/// The namespaces of the extensions that came before their parts of the format did.
const EXTENSIONS: &str = "http://cyclonedx.org/schema/ext/";
