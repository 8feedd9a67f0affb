use super::*;

const IMAGE: &str = r#"{
  "schemaVersion": 2,
  "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
  "config": {"mediaType": "application/vnd.docker.container.image.v1+json", "size": 1500,
             "digest": "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},
  "layers": [
    {"mediaType": "application/vnd.docker.image.rootfs.diff.tar.gzip", "size": 3000,
     "digest": "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"},
    {"mediaType": "application/vnd.docker.image.rootfs.diff.tar.gzip", "size": "500",
     "digest": "sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"}
  ]
}"#;

fn parse(text: &str, content_type: Option<&str>) -> Result<Manifest, ManifestFault> {
    let bytes = Bytes::copy_from_slice(text.as_bytes());
    let digest = Sha256::of(&bytes);
    Manifest::parse(bytes, digest, content_type)
}

#[test]
fn a_docker_image_gives_config_layers_and_size() {
    let manifest =
        parse(IMAGE, Some("application/vnd.docker.distribution.manifest.v2+json; charset=utf-8"))
            .unwrap();
    assert_eq!(&manifest.media_type, MediaType::DOCKER_MANIFEST);
    let image = manifest.as_image().unwrap();
    assert_eq!(image.layers.len(), 2);
    assert_eq!(image.size(), 5000);
    assert!(image.config.sha256().is_some());
    assert_eq!(manifest.bytes, IMAGE.as_bytes());
}

#[test]
fn an_oci_image_needs_no_media_type_of_its_own() {
    let text = IMAGE.replace(
        "\"mediaType\": \"application/vnd.docker.distribution.manifest.v2+json\",\n",
        "\"annotations\": null,",
    );
    for content_type in [None, Some("application/json"), Some("application/octet-stream")] {
        let manifest = parse(&text, content_type).unwrap();
        assert_eq!(&manifest.media_type, MediaType::OCI_MANIFEST);
    }
    let manifest = parse(&text, Some(MediaType::DOCKER_MANIFEST)).unwrap();
    assert_eq!(&manifest.media_type, MediaType::DOCKER_MANIFEST);
}

#[test]
fn an_index_lists_platforms_and_hides_attestations() {
    let entry = |digit: &str, platform: &str| {
        format!(
            r#"{{"mediaType":"application/vnd.oci.image.manifest.v1+json","size":7,"digest":"sha256:{}","platform":{platform}}}"#,
            digit.repeat(64)
        )
    };
    let text = format!(
        r#"{{"schemaVersion":2,"manifests":[{},{},{}]}}"#,
        entry("1", r#"{"os":"linux","architecture":"amd64"}"#),
        entry("2", r#"{"os":"linux","architecture":"arm","variant":"v7"}"#),
        entry("3", r#"{"os":"unknown","architecture":"unknown"}"#),
    );
    let manifest = parse(&text, Some(MediaType::OCI_INDEX)).unwrap();
    let index = manifest.as_index().unwrap();
    assert_eq!(index.manifests.len(), 3);
    let shown: Vec<_> = index.platforms().map(|(platform, _)| platform.to_string()).collect();
    assert_eq!(shown, ["linux/amd64", "linux/arm/v7"]);
    assert_eq!(index.find("linux", "amd64").unwrap().digest, format!("sha256:{}", "1".repeat(64)));
    assert!(index.find("windows", "amd64").is_none());
}

#[test]
fn documents_on_which_readers_disagree_are_refused() {
    let both = IMAGE.replace("\"schemaVersion\": 2,", "\"schemaVersion\": 2, \"manifests\": [],");
    assert!(matches!(parse(&both, None), Err(ManifestFault::Ambiguous)));
    assert!(matches!(
        parse(IMAGE, Some(MediaType::OCI_INDEX)),
        Err(ManifestFault::Contradiction { .. })
    ));
    let liar = IMAGE.replace("manifest.v2+json", "manifest.list.v2+json");
    assert!(matches!(parse(&liar, None), Err(ManifestFault::Contradiction { .. })));
}

#[test]
fn what_is_no_manifest_is_an_error_that_says_why() {
    assert!(matches!(parse("<html>", None), Err(ManifestFault::Json(_))));
    assert!(matches!(parse("{}", None), Err(ManifestFault::NeitherImageNorIndex)));
    assert!(matches!(parse(r#"{"layers":[]}"#, None), Err(ManifestFault::NoConfig)));
    let schema1 =
        r#"{"schemaVersion":1,"name":"a","tag":"b","fsLayers":[{"blobSum":"sha256:00"}]}"#;
    assert!(matches!(parse(schema1, None), Err(ManifestFault::Schema1)));
}

#[test]
fn a_digest_of_another_algorithm_is_kept_but_is_no_sha256() {
    let text = IMAGE
        .replace(&format!("sha256:{}", "a".repeat(64)), &format!("sha512:{}", "a".repeat(128)));
    let manifest = parse(&text, None).unwrap();
    let config = &manifest.as_image().unwrap().config;
    assert!(config.digest.starts_with("sha512:"));
    assert_eq!(config.sha256(), None);
}

#[test]
fn sizes_that_overflow_saturate() {
    let text = IMAGE.replace("3000", &u64::MAX.to_string());
    assert_eq!(parse(&text, None).unwrap().as_image().unwrap().size(), u64::MAX);
}
