//! `ci-gate check`.

use std::fs;
use std::path::PathBuf;
use std::time::SystemTime;

use policy_core::{Decision, EvalContext, Outcome, Timestamp};
use policy_evidence::sources::{DocumentError, DocumentSource};
use policy_evidence::{Build, Collector, Image, Subject};

use crate::args::{CheckArgs, Format};
use crate::exit::{Exit, Failure};
use crate::gate::Gate;
use crate::manifests::{Annotated, DECISION, EVIDENCE, ManifestFiles};
use crate::platform::Platform;
use crate::{console, files, policy_file, report};

pub(crate) async fn run(args: &CheckArgs) -> Result<Exit, Failure> {
    // Everything of the caller's own is read first: nobody waits for a scan to learn of a typo.
    let now = now(args.now.as_deref())?;
    let gate = Gate {
        policy: policy_file::load(args.policy.as_deref(), now)?,
        waivers: policy_file::load_waivers(&args.waivers, now)?,
        context: EvalContext::at(now).stage(&args.stage),
        deadline: args.deadline,
    };
    let sboms = documents(&args.sbom)?;
    let vex = vex_documents(&args.vex, &sboms)?;
    let (subject, mut collector) = collector(args, sboms)?;
    for document in vex {
        collector = collector.source(document);
    }
    let image = match &subject {
        Subject::Image(image) => Some(image.reference()),
        _ => None,
    };
    if let Some(out) = &args.out {
        files::create_folder(out)?;
        files::must_be_writable(&out.join(DECISION))?;
        files::must_be_writable(&out.join(EVIDENCE))?;
    }
    let manifests = ManifestFiles::read(&args.manifests, args.out.as_deref(), image)?;

    let judged = gate.judge(&subject, collector).await?;

    let decision = &judged.decision;
    if let Some(out) = &args.out {
        files::write(&out.join(DECISION), &report::render(decision, Format::Json, None))?;
        files::write(&out.join(EVIDENCE), &judged.evidence.to_json())?;
    }
    if !manifests.is_empty() {
        tell(&manifests.annotate(&judged)?, &subject);
    }
    console::result(&report::render(decision, args.format, console::width()))?;
    Ok(exit(decision))
}

/// The exit code of a decision.
pub(crate) fn exit(decision: &Decision) -> Exit {
    match decision.outcome {
        Outcome::Allow | Outcome::Warn => Exit::Admitted,
        Outcome::Deny => Exit::Denied,
    }
}

/// The instant that counts as now: the one given, or the clock's.
pub(crate) fn now(text: Option<&str>) -> Result<Timestamp, Failure> {
    match text {
        Some(text) => text.parse().map_err(|error: policy_core::TimestampError| {
            Failure::usage("`--now` cannot be read").because(error)
        }),
        None => SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .ok()
            .and_then(|since| i64::try_from(since.as_secs()).ok())
            .and_then(Timestamp::from_unix)
            .ok_or_else(|| Failure::usage("the clock is out of range: give `--now`")),
    }
}

/// Who is asked: the files given, or else the platform.
fn collector(
    args: &CheckArgs,
    sboms: Vec<DocumentSource>,
) -> Result<(Subject, Collector), Failure> {
    if args.sbom.is_empty() && args.report.is_empty() {
        let platform = Platform::from_env(args.oidc_provider.as_deref())?;
        let subject = match (&args.image, &args.build) {
            (Some(image), _) => platform.image(image)?.into(),
            (None, Some(build)) => Build::parse(build)
                .map_err(|error| Failure::usage("no build to judge").because(error))?
                .into(),
            (None, None) => return Err(Failure::usage("nothing to judge")),
        };
        return Ok((Subject::clone(&subject), platform.collector(subject)));
    }
    if std::env::var_os("JFROG_URL").is_some() {
        console::tell("the files given are the only evidence; `JFROG_URL` is not asked");
    }
    let text = args.image.as_deref().unwrap_or_default();
    let image =
        Image::parse(text).map_err(|error| Failure::usage("no image to judge").because(error))?;
    let subject = Subject::from(image);
    let mut collector = Collector::new(subject.clone());
    for document in sboms.into_iter().chain(documents(&args.report)?) {
        collector = collector.source(document);
    }
    Ok((subject, collector))
}

fn documents(paths: &[PathBuf]) -> Result<Vec<DocumentSource>, Failure> {
    each(paths, DocumentSource::parse)
}

/// Reads documents for their statements; links lead into the SBOMs given beside them. What holds
/// none is recognised as anywhere else.
fn vex_documents(
    paths: &[PathBuf],
    sboms: &[DocumentSource],
) -> Result<Vec<DocumentSource>, Failure> {
    each(paths, |name, bytes| {
        DocumentSource::parse_vex(name.as_str(), bytes, sboms)
            .or_else(|_| DocumentSource::parse(name, bytes))
    })
}

fn each(
    paths: &[PathBuf],
    read: impl Fn(String, &[u8]) -> Result<DocumentSource, DocumentError>,
) -> Result<Vec<DocumentSource>, Failure> {
    paths
        .iter()
        .map(|path| {
            let name = path.display().to_string();
            let bytes = fs::read(path)
                .map_err(|error| Failure::usage(format!("cannot read `{name}`")).because(error))?;
            read(name, &bytes).map_err(|error| Failure::usage("unusable evidence").because(error))
        })
        .collect()
}

fn tell(annotated: &Annotated, subject: &Subject) {
    if annotated.none_runs_the_image && matches!(subject, Subject::Image(_)) {
        console::tell(&format!("no workload runs {subject}: all were annotated"));
    }
    for (path, workloads) in &annotated.files {
        let path = path.display();
        console::tell(&match workloads {
            0 => format!("nothing to annotate in {path}"),
            &number => format!("annotated {} in {path}", report::count(number, "workload")),
        });
    }
}
