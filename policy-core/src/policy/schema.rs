//! The language in one table: every mapping of a policy document and every key in it.
//!
//! The loader takes the keys it knows from here, and so does the JSON Schema that editors read:
//! neither can have a key that the other lacks.

pub(crate) mod cases;
pub(crate) mod document;
pub(crate) mod given;
pub(crate) mod image;
pub(crate) mod licences;
pub(crate) mod vulnerability;
pub(crate) mod waivers;

mod generate;
#[cfg(test)]
mod tests;

/// A mapping whose keys the language defines.
#[derive(Debug)]
pub(crate) struct Object {
    /// What the mapping is called in the JSON Schema; unique.
    pub(crate) name: &'static str,
    pub(crate) doc: &'static str,
    pub(crate) keys: &'static [Key],
    pub(crate) rule: Presence,
}

/// How many keys of a mapping must be there, beside those that are required.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Presence {
    Any,
    AtLeastOne,
    ExactlyOne,
    /// At least one of these.
    OneOf(&'static [&'static str]),
}

/// A key and what may stand under it.
#[derive(Debug)]
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) doc: &'static str,
    pub(crate) required: bool,
    /// What holds where the key is left out, as JSON.
    pub(crate) default: Option<&'static str>,
    /// Part of the language, and not of this version: to pass over it would let through what the
    /// author forbids.
    pub(crate) planned: bool,
}

/// What may stand under a key.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// A text; `2026.11` is one too.
    Text,
    Boolean,
    /// A whole number, not negative.
    Count,
    /// One of a few words.
    Words(&'static [&'static str]),
    /// A text of a certain form.
    Form(&'static Form),
    Object(&'static Object),
    /// A mapping of evidence: another reader checks what stands under its keys.
    Shape(&'static Object),
    /// What another reader checks.
    Any,
    List(&'static Kind),
    /// A list, or one item of it.
    Items(&'static Kind),
    /// As [`Kind::Items`], and the list must not be empty.
    Some(&'static Kind),
    /// A mapping with keys of the author's own.
    Map(&'static Kind),
    Either(&'static [Kind]),
}

/// A text of a certain form.
#[derive(Debug)]
pub(crate) struct Form {
    pub(crate) name: &'static str,
    pub(crate) doc: &'static str,
    /// A regular expression of ECMA-262, anchored.
    pub(crate) pattern: &'static str,
    pub(crate) examples: &'static [&'static str],
    /// Whether a plain number will do, as YAML and JSON write it, up to this bound.
    pub(crate) number: Option<u32>,
}

impl Object {
    /// The key, if it is one that this version reads.
    pub(crate) fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }

    pub(crate) fn knows(&self, name: &str) -> bool {
        self.key(name).is_some_and(|key| !key.planned)
    }

    /// The keys that this version reads.
    pub(crate) fn known(&self) -> Vec<&'static str> {
        self.keys.iter().filter(|key| !key.planned).map(|key| key.name).collect()
    }
}

/// A mapping of which any keys may be left out, unless they are required.
const fn object(name: &'static str, doc: &'static str, keys: &'static [Key]) -> Object {
    Object { name, doc, keys, rule: Presence::Any }
}

const fn key(name: &'static str, kind: Kind, doc: &'static str) -> Key {
    Key { name, kind, doc, required: false, default: None, planned: false }
}

impl Object {
    const fn with(mut self, rule: Presence) -> Self {
        self.rule = rule;
        self
    }
}

impl Key {
    const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Says what holds where the key is left out, as JSON.
    const fn default(mut self, json: &'static str) -> Self {
        self.default = Some(json);
        self
    }
}

/// The words of a table of words and meanings.
#[expect(clippy::indexing_slicing, reason = "both lengths are N")]
const fn words<T: Copy, const N: usize>(table: &[(&'static str, T); N]) -> [&'static str; N] {
    let mut words = [""; N];
    let mut index = 0;
    while index < N {
        words[index] = table[index].0;
        index += 1;
    }
    words
}

const TEXTS: Kind = Kind::Items(&Kind::Text);

static PERIOD: Form = Form {
    name: "period",
    doc: "A length of time: a whole number and a unit, s, m, h, d or w.",
    pattern: "^\\s*[0-9]+[smhdw]\\s*$",
    examples: &["24h", "14d", "2w"],
    number: None,
};

static INSTANT: Form = Form {
    name: "instant",
    doc: "An instant as RFC 3339 writes it, or a date, which is its first instant in UTC.",
    pattern: "^\\s*[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ].+)?\\s*$",
    examples: &["2026-11-20", "2026-11-20T09:00:00Z"],
    number: None,
};

static END: Form = Form {
    name: "end",
    doc: "The first instant at which something holds no more; a date means the end of that day in \
          UTC.",
    pattern: "^\\s*[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ].+)?\\s*$",
    examples: &["2026-12-31"],
    number: None,
};

static COMPONENT: Form = Form {
    name: "component",
    doc: "Packages: a purl with or without a version, `*` in namespace and name, or a pattern over \
          plain names.",
    pattern: "\\S",
    examples: &["pkg:deb/debian/openssl", "pkg:npm/@babel/*", "log4j-*"],
    number: None,
};

static GLOB: Form = Form {
    name: "glob",
    doc: "A text in which `*` stands for any characters but `/`, and `**` for any.",
    pattern: "\\S",
    examples: &["registry.acme.io/shop/*"],
    number: None,
};

static REPOSITORIES: Form = Form {
    name: "repositories",
    doc: "Repositories: a host with an optional port, and the first segments of a path.",
    pattern: "\\S",
    examples: &["registry.acme.io/", "docker.io/library/"],
    number: None,
};
