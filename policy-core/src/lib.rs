#![cfg_attr(docsrs, feature(doc_cfg))]
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod compare;
pub mod decision;
pub mod evidence;
pub mod expression;
pub mod licence;
pub mod remediation;
pub mod severity;
pub mod testing;
pub mod version;

mod code;
mod context;
mod error;
mod evaluate;
mod fault;
mod hash;
mod numbers;
mod part;
mod pattern;
mod phrase;
mod policy;
mod purl;
mod rules;
mod text;
mod texts;
mod timestamp;
mod tri;
mod waiver;

pub use crate::code::Code;
pub use crate::context::EvalContext;
pub use crate::decision::{Decision, Effect, Outcome, Violation};
pub use crate::error::{Diagnostic, Label, Level, Lint, LoadError, Span};
pub use crate::evidence::Evidence;
pub use crate::part::Part;
pub use crate::pattern::{ComponentPattern, Glob, PatternError};
pub use crate::policy::{LoadOptions, Policy, STARTER};
pub use crate::purl::{Purl, PurlError};
pub use crate::severity::Severity;
pub use crate::text::Text;
pub use crate::texts::Texts;
pub use crate::timestamp::{Period, PeriodError, Timestamp, TimestampError};
pub use crate::tri::Tri;
pub use crate::waiver::{Conditions, Matcher, Waiver, WaiverBuilder, WaiverEffect, WaiverError};
