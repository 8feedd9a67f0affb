//! The lists, one after another.

use super::Profile;
use crate::format::{Encoding, Format, Model};
use crate::score::facts::Facts;
use crate::score::requirement::Demand;
use crate::score::survey::Survey;
use crate::tree::Key;

/// What is asked.
pub(super) struct Item {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) demand: Demand,
    pub(super) ask: Ask,
}

/// Of whom.
pub(super) enum Ask {
    /// Of every component and service: one of the facts.
    Each(Facts),
    /// Of the document; `None` when it asks nothing.
    Document(fn(&Survey<'_>) -> Option<bool>),
}

pub(super) fn of(profile: Profile) -> &'static [Item] {
    match profile {
        Profile::Ntia2021 => &NTIA,
        Profile::Cisa2025Draft => &CISA,
        Profile::Bsi21 => &BSI,
        Profile::Telco11 => &TELCO,
    }
}

impl Item {
    const fn each(id: &'static str, title: &'static str, facts: Facts) -> Self {
        Self { id, title, demand: Demand::Required, ask: Ask::Each(facts) }
    }

    const fn document(
        id: &'static str,
        title: &'static str,
        ask: fn(&Survey<'_>) -> Option<bool>,
    ) -> Self {
        Self { id, title, demand: Demand::Required, ask: Ask::Document(ask) }
    }

    const fn recommended(self) -> Self {
        Self { demand: Demand::Recommended, ..self }
    }
}

/// Any identifier but the name.
const IDENTIFIED: Facts = Facts::from_two(Facts::PURL, Facts::OTHER_ID);

/// Any digest that can be one.
const HASHED: Facts = Facts::from_two(Facts::HASH, Facts::WEAK_HASH);

/// Dependencies that are listed, or said to be complete or not.
const GRAPHED: Facts = Facts::from_two(Facts::LISTED, Facts::COMPLETENESS);

/// The seven data fields, and what the report recommends beyond them.
static NTIA: [Item; 10] = [
    Item::each("ntia-supplier", "supplier of every component", Facts::SUPPLIER),
    Item::each("ntia-name", "name of every component", Facts::NAME),
    Item::each("ntia-version", "version of every component", Facts::VERSION),
    Item::each("ntia-identifier", "another unique identifier of every component", IDENTIFIED),
    Item::each("ntia-dependencies", "relationship of every component to the root", Facts::REACHED),
    Item::document("ntia-author", "author of the data", |survey| Some(survey.has_author())),
    Item::document("ntia-timestamp", "time of assembly", |survey| Some(survey.has_time())),
    Item::each("ntia-known-unknowns", "dependencies listed, or said to be unknown", GRAPHED)
        .recommended(),
    Item::each("ntia-hash", "digest of every component", HASHED).recommended(),
    Item::each("ntia-licence", "licence of every component", Facts::LICENCE).recommended(),
];

static CISA: [Item; 13] = [
    Item::document("cisa-author", "author of the data", |survey| Some(survey.has_author())),
    Item::each("cisa-producer", "producer of every component", Facts::SUPPLIER),
    Item::each("cisa-name", "name of every component", Facts::NAME),
    Item::each("cisa-version", "version of every component", Facts::VERSION),
    Item::each("cisa-identifier", "a software identifier of every component", IDENTIFIED),
    Item::each("cisa-hash", "digest of every component, with its algorithm", HASHED),
    Item::each("cisa-licence", "licence of every component, or that it is unknown", {
        Facts::LICENCE_STATED
    }),
    Item::each("cisa-dependencies", "dependencies of every component, or that they are unknown", {
        GRAPHED
    }),
    Item::each("cisa-coverage", "every component connected to the root", Facts::REACHED),
    Item::document("cisa-tool", "name of the tool", |survey| Some(survey.has_tool())),
    Item::document("cisa-timestamp", "time of assembly", |survey| Some(survey.has_time())),
    Item::document("cisa-context", "generation context: before, during or after the build", {
        |survey| Some(survey.has_context())
    }),
    Item::document("cisa-root", "the one component that the document is about", |survey| {
        Some(survey.has_one_root)
    })
    .recommended(),
];

/// The required fields of chapter 5.2. What is required "if it exists" cannot be told from here.
static BSI: [Item; 15] = [
    Item::document("bsi-format", "CycloneDX 1.6 or later, SPDX 3.0.1 or later, JSON or XML", {
        |survey| Some(is_bsi_format(survey))
    }),
    Item::document("bsi-no-vulnerabilities", "no information about vulnerabilities", |survey| {
        Some(survey.document.vulnerabilities().next().is_none())
    }),
    Item::document("bsi-creator", "e-mail or address of the document's creator", |survey| {
        Some(survey.has_author_contact())
    }),
    Item::document("bsi-timestamp", "time of assembly", |survey| Some(survey.has_time())),
    Item::document("bsi-root", "the one component that the document is about", |survey| {
        Some(survey.has_one_root)
    }),
    Item::each("bsi-component-creator", "e-mail or address of every component's creator", {
        Facts::MAKER_CONTACT
    }),
    Item::each("bsi-name", "name of every component", Facts::NAME),
    Item::each("bsi-version", "version of every component", Facts::VERSION),
    Item::each("bsi-filename", "file name of every component", Facts::BSI_FILENAME),
    Item::each("bsi-dependencies", "how complete every component's dependencies are", {
        Facts::COMPLETENESS
    }),
    Item::each("bsi-licence", "licence under which every component is distributed", {
        Facts::CONCLUDED_VALID
    }),
    Item::each("bsi-hash", "SHA-512 of every component as deployed", Facts::SHA512),
    Item::each("bsi-executable", "whether every component is executable", Facts::BSI_EXECUTABLE),
    Item::each("bsi-archive", "whether every component is an archive", Facts::BSI_ARCHIVE),
    Item::each("bsi-structured", "whether every component is structured", Facts::BSI_STRUCTURED),
];

static TELCO: [Item; 22] = [
    Item::document("telco-format", "SPDX 2.2 or 2.3, as JSON or tag-value", |survey| {
        let document = survey.document;
        let version = matches!(document.spec_version(), "SPDX-2.2" | "SPDX-2.3");
        let encoding = matches!(document.encoding(), Encoding::Json | Encoding::TagValue);
        Some(document.model() == Model::Spdx2 && version && encoding)
    }),
    Item::document("telco-data-licence", "data licence CC0-1.0", |survey| {
        Some(survey.document.metadata().data_licence() == Some("CC0-1.0"))
    }),
    Item::document("telco-document-id", "SPDXID of the document", |survey| {
        let id = survey.document.root().text(Key::SPDXID);
        (survey.document.model() == Model::Spdx2).then(|| id == Some("SPDXRef-DOCUMENT"))
    }),
    Item::document("telco-document-name", "name of the document", |survey| {
        Some(survey.document.name().is_some_and(|name| !name.trim().is_empty()))
    }),
    Item::document("telco-namespace", "namespace of the document", |survey| Some(survey.has_id())),
    Item::document("telco-organisation", "an organisation among the creators", |survey| {
        use crate::document::PartyKind;

        let metadata = survey.document.metadata();
        Some(metadata.authors().any(|party| party.kind() == PartyKind::Organization))
    }),
    Item::document("telco-tool", "a tool among the creators, with its version", |survey| {
        Some(survey.has_tool_version())
    }),
    Item::document("telco-created", "time of creation", |survey| Some(survey.has_time())),
    Item::document("telco-type", "comment of the creator that names the type of SBOM", |survey| {
        Some(names_sbom_type(survey))
    }),
    Item::each("telco-name", "name of every package", Facts::NAME),
    Item::each("telco-id", "SPDXID of every package", Facts::LOCAL_ID),
    Item::each("telco-version", "version of every package", Facts::VERSION),
    Item::each("telco-supplier", "supplier of every package", Facts::SUPPLIER_STATED),
    Item::each("telco-download", "download location of every package", Facts::DOWNLOAD_STATED),
    Item::each("telco-concluded", "concluded licence of every package", Facts::CONCLUDED_STATED),
    Item::each("telco-declared", "declared licence of every package", Facts::DECLARED_STATED),
    Item::each("telco-copyright", "copyright of every package", Facts::COPYRIGHT_STATED),
    Item::document("telco-describes", "a relationship DESCRIBES", |survey| Some(survey.describes)),
    Item::document("telco-contains", "a relationship CONTAINS", |survey| Some(survey.contains)),
    Item::each("telco-hash", "digest of every package", HASHED).recommended(),
    Item::each("telco-purl", "package URL of every package", Facts::PURL).recommended(),
    Item::document("telco-root", "the one package that the document is about", |survey| {
        Some(survey.has_one_root)
    })
    .recommended(),
];

fn is_bsi_format(survey: &Survey<'_>) -> bool {
    let document = survey.document;
    let least: &[u32] = if document.format() == Format::CycloneDx { &[1, 6] } else { &[3, 0, 1] };
    let version = document.spec_version();
    let version = version.strip_prefix("SPDX-").unwrap_or(version);
    let version: Option<Vec<u32>> = version.split('.').map(|part| part.parse().ok()).collect();
    let encoding = document.encoding();
    version.is_some_and(|version| version.as_slice() >= least)
        && matches!(encoding, Encoding::Json | Encoding::JsonLd | Encoding::Xml)
}

/// The types of CISA's list, which the comment must name as words.
fn names_sbom_type(survey: &Survey<'_>) -> bool {
    const TYPES: [&str; 6] = ["design", "source", "build", "analyzed", "deployed", "runtime"];
    let metadata = survey.document.metadata();
    let comment = metadata.comment().unwrap_or_default();
    let words = comment.split(|c: char| !c.is_alphanumeric());
    words
        .chain(metadata.lifecycles())
        .any(|word| TYPES.iter().any(|known| known.eq_ignore_ascii_case(word)))
}
