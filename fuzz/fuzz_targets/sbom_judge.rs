//! Documents in any encoding, scored, held to the lists of minimum elements, compared and walked.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sbom::Follow;
use sbom::score::Profile;
use weighbridge_fuzz::{judge, read};

fuzz_target!(|bytes: &[u8]| {
    let Some(document) = read(bytes) else { return };
    judge(&document, bytes);

    let score = document.score();
    assert!(score.points() <= score.uncapped() && score.uncapped() <= 10_000);
    assert!(score.gaps().len() <= score.population());
    let _ = score.to_string();
    for profile in Profile::ALL {
        let assessment = document.assess(profile);
        assert_eq!(assessment.passes(), assessment.failed().next().is_none());
        let _ = assessment.to_string();
    }

    let diff = document.diff(&document);
    assert!(diff.is_empty(), "nothing changed: {diff}");

    for follow in
        [Follow::Dependencies, Follow::DependenciesAndContents, Follow::DependenciesThroughContents]
    {
        let graph = document.graph_of(follow);
        for component in document.elements().take(20) {
            let id = component.id();
            let needs = graph.transitive_dependencies(id);
            for other in needs.iter().take(20) {
                assert!(graph.transitive_dependents(*other).contains(&id) || *other == id);
            }
            let _ = graph.subgraph(&[id]).edge_count();
            let _ = (graph.directness(id), graph.effective_scope(id));
        }
    }
});
