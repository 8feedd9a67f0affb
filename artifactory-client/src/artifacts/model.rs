//! What Artifactory says of files and folders.

use jfrog_http::{Checksums, Timestamp, lenient};
use serde::{Deserialize, Deserializer};

use crate::path::ArtifactPath;

/// What there is at a path: a file or a folder.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a path leads to one or the other, and callers treat them differently"
)]
pub enum ItemInfo {
    /// A file.
    File(FileInfo),
    /// A folder, or the root of a repository.
    Folder(FolderInfo),
}

impl ItemInfo {
    /// Returns where it lies. Asked through a virtual repository, this may name the member that has
    /// it.
    #[must_use]
    pub fn path(&self) -> &ArtifactPath {
        match self {
            Self::File(file) => &file.path,
            Self::Folder(folder) => &folder.path,
        }
    }

    /// Returns the file, if it is one.
    #[must_use]
    pub fn as_file(&self) -> Option<&FileInfo> {
        match self {
            Self::File(file) => Some(file),
            Self::Folder(_) => None,
        }
    }

    /// Returns the folder, if it is one.
    #[must_use]
    pub fn as_folder(&self) -> Option<&FolderInfo> {
        match self {
            Self::Folder(folder) => Some(folder),
            Self::File(_) => None,
        }
    }
}

/// A file.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct FileInfo {
    /// Where it lies.
    pub path: ArtifactPath,
    /// How many bytes it has.
    pub size: u64,
    /// The checksums of the bytes stored. Files from before Artifactory 5.5 may have no SHA-256.
    pub checksums: Checksums,
    /// The checksums its publisher announced; those it did not announce are missing.
    pub original_checksums: Checksums,
    /// The media type, guessed by the server from the name.
    pub mime_type: Option<String>,
    /// When it was created. May be later than `last_modified` for large uploads.
    pub created: Option<Timestamp>,
    /// Who created it.
    pub created_by: Option<String>,
    /// When its content last changed.
    pub last_modified: Option<Timestamp>,
    /// Who last changed it.
    pub modified_by: Option<String>,
    /// When anything about it last changed, properties included.
    pub last_updated: Option<Timestamp>,
    /// Where the server thinks it can be downloaded. Behind a proxy the host may be an internal
    /// one; build requests from [`path`](Self::path).
    pub download_uri: Option<String>,
    /// Where it came from, in the cache of a remote repository.
    pub remote_url: Option<String>,
}

/// A folder.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct FolderInfo {
    /// Where it lies.
    pub path: ArtifactPath,
    /// What is directly in it. A remote repository shows what it has cached.
    pub children: Vec<Child>,
    /// When it was created.
    pub created: Option<Timestamp>,
    /// Who created it.
    pub created_by: Option<String>,
    /// When it last changed.
    pub last_modified: Option<Timestamp>,
    /// Who last changed it.
    pub modified_by: Option<String>,
    /// When anything about it last changed, properties included.
    pub last_updated: Option<Timestamp>,
}

/// An entry of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Child {
    /// Its name, as the server writes it.
    pub name: String,
    /// Whether it is a folder.
    pub is_folder: bool,
}

/// What became of a deploy.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Deployed {
    /// Where the file lies now. Deployed to a virtual repository, this may name its member.
    pub path: ArtifactPath,
    /// How many bytes the server stored; missing when it said nothing, as for checksum files.
    pub size: Option<u64>,
    /// The checksums of what it stored.
    pub checksums: Checksums,
    /// The checksums it was told.
    pub original_checksums: Checksums,
    /// The media type, guessed by the server from the name.
    pub mime_type: Option<String>,
    /// When it was created.
    pub created: Option<Timestamp>,
    /// Who created it.
    pub created_by: Option<String>,
    /// Where the server thinks it can be downloaded.
    pub download_uri: Option<String>,
    /// Whether the server had the content already, so that no byte of it was sent.
    pub checksum_deployed: bool,
}

impl Deployed {
    /// The server stored the file and said nothing about it.
    pub(super) fn silent(path: ArtifactPath, checksum_deployed: bool) -> Self {
        Self {
            path,
            size: None,
            checksums: Checksums::none(),
            original_checksums: Checksums::none(),
            mime_type: None,
            created: None,
            created_by: None,
            download_uri: None,
            checksum_deployed,
        }
    }
}

/// The union of what storage and deploy answer; only repository and path are always there.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Wire {
    repo: String,
    path: String,
    #[serde(default, deserialize_with = "lenient::opt_u64")]
    size: Option<u64>,
    #[serde(default, deserialize_with = "checksums")]
    checksums: Option<Checksums>,
    #[serde(default, deserialize_with = "checksums")]
    original_checksums: Option<Checksums>,
    #[serde(default)]
    mime_type: Option<String>,
    #[serde(default, deserialize_with = "lenient::opt_timestamp")]
    created: Option<Timestamp>,
    #[serde(default)]
    created_by: Option<String>,
    #[serde(default, deserialize_with = "lenient::opt_timestamp")]
    last_modified: Option<Timestamp>,
    #[serde(default)]
    modified_by: Option<String>,
    #[serde(default, deserialize_with = "lenient::opt_timestamp")]
    last_updated: Option<Timestamp>,
    #[serde(default)]
    download_uri: Option<String>,
    #[serde(default)]
    remote_url: Option<String>,
    #[serde(default)]
    children: Option<Vec<WireChild>>,
}

#[derive(Deserialize)]
struct WireChild {
    uri: String,
    #[serde(default, deserialize_with = "lenient::bool")]
    folder: bool,
}

impl Wire {
    /// A folder has `children`, a file has a `size`; an answer with neither is a folder that is
    /// empty.
    pub(super) fn into_info(self) -> Result<ItemInfo, String> {
        let path = self.location()?;
        let is_folder =
            self.children.is_some() || (self.size.is_none() && self.checksums.is_none());
        if is_folder {
            let children = self.children.unwrap_or_default().into_iter().map(|child| Child {
                name: child.uri.trim_matches('/').to_owned(),
                is_folder: child.folder,
            });
            return Ok(ItemInfo::Folder(FolderInfo {
                path,
                children: children.collect(),
                created: self.created,
                created_by: self.created_by,
                last_modified: self.last_modified,
                modified_by: self.modified_by,
                last_updated: self.last_updated,
            }));
        }
        Ok(ItemInfo::File(FileInfo {
            path,
            size: self.size.ok_or("the file has no size")?,
            checksums: self.checksums.unwrap_or_default(),
            original_checksums: self.original_checksums.unwrap_or_default(),
            mime_type: self.mime_type,
            created: self.created,
            created_by: self.created_by,
            last_modified: self.last_modified,
            modified_by: self.modified_by,
            last_updated: self.last_updated,
            download_uri: self.download_uri,
            remote_url: self.remote_url,
        }))
    }

    pub(super) fn into_deployed(self, checksum_deployed: bool) -> Result<Deployed, String> {
        Ok(Deployed {
            path: self.location()?,
            size: self.size,
            checksums: self.checksums.unwrap_or_default(),
            original_checksums: self.original_checksums.unwrap_or_default(),
            mime_type: self.mime_type,
            created: self.created,
            created_by: self.created_by,
            download_uri: self.download_uri,
            checksum_deployed,
        })
    }

    fn location(&self) -> Result<ArtifactPath, String> {
        ArtifactPath::from_server(&self.repo, &self.path).map_err(|error| error.to_string())
    }
}

/// Reads checksums of which any may be missing, `null` or empty. A malformed one counts as missing:
/// what it would have proven then stays unproven, and a download says so.
fn checksums<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Checksums>, D::Error> {
    #[derive(Deserialize, Default)]
    #[serde(default)]
    struct Texts {
        sha256: Option<String>,
        sha1: Option<String>,
        md5: Option<String>,
    }
    fn parse<T: std::str::FromStr>(text: Option<String>) -> Option<T> {
        text?.parse().ok()
    }
    let Some(texts) = Option::<Texts>::deserialize(deserializer)? else { return Ok(None) };
    let mut sums = Checksums::none();
    sums.sha256 = parse(texts.sha256);
    sums.sha1 = parse(texts.sha1);
    sums.md5 = parse(texts.md5);
    Ok(Some(sums))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn info(text: &str) -> Result<ItemInfo, String> {
        serde_json::from_str::<Wire>(text).unwrap().into_info()
    }

    #[test]
    fn a_file_is_told_from_a_folder_by_its_children() {
        let file =
            info(r#"{"repo":"r","path":"/a/b.bin","size":"5","checksums":{"sha1":"","md5":null}}"#)
                .unwrap();
        let file = file.as_file().unwrap();
        assert_eq!((file.size, file.path.to_string().as_str()), (5, "r/a/b.bin"));
        assert!(file.checksums.is_empty());

        let folder =
            info(r#"{"repo":"r","path":"/","children":[{"uri":"/a","folder":"true"},{"uri":"/b c","folder":false}]}"#)
                .unwrap();
        assert!(folder.path().is_root());
        let children: Vec<_> = folder
            .as_folder()
            .unwrap()
            .children
            .iter()
            .map(|c| (c.name.as_str(), c.is_folder))
            .collect();
        assert_eq!(children, [("a", true), ("b c", false)]);

        assert!(info(r#"{"repo":"r","path":"/a","children":[]}"#).unwrap().as_folder().is_some());
        assert!(info(r#"{"repo":"r","path":"/a"}"#).unwrap().as_folder().is_some());
    }

    #[test]
    fn a_size_beyond_32_bits_is_read() {
        for size in ["5000000000", "\"5000000000\""] {
            let file = info(&format!(r#"{{"repo":"r","path":"/a","size":{size}}}"#)).unwrap();
            assert_eq!(file.as_file().unwrap().size, 5_000_000_000);
        }
    }

    #[test]
    fn a_path_that_leads_elsewhere_is_refused() {
        assert!(info(r#"{"repo":"r","path":"/../x","size":1}"#).unwrap_err().contains("`..`"));
    }
}
