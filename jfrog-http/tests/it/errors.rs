use futures_util::StreamExt as _;
use http::StatusCode;
use jfrog_http::{ErrorKind, Path, Request, Service};
use serde::Deserialize;

use crate::support::{answer, builder, client, content, get, ok, post, scripted};

async fn fail(
    status: u16,
    headers: &'static [(&str, &str)],
    body: &'static str,
) -> jfrog_http::Error {
    let (transport, _) = scripted(move |_, _| answer(status, headers, body));
    let client = builder(transport).retry(jfrog_http::RetryPolicy::none()).build().unwrap();
    client.execute(get()).await.unwrap_err()
}

const PAGE: &str =
    "<!DOCTYPE html><html><head><title>Sign in</title></head><body>please</body></html>";

#[tokio::test]
async fn statuses_become_kinds() {
    for (status, kind) in [
        (400, ErrorKind::BadRequest),
        (401, ErrorKind::Unauthenticated),
        (403, ErrorKind::Forbidden),
        (404, ErrorKind::NotFound),
        (409, ErrorKind::Conflict),
        (412, ErrorKind::PreconditionFailed),
        (413, ErrorKind::TooLarge),
        (415, ErrorKind::BadRequest),
        (429, ErrorKind::RateLimited),
        (500, ErrorKind::Server),
        (503, ErrorKind::Server),
        (300, ErrorKind::UnexpectedResponse),
        (304, ErrorKind::UnexpectedResponse),
    ] {
        let error = fail(
            status,
            &[("content-type", "application/json")],
            r#"{"errors":[{"message":"why"}]}"#,
        )
        .await;
        assert_eq!((error.kind(), error.status().unwrap().as_u16()), (kind, status));
        assert!(error.to_string().contains("why"), "{error}");
        assert!(fail(status, &[], "").await.api_errors().is_empty());
    }
}

#[tokio::test]
async fn an_html_error_page_is_read_like_a_person_would() {
    let error = fail(
        502,
        &[("content-type", "text/html")],
        "<html><title>502 Bad Gateway</title><hr>nginx</html>",
    )
    .await;
    assert_eq!(error.kind(), ErrorKind::Server);
    assert_eq!(error.api_errors()[0].message(), "502 Bad Gateway");
    assert!(error.body_excerpt().unwrap().contains("nginx"));
}

#[tokio::test]
async fn a_web_page_on_an_api_path_is_an_error_that_tells_what_to_check() {
    let error = fail(200, &[("content-type", "text/html;charset=utf-8")], PAGE).await;
    assert_eq!(error.kind(), ErrorKind::UnexpectedHtml);
    assert!(
        error.to_string().contains("Sign in") && error.to_string().contains("base URL"),
        "{error}"
    );
    // Proxies lie about the type.
    assert_eq!(
        fail(200, &[("content-type", "application/json")], PAGE).await.kind(),
        ErrorKind::UnexpectedHtml
    );

    let (transport, _) = scripted(|_, _| answer(200, &[("content-type", "text/html")], PAGE));
    let client = client(transport);
    let error = client.execute(get().streaming()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedHtml);
    // A page can be content, and some endpoint may mean it.
    assert!(client.execute(content()).await.unwrap().text().await.unwrap().contains("please"));
    client.execute(get().allow_html()).await.unwrap();
    let error = client.execute(content()).await.unwrap().json::<u8>().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedHtml);
}

#[tokio::test]
async fn an_absent_service_is_not_a_missing_item() {
    for body in ["404 page not found\n", "<html><title>404</title></html>"] {
        let error = fail(404, &[], body).await;
        assert!(error.is_service_absent() && !error.is_not_found(), "{error}");
        assert!(error.to_string().contains("base URL"), "{error}");
    }
    for body in [
        r#"{"errors":[{"status":404,"message":"Unable to find item"}]}"#,
        r#"{"info":"Build 3 wasn't found"}"#,
        "",
    ] {
        assert!(fail(404, &[], body).await.is_not_found());
    }
}

#[tokio::test]
async fn an_error_names_the_request_for_the_servers_operators() {
    let error =
        fail(500, &[("uber-trace-id", "4bf92f3577b34da6:1:0:1")], r#"{"error":"boom"}"#).await;
    assert_eq!(error.request_id(), Some("4bf92f3577b34da6:1:0:1"));
    assert_eq!(
        error.to_string(),
        "read item failed: the server failed: boom (GET https://acme.example.com/artifactory/api/storage/repo/item, \
         status 500, 1 attempt, request id 4bf92f3577b34da6:1:0:1)"
    );
}

#[tokio::test]
async fn s3_speaks_through_its_xml() {
    let error = fail(400, &[], "<?xml version=\"1.0\"?><Error><Code>InvalidArgument</Code><Message>Only one</Message></Error>").await;
    assert_eq!(
        (error.api_errors()[0].code(), error.api_errors()[0].message()),
        (Some("InvalidArgument"), "Only one")
    );
}

#[derive(Debug, Deserialize)]
struct Item {
    #[expect(dead_code, reason = "decoded only")]
    checksums: Checksum,
}

#[derive(Debug, Deserialize)]
struct Checksum {
    #[expect(dead_code, reason = "decoded only")]
    sha1: String,
}

#[tokio::test]
async fn decoding_names_the_path_that_failed() {
    let (transport, _) = scripted(|_, _| ok(r#"{"checksums":{"sha1":7}}"#));
    let error = client(transport).execute(get()).await.unwrap().json::<Item>().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("`checksums.sha1`"), "{error}");
}

#[tokio::test]
async fn empty_bodies_are_told_from_broken_ones() {
    let (transport, _) = scripted(|_, _| answer(204, &[], " \r\n"));
    let client = client(transport);
    assert_eq!(client.execute(get()).await.unwrap().json_opt::<u8>().await.unwrap(), None);
    let error = client.execute(get()).await.unwrap().json::<u8>().await.unwrap_err();
    assert!(error.to_string().contains("empty"), "{error}");
    for broken in ["{", "[1] [2]", "nul", "\u{0}"] {
        let (transport, _) = scripted(move |_, _| ok(broken));
        let response = crate::support::client(transport).execute(get()).await.unwrap();
        assert_eq!(
            response.json::<serde_json::Value>().await.unwrap_err().kind(),
            ErrorKind::Decode
        );
    }
    let (transport, _) = scripted(|_, _| ok("\u{feff}\r\n[1]\n"));
    let response = crate::support::client(transport).execute(get()).await.unwrap();
    assert_eq!(response.json::<Vec<u8>>().await.unwrap(), [1]);
}

#[tokio::test]
async fn a_status_can_be_declared_an_answer() {
    let (transport, _) = scripted(|_, _| answer(404, &[], r#"{"errors":[]}"#));
    let response = client(transport).execute(get().accept(StatusCode::NOT_FOUND)).await.unwrap();
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_answer_larger_than_the_limit_is_refused_before_and_while_it_is_read() {
    for headers in [&[("content-length", "100")][..], &[]] {
        let (transport, log) = scripted(move |_, _| answer(200, headers, vec![b' '; 100]));
        let error = client(transport).execute(get().response_limit(99)).await.unwrap_err();
        assert_eq!((error.kind(), log.len()), (ErrorKind::TooLarge, 1));
    }
}

#[tokio::test]
async fn a_stream_that_ends_early_says_so() {
    let (transport, _) = scripted(|_, _| answer(200, &[("content-length", "10")], "12345"));
    let response = client(transport).execute(content().streaming()).await.unwrap();
    let items: Vec<_> = response.stream().collect().await;
    let error = items.last().unwrap().as_ref().unwrap_err();
    assert_eq!((items.len(), error.kind()), (2, ErrorKind::Interrupted));
    assert!(error.to_string().contains("5 of 10"), "{error}");
}

#[tokio::test]
async fn what_goes_out_is_plain() {
    let (transport, log) = scripted(|_, _| ok("{}"));
    let client = builder(transport).user_agent("release-gate/2.1").build().unwrap();
    client.execute(get().query("list", "").query("a", "b c")).await.unwrap();
    client.execute(post()).await.unwrap();
    client.execute(post().json(&[1])).await.unwrap();
    let delete =
        Request::new("delete", http::Method::DELETE, Service::Artifactory, Path::new("repo/a"));
    client.execute(delete).await.unwrap();
    let sent = log.all();
    assert_eq!(
        sent[0].url,
        "https://acme.example.com/artifactory/api/storage/repo/item?list=&a=b%20c"
    );
    assert_eq!(sent[0].header("accept-encoding"), Some("identity"));
    assert!(sent[0].header("user-agent").unwrap().starts_with("release-gate/2.1 jfrog-http/"));
    let lengths: Vec<_> = sent.iter().map(|sent| sent.header("content-length")).collect();
    assert_eq!(lengths, [None, Some("0"), Some("3"), None]);
    assert_eq!(sent[2].header("content-type"), Some("application/json"));
}
