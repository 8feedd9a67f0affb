//! Conditions as expressions: `when`.

#![cfg_attr(
    feature = "cel",
    expect(clippy::panic, clippy::indexing_slicing, reason = "helpers outside of test functions")
)]
#![expect(clippy::unwrap_used, reason = "helpers outside of test functions")]

mod faults;
#[cfg(feature = "cel")]
mod lints;
#[cfg(feature = "cel")]
mod reasons;
#[cfg(feature = "cel")]
mod rules;
#[cfg(feature = "cel")]
mod values;
