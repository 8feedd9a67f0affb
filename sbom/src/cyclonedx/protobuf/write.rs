//! From the tree to protobuf.

mod choice;

use super::fields;
use super::time;
use super::wire::{Backward, Kind};
use crate::cyclonedx::schema;
use crate::losses::{LossReason, Losses};
use crate::schema::{Irregular, Member, Shape, Type, Version, Wire};
use crate::tree::{Key, Scalar, Value};

/// Writes a document in the version that it says it has.
///
/// Field numbers are the same in all versions, so members of other versions are written all the
/// same. What protobuf has no place for goes to `losses`: signatures, members that the format
/// does not define, words without a number, values of a wrong type, offsets of times.
pub(crate) fn write(root: Value<'_>, losses: &mut Losses) -> Vec<u8> {
    let number = root.loose_text(Key::SPEC_VERSION).and_then(schema::version);
    let mut emitter = Emitter {
        out: Backward::default(),
        work: Vec::new(),
        path: String::new(),
        elements: Vec::new(),
        version: number.unwrap_or(schema::V1_7),
        losses,
    };
    emitter.object(root, &schema::BOM);
    while let Some(work) = emitter.work.pop() {
        match work {
            Work::Field { value, member, number, is_item } => {
                emitter.field(value, member, number, is_item);
            }
            Work::Value { value, ty, number } => emitter.value(value, ty, number),
            Work::Close { number, from } => emitter.out.close(number, from),
            Work::Leave(len) => emitter.leave(len),
        }
    }
    emitter.out.finish()
}

/// What writes a tree from its end; what is still to be written is a stack, since documents are
/// deep.
struct Emitter<'t, 'l> {
    out: Backward,
    work: Vec<Work<'t>>,
    /// The JSON pointer to the value that is being written.
    path: String,
    /// The components and services that are open, with the length of the path to them.
    elements: Vec<(usize, Value<'t>)>,
    version: Version,
    losses: &'l mut Losses,
}

/// Something to be written. What is pushed last is written first, which is further behind.
#[derive(Clone, Copy)]
enum Work<'t> {
    /// A member, or one element of its list.
    Field { value: Value<'t>, member: &'static Member, number: u32, is_item: Option<usize> },
    /// A value as that field.
    Value { value: Value<'t>, ty: Type, number: u32 },
    /// The length and tag of a message of which the end is at that place.
    Close { number: u32, from: usize },
    /// The path up to there.
    Leave(usize),
}

impl<'t> Emitter<'t, '_> {
    fn leave(&mut self, len: usize) {
        self.path.truncate(len);
        while self.elements.pop_if(|(at, _)| *at > len).is_some() {}
    }

    /// Goes down the path for the rest of the work that is pushed now.
    fn enter(&mut self, value: Value<'t>, number: Option<usize>) {
        self.work.push(Work::Leave(self.path.len()));
        self.path.push('/');
        match number {
            Some(number) => self.path.push_str(&number.to_string()),
            None => push_pointer(&mut self.path, value),
        }
    }

    /// Puts the members of an object to be written.
    fn object(&mut self, value: Value<'t>, shape: &'static Shape) {
        let is_element = std::ptr::eq(shape, &schema::COMPONENT)
            || std::ptr::eq(shape, &schema::SERVICE)
            || std::ptr::eq(shape, &schema::VULNERABILITY);
        if is_element {
            self.elements.push((self.path.len(), value));
        }
        let mut members: Vec<(u32, &'static Member, Value<'t>)> = Vec::new();
        for child in value.children() {
            match shape.find(child.key()) {
                Some((_, member)) => match member.proto {
                    Some(proto) => members.push((u32::from(proto.field), member, child)),
                    None => self.unwritable(child, member),
                },
                None if child.key() == Key::HASH_FIELDS => self.kept(child),
                // Whoever writes the message around the object writes these.
                None if matches!(child.key(), Key::HASH_PERSON | Key::HASH_CHOICE) => {}
                None if child.key_text().starts_with('#') => {
                    self.lose_child(LossReason::Encoding, child);
                }
                None => self.lose_child(LossReason::UnknownMember, child),
            }
        }
        self.missing(value, shape);
        members.sort_by_key(|(number, ..)| *number);
        for (number, member, value) in members {
            self.work.push(Work::Field { value, member, number, is_item: None });
        }
    }

    /// Reports texts that the version demands and the object lacks: they are read as empty.
    fn missing(&mut self, value: Value<'t>, shape: &'static Shape) {
        for member in shape.members {
            let is_due = member.required.has(self.version)
                && member.versions.has(self.version)
                && member.list.is_none()
                && member.proto.is_some_and(|proto| proto.wire == Wire::Plain)
                && !matches!(member.value, Type::Object(_) | Type::Bool | Type::Integer(_))
                && value.get(member.key).is_none();
            if let (true, Some(name)) = (is_due, member.key.known_text()) {
                let path = format!("{}/{name}", self.path);
                let element = self.element();
                let detail = "is missing, and read as empty";
                self.losses.add(LossReason::Invalid, name, &path, element, detail);
            }
        }
    }

    /// Writes the fields that the format does not define as they were read.
    fn kept(&mut self, fields: Value<'t>) {
        let texts: Vec<_> = fields.elements().filter_map(Value::as_str).collect();
        for text in texts.into_iter().rev() {
            let digits = text.as_bytes().chunks_exact(2);
            let byte = |pair: &[u8]| {
                std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok())
            };
            match digits.map(byte).collect::<Option<Vec<u8>>>() {
                Some(bytes) => self.out.raw(&bytes),
                None => self.lose_child(LossReason::Invalid, fields),
            }
        }
    }

    fn unwritable(&mut self, value: Value<'t>, member: &'static Member) {
        match member.key {
            // Being this message says it.
            Key::DOLLAR_SCHEMA | Key::BOM_FORMAT => {}
            Key::SIGNATURE => self.lose_child(LossReason::Signature, value),
            _ => self.lose_child(LossReason::NoPlace, value),
        }
    }

    fn field(
        &mut self,
        value: Value<'t>,
        member: &'static Member,
        number: u32,
        is_item: Option<usize>,
    ) {
        if value.is_null() {
            return self.lose_here_at(LossReason::Invalid, value, is_item);
        }
        let wire = member.proto.map_or(Wire::Plain, |proto| proto.wire);
        self.enter(value, is_item);
        if is_item.is_none() && wire == Wire::Plain && member.or.is_some() {
            // Of the two forms that JSON has, the field is read in that of the version.
            let is_list = member.versions.has(self.version);
            if value.is_array() != is_list {
                self.lose_here(LossReason::Approximated, value);
            }
            if !is_list && value.is_array() {
                let mut items = value.children().enumerate();
                let first = items.next();
                for (place, item) in items {
                    self.lose_here_at(LossReason::OnlyOne, item, Some(place));
                }
                if let Some((_, value)) = first {
                    self.work.push(Work::Field { value, member, number, is_item: Some(0) });
                }
                return;
            }
        }
        if is_item.is_none() && (member.list.is_some() || value.is_array()) {
            return self.list(value, member, wire, number);
        }
        match wire {
            Wire::Timestamp => self.timestamp(value, number),
            Wire::Float | Wire::Double => self.number(value, wire, number),
            Wire::Irregular(irregular) => self.irregular(value, member, irregular, number),
            Wire::Plain | Wire::Long | Wire::Nested(_) => self.value(value, member.value, number),
        }
    }

    /// Puts the elements of a list to be written.
    fn list(&mut self, value: Value<'t>, member: &'static Member, wire: Wire, number: u32) {
        if let (true, Some(_)) = (value.is_object(), member.or) {
            return match wire {
                Wire::Irregular(irregular) => self.irregular(value, member, irregular, number),
                _ => self.value(value, member.value, number),
            };
        }
        let mut number = number;
        match wire {
            Wire::Nested(inner) => {
                self.work.push(Work::Close { number, from: self.out.len() });
                number = u32::from(inner);
            }
            Wire::Irregular(Irregular::CertificateExtensions) => {
                self.work.push(Work::Close { number, from: self.out.len() });
                number = 1;
            }
            _ => {}
        }
        let is_one = member.list.is_none();
        let from = self.work.len();
        for (place, item) in
            value.children().enumerate().take(if value.is_array() { usize::MAX } else { 0 })
        {
            if is_one && place > 0 {
                self.lose_here_at(LossReason::OnlyOne, item, Some(place));
                continue;
            }
            let is_item = Some(place);
            self.work.push(Work::Field { value: item, member, number, is_item });
        }
        if !value.is_array() && from == self.work.len() {
            self.work.push(Work::Field { value, member, number, is_item: Some(0) });
        }
    }

    /// Writes a value as a field of a number.
    fn value(&mut self, value: Value<'t>, ty: Type, number: u32) {
        match (ty, value.scalar()) {
            (Type::Object(shape), None) if value.is_object() => self.message(value, shape, number),
            (Type::Either(choice), scalar) => {
                let fits = |ty: &&Type| match (ty, scalar) {
                    (Type::Object(_), None) => value.is_object(),
                    (Type::Object(_), Some(_)) => false,
                    (_, scalar) => scalar.is_some(),
                };
                match choice.types.iter().find(fits) {
                    Some(ty) => self.value(value, *ty, number),
                    None => self.lose_here(LossReason::Invalid, value),
                }
            }
            (Type::Words(words), Some(scalar)) if fields::is_enum(words) => {
                let found = match scalar {
                    Scalar::Text(text) => {
                        let word = words.words.iter().find(|word| word.text == text);
                        word.and_then(|word| word.number).map(u64::from)
                    }
                    // A number that no word has, as it was read.
                    Scalar::Number(text) => text.parse::<i64>().ok().map(i64::cast_unsigned),
                    _ => None,
                };
                match found {
                    Some(word) => self.varint(number, word),
                    None => self.lose_here(LossReason::Invalid, value),
                }
            }
            (Type::Bool, Some(Scalar::Bool(is))) => self.varint(number, u64::from(is)),
            (Type::Integer(_), Some(Scalar::Number(text))) => match whole(text) {
                Some(whole) => self.varint(number, whole.cast_unsigned()),
                None => self.lose_here(LossReason::Invalid, value),
            },
            (
                Type::Text(_) | Type::Words(_) | Type::LicenceId | Type::Any,
                Some(Scalar::Text(text) | Scalar::Number(text)),
            ) => {
                if ty.is_of_other_kind(value) {
                    self.lose_here(LossReason::Approximated, value);
                }
                self.out.text(number, text);
            }
            (Type::Number(..), Some(_)) => self.number(value, Wire::Float, number),
            _ => self.lose_here(LossReason::Invalid, value),
        }
    }

    fn varint(&mut self, number: u32, value: u64) {
        self.out.varint(value);
        self.out.tag(number, Kind::Varint);
    }

    fn message(&mut self, value: Value<'t>, shape: &'static Shape, number: u32) {
        self.work.push(Work::Close { number, from: self.out.len() });
        self.object(value, shape);
    }

    fn number(&mut self, value: Value<'t>, wire: Wire, number: u32) {
        let text = value.as_loose_str().unwrap_or_default();
        match (text.parse::<f64>(), wire) {
            (Ok(double), Wire::Double) => {
                self.out.raw(&double.to_le_bytes());
                self.out.tag(number, Kind::Fixed64);
            }
            (Ok(double), _) => {
                // The text decides, not the longer number: 0.1 is the same short number.
                let float = text.parse::<f32>().unwrap_or(double as f32);
                if double.is_finite() && float.to_string() != double.to_string() {
                    self.lose_here(LossReason::Approximated, value);
                }
                self.out.raw(&float.to_le_bytes());
                self.out.tag(number, Kind::Fixed32);
            }
            (Err(_), _) => self.lose_here(LossReason::Invalid, value),
        }
    }

    fn timestamp(&mut self, value: Value<'t>, number: u32) {
        let Some(instant) = value.as_str().and_then(time::from_text) else {
            return self.lose_here(LossReason::Invalid, value);
        };
        if !instant.is_whole {
            self.lose_here(LossReason::Approximated, value);
        }
        let from = self.out.len();
        if instant.nanos != 0 {
            self.varint(2, instant.nanos.cast_unsigned());
        }
        if instant.seconds != 0 {
            self.varint(1, instant.seconds.cast_unsigned());
        }
        self.out.close(number, from);
    }

    /// Accounts for a member of the object that is being written.
    fn lose_child(&mut self, reason: LossReason, child: Value<'t>) {
        self.lose_here_at(reason, child, None);
    }

    fn lose_here_at(&mut self, reason: LossReason, value: Value<'t>, number: Option<usize>) {
        let len = self.path.len();
        self.path.push('/');
        match number {
            Some(number) => self.path.push_str(&number.to_string()),
            None => push_pointer(&mut self.path, value),
        }
        self.lose_here(reason, value);
        self.path.truncate(len);
    }

    /// Accounts for the value at the current path.
    fn lose_here(&mut self, reason: LossReason, _value: Value<'t>) {
        let is_name = |step: &&str| !step.bytes().all(|byte| byte.is_ascii_digit());
        let field = self.path.rsplit('/').find(is_name).unwrap_or_default();
        let field = crate::json::pointer::unescape(field);
        let element = self.element();
        self.losses.add(reason, &field, &self.path, element, "");
    }

    /// What names the innermost element.
    fn element(&self) -> Option<&'t str> {
        self.elements.last().and_then(|(_, element)| {
            let names = [Key::PURL, Key::BOM_REF, Key::ID, Key::NAME];
            names.into_iter().find_map(|key| element.text(key))
        })
    }
}

/// Returns a whole number, also if it is written with a fraction of zero.
fn whole(text: &str) -> Option<i64> {
    text.parse::<i64>().ok().or_else(|| {
        let number = text.parse::<f64>().ok()?;
        let is_whole = number.fract() == 0.0 && number.abs() < 9e15;
        is_whole.then_some(number as i64)
    })
}

fn push_pointer(path: &mut String, value: Value<'_>) {
    let text = value.key_text();
    match text.contains(['~', '/']) {
        true => path.push_str(&text.replace('~', "~0").replace('/', "~1")),
        false => path.push_str(text),
    }
}
