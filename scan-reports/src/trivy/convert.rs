//! From what the bytes say to what it means: the report around the entries.

use std::collections::HashMap;
use std::sync::Arc;

use super::entry::{self, Cx, Entries, moment, number, texts, whole};
use super::wire::{ConfigFile, Metadata, OsWire, PackageWire, ResourceWire, ResultWire, Top};
use crate::json::{Field, Object, Text};
use crate::note::{Log, Place};
use crate::{
    Artifact, ArtifactKind, CheckSummary, Class, Error, ErrorCode, Format, GapKind, ImageConfig,
    NoteKind, Os, Package, Purl, Relationship, Report, Resource, Scanner, Target, purl,
};

pub(super) fn report(top: Top<'_>) -> Result<Report, Error> {
    let kubernetes = top.cluster_name.is_some() || top.resources.is_some();
    let format = match (top.legacy, kubernetes) {
        (true, _) => Format::TrivyLegacy,
        (false, true) => Format::TrivyKubernetes,
        (false, false) => {
            check_version(top.schema_version.as_ref())?;
            Format::Trivy
        }
    };

    let mut builder = Builder::default();
    let (root, log) = (Place::ROOT, &mut builder.log);
    let tool = top.tool.unwrap_or_default().take(log, &root, "Trivy");
    let scanner_version =
        tool.and_then(|Object(tool)| tool.version.text(log, &root.key("Trivy"), "Version"));
    let scanned_at = moment(text(top.created_at, log, &root, "CreatedAt"));
    let mut artifact = metadata(top.metadata, log, &root);
    if kubernetes {
        artifact.kind = Some(ArtifactKind::KubernetesCluster);
        artifact.name = text(top.cluster_name, log, &root, "ClusterName");
    } else {
        artifact.name = text(top.artifact_name, log, &root, "ArtifactName");
        artifact.kind = text(top.artifact_type, log, &root, "ArtifactType")
            .map(|word| ArtifactKind::from(word.as_str()));
    }

    let list = root.key("Results");
    let list = if top.legacy { &root } else { &list };
    builder.results(top.results, list, &artifact, None);
    builder.os_gaps(&artifact, &root, 0);
    let resources = [
        ("Resources", top.resources),
        ("Vulnerabilities", top.vulnerabilities),
        ("Misconfigurations", top.misconfigurations),
        ("Findings", top.findings),
    ];
    for (key, resources) in resources {
        builder.resources(resources, &root.key(key));
    }
    if builder.packages.is_empty() && !builder.targets.iter().any(|target| target.has_packages()) {
        builder.log.gap(GapKind::NothingExamined, None, None);
    }

    let Builder { targets, packages, entries, log } = builder;
    Ok(Report {
        scanner: Scanner::Trivy,
        scanner_version,
        format,
        scanned_at,
        artifact,
        targets,
        packages,
        findings: entries.findings,
        suppressed: entries.suppressed,
        misconfigurations: entries.misconfigurations,
        secrets: entries.secrets,
        licenses: entries.licenses,
        gaps: log.gaps,
        notes: log.notes,
    })
}

fn check_version(version: Option<&Field<crate::json::Number>>) -> Result<(), Error> {
    let stated = match version {
        Some(Field::Value(number)) if number.0 == 2.0 => return Ok(()),
        Some(Field::Value(number)) => format!("`SchemaVersion` is {}", number.0),
        Some(Field::Wrong(found)) => format!("`SchemaVersion` is {found}"),
        Some(Field::Absent) | None => "`SchemaVersion` is missing".to_owned(),
    };
    Err(Error::new(ErrorCode::UnsupportedVersion, format!("{stated}; supported is 2"))
        .with_path("SchemaVersion"))
}

/// A report in the making.
#[derive(Default)]
struct Builder {
    targets: Vec<Arc<Target>>,
    packages: Vec<Package>,
    entries: Entries,
    log: Log,
}

impl Builder {
    fn resources(&mut self, resources: Option<Vec<Field<ResourceWire<'_>>>>, list: &Place<'_>) {
        for (index, resource) in resources.into_iter().flatten().enumerate() {
            let at = list.index(index);
            let Some(resource) = self.entry(resource, &at) else { continue };
            let log = &mut self.log;
            if let Some(error) = text(resource.error, log, &at, "Error") {
                log.gap(GapKind::ScanFailed, Some(&at), Some(&error));
            }
            let artifact = metadata(resource.metadata, log, &at);
            let described = Arc::new(Resource {
                namespace: text(resource.namespace, log, &at, "Namespace"),
                kind: text(resource.kind, log, &at, "Kind"),
                name: text(resource.name, log, &at, "Name"),
                artifact,
            });
            let before = self.targets.len();
            let results = at.key("Results");
            self.results(resource.results, &results, &described.artifact, Some(&described));
            self.os_gaps(&described.artifact, &at, before);
        }
    }

    fn results(
        &mut self,
        results: Option<Vec<Field<ResultWire<'_>>>>,
        list: &Place<'_>,
        artifact: &Artifact,
        resource: Option<&Arc<Resource>>,
    ) {
        for (index, result) in results.into_iter().flatten().enumerate() {
            let at = list.index(index);
            if let Some(result) = self.entry(result, &at) {
                self.result(result, &at, artifact, resource);
            }
        }
    }

    fn result(
        &mut self,
        result: ResultWire<'_>,
        at: &Place<'_>,
        artifact: &Artifact,
        resource: Option<&Arc<Resource>>,
    ) {
        let log = &mut self.log;
        let kind = text(result.kind, log, at, "Type");
        let class = match text(result.class, log, at, "Class") {
            Some(word) => {
                let class = Class::from(word.as_str());
                if matches!(class, Class::Unknown(_)) && word != "unknown" {
                    log.note(NoteKind::UnknownWord, &at.key("Class"), &word);
                }
                Some(class)
            }
            // Schema 1 has no classes; the type tells.
            None => kind.as_deref().and_then(class_of_kind),
        };
        let target = Arc::new(Target {
            name: text(result.target, log, at, "Target").unwrap_or_default(),
            class,
            kind,
            resource: resource.cloned(),
            checks: checks(result.summary, log, at),
        });
        self.targets.push(Arc::clone(&target));

        let os = artifact.os.as_ref();
        let family = os.and_then(|os| os.family.as_deref());
        let is_os = target.class == Some(Class::OsPackages);
        let purl_kind =
            target.kind.as_deref().or(if is_os { family } else { None }).unwrap_or_default();

        let first = self.packages.len();
        let list = at.key("Packages");
        for (index, package) in result.packages.into_iter().flatten().enumerate() {
            let at = list.index(index);
            let Some(Object(package)) = self.entry(package, &at) else { continue };
            match convert_package(package, &target, purl_kind, os, &at, &mut self.log) {
                Some(package) => self.packages.push(package),
                None => self.log.gap(GapKind::UnreadableEntry, Some(&at), Some("no name")),
            }
        }
        let purls: HashMap<&str, &Purl> = self
            .packages
            .iter()
            .skip(first)
            .filter_map(|package| Some((package.id.as_deref()?, package.purl.as_ref()?)))
            .collect();

        let cx = Cx { target: &target, kind: purl_kind, os, purls: &purls };
        self.entries.add_result(
            &cx,
            at,
            [
                (entry::Kind::Vulnerability, result.vulnerabilities),
                (entry::Kind::Misconfiguration, result.misconfigurations),
                (entry::Kind::Secret, result.secrets),
                (entry::Kind::License, result.licenses),
            ],
            result.modified,
            &mut self.log,
        );
    }

    /// Notes what is known to be missing about one artifact, whose targets begin at `first`.
    fn os_gaps(&mut self, artifact: &Artifact, at: &Place<'_>, first: usize) {
        let Some(os) = &artifact.os else { return };
        let detail = [os.family.as_deref(), os.name.as_deref()];
        let detail = detail.into_iter().flatten().collect::<Vec<_>>().join(" ");
        let metadata = at.key("Metadata");
        let at = metadata.key("OS");
        if os.eosl {
            self.log.gap(GapKind::EndOfLifeOs, Some(&at), Some(&detail));
        }
        let examined =
            self.targets.iter().skip(first).any(|target| target.class == Some(Class::OsPackages));
        // ActiveState's images name a family but have no packages of an operating system.
        let expected = os.family.as_deref().is_some_and(|family| family != "activestate");
        if expected && !examined {
            self.log.gap(GapKind::OsNotExamined, Some(&at), Some(&detail));
        }
    }

    fn entry<T>(&mut self, entry: Field<T>, at: &Place<'_>) -> Option<T> {
        entry::readable(entry, at, &mut self.log)
    }
}

fn class_of_kind(kind: &str) -> Option<Class> {
    if purl::is_distribution(kind) {
        Some(Class::OsPackages)
    } else if purl::is_language(kind) {
        Some(Class::LanguagePackages)
    } else {
        None
    }
}

fn text(
    field: Option<Field<Text<'_>>>,
    log: &mut Log,
    at: &Place<'_>,
    key: &str,
) -> Option<String> {
    field.unwrap_or_default().text(log, at, key)
}

fn metadata(field: Option<Field<Object<Metadata<'_>>>>, log: &mut Log, at: &Place<'_>) -> Artifact {
    let Some(Object(metadata)) = field.unwrap_or_default().take(log, at, "Metadata") else {
        return Artifact::default();
    };
    let at = at.key("Metadata");
    Artifact {
        image_id: metadata.image_id.text(log, &at, "ImageID"),
        repo_digests: texts(metadata.repo_digests, log, &at, "RepoDigests"),
        repo_tags: texts(metadata.repo_tags, log, &at, "RepoTags"),
        os: metadata
            .os
            .take(log, &at, "OS")
            .and_then(|Object(os)| convert_os(os, log, &at.key("OS"))),
        config: metadata
            .image_config
            .take(log, &at, "ImageConfig")
            .and_then(|Object(config)| image_config(config, log, &at.key("ImageConfig"))),
        ..Artifact::default()
    }
}

fn convert_os(os: OsWire<'_>, log: &mut Log, at: &Place<'_>) -> Option<Os> {
    let family = os.family.text(log, at, "Family");
    // EKS and kind nodes print the names people read.
    let family = family.map(|family| match family.as_str() {
        "amazon linux" => "amazon".to_owned(),
        "debian gnu/linux" => "debian".to_owned(),
        _ => family,
    });
    let os = Os {
        family,
        name: os.name.text(log, at, "Name"),
        eosl: os.eosl.take(log, at, "EOSL").is_some_and(|flag| flag.0),
    };
    (os != Os::default()).then_some(os)
}

/// Reads an image's configuration; `None` for the zero value that stands for "not an image".
fn image_config(config: ConfigFile<'_>, log: &mut Log, at: &Place<'_>) -> Option<ImageConfig> {
    let image = ImageConfig {
        created: moment(config.created.text(log, at, "created")),
        architecture: config.architecture.text(log, at, "architecture"),
        os: config.os.text(log, at, "os"),
        user: config
            .config
            .take(log, at, "config")
            .and_then(|Object(config)| config.user.text(log, &at.key("config"), "User")),
    };
    (image != ImageConfig::default()).then_some(image)
}

fn checks(
    field: Option<Field<Object<super::wire::Summary>>>,
    log: &mut Log,
    at: &Place<'_>,
) -> Option<CheckSummary> {
    let Object(summary) = field.unwrap_or_default().take(log, at, "MisconfSummary")?;
    let at = at.key("MisconfSummary");
    Some(CheckSummary {
        successes: whole(summary.successes, log, &at, "Successes").unwrap_or_default(),
        failures: whole(summary.failures, log, &at, "Failures").unwrap_or_default(),
        exceptions: whole(summary.exceptions, log, &at, "Exceptions").unwrap_or_default(),
    })
}

fn convert_package(
    package: PackageWire<'_>,
    target: &Arc<Target>,
    kind: &str,
    os: Option<&Os>,
    at: &Place<'_>,
    log: &mut Log,
) -> Option<Package> {
    let name = package.name.text(log, at, "Name")?;
    let version = full_version(
        number(package.epoch, log, at, "Epoch"),
        package.version.text(log, at, "Version"),
        package.release.text(log, at, "Release"),
    );
    let source_version = full_version(
        number(package.src_epoch, log, at, "SrcEpoch"),
        package.src_version.text(log, at, "SrcVersion"),
        package.src_release.text(log, at, "SrcRelease"),
    );
    let purl = entry::stated_purl(package.identifier, log, at, "Identifier")
        .or_else(|| entry::derived_purl(kind, &name, version.as_deref(), os));
    let indirect = package.indirect.take(log, at, "Indirect").is_some_and(|flag| flag.0);
    let relationship = match package.relationship.text(log, at, "Relationship").as_deref() {
        // `Indirect` is the older way to say it.
        None | Some("unknown") => indirect.then_some(Relationship::Indirect),
        Some(word) => Some(Relationship::from(word)),
    };
    Some(Package {
        id: package.id.text(log, at, "ID"),
        purl,
        path: package.file_path.text(log, at, "FilePath"),
        arch: package.arch.text(log, at, "Arch"),
        source_name: package.src_name.text(log, at, "SrcName"),
        source_version,
        licenses: texts(package.licenses, log, at, "Licenses"),
        depends_on: texts(package.depends_on, log, at, "DependsOn"),
        relationship,
        dev: package.dev.take(log, at, "Dev").is_some_and(|flag| flag.0),
        layer: entry::layer(package.layer, log, at),
        target: Arc::clone(target),
        name,
        version,
    })
}

/// Joins the parts as Trivy does for a finding's `InstalledVersion`.
fn full_version(
    epoch: Option<f64>,
    version: Option<String>,
    release: Option<String>,
) -> Option<String> {
    let mut full = version?;
    if let Some(release) = release {
        full = format!("{full}-{release}");
    }
    match epoch {
        Some(epoch) if epoch >= 1.0 => Some(format!("{epoch:.0}:{full}")),
        _ => Some(full),
    }
}
