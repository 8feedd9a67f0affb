//! The product tree: 6.1.1 to 6.1.5, 6.1.13, 6.1.25, 6.1.31.

use serde_json::{Value, json};

use super::{assert_faults, base, put, with};

#[test]
fn products_that_are_named_are_defined() {
    let groups = json!([{"group_id": "G", "product_ids": ["A", "X"]}]);
    let document = with("/product_tree/product_groups", groups);
    let fault = "csaf-undefined-product 1 /product_tree/product_groups/0/product_ids/1";
    assert_faults(&document, &[fault]);
    let related = json!([{
        "category": "installed_on", "product_reference": "X", "relates_to_product_reference": "Y",
        "full_product_name": {"product_id": "XY", "name": "X on Y"}
    }]);
    let fault = "csaf-undefined-product 1 /product_tree/relationships/0";
    assert_faults(
        &with("/product_tree/relationships", related),
        &[&format!("{fault}/product_reference"), &format!("{fault}/relates_to_product_reference")],
    );
    let statuses = [
        "first_affected",
        "first_fixed",
        "fixed",
        "known_affected",
        "known_not_affected",
        "last_affected",
        "recommended",
        "under_investigation",
    ];
    for status in statuses {
        let document = with("/vulnerabilities/0/product_status", json!({status: ["A", "X"]}));
        let path = format!("/vulnerabilities/0/product_status/{status}/1");
        assert_faults(&document, &[&format!("csaf-undefined-product 1 {path}")]);
    }
    for (list, item) in [
        ("flags", json!({"label": "component_not_present"})),
        ("threats", json!({"category": "impact", "details": "None."})),
        ("remediations", json!({"category": "workaround", "details": "Wait."})),
    ] {
        let item = put(item, "/product_ids", json!(["X"]));
        let document = with(&format!("/vulnerabilities/0/{list}"), json!([item]));
        let path = format!("/vulnerabilities/0/{list}/0/product_ids/0");
        assert_faults(&document, &[&format!("csaf-undefined-product 1 {path}")]);
    }
}

#[test]
fn products_are_defined_once() {
    let document =
        with("/product_tree/full_product_names/3", json!({"product_id": "A", "name": "A"}));
    let fault = "csaf-duplicate-product 2 /product_tree/full_product_names/3";
    assert_faults(&document, &[fault]);
    let branch = json!({"category": "product_name", "name": "A", "product": {"product_id": "A", "name": "A"}});
    let branches =
        json!([{"category": "vendor", "name": "Acme", "branches": [branch.clone(), branch]}]);
    assert_faults(
        &with("/product_tree/branches", branches),
        &[
            "csaf-duplicate-product 2 /product_tree/branches/0/branches/1/product",
            "csaf-duplicate-product 2 /product_tree/full_product_names/0",
        ],
    );
}

fn related(id: &str, [first, second]: [&str; 2]) -> Value {
    json!({
        "category": "installed_on", "product_reference": first, "relates_to_product_reference": second,
        "full_product_name": {"product_id": id, "name": id}
    })
}

#[test]
fn products_are_not_defined_by_themselves() {
    let circular = "csaf-circular-product 3 /product_tree/relationships/";
    let document = |list: &[Value]| with("/product_tree/relationships", json!(list));
    assert_faults(&document(&[related("D", ["A", "D"])]), &[&format!("{circular}0")]);
    let round = [related("D", ["A", "E"]), related("E", ["F", "B"]), related("F", ["D", "C"])];
    assert_faults(&document(&round), &[&format!("{circular}0")]);
    let straight = [related("D", ["A", "B"]), related("E", ["D", "D"]), related("F", ["D", "E"])];
    assert_faults(&document(&straight), &[]);
}

#[test]
fn groups_are_defined_once_and_known() {
    for (list, item) in [
        ("flags", json!({"label": "component_not_present"})),
        ("threats", json!({"category": "exploit_status", "details": "None."})),
        ("remediations", json!({"category": "workaround", "details": "Wait."})),
    ] {
        let document = |group| {
            with(
                &format!("/vulnerabilities/0/{list}"),
                json!([put(item.clone(), "/group_ids", json!([group]))]),
            )
        };
        assert_faults(&document("AB"), &[]);
        let path = format!("/vulnerabilities/0/{list}/0/group_ids/0");
        assert_faults(&document("CD"), &[&format!("csaf-undefined-group 4 {path}")]);
    }
    let again = json!({"group_id": "AB", "product_ids": ["A", "C"]});
    let document = with("/product_tree/product_groups/1", again);
    assert_faults(&document, &["csaf-duplicate-group 5 /product_tree/product_groups/1"]);
}

fn identified(helper: &Value) -> Value {
    put(base(), "/product_tree/full_product_names/0/product_identification_helper", helper.clone())
}

#[test]
fn package_urls_are_valid() {
    let helper = "/product_tree/full_product_names/0/product_identification_helper";
    assert_faults(&identified(&json!({"purl": "pkg:maven/org.acme/shop@1.3.4"})), &[]);
    let document = identified(&json!({"purl": "pkg:maven/@1.3.4"}));
    assert_faults(&document, &[&format!("csaf-purl 13 {helper}/purl")]);
    let mut related = related("D", ["A", "B"]);
    related["full_product_name"]["product_identification_helper"] = json!({"purl": "pkg:npm"});
    let path = "/product_tree/relationships/0/full_product_name/product_identification_helper/purl";
    assert_faults(
        &with("/product_tree/relationships", json!([related])),
        &[&format!("csaf-purl 13 {path}")],
    );
}

#[test]
fn files_have_one_digest_by_algorithm() {
    let value = "6ae24620ea9656230f49234efd078935";
    let hash = |algorithm: &str| json!({"algorithm": algorithm, "value": value});
    let file = |hashes: &[Value]| json!({"filename": "shop.tar", "file_hashes": hashes});
    let fine = file(&[hash("md5"), hash("sha256")]);
    assert_faults(&identified(&json!({"hashes": [fine, fine]})), &[]);
    let document =
        identified(&json!({"hashes": [fine, file(&[hash("md5"), hash("sha1"), hash("MD5")])]}));
    let path =
        "/product_tree/full_product_names/0/product_identification_helper/hashes/1/file_hashes/2";
    assert_faults(&document, &[&format!("csaf-duplicate-hash 25 {path}")]);
}

#[test]
fn versions_are_no_ranges() {
    let document = |category: &str, name: &str| {
        let product = json!({"product_id": "D", "name": "D"});
        let version = json!({"category": category, "name": name, "product": product});
        let branch = json!({"category": "product_name", "name": "Shop", "branches": [version]});
        with("/product_tree/branches", json!([branch]))
    };
    for name in [
        "prior to 4.2",
        "<4.2",
        "<= 4.1",
        ">4",
        "4.1 and Earlier",
        "all",
        "before 4.2",
        "4 or later",
        "3.X versions",
        "after 1",
    ] {
        let fault = "csaf-version-range 31 /product_tree/branches/0/branches/0/name";
        assert_faults(&document("product_version", name), &[fault]);
        assert_faults(&document("product_version_range", name), &[]);
    }
    for name in ["4.2", "after-eight", "install-3"] {
        assert_faults(&document("product_version", name), &[]);
    }
}
