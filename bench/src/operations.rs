//! What else is done with documents, on a large one and on one of a quarter of its size: what is
//! linear takes four times as long.

use std::hint::black_box;

use rayon::ThreadPoolBuilder;
use sbom::merge::{MergeOptions, merge};
use sbom::score::Profile;
use sbom::{ConvertOptions, Document, Style, Target};
use serde_json::{Value, json};

use crate::{Options, clock, inputs};

#[expect(clippy::print_stdout, reason = "a program")]
pub(crate) fn run(options: &Options) -> Result<(), String> {
    // The clock is that of this thread, which therefore does everything.
    let pool = ThreadPoolBuilder::new().num_threads(1);
    pool.build_global().map_err(|error| error.to_string())?;
    let sizes = [options.components / 4, options.components];
    for format in ["cyclonedx", "spdx"] {
        let [small, large] = sizes.map(|size| Subject::new(format, size));
        let (small, large) = (small?, large?);
        let name = format!("generated-{format}-{}", options.components);
        if !options.json {
            let megabytes = large.bytes.len() as f64 / 1e6;
            println!("{name} ({megabytes:.1} MB): time, and how many times that of a quarter");
        }
        for operation in OPERATIONS {
            let quarter = small.time(operation)?;
            let whole = large.time(operation)?;
            let growth = whole / quarter.max(1e-9);
            let line = json!({ "operation": operation.0, "input": name, "ms": whole * 1e3,
                "growth": growth });
            match options.json {
                true => println!("{line}"),
                false => println!("  {}", describe(&line)),
            }
        }
    }
    Ok(())
}

fn describe(line: &Value) -> String {
    let number = |key: &str| line[key].as_f64().unwrap_or(0.0);
    let name = line["operation"].as_str().unwrap_or_default();
    format!("{name:<28} {:>9.1} ms  {:>5.1}x", number("ms"), number("growth"))
}

/// A document, twice.
struct Subject {
    bytes: Vec<u8>,
    documents: [Document; 2],
}

impl Subject {
    fn new(format: &str, components: usize) -> Result<Self, String> {
        let bytes = inputs::large(format, components);
        let document = sbom::parse(&bytes[..]).map_err(|error| error.to_string())?;
        Ok(Self { documents: [document.clone(), document], bytes })
    }

    /// Returns the best of some runs, in seconds.
    fn time(&self, (name, operation): &Operation) -> Result<f64, String> {
        let mut best = f64::INFINITY;
        for _ in 0..RUNS {
            let start = clock::now();
            operation(self).map_err(|error| format!("{name}: {error}"))?;
            best = best.min(clock::now().saturating_sub(start).as_secs_f64());
        }
        Ok(best)
    }

    fn document(&self) -> &Document {
        let [document, _] = &self.documents;
        document
    }
}

const RUNS: usize = 3;

type Operation = (&'static str, fn(&Subject) -> Result<(), Box<dyn std::error::Error>>);

const OPERATIONS: &[Operation] = &[
    ("parse", |it| {
        black_box(sbom::parse(it.bytes.clone())?);
        Ok(())
    }),
    ("graph", |it| {
        black_box(it.document().graph());
        Ok(())
    }),
    ("notes", |it| {
        // Asked for once, they are kept.
        black_box(sbom::parse(it.bytes.clone())?.notes());
        Ok(())
    }),
    ("validate, schema alone", |it| {
        let mut options = sbom::validate::Options::default();
        options.semantic = false;
        black_box(it.document().validate_with(&options));
        Ok(())
    }),
    ("validate", |it| {
        black_box(it.document().validate());
        Ok(())
    }),
    ("score", |it| {
        black_box(it.document().score());
        Ok(())
    }),
    ("assess, all profiles", |it| {
        for profile in Profile::ALL {
            black_box(it.document().assess(profile));
        }
        Ok(())
    }),
    ("diff with itself", |it| {
        let [older, newer] = &it.documents;
        black_box(older.diff(newer));
        Ok(())
    }),
    ("merge with itself", |it| {
        black_box(merge(&it.documents, &MergeOptions::default())?);
        Ok(())
    }),
    ("dedupe", |it| {
        black_box(it.document().dedupe()?);
        Ok(())
    }),
    ("edit", |it| {
        let mut editor = it.document().clone().edit();
        editor.remove_components(
            it.document().components().step_by(2).filter_map(|component| component.local_id()),
        );
        black_box(editor.finish()?);
        Ok(())
    }),
    ("write, canonical", |it| {
        black_box(it.document().write_styled(Style::Canonical)?);
        Ok(())
    }),
    ("write, pretty", |it| {
        black_box(it.document().write()?);
        Ok(())
    }),
    ("to cyclonedx-1.7-json", |it| convert(it, "cyclonedx-1.7-json")),
    ("to cyclonedx-1.4-xml", |it| convert(it, "cyclonedx-1.4-xml")),
    ("to cyclonedx-1.6-protobuf", |it| convert(it, "cyclonedx-1.6-protobuf")),
    ("to spdx-2.3-json", |it| convert(it, "spdx-2.3-json")),
    ("to spdx-2.2-tag-value", |it| convert(it, "spdx-2.2-tag-value")),
    ("to spdx-2.3-rdf", |it| convert(it, "spdx-2.3-rdf")),
    ("to spdx-2.3-yaml", |it| convert(it, "spdx-2.3-yaml")),
    ("to spdx-2.3-xml", |it| convert(it, "spdx-2.3-xml")),
    ("to spdx-3.0.1-json-ld", |it| convert(it, "spdx-3.0.1-json-ld")),
];

fn convert(subject: &Subject, target: &str) -> Result<(), Box<dyn std::error::Error>> {
    let target: Target = target.parse()?;
    black_box(subject.document().convert(target, &ConvertOptions::default())?);
    Ok(())
}
