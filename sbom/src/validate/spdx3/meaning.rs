//! What must hold beyond the form of SPDX 3 documents: the prose of the model, and its Lite
//! profile.

use crate::cpe::Cpe;
use crate::document::{Document, HashAlgorithm};
use crate::identity::digest_fits;
use crate::licence_expression::{LicenceExpression, LicenceReading};
use crate::purl::Purl;
use crate::spdx::index3::{Class, Extra, Objects, Row};
use crate::spdx::lens3;
use crate::spdx::schema3::{self, Value as Expected};
use crate::tree::{Key, Tree, Value, ValueId};
use crate::validate::Severity;
use crate::validate::collect::{Collector, Place, clip};

/// Checks a document that the table has been held against.
pub(super) fn check(document: &Document, found: &mut Collector) {
    let Some(extra) = document.index.spdx3.as_deref() else { return };
    let (tree, objects) = (document.tree(), &extra.objects);
    let graph = tree.root().get(Key::AT_GRAPH).into_iter().flat_map(Value::children);
    let graph = graph.map(Value::id).collect();
    let mut checker = Checker { document, tree, extra, objects, graph, found };
    checker.ids();
    checker.documents();
    for row in objects.rows() {
        let object = tree.value(row.object);
        checker.references(row, object);
        checker.object(row, object);
    }
    checker.lite();
}

struct Checker<'d, 'f> {
    document: &'d Document,
    tree: &'d Tree,
    extra: &'d Extra,
    objects: &'d Objects,
    /// The members of `@graph`.
    graph: Vec<ValueId>,
    found: &'f mut Collector,
}

impl<'d> Checker<'d, '_> {
    fn ids(&mut self) {
        for row in self.objects.rows() {
            let id = self.tree.value(row.id);
            let first = id.as_str().and_then(|id| self.objects.find(self.tree, id));
            let first = first.and_then(|first| self.objects.row(first));
            if first.is_some_and(|first| first.object != row.object) {
                self.error("spdx3-id-duplicate", id, || {
                    format!("`{}` is the id of another object", quoted(id))
                });
            }
        }
    }

    fn documents(&mut self) {
        let root = self.tree.root();
        let mut documents = self.of(Class::Document);
        let (first, second) = (documents.next(), documents.next());
        drop(documents);
        match (first, second) {
            (None, _) => self.warn("spdx3-document", root, || "there is no `SpdxDocument`".into()),
            (_, Some(second)) => {
                let second = self.tree.value(second.object);
                self.error("spdx3-document", second, || "a second `SpdxDocument`".into());
            }
            _ => {}
        }
        for row in self.objects.rows() {
            if !matches!(row.class, Class::Document | Class::Collection) {
                continue;
            }
            let object = self.tree.value(row.object);
            let has = |key| object.list(key).next().is_some();
            if has(Key::ELEMENT) && !has(Key::ROOT_ELEMENT) {
                self.error("spdx3-root-missing", object, || {
                    "a collection of elements needs a `rootElement`".into()
                });
            }
            for member in object.list(Key::ELEMENT).chain(object.list(Key::ROOT_ELEMENT)) {
                if self.class_of(member) == Some(Class::Document) {
                    self.error("spdx3-root-document", member, || {
                        "a document is no element of a collection".into()
                    });
                }
            }
        }
        let creation = lens3::creation(self.document);
        let said = creation.and_then(|creation| creation.get(Key::SPEC_VERSION));
        let context = root
            .list(Key::AT_CONTEXT)
            .filter_map(Value::as_str)
            .find_map(|context| context.split_once("spdx.org/rdf/")?.1.split('/').next());
        if let (Some(said), Some(context)) = (said, context)
            && said.as_str() != Some(context)
        {
            self.warn("spdx3-version", said, || {
                format!("the context is that of {context}, found `{}`", quoted(said))
            });
        }
    }

    /// Checks that the ids an object refers to lead somewhere.
    fn references(&mut self, row: &Row, object: Value<'d>) {
        let name = crate::spdx::index3::type_of(object).unwrap_or_default();
        let Some(class) = schema3::class(&crate::spdx::index3::short_name(name)) else { return };
        for value in object.children() {
            let expected = class.member(value.key()).map(|member| member.value);
            let Some(Expected::Object(_)) = expected else { continue };
            // Documents list what they import among their elements; that is what imports are for.
            for reference in value.elements().filter(|value| value.as_str().is_some()) {
                let id = reference.as_str().unwrap_or_default();
                if self.objects.resolve(reference).is_some() || self.is_elsewhere(id) {
                    continue;
                }
                match id.starts_with("_:") {
                    // Nobody else can define a blank node.
                    true => self.error("spdx3-ref-dangling", reference, || {
                        format!("`{}` is not in the document", clip(id))
                    }),
                    false => self.warn("spdx3-ref-dangling", reference, || {
                        format!("`{}` is neither in the document nor imported", clip(id))
                    }),
                }
            }
        }
        let _ = row;
    }

    /// Reports whether an id is that of something which is defined elsewhere.
    fn is_elsewhere(&self, id: &str) -> bool {
        schema3::individual(id).is_some()
            || id.contains("spdx.org/rdf/3.")
            || id.contains("://spdx.org/licenses/")
            || self.extra.is_imported(id)
    }

    fn object(&mut self, row: &Row, object: Value<'d>) {
        if row.is_relationship {
            self.relationship(object);
        }
        let name = crate::spdx::index3::type_of(object).unwrap_or_default();
        match name {
            "Hash" => self.hash(object),
            "PositiveIntegerRange" => {
                let end =
                    |key| object.get(key).and_then(|end| end.as_number()?.parse::<f64>().ok());
                let (begin, end) = (end(Key::BEGIN_INTEGER_RANGE), end(Key::END_INTEGER_RANGE));
                if begin.zip(end).is_some_and(|(begin, end)| begin > end) {
                    self.error("spdx3-range", object, || "the range ends before it begins".into());
                }
            }
            "ExternalIdentifier" => {
                let Some(id) = object.get(Key::IDENTIFIER) else { return };
                match object.text(Key::EXTERNAL_IDENTIFIER_TYPE) {
                    Some("packageUrl") => self.purl(id),
                    Some("cpe22" | "cpe23") if Cpe::parse(text(id)).is_err() => {
                        self.error("spdx3-cpe", id, || {
                            format!("`{}` is not a CPE name", quoted(id))
                        });
                    }
                    _ => {}
                }
            }
            "simplelicensing_LicenseExpression" => {
                let Some(value) = object.get(Key::SIMPLELICENSING_LICENSE_EXPRESSION) else {
                    return;
                };
                if matches!(text(value), "NONE" | "NOASSERTION") {
                    return;
                }
                if let Err(error) = LicenceExpression::attempt(text(value), LicenceReading::Strict)
                {
                    self.warn("spdx3-license-expression", value, || error.to_string());
                }
            }
            "security_VexNotAffectedVulnAssessmentRelationship" => {
                let has = |key| object.get(key).is_some();
                if !has(Key::SECURITY_JUSTIFICATION_TYPE) && !has(Key::SECURITY_IMPACT_STATEMENT) {
                    self.error("spdx3-vex-reason", object, || {
                        "not affected without `security_justificationType` or \
                         `security_impactStatement`"
                            .into()
                    });
                }
            }
            _ => {}
        }
        if let Some(purl) = object.get(Key::SOFTWARE_PACKAGE_URL) {
            self.purl(purl);
        }
    }

    fn purl(&mut self, value: Value<'d>) {
        if let Err(error) = Purl::parse(text(value)) {
            self.error("spdx3-purl", value, || {
                format!("`{}` is not a package URL: {}", quoted(value), error.reason())
            });
        }
    }

    fn hash(&mut self, object: Value<'d>) {
        let Some(content) = object.get(Key::HASH_VALUE) else { return };
        let algorithm = object.text(Key::ALGORITHM).and_then(HashAlgorithm::from_word);
        if algorithm.is_some_and(|algorithm| !digest_fits(algorithm, text(content))) {
            self.error("spdx3-hash-value", content, || {
                format!("`{}` is not a digest of that algorithm", quoted(content))
            });
        }
    }

    fn relationship(&mut self, object: Value<'d>) {
        let targets = || object.list(Key::TO);
        let is_none = |target: Value<'_>| {
            target.as_str().is_some_and(|id| id.rsplit('/').next() == Some("NoneElement"))
        };
        if targets().nth(1).is_some()
            && let Some(none) = targets().find(|target| is_none(*target))
        {
            self.error("spdx3-none-alone", none, || "`NoneElement` stands alone".into());
        }
        let Some(kind) = object.get(Key::RELATIONSHIP_TYPE) else { return };
        let class = crate::spdx::index3::type_of(object).unwrap_or_default();
        // Assessments have classes of their own, and these have no other relationship.
        let expected = match text(kind) {
            "affects" => &["security_VexAffectedVulnAssessmentRelationship"][..],
            "fixedIn" => &["security_VexFixedVulnAssessmentRelationship"],
            "doesNotAffect" => &["security_VexNotAffectedVulnAssessmentRelationship"],
            "underInvestigationFor" => {
                &["security_VexUnderInvestigationVulnAssessmentRelationship"]
            }
            "hasAssessmentFor" => &[
                "security_CvssV2VulnAssessmentRelationship",
                "security_CvssV3VulnAssessmentRelationship",
                "security_CvssV4VulnAssessmentRelationship",
                "security_EpssVulnAssessmentRelationship",
                "security_ExploitCatalogVulnAssessmentRelationship",
                "security_SsvcVulnAssessmentRelationship",
            ],
            _ if class.ends_with("VulnAssessmentRelationship") => &[],
            _ => return,
        };
        if !expected.contains(&class) {
            self.error("spdx3-relationship-class", kind, || {
                format!("`{}` is not a type of a `{}`", quoted(kind), clip(class))
            });
        }
    }

    /// Checks what the Lite profile demands, if the document says that it conforms.
    fn lite(&mut self) {
        let conforms = self.of(Class::Document).chain(self.of(Class::Collection)).any(|row| {
            let mut profiles = self.tree.value(row.object).list(Key::PROFILE_CONFORMANCE);
            profiles.any(|profile| profile.as_str() == Some("lite"))
        });
        if !conforms {
            return;
        }
        for row in self.objects.rows() {
            let object = self.tree.value(row.object);
            let needed: &[Key] = match row.class {
                Class::Package => {
                    &[Key::SOFTWARE_COPYRIGHT_TEXT, Key::SOFTWARE_PACKAGE_VERSION, Key::SUPPLIED_BY]
                }
                Class::Document | Class::Collection => &[Key::ELEMENT, Key::ROOT_ELEMENT],
                Class::Agent | Class::Person | Class::Organization | Class::SoftwareAgent => {
                    &[Key::NAME]
                }
                _ => continue,
            };
            for key in needed.iter().filter(|key| object.get(**key).is_none()) {
                self.error("spdx3-lite", object, || {
                    format!("the profile demands `{}`", key.known_text().unwrap_or_default())
                });
            }
            if row.class != Class::Package {
                continue;
            }
            let has = |key| object.get(key).is_some();
            if !has(Key::SOFTWARE_DOWNLOAD_LOCATION) && !has(Key::SOFTWARE_PACKAGE_URL) {
                self.error("spdx3-lite", object, || {
                    "the profile demands `software_downloadLocation` or `software_packageUrl`"
                        .into()
                });
            }
            let licences = self.extra.licences(row.element);
            for role in [crate::LicenceRole::Declared, crate::LicenceRole::Concluded] {
                let count = licences.iter().filter(|licence| licence.role == role).count();
                if count != 1 {
                    self.error("spdx3-lite", object, || {
                        let role = format!("{role:?}").to_lowercase();
                        format!("the profile demands one {role} licence, found {count}")
                    });
                }
            }
        }
    }

    fn of(&self, class: Class) -> impl Iterator<Item = &'d Row> + use<'d> {
        self.objects.rows().iter().filter(move |row| row.class == class)
    }

    fn class_of(&self, reference: Value<'d>) -> Option<Class> {
        let row = self.objects.row(self.objects.resolve(reference)?)?;
        Some(row.class)
    }

    fn error(&mut self, code: &'static str, value: Value<'d>, message: impl FnOnce() -> String) {
        let graph = &self.graph;
        self.found.semantic(code, Severity::Error, || place(graph, value), message);
    }

    fn warn(&mut self, code: &'static str, value: Value<'d>, message: impl FnOnce() -> String) {
        let graph = &self.graph;
        self.found.semantic(code, Severity::Warning, || place(graph, value), message);
    }
}

/// Returns where a value is. Documents are long lists of small objects: the object is searched
/// for by halves, the value by walking down to it.
fn place(graph: &[ValueId], value: Value<'_>) -> Place {
    let mut path = String::new();
    let mut at = value.tree().root();
    // Values are numbered in the order of the text.
    let number = graph.partition_point(|id| *id <= value.id());
    if let Some(number) = number.checked_sub(1)
        && let Some(element) = graph.get(number)
    {
        path = format!("/@graph/{number}");
        at = value.tree().value(*element);
    }
    for _ in 0..MAX_STEPS {
        if at.id() == value.id() {
            break;
        }
        let before = at.children().enumerate().filter(|(_, child)| child.id() <= value.id());
        let Some((number, child)) = before.max_by_key(|(_, child)| child.id()) else {
            // An editor put it there later than what comes behind it.
            path = value.path();
            break;
        };
        match at.is_array() {
            true => path.push_str(&format!("/{number}")),
            false => path.push_str(&format!("/{}", clip(child.key_text()))),
        }
        at = child;
    }
    Place { path, offset: value.offset(), element: None }
}

const MAX_STEPS: usize = 64;

fn text(value: Value<'_>) -> &str {
    value.as_str().unwrap_or_default()
}

fn quoted(value: Value<'_>) -> &str {
    clip(text(value))
}
