//! Products and the components inside them.

use std::fmt;

use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use crate::document::HashAlgorithm;
use crate::json::{Pairs, Slot, Text};
use crate::vex::Product;
use crate::vex::budget::Budget;

/// Reads a list of products, or of the components of one, straight into its final form; tolerates
/// `null`, and a single product instead of an array.
#[derive(Clone, Copy)]
pub(super) struct ProductsSeed<'b> {
    pub(super) budget: &'b Budget,
}

impl<'de> DeserializeSeed<'de> for ProductsSeed<'_> {
    type Value = Vec<Product>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<Product>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ProductsSeed<'_> {
    type Value = Vec<Product>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of products")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Vec<Product>, E> {
        Ok(Vec::new())
    }

    fn visit_str<E: serde::de::Error>(self, id: &str) -> Result<Vec<Product>, E> {
        let product = ProductSeed { budget: self.budget }.visit_str(id)?;
        Ok(Vec::from_iter(product))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Vec<Product>, A::Error> {
        let product = ProductSeed { budget: self.budget }.visit_map(map)?;
        Ok(Vec::from_iter(product))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<Product>, A::Error> {
        let mut products = Vec::new();
        while let Some(product) = list.next_element_seed(ProductSeed { budget: self.budget })? {
            products.extend(product);
        }
        Ok(products)
    }
}

/// Reads one product: an id in version 0.0.1, an object since; nothing for `null`.
struct ProductSeed<'b> {
    budget: &'b Budget,
}

impl<'de> DeserializeSeed<'de> for ProductSeed<'_> {
    type Value = Option<Product>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ProductSeed<'_> {
    type Value = Option<Product>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a product's id or object")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Option<Product>, E> {
        Ok(None)
    }

    fn visit_str<E: serde::de::Error>(self, id: &str) -> Result<Option<Product>, E> {
        self.budget.spend(1)?;
        Ok(Some(Product { id: Some(id.to_owned()), ..Product::default() }.with_purl()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Option<Product>, A::Error> {
        self.budget.spend(1)?;
        let mut product = Product::default();
        let mut id = Slot::<Text<'de>>::default();
        let mut identifiers = Slot::<Pairs<'de>>::default();
        let mut hashes = Slot::<Pairs<'de>>::default();
        let mut has_subcomponents = false;
        while let Some(key) = map.next_key::<Text<'de>>()? {
            match &*key {
                "@id" => id.fill(&key, &mut map)?,
                "identifiers" => identifiers.fill(&key, &mut map)?,
                "hashes" => hashes.fill(&key, &mut map)?,
                "subcomponents" => {
                    if std::mem::replace(&mut has_subcomponents, true) {
                        return Err(A::Error::custom(format_args!("duplicate key `{}`", &*key)));
                    }
                    product.subcomponents =
                        map.next_value_seed(ProductsSeed { budget: self.budget })?;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        product.id = id.into_value().map(|id| id.0.into_owned());
        for (kind, id) in identifiers.iter().flat_map(|pairs| pairs.iter()) {
            self.budget.spend(1)?;
            match &**kind {
                "purl" => product.purl = Some(id.to_string()),
                "cpe22" | "cpe23" => product.cpes.push(id.to_string()),
                _ => {}
            }
        }
        for (algorithm, digest) in hashes.iter().flat_map(|pairs| pairs.iter()) {
            self.budget.spend(1)?;
            let algorithm = HashAlgorithm::from_word(algorithm).unwrap_or(HashAlgorithm::Other);
            product.hashes.push((algorithm, digest.to_string()));
        }
        Ok(Some(product.with_purl()))
    }
}

impl Product {
    /// Lets an id that is a package URL count as one.
    fn with_purl(mut self) -> Self {
        if self.purl.is_none() && self.id.as_deref().is_some_and(|id| id.starts_with("pkg:")) {
            self.purl.clone_from(&self.id);
        }
        self
    }

    /// Returns how much of the budget the product took.
    pub(super) fn weight(&self) -> usize {
        let inner: usize = self.subcomponents.iter().map(Self::weight).sum();
        1 + self.cpes.len() + self.hashes.len() + inner
    }
}
