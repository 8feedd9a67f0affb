//! Getting files, verified.

use std::path::Path;

use bytes::Bytes;
use jfrog_http::{BodyStream, Checksums, Client, Downloading, Error, ErrorKind, Saved};

use super::{ItemInfo, item_info};
use crate::endpoint;
use crate::path::ArtifactPath;

/// A download, begun by [`bytes`](Self::bytes), [`to_file`](Self::to_file) or [`send`](Self::send).
///
/// Content is hashed as it arrives, and compared with the checksums that the answer announces, or a
/// redirect to an object store did, or the item's info holds. One that breaks off is resumed where
/// it broke.
#[derive(Clone, Debug)]
#[must_use = "nothing is downloaded until `bytes`, `to_file` or `send`"]
pub struct DownloadRequest {
    client: Client,
    path: ArtifactPath,
    expected: Checksums,
    unverified: bool,
}

impl DownloadRequest {
    pub(super) fn new(client: Client, path: ArtifactPath) -> Self {
        Self { client, path, expected: Checksums::none(), unverified: false }
    }

    /// States what the content must be, such as a digest that was pinned. It counts beside what the
    /// server announces.
    pub fn expect(mut self, checksums: Checksums) -> Self {
        self.expected = checksums;
        self
    }

    /// Accepts content of which nobody knows a checksum. Without this, such a download fails before
    /// its first byte.
    pub fn allow_unverified(mut self) -> Self {
        self.unverified = true;
        self
    }

    /// Downloads into memory, `limit` bytes at most.
    ///
    /// # Errors
    /// As [`send`](Self::send) and [`Download::bytes`].
    pub async fn bytes(self, limit: u64) -> Result<Bytes, Error> {
        self.send().await?.bytes(limit).await
    }

    /// Downloads into a file, which is there afterwards whole and verified, or not at all.
    ///
    /// # Errors
    /// As [`send`](Self::send) and [`Download::to_file`].
    pub async fn to_file(self, target: impl AsRef<Path>) -> Result<Saved, Error> {
        self.send().await?.to_file(target).await
    }

    /// Sends the request and returns when the content begins to arrive.
    ///
    /// # Errors
    /// - [`is_not_found`](Error::is_not_found) when nothing is there, or this user may not know of
    ///   it.
    /// - [`is_forbidden`](Error::is_forbidden) without the right to read, or when Xray blocks the
    ///   download.
    /// - [`ErrorKind::Unverifiable`] when nobody knows a checksum.
    /// - [`ErrorKind::ChecksumMismatch`] when the server announces other content than
    ///   [`expect`](Self::expect) does.
    /// - [`ErrorKind::InvalidRequest`] for a folder.
    pub async fn send(self) -> Result<Download, Error> {
        if self.path.is_root() {
            return Err(is_a_folder(&self.path));
        }
        let begin = |expected: Checksums| {
            self.client.download(endpoint::download(&self.path)).expect(expected)
        };
        match begin(self.expected).send().await {
            Ok(downloading) => return Ok(Download::new(self.path, downloading)),
            Err(error) if error.kind() == ErrorKind::Unverifiable => {}
            Err(error) => return Err(error),
        }
        // An object store announced nothing, or this is a folder, of which the server sends a web
        // page.
        let known = match item_info(&self.client, &self.path).await {
            Ok(ItemInfo::File(file)) => file.checksums,
            Ok(ItemInfo::Folder(_)) => return Err(is_a_folder(&self.path)),
            // Remote repositories serve what they have no record of yet.
            Err(error) if error.is_not_found() => Checksums::none(),
            Err(error) => return Err(error),
        };
        let download = begin(known);
        let download = if self.unverified { download.allow_unverified() } else { download };
        Ok(Download::new(self.path, download.send().await?))
    }
}

/// A download whose content has begun to arrive.
#[derive(Debug)]
#[must_use = "the content is thrown away unless it is read"]
pub struct Download {
    metadata: DownloadMetadata,
    downloading: Downloading,
}

impl Download {
    fn new(path: ArtifactPath, downloading: Downloading) -> Self {
        let header = |name| {
            downloading.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
        };
        let metadata = DownloadMetadata {
            path,
            size: downloading.content_length(),
            checksums: downloading.checksums(),
            content_type: header("content-type"),
            etag: header("etag"),
            last_modified: header("last-modified"),
        };
        Self { metadata, downloading }
    }

    /// Returns what is known of the content before it arrives.
    #[must_use]
    pub fn metadata(&self) -> &DownloadMetadata {
        &self.metadata
    }

    /// Returns the content as it arrives. What came before the end is not verified yet: if it is
    /// not what was announced, the last item is an error.
    #[must_use]
    pub fn stream(self) -> BodyStream {
        self.downloading.stream()
    }

    /// Reads the content into memory, `limit` bytes at most.
    ///
    /// # Errors
    /// [`ErrorKind::TooLarge`], [`ErrorKind::ChecksumMismatch`], or what broke the download for
    /// good.
    pub async fn bytes(self, limit: u64) -> Result<Bytes, Error> {
        self.downloading.bytes(limit).await
    }

    /// Writes the content beside `target` and renames it when it is whole and verified; a file that
    /// is there is replaced.
    ///
    /// # Errors
    /// [`ErrorKind::ChecksumMismatch`], [`ErrorKind::Io`], or what broke the download for good.
    pub async fn to_file(self, target: impl AsRef<Path>) -> Result<Saved, Error> {
        self.downloading.save(target).await
    }
}

/// What is known of content before it arrives.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DownloadMetadata {
    /// What was asked for.
    pub path: ArtifactPath,
    /// How many bytes will come, if the server said so.
    pub size: Option<u64>,
    /// What the content must be.
    pub checksums: Checksums,
    /// The media type.
    pub content_type: Option<String>,
    /// What identifies this state of the file, for conditional requests. From Artifactory it is the
    /// SHA-1; from an object store it is anything.
    pub etag: Option<String>,
    /// When the file last changed, as an HTTP date.
    pub last_modified: Option<String>,
}

fn is_a_folder(path: &ArtifactPath) -> Error {
    Error::new(ErrorKind::InvalidRequest, endpoint::DOWNLOAD)
        .with_message(format!("`{path}` is a folder"))
}
