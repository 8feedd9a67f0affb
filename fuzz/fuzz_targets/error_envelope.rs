//! Error bodies of JFrog's services and of whatever stands before them, through a real client.

#![no_main]

use std::sync::{LazyLock, Mutex};

use jfrog_http::{
    ByteStream, Client, Credentials, Method, Path, Request, RetryPolicy, Service, transport,
};
use libfuzzer_sys::fuzz_target;
use tokio::runtime::Runtime;

static BODY: Mutex<(u16, Vec<u8>)> = Mutex::new((400, Vec::new()));

static CLIENT: LazyLock<(Runtime, Client)> = LazyLock::new(|| {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    let client = Client::builder("https://acme.example.com")
        .credentials(Credentials::anonymous())
        .retry(RetryPolicy::none())
        .transport(transport::from_fn(|_| async {
            let (status, body) = BODY.lock().expect("nobody panicked").clone();
            let mut response = http::Response::new(ByteStream::from_bytes(body.into()));
            *response.status_mut() = http::StatusCode::from_u16(status).expect("a status");
            Ok(response)
        }))
        .build()
        .expect("a client");
    (runtime, client)
});

fuzz_target!(|input: (u8, &[u8])| {
    const STATUSES: [u16; 8] = [400, 401, 403, 404, 409, 422, 500, 503];
    let (which, bytes) = input;
    let status = STATUSES[usize::from(which) % STATUSES.len()];
    *BODY.lock().expect("nobody panicked") = (status, bytes.to_vec());

    let (runtime, client) = &*CLIENT;
    let request = Request::new("ping", Method::GET, Service::Artifactory, Path::new("api/ping"));
    let error = runtime.block_on(client.execute(request)).expect_err("the status is an error's");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
    assert_eq!(error.operation(), "ping");
    let excerpt = error.body_excerpt().map_or(0, str::len);
    assert!(excerpt <= 64 << 10, "an excerpt is not the whole body");
    let _ = format!("{error} {error:?} {:?}", error.api_errors());
});
