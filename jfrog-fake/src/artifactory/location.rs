//! Where an item lies, as written in a URL: `repo/folder/file;key=value`.

use crate::call::{decode, decode_form};
use crate::state::repositories::Properties;
use crate::wire::Refusal;

use super::bad_request;

/// A decoded path with its matrix parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Location {
    pub(crate) repository: String,
    /// Without slashes at either end; empty for the repository's root.
    pub(crate) path: String,
    /// Whether the URL ended in a slash, which means a folder.
    pub(crate) folder: bool,
    pub(crate) matrix: Properties,
}

impl Location {
    /// Splits at what is written raw, then decodes; a `%3B` or `%2F` is part of a name.
    pub(crate) fn parse(raw: &str) -> Result<Self, Refusal> {
        let mut matrix = Properties::new();
        let mut segments = Vec::new();
        for raw_segment in raw.split('/') {
            let mut parts = raw_segment.split(';');
            let name = decode(parts.next().unwrap_or_default())
                .ok_or_else(|| bad_request("the path is not UTF-8"))?;
            check_name(&name)?;
            segments.push(name);
            for parameter in parts.filter(|parameter| !parameter.is_empty()) {
                let (key, value) = parameter.split_once('=').unwrap_or((parameter, ""));
                let (Some(key), Some(value)) = (decode_form(key), decode_form(value)) else {
                    return Err(bad_request("a matrix parameter is not UTF-8"));
                };
                check_key(&key)?;
                add(&mut matrix, key, split_values(&value));
            }
        }
        let folder = segments.len() > 1 && segments.last().is_some_and(String::is_empty);
        if folder {
            segments.pop();
        }
        let mut segments = segments.into_iter();
        let repository = segments.next().unwrap_or_default();
        let rest: Vec<String> = segments.collect();
        if rest.iter().any(String::is_empty) {
            return Err(bad_request("the path holds an empty segment"));
        }
        Ok(Self { repository, path: rest.join("/"), folder, matrix })
    }

    /// The form in which messages name an item: `generic-local:app/app.war`.
    pub(crate) fn displayed(&self) -> String {
        format!("{}:{}", self.repository, self.path)
    }
}

/// Adds values, each once and in the order of arrival.
pub(crate) fn add(properties: &mut Properties, key: String, values: Vec<String>) {
    let all = properties.entry(key).or_default();
    for value in values {
        if !all.contains(&value) {
            all.push(value);
        }
    }
}

/// Splits at commas that no backslash precedes, and takes the backslashes away.
pub(crate) fn split_values(text: &str) -> Vec<String> {
    split_escaped(text, &[',']).iter().map(|value| unescape(value)).collect()
}

/// Splits at separators that no backslash precedes; escapes stay for the next level.
pub(crate) fn split_escaped(text: &str, separators: &[char]) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut escaped = false;
    for letter in text.chars() {
        if !escaped && separators.contains(&letter) {
            parts.push(String::new());
            continue;
        }
        escaped = !escaped && letter == '\\';
        if let Some(part) = parts.last_mut() {
            part.push(letter);
        }
    }
    parts
}

pub(crate) fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => plain.extend(letters.next()),
            other => plain.push(other),
        }
    }
    plain
}

/// The rule behind Artifactory's `Name must start with a letter …`.
pub(crate) fn check_key(key: &str) -> Result<(), Refusal> {
    const FORBIDDEN: &str = ")(}{][*+^$\\/~`!@#%&<>;=,±§ ";
    let good = key.chars().next().is_some_and(char::is_alphabetic)
        && !key.chars().any(|letter| FORBIDDEN.contains(letter) || letter.is_whitespace());
    if good {
        return Ok(());
    }
    Err(bad_request(format!(
        "Property key: {key} is invalid due to Name must start with a letter and cannot contain \
         whitespace or special characters"
    )))
}

/// Names that no item may have. A colon is allowed: images are stored below `sha256:…`.
fn check_name(name: &str) -> Result<(), Refusal> {
    let bad = matches!(name, "." | "..")
        || name.chars().any(|letter| "/\\|?\"<>*".contains(letter) || letter.is_control());
    if bad {
        return Err(bad_request(format!("Invalid path element: '{name}'")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matrix_parameters_start_at_a_raw_semicolon_only() {
        let location = Location::parse("r/a%3Bb/c%20d.txt;k=v;k=w;m=x%2Cy;e=a%5C%2Cb").unwrap();
        assert_eq!(location.repository, "r");
        assert_eq!(location.path, "a;b/c d.txt");
        let wanted = [("e", vec!["a,b"]), ("k", vec!["v", "w"]), ("m", vec!["x", "y"])];
        for (key, values) in wanted {
            assert_eq!(location.matrix.get(key).unwrap(), &values, "{key}");
        }
    }

    #[test]
    fn a_trailing_slash_means_a_folder() {
        assert!(Location::parse("r/a/").unwrap().folder);
        assert!(!Location::parse("r/a").unwrap().folder);
        assert!(Location::parse("r/").unwrap().folder);
        assert_eq!(Location::parse("r/").unwrap().path, "");
    }

    #[test]
    fn names_that_escape_a_folder_are_refused() {
        for path in ["r/../x", "r/%2e%2e/x", "r/a%2Fb", "r/a//b", "r/%ff", "r/a%00"] {
            assert!(Location::parse(path).is_err(), "{path}");
        }
    }

    #[test]
    fn keys_follow_the_rule_of_names() {
        assert!(check_key("build.name").is_ok());
        for key in ["", "1a", "a b", "a+", "a/b"] {
            assert!(check_key(key).is_err(), "{key}");
        }
    }
}
