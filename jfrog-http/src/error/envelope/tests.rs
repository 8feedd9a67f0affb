use super::*;

fn messages(body: &str) -> Vec<String> {
    parse(body.as_bytes(), &Redactor::default())
        .errors
        .iter()
        .map(|error| error.message.clone())
        .collect()
}

#[test]
fn every_shape_yields_its_message() {
    for (body, expected) in [
        (r#"{"errors":[{"status":404,"message":"Unable to find item"}]}"#, "Unable to find item"),
        (
            "\u{feff}\r\n{\n  \"errors\" : [ {\n \"status\" : \"401\", \"message\" : \"Bad Credentials\" } ]\n}\n",
            "Bad Credentials",
        ),
        (r#"{"errors":[{"code":"FORBIDDEN","message":"no","detail":"d"}]}"#, "no"),
        (r#"{"errors":[{"code":"DENIED","message":"","detail":{"a":1}}]}"#, r#"{"a":1}"#),
        (r#"{"errors":["bare"]}"#, "bare"),
        (
            r#"{"errors":[{"identifier":"default/x","error":"Artifact doesn't exist"}]}"#,
            "Artifact doesn't exist",
        ),
        (r#"{"messages":[{"level":"ERROR","message":"cannot copy"}]}"#, "cannot copy"),
        (r#"{"error":"Failed to scan component"}"#, "Failed to scan component"),
        (r#"{"error":{"code":"X","message":"nested"}}"#, "nested"),
        (r#"{"message":"plain"}"#, "plain"),
        (r#"{"info":"Build X number 3 wasn't found"}"#, "Build X number 3 wasn't found"),
        (r#"{"status":"400","detail":"scim","schemas":[]}"#, "scim"),
        (r#""failed create git info request: x""#, "failed create git info request: x"),
        (r#"[{"message":"in a list"}]"#, "in a list"),
        ("404 page not found\n", "404 page not found"),
        (
            "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>",
            "502 Bad Gateway",
        ),
        (
            "<!DOCTYPE html><html><style>p{}</style><body><h1>No</h1> &amp; <b>no</b></body></html>",
            "No & no",
        ),
        (
            "<?xml version=\"1.0\"?><Error><Code>InvalidArgument</Code><Message>Only one auth</Message></Error>",
            "Only one auth",
        ),
        ("{\"errors\":[{\"message\":\"cut", "{\"errors\":[{\"message\":\"cut"),
    ] {
        assert_eq!(messages(body), [expected], "{body}");
    }
}

#[test]
fn codes_and_statuses_are_kept_when_they_make_sense() {
    let of = |body: &str| parse(body.as_bytes(), &Redactor::default()).errors.remove(0);
    assert_eq!(of(r#"{"errors":[{"status":"404","message":"x"}]}"#).status(), Some(404));
    let denied = of(r#"{"errors":[{"code":"DENIED","message":"x","detail":["y"]}]}"#);
    assert_eq!((denied.code(), denied.detail()), (Some("DENIED"), Some(r#"["y"]"#)));
    let xml = of("<Error><Code>AccessDenied</Code><Message>a &lt; b</Message></Error>");
    assert_eq!((xml.code(), xml.message()), (Some("AccessDenied"), "a < b"));
}

#[test]
fn a_status_of_minus_one_is_no_status() {
    let found = parse(br#"{"errors":[{"status":-1},{"status":500}]}"#, &Redactor::default()).errors;
    assert_eq!(found.iter().map(ApiError::status).collect::<Vec<_>>(), [Some(500)]);
}

#[test]
fn nothing_said_is_nothing_reported() {
    for body in
        ["", "  \n", "{}", "[]", "null", r#"{"errors":[]}"#, r#"{"errors":[{"message":null}]}"#]
    {
        assert!(messages(body).iter().all(|message| message == "null"), "{body}");
    }
}

#[test]
fn what_looks_like_a_secret_is_removed_and_the_excerpt_is_bounded() {
    let body = format!(
        r#"{{"error":"Token failed verification: eyJhbGciOiJIUzI1NiJ9.e30.{}"}}"#,
        "a".repeat(40)
    );
    let found = parse(body.as_bytes(), &Redactor::default());
    assert_eq!(found.errors[0].message(), "Token failed verification: …");
    assert!(!found.excerpt.unwrap().contains("eyJ"));

    let long = vec![b'x'; 1 << 20];
    let found = parse(&long, &Redactor::default());
    assert_eq!(found.errors[0].message().len(), MESSAGE_LIMIT);
    assert_eq!(found.excerpt.unwrap().len(), EXCERPT_LIMIT);
}

#[test]
fn hostile_bodies_are_survived() {
    for body in [
        "[".repeat(100_000),
        "<".repeat(60_000),
        "<script".repeat(9_000),
        format!("{{\"errors\":[{}1]}}", "1,".repeat(30_000)),
        "\u{0}\u{1}\u{fffd}".to_owned(),
    ] {
        let _ = parse(body.as_bytes(), &Redactor::default());
    }
    let _ = parse(&[0xff, 0xfe, 0x3c, 0x00], &Redactor::default());
}
