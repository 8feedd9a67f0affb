//! Identifiers that are not package URLs or CPE names: Software Heritage ids, gitoids, links
//! between documents, tag ids, and what a digest must look like.
//!
//! All of them borrow the text they were read from and are cheap to copy; documents keep the text
//! itself, because a broken identifier is no reason to refuse a document.

mod bom_link;
mod digest;
mod gitoid;
mod swhid;
mod swid;

pub use self::bom_link::BomLink;
pub use self::digest::digest_fits;
pub use self::gitoid::{Gitoid, GitoidObject};
pub use self::swhid::{Swhid, SwhidObject};
pub use self::swid::SwidTagId;

/// Why a text is not the identifier it was read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a {scheme}: {reason}")]
pub struct IdentityError {
    scheme: &'static str,
    reason: &'static str,
}

impl IdentityError {
    /// Returns what the identifier lacks, without the name of its scheme.
    #[must_use]
    pub fn reason(&self) -> &'static str {
        self.reason
    }
}

/// Reports whether `text` is exactly `len` hexadecimal digits in lower case.
fn is_lower_hex(text: &str, len: usize) -> bool {
    text.len() == len && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
