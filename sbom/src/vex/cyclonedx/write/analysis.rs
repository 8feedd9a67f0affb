//! Ratings and analysis of a vulnerability.

use crate::losses::LossReason;
use crate::tree::{Key, Scalar, Tail, Tree};
use crate::vex::statement::Statement;
use crate::vex::vulnerability::Vulnerability;
use crate::vex::write::{Account, put};

pub(super) fn put_source(
    tree: &mut Tree,
    object: &mut Tail,
    name: Option<&str>,
    url: Option<&str>,
) {
    if name.is_none() && url.is_none() {
        return;
    }
    let mut source = tree.object(object, Key::SOURCE, None);
    put(tree, &mut source, Key::NAME, name);
    put(tree, &mut source, Key::URL, url);
}

pub(super) fn put_ratings(tree: &mut Tree, object: &mut Tail, vulnerability: &Vulnerability) {
    if vulnerability.ratings.is_empty() {
        return;
    }
    let mut list = tree.array(object, Key::RATINGS, None);
    for rating in &vulnerability.ratings {
        let mut item = tree.object(&mut list, Key::NONE, None);
        put_source(tree, &mut item, rating.source.as_deref(), None);
        if let Some(score) =
            rating.score.as_deref().filter(|score| crate::json::is_number(score.as_bytes()))
        {
            tree.scalar(&mut item, Key::SCORE, Scalar::Number(score));
        }
        let severity = rating.severity.map(|severity| severity.as_str());
        put(tree, &mut item, Key::SEVERITY, severity);
        put(tree, &mut item, Key::METHOD, rating.method.as_deref());
        put(tree, &mut item, Key::VECTOR, rating.vector.as_deref());
    }
}

pub(super) fn put_analysis(
    tree: &mut Tree,
    object: &mut Tail,
    statement: &Statement,
    place: &str,
    account: &mut Account<'_>,
) {
    let mut analysis = tree.object(object, Key::ANALYSIS, None);
    let written = statement.status_text.as_str();
    let state = statement.status.to_cyclonedx(written);
    put(tree, &mut analysis, Key::STATE, state);
    if matches!(written, "first_affected" | "last_affected" | "first_fixed") {
        account.lose(LossReason::Approximated, "status", place, written);
    }
    let word = statement.justification_text.as_deref().unwrap_or_default();
    let justification = statement.justification.map(|it| it.to_cyclonedx(word));
    match justification {
        Some(Some((to, is_exact))) => {
            put(tree, &mut analysis, Key::JUSTIFICATION, Some(to));
            if !is_exact {
                account.lose(LossReason::Approximated, "justification", place, word);
            }
        }
        Some(None) => account.lose(LossReason::NoPlace, "justification", place, word),
        None => {}
    }
    let mut responses: Vec<&str> = Vec::new();
    let mut texts: Vec<&str> = Vec::new();
    texts.extend(statement.impact.as_deref());
    texts.extend(statement.notes.as_deref());
    for action in &statement.actions {
        let written = action.response_text.as_deref().unwrap_or_default();
        match action.response.to_cyclonedx(written) {
            Some((word, is_exact)) => {
                if !responses.contains(&word) {
                    responses.push(word);
                }
                if !is_exact {
                    account.lose(LossReason::Approximated, "response", place, written);
                }
            }
            None if written.is_empty() => {}
            None => account.lose(LossReason::NoPlace, "response", place, written),
        }
        account.no_place(action.url.is_some(), "url", place);
        account.no_place(action.timestamp.is_some(), "action_timestamp", place);
    }
    if !responses.is_empty() {
        let mut list = tree.array(&mut analysis, Key::RESPONSE, None);
        for response in responses {
            tree.scalar(&mut list, Key::NONE, Scalar::Text(response));
        }
    }
    let detail = texts.join("\n");
    put(tree, &mut analysis, Key::DETAIL, Some(&detail));
    put(tree, &mut analysis, Key::FIRST_ISSUED, statement.timestamp.as_deref());
    put(tree, &mut analysis, Key::LAST_UPDATED, statement.last_updated.as_deref());
    for (is_there, field) in [
        (statement.id.is_some(), "id"),
        (statement.supplier.is_some(), "supplier"),
        (!statement.remarks.is_empty(), "remarks"),
    ] {
        account.no_place(is_there, field, place);
    }
}
