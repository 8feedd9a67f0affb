//! What the bytes say, borrowed from them.
//!
//! The outer objects, those with lists of entries in them, are read by hand so that every list is
//! held to the budget. The rest is derived.

use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess};

use crate::json::{
    Budget, Entries, Field, Flag, Key, Lax, Leaf, Members, Number, Object, Shape, Text, Texts, fill,
};

/// The document, of any version.
#[derive(Default)]
pub(super) struct Top<'a> {
    /// Whether it is the array of schema 1 (or `null`), which has `results` alone.
    pub(super) legacy: bool,
    pub(super) schema_version: Option<Field<Number>>,
    pub(super) tool: Option<Field<Object<Tool<'a>>>>,
    pub(super) created_at: Option<Field<Text<'a>>>,
    pub(super) artifact_name: Option<Field<Text<'a>>>,
    pub(super) artifact_type: Option<Field<Text<'a>>>,
    pub(super) metadata: Option<Field<Object<Metadata<'a>>>>,
    pub(super) results: Option<Vec<Field<ResultWire<'a>>>>,
    pub(super) cluster_name: Option<Field<Text<'a>>>,
    pub(super) resources: Option<Vec<Field<ResourceWire<'a>>>>,
    pub(super) vulnerabilities: Option<Vec<Field<ResourceWire<'a>>>>,
    pub(super) misconfigurations: Option<Vec<Field<ResourceWire<'a>>>>,
    pub(super) findings: Option<Vec<Field<ResourceWire<'a>>>>,
}

/// One object of a cluster.
#[derive(Default)]
pub(super) struct ResourceWire<'a> {
    pub(super) namespace: Option<Field<Text<'a>>>,
    pub(super) kind: Option<Field<Text<'a>>>,
    pub(super) name: Option<Field<Text<'a>>>,
    pub(super) metadata: Option<Field<Object<Metadata<'a>>>>,
    pub(super) results: Option<Vec<Field<ResultWire<'a>>>>,
    pub(super) error: Option<Field<Text<'a>>>,
}

/// One target and what was found there.
#[derive(Default)]
pub(super) struct ResultWire<'a> {
    pub(super) target: Option<Field<Text<'a>>>,
    pub(super) class: Option<Field<Text<'a>>>,
    pub(super) kind: Option<Field<Text<'a>>>,
    pub(super) packages: Option<Vec<Field<Object<PackageWire<'a>>>>>,
    pub(super) vulnerabilities: Option<Vec<Field<Object<Entry<'a>>>>>,
    pub(super) summary: Option<Field<Object<Summary>>>,
    pub(super) misconfigurations: Option<Vec<Field<Object<Entry<'a>>>>>,
    pub(super) secrets: Option<Vec<Field<Object<Entry<'a>>>>>,
    pub(super) licenses: Option<Vec<Field<Object<Entry<'a>>>>>,
    pub(super) modified: Option<Vec<Field<Object<Modified<'a>>>>>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "PascalCase", bound(deserialize = "'de: 'a"))]
pub(super) struct Tool<'a> {
    pub(super) version: Field<Text<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "PascalCase", bound(deserialize = "'de: 'a"))]
pub(super) struct Metadata<'a> {
    #[serde(rename = "OS")]
    pub(super) os: Field<Object<OsWire<'a>>>,
    #[serde(rename = "ImageID")]
    pub(super) image_id: Field<Text<'a>>,
    pub(super) repo_tags: Field<Texts<'a>>,
    pub(super) repo_digests: Field<Texts<'a>>,
    pub(super) image_config: Field<Object<ConfigFile<'a>>>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "PascalCase", bound(deserialize = "'de: 'a"))]
pub(super) struct OsWire<'a> {
    pub(super) family: Field<Text<'a>>,
    pub(super) name: Field<Text<'a>>,
    #[serde(rename = "EOSL")]
    pub(super) eosl: Field<Flag>,
}

/// The image's configuration, as the OCI image specification lays it out.
#[derive(Deserialize, Default)]
#[serde(default, bound(deserialize = "'de: 'a"))]
pub(super) struct ConfigFile<'a> {
    pub(super) created: Field<Text<'a>>,
    pub(super) architecture: Field<Text<'a>>,
    pub(super) os: Field<Text<'a>>,
    pub(super) config: Field<Object<ConfigWire<'a>>>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "PascalCase", bound(deserialize = "'de: 'a"))]
pub(super) struct ConfigWire<'a> {
    pub(super) user: Field<Text<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "PascalCase")]
pub(super) struct Summary {
    pub(super) successes: Field<Number>,
    pub(super) failures: Field<Number>,
    pub(super) exceptions: Field<Number>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "PascalCase", bound(deserialize = "'de: 'a"))]
pub(super) struct PackageWire<'a> {
    #[serde(rename = "ID")]
    pub(super) id: Field<Text<'a>>,
    pub(super) name: Field<Text<'a>>,
    pub(super) identifier: Field<Object<Identifier<'a>>>,
    pub(super) version: Field<Text<'a>>,
    pub(super) release: Field<Text<'a>>,
    pub(super) epoch: Field<Number>,
    pub(super) arch: Field<Text<'a>>,
    pub(super) dev: Field<Flag>,
    pub(super) src_name: Field<Text<'a>>,
    pub(super) src_version: Field<Text<'a>>,
    pub(super) src_release: Field<Text<'a>>,
    pub(super) src_epoch: Field<Number>,
    pub(super) licenses: Field<Texts<'a>>,
    pub(super) relationship: Field<Text<'a>>,
    pub(super) indirect: Field<Flag>,
    pub(super) depends_on: Field<Texts<'a>>,
    pub(super) layer: Field<Object<LayerWire<'a>>>,
    pub(super) file_path: Field<Text<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "PascalCase", bound(deserialize = "'de: 'a"))]
pub(super) struct Identifier<'a> {
    #[serde(rename = "PURL")]
    pub(super) purl: Field<Text<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "PascalCase", bound(deserialize = "'de: 'a"))]
pub(super) struct LayerWire<'a> {
    pub(super) digest: Field<Text<'a>>,
    #[serde(rename = "DiffID")]
    pub(super) diff_id: Field<Text<'a>>,
}

/// What the scanner set aside. The type of `finding` is named by a member that may come later,
/// which is why [`Entry`] is the union of all kinds.
#[derive(Deserialize, Default)]
#[serde(default, rename_all = "PascalCase", bound(deserialize = "'de: 'a"))]
pub(super) struct Modified<'a> {
    #[serde(rename = "Type")]
    pub(super) kind: Field<Text<'a>>,
    pub(super) status: Field<Text<'a>>,
    pub(super) statement: Field<Text<'a>>,
    pub(super) source: Field<Text<'a>>,
    pub(super) finding: Field<Object<Entry<'a>>>,
}

/// A vulnerability, misconfiguration, secret or licence. Members of the same name have the same
/// type in all of them.
#[derive(Deserialize, Default)]
#[serde(default, rename_all = "PascalCase", bound(deserialize = "'de: 'a"))]
pub(super) struct Entry<'a> {
    // Shared.
    pub(super) title: Field<Text<'a>>,
    pub(super) severity: Field<Text<'a>>,
    pub(super) status: Field<Text<'a>>,
    #[serde(rename = "PrimaryURL")]
    pub(super) primary_url: Field<Text<'a>>,
    pub(super) layer: Field<Object<LayerWire<'a>>>,
    pub(super) category: Field<Text<'a>>,
    pub(super) pkg_name: Field<Text<'a>>,
    // Vulnerabilities.
    #[serde(rename = "VulnerabilityID")]
    pub(super) vulnerability_id: Field<Text<'a>>,
    #[serde(rename = "VendorIDs")]
    pub(super) vendor_ids: Field<Texts<'a>>,
    #[serde(rename = "PkgID")]
    pub(super) pkg_id: Field<Text<'a>>,
    pub(super) pkg_path: Field<Text<'a>>,
    pub(super) pkg_identifier: Field<Object<Identifier<'a>>>,
    pub(super) installed_version: Field<Text<'a>>,
    pub(super) fixed_version: Field<Text<'a>>,
    pub(super) severity_source: Field<Text<'a>>,
    pub(super) vendor_severity: Field<Members<'a, Number>>,
    #[serde(rename = "CVSS")]
    pub(super) cvss: Field<Members<'a, Object<CvssWire<'a>>>>,
    #[serde(rename = "CweIDs")]
    pub(super) cwe_ids: Field<Texts<'a>>,
    pub(super) description: Field<Text<'a>>,
    pub(super) published_date: Field<Text<'a>>,
    pub(super) last_modified_date: Field<Text<'a>>,
    pub(super) data_source: Field<Object<DataSource<'a>>>,
    // Misconfigurations.
    #[serde(rename = "ID")]
    pub(super) id: Field<Text<'a>>,
    #[serde(rename = "AVDID")]
    pub(super) avd_id: Field<Text<'a>>,
    pub(super) message: Field<Text<'a>>,
    pub(super) resolution: Field<Text<'a>>,
    pub(super) cause_metadata: Field<Object<Cause>>,
    // Secrets.
    #[serde(rename = "RuleID")]
    pub(super) rule_id: Field<Text<'a>>,
    pub(super) start_line: Field<Number>,
    pub(super) end_line: Field<Number>,
    // Licences.
    pub(super) name: Field<Text<'a>>,
    pub(super) file_path: Field<Text<'a>>,
    pub(super) confidence: Field<Number>,
    pub(super) link: Field<Text<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(default, bound(deserialize = "'de: 'a"))]
pub(super) struct DataSource<'a> {
    #[serde(rename = "ID")]
    pub(super) id: Field<Text<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "PascalCase")]
pub(super) struct Cause {
    pub(super) start_line: Field<Number>,
    pub(super) end_line: Field<Number>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "PascalCase", bound(deserialize = "'de: 'a"))]
pub(super) struct CvssWire<'a> {
    pub(super) v2_vector: Field<Text<'a>>,
    pub(super) v3_vector: Field<Text<'a>>,
    pub(super) v40_vector: Field<Text<'a>>,
    pub(super) v2_score: Field<Number>,
    pub(super) v3_score: Field<Number>,
    pub(super) v40_score: Field<Number>,
}

/// Reads the document.
#[derive(Clone, Copy)]
pub(super) struct TopSeed<'b> {
    pub(super) budget: &'b Budget,
}

impl<'de> DeserializeSeed<'de> for TopSeed<'_> {
    type Value = Top<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Top<'de>, D::Error> {
        match Lax(self).deserialize(deserializer)? {
            Field::Value(top) => Ok(top),
            Field::Absent => Ok(Top { legacy: true, ..Top::default() }),
            Field::Wrong(found) => {
                Err(de::Error::custom(format_args!("expected an object, found {found}")))
            }
        }
    }
}

impl<'de> Shape<'de> for TopSeed<'_> {
    type Value = Top<'de>;

    fn list<A: de::SeqAccess<'de>>(self, items: A) -> Result<Option<Top<'de>>, A::Error> {
        let results =
            Entries { budget: self.budget, entry: Lax(ResultSeed { budget: self.budget }) };
        let results = results.list(items)?;
        Ok(Some(Top { legacy: true, results, ..Top::default() }))
    }

    fn object<A: MapAccess<'de>>(self, mut members: A) -> Result<Option<Top<'de>>, A::Error> {
        let budget = self.budget;
        let results = Entries { budget, entry: Lax(ResultSeed { budget }) };
        let resources = Entries { budget, entry: Lax(ResourceSeed { budget }) };
        let mut top = Top::default();
        while let Some(Key(key)) = members.next_key()? {
            let key = key.as_ref();
            let m = &mut members;
            match key {
                "SchemaVersion" => fill(&mut top.schema_version, key, m.next_value()?)?,
                "Trivy" => fill(&mut top.tool, key, m.next_value()?)?,
                "CreatedAt" => fill(&mut top.created_at, key, m.next_value()?)?,
                "ArtifactName" => fill(&mut top.artifact_name, key, m.next_value()?)?,
                "ArtifactType" => fill(&mut top.artifact_type, key, m.next_value()?)?,
                "Metadata" => fill(&mut top.metadata, key, m.next_value()?)?,
                "Results" => fill(&mut top.results, key, m.next_value_seed(results)?)?,
                "ClusterName" => fill(&mut top.cluster_name, key, m.next_value()?)?,
                "Resources" => fill(&mut top.resources, key, m.next_value_seed(resources)?)?,
                "Vulnerabilities" => {
                    fill(&mut top.vulnerabilities, key, m.next_value_seed(resources)?)?;
                }
                "Misconfigurations" => {
                    fill(&mut top.misconfigurations, key, m.next_value_seed(resources)?)?;
                }
                "Findings" => fill(&mut top.findings, key, m.next_value_seed(resources)?)?,
                _ => {
                    m.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(Some(top))
    }
}

#[derive(Clone, Copy)]
struct ResourceSeed<'b> {
    budget: &'b Budget,
}

impl<'de> Shape<'de> for ResourceSeed<'_> {
    type Value = ResourceWire<'de>;

    fn object<A: MapAccess<'de>>(
        self,
        mut members: A,
    ) -> Result<Option<ResourceWire<'de>>, A::Error> {
        let budget = self.budget;
        let results = Entries { budget, entry: Lax(ResultSeed { budget }) };
        let mut resource = ResourceWire::default();
        while let Some(Key(key)) = members.next_key()? {
            let key = key.as_ref();
            let m = &mut members;
            match key {
                "Namespace" => fill(&mut resource.namespace, key, m.next_value()?)?,
                "Kind" => fill(&mut resource.kind, key, m.next_value()?)?,
                "Name" => fill(&mut resource.name, key, m.next_value()?)?,
                "Metadata" => fill(&mut resource.metadata, key, m.next_value()?)?,
                "Results" => fill(&mut resource.results, key, m.next_value_seed(results)?)?,
                "Error" => fill(&mut resource.error, key, m.next_value()?)?,
                _ => {
                    m.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(Some(resource))
    }
}

#[derive(Clone, Copy)]
struct ResultSeed<'b> {
    budget: &'b Budget,
}

impl<'de> Shape<'de> for ResultSeed<'_> {
    type Value = ResultWire<'de>;

    fn object<A: MapAccess<'de>>(
        self,
        mut members: A,
    ) -> Result<Option<ResultWire<'de>>, A::Error> {
        let budget = self.budget;
        let mut result = ResultWire::default();
        while let Some(Key(key)) = members.next_key()? {
            let key = key.as_ref();
            let m = &mut members;
            match key {
                "Target" => fill(&mut result.target, key, m.next_value()?)?,
                "Class" => fill(&mut result.class, key, m.next_value()?)?,
                "Type" => fill(&mut result.kind, key, m.next_value()?)?,
                "Packages" => fill_list(&mut result.packages, key, m, budget)?,
                "Vulnerabilities" => fill_list(&mut result.vulnerabilities, key, m, budget)?,
                "MisconfSummary" => fill(&mut result.summary, key, m.next_value()?)?,
                "Misconfigurations" => fill_list(&mut result.misconfigurations, key, m, budget)?,
                "Secrets" => fill_list(&mut result.secrets, key, m, budget)?,
                "Licenses" => fill_list(&mut result.licenses, key, m, budget)?,
                "ExperimentalModifiedFindings" => fill_list(&mut result.modified, key, m, budget)?,
                _ => {
                    m.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(Some(result))
    }
}

/// Fills the place of a list of entries, each of which costs one of the budget.
fn fill_list<'de, T, A>(
    place: &mut Option<Vec<Field<T>>>,
    key: &str,
    members: &mut A,
    budget: &Budget,
) -> Result<(), A::Error>
where
    T: Leaf<'de>,
    A: MapAccess<'de>,
{
    let entry = PhantomData::<Field<T>>;
    fill(place, key, members.next_value_seed(Entries { budget, entry })?)
}
