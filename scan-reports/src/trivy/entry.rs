//! From what the bytes say to what it means: the entries.

use std::collections::HashMap;
use std::sync::Arc;

use super::rating::{ratings, severity};
use super::wire::{self, Cause, Identifier, LayerWire, Modified};
use crate::json::{Field, Number, Object, Texts};
use crate::note::{Log, Place};
use crate::{
    CheckStatus, Finding, Fix, FixState, GapKind, Layer, License, Lines, Misconfiguration,
    NoteKind, Os, PackageRef, Purl, Secret, StatedSeverity, Status, Suppressed, SuppressedItem,
    SuppressionStatus, Target, purl,
};

/// What entries need to know of the result they are in.
pub(super) struct Cx<'a> {
    pub(super) target: &'a Arc<Target>,
    /// The package type, for deriving package URLs.
    pub(super) kind: &'a str,
    pub(super) os: Option<&'a Os>,
    /// The package URLs of the result's packages by their ids.
    pub(super) purls: &'a HashMap<&'a str, &'a Purl>,
}

/// What an entry is.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Vulnerability,
    Misconfiguration,
    Secret,
    License,
}

impl Kind {
    /// The name of the list such entries are in.
    fn list(self) -> &'static str {
        match self {
            Self::Vulnerability => "Vulnerabilities",
            Self::Misconfiguration => "Misconfigurations",
            Self::Secret => "Secrets",
            Self::License => "Licenses",
        }
    }

    /// The word for it in the list of modified findings.
    fn from_word(word: &str) -> Option<Self> {
        match word {
            "vulnerability" => Some(Self::Vulnerability),
            "misconfiguration" => Some(Self::Misconfiguration),
            "secret" => Some(Self::Secret),
            "license" => Some(Self::License),
            _ => None,
        }
    }

    fn convert(
        self,
        entry: wire::Entry<'_>,
        cx: &Cx<'_>,
        at: &Place<'_>,
        log: &mut Log,
    ) -> Result<SuppressedItem, &'static str> {
        match self {
            Self::Vulnerability => vulnerability(entry, cx, at, log)
                .map(|finding| SuppressedItem::Finding(Box::new(finding)))
                .ok_or("no `VulnerabilityID`"),
            Self::Misconfiguration => misconfiguration(entry, cx, at, log)
                .map(|check| SuppressedItem::Misconfiguration(Box::new(check)))
                .ok_or("no `ID`"),
            Self::Secret => secret(entry, cx, at, log)
                .map(|secret| SuppressedItem::Secret(Box::new(secret)))
                .ok_or("no `RuleID`"),
            Self::License => license(entry, cx, at, log)
                .map(|license| SuppressedItem::License(Box::new(license)))
                .ok_or("no `Name`"),
        }
    }
}

type List<'a, T> = Option<Vec<Field<Object<T>>>>;

/// All entries, by what they are.
#[derive(Default)]
pub(super) struct Entries {
    pub(super) findings: Vec<Finding>,
    pub(super) misconfigurations: Vec<Misconfiguration>,
    pub(super) secrets: Vec<Secret>,
    pub(super) licenses: Vec<License>,
    pub(super) suppressed: Vec<Suppressed>,
}

impl Entries {
    pub(super) fn add_result<'a>(
        &mut self,
        cx: &Cx<'_>,
        at: &Place<'_>,
        lists: [(Kind, List<'a, wire::Entry<'a>>); 4],
        modified: List<'a, Modified<'a>>,
        log: &mut Log,
    ) {
        for (kind, list) in lists {
            let place = at.key(kind.list());
            for (index, entry) in list.into_iter().flatten().enumerate() {
                let at = place.index(index);
                let Some(Object(entry)) = readable(entry, &at, log) else { continue };
                match kind.convert(entry, cx, &at, log) {
                    Ok(item) => self.push(item),
                    Err(reason) => log.gap(GapKind::UnreadableEntry, Some(&at), Some(reason)),
                }
            }
        }
        let place = at.key("ExperimentalModifiedFindings");
        for (index, entry) in modified.into_iter().flatten().enumerate() {
            let at = place.index(index);
            let Some(Object(modified)) = readable(entry, &at, log) else { continue };
            match suppressed(modified, cx, &at, log) {
                Ok(suppressed) => self.suppressed.push(suppressed),
                Err(reason) => log.gap(GapKind::UnreadableEntry, Some(&at), Some(&reason)),
            }
        }
    }

    fn push(&mut self, item: SuppressedItem) {
        match item {
            SuppressedItem::Finding(finding) => self.findings.push(*finding),
            SuppressedItem::Misconfiguration(check) => self.misconfigurations.push(*check),
            SuppressedItem::Secret(secret) => self.secrets.push(*secret),
            SuppressedItem::License(license) => self.licenses.push(*license),
        }
    }
}

/// Returns the entry of a list; anything but an object is a gap.
pub(super) fn readable<T>(entry: Field<T>, at: &Place<'_>, log: &mut Log) -> Option<T> {
    let found = match entry {
        Field::Value(entry) => return Some(entry),
        Field::Absent => "null".to_owned(),
        Field::Wrong(found) => found.to_string(),
    };
    log.gap(
        GapKind::UnreadableEntry,
        Some(at),
        Some(&format!("expected an object, found {found}")),
    );
    None
}

fn vulnerability(
    entry: wire::Entry<'_>,
    cx: &Cx<'_>,
    at: &Place<'_>,
    log: &mut Log,
) -> Option<Finding> {
    let id = entry.vulnerability_id.text(log, at, "VulnerabilityID")?;
    let pkg_id = entry.pkg_id.text(log, at, "PkgID");
    let name = entry.pkg_name.text(log, at, "PkgName");
    let version = entry.installed_version.text(log, at, "InstalledVersion");
    let purl = stated_purl(entry.pkg_identifier, log, at, "PkgIdentifier")
        .or_else(|| cx.purls.get(pkg_id.as_deref()?).map(|purl| (*purl).clone()))
        .or_else(|| derived_purl(cx.kind, name.as_deref()?, version.as_deref(), cx.os));
    let status = entry.status.text(log, at, "Status").map(|word| {
        let status = Status::from(word.as_str());
        if matches!(status, Status::Unknown(_)) {
            log.note(NoteKind::UnknownWord, &at.key("Status"), &word);
        }
        status
    });
    let source = entry.severity_source.text(log, at, "SeveritySource");
    let data_source = entry.data_source.take(log, at, "DataSource");
    Some(Finding {
        id,
        aliases: Vec::new(),
        advisories: texts(entry.vendor_ids, log, at, "VendorIDs"),
        package: PackageRef {
            // A finding without a package is odd, but losing it would be worse.
            name: name.or_else(|| pkg_id.clone()).unwrap_or_default(),
            id: pkg_id,
            version,
            purl,
            path: entry.pkg_path.text(log, at, "PkgPath"),
            kind: cx.target.kind.clone(),
        },
        fix: fix(entry.fixed_version.text(log, at, "FixedVersion"), status.as_ref()),
        status,
        severity: StatedSeverity { source, ..severity(entry.severity, log, at) },
        ratings: ratings(entry.vendor_severity, entry.cvss, log, at),
        cwes: texts(entry.cwe_ids, log, at, "CweIDs"),
        title: entry.title.text(log, at, "Title"),
        description: entry.description.text(log, at, "Description"),
        url: entry.primary_url.text(log, at, "PrimaryURL"),
        data_source: data_source
            .and_then(|Object(source)| source.id.text(log, &at.key("DataSource"), "ID")),
        published: moment(entry.published_date.text(log, at, "PublishedDate")),
        modified: moment(entry.last_modified_date.text(log, at, "LastModifiedDate")),
        layer: layer(entry.layer, log, at),
        target: Arc::clone(cx.target),
    })
}

fn misconfiguration(
    entry: wire::Entry<'_>,
    cx: &Cx<'_>,
    at: &Place<'_>,
    log: &mut Log,
) -> Option<Misconfiguration> {
    let avd_id = entry.avd_id.text(log, at, "AVDID");
    let id = entry.id.text(log, at, "ID").or_else(|| avd_id.clone())?;
    let status = entry.status.text(log, at, "Status").map(|word| {
        let status = CheckStatus::from(word.as_str());
        if matches!(status, CheckStatus::Unknown(_)) {
            log.note(NoteKind::UnknownWord, &at.key("Status"), &word);
        }
        status
    });
    let cause = entry.cause_metadata.take(log, at, "CauseMetadata");
    Some(Misconfiguration {
        id,
        avd_id,
        title: entry.title.text(log, at, "Title"),
        message: entry.message.text(log, at, "Message"),
        resolution: entry.resolution.text(log, at, "Resolution"),
        severity: severity(entry.severity, log, at),
        status,
        url: entry.primary_url.text(log, at, "PrimaryURL"),
        lines: cause.and_then(|Object(Cause { start_line, end_line })| {
            lines(start_line, end_line, log, &at.key("CauseMetadata"))
        }),
        target: Arc::clone(cx.target),
    })
}

fn secret(entry: wire::Entry<'_>, cx: &Cx<'_>, at: &Place<'_>, log: &mut Log) -> Option<Secret> {
    Some(Secret {
        rule_id: entry.rule_id.text(log, at, "RuleID")?,
        category: entry.category.text(log, at, "Category"),
        title: entry.title.text(log, at, "Title"),
        severity: severity(entry.severity, log, at),
        lines: lines(entry.start_line, entry.end_line, log, at),
        layer: layer(entry.layer, log, at),
        target: Arc::clone(cx.target),
    })
}

fn license(entry: wire::Entry<'_>, cx: &Cx<'_>, at: &Place<'_>, log: &mut Log) -> Option<License> {
    Some(License {
        name: entry.name.text(log, at, "Name")?,
        category: entry.category.text(log, at, "Category"),
        severity: severity(entry.severity, log, at),
        package: entry.pkg_name.text(log, at, "PkgName"),
        path: entry.file_path.text(log, at, "FilePath"),
        confidence: number(entry.confidence, log, at, "Confidence")
            .filter(|confidence| (0.0..=1.0).contains(confidence)),
        url: entry.link.text(log, at, "Link"),
        target: Arc::clone(cx.target),
    })
}

fn suppressed(
    modified: Modified<'_>,
    cx: &Cx<'_>,
    at: &Place<'_>,
    log: &mut Log,
) -> Result<Suppressed, String> {
    let word = modified.kind.text(log, at, "Type").ok_or("no `Type`")?;
    let kind = Kind::from_word(&word).ok_or_else(|| format!("`Type` is `{word}`"))?;
    let Object(finding) = modified.finding.take(log, at, "Finding").ok_or("no `Finding`")?;
    let status = modified.status.text(log, at, "Status").map(|word| {
        let status = SuppressionStatus::from(word.as_str());
        if matches!(status, SuppressionStatus::Unknown(_)) {
            log.note(NoteKind::UnknownWord, &at.key("Status"), &word);
        }
        status
    });
    Ok(Suppressed {
        status,
        statement: modified.statement.text(log, at, "Statement"),
        source: modified.source.text(log, at, "Source"),
        item: kind.convert(finding, cx, &at.key("Finding"), log)?,
    })
}

/// `FixedVersion` is a list behind commas, one fix for each release line. `Status` is only asked
/// where there is none: Trivy computes its `fixed` from a `FixedVersion` that is not empty.
fn fix(versions: Option<String>, status: Option<&Status>) -> Fix {
    let versions: Vec<String> = versions
        .iter()
        .flat_map(|versions| versions.split(','))
        .map(str::trim)
        .filter(|version| !version.is_empty())
        .map(ToOwned::to_owned)
        .collect();
    let state = match status {
        _ if !versions.is_empty() => FixState::Fixed,
        Some(Status::Affected) => FixState::NotFixed,
        Some(Status::WillNotFix) => FixState::WontFix,
        Some(Status::FixDeferred) => FixState::Deferred,
        Some(Status::EndOfLife) => FixState::EndOfLife,
        _ => FixState::Unknown,
    };
    Fix { state, versions }
}

pub(super) fn stated_purl(
    field: Field<Object<Identifier<'_>>>,
    log: &mut Log,
    at: &Place<'_>,
    key: &str,
) -> Option<Purl> {
    let Object(identifier) = field.take(log, at, key)?;
    let url = identifier.purl.text(log, &at.key(key), "PURL")?;
    if !url.starts_with("pkg:") {
        log.note(NoteKind::InvalidPurl, &at.key(key).key("PURL"), &url);
        return None;
    }
    Some(Purl { url, derived: false })
}

pub(super) fn derived_purl(
    kind: &str,
    name: &str,
    version: Option<&str>,
    os: Option<&Os>,
) -> Option<Purl> {
    purl::derive(kind, name, version, os).map(|url| Purl { url, derived: true })
}

pub(super) fn layer(
    field: Field<Object<LayerWire<'_>>>,
    log: &mut Log,
    at: &Place<'_>,
) -> Option<Layer> {
    let Object(layer) = field.take(log, at, "Layer")?;
    let at = at.key("Layer");
    let layer = Layer {
        digest: layer.digest.text(log, &at, "Digest"),
        diff_id: layer.diff_id.text(log, &at, "DiffID"),
    };
    (layer != Layer::default()).then_some(layer)
}

fn lines(start: Field<Number>, end: Field<Number>, log: &mut Log, at: &Place<'_>) -> Option<Lines> {
    let start = whole(start, log, at, "StartLine").filter(|line| *line > 0);
    let end = whole(end, log, at, "EndLine").filter(|line| *line > 0);
    let start = start?;
    Some(Lines { start, end: end.unwrap_or(start).max(start) })
}

pub(super) fn texts(
    field: Field<Texts<'_>>,
    log: &mut Log,
    at: &Place<'_>,
    key: &str,
) -> Vec<String> {
    let Some(texts) = field.take(log, at, key) else { return Vec::new() };
    let at = at.key(key);
    if texts.wrong > 0 {
        log.note(NoteKind::WrongType, &at, format_args!("{} item(s) are no text", texts.wrong));
    }
    too_many(texts.dropped, log, &at);
    texts.items.into_iter().map(std::borrow::Cow::into_owned).collect()
}

pub(super) fn too_many(dropped: usize, log: &mut Log, at: &Place<'_>) {
    if dropped > 0 {
        log.gap(GapKind::TooManyDetails, Some(at), Some(&format!("{dropped} dropped")));
    }
}

pub(super) fn number(
    field: Field<Number>,
    log: &mut Log,
    at: &Place<'_>,
    key: &str,
) -> Option<f64> {
    field.take(log, at, key).map(|number| number.0)
}

pub(super) fn whole(field: Field<Number>, log: &mut Log, at: &Place<'_>, key: &str) -> Option<u64> {
    field.take(log, at, key)?.whole()
}

/// Go prints a time that was never set as the first instant of the year 1.
pub(super) fn moment(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.starts_with("0001-01-01T00:00:00"))
}
