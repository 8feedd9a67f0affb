//! Two evaluators written apart agree on cases made at random.

use super::case::{Case, Exception};
use super::cedar::{Cedar, Encoding};
use super::floor::Floor;
use super::ours::Ours;
use super::rego::Rego;
use super::{agree, agree_on_waivers};

/// 10,000 by default; `DIFFERENTIAL_CASES` for more.
fn cases() -> u64 {
    std::env::var("DIFFERENTIAL_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(10_000)
}

#[test]
fn rego_finds_the_same_violations() {
    let mut rego = Rego::new(&Case::random(0)).unwrap();
    let mut violations = 0;
    for seed in 0..cases() {
        let case = Case::random(seed);
        let ours = Ours::new(&case).unwrap().identities();
        rego.set(&case).unwrap();
        let theirs = rego.identities().unwrap();
        agree(&format!("regorus on case {seed}"), &ours, &theirs)
            .unwrap_or_else(|message| panic!("{message}\n{case:#?}"));
        violations += ours.len() as u64;
    }
    assert!(violations > cases(), "cases with few violations prove little");
}

#[test]
fn the_loop_by_hand_and_cedar_find_the_same_violations() {
    for seed in 0..cases() / 20 {
        let case = Case::random(seed);
        let ours = Ours::new(&case).unwrap().identities();
        let show = |message: String| panic!("{message}\n{case:#?}");
        agree("the loop", &ours, &Floor::new(&case).identities()).unwrap_or_else(show);
        let cedar = Cedar::new(&case, Encoding::Literals).unwrap();
        agree("cedar", &ours, &cedar.identities().unwrap()).unwrap_or_else(show);
    }
}

#[test]
fn cedar_names_the_same_waivers_where_each_is_a_policy() {
    let mut covered = 0;
    for seed in 0..cases() / 200 {
        let case = Case::random(seed);
        let show = |message: String| panic!("{message}\n{case:#?}");
        let (ours, cedar) =
            (Ours::new(&case).unwrap(), Cedar::new(&case, Encoding::Policies).unwrap());
        agree("cedar", &ours.identities(), &cedar.identities().unwrap()).unwrap_or_else(show);
        let waived = ours.waived();
        agree_on_waivers("cedar", &waived, &cedar.waived().unwrap()).unwrap_or_else(show);
        covered += waived.len();
    }
    assert!(covered > 0, "cases without waivers prove little");
}

#[test]
fn all_agree_on_an_image() {
    let mut case = Case::image(500, 80, 40);
    // Each is granted twice, so that there is a choice.
    for waiver in case.waivers.clone() {
        case.waivers.push(Exception { id: format!("{}-again", waiver.id), ..waiver });
    }
    let ours = Ours::new(&case).unwrap().identities();
    let waived = Ours::new(&case).unwrap().waived();
    assert!(ours.len() > 50);
    assert!(waived.iter().any(|(_, waivers)| waivers.len() > 1), "a choice of waivers");
    agree("the loop", &ours, &Floor::new(&case).identities()).unwrap();
    for encoding in [Encoding::Literals, Encoding::Policies, Encoding::PoliciesApart] {
        let cedar = Cedar::new(&case, encoding).unwrap();
        agree("cedar", &ours, &cedar.identities().unwrap()).unwrap();
        if cedar.names_waivers() {
            agree_on_waivers("cedar", &waived, &cedar.waived().unwrap()).unwrap();
        }
    }
    agree("regorus", &ours, &Rego::new(&case).unwrap().identities().unwrap()).unwrap();
}
