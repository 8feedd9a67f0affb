//! A client that knows nothing about JFrog.

use jfrog_fake::{Builder, FakeJfrog};
use reqwest::header::HeaderMap;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;

/// A running platform, its administrator's token, and a client without proxies.
pub(crate) struct Platform {
    pub(crate) fake: FakeJfrog,
    pub(crate) http: Client,
    pub(crate) token: String,
}

/// An answer, whole.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

pub(crate) async fn demo() -> Platform {
    start(FakeJfrog::builder()).await
}

pub(crate) async fn start(builder: Builder) -> Platform {
    let fake = builder.start().await.unwrap();
    let token = fake.admin_token().to_owned();
    Platform { fake, http: client(), token }
}

pub(crate) fn client() -> Client {
    // Built in one go with a crate that brings rustls without a provider, reqwest wants one even
    // for plain HTTP. It fails when another test was first, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

impl Platform {
    /// A request with the administrator's token.
    pub(crate) fn request(&self, method: &str, path: &str) -> RequestBuilder {
        self.anonymous(method, path).bearer_auth(&self.token)
    }

    pub(crate) fn anonymous(&self, method: &str, path: &str) -> RequestBuilder {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        self.http.request(method, format!("{}{path}", self.fake.url()))
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        send(self.request("GET", path)).await
    }

    pub(crate) async fn put(&self, path: &str, body: &'static str) -> Reply {
        send(self.request("PUT", path).body(body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Reply {
        send(self.request("DELETE", path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Reply {
        send(json(self.request("POST", path), body)).await
    }

    /// The overall status of an artifact's scan.
    pub(crate) async fn status(&self, path: &str) -> String {
        let body = serde_json::json!({"repo": "docker-local", "path": path});
        let reply = self.post("/xray/api/v1/artifact/status", body).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()["overall"]["status"].as_str().unwrap().to_owned()
    }
}

pub(crate) fn json(request: RequestBuilder, body: Value) -> RequestBuilder {
    request.header("content-type", "application/json").body(body.to_string())
}

pub(crate) async fn send(request: RequestBuilder) -> Reply {
    try_send(request).await.unwrap()
}

pub(crate) async fn try_send(request: RequestBuilder) -> Result<Reply, reqwest::Error> {
    let response = request.send().await?;
    Ok(Reply {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        body: response.bytes().await?.to_vec(),
    })
}

/// The one message of an error in Artifactory's shape.
pub(crate) fn message(reply: &Reply) -> String {
    let body = reply.json();
    assert_eq!(body["errors"][0]["status"], reply.status);
    body["errors"][0]["message"].as_str().unwrap().to_owned()
}
