//! What is known of one component, as bits.

use std::ops::BitOrAssign;

use crate::document::{
    Component, DependencyState, HashAlgorithm, IdentifierKind, Licence, LicenceKind, LicenceRole,
    Party, PartyKind, PartyRole, Stated,
};
use crate::format::Model;
use crate::identity::{Gitoid, Swhid, SwidTagId, digest_fits};
use crate::licence_expression::{LicenceMemo, is_cyclonedx_licence_id};
use crate::purl::Purl;
use crate::tree::Key;

/// A set of facts about one component.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Facts(u32);

impl Facts {
    pub(super) const NONE: Self = Self(0);
    /// It has a name.
    pub(super) const NAME: Self = Self(1);
    /// It has a version, or is external with a range of them.
    pub(super) const VERSION: Self = Self(1 << 1);
    /// It has a package URL that can be read.
    pub(super) const PURL: Self = Self(1 << 2);
    /// It has another identifier that can be read.
    pub(super) const OTHER_ID: Self = Self(1 << 3);
    /// It has an id in the document.
    pub(super) const LOCAL_ID: Self = Self(1 << 4);
    /// Nothing else has its id.
    pub(super) const UNIQUE: Self = Self(1 << 5);
    /// Somebody is named who supplied or made it.
    pub(super) const SUPPLIER: Self = Self(1 << 6);
    /// A supplier is stated, though maybe as `NOASSERTION`.
    pub(super) const SUPPLIER_STATED: Self = Self(1 << 7);
    /// Whoever made it can be reached by e-mail or has an address.
    pub(super) const MAKER_CONTACT: Self = Self(1 << 8);
    /// It has a digest of SHA-256 or better, of the right length.
    pub(super) const HASH: Self = Self(1 << 9);
    /// It has a digest of a weaker algorithm, of the right length.
    pub(super) const WEAK_HASH: Self = Self(1 << 10);
    /// SHA-512 of what is distributed.
    pub(super) const SHA512: Self = Self(1 << 11);
    /// A licence is declared or concluded, or `NONE`.
    pub(super) const LICENCE: Self = Self(1 << 12);
    /// All of those are expressions of known ids.
    pub(super) const LICENCE_VALID: Self = Self(1 << 13);
    /// A licence is stated, though maybe as `NOASSERTION`.
    pub(super) const LICENCE_STATED: Self = Self(1 << 14);
    /// A declared licence is stated, though maybe as `NOASSERTION`.
    pub(super) const DECLARED_STATED: Self = Self(1 << 15);
    /// A concluded licence is stated, though maybe as `NOASSERTION`.
    pub(super) const CONCLUDED_STATED: Self = Self(1 << 16);
    /// A licence is concluded that is an expression of known ids.
    pub(super) const CONCLUDED_VALID: Self = Self(1 << 17);
    /// A copyright is stated, though maybe as `NOASSERTION`.
    pub(super) const COPYRIGHT_STATED: Self = Self(1 << 18);
    /// A place to download from is stated, though maybe as `NOASSERTION`.
    pub(super) const DOWNLOAD_STATED: Self = Self(1 << 19);
    /// Its dependencies are listed, be it that there are none.
    pub(super) const LISTED: Self = Self(1 << 20);
    /// It is said how complete they are.
    pub(super) const COMPLETENESS: Self = Self(1 << 21);
    /// It can be reached from the root.
    pub(super) const REACHED: Self = Self(1 << 22);
    /// Its file's name is given as BSI asks.
    pub(super) const BSI_FILENAME: Self = Self(1 << 23);
    /// It is said whether it is executable.
    pub(super) const BSI_EXECUTABLE: Self = Self(1 << 24);
    /// It is said whether it is an archive.
    pub(super) const BSI_ARCHIVE: Self = Self(1 << 25);
    /// It is said whether its structure can be told.
    pub(super) const BSI_STRUCTURED: Self = Self(1 << 26);

    pub(super) const fn from_two(one: Self, other: Self) -> Self {
        Self(one.0 | other.0)
    }

    /// Reports whether at least one of the facts holds.
    pub(super) fn any(self, of: Self) -> bool {
        self.0 & of.0 != 0
    }

    /// Adds facts if they hold.
    fn add(&mut self, fact: Self, holds: bool) {
        if holds {
            self.0 |= fact.0;
        }
    }

    /// Looks a component up; what depends on others is for the survey.
    pub(super) fn of<'d>(component: &Component<'d>, memo: &mut LicenceMemo<'d>) -> Self {
        let mut facts = Self::NONE;
        facts.add(Self::NAME, !component.name().trim().is_empty());
        facts.add(Self::VERSION, has_version(component));
        facts.add(Self::LOCAL_ID, component.local_id().is_some_and(|id| !id.is_empty()));
        facts.identifiers(component);
        facts.parties(component);
        facts.hashes(component);
        facts.licences(component, memo);
        facts.add(Self::COPYRIGHT_STATED, !matches!(component.copyright(), Stated::Missing));
        facts.add(Self::DOWNLOAD_STATED, !matches!(component.download_location(), Stated::Missing));
        facts.add(Self::LISTED, component.dependency_state() != DependencyState::Unlisted);
        for property in component.properties() {
            let Some(name) = property.name().strip_prefix("bsi:component:") else { continue };
            let value = property.value();
            facts.add(Self::BSI_FILENAME, name == "filename" && !value.is_empty());
            let (executable, archive) =
                (["executable", "non-executable"], ["archive", "no archive"]);
            facts.add(Self::BSI_EXECUTABLE, name == "executable" && executable.contains(&value));
            facts.add(Self::BSI_ARCHIVE, name == "archive" && archive.contains(&value));
            let structured = ["structured", "unstructured"];
            facts.add(Self::BSI_STRUCTURED, name == "structured" && structured.contains(&value));
        }
        facts
    }

    fn identifiers(&mut self, component: &Component<'_>) {
        for identifier in component.identifiers() {
            let text = identifier.text();
            match identifier.kind() {
                IdentifierKind::Purl => self.add(Self::PURL, Purl::parse(text).is_ok()),
                IdentifierKind::Cpe22 | IdentifierKind::Cpe23 => {
                    self.add(Self::OTHER_ID, crate::cpe::Cpe::parse(text).is_ok());
                }
                IdentifierKind::Swid => {
                    let id = SwidTagId::from_uri(text).or_else(|_| SwidTagId::parse(text));
                    self.add(Self::OTHER_ID, id.is_ok());
                }
                IdentifierKind::Swhid => self.add(Self::OTHER_ID, Swhid::parse(text).is_ok()),
                IdentifierKind::Gitoid => self.add(Self::OTHER_ID, Gitoid::parse(text).is_ok()),
            }
        }
    }

    fn parties(&mut self, component: &Component<'_>) {
        for party in component.parties() {
            let supplies = matches!(party.role(), PartyRole::Supplier);
            let makes = matches!(party.role(), PartyRole::Manufacturer | PartyRole::Author);
            self.add(Self::SUPPLIER, (supplies || makes) && is_named(&party));
            self.add(Self::SUPPLIER_STATED, supplies);
            let contact = has_contact(&party);
            self.add(Self::MAKER_CONTACT, party.role() == PartyRole::Manufacturer && contact);
        }
    }

    fn hashes(&mut self, component: &Component<'_>) {
        for hash in component.hashes() {
            let fits = digest_fits(hash.algorithm(), hash.content());
            let strong = is_strong(hash.algorithm());
            self.add(Self::HASH, fits && strong);
            self.add(Self::WEAK_HASH, fits && !strong);
            // CycloneDX has the digest of what is distributed elsewhere, SPDX here.
            let sha512 = fits && hash.algorithm() == HashAlgorithm::Sha512;
            self.add(Self::SHA512, sha512 && component.model() != Model::CycloneDx);
        }
        let distributions = component.external_references().filter(|reference| {
            reference.kind() == "distribution" && component.model() == Model::CycloneDx
        });
        for hash in distributions.flat_map(|reference| reference.hashes()) {
            let sha512 = hash.algorithm() == HashAlgorithm::Sha512;
            self.add(Self::SHA512, sha512 && digest_fits(hash.algorithm(), hash.content()));
        }
    }

    fn licences<'d>(&mut self, component: &Component<'d>, memo: &mut LicenceMemo<'d>) {
        let mut all_valid = true;
        for licence in component.licences() {
            let concluded = licence.role() == LicenceRole::Concluded;
            let declared = matches!(licence.role(), LicenceRole::Declared | LicenceRole::Unstated);
            if !(concluded || declared) {
                continue;
            }
            self.add(Self::LICENCE_STATED, true);
            self.add(Self::DECLARED_STATED, declared);
            self.add(Self::CONCLUDED_STATED, concluded);
            let said = match licence.kind() {
                LicenceKind::NoAssertion => false,
                LicenceKind::None => true,
                _ => !licence.text().trim().is_empty(),
            };
            if said {
                let valid = is_valid(&licence, memo);
                all_valid &= valid;
                self.add(Self::LICENCE, true);
                self.add(Self::CONCLUDED_VALID, concluded && valid);
            }
        }
        self.add(Self::LICENCE_VALID, all_valid && self.any(Self::LICENCE));
    }
}

impl BitOrAssign for Facts {
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

/// A version that says something, or a range of versions of what comes from elsewhere.
fn has_version(component: &Component<'_>) -> bool {
    let says = |version: &str| {
        !["", "noassertion", "none", "unknown"]
            .contains(&version.trim().to_ascii_lowercase().as_str())
    };
    let value = component.value();
    let is_external = || value.get(Key::IS_EXTERNAL).and_then(|it| it.as_bool()) == Some(true);
    component.version().is_some_and(says)
        || (component.model() == Model::CycloneDx
            && is_external()
            && value.text(Key::VERSION_RANGE).is_some_and(says))
}

/// Whether a party is somebody.
pub(super) fn is_named(party: &Party<'_>) -> bool {
    party.kind() != PartyKind::NoAssertion
        && (!party.name().trim().is_empty() || has_contact(party))
}

/// Whether a party can be reached.
pub(super) fn has_contact(party: &Party<'_>) -> bool {
    let given = |text: Option<&str>| text.is_some_and(|text| !text.trim().is_empty());
    given(party.email()) || given(party.url())
}

fn is_strong(algorithm: HashAlgorithm) -> bool {
    use HashAlgorithm as Of;

    !matches!(
        algorithm,
        Of::Adler32 | Of::Md2 | Of::Md4 | Of::Md5 | Of::Md6 | Of::Sha1 | Of::Sha224 | Of::Other
    )
}

/// An expression to the letter whose ids are known; `license.id` must be on CycloneDX's list.
fn is_valid<'d>(licence: &Licence<'d>, memo: &mut LicenceMemo<'d>) -> bool {
    match licence.kind() {
        LicenceKind::None => true,
        LicenceKind::Id if is_cyclonedx_licence_id(licence.text()) => true,
        _ => memo.read(licence.text()).expression().is_some(),
    }
}
