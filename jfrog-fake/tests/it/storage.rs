use serde_json::json;

use crate::support::{demo, message, send};

#[tokio::test]
async fn a_size_is_text_and_a_path_starts_with_a_slash() {
    let platform = demo().await;
    let info = platform
        .get("/artifactory/api/storage/generic-local/shop/release-notes/2.0.1/notes.txt")
        .await;
    let info = info.json();
    assert_eq!(info["size"], "47");
    assert_eq!(info["path"], "/shop/release-notes/2.0.1/notes.txt");
    assert_eq!(info["mimeType"], "text/plain");
}

#[tokio::test]
async fn a_folder_lists_what_is_directly_in_it() {
    let platform = demo().await;
    platform.put("/artifactory/generic-local/a/b/c.txt", "c").await;
    platform.put("/artifactory/generic-local/a/d.txt", "d").await;
    platform.put("/artifactory/generic-local/ab/e.txt", "e").await;
    let folder = platform.get("/artifactory/api/storage/generic-local/a").await.json();
    assert_eq!(
        folder["children"],
        json!([{"uri": "/b", "folder": true}, {"uri": "/d.txt", "folder": false}])
    );
    assert!(folder.get("size").is_none());
    let root = platform.get("/artifactory/api/storage/generic-local").await.json();
    assert_eq!(root["path"], "/");
    assert_eq!(root["children"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn what_is_not_there_is_404_in_artifactorys_words() {
    let platform = demo().await;
    for path in ["generic-local/none", "no-such-repo/x", "no-such-repo"] {
        let reply = platform.get(&format!("/artifactory/api/storage/{path}")).await;
        assert_eq!(reply.status, 404);
        assert_eq!(message(&reply), "Unable to find item");
    }
}

#[tokio::test]
async fn a_stranger_is_asked_to_sign_in_and_a_guest_may_read_where_that_is_allowed() {
    let path = "/artifactory/api/storage/docker-local/shop";
    let closed = demo().await;
    let reply = send(closed.anonymous("GET", path)).await;
    assert_eq!(reply.status, 401);
    assert!(reply.header("www-authenticate").starts_with("Basic "));

    let open = crate::support::start(jfrog_fake::FakeJfrog::builder().anonymous_read()).await;
    assert_eq!(send(open.anonymous("GET", path)).await.status, 200);
    let put = open.anonymous("PUT", "/artifactory/generic-local/x").body("x");
    assert_eq!(send(put).await.status, 401);
    // An unusable header is worse than none, even here.
    let empty = open.anonymous("GET", path).header("authorization", "");
    assert_eq!(send(empty).await.status, 401);
}

#[tokio::test]
async fn system_calls_answer_as_expected() {
    let platform = demo().await;
    let ping = send(platform.anonymous("GET", "/artifactory/api/system/ping")).await;
    assert_eq!((ping.status, ping.text()), (200, "OK"));
    let health = send(platform.anonymous("GET", "/router/api/v1/system/health")).await;
    assert_eq!(health.json()["router"]["state"], "HEALTHY");
    let xray = send(platform.anonymous("GET", "/xray/api/v1/system/ping")).await;
    assert_eq!(xray.json(), json!({"status": "pong"}));
    let version = send(platform.anonymous("GET", "/artifactory/api/system/version")).await;
    assert_eq!(version.status, 401);
    let lost = platform.get("/lifecycle/api/v2/anything").await;
    assert_eq!((lost.status, lost.text()), (404, "404 page not found\n"));
}

#[tokio::test]
async fn what_is_not_offered_is_refused_rather_than_answered_with_something_else() {
    let platform = demo().await;
    for switch in ["list&deep=1", "stats", "permissions"] {
        let path = format!("/artifactory/api/storage/generic-local/shop?{switch}");
        assert_eq!(platform.get(&path).await.status, 400, "{switch}");
    }
    let reply = platform.get("/artifactory/api/search/aql").await;
    assert_eq!(reply.status, 404);
    assert!(reply.header("x-jfrog-version").starts_with("Artifactory/7."));
}
