use std::time::Duration;

use jfrog_fake::{FakeJfrog, Permissions};
use serde_json::{Value, json};

use crate::support::{Platform, Reply, demo, json as with_json, message, send, start};

const VERSION: &str = "/artifactory/api/system/version";

async fn exchange(platform: &Platform, provider: &str, subject: &str) -> Reply {
    let body = json!({
        "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
        "subject_token_type": "urn:ietf:params:oauth:token-type:id_token",
        "subject_token": subject,
        "provider_name": provider,
    });
    send(with_json(platform.anonymous("POST", "/access/api/v1/oidc/token"), body)).await
}

async fn create(platform: &Platform, token: &str, body: Value) -> Reply {
    let request = platform.anonymous("POST", "/access/api/v1/tokens");
    send(with_json(request.bearer_auth(token), body)).await
}

async fn works(platform: &Platform, token: &str) -> u16 {
    send(platform.anonymous("GET", VERSION).bearer_auth(token)).await.status
}

#[tokio::test]
async fn an_identity_token_becomes_an_access_token() {
    let platform = demo().await;
    let reply = exchange(&platform, "github", "a.b.c").await;
    assert_eq!(reply.status, 200);
    let body = reply.json();
    assert_eq!((&body["expires_in"], &body["token_type"]), (&json!(3600), &json!("Bearer")));
    assert_eq!(works(&platform, body["access_token"].as_str().unwrap()).await, 200);
    assert_eq!(exchange(&platform, "gitlab", "a.b.c").await.status, 401);
    assert_eq!(exchange(&platform, "github", "").await.status, 400);
}

#[tokio::test]
async fn a_provider_may_insist_on_one_identity_token() {
    let builder = FakeJfrog::builder()
        .oidc_provider("ci", "robot", Permissions::read_only(), Duration::from_secs(60))
        .oidc_subject_token("the.right.one");
    let platform = start(builder).await;
    let wrong = exchange(&platform, "ci", "another").await;
    assert_eq!(wrong.status, 401);
    assert_eq!(wrong.json()["errors"][0]["code"], "UNAUTHORIZED");
    assert_eq!(exchange(&platform, "ci", "the.right.one").await.status, 200);
}

#[tokio::test]
async fn a_token_expires_with_the_clock_of_the_runtime() {
    let platform = demo().await;
    let minute = Some(Duration::from_secs(60));
    let token = platform.fake.issue_token("robot", Permissions::read_only(), minute);
    assert_eq!(works(&platform, &token).await, 200);
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(61)).await;
    tokio::time::resume();
    let reply = send(platform.anonymous("GET", VERSION).bearer_auth(&token)).await;
    assert_eq!(reply.status, 401);
    assert_eq!(message(&reply), "Token failed verification: expired");
}

#[tokio::test]
async fn a_refresh_token_works_once_and_ends_the_old_token() {
    let platform = demo().await;
    let made = create(
        &platform,
        &platform.token,
        json!({"username": "ci-bot", "expires_in": 600, "refreshable": true}),
    )
    .await
    .json();
    let (old, refresh) = (&made["access_token"], &made["refresh_token"]);
    let body = json!({"grant_type": "refresh_token", "refresh_token": refresh});
    let request = platform.anonymous("POST", "/access/api/v1/tokens");
    let renewed = send(with_json(request, body.clone())).await;
    assert_eq!(renewed.status, 200);
    let renewed = renewed.json();
    assert_eq!(works(&platform, renewed["access_token"].as_str().unwrap()).await, 200);
    assert_eq!(works(&platform, old.as_str().unwrap()).await, 401);
    let request = platform.anonymous("POST", "/access/api/v1/tokens");
    assert_eq!(send(with_json(request, body)).await.status, 401);
}

#[tokio::test]
async fn a_token_is_created_by_a_form_too_and_revoked_by_its_id() {
    let platform = demo().await;
    let form = platform
        .request("POST", "/access/api/v1/tokens")
        .header("content-type", "application/x-www-form-urlencoded")
        .body("scope=artifact%3Adocker-local%2F*%3Ar&expires_in=60&include_reference_token=true");
    let made = send(form).await.json();
    let reference = made["reference_token"].as_str().unwrap();
    assert_eq!(reference.len(), 64);
    let read = |path: &'static str| send(platform.anonymous("GET", path).bearer_auth(reference));
    assert_eq!(read("/artifactory/api/storage/docker-local/shop").await.status, 200);
    assert_eq!(read("/artifactory/api/storage/generic-local/shop").await.status, 403);
    let path = format!("/access/api/v1/tokens/{}", made["token_id"].as_str().unwrap());
    assert_eq!(platform.delete(&path).await.status, 200);
    assert_eq!(read("/artifactory/api/storage/docker-local/shop").await.status, 401);
    assert_eq!(platform.delete("/access/api/v1/tokens/unknown").await.status, 204);
}

#[tokio::test]
async fn nobody_gives_away_more_than_they_have() {
    let platform = demo().await;
    let token = platform.fake.issue_token("robot", Permissions::read_only(), None);
    for body in [
        json!({"scope": "applied-permissions/admin"}),
        json!({"username": "admin"}),
        json!({"scope": "artifact:docker-local/*:r,w"}),
        json!({"expires_in": 0}),
    ] {
        let reply = create(&platform, &token, body.clone()).await;
        assert_eq!(reply.status, 403, "{body}");
        assert_eq!(reply.json()["errors"][0]["code"], "FORBIDDEN");
    }
    let narrower = json!({"scope": "artifact:docker-local/*:r"});
    assert_eq!(create(&platform, &token, narrower).await.status, 200);
    assert_eq!(create(&platform, &token, json!({"scope": "nonsense"})).await.status, 400);
}

#[tokio::test]
async fn basic_takes_a_password_a_token_or_an_api_key() {
    let platform = demo().await;
    let (user, password) = jfrog_fake::demo::USER;
    let key = platform.fake.issue_api_key(user).unwrap();
    let token = platform.fake.issue_token(user, Permissions::read_only(), None);
    for secret in [password, &key, &token] {
        let request = platform.anonymous("GET", VERSION).basic_auth(user, Some(secret));
        assert_eq!(send(request).await.status, 200);
    }
    let with_key = platform.anonymous("GET", VERSION).header("X-JFrog-Art-Api", &key);
    assert_eq!(send(with_key).await.status, 200);
    let as_bearer = platform.anonymous("GET", VERSION).bearer_auth(&key);
    assert_eq!(send(as_bearer).await.status, 401);

    let wrong = platform.anonymous("GET", VERSION).basic_auth(user, Some("wrong"));
    assert_eq!(message(&send(wrong).await), "Bad Credentials");
    let stranger = platform.anonymous("GET", VERSION).basic_auth("bob", Some(&token));
    assert_eq!(message(&send(stranger).await), "Wrong username was used");
}

#[tokio::test]
async fn a_bad_token_is_401_in_the_words_of_each_service() {
    let platform = demo().await;
    assert!(platform.fake.expire_token(&platform.token));
    let artifactory = platform.get(VERSION).await;
    assert_eq!(message(&artifactory), "Token failed verification: expired");
    let xray = platform.get("/xray/api/v1/system/version").await;
    assert_eq!((xray.status, xray.json()["error"].is_string()), (401, true));
    let docker = platform.get("/artifactory/api/docker/docker-local/v2/_catalog").await;
    assert_eq!(docker.json()["errors"][0]["code"], "UNAUTHORIZED");
    let access = platform.post("/access/api/v1/tokens", json!({})).await;
    assert_eq!(access.json()["errors"][0]["code"], "UNAUTHORIZED");
}
