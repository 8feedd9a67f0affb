//! What is expensive to make and the same for many cases.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Values by key, each made once for all laws.
pub(super) struct Memo<K, V>(Mutex<BTreeMap<K, V>>);

impl<K: Ord + Clone, V: Clone> Memo<K, V> {
    pub(super) const fn new() -> Self {
        Self(Mutex::new(BTreeMap::new()))
    }

    /// Returns what stands under the key; makes it outside of the lock, so that two may make it at
    /// once and a failure to make it stays with the case that fails.
    pub(super) fn get(&self, key: &K, make: impl FnOnce(&K) -> V) -> V {
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(value) = lock().get(key) {
            return value.clone();
        }
        let value = make(key);
        lock().insert(key.clone(), value.clone());
        value
    }
}
