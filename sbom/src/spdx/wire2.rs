//! The small objects of SPDX 2 as they stand in the input: borrowed, and every member optional.

use serde::Deserialize;

use crate::json::Text;

#[derive(Deserialize)]
#[serde(expecting = "a checksum object", rename_all = "camelCase")]
pub(super) struct WireChecksum<'a> {
    #[serde(borrow)]
    pub(super) algorithm: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) checksum_value: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(expecting = "an external reference object", rename_all = "camelCase")]
pub(super) struct WireReference<'a> {
    #[serde(borrow)]
    pub(super) reference_category: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) reference_type: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) reference_locator: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) comment: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(expecting = "a relationship object", rename_all = "camelCase")]
pub(super) struct WireRelationship<'a> {
    #[serde(borrow)]
    pub(super) spdx_element_id: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) related_spdx_element: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) relationship_type: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(expecting = "an extracted licence object", rename_all = "camelCase")]
pub(super) struct WireExtracted<'a> {
    #[serde(borrow)]
    pub(super) license_id: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) name: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) extracted_text: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(expecting = "a snippet object")]
pub(super) struct WireSnippet<'a> {
    #[serde(borrow, rename = "SPDXID")]
    pub(super) id: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) name: Option<Text<'a>>,
}
