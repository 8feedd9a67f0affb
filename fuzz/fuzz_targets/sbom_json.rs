//! SBOMs and VEX documents: any bytes are read or refused; the graph of what is read is sound.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sbom::ParseOptions;

fuzz_target!(|bytes: &[u8]| {
    let mut options = ParseOptions::default();
    options.limits.items = 10_000;
    let _ = sbom::detect(bytes);
    let _ = sbom::vex::parse_with(bytes, &options);

    match sbom::parse_with(bytes, &options) {
        Ok(document) => {
            let elements = document.element_count();
            assert_eq!(document.elements().len(), elements);
            assert!(document.components().count() + document.files().count() <= elements);
            assert_eq!(
                document.relationships().filter(|_| true).count(),
                document.relationships().len()
            );
            let graph = document.graph();
            for (nth, component) in document.elements().enumerate() {
                // Paths to all elements of a large graph would take the fuzzer's whole day.
                if nth == 50 {
                    break;
                }
                let id = component.id();
                assert!(document.component(id).is_some());
                let depth = graph.depth(id);
                let path = graph.path(id).map(Iterator::count);
                assert_eq!(depth.is_some(), path.is_some());
                if let (Some(depth), Some(steps)) = (depth, path) {
                    assert_eq!(
                        depth as usize + 1,
                        steps,
                        "a shortest path is as long as the depth"
                    );
                }
            }
            let _ = (graph.edge_count(), graph.direct().count(), graph.orphans().count());
            let _ = (document.subject().is_some(), document.notes().to_owned());
            let _ = format!("{document:?}");

            // What is read with strict eyes is read with lenient ones, to the same effect.
            let mut strict = ParseOptions::strict();
            strict.limits.items = 10_000;
            if let Ok(strict) = sbom::parse_with(bytes, &strict) {
                assert_eq!(strict.element_count(), elements);
            }
        }
        Err(error) => {
            let lines = bytes.split(|byte| matches!(byte, b'\n' | b'\r')).count();
            assert!(error.line().is_none_or(|line| (1..=lines).contains(&line)), "{error}");
            let _ = format!("{error} {error:?}");
        }
    }
});
