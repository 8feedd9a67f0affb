//! From bytes to a finished component graph, beside what else reads these formats in Rust.
//!
//! The peers only build their own structs: resolving references and building a graph would come
//! on top. They use one thread; ours is measured with one, and with every thread there is. All by
//! the clock on the wall, so let nothing else run. The parsed value is dropped inside; trust the
//! ratios.
//!
//! A reader that runs after others finds memory that the process already has; to get as much from
//! the system can take longer than to read. So each reader is also measured in processes that do
//! nothing else.

use std::hint::black_box;
use std::time::Duration;

use rayon::{ThreadPool, ThreadPoolBuilder};
use serde_json::{Value, json};

use crate::inputs::{self, Input};
use crate::memory::{self, Taken};
use crate::readers::{self, OURS, OURS_ALONE, Reader};
use crate::{Options, clock};

#[expect(clippy::print_stdout, reason = "a program")]
pub(crate) fn run(options: &Options) -> Result<(), String> {
    let scratch = Scratch::new()?;
    let one = ThreadPoolBuilder::new().num_threads(1).build().map_err(|error| error.to_string())?;
    for input in inputs::all(&options.files, options.components)? {
        let line = measure(&input, options.runs, &scratch, &one)?;
        match options.json {
            true => println!("{line}"),
            false => println!("{}", describe(&line)),
        }
    }
    let line = paths(options.runs)?;
    match options.json {
        true => println!("{line}"),
        false => println!("{}", describe_paths(&line)),
    }
    Ok(())
}

fn measure(
    input: &Input,
    runs: usize,
    scratch: &Scratch,
    one: &ThreadPool,
) -> Result<Value, String> {
    sbom::parse(&input.bytes).map_err(|error| format!("{}: {error}", input.name))?;
    let (readers, refusing): (Vec<Reader>, Vec<Reader>) =
        readers::of(input.work).into_iter().partition(|reader| reader.accepts(input));
    // Round by round, so that a busy machine is unkind to all alike.
    let mut times: Vec<Vec<Duration>> = vec![Vec::new(); readers.len()];
    for _ in 0..runs {
        for (reader, times) in readers.iter().zip(&mut times) {
            times.push(match reader.name {
                OURS_ALONE => one.install(|| time(reader, &input.bytes)),
                _ => time(reader, &input.bytes),
            });
        }
    }
    let file = scratch.put(&input.bytes)?;
    let mb_s = |time: f64| tenths(input.bytes.len() as f64 / 1e6 / time.max(1e-9));
    let (mut ours, mut alone) = (None, None);
    let mut peers = serde_json::Map::new();
    for (reader, times) in readers.iter().zip(&mut times) {
        let again = mb_s(median(times));
        if reader.name == OURS_ALONE {
            alone = Some(again);
            continue;
        }
        let once: Vec<Taken> = (0..PROCESSES).filter_map(|_| memory::once(reader, &file)).collect();
        let rss_mb = once.iter().map(|it| it.memory).max().map(|it| tenths(it as f64 / 1e6));
        let mut times: Vec<Duration> = once.iter().map(|it| it.time).collect();
        let figures = Figures {
            mb_s: again,
            once_mb_s: (!times.is_empty()).then(|| mb_s(median(&mut times))),
            rss_mb,
        };
        match reader.name {
            OURS => ours = Some(figures),
            name => {
                let Figures { mb_s, once_mb_s, rss_mb } = figures;
                let peer = json!({ "mb_s": mb_s, "once_mb_s": once_mb_s, "rss_mb": rss_mb });
                peers.insert(name.to_owned(), peer);
            }
        }
    }
    Ok(json!({
        "work": input.work.as_str(),
        "input": input.name,
        "bytes": input.bytes.len(),
        "ours_mb_s": ours.map(|it| it.mb_s),
        "ours_once_mb_s": ours.and_then(|it| it.once_mb_s),
        "ours_rss_mb": ours.and_then(|it| it.rss_mb),
        "ours_one_thread_mb_s": alone,
        "threads": rayon::current_num_threads(),
        "peers": peers,
        "refused_by": refusing.iter().map(|reader| reader.name).collect::<Vec<_>>(),
    }))
}

/// What is found out about a reader.
#[derive(Clone, Copy)]
struct Figures {
    /// In this process, where the readers before have left memory behind for it to use.
    mb_s: f64,
    /// In processes that read nothing but the one document.
    once_mb_s: Option<f64>,
    rss_mb: Option<f64>,
}

/// In so many processes each reader reads once.
const PROCESSES: usize = 5;

/// Every reader has bytes of its own, and they are gone when it is done: whoever reads a file has
/// both to do, and a reader that keeps the bytes would else be the only one to pay for it.
fn time(reader: &Reader, bytes: &[u8]) -> Duration {
    let bytes = bytes.to_vec();
    let start = clock::wall();
    reader.read(bytes);
    clock::wall().saturating_sub(start)
}

/// One index, then a thousand questions: why is this here?
fn paths(runs: usize) -> Result<Value, String> {
    const COMPONENTS: usize = 100_000;
    const QUESTIONS: usize = 1_000;
    let bytes = crate::generate::cyclonedx(COMPONENTS).into_bytes();
    let document = sbom::parse(bytes).map_err(|error| error.to_string())?;
    let components: Vec<_> = document.components().map(|component| component.id()).collect();
    let start = clock::now();
    let graph = document.graph();
    // With the first question come the ways to all elements.
    black_box(graph.reached().next());
    let index = clock::now().saturating_sub(start);
    let mut found = 0;
    let mut times = Vec::new();
    for _ in 0..runs {
        for &id in components.iter().step_by(components.len() / QUESTIONS).take(QUESTIONS) {
            let start = clock::now();
            found += usize::from(black_box(graph.path(id)).is_some());
            times.push(clock::now().saturating_sub(start));
        }
    }
    times.sort_unstable();
    let slowest = times.last().copied().unwrap_or_default();
    Ok(json!({
        "work": "shortest-paths-to-root",
        "input": format!("generated-cyclonedx-{COMPONENTS}"),
        "index_ms": index.as_secs_f64() * 1e3,
        "questions": times.len(),
        "found": found,
        "median_us": median(&mut times) * 1e6,
        "slowest_us": slowest.as_secs_f64() * 1e6,
    }))
}

/// Returns the median in seconds.
fn median(times: &mut [Duration]) -> f64 {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default().as_secs_f64()
}

fn tenths(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or(0.0)
}

fn describe(line: &Value) -> String {
    let text = |key: &str| line[key].as_str().unwrap_or_default();
    let megabytes = number(&line["bytes"]) / 1e6;
    let mut out = format!("{} ({megabytes:.1} MB), {}\n", text("input"), text("work"));
    let (ours, alone) = (number(&line["ours_mb_s"]), number(&line["ours_one_thread_mb_s"]));
    let ours_once = number(&line["ours_once_mb_s"]);
    let above = |rss: &Value| match rss.as_f64() {
        Some(rss) => format!("{rss:>7.1} MB ({:.1}x the input)", rss / megabytes.max(1e-9)),
        None => "?".to_owned(),
    };
    let threads = format!("{OURS}, {} threads", line["threads"]);
    let memory = above(&line["ours_rss_mb"]);
    out.push_str(&format!(
        "  {threads:<18} {ours:>8.1} MB/s, once {ours_once:>8.1} MB/s  {memory}\n"
    ));
    out.push_str(&format!("  {OURS_ALONE:<18} {alone:>8.1} MB/s\n"));
    for (name, peer) in line["peers"].as_object().into_iter().flatten() {
        let (theirs, theirs_once) = (number(&peer["mb_s"]), number(&peer["once_mb_s"]));
        let times = |ours: f64, theirs: f64| ours / theirs.max(1e-9);
        out.push_str(&format!(
            "  {name:<18} {theirs:>8.1} MB/s, once {theirs_once:>8.1} MB/s  {}; \
             ours is {:.2}x, {:.2}x alone, {:.2}x once\n",
            above(&peer["rss_mb"]),
            times(ours, theirs),
            times(alone, theirs),
            times(ours_once, theirs_once),
        ));
    }
    for name in line["refused_by"].as_array().into_iter().flatten() {
        out.push_str(&format!("  {:<18} refuses it\n", name.as_str().unwrap_or_default()));
    }
    out
}

fn describe_paths(line: &Value) -> String {
    format!(
        "{}, {}\n  index {:.1} ms; {} questions: median {:.1} µs, slowest {:.1} µs\n",
        line["input"].as_str().unwrap_or_default(),
        line["work"].as_str().unwrap_or_default(),
        number(&line["index_ms"]),
        line["questions"],
        number(&line["median_us"]),
        number(&line["slowest_us"]),
    )
}

/// A place for the inputs of the child processes, gone when the bench ends.
struct Scratch(std::path::PathBuf);

impl Scratch {
    fn new() -> Result<Self, String> {
        let path = std::env::temp_dir().join(format!("weighbridge-bench-{}", std::process::id()));
        std::fs::create_dir_all(&path).map_err(|error| error.to_string())?;
        Ok(Self(path))
    }

    fn put(&self, bytes: &[u8]) -> Result<std::path::PathBuf, String> {
        let path = self.0.join("input");
        std::fs::write(&path, bytes).map_err(|error| error.to_string())?;
        Ok(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
