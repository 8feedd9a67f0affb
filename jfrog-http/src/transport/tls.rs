//! TLS through rustls with the ring provider.
//!
//! No process-wide provider is installed, since a library must not. Because the configuration is
//! handed to `reqwest` ready-made, `reqwest`'s own switches for roots, client certificates and ALPN
//! do not apply, and all three are set here.

use std::sync::Arc;

use rustls::ClientConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls_platform_verifier::Verifier;

use crate::builder::BuildError;
use crate::secret::Secret;

/// What the caller added to the platform's trust store.
#[derive(Clone, Debug, Default)]
pub(crate) struct TlsOptions {
    pub(crate) roots: Vec<Vec<u8>>,
    pub(crate) identity: Option<(Vec<u8>, Secret)>,
}

pub(crate) fn client_config(
    options: &TlsOptions,
    https_expected: bool,
) -> Result<ClientConfig, BuildError> {
    let mut roots = Vec::new();
    for pem in &options.roots {
        let found =
            certificates(pem).map_err(|fault| BuildError::tls("root certificate", fault))?;
        roots.extend(found);
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| BuildError::tls("TLS versions", error.to_string()))?;
    let with_roots = match Verifier::new_with_extra_roots(roots, provider) {
        Ok(verifier) => builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier)),
        // A container without certificates may still talk plain HTTP; with HTTPS nothing could ever
        // be verified.
        Err(error) if https_expected => {
            return Err(BuildError::tls("trust store", format!("{error}; add a root certificate")));
        }
        Err(_) => builder.with_root_certificates(rustls::RootCertStore::empty()),
    };
    let mut config = match &options.identity {
        None => with_roots.with_no_client_auth(),
        Some((chain, key)) => {
            let chain = certificates(chain)
                .map_err(|fault| BuildError::tls("client certificate", fault))?;
            let key = PrivateKeyDer::from_pem_slice(key.expose().as_bytes()).map_err(|_| {
                BuildError::tls("client key", "no private key in PEM found".to_owned())
            })?;
            with_roots
                .with_client_auth_cert(chain, key)
                .map_err(|error| BuildError::tls("client certificate", error.to_string()))?
        }
    };
    // Without this, HTTP/2 would silently never be negotiated.
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, String> {
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    match found {
        Ok(found) if found.is_empty() => Err("no certificate in PEM found".to_owned()),
        Ok(found) => Ok(found),
        Err(error) => Err(format!("not valid PEM: {error}")),
    }
}
