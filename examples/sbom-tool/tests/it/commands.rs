//! What each command prints, and how it exits.

use std::path::Path;

use assert_cmd::Command;

const OLDER: &str = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
  "metadata": {"component": {"type": "application", "name": "shop", "bom-ref": "shop"}},
  "components": [
    {"type": "library", "name": "web", "version": "1.0", "bom-ref": "web", "purl": "pkg:npm/web@1.0"},
    {"type": "library", "name": "log4j-core", "version": "2.14.1", "bom-ref": "log",
     "purl": "pkg:maven/org.apache/log4j-core@2.14.1"}],
  "dependencies": [{"ref": "shop", "dependsOn": ["web"]}, {"ref": "web", "dependsOn": ["log"]}]}"#;

fn tool(arguments: &[&str], dir: &Path) -> (i32, String, String) {
    let output =
        Command::cargo_bin("sbom-tool").unwrap().args(arguments).current_dir(dir).output().unwrap();
    (
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

/// A directory with the document and a newer one.
fn dir() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("old.json"), OLDER).unwrap();
    std::fs::write(dir.path().join("new.json"), OLDER.replace("2.14.1", "2.17.1")).unwrap();
    dir
}

#[test]
fn valid_document_exits_with_0_and_broken_one_with_1() {
    let dir = dir();
    let (code, out, _) = tool(&["validate", "old.json", "--format", "json"], dir.path());
    assert_eq!(code, 0);
    assert_eq!(out, "{\"file\":\"old.json\",\"valid\":true,\"violations\":[]}\n");
    std::fs::write(dir.path().join("bad.json"), OLDER.replace("library", "gadget")).unwrap();
    let (code, out, _) = tool(&["validate", "bad.json", "--format", "json"], dir.path());
    assert_eq!(code, 1);
    let line: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(line["valid"], false);
    assert_eq!(line["violations"][0]["code"], "cdx-enum-component-type");
    assert_eq!(line["violations"][0]["path"], "/components/0/type");
}

#[test]
fn converted_document_goes_to_standard_output_and_losses_elsewhere() {
    let dir = dir();
    for target in ["cyclonedx-1.4-xml", "spdx-2.3-tag-value", "spdx-2.3-yaml", "spdx-3.0.1-json-ld"]
    {
        let (code, out, _) = tool(&["convert", "old.json", "--to", target], dir.path());
        assert_eq!(code, 0, "{target}");
        std::fs::write(dir.path().join("out"), &out).unwrap();
        let (_, out, _) = tool(&["inspect", "out", "--format", "json"], dir.path());
        let line: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!(line["root"], "shop", "{target}: {out}");
    }
    let (code, _, err) = tool(&["convert", "old.json", "--to", "cyclonedx-9-json"], dir.path());
    assert_eq!(code, 2);
    assert!(err.contains("cyclonedx-1.6-json"), "{err}");
}

#[test]
fn file_is_written_whole_and_nothing_else_is_left() {
    let dir = dir();
    let arguments = ["convert", "old.json", "--to", "spdx-2.3-json", "-o", "made.json"];
    let (code, out, _) = tool(&arguments, dir.path());
    assert_eq!((code, out.as_str()), (0, ""));
    assert!(sbom::parse(std::fs::read(dir.path().join("made.json")).unwrap()).is_ok());
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 3);
}

#[test]
fn difference_is_told_and_exits_as_asked() {
    let dir = dir();
    let (code, out, _) = tool(&["diff", "old.json", "new.json"], dir.path());
    assert_eq!((code, out.as_str()), (0, "~ log4j-core upgraded: 2.14.1 -> 2.17.1\n"));
    let (code, ..) = tool(&["diff", "old.json", "new.json", "--exit-code"], dir.path());
    assert_eq!(code, 1);
    let (code, out, _) = tool(&["diff", "old.json", "old.json", "--exit-code"], dir.path());
    assert_eq!((code, out.as_str()), (0, "no differences\n"));
    let (code, out, _) = tool(&["diff", "old.json", "old.json", "--format", "json"], dir.path());
    assert!(code == 0 && out.starts_with('{'), "{out}");
}

#[test]
fn path_tells_why_a_component_is_there() {
    let dir = dir();
    for component in ["pkg:maven/org.apache/log4j-core", "log", "log4j-core"] {
        let (code, out, _) = tool(&["paths", "old.json", component], dir.path());
        assert_eq!((code, out.as_str()), (0, "shop -> web 1.0 -> log4j-core 2.14.1\n"));
    }
    let (code, _, err) = tool(&["paths", "old.json", "pkg:npm/left-pad"], dir.path());
    assert_eq!(code, 1);
    let message = "the document has no component `pkg:npm/left-pad`, by id, package URL or name";
    assert_eq!(err, format!("error: {message}\n"));
    let (code, ..) = tool(&["paths", "old.json", "log", "--all", "0"], dir.path());
    assert_eq!(code, 2);
}

#[test]
fn merged_document_holds_both() {
    let dir = dir();
    let arguments =
        ["merge", "old.json", "new.json", "--name", "all", "--created", "2026-11-22T00:00:00Z"];
    let (code, out, err) = tool(&arguments, dir.path());
    assert_eq!(code, 0, "{err}");
    let merged = sbom::parse(out.into_bytes()).unwrap();
    assert_eq!(merged.subject().unwrap().name(), "all");
    let names: Vec<_> = merged.components().map(|part| part.name().to_owned()).collect();
    assert_eq!(names, ["shop", "web", "log4j-core", "log4j-core"]);
}

#[test]
fn score_and_profile_print_one_object_a_file() {
    let dir = dir();
    let (code, out, _) = tool(&["score", "old.json", "--format", "json"], dir.path());
    assert_eq!(code, 0);
    let line: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(line["file"], "old.json");
    let (code, ..) = tool(&["score", "old.json", "--profile", "bsi-2.1"], dir.path());
    assert_eq!(code, 1);
}

#[test]
fn score_of_all_names_every_component_that_lacks_something() {
    let dir = dir();
    let arguments = ["score", "old.json", "--profile", "ntia-2021", "--all"];
    let (_, out, _) = tool(&arguments, dir.path());
    assert!(out.contains("\n  shop lacks ntia-supplier, ntia-version, "), "{out}");
    assert!(out.contains("\n  web 1.0 lacks ntia-supplier, "), "{out}");
    let (_, out, _) = tool(&[&arguments[..], &["--format", "json"]].concat(), dir.path());
    let line: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(line["components"].as_array().unwrap().len(), 3, "{out}");
    assert_eq!(line["components"][1]["ref"], "web");
    let (_, out, _) = tool(&["score", "old.json", "--all"], dir.path());
    assert!(out.contains("\n  web 1.0 lacks who-supplier, "), "{out}");
}

#[test]
fn unreadable_file_is_reported_by_every_command() {
    let dir = dir();
    std::fs::write(dir.path().join("broken.json"), "{\"bomFormat\": ").unwrap();
    for command in [
        &["validate", "broken.json"][..],
        &["score", "broken.json"],
        &["diff", "broken.json", "old.json", "--format", "json"],
        &["paths", "broken.json", "log", "--format", "json"],
    ] {
        let (code, out, _) = tool(command, dir.path());
        assert_eq!(code, 1);
        assert!(out.contains("truncated"), "{command:?}: {out}");
    }
    // Where there is one result, what is no result goes elsewhere.
    for command in [&["diff", "old.json", "broken.json"], &["paths", "broken.json", "log"]] {
        let (code, out, err) = tool(command, dir.path());
        assert_eq!((code, out.as_str()), (1, ""));
        assert!(err.contains("[truncated]"), "{command:?}: {err}");
    }
}

#[test]
fn standard_input_is_read_once() {
    let mut command = Command::cargo_bin("sbom-tool").unwrap();
    let output = command.args(["diff", "-", "-"]).write_stdin(OLDER).output().unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.contains("standard input can be read only once"), "{message}");
}
