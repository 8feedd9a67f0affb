use super::{read, write};
use crate::document::{NoteKind, Notes};
use crate::json::{Style, parse, to_text};
use crate::limits::ParseOptions;
use crate::losses::Losses;
use crate::tree::Tree;

fn parsed(text: &str) -> (Tree, Notes) {
    let mut notes = Notes::default();
    let tree = read(text.to_owned(), &ParseOptions::default(), &mut notes).unwrap();
    (tree, notes)
}

fn json(text: &str) -> String {
    to_text(parsed(text).0.root(), Style::Compact)
}

fn error(text: &str) -> String {
    let mut options = ParseOptions::default();
    options.limits.depth = 8;
    options.limits.items = 1000;
    read(text.to_owned(), &options, &mut Notes::default()).unwrap_err().to_string()
}

#[test]
fn texts_stay_texts_whatever_they_look_like() {
    let text = "\
spdxVersion: SPDX-2.3
SPDXID: SPDXRef-DOCUMENT
name: no
creationInfo:
  created: 2020-01-01T00:00:00Z
  licenseListVersion: 3.10
packages:
- name: 0x10
  versionInfo: 1.10
  filesAnalyzed: false
  comment: true
  description: ~
  attributionTexts: [1, 'null', null]
  x-colour: true
snippets:
- ranges:
  - startPointer: {offset: 310, lineNumber: \"5\"}
";
    assert_eq!(
        json(text),
        r#"{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"no","creationInfo":{"created":"2020-01-01T00:00:00Z","licenseListVersion":"3.10"},"packages":[{"name":"0x10","versionInfo":"1.10","filesAnalyzed":false,"comment":"true","description":null,"attributionTexts":["1","null",null],"x-colour":true}],"snippets":[{"ranges":[{"startPointer":{"offset":310,"lineNumber":"5"}}]}]}"#
    );
}

#[test]
fn cyclonedx_is_typed_by_its_own_members() {
    let text = "\
components:
  - {type: library, name: a, version: 1.0, scope: required}
version: 1
bomFormat: CycloneDX
specVersion: 1.6
vulnerabilities: [{id: 7, ratings: [{score: 9.80}]}]
";
    assert_eq!(
        json(text),
        r#"{"components":[{"type":"library","name":"a","version":"1.0","scope":"required"}],"version":1,"bomFormat":"CycloneDX","specVersion":"1.6","vulnerabilities":[{"id":"7","ratings":[{"score":9.80}]}]}"#
    );
}

#[test]
fn aliases_repeat_what_is_anchored() {
    let text = "a: &x {n: 1, s: [&y two]}\nb: *x\nc: [*y, *x]\nd: !!str 1\ne: !!int \"2\"\n";
    assert_eq!(
        json(text),
        r#"{"a":{"n":1,"s":["two"]},"b":{"n":1,"s":["two"]},"c":["two",{"n":1,"s":["two"]}],"d":"1","e":2}"#
    );
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for n in 1..9 {
        let list = format!("*a{}, ", n - 1).repeat(9);
        bomb.push_str(&format!("a{n}: &a{n} [{list}]\n"));
    }
    assert!(error(&bomb).starts_with("aliases repeat more than 1000 values at line "));
    assert_eq!(
        error("a: &x [[[[[[]]]]]]\nb: [[[*x]]]\n"),
        "values are nested more than 8 levels deep at line 2 column 7 (`/b/0/0/0`)"
    );
    assert!(error("a: &x [*x]\n").starts_with("an alias stands inside what it repeats at line 1"));
}

#[test]
fn what_readers_disagree_on_is_refused() {
    assert_eq!(
        error("a: 1\nb:\n  c: 1\n  \"c\": 2\n"),
        "duplicate key `c` at line 4 column 3 (`/b/c`)"
    );
    let many: String = (0..200).map(|n| format!("k{n}: {n}\n")).collect();
    assert_eq!(parsed(&many).0.root().children().count(), 200);
    assert!(error(&format!("{many}k7: 0\n")).starts_with("duplicate key `k7` at line 201"));
    assert_eq!(
        error("a: &a {b: 1}\nc:\n  <<: *a\n"),
        "merge keys (`<<`) are not YAML 1.2 at line 3 column 3 (`/c`)"
    );
    assert!(error("[a]: b\n").starts_with("a key must be a text at line 1"));
    assert!(
        error("a: [[[[[[[[1]]]]]]]]\n").starts_with("values are nested more than 8 levels deep")
    );
    assert!(error("a: [1\nb: 2").starts_with("not YAML: "));
    assert!(error("a: b: c\n").starts_with("not YAML: "));
}

#[test]
fn only_the_first_document_is_read() {
    let text = "%YAML 1.2\n---\na: 1\n...\n---\nb: [\n";
    let (tree, notes) = parsed(text);
    assert_eq!(to_text(tree.root(), Style::Compact), r#"{"a":1}"#);
    assert_eq!(notes.count(NoteKind::MoreDocuments), 1);
    let error = read(text.to_owned(), &ParseOptions::strict(), &mut Notes::default()).unwrap_err();
    assert_eq!(error.to_string(), "further document at line 5 column 1");
}

#[test]
fn lines_of_a_quoted_text_may_be_indented_too_little() {
    let text = "a:\n  - b: \"one\n  two, \\\n  three\n\n  four\"\n    c: 1\n";
    let (tree, notes) = parsed(text);
    assert_eq!(
        to_text(tree.root(), Style::Compact),
        r#"{"a":[{"b":"one two, three\nfour","c":1}]}"#
    );
    assert_eq!(notes.count(NoteKind::Underindented), 2);
    let error = read(text.to_owned(), &ParseOptions::strict(), &mut Notes::default()).unwrap_err();
    assert!(error.to_string().starts_with("not YAML: invalid indentation"), "{error}");
}

fn written(json: &str) -> (String, Losses) {
    let (tree, _) = parse(json.to_owned(), 64).unwrap();
    let mut losses = Losses::default();
    (write(tree.root(), &mut losses), losses)
}

#[test]
fn document_is_written_in_blocks() {
    let (text, losses) = written(
        r##"{"spdxVersion": "SPDX-2.3", "name": "no", "a b": ["1.10", 1.10, true, "true", null, "null", "", "a: b", "-x", "c #d", "ünï", "12:30", "2020-01-01", "https://x.example/y?z=1", "a: "],
        "packages": [{"name": "p", "description": "one\n  two\n\nthree", "filesAnalyzed": false, "#tags": [1]},
          {"comment": "  in\nout\n", "x": [["a"], [], {}, [{"b": "\n\n"}]], "y": "tail\n\n\n"}],
        "c": "\u0000\u0085\u2028\"\\\r\n\t", "#x": 1, "d": {"#y": 1}}"##,
    );
    insta::assert_snapshot!(text, @r#"
    spdxVersion: SPDX-2.3
    name: "no"
    a b:
      - "1.10"
      - 1.10
      - true
      - "true"
      - null
      - "null"
      - ""
      - "a: b"
      - "-x"
      - "c #d"
      - "ünï"
      - "12:30"
      - "2020-01-01"
      - "https://x.example/y?z=1"
      - "a: "
    packages:
      - name: p
        description: |-
          one
            two

          three
        filesAnalyzed: false
      - comment: |2
            in
          out
        x:
          - - a
          - []
          - {}
          - - b: "\n\n"
        "y": |+
          tail


    c: "\x00\x85\u2028\"\\\r\n\t"
    d: {}
    "#);
    let lost: Vec<_> = losses.iter().map(|loss| loss.path().to_owned()).collect();
    assert_eq!(lost, ["/packages/0/#tags", "/#x", "/d/#y"]);
    assert_eq!(
        json(&text),
        r#"{"spdxVersion":"SPDX-2.3","name":"no","a b":["1.10",1.10,true,"true",null,"null","","a: b","-x","c #d","ünï","12:30","2020-01-01","https://x.example/y?z=1","a: "],"packages":[{"name":"p","description":"one\n  two\n\nthree","filesAnalyzed":false},{"comment":"  in\nout\n","x":[["a"],[],{},[{"b":"\n\n"}]],"y":"tail\n\n\n"}],"c":"\u0000"#.to_owned()
            + "\u{85}\u{2028}"
            + r#"\"\\\r\n\t","d":{}}"#
    );
}
