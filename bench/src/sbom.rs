//! From bytes to a finished component graph, beside what else reads these formats in Rust.
//!
//! The peers only build their own structs: resolving references and building a graph would come
//! on top. Measured is the processor time of this thread (elapsed time where the system does not
//! tell), the parsed value is dropped inside; trust the ratios.

use std::hint::black_box;
use std::time::Duration;

use sbom::Format;
use serde_json::{Value, json};

use crate::{Options, clock, generate};

struct Input {
    name: String,
    bytes: Vec<u8>,
}

/// A reader that says whether it accepted the bytes.
type Reader = fn(&[u8]) -> bool;

#[expect(clippy::print_stdout, reason = "a program")]
pub(crate) fn run(options: &Options) -> Result<(), String> {
    let count = options.components;
    let mut inputs = vec![
        Input {
            name: format!("generated-cyclonedx-{count}"),
            bytes: generate::cyclonedx(count).into(),
        },
        Input { name: format!("generated-spdx-{count}"), bytes: generate::spdx(count).into() },
    ];
    for file in &options.files {
        let bytes =
            std::fs::read(file).map_err(|error| format!("cannot read `{file}`: {error}"))?;
        inputs.push(Input { name: file.clone(), bytes });
    }
    for input in &inputs {
        let line = measure(input, options.runs)?;
        if options.json {
            println!("{line}");
        } else {
            println!("{}", describe(&line));
        }
    }
    Ok(())
}

fn measure(input: &Input, runs: usize) -> Result<Value, String> {
    let document = sbom::parse(&input.bytes).map_err(|error| format!("{}: {error}", input.name))?;
    let (work, peers) = match document.format() {
        Format::Spdx => ("spdx-json-to-graph", vec![("spdx-rs", spdx_rs as Reader)]),
        _ => ("cyclonedx-json-to-graph", vec![("serde-cyclonedx", serde_cyclonedx as Reader)]),
    };
    drop(document);
    let mut readers: Vec<(&str, Reader)> = vec![("ours", ours), ("serde_json::Value", value)];
    readers.extend(peers);
    let mut refused = Vec::new();
    readers.retain(|(name, read)| {
        let accepts = read(&input.bytes);
        if !accepts {
            refused.push(*name);
        }
        accepts
    });
    // Round by round, so that a busy machine is unkind to all alike.
    let mut times: Vec<Vec<Duration>> = vec![Vec::new(); readers.len()];
    for _ in 0..runs {
        for ((_, read), times) in readers.iter().zip(&mut times) {
            let start = clock::now();
            black_box(read(black_box(&input.bytes)));
            times.push(clock::now().saturating_sub(start));
        }
    }
    let mut ours_mb_s = 0.0;
    let mut others = serde_json::Map::new();
    for ((name, _), times) in readers.iter().zip(&mut times) {
        times.sort_unstable();
        let median = times.get(times.len() / 2).copied().unwrap_or_default();
        let mb_s = input.bytes.len() as f64 / 1e6 / median.as_secs_f64().max(1e-9);
        let mb_s = (mb_s * 10.0).round() / 10.0;
        match *name {
            "ours" => ours_mb_s = mb_s,
            name => {
                others.insert(name.to_owned(), json!({ "mb_s": mb_s }));
            }
        }
    }
    Ok(json!({
        "work": work,
        "input": input.name,
        "bytes": input.bytes.len(),
        "ours_mb_s": ours_mb_s,
        "peers": others,
        "refused_by": refused,
    }))
}

fn describe(line: &Value) -> String {
    let number = |value: Option<&Value>| value.and_then(Value::as_f64).unwrap_or(0.0);
    let text = |key: &str| line.get(key).and_then(Value::as_str).unwrap_or_default();
    let ours = number(line.get("ours_mb_s"));
    let megabytes = number(line.get("bytes")) / 1e6;
    let mut out = format!("{} ({megabytes:.1} MB), {}\n", text("input"), text("work"));
    out.push_str(&format!("  {:<20} {ours:>8.1} MB/s\n", "ours"));
    for (name, peer) in line.get("peers").and_then(Value::as_object).into_iter().flatten() {
        let theirs = number(peer.get("mb_s"));
        let ratio = ours / theirs.max(1e-9);
        out.push_str(&format!("  {name:<20} {theirs:>8.1} MB/s   ours is {ratio:.2}x as fast\n"));
    }
    for name in line.get("refused_by").and_then(Value::as_array).into_iter().flatten() {
        out.push_str(&format!("  {:<20}  refuses it\n", name.as_str().unwrap_or_default()));
    }
    out
}

fn ours(bytes: &[u8]) -> bool {
    sbom::parse(bytes).is_ok_and(|document| {
        black_box(document.graph());
        true
    })
}

fn value(bytes: &[u8]) -> bool {
    serde_json::from_slice::<Value>(bytes).is_ok()
}

/// Its types of 1.6 read older documents too; each further version would cost minutes to compile.
fn serde_cyclonedx(bytes: &[u8]) -> bool {
    serde_json::from_slice::<serde_cyclonedx::cyclonedx::v_1_6::CycloneDx>(bytes).is_ok()
}

fn spdx_rs(bytes: &[u8]) -> bool {
    serde_json::from_slice::<spdx_rs::models::SPDX>(bytes).is_ok()
}
