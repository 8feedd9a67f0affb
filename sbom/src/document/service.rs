//! What only services have (CycloneDX).

use crate::tree::{Key, Value};

/// A view of an element that is a service; see
/// [`Component::service`](crate::Component::service).
#[derive(Clone, Copy, Debug)]
pub struct Service<'d> {
    value: Value<'d>,
}

impl<'d> Service<'d> {
    pub(crate) fn new(value: Value<'d>) -> Self {
        Self { value }
    }

    /// Returns the addresses where it is reached.
    pub fn endpoints(&self) -> impl Iterator<Item = &'d str> + use<'d> {
        self.value.list(Key::ENDPOINTS).filter_map(Value::as_str)
    }

    /// Returns whether it demands authentication, if that is said.
    #[must_use]
    pub fn is_authenticated(&self) -> Option<bool> {
        self.value.get(Key::AUTHENTICATED)?.as_bool()
    }

    /// Returns whether using it crosses a boundary of trust, if that is said.
    #[must_use]
    pub fn crosses_trust_boundary(&self) -> Option<bool> {
        self.value.get(Key::X_TRUST_BOUNDARY)?.as_bool()
    }

    /// Returns the name of the zone of trust it is in.
    #[must_use]
    pub fn trust_zone(&self) -> Option<&'d str> {
        self.value.text(Key::TRUST_ZONE)
    }

    /// Returns the kinds of data that flow.
    pub fn data(&self) -> impl Iterator<Item = ServiceData<'d>> + use<'d> {
        let data = self.value.list(Key::DATA).filter(|it| it.is_object());
        data.map(|value| ServiceData { value })
    }
}

/// A kind of data that flows to or from a service.
#[derive(Clone, Copy, Debug)]
pub struct ServiceData<'d> {
    value: Value<'d>,
}

impl<'d> ServiceData<'d> {
    /// Returns the direction as written: `inbound`, `outbound`, `bi-directional`, `unknown`.
    #[must_use]
    pub fn flow(&self) -> Option<&'d str> {
        self.value.text(Key::FLOW)
    }

    /// Returns the classification: `PII`, `public`.
    #[must_use]
    pub fn classification(&self) -> Option<&'d str> {
        self.value.text(Key::CLASSIFICATION)
    }

    /// Returns the name of the data.
    #[must_use]
    pub fn name(&self) -> Option<&'d str> {
        self.value.text(Key::NAME)
    }

    /// Returns the description.
    #[must_use]
    pub fn description(&self) -> Option<&'d str> {
        self.value.text(Key::DESCRIPTION)
    }
}
