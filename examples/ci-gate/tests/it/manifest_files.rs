//! `--manifest` and `--out` on file systems as they are.

use std::fs;
use std::path::Path;

use crate::support::{Ran, check, fixture, run};

fn annotate(manifests: &[&Path], out: Option<&Path>) -> Ran {
    let mut command = check("clean.trivy.json");
    for manifest in manifests {
        command.arg("--manifest").arg(manifest);
    }
    if let Some(out) = out {
        command.arg("--out").arg(out);
    }
    run(command)
}

fn workloads(path: &Path) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::copy(fixture("workloads.yaml"), path).unwrap();
}

fn is_annotated(path: &Path) -> bool {
    fs::read_to_string(path).unwrap().contains("jfrog.com/xray-score: \"None\"")
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link_and_its_file_keeps_its_permissions() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("base/workloads.yaml");
    let link = folder.path().join("overlay.yaml");
    workloads(&file);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    symlink("base/workloads.yaml", &link).unwrap();

    let ran = annotate(&[&link], None);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(!fs::symlink_metadata(&file).unwrap().is_symlink());
    assert!(is_annotated(&file));
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(fs::read_dir(folder.path().join("base")).unwrap().count(), 1, "something was left");
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_not_replaced_by_one() {
    let mut command = check("clean.trivy.json");
    command
        .args(["--manifest", "/dev/stdin"])
        .write_stdin(fs::read(fixture("workloads.yaml")).unwrap());
    let ran = run(command);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{}", ran.stderr);
    assert!(ran.stderr.contains("`--out DIR`"), "{}", ran.stderr);
}

#[test]
fn two_files_of_one_name_do_not_take_each_others_place() {
    let folder = tempfile::tempdir().unwrap();
    let [a, b] = ["a/app.yaml", "b/app.yaml"].map(|name| folder.path().join(name));
    workloads(&a);
    workloads(&b);
    let out = folder.path().join("out");
    let ran = annotate(&[&a, &b], Some(&out));
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{}", ran.stderr);
    assert!(ran.stderr.contains("b/app.yaml"), "{}", ran.stderr);

    assert_eq!(annotate(&[&a, &b], None).code, 0, "in place they are two files");
    assert!(is_annotated(&a) && is_annotated(&b));
    assert_eq!(annotate(&[&a, &a], Some(&out)).code, 0, "the same file twice is no mistake");
    assert!(is_annotated(&out.join("app.yaml")));
}

#[test]
fn a_manifest_does_not_take_the_decisions_place() {
    let folder = tempfile::tempdir().unwrap();
    let manifest = folder.path().join("decision.json");
    workloads(&manifest);
    let ran = annotate(&[&manifest], Some(&folder.path().join("out")));
    assert_eq!(ran.code, 2, "{}", ran.stdout);
    assert!(ran.stderr.contains("decision.json"), "{}", ran.stderr);
}

#[test]
fn files_without_workloads_stay_as_they_are_and_that_is_said() {
    let folder = tempfile::tempdir().unwrap();
    for text in ["", "# nothing yet\n", "---\n---\n", "apiVersion: v1\nkind: Service\n", "[1, 2]\n"]
    {
        let path = folder.path().join("service.yaml");
        fs::write(&path, text).unwrap();
        let ran = annotate(&[&path], None);
        assert_eq!(ran.code, 0, "{text:?}: {}", ran.stderr);
        assert!(ran.stderr.contains("nothing to annotate in"), "{text:?}: {}", ran.stderr);
        assert!(!ran.stderr.contains("all were annotated"), "{text:?}: {}", ran.stderr);
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }
}

#[test]
fn a_result_that_could_not_be_written_is_a_mistake_before_anything_is_decided() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let taken = folder.path().join("taken");
    fs::create_dir_all(taken.join("decision.json")).unwrap();
    for out in [&file.join("out"), &file, &taken] {
        let ran = annotate(&[], Some(out));
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{}: {}", out.display(), ran.stderr);
    }
}

#[test]
fn an_edit_that_would_show_elsewhere_is_refused_before_anything_is_decided() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shared.yaml");
    let text = "apiVersion: v1\nkind: Pod\nmetadata: {name: a, annotations: 5}\nspec: {containers: [{image: x}]}\n";
    fs::write(&path, text).unwrap();
    let mut command = check("clean.trivy.json");
    // Were the platform asked first, this would be no decision.
    command.env("JFROG_URL", "http://127.0.0.1:9").arg("--manifest").arg(&path);
    let ran = run(command);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{}", ran.stderr);
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
}
