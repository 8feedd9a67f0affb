//! The small objects of CycloneDX as they stand in the input: borrowed, and every member optional.

use serde::Deserialize;

use crate::json::{List, Text};

#[derive(Deserialize)]
#[serde(expecting = "a hash object")]
pub(super) struct WireHash<'a> {
    #[serde(borrow)]
    pub(super) alg: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) content: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(expecting = "an object with `license` or `expression`")]
pub(super) struct WireLicenceChoice<'a> {
    #[serde(borrow)]
    pub(super) license: Option<WireLicence<'a>>,
    #[serde(borrow)]
    pub(super) expression: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) acknowledgement: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(expecting = "a licence object")]
pub(super) struct WireLicence<'a> {
    #[serde(borrow)]
    pub(super) id: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) name: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) url: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) acknowledgement: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(expecting = "an external reference object")]
pub(super) struct WireReference<'a> {
    #[serde(borrow, rename = "type")]
    pub(super) kind: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) url: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) comment: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(expecting = "a property object")]
pub(super) struct WireProperty<'a> {
    #[serde(borrow)]
    pub(super) name: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) value: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(expecting = "an organization object")]
pub(super) struct WireEntity<'a> {
    #[serde(borrow)]
    pub(super) name: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) url: List<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) contact: List<WireContact<'a>>,
}

#[derive(Deserialize)]
#[serde(expecting = "a contact object")]
pub(super) struct WireContact<'a> {
    #[serde(borrow)]
    pub(super) name: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) email: Option<Text<'a>>,
}

/// A tool in any of its shapes: `tools[]`, `tools.components[]`, `tools.services[]`.
#[derive(Deserialize)]
#[serde(expecting = "a tool object")]
pub(super) struct WireTool<'a> {
    #[serde(borrow)]
    pub(super) vendor: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) group: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) publisher: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) name: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) version: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(expecting = "a lifecycle object")]
pub(super) struct WireLifecycle<'a> {
    #[serde(borrow)]
    pub(super) phase: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) name: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(expecting = "a SWID object", rename_all = "camelCase")]
pub(super) struct WireSwid<'a> {
    #[serde(borrow)]
    pub(super) tag_id: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(expecting = "a source object")]
pub(super) struct WireSource<'a> {
    #[serde(borrow)]
    pub(super) name: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) url: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(expecting = "a vulnerability reference object")]
pub(super) struct WireAlias<'a> {
    #[serde(borrow)]
    pub(super) id: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(expecting = "a rating object")]
pub(super) struct WireRating<'a> {
    #[serde(borrow)]
    pub(super) source: Option<WireSource<'a>>,
    pub(super) score: Option<f64>,
    #[serde(borrow)]
    pub(super) severity: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) method: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) vector: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(expecting = "an advisory object")]
pub(super) struct WireAdvisory<'a> {
    #[serde(borrow)]
    pub(super) url: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(expecting = "an analysis object", rename_all = "camelCase")]
pub(super) struct WireAnalysis<'a> {
    #[serde(borrow)]
    pub(super) state: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) justification: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) response: List<Text<'a>>,
    #[serde(borrow)]
    pub(super) detail: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) first_issued: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) last_updated: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(expecting = "an object with `ref` and `versions`")]
pub(super) struct WireAffected<'a> {
    #[serde(borrow, rename = "ref")]
    pub(super) target: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) versions: List<WireAffectedVersion<'a>>,
}

#[derive(Deserialize)]
#[serde(expecting = "an object with `version` or `range`")]
pub(super) struct WireAffectedVersion<'a> {
    #[serde(borrow)]
    pub(super) version: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) range: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) status: Option<Text<'a>>,
}
