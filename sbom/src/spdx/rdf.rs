//! SPDX 2 in RDF/XML (ISO/IEC 5962, Annex C of 2.3: RDF object model).
//!
//! A document is read in two steps: XML into statements, statements into the tree that the same
//! document has in JSON. Statements that JSON has no member for are kept in `#foreign`, each with
//! its subject, so that writing RDF again loses none. What listed licences look like is not part
//! of a document and is left out.

mod graph;
mod licence;
mod parse;
mod read;
#[cfg(test)]
mod tests;
mod vocabulary;
mod write;

pub(crate) use self::read::read;
pub(crate) use self::write::write;
