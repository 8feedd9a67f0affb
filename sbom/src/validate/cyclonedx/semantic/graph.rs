//! The dependency graph: entries that are repeated, edges in circles, components outside.

use std::collections::HashSet;

use super::Remark;
use crate::document::index::Ids;
use crate::tree::{Key, Value, ValueId};
use crate::validate::Severity;
use crate::validate::collect::clip;

/// Judges the entries of `dependencies` and who is in them.
pub(super) fn judge<'t>(root: Value<'t>, remarks: &mut Vec<Remark<'t>>) {
    let tree = root.tree();
    let listed = || root.list(Key::DEPENDENCIES).filter(|entry| entry.is_object());
    if listed().next().is_none() {
        return;
    }
    // The entries with a name, how often each names another one, and these names.
    let mut names = Ids::default();
    let mut entries: Vec<(Value<'t>, &str, usize)> = Vec::new();
    let mut references: Vec<ValueId> = Vec::new();
    for entry in listed() {
        let name = entry.get(Key::REF);
        let Some((name, text)) = name.and_then(|name| Some((name.id(), name.as_str()?))) else {
            continue;
        };
        names.add(tree, name);
        let before = references.len();
        let texts = entry.list(Key::DEPENDS_ON).filter(|it| it.is_text());
        references.extend(texts.map(Value::id));
        entries.push((entry, text, references.len() - before));
    }
    let mut is_repeated = vec![false; entries.len()];
    names.bind(
        tree,
        |_| false,
        |number| {
            if let Some(is_repeated) = is_repeated.get_mut(number as usize) {
                *is_repeated = true;
            }
        },
    );
    let mut targets: Vec<Option<u32>> = Vec::with_capacity(references.len());
    // What is depended on and has no entry.
    let mut leaves = HashSet::new();
    names.find_all(tree, &references, |reference, number| {
        if number.is_none() {
            leaves.extend(tree.value(reference).as_str());
        }
        targets.push(number);
    });
    let mut edges: Vec<(usize, usize)> = Vec::with_capacity(references.len());
    let mut depended_on = references.iter().zip(targets);
    for ((number, &(entry, name, count)), is_repeated) in (0..).zip(&entries).zip(is_repeated) {
        let mut from = number;
        if is_repeated {
            from = names.find(name).unwrap_or(number);
            remarks.push(Remark {
                code: "cdx-dep-duplicate",
                severity: Severity::Warning,
                value: entry,
                message: format!("`{}` has several entries; they count together", clip(name)),
            });
        }
        for (&reference, target) in depended_on.by_ref().take(count) {
            match target {
                Some(to) if to == from => remarks.push(Remark {
                    code: "cdx-dep-self",
                    severity: Severity::Info,
                    value: tree.value(reference),
                    message: format!("`{}` depends on itself", clip(name)),
                }),
                Some(to) => edges.push((from as usize, to as usize)),
                None => {}
            }
        }
    }
    for circle in Graph::new(entries.len(), &edges).circles() {
        let named = circle.iter().filter_map(|node| entries.get(*node));
        let names: Vec<&str> = named.take(MAX_NAMED).map(|(_, name, _)| clip(name)).collect();
        let Some((value, ..)) = circle.first().and_then(|node| entries.get(*node)) else {
            continue;
        };
        let more = if circle.len() > MAX_NAMED { " and others" } else { "" };
        remarks.push(Remark {
            code: "cdx-dep-cycle",
            severity: Severity::Info,
            value: *value,
            message: format!(
                "{} elements depend on each other: `{}`{more}",
                circle.len(),
                names.join("`, `")
            ),
        });
    }
    outside(root, &names, &leaves, remarks);
}

/// Tells components that the graph does not have.
fn outside<'t>(
    root: Value<'t>,
    names: &Ids,
    leaves: &HashSet<&str>,
    remarks: &mut Vec<Remark<'t>>,
) {
    let tree = root.tree();
    let mut components = Vec::new();
    let mut references = Vec::new();
    let mut open: Vec<_> = vec![root.get(Key::COMPONENTS).map(Value::children)];
    while let Some(level) = open.last_mut() {
        let Some(component) = level.as_mut().and_then(Iterator::next) else {
            open.pop();
            continue;
        };
        components.push(component);
        references.push(component.get(Key::BOM_REF).map_or(ValueId::NONE, Value::id));
        open.push(component.get(Key::COMPONENTS).map(Value::children));
    }
    let mut components = components.into_iter();
    names.find_all(tree, &references, |reference, number| {
        let Some(component) = components.next() else { return };
        let is_leaf = || tree.value(reference).as_str().is_some_and(|id| leaves.contains(id));
        if number.is_none() && !is_leaf() {
            remarks.push(Remark {
                code: "cdx-dep-missing",
                severity: Severity::Info,
                value: component,
                message: "the component is not in the dependency graph".to_owned(),
            });
        }
    });
}

const MAX_NAMED: usize = 5;

/// Which entry depends on which, in one list.
struct Graph {
    /// Where the targets of each entry begin, and where those of the last one end.
    starts: Vec<usize>,
    targets: Vec<usize>,
}

impl Graph {
    fn new(count: usize, edges: &[(usize, usize)]) -> Self {
        let mut starts = vec![0; count + 1];
        for (from, _) in edges {
            if let Some(start) = starts.get_mut(from + 1) {
                *start += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut targets = vec![0; edges.len()];
        let mut free = starts.clone();
        for (from, to) in edges {
            if let Some(at) = free.get_mut(*from) {
                set(&mut targets, *at, *to);
                *at += 1;
            }
        }
        Self { starts, targets }
    }

    /// Returns one of the targets of an entry.
    fn target(&self, from: usize, edge: usize) -> Option<usize> {
        let (start, end) = (self.starts.get(from)?, self.starts.get(from + 1)?);
        self.targets.get(*start..*end)?.get(edge).copied()
    }

    /// Returns the sets of nodes that reach each other (Tarjan's algorithm, without recursion).
    fn circles(&self) -> Vec<Vec<usize>> {
        const UNSEEN: usize = usize::MAX;
        let count = self.starts.len().saturating_sub(1);
        let mut order = vec![UNSEEN; count];
        let mut lowest = vec![UNSEEN; count];
        let mut is_open = vec![false; count];
        let (mut stack, mut circles, mut next) = (Vec::new(), Vec::new(), 0);
        for start in 0..count {
            if order.get(start) != Some(&UNSEEN) {
                continue;
            }
            let mut path = vec![(start, 0)];
            while let Some((node, edge)) = path.last_mut() {
                let at = *node;
                if *edge == 0 && order.get(at) == Some(&UNSEEN) {
                    set(&mut order, at, next);
                    set(&mut lowest, at, next);
                    set(&mut is_open, at, true);
                    stack.push(at);
                    next += 1;
                }
                let target = self.target(at, *edge);
                *edge += 1;
                match target {
                    Some(target) if order.get(target) == Some(&UNSEEN) => path.push((target, 0)),
                    Some(target) => {
                        if is_open.get(target) == Some(&true) {
                            lower(&mut lowest, at, order.get(target).copied());
                        }
                    }
                    None => {
                        path.pop();
                        let low = lowest.get(at).copied();
                        if let Some((outer, _)) = path.last() {
                            lower(&mut lowest, *outer, low);
                        }
                        if low == order.get(at).copied() {
                            let from = stack.iter().rposition(|it| *it == at).unwrap_or_default();
                            let circle = stack.split_off(from);
                            for node in &circle {
                                set(&mut is_open, *node, false);
                            }
                            if circle.len() > 1 {
                                circles.push(circle);
                            }
                        }
                    }
                }
            }
        }
        circles
    }
}

fn set<T>(list: &mut [T], at: usize, value: T) {
    if let Some(place) = list.get_mut(at) {
        *place = value;
    }
}

fn lower(list: &mut [usize], at: usize, value: Option<usize>) {
    if let (Some(place), Some(value)) = (list.get_mut(at), value) {
        *place = (*place).min(value);
    }
}
