//! `ci-gate demo`: the whole road on an embedded platform, through the real clients.

use std::path::{Path, PathBuf};
use std::time::Duration;

use jfrog_fake::{FakeJfrog, demo};
use jfrog_http::{Client, Credentials};
use policy_core::{Decision, EvalContext, Outcome, Policy};
use policy_evidence::Subject;

use crate::args::{DemoArgs, Format};
use crate::exit::{Exit, Failure};
use crate::gate::{Gate, Judged};
use crate::manifests::{DECISION, ManifestFiles};
use crate::platform::Platform;
use crate::{check, console, files, report};

pub(crate) async fn run(args: &DemoArgs) -> Result<Exit, Failure> {
    let out = folder(args.out.as_deref())?;
    let fake = FakeJfrog::start().await.map_err(|error| {
        Failure::undecided("the embedded platform does not start").because(error)
    })?;
    let client = Client::builder(fake.url())
        .credentials(Credentials::access_token(fake.admin_token()))
        .build()
        .map_err(|error| Failure::usage("the embedded platform cannot be used").because(error))?;
    let platform = Platform::new(client);
    let gate = Gate {
        policy: Policy::starter(),
        waivers: Vec::new(),
        context: EvalContext::at(check::now(None)?).stage("ci"),
        deadline: Duration::from_secs(30),
    };
    console::result(&format!(
        "An unofficial stand-in for a JFrog platform runs at {}.\n\
         It has two images in `{}`, with scans of real packages; the starter policy judges both.\n\n",
        fake.url(),
        demo::DOCKER_REPOSITORY
    ))?;

    let mut summary = String::new();
    for image in [demo::CLEAN_IMAGE, demo::CRITICAL_IMAGE] {
        let (judged, files) = weigh(&gate, &platform, image, &out).await?;
        let report = report::render(&judged.decision, Format::Human, console::width());
        console::result(&format!("{RULER}\n{report}\n"))?;
        summary.push_str(&line(&judged.decision, &files));
    }
    console::result(&format!(
        "{RULER}\n{summary}\n\
         On a platform of your own: set JFROG_URL and JFROG_ACCESS_TOKEN, then `ci-gate check IMAGE`.\n"
    ))?;
    Ok(Exit::Admitted)
}

/// What became of one image, and where its files are.
fn line(decision: &Decision, files: &[PathBuf]) -> String {
    let verdict = match decision.outcome {
        Outcome::Allow | Outcome::Warn => "admitted",
        Outcome::Deny => "blocked ",
    };
    let (artifact, score) = (&decision.meta.artifact, decision.score.value);
    let mut text = format!("{verdict}  {artifact}  (jfrog.com/xray-score: {score:?})\n");
    for file in files {
        text.push_str(&format!("          {}\n", file.display()));
    }
    text
}

/// Takes one image down the road: judged, its manifest annotated, the reports written.
async fn weigh(
    gate: &Gate,
    platform: &Platform,
    name: &str,
    out: &Path,
) -> Result<(Judged, Vec<PathBuf>), Failure> {
    let image = platform.image(&format!("{}/{name}", demo::DOCKER_REPOSITORY))?;
    let short = name.rsplit('/').next().and_then(|last| last.split(':').next()).unwrap_or(name);
    let out = out.join(short);
    files::create_folder(&out)?;
    let manifest = out.join("deployment.yaml");
    files::write(&manifest, &manifest_text(short, &image.to_string()))?;

    let manifests =
        ManifestFiles::read(std::slice::from_ref(&manifest), None, Some(image.reference()))?;
    let subject = Subject::from(image);
    let judged = gate.judge(&subject, platform.collector(subject.clone())).await?;

    manifests.annotate(&judged)?;
    let mut written = vec![manifest];
    for (name, format) in
        [(DECISION, Format::Json), ("gate.sarif", Format::Sarif), ("junit.xml", Format::Junit)]
    {
        let path = out.join(name);
        files::write(&path, &report::render(&judged.decision, format, None))?;
        written.push(path);
    }
    Ok((judged, written))
}

fn folder(given: Option<&Path>) -> Result<PathBuf, Failure> {
    if let Some(path) = given {
        files::create_folder(path)?;
        return Ok(path.to_owned());
    }
    tempfile::Builder::new()
        .prefix("weighbridge-demo-")
        .tempdir()
        .map(tempfile::TempDir::keep)
        .map_err(|error| Failure::usage("cannot create a temporary folder").because(error))
}

/// A manifest as a team writes it, with the things that a careless edit would destroy.
fn manifest_text(name: &str, image: &str) -> String {
    format!(
        "# {name}: the score below is written by the gate, the rest by hand\n\
         apiVersion: apps/v1\n\
         kind: Deployment\n\
         metadata:\n\
         \x20 name: {name}   # also the name of the service\n\
         \x20 labels: {{app: {name}, \"team\": 'shop'}}\n\
         spec:\n\
         \x20 replicas: 2\n\
         \x20 selector: {{matchLabels: &labels {{app: {name}}}}}\n\
         \x20 template:\n\
         \x20   metadata:\n\
         \x20     labels: *labels\n\
         \x20   spec:\n\
         \x20     containers:\n\
         \x20     - name: {name}\n\
         \x20       image: {image}\n\
         \x20       ports: [{{containerPort: 8080}}]\n\
         ---\n\
         apiVersion: v1\n\
         kind: Service\n\
         metadata: {{name: {name}}}\n\
         spec: {{selector: {{app: {name}}}, ports: [{{port: 80, targetPort: 8080}}]}}\n"
    )
}

const RULER: &str =
    "────────────────────────────────────────────────────────────────────────────────";
