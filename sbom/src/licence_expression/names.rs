//! The list, and the names by which people call its licences.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use spdx::License;
use spdx::flags::IS_DEPRECATED;
use spdx::identifiers::{EXCEPTIONS, LICENSES};

/// Finds an id of the list, letter for letter. (`spdx::license_id` drops a `+`.)
pub(super) fn listed(id: &str) -> Option<&'static License> {
    let at = LICENSES.binary_search_by(|known| known.name.cmp(id)).ok()?;
    LICENSES.get(at).filter(|known| known.name != "NOASSERTION")
}

pub(super) fn is_deprecated(licence: &License) -> bool {
    licence.flags & IS_DEPRECATED != 0
}

/// Finds an id of the list whatever its case.
pub(super) fn listed_in_any_case(text: &str) -> Option<&'static str> {
    if let Some(licence) = listed(text) {
        return Some(licence.name);
    }
    let mut ids = LICENSES.iter().map(|licence| licence.name);
    ids.find(|id| id.eq_ignore_ascii_case(text)).filter(|id| *id != "NOASSERTION")
}

/// Finds an exception of the list whatever its case.
pub(super) fn exception_in_any_case(text: &str) -> Option<&'static str> {
    EXCEPTIONS.iter().map(|known| known.name).find(|id| id.eq_ignore_ascii_case(text))
}

/// Finds the expression for a well-known name, decoration aside: `The MIT License`.
///
/// Only what is unmistakable: `BSD`, `Apache` or `GPL` alone say neither which licence nor which
/// version.
pub(super) fn alias(text: &str) -> Option<&'static str> {
    if text.len() > 200 {
        return None;
    }
    let words = words(text);
    let key = words.join(" ");
    if let Some(found) = table().get(key.as_str()) {
        return Some(found);
    }
    if let Some(found) = gnu(&words) {
        return Some(found);
    }
    // A name and its abbreviation: `Mozilla Public License 2.0 (MPL 2.0)`.
    let (name, short) = text.trim().strip_suffix(')')?.rsplit_once('(')?;
    let found = alias(name)?;
    let again = alias(short).or_else(|| listed_in_any_case(short.trim()));
    again.filter(|again| *again == found)
}

/// What the list has in place of an id it has withdrawn.
pub(super) fn successor(
    id: &'static str,
    plus: bool,
) -> Option<(&'static str, Option<&'static str>)> {
    let found = SUCCESSORS.iter().find(|(old, ..)| *old == id);
    if let Some((_, new, exception)) = found {
        return Some((new, *exception));
    }
    let (base, later) = id.strip_suffix('+').map_or((id, plus), |base| (base, true));
    let gnu = ["GPL-", "LGPL-", "AGPL-", "GFDL-"].iter().any(|family| base.starts_with(family));
    if !gnu || !listed(id).is_some_and(is_deprecated) {
        return None;
    }
    let new = format!("{base}-{}", if later { "or-later" } else { "only" });
    listed(&new).map(|new| (new.name, None))
}

const SUCCESSORS: [(&str, &str, Option<&str>); 14] = [
    ("BSD-2-Clause-FreeBSD", "BSD-2-Clause-Views", None),
    ("BSD-2-Clause-NetBSD", "BSD-2-Clause", None),
    ("bzip2-1.0.5", "bzip2-1.0.6", None),
    ("eCos-2.0", "GPL-2.0-or-later", Some("eCos-exception-2.0")),
    ("GPL-2.0-with-autoconf-exception", "GPL-2.0-only", Some("Autoconf-exception-2.0")),
    ("GPL-2.0-with-bison-exception", "GPL-2.0-only", Some("Bison-exception-2.2")),
    ("GPL-2.0-with-classpath-exception", "GPL-2.0-only", Some("Classpath-exception-2.0")),
    ("GPL-2.0-with-font-exception", "GPL-2.0-only", Some("Font-exception-2.0")),
    ("GPL-2.0-with-GCC-exception", "GPL-2.0-only", Some("GCC-exception-2.0")),
    ("GPL-3.0-with-autoconf-exception", "GPL-3.0-only", Some("Autoconf-exception-3.0")),
    ("GPL-3.0-with-GCC-exception", "GPL-3.0-only", Some("GCC-exception-3.1")),
    ("Nunit", "zlib-acknowledgement", None),
    ("StandardML-NJ", "SMLNJ", None),
    ("wxWindows", "LGPL-2.0-or-later", Some("WxWindows-exception-3.1")),
];

/// Lower case; words of letters, digits, `.` and `+`; without those that carry no meaning.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '+')))
        .flat_map(|word| {
            let word = word.trim_matches('.').to_ascii_lowercase();
            // `v2.0`, and `MPLv2.0` is two words.
            let split = word.find(|c: char| c.is_ascii_digit()).and_then(|at| {
                let (name, number) = word.split_at_checked(at)?;
                Some((name.strip_suffix('v')?.to_owned(), number.to_owned()))
            });
            match split {
                Some((name, number)) => [name, number],
                None => [word, String::new()],
            }
        })
        .filter(|word| !NOISE.contains(&word.as_str()))
        .collect()
}

const NOISE: [&str; 9] =
    ["", "the", "license", "licence", "licensed", "under", "version", "ver", "v"];

/// Keys are words; values ids. The list's own full names are among them.
fn table() -> &'static BTreeMap<String, &'static str> {
    static TABLE: OnceLock<BTreeMap<String, &'static str>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = BTreeMap::new();
        let current = LICENSES.iter().filter(|licence| !is_deprecated(licence));
        for licence in current.filter(|licence| licence.name != "NOASSERTION") {
            table.entry(words(licence.full_name).join(" ")).or_insert(licence.name);
        }
        for (id, names) in ALIASES {
            for name in names {
                table.insert((*name).to_owned(), id);
            }
        }
        table
    })
}

/// The many spellings of the GNU licences: family, version, and whether later ones are included.
fn gnu(words: &[String]) -> Option<&'static str> {
    let mut words: Vec<&str> =
        words.iter().map(String::as_str).filter(|word| *word != "gnu").collect();
    // `GPL2+`, `LGPL2.1`: the family and the version are one word.
    let first = words.first().copied()?;
    if let Some(at) = first.find(|c: char| c.is_ascii_digit() || c == '+') {
        let (family, version) = first.split_at_checked(at)?;
        words.splice(..1, [family, version]);
    }
    let (family, rest) = FAMILIES.iter().find_map(|(names, family)| {
        let known: Vec<&str> = names.split(' ').collect();
        Some((*family, words.strip_prefix(known.as_slice())?))
    })?;
    let (version, rest) = rest.split_first()?;
    let (version, plus) = version.strip_suffix('+').map_or((*version, false), |v| (v, true));
    let later = match rest {
        [] => plus,
        ["only"] if !plus => false,
        ["or", "later" | "newer" | "greater"]
        | ["or", "any", "later"]
        | ["and", "later"]
        | ["or", "at", "your", "option", "any", "later"] => true,
        _ => return None,
    };
    let version = if version.contains('.') { version.to_owned() } else { format!("{version}.0") };
    let id = format!("{family}-{version}-{}", if later { "or-later" } else { "only" });
    listed(&id).map(|licence| licence.name)
}

/// Longer names before those they begin with.
const FAMILIES: [(&str, &str); 11] = [
    ("affero general public", "AGPL"),
    ("affero gpl", "AGPL"),
    ("agpl", "AGPL"),
    ("library or lesser general public", "LGPL"),
    ("lesser general public", "LGPL"),
    ("library general public", "LGPL"),
    ("lesser gpl", "LGPL"),
    ("lgpl", "LGPL"),
    ("general public", "GPL"),
    ("gpl", "GPL"),
    ("free documentation", "GFDL"),
];

const ALIASES: [(&str, &[&str]); 31] = [
    ("Apache-1.1", &["apache 1.1", "apache software 1.1", "asl 1.1"]),
    (
        "Apache-2.0",
        &[
            "apache 2.0",
            "apache 2",
            "apache2",
            "apache2.0",
            "apache software 2.0",
            "apache software 2",
            "apache 2.0 apache 2.0",
            "apache software foundation 2.0",
            "asl 2.0",
            "asl 2",
            "asl2.0",
            "al2",
            "al2.0",
        ],
    ),
    ("Artistic-2.0", &["artistic 2.0", "artistic 2"]),
    (
        "BSD-2-Clause",
        &["bsd 2 clause", "2 clause bsd", "bsd 2", "bsd2", "simplified bsd", "freebsd"],
    ),
    (
        "BSD-3-Clause",
        &[
            "bsd 3 clause",
            "3 clause bsd",
            "bsd 3",
            "bsd3",
            "new bsd",
            "modified bsd",
            "revised bsd",
            "new or revised bsd",
            "eclipse distribution 1.0",
            "edl 1.0",
        ],
    ),
    ("BSL-1.0", &["boost 1.0", "boost software 1.0", "bsl 1.0"]),
    ("BUSL-1.1", &["business source 1.1", "bsl 1.1"]),
    ("CC-BY-4.0", &["cc by 4.0", "creative commons attribution 4.0"]),
    ("CC-BY-SA-4.0", &["cc by sa 4.0", "creative commons attribution share alike 4.0"]),
    ("CC0-1.0", &["cc0", "cc0 1.0", "cc0 1.0 universal", "creative commons zero 1.0 universal"]),
    ("CDDL-1.0", &["cddl 1.0", "common development and distribution 1.0"]),
    ("CDDL-1.1", &["cddl 1.1", "common development and distribution 1.1"]),
    ("EPL-1.0", &["epl 1.0", "epl 1", "eclipse public 1.0", "eclipse public 1"]),
    ("EPL-2.0", &["epl 2.0", "epl 2", "eclipse public 2.0", "eclipse public 2"]),
    ("EUPL-1.2", &["eupl 1.2", "european union public 1.2"]),
    ("ISC", &["isc", "iscl"]),
    ("MIT", &["mit", "mit x11", "expat", "mit expat", "expat mit"]),
    ("MPL-1.1", &["mpl 1.1", "mozilla public 1.1"]),
    ("MPL-2.0", &["mpl 2.0", "mpl 2", "mpl2", "mpl2.0", "mozilla public 2.0", "mozilla public 2"]),
    ("OFL-1.1", &["ofl 1.1", "sil open font 1.1", "sil ofl 1.1"]),
    ("PHP-3.01", &["php 3.01"]),
    ("PSF-2.0", &["psf 2", "psf 2.0", "python software foundation 2.0"]),
    ("Python-2.0", &["python 2.0"]),
    ("Ruby", &["ruby"]),
    ("SSPL-1.0", &["sspl 1", "server side public 1"]),
    ("Unicode-3.0", &["unicode 3.0", "unicode 3"]),
    ("Unlicense", &["unlicense", "unlicense unlicense"]),
    ("UPL-1.0", &["upl 1.0", "universal permissive 1.0"]),
    ("WTFPL", &["wtfpl", "do what the fuck you want to public"]),
    ("Zlib", &["zlib", "zlib libpng"]),
    ("Elastic-2.0", &["elastic 2.0", "elastic 2"]),
];
