//! OpenVEX as it stands in the input, both versions in one.

use std::fmt;

use serde::Deserialize;
use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use crate::json::{List, Named, Slot, Text, once};
use crate::vex::budget::Budget;
use crate::vex::product::ProductsSeed;
use crate::vex::{Justification, Product, Statement, Status, VexDocument};

/// Reads a document and lets statements inherit its time.
#[derive(Clone, Copy)]
pub(super) struct DocumentSeed<'b> {
    pub(super) budget: &'b Budget,
}

impl<'de> DeserializeSeed<'de> for DocumentSeed<'_> {
    type Value = VexDocument;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<VexDocument, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for DocumentSeed<'_> {
    type Value = VexDocument;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an OpenVEX document")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<VexDocument, A::Error> {
        let mut context = Slot::<List<Text<'de>>>::default();
        let mut id = Slot::<Text<'de>>::default();
        let mut author = Slot::<Text<'de>>::default();
        let mut role = Slot::<Text<'de>>::default();
        let mut timestamp = Slot::<Text<'de>>::default();
        let mut last_updated = Slot::<Text<'de>>::default();
        let mut statements = None;
        while let Some(key) = map.next_key::<Text<'de>>()? {
            match &*key {
                "@context" => context.fill(&key, &mut map)?,
                "@id" => id.fill(&key, &mut map)?,
                "author" => author.fill(&key, &mut map)?,
                "role" => role.fill(&key, &mut map)?,
                "timestamp" => timestamp.fill(&key, &mut map)?,
                "last_updated" => last_updated.fill(&key, &mut map)?,
                "statements" => {
                    if statements.is_some() {
                        return Err(A::Error::custom("duplicate key `statements`"));
                    }
                    statements = Some(map.next_value_seed(StatementsSeed { budget: self.budget })?);
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        let version = context.iter().flat_map(|list| list.iter()).find_map(|context| {
            let (name, version) = context.rsplit_once("/ns/")?;
            name.contains("openvex.dev").then(|| version.to_owned())
        });
        let mut document = VexDocument {
            spec_version: version,
            id: own(id),
            author: own(author),
            role: own(role),
            timestamp: own(timestamp),
            last_updated: own(last_updated),
            statements: statements.ok_or_else(|| A::Error::missing_field("statements"))?,
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

/// Reads statements one at a time into their final form; tolerates `null`.
struct StatementsSeed<'b> {
    budget: &'b Budget,
}

impl<'de> DeserializeSeed<'de> for StatementsSeed<'_> {
    type Value = Vec<Statement>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for StatementsSeed<'_> {
    type Value = Vec<Statement>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of statements")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut statements = Vec::new();
        while let Some(statement) = list.next_element_seed(StatementSeed { budget: self.budget })? {
            statements.push(statement);
        }
        Ok(statements)
    }
}

/// Reads one statement.
struct StatementSeed<'b> {
    budget: &'b Budget,
}

impl<'de> DeserializeSeed<'de> for StatementSeed<'_> {
    type Value = Statement;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Statement, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for StatementSeed<'_> {
    type Value = Statement;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a statement object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Statement, A::Error> {
        let budget = self.budget;
        budget.spend(1)?;
        let mut vulnerability = Slot::<WireVulnerability<'de>>::default();
        let mut products = Vec::new();
        let mut shared = Vec::new();
        let mut status = Slot::<Text<'de>>::default();
        let mut justification = Slot::<Text<'de>>::default();
        let mut impact = Slot::<Text<'de>>::default();
        let mut action = Slot::<Text<'de>>::default();
        let mut notes = Slot::<Text<'de>>::default();
        let mut supplier = Slot::<Text<'de>>::default();
        let mut timestamp = Slot::<Text<'de>>::default();
        let mut last_updated = Slot::<Text<'de>>::default();
        let mut seen = 0;
        while let Some(key) = map.next_key::<Text<'de>>()? {
            match &*key {
                "vulnerability" => vulnerability.fill(&key, &mut map)?,
                "products" => {
                    once(&mut seen, 0, &key)?;
                    products = map.next_value_seed(ProductsSeed { budget })?;
                }
                // Version 0.0.1 has the components of all products here.
                "subcomponents" => {
                    once(&mut seen, 1, &key)?;
                    shared = map.next_value_seed(ProductsSeed { budget })?;
                }
                "status" => status.fill(&key, &mut map)?,
                "justification" => justification.fill(&key, &mut map)?,
                "impact_statement" => impact.fill(&key, &mut map)?,
                "action_statement" => action.fill(&key, &mut map)?,
                "status_notes" => notes.fill(&key, &mut map)?,
                "supplier" => supplier.fill(&key, &mut map)?,
                "timestamp" => timestamp.fill(&key, &mut map)?,
                "last_updated" => last_updated.fill(&key, &mut map)?,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        let Some(vulnerability) = vulnerability.into_value() else {
            return Err(A::Error::missing_field("vulnerability"));
        };
        let Some(status) = status.into_value() else {
            return Err(A::Error::missing_field("status"));
        };
        // Every product gets a copy, so that a short text could ask for any amount of memory.
        let weight: usize = shared.iter().map(Product::weight).sum();
        for product in products.iter_mut().filter(|product| product.subcomponents.is_empty()) {
            budget.spend(weight)?;
            product.subcomponents.clone_from(&shared);
        }
        Ok(Statement {
            vulnerability: vulnerability.id.0.into_owned(),
            aliases: vulnerability.aliases.iter().map(|alias| alias.to_string()).collect(),
            products,
            status: Status::from_word(&status),
            status_text: status.0.into_owned(),
            justification: justification.as_deref().map(Justification::from_word),
            justification_text: own(justification),
            impact: own(impact),
            action: own(action),
            notes: own(notes),
            supplier: own(supplier),
            timestamp: own(timestamp),
            last_updated: own(last_updated),
        })
    }
}

/// Keeps a text; an empty one says nothing.
fn own(text: Slot<Text<'_>>) -> Option<String> {
    text.into_value().map(|text| text.0.into_owned()).filter(|text| !text.is_empty())
}

/// A vulnerability: an id in version 0.0.1, an object since.
struct WireVulnerability<'a> {
    id: Text<'a>,
    aliases: List<Text<'a>>,
}

impl<'de: 'a, 'a> Deserialize<'de> for WireVulnerability<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (ids, aliases) = match Named::<WireVulnerabilityObject<'a>>::deserialize(deserializer)?
        {
            Named::Text(id) => ([Some(id), None], List::default()),
            Named::Object(object) => ([object.name, object.id], object.aliases),
        };
        match ids.into_iter().flatten().find(|id| !id.is_empty()) {
            Some(id) => Ok(Self { id, aliases }),
            None => Err(D::Error::custom("a vulnerability without a name")),
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
