//! Properties: names with values on files and folders.

use std::collections::BTreeMap;

use jfrog_http::{Client, Error, ErrorKind, check_property_key, lenient};
use serde::{Deserialize, Serialize};

use crate::endpoint;
use crate::path::ArtifactPath;

/// The properties of files and folders. Made by
/// [`ArtifactoryClient::properties`](crate::ArtifactoryClient::properties).
#[derive(Clone, Debug)]
pub struct PropertiesApi {
    client: Client,
}

impl PropertiesApi {
    pub(crate) fn new(client: Client) -> Self {
        Self { client }
    }

    /// Reads the properties of a file or folder. An item without any has an empty list.
    ///
    /// # Errors
    /// [`is_not_found`](Error::is_not_found) when there is no such item, as far as the server
    /// tells: some versions answer alike for a missing item and one without properties, and then
    /// the list is empty.
    pub async fn read(&self, path: &ArtifactPath) -> Result<Properties, Error> {
        let response = self.client.execute(endpoint::read_properties(path)).await;
        match response {
            Ok(response) => Ok(response.json::<Wire>().await?.properties),
            Err(error) if says_none(&error) => Ok(Properties::default()),
            Err(error) => Err(error),
        }
    }

    /// Sets properties: those named are replaced, all others stay. Needs Artifactory 6.1 and, on
    /// self-hosted platforms, a Pro licence.
    ///
    /// ```no_run
    /// # use artifactory_client::ArtifactoryClient;
    /// # async fn run(client: ArtifactoryClient) -> Result<(), Box<dyn std::error::Error>> {
    /// let path = "generic-local/app/1.4.0/app.war".parse()?;
    /// client
    ///     .properties()
    ///     .set(&path)
    ///     .property("qa.status", "passed; signed, off")     // any text: nothing has to be escaped
    ///     .property("qa.by", "alice")
    ///     .property("qa.by", "bob")                         // a second value
    ///     .send()
    ///     .await?;
    /// # Ok(()) }
    /// ```
    pub fn set(&self, path: &ArtifactPath) -> SetProperties {
        SetProperties {
            client: self.client.clone(),
            path: path.clone(),
            props: BTreeMap::new(),
            recursive: false,
        }
    }

    /// Deletes the properties with these keys; those that are not there do not matter. Leaves
    /// everything below a folder alone unless [`recursive`](DeleteProperties::recursive) says
    /// otherwise.
    pub fn delete<K: Into<String>>(
        &self,
        path: &ArtifactPath,
        keys: impl IntoIterator<Item = K>,
    ) -> DeleteProperties {
        DeleteProperties {
            client: self.client.clone(),
            path: path.clone(),
            keys: keys.into_iter().map(Into::into).collect(),
            recursive: false,
        }
    }
}

/// A change of properties, finished by [`send`](Self::send).
#[derive(Clone, Debug)]
#[must_use = "nothing is changed until `send`"]
pub struct SetProperties {
    client: Client,
    path: ArtifactPath,
    props: BTreeMap<String, Option<Vec<String>>>,
    recursive: bool,
}

impl SetProperties {
    /// Sets a property to a value; called again with the same key, it adds a value.
    pub fn property(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.props.entry(key.into()).or_default().get_or_insert_default().push(value.into());
        self
    }

    /// Removes a property in the same request.
    pub fn remove(mut self, key: impl Into<String>) -> Self {
        self.props.insert(key.into(), None);
        self
    }

    /// Sets whether everything below a folder is changed too. It is not unless asked for, and the
    /// request always says which: the server's own default is to change it.
    pub fn recursive(mut self, recursive: bool) -> Self {
        self.recursive = recursive;
        self
    }

    /// Sends the change.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] when there is nothing to change or a key is none Artifactory
    /// takes; [`is_forbidden`](Error::is_forbidden) without the right to annotate; 400 on virtual
    /// and remote repositories, which have no properties of their own.
    pub async fn send(self) -> Result<(), Error> {
        if self.props.is_empty() {
            return Err(nothing_named(endpoint::SET_PROPERTIES));
        }
        for key in self.props.keys() {
            check_key(endpoint::SET_PROPERTIES, key)?;
        }
        let request =
            endpoint::set_properties(&self.path, &Patch::new(&self.props), self.recursive);
        self.client.execute(request).await.map(drop)
    }
}

/// A removal of properties, finished by [`send`](Self::send).
#[derive(Clone, Debug)]
#[must_use = "nothing is removed until `send`"]
pub struct DeleteProperties {
    client: Client,
    path: ArtifactPath,
    keys: Vec<String>,
    recursive: bool,
}

impl DeleteProperties {
    /// Sets whether the properties are removed from everything below a folder too. They are not
    /// unless asked for.
    pub fn recursive(mut self, recursive: bool) -> Self {
        self.recursive = recursive;
        self
    }

    /// Sends the removal.
    ///
    /// # Errors
    /// As [`SetProperties::send`].
    pub async fn send(self) -> Result<(), Error> {
        if self.keys.is_empty() {
            return Err(nothing_named(endpoint::DELETE_PROPERTIES));
        }
        for key in &self.keys {
            check_key(endpoint::DELETE_PROPERTIES, key)?;
        }
        let request = endpoint::delete_properties(&self.path, &self.keys, self.recursive);
        self.client.execute(request).await.map(drop)
    }
}

/// The properties of an item: each key with its values, in no meaningful order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Properties(
    #[serde(deserialize_with = "lenient::map_of_lists")] BTreeMap<String, Vec<String>>,
);

impl Properties {
    /// Returns the first value of a property.
    #[must_use]
    pub fn first(&self, key: &str) -> Option<&str> {
        self.all(key).first().map(String::as_str)
    }

    /// Returns all values of a property; none when it is not set.
    #[must_use]
    pub fn all(&self, key: &str) -> &[String] {
        self.0.get(key).map(Vec::as_slice).unwrap_or_default()
    }

    /// Tells whether a property is set, with or without a value.
    #[must_use]
    pub fn contains(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    /// Returns the properties in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.0.iter().map(|(key, values)| (key.as_str(), values.as_slice()))
    }

    /// Returns how many properties there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Tells whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[derive(Deserialize)]
struct Wire {
    #[serde(default)]
    properties: Properties,
}

/// The body of a change: `null` removes.
#[derive(Serialize)]
pub(crate) struct Patch<'a> {
    props: &'a BTreeMap<String, Option<Vec<String>>>,
}

impl<'a> Patch<'a> {
    pub(crate) fn new(props: &'a BTreeMap<String, Option<Vec<String>>>) -> Self {
        Self { props }
    }
}

/// A 404 means "no properties" when its message says so, and "no such item" otherwise. A message
/// may hold the item's name, so the word alone (`log4j.properties`) proves nothing.
fn says_none(error: &Error) -> bool {
    error.is_not_found()
        && error
            .api_errors()
            .iter()
            .any(|one| one.message().to_ascii_lowercase().contains("no properties"))
}

fn check_key(operation: &'static str, key: &str) -> Result<(), Error> {
    check_property_key(key)
        .map_err(|error| Error::new(ErrorKind::InvalidRequest, operation).with_source(error))
}

fn nothing_named(operation: &'static str) -> Error {
    Error::new(ErrorKind::InvalidRequest, operation).with_message("no property was named")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_value_many_and_none_are_read() {
        let wire: Wire = serde_json::from_str(
            r#"{"properties":{"a":["1","2"],"b":"3","c":null,"d":[]},"uri":"x"}"#,
        )
        .unwrap();
        let properties = wire.properties;
        assert_eq!(properties.all("a"), ["1", "2"]);
        assert_eq!((properties.first("b"), properties.first("c")), (Some("3"), None));
        assert!(properties.contains("d") && !properties.contains("e"));
        assert_eq!(properties.iter().count(), properties.len());
        let empty: Wire = serde_json::from_str(r#"{"properties":null}"#).unwrap();
        assert!(empty.properties.is_empty());
    }

    #[test]
    fn a_patch_lists_values_and_nulls() {
        let props = BTreeMap::from([
            ("a".to_owned(), Some(vec!["1;2".to_owned()])),
            ("b".to_owned(), None),
        ]);
        let json = serde_json::to_string(&Patch::new(&props)).unwrap();
        assert_eq!(json, r#"{"props":{"a":["1;2"],"b":null}}"#);
    }
}
