//! What an expression is worth.

use std::borrow::Cow;
use std::cell::Cell;
use std::cmp::Ordering;
use std::fmt;

use super::environment::Field;
use super::lexer::UNIT;
use super::parse::Sign;
use super::tree::{Loop, Node, Op, Part, Search};
use super::value::{Facts, Value};
use crate::licence::parse;
use crate::{Purl, Timestamp, Tri};

/// Why a value cannot be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lack {
    Field(Field),
    Key,
    Part,
    Element,
    TooLarge,
    NotPurl,
    Incomparable,
    Licence,
    Steps,
}

impl fmt::Display for Lack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Field(field) => return write!(f, "{} is not known", field.entry().path),
            Self::Key => "there is no such key",
            Self::Part => "the purl does not have it",
            Self::Element => "the list has no such element",
            Self::TooLarge => "the result is too large",
            Self::NotPurl => "it is not a purl",
            Self::Incomparable => "the version cannot be compared with the range",
            Self::Licence => "the licence is not known",
            Self::Steps => return write!(f, "it takes more than the {MAX_STEPS} steps granted"),
        })
    }
}

type Found<'v> = Result<Value<'v>, Lack>;

/// The steps granted to one evaluation: a node is one, and so is each element or each 64 bytes
/// that a search looks at; a regular expression takes 16 for each byte.
pub(super) const MAX_STEPS: u32 = 100_000;

/// One evaluation.
pub(super) struct Machine<'v> {
    pub(super) facts: &'v dyn Facts,
    steps: Cell<u32>,
}

impl<'v> Machine<'v> {
    pub(super) fn new(facts: &'v dyn Facts) -> Self {
        Self { facts, steps: Cell::new(0) }
    }

    /// The truth of a condition. Once the steps are spent, nothing is known any more.
    pub(super) fn truth(&self, node: &'v Node, local: Option<&Value<'v>>) -> Tri {
        match self.value(node, local) {
            Ok(Value::Bool(value)) => value.into(),
            _ => Tri::Unknown,
        }
    }

    fn spend(&self, steps: usize) -> Result<(), Lack> {
        let spent = self.steps.get().saturating_add(u32::try_from(steps).unwrap_or(u32::MAX));
        self.steps.set(spent);
        if spent > MAX_STEPS { Err(Lack::Steps) } else { Ok(()) }
    }

    pub(super) fn value(&self, node: &'v Node, local: Option<&Value<'v>>) -> Found<'v> {
        self.spend(1)?;
        let of = |node: &'v Node| self.value(node, local);
        match &node.op {
            Op::Constant(constant) => Ok(constant.value()),
            Op::Field(field) => self.facts.field(*field).ok_or(Lack::Field(*field)),
            Op::Local => local.cloned().ok_or(Lack::Element),
            Op::Has(inner) => match of(inner) {
                Ok(_) => Ok(Value::Bool(true)),
                Err(Lack::Steps) => Err(Lack::Steps),
                Err(_) => Ok(Value::Bool(false)),
            },
            Op::Part(part, purl) => match of(purl)? {
                Value::Purl(purl) => part.of(&purl),
                _ => Err(Lack::Part),
            },
            Op::Entry(map, key) => match (of(map)?, of(key)?) {
                (Value::Map(entries), Value::Text(wanted)) => {
                    self.spend(entries.len())?;
                    let found = entries.into_iter().find(|(key, _)| *key == wanted);
                    found.map(|(_, value)| Value::Text(value)).ok_or(Lack::Key)
                }
                _ => Err(Lack::Key),
            },
            Op::Element(list, index) => match (of(list)?, of(index)?) {
                (Value::List(list), Value::Number(index)) if index % UNIT == 0 => {
                    let index = usize::try_from(index / UNIT).map_err(|_| Lack::Element)?;
                    list.into_iter().nth(index).ok_or(Lack::Element)
                }
                _ => Err(Lack::Element),
            },
            Op::List(nodes) => nodes.iter().map(of).collect::<Result<_, _>>().map(Value::List),
            Op::Not(inner) => match of(inner)? {
                Value::Bool(value) => Ok(Value::Bool(!value)),
                other => Ok(other),
            },
            Op::Minus(inner) => match of(inner)? {
                Value::Number(number) => {
                    number.checked_neg().map(Value::Number).ok_or(Lack::TooLarge)
                }
                Value::Duration(seconds) => {
                    seconds.checked_neg().map(Value::Duration).ok_or(Lack::TooLarge)
                }
                other => Ok(other),
            },
            Op::And(parts) => self.kleene(parts, local, false),
            Op::Or(parts) => self.kleene(parts, local, true),
            Op::Compare(sign, a, b) => {
                // Both sides are looked at, so that neither hides what the other costs.
                let (a, b) = (of(a), of(b));
                compare(*sign, &a?, &b?).map(Value::Bool).ok_or(Lack::Incomparable)
            }
            Op::In(sought, list) => self.membership(sought, list, local),
            Op::Sum(sign, a, b) => {
                let (a, b) = (of(a), of(b));
                sum(*sign, a?, b?).ok_or(Lack::TooLarge)
            }
            Op::Choice(condition, yes, no) => match of(condition)? {
                Value::Bool(true) => of(yes),
                _ => of(no),
            },
            Op::Search(search, text, part) => {
                let (text, part) = (of(text)?, of(part)?);
                let (Value::Text(text), Value::Text(part)) = (text, part) else {
                    return Err(Lack::Incomparable);
                };
                self.spend(text.len() / 64)?;
                let part: &str = &part;
                Ok(Value::Bool(match search {
                    Search::Contains => text.contains(part),
                    Search::StartsWith => text.starts_with(part),
                    Search::EndsWith => text.ends_with(part),
                }))
            }
            Op::Matches(text, regex) => {
                let text = self.string(text, local)?;
                // The engine takes text times pattern, and patterns are bounded.
                self.spend(text.len().saturating_mul(16))?;
                Ok(Value::Bool(regex.is_match(&text)))
            }
            Op::Lower(text) => {
                Ok(Value::Text(self.string(text, local)?.to_ascii_lowercase().into()))
            }
            Op::Upper(text) => {
                Ok(Value::Text(self.string(text, local)?.to_ascii_uppercase().into()))
            }
            Op::Size(inner) => {
                let size = match of(inner)? {
                    Value::Text(text) => {
                        self.spend(text.len() / 64)?;
                        text.chars().count()
                    }
                    Value::List(list) => list.len(),
                    Value::Map(entries) => entries.len(),
                    _ => 0,
                };
                i64::try_from(size).ok().and_then(Value::whole).ok_or(Lack::TooLarge)
            }
            Op::Purl(text) => {
                let text = self.string(text, local)?;
                self.spend(text.len() / 8)?;
                Purl::parse(&text)
                    .map(|purl| Value::Purl(Box::new(purl)))
                    .map_err(|_| Lack::NotPurl)
            }
            Op::InRange(call) => {
                let purl_type = self.string(&call.purl_type, local);
                let version = self.string(&call.version, local);
                let purl_type = purl_type?;
                if call.only.as_ref().is_some_and(|only| !purl_type.eq_ignore_ascii_case(only)) {
                    // Another ecosystem's version is in no range of this one.
                    return Ok(Value::Bool(false));
                }
                decided(call.range.contains(&version?), Lack::Incomparable)
            }
            Op::Allowed(licence, list) => {
                let licence = self.string(licence, local)?;
                self.spend(licence.len())?;
                let parsed = parse(&licence, &list.options);
                decided(list.policy.evaluate(&parsed.expression), Lack::Licence)
            }
            Op::Loop(repeat, list, body) => self.repeat(*repeat, list, body, local),
        }
    }

    fn string(&self, node: &'v Node, local: Option<&Value<'v>>) -> Result<Cow<'v, str>, Lack> {
        match self.value(node, local)? {
            Value::Text(text) => Ok(text),
            _ => Err(Lack::Incomparable),
        }
    }

    /// All operands are asked; one that equals `strong` decides.
    fn kleene(&self, parts: &'v [Node], local: Option<&Value<'v>>, strong: bool) -> Found<'v> {
        let mut lack = None;
        let mut decided = false;
        for part in parts {
            match self.value(part, local) {
                Ok(value) => decided |= value == Value::Bool(strong),
                Err(Lack::Steps) => return Err(Lack::Steps),
                Err(other) => lack = lack.or(Some(other)),
            }
        }
        match lack {
            _ if decided => Ok(Value::Bool(strong)),
            Some(lack) => Err(lack),
            None => Ok(Value::Bool(!strong)),
        }
    }

    fn membership(&self, sought: &'v Node, list: &'v Node, local: Option<&Value<'v>>) -> Found<'v> {
        let sought = self.value(sought, local);
        if let Op::List(items) = &list.op {
            // An item that is not known leaves open whether the list holds it.
            let sought = sought?;
            let mut lack = None;
            for item in items {
                match self.value(item, local) {
                    Ok(value) if value == sought => return Ok(Value::Bool(true)),
                    Ok(_) => {}
                    Err(other) => lack = Some(other),
                }
            }
            return lack.map_or(Ok(Value::Bool(false)), Err);
        }
        let list = self.value(list, local);
        let sought = sought?;
        match list? {
            Value::List(list) => {
                self.spend(list.len())?;
                Ok(Value::Bool(list.contains(&sought)))
            }
            Value::Map(entries) => {
                self.spend(entries.len())?;
                Ok(Value::Bool(entries.iter().any(|(key, _)| sought == Value::text(key))))
            }
            _ => Err(Lack::Incomparable),
        }
    }

    fn repeat(
        &self,
        repeat: Loop,
        list: &'v Node,
        body: &'v Node,
        local: Option<&Value<'v>>,
    ) -> Found<'v> {
        let Value::List(list) = self.value(list, local)? else {
            return Err(Lack::Element);
        };
        let strong = match repeat {
            Loop::Map => {
                let mapped: Result<_, _> =
                    list.iter().map(|item| self.value(body, Some(item))).collect();
                return mapped.map(Value::List);
            }
            Loop::All => Tri::False,
            Loop::Exists | Loop::ExistsOne | Loop::Filter => Tri::True,
        };
        let mut lack = None;
        let mut kept = Vec::new();
        for item in list {
            match self.value(body, Some(&item)) {
                Ok(value) if Tri::from(value == Value::Bool(true)) == strong => kept.push(item),
                Ok(_) => {}
                Err(Lack::Steps) => return Err(Lack::Steps),
                Err(other) => lack = lack.or(Some(other)),
            }
        }
        let settled = !kept.is_empty();
        match (repeat, lack) {
            (Loop::All, _) if settled => Ok(Value::Bool(false)),
            (Loop::Exists, _) if settled => Ok(Value::Bool(true)),
            (Loop::ExistsOne, _) if kept.len() > 1 => Ok(Value::Bool(false)),
            (_, Some(lack)) => Err(lack),
            (Loop::All, None) => Ok(Value::Bool(true)),
            (Loop::Exists, None) => Ok(Value::Bool(false)),
            (Loop::ExistsOne, None) => Ok(Value::Bool(kept.len() == 1)),
            (Loop::Filter | Loop::Map, None) => Ok(Value::List(kept)),
        }
    }
}

fn decided<'v>(value: Tri, lack: Lack) -> Found<'v> {
    value.known().map(Value::Bool).ok_or(lack)
}

/// `None` if the two have no order.
fn compare(sign: Sign, a: &Value<'_>, b: &Value<'_>) -> Option<bool> {
    let order = match (a, b) {
        _ if sign == Sign::Equal => return Some(a == b),
        _ if sign == Sign::NotEqual => return Some(a != b),
        (Value::Number(a), Value::Number(b)) => a.cmp(b),
        (Value::Severity(a), Value::Severity(b)) => a.compare(*b)?,
        (Value::Timestamp(a), Value::Timestamp(b)) => a.cmp(b),
        (Value::Duration(a), Value::Duration(b)) => a.cmp(b),
        _ => return None,
    };
    Some(match sign {
        Sign::Less => order == Ordering::Less,
        Sign::AtMost => order != Ordering::Greater,
        Sign::More => order == Ordering::Greater,
        _ => order != Ordering::Less,
    })
}

/// `None` if the result is out of range.
fn sum<'v>(sign: Sign, a: Value<'v>, b: Value<'v>) -> Option<Value<'v>> {
    let plus = sign == Sign::Plus;
    let join = |a: i64, b: i64| if plus { a.checked_add(b) } else { a.checked_sub(b) };
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => join(a, b).map(Value::Number),
        (Value::Duration(a), Value::Duration(b)) => join(a, b).map(Value::Duration),
        (Value::Timestamp(a), Value::Timestamp(b)) => {
            a.as_unix().checked_sub(b.as_unix()).map(Value::Duration)
        }
        (Value::Timestamp(at), Value::Duration(by)) => {
            Timestamp::from_unix(join(at.as_unix(), by)?).map(Value::Timestamp)
        }
        (Value::Duration(by), Value::Timestamp(at)) => {
            Timestamp::from_unix(at.as_unix().checked_add(by)?).map(Value::Timestamp)
        }
        (Value::Text(a), Value::Text(b)) => Some(Value::Text((a.into_owned() + &b).into())),
        _ => None,
    }
}

impl Part {
    fn of<'v>(self, purl: &Purl) -> Found<'v> {
        let owned = |text: &str| Cow::Owned(text.to_owned());
        let text = match self {
            Self::Type => Some(purl.kind()),
            Self::Namespace => purl.namespace(),
            Self::Name => Some(purl.name()),
            Self::Version => purl.version(),
            Self::Subpath => purl.subpath(),
            Self::Qualifiers => {
                let entries = purl.qualifiers().map(|(key, value)| (owned(key), owned(value)));
                return Ok(Value::Map(entries.collect()));
            }
        };
        text.map(|text| Value::Text(owned(text))).ok_or(Lack::Part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_out_of_range_have_no_value() {
        let at = |seconds| Value::Timestamp(Timestamp::from_unix(seconds).unwrap());
        let last = "9999-12-31T23:59:59Z".parse::<Timestamp>().unwrap().as_unix();
        assert_eq!(sum(Sign::Plus, at(last), Value::Duration(1)), None);
        assert_eq!(sum(Sign::Minus, at(last), Value::Duration(1)), Some(at(last - 1)));
        assert_eq!(sum(Sign::Plus, at(0), Value::Duration(i64::MAX)), None);
        assert_eq!(sum(Sign::Minus, at(0), Value::Duration(i64::MIN)), None);
        assert_eq!(sum(Sign::Plus, Value::Number(i64::MAX), Value::Number(1)), None);
        assert_eq!(sum(Sign::Minus, Value::Duration(i64::MIN), Value::Duration(1)), None);
    }
}
