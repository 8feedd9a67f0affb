//! One canary, everywhere a secret can be; then every text is searched for it.

use std::fmt::Debug;
use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jfrog_http::{
    Client, ClientBuilder, Credentials, CredentialsProvider, Error, ErrorKind, IssuedToken,
    OidcExchange, Path, Proxy, RedactedUrl, Request, RetryPolicy, Secret, Service, Transport,
    TransportError, TransportFault, transport,
};
use tracing_subscriber::fmt::MakeWriter;

use crate::support::{BASE, Reply, answer, chain, cut, response, scripted, stalled};

const CANARY: &str = "c4n4ry-S3cr3t-v4lu3";

/// Collects what is logged.
#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Captured {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Captured {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[track_caller]
fn assert_hidden(what: &str, text: &str) {
    assert!(!text.contains(CANARY), "{what} shows the canary: {text}");
    // Basic credentials travel encoded.
    assert!(!text.contains("YzRuNHJ5"), "{what} shows the encoded canary: {text}");
}

#[track_caller]
fn assert_error_hidden(error: &Error) {
    let what = format!("{:?}", error.kind());
    assert_hidden(&what, &error.to_string());
    assert_hidden(&what, &format!("{error:?}"));
    assert_hidden(&what, &format!("{error:#?}"));
    assert_hidden(&what, &chain(error));
    assert_hidden(&what, error.body_excerpt().unwrap_or_default());
    assert_hidden(&what, error.request_id().unwrap_or_default());
    for entry in error.api_errors() {
        assert_hidden(&what, &format!("{entry:?}"));
    }
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        assert_hidden(&what, &format!("{cause:?}"));
        source = cause.source();
    }
}

#[derive(Debug)]
struct Vault;

#[async_trait::async_trait]
impl CredentialsProvider for Vault {
    async fn token(&self) -> Result<IssuedToken, Box<dyn std::error::Error + Send + Sync>> {
        Ok(IssuedToken::new(CANARY))
    }
}

fn every_credential() -> Vec<Credentials> {
    vec![
        Credentials::access_token(CANARY),
        Credentials::reference_token(CANARY),
        Credentials::basic("me", CANARY),
        Credentials::api_key(CANARY),
        Credentials::provider(Vault),
    ]
}

/// A request with the canary in every place a caller can put it.
fn laden() -> Request {
    Request::get("read item", Service::Artifactory, Path::new("api/storage/repo"))
        .query("token", CANARY)
        .query("X-Amz-Signature", CANARY)
        .header("cookie", format!("session={CANARY}"))
        .header("x-jfrog-custom", CANARY)
        .json(&serde_json::json!({ "password": CANARY }))
}

/// A server that repeats what it was told, in every shape.
fn echo(status: u16, shape: &'static str) -> Reply {
    let body = shape.replace("CANARY", CANARY);
    let id = format!("id-{CANARY}");
    answer(status, &[("x-request-id", id.as_str()), ("set-cookie", id.as_str())], body)
}

const SHAPES: [&str; 8] = [
    r#"{"errors":[{"status":401,"message":"bad token CANARY"}]}"#,
    r#"{"error":"CANARY"}"#,
    r#""CANARY""#,
    "Authorization: Bearer CANARY",
    "<html><title>CANARY</title><a href=\"https://u:CANARY@h/?token=CANARY\">x</a></html>",
    "<Error><Code>CANARY</Code><Message>CANARY</Message></Error>",
    r#"{"errors":[{"code":"CANARY","message":"m","detail":{"access_token":"CANARY"}}]}"#,
    "GET https://h/x?access_token=CANARY failed",
];

async fn drive(transport: impl Transport, credentials: Credentials, request: Request) -> Error {
    let client = Client::builder(BASE)
        .credentials(credentials)
        .transport(transport)
        .answer_timeout(Duration::from_secs(5))
        .idle_timeout(Duration::from_secs(5))
        .retry(RetryPolicy::default().max_attempts(2))
        .build()
        .unwrap();
    assert_hidden("client", &format!("{client:?}"));
    match client.execute(request).await {
        Err(error) => error,
        Ok(response) => {
            assert_hidden("response", &format!("{response:?}"));
            // A decoding error quotes what it met.
            response.json::<u64>().await.unwrap_err()
        }
    }
}

#[tokio::test(start_paused = true)]
async fn no_error_and_no_log_line_shows_a_secret() {
    let captured = Captured::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
        .with_writer(captured.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);

    let mut kinds = Vec::new();
    for credentials in every_credential() {
        for status in [400, 401, 403, 404, 409, 412, 413, 429, 500, 503] {
            for shape in SHAPES {
                let (transport, _) = scripted(move |_, _| echo(status, shape));
                let error = drive(transport, credentials.clone(), laden()).await;
                assert_error_hidden(&error);
                kinds.push(error.kind());
            }
        }
        for shape in SHAPES {
            let (transport, _) = scripted(move |_, _| echo(200, shape));
            let error = drive(transport, credentials.clone(), laden()).await;
            assert_error_hidden(&error);
            kinds.push(error.kind());
        }
        for fault in [
            TransportFault::NotSent,
            TransportFault::Tls,
            TransportFault::Interrupted,
            TransportFault::TimedOut,
            TransportFault::Body,
            TransportFault::Invalid,
        ] {
            // A transport of the caller's own may be careless.
            let careless = transport::from_fn(move |_| async move {
                let text = format!(
                    "cannot reach https://me:{CANARY}@h/?token={CANARY} with Bearer {CANARY}"
                );
                Err(TransportError::new(fault, std::io::Error::other(text)))
            });
            let error = drive(careless, credentials.clone(), laden()).await;
            assert_error_hidden(&error);
            kinds.push(error.kind());
        }
        for to in [
            "http://acme.example.com/?token=CANARY",
            "ftp://me:CANARY@h/",
            "https://landing.jfrog.com/reactivate-server?token=CANARY",
            "https://me:CANARY@other.example.com/?sig=CANARY#CANARY",
        ] {
            let (transport, _) = scripted(move |n, _| {
                let to = to.replace("CANARY", CANARY);
                if n == 0 {
                    answer(302, &[("location", to.as_str())], "")
                } else {
                    echo(401, SHAPES[0])
                }
            });
            let error = drive(transport, credentials.clone(), laden()).await;
            assert_error_hidden(&error);
            kinds.push(error.kind());
        }
        let (transport, _) = scripted(|_, _| Reply::Answer(response(200, &[], cut(b"["))));
        kinds.push(drive(transport, credentials.clone(), laden()).await.kind());
        let (transport, _) = scripted(|_, _| Reply::Answer(response(200, &[], stalled(b"["))));
        kinds.push(drive(transport, credentials.clone(), laden()).await.kind());
        let (transport, _) = scripted(|_, _| answer(200, &[], vec![b' '; 100]));
        let error = drive(transport, credentials.clone(), laden().response_limit(10)).await;
        assert_error_hidden(&error);
        let (transport, _) = scripted(|_, _| Reply::Hang);
        let error =
            drive(transport, credentials.clone(), laden().timeout(Duration::from_secs(1))).await;
        assert_error_hidden(&error);
        let (transport, _) = scripted(|_, _| Reply::Hang);
        let error =
            drive(transport, credentials, laden().header("x-a", format!("{CANARY}\n"))).await;
        assert_error_hidden(&error);
    }
    for kind in [
        ErrorKind::InvalidRequest,
        ErrorKind::Connect,
        ErrorKind::Tls,
        ErrorKind::Interrupted,
        ErrorKind::Timeout,
        ErrorKind::Redirect,
        ErrorKind::Unauthenticated,
        ErrorKind::Forbidden,
        ErrorKind::NotFound,
        ErrorKind::Conflict,
        ErrorKind::RateLimited,
        ErrorKind::BadRequest,
        ErrorKind::Server,
        ErrorKind::PlatformAsleep,
        ErrorKind::UnexpectedHtml,
        ErrorKind::Decode,
    ] {
        assert!(kinds.contains(&kind), "{kind:?} was never driven");
    }
    let log = captured.text();
    assert!(log.contains("read item") && log.contains("trying again"), "the log was captured");
    assert_hidden("the log", &log);
}

#[tokio::test]
async fn basic_credentials_are_hidden_in_the_form_in_which_they_travel() {
    let (transport, _) = scripted(|_, sent| {
        let header = sent.header("authorization").unwrap().trim_start_matches("Basic ");
        answer(400, &[], format!("you sent {header} to us"))
    });
    let error = drive(transport, Credentials::basic("me", CANARY), laden()).await;
    assert_error_hidden(&error);
    assert_eq!(error.api_errors()[0].message(), "you sent … to us");
}

#[tokio::test]
async fn no_failed_exchange_shows_a_token() {
    for (status, shape) in
        [(403, SHAPES[0]), (200, SHAPES[1]), (200, r#"{"access_token":{"CANARY":1}}"#)]
    {
        let (transport, _) = scripted(move |_, _| echo(status, shape));
        let oidc = OidcExchange::new("github", || async { Ok(Secret::new(CANARY)) });
        let error = drive(transport, Credentials::oidc(oidc), laden()).await;
        assert_eq!(error.kind(), ErrorKind::Credentials);
        assert_error_hidden(&error);
    }
}

#[cfg(feature = "reqwest")]
#[tokio::test]
async fn the_default_transport_shows_no_secret_either() {
    let captured = Captured::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::DEBUG)
        .with_writer(captured.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    use tokio::net::TcpSocket;

    // A port that is held but not listened on.
    let taken = TcpSocket::new_v4().unwrap();
    taken.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let free = taken.local_addr().unwrap();
    let proxies = [
        Proxy::none(),
        Proxy::url(&format!("http://me:{CANARY}@{free}")),
        Proxy::url(&format!("socks5://me:{CANARY}@{free}")),
    ];
    for proxy in proxies {
        let client = Client::builder(format!("http://{free}"))
            .credentials(Credentials::basic("me", CANARY))
            .retry(RetryPolicy::none())
            .proxy(proxy)
            .build()
            .unwrap();
        assert_hidden("client", &format!("{client:?}"));
        let error = client.execute(laden()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connect, "{}", chain(&error));
        assert_error_hidden(&error);
    }
    assert_hidden("the log", &captured.text());
}

#[test]
fn nothing_public_prints_a_secret() {
    fn hidden(value: &dyn Debug) {
        assert_hidden("Debug", &format!("{value:?}"));
        assert_hidden("Debug", &format!("{value:#?}"));
    }
    hidden(&Secret::new(CANARY));
    hidden(&IssuedToken::new(CANARY));
    hidden(&laden());
    hidden(&laden().bearer(CANARY));
    for credentials in every_credential() {
        hidden(&credentials);
        hidden(&Client::builder(BASE).credentials(credentials));
    }
    hidden(&OidcExchange::new("github", || async { Ok(Secret::new(CANARY)) }));
    let proxy = Proxy::url(&format!("http://me:{CANARY}@proxy:3128"));
    hidden(&proxy);
    hidden(&Client::builder(BASE).proxy(proxy));
    hidden(&Client::builder(BASE).proxy(Proxy::url("http://proxy").basic_auth("me", CANARY)));
    hidden(&Client::builder(format!(
        "https://me:{CANARY}@acme.example.com/?token={CANARY}#{CANARY}"
    )));
    hidden(&Client::builder(format!("https://me:{CANARY}@acme example")));
    hidden(&Client::builder(format!("me:{CANARY}@acme")));
    hidden(&Proxy::url(&format!("me:{CANARY}@proxy:3128")));
    hidden(&Proxy::url(&format!("http://me:{CANARY}@pro xy")));
    let url = RedactedUrl::parse(&format!("https://me:{CANARY}@h/a?sig={CANARY}&limit=5#{CANARY}"));
    hidden(&url);
    assert_hidden("Display", &url.to_string());
    assert_eq!(url.as_str(), "https://h/a?sig=…&limit=5");
}

#[test]
fn no_build_error_shows_a_secret() {
    let refused: [ClientBuilder<Client>; 5] = [
        Client::builder(format!("https://me:{CANARY}@acme.example.com")),
        Client::builder(format!("https://acme.example.com?token={CANARY}")),
        Client::builder(format!("me:{CANARY}@acme")),
        Client::builder(BASE).credentials(Credentials::access_token(format!("{CANARY}\n"))),
        Client::builder(BASE).proxy(Proxy::url(&format!("ftp://me:{CANARY}@proxy"))),
    ];
    for builder in refused {
        let error = builder.build().unwrap_err();
        assert_hidden("build error", &format!("{error} {error:?}"));
    }
}
