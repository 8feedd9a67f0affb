//! The branches of a product tree.

use crate::tree::{Key, Value};
use crate::validate::collect::{Collector, clip};
use crate::vex::validate::refuse;

/// A branch on the way to others. Paths are put together only for what is reported: in a deep
/// tree they would take more than the document.
#[derive(Clone, Copy, Debug)]
struct Step {
    parent: Option<usize>,
    number: usize,
}

/// Judges all branches, and hands over the product of each.
pub(super) fn each<'t>(
    tree: Value<'t>,
    found: &mut Collector,
    mut product: impl FnMut(Value<'t>, &dyn Fn() -> String, &mut Collector),
) {
    let mut steps: Vec<Step> = Vec::new();
    let mut open: Vec<(Value<'t>, Option<usize>)> = vec![(tree, None)];
    while let Some((node, parent)) = open.pop() {
        if let Some(parent) = parent {
            let path = || path_of(&steps, parent);
            name(node, &path, found);
            if let Some(value) = node.get(Key::PRODUCT) {
                product(value, &|| path() + "/product", found);
            }
        }
        let first = open.len();
        for (number, child) in node.list(Key::BRANCHES).enumerate() {
            open.push((child, Some(steps.len())));
            steps.push(Step { parent, number });
        }
        // The first branch comes first.
        if let Some(children) = open.get_mut(first..) {
            children.reverse();
        }
    }
}

fn path_of(steps: &[Step], last: usize) -> String {
    let mut way = Vec::new();
    let mut at = Some(last);
    while let Some(step) = at.and_then(|at| steps.get(at)) {
        way.push(step.number);
        at = step.parent;
    }
    let mut path = "/product_tree".to_owned();
    for number in way.into_iter().rev() {
        path.push_str(&format!("/branches/{number}"));
    }
    path
}

/// A version is no range of them (6.1.31).
fn name(branch: Value<'_>, path: &dyn Fn() -> String, found: &mut Collector) {
    if branch.text(Key::CATEGORY) != Some("product_version") {
        return;
    }
    let Some(name) = branch.get(Key::NAME) else { return };
    let Some(text) = name.as_str() else { return };
    if is_range(text) {
        refuse(
            found,
            "csaf-version-range",
            name,
            || path() + "/name",
            || format!("`{}` is a range and no version (6.1.31)", clip(text)),
        );
    }
}

/// Tells whether a text speaks of several versions. Words count as a whole: there is a version
/// called `after-eight`.
fn is_range(text: &str) -> bool {
    let lower = text.to_lowercase();
    let is_inside = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let mut words = lower.split(|c| !is_inside(c)).map(|word| word.trim_matches('.'));
    lower.contains(['<', '>']) || words.any(|word| RANGE_WORDS.contains(&word))
}

const RANGE_WORDS: [&str; 7] = ["after", "all", "before", "earlier", "later", "prior", "versions"];

#[cfg(test)]
mod tests {
    use super::is_range;

    #[test]
    fn ranges_are_told_by_signs_and_whole_words() {
        for text in
            ["<4", "1>", ">= 2", "4.2 and Later", "All", "(earlier)", "3.X versions.", "prior to 4"]
        {
            assert!(is_range(text), "{text}");
        }
        for text in ["4.2", "after-eight", "install-1", "beforehand", "version 3", "overall", ""] {
            assert!(!is_range(text), "{text}");
        }
    }
}
