use proptest::prelude::*;
use proptest::sample::Index;

use super::*;
use crate::tree::Value;

const DEPTH: usize = 12;

/// What reading by so many threads comes to, written so that a difference shows; without threads,
/// what the parser alone comes to.
fn outcome(text: &str, elements: usize, threads: Option<usize>) -> String {
    let mut parser = Parser::new(text, room_for(text.len()), DEPTH, elements);
    let start = parser.blank(0);
    let read = match threads {
        Some(threads) => read_shared(&mut parser, start, threads),
        None => parser.read(start).map(|stop| match stop {
            Stop::End(end) | Stop::Watch(end) => end,
        }),
    };
    match read {
        Ok(end) => {
            let mut tree = parser.tree;
            tree.lay_over(text.to_owned());
            let mut out = format!("{end}: ");
            show(tree.root(), &mut out);
            out
        }
        Err(fault) => fault.explain(text).to_string(),
    }
}

fn show(value: Value<'_>, out: &mut String) {
    let (key, offset) = (value.key_text(), value.offset());
    out.push_str(&format!("{}={key:?}@{offset:?} {:?}(", value.id().raw(), value.scalar()));
    value.children().for_each(|child| show(child, out));
    out.push(')');
}

/// Values that have what threads may stumble upon: names that no format defines, escapes, strings
/// that look like the place between two elements, lists in lists.
fn any_value() -> impl Strategy<Value = String> {
    let text = prop_oneof![
        "[a-z]{0,8}".prop_map(|text| format!("{text:?}")),
        Just(r#""},{""#.to_owned()),
        Just(r#""}, { \"name\": [""#.to_owned()),
        Just(r#""\u00e9\n""#.to_owned()),
        Just(r#""é😀""#.to_owned()),
    ];
    let leaf = prop_oneof![
        text,
        (0..1000_u32).prop_map(|number| number.to_string()),
        Just("true".to_owned()),
        Just("null".to_owned()),
    ];
    leaf.prop_recursive(4, 60, 6, |inner| {
        let members = prop::collection::vec(("[a-c]|name|purl|x-[a-z]{2}", inner), 0..8);
        let object = members.prop_map(|members| {
            // Names are made distinct by their places.
            let numbered = members.iter().enumerate();
            let written = numbered.map(|(at, (key, value))| match at {
                0 => format!("\"{key}\": {value}"),
                _ => format!("\"{key}{at}\":{value}"),
            });
            format!("{{{}}}", written.collect::<Vec<_>>().join(", "))
        });
        let separator = prop_oneof![Just(","), Just(", "), Just(",\n  ")];
        let list = (prop::collection::vec(object.clone(), 0..6), separator)
            .prop_map(|(elements, separator)| format!("[{}]", elements.join(separator)));
        prop_oneof![object, list.clone(), list]
    })
}

proptest! {
    #[test]
    fn several_threads_read_what_one_reads(
        values in prop::collection::vec(any_value(), 1..6),
        threads in 2_usize..5,
        elements in prop_oneof![Just(usize::MAX), 0_usize..300],
        spoilt in prop::option::of((any::<Index>(), any::<u8>())),
    ) {
        let mut text = format!("{{\"components\": [{{}}, {{\"a\": {}}}]}} ", values.join("},{\"a\":"));
        if let Some((at, byte)) = spoilt {
            let mut bytes = text.into_bytes();
            let at = at.index(bytes.len());
            bytes[at] = byte;
            text = String::from_utf8_lossy(&bytes).into_owned();
        }
        prop_assert_eq!(outcome(&text, elements, Some(threads)), outcome(&text, elements, None));
    }
}

fn list(elements: usize) -> String {
    let elements: Vec<String> =
        (0..elements).map(|number| format!("{{\"x-{number:03}\":[\"\\t\",{{}},{{}}]}}")).collect();
    format!("[{}]", elements.join(","))
}

#[test]
fn elements_are_read_from_the_first_whole_one_to_the_last_with_a_comma() {
    let text = list(100);
    let parser = Parser::new(&text, room_for(0), DEPTH, usize::MAX);
    let ahead = Ahead::read(parser, text.len() / 2 + 3, text.len());
    let starts: Vec<&str> = ahead.runs.iter().rev().map(|run| &text[run.start..]).collect();
    // The half ends in the fiftieth element, whose own list is tried first.
    let [first] = starts.as_slice() else { panic!("{} runs", starts.len()) };
    assert!(first.starts_with("{\"x-051\":"), "{first}");
    assert!(text[ahead.runs[0].end..].starts_with("{\"x-099\":"));
    assert_eq!(ahead.runs[0].count, 48 * 4);
    assert_eq!(ahead.runs[0].levels, 3);
}

#[test]
fn run_is_taken_over_where_it_begins_and_nowhere_else() {
    let text = list(100);
    let mut parser = Parser::new(&text, room_for(text.len()), DEPTH, usize::MAX);
    parser.watch = text.len() / 2;
    let Ok(Stop::Watch(at)) = parser.read(0) else { panic!("no element") };
    for (from, is_met) in [(text.len() / 2, true), (text.len() / 4, false), (at, true)] {
        let mut parser = Parser::new(&text, room_for(text.len()), DEPTH, usize::MAX);
        parser.watch = text.len() / 2;
        assert!(matches!(parser.read(0), Ok(Stop::Watch(place)) if place == at));
        let other = Parser::new(&text, room_for(0), DEPTH, usize::MAX);
        let mut ahead = vec![Ahead::read(other, from - 2, text.len() / 4)];
        let after = take_over(&mut parser, &mut ahead, at);
        assert_eq!(after > at, is_met, "from {from}");
        assert!(ahead.is_empty());
    }
}

#[test]
fn limits_are_those_of_the_whole() {
    let text = list(100);
    let counted = 100 * 4;
    assert_eq!(outcome(&text, counted, Some(3)), outcome(&text, counted, None));
    assert!(outcome(&text, counted, Some(3)).starts_with(&format!("{}: ", text.len())));
    assert!(outcome(&text, counted - 1, Some(3)).contains("more items than allowed"));
    let deep = format!("{}{}{}", "[".repeat(DEPTH - 2), list(100), "]".repeat(DEPTH - 2));
    let refused = outcome(&deep, usize::MAX, Some(3));
    assert!(refused.contains("more than 12 levels deep"), "{refused}");
    assert_eq!(refused, outcome(&deep, usize::MAX, None));
}
