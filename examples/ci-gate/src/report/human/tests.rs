use insta::assert_snapshot;
use policy_core::{EvalContext, Policy};
use policy_evidence::sources::DocumentSource;
use policy_evidence::{Collector, Image, Subject};

use super::render;

/// The fixture's denial, as a terminal of `width` columns shows it, without colours.
fn shown(width: Option<usize>) -> String {
    let subject = Subject::from(Image::parse("registry.acme.io/shop/api:1.4.2").unwrap());
    let report = include_bytes!("../../../tests/fixtures/blocked.trivy.json");
    let document = DocumentSource::parse("report".to_owned(), report).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let evidence = runtime.block_on(Collector::new(subject).source(document).collect()).evidence;
    let now = "2026-11-22T12:00:00Z".parse().unwrap();
    let decision = Policy::starter().evaluate(&evidence, &EvalContext::at(now));
    anstream::adapter::strip_str(&render(&decision, width)).to_string()
}

fn table(text: &str) -> String {
    text.lines()
        .skip_while(|line| !line.contains("severity"))
        .take_while(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn a_table_that_does_not_fit_is_stacked_and_keeps_ids_whole() {
    assert_snapshot!(table(&shown(Some(80))), @r#"
          severity       what              where, why and the rule
    deny  Critical 10.0  CVE-2021-44228    org.apache.logging.log4j:log4j-core
                                           2.14.1
                                           fixed in 2.15.0
                                           by critical-with-fix
    "#);
}

#[test]
fn the_table_fits_every_terminal_that_is_wide_enough_for_one() {
    for width in 60..200 {
        for line in table(&shown(Some(width))).lines() {
            assert!(line.chars().count() <= width, "{width}: {line}");
        }
    }
}

#[test]
fn where_there_is_no_terminal_nothing_is_wrapped() {
    assert_eq!(table(&shown(None)), table(&shown(Some(500))));
}
