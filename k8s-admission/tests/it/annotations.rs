use k8s_admission::{
    Annotations, ErrorCode, IMAGE, IMAGE_DIGEST, Manifests, ScoreAnnotation, XRAY_SCORE,
    XRAY_SCORE_UNKNOWN_COUNT, XrayScore,
};

use crate::annotate;

const DIGEST: &str = "sha256:4bcff63911fcb4448bd4fdacec207030997caf25e9bea4045fa6c8c44de311d1";

#[test]
fn the_keys_and_words_are_a_contract() {
    let score = ScoreAnnotation::new(XrayScore::Unknown)
        .image("acme.jfrog.io/docker-local/web:3.0.0")
        .image_digest(DIGEST)
        .evaluated_at("2026-11-22T01:35:11Z")
        .policy_digest(DIGEST)
        .unknown_count(3);
    let lines: Vec<_> = score
        .annotations()
        .unwrap()
        .iter()
        .map(|(key, value)| format!("{key}={}", value.unwrap()))
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r"
    jfrog.com/xray-score=Unknown
    jfrog.com/xray-score-unknown-count=3
    weighbridge.dev/image=acme.jfrog.io/docker-local/web:3.0.0
    weighbridge.dev/image-digest=sha256:4bcff63911fcb4448bd4fdacec207030997caf25e9bea4045fa6c8c44de311d1
    weighbridge.dev/evaluated-at=2026-11-22T01:35:11Z
    weighbridge.dev/policy-digest=sha256:4bcff63911fcb4448bd4fdacec207030997caf25e9bea4045fa6c8c44de311d1
    ");
    let words: Vec<_> = XrayScore::ALL.iter().map(ToString::to_string).collect();
    assert_eq!(words.join(" "), "Critical High Medium Low Negligible None Unknown");
}

#[test]
fn a_score_written_into_a_manifest_is_read_back_from_it() {
    let text = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: b}]}\n";
    assert_eq!(Manifests::parse(text).unwrap().workloads()[0].claimed_score(), Ok(None));
    let score =
        ScoreAnnotation::new(XrayScore::High).image("b").image_digest(DIGEST).unknown_count(2);
    let edited = annotate(text, &score.annotations().unwrap());
    let read = Manifests::parse(&edited).unwrap().workloads()[0].claimed_score().unwrap().unwrap();
    assert_eq!(read, score);
    assert_eq!(
        (read.judged_image(), read.judged_digest(), read.unknown_findings()),
        (Some("b"), Some(DIGEST), 2)
    );
}

#[test]
fn companions_of_an_earlier_score_do_not_stay() {
    let text = "\
apiVersion: v1
kind: Pod
metadata:
  annotations:
    weighbridge.dev/image-digest: old   # of another image
    example.com/owner: team
    jfrog.com/xray-score-unknown-count: \"7\"
    jfrog.com/xray-score: \"Low\"
    weighbridge.dev/image: >-
      old

    # the end
spec: {containers: [{name: a, image: b}]}
";
    let edited = annotate(text, &ScoreAnnotation::new(XrayScore::None).annotations().unwrap());
    insta::assert_snapshot!(edited, @r#"
    apiVersion: v1
    kind: Pod
    metadata:
      annotations:
        example.com/owner: team
        jfrog.com/xray-score: "None"

        # the end
    spec: {containers: [{name: a, image: b}]}
    "#);
}

#[test]
fn keys_are_removed_from_flow_mappings_wherever_they_stand() {
    let remove =
        Annotations::new().set("k", "v").unwrap().remove("x").unwrap().remove("y").unwrap();
    let edit = |annotations: &str| {
        let text = format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{annotations: {annotations}}}\nspec: {{containers: [{{name: a, image: b}}]}}\n"
        );
        let edited = annotate(&text, &remove);
        edited
            .lines()
            .nth(2)
            .unwrap()
            .strip_prefix("metadata: {annotations: ")
            .unwrap()
            .strip_suffix('}')
            .unwrap()
            .to_owned()
    };
    assert_eq!(edit("{x: 1, y: 2}"), "{k: \"v\"}");
    assert_eq!(edit("{x: 1, k: v, y: 2}"), "{k: v}");
    assert_eq!(edit("{a: b, x: 1, y: 2,}"), "{a: b, k: \"v\",}");
    assert_eq!(edit("{x: {}, a: b}"), "{a: b, k: \"v\"}");
}

#[test]
fn a_removal_that_would_show_elsewhere_is_refused() {
    let text = "\
apiVersion: v1
kind: Pod
metadata:
  labels: &l {x: y}
  annotations: *l
spec: {containers: [{name: a, image: b}]}
";
    let error = Manifests::parse(text)
        .unwrap()
        .annotate(|_| true, &Annotations::new().remove("x").unwrap())
        .unwrap_err();
    assert_eq!((error.code(), error.line()), (ErrorCode::Shared, Some(5)));
}

#[test]
fn a_value_that_others_borrow_is_not_removed() {
    let text = "apiVersion: v1\nkind: Pod\nmetadata:\n  annotations:\n    x: &x y\n    z: *x\nspec: {containers: [{name: a, image: b}]}\n";
    let error = Manifests::parse(text)
        .unwrap()
        .annotate(|_| true, &Annotations::new().remove("x").unwrap())
        .unwrap_err();
    assert_eq!((error.code(), error.line(), error.column()), (ErrorCode::Shared, Some(5), Some(8)));
}

#[test]
fn the_last_annotation_may_go() {
    let text = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  annotations:\n    x: y\nspec: {containers: [{name: a, image: b}]}\n";
    let edited = annotate(text, &Annotations::new().remove("x").unwrap());
    assert_eq!(edited, text.replace("    x: y\n", ""));
}

#[test]
fn more_than_256_kib_of_annotations_are_refused() {
    let text = "apiVersion: v1\nkind: Pod\nmetadata:\n  annotations: {a: b}\nspec: {containers: [{name: a, image: b}]}\n";
    let large = Annotations::new()
        .set("x", "y".repeat(200_000))
        .unwrap()
        .set("z", "y".repeat(70_000))
        .unwrap();
    let error = Manifests::parse(text).unwrap().annotate(|_| true, &large).unwrap_err();
    assert_eq!(error.code(), ErrorCode::TooLarge);
}

#[test]
fn an_unreadable_claim_names_its_annotation() {
    let claim = |key, value| {
        ScoreAnnotation::read([(XRAY_SCORE, "High"), (key, value)]).unwrap_err().to_string()
    };
    assert_eq!(
        claim(IMAGE, "a b"),
        "the annotation `weighbridge.dev/image` is empty or holds a blank"
    );
    assert_eq!(
        claim(IMAGE_DIGEST, "sha256:1"),
        "the annotation `weighbridge.dev/image-digest` is not `algorithm:hex`"
    );
    assert_eq!(
        claim(XRAY_SCORE_UNKNOWN_COUNT, "-1"),
        "the annotation `jfrog.com/xray-score-unknown-count` is not a number"
    );
}
