use super::*;

#[test]
fn scans_of_several_platforms_are_as_old_as_the_oldest() {
    let at = |text: &str| Some(text.parse().unwrap());
    let (old, new) = (at("2026-01-01T00:00:00Z"), at("2026-02-01T00:00:00Z"));
    assert_eq!(oldest([new, old].into_iter()), old);
    assert_eq!(oldest([new, None].into_iter()), None);
}

#[test]
fn the_place_is_read_from_every_spelling_of_the_path() {
    for path in ["default/r/shop/api/1/", "r/shop/api/1", "/default/r/shop/api/1/manifest.json"] {
        let mut summary = ArtifactSummary::default();
        summary.general.path = Some(path.to_owned());
        assert_eq!(stored_at(&summary).unwrap().as_str(), "r/shop/api/1/manifest.json", "{path}");
    }
    assert_eq!(stored_at(&ArtifactSummary::default()), None);
}

#[test]
fn the_name_to_export_by_is_xrays_own() {
    let path: RepoPath = "r/shop/api/sha256:ab/manifest.json".parse().unwrap();
    let mut summary = ArtifactSummary::default();
    assert_eq!(display_name(&summary, &path), "shop/api:sha256__ab");
    summary.general.name = Some("shop/api:1".to_owned());
    assert_eq!(display_name(&summary, &path), "shop/api:1");
}
