//! Objects that run Pods, known kinds and others.

use serde::de::DeserializeSeed;

use crate::{
    ContainerImage, Error, ErrorCode, Limits, Position, ScoreAnnotation,
    annotations::AnnotationError,
    images::{
        ContainerKind, Unreadable,
        walk::{Found, Loose, Object, ObjectSeed, PodSpec, Step, print_path},
    },
};

/// An object that runs Pods, or is one.
///
/// Known kinds are read where Kubernetes reads them. Any other kind is a workload if a Pod template is found in
/// it: a mapping whose key ends in `template` and whose `spec` has containers. That covers Argo's Rollout,
/// Knative's Service, and the training and batch jobs with a template for each role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workload {
    api_version: String,
    kind: String,
    name: Option<String>,
    generate_name: Option<String>,
    namespace: Option<String>,
    annotations: Vec<(String, String)>,
    images: Vec<ContainerImage>,
    /// Where the object stands in its document: empty, or `items[n]` once or more.
    pub(crate) at: Vec<Step>,
    /// The mappings that own a `metadata` to annotate, relative to the object: itself and its Pod templates.
    pub(crate) owners: Vec<Vec<Step>>,
    pub(crate) position: Option<Position>,
}

impl Workload {
    /// Returns the `apiVersion`, empty if there is none.
    #[must_use]
    pub fn api_version(&self) -> &str {
        &self.api_version
    }

    /// Returns the `kind`, empty if there is none.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// Returns `metadata.name`. An object with a `generateName` has none before the server gives it one.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Returns `metadata.namespace`.
    #[must_use]
    pub fn namespace(&self) -> Option<&str> {
        self.namespace.as_deref()
    }

    /// Returns the kind and the name for messages: `Deployment/web`, `Pod/batch-*`.
    #[must_use]
    pub fn title(&self) -> String {
        let kind = if self.kind.is_empty() { "object" } else { &self.kind };
        match (&self.name, &self.generate_name) {
            (Some(name), _) => format!("{kind}/{name}"),
            (None, Some(prefix)) => format!("{kind}/{prefix}*"),
            (None, None) => kind.to_owned(),
        }
    }

    /// Returns the images of all containers and image volumes, of all Pod templates, in the order of the text.
    /// Never empty for a known kind: a Pod without containers is one [`Unreadable::NoContainers`].
    #[must_use]
    pub fn images(&self) -> &[ContainerImage] {
        &self.images
    }

    /// Returns the annotations of the object itself. Values that are no strings, which the server refuses, are left out.
    pub fn annotations(&self) -> impl Iterator<Item = (&str, &str)> {
        self.annotations.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// Reads the score that the object's annotations claim. A claim only: anyone can write an annotation.
    ///
    /// # Errors
    /// Returns an error naming the annotation with an unreadable value.
    pub fn claimed_score(&self) -> Result<Option<ScoreAnnotation>, AnnotationError> {
        ScoreAnnotation::read(self.annotations())
    }

    /// Gives the images their places in the text, by their paths.
    pub(crate) fn locate_images(&mut self, position: impl Fn(&[Step]) -> Position) {
        for image in &mut self.images {
            image.position = Some(position(&image.steps));
        }
    }

    /// Returns where the object begins. Objects of an admission review have no position.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        self.position
    }
}

/// Reads the workloads of one JSON object, such as `request.object` of an admission review: one, or none if it
/// runs no Pods, or those of a list.
///
/// The object is read in one pass, and borrowed; `managedFields` and everything else without images is skipped.
///
/// ```
/// let object = br#"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},
///                   "spec":{"containers":[{"name":"app","image":"nginx:1.27.3"}]}}"#;
/// let workloads = k8s_admission::workloads_from_json(object, &k8s_admission::Limits::default())?;
/// assert_eq!(workloads[0].images()[0].reference(), Ok("nginx:1.27.3"));
/// # Ok::<(), k8s_admission::Error>(())
/// ```
///
/// # Errors
/// Returns an error if the bytes are too many ([`ErrorCode::Limit`]) or no JSON ([`ErrorCode::Syntax`]).
pub fn workloads_from_json(object: &[u8], limits: &Limits) -> Result<Vec<Workload>, Error> {
    if object.len() > limits.bytes {
        return Err(Error::new(
            ErrorCode::Limit,
            format!("the object is longer than {} bytes", limits.bytes),
        ));
    }
    let mut deserializer = serde_json::Deserializer::from_slice(object);
    let parsed = ObjectSeed
        .deserialize(&mut deserializer)
        .and_then(|object| deserializer.end().map(|()| object));
    match parsed {
        Ok(object) => Ok(workloads_of(object)),
        Err(error) => {
            let position = Position { document: 1, line: error.line(), column: error.column() };
            Err(Error::new(ErrorCode::Syntax, "the object is not JSON, or nested too deep")
                .at(position))
        }
    }
}

/// Turns what the pass found into workloads; lists are taken apart.
pub(crate) fn workloads_of(object: Object<'_>) -> Vec<Workload> {
    let mut workloads = Vec::new();
    collect(object, &mut Vec::new(), &mut workloads);
    workloads
}

fn collect(object: Object<'_>, at: &mut Vec<Step>, workloads: &mut Vec<Workload>) {
    if !object.items.is_empty() && object.kind.as_deref().is_none_or(|kind| kind.ends_with("List"))
    {
        let element = object
            .kind
            .as_deref()
            .and_then(|kind| kind.strip_suffix("List"))
            .filter(|kind| !kind.is_empty());
        let (element, version) =
            (element.map(str::to_owned), object.api_version.as_deref().map(str::to_owned));
        for (index, mut item) in object.items.into_iter().enumerate() {
            // The items of a typed list may leave out what the list already says.
            if let Some(element) = &element {
                item.kind.get_or_insert_with(|| element.clone().into());
                item.api_version = item.api_version.or_else(|| version.clone().map(Into::into));
            }
            at.push(Step::key("items"));
            at.push(Step::Index(index));
            collect(item, at, workloads);
            at.pop();
            at.pop();
        }
        return;
    }
    workloads.extend(workload(object, at));
}

fn workload(object: Object<'_>, at: &[Step]) -> Option<Workload> {
    let api_version = object.api_version.unwrap_or_default().into_owned();
    let kind = object.kind.unwrap_or_default().into_owned();
    let (owners, images) = match pod_path(&api_version, &kind) {
        PodPath::Nowhere => return None,
        PodPath::At(path) => known(path, object.pods),
        PodPath::Search => searched(object.pods)?,
    };
    let text = |text: Option<std::borrow::Cow<'_, str>>| text.map(std::borrow::Cow::into_owned);
    Some(Workload {
        api_version,
        kind,
        name: text(object.metadata.name).filter(|name| !name.is_empty()),
        generate_name: text(object.metadata.generate_name).filter(|name| !name.is_empty()),
        namespace: text(object.metadata.namespace).filter(|name| !name.is_empty()),
        annotations: object
            .metadata
            .annotations
            .into_iter()
            .map(|(key, value)| (key.into_owned(), value.into_owned()))
            .collect(),
        images,
        at: at.to_vec(),
        owners,
        position: None,
    })
}

enum PodPath {
    At(&'static [&'static str]),
    Search,
    Nowhere,
}

/// Where the Pod spec of a kind is. API groups are looked at, since other groups have a `Job` of their own.
fn pod_path(api_version: &str, kind: &str) -> PodPath {
    let group = api_version.split_once('/').map_or("", |(group, _)| group);
    match (group, kind) {
        ("", "Pod") => PodPath::At(&["spec"]),
        ("", "PodTemplate") => PodPath::At(&["template", "spec"]),
        ("", "ReplicationController")
        | ("apps" | "extensions", "Deployment" | "ReplicaSet" | "DaemonSet" | "StatefulSet")
        | ("batch", "Job") => PodPath::At(&["spec", "template", "spec"]),
        ("batch", "CronJob") => PodPath::At(&["spec", "jobTemplate", "spec", "template", "spec"]),
        // Its schemas and their defaults describe objects; they are none.
        ("apiextensions.k8s.io", "CustomResourceDefinition") => PodPath::Nowhere,
        _ => PodPath::Search,
    }
}

fn known(path: &[&str], pods: Vec<PodSpec<'_>>) -> (Vec<Vec<Step>>, Vec<ContainerImage>) {
    let path: Vec<Step> = path.iter().map(|key| Step::key(key)).collect();
    let mut images = Vec::new();
    let mut has_containers = false;
    // More than one only if JSON says a key twice; then each of them counts.
    for pod in pods.into_iter().filter(|pod| pod.path == path) {
        has_containers |= pod.has_containers;
        images.extend(pod.images.into_iter().map(image));
    }
    if !has_containers {
        let mut path = path.clone();
        path.push(Step::key("containers"));
        images.push(ContainerImage {
            text: None,
            fault: Some(Unreadable::NoContainers),
            container: None,
            kind: ContainerKind::Container,
            path: print_path(&path),
            steps: path,
            position: None,
        });
    }
    (owners([path.as_slice()].into_iter()), images)
}

fn searched(pods: Vec<PodSpec<'_>>) -> Option<(Vec<Vec<Step>>, Vec<ContainerImage>)> {
    let pods: Vec<_> =
        pods.into_iter().filter(|pod| !pod.images.is_empty() && is_template(&pod.path)).collect();
    if pods.is_empty() {
        return None;
    }
    let owners = owners(pods.iter().map(|pod| pod.path.as_slice()));
    Some((owners, pods.into_iter().flat_map(|pod| pod.images).map(image).collect()))
}

/// Whether the mapping around the spec is called a template.
fn is_template(spec: &[Step]) -> bool {
    let owner = spec.iter().rev().skip(1).find_map(|step| match step {
        Step::Key(key) => Some(key),
        Step::Index(_) => None,
    });
    owner.is_some_and(|key| {
        let key = key.to_ascii_lowercase();
        key.ends_with("template") || key.ends_with("templates")
    })
}

fn owners<'s>(specs: impl Iterator<Item = &'s [Step]>) -> Vec<Vec<Step>> {
    let mut owners = vec![Vec::new()];
    for spec in specs {
        let owner = spec.split_last().map(|(_, owner)| owner.to_vec()).unwrap_or_default();
        if !owners.contains(&owner) {
            owners.push(owner);
        }
    }
    owners
}

fn image(found: Found<'_>) -> ContainerImage {
    ContainerImage {
        text: match found.image {
            Loose::Text(text) => Some(text.into_owned()),
            Loose::Nothing | Loose::Other => None,
        },
        fault: found.fault,
        container: found.container.map(std::borrow::Cow::into_owned),
        kind: found.kind,
        path: print_path(&found.path),
        steps: found.path,
        position: None,
    }
}
