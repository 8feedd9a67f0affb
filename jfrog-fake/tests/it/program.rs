//! The same platform, as a process of its own.

use std::process::Stdio;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::Command;

use crate::support::{client, send};

#[tokio::test]
async fn the_first_line_tells_where_it_is_and_a_signal_ends_it() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_jfrog-fake"))
        .args(["--port", "0", "--seed", "demo", "--token", "t0ken"])
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    out.read_line(&mut line).await.unwrap();
    let first: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(first["admin_token"], "t0ken");
    let url = first["url"].as_str().unwrap();
    assert!(url.starts_with("http://127.0.0.1:"));
    let path = format!("{url}/artifactory/api/storage/docker-local/shop");
    let reply = send(client().get(path).bearer_auth("t0ken")).await;
    assert_eq!(reply.status, 200);

    let kill = Command::new("kill")
        .args(["-TERM", &child.id().unwrap().to_string()])
        .status()
        .await
        .unwrap();
    assert!(kill.success());
    assert!(child.wait().await.unwrap().success());
    let mut rest = String::new();
    out.read_to_string(&mut rest).await.unwrap();
    assert_eq!(rest, "", "nothing else is on stdout");
}

#[tokio::test]
async fn a_bad_argument_is_told_on_stderr_with_exit_code_2() {
    for arguments in [&["--prot", "1"][..], &["--seed", "none"], &["--port", "99999"]] {
        let output =
            Command::new(env!("CARGO_BIN_EXE_jfrog-fake")).args(arguments).output().await.unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty());
        assert!(output.stderr.starts_with(b"jfrog-fake: "));
    }
}
