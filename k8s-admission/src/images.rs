//! The images of a Pod: which list each stands in, and what it says.

use std::fmt;

use crate::Position;

pub(crate) mod walk;

/// Which list of a Pod an image stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ContainerKind {
    /// `containers[]`.
    Container,
    /// `initContainers[]`, run to its end before the others start.
    Init,
    /// `initContainers[]` with `restartPolicy: Always`, running beside the others.
    Sidecar,
    /// `ephemeralContainers[]`, added to a running Pod by `kubectl debug`.
    Ephemeral,
    /// `volumes[].image.reference`, mounted and never started.
    Volume,
}

impl ContainerKind {
    /// Returns the kind as one lower-case word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Container => "container",
            Self::Init => "init",
            Self::Sidecar => "sidecar",
            Self::Ephemeral => "ephemeral",
            Self::Volume => "volume",
        }
    }
}

impl fmt::Display for ContainerKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why the image of a container cannot be judged. Each of these is missing evidence, never a pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Unreadable {
    /// There is no image, or it is null.
    #[error("there is no image")]
    Missing,
    /// The image is the empty string.
    #[error("the image is empty")]
    Empty,
    /// The image is a number, a boolean, a list or a mapping.
    #[error("the image is not a string")]
    NotAString,
    /// The image begins or ends with white space. The server takes this in a template, the Pod then never starts.
    #[error("the image begins or ends with white space")]
    SurroundingSpace,
    /// An entry of the list is not a mapping.
    #[error("the container is not a mapping")]
    NotAnObject,
    /// The list of containers is not a list.
    #[error("the containers are not a list")]
    NotAList,
    /// The Pod template has no containers at all, which the server refuses but a mutating webhook sees.
    #[error("there are no containers")]
    NoContainers,
}

/// One image that a workload would run or mount, or the reason why it cannot be told which.
///
/// ```
/// use k8s_admission::{Manifests, Unreadable};
///
/// let text = "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: app, image: 1.27}]}}";
/// let manifests = Manifests::parse(text)?;
/// let image = &manifests.workloads()[0].images()[0];
/// assert_eq!(image.reference(), Err(Unreadable::NotAString));
/// assert_eq!((image.container(), image.path()), (Some("app"), "spec.containers[0].image"));
/// # Ok::<(), k8s_admission::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContainerImage {
    pub(crate) text: Option<String>,
    pub(crate) fault: Option<Unreadable>,
    pub(crate) container: Option<String>,
    pub(crate) kind: ContainerKind,
    pub(crate) path: String,
    pub(crate) steps: Vec<walk::Step>,
    pub(crate) position: Option<Position>,
}

impl ContainerImage {
    /// Returns the image exactly as written; whether it is a valid reference is for the reader to say.
    ///
    /// # Errors
    /// Returns the reason why there is no text to judge.
    pub fn reference(&self) -> Result<&str, Unreadable> {
        match (&self.text, self.fault) {
            (Some(text), None) => Ok(text),
            (_, Some(fault)) => Err(fault),
            (None, None) => Err(Unreadable::Missing),
        }
    }

    /// Returns what is written, even where [`reference`](Self::reference) refuses it. For messages.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// Returns the name of the container, or of the volume.
    #[must_use]
    pub fn container(&self) -> Option<&str> {
        self.container.as_deref()
    }

    /// Returns the list the image stands in.
    #[must_use]
    pub fn kind(&self) -> ContainerKind {
        self.kind
    }

    /// Returns the path of the image within its object, such as `spec.template.spec.containers[0].image`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns where the image, or else the nearest thing around it, stands in the text. Objects of an
    /// admission review have no positions.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        self.position
    }
}
