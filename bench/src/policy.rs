//! One decision by four engines: ours, a loop written by hand, Rego and Cedar.
//!
//! All judge the same findings by the same three rules and the same waivers, and must find the same
//! violations. What each needs prepared (a compiled policy, parsed input) is prepared before the
//! clock starts; where that is part of every decision in use, it is measured once more with it.

mod case;
mod cedar;
mod floor;
mod ours;
mod rego;

use std::hint::black_box;
use std::time::Duration;

use serde_json::{Map, Value, json};

use self::case::{Case, Identity};
use self::cedar::{Cedar, Encoding};
use self::floor::Floor;
use self::ours::Ours;
use self::rego::Rego;
use crate::{Options, clock};

const FINDINGS: usize = 5_000;
const COMPONENTS: usize = 800;
const WAIVERS: usize = 200;

/// How many times the findings there are where growth is measured.
const TIMES: usize = 20;

#[expect(clippy::print_stdout, reason = "a program")]
pub(crate) fn run(options: &Options) -> Result<(), String> {
    let runs = options.runs;
    // An image has that many findings because many scanners look at it, or because it is large.
    let lines =
        [peers(runs)?, growth(runs, COMPONENTS)?, growth(runs, COMPONENTS * TIMES)?, clean(runs)?];
    for line in lines {
        match options.json {
            true => println!("{line}"),
            false => println!("{}", describe(&line)),
        }
    }
    Ok(())
}

/// The four beside each other.
fn peers(runs: usize) -> Result<Value, String> {
    let case = Case::image(FINDINGS, COMPONENTS, WAIVERS);
    let fresh = Ours::new(&case)?;
    let ours = Ours::new(&case)?.with_digest();
    let floor = Floor::new(&case);
    let mut rego = Rego::new(&case)?;
    let cedar = [
        ("cedar, waivers as literals", Cedar::new(&case, Encoding::Literals)?),
        ("cedar, waivers as policies, apart", Cedar::new(&case, Encoding::PoliciesApart)?),
        ("cedar, waivers as policies, one set", Cedar::new(&case, Encoding::Policies)?),
    ];

    let found = ours.identities();
    agree("the loop written by hand", &found, &floor.identities())?;
    agree("regorus", &found, &rego.identities()?)?;
    let waived = ours.waived();
    for (name, cedar) in &cedar {
        agree(name, &found, &cedar.identities()?)?;
        if cedar.names_waivers() {
            agree_on_waivers(name, &waived, &cedar.waived()?)?;
        }
    }

    // Round by round, so that a busy machine is unkind to all alike.
    let (mut own, mut digested, mut printed) = (Vec::new(), Vec::new(), Vec::new());
    let (mut hand, mut machine) = (Vec::new(), Vec::new());
    let (mut read, mut machine_read) = (Vec::new(), Vec::new());
    let (mut asked, mut prepared) = ([const { Vec::new() }; 3], [const { Vec::new() }; 3]);
    // A run of the slowest takes as long as all others together.
    let is_asked = |round: usize, nth: usize| nth < 2 || round.is_multiple_of(4);
    let (evidence, input) = (ours.evidence_json(), case.rego_input().to_string());
    for round in 0..runs {
        own.push(time(|| ours.decide()));
        hand.push(time(|| floor.decide()));
        digested.push(time(|| fresh.decide()));
        printed.push(time(|| ours.decide().to_json()));
        own.push(time(|| ours.decide()));
        hand.push(time(|| floor.decide()));
        machine.push(time(|| rego.decide()));
        let times = asked.iter_mut().zip(&mut prepared);
        for (nth, ((_, cedar), (asked, prepared))) in cedar.iter().zip(times).enumerate() {
            if is_asked(round, nth) {
                asked.push(time(|| cedar.decide()));
                prepared.push(time(|| cedar.decide_from(&case)));
            }
        }
        read.push(time(|| ours.decide_json(evidence.as_bytes())));
        machine_read.push(time(|| rego.decide_json(&input)));
    }
    let (us, us_read) = (median(&mut own), median(&mut read));
    let beside = |us: f64, times: &mut Vec<Duration>| {
        let them = median(times);
        json!({ "us": tenths(them), "times_ours": hundredths(them / us.max(1e-9)) })
    };
    let mut peers = Map::new();
    peers.insert("regorus".to_owned(), beside(us, &mut machine));
    peers.insert("regorus, both from JSON".to_owned(), beside(us_read, &mut machine_read));
    for ((name, _), (asked, prepared)) in cedar.iter().zip(asked.iter_mut().zip(&mut prepared)) {
        peers.insert((*name).to_owned(), beside(us, asked));
        peers.insert(format!("{name}, from evidence"), beside(us, prepared));
    }
    Ok(json!({
        "work": "policy-decision",
        "input": format!("{FINDINGS} findings, {COMPONENTS} components, {WAIVERS} waivers, 3 rules"),
        "violations": found.len(),
        "same_violations": true,
        "ours_us": tenths(us),
        "ours_with_digest_us": tenths(median(&mut digested)),
        "ours_as_json_us": tenths(median(&mut printed)),
        "ours_from_json_us": tenths(us_read),
        "floor_us": tenths(median(&mut hand)),
        "ours_times_floor": hundredths(us / median(&mut hand).max(1e-9)),
        "peers": peers,
    }))
}

/// Twenty times the findings, in so many components.
fn growth(runs: usize, components: usize) -> Result<Value, String> {
    let small = Case::image(FINDINGS, COMPONENTS, WAIVERS);
    let large = Case::image(FINDINGS * TIMES, components, WAIVERS);
    let (mut times, mut hand) = ((Vec::new(), Vec::new()), (Vec::new(), Vec::new()));
    let ours = (Ours::new(&small)?.with_digest(), Ours::new(&large)?.with_digest());
    let fresh = (Ours::new(&small)?, Ours::new(&large)?);
    let floor = (Floor::new(&small), Floor::new(&large));
    let mut digested = (Vec::new(), Vec::new());
    for _ in 0..runs {
        times.0.push(time(|| ours.0.decide()));
        times.1.push(time(|| ours.1.decide()));
        digested.0.push(time(|| fresh.0.decide()));
        digested.1.push(time(|| fresh.1.decide()));
        hand.0.push(time(|| floor.0.decide()));
        hand.1.push(time(|| floor.1.decide()));
    }
    let ratio = |times: &mut (Vec<Duration>, Vec<Duration>)| {
        hundredths(median(&mut times.1) / median(&mut times.0).max(1e-9))
    };
    Ok(json!({
        "work": "policy-growth",
        "input": format!(
            "{} findings in {components} components beside {FINDINGS} in {COMPONENTS}",
            FINDINGS * TIMES
        ),
        "ours_us": tenths(median(&mut times.1)),
        "times_longer": ratio(&mut times),
        "with_digest_times_longer": ratio(&mut digested),
        "floor_times_longer": ratio(&mut hand),
    }))
}

/// Nothing to find: the usual answer of a gate.
fn clean(runs: usize) -> Result<Value, String> {
    let mut case = Case::image(0, 500, 0);
    let mut next = 0;
    for (_, licence) in &mut case.components {
        next = (next + 1) % case::ALLOWED.len();
        *licence = case::ALLOWED.get(next).copied().unwrap_or_default().to_owned();
    }
    let fresh = Ours::new(&case)?;
    let ours = Ours::new(&case)?.with_digest();
    agree("a clean image", &ours.identities(), &[])?;
    let (mut own, mut digested) = (Vec::new(), Vec::new());
    // One after the other: what comes between two such short decisions would be measured with them.
    for _ in 0..runs * 50 {
        own.push(time(|| ours.decide()));
    }
    for _ in 0..runs * 10 {
        digested.push(time(|| fresh.decide()));
    }
    Ok(json!({
        "work": "policy-clean",
        "input": "500 components, no findings, 3 rules",
        "ours_us": tenths(median(&mut own)),
        "ours_with_digest_us": tenths(median(&mut digested)),
    }))
}

/// Refuses to measure engines that decide differently.
fn agree(who: &str, ours: &[Identity], theirs: &[Identity]) -> Result<(), String> {
    if ours == theirs {
        return Ok(());
    }
    let alone = |a: &[Identity], b: &[Identity]| {
        let only: Vec<String> =
            a.iter().filter(|one| !b.contains(one)).take(5).map(|one| format!("{one:?}")).collect();
        only.join("\n    ")
    };
    Err(format!(
        "{who} decides differently ({} violations, ours {}):\n  only ours\n    {}\n  only theirs\n    {}",
        theirs.len(),
        ours.len(),
        alone(ours, theirs),
        alone(theirs, ours)
    ))
}

/// Refuses to measure engines that waive on the word of different waivers. The effect is left out:
/// Cedar says what it would be in grace, ours what it would be without.
fn agree_on_waivers(
    who: &str,
    ours: &[(Identity, Vec<String>)],
    theirs: &[(Identity, Vec<String>)],
) -> Result<(), String> {
    let flat = |list: &[(Identity, Vec<String>)]| -> Vec<Identity> {
        let named = list.iter().map(|(waived, waivers)| Identity {
            effect: format!("waived by {}", waivers.join(", ")),
            ..waived.clone()
        });
        named.collect()
    };
    agree(who, &flat(ours), &flat(theirs))
}

fn time<T>(work: impl FnOnce() -> T) -> Duration {
    let start = clock::now();
    // What was decided is dropped inside: that is part of the cost.
    drop(black_box(work()));
    clock::now().saturating_sub(start)
}

/// Returns the median in microseconds.
fn median(times: &mut [Duration]) -> f64 {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default().as_secs_f64() * 1e6
}

fn tenths(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

fn hundredths(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

fn describe(line: &Value) -> String {
    let text = |key: &str| line[key].as_str().unwrap_or_default();
    let mut out = format!("{}, {}\n", text("input"), text("work"));
    for (key, value) in line.as_object().into_iter().flatten() {
        if !matches!(key.as_str(), "input" | "work" | "peers") {
            out.push_str(&format!("  {:<28} {value}\n", key.replace('_', " ")));
        }
    }
    for (name, peer) in line["peers"].as_object().into_iter().flatten() {
        out.push_str(&format!(
            "  {name:<50} {} us; ours is {} times as fast\n",
            peer["us"], peer["times_ours"]
        ));
    }
    out
}

#[cfg(test)]
mod tests;
