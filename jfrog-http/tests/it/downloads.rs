use std::time::Duration;

use futures_util::StreamExt as _;
use jfrog_http::{ByteStream, Checksums, Client, Error, ErrorKind, Md5, Sha1, Sha256};

use crate::support::{
    Log, Reply, Sent, answer, builder, chain, client, content, cut, response, scripted, stalled,
};

const CONTENT: &[u8] = b"0123456789abcdef";

fn sha256() -> String {
    Sha256::of(CONTENT).to_string()
}

/// Answers with `body` under the headers Artifactory sends with a file.
fn file(body: ByteStream) -> Reply {
    let sha256 = sha256();
    let headers =
        [("content-length", "16"), ("etag", "4321"), ("x-checksum-sha256", sha256.as_str())];
    Reply::Answer(response(200, &headers, body))
}

fn whole() -> ByteStream {
    ByteStream::from_bytes(CONTENT.into())
}

fn part(from: usize) -> Reply {
    let range = format!("bytes {from}-15/16");
    let sha256 = sha256();
    answer(
        206,
        &[("content-range", range.as_str()), ("x-checksum-sha256", sha256.as_str())],
        &CONTENT[from..],
    )
}

fn serving(script: impl Fn(usize, &Sent) -> Reply + Send + Sync + 'static) -> (Client, Log) {
    let (transport, log) = scripted(script);
    (client(transport), log)
}

/// Saves over an old file, and checks that it is replaced whole or not at all, and that nothing
/// else stays behind.
async fn save(client: &Client) -> Result<jfrog_http::Saved, Error> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("item.bin");
    std::fs::write(&path, "old").unwrap();
    let result = client.download(content()).save(&path).await;
    let expected: &[u8] = if result.is_ok() { CONTENT } else { b"old" };
    assert_eq!(std::fs::read(&path).unwrap(), expected);
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "no part may stay behind");
    result
}

#[tokio::test]
async fn a_whole_file_is_saved_and_verified() {
    let (client, _) = serving(|_, _| file(whole()));
    let saved = save(&client).await.unwrap();
    assert_eq!((saved.len, saved.verified), (16, true));
    assert_eq!(saved.checksums.sha256, Some(Sha256::of(CONTENT)));
    assert_eq!(client.download(content()).bytes(16).await.unwrap(), CONTENT);
    assert_eq!(client.download(content()).bytes(15).await.unwrap_err().kind(), ErrorKind::TooLarge);
}

#[tokio::test(start_paused = true)]
async fn a_body_cut_in_the_middle_is_resumed_where_it_broke() {
    let (client, log) = serving(|n, sent| match n {
        0 => file(cut(b"01234")),
        1 => {
            assert_eq!(
                (sent.header("range"), sent.header("if-range")),
                (Some("bytes=5-"), Some("4321"))
            );
            let sha256 = sha256();
            let headers =
                [("content-range", "bytes 5-15/16"), ("x-checksum-sha256", sha256.as_str())];
            Reply::Answer(response(206, &headers, cut(b"567")))
        }
        _ => part(8),
    });
    save(&client).await.unwrap();
    assert_eq!(log.len(), 3);
    assert_eq!(log.all()[2].header("range"), Some("bytes=8-"));
}

#[tokio::test(start_paused = true)]
async fn a_body_that_stands_still_is_resumed_too() {
    let (client, log) = serving(|n, _| if n == 0 { file(stalled(b"0123")) } else { part(4) });
    save(&client).await.unwrap();
    assert_eq!(log.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_ignores_ranges_starts_over_without_doubling_bytes() {
    let (client, log) = serving(|n, _| if n == 0 { file(cut(b"01234")) } else { file(whole()) });
    save(&client).await.unwrap();
    assert_eq!(log.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_file_that_keeps_breaking_fails_and_is_never_short() {
    let (client, log) = serving(|_, _| file(cut(b"0")));
    let error = save(&client).await.unwrap_err();
    assert_eq!((error.kind(), log.len()), (ErrorKind::Interrupted, 6));
}

#[tokio::test(start_paused = true)]
async fn a_file_replaced_meanwhile_fails() {
    let other = Sha256::of(b"another").to_string();
    let (client, _) = serving(move |n, _| match n {
        0 => file(cut(b"01234")),
        _ => answer(200, &[("etag", "9999"), ("x-checksum-sha256", other.as_str())], "another"),
    });
    assert_eq!(save(&client).await.unwrap_err().kind(), ErrorKind::ContentChanged);
}

#[tokio::test(start_paused = true)]
async fn a_range_nobody_asked_for_is_not_taken() {
    for range in ["bytes 4-15/16", "bytes 5-15/99", "nonsense"] {
        let (client, _) = serving(move |n, _| match n {
            0 => file(cut(b"01234")),
            _ => answer(206, &[("content-range", range)], "56789abcdef"),
        });
        assert_eq!(save(&client).await.unwrap_err().kind(), ErrorKind::ContentChanged, "{range}");
    }
    let (client, _) =
        serving(|n, _| if n == 0 { file(cut(b"01234")) } else { answer(416, &[], "") });
    assert_eq!(save(&client).await.unwrap_err().kind(), ErrorKind::ContentChanged);
}

#[tokio::test(start_paused = true)]
async fn parts_that_do_not_belong_together_are_noticed() {
    let (client, _) = serving(|n, _| match n {
        0 => file(cut(b"01234")),
        _ => answer(206, &[("content-range", "bytes 5-15/16")], "XXXXXXXXXXX"),
    });
    assert_eq!(save(&client).await.unwrap_err().kind(), ErrorKind::ChecksumMismatch);
}

#[tokio::test]
async fn the_last_item_is_an_error_when_the_content_is_not_what_was_announced() {
    let (client, _) = serving(|_, _| file(ByteStream::from_bytes("0123456789abcdeX".into())));
    let items: Vec<_> = client.download(content()).send().await.unwrap().stream().collect().await;
    assert_eq!(items.len(), 2);
    let error = items[1].as_ref().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ChecksumMismatch);
    assert!(chain(error).contains(&sha256()), "{}", chain(error));
    assert_eq!(save(&client).await.unwrap_err().kind(), ErrorKind::ChecksumMismatch);
}

#[tokio::test]
async fn more_bytes_than_announced_are_refused() {
    let (client, _) = serving(|_, _| file(ByteStream::from_bytes("0123456789abcdef!".into())));
    assert_eq!(save(&client).await.unwrap_err().kind(), ErrorKind::UnexpectedResponse);
}

#[tokio::test]
async fn weaker_checksums_serve_where_there_is_no_stronger() {
    for (name, good) in [
        ("x-checksum-sha1", Sha1::of(CONTENT).to_string()),
        ("x-checksum-md5", Md5::of(CONTENT).to_string()),
    ] {
        for (body, succeeds) in [(CONTENT, true), (&b"0123456789abcdeX"[..], false)] {
            let good = good.clone();
            let (client, _) = serving(move |_, _| answer(200, &[(name, good.as_str())], body));
            assert_eq!(client.download(content()).bytes(99).await.is_ok(), succeeds, "{name}");
        }
    }
}

#[tokio::test]
async fn content_nobody_vouches_for_is_not_taken_silently() {
    let (client, _) = serving(|_, _| answer(200, &[], CONTENT));
    assert_eq!(save(&client).await.unwrap_err().kind(), ErrorKind::Unverifiable);
    // The caller may know it from elsewhere, or not care.
    let known = Checksums::none().with_sha256(Sha256::of(CONTENT));
    client.download(content()).expect(known).bytes(99).await.unwrap();
    let dir = tempfile::tempdir().unwrap();
    let saved =
        client.download(content()).allow_unverified().save(dir.path().join("a")).await.unwrap();
    assert!(!saved.verified);
}

#[tokio::test]
async fn the_callers_checksum_counts_beside_the_platforms() {
    let (client, _) = serving(|_, _| file(whole()));
    let other = Checksums::none().with_sha256(Sha256::of(b"other"));
    let error = client.download(content()).expect(other).send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ChecksumMismatch);
    // One of another kind than the platform's can be compared at the end only, but it is.
    let other = Checksums::none().with_md5(Md5::of(b"other"));
    let error = client.download(content()).expect(other).bytes(99).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ChecksumMismatch);
}

#[tokio::test]
async fn checksums_of_the_redirect_verify_what_the_object_store_sends() {
    let (client, log) = serving(|n, _| match n {
        0 => {
            let sha256 = sha256();
            let headers = [
                ("location", "https://s3.example.com/blob"),
                ("x-checksum-sha256", sha256.as_str()),
            ];
            answer(302, &headers, "")
        }
        _ => answer(200, &[("content-length", "16"), ("etag", "\"s3\"")], CONTENT),
    });
    assert!(save(&client).await.unwrap().verified);
    assert_eq!(log.len(), 2);
}

#[tokio::test]
async fn a_download_that_is_dropped_leaves_nothing() {
    let (client, _) = serving(|_, _| file(stalled(b"01234")));
    let dir = tempfile::tempdir().unwrap();
    let saving = client.download(content()).save(dir.path().join("item.bin"));
    tokio::time::timeout(Duration::from_millis(50), saving).await.unwrap_err();
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn a_target_that_cannot_be_written_says_so() {
    let (client, _) = serving(|_, _| file(whole()));
    for target in ["/nonexistent/dir/file", "/", ".."] {
        let error = client.download(content()).save(target).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Io, "{target}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_missing_file_is_missing_also_when_it_vanishes_halfway() {
    let (transport, _) =
        scripted(|n, _| if n == 0 { file(cut(b"01234")) } else { answer(404, &[], "") });
    let client = builder(transport).build().unwrap();
    assert!(save(&client).await.unwrap_err().is_not_found());
}

#[tokio::test(start_paused = true)]
async fn a_part_that_is_shorter_than_asked_for_is_not_the_end() {
    // Nobody announced a checksum, so that the length is all there is to notice it by.
    let (client, log) = serving(|n, _| {
        let headers = [("content-length", "16"), ("etag", "\"one\"")];
        match n {
            0 => Reply::Answer(response(200, &headers, cut(b"0123"))),
            1 => answer(206, &[("content-range", "bytes 4-7/16")], &CONTENT[4..8]),
            _ => answer(206, &[("content-range", "bytes 8-15/16")], &CONTENT[8..]),
        }
    });
    let content = client.download(content()).allow_unverified().bytes(16).await.unwrap();
    assert_eq!((content.as_ref(), log.len()), (CONTENT, 3));
    assert_eq!(log.all()[2].header("range"), Some("bytes=8-"));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_starts_over_with_less_than_was_received_fails() {
    let (client, _) = serving(|n, _| {
        let (len, body) = if n == 0 { ("16", cut(b"01234567")) } else { ("4", cut(b"0123")) };
        Reply::Answer(response(200, &[("content-length", len), ("etag", "\"one\"")], body))
    });
    let error = client.download(content()).allow_unverified().bytes(16).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ContentChanged);
}
