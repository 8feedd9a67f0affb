//! Trivy's JSON: schema 2, the array of results before it, and `trivy k8s`.
//!
//! One set of wire structs holds the union of all versions; which of them a report is, is data.
//! Go's `omitempty` leaves out empty lists and zero values, so absent and empty are the same here.

mod convert;
mod entry;
mod rating;
mod wire;

use serde::de::DeserializeSeed;
use serde_path_to_error::Track;

use crate::json::Budget;
use crate::{Error, ErrorCode, Limits, Report};
use wire::{Top, TopSeed};

pub(crate) fn parse(bytes: &[u8], limits: &Limits) -> Result<Report, Error> {
    let budget = Budget::new(limits.entries());
    match read(bytes, &budget) {
        Ok(top) => convert::report(top),
        Err(error) => {
            let error = Error::from_json(&error).with_path(fault_path(bytes, limits));
            Err(if budget.is_exceeded() {
                error.with_code(ErrorCode::LimitExceeded)
            } else {
                error
            })
        }
    }
}

fn read<'a>(bytes: &'a [u8], budget: &Budget) -> Result<Top<'a>, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let top = TopSeed { budget }.deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(top)
}

/// Reads a second time, keeping track of the path: good reports shall not pay for it.
fn fault_path(bytes: &[u8], limits: &Limits) -> String {
    let budget = Budget::new(limits.entries());
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let mut track = Track::new();
    let tracked = serde_path_to_error::Deserializer::new(&mut deserializer, &mut track);
    match (TopSeed { budget: &budget }).deserialize(tracked) {
        Ok(_) => String::new(),
        Err(_) => track.path().to_string(),
    }
}
