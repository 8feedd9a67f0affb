//! What to do about one finding.

use super::group::Group;
use crate::decision::Remedy;
use crate::evidence::{Layer, Place};

pub(super) fn remedy(group: &Group<'_>, place: &Place) -> Option<Remedy> {
    let to = group.fix.recommended?.to_owned();
    let through = match place.path.as_slice() {
        [direct, _, ..] => Some(direct.clone()),
        _ => None,
    };
    Some(Remedy {
        package: group.package.name().to_owned(),
        from: group.package.version().map(str::to_owned),
        to,
        through,
        base_image: place.layer == Some(Layer::Base),
    })
}
