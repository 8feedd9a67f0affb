//! Published builds.

use std::collections::BTreeMap;

use serde_json::Value;

#[derive(Debug, Default)]
pub(crate) struct Builds {
    all: BTreeMap<(String, String), Value>,
}

impl Builds {
    /// Remembers a build's `buildInfo`.
    pub(crate) fn add(&mut self, name: &str, number: &str, info: Value) {
        self.all.insert((name.to_owned(), number.to_owned()), info);
    }

    pub(crate) fn get(&self, name: &str, number: &str) -> Option<&Value> {
        self.all.get(&(name.to_owned(), number.to_owned()))
    }

    /// Under this key the scans know a build.
    pub(crate) fn scan_key(name: &str, number: &str) -> String {
        format!("build://{name}:{number}")
    }
}
