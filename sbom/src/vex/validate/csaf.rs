//! What CSAF demands in words: the mandatory tests of its section 6.1, by their numbers.

mod branches;
mod circles;
mod flags;
mod head;
mod history;
mod language;
mod products;
mod profile;
mod scores;
mod version;
mod vulnerability;

use self::products::Products;
use self::profile::Profile;
use self::vulnerability::Judge;
use crate::tree::{Key, Value};
use crate::validate::collect::Collector;

pub(super) use self::language::is_tag;
pub(super) use self::version::is_version;

/// Makes the tests that a document can be put to by itself: all but 6.1.11, which needs the list
/// of weaknesses.
pub(super) fn judge(root: Value<'_>, found: &mut Collector) {
    let head = root.get(Key::DOCUMENT);
    if let Some(head) = head {
        head::judge(head, found);
        if let Some(tracking) = head.get(Key::TRACKING) {
            history::judge(tracking, found);
        }
    }
    let profile = Profile::of(head);
    profile.judge(root, found);
    let mut products = Products::default();
    if let Some(tree) = root.get(Key::PRODUCT_TREE) {
        products.read(tree, found);
    }
    let mut judge = Judge::new(profile, products);
    for (number, vulnerability) in root.list(Key::VULNERABILITIES).enumerate() {
        judge.judge(vulnerability, &format!("/vulnerabilities/{number}"), found);
    }
}
