//! What an edit looks like, as the lines it takes away (`-`) and adds (`+`).

use k8s_admission::{Annotations, Manifests};

use crate::{annotate, refusals::SHARED, score};

/// Annotates, and prints the changed lines; `⏎` marks a carriage return, `∅` a missing line break at the end.
fn edit(text: &str) -> String {
    diff(text, &annotate(text, &score()))
}

fn diff(before: &str, after: &str) -> String {
    let (old, new): (Vec<_>, Vec<_>) =
        (before.split_inclusive('\n').collect(), after.split_inclusive('\n').collect());
    let same_head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let mut lines = Vec::new();
    let (mut i, mut j) = (same_head, same_head);
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            (i, j) = (i + 1, j + 1);
            continue;
        }
        // The shortest way to the next line that both have.
        let (a, b) = (0..=old.len() - i + new.len() - j)
            .flat_map(|sum| (0..=sum).map(move |a| (a, sum - a)))
            .find(|(a, b)| match (old.get(i + a), new.get(j + b)) {
                (Some(x), Some(y)) => x == y,
                (None, None) => i + a == old.len() && j + b == new.len(),
                _ => false,
            })
            .unwrap();
        lines.extend(old[i..i + a].iter().map(|line| show('-', line)));
        lines.extend(new[j..j + b].iter().map(|line| show('+', line)));
        (i, j) = (i + a, j + b);
    }
    lines.join("\n")
}

fn show(sign: char, line: &str) -> String {
    let end = if line.ends_with('\n') { "" } else { "∅" };
    format!("{sign}{}{end}", line.trim_end_matches('\n').replace('\r', "⏎"))
}

/// A Pod whose metadata is given; a Pod has one place only.
pub(crate) fn pod(metadata: &str) -> String {
    format!("apiVersion: v1\nkind: Pod\n{metadata}spec: {{containers: [{{name: a, image: b}}]}}\n")
}

#[test]
fn a_workload_and_its_template_are_both_annotated() {
    let text = "\
# the front door
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web   # two places
spec:
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
      - {name: a, image: b}
";
    insta::assert_snapshot!(edit(text), @r#"
    +  annotations:
    +    jfrog.com/xray-score: "Critical"
    +      annotations:
    +        jfrog.com/xray-score: "Critical"
    "#);
}

#[test]
fn two_maps_that_end_at_the_same_line_are_both_extended() {
    let text = "\
apiVersion: apps/v1
kind: Deployment
spec:
  template:
    spec: {containers: [{name: a, image: b}]}
    metadata:
      labels:
        app: a
";
    insta::assert_snapshot!(edit(text), @r#"
    +      annotations:
    +        jfrog.com/xray-score: "Critical"
    +metadata:
    +  annotations:
    +    jfrog.com/xray-score: "Critical"
    "#);
    assert_eq!(annotate(text.trim_end(), &score()), annotate(text, &score()).trim_end());
}

#[test]
fn a_cron_job_is_annotated_at_both_ends_not_in_between() {
    let text = "\
apiVersion: batch/v1
kind: CronJob
metadata: {name: tick}
spec:
  jobTemplate:
    metadata: {labels: {a: b}}
    spec:
      template:
        spec:
          containers: [{name: a, image: b}]
";
    insta::assert_snapshot!(edit(text), @r#"
    -metadata: {name: tick}
    +metadata: {name: tick, annotations: {jfrog.com/xray-score: "Critical"}}
    +        metadata:
    +          annotations:
    +            jfrog.com/xray-score: "Critical"
    "#);
}

#[test]
fn every_way_to_write_no_annotations_gets_them() {
    for (annotations, expected) in [
        ("", "+  annotations:\n+    jfrog.com/xray-score: \"Critical\""),
        ("  annotations:\n", "+    jfrog.com/xray-score: \"Critical\""),
        ("  annotations:   # none\n", "+    jfrog.com/xray-score: \"Critical\""),
        ("  annotations:\n    # none\n", "+    jfrog.com/xray-score: \"Critical\""),
        (
            "  annotations: null\n",
            "-  annotations: null\n+  annotations:\n+    jfrog.com/xray-score: \"Critical\"",
        ),
        (
            "  annotations: ~ # none\n",
            "-  annotations: ~ # none\n+  annotations: # none\n+    jfrog.com/xray-score: \"Critical\"",
        ),
        (
            "  annotations: {}\n",
            "-  annotations: {}\n+  annotations:\n+    jfrog.com/xray-score: \"Critical\"",
        ),
        (
            "  annotations: {  } # x\n",
            "-  annotations: {  } # x\n+  annotations: # x\n+    jfrog.com/xray-score: \"Critical\"",
        ),
        (
            "  annotations: {\n    # none\n  }\n",
            "-  annotations: {\n+  annotations: {jfrog.com/xray-score: \"Critical\"",
        ),
        ("  annotations:\n    {}\n", "-    {}\n+    {jfrog.com/xray-score: \"Critical\"}"),
        (
            "  annotations: # none\n    null # really\n",
            "-    null # really\n+    {jfrog.com/xray-score: \"Critical\"} # really",
        ),
        (
            "  annotations: &a {}\n",
            "-  annotations: &a {}\n+  annotations: &a {jfrog.com/xray-score: \"Critical\"}",
        ),
        (
            "  annotations: !!map {}\n",
            "-  annotations: !!map {}\n+  annotations: !!map {jfrog.com/xray-score: \"Critical\"}",
        ),
        ("  'annotations':\n", "+    'jfrog.com/xray-score': \"Critical\""),
    ] {
        let text = pod(&format!("metadata:\n  name: a\n{annotations}"));
        assert_eq!(edit(&text), expected, "{annotations}");
        // The same with something behind it.
        let text = pod(&format!("metadata:\n{annotations}  name: a\n"));
        if !annotations.is_empty() {
            assert_eq!(edit(&text), expected, "{annotations} name");
        }
    }
}

#[test]
fn a_missing_metadata_is_created() {
    assert_eq!(
        edit(&pod("")),
        "+metadata:\n+  annotations:\n+    jfrog.com/xray-score: \"Critical\""
    );
    assert_eq!(
        edit(&pod("metadata:\n")),
        "+  annotations:\n+    jfrog.com/xray-score: \"Critical\""
    );
    assert_eq!(
        edit(&pod("metadata: {}\n")),
        "-metadata: {}\n+metadata:\n+  annotations:\n+    jfrog.com/xray-score: \"Critical\""
    );
    assert_eq!(
        edit("{apiVersion: v1, kind: Pod, spec: {containers: [{name: a, image: b}]}}\n"),
        "-{apiVersion: v1, kind: Pod, spec: {containers: [{name: a, image: b}]}}\n\
         +{apiVersion: v1, kind: Pod, spec: {containers: [{name: a, image: b}]}, metadata: {annotations: {jfrog.com/xray-score: \"Critical\"}}}"
    );
}

#[test]
fn a_new_template_metadata_does_not_steal_a_comment() {
    let text = |comment: &str| {
        format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{annotations: {{jfrog.com/xray-score: Critical}}}}\nspec:\n   template:\n{comment}      spec:\n         containers: [{{name: a, image: b}}]\n"
        )
    };
    insta::assert_snapshot!(edit(&text("")), @r#"
    +      metadata:
    +         annotations:
    +            jfrog.com/xray-score: "Critical"
    "#);
    let commented = annotate(&text("      # what runs\n"), &score());
    assert!(commented.contains("      # what runs\n      spec:\n"), "{commented}");
}

#[test]
fn existing_values_keep_their_quoting_and_comments() {
    for (before, after) in [
        (
            "jfrog.com/xray-score: \"High\"   # by CI",
            "jfrog.com/xray-score: \"Critical\"   # by CI",
        ),
        ("jfrog.com/xray-score: 'High'", "jfrog.com/xray-score: 'Critical'"),
        ("jfrog.com/xray-score: High", "jfrog.com/xray-score: Critical"),
        ("\"jfrog.com/xray-score\":    High", "\"jfrog.com/xray-score\":    Critical"),
        ("jfrog.com/xray-score:", "jfrog.com/xray-score: \"Critical\""),
        ("jfrog.com/xray-score:   # soon", "jfrog.com/xray-score: \"Critical\"   # soon"),
        ("jfrog.com/xray-score: null", "jfrog.com/xray-score: Critical"),
        ("jfrog.com/xray-score: 3", "jfrog.com/xray-score: Critical"),
        ("jfrog.com/xray-score: !!str High", "jfrog.com/xray-score: !!str Critical"),
        ("jfrog.com/xray-score: &s High", "jfrog.com/xray-score: &s Critical"),
        ("? jfrog.com/xray-score\n    : High", "? jfrog.com/xray-score\n    : Critical"),
        (
            "jfrog.com/xray-score: >- # by CI\n      High\n      enough\n    # below",
            "jfrog.com/xray-score: \"Critical\" # by CI\n    # below",
        ),
        (
            "jfrog.com/xray-score: |+\n      High\n\n    other: x",
            "jfrog.com/xray-score: \"Critical\"\n    other: x",
        ),
        ("jfrog.com/xray-score: plain\n      over lines # c", "jfrog.com/xray-score: Critical # c"),
        (
            "x: &s High\n    jfrog.com/xray-score: *s # c",
            "x: &s High\n    jfrog.com/xray-score: \"Critical\" # c",
        ),
    ] {
        for tail in ["", "\n    example.com/after: stays"] {
            let text = pod(&format!("metadata:\n  annotations:\n    {before}{tail}\n"));
            let expected = pod(&format!("metadata:\n  annotations:\n    {after}{tail}\n"));
            assert_eq!(annotate(&text, &score()), expected);
        }
    }
}

#[test]
fn values_of_any_text_read_back() {
    for value in [
        "3",
        "null",
        "it's",
        "a: b # c",
        "line\nbreak",
        "tab\t",
        "",
        " ",
        "é🚢\u{2028}\u{feff}",
        "\\\"",
        "{{x}}",
        "- a",
        "yes",
    ] {
        let annotations = Annotations::new().set("k", value).unwrap();
        for text in [
            pod("metadata: {name: a}\n"),
            pod("metadata:\n  annotations: {k: 'old'}\n"),
            pod("metadata:\n  annotations:\n    k: old\n"),
            "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{},\"spec\":{\"containers\":[{\"image\":\"b\"}]}}".to_owned(),
        ] {
            let edited = annotate(&text, &annotations);
            let manifests = Manifests::parse(&edited).unwrap();
            assert_eq!(manifests.workloads()[0].annotations().next(), Some(("k", value)), "{edited}");
        }
    }
}

#[test]
fn new_keys_follow_the_quoting_and_the_lines_of_their_neighbours() {
    for (before, after) in [
        ("{}", "{jfrog.com/xray-score: \"Critical\"}"),
        ("{a: b}", "{a: b, jfrog.com/xray-score: \"Critical\"}"),
        ("{ a: b }", "{ a: b, jfrog.com/xray-score: \"Critical\" }"),
        ("{a: b,}", "{a: b, jfrog.com/xray-score: \"Critical\",}"),
        ("{'a': b}", "{'a': b, 'jfrog.com/xray-score': \"Critical\"}"),
        ("{\"a\":\"b\"}", "{\"a\":\"b\",\"jfrog.com/xray-score\":\"Critical\"}"),
        ("{a, b: , c}", "{a, b: , c, jfrog.com/xray-score: \"Critical\"}"),
        ("{a: b # c\n  }", "{a: b, jfrog.com/xray-score: \"Critical\" # c\n  }"),
        ("{\n    a: b # c\n  }", "{\n    a: b, # c\n    jfrog.com/xray-score: \"Critical\"\n  }"),
        ("{\n    a: b, # c\n  }", "{\n    a: b, # c\n    jfrog.com/xray-score: \"Critical\",\n  }"),
        ("{\n    a: b}", "{\n    a: b,\n    jfrog.com/xray-score: \"Critical\"}"),
        ("{\n    a: b\n    , }", "{\n    a: b\n    ,\n    jfrog.com/xray-score: \"Critical\", }"),
        ("{jfrog.com/xray-score, a: b}", "{jfrog.com/xray-score: \"Critical\", a: b}"),
        ("{<<: {a: b}}", "{<<: {a: b}, jfrog.com/xray-score: \"Critical\"}"),
    ] {
        let text = pod(&format!("metadata: {{name: a, annotations: {before}}}\n"));
        let expected = pod(&format!("metadata: {{name: a, annotations: {after}}}\n"));
        assert_eq!(annotate(&text, &score()), expected);
    }
    for (before, after) in [
        ("{name: a, annotations}", "{name: a, annotations: {jfrog.com/xray-score: \"Critical\"}}"),
        (
            "{annotations: , name: a}",
            "{annotations: {jfrog.com/xray-score: \"Critical\"} , name: a}",
        ),
        (
            "{annotations: ~, name: a}",
            "{annotations: {jfrog.com/xray-score: \"Critical\"}, name: a}",
        ),
    ] {
        assert_eq!(
            annotate(&pod(&format!("metadata: {before}\n")), &score()),
            pod(&format!("metadata: {after}\n"))
        );
    }
}

#[test]
fn new_lines_stand_behind_whatever_the_last_value_is() {
    for last in [
        "z: v",
        "z: \"v\"   # c",
        "z: plain\n      over lines",
        "z: 'quoted\n\n      over lines'",
        "z: |\n      text",
        "z: |-\n      text\n\n",
        "z: |+\n      text\n\n",
        "z: >2\n        text",
        "z: |\n\n",
        "z: |  # c\n      text\n    # c",
        "z: {a: [b,\n      c]}",
        "z:\n    - a\n    -  - b",
        "z:\n      y:\n        x: |\n          deep",
        "? z\n    : y",
        "? z",
        "z:",
        "z: &x",
        "z: !!str",
        "z: *name",
    ] {
        let text = pod(&format!("metadata:\n  name: &name a\n  annotations:\n    {last}\n"));
        let edited = annotate(&text, &score());
        assert_eq!(
            edited.replacen("    jfrog.com/xray-score: \"Critical\"\n", "", 1),
            text,
            "{edited}"
        );
    }
}

#[test]
fn line_breaks_marks_and_missing_ends_are_kept() {
    let crlf = pod("metadata:\n  name: a\n").replace('\n', "\r\n");
    insta::assert_snapshot!(edit(&crlf), @r#"
    +  annotations:⏎
    +    jfrog.com/xray-score: "Critical"⏎
    "#);
    let cr = pod("metadata:\n  name: a\n").replace('\n', "\r");
    assert_eq!(
        annotate(&cr, &score()),
        pod("metadata:\n  name: a\n  annotations:\n    jfrog.com/xray-score: \"Critical\"\n")
            .replace('\n', "\r")
    );
    let bom = format!("\u{feff}{}", pod("metadata:\n  name: a\n"));
    insta::assert_snapshot!(edit(&bom), @r#"
    +  annotations:
    +    jfrog.com/xray-score: "Critical"
    "#);
    let unfinished = "apiVersion: v1\nkind: Pod\nspec: {containers: [{name: a, image: b}]}\nmetadata:\n  name: a";
    insta::assert_snapshot!(edit(unfinished), @r#"
    -  name: a∅
    +  name: a
    +  annotations:
    +    jfrog.com/xray-score: "Critical"∅
    "#);
    // A line break behind this scalar would be part of it.
    let scalar = "apiVersion: v1\nkind: Pod\nspec: {containers: [{name: a, image: b}]}\nmetadata:\n  annotations:\n    a: |\n      text";
    assert_eq!(edit(scalar), "+    jfrog.com/xray-score: \"Critical\"");
    for end in ["\n\n\n", "\n...\n", "\n# the end", "\n---\n", "\n...\n# x\n---\n...\n"] {
        let text = format!("{unfinished}{end}");
        assert!(annotate(&text, &score()).ends_with(end), "{end:?}");
    }
}

#[test]
fn documents_that_are_not_selected_stay_as_they_are() {
    let other =
        "--- # first\n# comment\nodd:   '%text'\nkind: ConfigMap\ndata: {a:   'b' , }\n...\n";
    let text = format!(
        "{other}%YAML 1.1\n---\n{}---\n{}",
        pod("metadata: {name: one}\n"),
        pod("metadata: {name: two}\n")
    );
    let manifests = Manifests::parse(&text).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(manifests.documents(), 3);
    let edited = manifests.annotate(|workload| workload.name() == Some("two"), &score()).unwrap();
    insta::assert_snapshot!(diff(&text, edited.text()), @r#"
    -metadata: {name: two}
    +metadata: {name: two, annotations: {jfrog.com/xray-score: "Critical"}}
    "#);
    assert_eq!(
        edited.changes().iter().map(|change| (change.workload, change.changed)).collect::<Vec<_>>(),
        [(1, true)]
    );
    let nothing = manifests.annotate(|_| false, &score()).unwrap();
    assert!(!nothing.is_changed() && nothing.changes().is_empty() && nothing.text() == text);
}

#[test]
fn each_workload_may_get_annotations_of_its_own() {
    let text =
        format!("{}---\n{}", pod("metadata:\n  name: one\n"), pod("metadata:\n  name: two\n"));
    let edited = Manifests::parse(&text)
        .unwrap()
        .annotate_each(|workload| Annotations::new().set("for", workload.name()?).ok())
        .unwrap();
    insta::assert_snapshot!(diff(&text, edited.text()), @r#"
    +  annotations:
    +    for: "one"
    +  annotations:
    +    for: "two"
    "#);
}

#[test]
fn one_edit_serves_all_places_that_share_a_node() {
    assert_eq!(edit(SHARED), "+    jfrog.com/xray-score: \"Critical\"");
    let whole = "apiVersion: apps/v1\nkind: Deployment\nmetadata: &m\n  name: a\nspec:\n  template:\n    metadata: *m\n    spec: {containers: [{name: a, image: b}]}\n";
    assert_eq!(edit(whole), "+  annotations:\n+    jfrog.com/xray-score: \"Critical\"");
}

#[test]
fn an_alias_of_something_else_becomes_a_mapping_that_merges_it() {
    let text = "\
apiVersion: v1
kind: Pod
metadata:
  labels: &labels
    app: a
  annotations: *labels # the same
spec: {containers: [{name: a, image: b}]}
";
    insta::assert_snapshot!(edit(text), @r#"
    -  annotations: *labels # the same
    +  annotations: {<<: *labels, jfrog.com/xray-score: "Critical"} # the same
    "#);
    let empty = text.replace("&labels\n    app: a", "&labels {}");
    insta::assert_snapshot!(edit(&empty), @r#"
    -  annotations: *labels # the same
    +  annotations: {jfrog.com/xray-score: "Critical"} # the same
    "#);
}

#[test]
fn merged_annotations_are_added_to_not_hidden() {
    let text = pod("metadata:\n  labels: &l {a: b}\n  annotations:\n    <<: *l\n    c: d\n");
    assert_eq!(edit(&text), "+    jfrog.com/xray-score: \"Critical\"");
    let there = pod(
        "metadata:\n  labels: &l {jfrog.com/xray-score: Critical}\n  annotations:\n    <<: *l\n",
    );
    assert_eq!(edit(&there), "");
    let other =
        pod("metadata:\n  labels: &l {jfrog.com/xray-score: High}\n  annotations:\n    <<: *l\n");
    assert_eq!(edit(&other), "+    jfrog.com/xray-score: \"Critical\"");
}

#[test]
fn json_stays_json() {
    let pretty = "{\n\t\"kind\": \"Pod\",\n\t\"apiVersion\": \"v1\",\n\t\"metadata\": {\n\t\t\"name\": \"a\\/\\ud83d\\udea2\"\n\t},\n\t\"spec\": {\"containers\": [{\"image\": \"b\"}]}\n}\n";
    insta::assert_snapshot!(edit(pretty).replace('\t', "→"), @r#"
    -→→"name": "a\/\ud83d\udea2"
    +→→"name": "a\/\ud83d\udea2",
    +→→"annotations": {
    +→→→"jfrog.com/xray-score": "Critical"
    +→→}
    "#);
    let compact =
        "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"spec\":{\"containers\":[{\"image\":\"b\"}]}}";
    assert_eq!(
        annotate(compact, &score()),
        "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"spec\":{\"containers\":[{\"image\":\"b\"}]},\"metadata\":{\"annotations\":{\"jfrog.com/xray-score\":\"Critical\"}}}"
    );
    let empty = "{\n  \"kind\": \"Pod\",\n  \"apiVersion\": \"v1\",\n  \"metadata\": {},\n  \"spec\": {\"containers\": [{\"image\": \"b\"}]}\n}";
    insta::assert_snapshot!(edit(empty), @r#"
    -  "metadata": {},
    +  "metadata": {
    +    "annotations": {
    +      "jfrog.com/xray-score": "Critical"
    +    }
    +  },
    "#);
    // Side by side, as `kubectl` takes them, and as documents of YAML.
    for between in ["", "\n", " \n\n", "\n---\n"] {
        let edited = annotate(&format!("{compact}{between}{compact}"), &score());
        assert_eq!(
            edited.matches("\"annotations\":{\"jfrog.com/xray-score\":\"Critical\"}").count(),
            2,
            "{edited}"
        );
        for value in edited.split("\n---\n") {
            let values = serde_json::Deserializer::from_str(value).into_iter::<serde_json::Value>();
            assert!(values.into_iter().all(|value| value.is_ok()), "{edited}");
        }
    }
}
