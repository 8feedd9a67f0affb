//! How long a digest must be.

use crate::HashAlgorithm;

/// Reports whether `hex` can be a digest of `algorithm`: hexadecimal digits of either case, as
/// many as the algorithm makes.
///
/// BLAKE3 and algorithms this crate does not know may have any even number of digits above none;
/// MD6 as well, up to 128.
///
/// # Examples
///
/// ```
/// use sbom::HashAlgorithm;
/// use sbom::identity::digest_fits;
///
/// assert!(digest_fits(HashAlgorithm::Md5, "d41d8cd98f00b204e9800998ecf8427e"));
/// assert!(!digest_fits(HashAlgorithm::Sha1, "d41d8cd98f00b204e9800998ecf8427e"));
/// assert!(!digest_fits(HashAlgorithm::Md5, "d41d8cd98f00b204e9800998ecf8427-"));
/// ```
#[must_use]
pub fn digest_fits(algorithm: HashAlgorithm, hex: &str) -> bool {
    let len = match algorithm.hex_len() {
        Some(len) => hex.len() == len,
        None => {
            let longest = if algorithm == HashAlgorithm::Md6 { 128 } else { usize::MAX };
            !hex.is_empty() && hex.len().is_multiple_of(2) && hex.len() <= longest
        }
    };
    len && hex.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_algorithm_has_its_length() {
        let cases = [
            (HashAlgorithm::Adler32, 8),
            (HashAlgorithm::Md2, 32),
            (HashAlgorithm::Sha1, 40),
            (HashAlgorithm::Sha224, 56),
            (HashAlgorithm::Sha256, 64),
            (HashAlgorithm::Streebog256, 64),
            (HashAlgorithm::Sha3_384, 96),
            (HashAlgorithm::Blake2b512, 128),
        ];
        for (algorithm, len) in cases {
            assert!(digest_fits(algorithm, &"a".repeat(len)), "{algorithm:?}");
            assert!(digest_fits(algorithm, &"A".repeat(len)), "{algorithm:?}");
            assert!(!digest_fits(algorithm, &"a".repeat(len - 2)), "{algorithm:?}");
            assert!(!digest_fits(algorithm, &"g".repeat(len)), "{algorithm:?}");
        }
    }

    #[test]
    fn open_lengths_are_even_and_not_nothing() {
        assert!(digest_fits(HashAlgorithm::Blake3, &"0".repeat(262)));
        assert!(!digest_fits(HashAlgorithm::Blake3, "000"));
        assert!(!digest_fits(HashAlgorithm::Blake3, ""));
        assert!(digest_fits(HashAlgorithm::Md6, &"0".repeat(128)));
        assert!(!digest_fits(HashAlgorithm::Md6, &"0".repeat(130)));
    }
}
