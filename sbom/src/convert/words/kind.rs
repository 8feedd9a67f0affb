//! What an element is: CycloneDX component types and SPDX purposes.

/// One word with its equals: CycloneDX type, SPDX 2.3 purpose, SPDX 3 purpose.
struct Row(Option<&'static str>, Option<&'static str>, &'static str);

/// Only words that mean the same; the way back over an empty place keeps the word in a property.
static ROWS: &[Row] = &[
    Row(Some("application"), Some("APPLICATION"), "application"),
    Row(Some("framework"), Some("FRAMEWORK"), "framework"),
    Row(Some("library"), Some("LIBRARY"), "library"),
    Row(Some("container"), Some("CONTAINER"), "container"),
    Row(Some("operating-system"), Some("OPERATING_SYSTEM"), "operatingSystem"),
    Row(Some("device"), Some("DEVICE"), "device"),
    Row(Some("firmware"), Some("FIRMWARE"), "firmware"),
    Row(Some("file"), Some("FILE"), "file"),
    Row(Some("platform"), None, "platform"),
    Row(Some("device-driver"), None, "deviceDriver"),
    Row(Some("machine-learning-model"), None, "model"),
    Row(Some("data"), None, "data"),
    Row(None, Some("SOURCE"), "source"),
    Row(None, Some("ARCHIVE"), "archive"),
    Row(None, Some("INSTALL"), "install"),
    Row(None, Some("OTHER"), "other"),
];

/// Returns the SPDX 2.3 purpose that says the same as a CycloneDX type.
pub(crate) fn cyclonedx_to_spdx2(word: &str) -> Option<&'static str> {
    ROWS.iter().find(|row| row.0 == Some(word))?.1
}

/// Returns the SPDX 3 purpose that says the same as a CycloneDX type.
pub(crate) fn cyclonedx_to_spdx3(word: &str) -> Option<&'static str> {
    ROWS.iter().find(|row| row.0 == Some(word)).map(|row| row.2)
}

/// Returns the CycloneDX type that says the same as an SPDX 2 purpose.
pub(crate) fn spdx2_to_cyclonedx(word: &str) -> Option<&'static str> {
    let word = spdx2(word)?;
    ROWS.iter().find(|row| row.1 == Some(word))?.0
}

/// Returns the SPDX 3 purpose that says the same as an SPDX 2 purpose.
pub(crate) fn spdx2_to_spdx3(word: &str) -> Option<&'static str> {
    let word = spdx2(word)?;
    ROWS.iter().find(|row| row.1 == Some(word)).map(|row| row.2)
}

/// Returns the CycloneDX type that says the same as an SPDX 3 purpose.
pub(crate) fn spdx3_to_cyclonedx(word: &str) -> Option<&'static str> {
    ROWS.iter().find(|row| row.2 == word)?.0
}

/// Returns the SPDX 2.3 purpose that says the same as an SPDX 3 purpose.
pub(crate) fn spdx3_to_spdx2(word: &str) -> Option<&'static str> {
    ROWS.iter().find(|row| row.2 == word)?.1
}

/// Returns the purpose in the spelling of SPDX 2.3 JSON: tools write `OPERATING-SYSTEM` too.
pub(crate) fn spdx2(word: &str) -> Option<&'static str> {
    let upper = word.trim().to_ascii_uppercase().replace('-', "_");
    ROWS.iter().filter_map(|row| row.1).find(|known| *known == upper)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_mean_the_same_come_back() {
        for row in ROWS {
            if let (Some(cyclonedx), Some(spdx2)) = (row.0, row.1) {
                assert_eq!(cyclonedx_to_spdx2(cyclonedx), Some(spdx2));
                assert_eq!(spdx2_to_cyclonedx(spdx2), Some(cyclonedx));
                assert_eq!(spdx3_to_cyclonedx(row.2), Some(cyclonedx));
            }
        }
        assert_eq!(spdx2("operating-system"), Some("OPERATING_SYSTEM"));
        assert_eq!(cyclonedx_to_spdx2("cryptographic-asset"), None);
    }
}
