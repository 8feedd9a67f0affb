use jfrog_fake::Permissions;
use serde_json::{Value, json};

use crate::support::{Platform, demo, json as with_json, message, send};

const ITEM: &str = "/artifactory/api/storage/generic-local/dir/file.txt";

async fn with_file() -> Platform {
    let platform = demo().await;
    platform.fake.put_file("generic-local", "dir/file.txt", "hello");
    platform
}

async fn properties(platform: &Platform, path: &str) -> Value {
    let reply = platform.get(&format!("{path}?properties")).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()["properties"].clone()
}

#[tokio::test]
async fn an_item_without_properties_answers_404() {
    let platform = with_file().await;
    let reply = platform.get(&format!("{ITEM}?properties")).await;
    assert_eq!(reply.status, 404);
    assert_eq!(message(&reply), "No properties could be found.");
}

#[tokio::test]
async fn properties_are_set_read_and_deleted() {
    let platform = with_file().await;
    let set = platform.put(&format!("{ITEM}?properties=a=1,2;b=x%20y;c=p%5C,q%5C=r"), "").await;
    assert_eq!((set.status, set.body.len()), (204, 0));
    assert_eq!(
        properties(&platform, ITEM).await,
        json!({"a": ["1", "2"], "b": ["x y"], "c": ["p,q=r"]})
    );
    let some = platform.get(&format!("{ITEM}?properties=a,zz")).await.json();
    assert_eq!(some["properties"], json!({"a": ["1", "2"]}));
    let replaced = platform.put(&format!("{ITEM}?properties=a=3"), "").await;
    assert_eq!(replaced.status, 204);
    assert_eq!(platform.delete(&format!("{ITEM}?properties=b,c,zz")).await.status, 204);
    assert_eq!(properties(&platform, ITEM).await, json!({"a": ["3"]}));
    // The item itself is still there.
    assert_eq!(platform.get(ITEM).await.status, 200);
}

#[tokio::test]
async fn a_folder_passes_properties_on_unless_told_not_to() {
    let platform = with_file().await;
    let folder = "/artifactory/api/storage/generic-local/dir";
    platform.put(&format!("{folder}?properties=here=1&recursive=0"), "").await;
    assert_eq!(platform.get(&format!("{ITEM}?properties")).await.status, 404);
    platform.put(&format!("{folder}?properties=all=1"), "").await;
    assert_eq!(properties(&platform, ITEM).await, json!({"all": ["1"]}));
    assert_eq!(properties(&platform, folder).await, json!({"here": ["1"], "all": ["1"]}));
}

#[tokio::test]
async fn a_patch_sets_replaces_and_removes_without_escapes() {
    let platform = with_file().await;
    platform.put(&format!("{ITEM}?properties=gone=1;kept=1"), "").await;
    let body = json!({"props": {"gone": null, "one": "a;b,c", "many": ["x", "y"]}});
    let path = "/artifactory/api/metadata/generic-local/dir/file.txt";
    let reply = send(with_json(platform.request("PATCH", path), body)).await;
    assert_eq!(reply.status, 204);
    assert_eq!(
        properties(&platform, ITEM).await,
        json!({"kept": ["1"], "one": ["a;b,c"], "many": ["x", "y"]})
    );
}

#[tokio::test]
async fn matrix_parameters_become_properties_of_what_is_deployed() {
    let platform = demo().await;
    let path = "/artifactory/generic-local/m.txt;build.name=acme%20::%20app;tag=a;tag=b;plus=1%2B1";
    assert_eq!(platform.put(path, "x").await.status, 201);
    assert_eq!(
        properties(&platform, "/artifactory/api/storage/generic-local/m.txt").await,
        json!({"build.name": ["acme :: app"], "tag": ["a", "b"], "plus": ["1+1"]})
    );
}

#[tokio::test]
async fn a_bad_key_is_400_and_a_reader_may_not_write() {
    let platform = with_file().await;
    let bad = platform.put(&format!("{ITEM}?properties=1x=1"), "").await;
    assert_eq!(bad.status, 400);
    assert!(message(&bad).contains("must start with a letter"));
    let token = platform.fake.issue_token("r", Permissions::read_only(), None);
    for method in ["PUT", "DELETE"] {
        let request = platform.anonymous(method, &format!("{ITEM}?properties=a=1"));
        assert_eq!(send(request.bearer_auth(&token)).await.status, 403, "{method}");
    }
    // Annotating does not take the permission to delete.
    let token = platform.fake.issue_token("d", Permissions::deploy_only(), None);
    let request = platform.anonymous("DELETE", &format!("{ITEM}?properties=a"));
    assert_eq!(send(request.bearer_auth(&token)).await.status, 204);
}
