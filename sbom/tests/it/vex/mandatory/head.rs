//! The head: 6.1.12, 6.1.15, 6.1.26, 6.1.28.

use serde_json::json;

use super::{assert_faults, put, with};

#[test]
fn languages_exist() {
    for tag in ["en", "de-DE", "zh-Hant-TW", "gsw-CH", "es-419", "x-acme", "sq-XK", "i-default"] {
        assert_faults(&with("/document/lang", json!(tag)), &[]);
        assert_faults(&with("/document/source_lang", json!(tag)), &[]);
    }
    for tag in ["EZ", "en-UK", "english", "xx"] {
        let document = with("/document/lang", json!(tag));
        assert_faults(&document, &["csaf-language 12 /document/lang"]);
        let document = with("/document/source_lang", json!(tag));
        assert_faults(&document, &["csaf-language 12 /document/source_lang"]);
    }
    // By the schema already.
    for tag in ["en_US", "", "en-", "e"] {
        let document = with("/document/lang", json!(tag));
        assert_faults(&document, &["csaf-language - /document/lang"]);
    }
}

#[test]
fn translators_say_what_they_translated() {
    let document = with("/document/publisher/category", json!("translator"));
    assert_faults(&document, &["csaf-translator 15 /document"]);
    let document = put(document, "/document/lang", json!("en"));
    assert_faults(&document, &["csaf-translator 15 /document"]);
    assert_faults(&put(document, "/document/source_lang", json!("de")), &[]);
}

#[test]
fn translations_are_into_another_language() {
    for (from, to, is_fine) in
        [("en-US", "en-US", false), ("en-us", "en-US", false), ("en-GB", "en-US", true)]
    {
        let document = put(with("/document/lang", json!(to)), "/document/source_lang", json!(from));
        let fault = ["csaf-translation 28 /document/source_lang"];
        assert_faults(&document, if is_fine { &[] } else { &fault });
    }
}

#[test]
fn categories_do_not_look_like_profiles() {
    for category in [
        "Csaf_a",
        "csaf_BASE",
        "Csaf_VeX",
        "Informational Advisory",
        "security-incident-response",
        "Security      Advisory",
        "veX",
        "V_eX",
        "Security_Incident_Response",
        "csafsecurityadvisory",
        "security\u{2011}advisory",
    ] {
        let document = with("/document/category", json!(category));
        assert_faults(&document, &["csaf-category 26 /document/category"]);
    }
    for category in ["csaf_base", "Acme Security Advisory", "vexing", "csaf"] {
        assert_faults(&with("/document/category", json!(category)), &[]);
    }
}

#[test]
fn only_this_edition_is_judged() {
    let document = with("/document/csaf_version", json!("2.1"));
    assert_faults(&document, &["csaf-enum - /document/csaf_version"]);
}
