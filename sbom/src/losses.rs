//! What a conversion could not carry, one entry a field, kept small.

use std::collections::BTreeMap;
use std::fmt;

use serde::ser::{Serialize, SerializeSeq, SerializeStruct, Serializer};

/// Everything that a conversion or a writer left behind or bent.
///
/// Every value of the source is either in the result or here. There may be hundreds of thousands
/// of losses, so they are stored in one text and handed out as [`Loss`] views; [`Losses::kinds`]
/// and `Display` sum them up, one line a kind. `Serialize` gives all of them, each with `path`,
/// `element` (or null), `field`, `reason` and `detail`.
///
/// What has another form in the target is no loss if the way back restores it, and what has none is
/// kept in a property where one can be. From SPDX 2 to SPDX 3 that leaves `artifactOfs` and
/// `fileDependencies`, which SPDX 2 itself gave up for relationships, and `revieweds`, which become
/// annotations. The other way it leaves completeness, creations of single elements, further purposes,
/// and whatever is of the security, AI, dataset and build profiles.
///
/// # Examples
///
/// ```
/// use sbom::Losses;
///
/// let losses = Losses::default();
/// assert!(losses.is_empty());
/// assert_eq!(losses.to_string(), "nothing was lost");
/// ```
#[derive(Clone, Default)]
pub struct Losses {
    kinds: Vec<Kind>,
    numbers: BTreeMap<(LossReason, String), u32>,
    rows: Vec<Row>,
    text: String,
    beyond: usize,
}

/// The reason and field that several losses share.
#[derive(Clone, Debug)]
struct Kind {
    reason: LossReason,
    field: String,
    count: usize,
    /// The row of the first one.
    first: u32,
}

/// One loss: three pieces of the common text, one behind the other.
#[derive(Clone, Copy, Debug)]
struct Row {
    kind: u32,
    start: u32,
    path: u32,
    element: Piece,
    detail: u32,
}

/// A text that may be missing; equal neighbours share it.
#[derive(Clone, Copy, Debug)]
struct Piece {
    start: u32,
    len: u32,
}

/// What stands for a missing element.
const NONE: Piece = Piece { start: u32::MAX, len: 0 };

/// Beyond this many bytes of text, losses are only counted: a hostile document could otherwise
/// make the report much larger than itself.
const MAX_TEXT: usize = 256 << 20;

impl Losses {
    /// Returns how much was lost; an object lost as a whole counts once.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len() + self.beyond
    }

    /// Reports whether nothing was lost.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the losses in the order of the source.
    ///
    /// Of a document that loses more than a few million fields, the last ones are only counted.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Loss<'_>> {
        self.rows.iter().map(|row| Loss { losses: self, row: *row })
    }

    /// Returns how much was lost for that reason.
    #[must_use]
    pub fn count(&self, reason: LossReason) -> usize {
        self.kinds.iter().filter(|kind| kind.reason == reason).map(|kind| kind.count).sum()
    }

    /// Returns each combination of reason and field once, in the order of the first occurrence.
    pub fn kinds(&self) -> impl ExactSizeIterator<Item = LossKind<'_>> {
        self.kinds.iter().map(|kind| LossKind {
            reason: kind.reason,
            field: &kind.field,
            count: kind.count,
            first: self.rows.get(kind.first as usize).map(|row| Loss { losses: self, row: *row }),
        })
    }

    /// Adds a loss. `field` is a name of the format (`modelCard`), never a value.
    pub(crate) fn add(
        &mut self,
        reason: LossReason,
        field: &str,
        path: &str,
        element: Option<&str>,
        detail: &str,
    ) {
        let field = clip(field);
        let known = self.numbers.get(&(reason, field.to_owned())).copied();
        let number = known.unwrap_or_else(|| {
            let number = narrow(self.kinds.len());
            self.numbers.insert((reason, field.to_owned()), number);
            let first = narrow(self.rows.len());
            self.kinds.push(Kind { reason, field: field.to_owned(), count: 0, first });
            number
        });
        if let Some(kind) = self.kinds.get_mut(number as usize) {
            kind.count += 1;
        }
        let detail = clip(detail);
        let needed = path.len() + detail.len() + element.map_or(0, str::len);
        if self.text.len() + needed > MAX_TEXT {
            self.beyond += 1;
            return;
        }
        let element = element.map_or(NONE, |element| self.element(element));
        let start = narrow(self.text.len());
        self.text.push_str(path);
        self.text.push_str(detail);
        let (path, detail) = (narrow(path.len()), narrow(detail.len()));
        self.rows.push(Row { kind: number, start, path, element, detail });
    }

    /// Stores the element's name, or finds it with the loss before.
    fn element(&mut self, element: &str) -> Piece {
        let last = self.rows.last().map_or(NONE, |row| row.element);
        if self.piece(last) == Some(element) {
            return last;
        }
        let start = narrow(self.text.len());
        self.text.push_str(element);
        Piece { start, len: narrow(element.len()) }
    }

    fn piece(&self, piece: Piece) -> Option<&str> {
        self.cut(piece.start, piece.len)
    }

    fn cut(&self, start: u32, len: u32) -> Option<&str> {
        let start = start as usize;
        self.text.get(start..start.checked_add(len as usize)?)
    }

    /// Takes over the losses of another stage; `places` says what a path of that stage is in the
    /// source, and which element it belongs to.
    pub(crate) fn append(
        &mut self,
        other: &Self,
        mut places: impl FnMut(&str) -> Vec<(String, Option<String>)>,
    ) {
        for loss in other.iter() {
            let mut found = places(loss.path());
            if found.is_empty() {
                found.push((loss.path().to_owned(), None));
            }
            for (path, element) in found {
                let element = element.as_deref().or(loss.element());
                self.add(loss.reason(), loss.field(), &path, element, loss.detail());
            }
        }
        self.beyond += other.beyond;
    }
}

/// Shows each kind once, with a count and the first place.
impl fmt::Display for Losses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("nothing was lost");
        }
        let width = |text: usize, least: usize| text.clamp(least, 40);
        let count = self.kinds().map(|kind| kind.count.to_string().len()).max().unwrap_or(0);
        let field = width(self.kinds().map(|kind| kind.field.len()).max().unwrap_or(0), 5);
        let reason = self.kinds().map(|kind| kind.reason.as_str().len()).max().unwrap_or(0).max(6);
        let count = count.max(5);
        write!(f, "{:>count$}  {:field$}  {:reason$}  first at", "count", "field", "reason")?;
        for kind in self.kinds() {
            let first = kind.first.map_or("", Loss::path);
            let (number, name, why) = (kind.count, kind.field, kind.reason.as_str());
            write!(f, "\n{number:>count$}  {name:field$}  {why:reason$}  {first}")?;
        }
        Ok(())
    }
}

/// Sums up, as `Display` does: there may be very many.
impl fmt::Debug for Losses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds: Vec<_> = self.kinds().collect();
        f.debug_struct("Losses").field("len", &self.len()).field("kinds", &kinds).finish()
    }
}

impl Serialize for Losses {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.rows.len()))?;
        for loss in self.iter() {
            list.serialize_element(&loss)?;
        }
        list.end()
    }
}

/// One field that was left behind or bent.
#[derive(Clone, Copy)]
pub struct Loss<'l> {
    losses: &'l Losses,
    row: Row,
}

impl<'l> Loss<'l> {
    /// Returns where the value stands in the source, as a JSON Pointer (RFC 6901):
    /// `/components/3/modelCard`.
    ///
    /// Documents in other encodings are pointed into as if they were written in JSON.
    #[must_use]
    pub fn path(self) -> &'l str {
        self.losses.cut(self.row.start, self.row.path).unwrap_or_default()
    }

    /// Returns the element the field belongs to: its purl, else its id, else its name. `None` for
    /// fields of the document.
    #[must_use]
    pub fn element(self) -> Option<&'l str> {
        self.losses.piece(self.row.element)
    }

    /// Returns the name of the field, as the source's format has it: `modelCard`.
    #[must_use]
    pub fn field(self) -> &'l str {
        self.losses.kinds.get(self.row.kind as usize).map_or("", |kind| &kind.field)
    }

    /// Returns why it was not carried as it was.
    #[must_use]
    pub fn reason(self) -> LossReason {
        let kind = self.losses.kinds.get(self.row.kind as usize);
        kind.map_or(LossReason::NoPlace, |kind| kind.reason)
    }

    /// Returns more in words, such as what was written instead; may be empty.
    #[must_use]
    pub fn detail(self) -> &'l str {
        let start = self.row.start.saturating_add(self.row.path);
        self.losses.cut(start, self.row.detail).unwrap_or_default()
    }
}

impl fmt::Debug for Loss<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Loss")
            .field("path", &self.path())
            .field("element", &self.element())
            .field("field", &self.field())
            .field("reason", &self.reason())
            .field("detail", &self.detail())
            .finish()
    }
}

impl fmt::Display for Loss<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path(), self.reason().describe())?;
        if !self.detail().is_empty() {
            write!(f, " ({})", self.detail())?;
        }
        Ok(())
    }
}

impl Serialize for Loss<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Loss", 5)?;
        object.serialize_field("path", self.path())?;
        object.serialize_field("element", &self.element())?;
        object.serialize_field("field", self.field())?;
        object.serialize_field("reason", &self.reason())?;
        object.serialize_field("detail", self.detail())?;
        object.end()
    }
}

/// A reason and a field, with how often they were met together.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct LossKind<'l> {
    /// Why it was lost.
    pub reason: LossReason,
    /// The name of the field.
    pub field: &'l str,
    /// How many were lost.
    pub count: usize,
    /// The first one.
    pub first: Option<Loss<'l>>,
}

/// Why something was not carried as it was.
///
/// The text of [`LossReason::as_str`] is stable: it may be logged, matched and documented.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum LossReason {
    /// The target format has no place for the field.
    NoPlace,
    /// The target format has the field, but not in that version.
    NotInVersion,
    /// The target takes one value where the source has several.
    OnlyOne,
    /// The target has no such word, and the nearest one was written.
    Approximated,
    /// The value breaks a rule of the target and was left out or repaired.
    Invalid,
    /// The value refers to something that was not carried.
    Dangling,
    /// A member that the source's own format does not define.
    UnknownMember,
    /// The encoding cannot write it: a control character in XML, `</text>` in tag-value.
    Encoding,
    /// A signature, which any change breaks.
    Signature,
}

impl LossReason {
    /// Every reason, in the order of declaration.
    pub const ALL: [Self; 9] = [
        Self::NoPlace,
        Self::NotInVersion,
        Self::OnlyOne,
        Self::Approximated,
        Self::Invalid,
        Self::Dangling,
        Self::UnknownMember,
        Self::Encoding,
        Self::Signature,
    ];

    /// Returns the stable text of the reason.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoPlace => "no-place",
            Self::NotInVersion => "not-in-version",
            Self::OnlyOne => "only-one",
            Self::Approximated => "approximated",
            Self::Invalid => "invalid",
            Self::Dangling => "dangling",
            Self::UnknownMember => "unknown-member",
            Self::Encoding => "encoding",
            Self::Signature => "signature",
        }
    }

    /// Returns the reason in words.
    #[must_use]
    pub const fn describe(self) -> &'static str {
        match self {
            Self::NoPlace => "the target format has no place for it",
            Self::NotInVersion => "the target version has no place for it",
            Self::OnlyOne => "the target takes only one",
            Self::Approximated => "the target has no such word, the nearest one was written",
            Self::Invalid => "it breaks a rule of the target",
            Self::Dangling => "it refers to something that was not carried",
            Self::UnknownMember => "its own format does not define it",
            Self::Encoding => "the encoding cannot write it",
            Self::Signature => "a signature does not survive a change",
        }
    }
}

impl fmt::Display for LossReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Cuts a name or detail to a length that a report may keep.
fn clip(text: &str) -> &str {
    let end = text.char_indices().nth(MAX_WORD).map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or_default()
}

const MAX_WORD: usize = 120;

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn losses_are_listed_one_by_one_and_summed_up_by_kind() {
        let mut losses = Losses::default();
        let purl = Some("pkg:cargo/a@1");
        losses.add(LossReason::NoPlace, "modelCard", "/components/0/modelCard", purl, "");
        losses.add(LossReason::NoPlace, "pedigree", "/components/0/pedigree", purl, "");
        losses.add(LossReason::NoPlace, "modelCard", "/components/1/modelCard", None, "");
        losses.add(LossReason::Approximated, "type", "/components/2/type", Some("b"), "`OTHER`");
        assert_eq!(losses.len(), 4);
        assert_eq!(losses.count(LossReason::NoPlace), 3);
        let all: Vec<_> = losses.iter().collect();
        assert_eq!(all.iter().filter(|loss| loss.element() == purl).count(), 2);
        assert_eq!(all[2].element(), None);
        assert_eq!(
            all[3].to_string(),
            "/components/2/type: the target has no such word, the nearest one was written (`OTHER`)"
        );
        assert_eq!(
            losses.to_string(),
            "count  field      reason        first at\n    \
             2  modelCard  no-place      /components/0/modelCard\n    \
             1  pedigree   no-place      /components/0/pedigree\n    \
             1  type       approximated  /components/2/type"
        );
        let json = serde_json::to_string(&all[3]).unwrap();
        assert_eq!(
            json,
            r#"{"path":"/components/2/type","element":"b","field":"type","reason":"approximated","detail":"`OTHER`"}"#
        );
    }

    #[test]
    fn reasons_have_texts_of_their_own() {
        let mut texts: Vec<_> = LossReason::ALL.map(LossReason::as_str).to_vec();
        texts.dedup();
        assert_eq!(texts.len(), LossReason::ALL.len());
    }
}
