//! Every tag: the section it belongs to and the member of the JSON object that it is.

use crate::tree::Key;

/// A part of the document that tags belong to. The first ones are objects that stay open until the
/// next of the kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    Document,
    Creation,
    Package,
    File,
    Snippet,
    Licence,
    Relationship,
    Annotation,
    Review,
    Artifact,
    Reference,
}

impl Section {
    /// The sections that a list holds.
    pub(super) const LISTED: [Self; 7] = [
        Self::Package,
        Self::File,
        Self::Snippet,
        Self::Licence,
        Self::Relationship,
        Self::Annotation,
        Self::Review,
    ];

    /// Returns the section whose object keeps the tags that are there already. Those of a reference
    /// would find the last one of the package when they are written behind it.
    pub(super) const fn keeper(self) -> Self {
        match self {
            Self::Package | Self::File | Self::Snippet | Self::Licence => self,
            _ => Self::Document,
        }
    }

    /// Returns the document's list of such sections.
    pub(super) const fn list(self) -> Key {
        match self {
            Self::Package => Key::PACKAGES,
            Self::File => Key::FILES,
            Self::Snippet => Key::SNIPPETS,
            Self::Licence => Key::HAS_EXTRACTED_LICENSING_INFOS,
            Self::Relationship => Key::RELATIONSHIPS,
            Self::Annotation => Key::ANNOTATIONS,
            Self::Review => Key::REVIEWEDS,
            _ => Key::NONE,
        }
    }
}

/// A value for each section.
#[derive(Debug)]
pub(super) struct PerSection<T>([T; 11]);

impl<T: Copy> PerSection<T> {
    pub(super) const fn new(value: T) -> Self {
        Self([value; 11])
    }

    #[inline]
    pub(super) fn at(&self, section: Section) -> &T {
        let [a, b, c, d, e, f, g, h, i, j, k] = &self.0;
        match section {
            Section::Document => a,
            Section::Creation => b,
            Section::Package => c,
            Section::File => d,
            Section::Snippet => e,
            Section::Licence => f,
            Section::Relationship => g,
            Section::Annotation => h,
            Section::Review => i,
            Section::Artifact => j,
            Section::Reference => k,
        }
    }

    #[inline]
    pub(super) fn at_mut(&mut self, section: Section) -> &mut T {
        let [a, b, c, d, e, f, g, h, i, j, k] = &mut self.0;
        match section {
            Section::Document => a,
            Section::Creation => b,
            Section::Package => c,
            Section::File => d,
            Section::Snippet => e,
            Section::Licence => f,
            Section::Relationship => g,
            Section::Annotation => h,
            Section::Review => i,
            Section::Artifact => j,
            Section::Reference => k,
        }
    }
}

/// How a tag's value becomes a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Begins a section; the value is the member.
    Opens,
    /// The identifier of whatever is open.
    Id,
    /// A text on one line.
    Word,
    /// A text of any length, which sloppy writers break over lines.
    Prose,
    /// One of a list of texts. The number is its place among the lists of the section.
    Words(u8),
    /// As [`Shape::Words`], of any length.
    Proses(u8),
    /// `true` or `false`.
    Flag,
    /// A word of the JSON vocabulary, which has `_` where tag-value has `-`.
    Purpose,
    /// `SHA1: 2fd4…`, one of `checksums`.
    Checksum(u8),
    /// `2fd4… (excludes: ./a, ./b)`.
    VerificationCode,
    /// `SECURITY cpe23Type cpe:2.3:…`.
    Reference(u8),
    /// `DocumentRef-x https://… SHA1: 2fd4…`.
    DocumentReference(u8),
    /// `310:420`, in bytes.
    ByteRange,
    /// `5:23`, in lines.
    LineRange,
    /// What an annotation is about.
    Target,
}

impl Shape {
    /// Reports whether the value may be of any length.
    pub(super) const fn is_prose(self) -> bool {
        matches!(self, Self::Prose | Self::Proses(_))
    }

    /// Reports whether the tag may stand more than once in its section.
    pub(super) const fn is_repeatable(self) -> bool {
        matches!(
            self,
            Self::Words(_)
                | Self::Proses(_)
                | Self::Checksum(_)
                | Self::Reference(_)
                | Self::DocumentReference(_)
        )
    }
}

/// A tag of the format.
#[derive(Debug)]
pub(super) struct Tag {
    pub(super) name: &'static str,
    pub(super) section: Section,
    pub(super) shape: Shape,
    pub(super) key: Key,
}

impl Tag {
    /// Returns the tag of that name with its number.
    #[inline]
    pub(super) fn find(name: &str) -> Option<(usize, &'static Self)> {
        let mut at = start(name.as_bytes());
        loop {
            let number = *TABLE.get(at)? as usize;
            if number == 0 {
                return None;
            }
            let tag = TAGS.get(number - 1)?;
            if tag.name == name {
                return Some((number - 1, tag));
            }
            at = (at + 1) % TABLE_SIZE;
        }
    }
}

const TABLE_SIZE: usize = 512;

/// Open addressing from a tag's hash to its number plus one; 0 is a free place.
static TABLE: [u8; TABLE_SIZE] = table();

#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler, which checks the bounds")]
const fn table() -> [u8; TABLE_SIZE] {
    let mut table = [0; TABLE_SIZE];
    let mut number = 0;
    while number < TAGS.len() {
        let mut at = start(TAGS[number].name.as_bytes());
        while table[at] != 0 {
            at = (at + 1) % TABLE_SIZE;
        }
        number += 1;
        table[at] = number as u8;
    }
    table
}

/// Where the search for a tag begins: four of its bytes and its length, mixed.
#[expect(clippy::indexing_slicing, reason = "const functions have no `get`; bounds are checked")]
const fn start(name: &[u8]) -> usize {
    let len = name.len();
    if len == 0 {
        return 0;
    }
    let picked = name[0] as u32
        | (name[len / 2] as u32) << 8
        | (name[len - 1 - len / 4] as u32) << 16
        | (name[len - 1] as u32) << 24;
    ((picked ^ (len as u32) << 11).wrapping_mul(0x9E37_79B1) >> 23) as usize % TABLE_SIZE
}

/// The most lists that one section has.
pub(super) const LISTS: usize = 7;

/// The list of a package that holds the files below it.
pub(super) const HAS_FILES: usize = 4;

/// The list of a file that holds what it was taken from.
pub(super) const ARTIFACTS: usize = 6;

macro_rules! tags {
    ($($section:ident { $($name:literal $shape:ident $(($list:literal))? $key:ident,)* })*) => {
        pub(super) const TAGS: &[Tag] = &[$($(Tag {
            name: $name,
            section: Section::$section,
            shape: Shape::$shape $(($list))?,
            key: Key::$key,
        },)*)*];
    };
}

tags! {
Document {
    "SPDXVersion" Word SPDX_VERSION,
    "DataLicense" Word DATA_LICENSE,
    "SPDXID" Id SPDXID,
    "DocumentName" Word NAME,
    "DocumentNamespace" Word DOCUMENT_NAMESPACE,
    "ExternalDocumentRef" DocumentReference(0) EXTERNAL_DOCUMENT_REFS,
    "DocumentComment" Prose COMMENT,
}
Creation {
    "LicenseListVersion" Word LICENSE_LIST_VERSION,
    "Creator" Words(0) CREATORS,
    "Created" Word CREATED,
    "CreatorComment" Prose COMMENT,
}
Package {
    "PackageName" Opens NAME,
    "PackageVersion" Word VERSION_INFO,
    "PackageFileName" Word PACKAGE_FILE_NAME,
    "PackageSupplier" Word SUPPLIER,
    "PackageOriginator" Word ORIGINATOR,
    "PackageDownloadLocation" Word DOWNLOAD_LOCATION,
    "FilesAnalyzed" Flag FILES_ANALYZED,
    "PackageVerificationCode" VerificationCode PACKAGE_VERIFICATION_CODE,
    "PackageChecksum" Checksum(0) CHECKSUMS,
    "PackageHomePage" Word HOMEPAGE,
    "PackageSourceInfo" Prose SOURCE_INFO,
    "PackageLicenseConcluded" Word LICENSE_CONCLUDED,
    "PackageLicenseInfoFromFiles" Words(1) LICENSE_INFO_FROM_FILES,
    "PackageLicenseDeclared" Word LICENSE_DECLARED,
    "PackageLicenseComments" Prose LICENSE_COMMENTS,
    "PackageCopyrightText" Prose COPYRIGHT_TEXT,
    "PackageSummary" Prose SUMMARY,
    "PackageDescription" Prose DESCRIPTION,
    "PackageComment" Prose COMMENT,
    "ExternalRef" Reference(2) EXTERNAL_REFS,
    "PackageAttributionText" Proses(3) ATTRIBUTION_TEXTS,
    "PrimaryPackagePurpose" Purpose PRIMARY_PACKAGE_PURPOSE,
    "ReleaseDate" Word RELEASE_DATE,
    "BuiltDate" Word BUILT_DATE,
    "ValidUntilDate" Word VALID_UNTIL_DATE,
}
Reference {
    "ExternalRefComment" Prose COMMENT,
}
File {
    "FileName" Opens FILE_NAME,
    "FileType" Words(0) FILE_TYPES,
    "FileChecksum" Checksum(1) CHECKSUMS,
    "LicenseConcluded" Word LICENSE_CONCLUDED,
    "LicenseInfoInFile" Words(2) LICENSE_INFO_IN_FILES,
    "LicenseComments" Prose LICENSE_COMMENTS,
    "FileCopyrightText" Prose COPYRIGHT_TEXT,
    "FileComment" Prose COMMENT,
    "FileNotice" Prose NOTICE_TEXT,
    "FileContributor" Words(3) FILE_CONTRIBUTORS,
    "FileAttributionText" Proses(4) ATTRIBUTION_TEXTS,
    "FileDependency" Words(5) FILE_DEPENDENCIES,
}
Artifact {
    "ArtifactOfProjectName" Opens NAME,
    "ArtifactOfProjectHomePage" Word HOME_PAGE,
    "ArtifactOfProjectURI" Word PROJECT_URI,
}
Snippet {
    "SnippetSPDXID" Opens SPDXID,
    // The name of the field in the tables of SPDX 2.0 to 2.3.
    "SnippetSPDXIdentifier" Opens SPDXID,
    "SnippetFromFileSPDXID" Word SNIPPET_FROM_FILE,
    "SnippetByteRange" ByteRange RANGES,
    "SnippetLineRange" LineRange RANGES,
    "SnippetLicenseConcluded" Word LICENSE_CONCLUDED,
    "LicenseInfoInSnippet" Words(0) LICENSE_INFO_IN_SNIPPETS,
    "SnippetLicenseComments" Prose LICENSE_COMMENTS,
    "SnippetCopyrightText" Prose COPYRIGHT_TEXT,
    "SnippetComment" Prose COMMENT,
    "SnippetName" Word NAME,
    "SnippetAttributionText" Proses(1) ATTRIBUTION_TEXTS,
}
Licence {
    "LicenseID" Opens LICENSE_ID,
    "ExtractedText" Prose EXTRACTED_TEXT,
    "LicenseName" Word NAME,
    "LicenseCrossReference" Words(0) SEE_ALSOS,
    "LicenseComment" Prose COMMENT,
}
Relationship {
    "Relationship" Opens RELATIONSHIP_TYPE,
    "RelationshipComment" Prose COMMENT,
}
Annotation {
    "Annotator" Opens ANNOTATOR,
    "AnnotationDate" Word ANNOTATION_DATE,
    "AnnotationType" Word ANNOTATION_TYPE,
    "AnnotationComment" Prose COMMENT,
    "SPDXREF" Target HASH_SPDXREF,
}
Review {
    "Reviewer" Opens REVIEWER,
    "ReviewDate" Word REVIEW_DATE,
    "ReviewComment" Prose COMMENT,
}
}
