//! Lists of licences, whose rules changed three times.
//!
//! JSON up to 1.4 and everything from 1.7 on take any mix; JSON 1.5 and 1.6 and XML up to 1.6 take
//! licences only, or one expression.

use super::Changer;
use crate::convert::expression;
use crate::cyclonedx::schema::{LICENCE_CHOICE, V1_0, V1_4, V1_6};
use crate::losses::LossReason;
use crate::schema::{Member, Type};
use crate::tree::{Key, Tail, Value};

/// Reports whether a member is a list of licences.
pub(super) fn is_list(member: &Member) -> bool {
    matches!(member.value, Type::Object(shape) if std::ptr::eq(shape, &raw const LICENCE_CHOICE))
}

/// Copies a list of licences in a form that the version takes.
pub(super) fn write<'s>(changer: &mut Changer<'s>, tail: &mut Tail, key: Key, list: Value<'s>) {
    let entries: Vec<Value<'s>> = match list.is_array() {
        true => list.children().filter(|entry| entry.is_object()).collect(),
        false => Some(list).filter(|entry| entry.is_object()).into_iter().collect(),
    };
    let mut out = changer.work.array(tail, key);
    let expressions = entries.iter().filter(|entry| entry.get(Key::EXPRESSION).is_some()).count();
    let takes_mix = match changer.is_xml {
        true => changer.to > V1_6,
        false => changer.to <= V1_4 || changer.to > V1_6,
    };
    if changer.is_xml && changer.to == V1_0 {
        // No expressions yet.
        for entry in entries {
            match entry.get(Key::EXPRESSION) {
                Some(text) => named(changer, &mut out, entry, text),
                None => copy(changer, &mut out, entry),
            }
        }
    } else if takes_mix || expressions == 0 || entries.len() == 1 {
        entries.into_iter().for_each(|entry| copy(changer, &mut out, entry));
    } else if let Some(concluded) = entries.iter().find(|entry| is_concluded(**entry)).copied() {
        for entry in entries.iter().filter(|entry| entry.id() != concluded.id()) {
            let detail = "beside the concluded expression";
            changer.work.lose(*entry, LossReason::OnlyOne, detail);
        }
        copy(changer, &mut out, concluded);
    } else if let Some(joined) = join(&entries) {
        let mut made = changer.work.object(&mut out, Key::NONE, Some(list));
        changer.work.say(&mut made, Key::EXPRESSION, &joined);
        changer.work.lose(list, LossReason::Approximated, "several licences, joined with AND");
    } else {
        for entry in entries {
            match entry.get(Key::EXPRESSION) {
                Some(text) => named(changer, &mut out, entry, text),
                None => copy(changer, &mut out, entry),
            }
        }
    }
}

fn copy<'s>(changer: &mut Changer<'s>, out: &mut Tail, entry: Value<'s>) {
    changer.object(out, Key::NONE, entry, &LICENCE_CHOICE);
}

/// Writes an expression as the name of a licence.
fn named<'s>(changer: &mut Changer<'s>, out: &mut Tail, entry: Value<'s>, text: Value<'s>) {
    let mut made = changer.work.object(out, Key::NONE, Some(entry));
    let mut licence = changer.work.object(&mut made, Key::LICENSE, Some(entry));
    changer.work.put(&mut licence, Key::NAME, text.as_str().unwrap_or_default(), text);
    changer.work.lose(text, LossReason::Approximated, "an expression, written as a name");
}

fn is_concluded(entry: Value<'_>) -> bool {
    entry.get(Key::EXPRESSION).is_some() && entry.text(Key::ACKNOWLEDGEMENT) == Some("concluded")
}

/// Joins ids and expressions; `None` if something is neither.
fn join(entries: &[Value<'_>]) -> Option<String> {
    let mut parts = Vec::new();
    for entry in entries {
        let licence = entry.get(Key::LICENSE);
        let text = entry.text(Key::EXPRESSION).or_else(|| licence?.text(Key::ID))?;
        let (text, has_or) = expression(text)?;
        parts.push(if has_or { format!("({text})") } else { text });
    }
    Some(parts.join(" AND "))
}
