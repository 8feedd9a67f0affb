use k8s_admission::{ContainerKind, ErrorCode, Limits, Manifests, Unreadable, workloads_from_json};

use crate::samples;

/// Every image of every workload: `title path kind container = text`.
fn list(text: &str) -> String {
    let manifests = Manifests::parse(text).unwrap();
    let mut lines = Vec::new();
    for workload in manifests.workloads() {
        for image in workload.images() {
            let container = image.container().unwrap_or("-");
            let reference = image
                .reference()
                .map_or_else(|fault| format!("! {fault}"), |text| format!("= {text}"));
            lines.push(format!(
                "{} {} {} {container} {reference}",
                workload.title(),
                image.path(),
                image.kind()
            ));
        }
    }
    lines.join("\n")
}

const PODS: &str = "initContainers: [{name: i, image: i:1}, {name: s, image: s:1, restartPolicy: Always}], containers: [{name: c, image: c:1}], \
ephemeralContainers: [{name: e, image: e:1}], volumes: [{name: v, image: {reference: v:1}}, {name: d, emptyDir: {}}]";

#[test]
fn every_list_of_a_pod_is_read() {
    let text =
        format!("apiVersion: v1\nkind: Pod\nmetadata: {{generateName: job-}}\nspec: {{{PODS}}}\n");
    insta::assert_snapshot!(list(&text), @r"
    Pod/job-* spec.initContainers[0].image init i = i:1
    Pod/job-* spec.initContainers[1].image sidecar s = s:1
    Pod/job-* spec.containers[0].image container c = c:1
    Pod/job-* spec.ephemeralContainers[0].image ephemeral e = e:1
    Pod/job-* spec.volumes[0].image.reference volume v = v:1
    ");
}

#[test]
fn every_kind_is_read_where_kubernetes_reads_it() {
    let spec = "spec: {containers: [{name: c, image: x}]}";
    for (version, kind, body, path) in [
        ("v1", "Pod", spec.to_owned(), "spec"),
        ("v1", "PodTemplate", format!("template: {{{spec}}}"), "template.spec"),
        (
            "v1",
            "ReplicationController",
            format!("spec: {{template: {{{spec}}}}}"),
            "spec.template.spec",
        ),
        ("apps/v1", "Deployment", format!("spec: {{template: {{{spec}}}}}"), "spec.template.spec"),
        ("apps/v1", "ReplicaSet", format!("spec: {{template: {{{spec}}}}}"), "spec.template.spec"),
        ("apps/v1", "StatefulSet", format!("spec: {{template: {{{spec}}}}}"), "spec.template.spec"),
        (
            "extensions/v1beta1",
            "DaemonSet",
            format!("spec: {{template: {{{spec}}}}}"),
            "spec.template.spec",
        ),
        ("batch/v1", "Job", format!("spec: {{template: {{{spec}}}}}"), "spec.template.spec"),
        (
            "batch/v1",
            "CronJob",
            format!("spec: {{jobTemplate: {{spec: {{template: {{{spec}}}}}}}}}"),
            "spec.jobTemplate.spec.template.spec",
        ),
        (
            "argoproj.io/v1alpha1",
            "Rollout",
            format!("spec: {{template: {{{spec}}}}}"),
            "spec.template.spec",
        ),
        (
            "serving.knative.dev/v1",
            "Service",
            format!("spec: {{template: {{{spec}}}}}"),
            "spec.template.spec",
        ),
        (
            "batch.volcano.sh/v1alpha1",
            "Job",
            format!("spec: {{tasks: [{{template: {{{spec}}}}}]}}"),
            "spec.tasks[0].template.spec",
        ),
        (
            "kubeflow.org/v1",
            "PyTorchJob",
            format!("spec: {{pytorchReplicaSpecs: {{Worker: {{template: {{{spec}}}}}}}}}"),
            "spec.pytorchReplicaSpecs.Worker.template.spec",
        ),
        (
            "leaderworkerset.x-k8s.io/v1",
            "LeaderWorkerSet",
            format!("spec: {{leaderWorkerTemplate: {{workerTemplate: {{{spec}}}}}}}"),
            "spec.leaderWorkerTemplate.workerTemplate.spec",
        ),
        (
            "keda.sh/v1alpha1",
            "ScaledJob",
            format!("spec: {{jobTargetRef: {{template: {{{spec}}}}}}}"),
            "spec.jobTargetRef.template.spec",
        ),
    ] {
        let text = format!("kind: {kind}\napiVersion: {version}\nmetadata: {{name: a}}\n{body}\n");
        assert_eq!(list(&text), format!("{kind}/a {path}.containers[0].image container c = x"));
        // The same from JSON, with the kind behind the spec.
        let json: serde_json::Value = serde_saphyr::from_str(&text).unwrap();
        let workloads =
            workloads_from_json(json.to_string().as_bytes(), &Limits::default()).unwrap();
        assert_eq!(
            workloads[0].images()[0].path(),
            format!("{path}.containers[0].image"),
            "{kind}"
        );
    }
}

#[test]
fn what_runs_no_pods_is_no_workload() {
    for text in [
        "",
        "just text",
        "[1, 2]",
        "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: 1}]}\n",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {x: 'spec: {containers: [{image: b}]}'}\n",
        "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nspec: {workloadRef: {name: web}}\n",
        "apiVersion: cluster.x-k8s.io/v1beta1\nkind: MachineDeployment\nspec: {template: {spec: {version: v1}}}\n",
        "apiVersion: autoscaling/v1\nkind: Scale\nspec: {replicas: 3}\n",
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nspec: {template: {spec: {containers: [{image: a}]}}}\n",
        "apiVersion: v1\nkind: List\nitems: []\n",
    ] {
        assert_eq!(list(text), "", "{text}");
    }
}

#[test]
fn lists_are_taken_apart_and_typed_lists_lend_their_kind() {
    let pod = "spec: {containers: [{name: c, image: x}]}";
    let text = format!(
        "apiVersion: v1\nkind: List\nitems:\n- {{apiVersion: v1, kind: Pod, metadata: {{name: a}}, {pod}}}\n- {{apiVersion: v1, kind: Service}}\n\
         - {{apiVersion: v1, kind: PodList, items: [{{metadata: {{name: b}}, {pod}}}]}}\n"
    );
    insta::assert_snapshot!(list(&text), @r"
    Pod/a spec.containers[0].image container c = x
    Pod/b spec.containers[0].image container c = x
    ");
    let manifests = Manifests::parse(&text).unwrap();
    let lines: Vec<_> =
        manifests.workloads().iter().map(|workload| workload.position().unwrap().line).collect();
    assert_eq!(lines, [4, 6]);
}

#[test]
fn an_unreadable_image_is_reported_never_passed() {
    let text = "\
apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
  - {name: missing}
  - {name: 'null', image: null}
  - {name: empty, image: ''}
  - {name: blank, image: '  '}
  - {name: space, image: ' nginx '}
  - {name: number, image: 1.27}
  - {name: bool, image: on}
  - {name: list, image: [nginx]}
  - nginx
  - null
  initContainers: {name: a, image: b}
  ephemeralContainers: null
  volumes: [{name: v, image: {pullPolicy: Always}}, {name: w, image: nginx}, {name: x, image: null}, 7]
";
    insta::assert_snapshot!(list(text), @r"
    Pod/a spec.containers[0].image container missing ! there is no image
    Pod/a spec.containers[1].image container null ! there is no image
    Pod/a spec.containers[2].image container empty ! the image is empty
    Pod/a spec.containers[3].image container blank ! the image is empty
    Pod/a spec.containers[4].image container space ! the image begins or ends with white space
    Pod/a spec.containers[5].image container number ! the image is not a string
    Pod/a spec.containers[6].image container bool ! the image is not a string
    Pod/a spec.containers[7].image container list ! the image is not a string
    Pod/a spec.containers[8] container - ! the container is not a mapping
    Pod/a spec.containers[9] container - ! the container is not a mapping
    Pod/a spec.initContainers init - ! the containers are not a list
    Pod/a spec.volumes[0].image.reference volume v ! there is no image
    Pod/a spec.volumes[1].image.reference volume w ! the image is not a string
    Pod/a spec.volumes[3] volume - ! the container is not a mapping
    ");
    for spec in [
        "",
        "spec: null",
        "spec: []",
        "spec: {containers: []}",
        "spec: {containers: null}",
        "spec: {initContainers: [{image: a}]}",
    ] {
        let text = format!("apiVersion: v1\nkind: Pod\n{spec}\n");
        let manifests = Manifests::parse(&text).unwrap();
        let last = manifests.workloads()[0].images().last().unwrap();
        assert_eq!(last.reference(), Err(Unreadable::NoContainers), "{spec}");
    }
}

#[test]
fn images_behind_aliases_and_merge_keys_are_found_where_they_act() {
    let text = "\
apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
  - &base {name: one, image: &image 'x:1'}
  - {<<: *base, name: two}
  - {<<: [{name: three}, *base]}
  initContainers: [{name: i, image: *image}]
  volumes: &none []
  ephemeralContainers: *none
";
    insta::assert_snapshot!(list(text), @r"
    Pod/a spec.containers[0].image container one = x:1
    Pod/a spec.containers[1].image container two = x:1
    Pod/a spec.containers[2].image container three = x:1
    Pod/a spec.initContainers[0].image init i = x:1
    ");
}

#[test]
fn json_may_say_a_key_twice_and_then_both_images_count() {
    // `encoding/json` keeps the last one; whoever reads the first must not be fooled either.
    let object = br#"{"kind":"Pod","apiVersion":"v1","spec":{"containers":[{"image":"good"}],"containers":[{"image":"bad"}]}}"#;
    let workloads = workloads_from_json(object, &Limits::default()).unwrap();
    let images: Vec<_> =
        workloads[0].images().iter().map(|image| image.reference().unwrap()).collect();
    assert_eq!(images, ["good", "bad"]);
}

#[test]
fn hostile_json_is_an_error_not_a_panic() {
    let deep = format!("{{\"spec\":{}{}}}", "[".repeat(5000), "]".repeat(5000));
    for object in ["", "{", "nul", "{} {}", "{\"kind\": \"\\ud800\"}", &deep] {
        let error = workloads_from_json(object.as_bytes(), &Limits::default()).unwrap_err();
        assert_eq!(error.code(), ErrorCode::Syntax, "{}", &object[..object.len().min(20)]);
    }
    assert_eq!(workloads_from_json(b"null", &Limits::default()).unwrap(), []);
    let few = Limits { bytes: 3, ..Limits::default() };
    assert_eq!(workloads_from_json(b"{}  ", &few).unwrap_err().code(), ErrorCode::Limit);
}

#[test]
fn real_admission_reviews_give_up_all_their_images() {
    let Some(samples) = samples() else { return };
    let (mut reviews, mut workloads, mut images, mut unreadable) = (0, 0, 0, 0);
    let mut kinds = std::collections::BTreeMap::new();
    for entry in std::fs::read_dir(samples.join("admission-reviews")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.ends_with(".headers.json") || name.ends_with(".wire.json") {
            continue;
        }
        reviews += 1;
        let bytes = std::fs::read(&path).unwrap();
        let review: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        for member in ["object", "oldObject"] {
            let object = review["request"][member].to_string();
            let found = workloads_from_json(object.as_bytes(), &Limits::default()).unwrap();
            // Counted another way: by searching the text for the members that name images.
            let named = count(&review["request"][member]["spec"], "image")
                + count(&review["request"][member]["template"], "image");
            let readable: usize = found
                .iter()
                .flat_map(|workload| workload.images())
                .filter(|image| image.text().is_some())
                .count();
            assert_eq!(readable, named, "{name} {member}");
            for image in found.iter().flat_map(|workload| workload.images()) {
                images += 1;
                unreadable += usize::from(image.reference().is_err());
                *kinds.entry(image.kind().as_str()).or_insert(0) += 1;
            }
            workloads += found.len();
        }
    }
    assert_eq!((reviews, workloads, images, unreadable), (214, 242, 2110, 7));
    let kinds: Vec<_> = kinds.into_iter().collect();
    assert_eq!(
        kinds,
        [("container", 1710), ("ephemeral", 16), ("init", 141), ("sidecar", 122), ("volume", 121)]
    );
}

/// Counts the strings called `image`, and those called `reference` below an `image`.
fn count(value: &serde_json::Value, key: &str) -> usize {
    match value {
        serde_json::Value::Object(map) => map
            .iter()
            .map(|(name, value)| match value {
                serde_json::Value::String(_) => usize::from(name == key),
                _ if name == "image" => count(value, "reference"),
                _ => count(value, key),
            })
            .sum(),
        serde_json::Value::Array(items) => items.iter().map(|item| count(item, key)).sum(),
        _ => 0,
    }
}

#[test]
fn container_kinds_print_as_one_word() {
    assert_eq!(ContainerKind::Sidecar.to_string(), "sidecar");
}
