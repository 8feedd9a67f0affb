//! What is not read, and what is not edited: the code and the place of each fault.

use k8s_admission::{Annotations, ErrorCode, Limits, Manifests};

use crate::{score, yaml_edit::pod};

fn fault(text: &str) -> (ErrorCode, usize, usize) {
    let error = match Manifests::parse(text) {
        Ok(manifests) => manifests.annotate(|_| true, &score()).unwrap_err(),
        Err(error) => error,
    };
    (error.code(), error.line().unwrap_or(0), error.column().unwrap_or(0))
}

/// One map of annotations for two places.
pub(crate) const SHARED: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: a
  annotations: &notes
    owner: team
spec:
  template:
    metadata:
      annotations: *notes
    spec: {containers: [{name: a, image: b}]}
";

#[test]
fn an_edit_that_would_show_elsewhere_is_refused() {
    // The definition is to be annotated, and a label map uses it too.
    let labels = SHARED.replace("      annotations: *notes", "      labels: *notes");
    assert_eq!(fault(&labels), (ErrorCode::Shared, 10, 15));
    // A key that both the annotations and something else take their value from.
    let value =
        pod("metadata:\n  annotations: {jfrog.com/xray-score: &s High}\n  labels: {x: *s}\n");
    assert_eq!(fault(&value), (ErrorCode::Shared, 5, 15));
    // Metadata that is borrowed, or merged in.
    let borrowed = pod("x: &m {name: a}\nmetadata: *m\n");
    assert_eq!(fault(&borrowed).0, ErrorCode::Shared);
    let merged = pod("x: &m\n  annotations: {a: b}\nmetadata:\n  <<: *m\n  name: a\n");
    assert_eq!(fault(&merged).0, ErrorCode::Shared);
    let merged_null = pod("x: &m\n  annotations:\nmetadata:\n  <<: *m\n  name: a\n");
    assert_eq!(fault(&merged_null).0, ErrorCode::Shared);
    // One node, two wishes.
    let two = "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod, metadata: {name: a, annotations: &a {x: y}}, spec: {containers: [{image: a}]}}\n\
               - {apiVersion: v1, kind: Pod, metadata: {name: b, annotations: *a}, spec: {containers: [{image: a}]}}\n";
    let error = Manifests::parse(two)
        .unwrap()
        .annotate_each(|workload| Annotations::new().set("for", workload.name()?).ok())
        .unwrap_err();
    assert_eq!(error.code(), ErrorCode::Shared);
}

#[test]
fn what_is_no_manifest_is_refused_with_its_place() {
    let template = |text: &str| assert_eq!(fault(text).0, ErrorCode::Template, "{text}");
    template("image: {{ .Values.image }}\n");
    template("metadata:\n  name: {{ .Release.Name }}-web\n");
    template("{{- if .Values.enabled }}\nkind: Pod\n{{- end }}\n");
    // Braces in a text far above are not to blame.
    let alert = "a: |\n  {{ $labels.instance }}\nb: 'text {{ x }}'\nc: 1\nd: 2\ne: [\n";
    assert_eq!(fault(&alert.replace("  {{ $l", "  on {{ $l")), (ErrorCode::Syntax, 6, 4));
    template("a: b\nlabels:\n  {{- include \"labels\" . | nindent 4 }}\n");
    assert_eq!(fault("a: b\nname: {{ .Release.Name }}-web\n"), (ErrorCode::Template, 2, 7));
    for (text, expected) in [
        ("kind: Pod\nmetadata:\n\tname: a\n", (ErrorCode::Syntax, 3, 2)),
        ("a: [b\n", (ErrorCode::Syntax, 1, 4)),
        ("a: *b\n", (ErrorCode::Syntax, 1, 4)),
        ("{\"a\": 1,}\n{\"b\": }", (ErrorCode::Syntax, 1, 9)),
        ("a: 1\nb:\n  c: 1\n  'c': 2\n", (ErrorCode::DuplicateKey, 4, 3)),
        ("{\"a\": 1, \"a\": 2}", (ErrorCode::DuplicateKey, 1, 10)),
        ("? [a]\n: b\n", (ErrorCode::Unsupported, 1, 3)),
        ("a: &a [*a]\n", (ErrorCode::Unsupported, 1, 8)),
        ("<<: 3\n", (ErrorCode::Unsupported, 1, 1)),
    ] {
        assert_eq!(fault(text), expected, "{text}");
    }
    for metadata in [
        "metadata: text\n",
        "metadata: [a]\n",
        "metadata: {annotations: text}\n",
        "metadata: {annotations: [a]}\n",
        "metadata:\n  annotations: &a\n",
        "metadata:\n  annotations:\n    jfrog.com/xray-score: {a: b}\n",
        "metadata:\n  ? annotations\n",
        "metadata:\n  annotations:\n    jfrog.com/xray-score: !!int 3\n",
    ] {
        let (code, line, _) = fault(&pod(metadata));
        assert!(code == ErrorCode::Unsupported && line >= 3, "{metadata}");
    }
    let bytes = Manifests::parse_bytes(b"a: b\nc: \xff\n", &Limits::default()).unwrap_err();
    assert_eq!(
        (bytes.code(), bytes.line(), bytes.column()),
        (ErrorCode::NotUtf8, Some(2), Some(4))
    );
}

#[test]
fn a_workload_without_its_template_cannot_be_annotated() {
    let text = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {replicas: 1}\n";
    assert_eq!(fault(text), (ErrorCode::Unsupported, 4, 7));
}

#[test]
fn limits_hold_against_bombs() {
    let refused = |text: &str, limits: Limits| {
        assert_eq!(
            Manifests::parse_with(text, &limits).unwrap_err().code(),
            ErrorCode::Limit,
            "{}",
            &text[..text.len().min(60)]
        );
    };
    refused("a: b\n", Limits { bytes: 4, ..Limits::default() });
    refused("---\n---\n---\n", Limits { documents: 2, ..Limits::default() });
    refused("[[[a]]]", Limits { depth: 3, ..Limits::default() });
    refused("{\"a\": [[1]]}", Limits { depth: 3, ..Limits::default() });
    refused(&"[".repeat(100_000), Limits::default());
    refused(&format!("{{\"a\":{}", "[".repeat(100_000)), Limits::default());
    refused(
        &(0..300).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect::<String>(),
        Limits::default(),
    );
    // A billion laughs: 9 levels of 10 aliases each.
    let mut laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..10 {
        let before = format!("*a{}, ", level - 1).repeat(10);
        laughs.push_str(&format!("a{level}: &a{level} [{before}]\n"));
    }
    refused(&laughs, Limits::default());
    // The same by depth: each level is only two deep by itself.
    let mut stairs = "a0: &a0 [x]\n".to_owned();
    for level in 1..500 {
        stairs.push_str(&format!("a{level}: &a{level} [*a{}]\n", level - 1));
    }
    refused(&stairs, Limits::default());
}
