//! Scores, as their vectors give them.

use std::collections::HashSet;

use super::vulnerability::{Stated, Writer};
use crate::losses::LossReason;
use crate::tree::{Key, Scalar, Tail};
use crate::vex::cvss::{Vector, Version, severity};
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
            let (number, level) = self.agreed(rating, &score, &place);
            let tree = &mut *self.tree;
            let list = scores.get_or_insert_with(|| tree.array(object, Key::SCORES, None));
            let mut item = tree.object(list, Key::NONE, None);
            let is_second = score.version == Version::V2;
            let key = if is_second { Key::CVSS_V2 } else { Key::CVSS_V3 };
            let mut inner = tree.object(&mut item, key, None);
            tree.scalar(&mut inner, Key::BASE_SCORE, Scalar::Number(&number));
            put(tree, &mut inner, Key::BASE_SEVERITY, Some(level).filter(|_| !is_second));
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
            let base = Vector::parse(*version, &text).ok()?.scores().base;
            Some(Score { version: *version, text, base })
        });
        if read.is_none() {
            self.account.lose(LossReason::Invalid, "vector", place, vector);
        }
        read
    }

    /// Returns the score and its severity as the vector gives them, and reports what is stated
    /// otherwise.
    fn agreed(&mut self, rating: &Rating, score: &Score, place: &str) -> (String, &'static str) {
        let base = f64::from(score.base) / 10.0;
        let level = severity(score.base);
        if score.version == Version::V2 {
            self.account.no_place(rating.severity.is_some(), "severity", place);
        } else if let Some(stated) = rating.severity
            && !stated.as_str().eq_ignore_ascii_case(level)
        {
            self.account.lose(LossReason::Invalid, "severity", place, stated.as_str());
        }
        let stated = rating.score.as_deref();
        let is_said = |text: &&str| {
            crate::json::is_number(text.as_bytes())
                && text.parse::<f64>().is_ok_and(|number| (number - base).abs() < 1e-6)
        };
        let number = stated.filter(is_said);
        if let (Some(stated), None) = (stated, number) {
            self.account.lose(LossReason::Invalid, "score", place, stated);
        }
        (number.map_or_else(|| format!("{base:.1}"), str::to_owned), level)
    }
}

/// A vector as CSAF writes it, with its base score in tenths.
#[derive(Debug)]
struct Score {
    version: Version,
    text: String,
    base: u8,
}
