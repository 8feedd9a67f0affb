//! How the image will run, and what it carries.

use std::fmt;
use std::str::FromStr;

use super::{Finding, flag};
use crate::Tri;
use crate::code::Code;
use crate::decision::{Missing, Reason};
use crate::evidence::ImageFacts;
use crate::policy::reader::{At, Reader};
use crate::policy::schema::image as schema;
use crate::policy::settings::filled_list;

/// What must hold of the image's configuration and contents.
#[derive(Clone, Debug, Default)]
pub(super) struct RuntimeCheck {
    non_root: bool,
    no_secrets: bool,
    ports_allow: Option<Vec<Ports>>,
    ports_deny: Vec<Ports>,
    max_size: Option<Size>,
    max_layers: Option<u32>,
}

impl RuntimeCheck {
    pub(super) fn read(reader: &mut Reader, at: &At<'_>) -> Option<Self> {
        let fields = reader.fields(at, &schema::RUNTIME)?;
        let mut check = Self {
            non_root: flag(reader, &fields, "non_root"),
            no_secrets: flag(reader, &fields, "no_secrets"),
            max_size: fields.get("max_size").and_then(|at| reader.parse(&at)),
            max_layers: fields.get("max_layers").and_then(|at| reader.number(&at)),
            ..Self::default()
        };
        if let Some(fields) = fields.get("ports").and_then(|at| reader.fields(&at, &schema::PORTS))
        {
            // No port at all is a list that somebody may mean.
            check.ports_allow = fields.get("allow").map(|at| reader.each(&at, Reader::parse));
            if let Some(at) = fields.get("deny") {
                check.ports_deny = filled_list(reader, &at, Reader::parse);
            }
        }
        Some(check)
    }

    pub(super) fn says_nothing(&self) -> bool {
        !self.non_root
            && !self.no_secrets
            && self.ports_allow.is_none()
            && self.ports_deny.is_empty()
            && self.max_size.is_none()
            && self.max_layers.is_none()
    }

    /// Whether what breaks the other check breaks this one too.
    pub(super) fn contains(&self, other: &Self) -> bool {
        self.non_root >= other.non_root
            && self.no_secrets >= other.no_secrets
            && (other.ports_allow.is_none() || self.ports_allow == other.ports_allow)
            && other.ports_deny.iter().all(|ports| self.ports_deny.contains(ports))
            && other.max_size.is_none_or(|most| self.max_size.is_some_and(|own| own <= most))
            && other.max_layers.is_none_or(|most| self.max_layers.is_some_and(|own| own <= most))
    }

    pub(super) fn check(&self, image: &ImageFacts, found: &mut Vec<Finding>) {
        let mut check = |code, met: Tri, message, condition: String, value: String, lack: &str| {
            found.push(Finding {
                code,
                met,
                message,
                because: Reason::new(condition, value),
                missing: met.is_unknown().then(|| {
                    Missing::new(format!("image.{lack}"), format!("nobody says the image's {lack}"))
                }),
            });
        };
        if self.non_root {
            let user = image.user.as_deref();
            let shown = match user.map(str::trim) {
                Some("") => "root, since none is set".to_owned(),
                user => user.unwrap_or_default().to_owned(),
            };
            check(
                Code::ImageUser,
                user.map(|user| !is_root(user)).into(),
                format!("the image runs as {shown}"),
                "runtime.non_root true".to_owned(),
                shown.clone(),
                "user",
            );
        }
        if self.no_secrets {
            let mut secrets = image.secrets.clone().unwrap_or_default();
            secrets.sort();
            secrets.dedup();
            check(
                Code::ImageSecret,
                image.secrets.as_ref().map(Vec::is_empty).into(),
                format!("the image holds secrets: {}", secrets.join(", ")),
                "runtime.no_secrets true".to_owned(),
                secrets.join(", "),
                "secrets",
            );
        }
        if self.ports_allow.is_some() || !self.ports_deny.is_empty() {
            let exposed: Option<Vec<Ports>> = image
                .ports
                .as_ref()
                .map(|ports| ports.iter().filter_map(|port| port.parse().ok()).collect());
            // A port that cannot be read may be any.
            let all_read = image.ports.as_ref().map(Vec::len) == exposed.as_ref().map(Vec::len);
            let bad = |port: &&Ports| {
                self.ports_deny.iter().any(|denied| denied.overlaps(port))
                    || self
                        .ports_allow
                        .as_ref()
                        .is_some_and(|allowed| !allowed.iter().any(|allowed| allowed.holds(port)))
            };
            let mut wrong: Vec<String> =
                exposed.iter().flatten().filter(bad).map(ToString::to_string).collect();
            wrong.sort();
            wrong.dedup();
            let met = if !wrong.is_empty() {
                Tri::False
            } else if exposed.is_none() || !all_read {
                Tri::Unknown
            } else {
                Tri::True
            };
            let listed = |ports: &[Ports]| {
                ports.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
            };
            let mut condition = Vec::new();
            if let Some(allow) = &self.ports_allow {
                condition.push(format!("runtime.ports.allow {}", listed(allow)));
            }
            if !self.ports_deny.is_empty() {
                condition.push(format!("runtime.ports.deny {}", listed(&self.ports_deny)));
            }
            check(
                Code::ImagePort,
                met,
                format!("the image exposes {}", wrong.join(", ")),
                condition.join(" and "),
                wrong.join(", "),
                "ports",
            );
        }
        if let Some(most) = self.max_size {
            let size = image.size.map(Size);
            let shown = size.map_or_else(String::new, |size| size.to_string());
            check(
                Code::ImageSize,
                size.map(|size| size <= most).into(),
                format!("the image has {shown}, more than the {most} allowed"),
                format!("runtime.max_size {most}"),
                shown.clone(),
                "size",
            );
        }
        if let Some(most) = self.max_layers {
            let shown = image.layers.map_or_else(String::new, |layers| layers.to_string());
            check(
                Code::ImageLayers,
                image.layers.map(|layers| layers <= most).into(),
                format!("the image has {shown} layers, more than the {most} allowed"),
                format!("runtime.max_layers {most}"),
                shown.clone(),
                "layers",
            );
        }
    }
}

/// Whether a user of an image's configuration is root: none, the name or the number, with or
/// without a group. Another name may still have the number 0, which only the image itself knows.
fn is_root(user: &str) -> bool {
    let user = user.trim().split(':').next().unwrap_or_default().trim();
    user.is_empty() || user == "root" || user.bytes().all(|byte| byte == b'0')
}

/// Ports of one protocol, or of any.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Ports {
    first: u16,
    last: u16,
    protocol: Option<String>,
}

impl Ports {
    /// Whether all of the other ports are among these.
    fn holds(&self, other: &Self) -> bool {
        // Without a protocol an image exposes a port of TCP.
        let theirs = other.protocol.as_deref().unwrap_or("tcp");
        self.protocol.as_deref().is_none_or(|ours| ours == theirs)
            && self.first <= other.first
            && other.last <= self.last
    }

    fn overlaps(&self, other: &Self) -> bool {
        let theirs = other.protocol.as_deref().unwrap_or("tcp");
        self.protocol.as_deref().is_none_or(|ours| ours == theirs)
            && self.first <= other.last
            && other.first <= self.last
    }
}

/// Reads `8080`, `8080/udp` and `8000-8999/tcp`.
impl FromStr for Ports {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let error = || format!("`{text}` is not a port such as `8080`, `53/udp` or `8000-8999`");
        let (numbers, protocol) = match text.trim().split_once('/') {
            Some((numbers, protocol)) => (numbers, Some(protocol.to_ascii_lowercase())),
            None => (text.trim(), None),
        };
        if !matches!(protocol.as_deref(), None | Some("tcp" | "udp" | "sctp")) {
            return Err(error());
        }
        let (first, last) = numbers.split_once('-').unwrap_or((numbers, numbers));
        let number = |text: &str| match text.parse::<u16>() {
            Ok(number) if text.bytes().all(|byte| byte.is_ascii_digit()) => Ok(number),
            _ => Err(error()),
        };
        let (first, last) = (number(first)?, number(last)?);
        if first > last {
            return Err(error());
        }
        Ok(Self { first, last, protocol })
    }
}

impl fmt::Display for Ports {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.first)?;
        if self.last != self.first {
            write!(f, "-{}", self.last)?;
        }
        match &self.protocol {
            Some(protocol) => write!(f, "/{protocol}"),
            None => Ok(()),
        }
    }
}

/// A number of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Size(u64);

const UNITS: [(&str, u64); 7] = [
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
    ("kB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("B", 1),
];

/// Reads a whole number of bytes with or without a unit.
impl FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let error = || format!("`{text}` is not a size such as `500MB` or `1GiB`");
        let trimmed = text.trim();
        let digits = trimmed.trim_end_matches(|c: char| c.is_ascii_alphabetic()).trim_end();
        let unit = trimmed.strip_prefix(digits).unwrap_or_default().trim();
        let factor = match unit {
            "" => 1,
            unit => {
                let known = UNITS.iter().find(|(name, _)| name.eq_ignore_ascii_case(unit));
                known.ok_or_else(error)?.1
            }
        };
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(error());
        }
        let number: u64 = digits.parse().map_err(|_| error())?;
        number.checked_mul(factor).map(Self).ok_or_else(error)
    }
}

/// Writes bytes, or tenths of the largest unit that fits.
impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let units = [("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000)];
        match units.into_iter().find(|(_, factor)| self.0 >= *factor) {
            Some((unit, factor)) if self.0.is_multiple_of(factor) => {
                write!(f, "{} {unit}", self.0 / factor)
            }
            Some((unit, factor)) => {
                write!(f, "{}.{} {unit}", self.0 / factor, self.0 % factor / (factor / 10))
            }
            None => write!(f, "{} B", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn root_has_several_spellings() {
        for root in ["", " ", "root", "0", "0:0", "root:root", "00", ":1000"] {
            assert!(is_root(root), "{root:?}");
        }
        for other in ["65532", "nobody", "app:0", "1000:1000", "10"] {
            assert!(!is_root(other), "{other:?}");
        }
    }

    #[test]
    fn ports_are_numbers_ranges_and_protocols() {
        let ports = |text: &str| text.parse::<Ports>().unwrap();
        assert!(ports("8080").holds(&ports("8080/tcp")));
        assert!(ports("8000-8999/tcp").holds(&ports("8080")));
        assert!(!ports("8080/udp").holds(&ports("8080")));
        assert!(ports("1-1023").overlaps(&ports("1000-2000")));
        assert!(!ports("1-1023").holds(&ports("1000-2000")));
        for bad in ["", "http", "70000", "-1", "9-8", "80/http", "+80", "80-"] {
            assert!(bad.parse::<Ports>().is_err(), "{bad}");
        }
    }

    #[test]
    fn sizes_have_units_of_both_kinds() {
        for (text, bytes, shown) in [
            ("500MB", 500_000_000, "500 MB"),
            ("1GiB", 1 << 30, "1.0 GB"),
            ("12 kb", 12_000, "12 kB"),
            ("999", 999, "999 B"),
            ("1500000", 1_500_000, "1.5 MB"),
        ] {
            let size: Size = text.parse().unwrap();
            assert_eq!((size.0, size.to_string().as_str()), (bytes, shown), "{text}");
        }
        for bad in ["", "MB", "1.5GB", "-1MB", "1TB", "99999999999999999999", "20000000000GB"] {
            assert!(bad.parse::<Size>().is_err(), "{bad}");
        }
    }
}
