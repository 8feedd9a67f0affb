//! One vulnerability in one package, as one scanner tells it.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use super::{Package, Place, Ssvc, TechnicalImpact};
use crate::severity::{Rating, RatingKind, Severity};
use crate::{Text, Texts, Timestamp};

/// One vulnerability in one package, as one scanner tells it.
///
/// Several scanners' findings about the same package and the same vulnerability, under whatever
/// alias, are judged as one.
///
/// ```
/// use policy_core::Severity;
/// use policy_core::evidence::{Finding, Fix, Package};
///
/// let finding = Finding::new("GHSA-jfh8-c2jp-5v3q", Package::from_text("pkg:maven/org.acme/core@1.0"))
///     .alias("CVE-2021-44228")
///     .severity("ghsa", Severity::Critical)
///     .vector("nvd", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H")
///     .fix(Fix::fixed(["1.0.1"]))
///     .kev(true);
/// assert_eq!(finding.epss, None); // nobody said, which is not "unlikely"
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Finding {
    /// The identifier the scanner uses: a CVE, a GHSA, an XRAY number.
    pub id: Text,
    /// Other identifiers of the same vulnerability. A finding that names several CVEs, as vendors'
    /// advisories do, is judged once for each.
    #[serde(default)]
    pub aliases: Texts,
    /// Where it is.
    pub package: Package,
    /// Where the package sits, if the scanner says so. The SBOM is asked too.
    #[serde(default)]
    pub place: Place,
    /// One line about it.
    pub title: Option<Text>,
    /// How bad it is, by whom. None means unknown, not harmless.
    #[serde(default)]
    pub ratings: Vec<Rating>,
    /// CVSS vectors, as found. A rating is computed from each.
    #[serde(default)]
    pub vectors: Vec<VectorText>,
    /// Whether there is something to upgrade to.
    #[serde(default)]
    pub fix: Fix,
    /// When a fixed version was first there.
    pub fix_available_since: Option<Timestamp>,
    /// When it was published.
    pub published: Option<Timestamp>,
    /// When this artifact, or its predecessor, was first seen with it. The evaluator has no memory:
    /// the caller does.
    pub first_seen: Option<Timestamp>,
    /// Whether it is known to be exploited (CISA KEV). `None` if the source does not say.
    pub kev: Option<bool>,
    /// By when CISA wants it remediated, if it is known to be exploited.
    pub kev_due: Option<Timestamp>,
    /// How likely it is to be exploited soon (EPSS).
    pub epss: Option<Epss>,
    /// The share of all vulnerabilities that are no likelier to be exploited soon.
    pub epss_percentile: Option<Epss>,
    /// Addresses of public exploits. None means that nobody named one, not that there is none.
    #[serde(default)]
    pub exploits: Vec<Text>,
    /// What to do about it by SSVC, where somebody has decided that. It is derived otherwise, as
    /// far as the rest is known.
    pub ssvc: Option<Ssvc>,
    /// Whether an attacker can automate the whole attack (SSVC).
    pub automatable: Option<bool>,
    /// How much an attacker gains (SSVC).
    pub technical_impact: Option<TechnicalImpact>,
    /// Weaknesses, such as `CWE-79`.
    #[serde(default)]
    pub cwes: Vec<Text>,
    /// Whether the vulnerable code can be reached. `None` if nobody looked.
    pub reachable: Option<bool>,
    /// Whether the package is malicious as such. `None` if the source does not say.
    pub malicious: Option<bool>,
    /// How the scanner recognised the package.
    pub match_kind: Option<MatchKind>,
    /// Where to read more.
    #[serde(default)]
    pub references: Texts,
}

impl Finding {
    /// Returns a finding of which nothing else is known.
    #[must_use]
    pub fn new(id: impl Into<Text>, package: Package) -> Self {
        Self {
            id: id.into(),
            aliases: Texts::default(),
            package,
            place: Place::default(),
            title: None,
            ratings: Vec::new(),
            vectors: Vec::new(),
            fix: Fix::Unknown,
            fix_available_since: None,
            published: None,
            first_seen: None,
            kev: None,
            kev_due: None,
            epss: None,
            epss_percentile: None,
            exploits: Vec::new(),
            ssvc: None,
            automatable: None,
            technical_impact: None,
            cwes: Vec::new(),
            reachable: None,
            malicious: None,
            match_kind: None,
            references: Texts::default(),
        }
    }

    /// Adds another identifier. The list is made anew each time: many are better collected into
    /// [`aliases`](Self::aliases).
    #[must_use]
    pub fn alias(mut self, id: impl Into<Text>) -> Self {
        self.aliases.extend([id]);
        self
    }

    /// Says where the package sits.
    #[must_use]
    pub fn place(mut self, place: Place) -> Self {
        self.place = place;
        self
    }

    /// Sets the line about it.
    #[must_use]
    pub fn title(mut self, title: impl Into<Text>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Adds a severity in the words of `source`, a vendor or a scanner.
    #[must_use]
    pub fn severity(self, source: impl Into<Text>, level: Severity) -> Self {
        let source = source.into();
        let kind = match source.as_str() {
            "nvd" => RatingKind::Nvd,
            "ghsa" => RatingKind::Ghsa,
            "xray" | "trivy" | "grype" | "clair" | "scout" => RatingKind::Scanner,
            _ => RatingKind::Vendor,
        };
        self.rating(Rating::new(source, kind, level))
    }

    /// Adds a rating.
    #[must_use]
    pub fn rating(mut self, rating: Rating) -> Self {
        self.ratings.push(rating);
        self
    }

    /// Adds a CVSS vector of `source`, with or without a score before it (`9.8/CVSS:3.1/…`).
    #[must_use]
    pub fn vector(mut self, source: impl Into<Text>, text: impl Into<Text>) -> Self {
        self.vectors.push(VectorText { source: source.into(), text: text.into() });
        self
    }

    /// Sets the fix.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fix = fix;
        self
    }

    /// Sets when a fixed version was first there.
    #[must_use]
    pub const fn fix_available_since(mut self, at: Timestamp) -> Self {
        self.fix_available_since = Some(at);
        self
    }

    /// Sets when it was published.
    #[must_use]
    pub const fn published(mut self, at: Timestamp) -> Self {
        self.published = Some(at);
        self
    }

    /// Sets when it was first seen here.
    #[must_use]
    pub const fn first_seen(mut self, at: Timestamp) -> Self {
        self.first_seen = Some(at);
        self
    }

    /// Says whether it is known to be exploited.
    #[must_use]
    pub const fn kev(mut self, kev: bool) -> Self {
        self.kev = Some(kev);
        self
    }

    /// Sets the exploit prediction.
    #[must_use]
    pub const fn epss(mut self, epss: Epss) -> Self {
        self.epss = Some(epss);
        self
    }

    /// Sets by when CISA wants it remediated.
    #[must_use]
    pub const fn kev_due(mut self, at: Timestamp) -> Self {
        self.kev_due = Some(at);
        self
    }

    /// Sets the share of vulnerabilities that are no likelier to be exploited.
    #[must_use]
    pub const fn epss_percentile(mut self, percentile: Epss) -> Self {
        self.epss_percentile = Some(percentile);
        self
    }

    /// Adds the address of a public exploit.
    #[must_use]
    pub fn exploit(mut self, url: impl Into<Text>) -> Self {
        self.exploits.push(url.into());
        self
    }

    /// Sets what to do about it by SSVC.
    #[must_use]
    pub const fn ssvc(mut self, decision: Ssvc) -> Self {
        self.ssvc = Some(decision);
        self
    }

    /// Says whether an attacker can automate the whole attack.
    #[must_use]
    pub const fn automatable(mut self, automatable: bool) -> Self {
        self.automatable = Some(automatable);
        self
    }

    /// Says how much an attacker gains.
    #[must_use]
    pub const fn technical_impact(mut self, impact: TechnicalImpact) -> Self {
        self.technical_impact = Some(impact);
        self
    }

    /// Says how the scanner recognised the package.
    #[must_use]
    pub const fn match_kind(mut self, kind: MatchKind) -> Self {
        self.match_kind = Some(kind);
        self
    }

    /// Adds a weakness, such as `CWE-79`.
    #[must_use]
    pub fn cwe(mut self, cwe: impl Into<Text>) -> Self {
        self.cwes.push(cwe.into());
        self
    }

    /// Says whether the vulnerable code can be reached.
    #[must_use]
    pub const fn reachable(mut self, reachable: bool) -> Self {
        self.reachable = Some(reachable);
        self
    }

    /// Says whether the package is malicious.
    #[must_use]
    pub const fn malicious(mut self, malicious: bool) -> Self {
        self.malicious = Some(malicious);
        self
    }

    /// Adds an address to read more. The list is made anew each time: many are better collected into
    /// [`references`](Self::references).
    #[must_use]
    pub fn reference(mut self, url: impl Into<Text>) -> Self {
        self.references.extend([url]);
        self
    }
}

/// How a scanner recognised a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum MatchKind {
    /// By the package's own name and version, in its own ecosystem.
    Exact,
    /// By a CPE, which is made from names of vendors and products and is wrong more often.
    Cpe,
}

impl MatchKind {
    /// Returns the word a policy file uses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Cpe => "cpe",
        }
    }
}

/// A CVSS vector as found, and who gave it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct VectorText {
    /// Who gave it: `nvd`, `ghsa`, a vendor.
    pub source: Text,
    /// The text, such as `CVSS:3.1/AV:N/…` or `9.8/CVSS:3.1/AV:N/…`.
    pub text: Text,
}

/// What a source says about fixes.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Fix {
    /// Fixed in these versions. Interval notations such as `[1.2.3,)` are understood.
    Fixed(Texts),
    /// No fix yet.
    NotFixed,
    /// The vendor will not fix it.
    WontFix,
    /// The vendor has put it off.
    Deferred,
    /// The product gets no fixes any more.
    EndOfLife,
    /// The source does not say.
    #[default]
    Unknown,
}

impl Fix {
    /// Returns [`Fix::Fixed`], or [`Fix::Unknown`] if no version is given.
    #[must_use]
    pub fn fixed<I: IntoIterator<Item: Into<Text>>>(versions: I) -> Self {
        let versions: Texts = versions
            .into_iter()
            .map(Into::into)
            .filter(|version: &Text| !version.trim().is_empty())
            .collect();
        if versions.is_empty() { Self::Unknown } else { Self::Fixed(versions) }
    }

    /// What is named as fixed, if anything is.
    pub(crate) fn versions(&self) -> Option<&[Text]> {
        match self {
            Self::Fixed(versions) if !versions.is_empty() => Some(versions),
            _ => None,
        }
    }

    /// Returns the word a policy file uses for the state.
    #[must_use]
    pub const fn state(&self) -> &'static str {
        match self {
            Self::Fixed(_) => "fixed",
            Self::NotFixed => "not_fixed",
            Self::WontFix => "wont_fix",
            Self::Deferred => "deferred",
            Self::EndOfLife => "end_of_life",
            Self::Unknown => "unknown",
        }
    }
}

/// A probability of exploitation within 30 days, or its percentile, in parts per million: no float
/// takes part in a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Epss(u32);

impl Epss {
    /// Returns a probability in parts per million, at most 1,000,000.
    #[must_use]
    pub const fn from_ppm(ppm: u32) -> Option<Self> {
        if ppm <= 1_000_000 { Some(Self(ppm)) } else { None }
    }

    /// Returns the probability, rounded to parts per million; `None` outside 0 to 1.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the range is checked before"
    )]
    pub fn from_probability(probability: f64) -> Option<Self> {
        (0.0..=1.0).contains(&probability).then(|| Self((probability * 1_000_000.0).round() as u32))
    }

    /// Returns the parts per million.
    #[must_use]
    pub const fn ppm(self) -> u32 {
        self.0
    }
}

impl<'de> Deserialize<'de> for Epss {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let ppm = u32::deserialize(deserializer)?;
        Self::from_ppm(ppm)
            .ok_or_else(|| D::Error::custom(format_args!("{ppm} parts per million are too many")))
    }
}

impl std::fmt::Display for Epss {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{:02} %", self.0 / 10_000, self.0 % 10_000 / 100)
    }
}
