//! `check` against a platform, which is another process's or none at all.

use std::time::Duration;

use assert_cmd::Command;
use jfrog_fake::{FakeJfrog, Fault, Permissions, demo};

use crate::support::{Ran, ci_gate, run};

/// Runs the program on a thread of its own, so that the platform can answer.
async fn against(fake: &FakeJfrog, token: &str, arguments: &[&str]) -> Ran {
    let mut command = ci_gate();
    command.env("JFROG_URL", fake.url()).env("JFROG_ACCESS_TOKEN", token).args(arguments);
    spawn(command).await
}

async fn spawn(command: Command) -> Ran {
    tokio::task::spawn_blocking(move || run(command)).await.unwrap()
}

fn named(image: &str) -> String {
    format!("{}/{image}", demo::DOCKER_REPOSITORY)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_critical_image_is_denied_and_a_clean_one_is_not() {
    let fake = FakeJfrog::start().await.unwrap();
    for (image, code) in [(demo::CRITICAL_IMAGE, 1), (demo::CLEAN_IMAGE, 0)] {
        let image = named(image);
        let ran = against(&fake, fake.admin_token(), &["check", &image, "--format", "json"]).await;
        assert_eq!(ran.code, code, "{image}: {}{}", ran.stdout, ran.stderr);
        let digests = &ran.json()["meta"]["digests"];
        assert!(digests[0].as_str().unwrap().starts_with("sha256:"), "{digests}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_with_a_password_will_do() {
    let fake = FakeJfrog::start().await.unwrap();
    let mut command = ci_gate();
    command.env("JFROG_URL", format!("{}/artifactory/", fake.url()));
    command.env("JFROG_USER", demo::USER.0).env("JFROG_PASSWORD", demo::USER.1);
    command.args(["check", &named(demo::CLEAN_IMAGE)]);
    let ran = spawn(command).await;
    assert_eq!(ran.code, 0, "{}", ran.stderr);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_is_exchanged_for_an_access_token() {
    let fake = FakeJfrog::start().await.unwrap();
    let mut command = ci_gate();
    command.env("JFROG_URL", fake.url()).env("JFROG_CLI_OIDC_EXCHANGE_TOKEN_ID", "id-token");
    let image = named(demo::CLEAN_IMAGE);
    command.args(["check", &image, "--oidc-provider", demo::OIDC_PROVIDER]);
    let ran = spawn(command).await;
    assert_eq!(ran.code, 0, "{}", ran.stderr);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_build_is_judged_like_the_image_it_made() {
    let fake = FakeJfrog::start().await.unwrap();
    let build = format!("{}/{}", demo::BUILD.0, demo::BUILD.1);
    let arguments = ["check", "--build", &build, "--format", "json"];
    let ran = against(&fake, fake.admin_token(), &arguments).await;
    assert_eq!(ran.code, 1, "{}{}", ran.stdout, ran.stderr);
    assert_eq!(ran.json()["score"]["value"], "Critical");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scan_that_never_ends_is_no_decision() {
    let fake = FakeJfrog::start().await.unwrap();
    let image = named(demo::UNFINISHED_IMAGE);
    let ran = against(&fake, fake.admin_token(), &["check", &image, "--deadline", "2s"]).await;
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""), "{}", ran.stderr);
    assert!(ran.stderr.contains("waiting for xray"), "no progress in {}", ran.stderr);
}

#[test]
fn a_dead_platform_is_no_decision() {
    let mut command = ci_gate();
    // Port 9 is reserved for what discards everything; nothing listens.
    command.env("JFROG_URL", "http://127.0.0.1:9").env("JFROG_ACCESS_TOKEN", "canary");
    command.args(["check", "docker-local/shop/api:1", "--deadline", "5s"]);
    let ran = run(command);
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""), "{}", ran.stderr);
    assert!(!ran.stderr.contains("canary"), "{}", ran.stderr);
}

#[test]
fn a_platform_that_never_answers_is_no_decision_once_the_deadline_has_come() {
    // Connections are taken into the queue, and nobody ever reads them.
    let silent = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let mut command = ci_gate();
    command.env("JFROG_URL", format!("http://{}", silent.local_addr().unwrap()));
    command.env("JFROG_ACCESS_TOKEN", "canary");
    command.args(["check", "docker-local/shop/api:1", "--deadline", "2s"]);
    // Without the deadline it would wait for the answer's headers, which is minutes; this ends a
    // program that does, and leaves it without an exit code.
    command.timeout(Duration::from_secs(60));
    let ran = run(command);
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""), "{}", ran.stderr);
    assert!(ran.stderr.contains("no answer within 2 seconds"), "{}", ran.stderr);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_platform_that_fails_for_good_is_no_decision() {
    let fake = FakeJfrog::start().await.unwrap();
    fake.fault(Fault::status(503).always().on("*", "/**"));
    let image = named(demo::CLEAN_IMAGE);
    let ran = against(&fake, fake.admin_token(), &["check", &image, "--deadline", "3s"]).await;
    assert_eq!(ran.code, 3, "{}{}", ran.stdout, ran.stderr);
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_credentials_and_unknown_images_are_the_callers_mistake() {
    let fake = FakeJfrog::start().await.unwrap();
    let clean = named(demo::CLEAN_IMAGE);
    let nobody = fake.issue_token("nobody", Permissions::none(), None);
    let absent = named("shop/no-such-image:1");
    for (token, image) in
        [("not-a-token", &clean), (nobody.as_str(), &clean), (fake.admin_token(), &absent)]
    {
        let ran = against(&fake, token, &["check", image]).await;
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{}", ran.stderr);
        assert!(!ran.stderr.contains("not-a-token"), "{}", ran.stderr);
    }
}

#[test]
fn without_a_platform_and_files_the_missing_variable_is_named() {
    let mut command = ci_gate();
    command.args(["check", "a/b:1"]);
    let ran = run(command);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("JFROG_URL"), "{}", ran.stderr);
}
