//! Where a component comes from.

use std::sync::Arc;

use super::Violation;
use crate::Text;
use crate::evidence::{Layer, Place};

/// Of a place what a violation tells. Those about one component share it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Origin {
    pub(crate) path: Vec<Text>,
    pub(crate) brought_by: Vec<Text>,
    pub(crate) locations: Vec<Text>,
    pub(crate) base_image: bool,
}

impl Origin {
    /// `None` if there is nothing to tell.
    pub(crate) fn shared(self) -> Option<Arc<Self>> {
        (self != Self::default()).then(|| Arc::new(self))
    }
}

impl From<Place> for Origin {
    fn from(place: Place) -> Self {
        let base_image = place.layer == Some(Layer::Base);
        let Place { path, brought_by, locations, .. } = place;
        Self { path, brought_by, locations, base_image }
    }
}

impl Violation {
    /// Returns how the component comes into the artifact, from the direct dependency down; empty if
    /// that is not known.
    #[must_use]
    pub fn path(&self) -> &[Text] {
        self.origin.as_ref().map_or(&[], |origin| &origin.path)
    }

    /// Returns the direct dependencies that bring the component in, where there are several.
    #[must_use]
    pub fn brought_by(&self) -> &[Text] {
        self.origin.as_ref().map_or(&[], |origin| &origin.brought_by)
    }

    /// Returns the files in the artifact where the component was found.
    #[must_use]
    pub fn locations(&self) -> &[Text] {
        self.origin.as_ref().map_or(&[], |origin| &origin.locations)
    }

    /// Returns whether the component came with the base image, so that a newer base brings the fix.
    #[must_use]
    pub fn is_of_base_image(&self) -> bool {
        self.origin.as_ref().is_some_and(|origin| origin.base_image)
    }
}
