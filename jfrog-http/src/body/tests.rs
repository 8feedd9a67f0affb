use super::outgoing::WATCHED_PIECE;
use super::*;

async fn collect(body: &Body) -> Result<Vec<u8>, TransportError> {
    let mut stream = body.open().into_stream();
    let mut all = Vec::new();
    while let Some(chunk) = stream.next().await {
        all.extend_from_slice(&chunk?);
    }
    Ok(all)
}

#[tokio::test]
async fn a_one_shot_stream_is_replayable_until_it_is_read() {
    let body = Body::stream(stream::iter([Ok::<_, io::Error>(Bytes::from_static(b"ab"))]), Some(2));
    drop(body.open());
    assert!(body.is_replayable());
    assert_eq!(collect(&body).await.unwrap(), b"ab");
    assert!(!body.is_replayable());
    assert!(collect(&body).await.is_err());
    assert!(body.checksums().await.unwrap().is_none());
}

#[tokio::test]
async fn a_factory_gives_the_same_bytes_each_time() {
    let body =
        Body::factory(|| stream::iter([Ok::<_, io::Error>(Bytes::from_static(b"ab"))]), Some(2));
    assert_eq!(collect(&body).await.unwrap(), b"ab");
    assert_eq!(collect(&body).await.unwrap(), b"ab");
    let sums = body.checksums().await.unwrap().unwrap();
    assert_eq!(sums.md5.unwrap().to_string(), "187ef4436122d1cc2f40dc2b92f0eba0");
}

#[tokio::test]
async fn a_file_that_changed_its_length_fails_instead_of_being_cut() {
    let path = std::env::temp_dir().join(format!("jfrog-http-body-{}", std::process::id()));
    tokio::fs::write(&path, b"0123456789").await.unwrap();
    let body = Body::file(&path).await.unwrap();
    assert_eq!(body.len(), Some(10));
    assert_eq!(collect(&body).await.unwrap(), b"0123456789");
    assert_eq!(collect(&body).await.unwrap(), b"0123456789");
    tokio::fs::write(&path, b"012345").await.unwrap();
    assert!(collect(&body).await.is_err());
    // With the last promised byte the request would be complete: that the file has more must be
    // said before.
    let grown = vec![7_u8; FILE_PIECE + 1];
    for (promised, len) in [(10, 13), (FILE_PIECE, FILE_PIECE + 1)] {
        tokio::fs::write(&path, &grown[..promised]).await.unwrap();
        let body = Body::file(&path).await.unwrap();
        tokio::fs::write(&path, &grown[..len]).await.unwrap();
        let mut pieces = body.open().into_stream();
        let mut sent = 0;
        let end = loop {
            match pieces.next().await.unwrap() {
                Ok(piece) => sent += piece.len(),
                Err(error) => break error,
            }
        };
        assert!(sent < promised, "{sent} of {promised}");
        assert_eq!(end.fault(), TransportFault::Body);
    }
    tokio::fs::write(&path, b"0123456789abc").await.unwrap();
    assert!(collect(&body).await.is_err());
    tokio::fs::remove_file(&path).await.unwrap();
    assert!(collect(&body).await.is_err());
    assert!(Body::file(&path).await.is_err());
    assert!(Body::file(std::env::temp_dir()).await.is_err());
}

#[tokio::test]
async fn a_watched_body_passes_in_pieces_and_stays_whole() {
    let bytes = vec![7u8; WATCHED_PIECE * 2 + 5];
    let seen = Arc::new(Progress::default());
    let body = Body::bytes(bytes.clone()).open().watched(Arc::clone(&seen));
    assert!(seen.is_sending());
    assert_eq!(body.len(), Some(bytes.len() as u64));
    let pieces: Vec<_> = body.into_stream().map(Result::unwrap).collect().await;
    assert_eq!(pieces.len(), 3);
    assert_eq!(pieces.concat(), bytes);
    assert_eq!(seen.sent(), bytes.len() as u64);
    assert!(!seen.is_sending());
}
