//! Names chosen by whoever published a package, on terminals and in logs.

use std::fs;

use crate::formats::{is_junit, is_sarif};
use crate::support::{IMAGE, NOW, ci_gate, fixture, run};

const NAMES: [&str; 5] = [
    "\\u001b]0;owned\\u0007\\u001b[2Jzlib",
    "a\\n::error::b\\r\\n::stop-commands::c",
    "##vso[task.setvariable variable=PATH]x",
    "\\u202egnp.exe\\u2028\\u009b31m\\ufffe",
    "<b>&amp;]]>\\u0000",
];

/// A report with a critical finding in a package of each name.
fn report() -> tempfile::NamedTempFile {
    let text = fs::read_to_string(fixture("blocked.trivy.json")).unwrap();
    let mut report: serde_json::Value = serde_json::from_str(&text).unwrap();
    let findings =
        report.pointer_mut("/Results/1/Vulnerabilities").unwrap().as_array_mut().unwrap();
    let template = findings.remove(0);
    for name in NAMES {
        let mut finding = template.clone();
        let name: String = serde_json::from_str(&format!("\"{name}\"")).unwrap();
        finding["PkgName"] = name.as_str().into();
        finding["Title"] = name.as_str().into();
        finding["FixedVersion"] = format!("2.0{name}").into();
        finding.as_object_mut().unwrap().remove("PkgIdentifier");
        findings.push(finding);
    }
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), report.to_string()).unwrap();
    file
}

fn print(format: &str) -> String {
    let report = report();
    let mut command = ci_gate();
    command
        .args(["check", IMAGE, "--now", NOW, "--format", format])
        .arg("--report")
        .arg(report.path());
    // Colours as on a terminal: then nothing is stripped on the way.
    command.env("CLICOLOR_FORCE", "1");
    let ran = run(command);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    ran.stdout
}

/// Takes the styles of our own off.
fn without_colours(text: &str) -> String {
    let mut out = text.to_owned();
    for style in ["0", "1", "2", "31", "32", "33"] {
        out = out.replace(&format!("\u{1b}[{style}m"), "");
    }
    out
}

#[test]
fn no_format_lets_a_name_speak_to_the_terminal() {
    for format in ["human", "github", "junit", "sarif", "json"] {
        let text = print(format);
        let text = if format == "human" { without_colours(&text) } else { text };
        let odd = text.chars().find(|&c| {
            (c.is_control() && c != '\n') || matches!(c, '\u{202e}' | '\u{2028}' | '\u{fffe}')
        });
        if format == "json" {
            // The decision says what is; JSON's own escapes cover what terminals obey most.
            assert!(!text.contains('\u{1b}'));
            continue;
        }
        assert_eq!(odd, None, "{format}: {text}");
    }
}

#[test]
fn no_name_commands_the_pipeline() {
    let human = without_colours(&print("human"));
    assert!(!human.lines().any(|line| line.trim_start().starts_with("::")), "{human}");
    let github = print("github");
    for text in [human, print("junit"), print("sarif"), github.clone()] {
        assert!(!text.contains("##"), "{text}");
    }
    let lines: Vec<_> = github.lines().collect();
    assert!(lines.iter().all(|line| line.starts_with("::")), "{github}");
    assert!(!lines.iter().any(|line| line.starts_with("::stop-commands")), "{github}");
}

#[test]
fn the_documents_stay_valid() {
    is_sarif(&print("sarif"));
    is_junit(&print("junit"));
    serde_json::from_str::<serde_json::Value>(&print("json")).unwrap();
}
