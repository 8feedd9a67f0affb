use http::Method;
use jfrog_http::{Body, Client, Credentials, ErrorKind, Request};

use crate::support::{BASE, Log, Reply, answer, builder, client, content, get, ok, post, scripted};

const BOUND: [&str; 6] = [
    "authorization",
    "x-jfrog-art-api",
    "cookie",
    "proxy-authorization",
    "x-jfrog-custom",
    "x-checksum-sha1",
];

fn laden(request: Request) -> Request {
    request
        .header("cookie", "session=canary")
        .header("proxy-authorization", "canary")
        .header("x-jfrog-custom", "canary")
        .header("x-checksum-sha1", "canary")
        .header("x-jfrog-art-api", "canary")
        .header("range", "bytes=0-")
        .header("if-none-match", "abc")
        .header("accept", "application/octet-stream")
}

/// Redirects from the platform to `to`, and answers there.
fn leads_to(to: &'static str) -> (Client, Log) {
    let (transport, log) =
        scripted(move |n, _| if n == 0 { answer(302, &[("location", to)], "") } else { ok("{}") });
    let client =
        builder(transport).credentials(Credentials::access_token("canary")).build().unwrap();
    (client, log)
}

#[tokio::test]
async fn no_credential_reaches_another_host_port_or_scheme() {
    for to in [
        "https://s3.example.com/x?X-Amz-Signature=1",
        "https://acme.example.com:8443/x",
        "https://ACME.example.org/",
    ] {
        let (client, log) = leads_to(to);
        client.execute(laden(content())).await.unwrap();
        let sent = log.all();
        for name in BOUND {
            assert!(sent[0].headers.contains_key(name), "{name}");
            assert!(!sent[1].headers.contains_key(name), "{name} went to {to}");
        }
        assert!(!format!("{:?}", sent[1].headers).contains("canary"));
        for (name, value) in [
            ("range", "bytes=0-"),
            ("if-none-match", "abc"),
            ("accept", "application/octet-stream"),
        ] {
            assert_eq!(sent[1].header(name), Some(value));
        }
        assert!(sent[1].header("user-agent").unwrap().starts_with("jfrog-http/"));
    }
}

#[tokio::test]
async fn credentials_stay_within_the_origin() {
    for to in [
        "/elsewhere",
        "https://acme.example.com/elsewhere",
        "https://acme.example.com:443/elsewhere",
    ] {
        let (client, log) = leads_to(to);
        client.execute(get()).await.unwrap();
        assert_eq!(log.all()[1].header("authorization"), Some("Bearer canary"), "{to}");
    }
}

#[tokio::test]
async fn what_was_dropped_does_not_come_back_on_the_way_home() {
    let (transport, log) = scripted(|n, _| match n {
        0 => answer(302, &[("location", "https://evil.example.com/")], ""),
        1 => answer(302, &[("location", "https://acme.example.com/artifactory/secret")], ""),
        _ => ok("{}"),
    });
    let client = builder(transport).credentials(Credentials::api_key("canary")).build().unwrap();
    client.execute(get()).await.unwrap();
    assert!(!log.all()[2].headers.contains_key("x-jfrog-art-api"));
}

#[tokio::test]
async fn user_info_in_a_redirect_becomes_no_credential() {
    let (client, log) = leads_to("https://u:p@s3.example.com/x");
    client.execute(content()).await.unwrap();
    assert_eq!(log.all()[1].url, "https://s3.example.com/x");
}

#[tokio::test]
async fn a_401_of_another_host_says_that_nothing_was_sent_there() {
    let (transport, log) = scripted(|n, _| match n {
        0 => answer(302, &[("location", "https://new.example.com/x")], ""),
        _ => answer(401, &[], ""),
    });
    let client = builder(transport).credentials(Credentials::access_token("t")).build().unwrap();
    let error = client.execute(get()).await.unwrap_err();
    assert!(
        error.is_unauthenticated() && error.to_string().contains("no credentials were sent"),
        "{error}"
    );
    assert_eq!(log.len(), 2);
}

#[tokio::test]
async fn redirects_end_after_ten() {
    let (transport, log) = scripted(|_, _| answer(302, &[("location", "/again")], ""));
    let error = client(transport).execute(get()).await.unwrap_err();
    assert_eq!((error.kind(), log.len()), (ErrorKind::Redirect, 11));
}

#[tokio::test]
async fn encryption_is_not_given_up() {
    let (client, log) = leads_to("http://acme.example.com/x");
    let error = client.execute(get()).await.unwrap_err();
    assert_eq!((error.kind(), log.len()), (ErrorKind::Redirect, 1));
    assert!(error.to_string().contains("http://acme.example.com/x"), "{error}");
}

#[tokio::test]
async fn a_post_stays_a_post() {
    for status in [301, 302, 307, 308] {
        let (transport, log) = scripted(move |n, _| {
            if n == 0 { answer(status, &[("location", "/xray/new")], "") } else { ok("{}") }
        });
        client(transport).execute(post().json(&"body")).await.unwrap();
        let again = &log.all()[1];
        assert_eq!((&again.method, &again.body[..]), (&Method::POST, &b"\"body\""[..]));
        assert_eq!(again.url, format!("{BASE}/xray/new"));
    }
}

#[tokio::test]
async fn a_post_that_cannot_stay_one_fails_and_names_the_target() {
    for (status, to) in [
        (303, "/xray/new"),
        (301, "https://other.example.com/new"),
        (307, "https://acme.example.com:1/new"),
    ] {
        let (transport, log) = scripted(move |_, _| answer(status, &[("location", to)], ""));
        let error = client(transport).execute(post().json(&1)).await.unwrap_err();
        assert_eq!((error.kind(), log.len()), (ErrorKind::Redirect, 1));
        assert!(error.to_string().contains("/new"), "{error}");
    }
    let once =
        Body::stream(futures_util::stream::iter([Ok::<_, std::io::Error>("x".into())]), Some(1));
    let (transport, log) = scripted(|_, _| answer(307, &[("location", "/new")], ""));
    let error = client(transport).execute(post().body(once)).await.unwrap_err();
    assert_eq!((error.kind(), log.len()), (ErrorKind::Redirect, 1));
}

#[tokio::test]
async fn a_sleeping_platform_is_told_from_a_missing_one() {
    let (transport, _) = scripted(|_, _| {
        answer(
            302,
            &[("location", "https://landing.jfrog.com/reactivate-server/acme?token=canary")],
            "",
        )
    });
    let error = client(transport).execute(get()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PlatformAsleep);
    assert!(!error.to_string().contains("canary"));
}

#[tokio::test]
async fn redirects_without_a_usable_target_are_errors() {
    for to in ["", "https://", "ftp://acme.example.com/", "http://["] {
        let (transport, _) = scripted(move |n, _| {
            if n == 0 {
                answer(302, &[("location", to)], "")
            } else {
                Reply::Fail(jfrog_http::TransportFault::Tls)
            }
        });
        client(transport).execute(get()).await.unwrap_err();
    }
    let (transport, _) = scripted(|_, _| answer(302, &[], ""));
    let error = client(transport).execute(get()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedResponse);
}

#[cfg(feature = "reqwest")]
#[tokio::test]
async fn no_credential_arrives_at_another_server_over_the_wire() {
    use futures_util::TryStreamExt as _;
    use jfrog_http::{Path, Proxy, Secret, Service};
    use wiremock::matchers::{method, path};
    use wiremock::{Mock, MockServer, ResponseTemplate};

    let store = MockServer::start().await;
    Mock::given(method("GET"))
        .and(path("/blob"))
        .respond_with(ResponseTemplate::new(200).set_body_string("content"))
        .expect(2)
        .mount(&store)
        .await;
    let platform = MockServer::start().await;
    let to = format!("{}/blob?X-Amz-Signature=abc", store.uri());
    Mock::given(method("GET"))
        .respond_with(ResponseTemplate::new(302).insert_header("location", to.as_str()))
        .expect(2)
        .mount(&platform)
        .await;
    for credentials in
        [Credentials::access_token(Secret::new("canary")), Credentials::api_key("canary")]
    {
        let client = Client::builder(platform.uri())
            .credentials(credentials)
            .proxy(Proxy::none())
            .build()
            .unwrap();
        let request = laden(Request::get("download", Service::Artifactory, Path::new("repo/item")))
            .streaming();
        let body: Vec<_> =
            client.execute(request).await.unwrap().stream().try_collect().await.unwrap();
        assert_eq!(body.concat(), b"content");
    }
    for received in store.received_requests().await.unwrap() {
        for name in BOUND {
            assert!(!received.headers.contains_key(name), "{name}");
        }
        assert!(!format!("{received:?}").contains("canary"));
    }
    let first = &platform.received_requests().await.unwrap()[0];
    assert!(first.headers.contains_key("authorization"));
}
