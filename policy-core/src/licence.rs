//! Licence expressions, and the lists that allow or deny them.
//!
//! Text of any quality goes in through [`parse`], which reads SPDX strictly first, then with a few
//! documented liberties, each of which it records, and keeps what is left as free text. A
//! [`LicencePolicy`] answers with a [`Tri`](crate::Tri), because an unknown licence is neither
//! allowed nor denied.
//!
//! ```
//! use policy_core::licence::{LicencePolicy, LicenceSet, ParseOptions, parse};
//! use policy_core::Tri;
//!
//! let options = ParseOptions::default();
//! let policy = LicencePolicy::new()
//!     .allow(LicenceSet::parse(["@permissive", "MPL-2.0"], &options).unwrap())
//!     .deny(LicenceSet::parse(["@network-copyleft"], &options).unwrap());
//!
//! let evaluate = |text| policy.evaluate(&parse(text, &options).expression);
//! assert_eq!(evaluate("MIT OR GPL-3.0-only"), Tri::True);
//! assert_eq!(evaluate("MIT AND AGPL-3.0"), Tri::False);
//! assert_eq!(evaluate("The Apache License, Version 2.0"), Tri::True);
//! assert_eq!(evaluate("see the file COPYING"), Tri::Unknown);
//! ```

mod alias;
mod atom;
mod explain;
mod expression;
mod groups;
mod parse;
mod policy;
mod set;

pub use atom::Atom;
pub use explain::Explanation;
pub use expression::Expression;
pub use groups::{GROUPS, GROUPS_VERSION, group};
pub use parse::{LaxKind, LaxStep, ListSemantics, ParseOptions, Parsed, join, parse};
pub use policy::LicencePolicy;
pub use set::{EntryError, LicenceSet};
