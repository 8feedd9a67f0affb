use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use http::Method;
use jfrog_http::{
    Body, ByteStream, ErrorKind, Path, Request, RetryPolicy, Service, TransportError, transport,
};
use tokio::time::Instant;

use crate::support::{
    Reply, answer, builder, client, content, get, post, response, scripted, stalled, trickle,
};

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test(start_paused = true)]
async fn the_deadline_bounds_attempts_waits_and_reading_together() {
    let (transport, _) = scripted(|n, _| match n {
        0 | 1 => answer(503, &[("retry-after", "20")], ""),
        _ => Reply::Hang,
    });
    let client = builder(transport).timeout(45 * SECOND).build().unwrap();
    let started = Instant::now();
    let error = client.execute(get()).await.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!((started.elapsed(), error.attempts()), (45 * SECOND, 3));
}

#[tokio::test(start_paused = true)]
async fn a_wait_beyond_the_deadline_is_not_begun_and_the_server_has_the_last_word() {
    let (transport, log) = scripted(|_, _| answer(429, &[("retry-after", "20")], ""));
    let client = builder(transport).timeout(45 * SECOND).build().unwrap();
    let started = Instant::now();
    let error = client.execute(get()).await.unwrap_err();
    assert!(error.is_rate_limited(), "{error}");
    assert_eq!((started.elapsed(), log.len()), (40 * SECOND, 3));
    let error = client.execute(get().timeout(19 * SECOND)).await.unwrap_err();
    assert!(error.is_rate_limited(), "{error}");
    assert_eq!((started.elapsed(), log.len()), (40 * SECOND, 4));
}

#[tokio::test(start_paused = true)]
async fn an_error_that_drips_is_reported_without_the_rest() {
    let (transport, _) =
        scripted(|_, _| Reply::Answer(response(404, &[], trickle(60_000, 9 * SECOND))));
    let started = Instant::now();
    let error = client(transport).execute(get()).await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
    assert_eq!(started.elapsed(), 10 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn a_slow_body_does_not_outlive_the_deadline() {
    // Never idle for long, so that the deadline alone can end it.
    let (transport, log) =
        scripted(|_, _| Reply::Answer(response(200, &[], trickle(100, 5 * SECOND))));
    let started = Instant::now();
    let error = client(transport).execute(get().timeout(32 * SECOND)).await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert_eq!((started.elapsed(), log.len()), (32 * SECOND, 1));
}

#[tokio::test(start_paused = true)]
async fn a_body_that_stands_still_is_given_up_after_the_idle_timeout() {
    let (transport, _) = scripted(|_, _| Reply::Answer(response(200, &[], stalled(b"abc"))));
    let response = client(transport).execute(content().streaming()).await.unwrap();
    let started = Instant::now();
    let items: Vec<_> = response.stream().collect().await;
    assert_eq!(items.len(), 2);
    assert!(items[1].as_ref().unwrap_err().is_timeout());
    assert_eq!(started.elapsed(), 60 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn a_transfer_has_no_total_timeout() {
    let (transport, _) =
        scripted(|_, _| Reply::Answer(response(200, &[], trickle(50, 30 * SECOND))));
    let client = builder(transport).timeout(60 * SECOND).build().unwrap();
    let response = client.execute(content().streaming()).await.unwrap();
    let pieces: Vec<Bytes> = response.stream().try_collect().await.unwrap();
    assert_eq!(pieces.len(), 50);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_never_answers_is_asked_again_only_if_that_is_harmless() {
    let (transport, log) = scripted(|_, _| Reply::Hang);
    let client = builder(transport)
        .answer_timeout(30 * SECOND)
        .retry(RetryPolicy::default().max_attempts(3))
        .build()
        .unwrap();
    let error = client.execute(get()).await.unwrap_err();
    assert_eq!((error.kind(), log.len()), (ErrorKind::Timeout, 3));
    let error = client.execute(post()).await.unwrap_err();
    assert_eq!((error.kind(), log.len()), (ErrorKind::Timeout, 4));
}

/// A transport that takes one piece of the body every `pause`, and `take` pieces at most.
fn sluggish(pause: Duration, take: usize) -> impl jfrog_http::Transport {
    transport::from_fn(move |request| async move {
        let mut body = request.into_body().into_stream().take(take);
        while let Some(piece) = body.next().await {
            piece?;
            tokio::time::sleep(pause).await;
        }
        if take < 100 {
            std::future::pending::<()>().await;
        }
        Ok(response(201, &[], ByteStream::from_bytes("{}".into())))
    })
}

fn upload() -> Request {
    let pieces = stream::iter(
        std::iter::repeat_with(|| Ok::<_, TransportError>(Bytes::from_static(b"0123456789")))
            .take(10),
    );
    Request::new("deploy", Method::PUT, Service::Artifactory, Path::new("repo/a"))
        .body(Body::stream(pieces, Some(100)))
}

#[tokio::test(start_paused = true)]
async fn an_upload_may_be_slow_but_not_stand_still() {
    client(sluggish(50 * SECOND, 100)).execute(upload()).await.unwrap();

    let started = Instant::now();
    let error = client(sluggish(SECOND, 3)).execute(upload()).await.unwrap_err();
    assert!(error.is_timeout());
    // At most twice the idle timeout, and far below the ten minutes a server may think.
    assert!(started.elapsed() <= 120 * SECOND, "{:?}", started.elapsed());
}

#[tokio::test(start_paused = true)]
async fn after_the_last_byte_the_server_may_think_for_minutes() {
    let transport = transport::from_fn(|request| async move {
        request.into_body().into_stream().try_collect::<Vec<_>>().await?;
        tokio::time::sleep(500 * SECOND).await;
        Ok(response(201, &[], ByteStream::from_bytes("{}".into())))
    });
    client(transport).execute(upload()).await.unwrap();
}
