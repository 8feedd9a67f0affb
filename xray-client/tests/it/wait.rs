//! Waiting, on a clock that stands still unless somebody waits for it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::time::Instant;
use xray_client::jfrog_http::{ByteStream, transport};
use xray_client::scans::{ScanOutcome, ScanState, Step};
use xray_client::{Cancel, PollError, RetryPolicy, XrayClient};

use crate::support::image;

const SECOND: Duration = Duration::from_secs(1);

/// A client whose server answers from a script, and repeats its last line. A line is a status code,
/// or the overall state.
fn scripted(lines: &[&str]) -> XrayClient {
    let mut lines: Vec<String> = lines.iter().rev().map(|&line| line.to_owned()).collect();
    let lines = Mutex::new(move || {
        let line = lines.pop().unwrap();
        if lines.is_empty() {
            lines.push(line.clone());
        }
        line
    });
    let transport = transport::from_fn(move |request| {
        let path = request.uri().path();
        assert!(
            path.ends_with("/v1/artifact/status") || path.ends_with("/v1/build/status"),
            "{path}"
        );
        let line = (lines.lock().unwrap())();
        let (status, body) = match line.parse::<u16>() {
            Ok(status) => (status, r#"{"error":"scripted"}"#.to_owned()),
            Err(_) => (
                200,
                format!(
                    r#"{{"overall":{{"status":"{line}"}},"details":{{"sca":{{"status":"{line}"}}}}}}"#
                ),
            ),
        };
        async move {
            let mut answer = http::Response::new(ByteStream::from_bytes(body.into()));
            *answer.status_mut() = http::StatusCode::from_u16(status).unwrap();
            Ok(answer)
        }
    });
    XrayClient::builder("https://acme.example.com")
        .retry(RetryPolicy::none())
        .transport(transport)
        .build()
        .unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_scan_is_awaited_look_by_look() {
    let client = scripted(&["404", "NOT_SCANNED", "PENDING", "SCANNING", "DONE"]);
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&seen);
    let started = Instant::now();
    let outcome = client
        .scans()
        .wait(image().manifest())
        .on_look(move |look| log.lock().unwrap().push((look.number, look.to_string())))
        .send()
        .await
        .unwrap();
    assert!(matches!(outcome, ScanOutcome::Done(_)));
    assert_eq!(started.elapsed(), 40 * SECOND);
    let seen = seen.lock().unwrap();
    let texts: Vec<_> = seen.iter().map(|(number, text)| format!("{number}: {text}")).collect();
    assert_eq!(
        texts,
        [
            "1: not known to Xray yet after 0 s",
            "2: NOT_SCANNED after 10 s",
            "3: PENDING after 20 s",
            "4: SCANNING after 30 s",
            "5: DONE after 40 s",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn every_end_is_its_own_outcome() {
    for (line, name) in [
        ("DONE", "Done"),
        ("PARTIAL", "Partial"),
        ("FAILED", "Failed"),
        ("NOT_SUPPORTED", "NotSupported"),
    ] {
        let outcome = scripted(&[line])
            .scans()
            .wait(image().manifest())
            .step(Step::Sca)
            .send()
            .await
            .unwrap();
        assert!(format!("{outcome:?}").starts_with(name), "{outcome:?}");
        assert_eq!(outcome.status().unwrap().overall.state.as_str(), line);
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_never_noticed_is_not_indexed_after_the_grace() {
    for (line, has_status) in [("NOT_SCANNED", true), ("404", false), ("", true)] {
        let started = Instant::now();
        let wait = scripted(&[line])
            .scans()
            .wait(image().manifest())
            .interval(5 * SECOND)
            .grace(30 * SECOND);
        let ScanOutcome::NotIndexed(status) = wait.send().await.unwrap() else {
            panic!("{line} is no scan")
        };
        assert_eq!((status.is_some(), started.elapsed()), (has_status, 30 * SECOND), "{line:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_long_queue_is_no_lack_of_an_index() {
    let mut lines = vec!["NOT_SCANNED", "PENDING"];
    lines.extend(["NOT_SCANNED"; 30]);
    lines.push("DONE");
    let outcome =
        scripted(&lines).scans().wait(image().manifest()).grace(20 * SECOND).send().await.unwrap();
    assert!(matches!(outcome, ScanOutcome::Done(_)));
}

#[tokio::test(start_paused = true)]
async fn the_deadline_comes_with_the_last_status() {
    let started = Instant::now();
    let wait = scripted(&["SCANNING"]).scans().wait(image().manifest()).deadline(45 * SECOND);
    let Err(PollError::Deadline { last: Some(last), looks, .. }) = wait.send().await else {
        panic!("no deadline")
    };
    assert_eq!(
        (last.overall.state, looks, started.elapsed()),
        (ScanState::Scanning, 5, 45 * SECOND)
    );
}

#[tokio::test(start_paused = true)]
async fn a_state_from_the_future_is_waited_through() {
    let outcome =
        scripted(&["DREAMING", "DONE"]).scans().wait(image().manifest()).send().await.unwrap();
    assert!(matches!(outcome, ScanOutcome::Done(_)));
}

#[tokio::test(start_paused = true)]
async fn waiting_can_be_called_off() {
    let cancel = Cancel::new();
    let wait = scripted(&["SCANNING"])
        .scans()
        .wait(image().manifest())
        .cancelled_by(cancel.clone())
        .send();
    let calling_off = async {
        tokio::time::sleep(15 * SECOND).await;
        cancel.cancel();
    };
    let (result, ()) = tokio::join!(wait, calling_off);
    assert!(matches!(result, Err(PollError::Cancelled { looks: 2, .. })));
}

#[tokio::test(start_paused = true)]
async fn a_refused_look_ends_the_waiting() {
    let result = scripted(&["SCANNING", "403"]).scans().wait(image().manifest()).send().await;
    let Err(PollError::Failed(error)) = result else { panic!("{result:?}") };
    assert!(error.is_forbidden());
}

#[tokio::test(start_paused = true)]
async fn waiting_can_be_spawned() {
    let wait = scripted(&["PENDING", "DONE"]).scans().wait(image().manifest()).on_look(|_| {});
    let outcome = tokio::spawn(wait.send()).await.unwrap().unwrap();
    assert!(matches!(outcome, ScanOutcome::Done(_)));
}

#[tokio::test(start_paused = true)]
async fn a_build_is_awaited_like_a_file() {
    let client = scripted(&["404", "SCANNING", "DONE"]);
    let outcome = client.scans().wait_for_build("shop", "42").send().await.unwrap();
    assert!(matches!(outcome, ScanOutcome::Done(_)));
    let wait = scripted(&["404"]).scans().wait_for_build("shop", "42").grace(20 * SECOND);
    assert_eq!(wait.send().await.unwrap(), ScanOutcome::NotIndexed(None));
}
