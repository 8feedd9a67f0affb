//! Reading levels that are set by hand.

use super::Ids;
use crate::pattern::ComponentPattern;
use crate::policy::reader::{At, Reader};
use crate::policy::schema::document;
use crate::policy::settings::{KNOWN_LEVELS, Override};
use crate::policy::yaml::shorten;
use crate::waiver::{Conditions, Matcher, Waiver, WaiverEffect};
use crate::{Text, Timestamp};

pub(super) fn read_overrides(reader: &mut Reader, at: &At<'_>) -> Vec<Override> {
    let mut found: Vec<Override> = Vec::new();
    let mut ids = Ids::default();
    for at in reader.list(at, false).unwrap_or_default() {
        let Some(by) = read_override(reader, &at) else {
            continue;
        };
        let what = format_args!("an {}", shorten(&by.waiver.id));
        ids.take(reader, &at.entry("id"), &by.waiver.id, what);
        found.push(by);
    }
    found
}

fn read_override(reader: &mut Reader, at: &At<'_>) -> Option<Override> {
    let fields = reader.fields(at, &document::OVERRIDE)?;
    let text =
        |reader: &mut Reader, key: &str| fields.need(reader, key).and_then(|at| reader.filled(&at));
    let vulnerability = text(reader, "id");
    let component = fields.get("component").and_then(|at| {
        let text = reader.filled(&at)?;
        reader.parsed(&at, ComponentPattern::parse(&text))
    });
    let level = fields.need(reader, "level").and_then(|at| reader.word(&at, &KNOWN_LEVELS));
    let reason = text(reader, "reason");
    let owner = text(reader, "owner");
    let created = fields.get("created").and_then(|at| reader.parse(&at));
    let expires = fields.get("expires").and_then(|at| {
        let text = reader.text(&at)?;
        reader.parsed(&at, Timestamp::parse_end(text))
    });
    let ticket = fields.get("ticket").and_then(|at| reader.filled(&at));
    let vulnerability = vulnerability?;
    let id = match &component {
        Some(component) => Text::format(format_args!("override of {vulnerability} in {component}")),
        None => Text::format(format_args!("override of {vulnerability}")),
    };
    Some(Override {
        waiver: Waiver {
            id,
            matcher: Matcher {
                vulnerability: Some(vulnerability),
                component,
                ..Matcher::default()
            },
            reason: reason?.into(),
            owner: owner?.into(),
            created,
            not_before: None,
            expires,
            ticket: ticket.map(Text::from),
            conditions: Conditions::default(),
            effect: WaiverEffect::default(),
        },
        level: level?,
    })
}
