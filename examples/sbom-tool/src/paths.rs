//! `sbom-tool paths`: why is this here?

use std::ffi::OsString;
use std::io::{self, Write};
use std::num::NonZeroUsize;

use clap::Args;
use sbom::{Component, Document, Follow, Graph, Purl};
use serde::Serialize;

use crate::{Output, fault, table};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The document; `-` is standard input
    file: OsString,
    /// The component: a package URL (with or without a version), an id of the document, or a name
    component: String,
    /// Print up to so many paths to each component, instead of one shortest
    #[arg(long, value_name = "N")]
    all: Option<NonZeroUsize>,
    /// Follow what contains, too: from an image through its operating system to a package
    #[arg(long)]
    through_containers: bool,
    /// How to print: arrows for people, or one JSON object a path
    #[arg(long, value_enum, default_value_t = Output::Human)]
    format: Output,
}

/// One line of output; the keys are a contract.
#[derive(Serialize)]
struct Line<'d> {
    component: Step<'d>,
    /// From the root to the component; empty if no root leads to it.
    path: Vec<Step<'d>>,
    depth: Option<u32>,
    roots_inferred: bool,
}

#[derive(Serialize)]
struct Step<'d> {
    id: Option<&'d str>,
    name: &'d str,
    version: Option<&'d str>,
    purl: Option<&'d str>,
}

/// Prints the shortest path to each component that fits; returns whether there is one.
pub(crate) fn run(arguments: &Arguments, out: &mut dyn Write) -> io::Result<bool> {
    let Some(document) = fault::read_or_explain(&arguments.file, arguments.format, out)? else {
        return Ok(false);
    };
    let wanted = find(&document, &arguments.component);
    if wanted.is_empty() {
        let wanted = table::printable(&arguments.component);
        writeln!(
            io::stderr(),
            "error: the document has no component `{wanted}`, by id, package URL or name"
        )?;
        return Ok(false);
    }
    let follow = match arguments.through_containers {
        true => Follow::DependenciesThroughContents,
        false => Follow::Dependencies,
    };
    let graph = document.graph_of(follow);
    for component in wanted {
        for path in paths(&document, &graph, component, arguments.all) {
            match arguments.format {
                Output::Json => {
                    let line = Line {
                        component: step(component),
                        path: path.iter().map(|component| step(*component)).collect(),
                        depth: graph.depth(component.id()),
                        roots_inferred: graph.are_roots_inferred(),
                    };
                    serde_json::to_writer(&mut *out, &line)?;
                    out.write_all(b"\n")?;
                }
                Output::Human if path.is_empty() => {
                    writeln!(out, "{}: no root leads to it", table::label(component))?;
                }
                Output::Human => {
                    let steps: Vec<String> = path.iter().map(|step| table::label(*step)).collect();
                    writeln!(out, "{}", steps.join(" -> "))?;
                }
            }
        }
    }
    Ok(true)
}

/// Returns the paths to print: an empty one if there is none.
fn paths<'d>(
    document: &'d Document,
    graph: &Graph<'d>,
    component: Component<'d>,
    all: Option<NonZeroUsize>,
) -> Vec<Vec<Component<'d>>> {
    let Some(most) = all.map(NonZeroUsize::get) else {
        let shortest = graph.path(component.id()).map(Iterator::collect);
        return vec![shortest.unwrap_or_default()];
    };
    let paths = graph.all_paths(component.id(), most);
    if paths.is_empty() {
        return vec![Vec::new()];
    }
    let components = |path: &[_]| path.iter().filter_map(|id| document.component(*id)).collect();
    paths.iter().map(components).collect()
}

/// Finds components by id, else by package URL, else by name.
fn find<'d>(document: &'d Document, text: &str) -> Vec<Component<'d>> {
    if let Some(component) = document.find(text) {
        return vec![component];
    }
    let wanted = Purl::parse(text).ok();
    let fits = |component: &Component<'_>| match &wanted {
        Some(wanted) => {
            let purl = component.purl().and_then(|purl| Purl::parse(purl).ok());
            purl.is_some_and(|purl| match wanted.version() {
                Some(_) => purl.same_package(wanted),
                None => purl.same_coordinate(wanted),
            })
        }
        None => component.name() == text,
    };
    document.elements().filter(fits).collect()
}

fn step(component: Component<'_>) -> Step<'_> {
    Step {
        id: component.local_id(),
        name: component.name(),
        version: component.version(),
        purl: component.purl(),
    }
}
