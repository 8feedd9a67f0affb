//! What is said of a component, whether it is new or was there before.

use super::check;
use super::error::EditError;
use super::part::{NewComponent, NewReference};
use crate::document::{HashAlgorithm, LicenceRole, Scope};

/// One thing that is said of a component. Each format has one function that writes it.
#[derive(Clone, Debug)]
pub(super) enum Fact<'f> {
    Supplier(&'f str),
    Version(&'f str),
    Description(&'f str),
    Scope(Scope),
    /// In place of another of its algorithm.
    Hash(HashAlgorithm, &'f str),
    Licences(LicenceRole, Vec<&'f str>, How),
    Copyright(&'f str),
    Cpe(&'f str),
    Purl(&'f str),
    Reference(&'f NewReference),
    Property(&'f str, &'f str, How),
}

/// What becomes of what was said before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    Add,
    Replace,
}

impl NewComponent {
    pub(super) fn facts(&self) -> Vec<Fact<'_>> {
        let mut facts = Vec::new();
        facts.extend(self.supplier.as_deref().map(Fact::Supplier));
        facts.extend(self.version.as_deref().map(Fact::Version));
        facts.extend(self.description.as_deref().map(Fact::Description));
        facts.extend(self.scope.map(Fact::Scope));
        facts.extend(self.hashes.iter().map(|(algorithm, hex)| Fact::Hash(*algorithm, hex)));
        for role in ROLES {
            let licences = self.licences.iter().filter(|(of, _)| *of == role);
            let licences: Vec<&str> = licences.map(|(_, text)| text.as_str()).collect();
            if !licences.is_empty() {
                facts.push(Fact::Licences(role, licences, How::Add));
            }
        }
        facts.extend(self.copyright.as_deref().map(Fact::Copyright));
        facts.extend(self.cpe.as_deref().map(Fact::Cpe));
        facts.extend(self.purl.as_deref().map(Fact::Purl));
        facts.extend(self.references.iter().map(Fact::Reference));
        let properties = self.properties.iter();
        facts.extend(properties.map(|(name, value)| Fact::Property(name, value, How::Add)));
        facts
    }
}

const ROLES: [LicenceRole; 4] =
    [LicenceRole::Declared, LicenceRole::Concluded, LicenceRole::Observed, LicenceRole::Unstated];

impl Fact<'_> {
    /// Returns the name under which a fact is among the losses: that of CycloneDX.
    pub(super) fn field(&self) -> &'static str {
        match self {
            Self::Supplier(_) => "supplier",
            Self::Version(_) => "version",
            Self::Description(_) => "description",
            Self::Scope(_) => "scope",
            Self::Hash(..) => "hashes",
            Self::Licences(..) => "licenses",
            Self::Copyright(_) => "copyright",
            Self::Cpe(_) => "cpe",
            Self::Purl(_) => "purl",
            Self::Reference(_) => "externalReferences",
            Self::Property(..) => "properties",
        }
    }

    /// Returns what a loss says beside the field: which one of several.
    pub(super) fn detail(&self) -> &str {
        match self {
            Self::Scope(scope) => scope.as_str(),
            Self::Hash(algorithm, _) => algorithm.as_str(),
            Self::Licences(role, ..) => role.as_str(),
            Self::Reference(reference) => &reference.kind,
            Self::Property(name, ..) => name,
            _ => "",
        }
    }

    /// Refuses what is not what it is said to be.
    pub(super) fn check(&self) -> Result<(), EditError> {
        match self {
            Self::Supplier(text) => check::said("name", text),
            Self::Version(text) => check::said("version", text),
            Self::Description(text) => check::said("description", text),
            Self::Copyright(text) => check::said("copyright", text),
            Self::Scope(_) => Ok(()),
            Self::Hash(algorithm, hex) => check::digest(*algorithm, hex),
            Self::Licences(_, licences, _) => {
                licences.iter().try_for_each(|licence| check::said("licence", licence))
            }
            Self::Cpe(text) => check::cpe(text),
            Self::Purl(text) => check::purl(text),
            Self::Reference(reference) => check::reference(&reference.kind, &reference.url),
            Self::Property(name, ..) => check::said("name of a property", name),
        }
    }
}
