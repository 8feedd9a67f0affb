//! Published lists of what a document must have.

mod lists;

use std::fmt;
use std::str::FromStr;

use serde::ser::{Serialize, SerializeStruct, Serializer};

use self::lists::{Ask, Item};
use super::Gap;
use super::check::MOST_OFFENDERS;
use super::facts::Facts;
use super::requirement::{Demand, Requirement, Verdict};
use super::survey::Survey;
use super::table;

/// A published list of what a document must have.
///
/// # Examples
///
/// ```
/// use sbom::score::Profile;
///
/// let profile: Profile = "bsi-2.1".parse()?;
/// assert_eq!(profile, Profile::Bsi21);
/// assert_eq!(profile.to_string(), "bsi-2.1");
/// # Ok::<(), sbom::score::UnknownProfile>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Profile {
    /// The minimum elements of NTIA, July 2021.
    Ntia2021,
    /// The minimum elements of CISA, draft of August 2025.
    Cisa2025Draft,
    /// BSI TR-03183-2, version 2.1.0 of August 2025.
    Bsi21,
    /// The OpenChain Telco SBOM Guide, version 1.1.
    Telco11,
}

impl Profile {
    /// All profiles.
    pub const ALL: [Self; 4] = [Self::Ntia2021, Self::Cisa2025Draft, Self::Bsi21, Self::Telco11];

    /// Returns the profile's id: `ntia-2021`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ntia2021 => "ntia-2021",
            Self::Cisa2025Draft => "cisa-2025-draft",
            Self::Bsi21 => "bsi-2.1",
            Self::Telco11 => "telco-1.1",
        }
    }

    /// Returns the profile's title.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Ntia2021 => "NTIA minimum elements (2021)",
            Self::Cisa2025Draft => "CISA minimum elements (draft of August 2025)",
            Self::Bsi21 => "BSI TR-03183-2 v2.1.0",
            Self::Telco11 => "OpenChain Telco SBOM Guide 1.1",
        }
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Profile {
    type Err = UnknownProfile;

    fn from_str(text: &str) -> Result<Self, UnknownProfile> {
        let found = Self::ALL.into_iter().find(|profile| profile.as_str() == text);
        found.ok_or_else(|| UnknownProfile(text.chars().take(80).collect()))
    }
}

/// A text that is not the id of a [`Profile`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a profile: there are ntia-2021, cisa-2025-draft, bsi-2.1 and telco-1.1")]
pub struct UnknownProfile(String);

/// A document held to a [`Profile`]; see [`Document::assess`](crate::Document::assess).
///
/// `Display` is a table for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
    profile: Profile,
    requirements: Vec<Requirement>,
}

impl Assessment {
    pub(super) fn of(survey: &Survey<'_>, profile: Profile) -> Self {
        let items = lists::of(profile);
        Self { profile, requirements: items.iter().map(|item| judge(item, survey)).collect() }
    }

    /// Returns the profile.
    #[must_use]
    pub fn profile(&self) -> Profile {
        self.profile
    }

    /// Reports whether every requirement is met; what is recommended does not count.
    #[must_use]
    pub fn passes(&self) -> bool {
        self.failed().next().is_none()
    }

    /// Returns the requirements and recommendations in the order of the list.
    #[must_use]
    pub fn requirements(&self) -> &[Requirement] {
        &self.requirements
    }

    /// Returns the requirements that are not met, without what is only recommended.
    pub fn failed(&self) -> impl Iterator<Item = &Requirement> {
        self.requirements.iter().filter(|requirement| {
            let fails = matches!(requirement.verdict, Verdict::Fail { .. });
            fails && requirement.demand == Demand::Required
        })
    }
}

impl fmt::Display for Assessment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        table::assessment(self, f)
    }
}

impl Serialize for Assessment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Assessment", 3)?;
        object.serialize_field("profile", self.profile.as_str())?;
        object.serialize_field("passes", &self.passes())?;
        object.serialize_field("requirements", &self.requirements)?;
        object.end()
    }
}

/// Lists the components that do not have all that a profile asks of each.
pub(super) fn gaps<'d>(survey: &Survey<'d>, profile: Profile) -> Vec<Gap<'d>> {
    let missing_of = |facts: Facts| {
        let items = lists::of(profile).iter().enumerate();
        items.fold(0, |missing, (number, item)| match item.ask {
            Ask::Each(asked) if !facts.any(asked) => missing | 1 << number,
            _ => missing,
        })
    };
    survey
        .asked()
        .filter_map(|(component, facts)| Gap::new(*component, missing_of(*facts), Some(profile)))
        .collect()
}

/// Returns the id of a requirement by its number in the list.
pub(super) fn id_of(profile: Profile, number: usize) -> Option<&'static str> {
    lists::of(profile).get(number).map(|item| item.id)
}

fn judge(item: &'static Item, survey: &Survey<'_>) -> Requirement {
    let mut offenders = Vec::new();
    let verdict = match item.ask {
        Ask::Document(asks) => match asks(survey) {
            Some(true) => Verdict::Pass,
            Some(false) => Verdict::Fail { failing: 1, of: 1 },
            None => Verdict::NotApplicable,
        },
        Ask::Each(facts) => {
            let (mut failing, mut all) = (0, 0);
            for (component, known) in survey.asked() {
                all += 1;
                if known.any(facts) {
                    continue;
                }
                failing += 1;
                if offenders.len() < MOST_OFFENDERS {
                    offenders.push(component.value().path());
                }
            }
            match (failing, all) {
                (_, 0) => Verdict::NotApplicable,
                (0, _) => Verdict::Pass,
                (failing, of) => Verdict::Fail { failing, of },
            }
        }
    };
    let Item { id, title, demand, .. } = *item;
    Requirement { id, title, demand, verdict, offenders }
}
