use super::{read, write};
use crate::Error;
use crate::document::{NoteKind, Notes};
use crate::limits::ParseOptions;
use crate::losses::Losses;
use crate::tree::{Key, Tree, Value};

fn parse(text: &str) -> (Tree, Notes) {
    let mut notes = Notes::default();
    let tree = read(text.to_owned(), &ParseOptions::default(), &mut notes).unwrap();
    (tree, notes)
}

fn error(text: &str) -> String {
    let mut notes = Notes::default();
    read(text.to_owned(), &ParseOptions::default(), &mut notes).unwrap_err().to_string()
}

fn strictly(text: &str) -> Result<Tree, Error> {
    read(text.to_owned(), &ParseOptions::strict(), &mut Notes::default())
}

/// Writes a value as JSON without blanks, for comparing.
pub(super) fn json(value: Value<'_>) -> String {
    let quoted = |text: &str| serde_json::to_string(text).unwrap();
    if let Some(text) = value.as_str() {
        return quoted(text);
    }
    if let Some(number) = value.as_number() {
        return number.to_owned();
    }
    if let Some(flag) = value.as_bool() {
        return flag.to_string();
    }
    let inner: Vec<String> = value
        .children()
        .map(|child| match child.key() {
            Key::NONE => json(child),
            _ => format!("{}:{}", quoted(child.key_text()), json(child)),
        })
        .collect();
    match value.is_array() {
        true => format!("[{}]", inner.join(",")),
        false => format!("{{{}}}", inner.join(",")),
    }
}

const HEAD: &str = "SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\n";

#[test]
fn file_below_a_package_is_contained_and_no_relationship() {
    let (tree, notes) = parse(
        "SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\nCreator: Tool: x\n\n\
         FileName: ./alone\nSPDXID: SPDXRef-a\n\
         PackageName: p\nSPDXID: SPDXRef-p\nPackageChecksum: SHA1: abc\n\
         FileName: ./in\nSPDXID: SPDXRef-b\nFileType: SOURCE\nFileType: TEXT\n\
         Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-p\nRelationshipComment: why\n\
         LicenseComments: of the file\nPackageComment: of the package\nCreated: now\n",
    );
    assert_eq!(
        json(tree.root()),
        r#"{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","creationInfo":{"creators":["Tool: x"],"created":"now"},"files":[{"fileName":"./alone","SPDXID":"SPDXRef-a"},{"fileName":"./in","SPDXID":"SPDXRef-b","fileTypes":["SOURCE","TEXT"],"licenseComments":"of the file"}],"packages":[{"name":"p","SPDXID":"SPDXRef-p","checksums":[{"algorithm":"SHA1","checksumValue":"abc"}],"hasFiles":["SPDXRef-b"],"comment":"of the package"}],"relationships":[{"spdxElementId":"SPDXRef-DOCUMENT","relationshipType":"DESCRIBES","relatedSpdxElement":"SPDXRef-p","comment":"why"}]}"#
    );
    assert!(notes.is_empty(), "{notes:?}");
}

#[test]
fn values_of_several_parts_are_taken_apart() {
    let (tree, notes) = parse(
        "ExternalDocumentRef: DocumentRef-x https://x.example/d SHA1:abc\n\
         PackageName: p\nSPDXID: SPDXRef-p\nFilesAnalyzed: true\n\
         PackageVerificationCode: abc(excludes: ./a, ./b (c).spdx)\n\
         ExternalRef: PACKAGE-MANAGER\tpurl  pkg:cargo/a@1\nExternalRefComment: c\n\
         PrimaryPackagePurpose: OPERATING-SYSTEM\n\
         SnippetSPDXID: SPDXRef-s\nSnippetByteRange: 310:420\nSnippetLineRange: 5 : 23\n\
         SnippetFromFileSPDXID: SPDXRef-f\n\
         LicenseID: LicenseRef-1\nExtractedText: <text>a\nb</text>\n\
         Reviewer: Person: me\nReviewDate: now\nReviewComment: ok\n",
    );
    assert_eq!(
        json(tree.root()),
        r#"{"externalDocumentRefs":[{"externalDocumentId":"DocumentRef-x","checksum":{"algorithm":"SHA1","checksumValue":"abc"},"spdxDocument":"https://x.example/d"}],"packages":[{"name":"p","SPDXID":"SPDXRef-p","filesAnalyzed":true,"packageVerificationCode":{"packageVerificationCodeExcludedFiles":["./a","./b (c).spdx"],"packageVerificationCodeValue":"abc"},"externalRefs":[{"referenceCategory":"PACKAGE-MANAGER","referenceType":"purl","referenceLocator":"pkg:cargo/a@1","comment":"c"}],"primaryPackagePurpose":"OPERATING_SYSTEM"}],"snippets":[{"SPDXID":"SPDXRef-s","snippetFromFile":"SPDXRef-f","ranges":[{"endPointer":{"offset":420,"reference":"SPDXRef-f"},"startPointer":{"offset":310,"reference":"SPDXRef-f"}},{"endPointer":{"lineNumber":23,"reference":"SPDXRef-f"},"startPointer":{"lineNumber":5,"reference":"SPDXRef-f"}}]}],"hasExtractedLicensingInfos":[{"licenseId":"LicenseRef-1","extractedText":"a\nb"}],"revieweds":[{"reviewer":"Person: me","reviewDate":"now","comment":"ok"}]}"#
    );
    assert!(notes.is_empty(), "{notes:?}");
}

#[test]
fn annotation_goes_to_what_it_is_about() {
    let (tree, notes) = parse(&format!(
        "{HEAD}Annotator: Person: a\nAnnotationDate: d\nAnnotationType: OTHER\nSPDXREF: SPDXRef-p\n\
         AnnotationComment: late\nAnnotator: Tool: t\nSPDXREF: DocumentRef-x:SPDXRef-y\n\
         Annotator: Tool: u\nSPDXREF: SPDXRef-DOCUMENT\nAnnotator: Tool: v\n\
         PackageName: p\nSPDXID: SPDXRef-p\nPackageVersion: 1\n"
    ));
    let root = tree.root();
    assert_eq!(
        json(root.get(Key::ANNOTATIONS).unwrap()),
        r##"[{"annotator":"Tool: t","#SPDXREF":"DocumentRef-x:SPDXRef-y"},{"annotator":"Tool: u"},{"annotator":"Tool: v"}]"##
    );
    let package = root.list(Key::PACKAGES).next().unwrap();
    assert_eq!(
        json(package),
        r#"{"name":"p","SPDXID":"SPDXRef-p","versionInfo":"1","annotations":[{"annotator":"Person: a","annotationDate":"d","annotationType":"OTHER","comment":"late"}]}"#
    );
    assert_eq!(notes.count(NoteKind::MissingMember), 1);
}

#[test]
fn line_ends_of_every_kind_mean_the_same() {
    let text = format!(
        "{HEAD}DocumentComment:<text>one\ntwo</text>\n# no tag: 1\nPackageName : p\n  SPDXID:\t SPDXRef-p  \n"
    );
    let (expected, _) = parse(&text);
    for other in [text.replace('\n', "\r\n"), text.replace('\n', "\r"), format!("\u{feff}{text}")] {
        let (tree, notes) = parse(&other);
        assert_eq!(json(tree.root()), json(expected.root()));
        assert!(notes.is_empty());
    }
    assert!(json(expected.root()).contains(r#""comment":"one\ntwo","packages":[{"name":"p","#));
}

#[test]
fn text_that_nobody_marked_goes_on_until_the_next_tag() {
    let (tree, notes) = parse(
        "PackageName: p\nSPDXID: SPDXRef-p\nPackageDescription: one\r\n  two (2)\r\n\r\nthree\nPackageComment: c\n",
    );
    let package = tree.root().list(Key::PACKAGES).next().unwrap();
    assert_eq!(package.text(Key::DESCRIPTION), Some("one\n  two (2)\n\nthree"));
    assert_eq!(package.text(Key::COMMENT), Some("c"));
    assert!(notes.is_empty());
    assert_eq!(
        error("PackageName: p\nsecond line\n"),
        "expected a tag and a colon at line 2 column 1 (`/packages/0`)"
    );
}

#[test]
fn text_without_an_end_is_the_last_or_an_error() {
    let cut = format!("{HEAD}PackageName: p\nSPDXID: SPDXRef-p\nPackageComment: <text>one\ntwo");
    let (tree, notes) = parse(&cut);
    assert_eq!(
        tree.root().list(Key::PACKAGES).next().unwrap().text(Key::COMMENT),
        Some("one\ntwo")
    );
    assert_eq!(notes.count(NoteKind::Unterminated), 1);
    let message = "`<text>` of `PackageComment` is never closed at line 5 column 1 (`/packages/0`)";
    assert_eq!(strictly(&cut).unwrap_err().to_string(), message);
    assert_eq!(error(&format!("{cut}\nPackageName: swallowed\n")), message);
}

#[test]
fn marks_in_the_middle_of_a_line() {
    let (tree, notes) = parse(
        "DocumentComment: see the <text> element\nDocumentName: about <text>this</text> and\n",
    );
    assert_eq!(tree.root().text(Key::COMMENT), Some("see the <text> element"));
    assert_eq!(tree.root().text(Key::NAME), Some("this"));
    assert_eq!(notes.count(NoteKind::OtherType), 1);
}

#[test]
fn tags_without_a_member_are_kept_where_they_stand_and_misplaced_ones_by_the_document() {
    let (tree, notes) = parse(&format!(
        "{HEAD}PackageVersion: 0\nPackageName: p\nSPDXID: SPDXRef-p\nPackageVersion: 1\n\
         PackageVersion: 2\nPackageColour: <text>red\n</text>\nSnippetByteRange: x\n"
    ));
    assert_eq!(
        json(tree.root().get(Key::HASH_TAGS).unwrap()),
        r#"[{"tag":"PackageVersion","value":"0"},{"tag":"SnippetByteRange","value":"x"}]"#
    );
    let package = tree.root().list(Key::PACKAGES).next().unwrap();
    assert_eq!(
        json(package),
        r##"{"name":"p","SPDXID":"SPDXRef-p","versionInfo":"1","#tags":[{"tag":"PackageVersion","value":"2"},{"tag":"PackageColour","value":"red\n"}]}"##
    );
    let kinds: Vec<_> = notes.iter().map(|note| note.kind()).collect();
    assert_eq!(
        kinds,
        [
            NoteKind::MisplacedMember,
            NoteKind::RepeatedMember,
            NoteKind::UnknownMember,
            NoteKind::MisplacedMember
        ]
    );
    let error = strictly("PackageName: p\nPackageColour: red\n").unwrap_err();
    assert_eq!(
        error.to_string(),
        "unknown member: `PackageColour` at line 2 column 1 (`/packages/0`)"
    );
}

#[test]
fn identifiers_are_found_in_front_of_their_element_or_made() {
    let (tree, notes) = parse(&format!(
        "{HEAD}SPDXID: SPDXRef-a\nFileName: a\n\nSPDXID: SPDXRef-b\nFileName: b\nPackageName: p\n\
         FileName: c\n"
    ));
    let ids =
        |key| tree.root().list(key).map(|it| it.text(Key::SPDXID).unwrap()).collect::<Vec<_>>();
    assert_eq!(ids(Key::FILES), ["SPDXRef-a", "SPDXRef-b", "SPDXRef-unnamed-file-3"]);
    assert_eq!(ids(Key::PACKAGES), ["SPDXRef-unnamed-package-1"]);
    let package = tree.root().list(Key::PACKAGES).next().unwrap();
    assert_eq!(json(package.get(Key::HAS_FILES).unwrap()), r#"["SPDXRef-unnamed-file-3"]"#);
    assert_eq!(tree.root().text(Key::SPDXID), Some("SPDXRef-DOCUMENT"));
    assert_eq!(notes.count(NoteKind::MissingMember), 2);
    assert_eq!(notes.count(NoteKind::MisplacedMember), 2);
}

#[test]
fn escapes_of_web_pages_are_decoded_where_that_tool_wrote_them() {
    let escaped = "Creator: Tool: sigs.k8s.io/bom/pkg/spdx\nPackageName: g&#43;&#43; &amp;lt;\nSPDXID: SPDXRef-g\n";
    let (tree, notes) = parse(escaped);
    assert_eq!(tree.root().list(Key::PACKAGES).next().unwrap().text(Key::NAME), Some("g++ &lt;"));
    assert_eq!(notes.count(NoteKind::HtmlEscaped), 1);
    for plain in [escaped.replace("sigs", "bugs"), format!("{escaped}PackageComment: \"\n")] {
        let (tree, _) = parse(&plain);
        let package = tree.root().list(Key::PACKAGES).next().unwrap();
        assert_eq!(package.text(Key::NAME), Some("g&#43;&#43; &amp;lt;"));
    }
}

fn written(text: &str) -> (String, Vec<String>) {
    let (tree, _) = crate::json::parse(text.to_owned(), 64).unwrap();
    let mut losses = Losses::default();
    let text = write(tree.root(), &mut losses);
    (text, losses.iter().map(|loss| loss.to_string()).collect())
}

#[test]
fn document_is_written_in_the_order_of_the_specification() {
    let json = r##"{"files": [
      {"fileName": "./in", "SPDXID": "SPDXRef-in", "fileTypes": ["TEXT"],
       "checksums": [{"checksumValue": "aa", "algorithm": "SHA1"}], "artifactOfs": [{"name": "up"}]},
      {"fileName": "./alone", "SPDXID": "SPDXRef-alone", "comment": "  two\nlines"}],
      "packages": [{"SPDXID": "SPDXRef-p", "name": "p", "hasFiles": ["SPDXRef-in"],
       "filesAnalyzed": true, "primaryPackagePurpose": "OPERATING_SYSTEM",
       "packageVerificationCode": {"packageVerificationCodeValue": "ab",
         "packageVerificationCodeExcludedFiles": ["./a", "./b"]},
       "externalRefs": [{"referenceCategory": "SECURITY", "referenceType": "cpe23Type",
         "referenceLocator": "cpe:2.3:a", "comment": "no <text> here"}],
       "annotations": [{"annotator": "Tool: t", "annotationDate": "d", "annotationType": "OTHER", "comment": "c"}]}],
      "snippets": [{"SPDXID": "SPDXRef-s", "snippetFromFile": "SPDXRef-in", "ranges": [
        {"startPointer": {"offset": 1, "reference": "SPDXRef-in"}, "endPointer": {"offset": 2, "reference": "SPDXRef-in"}}]}],
      "hasExtractedLicensingInfos": [{"licenseId": "LicenseRef-1", "extractedText": "t"}],
      "relationships": [{"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES",
        "relatedSpdxElement": "SPDXRef-p", "comment": "c"}],
      "revieweds": [{"reviewer": "Person: r", "reviewDate": "d"}],
      "documentDescribes": ["SPDXRef-p"],
      "externalDocumentRefs": [{"externalDocumentId": "DocumentRef-x", "spdxDocument": "https://x.example/",
        "checksum": {"algorithm": "SHA1", "checksumValue": "ff"}}],
      "creationInfo": {"creators": ["Tool: x"], "created": "2020-01-01T00:00:00Z"},
      "SPDXID": "SPDXRef-DOCUMENT", "spdxVersion": "SPDX-2.3"}"##;
    let (text, losses) = written(json);
    assert!(losses.is_empty(), "{losses:?}");
    insta::assert_snapshot!(text, @r#"
    SPDXVersion: SPDX-2.3
    SPDXID: SPDXRef-DOCUMENT
    ExternalDocumentRef: DocumentRef-x https://x.example/ SHA1: ff
    Creator: Tool: x
    Created: 2020-01-01T00:00:00Z

    FileName: ./alone
    SPDXID: SPDXRef-alone
    FileComment: <text>  two
    lines</text>

    PackageName: p
    SPDXID: SPDXRef-p
    FilesAnalyzed: true
    PackageVerificationCode: ab (excludes: ./a, ./b)
    ExternalRef: SECURITY cpe23Type cpe:2.3:a
    ExternalRefComment: <text>no <text> here</text>
    PrimaryPackagePurpose: OPERATING-SYSTEM

    FileName: ./in
    SPDXID: SPDXRef-in
    FileType: TEXT
    FileChecksum: SHA1: aa

    ArtifactOfProjectName: up

    SnippetSPDXID: SPDXRef-s
    SnippetFromFileSPDXID: SPDXRef-in
    SnippetByteRange: 1:2

    LicenseID: LicenseRef-1
    ExtractedText: t

    Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-p
    RelationshipComment: c

    Annotator: Tool: t
    AnnotationDate: d
    AnnotationType: OTHER
    AnnotationComment: c
    SPDXREF: SPDXRef-p

    Reviewer: Person: r
    ReviewDate: d
    "#);
    let (tree, notes) = parse(&text);
    assert!(notes.is_empty(), "{notes:?}");
    assert_eq!(written(&json_of(&tree)), (text, Vec::new()));
}

fn json_of(tree: &Tree) -> String {
    json(tree.root())
}

#[test]
fn what_tag_value_cannot_say_is_lost_with_its_place() {
    let (text, losses) = written(
        r##"{"SPDXID": "SPDXRef-DOCUMENT", "$schema": "s", "x": 1, "comment": "a\r\nb</text>",
        "documentDescribes": ["SPDXRef-p", 7], "files": [{"fileName": "f", "SPDXID": "SPDXRef-f"}, null],
        "packages": [{"name": "p", "SPDXID": "SPDXRef-p", "hasFiles": ["SPDXRef-f", "SPDXRef-gone"], "versionInfo": 1.10},
          {"SPDXID": "SPDXRef-q", "hasFiles": ["SPDXRef-f"], "checksums": [{"algorithm": "SHA1"}], "attributionTexts": "bare",
           "annotations": [{"annotator": "a"}]},
          {"name": "double", "SPDXID": "SPDXRef-q", "annotations": [{"annotator": "b"}]}],
        "hasExtractedLicensingInfos": [{"licenseId": "LicenseRef-1", "crossRefs": []}],
        "relationships": [{"spdxElementId": "a b", "relationshipType": "DESCRIBES", "relatedSpdxElement": "c"},
          {"spdxElementId": "a", "relationshipType": "OTHER"}]}"##,
    );
    insta::assert_snapshot!(losses.join("\n"), @r#"
    /packages/0/hasFiles/1: the target has no such word, the nearest one was written (written as a relationship)
    /packages/1/hasFiles/0: the target has no such word, the nearest one was written (written as a relationship)
    /comment: the encoding cannot write it (`</text>` was written with a blank)
    /files/1: it breaks a rule of the target (it is no object)
    /packages/0/versionInfo: the target has no such word, the nearest one was written (the number was written as a text)
    /packages/1: it breaks a rule of the target (it is missing, and was written empty)
    /packages/1/checksums/0: it breaks a rule of the target (it is no algorithm with a value)
    /packages/1/attributionTexts: the target has no such word, the nearest one was written (it is no array)
    /hasExtractedLicensingInfos/0/crossRefs: the target format has no place for it
    /relationships/0: it breaks a rule of the target (a line cannot have such a part)
    /documentDescribes/0: the target has no such word, the nearest one was written (written as a relationship)
    /documentDescribes/1: it breaks a rule of the target (it is no identifier)
    /packages/2/annotations/0: it refers to something that was not carried (what it is about has no identifier of its own)
    /$schema: the target format has no place for it
    /x: its own format does not define it
    "#);
    assert!(text.contains("DocumentComment: <text>a\nb</ text></text>\n"));
    assert!(text.contains("Relationship: SPDXRef-q CONTAINS SPDXRef-f\n"));
}

#[test]
fn member_of_an_object_has_a_tag_and_a_part_of_a_tag_has_none() {
    for (object, key, tag) in [
        ("", Key::DOCUMENT_NAMESPACE, Some("DocumentNamespace")),
        ("", Key::CREATION_INFO, Some("Creator")),
        ("", Key::SPDXID, Some("SPDXID")),
        ("/creationInfo", Key::CREATED, Some("Created")),
        ("/packages/10", Key::DOWNLOAD_LOCATION, Some("PackageDownloadLocation")),
        ("/packages/10", Key::SPDXID, Some("SPDXID")),
        ("/packages/0/checksums/0", Key::ALGORITHM, None),
        ("/packages/0/externalRefs/1", Key::REFERENCE_LOCATOR, None),
        ("/packages/0/externalRefs/1", Key::COMMENT, Some("ExternalRefComment")),
        ("/packages/0/annotations/1", Key::COMMENT, Some("AnnotationComment")),
        ("/files/1", Key::CHECKSUMS, Some("FileChecksum")),
        ("/files/1/artifactOfs/0", Key::NAME, Some("ArtifactOfProjectName")),
        ("/snippets/1", Key::SPDXID, Some("SnippetSPDXID")),
        ("/nobody/1", Key::NAME, None),
    ] {
        assert_eq!(super::tag_of(object, key), tag, "{object}");
    }
}
