//! Cryptographic assets: algorithms, certificates, key material.

use super::algorithm_families::ALGORITHM_FAMILY;
use super::common::{HASH, NATURAL};
use super::crypto_words::{
    ASSET_TYPE, CERTIFICATE_STATE_NAME, CERTIFICATION_LEVEL, CIPHER_MODE, CRYPTO_FUNCTION,
    EXECUTION_ENVIRONMENT, EXTENSION_NAME, KEY_STATE, MATERIAL_TYPE, PADDING, PLATFORM, PRIMITIVE,
};
use super::elliptic_curves::ELLIPTIC_CURVE;
use super::protocol::PROTOCOL;
use super::text::{DATE_TIME, REF};
use super::{V1_6, V1_7};
use crate::schema::{
    ALWAYS, Bounds, Check, Irregular, Rule, Shape, Text, Type, Wire, member, one_of, text, words,
};
use crate::tree::Key;

pub(crate) static CRYPTO: Shape = Shape::new(
    "crypto properties",
    &[
        member(Key::ASSET_TYPE, words(&ASSET_TYPE))
            .since(V1_6)
            .required()
            .element("assetType")
            .field(1),
        member(Key::ALGORITHM_PROPERTIES, Type::Object(&ALGORITHM))
            .since(V1_6)
            .element("algorithmProperties")
            .field(2),
        member(Key::CERTIFICATE_PROPERTIES, Type::Object(&CERTIFICATE))
            .since(V1_6)
            .element("certificateProperties")
            .field(3),
        member(Key::RELATED_CRYPTO_MATERIAL_PROPERTIES, Type::Object(&CRYPTO_MATERIAL))
            .since(V1_6)
            .element("relatedCryptoMaterialProperties")
            .field(4),
        member(Key::PROTOCOL_PROPERTIES, Type::Object(&PROTOCOL))
            .since(V1_6)
            .element("protocolProperties")
            .field(5),
        member(Key::OID, text(&Text::ANY)).since(V1_6).element("oid").field(6),
    ],
);

pub(crate) static ALGORITHM: Shape = Shape::new(
    "algorithm properties",
    &[
        member(Key::PRIMITIVE, words(&PRIMITIVE)).since(V1_6).element("primitive").field(1),
        member(Key::ALGORITHM_FAMILY, words(&ALGORITHM_FAMILY))
            .since(V1_7)
            .element("algorithmFamily")
            .field(12),
        member(Key::PARAMETER_SET_IDENTIFIER, text(&Text::ANY))
            .since(V1_6)
            .element("parameterSetIdentifier")
            .field(2),
        member(Key::CURVE, text(&Text::ANY)).since(V1_6).element("curve").field(3).deprecated(V1_7),
        member(Key::ELLIPTIC_CURVE, words(&ELLIPTIC_CURVE))
            .since(V1_7)
            .element("ellipticCurve")
            .field(13),
        member(Key::EXECUTION_ENVIRONMENT, words(&EXECUTION_ENVIRONMENT))
            .since(V1_6)
            .element("executionEnvironment")
            .field(4),
        member(Key::IMPLEMENTATION_PLATFORM, words(&PLATFORM))
            .since(V1_6)
            .element("implementationPlatform")
            .field(5),
        member(Key::CERTIFICATION_LEVEL, words(&CERTIFICATION_LEVEL))
            .list()
            .since(V1_6)
            .element("certificationLevel")
            .field(6),
        member(Key::MODE, words(&CIPHER_MODE)).since(V1_6).element("mode").field(7),
        member(Key::PADDING, words(&PADDING)).since(V1_6).element("padding").field(8),
        member(Key::CRYPTO_FUNCTIONS, words(&CRYPTO_FUNCTION))
            .list()
            .since(V1_6)
            .wrapped("cryptoFunctions", "cryptoFunction")
            .field(9),
        member(Key::CLASSICAL_SECURITY_LEVEL, Type::Integer(&NATURAL))
            .since(V1_6)
            .element("classicalSecurityLevel")
            .field(10),
        member(Key::NIST_QUANTUM_SECURITY_LEVEL, Type::Integer(&QUANTUM_LEVEL))
            .since(V1_6)
            .element("nistQuantumSecurityLevel")
            .field(11),
    ],
);

pub(crate) static CERTIFICATE: Shape = Shape::new(
    "certificate properties",
    &[
        member(Key::SERIAL_NUMBER, text(&Text::ANY)).since(V1_7).element("serialNumber").field(9),
        member(Key::SUBJECT_NAME, text(&Text::ANY)).since(V1_6).element("subjectName").field(1),
        member(Key::ISSUER_NAME, text(&Text::ANY)).since(V1_6).element("issuerName").field(2),
        member(Key::NOT_VALID_BEFORE, text(&DATE_TIME))
            .since(V1_6)
            .element("notValidBefore")
            .wire(3, Wire::Timestamp),
        member(Key::NOT_VALID_AFTER, text(&DATE_TIME))
            .since(V1_6)
            .element("notValidAfter")
            .wire(4, Wire::Timestamp),
        member(Key::SIGNATURE_ALGORITHM_REF, text(&REF))
            .since(V1_6)
            .element("signatureAlgorithmRef")
            .field(5)
            .deprecated(V1_7),
        member(Key::SUBJECT_PUBLIC_KEY_REF, text(&REF))
            .since(V1_6)
            .element("subjectPublicKeyRef")
            .field(6)
            .deprecated(V1_7),
        member(Key::CERTIFICATE_FORMAT, text(&Text::ANY))
            .since(V1_6)
            .element("certificateFormat")
            .field(7),
        member(Key::CERTIFICATE_EXTENSION, text(&Text::ANY))
            .since(V1_6)
            .element("certificateExtension")
            .field(8)
            .deprecated(V1_7),
        member(Key::CERTIFICATE_FILE_EXTENSION, text(&Text::ANY))
            .since(V1_7)
            .element("certificateFileExtension")
            .field(10),
        member(Key::FINGERPRINT, Type::Object(&HASH)).since(V1_7).element("fingerprint").field(11),
        member(Key::CERTIFICATE_STATE, Type::Object(&CERTIFICATE_STATE))
            .list()
            .since(V1_7)
            .element("certificateState")
            .field(12),
        member(Key::CREATION_DATE, text(&DATE_TIME))
            .since(V1_7)
            .element("creationDate")
            .wire(13, Wire::Timestamp),
        member(Key::ACTIVATION_DATE, text(&DATE_TIME))
            .since(V1_7)
            .element("activationDate")
            .wire(14, Wire::Timestamp),
        member(Key::DEACTIVATION_DATE, text(&DATE_TIME))
            .since(V1_7)
            .element("deactivationDate")
            .wire(15, Wire::Timestamp),
        member(Key::REVOCATION_DATE, text(&DATE_TIME))
            .since(V1_7)
            .element("revocationDate")
            .wire(16, Wire::Timestamp),
        member(Key::DESTRUCTION_DATE, text(&DATE_TIME))
            .since(V1_7)
            .element("destructionDate")
            .wire(17, Wire::Timestamp),
        member(Key::CERTIFICATE_EXTENSIONS, Type::Object(&CERTIFICATE_EXTENSION))
            .list()
            .since(V1_7)
            .wrapped("certificateExtensions", "certificateExtension")
            .wire(18, Wire::Irregular(Irregular::CertificateExtensions)),
        member(Key::RELATED_CRYPTOGRAPHIC_ASSETS, Type::Object(&RELATED_ASSET))
            .list()
            .since(V1_7)
            .wrapped("relatedCryptographicAssets", "relatedCryptographicAsset")
            .wire(19, Wire::Nested(1)),
    ],
);

pub(crate) static CERTIFICATE_STATE: Shape = Shape::new(
    "certificate state",
    &[
        member(Key::STATE, words(&CERTIFICATE_STATE_NAME)).since(V1_7).element("state").field(2),
        member(Key::NAME, text(&Text::ANY)).since(V1_7).element("name").field(3),
        member(Key::DESCRIPTION, text(&Text::ANY)).since(V1_7).element("description").field(4),
        member(Key::REASON, text(&Text::ANY)).since(V1_7).element("reason").field(1),
    ],
)
.rules(&[
    one_of("cdx-one-of", &[Key::STATE, Key::NAME]),
    Rule::new("cdx-one-of", Check::AtMostOne(&[Key::STATE, Key::DESCRIPTION])),
]);

pub(crate) static CERTIFICATE_EXTENSION: Shape = Shape::new(
    "certificate extension",
    &[
        member(Key::COMMON_EXTENSION_NAME, words(&EXTENSION_NAME))
            .since(V1_7)
            .element("commonExtensionName"),
        member(Key::COMMON_EXTENSION_VALUE, text(&Text::ANY))
            .since(V1_7)
            .element("commonExtensionValue"),
        member(Key::CUSTOM_EXTENSION_NAME, text(&Text::ANY))
            .since(V1_7)
            .element("customExtensionName"),
        member(Key::CUSTOM_EXTENSION_VALUE, text(&Text::ANY))
            .since(V1_7)
            .element("customExtensionValue"),
    ],
)
.rules(&[
    one_of("cdx-one-of", &[Key::COMMON_EXTENSION_NAME, Key::CUSTOM_EXTENSION_NAME]),
    Rule::new(
        "cdx-one-of",
        Check::AtMostOne(&[Key::COMMON_EXTENSION_NAME, Key::CUSTOM_EXTENSION_VALUE]),
    ),
    Rule::new(
        "cdx-one-of",
        Check::AtMostOne(&[Key::COMMON_EXTENSION_VALUE, Key::CUSTOM_EXTENSION_NAME]),
    ),
    Rule::new(
        "cdx-required",
        Check::Together(Key::COMMON_EXTENSION_NAME, Key::COMMON_EXTENSION_VALUE),
    ),
]);

pub(crate) static CRYPTO_MATERIAL: Shape = Shape::new(
    "related crypto material",
    &[
        member(Key::TYPE, words(&MATERIAL_TYPE)).since(V1_6).element("type").field(1),
        member(Key::ID, text(&Text::ANY)).since(V1_6).element("id").field(2),
        member(Key::STATE, words(&KEY_STATE)).since(V1_6).element("state").field(3),
        member(Key::ALGORITHM_REF, text(&REF))
            .since(V1_6)
            .element("algorithmRef")
            .field(4)
            .deprecated(V1_7),
        member(Key::CREATION_DATE, text(&DATE_TIME))
            .since(V1_6)
            .element("creationDate")
            .wire(5, Wire::Timestamp),
        member(Key::ACTIVATION_DATE, text(&DATE_TIME))
            .since(V1_6)
            .element("activationDate")
            .wire(6, Wire::Timestamp),
        member(Key::UPDATE_DATE, text(&DATE_TIME))
            .since(V1_6)
            .element("updateDate")
            .wire(7, Wire::Timestamp),
        member(Key::EXPIRATION_DATE, text(&DATE_TIME))
            .since(V1_6)
            .element("expirationDate")
            .wire(8, Wire::Timestamp),
        member(Key::VALUE, text(&Text::ANY)).since(V1_6).element("value").field(9),
        member(Key::SIZE, Type::Integer(&Bounds::ANY))
            .since(V1_6)
            .element("size")
            .wire(10, Wire::Long),
        member(Key::FORMAT, text(&Text::ANY)).since(V1_6).element("format").field(11),
        member(Key::SECURED_BY, Type::Object(&SECURED_BY))
            .since(V1_6)
            .element("securedBy")
            .field(12),
        member(Key::FINGERPRINT, Type::Object(&HASH)).since(V1_7).element("fingerprint").field(13),
        member(Key::RELATED_CRYPTOGRAPHIC_ASSETS, Type::Object(&RELATED_ASSET))
            .list()
            .since(V1_7)
            .wrapped("relatedCryptographicAssets", "relatedCryptographicAsset")
            .wire(14, Wire::Nested(1)),
    ],
);

pub(crate) static SECURED_BY: Shape = Shape::new(
    "protection",
    &[
        member(Key::MECHANISM, text(&Text::ANY)).since(V1_6).element("mechanism").field(1),
        member(Key::ALGORITHM_REF, text(&REF)).since(V1_6).element("algorithmRef").field(2),
    ],
);

pub(crate) static RELATED_ASSET: Shape = Shape::new(
    "related cryptographic asset",
    &[
        member(Key::TYPE, text(&Text::ANY)).since(V1_7).element("type").field(1),
        member(Key::REF, text(&REF)).since(V1_7).element("ref").field(2),
    ],
);

static QUANTUM_LEVEL: Bounds =
    Bounds { min: 0, max: 6, code: "cdx-number-range", json: ALWAYS, xml: ALWAYS };
