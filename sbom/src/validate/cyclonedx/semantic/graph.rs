//! The dependency graph: entries that are repeated, edges in circles, components outside.

use std::collections::{HashMap, HashSet};

use super::Remark;
use crate::tree::{Key, Value};
use crate::validate::Severity;
use crate::validate::collect::clip;

/// Judges the entries of `dependencies` and who is in them.
pub(super) fn judge<'t>(root: Value<'t>, remarks: &mut Vec<Remark<'t>>) {
    let entries: Vec<Value<'t>> =
        root.list(Key::DEPENDENCIES).filter(|entry| entry.is_object()).collect();
    if entries.is_empty() {
        return;
    }
    let mut graph = Graph::default();
    let mut described = HashSet::new();
    for &entry in &entries {
        let Some(from) = entry.text(Key::REF) else { continue };
        if !described.insert(from) {
            remarks.push(Remark {
                code: "cdx-dep-duplicate",
                severity: Severity::Warning,
                value: entry,
                message: format!("`{}` has several entries; they count together", clip(from)),
            });
        }
        let at = graph.node(from, entry);
        for to in entry.list(Key::DEPENDS_ON) {
            let Some(name) = to.as_str() else { continue };
            if name == from {
                remarks.push(Remark {
                    code: "cdx-dep-self",
                    severity: Severity::Info,
                    value: to,
                    message: format!("`{}` depends on itself", clip(from)),
                });
            } else {
                let to = graph.node(name, to);
                if let Some(edges) = graph.edges.get_mut(at) {
                    edges.push(to);
                }
            }
        }
    }
    for circle in graph.circles() {
        let names: Vec<&str> = circle
            .iter()
            .take(MAX_NAMED)
            .filter_map(|node| graph.nodes.get(*node).map(|(name, _)| clip(name)))
            .collect();
        let Some((_, value)) = circle.first().and_then(|node| graph.nodes.get(*node)) else {
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
    outside(root, &graph, remarks);
}

/// Tells components that the graph does not have.
fn outside<'t>(root: Value<'t>, graph: &Graph<'t>, remarks: &mut Vec<Remark<'t>>) {
    let mut open: Vec<_> = vec![root.get(Key::COMPONENTS).map(Value::children)];
    while let Some(level) = open.last_mut() {
        let Some(component) = level.as_mut().and_then(Iterator::next) else {
            open.pop();
            continue;
        };
        let reference = component.text(Key::BOM_REF);
        if reference.is_none_or(|it| !graph.numbers.contains_key(it)) {
            remarks.push(Remark {
                code: "cdx-dep-missing",
                severity: Severity::Info,
                value: component,
                message: "the component is not in the dependency graph".to_owned(),
            });
        }
        open.push(component.get(Key::COMPONENTS).map(Value::children));
    }
}

const MAX_NAMED: usize = 5;

#[derive(Default)]
struct Graph<'t> {
    numbers: HashMap<&'t str, usize>,
    /// The name of each node and where it stands first.
    nodes: Vec<(&'t str, Value<'t>)>,
    edges: Vec<Vec<usize>>,
}

impl<'t> Graph<'t> {
    fn node(&mut self, name: &'t str, value: Value<'t>) -> usize {
        let next = self.nodes.len();
        let number = *self.numbers.entry(name).or_insert(next);
        if number == next {
            self.nodes.push((name, value));
            self.edges.push(Vec::new());
        }
        number
    }

    /// Returns the sets of nodes that reach each other (Tarjan's algorithm, without recursion).
    fn circles(&self) -> Vec<Vec<usize>> {
        const UNSEEN: usize = usize::MAX;
        let count = self.nodes.len();
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
                let target = self.edges.get(at).and_then(|edges| edges.get(*edge)).copied();
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
