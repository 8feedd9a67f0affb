//! The score of an image and its companions, written and read.

use super::{AnnotationError, Annotations, XrayScore};

/// The key of the score itself: `jfrog.com/xray-score`.
pub const XRAY_SCORE: &str = "jfrog.com/xray-score";
/// The key of the number of findings whose severity nobody knows, beside the score.
pub const XRAY_SCORE_UNKNOWN_COUNT: &str = "jfrog.com/xray-score-unknown-count";
/// The key of the image that was judged, as it was named.
pub const IMAGE: &str = "weighbridge.dev/image";
/// The key of the digest the score belongs to. A tag may move on; the score does not move with it.
pub const IMAGE_DIGEST: &str = "weighbridge.dev/image-digest";
/// The key of the moment of the judgement, in RFC 3339.
pub const EVALUATED_AT: &str = "weighbridge.dev/evaluated-at";
/// The key of the digest of the policy that judged.
pub const POLICY_DIGEST: &str = "weighbridge.dev/policy-digest";

/// The score and its companions: what was judged, when, and by which policy.
///
/// Written as a whole: a companion that is not given is *removed*, so that a score never stands beside the
/// digest of an earlier image.
///
/// ```
/// use k8s_admission::{ScoreAnnotation, XrayScore};
///
/// let score = ScoreAnnotation::new(XrayScore::Critical)
///     .image("acme.jfrog.io/docker-local/web:3.0.0")
///     .image_digest("sha256:4bcff63911fcb4448bd4fdacec207030997caf25e9bea4045fa6c8c44de311d1")
///     .evaluated_at("2026-11-22T01:35:11Z");
/// let annotations = score.annotations()?;
///
/// let written = annotations.iter().filter_map(|(key, value)| Some((key, value?)));
/// assert_eq!(ScoreAnnotation::read(written)?, Some(score));
/// # Ok::<(), k8s_admission::AnnotationError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScoreAnnotation {
    score: XrayScore,
    image: Option<String>,
    image_digest: Option<String>,
    evaluated_at: Option<String>,
    policy_digest: Option<String>,
    unknown_count: Option<u64>,
}

impl ScoreAnnotation {
    /// Starts with a score and no companion.
    #[must_use]
    pub fn new(score: XrayScore) -> Self {
        Self {
            score,
            image: None,
            image_digest: None,
            evaluated_at: None,
            policy_digest: None,
            unknown_count: None,
        }
    }

    /// Names the image that was judged.
    #[must_use]
    pub fn image(mut self, reference: impl Into<String>) -> Self {
        self.image = Some(reference.into());
        self
    }

    /// Names the digest the score belongs to, such as `sha256:…`.
    #[must_use]
    pub fn image_digest(mut self, digest: impl Into<String>) -> Self {
        self.image_digest = Some(digest.into());
        self
    }

    /// Names the moment of the judgement in RFC 3339, such as `2026-11-22T01:35:11Z`.
    #[must_use]
    pub fn evaluated_at(mut self, timestamp: impl Into<String>) -> Self {
        self.evaluated_at = Some(timestamp.into());
        self
    }

    /// Names the digest of the policy that judged.
    #[must_use]
    pub fn policy_digest(mut self, digest: impl Into<String>) -> Self {
        self.policy_digest = Some(digest.into());
        self
    }

    /// Counts the findings of unknown severity. Zero is written as no annotation at all.
    #[must_use]
    pub fn unknown_count(mut self, count: u64) -> Self {
        self.unknown_count = (count > 0).then_some(count);
        self
    }

    /// Returns the score.
    #[must_use]
    pub fn score(&self) -> XrayScore {
        self.score
    }

    /// Returns the annotations to write: the score, the companions that are given, and the removal of the others.
    ///
    /// # Errors
    /// Returns an error if a digest is not `algorithm:hex`, the moment is not RFC 3339, or the image is empty or
    /// holds a blank.
    pub fn annotations(&self) -> Result<Annotations, AnnotationError> {
        self.check()?;
        let unknown_count = self.unknown_count.map(|count| count.to_string());
        let mut annotations = Annotations::new().set(XRAY_SCORE, self.score.as_str())?;
        for (key, value) in [
            (XRAY_SCORE_UNKNOWN_COUNT, &unknown_count),
            (IMAGE, &self.image),
            (IMAGE_DIGEST, &self.image_digest),
            (EVALUATED_AT, &self.evaluated_at),
            (POLICY_DIGEST, &self.policy_digest),
        ] {
            annotations = match value {
                Some(value) => annotations.set(key, value)?,
                None => annotations.remove(key)?,
            };
        }
        Ok(annotations)
    }

    /// Reads the score and its companions out of an object's annotations.
    ///
    /// Returns `None` if there is no score; companions without a score mean nothing.
    ///
    /// # Errors
    /// Returns an error naming the annotation whose value is not one that [`annotations`](Self::annotations) writes.
    pub fn read<'a>(
        annotations: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Option<Self>, AnnotationError> {
        let mut score = None;
        let mut read = Self::new(XrayScore::Unknown);
        for (key, value) in annotations {
            match key {
                XRAY_SCORE => score = Some(value.parse()?),
                XRAY_SCORE_UNKNOWN_COUNT => match value.parse() {
                    Ok(count) => read = read.unknown_count(count),
                    Err(_) => return Err(AnnotationError::new(key, "is not a number")),
                },
                IMAGE => read.image = Some(value.into()),
                IMAGE_DIGEST => read.image_digest = Some(value.into()),
                EVALUATED_AT => read.evaluated_at = Some(value.into()),
                POLICY_DIGEST => read.policy_digest = Some(value.into()),
                _ => {}
            }
        }
        let Some(score) = score else { return Ok(None) };
        read.score = score;
        read.check()?;
        Ok(Some(read))
    }

    /// Returns the image that was judged, as it was named.
    #[must_use]
    pub fn judged_image(&self) -> Option<&str> {
        self.image.as_deref()
    }

    /// Returns the digest the score belongs to.
    #[must_use]
    pub fn judged_digest(&self) -> Option<&str> {
        self.image_digest.as_deref()
    }

    /// Returns the moment of the judgement, in RFC 3339.
    #[must_use]
    pub fn judged_at(&self) -> Option<&str> {
        self.evaluated_at.as_deref()
    }

    /// Returns the digest of the policy that judged.
    #[must_use]
    pub fn judging_policy(&self) -> Option<&str> {
        self.policy_digest.as_deref()
    }

    /// Returns the number of findings of unknown severity.
    #[must_use]
    pub fn unknown_findings(&self) -> u64 {
        self.unknown_count.unwrap_or(0)
    }

    fn check(&self) -> Result<(), AnnotationError> {
        let check = |key: &str,
                     value: &Option<String>,
                     is_valid: fn(&str) -> bool,
                     reason: &str| match value {
            Some(value) if !is_valid(value) => Err(AnnotationError::new(key, reason)),
            _ => Ok(()),
        };
        check(IMAGE, &self.image, is_reference, "is empty or holds a blank")?;
        check(IMAGE_DIGEST, &self.image_digest, is_digest, "is not `algorithm:hex`")?;
        check(
            EVALUATED_AT,
            &self.evaluated_at,
            is_timestamp,
            "is not an RFC 3339 time such as `2026-11-22T01:35:11Z`",
        )?;
        check(POLICY_DIGEST, &self.policy_digest, is_digest, "is not `algorithm:hex`")
    }
}

fn is_reference(text: &str) -> bool {
    !text.is_empty() && !text.chars().any(|c| c.is_whitespace() || c.is_control())
}

/// OCI image-spec, "Digests": the algorithm's components are lower case, the encoded part of the registered
/// algorithms is hexadecimal.
fn is_digest(text: &str) -> bool {
    let Some((algorithm, hex)) = text.split_once(':') else { return false };
    let length = match algorithm {
        "sha256" => 64,
        "sha384" => 96,
        "sha512" => 128,
        _ => return false,
    };
    hex.len() == length && hex.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// RFC 3339 §5.6 by shape: the calendar is the writer's business.
fn is_timestamp(text: &str) -> bool {
    let shape: String = text
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c.to_ascii_uppercase() })
        .collect();
    let Some(rest) = shape.strip_prefix("0000-00-00T00:00:00") else { return false };
    let zone = match rest.strip_prefix('.') {
        Some(fraction) => {
            let zone = fraction.trim_start_matches('0');
            if zone.len() == fraction.len() {
                return false;
            }
            zone
        }
        None => rest,
    };
    matches!(zone, "Z" | "+00:00" | "-00:00")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn companions_that_are_not_given_are_removed() {
        let annotations =
            ScoreAnnotation::new(XrayScore::None).unknown_count(0).annotations().unwrap();
        let removed = annotations.iter().filter(|(_, value)| value.is_none()).count();
        assert_eq!(removed, 5);
        assert_eq!(annotations.iter().next(), Some((XRAY_SCORE, Some("None"))));
    }

    #[test]
    fn companions_are_checked_when_written_and_when_read() {
        let base = || ScoreAnnotation::new(XrayScore::High);
        for bad in [
            base().image(""),
            base().image("a b"),
            base().image_digest("sha256:abc"),
            base().image_digest("latest"),
            base().policy_digest("SHA256:0"),
            base().evaluated_at("yesterday"),
            base().evaluated_at("2026-11-22T01:35:11"),
            base().evaluated_at("2026-11-22T01:35:11.Z"),
        ] {
            assert!(bad.annotations().is_err(), "{bad:?}");
        }
        for good in
            ["2026-11-22T01:35:11Z", "2026-11-22t01:35:11.123z", "2026-11-22T01:35:11+02:00"]
        {
            assert!(base().evaluated_at(good).annotations().is_ok(), "{good}");
        }
        let read =
            |pairs: &[(&'static str, &'static str)]| ScoreAnnotation::read(pairs.iter().copied());
        assert_eq!(read(&[(IMAGE, "nginx")]), Ok(None));
        assert!(read(&[(XRAY_SCORE, "Bad")]).is_err());
        assert!(read(&[(XRAY_SCORE, "High"), (XRAY_SCORE_UNKNOWN_COUNT, "many")]).is_err());
        assert!(read(&[(XRAY_SCORE, "High"), (IMAGE_DIGEST, "x")]).is_err());
    }
}
