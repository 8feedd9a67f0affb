//! Faults as they look on a real socket, through the default transport.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::StreamExt as _;
use http::{Method, StatusCode};
use jfrog_http::{
    Body, Client, Credentials, ErrorKind, Path, Proxy, Request, RetryPolicy, Service, Sha256,
};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

use crate::support::{content, get, post};

/// What a raw server does after it has read a request.
#[derive(Clone)]
enum Then {
    /// Writes this and closes.
    Close(String),
    /// Writes this and resets the connection.
    Reset(String),
    /// Writes this and does nothing more.
    Stall(String),
}

/// A server that treats its n-th connection as the n-th step says; later ones as the last.
async fn raw(steps: Vec<Then>) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&seen);
    tokio::spawn(async move {
        let mut stalled = Vec::new();
        for n in 0.. {
            let Ok((mut socket, _)) = listener.accept().await else { return };
            let request = read_request(&mut socket).await;
            log.lock().unwrap().push(request);
            let (Then::Close(text) | Then::Reset(text) | Then::Stall(text)) =
                &steps[n.min(steps.len() - 1)];
            let _ = socket.write_all(text.as_bytes()).await;
            match &steps[n.min(steps.len() - 1)] {
                Then::Close(_) => {}
                Then::Reset(_) => socket.set_zero_linger().unwrap(),
                Then::Stall(_) => stalled.push(socket),
            }
        }
    });
    (url, seen)
}

/// Reads one request, with its body if it states a length.
async fn read_request(socket: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok()
            });
            if body.len() >= length.unwrap_or(0) {
                return text;
            }
        }
        if socket.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
            return text;
        }
    }
}

fn client(url: &str) -> Client {
    let quick = RetryPolicy::default()
        .max_attempts(3)
        .backoff(Duration::from_millis(1), Duration::from_millis(1));
    Client::builder(url).retry(quick).proxy(Proxy::none()).build().unwrap()
}

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n[]";

#[tokio::test]
async fn a_reset_connection_is_tried_again_if_that_is_harmless() {
    let (url, seen) = raw(vec![Then::Reset(String::new()), Then::Close(OK.to_owned())]).await;
    client(&url).execute(get()).await.unwrap();
    assert_eq!(seen.lock().unwrap().len(), 2);

    let (url, seen) = raw(vec![Then::Reset(String::new())]).await;
    let error = client(&url).execute(post().json(&1)).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Interrupted, 1));
    assert_eq!(seen.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn an_answer_cut_on_the_wire_is_asked_for_again() {
    let short = "HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n[1,2";
    let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\n[1,2\r\n";
    let (url, seen) =
        raw(vec![Then::Close(short.into()), Then::Close(chunked.into()), Then::Close(OK.into())])
            .await;
    client(&url).execute(get()).await.unwrap();
    assert_eq!(seen.lock().unwrap().len(), 3);
}

#[tokio::test]
async fn a_server_that_is_not_there_was_sent_nothing() {
    let taken = TcpSocket::new_v4().unwrap();
    taken.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let url = format!("http://{}", taken.local_addr().unwrap());
    let error = client(&url).execute(post().json(&1)).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Connect, 3));
}

#[tokio::test]
async fn a_download_cut_on_the_wire_is_resumed() {
    let sum = Sha256::of(b"0123456789");
    let head = |status: &str, length: usize, more: &str| {
        format!(
            "HTTP/1.1 {status}\r\ncontent-length: {length}\r\netag: abc\r\nx-checksum-sha256: {sum}\r\n{more}\r\n"
        )
    };
    let steps = vec![
        Then::Reset(head("200 OK", 10, "") + "0123"),
        Then::Close(head("206 Partial Content", 6, "content-range: bytes 4-9/10\r\n") + "456789"),
    ];
    // A reset may overtake the bytes before it, so how much arrives is not certain; what is asked
    // for must fit to it.
    let (url, seen) = raw(steps).await;
    let result = client(&url).download(content()).bytes(10).await;
    let requests = seen.lock().unwrap().clone();
    let asked = requests.iter().find_map(|request| {
        request
            .to_ascii_lowercase()
            .split_once("range: bytes=")
            .map(|(_, rest)| rest[..2].to_owned())
    });
    match asked.as_deref() {
        Some("4-") => assert_eq!(result.unwrap(), "0123456789"),
        _ => assert!(result.is_err()),
    }

    let steps = vec![
        Then::Close(head("200 OK", 10, "") + "0123"),
        Then::Close(head("206 Partial Content", 6, "content-range: bytes 4-9/10\r\n") + "456789"),
    ];
    let (url, seen) = raw(steps).await;
    assert_eq!(client(&url).download(content()).bytes(10).await.unwrap(), "0123456789");
    assert_eq!(seen.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn a_body_that_stalls_on_the_wire_is_given_up() {
    let (url, _) =
        raw(vec![Then::Stall("HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n0123".into())]).await;
    let response = client(&url).execute(content().streaming()).await.unwrap();
    let mut body = response.stream();
    assert_eq!(body.next().await.unwrap().unwrap(), "0123");
    // From here on nothing happens but time, so it may pass by itself.
    tokio::time::pause();
    assert!(body.next().await.unwrap().unwrap_err().is_timeout());
    assert!(body.next().await.is_none());
}

#[tokio::test]
async fn a_file_is_uploaded_with_its_length() {
    let path = std::env::temp_dir().join(format!("jfrog-http-upload-{}", std::process::id()));
    tokio::fs::write(&path, "file content").await.unwrap();
    let (url, seen) =
        raw(vec![Then::Close("HTTP/1.1 201 Created\r\ncontent-length: 0\r\n\r\n".into())]).await;
    let request =
        Request::new("deploy", Method::PUT, Service::Artifactory, Path::new("repo/a b;1"))
            .body(Body::file(&path).await.unwrap());
    let client = Client::builder(&url)
        .credentials(Credentials::basic("me", "pw"))
        .proxy(Proxy::none())
        .build()
        .unwrap();
    client.execute(request).await.unwrap();
    tokio::fs::remove_file(&path).await.unwrap();
    let request = seen.lock().unwrap()[0].clone();
    assert!(request.starts_with("PUT /artifactory/repo/a%20b%3B1 HTTP/1.1\r\n"), "{request}");
    assert!(request.to_ascii_lowercase().contains("content-length: 12\r\n"), "{request}");
    assert!(!request.to_ascii_lowercase().contains("transfer-encoding"), "{request}");
    assert!(request.ends_with("file content"), "{request}");
}

#[tokio::test]
async fn an_explicit_proxy_gets_its_own_credentials_and_no_others() {
    let (url, seen) = raw(vec![Then::Close(OK.to_owned())]).await;
    let client = Client::builder("http://platform.example.invalid")
        .credentials(Credentials::api_key("platform-key"))
        .proxy(Proxy::url(&url).basic_auth("proxy-user", "pw"))
        .build()
        .unwrap();
    client.execute(get()).await.unwrap();
    let request = seen.lock().unwrap()[0].to_ascii_lowercase();
    assert!(request.starts_with("get http://platform.example.invalid/artifactory/"), "{request}");
    assert!(request.contains("proxy-authorization: basic chjvehktdxnlcjpwdw=="), "{request}");
    assert!(request.contains("x-jfrog-art-api: platform-key"), "{request}");
}

#[tokio::test]
async fn an_answer_without_a_body_may_state_the_length_of_one() {
    let head = "HTTP/1.1 304 Not Modified\r\ncontent-length: 5\r\netag: x\r\n\r\n";
    let (url, seen) = raw(vec![Then::Close(head.to_owned())]).await;
    let client = Client::builder(url).proxy(Proxy::none()).build().unwrap();
    let conditional = || content().header("if-none-match", "x").accept(StatusCode::NOT_MODIFIED);
    let response = client.execute(conditional()).await.unwrap();
    assert_eq!(response.content_length(), Some(5));
    assert_eq!(response.bytes().await.unwrap().len(), 0);
    let response = client.execute(conditional().streaming()).await.unwrap();
    assert_eq!(response.stream().count().await, 0);
    assert_eq!(seen.lock().unwrap().len(), 2, "nothing is missing, so nothing is asked for again");
}
