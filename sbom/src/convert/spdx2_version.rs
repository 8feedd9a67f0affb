//! Between SPDX 2.2 and 2.3.
//!
//! | 2.3 only | in 2.2 |
//! |---|---|
//! | purpose, release, build and expiry dates | reported |
//! | SHA3, BLAKE2b, BLAKE3, ADLER32 | reported |
//! | reference types `advisory`, `fix`, `url`, `swid`, `gitoid` | category `OTHER` |
//! | `SPECIFICATION_FOR`, `REQUIREMENT_DESCRIPTION_FOR` | `OTHER` with the type as comment |
//! | licences and copyright may be missing | `NOASSERTION` |

use super::work::{Made, Work};
use crate::losses::LossReason;
use crate::schema::Version;
use crate::tree::{Key, Tail, Tree, Value};

/// Converts to 2.2 (0) or 2.3 (1).
pub(crate) fn convert(source: &Tree, to: Version) -> Made {
    let mut work = Work::new(source);
    let root = source.root();
    let mut out = work.root();
    let name = if to == 0 { "SPDX-2.2" } else { "SPDX-2.3" };
    // JSON is recognised without it, tag-value is not.
    if root.get(Key::SPDX_VERSION).is_none() {
        work.say(&mut out, Key::SPDX_VERSION, name);
    }
    for member in root.children() {
        let key = work.out.key(member.key_text());
        match member.key() {
            Key::SPDX_VERSION => work.put(&mut out, key, name, member),
            _ if to != 0 => work.graft(&mut out, key, member),
            Key::PACKAGES | Key::FILES | Key::SNIPPETS | Key::RELATIONSHIPS => {
                let mut list = work.array(&mut out, key);
                for value in root.list(member.key()) {
                    older(&mut work, &mut list, value, member.key());
                }
            }
            _ => work.graft(&mut out, key, member),
        }
    }
    work.finish()
}

/// Writes one object of 2.2.
fn older<'s>(work: &mut Work<'s>, list: &mut Tail, value: Value<'s>, kind: Key) {
    if !value.is_object() {
        work.graft(list, Key::NONE, value);
        return;
    }
    let mut out = work.object(list, Key::NONE, Some(value));
    for member in value.children() {
        let key = work.out.key(member.key_text());
        match (kind, member.key()) {
            (
                Key::PACKAGES,
                Key::PRIMARY_PACKAGE_PURPOSE
                | Key::RELEASE_DATE
                | Key::BUILT_DATE
                | Key::VALID_UNTIL_DATE,
            ) => work.lose(member, LossReason::NotInVersion, "since SPDX 2.3"),
            (Key::PACKAGES | Key::FILES, Key::CHECKSUMS) => {
                let mut checksums = work.array(&mut out, key);
                for checksum in value.list(Key::CHECKSUMS) {
                    match checksum.text(Key::ALGORITHM).is_some_and(is_new_algorithm) {
                        true => work.lose(checksum, LossReason::NotInVersion, "since SPDX 2.3"),
                        false => work.graft(&mut checksums, Key::NONE, checksum),
                    }
                }
            }
            (Key::PACKAGES, Key::EXTERNAL_REFS) => {
                let mut references = work.array(&mut out, key);
                for reference in value.list(Key::EXTERNAL_REFS) {
                    older_reference(work, &mut references, reference);
                }
            }
            (Key::RELATIONSHIPS, Key::RELATIONSHIP_TYPE)
                if matches!(
                    member.as_str(),
                    Some("SPECIFICATION_FOR" | "REQUIREMENT_DESCRIPTION_FOR")
                ) =>
            {
                let name = member.as_str().unwrap_or_default();
                work.put(&mut out, key, "OTHER", member);
                if value.get(Key::COMMENT).is_none() {
                    work.say(&mut out, Key::COMMENT, name);
                } else {
                    work.lose(member, LossReason::NotInVersion, "since SPDX 2.3");
                }
            }
            _ => work.graft(&mut out, key, member),
        }
    }
    fill(work, &mut out, value, kind);
}

/// Writes what 2.2 demands and 2.3 does not.
fn fill<'s>(work: &mut Work<'s>, out: &mut Tail, value: Value<'s>, kind: Key) {
    let texts: &[Key] = match kind {
        Key::PACKAGES => &[Key::LICENSE_CONCLUDED, Key::LICENSE_DECLARED, Key::COPYRIGHT_TEXT],
        Key::FILES | Key::SNIPPETS => &[Key::LICENSE_CONCLUDED, Key::COPYRIGHT_TEXT],
        _ => &[],
    };
    for key in texts.iter().copied().filter(|key| value.get(*key).is_none()) {
        work.say(out, key, "NOASSERTION");
    }
    if kind == Key::FILES && value.get(Key::LICENSE_INFO_IN_FILES).is_none() {
        let mut list = work.array(out, Key::LICENSE_INFO_IN_FILES);
        work.say(&mut list, Key::NONE, "NOASSERTION");
    }
}

/// Reference types of 2.3 are `OTHER` ones to 2.2.
fn older_reference<'s>(work: &mut Work<'s>, list: &mut Tail, reference: Value<'s>) {
    let kind = reference.text(Key::REFERENCE_TYPE).unwrap_or_default();
    let is_new = matches!(kind, "advisory" | "fix" | "url" | "swid" | "gitoid");
    if !is_new {
        work.graft(list, Key::NONE, reference);
        return;
    }
    let mut out = work.object(list, Key::NONE, Some(reference));
    for member in reference.children() {
        let key = work.out.key(member.key_text());
        match member.key() {
            // The way up tells the category from the type again.
            Key::REFERENCE_CATEGORY => work.put(&mut out, key, "OTHER", member),
            _ => work.graft(&mut out, key, member),
        }
    }
}

pub(crate) fn is_new_algorithm(name: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    upper.starts_with("SHA3") || upper.starts_with("BLAKE") || upper == "ADLER32"
}
