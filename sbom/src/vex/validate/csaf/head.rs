//! The head of a document: its category and its languages.

use super::language::unknown_part;
use crate::tree::{Key, Value};
use crate::validate::collect::{Collector, clip};
use crate::vex::validate::csaf::profile::Profile;
use crate::vex::validate::refuse;

pub(super) fn judge(head: Value<'_>, found: &mut Collector) {
    if let Some(category) = head.get(Key::CATEGORY)
        && let Some(text) = category.as_str()
        && Profile::named(text).is_none()
        && is_reserved(text)
    {
        refuse(
            found,
            "csaf-category",
            category,
            || "/document/category".to_owned(),
            || format!("`{}` is taken for the name of a profile (6.1.26)", clip(text)),
        );
    }
    for (key, name) in [(Key::LANG, "lang"), (Key::SOURCE_LANG, "source_lang")] {
        let Some(language) = head.get(key) else { continue };
        if let Some(part) = language.as_str().and_then(unknown_part) {
            refuse(
                found,
                "csaf-language",
                language,
                || format!("/document/{name}"),
                || format!("`{}` is {} (6.1.12)", clip(part.text), part.fault),
            );
        }
    }
    let publisher = head.get(Key::PUBLISHER);
    let is_translated = publisher.and_then(|it| it.text(Key::CATEGORY)) == Some("translator");
    let source = head.get(Key::SOURCE_LANG);
    if is_translated && source.and_then(Value::as_str).is_none_or(str::is_empty) {
        refuse(
            found,
            "csaf-translator",
            head,
            || "/document".to_owned(),
            || "what a translator publishes needs `source_lang` (6.1.15)".to_owned(),
        );
    }
    if let Some(source) = source
        && let (Some(from), Some(to)) = (source.as_str(), head.text(Key::LANG))
        && from.eq_ignore_ascii_case(to)
    {
        refuse(
            found,
            "csaf-translation",
            source,
            || "/document/source_lang".to_owned(),
            || format!("`{}` is the document's language too (6.1.28)", clip(from)),
        );
    }
}

/// Tells whether a category that is no profile looks like one.
fn is_reserved(category: &str) -> bool {
    let lower = category.to_lowercase();
    if lower.starts_with("csaf_") {
        return true;
    }
    let is_filler = |c: char| c.is_whitespace() || matches!(c, '_' | '-' | '\u{2010}'..='\u{2015}');
    let bare: String = lower.chars().filter(|c| !is_filler(*c)).collect();
    let name = bare.strip_prefix("csaf").unwrap_or(&bare);
    ["securityincidentresponse", "informationaladvisory", "securityadvisory", "vex"].contains(&name)
}
