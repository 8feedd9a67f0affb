//! Licence expressions against lists.
