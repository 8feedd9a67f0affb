//! Repositories and the items in them.

use std::collections::BTreeMap;

use axum::body::Bytes;
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256};

use super::accounts::hex;

pub(crate) type Properties = BTreeMap<String, Vec<String>>;

#[derive(Debug, Default)]
pub(crate) struct Repositories {
    all: BTreeMap<String, Repository>,
}

#[derive(Debug)]
pub(crate) struct Repository {
    pub(crate) key: String,
    /// Lower case: `docker`, `generic`, …
    pub(crate) package_type: String,
    /// Whether Xray scans what arrives.
    pub(crate) indexed: bool,
    /// By path without a leading slash; the root is the empty path. Every folder on the way is here
    /// too.
    items: BTreeMap<String, Item>,
}

#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) created_ms: i64,
    pub(crate) created_by: String,
    pub(crate) modified_ms: i64,
    pub(crate) modified_by: String,
    pub(crate) properties: Properties,
    /// `None` is a folder.
    pub(crate) file: Option<File>,
}

#[derive(Clone, Debug)]
pub(crate) struct File {
    pub(crate) blob: Blob,
    /// What the client said, which is all that `originalChecksums` repeats.
    pub(crate) claimed: Claimed,
}

/// Checksums a client sent with its bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Claimed {
    pub(crate) sha1: Option<String>,
    pub(crate) md5: Option<String>,
    pub(crate) sha256: Option<String>,
}

/// Bytes with their checksums; cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Blob {
    pub(crate) bytes: Bytes,
    pub(crate) sha1: String,
    pub(crate) md5: String,
    pub(crate) sha256: String,
}

impl Blob {
    pub(crate) fn new(bytes: Bytes) -> Self {
        Self {
            sha1: hex(&Sha1::digest(&bytes)),
            md5: hex(&Md5::digest(&bytes)),
            sha256: hex(&Sha256::digest(&bytes)),
            bytes,
        }
    }

    /// Whether each checksum the client claimed is this blob's.
    pub(crate) fn agrees(&self, claimed: &Claimed) -> bool {
        let same = |claim: &Option<String>, actual: &str| {
            claim.as_deref().is_none_or(|claim| claim.eq_ignore_ascii_case(actual))
        };
        same(&claimed.sha1, &self.sha1)
            && same(&claimed.md5, &self.md5)
            && same(&claimed.sha256, &self.sha256)
    }
}

impl Repositories {
    pub(crate) fn create(&mut self, key: &str, package_type: &str, indexed: bool, now_ms: i64) {
        let mut repository = Repository {
            key: key.to_owned(),
            package_type: package_type.to_owned(),
            indexed,
            items: BTreeMap::new(),
        };
        repository.put_folder("", "admin", now_ms);
        self.all.insert(key.to_owned(), repository);
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Repository> {
        self.all.get(key)
    }

    pub(crate) fn get_mut(&mut self, key: &str) -> Option<&mut Repository> {
        self.all.get_mut(key)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Repository> {
        self.all.values()
    }

    /// Finds stored bytes by any checksum that a client knows; all that are given must agree.
    pub(crate) fn find_blob(
        &self,
        claimed: &Claimed,
        readable: impl Fn(&str) -> bool,
    ) -> Option<Blob> {
        self.all
            .values()
            .filter(|repository| readable(&repository.key))
            .flat_map(Repository::files)
            .map(|(_, _, file)| &file.blob)
            .find(|blob| blob.agrees(claimed))
            .cloned()
    }
}

impl Repository {
    pub(crate) fn item(&self, path: &str) -> Option<&Item> {
        self.items.get(path)
    }

    pub(crate) fn item_mut(&mut self, path: &str) -> Option<&mut Item> {
        self.items.get_mut(path)
    }

    pub(crate) fn files(&self) -> impl Iterator<Item = (&str, &Item, &File)> {
        self.items
            .iter()
            .filter_map(|(path, item)| Some((path.as_str(), item, item.file.as_ref()?)))
    }

    /// Names directly below a folder, with whether each is a folder.
    pub(crate) fn children(&self, folder: &str) -> Vec<(String, bool)> {
        self.items
            .iter()
            .filter_map(|(path, item)| {
                let name = below(folder, path)?;
                (!name.is_empty() && !name.contains('/'))
                    .then(|| (name.to_owned(), item.file.is_none()))
            })
            .collect()
    }

    /// Paths of a folder and everything below it.
    pub(crate) fn subtree(&self, folder: &str) -> Vec<String> {
        self.items
            .keys()
            .filter(|path| *path == folder || below(folder, path).is_some())
            .cloned()
            .collect()
    }

    /// Whether a file at this path would take a folder's place, or lie below another file.
    pub(crate) fn is_blocked(&self, path: &str) -> bool {
        let is_folder = |path: &str| self.item(path).map(|item| item.file.is_none());
        let mut above = path;
        while let Some((parent, _)) = above.rsplit_once('/') {
            if is_folder(parent) == Some(false) {
                return true;
            }
            above = parent;
        }
        is_folder(path) == Some(true)
    }

    /// Creates a folder and those above it.
    pub(crate) fn put_folder(&mut self, path: &str, by: &str, now_ms: i64) {
        let mut ancestors = vec![String::new()];
        let mut so_far = String::new();
        for segment in path.split('/').filter(|segment| !segment.is_empty()) {
            if !so_far.is_empty() {
                so_far.push('/');
            }
            so_far.push_str(segment);
            ancestors.push(so_far.clone());
        }
        for ancestor in ancestors {
            self.items.entry(ancestor).or_insert_with(|| Item {
                created_ms: now_ms,
                created_by: by.to_owned(),
                modified_ms: now_ms,
                modified_by: by.to_owned(),
                properties: Properties::new(),
                file: None,
            });
        }
    }

    /// Stores a file; an overwritten one keeps the date of its creation and loses its properties.
    pub(crate) fn put_file(
        &mut self,
        path: &str,
        file: File,
        properties: Properties,
        by: &str,
        now_ms: i64,
    ) {
        let parent = path.rsplit_once('/').map_or("", |(parent, _)| parent);
        self.put_folder(parent, by, now_ms);
        let (created_ms, created_by) = self
            .items
            .get(path)
            .map_or((now_ms, by.to_owned()), |old| (old.created_ms, old.created_by.clone()));
        let item = Item {
            created_ms,
            created_by,
            modified_ms: now_ms,
            modified_by: by.to_owned(),
            properties,
            file: Some(file),
        };
        self.items.insert(path.to_owned(), item);
    }

    /// Removes an item, and what is below it; false if there was nothing.
    pub(crate) fn remove(&mut self, path: &str) -> bool {
        let doomed = self.subtree(path);
        for path in &doomed {
            self.items.remove(path);
        }
        !doomed.is_empty()
    }
}

/// The part of `path` below `folder`, or `None` if it lies elsewhere.
fn below<'p>(folder: &str, path: &'p str) -> Option<&'p str> {
    if folder.is_empty() {
        return (!path.is_empty()).then_some(path);
    }
    path.strip_prefix(folder)?.strip_prefix('/')
}
