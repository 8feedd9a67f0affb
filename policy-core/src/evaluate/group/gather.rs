//! From findings to groups.

use std::cell::OnceCell;

use super::{Group, fix_available, level};
use crate::Tri;
use crate::decision::{Page, Remark};
use crate::evaluate::ahead;
use crate::evaluate::table::{Member, Span, Table};

/// Joins the findings of all scans. The result does not depend on their order or repetition, but
/// the order of the groups does.
pub(crate) fn groups<'t>(table: &'t Table<'t>, notes: &mut Vec<Remark>) -> Vec<Group<'t>> {
    let mut groups = Vec::with_capacity(table.spans.len());
    let mut odd: Vec<u32> = Vec::new();
    for span in &table.spans {
        let Some((group, is_odd)) = build(table, span) else { continue };
        if is_odd {
            odd.push(groups.len() as u32);
        }
        groups.push(group);
    }
    let odd: Vec<&Group<'_>> = odd.iter().filter_map(|at| groups.get(*at as usize)).collect();
    // And for what is remarked on beside: a list that grows is copied.
    notes.reserve(odd.len() + odd.len() / 4);
    let mut page = Page::default();
    for some in odd.chunks(ahead::AT_ONCE) {
        ahead::judged(some.iter().flat_map(|group| group.findings()));
        for group in some {
            group.remark(&mut page);
        }
        page.file(notes);
    }
    groups
}

/// A group, and whether there is something to remark on it.
fn build<'t>(table: &'t Table<'t>, span: &'t Span) -> Option<(Group<'t>, bool)> {
    let members = table.members(span);
    let (first, others) = members.split_first()?;
    let mut package = &first.finding.package;
    let (mut gist, mut alike) = (first.gist, true);
    for Member { finding, gist: other, .. } in others {
        if !package.is(&finding.package) {
            package = package.min(&finding.package);
            alike = false;
        }
        gist = gist.and(*other);
    }
    let level = gist.level.unwrap_or_else(|| level(members, table));
    let fix_available = match gist.fix {
        Some(_) if !alike => fix_available(members, package),
        Some(known) => known,
        None if gist.is_silent => Tri::Unknown,
        None => Tri::False,
    };
    let (effective, overrides, kev) = (OnceCell::new(), None, gist.kev);
    let group = Group { package, table, span, effective, overrides, fix_available, level, kev };
    Some((group, gist.is_odd || gist.fix.is_some() && fix_available.is_false()))
}
