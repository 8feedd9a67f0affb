//! The list of rules.

pub(crate) mod image;
pub(crate) mod licence;
pub(crate) mod vulnerability;
pub(crate) mod when;

use self::when::When;
use crate::decision::Effect;
use crate::policy::settings::{Grace, Modes};
use crate::{Text, Timestamp};

/// One rule, checked and compiled.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub(crate) id: Text,
    pub(crate) body: Body,
    /// What must hold beside the body.
    pub(crate) when: Option<When>,
    pub(crate) effect: Effect,
    /// What an unknown does; `None` lets it pass.
    pub(crate) on_unknown: Option<Effect>,
    pub(crate) modes: Modes,
    pub(crate) enforce_from: Option<Timestamp>,
    pub(crate) grace: Option<Grace>,
    pub(crate) message: Option<Text>,
    /// Whether a policy that extends this one may replace or waive the rule.
    pub(crate) overridable: bool,
}

/// What a rule looks at.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    Vulnerability(vulnerability::VulnerabilityRule),
    Licences(Box<licence::LicenceRule>),
    Image(Box<image::ImageRule>),
    /// Nothing but `when`, component by component.
    EachComponent,
    /// Nothing but `when`, for the image.
    WholeImage,
}
