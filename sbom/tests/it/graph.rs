use sbom::{ComponentId, Directness, Document, Follow, Paths, Scope};

fn parse(dependencies: &str) -> Document {
    let names: std::collections::BTreeSet<char> =
        dependencies.chars().filter(|character| character.is_ascii_lowercase()).collect();
    let components: Vec<_> = names
        .iter()
        .rev()
        .map(|name| format!(r#"{{"type":"library","name":"{name}","bom-ref":"{name}"}}"#))
        .collect();
    let entries: Vec<_> = dependencies
        .split_whitespace()
        .map(|entry| {
            let (from, to) = entry.split_once('>').unwrap();
            let to: Vec<_> = to.chars().map(|to| format!("\"{to}\"")).collect();
            format!(r#"{{"ref":"{from}","dependsOn":[{}]}}"#, to.join(","))
        })
        .collect();
    let text = format!(
        r#"{{"bomFormat":"CycloneDX","specVersion":"1.6",
            "metadata":{{"component":{{"type":"application","name":"R","bom-ref":"R"}}}},
            "components":[{}],"dependencies":[{}]}}"#,
        components.join(","),
        entries.join(",")
    );
    sbom::parse(text.as_bytes()).unwrap()
}

fn path(document: &Document, to: &str) -> Option<String> {
    let graph = document.graph();
    let path = graph.path(document.find(to).unwrap().id())?;
    Some(path.map(|component| component.name().to_owned()).collect())
}

#[test]
fn shortest_path_tells_why_something_is_here() {
    let document = parse("R>ab a>c c>d b>d");
    assert_eq!(path(&document, "d").as_deref(), Some("Rbd"));
    assert_eq!(path(&document, "R").as_deref(), Some("R"));
    let graph = document.graph();
    let id = |name: &str| document.find(name).unwrap().id();
    assert_eq!(graph.depth(id("d")), Some(2));
    assert_eq!(graph.directness(id("a")), Directness::Direct);
    assert_eq!(graph.directness(id("d")), Directness::Transitive);
    assert_eq!(graph.directness(id("R")), Directness::Root);
    let direct: Vec<_> = graph.direct().map(|id| document.component(id).unwrap().name()).collect();
    assert_eq!(direct, ["b", "a"]);
}

/// Components stand in the document in reverse, so that document order would give other answers.
#[test]
fn of_equal_paths_the_alphabetically_first_is_chosen() {
    let document = parse("R>zyx x>m y>m z>k k>n m>n");
    assert_eq!(path(&document, "m").as_deref(), Some("Rxm"));
    assert_eq!(path(&document, "n").as_deref(), Some("Rxmn"));
    // `a` is before `b`, although the shared child is found under both.
    assert_eq!(path(&parse("R>ab a>z b>c z>q c>q"), "q").as_deref(), Some("Razq"));
}

#[test]
fn cycles_and_self_edges_end() {
    let document = parse("R>a a>ab b>ca c>b");
    assert_eq!(path(&document, "c").as_deref(), Some("Rabc"));
    let graph = document.graph();
    let a = document.find("a").unwrap().id();
    assert!(graph.transitive_dependencies(a).contains(&a));
    assert_eq!(graph.transitive_dependents(document.find("c").unwrap().id()).len(), 4);
}

#[test]
fn what_no_path_reaches_is_an_orphan_and_not_direct() {
    let document = parse("R>a b>c");
    let graph = document.graph();
    let orphans: Vec<_> = graph.orphans().map(|orphan| orphan.name()).collect();
    assert_eq!(orphans, ["c", "b"]);
    assert_eq!(graph.directness(document.find("b").unwrap().id()), Directness::Unknown);
    assert!(path(&document, "c").is_none());
}

#[test]
fn roots_are_inferred_when_the_subject_is_outside_the_graph() {
    let document = parse("a>b b>c");
    let graph = document.graph();
    assert!(graph.are_roots_inferred());
    assert_eq!(path(&document, "c").as_deref(), Some("abc"));
    assert_eq!(graph.directness(document.find("b").unwrap().id()), Directness::Unknown);
}

#[test]
fn repeated_edges_count_once_in_the_graph() {
    let document = parse("R>aab R>a");
    let graph = document.graph();
    let root = document.subject().unwrap().id();
    assert_eq!(graph.dependencies(root).len(), 2);
    assert_eq!(graph.edge_count(), 2);
    assert_eq!(document.edge_count(), 4);
    assert_eq!(graph.dependents(document.find("a").unwrap().id()), [root]);
}

/// npm wrote both documents about one project; only the direction of the words differs.
#[test]
fn both_formats_of_one_project_have_the_same_paths() {
    let cyclonedx = include_bytes!("../fixtures/cyclonedx/1.5/shop.npm.json");
    let spdx = include_bytes!("../fixtures/spdx/2.3/shop.npm.json");
    let paths = |bytes: &[u8]| -> Vec<String> {
        let document = sbom::parse(bytes).unwrap();
        let graph = document.graph();
        let mut paths: Vec<String> = document
            .components()
            .filter_map(|component| graph.path(component.id()))
            .map(|path| path.filter_map(|step| step.purl()).collect::<Vec<_>>().join(" "))
            .filter(|path| path.contains(' '))
            .collect();
        paths.sort();
        paths
    };
    assert_eq!(paths(cyclonedx), paths(spdx));
    assert!(paths(spdx).contains(
        &"pkg:npm/fixture-shop@1.0.0 pkg:npm/semver@7.5.4 pkg:npm/lru-cache@6.0.0 pkg:npm/yallist@4.0.0".to_owned()
    ));
}

#[test]
fn contents_are_followed_only_on_request() {
    let bytes = include_bytes!("../fixtures/spdx/2.2/everything.json");
    let document = sbom::parse(bytes).unwrap();
    let file = document.find("SPDXRef-so").unwrap().id();
    assert_eq!(document.graph().depth(file), None);
    assert_eq!(document.graph_of(Follow::DependenciesAndContents).depth(file), Some(1));
    let nested = sbom::parse(include_bytes!("../fixtures/cyclonedx/1.6/everything.json")).unwrap();
    let libssl = nested.find("libssl").unwrap().id();
    assert_eq!(nested.graph_of(Follow::DependenciesAndContents).depth(libssl), Some(3));
}

fn names(document: &Document, paths: &Paths) -> Vec<String> {
    let name = |id: &ComponentId| document.component(*id).unwrap().name().to_owned();
    paths.iter().map(|path| path.iter().map(name).collect()).collect()
}

#[test]
fn all_paths_come_shorter_ones_first_and_avoid_cycles() {
    let document = parse("R>ab a>bd b>ca c>d d>a");
    let graph = document.graph();
    let d = document.find("d").unwrap().id();
    let paths = graph.all_paths(d, 100);
    assert_eq!(names(&document, &paths), ["Rad", "Rbad", "Rbcd", "Rabcd"]);
    assert!(paths.is_complete());
    let some = graph.all_paths(d, 2);
    assert_eq!((names(&document, &some).len(), some.is_complete()), (2, false));
    assert_eq!(names(&document, &graph.shortest_paths(d, 9)), ["Rad"]);
    let root = document.subject().unwrap().id();
    assert_eq!(names(&document, &graph.all_paths(root, 9)), ["R"]);
    let lonely = parse("R>a b>c");
    assert!(lonely.graph().all_paths(lonely.find("c").unwrap().id(), 9).is_empty());
}

#[test]
fn shortest_paths_are_all_of_one_length() {
    let document = parse("R>abc a>x b>x c>d d>x");
    let paths = document.graph().shortest_paths(document.find("x").unwrap().id(), 9);
    assert_eq!(names(&document, &paths), ["Rax", "Rbx"]);
    assert!(paths.is_complete());
}

/// Twenty diamonds in a row have a million paths, and a clique has no end of them.
#[test]
fn paths_beyond_number_are_cut() {
    let letters: Vec<char> = ('a'..='z').collect();
    let clique: Vec<String> = letters
        .iter()
        .map(|from| format!("{from}>{}", letters.iter().collect::<String>()))
        .collect();
    let document = parse(&format!("R>a {}", clique.join(" ")));
    let paths = document.graph().all_paths(document.find("z").unwrap().id(), usize::MAX);
    assert!(!paths.is_complete() && !paths.is_empty());
}

#[test]
fn subgraph_has_what_its_roots_need_and_no_more() {
    let document = parse("R>ab a>c c>d b>e");
    let graph = document.graph();
    let id = |name: &str| document.find(name).unwrap().id();
    let part = graph.subgraph(&[id("a")]);
    let reached: Vec<_> = part.reached().map(|id| document.component(id).unwrap().name()).collect();
    assert_eq!(reached, ["d", "c", "a"], "in document order");
    assert_eq!((part.depth(id("d")), part.depth(id("e"))), (Some(2), None));
    assert_eq!((part.edge_count(), graph.edge_count()), (2, 5));
    assert_eq!(part.dependents(id("a")), []);
}

/// As Trivy writes images: the image contains the operating system, which contains the packages.
#[test]
fn containers_are_no_step_if_so_asked() {
    let document = sbom::parse(
        br#"{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "d", "dataLicense": "CC0-1.0",
          "packages": [{"name": "image", "SPDXID": "SPDXRef-image"}, {"name": "os", "SPDXID": "SPDXRef-os"},
            {"name": "bash", "SPDXID": "SPDXRef-bash"}, {"name": "libc", "SPDXID": "SPDXRef-libc"}],
          "relationships": [
            {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-image"},
            {"spdxElementId": "SPDXRef-image", "relationshipType": "CONTAINS", "relatedSpdxElement": "SPDXRef-os"},
            {"spdxElementId": "SPDXRef-os", "relationshipType": "CONTAINS", "relatedSpdxElement": "SPDXRef-bash"},
            {"spdxElementId": "SPDXRef-bash", "relationshipType": "DEPENDS_ON", "relatedSpdxElement": "SPDXRef-libc"}]}"#,
    )
    .unwrap();
    let id = |name: &str| document.find(&format!("SPDXRef-{name}")).unwrap().id();
    assert_eq!(
        document.graph().depth(id("libc")),
        Some(1),
        "of the element that depends on something"
    );
    let graph = document.graph_of(Follow::DependenciesThroughContents);
    assert_eq!((graph.depth(id("bash")), graph.depth(id("libc"))), (Some(0), Some(1)));
    assert_eq!(graph.directness(id("image")), Directness::Root);
    assert_eq!(graph.directness(id("bash")), Directness::Unknown, "contained, not needed");
    let path: Vec<_> = graph.path(id("libc")).unwrap().map(|step| step.name()).collect();
    assert_eq!(path, ["image", "os", "bash", "libc"]);
    assert_eq!(names(&document, &graph.all_paths(id("libc"), 9)), ["imageosbashlibc"]);
    let counted = document.graph_of(Follow::DependenciesAndContents);
    assert_eq!(counted.depth(id("libc")), Some(3));
}

#[test]
fn scope_is_that_of_the_strongest_path() {
    let relation = |from: &str, kind: &str, to: &str| {
        format!(
            r#"{{"spdxElementId": "SPDXRef-{from}", "relationshipType": "{kind}", "relatedSpdxElement": "SPDXRef-{to}"}}"#
        )
    };
    let packages: Vec<_> = ["app", "a", "b", "c", "d", "e"]
        .iter()
        .map(|name| format!(r#"{{"name": "{name}", "SPDXID": "SPDXRef-{name}"}}"#))
        .collect();
    let relations = [
        relation("DOCUMENT", "DESCRIBES", "app"),
        relation("app", "DEPENDS_ON", "a"),
        relation("b", "OPTIONAL_DEPENDENCY_OF", "app"),
        relation("c", "TEST_DEPENDENCY_OF", "app"),
        relation("b", "DEPENDS_ON", "d"),
        relation("c", "DEPENDS_ON", "d"),
    ];
    let text = format!(
        r#"{{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "d", "packages": [{}], "relationships": [{}]}}"#,
        packages.join(","),
        relations.join(",")
    );
    let document = sbom::parse(text.as_bytes()).unwrap();
    let graph = document.graph();
    let scope =
        |name: &str| graph.effective_scope(document.find(&format!("SPDXRef-{name}")).unwrap().id());
    let scopes = ["app", "a", "b", "c", "d", "e"].map(scope);
    let [required, optional, excluded] =
        [Scope::Required, Scope::Optional, Scope::Excluded].map(Some);
    assert_eq!(scopes, [required, required, optional, excluded, optional, None]);
}

#[test]
fn long_chain_and_wide_fan_are_no_burden() {
    let mut text = String::from(r#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":["#);
    let nodes = 50_000;
    for node in 0..nodes {
        let comma = if node == 0 { "" } else { "," };
        text.push_str(&format!(
            r#"{comma}{{"type":"library","name":"n{node}","bom-ref":"{node}"}}"#
        ));
    }
    text.push_str(r#"],"dependencies":["#);
    for node in 0..nodes {
        let comma = if node == 0 { "" } else { "," };
        // A chain that closes to a cycle, and the first node reaching into it everywhere.
        let next = (node + 1) % nodes;
        text.push_str(&format!(
            r#"{comma}{{"ref":"{node}","dependsOn":["{next}","{}"]}}"#,
            nodes - 1
        ));
    }
    text.push_str(r#"],"metadata":{"component":{"type":"application","name":"R","bom-ref":"R"}}}"#);
    let document = sbom::parse(text.as_bytes()).unwrap();
    let graph = document.graph();
    assert_eq!(graph.roots().len(), 1, "the subject, as nothing else has no dependents");
    let from = document.find("0").unwrap().id();
    assert_eq!(graph.transitive_dependencies(from).len(), nodes);
}
