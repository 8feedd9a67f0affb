//! Kubernetes manifests: read before anything is waited for, annotated once the decision stands.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use k8s_admission::{Annotations, Manifests, ScoreAnnotation, Workload};
use policy_core::Decision;
use policy_core::evidence::ImageRef;

use crate::exit::Failure;

/// Manifest files that are known to be readable.
#[derive(Debug)]
pub(crate) struct ManifestFiles(Vec<ManifestFile>);

#[derive(Debug)]
struct ManifestFile {
    path: PathBuf,
    text: String,
}

/// What became of the files.
#[derive(Debug, Default)]
pub(crate) struct Annotated {
    /// The files written, in the order they were given.
    pub(crate) written: Vec<PathBuf>,
    /// How many workloads carry the score now.
    pub(crate) workloads: usize,
    /// Whether no workload runs the image, so that all were annotated.
    pub(crate) none_runs_the_image: bool,
}

impl ManifestFiles {
    /// Reads and parses every file, so that a faulty one is reported before a scan is waited for.
    pub(crate) fn read(paths: &[PathBuf], out: Option<&Path>) -> Result<Self, Failure> {
        let mut names = BTreeSet::new();
        let mut files = Vec::with_capacity(paths.len());
        for path in paths {
            if out.is_some() && !names.insert(path.file_name()) {
                let name = path.display();
                return Err(Failure::usage(format!(
                    "`{name}`: another manifest of the same name would take its place in `--out`"
                )));
            }
            let text = fs::read_to_string(path).map_err(|error| {
                Failure::usage(format!("cannot read the manifest `{}`", path.display()))
                    .because(error)
            })?;
            Manifests::parse(&text).map_err(|error| unreadable(path, error))?;
            files.push(ManifestFile { path: path.clone(), text });
        }
        Ok(Self(files))
    }

    /// Sets the score on every workload that runs the judged image, and on its pod template; on
    /// every workload if none does. Files go to `out`, or back to where they came from.
    pub(crate) fn annotate(
        &self,
        decision: &Decision,
        image: Option<&ImageRef>,
        out: Option<&Path>,
    ) -> Result<Annotated, Failure> {
        let annotations = annotations(decision)?;
        let mut parsed = Vec::with_capacity(self.0.len());
        for file in &self.0 {
            let manifests =
                Manifests::parse(&file.text).map_err(|error| unreadable(&file.path, error))?;
            parsed.push((file, manifests));
        }
        let runs = |workload: &Workload| image.is_some_and(|image| runs(workload, image));
        let any = parsed.iter().any(|(_, manifests)| manifests.workloads().iter().any(runs));
        let mut annotated = Annotated { none_runs_the_image: !any, ..Annotated::default() };
        // Nothing is written before everything could be: no file is left behind half way.
        let mut edits = Vec::with_capacity(parsed.len());
        for (file, manifests) in &parsed {
            let edited = manifests
                .annotate(|workload| !any || runs(workload), &annotations)
                .map_err(|error| unreadable(&file.path, error))?;
            annotated.workloads += edited.changes().len();
            edits.push((target(&file.path, out), edited));
        }
        for (path, edited) in edits {
            if out.is_some() || edited.is_changed() {
                write_beside(&path, edited.text())?;
            }
            annotated.written.push(path);
        }
        Ok(annotated)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn annotations(decision: &Decision) -> Result<Annotations, Failure> {
    let meta = &decision.meta;
    let unusable = |error: k8s_admission::AnnotationError| {
        Failure::usage("the decision cannot be written as annotations").because(error)
    };
    let score = decision.score.value.parse().map_err(|_| {
        Failure::usage(format!(
            "`{}` is not a score Kubernetes selectors know",
            decision.score.value
        ))
    })?;
    let mut annotation = ScoreAnnotation::new(score)
        .image(&meta.artifact)
        .evaluated_at(meta.now.to_string())
        .policy_digest(&meta.policy_digest)
        .unknown_count(u64::try_from(decision.score.unknown_count).unwrap_or(u64::MAX));
    if let Some(digest) = meta.digests.first() {
        annotation = annotation.image_digest(digest);
    }
    annotation.annotations().map_err(unusable)
}

/// Same registry and repository; the tag is what the pipeline is about to change.
fn runs(workload: &Workload, judged: &ImageRef) -> bool {
    workload.images().iter().any(|image| {
        image
            .reference()
            .ok()
            .and_then(|text| text.parse::<ImageRef>().ok())
            .is_some_and(|found| found.name() == judged.name())
    })
}

fn target(path: &Path, out: Option<&Path>) -> PathBuf {
    match (out, path.file_name()) {
        (Some(out), Some(name)) => out.join(name),
        _ => path.to_owned(),
    }
}

/// Writes beside the target and renames, so that nobody ever reads half a file; the permissions of
/// a file that is replaced stay.
pub(crate) fn write_beside(path: &Path, text: &str) -> Result<(), Failure> {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let write = || -> std::io::Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(text.as_bytes())?;
        match fs::metadata(path) {
            Ok(known) => file.as_file().set_permissions(known.permissions())?,
            Err(_) => readable_by_all(file.as_file())?,
        }
        file.persist(path)?;
        Ok(())
    };
    write().map_err(|error| {
        Failure::usage(format!("cannot write `{}`", path.display())).because(error)
    })
}

/// Temporary files are private; a result is not.
#[cfg(unix)]
fn readable_by_all(file: &fs::File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable_by_all(_: &fs::File) -> std::io::Result<()> {
    Ok(())
}

fn unreadable(path: &Path, error: k8s_admission::Error) -> Failure {
    Failure::usage(format!("cannot annotate the manifest `{}`", path.display())).because(error)
}
