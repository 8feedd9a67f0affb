//! A file of manifests: read, searched for workloads, edited byte for byte.

use serde::de::DeserializeSeed;

use self::{
    de::NodeReader,
    place::Place,
    tree::{NodeId, Tree, Value},
};
use crate::{
    Annotations, Error, ErrorCode, Limits, Position, Workload,
    images::walk::{ObjectSeed, Step},
    workload::workloads_of,
};

mod de;
mod json;
mod place;
mod plan;
mod splice;
mod tree;
mod verify;
mod yaml;

/// A file of Kubernetes manifests: YAML of any number of documents, or JSON.
///
/// Reading tells which images the workloads in it run; [`annotate`](Self::annotate) writes annotations into the
/// text without touching another byte of it.
///
/// ```
/// use k8s_admission::Manifests;
///
/// let text = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: app\n    image: nginx # stable\n";
/// let manifests = Manifests::parse(text)?;
/// let pod = &manifests.workloads()[0];
/// assert_eq!((pod.title().as_str(), pod.images()[0].reference()), ("Pod/a", Ok("nginx")));
/// assert_eq!(pod.images()[0].position().map(|place| (place.line, place.column)), Some((7, 12)));
/// # Ok::<(), k8s_admission::Error>(())
/// ```
#[derive(Debug)]
pub struct Manifests<'a> {
    tree: Tree<'a>,
    workloads: Vec<Workload>,
    limits: Limits,
}

impl<'a> Manifests<'a> {
    /// Reads a file within the default [`Limits`].
    ///
    /// # Errors
    /// Returns an error, with its place, if the text is neither YAML nor JSON, is an unrendered template, says a
    /// key twice, or exceeds a limit. One faulty document makes the whole file unreadable: a gate that skips
    /// what it cannot read lets it pass.
    pub fn parse(text: &'a str) -> Result<Self, Error> {
        Self::parse_with(text, &Limits::default())
    }

    /// Reads a file that may not be UTF-8.
    ///
    /// # Errors
    /// As [`parse`](Self::parse), and [`ErrorCode::NotUtf8`].
    pub fn parse_bytes(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::parse_with(text, limits),
            Err(error) => {
                let valid = bytes
                    .get(..error.valid_up_to())
                    .and_then(|valid| std::str::from_utf8(valid).ok())
                    .unwrap_or("");
                let place = Tree::new(valid).position(1, valid.len());
                Err(Error::new(ErrorCode::NotUtf8, "the text is not UTF-8").at(place))
            }
        }
    }

    /// Reads a file within given limits.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn parse_with(text: &'a str, limits: &Limits) -> Result<Self, Error> {
        let tree = read(text, limits)?;
        let workloads = workloads_in(&tree)?;
        Ok(Self { tree, workloads, limits: limits.clone() })
    }

    /// Returns the text as it was read.
    #[must_use]
    pub fn text(&self) -> &'a str {
        self.tree.source
    }

    /// Returns the number of documents that hold anything.
    #[must_use]
    pub fn documents(&self) -> usize {
        self.tree.documents.iter().filter(|root| !self.tree.is_null(**root)).count()
    }

    /// Returns the workloads of all documents, and of the lists in them, in the order of the text.
    #[must_use]
    pub fn workloads(&self) -> &[Workload] {
        &self.workloads
    }

    /// Sets `annotations` on every workload that `select` picks, and on its Pod templates.
    ///
    /// They are written into `metadata.annotations` of the object and of each Pod template (for a CronJob:
    /// `spec.jobTemplate.spec.template.metadata`; not the Job's own metadata in between, which nothing admits or
    /// selects by). A Pod has one place only. Existing keys get the new value where they stand, in their own
    /// quoting; a missing `annotations` or `metadata` is created with the file's own indentation. All other bytes
    /// stay. Annotating again changes nothing.
    ///
    /// # Errors
    /// Returns an error and no text if the edit would also change a place that shares the node through an anchor
    /// ([`ErrorCode::Shared`]), if what stands there is nothing to annotate ([`ErrorCode::Unsupported`]), if the
    /// annotations grow beyond 256 KiB ([`ErrorCode::TooLarge`]), or if the edited text, read again, is anything
    /// but the original plus the annotations ([`ErrorCode::Verification`]).
    ///
    /// ```
    /// use k8s_admission::{Annotations, Manifests};
    ///
    /// let text = "kind: Pod\napiVersion: v1\nmetadata:\n    name: a # the name\nspec: {containers: [{name: app, image: nginx}]}\n";
    /// let edited = Manifests::parse(text)?.annotate(|_| true, &Annotations::new().set("example.com/by", "ci")?)?;
    /// assert_eq!(edited.text(), "\
    /// kind: Pod
    /// apiVersion: v1
    /// metadata:
    ///     name: a # the name
    ///     annotations:
    ///         example.com/by: \"ci\"
    /// spec: {containers: [{name: app, image: nginx}]}
    /// ");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn annotate(
        &self,
        mut select: impl FnMut(&Workload) -> bool,
        annotations: &Annotations,
    ) -> Result<Edited, Error> {
        self.annotate_each(|workload| select(workload).then(|| annotations.clone()))
    }

    /// Sets on each workload the annotations that `choose` returns for it, and none where it returns `None`.
    ///
    /// # Errors
    /// As [`annotate`](Self::annotate); also [`ErrorCode::Shared`] if two workloads share a node through an anchor
    /// and different annotations are chosen for them.
    pub fn annotate_each(
        &self,
        mut choose: impl FnMut(&Workload) -> Option<Annotations>,
    ) -> Result<Edited, Error> {
        let mut places = Vec::new();
        let mut changes = Vec::new();
        for (workload, found) in self.workloads.iter().enumerate() {
            let Some(wanted) = choose(found) else { continue };
            let document = found.position.map_or(0, |position| position.document.saturating_sub(1));
            let mut changed = false;
            for owner in &found.owners {
                let path = found.at.iter().chain(owner).cloned().collect();
                let place = Place { document, path, wanted: wanted.clone() };
                changed |= place.needs_change(&self.tree)?;
                places.push(place);
            }
            changes.push(Change { workload, changed });
        }
        let mut text = self.tree.source.to_owned();
        if changes.iter().any(|change| change.changed) {
            text = plan::edit(&self.tree, &places, &self.limits)?;
            let edited = reread(&text, &self.limits)?;
            verify::verify(&self.tree, &edited, &places)?;
        }
        Ok(Edited { text, changes })
    }
}

/// The text with annotations, and what became of each workload that was selected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    text: String,
    changes: Vec<Change>,
}

impl Edited {
    /// Returns the whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the whole text, owned.
    #[must_use]
    pub fn into_text(self) -> String {
        self.text
    }

    /// Says whether any byte differs from the original. If not, there is no reason to write the file.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.changes.iter().any(|change| change.changed)
    }

    /// Returns one entry for each selected workload, in the order of the text. Empty if none was selected.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }
}

/// What became of one selected workload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Change {
    /// Its index in [`Manifests::workloads`].
    pub workload: usize,
    /// Whether anything had to be written; `false` if all annotations were there already.
    pub changed: bool,
}

fn read<'a>(text: &'a str, limits: &Limits) -> Result<Tree<'a>, Error> {
    if !json::looks_like_json(text) {
        return yaml::parse(text, limits);
    }
    // A text that begins with `{` and is no JSON may still be YAML in flow style. If it is neither, the fault
    // in the JSON is the one its author wants to know.
    let as_json = match json::parse(text, limits) {
        Err(error) if error.code() == ErrorCode::Syntax => error,
        done => return done,
    };
    match yaml::parse(text, limits) {
        Err(error) if error.code() == ErrorCode::Syntax => Err(as_json),
        done => done,
    }
}

/// Reads what an edit made.
fn reread<'a>(text: &'a str, limits: &Limits) -> Result<Tree<'a>, Error> {
    read(text, limits).map_err(|error| {
        Error::new(
            ErrorCode::Verification,
            format!("the edited text would not be readable: {error}"),
        )
    })
}

fn workloads_in(tree: &Tree<'_>) -> Result<Vec<Workload>, Error> {
    let mut all = Vec::new();
    for (document, root) in tree.documents.iter().enumerate() {
        let position = |node: NodeId| tree.position(document + 1, tree.outer_start(node));
        let object = ObjectSeed.deserialize(NodeReader { tree, id: *root }).map_err(|error| {
            Error::new(ErrorCode::Unsupported, error.to_string()).at(position(*root))
        })?;
        for mut workload in workloads_of(object) {
            let (node, _) = nearest(tree, *root, &workload.at);
            workload.position = Some(position(node));
            workload.locate_images(|path| nearest_position(tree, node, path, &position));
            all.push(workload);
        }
    }
    Ok(all)
}

fn nearest_position(
    tree: &Tree<'_>,
    node: NodeId,
    path: &[Step],
    position: &dyn Fn(NodeId) -> Position,
) -> Position {
    position(nearest(tree, node, path).0)
}

/// Follows a path as far as it leads; the flag says whether to its end.
fn nearest(tree: &Tree<'_>, root: NodeId, path: &[Step]) -> (NodeId, bool) {
    let mut node = root;
    for step in path {
        let next = match (step, &tree.resolved(node).value) {
            (Step::Key(key), Value::Map(..)) => tree.get(node, key),
            (Step::Index(index), Value::Seq(items, _)) => items.get(*index).copied(),
            _ => None,
        };
        let Some(next) = next else { return (node, false) };
        node = next;
    }
    (node, true)
}
