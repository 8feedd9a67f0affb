//! Waivers that are made in code are what a file would have said, or are refused.

use policy_core::{
    ComponentPattern, Glob, LoadOptions, Matcher, Severity, Timestamp, Waiver, WaiverBuilder,
};

use crate::fixtures::at;

fn end() -> Timestamp {
    at("2027-01-01")
}

fn of(matcher: Matcher) -> WaiverBuilder {
    Waiver::builder("W", matcher, "r", "o", end())
}

#[test]
fn a_waiver_made_in_code_is_the_one_that_a_file_says() {
    let file = "
- id: W-1
  match: { vulnerability: CVE-2026-1, licence: MIT, rule: a, component: \"pkg:deb/debian/openssl\",
           path: /usr/*, artifact: acme.io/*, namespace: shop }
  reason: not reachable
  owner: alice
  created: 2026-11-01
  not_before: 2026-11-02
  expires: 2026-12-31
  ticket: T-1
  conditions: { max_severity: high, only_while_no_fix: true, kev: deny }
  effect: { downgrade_to: warn }
- { id: W, match: { rule: kev }, reason: r, owner: o, expires: 2026-12-31 }
";
    let (read, _) = Waiver::parse_list(file, &LoadOptions::default()).unwrap();
    let openssl = ComponentPattern::parse("pkg:deb/debian/openssl").unwrap();
    let matcher = Matcher::of_vulnerability("CVE-2026-1")
        .licence("MIT")
        .rule("a")
        .component(openssl)
        .path(Glob::new("/usr/*").unwrap())
        .artifact(Glob::new("acme.io/*").unwrap())
        .namespace(Glob::new("shop").unwrap());
    let made = Waiver::builder("W-1", matcher, "not reachable", "alice", end())
        .created(at("2026-11-01"))
        .not_before(at("2026-11-02"))
        .ticket("T-1")
        .max_severity(Severity::High)
        .only_while_no_fix()
        .not_if_kev()
        .downgrade_to_warn()
        .build();
    assert_eq!([made.unwrap(), of(Matcher::of_rule("kev")).build().unwrap()], *read);
}

#[test]
fn what_no_file_could_hold_is_refused_and_says_why() {
    let kev = || Matcher::of_rule("kev");
    let everything = ComponentPattern::parse("**").unwrap();
    for (builder, why) in [
        (
            Waiver::builder(" ", kev(), "r", "o", end()),
            "`id` is empty: reports name the waiver by it",
        ),
        (Waiver::builder("W", kev(), "", "o", end()), "`reason` is empty: somebody will ask"),
        (
            Waiver::builder("W", kev(), "r", "", end()),
            "`owner` is empty: somebody must answer for it",
        ),
        (of(kev()).ticket(""), "`ticket` is empty"),
        (
            of(Matcher::default().namespace(Glob::new("shop").unwrap())),
            "the waiver would cover everything; name a vulnerability, licence, rule or component",
        ),
        (
            of(Matcher::of_component(everything)),
            "the waiver would cover everything; name a vulnerability, licence, rule or component",
        ),
        (
            of(Matcher::of_vulnerability("CVE-*")),
            "a waiver names one vulnerability; wildcards would cover what nobody has read",
        ),
        (of(Matcher::of_licence(" ")), "an empty text says nothing"),
        (of(kev()).created(end()), "the waiver ends before it begins"),
        (
            of(kev()).created(at("2026-01-01")).not_before(at("2027-06-01")),
            "the waiver ends before it begins",
        ),
        (of(kev()).max_severity(Severity::Unknown), "no finding is worse than `unknown`"),
    ] {
        let refused = builder.build().unwrap_err().to_string();
        assert_eq!(refused.split_once("`: ").unwrap_or_default().1, why);
    }
}
