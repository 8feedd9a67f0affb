//! What a format's documents look like, as tables.
//!
//! A format is described once, in constants: its objects ([`Shape`]), their members ([`Member`]),
//! the values these take ([`Type`]), the versions that have or demand them, and how encodings
//! other than JSON write them ([`Xml`], [`Wire`]). Validation, the survey of deviations, the
//! readers and writers of XML and protobuf and the way back to older versions all go by these
//! tables, so that they cannot disagree.
//!
//! Where a format is irregular the table says so by name ([`Irregular`]), and whoever walks it
//! does that part by hand.

#![cfg_attr(
    not(all(feature = "xml", feature = "protobuf")),
    allow(dead_code, unused_imports, reason = "some of it only serves XML or protobuf")
)]

mod build;
pub(crate) mod check;
pub(crate) mod form;
mod index;
mod same;
mod text;
mod versions;

pub(crate) use self::build::{either, member, one_of, text, words};
pub(crate) use self::form::{
    escaped, instant, is_absolute_uri, is_date_time, is_iri_reference, is_uuid,
};
pub(crate) use self::same::Twins;
pub(crate) use self::text::{Pattern, Space, Test, Text, TextRule};
pub(crate) use self::versions::{ALWAYS, NEVER, Version, Versions};

use crate::tree::{Key, Kind, Value};

/// An object of a format.
#[derive(Debug)]
pub(crate) struct Shape {
    /// What it is called in messages: "component", "external reference".
    pub(crate) name: &'static str,
    /// In the order in which XML writes the child elements.
    pub(crate) members: &'static [Member],
    /// What holds between several members.
    pub(crate) rules: &'static [Rule],
    /// In which versions JSON accepts members that are not listed.
    pub(crate) open: Versions,
    /// In which versions the sequence of child elements in XML may be repeated as a whole.
    pub(crate) free: Versions,
    /// What else the XML element may have.
    pub(crate) foreign: Foreign,
    /// What the object does in XML or protobuf that members cannot say.
    pub(crate) irregular: Option<Irregular>,
    /// Finds members; made on first use. Shapes are therefore `static`s.
    pub(crate) index: index::Index,
}

/// What an XML element may have beside what its format defines, from CycloneDX 1.1 on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Foreign {
    /// Elements of other namespaces.
    pub(crate) elements: bool,
    /// Attributes that the format does not define.
    pub(crate) attributes: bool,
    /// Such attributes if they are in a namespace.
    pub(crate) qualified: bool,
}

/// A member of an object.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Member {
    pub(crate) key: Key,
    /// What it holds, or what each element of the list is.
    pub(crate) value: Type,
    /// Whether it is a list, and what the list must be like.
    pub(crate) list: Option<List>,
    /// The versions that have it in JSON (and protobuf).
    pub(crate) versions: Versions,
    /// The versions in which JSON demands it.
    pub(crate) required: Versions,
    /// How XML writes it; `None` if XML cannot.
    pub(crate) xml: Option<Xml>,
    /// The versions that have it in XML; the same as `versions` unless said otherwise.
    pub(crate) xml_versions: Versions,
    /// The versions in which XML demands it.
    pub(crate) xml_required: Versions,
    /// The versions in which the element may come several times although JSON has one value.
    pub(crate) xml_repeats: Versions,
    /// The versions in which XML has the element only once although JSON has a list.
    pub(crate) xml_single: Versions,
    /// What else the element around a wrapped list may have.
    pub(crate) outer: Foreign,
    /// How protobuf writes it; `None` if protobuf cannot.
    pub(crate) proto: Option<Proto>,
    /// Another form of the same member: an object where the usual form is a list (`tools`,
    /// `evidence.identity`). The kind of the value tells which form it has; in XML the name of
    /// the first child.
    pub(crate) or: Option<&'static Member>,
    /// The version from which on it should no longer be written, if there is one.
    pub(crate) deprecated: Option<Version>,
}

/// What the elements of a list must be like, beside their type.
#[derive(Clone, Copy, Debug)]
pub(crate) struct List {
    /// The versions in which no two elements may be equal (JSON only).
    pub(crate) unique: Versions,
    /// The least number of elements in JSON.
    pub(crate) min: u32,
}

/// What a value is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Type {
    /// Any JSON value: extensions, signatures' keys.
    Any,
    Bool,
    Text(&'static Text),
    /// A text out of a list.
    Words(&'static Words),
    /// The id of a licence or an exception in the SPDX list.
    LicenceId,
    /// A whole number.
    Integer(&'static Bounds),
    /// A number within bounds, both included.
    Number(f64, f64),
    Object(&'static Shape),
    /// One of several, told apart by the kind of the value; objects by their members: the first
    /// shape that fits. The message says `name`.
    Either(&'static Choice),
}

/// The least and the greatest whole number that a value may be, in some versions.
#[derive(Debug)]
pub(crate) struct Bounds {
    pub(crate) min: i64,
    pub(crate) max: i64,
    /// The code of the violation.
    pub(crate) code: &'static str,
    /// The versions in which JSON demands it.
    pub(crate) json: Versions,
    /// The versions in which XML does.
    pub(crate) xml: Versions,
}

impl Type {
    /// Reports whether a value is of another kind than JSON has here, such as a number in place
    /// of a text, which encodings without kinds write alike.
    pub(crate) fn is_of_other_kind(&self, value: Value<'_>) -> bool {
        match (self, value.kind()) {
            (Self::Text(_) | Self::Words(_) | Self::LicenceId, kind) => kind != Kind::Text,
            (Self::Bool, kind) => kind != Kind::Bool,
            (Self::Integer(_) | Self::Number(..), kind) => kind != Kind::Number,
            (Self::Any | Self::Object(_) | Self::Either(_), _) => false,
        }
    }
}

/// Several types of which a value has one.
#[derive(Debug)]
pub(crate) struct Choice {
    pub(crate) name: &'static str,
    pub(crate) code: &'static str,
    /// Whether a value that fits several of the types is wrong.
    pub(crate) exclusive: bool,
    pub(crate) types: &'static [Type],
}

/// The words that a value may be.
#[derive(Debug)]
pub(crate) struct Words {
    /// What they are, for messages: "hash algorithm".
    pub(crate) name: &'static str,
    /// The code of the violation.
    pub(crate) code: &'static str,
    /// In a version that knows none of them, any text will do.
    pub(crate) words: &'static [Word],
    /// The versions in which XML goes by them; in the others it takes any text.
    pub(crate) xml: Versions,
}

/// A word of [`Words`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Word {
    pub(crate) text: &'static str,
    /// The versions that know it.
    pub(crate) versions: Versions,
    /// Its number in the protobuf enum; `None` if that has no such word.
    pub(crate) number: Option<u16>,
}

/// How XML writes a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Xml {
    /// An attribute of the object's element: `type` of a component.
    Attribute(&'static str),
    /// One child element: `name`. Of a list: one child each, without an element around them
    /// (`omniborId`, `url` of an organisation).
    Element(&'static str),
    /// An element around one child each: `hashes` of `hash`.
    Wrapped(&'static str, &'static str),
    /// As `Wrapped`, but each child holds its text in an attribute: `assemblies` of
    /// `<assembly ref="…"/>`.
    WrappedAttribute(&'static str, &'static str, &'static str),
    /// The text of the object's own element: the content of a hash.
    Content,
    /// By hand.
    Irregular(Irregular),
}

/// How protobuf writes a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Proto {
    pub(crate) field: u16,
    pub(crate) wire: Wire,
}

/// The protobuf type of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wire {
    /// What the value's type says: `string`, `bool`, `int32`, an enum, a message.
    Plain,
    /// `float`
    Float,
    /// `double`
    Double,
    /// `int64`
    Long,
    /// `google.protobuf.Timestamp`
    Timestamp,
    /// A message that has the list in its field of that number.
    Nested(u16),
    /// By hand.
    Irregular(Irregular),
}

/// A place where the encodings differ by more than names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Irregular {
    /// `licenses`: JSON wraps each licence in `{"license": …}` and keeps the members of an
    /// expression beside it; XML has `license`, `expression` (text, with attributes) and
    /// `expression-detailed` as children; protobuf a `LicenseChoice`.
    Licences,
    /// `dependencies`: JSON lists the references of each; XML and protobuf nest elements.
    Dependencies,
    /// `data` of a service: XML has `classification` with an attribute `flow` until 1.4 and
    /// `dataflow` beside it from 1.5 on.
    ServiceData,
    /// `tools`: a list of tools, or an object of components and services. Both are the message
    /// `Tool` in protobuf.
    Tools,
    /// `datasets`: each a reference or a dataset, which JSON tells by its members, XML by the
    /// child's name (`ref`, `dataset`), protobuf by the field of a message.
    Datasets,
    /// `asserter`: an organisation, a person or a reference; XML and protobuf wrap it.
    Asserter,
    /// `patents`: each a `patent` or a `patentFamily`.
    Patents,
    /// `patentAssignee`: each an `organization` or an `individual`.
    Assignees,
    /// `environmentVars`: each a property (`environmentVar`) or a text (`value`).
    Variables,
    /// `ikev2TransformTypes`: protobuf has one field for lists of references (1.6, number 4) and
    /// one for lists of objects (1.7, number 7).
    Ikev2,
    /// `certificateExtensions`: protobuf has a message for each of the two kinds.
    CertificateExtensions,
}

/// What must hold between members of one object.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rule {
    pub(crate) code: &'static str,
    pub(crate) check: Check,
    /// The versions in which JSON demands it.
    pub(crate) json: Versions,
    /// The versions in which XML does.
    pub(crate) xml: Versions,
}

/// What a [`Rule`] checks.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Check {
    /// Exactly one of the members is there.
    ExactlyOne(&'static [Key]),
    /// At least one of them is there.
    AtLeastOne(&'static [Key]),
    /// At most one of them is there.
    AtMostOne(&'static [Key]),
    /// If the first is there, the second must be there and true.
    NeedsTrue(Key, Key),
    /// Of these groups of members exactly one is there completely.
    OneGroup(&'static [&'static [Key]]),
    /// If the first is there, the second must be there too.
    Together(Key, Key),
}

impl Rule {
    /// States a rule of all versions in which its members exist, in every encoding.
    pub(crate) const fn new(code: &'static str, check: Check) -> Self {
        Self { code, check, json: ALWAYS, xml: ALWAYS }
    }

    /// Restricts the rule to versions of JSON and versions of XML.
    pub(crate) const fn within(self, json: Versions, xml: Versions) -> Self {
        Self { json, xml, ..self }
    }
}
