//! References of SPDX 2 that CycloneDX has no type for, kept in properties: further identifiers,
//! repositories, fixes.

use super::Kept;
use crate::convert::cyclonedx_to_spdx2::reference::is_purl;
use crate::convert::words::property;
use crate::convert::words::reference::{self, Spdx3};
use crate::convert::work::Work;
use crate::cpe::Cpe;
use crate::tree::{Key, Tail};

/// Writes the properties that keep a reference as `type locator comment`; the others stay kept.
pub(super) fn restore<'s>(
    work: &mut Work<'s>,
    identifiers: &mut Tail,
    references: &mut Tail,
    kept: &mut Kept<'s>,
) {
    for (name, text, entry) in kept.take_prefixed(work, "spdx:external-reference:") {
        let mut parts = text.splitn(3, ' ');
        let (kind, locator) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let is = reference::spdx2_to_spdx3(reference::category(name), reference::short(kind));
        let mut made = match is {
            Some(Spdx3::Identifier(word)) if is_good(word, locator) => {
                let mut made = work.object(identifiers, Key::NONE, Some(entry));
                work.say(&mut made, Key::TYPE, "ExternalIdentifier");
                work.say(&mut made, Key::EXTERNAL_IDENTIFIER_TYPE, word);
                let identifier = locator.strip_prefix("swid:").unwrap_or(locator);
                work.derive(&mut made, Key::IDENTIFIER, identifier, entry);
                made
            }
            Some(Spdx3::Reference(word)) if !locator.is_empty() => {
                let mut made = work.object(references, Key::NONE, Some(entry));
                work.say(&mut made, Key::TYPE, "ExternalRef");
                work.say(&mut made, Key::EXTERNAL_REF_TYPE, word);
                let mut locators = work.array(&mut made, Key::LOCATOR);
                work.derive(&mut locators, Key::NONE, locator, entry);
                made
            }
            _ => {
                let name = format!("{}:{name}", property::EXTERNAL_REFERENCE);
                kept.note(name, text, Some(entry));
                continue;
            }
        };
        if let Some(comment) = parts.next() {
            work.derive(&mut made, Key::COMMENT, comment, entry);
        }
    }
}

/// Reports whether SPDX 3 takes an identifier as one of that type.
fn is_good(word: &str, locator: &str) -> bool {
    match word {
        "packageUrl" => is_purl(locator),
        "cpe23" => locator.starts_with("cpe:2.3:") && Cpe::parse(locator).is_ok(),
        "cpe22" => locator.starts_with("cpe:/") && Cpe::parse(locator).is_ok(),
        _ => locator.len() > "swid:".len() && locator.starts_with("swid:"),
    }
}
