//! Version order against the tables that the tools themselves publish, against the tools
//! where they are installed, and against the laws of an order.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "helpers outside of test functions"
)]

use std::cmp::Ordering::{self, Equal, Greater, Less};
use std::process::{Command, Stdio};

use policy_core::Tri;
use policy_core::version::{
    self, FixCandidate, FixLine, Scheme, fix_available, fix_candidates, is_fixed_by,
    recommended_fix,
};
use proptest::strategy::{Just, Strategy};
use proptest::{collection, prop_assert, prop_assert_eq, prop_oneof, proptest};

mod fixes;
mod laws;
mod ranges;
mod tables;
mod tools;

/// Checks lines such as `1.0 < 1.1`, in both directions.
fn check(purl_type: &str, table: &str) {
    for line in table.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [a, operator, b] = words.as_slice() else { panic!("bad line `{line}`") };
        let expected = match *operator {
            "<" => Less,
            "=" => Equal,
            ">" => Greater,
            other => panic!("bad operator `{other}`"),
        };
        assert_eq!(version::compare(purl_type, a, b), Some(expected), "{purl_type}: {line}");
        let reverse = Some(expected.reverse());
        assert_eq!(version::compare(purl_type, b, a), reverse, "{purl_type}: {line}, reversed");
    }
}

/// Checks that each version is below all that follow it.
fn check_ascending(purl_type: &str, list: &str) {
    let versions: Vec<&str> = list.split_whitespace().collect();
    for (i, a) in versions.iter().enumerate() {
        for (j, b) in versions.iter().enumerate() {
            let order = version::compare(purl_type, a, b);
            assert_eq!(order, Some(i.cmp(&j)), "{purl_type}: {a} against {b}");
        }
    }
}

fn check_invalid(purl_type: &str, list: &[&str]) {
    for text in list {
        let order = version::compare(purl_type, text, text);
        assert_eq!(order, None, "{purl_type}: {text:?} was accepted");
    }
}
