//! OpenVEX as it stands in the input, both versions in one.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error as _};

use crate::document::HashAlgorithm;
use crate::json::{Each, List, Named, Text};
use crate::vex::{Justification, Product, Statement, Status, VexDocument};

/// Reads a document and lets statements inherit its time.
pub(super) struct DocumentSeed;

impl<'de> DeserializeSeed<'de> for DocumentSeed {
    type Value = VexDocument;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<VexDocument, D::Error> {
        let wire = WireDocument::deserialize(deserializer)?;
        let own = |text: Option<Text<'de>>| text.map(|text| text.0.into_owned());
        let context = wire.context.first().map(|context| context.to_string());
        let mut document = VexDocument {
            spec_version: context
                .and_then(|context| context.rsplit_once("/ns/").map(|(_, tail)| tail.to_owned())),
            id: own(wire.id),
            author: own(wire.author),
            role: own(wire.role),
            timestamp: own(wire.timestamp),
            last_updated: own(wire.last_updated),
            statements: wire.statements,
            attestation: None,
        };
        for statement in &mut document.statements {
            if statement.timestamp.is_none() {
                statement.timestamp.clone_from(&document.timestamp);
            }
        }
        Ok(document)
    }
}

#[derive(Deserialize)]
#[serde(expecting = "an OpenVEX document")]
struct WireDocument<'a> {
    #[serde(borrow, rename = "@context")]
    context: List<Text<'a>>,
    #[serde(borrow, rename = "@id")]
    id: Option<Text<'a>>,
    #[serde(borrow)]
    author: Option<Text<'a>>,
    #[serde(borrow)]
    role: Option<Text<'a>>,
    #[serde(borrow)]
    timestamp: Option<Text<'a>>,
    #[serde(borrow)]
    last_updated: Option<Text<'a>>,
    #[serde(deserialize_with = "statements")]
    statements: Vec<Statement>,
}

/// Reads statements one at a time into their final form.
fn statements<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Statement>, D::Error> {
    let mut statements = Vec::new();
    let keep = |wire: WireStatement<'de>| {
        statements.push(wire.keep());
        Ok(())
    };
    Each::new("statements", keep).deserialize(deserializer)?;
    Ok(statements)
}

#[derive(Deserialize)]
#[serde(expecting = "a statement object")]
struct WireStatement<'a> {
    #[serde(borrow)]
    vulnerability: WireVulnerability<'a>,
    #[serde(borrow, default)]
    products: List<WireProduct<'a>>,
    /// Version 0.0.1 has the components of all products here.
    #[serde(borrow, default)]
    subcomponents: List<WireProduct<'a>>,
    #[serde(borrow)]
    status: Text<'a>,
    #[serde(borrow)]
    justification: Option<Text<'a>>,
    #[serde(borrow)]
    impact_statement: Option<Text<'a>>,
    #[serde(borrow)]
    action_statement: Option<Text<'a>>,
    #[serde(borrow)]
    status_notes: Option<Text<'a>>,
    #[serde(borrow)]
    supplier: Option<Text<'a>>,
    #[serde(borrow)]
    timestamp: Option<Text<'a>>,
    #[serde(borrow)]
    last_updated: Option<Text<'a>>,
}

impl<'a> WireStatement<'a> {
    fn keep(self) -> Statement {
        let own = |text: Option<Text<'a>>| {
            text.map(|text| text.0.into_owned()).filter(|text| !text.is_empty())
        };
        let shared: Vec<Product> = self.subcomponents.iter().map(WireProduct::keep).collect();
        let mut products: Vec<Product> = self.products.iter().map(WireProduct::keep).collect();
        for product in &mut products {
            if product.subcomponents.is_empty() {
                product.subcomponents.clone_from(&shared);
            }
        }
        Statement {
            vulnerability: self.vulnerability.id.0.into_owned(),
            aliases: self.vulnerability.aliases.iter().map(|alias| alias.to_string()).collect(),
            products,
            status: Status::from_word(&self.status),
            status_text: self.status.0.into_owned(),
            justification: self.justification.as_deref().map(Justification::from_word),
            justification_text: own(self.justification),
            impact: own(self.impact_statement),
            action: own(self.action_statement),
            notes: own(self.status_notes),
            supplier: own(self.supplier),
            timestamp: own(self.timestamp),
            last_updated: own(self.last_updated),
        }
    }
}

/// A vulnerability: an id in version 0.0.1, an object since.
struct WireVulnerability<'a> {
    id: Text<'a>,
    aliases: List<Text<'a>>,
}

impl<'de: 'a, 'a> Deserialize<'de> for WireVulnerability<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wire = Named::<WireVulnerabilityObject<'a>>::deserialize(deserializer)?;
        match wire {
            Named::Text(id) => Ok(Self { id, aliases: List::default() }),
            Named::Object(object) => match object.name.or(object.id) {
                Some(id) if !id.is_empty() => Ok(Self { id, aliases: object.aliases }),
                _ => Err(D::Error::custom("a vulnerability without a name")),
            },
        }
    }
}

#[derive(Deserialize)]
#[serde(expecting = "a vulnerability object")]
struct WireVulnerabilityObject<'a> {
    #[serde(borrow, rename = "@id")]
    id: Option<Text<'a>>,
    #[serde(borrow)]
    name: Option<Text<'a>>,
    #[serde(borrow, default)]
    aliases: List<Text<'a>>,
}

/// A product or a subcomponent: an id in version 0.0.1, an object since.
struct WireProduct<'a>(Named<'a, WireProductObject<'a>>);

impl<'de: 'a, 'a> Deserialize<'de> for WireProduct<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Named::deserialize(deserializer).map(Self)
    }
}

#[derive(Deserialize)]
#[serde(expecting = "a product object")]
struct WireProductObject<'a> {
    #[serde(borrow, rename = "@id")]
    id: Option<Text<'a>>,
    #[serde(borrow)]
    identifiers: Option<BTreeMap<Text<'a>, Text<'a>>>,
    #[serde(borrow)]
    hashes: Option<BTreeMap<Text<'a>, Text<'a>>>,
    #[serde(borrow, default)]
    subcomponents: List<WireProduct<'a>>,
}

impl WireProduct<'_> {
    fn keep(&self) -> Product {
        let mut product = Product::default();
        match &self.0 {
            Named::Text(id) => product.id = Some(id.to_string()),
            Named::Object(object) => {
                product.id = object.id.as_ref().map(|id| id.to_string());
                for (kind, id) in object.identifiers.iter().flatten() {
                    match &**kind {
                        "purl" => product.purl = Some(id.to_string()),
                        "cpe22" | "cpe23" => product.cpes.push(id.to_string()),
                        _ => {}
                    }
                }
                for (algorithm, digest) in object.hashes.iter().flatten() {
                    let algorithm =
                        HashAlgorithm::from_word(algorithm).unwrap_or(HashAlgorithm::Other);
                    product.hashes.push((algorithm, digest.to_string()));
                }
                product.subcomponents = object.subcomponents.iter().map(Self::keep).collect();
            }
        }
        if product.purl.is_none() && product.id.as_deref().is_some_and(|id| id.starts_with("pkg:"))
        {
            product.purl.clone_from(&product.id);
        }
        product
    }
}
