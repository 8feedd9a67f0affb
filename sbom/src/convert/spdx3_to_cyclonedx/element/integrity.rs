//! Hashes, and the code over the files of a package.

use super::super::Kept;
use super::keep;
use crate::convert::words::{hash, property};
use crate::convert::work::Work;
use crate::losses::LossReason;
use crate::tree::{Key, Tail, Value};

/// `hashes` of what is elsewhere: those that CycloneDX has.
pub(in crate::convert::spdx3_to_cyclonedx) fn hashes<'s>(
    work: &mut Work<'s>,
    out: &mut Tail,
    of: Value<'s>,
) {
    let mut others = Kept::new();
    integrity(work, out, of, None, &mut others);
    for (.., value) in others {
        let detail = "no algorithm of CycloneDX";
        value.into_iter().for_each(|value| work.lose(value, LossReason::NoPlace, detail));
    }
}

/// Writes the hashes of an element, or of the file that a package without any is distributed in.
pub(super) fn integrity<'s>(
    work: &mut Work<'s>,
    out: &mut Tail,
    element: Value<'s>,
    artifact: Option<Value<'s>>,
    kept: &mut Kept<'s>,
) {
    let mut list = work.array(out, Key::HASHES);
    let mut has_code = false;
    let of_artifact = artifact.into_iter().flat_map(|file| file.list(Key::VERIFIED_USING));
    for entry in element.list(Key::VERIFIED_USING).chain(of_artifact) {
        let (Some(algorithm), Some(value)) =
            (entry.text(Key::ALGORITHM), entry.get(Key::HASH_VALUE))
        else {
            continue;
        };
        // The code over the files of a package has another type and is no hash of it.
        if entry.text(Key::TYPE).is_some_and(|class| !class.ends_with("Hash")) {
            has_code |= !has_code && verification_code(work, entry, value, kept);
            continue;
        }
        let Some(row) = hash::algorithm(algorithm) else { continue };
        let text = value.as_str().unwrap_or_default();
        if !row.fits(text) {
            let detail = "the value does not have the length of its algorithm";
            work.lose(entry, LossReason::Invalid, detail);
            continue;
        }
        match (row.cyclonedx, row.spdx2) {
            (Some(alg), _) => {
                let mut made = work.object(&mut list, Key::NONE, Some(entry));
                work.say(&mut made, Key::ALG, alg);
                work.copy(&mut made, Key::CONTENT, Some(value));
            }
            (None, _) => {
                let name = format!("{}:{}", property::CHECKSUM, row.spdx3);
                keep(work, kept, name, text, value);
            }
        }
        work.carry_member(entry, Key::TYPE);
        work.carry_member(entry, Key::ALGORITHM);
    }
}

/// Keeps the code over the files of a package; returns whether it is one that SPDX 2 has.
fn verification_code<'s>(
    work: &mut Work<'s>,
    entry: Value<'s>,
    value: Value<'s>,
    kept: &mut Kept<'s>,
) -> bool {
    let is_code = entry.text(Key::TYPE).is_some_and(|it| it.ends_with("PackageVerificationCode"));
    if !is_code || entry.text(Key::ALGORITHM) != Some("sha1") {
        return false;
    }
    let Some(text) = work.read(value) else { return false };
    kept.push((property::VERIFICATION_CODE.to_owned(), Some(text.to_owned()), Some(entry)));
    for key in [Key::TYPE, Key::ALGORITHM, Key::HASH_VALUE] {
        work.carry_member(entry, key);
    }
    for file in entry.list(Key::PACKAGE_VERIFICATION_CODE_EXCLUDED_FILE) {
        let Some(text) = work.read(file) else { continue };
        keep(work, kept, property::VERIFICATION_EXCLUDED, text, file);
    }
    true
}
