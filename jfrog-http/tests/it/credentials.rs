use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::future::{join, join_all};
use http::Method;
use jfrog_http::{
    Body, Client, ClientBuilder, Credentials, CredentialsProvider, Error, ErrorKind, GithubActions,
    IssuedToken, OidcExchange, Path, Request, Secret, Service,
};
use tokio::runtime::RuntimeFlavor;
use tokio::time::Instant;

use crate::support::{Log, Reply, answer, builder, chain, client, get, ok, scripted};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);

type Provided = Result<IssuedToken, Box<dyn std::error::Error + Send + Sync>>;

/// Gives what `answer` says to its first, second and further call, each after a second of paused
/// time.
#[derive(Debug)]
struct Counting<F> {
    calls: Arc<AtomicUsize>,
    answer: F,
}

#[async_trait::async_trait]
impl<F> CredentialsProvider for Counting<F>
where
    F: Fn(usize) -> Provided + std::fmt::Debug + Send + Sync + 'static,
{
    async fn token(&self) -> Provided {
        let call = self.calls.fetch_add(1, Ordering::SeqCst) + 1;
        if tokio::runtime::Handle::current().runtime_flavor() == RuntimeFlavor::CurrentThread {
            tokio::time::sleep(SECOND).await;
        }
        (self.answer)(call)
    }
}

fn counting(answer: fn(usize) -> Provided) -> (Credentials, Arc<AtomicUsize>) {
    let calls = Arc::new(AtomicUsize::new(0));
    (Credentials::provider(Counting { calls: Arc::clone(&calls), answer }), calls)
}

fn hour_token(call: usize) -> Provided {
    Ok(IssuedToken::new(format!("t{call}")).expires_in(60 * MINUTE))
}

/// A platform that knows the tokens in `valid` only.
fn platform(credentials: Credentials, valid: &'static [&'static str]) -> (Client, Log) {
    let (transport, log) = scripted(move |_, sent| {
        let token = sent.header("authorization").and_then(|value| value.strip_prefix("Bearer "));
        if token.is_some_and(|token| valid.contains(&token)) {
            ok("{}")
        } else {
            answer(
                401,
                &[],
                r#"{"errors":[{"status":401,"message":"Token failed verification: expired"}]}"#,
            )
        }
    });
    (builder(transport).credentials(credentials).max_concurrency(64).build().unwrap(), log)
}

fn tokens(log: &Log) -> Vec<String> {
    log.all().iter().map(|sent| sent.header("authorization").unwrap_or("none").to_owned()).collect()
}

#[tokio::test(start_paused = true)]
async fn an_expired_token_is_refreshed_once_under_50_concurrent_calls() {
    let (credentials, calls) = counting(hour_token);
    let (client, log) = platform(credentials, &["t1", "t2"]);
    client.execute(get()).await.unwrap();
    assert_eq!(calls.load(Ordering::SeqCst), 1);

    // The platform forgets `t1` long before its time, as after a revocation.
    let (credentials, calls) = counting(hour_token);
    let (client, log2) = platform(credentials, &["t2"]);
    let results = join_all((0..50).map(|_| client.execute(get()))).await;
    assert!(results.iter().all(Result::is_ok));
    assert_eq!(calls.load(Ordering::SeqCst), 2, "one for the first token, one for its replacement");
    let sent = tokens(&log2);
    assert_eq!(sent.iter().filter(|token| *token == "Bearer t1").count(), 50);
    assert_eq!(sent.iter().filter(|token| *token == "Bearer t2").count(), 50);
    assert_eq!(log.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_token_refused_to_a_body_that_is_gone_is_not_sent_again() {
    let (credentials, calls) = counting(|call| Ok(IssuedToken::new(format!("t{call}"))));
    let (client, log) = platform(credentials, &["t2"]);
    let upload = || {
        let pieces = futures_util::stream::iter([Ok::<_, std::io::Error>("abc".into())]);
        Request::new("deploy", Method::PUT, Service::Artifactory, Path::new("repo/a"))
            .body(Body::stream(pieces, Some(3)))
    };
    let error = client.execute(upload()).await.unwrap_err();
    assert!(error.is_unauthenticated(), "{error}");
    assert_eq!(calls.load(Ordering::SeqCst), 1, "the answer would come too late");
    client.execute(upload()).await.unwrap();
    assert_eq!(tokens(&log), ["Bearer t1", "Bearer t2"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_token_is_refreshed_once_also_on_many_threads() {
    let (credentials, calls) = counting(|call| Ok(IssuedToken::new(format!("t{call}"))));
    let (client, _) = platform(credentials, &["t2"]);
    let tasks: Vec<_> = (0..50)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(
                async move { client.execute(get()).await.map(|response| response.attempts()) },
            )
        })
        .collect();
    for task in tasks {
        assert!(task.await.unwrap().is_ok());
    }
    assert_eq!(calls.load(Ordering::SeqCst), 2);
}

#[tokio::test(start_paused = true)]
async fn calls_that_start_while_the_token_is_renewed_wait_for_it() {
    let (credentials, calls) = counting(hour_token);
    let (client, log) = platform(credentials, &["t1"]);
    let started = Instant::now();
    let results = join_all((0..50).map(|_| client.execute(get()))).await;
    assert!(results.iter().all(Result::is_ok));
    assert_eq!((calls.load(Ordering::SeqCst), log.len(), started.elapsed()), (1, 50, SECOND));
}

#[tokio::test(start_paused = true)]
async fn a_token_is_renewed_before_it_ends_and_nobody_waits() {
    let (credentials, calls) = counting(hour_token);
    let (client, log) = platform(credentials, &["t1", "t2"]);
    client.execute(get()).await.unwrap();
    tokio::time::advance(49 * MINUTE).await;
    client.execute(get()).await.unwrap();
    assert_eq!(calls.load(Ordering::SeqCst), 1);
    tokio::time::advance(2 * MINUTE).await;

    let early = Instant::now();
    let other = async {
        tokio::task::yield_now().await;
        client.execute(get()).await.unwrap();
        early.elapsed()
    };
    let (renewing, waited) = join(client.execute(get()), other).await;
    renewing.unwrap();
    assert_eq!(waited, Duration::ZERO, "the old token still works");
    assert_eq!(calls.load(Ordering::SeqCst), 2);
    assert_eq!(tokens(&log), ["Bearer t1", "Bearer t1", "Bearer t1", "Bearer t2"]);
}

#[tokio::test(start_paused = true)]
async fn a_failed_early_renewal_leaves_the_old_token_in_use() {
    let (credentials, calls) =
        counting(|call| if call == 1 { hour_token(1) } else { Err("the vault is sealed".into()) });
    let (client, _) = platform(credentials, &["t1"]);
    client.execute(get()).await.unwrap();
    tokio::time::advance(55 * MINUTE).await;
    for _ in 0..3 {
        client.execute(get()).await.unwrap();
    }
    assert_eq!(calls.load(Ordering::SeqCst), 2, "the next try waits a while");
    tokio::time::advance(6 * MINUTE).await;
    let error = client.execute(get()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert!(chain(&error).contains("the vault is sealed"), "{}", chain(&error));
}

#[tokio::test(start_paused = true)]
async fn one_failure_is_everybodys_answer() {
    let (credentials, calls) = counting(|_| Err("the vault is sealed".into()));
    let (client, log) = platform(credentials, &[]);
    let results = join_all((0..20).map(|_| client.execute(get()))).await;
    assert!(
        results.iter().all(|result| result
            .as_ref()
            .is_err_and(|error| error.kind() == ErrorKind::Credentials))
    );
    assert_eq!((calls.load(Ordering::SeqCst), log.len()), (1, 0));
    // It is not held against later calls.
    client.execute(get()).await.unwrap_err();
    assert_eq!(calls.load(Ordering::SeqCst), 2);
}

#[tokio::test(start_paused = true)]
async fn a_fresh_token_that_is_refused_too_is_the_end() {
    let (credentials, calls) = counting(hour_token);
    let (client, log) = platform(credentials, &[]);
    let error = client.execute(get()).await.unwrap_err();
    assert!(error.is_unauthenticated());
    assert_eq!((calls.load(Ordering::SeqCst), log.len(), error.attempts()), (2, 2, 2));
}

#[tokio::test(start_paused = true)]
async fn a_caller_who_leaves_during_the_renewal_blocks_nobody() {
    let (credentials, calls) = counting(hour_token);
    let (client, _) = platform(credentials, &["t2"]);
    let leaving = tokio::time::timeout(SECOND / 2, client.execute(get()));
    assert!(leaving.await.is_err());
    client.execute(get()).await.unwrap();
    assert_eq!(calls.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_fixed_token_is_not_tried_twice() {
    let (client, log) = platform(Credentials::access_token("old"), &["new"]);
    let error = client.execute(get()).await.unwrap_err();
    assert!(error.is_unauthenticated());
    assert_eq!(error.api_errors()[0].message(), "Token failed verification: expired");
    assert_eq!(log.len(), 1);
}

#[tokio::test]
async fn anonymous_means_no_header_at_all() {
    let (transport, log) = scripted(|_, _| ok("{}"));
    client(transport).execute(get()).await.unwrap();
    let (transport, log2) = scripted(|_, _| ok("{}"));
    let named = builder(transport).credentials(Credentials::access_token("t")).build().unwrap();
    named.execute(get().anonymous()).await.unwrap();
    for sent in [&log.all()[0], &log2.all()[0]] {
        assert!(
            !sent.headers.contains_key("authorization")
                && !sent.headers.contains_key("x-jfrog-art-api")
        );
    }
}

#[tokio::test]
async fn one_request_can_carry_a_token_of_its_own() {
    let (transport, log) = scripted(|_, _| ok("{}"));
    let client = builder(transport).credentials(Credentials::api_key("key")).build().unwrap();
    client.execute(get().bearer("part")).await.unwrap();
    client.execute(get().header("authorization", "Bearer own")).await.unwrap();
    assert_eq!(tokens(&log), ["Bearer part", "Bearer own"]);
    assert!(log.all().iter().all(|sent| !sent.headers.contains_key("x-jfrog-art-api")));
    assert!(log.all().iter().all(|sent| sent.headers["authorization"].is_sensitive()));
}

/// A platform whose token exchange hands out `a1`, `a2` and so on.
fn exchange(
    log_calls: Arc<AtomicUsize>,
    expires_in: &'static str,
) -> (impl jfrog_http::Transport, Log) {
    scripted(move |_, sent| {
        if sent.url.ends_with("/access/api/v1/oidc/token") {
            let n = log_calls.fetch_add(1, Ordering::SeqCst) + 1;
            return ok(format!(
                r#"{{"access_token":"a{n}","expires_in":{expires_in},"token_type":"Bearer"}}"#
            ));
        }
        if sent.header("authorization").is_some() { ok("{}") } else { answer(401, &[], "") }
    })
}

#[tokio::test(start_paused = true)]
async fn an_id_token_is_exchanged_without_authorization_and_again_before_it_ends() {
    let exchanges = Arc::new(AtomicUsize::new(0));
    // Documented as a number, shown as a string.
    let (transport, log) = exchange(Arc::clone(&exchanges), "\"3600\"");
    let source = || async { Ok(Secret::new("ci-id-token")) };
    let oidc = OidcExchange::new("github", source).project_key("shop").identity_mapping("main");
    let client = builder(transport).credentials(Credentials::oidc(oidc)).build().unwrap();
    client.execute(get()).await.unwrap();
    client.execute(get()).await.unwrap();
    let sent = log.all();
    assert_eq!(sent.len(), 3);
    assert!(!sent[0].headers.contains_key("authorization"));
    let body: serde_json::Value = serde_json::from_slice(&sent[0].body).unwrap();
    assert_eq!(
        body,
        serde_json::json!({
            "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
            "subject_token_type": "urn:ietf:params:oauth:token-type:id_token",
            "subject_token": "ci-id-token",
            "provider_name": "github",
            "project_key": "shop",
            "identity_mapping_name": "main",
        })
    );
    assert_eq!(tokens(&log)[1..], ["Bearer a1", "Bearer a1"]);
    tokio::time::advance(55 * MINUTE).await;
    client.execute(get()).await.unwrap();
    assert_eq!(tokens(&log).last().unwrap(), "Bearer a2");
}

#[tokio::test]
async fn a_refused_exchange_says_so() {
    let (transport, _) = scripted(|_, _| {
        answer(
            403,
            &[],
            r#"{"errors":[{"code":"FORBIDDEN","message":"no identity mapping matches ci-id-token"}]}"#,
        )
    });
    let oidc = OidcExchange::new("github", || async { Ok(Secret::new("ci-id-token")) });
    let client = builder(transport).credentials(Credentials::oidc(oidc)).build().unwrap();
    let error = client.execute(get()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials);
    let text = chain(&error);
    assert!(
        text.contains("no identity mapping matches") && text.contains("exchange OIDC token"),
        "{text}"
    );
    assert!(!text.contains("ci-id-token"), "{text}");
}

#[tokio::test]
async fn a_github_job_asks_its_own_endpoint_for_the_id_token() {
    let lookup = |name: &str| match name {
        "ACTIONS_ID_TOKEN_REQUEST_URL" => {
            Some("https://pipelines.example.com/token?api-version=2.0".to_owned())
        }
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN" => Some("request-token".to_owned()),
        _ => None,
    };
    let (transport, log) = scripted(|n, _| match n {
        0 => ok(r#"{"count":1,"value":"ci-id-token"}"#),
        1 => ok(r#"{"access_token":"a1","expires_in":3600}"#),
        _ => ok("{}"),
    });
    let source = GithubActions::from_lookup(lookup).unwrap().audience("jfrog github");
    let client = builder(transport)
        .credentials(Credentials::oidc(OidcExchange::new("github", source)))
        .build()
        .unwrap();
    client.execute(get()).await.unwrap();
    let sent = log.all();
    assert_eq!(
        sent[0].url,
        "https://pipelines.example.com/token?api-version=2.0&audience=jfrog%20github"
    );
    assert_eq!(tokens(&log), ["Bearer request-token", "none", "Bearer a1"]);
    assert!(GithubActions::from_lookup(|_| None).is_none());
}

#[test]
fn the_environment_builds_a_client_or_names_the_variable() {
    let from = |variables: &'static [(&'static str, &'static str)]| {
        ClientBuilder::<Client>::from_lookup(|name| {
            variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        })
        .and_then(|builder| builder.transport(scripted(|_, _| Reply::Hang).0).build())
    };
    let built =
        from(&[("JFROG_URL", "http://localhost:8082/"), ("JFROG_ACCESS_TOKEN", "t")]).unwrap();
    assert_eq!(built.base_url(Service::Xray), "http://localhost:8082/xray/");
    for (variables, needle) in [
        (&[][..], "JFROG_URL"),
        (&[("JFROG_URL", "http://h")], "JFROG_ACCESS_TOKEN"),
        (&[("JFROG_URL", "http://h"), ("JFROG_USER", "me")], "JFROG_PASSWORD"),
        (
            &[("JFROG_URL", "http://h"), ("JFROG_ACCESS_TOKEN", "a"), ("JFROG_PASSWORD", "b")],
            "both set",
        ),
    ] {
        let error = from(variables).unwrap_err();
        assert!(error.is_environment() && error.to_string().contains(needle), "{error}");
    }
}

#[test]
fn a_token_with_a_line_feed_is_found_when_the_client_is_built() {
    let (transport, _) = scripted(|_, _| Reply::Hang);
    let error = builder(transport)
        .credentials(Credentials::access_token("canary\nx: y"))
        .build()
        .unwrap_err();
    assert!(error.is_credentials() && !error.to_string().contains("canary"), "{error}");
}

#[tokio::test]
async fn a_provider_whose_token_fits_no_header_is_an_error() {
    let (credentials, _) = counting(|_| Ok(IssuedToken::new("canary\n")));
    let (client, _) = platform(credentials, &[]);
    let error: Error = client.execute(get()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert!(!format!("{error:?}{}", chain(&error)).contains("canary"));
}
