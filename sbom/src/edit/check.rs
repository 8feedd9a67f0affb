//! What may be put into a document: the editor takes nothing that it would have to mend or that its
//! reader would refuse.

use super::error::EditError;
use super::part::{NewComponent, NewVulnerability};
use crate::convert::words::{date, id, reference as words};
use crate::cpe::{Cpe, is_cpe22_pattern, is_cpe23_pattern};
use crate::document::HashAlgorithm;
use crate::format::Model;
use crate::identity::digest_fits;
use crate::purl::Purl;
use crate::schema::{is_absolute_uri, is_date_time, is_iri_reference, is_uuid};
use crate::vex::cvss_fault;

type Checked = Result<(), EditError>;

/// Reports `why` unless it holds.
fn is(holds: bool, what: &'static str, text: &str, why: &str) -> Checked {
    if holds { Ok(()) } else { Err(EditError::invalid(what, text, why)) }
}

/// Refuses a text that says nothing.
pub(super) fn said(what: &'static str, text: &str) -> Checked {
    is(!text.trim().is_empty(), what, text, "it says nothing, leave it out")
}

pub(super) fn component(part: &NewComponent, model: Model) -> Checked {
    said("name", &part.name)?;
    if let Some(group) = &part.group {
        said("group", group)?;
    }
    if let Some(id) = &part.local_id {
        local_id(id, model)?;
    }
    part.facts().iter().try_for_each(|fact| fact.check())
}

/// An id without the prefix that its format asks for gets it.
fn local_id(text: &str, model: Model) -> Checked {
    match model {
        Model::CycloneDx => {
            let is_ref = !text.is_empty() && !text.starts_with("urn:cdx:");
            is(is_ref, "bom-ref", text, "it is not empty and does not begin with `urn:cdx:`")
        }
        Model::Spdx2 => {
            let own = text.strip_prefix("SPDXRef-").unwrap_or(text);
            let is_id = !own.is_empty() && id::is_idstring(own);
            is(is_id, "SPDXID", text, "it has letters, digits, `.` and `-` alone")
        }
        Model::Spdx3 => {
            let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._~-".contains(&byte);
            let is_name = !text.is_empty() && text.bytes().all(is_plain);
            let why = "it is an IRI, or letters, digits, `.`, `_`, `~` and `-` behind that of the \
                       document";
            is(is_name || is_absolute_uri(text) && is_iri_reference(text), "spdxId", text, why)
        }
    }
}

pub(crate) fn document_id(text: &str, model: Model) -> Checked {
    match model {
        Model::CycloneDx => {
            let is_it = text.strip_prefix("urn:uuid:").is_some_and(is_uuid);
            is(is_it, "serial number", text, "it is `urn:uuid:` and a UUID in lower case")
        }
        Model::Spdx2 => {
            let is_it = is_absolute_uri(text) && is_iri_reference(text) && !text.contains('#');
            is(is_it, "namespace", text, "it is an absolute URI without `#`")
        }
        Model::Spdx3 => {
            let is_it = is_absolute_uri(text) && is_iri_reference(text);
            is(is_it, "spdxId", text, "it is an absolute IRI")
        }
    }
}

pub(super) fn time(text: &str) -> Checked {
    let is_it = is_date_time(text) && date::utc(text).is_some();
    is(is_it, "time", text, "write it as RFC 3339 does, `2026-01-31T12:00:00Z`")
}

pub(super) fn email(text: &str) -> Checked {
    let sides = text.rsplit_once('@');
    let is_it = sides.is_some_and(|(name, host)| !name.is_empty() && !host.is_empty())
        && !text.contains(|part: char| part.is_whitespace() || "()<>".contains(part));
    is(is_it, "e-mail address", text, "it is a name, `@` and a domain")
}

pub(super) fn url(text: &str) -> Checked {
    let is_it = !text.is_empty() && is_iri_reference(text) && words::is_locator(text);
    is(is_it, "address", text, "escape the characters that a URI cannot have")
}

pub(super) fn reference(kind: &str, address: &str) -> Checked {
    let why = "use a word of CycloneDX, such as `website`, `vcs`, `advisories` or `other`";
    is(words::is_cyclonedx(kind), "type of reference", kind, why)?;
    url(address)
}

pub(super) fn digest(algorithm: HashAlgorithm, hex: &str) -> Checked {
    if algorithm == HashAlgorithm::Other {
        return Err(EditError::invalid("algorithm", "other", "name one that formats know"));
    }
    if digest_fits(algorithm, hex) {
        return Ok(());
    }
    let name = algorithm.as_str();
    let why = match algorithm.hex_len() {
        Some(len) => format!("one of {name} has {len} hexadecimal digits"),
        None => format!("one of {name} has hexadecimal digits, two a byte"),
    };
    Err(EditError::invalid("digest", hex, why))
}

pub(super) fn purl(text: &str) -> Checked {
    let Err(error) = Purl::parse_strict(text) else { return Ok(()) };
    let why = error.to_string();
    let why = why.strip_prefix("not a package URL: ").unwrap_or(&why).to_owned();
    let meant = Purl::parse(text).map(|purl| purl.to_string());
    let meant = meant.ok().filter(|meant| Purl::parse_strict(meant).is_ok());
    let why = match meant {
        Some(meant) => format!("{why}; write `{meant}`"),
        None => why,
    };
    Err(EditError::invalid("package URL", text, why))
}

pub(super) fn cpe(text: &str) -> Checked {
    if is_cpe22_pattern(text) || is_cpe23_pattern(text) {
        return Ok(());
    }
    let why = match Cpe::parse(text) {
        Ok(cpe) => format!("write `{cpe}`"),
        Err(error) => error.to_string(),
    };
    Err(EditError::invalid("CPE name", text, why))
}

pub(super) fn vulnerability(found: &NewVulnerability) -> Checked {
    said("id", &found.id)?;
    if let Some((name, address)) = &found.source {
        said("name", name)?;
        address.as_deref().map_or(Ok(()), url)?;
    }
    if let Some(vector) = &found.vector
        && let Some(fault) = cvss_fault(vector)
    {
        return Err(EditError::invalid("CVSS vector", vector, fault));
    }
    if let Some(score) = found.score.filter(|score| !(0.0..=10.0).contains(score)) {
        let why = "a score is between 0 and 10";
        return Err(EditError::invalid("CVSS score", &score.to_string(), why));
    }
    found.published.as_deref().map_or(Ok(()), time)
}
