//! Short ways to write a table's rows, evaluated by the compiler.

use super::index::Index;
use super::{
    ALWAYS, Bounds, Check, Choice, Foreign, Irregular, List, Member, NEVER, Proto, Rule, Shape,
    Text, Type, Version, Versions, Wire, Word, Words, Xml,
};
use crate::tree::Key;

/// Begins a member that may be missing, that all versions have, and that only JSON writes.
pub(crate) const fn member(key: Key, value: Type) -> Member {
    Member {
        key,
        value,
        list: None,
        versions: ALWAYS,
        required: NEVER,
        xml: None,
        xml_versions: ALWAYS,
        xml_required: NEVER,
        xml_repeats: NEVER,
        xml_single: NEVER,
        outer: Foreign::NOTHING,
        proto: None,
        or: None,
        deprecated: None,
    }
}

/// A text of some kind.
pub(crate) const fn text(text: &'static Text) -> Type {
    Type::Text(text)
}

/// One of some words.
pub(crate) const fn words(words: &'static Words) -> Type {
    Type::Words(words)
}

/// A value of one of several types.
pub(crate) const fn either(choice: &'static Choice) -> Type {
    Type::Either(choice)
}

/// The rule that exactly one of some members is there.
pub(crate) const fn one_of(code: &'static str, keys: &'static [Key]) -> Rule {
    Rule::new(code, Check::ExactlyOne(keys))
}

impl Shape {
    /// An object without rules, closed to members that are not listed.
    pub(crate) const fn new(name: &'static str, members: &'static [Member]) -> Self {
        Self {
            name,
            members,
            rules: &[],
            open: NEVER,
            free: NEVER,
            foreign: Foreign::NOTHING,
            irregular: None,
            index: Index::new(),
        }
    }

    pub(crate) const fn rules(mut self, rules: &'static [Rule]) -> Self {
        self.rules = rules;
        self
    }

    pub(crate) const fn open(mut self, open: Versions) -> Self {
        self.open = open;
        self
    }

    /// In XML the sequence of child elements may be repeated.
    pub(crate) const fn free(mut self, versions: Versions) -> Self {
        self.free = versions;
        self
    }

    /// The XML element may have more than the format defines.
    pub(crate) const fn foreign(mut self, foreign: Foreign) -> Self {
        self.foreign = foreign;
        self
    }

    pub(crate) const fn irregular(mut self, irregular: Irregular) -> Self {
        self.irregular = Some(irregular);
        self
    }
}

impl Member {
    /// All versions that have it demand it, in JSON and in XML.
    pub(crate) const fn required(self) -> Self {
        Self { required: ALWAYS, xml_required: ALWAYS, ..self }
    }

    /// Some versions demand it, in JSON and in XML.
    pub(crate) const fn required_in(self, versions: Versions) -> Self {
        Self { required: versions, xml_required: versions, ..self }
    }

    /// Only JSON demands it, in some versions.
    pub(crate) const fn required_in_json(self, versions: Versions) -> Self {
        Self { required: versions, ..self }
    }

    /// XML demands it in other versions than JSON.
    pub(crate) const fn required_in_xml(self, versions: Versions) -> Self {
        Self { xml_required: versions, ..self }
    }

    /// Later versions have it, in JSON and in XML.
    pub(crate) const fn since(self, version: Version) -> Self {
        Self {
            versions: Versions { first: version, ..self.versions },
            xml_versions: Versions { first: version, ..self.xml_versions },
            ..self
        }
    }

    /// XML has it in other versions than JSON.
    pub(crate) const fn in_xml(self, versions: Versions) -> Self {
        Self { xml_versions: versions, ..self }
    }

    /// Newer documents should not have it.
    pub(crate) const fn deprecated(self, version: Version) -> Self {
        Self { deprecated: Some(version), ..self }
    }

    /// A list of such values.
    pub(crate) const fn list(self) -> Self {
        Self { list: Some(List { unique: NEVER, min: 0 }), ..self }
    }

    /// A list of which no two elements may be equal, in some versions.
    pub(crate) const fn unique(self, versions: Versions) -> Self {
        Self { list: Some(List { unique: versions, min: 0 }), ..self }
    }

    /// The list has at least that many elements.
    pub(crate) const fn at_least(self, min: u32) -> Self {
        match self.list {
            Some(list) => Self { list: Some(List { min, ..list }), ..self },
            None => self,
        }
    }

    /// The member has a second form.
    pub(crate) const fn or(self, other: &'static Member) -> Self {
        Self { or: Some(other), ..self }
    }

    pub(crate) const fn attribute(self, name: &'static str) -> Self {
        Self { xml: Some(Xml::Attribute(name)), ..self }
    }

    pub(crate) const fn element(self, name: &'static str) -> Self {
        Self { xml: Some(Xml::Element(name)), ..self }
    }

    pub(crate) const fn wrapped(self, outer: &'static str, inner: &'static str) -> Self {
        Self { xml: Some(Xml::Wrapped(outer, inner)), ..self }
    }

    pub(crate) const fn wrapped_attribute(
        self,
        outer: &'static str,
        inner: &'static str,
        attribute: &'static str,
    ) -> Self {
        Self { xml: Some(Xml::WrappedAttribute(outer, inner, attribute)), ..self }
    }

    /// The text of the object's element.
    pub(crate) const fn content(self) -> Self {
        Self { xml: Some(Xml::Content), ..self }
    }

    pub(crate) const fn xml(self, irregular: Irregular) -> Self {
        Self { xml: Some(Xml::Irregular(irregular)), ..self }
    }

    /// The element may be repeated in some versions although JSON has one value.
    pub(crate) const fn repeats(self, versions: Versions) -> Self {
        Self { xml_repeats: versions, ..self }
    }

    /// The element comes only once in some versions although JSON has a list.
    pub(crate) const fn single(self, versions: Versions) -> Self {
        Self { xml_single: versions, ..self }
    }

    /// The element around the list may have more than the format defines.
    pub(crate) const fn outer(self, foreign: Foreign) -> Self {
        Self { outer: foreign, ..self }
    }

    /// The number of the protobuf field.
    pub(crate) const fn field(self, field: u16) -> Self {
        self.wire(field, Wire::Plain)
    }

    pub(crate) const fn wire(self, field: u16, wire: Wire) -> Self {
        Self { proto: Some(Proto { field, wire }), ..self }
    }
}

impl Foreign {
    pub(crate) const NOTHING: Self = Self { elements: false, attributes: false, qualified: false };
    pub(crate) const ALL: Self = Self { elements: true, attributes: true, qualified: true };
    pub(crate) const ELEMENTS: Self = Self { elements: true, ..Self::NOTHING };
    pub(crate) const ATTRIBUTES: Self = Self { elements: false, ..Self::ALL };
    pub(crate) const QUALIFIED: Self = Self { qualified: true, ..Self::NOTHING };
    pub(crate) const ELEMENTS_AND_QUALIFIED: Self = Self { attributes: false, ..Self::ALL };
}

impl Bounds {
    /// Any whole number.
    pub(crate) const ANY: Self =
        Self { min: i64::MIN, max: i64::MAX, code: "", json: ALWAYS, xml: ALWAYS };
}

impl Words {
    /// Words that JSON and XML know alike.
    pub(crate) const fn new(
        name: &'static str,
        code: &'static str,
        words: &'static [Word],
    ) -> Self {
        Self { name, code, words, xml: ALWAYS }
    }

    /// XML takes any text.
    pub(crate) const fn json_only(self) -> Self {
        Self { xml: NEVER, ..self }
    }

    /// Tells whether a version of JSON knows the word.
    pub(crate) fn knows(&self, text: &str, version: Version) -> bool {
        let mut free = true;
        for word in self.words.iter().filter(|word| word.versions.has(version)) {
            if word.text == text {
                return true;
            }
            free = false;
        }
        free
    }
}

impl Word {
    /// A word of all versions without a number in protobuf.
    pub(crate) const fn new(text: &'static str) -> Self {
        Self { text, versions: ALWAYS, number: None }
    }

    pub(crate) const fn since(self, version: Version) -> Self {
        Self { versions: Versions { first: version, ..self.versions }, ..self }
    }

    pub(crate) const fn until(self, version: Version) -> Self {
        Self { versions: Versions { last: version, ..self.versions }, ..self }
    }

    pub(crate) const fn number(self, number: u16) -> Self {
        Self { number: Some(number), ..self }
    }
}
