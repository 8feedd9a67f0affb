//! What the profiles demand (6.1.27), by the category of the document.

use std::collections::HashSet;

use super::products::{Named, Products};
use super::vulnerability::Listed;
use crate::tree::{Key, Value};
use crate::validate::collect::{Collector, clip};
use crate::vex::validate::refuse;

/// What a document is by its category.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Profile {
    Base,
    Incident,
    Information,
    Advisory,
    Vex,
}

impl Profile {
    /// Returns the profile of exactly that name.
    pub(super) fn named(category: &str) -> Option<Self> {
        match category {
            "csaf_base" => Some(Self::Base),
            "csaf_security_incident_response" => Some(Self::Incident),
            "csaf_informational_advisory" => Some(Self::Information),
            "csaf_security_advisory" => Some(Self::Advisory),
            "csaf_vex" => Some(Self::Vex),
            _ => None,
        }
    }

    /// Any other category is of the base.
    pub(super) fn of(head: Option<Value<'_>>) -> Self {
        let category = head.and_then(|head| head.text(Key::CATEGORY));
        category.and_then(Self::named).unwrap_or(Self::Base)
    }

    /// Judges the document as a whole.
    pub(super) fn judge(self, root: Value<'_>, found: &mut Collector) {
        match self {
            Self::Base => {}
            Self::Incident | Self::Information => {
                if let Some(head) = root.get(Key::DOCUMENT) {
                    informs(head, found);
                }
                if self == Self::Information
                    && let Some(listed) = root.get(Key::VULNERABILITIES)
                {
                    let path = || "/vulnerabilities".to_owned();
                    refuse(found, "csaf-profile-vulnerabilities", listed, path, || {
                        "an informational advisory has no vulnerabilities (6.1.27.3)".to_owned()
                    });
                }
            }
            Self::Advisory | Self::Vex => {
                for (key, code, name, test) in [
                    (Key::PRODUCT_TREE, "csaf-profile-product-tree", "product_tree", "6.1.27.4"),
                    (
                        Key::VULNERABILITIES,
                        "csaf-profile-vulnerabilities",
                        "vulnerabilities",
                        "6.1.27.11",
                    ),
                ] {
                    if root.get(key).is_none() {
                        refuse(found, code, root, String::new, || {
                            format!("the profile demands `{name}` ({test})")
                        });
                    }
                }
            }
        }
    }

    /// Judges one vulnerability, without its products.
    pub(super) fn vulnerability(self, vulnerability: Value<'_>, path: &str, found: &mut Collector) {
        if !matches!(self, Self::Advisory | Self::Vex) {
            return;
        }
        let mut refuse = |code, message: &str| {
            refuse(found, code, vulnerability, || path.to_owned(), || message.to_owned());
        };
        if vulnerability.get(Key::NOTES).is_none() {
            refuse("csaf-profile-vulnerability-notes", "the profile demands `notes` (6.1.27.5)");
        }
        let statuses = vulnerability.get(Key::PRODUCT_STATUS);
        if self == Self::Advisory {
            if statuses.is_none() {
                let message = "the profile demands `product_status` (6.1.27.6)";
                refuse("csaf-profile-product-status", message);
            }
            return;
        }
        let has_status = statuses.is_some_and(|statuses| {
            [Key::FIXED, Key::KNOWN_AFFECTED, Key::KNOWN_NOT_AFFECTED, Key::UNDER_INVESTIGATION]
                .into_iter()
                .any(|key| statuses.get(key).is_some())
        });
        if !has_status {
            refuse(
                "csaf-vex-status",
                "a VEX says of a product that it is affected, fixed, not affected or under investigation (6.1.27.7)",
            );
        }
        if vulnerability.get(Key::CVE).is_none() && vulnerability.get(Key::IDS).is_none() {
            refuse("csaf-vex-id", "a vulnerability of a VEX needs `cve` or `ids` (6.1.27.8)");
        }
    }
}

/// Judges the head of what informs: a note that says something, and an address elsewhere.
fn informs(head: Value<'_>, found: &mut Collector) {
    let says = |note: Value<'_>| {
        let category = note.text(Key::CATEGORY).unwrap_or_default();
        ["description", "details", "general", "summary"].contains(&category)
    };
    // What has no category is external.
    let leads_out = |link: Value<'_>| {
        link.is_object() && link.text(Key::CATEGORY).is_none_or(|category| category == "external")
    };
    let mut refuse = |code, message: &str| {
        refuse(found, code, head, || "/document".to_owned(), || message.to_owned());
    };
    if !head.list(Key::NOTES).any(says) {
        let message = "the profile demands a note that describes, details or sums up (6.1.27.1)";
        refuse("csaf-profile-notes", message);
    }
    if !head.list(Key::REFERENCES).any(leads_out) {
        refuse("csaf-profile-references", "the profile demands an external reference (6.1.27.2)");
    }
}

/// Which products something was said of.
#[derive(Debug, Default)]
pub(super) struct Covered {
    products: HashSet<usize>,
    groups: HashSet<usize>,
}

impl Covered {
    pub(super) fn add(&mut self, named: &Named) {
        self.products.extend(&named.products);
        self.groups.extend(&named.groups);
    }

    /// Tells whether a product was named, by itself or with a group.
    fn has(&self, product: usize, products: &Products<'_>) -> bool {
        let of = products.groups_of(product);
        self.products.contains(&product)
            || match of.len() <= self.groups.len() {
                true => of.iter().any(|group| self.groups.contains(group)),
                false => self.groups.iter().any(|group| of.binary_search(group).is_ok()),
            }
    }

    /// Reports the products of a status of which nothing was said (6.1.27.9, 6.1.27.10).
    pub(super) fn demand<'t>(
        &self,
        [code, lack]: [&'static str; 2],
        listed: &[Listed<'t>],
        path: &dyn Fn() -> String,
        products: &Products<'t>,
        found: &mut Collector,
    ) {
        for Listed { value, number, product } in listed {
            if !self.has(*product, products) {
                let path = || format!("{}/{number}", path());
                refuse(found, code, *value, path, || {
                    format!("`{}` {lack}", clip(products.id(*product)))
                });
            }
        }
    }
}
