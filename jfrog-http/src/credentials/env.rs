//! The environment variables of the JFrog tools.

use super::{Credentials, is_api_key};
use crate::builder::BuildError;

pub(crate) const URL: &str = "JFROG_URL";
const TOKEN: &str = "JFROG_ACCESS_TOKEN";
const USER: &str = "JFROG_USER";
const PASSWORD: &str = "JFROG_PASSWORD";

pub(crate) fn url(lookup: &dyn Fn(&str) -> Option<String>) -> Result<String, BuildError> {
    read(lookup, URL)?.ok_or_else(|| {
        BuildError::env(format!(
            "`{URL}` is not set: the platform's URL, such as `https://acme.jfrog.io`"
        ))
    })
}

pub(crate) fn credentials(
    lookup: &dyn Fn(&str) -> Option<String>,
) -> Result<Credentials, BuildError> {
    let token = read(lookup, TOKEN)?;
    let user = read(lookup, USER)?;
    let password = read(lookup, PASSWORD)?;
    match (token, user, password) {
        (Some(_), _, Some(_)) => Err(BuildError::env(format!(
            "`{TOKEN}` and `{PASSWORD}` are both set: keep one of them"
        ))),
        // An API key is refused as a bearer, but accepted as its user's password.
        (Some(token), Some(user), None) if is_api_key(&token) => {
            Ok(Credentials::basic(user, token))
        }
        (Some(token), _, None) => Ok(Credentials::access_token(token)),
        (None, Some(user), Some(password)) => Ok(Credentials::basic(user, password)),
        (None, Some(_), None) => {
            Err(BuildError::env(format!("`{USER}` is set but `{PASSWORD}` is not")))
        }
        (None, None, Some(_)) => {
            Err(BuildError::env(format!("`{PASSWORD}` is set but `{USER}` is not")))
        }
        (None, None, None) => Err(BuildError::env(format!(
            "`{TOKEN}` is not set (nor are `{USER}` and `{PASSWORD}`)"
        ))),
    }
}

/// An empty variable is almost always a CI secret that this job may not see, which is not the same
/// as none.
fn read(lookup: &dyn Fn(&str) -> Option<String>, name: &str) -> Result<Option<String>, BuildError> {
    match lookup(name) {
        None => Ok(None),
        Some(value) if value.trim().is_empty() => {
            Err(BuildError::env(format!("`{name}` is set but empty")))
        }
        // Secrets pasted into files end in a line feed more often than not.
        Some(value) => Ok(Some(value.trim_end_matches(['\r', '\n']).to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(variables: &[(&str, &str)]) -> Result<Credentials, String> {
        let lookup = |name: &str| {
            variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        };
        credentials(&lookup).map_err(|error| error.to_string())
    }

    #[test]
    fn the_missing_or_contradictory_variable_is_named() {
        for (variables, needle) in [
            (&[][..], TOKEN),
            (&[(USER, "me")], PASSWORD),
            (&[(PASSWORD, "canary")], USER),
            (&[(TOKEN, "canary"), (PASSWORD, "canary"), (USER, "me")], "both"),
            (&[(TOKEN, " ")], "empty"),
        ] {
            let error = from(variables).unwrap_err();
            assert!(error.contains(needle), "{variables:?}: {error}");
            assert!(!error.contains("canary"), "{error}");
        }
        assert!(url(&|_| None).unwrap_err().to_string().contains(URL));
    }

    #[test]
    fn what_is_complete_is_taken() {
        let key = format!("AKCp8{}", "x".repeat(68));
        for (variables, kind) in [
            (&[(TOKEN, "t\n")][..], "access_token"),
            (&[(TOKEN, "t"), (USER, "me")], "access_token"),
            (&[(USER, "me"), (PASSWORD, "pw")], "basic"),
            (&[(TOKEN, key.as_str()), (USER, "me")], "basic"),
            (&[(TOKEN, key.as_str())], "api_key"),
        ] {
            let credentials = from(variables).unwrap();
            assert!(format!("{credentials:?}").contains(kind), "{variables:?}: {credentials:?}");
        }
    }
}
