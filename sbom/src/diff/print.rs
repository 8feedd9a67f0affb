//! Differences for people and for programs.

use std::fmt;

use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};

use super::vulnerability::state;
use super::{Change, Diff, label, name};
use crate::document::{Component, End, Vulnerability};

impl fmt::Display for Change<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let version = |component: Component<'_>| component.version().unwrap_or("?").to_owned();
        match self.version() {
            Some(change) => {
                let (older, newer) = (version(self.older()), version(self.newer()));
                write!(f, "{} {change}: {older} -> {newer}", name(self.newer()))?;
            }
            None => f.write_str(&label(self.newer()))?,
        }
        if self.is_content_changed() {
            f.write_str(" HAS OTHER CONTENT under the same version")?;
        }
        for change in self.fields() {
            write!(f, "; {change}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Diff<'_> {
    /// Prints one line for each difference: `+` added, `-` removed, `~` changed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(change) = &self.subject {
            writeln!(f, "~ subject {change}")?;
        }
        for (parts, kind) in [(&self.components, ""), (&self.services, "service ")] {
            for part in &parts.added {
                writeln!(f, "+ {kind}{}", label(*part))?;
            }
            for part in &parts.removed {
                writeln!(f, "- {kind}{}", label(*part))?;
            }
            for change in &parts.changed {
                writeln!(f, "~ {kind}{change}")?;
            }
        }
        for (sign, list) in [('+', &self.duplicates_added), ('-', &self.duplicates_removed)] {
            for part in list {
                writeln!(f, "{sign} duplicate {}", label(*part))?;
            }
        }
        for (sign, edges) in [('+', &self.dependencies_added), ('-', &self.dependencies_removed)] {
            for (from, to) in edges {
                writeln!(f, "{sign} {} depends on {}", label(*from), label(*to))?;
            }
        }
        for (sign, list) in
            [('+', &self.vulnerabilities_added), ('-', &self.vulnerabilities_removed)]
        {
            for found in list {
                writeln!(f, "{sign} {}", found.id().unwrap_or("?"))?;
            }
        }
        for (before, now) in &self.vulnerabilities_reassessed {
            let id = now.id().unwrap_or("?");
            let word = |state: Option<&'static str>| state.unwrap_or("not assessed");
            writeln!(f, "~ {id}: {} -> {}", word(state(*before)), word(state(*now)))?;
        }
        for (sign, list) in [('+', &self.affected_added), ('-', &self.affected_removed)] {
            for of_one in list.chunk_by(|(one, _), (other, _)| one.id() == other.id()) {
                let id = of_one.first().and_then(|(found, _)| found.id()).unwrap_or("?");
                let affected: Vec<_> = of_one.iter().map(|(_, end)| end_label(*end)).collect();
                writeln!(f, "{sign} {id} affects {}", affected.join(", "))?;
            }
        }
        Ok(())
    }
}

impl Serialize for Change<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Change", 6)?;
        out.serialize_field("older", &Short(self.older()))?;
        out.serialize_field("newer", &Short(self.newer()))?;
        out.serialize_field("version", &self.version())?;
        out.serialize_field("content_changed", &self.is_content_changed())?;
        out.serialize_field("fields", self.fields())?;
        out.end()
    }
}

impl<'d> Serialize for Diff<'d> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let short = |list: &[Component<'d>]| -> Vec<Named<'d>> {
            list.iter().map(|component| Short(*component).to_value()).collect()
        };
        let edges = |list: &[(Component<'_>, Component<'_>)]| -> Vec<_> {
            list.iter().map(|(from, to)| [label(*from), label(*to)]).collect()
        };
        let ids = |list: &[Vulnerability<'_>]| -> Vec<_> {
            list.iter().map(|found| found.id().unwrap_or_default().to_owned()).collect()
        };
        let reassessed: Vec<_> = self
            .vulnerabilities_reassessed
            .iter()
            .map(|(before, now)| Reassessed {
                id: now.id().unwrap_or_default().to_owned(),
                older: state(*before),
                newer: state(*now),
            })
            .collect();
        let affected = |list: &[(Vulnerability<'d>, End<'d>)]| -> Vec<_> {
            list.iter().map(|(found, end)| AffectedEnd::new(*found, *end)).collect()
        };
        let mut out = serializer.serialize_struct("Diff", 16)?;
        out.serialize_field("subject", &self.subject)?;
        out.serialize_field("added", &short(&self.components.added))?;
        out.serialize_field("removed", &short(&self.components.removed))?;
        out.serialize_field("changed", &self.components.changed)?;
        out.serialize_field("dependencies_added", &edges(&self.dependencies_added))?;
        out.serialize_field("dependencies_removed", &edges(&self.dependencies_removed))?;
        out.serialize_field("vulnerabilities_added", &ids(&self.vulnerabilities_added))?;
        out.serialize_field("vulnerabilities_removed", &ids(&self.vulnerabilities_removed))?;
        out.serialize_field("vulnerabilities_reassessed", &reassessed)?;
        out.serialize_field("services_added", &short(&self.services.added))?;
        out.serialize_field("services_removed", &short(&self.services.removed))?;
        out.serialize_field("services_changed", &self.services.changed)?;
        out.serialize_field("affected_added", &affected(&self.affected_added))?;
        out.serialize_field("affected_removed", &affected(&self.affected_removed))?;
        out.serialize_field("duplicates_added", &short(&self.duplicates_added))?;
        out.serialize_field("duplicates_removed", &short(&self.duplicates_removed))?;
        out.end()
    }
}

#[derive(Serialize)]
struct Reassessed {
    id: String,
    older: Option<&'static str>,
    newer: Option<&'static str>,
}

/// What a vulnerability affects: a component, or a reference to what is not in the document.
#[derive(Serialize)]
struct AffectedEnd<'d> {
    id: &'d str,
    component: Option<Named<'d>>,
    reference: Option<&'d str>,
}

impl<'d> AffectedEnd<'d> {
    fn new(found: Vulnerability<'d>, end: End<'d>) -> Self {
        let component = end.component().map(|component| Short(component).to_value());
        Self { id: found.id().unwrap_or_default(), component, reference: reference(end) }
    }
}

fn reference(end: End<'_>) -> Option<&str> {
    match end {
        End::Elsewhere(text) | End::Other(text) | End::Dangling(text) => Some(text),
        _ => None,
    }
}

fn end_label(end: End<'_>) -> String {
    let component = end.component().map(label);
    component.unwrap_or_else(|| reference(end).unwrap_or("?").to_owned())
}

/// A component by what names it.
struct Short<'d>(Component<'d>);

#[derive(Serialize)]
struct Named<'d> {
    name: String,
    version: Option<&'d str>,
    purl: Option<&'d str>,
}

impl<'d> Short<'d> {
    fn to_value(&self) -> Named<'d> {
        Named { name: name(self.0), version: self.0.version(), purl: self.0.purl() }
    }
}

impl Serialize for Short<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_value().serialize(serializer)
    }
}
