use jfrog_fake::Permissions;

use crate::support::{demo, message, send};

const PATH: &str = "/artifactory/generic-local/app/1.0/app.war";

#[tokio::test]
async fn a_deployed_file_comes_back_with_its_checksums() {
    let platform = demo().await;
    let put = platform.put(PATH, "0123456789").await;
    assert_eq!(put.status, 201);
    let created = put.json();
    assert_eq!(created["uri"], format!("{}{PATH}", platform.fake.url()));
    assert_eq!(put.header("location"), created["uri"].as_str().unwrap());
    assert_eq!(created["mimeType"], "application/java-archive");

    let got = platform.get(PATH).await;
    assert_eq!(got.text(), "0123456789");
    assert_eq!(got.header("etag"), "87acec17cd9dcd20a716cc2cf67417b71c8a7016");
    assert_eq!(got.header("x-checksum-md5"), "781e5e245d69b566979b86e28d23f2c7");
    assert_eq!(
        got.header("x-checksum-sha256"),
        "84d89877f0d4041efb6bf91a16f0248f2fd573e6af05c19f96bedb9f882f7882"
    );
    assert_eq!(got.header("x-artifactory-filename"), "app%2Ewar");

    let head = send(platform.request("HEAD", PATH)).await;
    assert_eq!(head.header("content-length"), "10");
    assert_eq!(head.header("etag"), got.header("etag"));
    assert!(head.body.is_empty());
}

#[tokio::test]
async fn a_range_continues_what_has_not_changed_and_restarts_what_has() {
    let platform = demo().await;
    platform.put(PATH, "0123456789").await;
    let etag = platform.get(PATH).await.header("etag").to_owned();
    let ranged = |range: &str, if_range: &str| {
        let request = platform.request("GET", PATH).header("range", range);
        if if_range.is_empty() { request } else { request.header("if-range", if_range) }
    };
    let part = send(ranged("bytes=4-", &etag)).await;
    assert_eq!((part.status, part.text()), (206, "456789"));
    assert_eq!(part.header("content-range"), "bytes 4-9/10");
    assert_eq!(part.header("x-checksum-sha1"), etag);
    let other = send(ranged("bytes=4-", "another")).await;
    assert_eq!((other.status, other.text()), (200, "0123456789"));
    let beyond = send(ranged("bytes=10-", "")).await;
    assert_eq!(beyond.status, 416);
    assert_eq!(beyond.header("content-range"), "bytes */10");
    let same = send(platform.request("GET", PATH).header("if-none-match", &etag)).await;
    assert_eq!((same.status, same.body.len()), (304, 0));
}

#[tokio::test]
async fn a_wrong_checksum_is_refused_and_nothing_is_stored() {
    let platform = demo().await;
    let wrong = platform
        .request("PUT", PATH)
        .header("x-checksum-sha1", "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8")
        .body("b");
    let reply = send(wrong).await;
    assert_eq!(reply.status, 409);
    let text = message(&reply);
    assert!(text.contains("rejected the artifact 'generic-local:app/1.0/app.war'"), "{text}");
    assert!(text.contains("actual='e9d71f5ee7c92d6dc9e92ffdad17b8bd49418f98'"), "{text}");
    assert_eq!(platform.get(PATH).await.status, 404);
    let nonsense = platform.request("PUT", PATH).header("x-checksum-sha256", "abc");
    assert_eq!(send(nonsense.body("b")).await.status, 400);
}

#[tokio::test]
async fn known_content_is_deployed_by_its_checksum_alone() {
    let platform = demo().await;
    let by_checksum = |sha256: &str| {
        platform
            .request("PUT", "/artifactory/generic-local/copy.txt")
            .header("x-checksum-deploy", "true")
            .header("x-checksum-sha256", sha256)
    };
    let sha256 = "84d89877f0d4041efb6bf91a16f0248f2fd573e6af05c19f96bedb9f882f7882";
    let unknown = send(by_checksum(sha256)).await;
    assert_eq!(unknown.status, 404);
    assert_eq!(
        message(&unknown),
        format!("Checksum deploy failed. No existing file with SHA256: {sha256}")
    );
    platform.put(PATH, "0123456789").await;
    assert_eq!(send(by_checksum(sha256)).await.status, 201);
    let copy = platform.get("/artifactory/generic-local/copy.txt").await;
    assert_eq!(copy.text(), "0123456789");
}

#[tokio::test]
async fn content_of_a_hidden_repository_cannot_be_had_by_its_checksum() {
    let platform = demo().await;
    let sha256 = platform.fake.put_file("secret-local", "key.txt", "secret");
    let robot = Permissions::read_write().in_repository("generic-local");
    let token = platform.fake.issue_token("robot", robot, None);
    let request = platform
        .anonymous("PUT", "/artifactory/generic-local/stolen.txt")
        .bearer_auth(token)
        .header("x-checksum-deploy", "true")
        .header("x-checksum-sha256", sha256);
    assert_eq!(send(request).await.status, 404);
}

#[tokio::test]
async fn overwriting_takes_the_permission_to_delete() {
    let platform = demo().await;
    let token = platform.fake.issue_token("deployer", Permissions::deploy_only(), None);
    let put = || {
        let request = platform.anonymous("PUT", PATH).bearer_auth(&token);
        send(request.body("1"))
    };
    assert_eq!(put().await.status, 201);
    let again = put().await;
    assert_eq!(again.status, 403);
    assert_eq!(
        message(&again),
        "Not enough permissions to overwrite artifact 'generic-local:app/1.0/app.war' (user \
         'deployer' needs DELETE permission)."
    );
    let delete = platform.anonymous("DELETE", PATH).bearer_auth(&token);
    assert_eq!(send(delete).await.status, 403);
}

#[tokio::test]
async fn deleting_a_folder_deletes_what_is_in_it() {
    let platform = demo().await;
    platform.put(PATH, "x").await;
    let folder = "/artifactory/generic-local/app";
    let gone = platform.delete(folder).await;
    assert_eq!((gone.status, gone.body.len()), (204, 0));
    assert_eq!(platform.get(PATH).await.status, 404);
    assert_eq!(platform.delete(folder).await.status, 404);
}

#[tokio::test]
async fn a_slash_makes_a_folder_and_its_absence_an_empty_file() {
    let platform = demo().await;
    let folder = platform.put("/artifactory/generic-local/f/", "").await;
    assert_eq!((folder.status, folder.json()["children"].is_array()), (201, true));
    platform.put("/artifactory/generic-local/g", "").await;
    let info = platform.get("/artifactory/api/storage/generic-local/g").await.json();
    assert_eq!(info["size"], "0");
    // A folder is no place for a file, nor a file for a folder.
    assert_eq!(platform.put("/artifactory/generic-local/f", "x").await.status, 409);
    assert_eq!(platform.put("/artifactory/generic-local/g/h", "x").await.status, 409);
    assert_eq!(platform.put("/artifactory/generic-local/g/h/", "").await.status, 409);
}

#[tokio::test]
async fn names_are_decoded_once_and_bad_ones_are_refused() {
    let platform = demo().await;
    let path = "/artifactory/generic-local/a%3Bb%20100%25%23.txt;k=v";
    assert_eq!(platform.put(path, "x").await.status, 201);
    let info =
        platform.get("/artifactory/api/storage/generic-local/a%3Bb%20100%25%23.txt").await.json();
    assert_eq!(info["path"], "/a;b 100%#.txt");
    for bad in ["a%2Fb", "a%5Cb", "a%00b", "a%FF", "a//b"] {
        let reply = platform.put(&format!("/artifactory/generic-local/{bad}"), "x").await;
        assert_eq!(reply.status, 400, "{bad}");
    }
    assert_eq!(platform.put("/artifactory/no-such-repo/x", "x").await.status, 404);
}
