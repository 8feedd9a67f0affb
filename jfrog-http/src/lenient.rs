//! Serde helpers for answers that mean well.
//!
//! The same number comes as `452` from one endpoint and as `"452"` from the next, booleans come as
//! `"true"`, empty lists as `null`. Use these with `#[serde(default, deserialize_with =
//! "jfrog_http::lenient::…")]`.
//!
//! ```
//! use jfrog_http::{Timestamp, lenient};
//! use serde::Deserialize;
//!
//! #[derive(Deserialize)]
//! struct Item {
//!     #[serde(default, deserialize_with = "lenient::opt_u64")]
//!     size: Option<u64>,
//!     #[serde(default, deserialize_with = "lenient::bool")]
//!     folder: bool,
//!     #[serde(default, deserialize_with = "lenient::null_as_default")]
//!     children: Vec<String>,
//!     #[serde(default, deserialize_with = "lenient::opt_timestamp")]
//!     created: Option<Timestamp>,
//! }
//!
//! let answer = r#"{"size":"452","folder":"true","children":null,"created":""}"#;
//! let item: Item = serde_json::from_str(answer).unwrap();
//! assert_eq!(item.size, Some(452));
//! assert!(item.folder && item.children.is_empty() && item.created.is_none());
//! ```

use std::fmt;

use serde::de::{self, DeserializeOwned, Visitor};
use serde::{Deserialize, Deserializer};

use crate::timestamp::Timestamp;

/// Reads an unsigned number, or one in a string. `null` and `""` are none, and so is a negative
/// number: `-1` is how Artifactory says that a folder has no size.
///
/// # Errors
///
/// Refuses what is no whole number, or does not fit.
pub fn opt_u64<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    opt_i128(deserializer)?
        .filter(|number| *number >= 0)
        .map(|number| {
            u64::try_from(number).map_err(|_| de::Error::custom("the number is out of range"))
        })
        .transpose()
}

/// Reads a signed number, or one in a string. `null` and `""` are none.
///
/// # Errors
///
/// Refuses what is no whole number, or does not fit.
pub fn opt_i64<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    opt_i128(deserializer)?
        .map(|number| {
            i64::try_from(number).map_err(|_| de::Error::custom("the number is out of range"))
        })
        .transpose()
}

/// Reads an unsigned number, or one in a string; `null`, `""` and negative numbers are zero.
///
/// # Errors
///
/// Refuses what is no whole number, or does not fit.
pub fn u64<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    Ok(opt_u64(deserializer)?.unwrap_or_default())
}

/// Reads a number that may have a fraction, or one in a string. `null` and `""` are none.
///
/// # Errors
///
/// Refuses what is no number.
pub fn opt_f64<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    match deserializer.deserialize_any(ScalarVisitor)? {
        Scalar::None => Ok(None),
        Scalar::Int(number) => Ok(Some(number as f64)),
        Scalar::Float(number) => Ok(Some(number)),
        Scalar::Bool(_) => Err(de::Error::custom("expected a number, found a boolean")),
        Scalar::Text(text) => match text.trim() {
            "" => Ok(None),
            text => {
                text.parse::<f64>().ok().filter(|number| number.is_finite()).map(Some).ok_or_else(
                    || de::Error::custom(format!("`{}` is not a number", text.escape_debug())),
                )
            }
        },
    }
}

/// Reads a boolean, `"true"`, `"yes"`, `1` and their opposites. `null` and `""` are none.
///
/// # Errors
///
/// Refuses anything else.
pub fn opt_bool<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    match deserializer.deserialize_any(ScalarVisitor)? {
        Scalar::None => Ok(None),
        Scalar::Bool(value) => Ok(Some(value)),
        Scalar::Int(0) => Ok(Some(false)),
        Scalar::Int(1) => Ok(Some(true)),
        Scalar::Int(_) | Scalar::Float(_) => {
            Err(de::Error::custom("expected a boolean, found a number"))
        }
        Scalar::Text(text) => match text.trim().to_ascii_lowercase().as_str() {
            "" => Ok(None),
            "true" | "yes" | "1" => Ok(Some(true)),
            "false" | "no" | "0" => Ok(Some(false)),
            other => Err(de::Error::custom(format!("`{}` is not a boolean", other.escape_debug()))),
        },
    }
}

/// Reads a boolean as [`opt_bool`] does; none is `false`.
///
/// # Errors
///
/// Refuses what is no boolean.
pub fn bool<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Ok(opt_bool(deserializer)?.unwrap_or_default())
}

/// Reads text, or a number or boolean as its text. `null` is none; `""` stays text.
///
/// # Errors
///
/// Refuses lists and objects.
pub fn opt_string<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match deserializer.deserialize_any(ScalarVisitor)? {
        Scalar::None => None,
        Scalar::Text(text) => Some(text),
        Scalar::Bool(value) => Some(value.to_string()),
        Scalar::Int(number) => Some(number.to_string()),
        Scalar::Float(number) => Some(number.to_string()),
    })
}

/// Reads a time. `null`, `""`, `0` and the year 1, with which Go means "never", are none; and so is
/// text that is no time, because one odd date must not cost the whole answer.
///
/// # Errors
///
/// Refuses lists and objects.
pub fn opt_timestamp<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Timestamp>, D::Error> {
    let time = match deserializer.deserialize_any(ScalarVisitor)? {
        Scalar::None | Scalar::Bool(_) | Scalar::Int(0) => None,
        Scalar::Text(text) => text.parse().ok(),
        Scalar::Int(number) => number.to_string().parse().ok(),
        Scalar::Float(number) => (number as i64).to_string().parse().ok(),
    };
    Ok(time.filter(|time: &Timestamp| !time.is_zero()))
}

/// Reads a value whose `null` means its default: an empty list, an empty map.
///
/// # Errors
///
/// Refuses what the type itself refuses.
pub fn null_as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// Reads a list, or one value that stands for a list of itself; `null` is empty.
///
/// # Errors
///
/// Refuses what the element type refuses.
pub fn one_or_many<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    #[derive(Deserialize)]
    #[serde(untagged, bound(deserialize = "T: DeserializeOwned"))]
    enum OneOrMany<T> {
        Many(Vec<T>),
        One(T),
    }
    Ok(match Option::deserialize(deserializer)? {
        None => Vec::new(),
        Some(OneOrMany::Many(many)) => many,
        Some(OneOrMany::One(one)) => vec![one],
    })
}

fn opt_i128<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i128>, D::Error> {
    let from_float = |number: f64| {
        if number.fract() == 0.0 && number.abs() < 1e18 {
            Ok(Some(number as i128))
        } else {
            Err(de::Error::custom(format!("`{number}` is not a whole number")))
        }
    };
    match deserializer.deserialize_any(ScalarVisitor)? {
        Scalar::None => Ok(None),
        Scalar::Int(number) => Ok(Some(number)),
        Scalar::Float(number) => from_float(number),
        Scalar::Bool(_) => Err(de::Error::custom("expected a number, found a boolean")),
        Scalar::Text(text) => match text.trim() {
            "" => Ok(None),
            text => match text.parse::<i128>() {
                Ok(number) => Ok(Some(number)),
                Err(_) => match text.parse::<f64>() {
                    Ok(number) => from_float(number),
                    Err(_) => {
                        Err(de::Error::custom(format!("`{}` is not a number", text.escape_debug())))
                    }
                },
            },
        },
    }
}

enum Scalar {
    None,
    Bool(bool),
    Int(i128),
    Float(f64),
    Text(String),
}

struct ScalarVisitor;

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Scalar;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number, a boolean, text or null")
    }

    fn visit_unit<E>(self) -> Result<Scalar, E> {
        Ok(Scalar::None)
    }

    fn visit_none<E>(self) -> Result<Scalar, E> {
        Ok(Scalar::None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Scalar, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Scalar, E> {
        Ok(Scalar::Bool(value))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Scalar, E> {
        Ok(Scalar::Int(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Scalar, E> {
        Ok(Scalar::Int(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Scalar, E> {
        Ok(Scalar::Float(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Scalar, E> {
        Ok(Scalar::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Scalar, E> {
        Ok(Scalar::Text(text))
    }
}

/// Reads a map of lists in which a single value stands for a list of itself, such as item
/// properties.
///
/// # Errors
///
/// Refuses what is no map of texts.
pub fn map_of_lists<'de, D>(
    deserializer: D,
) -> Result<std::collections::BTreeMap<String, Vec<String>>, D::Error>
where
    D: Deserializer<'de>,
{
    struct Strings(Vec<String>);

    impl<'de> Deserialize<'de> for Strings {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            one_or_many(deserializer).map(Self)
        }
    }
    let map = Option::<std::collections::BTreeMap<String, Strings>>::deserialize(deserializer)?;
    Ok(map.unwrap_or_default().into_iter().map(|(key, Strings(values))| (key, values)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    macro_rules! reads {
        ($with:literal, $ty:ty, $json:expr) => {{
            #[derive(Deserialize)]
            struct Probe {
                #[serde(default, deserialize_with = $with)]
                v: $ty,
            }
            let json = format!("{{\"v\":{}}}", $json);
            serde_json::from_str::<Probe>(&json)
                .map(|probe| probe.v)
                .map_err(|error| error.to_string())
        }};
    }

    #[test]
    fn numbers_may_be_text() {
        for (json, value) in [
            ("452", Some(452)),
            ("\"452\"", Some(452)),
            ("\" 452 \"", Some(452)),
            ("452.0", Some(452)),
            ("\"4.52e2\"", Some(452)),
            ("\"18446744073709551615\"", Some(u64::MAX)),
            ("null", None),
            ("\"\"", None),
            ("-1", None),
            ("\"-1\"", None),
        ] {
            assert_eq!(reads!("opt_u64", Option<u64>, json), Ok(value), "{json}");
        }
        for json in ["\"many\"", "true", "[]", "1.5", "\"18446744073709551616\""] {
            assert!(reads!("opt_u64", Option<u64>, json).is_err(), "{json}");
        }
        assert_eq!(reads!("opt_i64", Option<i64>, "\"-7\""), Ok(Some(-7)));
        assert!(reads!("opt_i64", Option<i64>, "18446744073709551615").is_err());
        assert_eq!(reads!("opt_f64", Option<f64>, "\"9.8\""), Ok(Some(9.8)));
        assert!(reads!("opt_f64", Option<f64>, "\"NaN\"").is_err());
    }

    #[test]
    fn booleans_may_be_text() {
        for (json, value) in [
            ("true", Some(true)),
            ("\"True\"", Some(true)),
            ("\"false\"", Some(false)),
            ("1", Some(true)),
            ("null", None),
        ] {
            assert_eq!(reads!("opt_bool", Option<bool>, json), Ok(value), "{json}");
        }
        assert!(reads!("opt_bool", Option<bool>, "\"maybe\"").is_err());
        assert_eq!(reads!("bool", bool, "null"), Ok(false));
    }

    #[test]
    fn null_is_empty_and_one_is_a_list_of_one() {
        assert_eq!(reads!("null_as_default", Vec<u8>, "null"), Ok(vec![]));
        assert_eq!(reads!("one_or_many", Vec<String>, "\"a\""), Ok(vec!["a".to_owned()]));
        assert_eq!(reads!("one_or_many", Vec<String>, "[\"a\",\"b\"]").unwrap().len(), 2);
        assert_eq!(reads!("one_or_many", Vec<String>, "null"), Ok(vec![]));
        let map = reads!("map_of_lists", std::collections::BTreeMap<String, Vec<String>>, "{\"a\":\"1\",\"b\":[\"2\",\"3\"],\"c\":null}");
        assert_eq!(map.unwrap().values().map(Vec::len).collect::<Vec<_>>(), [1, 2, 0]);
    }

    #[test]
    fn odd_times_cost_nothing_but_themselves() {
        for json in ["null", "\"\"", "0", "\"0001-01-01T00:00:00Z\"", "\"soon\"", "true"] {
            assert_eq!(reads!("opt_timestamp", Option<Timestamp>, json), Ok(None), "{json}");
        }
        assert_eq!(
            reads!("opt_timestamp", Option<Timestamp>, "\"1684395707000\""),
            reads!("opt_timestamp", Option<Timestamp>, "1684395707")
        );
    }

    #[test]
    fn text_may_be_a_number() {
        assert_eq!(reads!("opt_string", Option<String>, "17"), Ok(Some("17".to_owned())));
        assert_eq!(reads!("opt_string", Option<String>, "\"\""), Ok(Some(String::new())));
    }
}
