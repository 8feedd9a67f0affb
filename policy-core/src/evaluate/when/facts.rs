//! The fields of expressions, read from the evidence.

use std::borrow::Cow;

use super::Site;
use crate::Text;
use crate::context::EvalContext;
use crate::decision::Rated;
use crate::evaluate::group::Group;
use crate::evidence::{Evidence, ImageFacts, Layer, Package, Place, Scope};
use crate::expression::{Facts, Field, Subject, Value};
use crate::rules::image::is_plausible;
use crate::rules::vulnerability::{metrics, ssvc};

/// What one evaluation of an expression looks at.
pub(in crate::evaluate) struct Scene<'q, 'e> {
    pub(super) evidence: &'e Evidence,
    pub(super) cx: &'e EvalContext,
    pub(super) finding: Option<&'q Group<'e>>,
    /// The finding's package, or the component asked about, as the SBOM has it.
    pub(super) component: Option<&'q Site<'e>>,
}

impl Facts for Scene<'_, '_> {
    fn field(&self, field: Field) -> Option<Value<'_>> {
        match field.entry().subject() {
            Subject::Finding => self.finding(field),
            Subject::Component => self.component(field),
            Subject::Image => self.image(field),
            Subject::Circumstances => self.circumstances(field),
        }
    }

    fn describe(&self, field: Field) -> Option<String> {
        match field {
            Field::FindingSeverity => self.rated().map(|rated| rated.to_string()),
            Field::FindingFixAvailable => self.finding.map(|group| group.describe_fix().into()),
            _ => None,
        }
    }

    fn rated(&self) -> Option<Rated> {
        self.finding.map(Group::rated)
    }

    fn why(&self, field: Field) -> String {
        let silent = || match self.finding {
            Some(group) => format!("{} does not say", texts(group.sources()).join(", ")),
            None => "nobody says".to_owned(),
        };
        match field {
            Field::FindingSeverity => {
                self.finding.map_or_else(silent, |group| group.rated().to_string())
            }
            Field::FindingFixAvailable | Field::FindingFixState | Field::FindingFixedVersion => {
                self.finding.map_or_else(silent, |group| group.describe_fix().into())
            }
            Field::ComponentDirect | Field::ComponentDepth | Field::ComponentPath => {
                "no dependency graph tells".to_owned()
            }
            Field::ComponentLicence | Field::ComponentLicences if self.component.is_some() => {
                "none is stated".to_owned()
            }
            Field::ComponentScope | Field::ComponentLicence | Field::ComponentLicences => {
                "no SBOM tells".to_owned()
            }
            Field::ComponentPurl | Field::ComponentNamespace | Field::ComponentVersion => {
                "the component has none".to_owned()
            }
            Field::ContextStage | Field::ContextNamespace => {
                "the evaluation does not say".to_owned()
            }
            _ if field.entry().subject() == Subject::Image => match self.evidence.image.gaps() {
                [] => "nobody says".to_owned(),
                gaps => gaps.iter().map(ToString::to_string).min().unwrap_or_default(),
            },
            _ => silent(),
        }
    }
}

impl Scene<'_, '_> {
    fn finding(&self, field: Field) -> Option<Value<'_>> {
        let group = self.finding?;
        Some(match field {
            Field::FindingId => Value::text(group.id()),
            Field::FindingIds => Value::texts(group.ids()),
            Field::FindingSeverity => {
                let level = group.judged_level();
                return level.is_known().then_some(Value::Severity(level));
            }
            // Tenths to millionths.
            Field::FindingCvssScore => Value::Number(i64::from(group.score()?.tenths()) * 100_000),
            Field::FindingCvss => {
                let metrics = metrics::agreed(group);
                if metrics.is_empty() {
                    return None;
                }
                Value::Map(metrics.into_iter().map(|(name, v)| (name.into(), v.into())).collect())
            }
            Field::FindingEpss => Value::Number(i64::from(group.epss()?.ppm())),
            Field::FindingEpssPercentile => {
                let percentile = group.findings().filter_map(|f| f.epss_percentile).max()?;
                Value::Number(i64::from(percentile.ppm()))
            }
            Field::FindingKevDue => {
                Value::Timestamp(group.findings().filter_map(|f| f.kev_due).min()?)
            }
            Field::FindingSsvc => Value::text(ssvc::decided(group)?.as_str()),
            Field::FindingMatchKind => {
                Value::text(group.findings().filter_map(|f| f.match_kind).min()?.as_str())
            }
            Field::FindingKev => Value::Bool(group.kev()?),
            Field::FindingFixAvailable => Value::Bool(group.fix_available().known()?),
            Field::FindingFixState => Value::text(match texts(group.fix_states()).as_slice() {
                [only] => only,
                states => states.iter().find(|state| **state == "fixed")?,
            }),
            Field::FindingFixedVersion => Value::text(group.recommended_fix()?.version),
            Field::FindingPublished => Value::Timestamp(group.published()?),
            Field::FindingPublishedAge => {
                let age = self.cx.now.since(group.published()?)?;
                Value::Duration(i64::try_from(age.as_seconds()).ok()?)
            }
            Field::FindingFixAvailableSince => Value::Timestamp(group.fix_available_since()?),
            Field::FindingFirstSeen => Value::Timestamp(group.first_seen()?),
            Field::FindingCwe => return Value::some_texts(texts(group.cwes())),
            Field::FindingReachable => Value::Bool(group.reachable()?),
            Field::FindingMalicious => Value::Bool(group.malicious()?),
            Field::FindingSource => Value::texts(texts(group.sources())),
            Field::FindingTitle => Value::text(group.title()?),
            _ => return None,
        })
    }

    fn package(&self) -> Option<&Package> {
        self.finding.map(|group| group.package).or_else(|| self.component.map(|site| site.package))
    }

    /// What is known of the place: what the findings say too, where one is judged.
    fn place<T>(
        &self,
        finding: impl FnOnce(&Group<'_>) -> Option<T>,
        component: impl FnOnce(&Place) -> Option<T>,
    ) -> Option<T> {
        match self.finding {
            Some(group) => finding(group),
            None => component(&self.component?.place),
        }
    }

    fn component(&self, field: Field) -> Option<Value<'_>> {
        let package = self.package()?;
        Some(match field {
            Field::ComponentPurl => Value::text(package.purl()?.as_str()),
            Field::ComponentType => Value::text(package.kind()),
            Field::ComponentNamespace => Value::text(package.purl()?.namespace()?),
            Field::ComponentName => Value::text(package.name()),
            Field::ComponentVersion => Value::text(package.full_version()?),
            Field::ComponentLicence => Value::Text(self.component?.licence()?),
            Field::ComponentLicences => {
                let site = self.component?;
                let mut all: Vec<&str> =
                    site.declared.iter().chain(&site.concluded).copied().collect();
                all.sort_unstable();
                all.dedup();
                return Value::some_texts(all);
            }
            Field::ComponentDirect => {
                Value::Bool(self.place(|group| group.direct(), |place| place.direct)?)
            }
            Field::ComponentDepth => {
                return Value::whole(self.place(|group| group.depth(), |place| place.depth)?);
            }
            Field::ComponentScope => Value::text(
                self.place(|group| group.scope(), |place| place.scope).map(Scope::as_str)?,
            ),
            Field::ComponentLayer => Value::text(
                self.place(|group| group.layer(), |place| place.layer).map(Layer::as_str)?,
            ),
            Field::ComponentPath => {
                let path = match self.finding {
                    Some(group) => group.path(),
                    None => &self.component?.place.path,
                };
                return Value::some_texts(path.iter().map(Text::as_str));
            }
            Field::ComponentLocations => {
                return Value::some_texts(match self.finding {
                    Some(group) => texts(group.locations()),
                    None => {
                        let locations = &self.component?.place.locations;
                        locations.iter().map(Text::as_str).collect()
                    }
                });
            }
            _ => return None,
        })
    }

    fn image(&self, field: Field) -> Option<Value<'_>> {
        let image = self.evidence.image.value()?;
        let plausible = |at: Option<crate::Timestamp>| {
            at.filter(|at| is_plausible(*at, self.cx.now)).map(Value::Timestamp)
        };
        Some(match field {
            Field::ImageCreated => return plausible(image.created),
            Field::ImageBaseCreated => return plausible(image.base.as_ref()?.created),
            Field::ImageBaseReference => {
                Value::Text(Cow::Owned(image.base.as_ref()?.reference.to_string()))
            }
            Field::ImageBaseRegistry => Value::text(image.base.as_ref()?.reference.registry()),
            Field::ImageBaseRepository => Value::text(image.base.as_ref()?.reference.repository()),
            Field::ImageUser => Value::text(image.user.as_deref()?),
            Field::ImageSecrets => sorted(image.secrets.as_ref()?),
            Field::ImagePorts => sorted(image.ports.as_ref()?),
            Field::ImageSize => return Value::whole(i64::try_from(image.size?).ok()?),
            Field::ImageLayers => return Value::whole(image.layers?),
            Field::ImageOsFamily => Value::text(&image.os.as_ref()?.family),
            Field::ImageOsVersion => Value::text(image.os.as_ref()?.version.as_deref()?),
            Field::ImageOsEndOfLife => Value::Bool(image.os.as_ref()?.end_of_life?),
            _ => return named(image, field),
        })
    }

    fn circumstances(&self, field: Field) -> Option<Value<'_>> {
        Some(match field {
            Field::ArtifactName => Value::text(&self.evidence.artifact.name),
            Field::ArtifactDigests => {
                let digests = &self.evidence.artifact.digests;
                let mut digests: Vec<&str> = digests.iter().map(|digest| digest.as_str()).collect();
                digests.sort_unstable();
                digests.dedup();
                Value::texts(digests)
            }
            Field::ContextStage => Value::text(self.cx.stage.as_deref()?),
            Field::ContextNamespace => Value::text(self.cx.namespace.as_deref()?),
            Field::ContextLabels => {
                let labels = self.cx.labels.iter();
                Value::Map(labels.map(|(key, value)| (key.into(), value.into())).collect())
            }
            Field::Now => Value::Timestamp(self.cx.now),
            _ => return None,
        })
    }
}

/// A list as a set: here an empty one says that there is nothing.
fn sorted(list: &[String]) -> Value<'_> {
    let mut texts: Vec<&str> = list.iter().map(String::as_str).collect();
    texts.sort_unstable();
    texts.dedup();
    Value::texts(texts)
}

/// The fields of the reference that is pulled.
fn named(image: &ImageFacts, field: Field) -> Option<Value<'_>> {
    let reference = image.reference.as_ref()?;
    Some(match field {
        Field::ImageReference => Value::Text(Cow::Owned(reference.to_string())),
        Field::ImageRegistry => Value::text(reference.registry()),
        Field::ImageRepository => Value::text(reference.repository()),
        Field::ImageTag => Value::text(reference.tag_or_default()?),
        Field::ImageDigest => Value::text(reference.digest()?),
        Field::ImagePinned => Value::Bool(reference.is_pinned()),
        _ => return None,
    })
}

/// The texts, sorted, each once.
fn texts<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<&'t str> {
    let mut list: Vec<&str> = texts.collect();
    list.sort_unstable();
    list.dedup();
    list
}

impl Site<'_> {
    /// What was concluded, else what is declared; several statements are a conjunction.
    fn licence(&self) -> Option<Cow<'_, str>> {
        let says = |text: &&&str| {
            let text = text.trim();
            !text.is_empty() && !text.eq_ignore_ascii_case("NOASSERTION")
        };
        let concluded: Vec<&str> = self.concluded.iter().filter(says).copied().collect();
        let texts = if concluded.is_empty() { self.declared.clone() } else { concluded };
        match texts.as_slice() {
            [] => None,
            [only] => Some(Cow::Borrowed(only)),
            several => {
                let parts: Vec<String> = several.iter().map(|text| format!("({text})")).collect();
                Some(Cow::Owned(parts.join(" AND ")))
            }
        }
    }
}
