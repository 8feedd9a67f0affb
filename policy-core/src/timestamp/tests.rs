use super::*;

#[test]
fn every_day_of_the_calendar_survives_the_round_trip() {
    for days in (-719_162..2_932_897).step_by(13) {
        let instant = Timestamp::from_unix(days * DAY + 1).unwrap();
        let text = instant.to_string();
        assert_eq!(text.parse(), Ok(instant), "{text}");
        assert!(text.ends_with("T00:00:01Z"), "{text}");
    }
}

#[test]
fn known_instants_read_and_print() {
    for (text, seconds, printed) in [
        ("1970-01-01", 0, "1970-01-01T00:00:00Z"),
        ("2000-02-29T23:59:59Z", 951_868_799, "2000-02-29T23:59:59Z"),
        ("2026-11-20T00:00:00Z", 1_795_132_800, "2026-11-20T00:00:00Z"),
        ("2026-11-20t01:00:00.999+01:00", 1_795_132_800, "2026-11-20T00:00:00Z"),
        ("2026-11-19 19:00:00 ", 0, ""),
        ("2026-11-19T19:00:00-0500", 1_795_132_800, "2026-11-20T00:00:00Z"),
        ("2016-12-31T23:59:60Z", 1_483_228_799, "2016-12-31T23:59:59Z"),
        ("1969-12-31T23:59:58.123456789012Z", -2, "1969-12-31T23:59:58Z"),
        ("0001-01-01T00:00:00Z", -62_135_596_800, "0001-01-01T00:00:00Z"),
        ("9999-12-31T23:59:59Z", 253_402_300_799, "9999-12-31T23:59:59Z"),
    ] {
        match text.parse::<Timestamp>() {
            Ok(instant) => {
                assert_eq!(instant.as_unix(), seconds, "{text}");
                assert_eq!(instant.to_string(), printed, "{text}");
            }
            Err(error) => assert_eq!(printed, "", "{error}"),
        }
    }
}

#[test]
fn what_is_no_instant_is_refused() {
    for text in [
        "",
        "2026",
        "2026-13-01",
        "2026-02-29",
        "2026-1-1",
        "tomorrow",
        "2026-01-01T",
        "2026-01-01T00:00",
        "2026-01-01T00:00:00",
        "2026-01-01T24:00:00Z",
        "2026-01-01T00:00:00.Z",
        "2026-01-01T00:00:00+1",
        "0000-01-01",
        "0001-01-01T00:00:00+01:00",
        "２０２６-01-01",
        "2026-01-01TT00:00:00Z",
        "20260101",
        "20260101T000000Z",
        "2026-01-01T00Z",
        "2026-01-01T00:00:00+01:00[Europe/Paris]",
        "2026-01-01T00:00:00.1.2Z",
    ] {
        assert!(text.parse::<Timestamp>().is_err(), "{text}");
    }
}

#[test]
fn the_last_day_of_the_calendar_has_an_end() {
    let end = Timestamp::parse_end("9999-12-31").unwrap();
    assert!(Timestamp::MAX < end);
    assert_eq!(end.to_string(), "10000-01-01T00:00:00Z");
    assert_eq!(end.plus(Period::from_days(u32::MAX)), end);
}

#[test]
fn periods_read_and_print() {
    for (text, printed) in [
        ("1d", "1 day"),
        ("90d", "90 days"),
        ("2w", "14 days"),
        ("24h", "1 day"),
        ("36h", "36 hours"),
        ("30m", "30 minutes"),
        ("90s", "90 seconds"),
        ("0d", "0 seconds"),
    ] {
        assert_eq!(text.parse::<Period>().unwrap().to_string(), printed);
    }
    for text in
        ["", "d", "5", "-1d", "1.5d", "1y", "1 d", "99999999999999999999d", "9999999999999999999w"]
    {
        assert!(text.parse::<Period>().is_err(), "{text}");
    }
}
