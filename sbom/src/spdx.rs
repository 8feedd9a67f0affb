//! Reading SPDX 2.
//!
//! 2.2 and 2.3 share one reader; 2.3 only adds members.

mod convert2;
mod creation;
mod relation;
mod wire2;

use std::borrow::Cow;

use serde::de::{IgnoredAny, MapAccess};

use crate::document::build::Builder;
use crate::document::store::EndCode;
use crate::document::{Document, NoteKind, Origin, RelationshipKind};
use crate::error::{Code, Error};
use crate::format::{Encoding, Format};
use crate::json::{self, Each, Loose, Slot, Text, once};
use crate::limits::ParseOptions;
use crate::read::{Many, Object, One, skip, stop, take};
use crate::spdx::convert2::{FileObject, PackageObject};
use crate::spdx::creation::CreationObject;
use crate::spdx::wire2::{WireExtracted, WireRelationship, WireSnippet};

/// Reads a JSON document that [`json::outline`] has scanned.
pub(crate) fn read_json(text: &str, options: &ParseOptions) -> Result<Document, Error> {
    let mut builder = Builder::new(Format::Spdx, Encoding::Json, options);
    let document = One { builder: &mut builder, key: "document", object: DocumentObject };
    json::read(text, document).map_err(|error| builder.explain(error))?;
    builder.finish()
}

/// The versions whose members this reader knows. ISO/IEC 5962:2021 is 2.2.1, which documents
/// write as 2.2.
const VERSIONS: &[&str] = &["SPDX-2.2", "SPDX-2.3"];

/// Members of the document that the format has and this model does not.
const NOT_KEPT: &[&str] = &["externalDocumentRefs", "comment", "annotations", "revieweds"];

#[derive(Clone, Copy)]
struct DocumentObject;

impl<'de> Object<'de> for DocumentObject {
    fn expected(self) -> &'static str {
        "an SPDX document"
    }

    fn read<A: MapAccess<'de>>(
        self,
        builder: &mut Builder<'de>,
        mut map: A,
    ) -> Result<(), A::Error> {
        let mut spdx_version = Slot::<Loose<'de>>::default();
        let mut id = Slot::<Text<'de>>::default();
        let mut name = Slot::<Text<'de>>::default();
        let mut namespace = Slot::<Text<'de>>::default();
        let mut data_licence = Slot::<Text<'de>>::default();
        let mut seen = 0;
        while let Some(key) = map.next_key::<Text<'de>>()? {
            match &*key {
                "spdxVersion" => take(&mut spdx_version, &key, &mut map, builder)?,
                "SPDXID" => take(&mut id, &key, &mut map, builder)?,
                "name" => take(&mut name, &key, &mut map, builder)?,
                "documentNamespace" => take(&mut namespace, &key, &mut map, builder)?,
                "dataLicense" => take(&mut data_licence, &key, &mut map, builder)?,
                "creationInfo" => {
                    once(&mut seen, 0, &key)?;
                    let object = CreationObject;
                    map.next_value_seed(One { builder, key: "creationInfo", object })?;
                }
                "packages" => {
                    once(&mut seen, 1, &key)?;
                    let object = PackageObject;
                    map.next_value_seed(Many { builder, key: "packages", object })?;
                }
                "files" => {
                    once(&mut seen, 2, &key)?;
                    map.next_value_seed(Many { builder, key: "files", object: FileObject })?;
                }
                "snippets" => {
                    once(&mut seen, 3, &key)?;
                    let keep = |snippet: WireSnippet<'de>| snippet.keep(builder);
                    let shape = map.next_value_seed(Each::new("snippets", keep))?;
                    builder.shape(shape, &key).map_err(stop)?;
                }
                "relationships" => {
                    once(&mut seen, 4, &key)?;
                    builder.enter("relationships");
                    builder.advance();
                    let keep = |relationship: WireRelationship<'de>| {
                        let kept = relationship.keep(builder);
                        builder.advance();
                        kept
                    };
                    let shape = map.next_value_seed(Each::new("relationships", keep))?;
                    builder.leave();
                    builder.shape(shape, &key).map_err(stop)?;
                }
                "documentDescribes" => {
                    once(&mut seen, 5, &key)?;
                    let keep = |id: Text<'de>| {
                        let to = builder.reference(id.0);
                        let kind = RelationshipKind::Describes;
                        builder.edge(EndCode::DOCUMENT, to, kind, Origin::DocumentDescribes)
                    };
                    let shape = map.next_value_seed(Each::new("ids", keep))?;
                    builder.shape(shape, &key).map_err(stop)?;
                }
                "hasExtractedLicensingInfos" => {
                    once(&mut seen, 6, &key)?;
                    let keep = |licence: WireExtracted<'de>| licence.keep(builder);
                    let shape = map.next_value_seed(Each::new("extracted licences", keep))?;
                    builder.shape(shape, &key).map_err(stop)?;
                }
                "$schema" => {
                    map.next_value::<IgnoredAny>()?;
                }
                "bomFormat" => {
                    let message = "the document claims to be both SPDX and CycloneDX".to_owned();
                    return Err(stop(builder.fail(Code::AmbiguousFormat, message)));
                }
                key => skip(builder, &mut map, key, NOT_KEPT)?,
            }
        }
        match &*spdx_version {
            None => builder.note(NoteKind::MissingMember, "spdxVersion").map_err(stop)?,
            Some(version) if !VERSIONS.contains(&&**version) => {
                builder.note(NoteKind::UnknownVersion, version).map_err(stop)?;
            }
            Some(_) => {}
        }
        for (member, key) in [(&id, "SPDXID"), (&name, "name"), (&data_licence, "dataLicense")] {
            if member.is_none() {
                builder.note(NoteKind::MissingMember, key).map_err(stop)?;
            }
        }
        // Relationships speak of `SPDXRef-DOCUMENT` even where the document's own id differs.
        builder.bind_document(Cow::Borrowed("SPDXRef-DOCUMENT")).map_err(stop)?;
        if let Some(id) = id.into_value() {
            builder.bind_document(id.0).map_err(stop)?;
        }
        builder.store.spec_version =
            builder.loose(spdx_version.as_ref(), "spdxVersion").map_err(stop)?;
        builder.store.name = builder.optional(name.as_ref());
        builder.store.id = builder.optional(namespace.as_ref());
        builder.store.data_licence = builder.optional(data_licence.as_ref());
        Ok(())
    }
}
