//! Statements, put into the SBOM of what they are about.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::document::{Document, Format};
use super::product::{Digest, Product};
use super::statement::Statement;
use super::words::Status;
use super::write::place;
use crate::document::{Component, ComponentId, Document as Bom};
use crate::edit::EditError;
use crate::identity::BomLink;
use crate::losses::{LossReason, Losses};
use crate::purl::Purl;
use crate::schema::is_absolute_uri;
use crate::tree::ValueId;

/// The result of [`Document::with_vex`](crate::Document::with_vex).
#[derive(Debug)]
#[non_exhaustive]
pub struct WithVex {
    /// The document with the statements.
    pub document: Bom,
    /// The numbers of the statements that are not in it, or not for all of their products: nothing in
    /// the document is what they are about, they do not say what that is, or their status has no
    /// word.
    pub unplaced: Vec<usize>,
    /// What of the others had no place in the format, or got another form.
    pub losses: Losses,
}

/// A statement with the elements that it is about.
#[derive(Debug)]
pub(crate) struct Placed<'v> {
    pub(crate) statement: &'v Statement,
    /// Where the statement stands, for losses.
    pub(crate) place: String,
    /// The elements, each once, with the range of versions that is meant.
    pub(crate) targets: Vec<(ValueId, Option<&'v str>)>,
}

impl Bom {
    /// Puts VEX statements into the document: as analyses of CycloneDX, from 1.4 on, and as
    /// assessments of SPDX 3. What was stated before of the same vulnerability and component gives
    /// way, whoever stated it and when; what was stated of other components, of a range of versions or
    /// of a part stays.
    ///
    /// A product is found by a BOM-Link into this document, its package URL, which covers every
    /// version if the product has none, else its CPE name or a digest. Without these, its id is one of
    /// this document, unless that means something in its own document alone, as in CSAF. A
    /// statement about parts of a product is placed only if the document is about that product, or
    /// the parts lie inside of it here: what was said of one product is not said of another. Who made
    /// the statements, and what else the VEX document says of itself, stays there.
    ///
    /// # Errors
    ///
    /// When the format has no vulnerabilities: SPDX 2, CycloneDX before 1.4.
    ///
    /// # Examples
    ///
    /// ```
    /// use sbom::vex::{Document, Justification, Product, Statement, Status};
    ///
    /// let shop = sbom::parse(br#"{
    ///   "bomFormat": "CycloneDX", "specVersion": "1.6",
    ///   "components": [{"type": "library", "name": "zlib", "bom-ref": "z", "purl": "pkg:generic/zlib@1.3"}]
    /// }"#)?;
    /// let mut vex = Document::new("https://acme.example/vex/1", "Acme security team");
    /// let zlib = Product::from_purl("pkg:generic/zlib");
    /// vex.add(
    ///     Statement::new("CVE-2023-45853", Status::NotAffected)
    ///         .product(zlib)
    ///         .justification(Justification::VulnerableCodeNotPresent),
    /// );
    /// vex.add(Statement::new("CVE-2026-1", Status::Fixed).product(Product::from_purl("pkg:npm/a")));
    /// let made = shop.with_vex(&vex)?;
    /// let found = made.document.vulnerabilities().next().unwrap();
    /// assert_eq!(found.id(), Some("CVE-2023-45853"));
    /// assert_eq!(found.affects().next().unwrap().target().component().unwrap().name(), "zlib");
    /// assert_eq!(made.unplaced, [1], "nothing here is `a`");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_vex(&self, vex: &Document) -> Result<WithVex, EditError> {
        let mut editor = self.clone().edit();
        editor.refuse_vulnerabilities()?;
        let known = Known::of(self, vex);
        let (mut placed, mut unplaced) = (Vec::new(), BTreeSet::new());
        for (number, statement) in vex.statements.iter().enumerate() {
            let mut targets: Vec<(ValueId, Option<&str>)> = Vec::new();
            let mut seen = BTreeSet::new();
            let products = match statement.status {
                Status::Other => &[][..],
                _ => &statement.products,
            };
            let mut is_whole = !products.is_empty();
            for product in products {
                let found = known.find(product);
                is_whole &= !found.is_empty();
                for (component, range) in found {
                    let target = component.value().id();
                    let can_state = editor.can_name(component.local_id())
                        && (range.is_none() || editor.has_ranges());
                    if !can_state {
                        is_whole = false;
                    } else if seen.insert((target, range)) {
                        targets.push((target, range));
                    }
                }
            }
            if !is_whole {
                unplaced.insert(number);
            }
            if !targets.is_empty() {
                let place = place(&statement.origin, "statements", number);
                placed.push(Placed { statement, place, targets });
            }
        }
        editor.apply(&placed);
        let edited = editor.finish()?;
        let unplaced = unplaced.into_iter().collect();
        Ok(WithVex { document: edited.document, unplaced, losses: edited.losses })
    }
}

/// The elements of a document by what names them elsewhere.
#[derive(Debug)]
struct Known<'d> {
    bom: &'d Bom,
    by: HashMap<String, Vec<ComponentId>>,
    /// Whether ids that are no URIs mean what they mean here.
    shares_ids: bool,
}

impl<'d> Known<'d> {
    fn of(bom: &'d Bom, vex: &Document) -> Self {
        let mut by: HashMap<String, Vec<ComponentId>> = HashMap::new();
        for element in bom.elements() {
            let mut names = BTreeSet::new();
            if let Some(purl) = element.purl().and_then(|purl| Purl::parse(purl).ok()) {
                names.insert(format!("package {}", purl.package_key()));
                names.insert(format!("coordinate {}", purl.coordinate_key()));
            }
            names.extend(element.cpes().map(|cpe| format!("cpe {}", cpe.to_ascii_lowercase())));
            for hash in element.hashes() {
                names.insert(digest_name(&Digest::new(hash.algorithm_name(), hash.content())));
            }
            for name in names {
                by.entry(name).or_default().push(element.id());
            }
        }
        let is_same = vex.id.is_some() && vex.id.as_deref() == bom.id();
        let shares_ids = is_same || matches!(vex.format, None | Some(Format::OpenVex));
        Self { bom, by, shares_ids }
    }

    /// Returns what a product is in the document, with the range of versions that is meant.
    fn find<'v>(&self, product: &'v Arc<Product>) -> Vec<(Component<'d>, Option<&'v str>)> {
        if product.subcomponents.is_empty() {
            return self.direct(product);
        }
        let outer: BTreeSet<ComponentId> =
            self.direct(product).into_iter().map(|(component, _)| component.id()).collect();
        let is_about = self.bom.subject().is_some_and(|subject| outer.contains(&subject.id()));
        let is_inside = |part: &Component<'d>| {
            let mut holder = part.parent();
            while let Some(component) = holder {
                if outer.contains(&component.id()) {
                    return true;
                }
                holder = component.parent();
            }
            false
        };
        let parts = product.innermost();
        let mut found = Vec::new();
        for part in &parts {
            let of_part = self.direct(part);
            let before = found.len();
            found.extend(of_part.into_iter().filter(|(it, _)| is_about || is_inside(it)));
            if found.len() == before {
                // Said of all parts or of none.
                return Vec::new();
            }
        }
        found
    }

    fn direct<'v>(&self, product: &'v Product) -> Vec<(Component<'d>, Option<&'v str>)> {
        let range = product.range.as_deref();
        let with = |found: Vec<Component<'d>>| found.into_iter().map(|it| (it, range)).collect();
        if let Some(link) = product.bom_link() {
            return with(self.linked(link).into_iter().collect());
        }
        let named = |name: String| -> Vec<Component<'d>> {
            let ids = self.by.get(&name).map_or(&[][..], Vec::as_slice);
            ids.iter().filter_map(|id| self.bom.component(*id)).collect()
        };
        if let Some(text) = product.full_purl() {
            let Ok(purl) = Purl::parse(&text) else { return Vec::new() };
            if purl.version().is_some() && range.is_none() {
                return with(named(format!("package {}", purl.package_key())));
            }
            let mut found = named(format!("coordinate {}", purl.coordinate_key()));
            found.retain(|component| is_version(product, component));
            return with(found);
        }
        let cpes = product.cpes.iter().map(|cpe| format!("cpe {}", cpe.to_ascii_lowercase()));
        let names = cpes.chain(product.hashes.iter().map(digest_name));
        let mut seen = BTreeSet::new();
        let mut found: Vec<Component<'d>> = Vec::new();
        for component in names.flat_map(named) {
            if seen.insert(component.id()) && is_version(product, &component) {
                found.push(component);
            }
        }
        if found.is_empty() && product.cpes.is_empty() && product.hashes.is_empty() {
            let id = product.id.as_deref().filter(|id| self.shares_ids || is_absolute_uri(id));
            found.extend(id.and_then(|id| self.bom.find(id)));
        }
        with(found)
    }

    fn linked(&self, link: BomLink<'_>) -> Option<Component<'d>> {
        super::cyclonedx::own(self.bom, link)
    }
}

/// Reports whether a component is of the version that is meant, if one is beside the other names.
fn is_version(product: &Product, component: &Component<'_>) -> bool {
    let meant = product.version.as_deref().filter(|_| product.range.is_none());
    meant.is_none_or(|meant| component.version() == Some(meant))
}

fn digest_name(digest: &Digest) -> String {
    format!("digest {:?} {}", digest.algorithm, digest.content.to_ascii_lowercase())
}

/// Reports what a statement says beside what formats have a place for.
pub(crate) fn lose(losses: &mut Losses, placed: &Placed<'_>, fields: &[(bool, &str)]) {
    for (_, field) in fields.iter().filter(|(is_there, _)| *is_there) {
        let path = format!("{}/{field}", placed.place);
        losses.add(LossReason::NoPlace, field, &path, Some(&placed.statement.vulnerability.id), "");
    }
}
