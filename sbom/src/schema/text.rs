//! What texts must look like.

use super::{NEVER, Versions};

/// A kind of text: what it must look like, and how XML treats its blanks.
#[derive(Debug)]
pub(crate) struct Text {
    pub(crate) rules: &'static [TextRule],
    pub(crate) space: Space,
}

/// What XML does with blanks, tabs and line ends of a text before anybody sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Space {
    /// Nothing (`xs:string`).
    Preserve,
    /// Tabs and line ends become blanks (`xs:normalizedString`).
    Replace,
    /// As `Replace`, then trimmed and runs of blanks made one (`xs:token`, `xs:dateTime`, …).
    Collapse,
}

/// One thing a text must be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TextRule {
    /// The code of the violation.
    pub(crate) code: &'static str,
    pub(crate) test: Test,
    /// The versions in which JSON demands it.
    pub(crate) json: Versions,
    /// The versions in which XML does.
    pub(crate) xml: Versions,
}

/// How a text is tested.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Test {
    /// At least that many characters.
    AtLeast(u32),
    /// At most that many characters.
    AtMost(u32),
    Pattern(&'static Pattern),
}

/// A form that texts may have.
#[derive(Debug)]
pub(crate) struct Pattern {
    /// What is expected, for messages: "an RFC 3339 date and time such as …".
    pub(crate) expected: &'static str,
    pub(crate) holds: fn(&str) -> bool,
}

impl Text {
    /// A text of any content.
    pub(crate) const ANY: Self = Self { rules: &[], space: Space::Preserve };

    /// A text of any content on one line.
    pub(crate) const LINE: Self = Self { rules: &[], space: Space::Replace };

    /// A text whose outer blanks XML ignores.
    pub(crate) const TOKEN: Self = Self { rules: &[], space: Space::Collapse };
}

impl TextRule {
    /// States a rule of JSON and XML alike.
    pub(crate) const fn new(code: &'static str, test: Test, versions: Versions) -> Self {
        Self { code, test, json: versions, xml: versions }
    }

    pub(crate) const fn json(code: &'static str, test: Test, versions: Versions) -> Self {
        Self { code, test, json: versions, xml: NEVER }
    }

    pub(crate) const fn xml(code: &'static str, test: Test, versions: Versions) -> Self {
        Self { code, test, json: NEVER, xml: versions }
    }
}

impl Test {
    /// Tells whether a text passes.
    pub(crate) fn passes(self, text: &str) -> bool {
        match self {
            // Bytes decide most cases, characters are counted in the others.
            Self::AtLeast(min) => text.chars().nth(min.saturating_sub(1) as usize).is_some(),
            Self::AtMost(max) => {
                text.len() <= max as usize || text.chars().nth(max as usize).is_none()
            }
            Self::Pattern(pattern) => (pattern.holds)(text),
        }
    }
}
