//! Statements about vulnerabilities, which [`Document::with_vex`](crate::Document::with_vex) places.

use std::collections::HashMap;

use super::error::EditError;
use super::{Editor, Family, cyclonedx};
use crate::tree::ValueId;
use crate::vex::Placed;

impl Editor {
    /// Refuses what is about vulnerabilities where the format has none.
    pub(crate) fn refuse_vulnerabilities(&self) -> Result<(), EditError> {
        let has_place = match &self.family {
            Family::CycloneDx => cyclonedx::has_vulnerabilities(&self.draft),
            Family::Spdx2(_) => false,
            Family::Spdx3(_) => true,
        };
        if has_place { Ok(()) } else { Err(EditError::no_place("vulnerabilities")) }
    }

    /// Reports whether a statement can be about some versions of a component alone.
    pub(crate) fn has_ranges(&self) -> bool {
        matches!(self.family, Family::CycloneDx)
    }

    /// Reports whether a statement can be about an element: one of SPDX 3 has an id that others know,
    /// one of CycloneDX gets a reference.
    pub(crate) fn can_name(&self, id: Option<&str>) -> bool {
        match self.family {
            Family::Spdx3(_) => id.is_some_and(|id| !id.starts_with("_:")),
            _ => true,
        }
    }

    /// States what was placed; the format has vulnerabilities.
    pub(crate) fn apply(&mut self, placed: &[Placed<'_>]) {
        match &mut self.family {
            Family::Spdx3(graph) => graph.apply(&mut self.draft, placed),
            _ => {
                let mut names: HashMap<ValueId, String> = HashMap::new();
                for (element, _) in placed.iter().flat_map(|it| &it.targets) {
                    let draft = &mut self.draft;
                    names.entry(*element).or_insert_with(|| cyclonedx::name(draft, *element));
                }
                cyclonedx::apply(&mut self.draft, placed, &names);
            }
        }
    }
}
