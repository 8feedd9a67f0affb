//! Manifests made at random: whatever they look like, an edit adds and does nothing else.

use k8s_admission::{Annotations, Manifests, XRAY_SCORE};
use proptest::prelude::*;

/// Writes one Deployment in a random hand: indentation, comments, quoting, order, blank lines, line breaks.
#[derive(Debug, Clone)]
struct Hand {
    step: usize,
    comment: Option<String>,
    blank_lines: bool,
    line_break: &'static str,
    annotations: Vec<(String, String)>,
    metadata_last: bool,
    flow_template: bool,
    list: bool,
    final_break: bool,
}

fn scalar() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z][a-z0-9]{0,8}",
        "[a-z]{1,5}".prop_map(|text| format!("'{text}: it''s # quoted'")),
        "[a-z]{1,5}".prop_map(|text| format!("\"{text}\\n\\u00e9 \\\"x\\\"\"")),
        "[a-zé🚢]{1,5}".prop_map(|text| format!("é{text}")),
        "[a-z]{1,5}".prop_map(|text| format!("|\n@{text}\n@ more")),
        "[a-z]{1,5}".prop_map(|text| format!(">-\n@{text}\n\n@more")),
        "[a-z]{1,5}".prop_map(|text| format!("|+\n@{text}\n\n")),
        "[a-z]{1,5}".prop_map(|text| format!("{text}\n@and more")),
        Just("!!str 12".to_owned()),
        Just("".to_owned()),
    ]
}

fn hand() -> impl Strategy<Value = Hand> {
    (
        1..9usize,
        proptest::option::of("# [a-z {}:\\[]{0,12}"),
        any::<bool>(),
        prop_oneof![Just("\n"), Just("\r\n")],
        proptest::collection::vec(("[a-z]{3,8}", scalar()), 0..4),
        (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>()),
    )
        .prop_map(
            |(
                step,
                comment,
                blank_lines,
                line_break,
                mut annotations,
                (metadata_last, flow_template, list, final_break),
            )| {
                annotations.sort();
                annotations.dedup_by(|a, b| a.0 == b.0);
                Hand {
                    step,
                    comment,
                    blank_lines,
                    line_break,
                    annotations,
                    metadata_last,
                    flow_template,
                    list,
                    final_break,
                }
            },
        )
}

impl Hand {
    fn text(&self, name: &str) -> String {
        let base = if self.list { 2 } else { 0 };
        let pad = |level: usize| " ".repeat(base + level * self.step);
        let mut metadata = vec![format!("{}metadata:", pad(0)), format!("{}name: {name}", pad(1))];
        if !self.annotations.is_empty() {
            metadata.push(format!("{}annotations:", pad(1)));
            for (key, value) in &self.annotations {
                metadata.push(format!("{}{key}: {}", pad(2), value.replace('@', &pad(3))));
            }
        }
        let mut spec = vec![format!("{}spec:", pad(0)), format!("{}template:", pad(1))];
        if self.flow_template {
            spec.push(format!("{}metadata: {{labels: {{app: x}}}}", pad(2)));
        }
        spec.push(format!("{}spec:", pad(2)));
        spec.push(format!("{}containers:", pad(3)));
        spec.push(format!("{}- name: c", pad(3)));
        spec.push(format!("{}  image: nginx", pad(3)));
        let parts = if self.metadata_last { [spec, metadata] } else { [metadata, spec] };
        let mut lines = if self.list {
            vec!["apiVersion: v1".to_owned(), "kind: List".to_owned(), "items:".to_owned()]
        } else {
            Vec::new()
        };
        lines.push(format!("{}apiVersion: apps/v1", if self.list { "- " } else { "" }));
        lines.push(format!("{}kind: Deployment", pad(0)));
        for part in parts {
            for line in part {
                // Comments only behind what cannot be a block scalar or a line of one.
                match &self.comment {
                    Some(comment) if line.ends_with("template:") => {
                        lines.push(format!("{line} {comment}"))
                    }
                    Some(comment) if line.ends_with("metadata:") => {
                        lines.extend([line, format!("{}{comment}", pad(1))])
                    }
                    _ => lines.push(line),
                }
            }
            if self.blank_lines {
                lines.push(String::new());
            }
        }
        lines.join("\n").replace('\n', self.line_break)
    }
}

fn wanted() -> Annotations {
    Annotations::new()
        .set(XRAY_SCORE, "Critical")
        .unwrap()
        .set("weighbridge.dev/image", "a:1")
        .unwrap()
}

/// Reads with a reader of its own typing, sets the annotations its own way.
fn expected(text: &str, annotations: &Annotations) -> Vec<serde_json::Value> {
    fn set(owner: &mut serde_json::Value, annotations: &Annotations) {
        for (key, value) in annotations.iter() {
            owner["metadata"]["annotations"][key] = value.unwrap().into();
        }
    }
    let mut documents: Vec<serde_json::Value> = serde_saphyr::from_multiple(text).unwrap();
    for document in &mut documents {
        let objects = match document.get_mut("items") {
            Some(items) => items.as_array_mut().unwrap().iter_mut().collect(),
            None => vec![document],
        };
        for object in objects {
            set(object, annotations);
            set(&mut object["spec"]["template"], annotations);
        }
    }
    documents
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_edit_adds_and_does_nothing_else(hands in proptest::collection::vec(hand(), 1..4)) {
        let mut text: String = hands.iter().enumerate().map(|(index, hand)| format!("--- # {index}{0}{1}{0}", hand.line_break, hand.text("w"))).collect();
        if hands.last().is_some_and(|hand| !hand.final_break) {
            text.truncate(text.trim_end_matches(['\r', '\n']).len());
        }
        let manifests = Manifests::parse(&text).unwrap();
        prop_assert_eq!(manifests.workloads().len(), hands.len());
        let edited = match manifests.annotate(|_| true, &wanted()) {
            Ok(edited) => edited,
            Err(error) => return Err(TestCaseError::fail(format!("{error}\n{text}"))),
        };

        // Another reader sees the original and the annotations.
        let read: Vec<serde_json::Value> = serde_saphyr::from_multiple(edited.text()).unwrap();
        prop_assert_eq!(read, expected(&text, &wanted()));

        // Without what was added, every byte is back.
        let mut back = edited.text().to_owned();
        let added = [
            ", annotations: {jfrog.com/xray-score: \"Critical\", weighbridge.dev/image: \"a:1\"}",
            "jfrog.com/xray-score: \"Critical\"", "weighbridge.dev/image: \"a:1\"",
        ];
        back = back.replace(added[0], "");
        let lines: Vec<_> = back.split_inclusive('\n').filter(|line| !added.contains(&line.trim())).collect();
        let original: Vec<_> = text.split_inclusive('\n').collect();
        let mut at = 0;
        for line in &lines {
            let same = original.get(at).is_some_and(|known| known == line || known.trim_end() == line.trim_end() && at + 1 == original.len());
            if same {
                at += 1;
            } else {
                // The only other lines are the maps that had to be created.
                prop_assert!(["annotations:", "metadata:"].contains(&line.trim()), "{line:?} in\n{}", edited.text());
            }
        }
        prop_assert_eq!(at, original.len());

        // Doing it again does nothing.
        let again = Manifests::parse(edited.text()).unwrap();
        let again = again.annotate(|_| true, &wanted()).unwrap();
        prop_assert!(!again.is_changed());
        prop_assert_eq!(again.text(), edited.text());
    }

    #[test]
    fn no_text_panics(text in "[ \\-a:{}\\[\\],\"'&*!|>#%?\n\t<~é]{0,60}") {
        if let Ok(manifests) = Manifests::parse(&text) {
            let _ = manifests.annotate(|_| true, &wanted());
        }
    }

    #[test]
    fn no_metadata_panics_or_is_edited_wrongly(metadata in "[ \\-ab:{},\"'&*!|>#?\n<~]{0,40}") {
        let text = format!("apiVersion: v1\nkind: Pod\nspec: {{containers: [{{image: b}}]}}\nmetadata:{metadata}");
        let Ok(manifests) = Manifests::parse(&text) else { return Ok(()) };
        let Ok(edited) = manifests.annotate(|_| true, &wanted()) else { return Ok(()) };
        let read = Manifests::parse(edited.text()).unwrap();
        prop_assert!(read.workloads()[0].annotations().any(|pair| pair == (XRAY_SCORE, "Critical")), "{}", edited.text());
        // Every byte of the original is there in its order, but for a null or `{}` that was filled.
        let mut rest = edited.text().chars();
        let lost: String = text.chars().filter(|c| { let from = rest.clone(); let kept = rest.any(|k| k == *c); if !kept { rest = from; } !kept }).collect();
        prop_assert!(lost.len() < 12, "lost {lost:?} of\n{text}\nin\n{}", edited.text());
    }
}
