//! What is put into a document, whatever its format. The editor checks it when it is added.

use crate::document::{ComponentType, HashAlgorithm, LicenceRole, Scope};

/// A component to be added.
///
/// # Examples
///
/// ```
/// use sbom::ComponentType;
/// use sbom::edit::NewComponent;
///
/// let serde = NewComponent::new(ComponentType::Library, "serde")
///     .version("1.0.228")
///     .purl("pkg:cargo/serde@1.0.228")
///     .licence("MIT OR Apache-2.0");
/// # let _ = serde;
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct NewComponent {
    pub(super) component_type: ComponentType,
    pub(super) name: String,
    pub(super) local_id: Option<String>,
    pub(super) group: Option<String>,
    pub(super) version: Option<String>,
    pub(super) purl: Option<String>,
    pub(super) cpe: Option<String>,
    pub(super) description: Option<String>,
    pub(super) copyright: Option<String>,
    pub(super) supplier: Option<String>,
    pub(super) scope: Option<Scope>,
    pub(super) hashes: Vec<(HashAlgorithm, String)>,
    pub(super) licences: Vec<(LicenceRole, String)>,
    pub(super) references: Vec<NewReference>,
    pub(super) properties: Vec<(String, String)>,
}

impl NewComponent {
    /// Begins a component.
    pub fn new(component_type: ComponentType, name: impl Into<String>) -> Self {
        Self {
            component_type,
            name: name.into(),
            local_id: None,
            group: None,
            version: None,
            purl: None,
            cpe: None,
            description: None,
            copyright: None,
            supplier: None,
            scope: None,
            hashes: Vec::new(),
            licences: Vec::new(),
            references: Vec::new(),
            properties: Vec::new(),
        }
    }

    /// Sets the id within the document, `bom-ref`, `SPDXID` or `spdxId`. Without one, it is made
    /// from the package URL, or from name and version. In SPDX 3, what is no IRI stands behind the
    /// id of the document; in SPDX 2, what does not begin with `SPDXRef-` behind that.
    pub fn local_id(mut self, id: impl Into<String>) -> Self {
        self.local_id = Some(id.into());
        self
    }

    /// Sets the group: a Maven group, an npm scope. SPDX has it as part of the name; SPDX 3 keeps it
    /// as a property too.
    pub fn group(mut self, group: impl Into<String>) -> Self {
        self.group = Some(group.into());
        self
    }

    /// Sets the version.
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.version = Some(version.into());
        self
    }

    /// Sets the package URL.
    pub fn purl(mut self, purl: impl Into<String>) -> Self {
        self.purl = Some(purl.into());
        self
    }

    /// Sets the CPE name, of 2.3 or 2.2.
    pub fn cpe(mut self, cpe: impl Into<String>) -> Self {
        self.cpe = Some(cpe.into());
        self
    }

    /// Sets the description.
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Sets the copyright notice.
    pub fn copyright(mut self, copyright: impl Into<String>) -> Self {
        self.copyright = Some(copyright.into());
        self
    }

    /// Sets the organisation that supplies it.
    pub fn supplier(mut self, name: impl Into<String>) -> Self {
        self.supplier = Some(name.into());
        self
    }

    /// Sets whether it is required. SPDX says that of dependencies, not of packages: SPDX 3 keeps it
    /// as a property, SPDX 2 has no place for it.
    pub fn scope(mut self, scope: Scope) -> Self {
        self.scope = Some(scope);
        self
    }

    /// Adds a digest in hexadecimal, in place of another of its algorithm.
    pub fn hash(mut self, algorithm: HashAlgorithm, content: impl Into<String>) -> Self {
        self.hashes.push((algorithm, content.into()));
        self
    }

    /// Adds a licence that its makers declare: an SPDX id, an expression, or any name.
    pub fn licence(self, licence: impl Into<String>) -> Self {
        self.licence_of(LicenceRole::Declared, licence)
    }

    /// Adds a licence that somebody declared, concluded or observed.
    pub fn licence_of(mut self, role: LicenceRole, licence: impl Into<String>) -> Self {
        self.licences.push((role, licence.into()));
        self
    }

    /// Adds a link.
    pub fn reference(mut self, reference: NewReference) -> Self {
        self.references.push(reference);
        self
    }

    /// Adds a property. SPDX 2 keeps it as an attribution text, SPDX 3 in an extension; CycloneDX 1.2
    /// has no place for it.
    pub fn property(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.properties.push((name.into(), value.into()));
        self
    }

    /// The id that others would make of the same component.
    pub(super) fn natural_id(&self) -> String {
        if let Some(purl) = &self.purl {
            return purl.clone();
        }
        let group = self.group.as_deref().map(|group| format!("{group}/")).unwrap_or_default();
        match &self.version {
            Some(version) => format!("{group}{}@{version}", self.name),
            None => format!("{group}{}", self.name),
        }
    }
}

/// A link from a component to something else.
///
/// # Examples
///
/// ```
/// use sbom::edit::NewReference;
///
/// let source = NewReference::new("vcs", "https://github.com/serde-rs/serde").comment("the source");
/// # let _ = source;
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct NewReference {
    pub(super) kind: String,
    pub(super) url: String,
    pub(super) comment: Option<String>,
}

impl NewReference {
    /// Begins a link, of a type that CycloneDX has a word for: `website`, `vcs`, `advisories`. In
    /// SPDX, a website is the home page and a distribution the download location, where there is none
    /// yet.
    pub fn new(kind: impl Into<String>, url: impl Into<String>) -> Self {
        Self { kind: kind.into(), url: url.into(), comment: None }
    }

    /// Sets a remark on it.
    pub fn comment(mut self, comment: impl Into<String>) -> Self {
        self.comment = Some(comment.into());
        self
    }
}

/// A vulnerability to be added.
#[derive(Clone, Debug)]
#[must_use]
pub struct NewVulnerability {
    pub(super) id: String,
    pub(super) source: Option<(String, Option<String>)>,
    pub(super) severity: Option<&'static str>,
    pub(super) score: Option<f64>,
    pub(super) method: Option<&'static str>,
    pub(super) vector: Option<String>,
    pub(super) description: Option<String>,
    pub(super) recommendation: Option<String>,
    pub(super) published: Option<String>,
    pub(super) affects: Vec<String>,
}

impl NewVulnerability {
    /// Begins a vulnerability with its id, such as `CVE-2021-44228`.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            source: None,
            severity: None,
            score: None,
            method: None,
            vector: None,
            description: None,
            recommendation: None,
            published: None,
            affects: Vec::new(),
        }
    }

    /// Sets who published it: `NVD`, with an address.
    pub fn source(mut self, name: impl Into<String>, url: Option<&str>) -> Self {
        self.source = Some((name.into(), url.map(str::to_owned)));
        self
    }

    /// Sets the severity. SPDX 3 says it of a CVSS score alone.
    pub fn severity(mut self, severity: crate::Severity) -> Self {
        self.severity = Some(severity.as_str());
        self
    }

    /// Sets the CVSS vector, from whose prefix the method is told, and the score if it is known. SPDX
    /// 3 has no place for one without the other, nor for a rating of what affects nothing.
    pub fn cvss(mut self, vector: impl Into<String>, score: Option<f64>) -> Self {
        let vector = vector.into();
        self.method = Some(match vector.get(..8) {
            Some("CVSS:3.0") => "CVSSv3",
            Some("CVSS:3.1") => "CVSSv31",
            Some("CVSS:4.0") => "CVSSv4",
            _ => "CVSSv2",
        });
        self.vector = Some(vector);
        self.score = score;
        self
    }

    /// Sets what it is.
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Sets what to do about it: in SPDX 3 a comment, since it is no claim about a component.
    pub fn recommendation(mut self, recommendation: impl Into<String>) -> Self {
        self.recommendation = Some(recommendation.into());
        self
    }

    /// Sets when it was published (RFC 3339).
    pub fn published(mut self, time: impl Into<String>) -> Self {
        self.published = Some(time.into());
        self
    }

    /// Adds a component that it affects, by its local id.
    pub fn affects(mut self, local_id: impl Into<String>) -> Self {
        self.affects.push(local_id.into());
        self
    }
}
