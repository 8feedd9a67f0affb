//! CycloneDX in protobuf, 1.3 to 1.7, as the tree of the same document in JSON.
//!
//! The tables of [`schema`](super::schema) carry the numbers of the fields, which are the same in
//! all versions. So there is no code made from `.proto` files and no library: a protobuf message
//! is a list of numbered fields in four encodings, read and written in a page, while `prost`
//! would build thousands of lines of structs only to copy every text once more into the tree.
//!
//! A field that the tables do not have is kept in the member `#fields` of its object, in
//! hexadecimal with its tag, and written back.

mod fields;
mod read;
#[cfg(test)]
mod tests;
mod time;
mod wire;
mod write;

pub(crate) use self::read::read;
pub(crate) use self::write::write;
