//! A transport that answers from a script, and what tests say often.

use std::future::pending;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use http::{HeaderMap, Method, Response, StatusCode};
use jfrog_http::{
    ByteStream, Client, ClientBuilder, Path, Request, Service, Transport, TransportError,
    TransportFault, transport,
};

pub(crate) const BASE: &str = "https://acme.example.com";

/// A request as it went out.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) method: Method,
    pub(crate) url: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Sent {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

/// What a script does with a request.
pub(crate) enum Reply {
    Answer(Response<ByteStream>),
    Fail(TransportFault),
    /// Never answers.
    Hang,
}

/// Everything a scripted transport was asked.
#[derive(Clone, Debug, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<Sent>>>);

impl Log {
    pub(crate) fn all(&self) -> Vec<Sent> {
        self.0.lock().unwrap().clone()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.lock().unwrap().len()
    }
}

/// Answers the n-th request, counted from zero, with what `script` says. Request bodies are read
/// whole first, unless the script fails the request as not sent.
pub(crate) fn scripted(
    script: impl Fn(usize, &Sent) -> Reply + Send + Sync + 'static,
) -> (impl Transport, Log) {
    let log = Log::default();
    let seen = log.clone();
    let script = Arc::new(script);
    let transport = transport::from_fn(move |request| {
        let seen = seen.clone();
        let script = Arc::clone(&script);
        async move {
            let (parts, body) = request.into_parts();
            let mut sent = Sent {
                method: parts.method,
                url: parts.uri.to_string(),
                headers: parts.headers,
                body: Bytes::new(),
            };
            let n = {
                let mut all = seen.0.lock().unwrap();
                all.push(sent.clone());
                all.len() - 1
            };
            let reply = script(n, &sent);
            if let Reply::Fail(fault @ TransportFault::NotSent) = reply {
                return Err(TransportError::new(fault, "scripted"));
            }
            let mut pieces = body.into_stream();
            let mut whole = Vec::new();
            while let Some(piece) = pieces.next().await {
                whole.extend_from_slice(&piece?);
            }
            sent.body = whole.into();
            seen.0.lock().unwrap()[n] = sent;
            match reply {
                Reply::Answer(response) => Ok(response),
                Reply::Fail(fault) => Err(TransportError::new(fault, "scripted")),
                Reply::Hang => pending().await,
            }
        }
    });
    (transport, log)
}

pub(crate) fn builder(transport: impl Transport) -> ClientBuilder<Client> {
    Client::builder(BASE).transport(transport)
}

pub(crate) fn client(transport: impl Transport) -> Client {
    builder(transport).build().unwrap()
}

pub(crate) fn get() -> Request {
    Request::get("read item", Service::Artifactory, Path::new("api/storage/repo/item"))
}

pub(crate) fn post() -> Request {
    Request::post("start scan", Service::Xray, Path::new("api/v1/scanArtifact"))
}

pub(crate) fn content() -> Request {
    Request::get("download artifact", Service::Artifactory, Path::new("repo/item.bin"))
}

pub(crate) fn answer(status: u16, headers: &[(&str, &str)], body: impl Into<Bytes>) -> Reply {
    Reply::Answer(response(status, headers, ByteStream::from_bytes(body.into())))
}

pub(crate) fn ok(body: impl Into<Bytes>) -> Reply {
    answer(200, &[("content-type", "application/json")], body)
}

pub(crate) fn response(
    status: u16,
    headers: &[(&str, &str)],
    body: ByteStream,
) -> Response<ByteStream> {
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    for (name, value) in headers {
        let name: http::HeaderName = name.parse().unwrap();
        response.headers_mut().append(name, value.parse().unwrap());
    }
    response
}

/// A body that breaks after `start`.
pub(crate) fn cut(start: &'static [u8]) -> ByteStream {
    let broken = TransportError::new(TransportFault::Interrupted, "the peer went away");
    ByteStream::new(stream::iter([Ok(Bytes::from_static(start)), Err(broken)]))
}

/// A body of `count` spaces, of which one comes every `pause`.
pub(crate) fn trickle(count: usize, pause: Duration) -> ByteStream {
    ByteStream::new(stream::iter(0..count).then(move |_| async move {
        tokio::time::sleep(pause).await;
        Ok::<_, TransportError>(Bytes::from_static(b" "))
    }))
}

/// A body that brings `start` and then nothing, without ever ending.
pub(crate) fn stalled(start: &'static [u8]) -> ByteStream {
    let first = stream::iter([Ok::<_, TransportError>(Bytes::from_static(start))]);
    ByteStream::new(first.chain(stream::pending()))
}

pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
