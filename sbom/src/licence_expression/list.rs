//! The ids that a CycloneDX document may use as `license.id`, as data.

use std::collections::HashSet;
use std::sync::OnceLock;

/// One id a line, sorted by bytes: CycloneDX's `spdx.schema.json` v1.1-3.28.0, which holds the
/// licences and the exceptions of SPDX list 3.28.0. The `spdx` crate follows a newer list and
/// drops the trailing `+` before it looks, so it cannot answer for it.
const IDS: &str = include_str!("cyclonedx-ids.txt");

/// Reports whether a text may stand as `license.id` in a CycloneDX document: an id of the list,
/// letter for letter.
///
/// The list is the one that CycloneDX publishes beside its schemas (3.28.0). It holds deprecated
/// ids (`GPL-2.0+`) and exceptions (`Classpath-exception-2.0`) too; expressions, `LicenseRef-` ids
/// and `NONE` are not on it.
///
/// # Examples
///
/// ```
/// assert!(sbom::is_cyclonedx_licence_id("Apache-2.0"));
/// assert!(sbom::is_cyclonedx_licence_id("GPL-2.0+"));
/// assert!(!sbom::is_cyclonedx_licence_id("apache-2.0"));
/// assert!(!sbom::is_cyclonedx_licence_id("MIT OR ISC"));
/// ```
#[must_use]
pub fn is_cyclonedx_licence_id(text: &str) -> bool {
    // Asked for each component of a document: bisecting the text took half a microsecond.
    static SET: OnceLock<HashSet<&str>> = OnceLock::new();
    SET.get_or_init(|| IDS.lines().collect()).contains(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_of_the_list_is_found_and_its_neighbours_are_not() {
        let ids: Vec<&str> = IDS.lines().collect();
        assert_eq!(ids.len(), 811);
        assert!(ids.is_sorted());
        for id in ids {
            assert!(is_cyclonedx_licence_id(id), "{id}");
            assert!(!is_cyclonedx_licence_id(&format!("{id}~")), "{id}");
            assert!(!is_cyclonedx_licence_id(&format!("!{id}")), "{id}");
            assert!(!is_cyclonedx_licence_id(&id.replace('.', "\n")) || !id.contains('.'), "{id}");
        }
    }

    #[test]
    fn expressions_newer_ids_and_special_words_are_not_on_the_list() {
        for text in ["", "\n", "NONE", "NOASSERTION", "MIT OR ISC", "LicenseRef-x", "atc-game"] {
            assert!(!is_cyclonedx_licence_id(text), "{text:?}");
        }
    }
}
