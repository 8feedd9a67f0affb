//! What elements are identified by, and what their parts say.

use super::Judge;
use crate::cpe::Cpe;
use crate::identity::digest_fits;
use crate::licence_expression::{LicenceExpression, LicenceReading};
use crate::purl::Purl;
use crate::schema::instant;
use crate::tree::{Key, Value};
use crate::validate::Severity;
use crate::validate::collect::clip;
use crate::{Hash, HashAlgorithm};

/// A digest is as long as its algorithm makes it.
pub(super) fn hash<'t>(judge: &mut Judge<'t, '_>, value: Value<'t>) {
    let (Some(name), Some(content)) = (value.text(Key::ALG), value.get(Key::CONTENT)) else {
        return;
    };
    let Some(text) = content.as_str() else { return };
    let Some(hash) = Hash::new(Some(name), Some(text)) else { return };
    let algorithm = hash.algorithm();
    // Nearly all have the right length, and what they are made of is a matter of the schema.
    if algorithm.hex_len() == Some(text.len()) {
        return;
    }
    let is_hex = text.trim().bytes().all(|byte| byte.is_ascii_hexdigit());
    if algorithm != HashAlgorithm::Other && is_hex && !digest_fits(algorithm, text.trim()) {
        let message = match algorithm.hex_len() {
            Some(len) => format!("a digest of {name} has {len} digits, not {}", text.trim().len()),
            None => format!("a digest of {name} cannot have {} digits", text.trim().len()),
        };
        judge.error("cdx-hash-length", content, message);
    }
}

/// A component's purl and CPE name can be read, and the purl names the component.
pub(super) fn component<'t>(judge: &mut Judge<'t, '_>, value: Value<'t>) {
    if let Some(cpe) = value.get(Key::CPE)
        && let Some(text) = cpe.as_str()
        && let Err(error) = Cpe::parse(text)
    {
        let message = format!("`{}` is not a CPE name: {}", clip(text), error.reason());
        judge.error("cdx-cpe", cpe, message);
    }
    let Some(purl) = value.get(Key::PURL) else { return };
    let Some(text) = purl.as_str() else { return };
    match Purl::parse(text.trim()) {
        Err(error) => {
            let message = format!("`{}` is not a package URL: {}", clip(text), error.reason());
            judge.error("cdx-purl", purl, message);
        }
        Ok(parsed) => mismatch(judge, value, purl, &parsed),
    }
}

fn mismatch<'t>(
    judge: &mut Judge<'t, '_>,
    component: Value<'t>,
    place: Value<'t>,
    purl: &Purl<'_>,
) {
    if let Some(name) = component.text(Key::NAME).filter(|name| !is_named(name, purl)) {
        let message = format!("the purl names `{}`, the component `{}`", purl.name(), clip(name));
        judge.remark("cdx-purl-mismatch", Severity::Info, place, message);
    }
    if let (Some(written), Some(version)) = (component.text(Key::VERSION), purl.version())
        && written.trim_start_matches('v') != version.trim_start_matches('v')
        && !written.is_empty()
    {
        let message =
            format!("the purl says version `{version}`, the component `{}`", clip(written));
        judge.remark("cdx-purl-mismatch", Severity::Info, place, message);
    }
}

/// Tells whether a component's name is that of a purl, perhaps with its namespace before it.
fn is_named(name: &str, purl: &Purl<'_>) -> bool {
    if name == purl.name() {
        return true;
    }
    let plain = |text: &str| text.to_lowercase().replace(['_', '.'], "-");
    let (name, last) = (plain(name), plain(purl.name()));
    name == last
        || name.strip_suffix(&*last).is_some_and(|rest| rest.ends_with(['/', ':', '@']))
        || last.ends_with(&name)
}

/// A licence expression can be read, and its ids are known.
pub(super) fn licence<'t>(judge: &mut Judge<'t, '_>, value: Value<'t>) {
    let Some(expression) = value.get(Key::EXPRESSION) else { return };
    let Some(text) = expression.as_str() else { return };
    let Err(error) = LicenceExpression::attempt(text, LicenceReading::Strict) else { return };
    match LicenceExpression::attempt(text, LicenceReading::Lax) {
        Ok(read) => {
            let read = read.to_string();
            let message = match read == text.trim() {
                // `NOASSERTION` and `NONE`, which can be read, and are not of the grammar.
                true => format!("`{}` names no licence, and is no SPDX expression", clip(text)),
                false => format!("`{}` is not strictly SPDX: `{}` is", clip(text), clip(&read)),
            };
            judge.warning("cdx-license-expression", expression, message);
        }
        Err(_) => {
            let message = format!("`{}` is {error}", clip(text));
            judge.error("cdx-license-expression", expression, message);
        }
    }
}

/// What says that it is base64 can be decoded.
pub(super) fn attachment<'t>(judge: &mut Judge<'t, '_>, value: Value<'t>) {
    if value.text(Key::ENCODING) != Some("base64") {
        return;
    }
    let Some(content) = value.get(Key::CONTENT) else { return };
    if content.as_str().is_some_and(|text| !is_base64(text)) {
        judge.warning("cdx-base64", content, "the content is not base64".to_owned());
    }
}

/// Tells whether a text is base64, with or without line ends and padding.
fn is_base64(text: &str) -> bool {
    let mut digits = 0_usize;
    let mut padding = 0_usize;
    for byte in text.bytes() {
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' => {}
            b'=' => padding += 1,
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' if padding == 0 => digits += 1,
            _ => return false,
        }
    }
    padding <= 2 && digits % 4 != 1 && (padding == 0 || (digits + padding).is_multiple_of(4))
}

/// A vulnerability was not updated before it was created, and the like.
pub(super) fn dates<'t>(judge: &mut Judge<'t, '_>, value: Value<'t>) {
    let pairs = [(Key::CREATED, Key::UPDATED), (Key::PUBLISHED, Key::UPDATED)];
    let analysis = value.get(Key::ANALYSIS).map(|it| (it, (Key::FIRST_ISSUED, Key::LAST_UPDATED)));
    let pairs = pairs.map(|pair| (value, pair)).into_iter().chain(analysis);
    for (value, (earlier, later)) in pairs {
        let (Some(first), Some(last)) = (value.get(earlier), value.get(later)) else { continue };
        let moment = |value: Value<'t>| value.as_str().and_then(instant);
        if let (Some(before), Some(after)) = (moment(first), moment(last))
            && after < before
        {
            let name = |key: Key| key.known_text().unwrap_or_default();
            let message = format!("`{}` is before `{}`", name(later), name(earlier));
            judge.remark("cdx-dates", Severity::Info, last, message);
        }
    }
}
