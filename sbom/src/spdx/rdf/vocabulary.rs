//! The terms of SPDX 2 in RDF, and the members of the JSON form they stand for.
//!
//! Names are written with the five customary prefixes (`spdx:name`, `rdfs:comment`), whatever
//! prefixes a document declares.

use std::borrow::Cow;

use self::Form::{
    Boolean, Element, Integer, Iri, Licence, Node, Pointer, ReferenceType, Stated, Text,
};
use crate::tree::Key;

/// The namespaces that have a prefix in our notation and in what is written.
pub(super) const PREFIXES: [(&str, &str); 5] = [
    ("spdx", "http://spdx.org/rdf/terms#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("doap", "http://usefulinc.com/ns/doap#"),
    ("ptr", "http://www.w3.org/2009/pointers#"),
];

pub(super) const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
pub(super) const XML_BOOLEAN: &str = "http://www.w3.org/2001/XMLSchema#boolean";
pub(super) const XML_INT: &str = "http://www.w3.org/2001/XMLSchema#int";

/// Where the licences and exceptions of the SPDX licence list live.
pub(super) const LICENSES: &str = "http://spdx.org/licenses/";
pub(super) const REFERENCES: &str = "http://spdx.org/rdf/references/";
pub(super) const NONE: &str = "spdx:none";
pub(super) const NO_ASSERTION: &str = "spdx:noassertion";

/// How the value of a property stands in RDF and in JSON.
#[derive(Clone, Copy, Debug)]
pub(super) enum Form {
    /// A literal; a text.
    Text,
    /// A literal, or one of the individuals `none` and `noassertion`.
    Stated,
    /// A literal `true` or `false`.
    Boolean,
    /// A literal of digits; a number.
    Integer,
    /// An individual named after the word; the word.
    Word(Words),
    /// A resource below `http://spdx.org/rdf/references/`; the last segment.
    ReferenceType,
    /// A licence or a set of them; an expression.
    Licence,
    /// An element; its id.
    Element,
    /// A resource; its IRI.
    Iri,
    /// A node of that class; an object.
    Node(&'static Class),
    /// One of the two kinds of pointers into a file; an object.
    Pointer,
}

/// A property of a class, and the member of the JSON object that holds its values.
#[derive(Clone, Copy, Debug)]
pub(super) struct Property {
    pub(super) name: &'static str,
    pub(super) key: Key,
    pub(super) form: Form,
    /// JSON has an array.
    pub(super) many: bool,
}

/// A class of nodes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Class {
    pub(super) name: &'static str,
    pub(super) properties: &'static [Property],
}

impl Class {
    pub(super) fn property(&self, name: &str) -> Option<&'static Property> {
        self.properties.iter().find(|property| property.name == name)
    }

    pub(super) fn member(&self, key: Key) -> Option<&'static Property> {
        self.properties.iter().find(|property| property.key == key)
    }
}

const fn one(name: &'static str, key: Key, form: Form) -> Property {
    Property { name, key, form, many: false }
}

const fn many(name: &'static str, key: Key, form: Form) -> Property {
    Property { name, key, form, many: true }
}

pub(super) static DOCUMENT: Class = Class {
    name: "spdx:SpdxDocument",
    properties: &[
        one("spdx:specVersion", Key::SPDX_VERSION, Text),
        one("spdx:creationInfo", Key::CREATION_INFO, Node(&CREATION_INFO)),
        one("spdx:name", Key::NAME, Text),
        one("spdx:dataLicense", Key::DATA_LICENSE, Licence),
        one("rdfs:comment", Key::COMMENT, Text),
        many("spdx:externalDocumentRef", Key::EXTERNAL_DOCUMENT_REFS, Node(&DOCUMENT_REF)),
        many("spdx:annotation", Key::ANNOTATIONS, Node(&ANNOTATION)),
        many("spdx:describesPackage", Key::DOCUMENT_DESCRIBES, Element),
        many("spdx:reviewed", Key::REVIEWEDS, Node(&REVIEW)),
    ],
};

static CREATION_INFO: Class = Class {
    name: "spdx:CreationInfo",
    properties: &[
        one("rdfs:comment", Key::COMMENT, Text),
        one("spdx:created", Key::CREATED, Text),
        many("spdx:creator", Key::CREATORS, Text),
        one("spdx:licenseListVersion", Key::LICENSE_LIST_VERSION, Text),
    ],
};

pub(super) static DOCUMENT_REF: Class = Class {
    name: "spdx:ExternalDocumentRef",
    properties: &[
        one("spdx:externalDocumentId", Key::EXTERNAL_DOCUMENT_ID, Text),
        one("spdx:checksum", Key::CHECKSUM, Node(&CHECKSUM)),
        one("spdx:spdxDocument", Key::SPDX_DOCUMENT, Iri),
    ],
};

static CHECKSUM: Class = Class {
    name: "spdx:Checksum",
    properties: &[
        one("spdx:algorithm", Key::ALGORITHM, Form::Word(Words::Algorithm)),
        one("spdx:checksumValue", Key::CHECKSUM_VALUE, Text),
    ],
};

pub(super) static PACKAGE: Class = Class {
    name: "spdx:Package",
    properties: &[
        one("spdx:name", Key::NAME, Text),
        one("spdx:versionInfo", Key::VERSION_INFO, Text),
        one("spdx:packageFileName", Key::PACKAGE_FILE_NAME, Text),
        one("spdx:supplier", Key::SUPPLIER, Text),
        one("spdx:originator", Key::ORIGINATOR, Text),
        one("spdx:downloadLocation", Key::DOWNLOAD_LOCATION, Stated),
        one("spdx:filesAnalyzed", Key::FILES_ANALYZED, Boolean),
        one(
            "spdx:packageVerificationCode",
            Key::PACKAGE_VERIFICATION_CODE,
            Node(&VERIFICATION_CODE),
        ),
        many("spdx:checksum", Key::CHECKSUMS, Node(&CHECKSUM)),
        one("doap:homepage", Key::HOMEPAGE, Text),
        one("spdx:sourceInfo", Key::SOURCE_INFO, Text),
        one("spdx:licenseConcluded", Key::LICENSE_CONCLUDED, Licence),
        many("spdx:licenseInfoFromFiles", Key::LICENSE_INFO_FROM_FILES, Licence),
        one("spdx:licenseDeclared", Key::LICENSE_DECLARED, Licence),
        one("spdx:licenseComments", Key::LICENSE_COMMENTS, Text),
        one("spdx:copyrightText", Key::COPYRIGHT_TEXT, Stated),
        one("spdx:summary", Key::SUMMARY, Text),
        one("spdx:description", Key::DESCRIPTION, Text),
        one("rdfs:comment", Key::COMMENT, Text),
        many("spdx:externalRef", Key::EXTERNAL_REFS, Node(&EXTERNAL_REF)),
        many("spdx:attributionText", Key::ATTRIBUTION_TEXTS, Text),
        one("spdx:primaryPackagePurpose", Key::PRIMARY_PACKAGE_PURPOSE, Form::Word(Words::Purpose)),
        one("spdx:releaseDate", Key::RELEASE_DATE, Text),
        one("spdx:builtDate", Key::BUILT_DATE, Text),
        one("spdx:validUntilDate", Key::VALID_UNTIL_DATE, Text),
        many("spdx:annotation", Key::ANNOTATIONS, Node(&ANNOTATION)),
        many("spdx:hasFile", Key::HAS_FILES, Element),
    ],
};

static VERIFICATION_CODE: Class = Class {
    name: "spdx:PackageVerificationCode",
    properties: &[
        one("spdx:packageVerificationCodeValue", Key::PACKAGE_VERIFICATION_CODE_VALUE, Text),
        many(
            "spdx:packageVerificationCodeExcludedFile",
            Key::PACKAGE_VERIFICATION_CODE_EXCLUDED_FILES,
            Text,
        ),
    ],
};

static EXTERNAL_REF: Class = Class {
    name: "spdx:ExternalRef",
    properties: &[
        one("spdx:referenceCategory", Key::REFERENCE_CATEGORY, Form::Word(Words::Category)),
        one("spdx:referenceType", Key::REFERENCE_TYPE, ReferenceType),
        one("spdx:referenceLocator", Key::REFERENCE_LOCATOR, Text),
        one("rdfs:comment", Key::COMMENT, Text),
    ],
};

pub(super) static FILE: Class = Class {
    name: "spdx:File",
    properties: &[
        one("spdx:fileName", Key::FILE_NAME, Text),
        many("spdx:fileType", Key::FILE_TYPES, Form::Word(Words::FileType)),
        many("spdx:checksum", Key::CHECKSUMS, Node(&CHECKSUM)),
        one("spdx:licenseConcluded", Key::LICENSE_CONCLUDED, Licence),
        many("spdx:licenseInfoInFile", Key::LICENSE_INFO_IN_FILES, Licence),
        one("spdx:licenseComments", Key::LICENSE_COMMENTS, Text),
        one("spdx:copyrightText", Key::COPYRIGHT_TEXT, Stated),
        one("rdfs:comment", Key::COMMENT, Text),
        one("spdx:noticeText", Key::NOTICE_TEXT, Text),
        many("spdx:fileContributor", Key::FILE_CONTRIBUTORS, Text),
        many("spdx:attributionText", Key::ATTRIBUTION_TEXTS, Text),
        many("spdx:fileDependency", Key::FILE_DEPENDENCIES, Element),
        many("spdx:artifactOf", Key::ARTIFACT_OFS, Node(&PROJECT)),
        many("spdx:annotation", Key::ANNOTATIONS, Node(&ANNOTATION)),
    ],
};

pub(super) static PROJECT: Class = Class {
    name: "doap:Project",
    properties: &[one("doap:name", Key::NAME, Text), one("doap:homepage", Key::HOME_PAGE, Text)],
};

pub(super) static SNIPPET: Class = Class {
    name: "spdx:Snippet",
    properties: &[
        one("spdx:snippetFromFile", Key::SNIPPET_FROM_FILE, Element),
        many("spdx:range", Key::RANGES, Node(&RANGE)),
        one("spdx:licenseConcluded", Key::LICENSE_CONCLUDED, Licence),
        many("spdx:licenseInfoInSnippet", Key::LICENSE_INFO_IN_SNIPPETS, Licence),
        one("spdx:licenseComments", Key::LICENSE_COMMENTS, Text),
        one("spdx:copyrightText", Key::COPYRIGHT_TEXT, Stated),
        one("rdfs:comment", Key::COMMENT, Text),
        one("spdx:name", Key::NAME, Text),
        many("spdx:attributionText", Key::ATTRIBUTION_TEXTS, Text),
        many("spdx:annotation", Key::ANNOTATIONS, Node(&ANNOTATION)),
    ],
};

static RANGE: Class = Class {
    name: "ptr:StartEndPointer",
    properties: &[
        one("ptr:startPointer", Key::START_POINTER, Pointer),
        one("ptr:endPointer", Key::END_POINTER, Pointer),
    ],
};

pub(super) static BYTE_POINTER: Class = Class {
    name: "ptr:ByteOffsetPointer",
    properties: &[
        one("ptr:reference", Key::REFERENCE, Element),
        one("ptr:offset", Key::OFFSET, Integer),
    ],
};

pub(super) static LINE_POINTER: Class = Class {
    name: "ptr:LineCharPointer",
    properties: &[
        one("ptr:reference", Key::REFERENCE, Element),
        one("ptr:lineNumber", Key::LINE_NUMBER, Integer),
    ],
};

pub(super) static EXTRACTED: Class = Class {
    name: "spdx:ExtractedLicensingInfo",
    properties: &[
        one("spdx:licenseId", Key::LICENSE_ID, Text),
        one("spdx:extractedText", Key::EXTRACTED_TEXT, Text),
        one("spdx:name", Key::NAME, Text),
        many("rdfs:seeAlso", Key::SEE_ALSOS, Text),
        one("rdfs:comment", Key::COMMENT, Text),
        many("spdx:crossRef", Key::CROSS_REFS, Node(&CROSS_REF)),
    ],
};

static CROSS_REF: Class = Class {
    name: "spdx:CrossRef",
    properties: &[
        one("spdx:url", Key::URL, Text),
        one("spdx:isLive", Key::IS_LIVE, Boolean),
        one("spdx:isValid", Key::IS_VALID, Boolean),
        one("spdx:isWayBackLink", Key::IS_WAY_BACK_LINK, Boolean),
        one("spdx:match", Key::MATCH, Text),
        one("spdx:order", Key::ORDER, Integer),
        one("spdx:timestamp", Key::TIMESTAMP, Text),
    ],
};

static ANNOTATION: Class = Class {
    name: "spdx:Annotation",
    properties: &[
        one("spdx:annotator", Key::ANNOTATOR, Text),
        one("spdx:annotationDate", Key::ANNOTATION_DATE, Text),
        one("spdx:annotationType", Key::ANNOTATION_TYPE, Form::Word(Words::Annotation)),
        one("rdfs:comment", Key::COMMENT, Text),
    ],
};

static REVIEW: Class = Class {
    name: "spdx:Review",
    properties: &[
        one("spdx:reviewer", Key::REVIEWER, Text),
        one("spdx:reviewDate", Key::REVIEW_DATE, Text),
        one("rdfs:comment", Key::COMMENT, Text),
    ],
};

pub(super) static RELATIONSHIP: Class = Class {
    name: "spdx:Relationship",
    properties: &[
        one("spdx:relationshipType", Key::RELATIONSHIP_TYPE, Form::Word(Words::Relationship)),
        one("spdx:relatedSpdxElement", Key::RELATED_SPDX_ELEMENT, Element),
        one("rdfs:comment", Key::COMMENT, Text),
    ],
};

/// The vocabularies whose words are individuals in RDF.
#[derive(Clone, Copy, Debug)]
pub(super) enum Words {
    Algorithm,
    Annotation,
    Category,
    FileType,
    Purpose,
    Relationship,
}

impl Words {
    /// Returns what the names of the individuals begin with.
    fn prefix(self) -> &'static str {
        match self {
            Self::Algorithm => "spdx:checksumAlgorithm_",
            Self::Annotation => "spdx:annotationType_",
            Self::Category => "spdx:referenceCategory_",
            Self::FileType => "spdx:fileType_",
            Self::Purpose => "spdx:purpose_",
            Self::Relationship => "spdx:relationshipType_",
        }
    }

    /// Returns the word that an individual stands for: `DEPENDS_ON` for
    /// `spdx:relationshipType_dependsOn`.
    pub(super) fn word(self, individual: &str) -> Option<String> {
        let name = individual.strip_prefix(self.prefix())?;
        Some(match self {
            Self::Algorithm => match name.get(..5) {
                Some("sha3_") => name.to_ascii_uppercase().replace('_', "-"),
                _ => match name.strip_prefix("blake2b") {
                    Some(bits) => format!("BLAKE2b-{}", bits.trim_start_matches('_')),
                    None => name.to_ascii_uppercase(),
                },
            },
            Self::Category => spread(name, '-'),
            _ => spread(name, '_'),
        })
    }

    /// Returns the individual of a word, `None` if it is no word that can have one.
    pub(super) fn individual(self, word: &str) -> Option<String> {
        let is_plain =
            |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || b"_-".contains(&byte);
        // The name of an individual ends an IRI.
        if !word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte)) {
            return None;
        }
        let name = match self {
            Self::Algorithm => {
                let lower = word.to_ascii_lowercase();
                match lower.strip_prefix("blake2b") {
                    Some(bits) => format!("blake2b{}", bits.trim_start_matches('-')),
                    None => lower.replace('-', "_"),
                }
            }
            _ if !word.bytes().all(is_plain) => return None,
            _ => squeeze(word),
        };
        let individual = format!("{}{name}", self.prefix());
        // What would come back as another word is better written as the text it is.
        let back = self.word(&individual)?;
        let is_same = back.len() == word.len()
            && back.bytes().zip(word.bytes()).all(|pair| match pair {
                (b'_' | b'-', b'_' | b'-') => true,
                (back, word) => back == word,
            });
        (is_same && !name.is_empty()).then_some(individual)
    }
}

/// Turns `dependsOn` into `DEPENDS_ON`.
fn spread(name: &str, separator: char) -> String {
    let mut word = String::with_capacity(name.len() + 4);
    for character in name.chars() {
        if character.is_ascii_uppercase() && !word.is_empty() {
            word.push(separator);
        }
        word.push(character.to_ascii_uppercase());
    }
    word
}

/// Turns `DEPENDS_ON` into `dependsOn`.
fn squeeze(word: &str) -> String {
    let mut name = String::with_capacity(word.len());
    let mut is_start = false;
    for character in word.chars() {
        match character {
            '_' | '-' => is_start = true,
            _ if is_start => {
                name.push(character);
                is_start = false;
            }
            _ => name.push(character.to_ascii_lowercase()),
        }
    }
    name
}

/// Brings an IRI to our notation: prefix and name, or the IRI as it is.
pub(super) fn shorten(iri: &str) -> Cow<'_, str> {
    match split_prefix(iri) {
        Some((prefix, name)) => Cow::Owned(format!("{prefix}:{name}")),
        None => Cow::Borrowed(iri),
    }
}

/// Appends an IRI in our notation.
pub(super) fn push_short(out: &mut String, iri: &str) {
    match split_prefix(iri) {
        Some((prefix, name)) => out.extend([prefix, ":", name]),
        None => out.push_str(iri),
    }
}

fn split_prefix(iri: &str) -> Option<(&'static str, &str)> {
    PREFIXES.iter().find_map(|(prefix, namespace)| {
        let name = iri.strip_prefix(namespace)?;
        let is_name = !name.is_empty() && !name.contains([':', '/', '#']);
        is_name.then_some((*prefix, name))
    })
}

/// The reverse of [`shorten`].
pub(super) fn expand(name: &str) -> Cow<'_, str> {
    let full = name.split_once(':').and_then(|(prefix, local)| {
        let (_, namespace) = PREFIXES.iter().find(|(known, _)| *known == prefix)?;
        Some(format!("{namespace}{local}"))
    });
    full.map_or(Cow::Borrowed(name), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_individuals_stand_for_one_another() {
        let pairs = [
            (Words::Relationship, "DEPENDS_ON", "spdx:relationshipType_dependsOn"),
            (Words::Relationship, "CONTAINS", "spdx:relationshipType_contains"),
            (Words::Algorithm, "SHA1", "spdx:checksumAlgorithm_sha1"),
            (Words::Algorithm, "SHA3-256", "spdx:checksumAlgorithm_sha3_256"),
            (Words::Algorithm, "BLAKE2b-384", "spdx:checksumAlgorithm_blake2b384"),
            (Words::Algorithm, "BLAKE3", "spdx:checksumAlgorithm_blake3"),
            (Words::Category, "PACKAGE-MANAGER", "spdx:referenceCategory_packageManager"),
            (Words::Purpose, "OPERATING_SYSTEM", "spdx:purpose_operatingSystem"),
            (Words::FileType, "SOURCE", "spdx:fileType_source"),
        ];
        for (words, word, individual) in pairs {
            assert_eq!(words.individual(word).as_deref(), Some(individual));
            assert_eq!(words.word(individual).as_deref(), Some(word));
        }
        let spelling = Words::Category.individual("PACKAGE_MANAGER");
        assert_eq!(spelling.as_deref(), Some("spdx:referenceCategory_packageManager"));
        for word in ["depends on", "DEPENDS__ON", "describes", "", "_"] {
            assert_eq!(Words::Relationship.individual(word), None, "{word}");
        }
        assert_eq!(Words::Algorithm.individual("sha256"), None);
    }

    #[test]
    fn names_are_short_or_whole() {
        assert_eq!(shorten("http://spdx.org/rdf/terms#name"), "spdx:name");
        assert_eq!(shorten("https://example.com/#name"), "https://example.com/#name");
        assert_eq!(expand("doap:homepage"), "http://usefulinc.com/ns/doap#homepage");
        assert_eq!(expand("urn:x"), "urn:x");
    }
}
