//! Which prefix stands for which namespace, at the place where reading stands.

use std::borrow::Cow;
use std::collections::HashMap;

/// A namespace, as a number within one document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Space(u32);

impl Space {
    /// Names without a namespace.
    pub(crate) const NONE: Self = Self(0);

    /// The namespace that the prefix `xml` always has.
    pub(crate) const XML: Self = Self(1);
}

#[derive(Debug)]
pub(super) struct Namespaces<'x> {
    names: Vec<Cow<'x, str>>,
    numbers: HashMap<Cow<'x, str>, Space>,
    bindings: Vec<(&'x str, Space)>,
    /// What names without a prefix are in.
    default: Space,
}

/// What was bound before an element began.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scope {
    bindings: u32,
    default: Space,
}

impl Scope {
    /// Returns the place of the first declaration made inside.
    pub(super) fn end(self) -> usize {
        self.bindings as usize
    }
}

impl Default for Namespaces<'_> {
    fn default() -> Self {
        Self {
            names: vec![Cow::Borrowed(""), Cow::Borrowed(XML)],
            numbers: HashMap::from([
                (Cow::Borrowed(""), Space::NONE),
                (Cow::Borrowed(XML), Space::XML),
            ]),
            bindings: vec![("xml", Space::XML)],
            default: Space::NONE,
        }
    }
}

pub(super) const XML: &str = "http://www.w3.org/XML/1998/namespace";
pub(super) const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

/// More declarations in force at one place than any honest document has; each prefix is looked
/// up among them.
const MAX_BINDINGS: usize = 512;

impl<'x> Namespaces<'x> {
    #[inline]
    pub(super) fn scope(&self) -> Scope {
        Scope { bindings: self.count(), default: self.default }
    }

    #[inline]
    pub(super) fn leave(&mut self, scope: Scope) {
        self.bindings.truncate(scope.bindings as usize);
        self.default = scope.default;
    }

    /// Binds a prefix, the empty one too. Says what is wrong if that cannot be.
    pub(super) fn bind(&mut self, prefix: &'x str, name: Cow<'x, str>) -> Result<(), String> {
        if prefix == "xmlns" || (prefix == "xml") != (name == XML) || name == XMLNS {
            return Err(format!("the prefix `{prefix}` cannot be bound to `{name}`"));
        }
        if name.is_empty() && !prefix.is_empty() {
            return Err(format!("the prefix `{prefix}` is bound to nothing"));
        }
        if self.bindings.len() >= MAX_BINDINGS {
            return Err(format!("more than {MAX_BINDINGS} namespace declarations in force"));
        }
        let space = match self.numbers.get(&name) {
            Some(space) => *space,
            None => {
                let space = Space(u32::try_from(self.names.len()).unwrap_or_default());
                self.names.push(name.clone());
                self.numbers.insert(name, space);
                space
            }
        };
        if prefix.is_empty() {
            self.default = space;
        }
        self.bindings.push((prefix, space));
        Ok(())
    }

    /// Returns the namespace of a prefix; `None` if it is not bound.
    #[inline]
    pub(super) fn resolve(&self, prefix: &str) -> Option<Space> {
        if prefix.is_empty() {
            return Some(self.default);
        }
        self.find(prefix).map(|(_, space)| space)
    }

    /// Returns the declaration in force for a prefix, with its place.
    pub(super) fn find(&self, prefix: &str) -> Option<(usize, Space)> {
        let place = self.bindings.iter().rposition(|(bound, _)| *bound == prefix)?;
        self.bindings.get(place).map(|(_, space)| (place, *space))
    }

    pub(super) fn name(&self, space: Space) -> &str {
        self.names.get(space.0 as usize).map_or("", |name| name)
    }

    pub(super) fn count(&self) -> u32 {
        u32::try_from(self.bindings.len()).unwrap_or(u32::MAX)
    }
}
