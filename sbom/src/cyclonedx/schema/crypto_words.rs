//! The words of cryptographic properties.

use super::V1_7;
use crate::schema::{Word, Words};

pub(crate) static ASSET_TYPE: Words = Words::new(
    "asset type",
    "cdx-enum-asset-type",
    &[
        Word::new("algorithm").number(1),
        Word::new("certificate").number(2),
        Word::new("protocol").number(3),
        Word::new("related-crypto-material").number(4),
    ],
);

pub(crate) static PRIMITIVE: Words = Words::new(
    "primitive",
    "cdx-enum-primitive",
    &[
        Word::new("drbg").number(3),
        Word::new("mac").number(4),
        Word::new("block-cipher").number(5),
        Word::new("stream-cipher").number(6),
        Word::new("signature").number(7),
        Word::new("hash").number(8),
        Word::new("pke").number(9),
        Word::new("xof").number(10),
        Word::new("kdf").number(11),
        Word::new("key-agree").number(12),
        Word::new("kem").number(13),
        Word::new("ae").number(14),
        Word::new("combiner").number(15),
        Word::new("key-wrap").since(V1_7).number(16),
        Word::new("other").number(2),
        Word::new("unknown").number(1),
    ],
);

pub(crate) static EXECUTION_ENVIRONMENT: Words = Words::new(
    "execution environment",
    "cdx-enum-execution-environment",
    &[
        Word::new("software-plain-ram").number(3),
        Word::new("software-encrypted-ram").number(4),
        Word::new("software-tee").number(5),
        Word::new("hardware").number(6),
        Word::new("other").number(2),
        Word::new("unknown").number(1),
    ],
);

pub(crate) static PLATFORM: Words = Words::new(
    "implementation platform",
    "cdx-enum-platform",
    &[
        Word::new("generic").number(3),
        Word::new("x86_32").number(4),
        Word::new("x86_64").number(5),
        Word::new("armv7-a").number(6),
        Word::new("armv7-m").number(7),
        Word::new("armv8-a").number(8),
        Word::new("armv8-m").number(9),
        Word::new("armv9-a").number(10),
        Word::new("armv9-m").number(11),
        Word::new("s390x").number(12),
        Word::new("ppc64").number(13),
        Word::new("ppc64le").number(14),
        Word::new("other").number(2),
        Word::new("unknown").number(1),
    ],
);

pub(crate) static CERTIFICATION_LEVEL: Words = Words::new(
    "certification level",
    "cdx-enum-certification-level",
    &[
        Word::new("none"),
        Word::new("fips140-1-l1"),
        Word::new("fips140-1-l2"),
        Word::new("fips140-1-l3"),
        Word::new("fips140-1-l4"),
        Word::new("fips140-2-l1"),
        Word::new("fips140-2-l2"),
        Word::new("fips140-2-l3"),
        Word::new("fips140-2-l4"),
        Word::new("fips140-3-l1"),
        Word::new("fips140-3-l2"),
        Word::new("fips140-3-l3"),
        Word::new("fips140-3-l4"),
        Word::new("cc-eal1"),
        Word::new("cc-eal1+"),
        Word::new("cc-eal2"),
        Word::new("cc-eal2+"),
        Word::new("cc-eal3"),
        Word::new("cc-eal3+"),
        Word::new("cc-eal4"),
        Word::new("cc-eal4+"),
        Word::new("cc-eal5"),
        Word::new("cc-eal5+"),
        Word::new("cc-eal6"),
        Word::new("cc-eal6+"),
        Word::new("cc-eal7"),
        Word::new("cc-eal7+"),
        Word::new("other"),
        Word::new("unknown"),
    ],
);

pub(crate) static CIPHER_MODE: Words = Words::new(
    "mode of operation",
    "cdx-enum-cipher-mode",
    &[
        Word::new("cbc").number(3),
        Word::new("ecb").number(4),
        Word::new("ccm").number(5),
        Word::new("gcm").number(6),
        Word::new("cfb").number(7),
        Word::new("ofb").number(8),
        Word::new("ctr").number(9),
        Word::new("other").number(2),
        Word::new("unknown").number(1),
    ],
);

pub(crate) static PADDING: Words = Words::new(
    "padding",
    "cdx-enum-padding",
    &[
        Word::new("pkcs5").number(3),
        Word::new("pkcs7").number(4),
        Word::new("pkcs1v15").number(5),
        Word::new("oaep").number(6),
        Word::new("raw").number(7),
        Word::new("other").number(2),
        Word::new("unknown").number(1),
    ],
);

pub(crate) static CRYPTO_FUNCTION: Words = Words::new(
    "crypto function",
    "cdx-enum-crypto-function",
    &[
        Word::new("generate").number(3),
        Word::new("keygen").number(4),
        Word::new("encrypt").number(5),
        Word::new("decrypt").number(6),
        Word::new("digest").number(7),
        Word::new("tag").number(8),
        Word::new("keyderive").number(9),
        Word::new("sign").number(10),
        Word::new("verify").number(11),
        Word::new("encapsulate").number(12),
        Word::new("decapsulate").number(13),
        Word::new("other").number(2),
        Word::new("unknown").number(1),
    ],
);

pub(crate) static MATERIAL_TYPE: Words = Words::new(
    "type of crypto material",
    "cdx-enum-material-type",
    &[
        Word::new("private-key").number(3),
        Word::new("public-key").number(4),
        Word::new("secret-key").number(5),
        Word::new("key").number(6),
        Word::new("ciphertext").number(7),
        Word::new("signature").number(8),
        Word::new("digest").number(9),
        Word::new("initialization-vector").number(10),
        Word::new("nonce").number(11),
        Word::new("seed").number(12),
        Word::new("salt").number(13),
        Word::new("shared-secret").number(14),
        Word::new("tag").number(15),
        Word::new("additional-data").number(16),
        Word::new("password").number(17),
        Word::new("credential").number(18),
        Word::new("token").number(19),
        Word::new("other").number(2),
        Word::new("unknown").number(1),
    ],
);

pub(crate) static KEY_STATE: Words = Words::new(
    "state",
    "cdx-enum-key-state",
    &[
        Word::new("pre-activation").number(1),
        Word::new("active").number(2),
        Word::new("suspended").number(3),
        Word::new("deactivated").number(4),
        Word::new("compromised").number(5),
        Word::new("destroyed").number(6),
    ],
);

pub(crate) static PROTOCOL_TYPE: Words = Words::new(
    "protocol",
    "cdx-enum-protocol-type",
    &[
        Word::new("tls").number(3),
        Word::new("ssh").number(4),
        Word::new("ipsec").number(5),
        Word::new("ike").number(6),
        Word::new("sstp").number(7),
        Word::new("wpa").number(8),
        Word::new("dtls").since(V1_7).number(9),
        Word::new("quic").since(V1_7).number(10),
        Word::new("eap-aka").since(V1_7).number(11),
        Word::new("eap-aka-prime").since(V1_7).number(12),
        Word::new("prins").since(V1_7).number(13),
        Word::new("5g-aka").since(V1_7).number(14),
        Word::new("other").number(2),
        Word::new("unknown").number(1),
    ],
);

pub(crate) static CERTIFICATE_STATE_NAME: Words = Words::new(
    "state",
    "cdx-enum-certificate-state",
    &[
        Word::new("pre-activation").number(1),
        Word::new("active").number(2),
        Word::new("suspended").number(3),
        Word::new("deactivated").number(4),
        Word::new("revoked").number(5),
        Word::new("destroyed").number(6),
    ],
);

pub(crate) static EXTENSION_NAME: Words = Words::new(
    "certificate extension",
    "cdx-enum-certificate-extension",
    &[
        Word::new("basicConstraints").number(1),
        Word::new("keyUsage").number(2),
        Word::new("extendedKeyUsage").number(3),
        Word::new("subjectAlternativeName").number(4),
        Word::new("authorityKeyIdentifier").number(5),
        Word::new("subjectKeyIdentifier").number(6),
        Word::new("authorityInformationAccess").number(7),
        Word::new("certificatePolicies").number(8),
        Word::new("crlDistributionPoints").number(9),
        Word::new("signedCertificateTimestamp").number(10),
    ],
);
