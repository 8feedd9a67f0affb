//! TLS against a server of our own with a root nobody knows.

use std::sync::{Arc, Mutex};

use http::Version;
use jfrog_http::{Client, ClientBuilder, ErrorKind, Proxy};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair,
};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{RootCertStore, ServerConfig, crypto};

use crate::support::{chain, get};

struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new(name: &str) -> Self {
        let mut params = CertificateParams::new([]).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    fn pem(&self) -> String {
        self.0.pem()
    }

    fn issue(&self, name: &str, purpose: ExtendedKeyUsagePurpose) -> (rcgen::Certificate, KeyPair) {
        let mut params = CertificateParams::new([name.to_owned()]).unwrap();
        params.extended_key_usages = vec![purpose];
        let key = KeyPair::generate().unwrap();
        (params.signed_by(&key, &self.0).unwrap(), key)
    }
}

/// What the server saw of a connection: the negotiated protocol and whether the client showed a
/// certificate.
type Seen = Arc<Mutex<Vec<(Option<Vec<u8>>, bool)>>>;

/// Serves `204` over HTTP/2 or HTTP/1.1, whatever is negotiated from `protocols`.
async fn serve(
    authority: &Authority,
    protocols: &[&str],
    clients: Option<&Authority>,
) -> (String, Seen) {
    let (certificate, key) = authority.issue("localhost", ExtendedKeyUsagePurpose::ServerAuth);
    let provider = Arc::new(crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .unwrap();
    let builder = match clients {
        None => builder.with_no_client_auth(),
        Some(clients) => {
            let mut roots = RootCertStore::empty();
            roots.add(clients.0.der().clone()).unwrap();
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider)
                .build()
                .unwrap();
            builder.with_client_cert_verifier(verifier)
        }
    };
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let mut config = builder.with_single_cert(vec![certificate.der().clone()], key).unwrap();
    config.alpn_protocols = protocols.iter().map(|protocol| protocol.as_bytes().to_vec()).collect();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    let seen = Seen::default();
    let log = Arc::clone(&seen);
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(socket).await else { continue };
            let session = stream.get_ref().1;
            let protocol = session.alpn_protocol().map(<[u8]>::to_vec);
            log.lock().unwrap().push((protocol.clone(), session.peer_certificates().is_some()));
            tokio::spawn(async move {
                if protocol.as_deref() == Some(b"h2") {
                    read_until(&mut stream, is_http2_request).await;
                    // SETTINGS, its acknowledgement, and on stream 1 the header block `:status:
                    // 204`, which ends it.
                    let settings = [0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 4, 1, 0, 0, 0, 0];
                    let headers = [0, 0, 1, 1, 5, 0, 0, 0, 1, 0x89];
                    stream.write_all(&settings).await.unwrap();
                    stream.write_all(&headers).await.unwrap();
                    stream.flush().await.unwrap();
                    read_until(&mut stream, |_| false).await;
                } else {
                    read_until(&mut stream, |bytes| bytes.ends_with(b"\r\n\r\n")).await;
                    stream
                        .write_all(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n")
                        .await
                        .unwrap();
                    let _ = stream.shutdown().await;
                }
            });
        }
    });
    (url, seen)
}

/// Tells whether the client's HEADERS frame (type 1) has arrived: after the preface, frames of 9
/// octets and a length.
fn is_http2_request(bytes: &[u8]) -> bool {
    let mut rest = bytes.get(24..).unwrap_or_default();
    while let Some((head, tail)) = rest.split_at_checked(9) {
        let len = usize::from(head[0]) << 16 | usize::from(head[1]) << 8 | usize::from(head[2]);
        if head[3] == 1 && tail.len() >= len {
            return true;
        }
        rest = tail.get(len..).unwrap_or_default();
    }
    false
}

async fn read_until(stream: &mut (impl AsyncRead + Unpin), done: impl Fn(&[u8]) -> bool) {
    let mut bytes = Vec::new();
    while !done(&bytes) && stream.read_buf(&mut bytes).await.unwrap_or(0) > 0 {}
}

fn builder(url: &str) -> ClientBuilder<Client> {
    Client::builder(url).proxy(Proxy::none())
}

#[tokio::test]
async fn http2_is_negotiated_with_a_root_that_was_added() {
    let authority = Authority::new("Test Root");
    let (url, seen) = serve(&authority, &["h2", "http/1.1"], None).await;
    let client = builder(&url).add_root_certificate_pem(authority.pem()).build().unwrap();
    let response = client.execute(get()).await.unwrap();
    assert_eq!((response.version(), response.status().as_u16()), (Version::HTTP_2, 204));
    assert_eq!(seen.lock().unwrap()[0], (Some(b"h2".to_vec()), false));
}

#[tokio::test]
async fn http1_is_spoken_where_there_is_nothing_newer() {
    let authority = Authority::new("Test Root");
    let (url, _) = serve(&authority, &["http/1.1"], None).await;
    let client = builder(&url).add_root_certificate_pem(authority.pem()).build().unwrap();
    assert_eq!(client.execute(get()).await.unwrap().version(), Version::HTTP_11);
}

#[tokio::test]
async fn an_unknown_root_is_refused_at_once() {
    let authority = Authority::new("Test Root");
    let (url, seen) = serve(&authority, &["h2"], None).await;
    let stranger = Authority::new("Another Root");
    let client = builder(&url).add_root_certificate_pem(stranger.pem()).build().unwrap();
    let error = client.execute(get()).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Tls, 1), "{}", chain(&error));
    assert!(seen.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_client_certificate_is_shown_when_it_is_wanted() {
    let authority = Authority::new("Test Root");
    let clients = Authority::new("Test Root");
    let (url, seen) = serve(&authority, &["h2"], Some(&clients)).await;
    let (certificate, key) = clients.issue("ci-bot", ExtendedKeyUsagePurpose::ClientAuth);
    let client = builder(&url)
        .add_root_certificate_pem(authority.pem())
        .client_certificate_pem(certificate.pem(), key.serialize_pem())
        .build()
        .unwrap();
    client.execute(get()).await.unwrap();
    assert!(seen.lock().unwrap()[0].1);
}

#[tokio::test]
async fn no_process_wide_provider_is_installed() {
    builder("https://acme.example.com")
        .add_root_certificate_pem(Authority::new("Test Root").pem())
        .build()
        .unwrap();
    assert!(crypto::CryptoProvider::get_default().is_none());
}

#[test]
fn unusable_certificates_are_found_when_the_client_is_built() {
    let good = Authority::new("Test Root").pem();
    let base = || builder("https://acme.example.com").add_root_certificate_pem(good.clone());
    for builder in [
        base().add_root_certificate_pem("no pem"),
        base().add_root_certificate_pem(
            "-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n",
        ),
        base().client_certificate_pem(good.clone(), "canary"),
        base().client_certificate_pem(good.clone(), KeyPair::generate().unwrap().serialize_pem()),
    ] {
        let error = builder.build().unwrap_err();
        assert!(error.is_tls() && !error.to_string().contains("canary"), "{error}");
    }
}
