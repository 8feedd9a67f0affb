use jfrog_http::Sha256;

use super::*;

fn file() -> ArtifactPath {
    "generic-local/app/1;2 #3/ä+b.war".parse().unwrap()
}

fn repo() -> RepoKey {
    RepoKey::new("docker-local").unwrap()
}

/// Method, target and idempotency of every endpoint: a change here is a change of what this crate
/// repeats.
#[test]
fn every_endpoint_declares_its_path_and_whether_it_may_be_repeated() {
    let image = ImageName::new("team/api").unwrap();
    let digest = Reference::Digest(Sha256::of(b"x"));
    let properties = [("a.b".to_owned(), "1;2".to_owned()), ("a.b".to_owned(), "x y+z".to_owned())];
    let announced = Checksums::none();
    let props = [("k".to_owned(), Some(vec!["v".to_owned()]))].into();
    let patch = Patch::new(&props);
    let encoded = "generic-local/app/1%3B2%20%233/%C3%A4%2Bb.war";
    let storage = format!("api/storage/{encoded}");
    for (request, method, target, idempotent) in [
        (item_info(&file()), "GET", storage.clone(), true),
        (item_exists(&file()), "HEAD", encoded.to_owned(), true),
        (download(&file()), "GET", encoded.to_owned(), true),
        (
            deploy(&file(), &properties, &announced),
            "PUT",
            format!("{encoded};a.b=1%3B2;a.b=x%20y%2Bz"),
            true,
        ),
        (checksum_deploy(&file(), &[], &announced), "PUT", encoded.to_owned(), true),
        (delete_item(&file()), "DELETE", encoded.to_owned(), true),
        (read_properties(&file()), "GET", format!("{storage}?properties"), true),
        (
            set_properties(&file(), &patch, false),
            "PATCH",
            format!("api/metadata/{encoded}?recursiveProperties=0"),
            true,
        ),
        (
            delete_properties(&file(), &["a".to_owned(), "b".to_owned()], true),
            "DELETE",
            format!("{storage}?properties=a%2Cb&recursive=1"),
            true,
        ),
        (ping(), "GET", "api/system/ping".to_owned(), true),
        (version(), "GET", "api/system/version".to_owned(), true),
        (catalog(&repo()), "GET", "api/docker/docker-local/v2/_catalog".to_owned(), true),
        (
            tags(&repo(), &image),
            "GET",
            "api/docker/docker-local/v2/team/api/tags/list".to_owned(),
            true,
        ),
        (
            manifest(&repo(), &image, &digest),
            "GET",
            format!("api/docker/docker-local/v2/team/api/manifests/{digest}"),
            true,
        ),
    ] {
        assert_eq!(request.method(), method, "{target}");
        assert_eq!(request.target(), target);
        assert_eq!(request.is_idempotent(), idempotent, "{target}");
    }
}

#[test]
fn a_root_has_no_segments() {
    let root = ArtifactPath::root(repo());
    assert_eq!(item_info(&root).target(), "api/storage/docker-local");
}
