use assert_cmd::Command;

const CYCLONEDX: &str = r#"{
  "bomFormat": "CycloneDX", "specVersion": "1.6",
  "metadata": {"component": {"type": "application", "name": "shop", "bom-ref": "shop"}},
  "components": [
    {"type": "library", "name": "web", "bom-ref": "web", "components": [{"type": "file", "name": "LICENCE"}]},
    {"type": "gadget", "name": "tls", "bom-ref": "tls"}
  ],
  "dependencies": [{"ref": "shop", "dependsOn": ["web", "tls"]}, {"ref": "web", "dependsOn": []}],
  "vulnerabilities": [{"id": "CVE-2024-3094", "affects": [{"ref": "tls"}]}]
}"#;

fn sbom_tool() -> Command {
    Command::new(env!("CARGO_BIN_EXE_sbom-tool"))
}

fn stdout(command: &mut Command) -> String {
    String::from_utf8(command.output().unwrap().stdout).unwrap()
}

#[test]
fn json_line_has_exactly_the_promised_keys() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bom.json");
    std::fs::write(&file, CYCLONEDX).unwrap();
    let mut command = sbom_tool();
    command.args(["inspect", "--format", "json"]).arg(&file);
    let line = stdout(&mut command);
    let name = serde_json::to_string(file.to_str().unwrap()).unwrap();
    assert_eq!(
        line,
        format!(
            r#"{{"file":{name},"ok":true,"format":"cyclonedx","spec_version":"1.6","encoding":"json","wrapped":null,"components":3,"files":1,"edges":2,"vulnerabilities":1,"root":"shop","roots":1}}"#
        ) + "\n"
    );
    command.assert().code(0);
}

#[test]
fn dash_is_standard_input() {
    let mut command = sbom_tool();
    command.args(["inspect", "-", "--format", "json"]).write_stdin(CYCLONEDX);
    assert!(stdout(&mut command).contains(r#""file":"-","ok":true"#));
    command.assert().code(0);
}

#[test]
fn one_broken_file_fails_the_run_and_hides_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let [good, broken, missing] =
        ["good.json", "broken.json", "missing.json"].map(|name| folder.path().join(name));
    std::fs::write(&good, CYCLONEDX).unwrap();
    std::fs::write(&broken, "{\"bomFormat\": \"CycloneDX\",\n \"components\": [{\"name\": 1}]}")
        .unwrap();
    let mut command = sbom_tool();
    command.args(["inspect", "--format", "json"]).args([&broken, &good, &missing]);
    let out = stdout(&mut command);
    let lines: Vec<serde_json::Value> =
        out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 3);
    let error = &lines[0]["error"];
    assert_eq!(lines[0]["ok"], false);
    assert_eq!(error["code"], "wrong-type");
    assert_eq!((&error["line"], &error["column"]), (&2.into(), &26.into()));
    assert_eq!(error["path"], "/components/0/name");
    assert_eq!(lines[1]["ok"], true);
    assert_eq!(lines[2]["error"]["code"], "io");
    assert!(lines[2]["error"].get("line").is_none());
    command.assert().code(1);
}

#[test]
fn other_formats_are_named() {
    let syft = r#"{"artifacts": [], "descriptor": {"name": "syft"}}"#;
    let mut command = sbom_tool();
    command.args(["inspect", "-", "--format", "json"]).write_stdin(syft);
    assert!(stdout(&mut command).contains("not an SBOM but Syft JSON"));
    command.assert().code(1);
}

#[test]
fn vex_is_inspected_and_converted() {
    let openvex = r#"{"@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://acme.example/1",
        "author": "acme", "timestamp": "2026-01-01T00:00:00Z", "version": 1, "statements": [
          {"vulnerability": {"name": "CVE-2026-1"}, "products": [{"@id": "pkg:npm/a@1"}],
           "status": "not_affected", "justification": "component_not_present"}]}"#;
    let mut command = sbom_tool();
    command.args(["inspect", "-", "--format", "json"]).write_stdin(openvex);
    let line: serde_json::Value = serde_json::from_str(&stdout(&mut command)).unwrap();
    assert_eq!((&line["ok"], &line["format"]), (&true.into(), &"openvex".into()));
    assert_eq!((&line["vulnerabilities"], &line["statements"]), (&1.into(), &1.into()));
    for (target, format) in [("csaf", "csaf"), ("cyclonedx-1.6-xml", "cyclonedx")] {
        let mut command = sbom_tool();
        command.args(["convert", "-", "--to", target]).write_stdin(openvex);
        let made = stdout(&mut command);
        let mut command = sbom_tool();
        command.args(["inspect", "-", "--format", "json"]).write_stdin(made);
        let line: serde_json::Value = serde_json::from_str(&stdout(&mut command)).unwrap();
        assert_eq!(line["format"], format);
        assert_eq!(line["vulnerabilities"], 1, "{line}");
    }
    let mut command = sbom_tool();
    command.args(["convert", "-", "--to", "spdx-2.3-json"]).write_stdin(openvex);
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("for VEX, choose one of openvex"));
}

#[test]
fn table_shows_counts_notes_and_errors() {
    let mut command = sbom_tool();
    command.args(["inspect", "-", "no-such-file"]).write_stdin(CYCLONEDX);
    let out = stdout(&mut command);
    let rows: Vec<Vec<&str>> = out.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(rows[1], ["-", "cyclonedx", "json", "1.6", "-", "3", "1", "2", "1", "shop"]);
    assert!(out.contains("note: -: 1 unknown component type: `gadget`"), "{out}");
    assert!(out.contains("error: no-such-file: cannot read the file"), "{out}");
}

#[test]
fn strict_refuses_what_is_otherwise_noted() {
    let mut command = sbom_tool();
    command.args(["inspect", "-", "--strict", "--format", "json"]).write_stdin(CYCLONEDX);
    assert!(stdout(&mut command).contains(r#""code":"deviation""#));
    command.assert().code(1);
}

#[test]
fn wrong_arguments_exit_with_two() {
    sbom_tool().assert().code(2);
    sbom_tool().args(["inspect"]).assert().code(2);
    sbom_tool().args(["inspect", "-", "--format", "xml"]).assert().code(2);
}

#[cfg(unix)]
#[test]
fn name_that_is_no_text_does_not_keep_the_file_from_being_read() {
    use std::os::unix::ffi::OsStrExt;

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(std::ffi::OsStr::from_bytes(b"b\xFFm.json"));
    std::fs::write(&file, CYCLONEDX).unwrap();
    let mut command = sbom_tool();
    command.args(["inspect", "--format", "json"]).arg(&file);
    assert!(stdout(&mut command).contains("b\u{FFFD}m.json\",\"ok\":true"));
    command.assert().code(0);
}

#[test]
fn folder_is_an_error_of_its_own_line() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = sbom_tool();
    command.args(["inspect", "--format", "json"]).arg(folder.path());
    assert!(stdout(&mut command).contains(r#""ok":false,"error":{"code":"io""#));
    command.assert().code(1);
}

#[cfg(target_os = "linux")]
#[test]
fn result_that_cannot_be_written_fails_the_run() {
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_sbom-tool"))
        .args(["inspect", "--format", "json", "-"])
        .stdin(std::process::Stdio::null())
        .stdout(full)
        .output()
        .unwrap();
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(message.starts_with("error: cannot write the result"), "{message}");
    assert_eq!(output.status.code(), Some(1));
}

/// As in `sbom-tool inspect … | head -1`: nobody reads the rest.
#[test]
fn closed_pipe_is_no_panic() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_sbom-tool"))
        .args(["inspect", "--format", "json", "no-such-file"])
        .stdout(writer)
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
}
