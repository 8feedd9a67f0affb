//! Reading CycloneDX.
//!
//! One reader for every version: the version may be the last member of a document, so the input
//! is read into the union of all versions in one pass, and judged by version afterwards.

mod component;
mod convert;
mod metadata;
mod schema;
mod vulnerability;
mod wire;

use serde::de::{IgnoredAny, MapAccess};

use crate::cyclonedx::component::Section;
use crate::cyclonedx::metadata::MetadataObject;
use crate::cyclonedx::vulnerability::VulnerabilityObject;
use crate::cyclonedx::wire::WireProperty;
use crate::document::build::Builder;
use crate::document::store::{EndCode, Place, Store};
use crate::document::{Document, NoteKind, Origin, RelationshipKind};
use crate::error::{Code, Error};
use crate::format::{Encoding, Format};
use crate::json::{self, Each, Loose, Slot, Text, once};
use crate::limits::ParseOptions;
use crate::read::{Many, Object, One, rows, skip, stop, take};

/// Reads a JSON document that [`json::outline`] has scanned.
pub(crate) fn read_json(text: &str, options: &ParseOptions) -> Result<Document, Error> {
    let mut builder = Builder::new(Format::CycloneDx, Encoding::Json, options);
    let bom = One { builder: &mut builder, key: "bom", object: BomObject };
    json::read(text, bom).map_err(|error| builder.explain(error))?;
    builder.finish()
}

/// The versions whose members this reader knows.
const VERSIONS: &[&str] = &["1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7"];

/// Members of the document that the format has and this model does not.
const NOT_KEPT: &[&str] = &[
    "externalReferences",
    "compositions",
    "annotations",
    "formulation",
    "declarations",
    "definitions",
    "citations",
    "signature",
];

#[derive(Clone, Copy)]
struct BomObject;

impl<'de> Object<'de> for BomObject {
    fn expected(self) -> &'static str {
        "a CycloneDX document"
    }

    fn read<A: MapAccess<'de>>(
        self,
        builder: &mut Builder<'de>,
        mut map: A,
    ) -> Result<(), A::Error> {
        let mut bom_format = Slot::<Text<'de>>::default();
        let mut spec_version = Slot::<Loose<'de>>::default();
        let mut serial = Slot::<Loose<'de>>::default();
        let mut revision = Slot::<Loose<'de>>::default();
        let mut seen = 0;
        while let Some(key) = map.next_key::<Text<'de>>()? {
            match &*key {
                "bomFormat" => take(&mut bom_format, &key, &mut map, builder)?,
                "specVersion" => take(&mut spec_version, &key, &mut map, builder)?,
                "serialNumber" => take(&mut serial, &key, &mut map, builder)?,
                "version" => take(&mut revision, &key, &mut map, builder)?,
                "metadata" => {
                    once(&mut seen, 0, "metadata")?;
                    let object = MetadataObject;
                    map.next_value_seed(One { builder, key: "metadata", object })?;
                }
                "components" => {
                    once(&mut seen, 1, "components")?;
                    let object = Section::components(u32::MAX, Place::Listed);
                    map.next_value_seed(Many { builder, key: "components", object })?;
                }
                "services" => {
                    once(&mut seen, 2, "services")?;
                    let object = Section::services(u32::MAX);
                    map.next_value_seed(Many { builder, key: "services", object })?;
                }
                "dependencies" => {
                    once(&mut seen, 3, "dependencies")?;
                    let object = DependencyObject;
                    map.next_value_seed(Many { builder, key: "dependencies", object })?;
                }
                "vulnerabilities" => {
                    once(&mut seen, 4, "vulnerabilities")?;
                    let object = VulnerabilityObject;
                    map.next_value_seed(Many { builder, key: "vulnerabilities", object })?;
                }
                "properties" => {
                    once(&mut seen, 5, "properties")?;
                    let len = |store: &Store| store.properties.len();
                    builder.store.document_properties =
                        rows(&key, &mut map, builder, len, WireProperty::keep)?;
                }
                "$schema" => {
                    map.next_value::<IgnoredAny>()?;
                }
                "spdxVersion" => {
                    let message = "the document claims to be both CycloneDX and SPDX".to_owned();
                    return Err(stop(builder.fail(Code::AmbiguousFormat, message)));
                }
                key => skip(builder, &mut map, key, NOT_KEPT)?,
            }
        }
        if bom_format.is_none() {
            builder.note(NoteKind::MissingMember, "bomFormat").map_err(stop)?;
        }
        match &*spec_version {
            None => builder.note(NoteKind::MissingMember, "specVersion").map_err(stop)?,
            Some(version) if !VERSIONS.contains(&&**version) => {
                builder.note(NoteKind::UnknownVersion, version).map_err(stop)?;
            }
            Some(_) => {}
        }
        builder.store.spec_version =
            builder.loose(spec_version.as_ref(), "specVersion").map_err(stop)?;
        builder.store.id = builder.loose(serial.as_ref(), "serialNumber").map_err(stop)?;
        if let Some(text) = &*revision {
            builder.store.revision = text.parse().ok();
            if matches!(text, Loose::Text(_)) || builder.store.revision.is_none() {
                builder.note(NoteKind::OtherType, "version").map_err(stop)?;
            }
        }
        Ok(())
    }
}

/// One entry of `dependencies`, whose `ref` may come after what it depends on.
#[derive(Clone, Copy)]
struct DependencyObject;

impl<'de> Object<'de> for DependencyObject {
    fn expected(self) -> &'static str {
        "an object with `ref` and `dependsOn`"
    }

    fn read<A: MapAccess<'de>>(
        self,
        builder: &mut Builder<'de>,
        mut map: A,
    ) -> Result<(), A::Error> {
        let first = builder.store.edges.len();
        let mut from = Slot::<Text<'de>>::default();
        let mut seen = 0;
        while let Some(key) = map.next_key::<Text<'de>>()? {
            let (bit, kind, origin) = match &*key {
                "ref" => {
                    take(&mut from, &key, &mut map, builder)?;
                    continue;
                }
                "dependsOn" => (0, RelationshipKind::DependsOn, Origin::DependsOn),
                "provides" => (1, RelationshipKind::Provides, Origin::Provides),
                key => {
                    skip(builder, &mut map, key, &[])?;
                    continue;
                }
            };
            once(&mut seen, bit, &key)?;
            let keep = |to: Text<'de>| {
                let to = builder.reference(to.0);
                // Where the edge comes from is set at the end of the entry.
                builder.edge(EndCode::NONE, to, kind, origin)
            };
            let shape = map.next_value_seed(Each::new("references", keep))?;
            builder.shape(shape, &key).map_err(stop)?;
        }
        if from.is_none() {
            builder.note(NoteKind::MissingMember, "ref").map_err(stop)?;
        }
        let from = builder.reference(from.into_value().map(|from| from.0).unwrap_or_default());
        builder.dependency_entry(from, first).map_err(stop)
    }
}
