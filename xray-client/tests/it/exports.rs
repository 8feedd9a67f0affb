use std::io::{Cursor, Write as _};

use wiremock::matchers::{body_json, method, path as at, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};
use xray_client::exports::{
    ArchiveError, ArchiveLimits, CycloneDxFormat, Export, ReportFormat, SbomFormat, SpdxFormat,
};
use xray_client::{ErrorKind, PackageType};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::support::{chain, client, image, path, refusal, server};

const CYCLONEDX: &str = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":[]}"#;
const SPDX: &str = r#"{"packages":[],"spdxVersion":"SPDX-2.3"}"#;
const EXPORT: &str = "/xray/api/v2/component/exportDetails";

fn archive(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn zip(entries: &[(&str, &str)]) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(archive(entries), "application/octet-stream")
}

async fn serving(answer: ResponseTemplate) -> MockServer {
    let server = server().await;
    Mock::given(method("POST")).and(at(EXPORT)).respond_with(answer).mount(&server).await;
    server
}

#[tokio::test]
async fn the_sbom_of_an_image_comes_out_of_its_archive() {
    let server = server().await;
    Mock::given(method("POST"))
        .and(at(EXPORT))
        .and(body_json(serde_json::json!({
            "package_type": "docker",
            "component_name": "team/app:1.0",
            "path": "docker-local/team/app/1.0/manifest.json",
            "cyclonedx": true,
            "cyclonedx_format": "json",
            "vex": true,
        })))
        .respond_with(zip(&[("anything.dat", CYCLONEDX)]))
        .expect(1)
        .mount(&server)
        .await;
    let sbom = client(&server)
        .exports()
        .sbom_of_image(&image(), SbomFormat::CycloneDxJson)
        .vex(true)
        .send()
        .await
        .unwrap();
    assert_eq!((sbom.format, sbom.entry.as_str()), (SbomFormat::CycloneDxJson, "anything.dat"));
    assert_eq!(sbom.bytes, CYCLONEDX);
}

#[tokio::test]
async fn each_format_is_asked_for_in_the_servers_words() {
    for (format, wish) in [
        (
            SbomFormat::CycloneDxXml,
            serde_json::json!({"cyclonedx": true, "cyclonedx_format": "xml"}),
        ),
        (SbomFormat::SpdxJson, serde_json::json!({"spdx": true, "spdx_format": "json"})),
        (SbomFormat::SpdxTagValue, serde_json::json!({"spdx": true, "spdx_format": "tag:value"})),
        (
            SbomFormat::Spdx3Json,
            serde_json::json!({"spdx": true, "spdx_format": "json", "spdx_version": "3.0"}),
        ),
    ] {
        let mut body = wish;
        body["package_type"] = "maven".into();
        body["component_name"] = "org.a:lib:1.0".into();
        body["path"] = "libs/org/a/lib-1.0.jar".into();
        let server = server().await;
        Mock::given(at(EXPORT))
            .and(body_json(body))
            .respond_with(zip(&[]))
            .expect(1)
            .mount(&server)
            .await;
        let exports = client(&server).exports();
        let request = exports.sbom(
            PackageType::Maven,
            "org.a:lib:1.0",
            &path("libs/org/a/lib-1.0.jar"),
            format,
        );
        // The archive is empty; what counts is that the request was understood.
        assert!(chain(&request.send().await.unwrap_err()).contains("nor any other file"));
    }
}

#[tokio::test]
async fn every_selector_arrives_under_its_name() {
    let server = server().await;
    Mock::given(at(EXPORT))
        .and(query_param("projectKey", "pay"))
        .and(body_json(serde_json::json!({
            "package_type": "build", "component_name": "shop:42", "path": "builds/shop",
            "vulnerabilities": true, "violations": true, "include_ignored_violations": true,
            "license": true, "exclude_unknown": true, "license_resolution": true,
            "operational_risk": true, "malicious_code": true, "secrets": true, "services": true,
            "applications": true, "iac": true, "sast": true, "output_format": "json_full",
            "spdx": true, "spdx_format": "tag-value", "spdx_version": "2.3",
            "cyclonedx": true, "cyclonedx_format": "xml", "vex": false,
        })))
        .respond_with(zip(&[("a.csv", "x"), ("b.csv", "y")]))
        .expect(1)
        .mount(&server)
        .await;
    let export = client(&server)
        .in_project("pay")
        .exports()
        .export_details(PackageType::Build, "shop:42")
        .path("builds/shop")
        .vulnerabilities()
        .violations_with_ignored()
        .licenses()
        .exclude_unknown_licenses()
        .license_resolution()
        .operational_risk()
        .malicious_code()
        .secrets()
        .services()
        .applications()
        .iac()
        .sast()
        .output_format(ReportFormat::JsonFull)
        .spdx(SpdxFormat::TagDashValue)
        .spdx_version("2.3")
        .cyclonedx(CycloneDxFormat::Xml)
        .vex(false)
        .send()
        .await
        .unwrap();
    let files = export.files(&ArchiveLimits::default()).unwrap();
    assert_eq!(files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["a.csv", "b.csv"]);
    assert_eq!(Export::from_bytes(export.bytes().clone()), export);
}

#[tokio::test]
async fn a_report_without_a_format_is_json() {
    let server = server().await;
    let body = serde_json::json!({
        "package_type": "docker", "component_name": "a:1", "violations": true, "output_format": "json",
    });
    Mock::given(at(EXPORT))
        .and(body_json(body))
        .respond_with(zip(&[]))
        .expect(1)
        .mount(&server)
        .await;
    client(&server)
        .exports()
        .export_details(PackageType::Docker, "a:1")
        .violations()
        .send()
        .await
        .unwrap();
}

#[tokio::test]
async fn nothing_wished_for_is_refused_before_anything_is_sent() {
    let server = server().await;
    let exports = client(&server).exports();
    for request in [
        exports.export_details(PackageType::Docker, "a:1"),
        exports.export_details(PackageType::Docker, "a:1").vex(true).license_resolution(),
    ] {
        assert_eq!(request.send().await.unwrap_err().kind(), ErrorKind::InvalidRequest);
    }
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn what_is_no_archive_is_an_error() {
    for (answer, kind) in [
        (
            ResponseTemplate::new(200).set_body_raw(r#"{"error":"later"}"#, "application/json"),
            ErrorKind::UnexpectedResponse,
        ),
        (ResponseTemplate::new(200), ErrorKind::UnexpectedResponse),
        (
            ResponseTemplate::new(200).set_body_raw("<html>Sign in</html>", "text/html"),
            ErrorKind::UnexpectedHtml,
        ),
        (
            ResponseTemplate::new(200).set_body_raw("PK\u{3}\u{4}cut", "application/zip"),
            ErrorKind::Decode,
        ),
    ] {
        let server = serving(answer).await;
        let request = client(&server).exports().sbom_of_image(&image(), SbomFormat::SpdxJson);
        assert_eq!(request.send().await.unwrap_err().kind(), kind);
    }
}

#[tokio::test]
async fn none_or_several_documents_are_errors_that_name_what_came() {
    let server = serving(zip(&[("a.json", SPDX), ("b.csv", "x")])).await;
    let error = client(&server)
        .exports()
        .sbom_of_image(&image(), SbomFormat::CycloneDxJson)
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    let source = std::error::Error::source(&error).unwrap().downcast_ref::<ArchiveError>().unwrap();
    assert!(source.is_missing_document());
    assert!(chain(&error).contains("`a.json`, `b.csv`"), "{}", chain(&error));

    let server = serving(zip(&[("a.json", SPDX), ("b.json", SPDX)])).await;
    let error = client(&server)
        .exports()
        .sbom_of_image(&image(), SbomFormat::SpdxJson)
        .send()
        .await
        .unwrap_err();
    assert!(chain(&error).contains("several SPDX JSON documents"), "{}", chain(&error));
}

#[tokio::test]
async fn limits_hold_for_the_transfer_and_for_what_comes_out() {
    let padding = " ".repeat(100_000);
    let large = format!("{padding}{CYCLONEDX}");
    let server = serving(zip(&[("a.json", &large)])).await;
    let exports = client(&server).exports();
    let wish = || exports.sbom_of_image(&image(), SbomFormat::CycloneDxJson);
    let error = wish().limits(ArchiveLimits::default().entry_bytes(1000)).send().await.unwrap_err();
    let source = std::error::Error::source(&error).unwrap().downcast_ref::<ArchiveError>().unwrap();
    assert!(source.is_limit());
    let error = wish().limits(ArchiveLimits::default().archive_bytes(20)).send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge);
    assert_eq!(wish().send().await.unwrap().bytes.len(), large.len());
}

#[tokio::test]
async fn refusals_keep_their_kind_and_their_words() {
    for (status, message) in [
        (400, "Non of the export options were selected"),
        (401, "bad token"),
        (403, "no permission on the component"),
        (415, "cannot parse"),
        (500, "Failed to export component details"),
    ] {
        let server = serving(refusal(status, message)).await;
        let error = client(&server)
            .exports()
            .sbom_of_image(&image(), SbomFormat::SpdxJson)
            .send()
            .await
            .unwrap_err();
        assert_eq!(error.status().unwrap().as_u16(), status);
        assert!(error.to_string().contains(message), "{error}");
    }
}
