//! Sources of one's own, in paused time.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use policy_core::evidence::{ImageFacts, OperatingSystem, Sbom, Scan, Section, SectionKind};
use policy_evidence::{
    Collected, Collector, Contribution, Image, Resolved, SourceErrorKind, StoredManifest,
};
use tokio::time::Instant;

use crate::support::{Told, digest, failure, failures, pinned, reasons, tagged};

const SECOND: Duration = Duration::from_secs(1);

fn scan(name: &'static str, after: Duration) -> Told {
    Told::scanner(name).tells(after, move |_| Ok(Contribution::new().scan(Scan::new(name))))
}

fn scan_of(name: &'static str, byte: char) -> Told {
    Told::scanner(name).tells(Duration::ZERO, move |_| {
        Ok(Contribution::new().about([digest(byte)]).scan(Scan::new(name)))
    })
}

fn resolver(byte: char) -> Told {
    Told::new("registry", [SectionKind::Image]).resolves(Duration::ZERO, move || {
        Ok(Some(Resolved::image(StoredManifest::new(digest(byte)))))
    })
}

fn scanners(collected: &Collected) -> Vec<(&str, bool)> {
    let scans = collected.evidence.scans.iter();
    scans.map(|scan| (scan.scanner.as_str(), scan.findings.is_complete())).collect()
}

#[tokio::test(start_paused = true)]
async fn all_sources_are_asked_at_once() {
    let started = Instant::now();
    let collected = Collector::new(tagged())
        .source(scan("slow", 30 * SECOND))
        .source(scan("slower", 50 * SECOND))
        .source(scan("quick", Duration::ZERO))
        .deadline(60 * SECOND)
        .collect()
        .await;
    assert_eq!(started.elapsed(), 50 * SECOND);
    assert_eq!(scanners(&collected), [("slow", true), ("slower", true), ("quick", true)]);
    let elapsed: Vec<_> = collected.sources.iter().map(|report| report.elapsed.as_secs()).collect();
    assert_eq!(elapsed, [30, 50, 0], "reports keep the order in which sources were added");
}

#[tokio::test(start_paused = true)]
async fn the_deadline_is_one_for_resolving_and_gathering() {
    let collected = Collector::new(tagged())
        .source(resolver('a').resolves(40 * SECOND, || Ok(None)))
        .source(Told::scanner("in time").tells(19 * SECOND, |question| {
            assert_eq!(question.time_left(), SECOND);
            Ok(Contribution::new().scan(Scan::new("in time")))
        }))
        .source(scan("late", 21 * SECOND))
        .deadline(60 * SECOND)
        .collect()
        .await;
    assert_eq!(failures(&collected), [("late", SourceErrorKind::DeadlineExceeded)]);
    assert_eq!(scanners(&collected), [("in time", true), ("late", false)]);
    let reason = reasons(&collected.evidence.scans[1].findings);
    assert_eq!(reason, ["late: no answer within 1 minute"]);
}

#[tokio::test(start_paused = true)]
async fn who_never_answers_is_missing_and_nobody_else() {
    let started = Instant::now();
    let never = Duration::from_secs(u64::MAX / 4);
    let collected = Collector::new(tagged())
        .source(scan("never", never))
        .source(Told::new("mute", [SectionKind::Image]).resolves(never, || Ok(None)))
        .source(scan("quick", Duration::ZERO))
        .deadline(5 * SECOND)
        .collect()
        .await;
    assert_eq!(started.elapsed(), 5 * SECOND);
    let late = SourceErrorKind::DeadlineExceeded;
    assert_eq!(failures(&collected), [("never", late), ("mute", late)]);
    assert_eq!(scanners(&collected), [("never", false), ("quick", true)]);
}

#[tokio::test(start_paused = true)]
async fn no_deadline_is_too_far_or_too_near() {
    for deadline in [Duration::MAX, Duration::ZERO] {
        let collected = Collector::new(tagged())
            .source(scan("quick", Duration::ZERO))
            .deadline(deadline)
            .collect()
            .await;
        assert_eq!(scanners(&collected).len(), 1, "{deadline:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_failure_is_missing_in_every_section_it_was_to_fill_and_in_no_other() {
    let broken = Told::new("platform", SectionKind::ALL).tells(SECOND, |_| {
        Err(failure(SourceErrorKind::Unavailable, "cannot read it")
            .with_source(std::io::Error::other("connection refused")))
    });
    let evidence = Collector::new(tagged()).source(broken).collect().await.evidence;
    let reason = ["platform: cannot read it: connection refused"];
    assert_eq!(reasons(&evidence.sbom), reason);
    assert_eq!(reasons(&evidence.signatures), reason);
    assert_eq!(reasons(&evidence.provenance), reason);
    assert_eq!(reasons(&evidence.vex), reason);
    assert_eq!(reasons(&evidence.scans[0].findings), reason);
    assert!(evidence.sbom.is_absent() && evidence.vex.is_absent());
    assert_eq!(reasons(&evidence.image), reason);
    assert!(evidence.image.value().unwrap().reference.is_some(), "the name is known anyway");

    let scanner =
        Told::scanner("trivy").tells(SECOND, |_| Err(failure(SourceErrorKind::NotScanned, "busy")));
    let evidence = Collector::new(tagged()).source(scanner).collect().await.evidence;
    assert!(evidence.image.is_complete());
    assert_eq!(reasons(&evidence.sbom), [""; 0], "nobody was asked");
}

#[tokio::test]
async fn what_one_source_fails_to_tell_is_a_gap_though_another_tells() {
    let list = |name, answer: fn() -> Contribution, fails: bool| {
        Told::new(name, [SectionKind::Sbom]).tells(Duration::ZERO, move |_| {
            if fails { Err(failure(SourceErrorKind::Unavailable, "500")) } else { Ok(answer()) }
        })
    };
    let whole = || Contribution::new().sbom(Sbom::new([]));
    let collected = Collector::new(tagged())
        .source(list("app", whole, false))
        .source(list("system", whole, true))
        .collect()
        .await;
    assert_eq!(reasons(&collected.evidence.sbom), ["system: 500"]);
    assert!(matches!(collected.evidence.sbom, Section::Incomplete(..)));
}

#[tokio::test]
async fn who_cannot_resolve_is_not_asked_to_gather() {
    let lost = Told::scanner("registry")
        .resolves(Duration::ZERO, || Err(failure(SourceErrorKind::NotFound, "no such tag")))
        .tells(Duration::ZERO, |_| panic!("was asked"));
    let collected = Collector::new(tagged()).source(lost).collect().await;
    assert_eq!(failures(&collected), [("registry", SourceErrorKind::NotFound)]);
    assert_eq!(collected.evidence.artifact.digests, []);
}

#[tokio::test]
async fn the_first_that_resolves_is_believed_and_everybody_learns_of_it() {
    let curious = Told::scanner("trivy").tells(Duration::ZERO, |question| {
        assert_eq!(question.resolved.unwrap().digests, [digest('a')]);
        Ok(Contribution::new())
    });
    let collected = Collector::new(tagged())
        .source(curious)
        .source(resolver('a'))
        .source(resolver('b'))
        .collect()
        .await;
    assert_eq!(failures(&collected), []);
    assert_eq!(collected.evidence.artifact.digests, [digest('a')]);
}

#[tokio::test]
async fn evidence_for_another_digest_is_refused_whatever_the_tag_says() {
    let other = SourceErrorKind::OtherDigest;

    let collected = Collector::new(tagged())
        .source(scan_of("trivy", 'b'))
        .source(resolver('a'))
        .collect()
        .await;
    assert_eq!(failures(&collected), [("trivy", other)], "the tag stands for another one");
    assert_eq!(
        reasons(&collected.evidence.scans[0].findings),
        [format!("trivy: it belongs to {}, not to {}", digest('b'), digest('a'))]
    );

    let collected = Collector::new(pinned(&digest('a')))
        .source(scan_of("trivy", 'b'))
        .source(scan_of("grype", 'a'))
        .collect()
        .await;
    assert_eq!(failures(&collected), [("trivy", other)], "the name has another one");
    assert_eq!(collected.evidence.artifact.digests, [digest('a')]);

    let collected = Collector::new(tagged())
        .source(scan_of("trivy", 'b'))
        .source(scan_of("grype", 'a'))
        .collect()
        .await;
    assert_eq!(failures(&collected), [("grype", other)], "the first one said another one");

    let collected = Collector::new(pinned(&digest('a'))).source(resolver('b')).collect().await;
    assert_eq!(failures(&collected), [("registry", other)], "the name decides over a resolver");
    assert_eq!(collected.evidence.artifact.digests, []);
}

#[tokio::test]
async fn a_platform_that_nobody_looked_at_is_missing() {
    let index = || {
        Told::new("registry", [SectionKind::Image]).resolves(Duration::ZERO, || {
            Ok(Some(Resolved::index(
                digest('1'),
                [
                    StoredManifest::new(digest('a')).platform("linux/amd64"),
                    StoredManifest::new(digest('b')).platform("linux/arm64"),
                ],
            )))
        })
    };
    let half = Collector::new(tagged()).source(index()).source(scan_of("trivy", 'a'));
    let half = half.collect().await;
    assert_eq!(scanners(&half), [("trivy", false)]);
    assert_eq!(half.evidence.artifact.digests, ['1', 'a', 'b'].map(digest));

    let whole = Collector::new(tagged())
        .source(index())
        .source(scan_of("trivy", 'a'))
        .source(scan_of("trivy", 'b'))
        .collect()
        .await;
    assert_eq!(scanners(&whole), [("trivy", true), ("trivy", true)]);
}

#[tokio::test]
async fn facts_about_the_image_come_together_under_the_name_that_was_asked_about() {
    let facts = |facts: ImageFacts| {
        Told::new("x", [SectionKind::Image])
            .tells(Duration::ZERO, move |_| Ok(Contribution::new().image(facts.clone())))
    };
    let other: ImageFacts = ImageFacts::new("evil.io/x:1".parse().unwrap());
    let collected = Collector::new(tagged())
        .source(facts(other.created("2026-01-02T00:00:00Z".parse().unwrap())))
        .source(facts(ImageFacts::default().os(OperatingSystem::new("debian", "12"))))
        .collect()
        .await;
    let image = collected.evidence.image.value().unwrap();
    assert_eq!(image.reference.as_ref(), Some(tagged().reference()));
    assert!(image.created.is_some() && image.os.is_some());
}

#[tokio::test(start_paused = true)]
async fn whoever_watches_learns_what_is_waited_for() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let watch = Arc::clone(&seen);
    let patient = Told::scanner("xray").tells(SECOND, |question| {
        question.reporter("xray")("scan in progress", SECOND);
        Ok(Contribution::new())
    });
    let collected = Collector::new(tagged())
        .source(patient)
        .on_progress(move |progress| {
            let line = format!("{}: {}", progress.source, progress.waiting_for);
            watch.lock().unwrap().push((line, progress.elapsed));
        })
        .collect()
        .await;
    assert_eq!(failures(&collected), []);
    assert_eq!(*seen.lock().unwrap(), [("xray: scan in progress".to_owned(), SECOND)]);
}

#[test]
fn a_collection_can_be_spawned_and_shared() {
    fn is_send<T: Send>(value: T) -> T {
        value
    }
    fn is_sync<T: Sync>(_: &T) {}
    let collector = Collector::new(Image::parse("nginx").unwrap()).source(scan("x", SECOND));
    is_sync(&collector);
    drop(is_send(collector.collect()));
}
