use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::join_all;
use futures_util::stream;
use http::Method;
use jfrog_http::{Body, ErrorKind, Path, Request, RetryPolicy, Service, TransportFault, transport};
use tokio::time::Instant;

use crate::support::{Reply, answer, builder, client, cut, get, ok, post, response, scripted};

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test(start_paused = true)]
async fn a_rate_limited_request_waits_the_seconds_the_server_asks_for() {
    let (transport, log) = scripted(|n, _| match n {
        0 => answer(429, &[("retry-after", "7")], ""),
        _ => ok("{}"),
    });
    let started = Instant::now();
    let response = client(transport).execute(get()).await.unwrap();
    assert_eq!(started.elapsed(), 7 * SECOND);
    assert_eq!((response.attempts(), log.len()), (2, 2));
}

#[tokio::test(start_paused = true)]
async fn a_rate_limited_request_waits_until_the_date_the_server_names() {
    let (transport, _) = scripted(|n, _| match n {
        0 => answer(
            429,
            &[
                ("date", "Sun, 06 Nov 1994 08:49:37 GMT"),
                ("retry-after", "Sun, 06 Nov 1994 08:50:07 GMT"),
            ],
            "",
        ),
        _ => ok("{}"),
    });
    let started = Instant::now();
    client(transport).execute(get()).await.unwrap();
    assert_eq!(started.elapsed(), 30 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn even_a_creation_is_repeated_after_429_because_it_was_refused() {
    let (transport, log) =
        scripted(|n, _| if n == 0 { answer(429, &[("retry-after", "1")], "") } else { ok("{}") });
    client(transport).execute(post().json(&"x")).await.unwrap();
    assert_eq!(
        log.all().iter().map(|sent| &sent.body[..]).collect::<Vec<_>>(),
        [b"\"x\"", b"\"x\""]
    );
}

#[tokio::test(start_paused = true)]
async fn a_wait_without_end_is_cut_to_the_cap_or_not_begun() {
    let (transport, log) = scripted(|_, _| answer(429, &[("retry-after", "86400")], ""));
    let started = Instant::now();
    let error = client(transport).execute(get()).await.unwrap_err();
    // Twice five minutes fit into the ten that are allowed.
    assert_eq!((started.elapsed(), log.len()), (600 * SECOND, 3));
    assert!(error.is_rate_limited());
    assert_eq!(error.retry_after(), Some(86_400 * SECOND));

    let (transport, log) = scripted(|_, _| answer(429, &[("retry-after", "86400")], ""));
    let hasty =
        builder(transport).retry(RetryPolicy::default().max_elapsed(60 * SECOND)).build().unwrap();
    let started = Instant::now();
    hasty.execute(get()).await.unwrap_err();
    assert_eq!((started.elapsed(), log.len()), (Duration::ZERO, 1));
}

#[tokio::test(start_paused = true)]
async fn two_503s_and_then_success_is_success() {
    let run = async || {
        let (transport, log) =
            scripted(|n, _| if n < 2 { answer(503, &[], "busy") } else { ok("[1]") });
        let client = builder(transport).retry(RetryPolicy::default().seed(1)).build().unwrap();
        let started = Instant::now();
        let response = client.execute(get()).await.unwrap();
        assert_eq!((response.attempts(), log.len()), (3, 3));
        assert_eq!(response.json::<Vec<u8>>().await.unwrap(), [1]);
        started.elapsed()
    };
    let (first, second) = (run().await, run().await);
    assert_eq!(first, second, "the seed makes the waits repeatable");
    assert!(first > Duration::ZERO && first <= Duration::from_millis(1500), "{first:?}");
}

#[tokio::test(start_paused = true)]
async fn what_may_have_taken_effect_is_not_repeated() {
    for reply in [|| answer(503, &[], ""), || Reply::Fail(TransportFault::Interrupted)] {
        let (transport, log) = scripted(move |_, _| reply());
        client(transport).execute(post()).await.unwrap_err();
        assert_eq!(log.len(), 1);
    }
    let (transport, log) = scripted(|n, _| if n == 0 { answer(503, &[], "") } else { ok("{}") });
    client(transport).execute(post().idempotent()).await.unwrap();
    assert_eq!(log.len(), 2);
    let (transport, log) = scripted(|_, _| answer(503, &[], ""));
    client(transport).execute(get().not_idempotent()).await.unwrap_err();
    assert_eq!(log.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_was_never_sent_is_always_repeated() {
    let (transport, log) =
        scripted(|n, _| if n < 2 { Reply::Fail(TransportFault::NotSent) } else { ok("{}") });
    client(transport).execute(post().json(&1)).await.unwrap();
    assert_eq!(log.len(), 3);
}

#[tokio::test(start_paused = true)]
async fn attempts_end_and_the_error_counts_them() {
    let (transport, log) = scripted(|_, _| Reply::Fail(TransportFault::NotSent));
    let error = client(transport).execute(get()).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts(), log.len()), (ErrorKind::Connect, 5, 5));
    assert!(error.is_connection());
    assert!(error.to_string().contains("5 attempts"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_failed_handshake_is_not_tried_again() {
    let (transport, log) = scripted(|_, _| Reply::Fail(TransportFault::Tls));
    let error = client(transport).execute(get()).await.unwrap_err();
    assert_eq!((error.kind(), log.len()), (ErrorKind::Tls, 1));
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_cut_is_asked_for_again() {
    let (transport, log) = scripted(|n, _| match n {
        0 => Reply::Answer(response(200, &[("content-length", "9")], cut(b"[1,2"))),
        // Ends without an error, but too early.
        1 => answer(200, &[("content-length", "9")], "[1,2"),
        _ => answer(200, &[("content-length", "9")], "[1,2,3,4]"),
    });
    let numbers: Vec<u8> = client(transport).execute(get()).await.unwrap().json().await.unwrap();
    assert_eq!((numbers.len(), log.len()), (4, 3));

    let (transport, log) = scripted(|_, _| Reply::Answer(response(200, &[], cut(b"{"))));
    let error = client(transport).execute(post()).await.unwrap_err();
    assert_eq!((error.kind(), log.len()), (ErrorKind::Interrupted, 1));
}

#[tokio::test(start_paused = true)]
async fn a_one_shot_body_is_sent_again_only_while_it_is_unread() {
    let upload = || {
        let pieces = stream::iter([Ok::<_, std::io::Error>(Bytes::from_static(b"abc"))]);
        Request::new("deploy", Method::PUT, Service::Artifactory, Path::new("repo/a"))
            .body(Body::stream(pieces, Some(3)))
            .idempotent()
    };
    let (transport, log) = scripted(|n, _| {
        if n == 0 { Reply::Fail(TransportFault::NotSent) } else { answer(201, &[], "{}") }
    });
    client(transport).execute(upload()).await.unwrap();
    assert_eq!(&log.all()[1].body[..], b"abc");
    assert_eq!(log.all()[1].header("content-length"), Some("3"));

    let (transport, log) = scripted(|_, _| answer(503, &[], ""));
    client(transport).execute(upload()).await.unwrap_err();
    assert_eq!(log.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_body_that_fails_on_our_side_is_our_error() {
    let broken = stream::iter([Err::<Bytes, _>(std::io::Error::other("disk on fire"))]);
    let (transport, log) = scripted(|_, _| ok("{}"));
    let request = Request::new("deploy", Method::PUT, Service::Artifactory, Path::new("repo/a"))
        .body(Body::stream(broken, None))
        .idempotent();
    let error = client(transport).execute(request).await.unwrap_err();
    assert_eq!((error.kind(), log.len()), (ErrorKind::Io, 1));
    assert!(error.to_string().contains("disk on fire"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn no_more_requests_than_allowed_are_under_way() {
    let now = Arc::new(AtomicUsize::new(0));
    let most = Arc::new(AtomicUsize::new(0));
    let (counter, record) = (Arc::clone(&now), Arc::clone(&most));
    let transport = transport::from_fn(move |_| {
        let (now, most) = (Arc::clone(&counter), Arc::clone(&record));
        async move {
            most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            tokio::time::sleep(SECOND).await;
            now.fetch_sub(1, Ordering::SeqCst);
            Ok(response(200, &[], jfrog_http::ByteStream::from_bytes("{}".into())))
        }
    });
    let client = builder(transport).max_concurrency(3).build().unwrap();
    let started = Instant::now();
    let results = join_all((0..12).map(|_| client.execute(get()))).await;
    assert!(results.iter().all(Result::is_ok));
    assert_eq!((most.load(Ordering::SeqCst), started.elapsed()), (3, 4 * SECOND));
}

#[tokio::test]
async fn what_cannot_be_sent_is_never_sent() {
    let (transport, log) = scripted(|_, _| ok("{}"));
    let client = client(transport);
    for request in [
        Request::get("x", Service::Artifactory, Path::new("api").segment("..")),
        get().header("x-a", "line\nfeed"),
        get().header("no spaces", "x"),
        get().json(&std::collections::BTreeMap::from([((1, 2), 3)])),
        get().bearer("line\nfeed"),
    ] {
        let error = client.execute(request).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
    }
    assert_eq!(log.len(), 0);
}

#[test]
fn every_future_can_be_spawned() {
    fn send<T: Send>(value: T) {
        drop(value);
    }
    let (transport, _) = scripted(|_, _| ok("{}"));
    let client = client(transport);
    send(client.execute(get()));
    send(client.download(get()).save("never polled"));
    send(client.download(get()).bytes(1));
    let poll = jfrog_http::Poll::every(SECOND);
    send(poll.until(async || {
        let response = client.execute(get()).await?;
        Ok::<_, jfrog_http::Error>(jfrog_http::PollState::<_, ()>::Ready(response.status()))
    }));
}
