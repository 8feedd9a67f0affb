//! Scores, as their vectors give them.

use std::collections::HashSet;

use super::vulnerability::{Stated, Writer};
use crate::losses::LossReason;
use crate::tree::{Key, Scalar, Tail};
use crate::vex::cvss::{Scores, Vector, Version, severity};
use crate::vex::vulnerability::Rating;
use crate::vex::write::{put, put_list};

impl<'d> Writer<'_, 'd, '_> {
    /// Puts `scores`, which are of CVSS 2 and 3 and of products.
    pub(super) fn ratings(
        &mut self,
        object: &mut Tail,
        ratings: &'d [Rating],
        stated: &[Stated<'d>],
        place: &str,
    ) {
        let mut scores: Option<Tail> = None;
        let mut met = HashSet::new();
        for (number, rating) in ratings.iter().enumerate() {
            let place = format!("{place}/ratings/{number}");
            let Some(score) = self.score(rating, &place) else { continue };
            let mut ids: Vec<String> = Vec::new();
            if rating.products.is_empty() {
                ids.extend(stated.iter().flat_map(|said| said.ids.iter().cloned()));
            }
            for product in &rating.products {
                ids.extend(self.catalogue.ids(product, &place, self.account));
            }
            let before = ids.len();
            // Of one version, a product has one score.
            ids.retain(|id| met.insert((score.version, id.clone())));
            if ids.is_empty() {
                let reason = if before == 0 { LossReason::NoPlace } else { LossReason::OnlyOne };
                self.account.lose(reason, "rating", &place, "");
                continue;
            }
            self.account.no_place(rating.source.is_some(), "source", &place);
            let stated = self.stated(rating, &score, &place);
            let tree = &mut *self.tree;
            let list = scores.get_or_insert_with(|| tree.array(object, Key::SCORES, None));
            let mut item = tree.object(list, Key::NONE, None);
            let is_second = score.version == Version::V2;
            let key = if is_second { Key::CVSS_V2 } else { Key::CVSS_V3 };
            let mut inner = tree.object(&mut item, key, None);
            // The base is demanded; the one that is stated may be another.
            let is_other = stated.as_ref().is_none_or(|part| part.name != "base");
            let base = is_other.then(|| Part::base(score.scores.base));
            for part in base.into_iter().chain(stated) {
                let [number, level] =
                    ["Score", "Severity"].map(|end| format!("{}{end}", part.name));
                let key = tree.key(&number);
                tree.scalar(&mut inner, key, Scalar::Number(&part.text));
                let key = tree.key(&level);
                put(tree, &mut inner, key, Some(severity(part.tenths)).filter(|_| !is_second));
            }
            put(tree, &mut inner, Key::VECTOR_STRING, Some(&score.text));
            put(tree, &mut inner, Key::VERSION, Some(score.version.as_str()));
            put_list(tree, &mut item, Key::PRODUCTS, ids.iter().map(String::as_str));
        }
    }

    /// Reads what CSAF demands, a vector of CVSS 2 or 3.
    fn score(&mut self, rating: &Rating, place: &str) -> Option<Score> {
        let method = rating.method.as_deref().unwrap_or_default();
        let versions: &[Version] = match method {
            "CVSSv2" => &[Version::V2],
            "CVSSv3" => &[Version::V3_0, Version::V3_1],
            "CVSSv31" => &[Version::V3_1, Version::V3_0],
            _ => {
                self.account.lose(LossReason::NoPlace, "rating", place, method);
                return None;
            }
        };
        let Some(vector) = rating.vector.as_deref() else {
            self.account.lose(LossReason::Invalid, "rating", place, "no vector");
            return None;
        };
        let read = versions.iter().find_map(|version| {
            // Some documents leave the prefix out that CSAF demands.
            let prefix = if vector.starts_with("CVSS:") { "" } else { version.prefix() };
            let text = format!("{prefix}{vector}");
            let scores = Vector::parse(*version, &text).ok()?.scores();
            Some(Score { version: *version, text, scores })
        });
        if read.is_none() {
            self.account.lose(LossReason::Invalid, "vector", place, vector);
        }
        read
    }

    /// Returns which of the vector's scores is stated, and reports what is none of them.
    fn stated(&mut self, rating: &Rating, score: &Score, place: &str) -> Option<Part> {
        let Scores { base, temporal, environmental } = score.scores;
        let parts = [("base", base), ("temporal", temporal), ("environmental", environmental)];
        let number = rating.score.as_deref().filter(|it| crate::json::is_number(it.as_bytes()));
        let value = number.and_then(|number| number.parse::<f64>().ok());
        let is_same =
            |tenths: u8| value.is_some_and(|it| (it * 10.0 - f64::from(tenths)).abs() < 1e-6);
        let part = parts.into_iter().find(|(_, tenths)| is_same(*tenths));
        if let (Some(stated), None) = (rating.score.as_deref(), part) {
            self.account.lose(LossReason::Invalid, "score", place, stated);
        }
        let tenths = part.map_or(base, |(_, tenths)| tenths);
        if score.version == Version::V2 {
            self.account.no_place(rating.severity.is_some(), "severity", place);
        } else if let Some(stated) = rating.severity
            && !stated.as_str().eq_ignore_ascii_case(severity(tenths))
        {
            self.account.lose(LossReason::Invalid, "severity", place, stated.as_str());
        }
        let ((name, tenths), text) = (part?, number?);
        Some(Part { name, tenths, text: text.to_owned() })
    }
}

/// A vector as CSAF writes it.
#[derive(Debug)]
struct Score {
    version: Version,
    text: String,
    scores: Scores,
}

/// One of the scores of a vector.
#[derive(Debug)]
struct Part {
    name: &'static str,
    tenths: u8,
    text: String,
}

impl Part {
    fn base(tenths: u8) -> Self {
        Self { name: "base", tenths, text: format!("{:.1}", f64::from(tenths) / 10.0) }
    }
}
