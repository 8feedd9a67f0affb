//! From one format or version to another, with an account of what was lost.

mod ledger;
mod place;
mod words;
mod work;
