//! Manifests that a real API server accepted or refused, annotated and compared by another YAML reader.

use std::{
    io::Write,
    process::{Command, Stdio},
};

use k8s_admission::{ErrorCode, Manifests, ScoreAnnotation, XrayScore};

use crate::{annotate, samples};

const DIGEST: &str = "sha256:4bcff63911fcb4448bd4fdacec207030997caf25e9bea4045fa6c8c44de311d1";

/// Files that must not be read, and why.
const REFUSED: [(&str, ErrorCode); 5] = [
    ("duplicate-annotation-key.yaml", ErrorCode::DuplicateKey),
    ("duplicate-annotations-block.yaml", ErrorCode::DuplicateKey),
    ("duplicate-image-key.yaml", ErrorCode::DuplicateKey),
    ("tab-indent.yaml", ErrorCode::Syntax),
    ("unclosed-flow.yaml", ErrorCode::Syntax),
];

/// Reads pairs of texts, annotates the first its own way, and says which pairs differ.
const PYTHON: &str = r#"
import json, sys, yaml
pairs = json.load(sys.stdin)
wanted, bad = pairs["wanted"], []
def annotate(owner):
    metadata = dict(owner.get("metadata") or {})
    metadata["annotations"] = {**(metadata.get("annotations") or {}), **wanted}
    owner["metadata"] = metadata
def visit(document):
    if not isinstance(document, dict): return
    kind, spec = document.get("kind", ""), document.get("spec") or {}
    if kind.endswith("List"):
        for item in document["items"]: visit(item)
    elif kind == "Pod": annotate(document)
    elif kind == "PodTemplate": annotate(document); annotate(document["template"])
    elif kind == "CronJob": annotate(document); annotate(spec["jobTemplate"]["spec"]["template"])
    elif kind in ("Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "ReplicationController", "Job", "Rollout"):
        annotate(document); annotate(spec["template"])
def read(text):
    # A byte order mark is only for files, and a copy of each aliased node makes them apart.
    return json.loads(json.dumps(list(yaml.safe_load_all(text.lstrip("\ufeff"))), default=str))
for name, (before, after) in pairs["texts"].items():
    try: before = read(before)
    except yaml.YAMLError: print("unreadable:", name); continue
    for document in before: visit(document)
    if before != read(after): bad.append(name)
print(json.dumps(bad))
"#;

#[test]
fn real_manifests_are_annotated_as_another_reader_would() {
    let Some(samples) = samples() else { return };
    let score =
        ScoreAnnotation::new(XrayScore::Critical).image("acme.jfrog.io/a:1").image_digest(DIGEST);
    let annotations = score.annotations().unwrap();
    let mut texts = serde_json::Map::new();
    let mut refused = Vec::new();
    let (mut files, mut documents, mut workloads, mut images) = (0, 0, 0, 0);
    for folder in ["manifests", "manifests/rejected", "manifests/duplicates"] {
        for entry in std::fs::read_dir(samples.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if !path.is_file() {
                continue;
            }
            files += 1;
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let before = std::fs::read_to_string(&path).unwrap();
            match Manifests::parse(&before) {
                Ok(manifests) => {
                    documents += manifests.documents();
                    workloads += manifests.workloads().len();
                    images += manifests
                        .workloads()
                        .iter()
                        .map(|workload| workload.images().len())
                        .sum::<usize>();
                }
                Err(error) => {
                    assert!(error.line().is_some(), "{name}: {error}");
                    refused.push((name, error.code()));
                    continue;
                }
            }
            let after = annotate(&before, &annotations);
            assert_kept(&name, &before, &after);
            texts.insert(name, serde_json::json!([before, after]));
        }
    }
    refused.sort_by(|a, b| a.0.cmp(&b.0));
    let expected: Vec<_> = REFUSED.iter().map(|(name, code)| ((*name).to_owned(), *code)).collect();
    assert_eq!(refused, expected);
    assert_eq!((files, documents, workloads, images), (57, 69, 62, 531));

    let wanted: serde_json::Map<_, _> = annotations
        .iter()
        .filter_map(|(key, value)| Some((key.to_owned(), value?.into())))
        .collect();
    match other_reader(&serde_json::json!({"wanted": wanted, "texts": texts}).to_string()) {
        // PyYAML knows no tab before a comment, so it refuses that file as it was before the edit.
        Some(differing) => {
            assert_eq!(differing.trim(), "unreadable: deployment-odd-indent.yaml\n[]")
        }
        None => eprintln!(
            "skipped: python3 with PyYAML is not here, so no other reader compared the texts"
        ),
    }
}

/// All lines of the original are still there, in their order, but for those that an edit is allowed to touch.
fn assert_kept(name: &str, before: &str, after: &str) {
    let mut rest = after.split_inclusive('\n');
    let mut lost = Vec::new();
    for line in before.split_inclusive('\n') {
        let from = rest.clone();
        if !rest.any(|kept| kept == line) {
            lost.push(line);
            rest = from;
        }
    }
    let touched = |line: &&str| {
        // Flow mappings, `null`, scores that were there already, and the last line if it lacked its line break.
        let text = line.trim();
        text.contains('{')
            || text.contains("annotations")
            || text.contains("xray-score")
            || text == "Medium"
            || !line.ends_with('\n')
            || name.ends_with(".json")
    };
    let strange: Vec<_> = lost.iter().filter(|line| !touched(line)).collect();
    assert!(strange.is_empty(), "{name} lost {strange:?}");
}

fn other_reader(input: &str) -> Option<String> {
    let available =
        Command::new("python3").args(["-c", "import yaml"]).stderr(Stdio::null()).status().ok()?;
    if !available.success() {
        return None;
    }
    let mut python = Command::new("python3")
        .args(["-c", PYTHON])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    python.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = python.wait_with_output().unwrap();
    assert!(output.status.success());
    Some(String::from_utf8(output.stdout).unwrap())
}
