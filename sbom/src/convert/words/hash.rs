//! Hash algorithms and how many hexadecimal digits their values have.

/// An algorithm's names, `None` where the format does not have it.
#[derive(Debug)]
pub(crate) struct Algorithm {
    pub(crate) cyclonedx: Option<&'static str>,
    pub(crate) spdx2: Option<&'static str>,
    pub(crate) spdx3: &'static str,
    /// 0: any number.
    digits: usize,
}

const fn row(
    cyclonedx: Option<&'static str>,
    spdx2: Option<&'static str>,
    spdx3: &'static str,
    digits: usize,
) -> Algorithm {
    Algorithm { cyclonedx, spdx2, spdx3, digits }
}

static ALGORITHMS: &[Algorithm] = &[
    row(Some("MD5"), Some("MD5"), "md5", 32),
    row(Some("SHA-1"), Some("SHA1"), "sha1", 40),
    row(None, Some("SHA224"), "sha224", 56),
    row(Some("SHA-256"), Some("SHA256"), "sha256", 64),
    row(Some("SHA-384"), Some("SHA384"), "sha384", 96),
    row(Some("SHA-512"), Some("SHA512"), "sha512", 128),
    row(None, None, "sha3_224", 56),
    row(Some("SHA3-256"), Some("SHA3-256"), "sha3_256", 64),
    row(Some("SHA3-384"), Some("SHA3-384"), "sha3_384", 96),
    row(Some("SHA3-512"), Some("SHA3-512"), "sha3_512", 128),
    row(Some("BLAKE2b-256"), Some("BLAKE2b-256"), "blake2b256", 64),
    row(Some("BLAKE2b-384"), Some("BLAKE2b-384"), "blake2b384", 96),
    row(Some("BLAKE2b-512"), Some("BLAKE2b-512"), "blake2b512", 128),
    row(Some("BLAKE3"), Some("BLAKE3"), "blake3", 64),
    row(None, Some("MD2"), "md2", 32),
    row(None, Some("MD4"), "md4", 32),
    row(None, Some("MD6"), "md6", 0),
    row(None, Some("ADLER32"), "adler32", 8),
    row(None, None, "crystalsDilithium", 0),
    row(None, None, "crystalsKyber", 0),
    row(None, None, "falcon", 0),
];

/// Returns an algorithm by any of its names, whatever their case and punctuation.
pub(crate) fn algorithm(name: &str) -> Option<&'static Algorithm> {
    let is_same = |other: &str| letters(name).eq(letters(other));
    ALGORITHMS.iter().find(|row| {
        row.cyclonedx.is_some_and(is_same) || row.spdx2.is_some_and(is_same) || is_same(row.spdx3)
    })
}

fn letters(name: &str) -> impl Iterator<Item = char> {
    let kept = name.chars().filter(char::is_ascii_alphanumeric);
    kept.map(|letter| letter.to_ascii_lowercase())
}

impl Algorithm {
    /// Reports whether a value is hexadecimal and has the right length.
    pub(crate) fn fits(&self, value: &str) -> bool {
        let is_long_enough = match self.digits {
            0 => !value.is_empty() && value.len().is_multiple_of(2),
            digits => value.len() == digits,
        };
        is_long_enough && value.bytes().all(|byte| byte.is_ascii_hexdigit())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn algorithms_are_found_under_any_name() {
        for name in ["SHA-256", "SHA256", "sha256", "checksumAlgorithm_sha256", "sha_256"] {
            let found = algorithm(name.strip_prefix("checksumAlgorithm_").unwrap_or(name));
            assert_eq!(found.map(|row| row.spdx3), Some("sha256"), "{name}");
        }
        assert_eq!(algorithm("sha3_256").and_then(|row| row.cyclonedx), Some("SHA3-256"));
        assert!(algorithm("Streebog-256").is_none());
    }

    #[test]
    fn values_have_the_length_of_their_algorithm() {
        let sha1 = algorithm("SHA1").unwrap();
        assert!(sha1.fits(&"aB".repeat(20)));
        assert!(!sha1.fits(&"a".repeat(39)));
        assert!(!sha1.fits(&"g".repeat(40)));
    }
}
