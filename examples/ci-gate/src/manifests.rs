//! Kubernetes manifests: read and tried before anything is waited for, annotated once the decision
//! stands.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use k8s_admission::{
    AnnotationError, Annotations, Edited, Limits, Manifests, ScoreAnnotation, Workload, XrayScore,
};
use policy_core::evidence::ImageRef;

use crate::exit::Failure;
use crate::files;
use crate::gate::Judged;

/// Manifest files that can be read, annotated and written.
#[derive(Debug)]
pub(crate) struct ManifestFiles {
    files: Vec<ManifestFile>,
    image: Option<ImageRef>,
}

#[derive(Debug)]
struct ManifestFile {
    given: PathBuf,
    target: PathBuf,
    text: String,
}

/// What became of the files.
#[derive(Debug, Default)]
pub(crate) struct Annotated {
    /// Each file, and how many workloads in it carry the score now.
    pub(crate) files: Vec<(PathBuf, usize)>,
    /// Whether there are workloads and none runs the image, so that all were annotated.
    pub(crate) none_runs_the_image: bool,
}

impl Annotated {
    pub(crate) fn workloads(&self) -> usize {
        self.files.iter().map(|(_, workloads)| workloads).sum()
    }
}

impl ManifestFiles {
    /// Reads every file, tries to annotate it and looks whether the result could be written: nobody
    /// should wait for a scan to learn of a typo. Results go to `out`, or back to where the files
    /// are. `image` is what will be judged, if it is an image.
    pub(crate) fn read(
        paths: &[PathBuf],
        out: Option<&Path>,
        image: Option<&ImageRef>,
    ) -> Result<Self, Failure> {
        let mut files = Vec::with_capacity(paths.len());
        let mut given = BTreeSet::new();
        let mut targets = BTreeSet::new();
        for path in paths {
            let bytes = fs::read(path).map_err(|error| {
                let name = path.display();
                Failure::usage(format!("cannot read the manifest `{name}`")).because(error)
            })?;
            // The same file twice is no mistake; two files for one place are.
            if !given.insert(fs::canonicalize(path).unwrap_or_else(|_| path.clone())) {
                continue;
            }
            let manifests = Manifests::parse_bytes(&bytes, &Limits::default())
                .map_err(|error| unusable(path, error))?;
            let target = target(path, out)?;
            if out.is_some_and(|out| target == out.join(DECISION))
                || !targets.insert(target.clone())
            {
                return Err(Failure::usage(format!(
                    "`{}`: something else of the same name goes to `--out`",
                    path.display()
                )));
            }
            files::must_be_writable(&target)?;
            files.push(ManifestFile {
                given: path.clone(),
                target,
                text: manifests.text().to_owned(),
            });
        }
        let read = Self { files, image: image.cloned() };
        read.edit(&ScoreAnnotation::new(XrayScore::Unknown).annotations().map_err(unwritable)?)?;
        Ok(read)
    }

    /// Sets the score on every workload that runs the judged image, and on its pod template; on
    /// every workload if none does. Nothing is written before everything could be edited.
    pub(crate) fn annotate(&self, judged: &Judged) -> Result<Annotated, Failure> {
        let (edits, any) = self.edit(&annotations(judged)?)?;
        let mut annotated = Annotated::default();
        for (file, edited) in self.files.iter().zip(edits) {
            if file.target != file.given || edited.is_changed() {
                files::write(&file.target, edited.text())?;
            }
            annotated.files.push((file.target.clone(), edited.changes().len()));
        }
        annotated.none_runs_the_image = !any && annotated.workloads() > 0;
        Ok(annotated)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Returns each file with `annotations`, and whether any workload runs the image.
    fn edit(&self, annotations: &Annotations) -> Result<(Vec<Edited>, bool), Failure> {
        let mut parsed = Vec::with_capacity(self.files.len());
        for file in &self.files {
            let manifests = Manifests::parse(&file.text).map_err(|e| unusable(&file.given, e))?;
            parsed.push((&file.given, manifests));
        }
        let runs =
            |workload: &Workload| self.image.as_ref().is_some_and(|image| runs(workload, image));
        let any = parsed.iter().any(|(_, manifests)| manifests.workloads().iter().any(runs));
        let edits = parsed.iter().map(|(path, manifests)| {
            manifests
                .annotate(|workload| !any || runs(workload), annotations)
                .map_err(|error| unusable(path, error))
        });
        Ok((edits.collect::<Result<_, _>>()?, any))
    }
}

/// The name under which the decision goes to `--out`.
pub(crate) const DECISION: &str = "decision.json";
/// What the decision was made of.
pub(crate) const EVIDENCE: &str = "evidence.json";

fn annotations(judged: &Judged) -> Result<Annotations, Failure> {
    let (meta, score) = (&judged.decision.meta, &judged.decision.score);
    let mut annotation = ScoreAnnotation::new(score.value.parse().map_err(unwritable)?)
        .evaluated_at(meta.now.to_string())
        .policy_digest(&meta.policy_digest)
        .unknown_count(u64::try_from(score.unknown_count).unwrap_or(u64::MAX));
    // A build's name may hold blanks, and then it would be no image to whoever reads it.
    if !meta.artifact.contains(|c: char| c.is_whitespace() || c.is_control()) {
        annotation = annotation.image(&meta.artifact);
    }
    if let Some(digest) = &judged.digest {
        annotation = annotation.image_digest(digest);
    }
    annotation.annotations().map_err(unwritable)
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

fn target(path: &Path, out: Option<&Path>) -> Result<PathBuf, Failure> {
    match (out, path.file_name()) {
        (Some(out), Some(name)) => Ok(out.join(name)),
        _ => files::resolved(path),
    }
}

fn unusable(path: &Path, error: k8s_admission::Error) -> Failure {
    Failure::usage(format!("cannot annotate the manifest `{}`", path.display())).because(error)
}

fn unwritable(error: AnnotationError) -> Failure {
    Failure::usage("the decision cannot be written as annotations").because(error)
}
