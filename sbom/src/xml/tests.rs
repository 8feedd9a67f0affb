use super::*;
use crate::limits::Limits;

/// Writes the events of a document in a way that shows what was resolved and decoded.
fn show(text: &str) -> Result<String, Error> {
    let mut reader = Reader::new(text, &Limits::default())?;
    let mut shown = String::new();
    loop {
        match reader.next()? {
            Event::End => return Ok(shown.trim_end().to_owned()),
            Event::Close => shown.push_str(") "),
            Event::Text(text) => {
                let mark = if matches!(text.text, Cow::Borrowed(_)) { "" } else { "~" };
                shown.push_str(&format!("{mark}{:?} ", text.text));
            }
            Event::Open => {
                let name = reader.name();
                shown.push_str(&format!("{}|{}(", reader.space(name.space), name.local));
                for attribute in reader.attributes() {
                    let space = reader.space(attribute.name.space);
                    let (local, value) = (attribute.name.local, &attribute.value.text);
                    shown.push_str(&format!("{space}|{local}={value:?} "));
                }
            }
        }
    }
}

fn error(text: &str) -> String {
    show(text).unwrap_err().to_string()
}

#[test]
fn text_is_one_piece_however_it_is_written() {
    assert_eq!(show("<a>x</a>").unwrap(), r#"|a("x" )"#);
    assert_eq!(show("<a> </a>").unwrap(), r#"|a(" " )"#);
    assert_eq!(show("<a>1 &lt; 2 &#x26;&#38; 3</a>").unwrap(), r#"|a(~"1 < 2 && 3" )"#);
    assert_eq!(show("<a>x<![CDATA[<y>]]>z</a>").unwrap(), r#"|a(~"x<y>z" )"#);
    assert_eq!(show("<a><![CDATA[<y>]]></a>").unwrap(), r#"|a("<y>" )"#);
    assert_eq!(show("<a><![CDATA[]]></a>").unwrap(), r#"|a("" )"#);
    assert_eq!(show("<a>x<!-- no -->y<?p no?>z</a>").unwrap(), r#"|a(~"xyz" )"#);
    assert_eq!(show("<a>x]]y]</a>").unwrap(), r#"|a("x]]y]" )"#);
    assert_eq!(show("<a>x\r\ny\rz</a>").unwrap(), r#"|a(~"x\ny\nz" )"#);
}

#[test]
fn layout_is_no_text() {
    assert_eq!(show("\n<a>\n  <b/>\n  <c></c>\n</a>\n<!-- -->\n").unwrap(), "|a(|b() |c() )");
    // White space that sets a CDATA section off on lines of its own.
    assert_eq!(show("<a>\n  <![CDATA[ x ]]>\n</a>").unwrap(), r#"|a(" x " )"#);
    assert_eq!(show("<a> <![CDATA[x]]> </a>").unwrap(), r#"|a(~" x " )"#);
}

#[test]
fn namespaces_follow_the_elements() {
    assert_eq!(
        show(
            r#"<p:a xmlns:p="u" xmlns="v" x="1" p:x="2"><b/><p:c xmlns:p="w"/><b xmlns=""/></p:a>"#
        )
        .unwrap(),
        r#"u|a(|x="1" u|x="2" v|b() w|c() |b() )"#
    );
    assert_eq!(
        show(r#"<a xml:lang="en"/>"#).unwrap(),
        r#"|a(http://www.w3.org/XML/1998/namespace|lang="en" )"#
    );
    assert!(error("<p:a/>").starts_with("the prefix `p` stands for no namespace"));
    assert!(error(r#"<a xmlns:p="u" xmlns:q="u" p:x="" q:x=""/>"#).starts_with("duplicate"));
    assert!(error(r#"<a xmlns:xml="u"/>"#).starts_with("the prefix `xml` cannot be bound"));
    let many: String = (0..600).map(|n| format!(" xmlns:p{n}=\"u\"")).collect();
    assert!(error(&format!("<a{many}/>")).starts_with("more than 512 namespace declarations"));
}

#[test]
fn attributes_are_decoded_and_normalised() {
    assert_eq!(
        show("<a x='\"&quot;&#10;' y=\"a\tb\r\nc\nd\"  z = 'é'/>").unwrap(),
        r#"|a(|x="\"\"\n" |y="a b c d" |z="é" )"#
    );
}

#[test]
fn declaration_mark_and_other_scripts_are_read() {
    assert_eq!(show("\u{FEFF}<?xml version='1.0'?><été>日本</été>").unwrap(), r#"|été("日本" )"#);
}

#[test]
fn what_is_not_well_formed_is_refused_with_its_place() {
    let cases: &[(&str, &str)] = &[
        ("", "there is no element at line 1 column 1"),
        ("<!-- only -->", "there is no element at line 1 column 14"),
        ("<a><b>\n</a>", "expected `</b>`, found `</a>` at line 2 column 1 (`/a/b`)"),
        ("<a></a b>", "expected `</a>` at line 1 column 4 (`/a`)"),
        ("<a><b/><b>x", "the text ends before `</b>` at line 1 column 12 (`/a/b[2]`)"),
        ("<a/><b/>", "a second root element at line 1 column 5 (`/b`)"),
        ("<a/>x", "text outside of the root element at line 1 column 5"),
        ("x<a/>", "text outside of the root element at line 1 column 1"),
        ("<a x=1/>", "expected an attribute's value in quotes at line 1 column 6 (`/a`)"),
        ("<a x='1'y='2'/>", "expected a blank or `>` at line 1 column 9 (`/a`)"),
        ("<a x='1' x='2'/>", "duplicate attribute `x` at line 1 column 10 (`/a`)"),
        ("<a x='<'/>", "`<` in an attribute at line 1 column 7 (`/a`)"),
        ("<a x/>", "expected `=` behind an attribute at line 1 column 5 (`/a`)"),
        ("<a>]]></a>", "`]]>` in text at line 1 column 4 (`/a`)"),
        ("<a>&nbsp;</a>", "the entity `&nbsp;` is not declared at line 1 column 4 (`/a`)"),
        ("<a>R&D</a>", "`&` that begins no reference at line 1 column 5 (`/a`)"),
        ("<a>&#0;</a>", "`&#0;` stands for no character at line 1 column 4 (`/a`)"),
        ("<a>\u{1}</a>", "U+0001 may not stand in XML at line 1 column 4 (`/a`)"),
        ("<a>\u{FFFF}</a>", "U+FFFF may not stand in XML at line 1 column 4 (`/a`)"),
        ("<a><!-- -- --></a>", "`--` in a comment at line 1 column 9 (`/a`)"),
        ("<a><?xml version='1.0'?></a>", "an XML declaration that is not the first thing"),
        ("<1/>", "`1` is not a name in XML at line 1 column 2 (`/1`)"),
        ("<a:b:c/>", "`a:b:c` is not a name in XML at line 1 column 2"),
        ("</a>", "an end tag without a begin at line 1 column 1"),
        ("<a", "the text ends in the middle of a tag at line 1 column 3 (`/a`)"),
        ("<a><![CDATA[x", "the text ends in the middle of a CDATA section at line 1 column 4"),
    ];
    for (text, expected) in cases {
        let error = error(text);
        assert!(error.starts_with(expected), "{text}: {error}");
    }
}

#[test]
fn document_types_are_refused_and_with_them_entity_bombs() {
    let bomb = r#"<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>"#;
    let error = show(bomb).unwrap_err();
    assert_eq!(error.code(), Code::Syntax);
    assert!(error.message().starts_with("a document type is not read"), "{error}");
}

#[test]
fn every_cut_of_a_document_is_refused() {
    let text = "<?xml version=\"1.0\"?>\n<a xmlns:p='u' p:x='&lt;é'>t<!-- c --><b>&#xE9;</b><![CDATA[d]]></a>";
    assert!(show(text).is_ok());
    for end in 0..text.len() {
        let Some(cut) = text.get(..end) else { continue };
        let error = show(cut).unwrap_err();
        assert!(error.line().is_some(), "{cut}: {error}");
    }
}

#[test]
fn depth_is_bounded() {
    let deep = |levels: usize| format!("{}{}", "<a>".repeat(levels), "</a>".repeat(levels));
    assert!(show(&deep(256)).is_ok());
    let error = show(&deep(100_000)).unwrap_err();
    assert_eq!((error.code(), error.column()), (Code::TooDeep, Some(256 * 3 + 1)));
}

#[test]
fn leaves_are_read_in_one_step() {
    let text = "<a><b>x</b ><b/><b>&amp;</b><b>y<i/></b></a>";
    let mut reader = Reader::new(text, &Limits::default()).unwrap();
    reader.next().unwrap();
    let mut texts = Vec::new();
    while reader.next().unwrap() == Event::Open {
        let leaf = reader.leaf().unwrap();
        texts.push((leaf.text.text.into_owned(), leaf.is_closed));
        if !leaf.is_closed {
            reader.skip().unwrap();
        }
    }
    let texts: Vec<_> = texts.iter().map(|(text, closed)| (text.as_str(), *closed)).collect();
    assert_eq!(texts, [("x", true), ("", true), ("&", true), ("y", false)]);
    assert_eq!(reader.next().unwrap(), Event::End);
}

#[test]
fn fragments_carry_the_namespaces_they_need() {
    let fragment = |text: &str| {
        let mut reader = Reader::new(text, &Limits::default()).unwrap();
        reader.next().unwrap();
        reader.next().unwrap();
        let fragment = reader.fragment().unwrap().text.into_owned();
        assert_eq!(reader.next().unwrap(), Event::Close);
        fragment
    };
    assert_eq!(
        fragment(r#"<a xmlns="u" xmlns:p="v" xmlns:q="w"><p:x q:y="1"><z/>t</p:x></a>"#),
        r#"<p:x xmlns:q="w" xmlns:p="v" xmlns="u" q:y="1"><z/>t</p:x>"#
    );
    assert_eq!(
        fragment(r#"<a xmlns="u"><p:x xmlns:p="v"><p:y/></p:x></a>"#),
        r#"<p:x xmlns:p="v"><p:y/></p:x>"#
    );
    assert_eq!(fragment("<a><b/></a>"), r#"<b xmlns=""/>"#);
}

#[test]
fn paths_count_elements_of_one_name() {
    let text = "<bom><!-- <x> --><c><n a='>'/></c><c/><p:c><n>here</n></p:c></bom>";
    assert_eq!(path_at(text, text.find("here").unwrap()), "/bom/c[3]/n");
    assert_eq!(path_at(text, text.find("a='").unwrap()), "/bom/c/n");
    assert_eq!(path_at(text, text.len()), "");
    assert_eq!(path_at("<a><b <", 6), "/a/b");
}

#[test]
fn values_are_normalised_as_their_type_says() {
    assert_eq!(normalise(" a\tb\nc ", false), " a b c ");
    assert_eq!(normalise(" a\tb \n c ", true), "a b c");
    assert!(matches!(normalise("\n plain text\n", true), Cow::Borrowed("plain text")));
}

#[test]
fn encodings_are_declared() {
    let declared = |text: &'static str| declared_encoding(text.as_bytes());
    assert_eq!(declared("<a/>"), Declared::Utf8);
    assert_eq!(declared("<?xml version='1.0'?><a encoding='x'/>"), Declared::Utf8);
    assert_eq!(declared("<?xml version='1.0' encoding = 'ISO-8859-1'?>"), Declared::Latin1);
    assert_eq!(declared("<?xml version=\"1.0\" encoding=\"UTF-16\"?>"), Declared::Utf16);
    assert_eq!(
        declared("<?xml version='1.0' encoding='Shift_JIS'?>"),
        Declared::Other("Shift_JIS")
    );
}

#[test]
fn what_is_written_reads_the_same() {
    let mut writer = Writer::new(Some(2), 0);
    writer.begin("a");
    assert!(writer.attribute("x", "1\n\t\"<&é"));
    writer.begin("b");
    assert!(writer.end_with(" <]]>&\r\n"));
    writer.fragment("<p:c xmlns:p='u'/>");
    writer.begin("d");
    writer.end();
    writer.begin("e");
    assert!(!writer.end_with("\u{1}\u{FFFE}"));
    let text = writer.finish();
    assert_eq!(
        show(&text).unwrap(),
        r#"|a(|x="1\n\t\"<&é" |b(~" <]]>&\r\n" ) u|c() |d() |e("��" ) )"#
    );
    assert!(text.ends_with("  <d/>\n  <e>��</e>\n</a>\n"), "{text}");
}
