//! Names by which people call licences. Only what is unmistakable: `BSD`, `Apache` or `GPL` alone
//! say neither which licence nor which version, and stay unknown.

/// The SPDX expression for a well-known name, spelling and decoration aside.
pub(super) fn find(text: &str) -> Option<&'static str> {
    let words = normalise(text);
    let name = words.join(" ");
    TABLE
        .iter()
        .find(|(_, names)| names.iter().any(|known| *known == name))
        .map(|(id, _)| *id)
        .or_else(|| gnu(&name))
}

/// Lower case; words made of letters, digits, `.` and `+`; without those that carry no meaning.
fn normalise(text: &str) -> Vec<String> {
    text.to_ascii_lowercase()
        .split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '+')))
        .map(|word| {
            let number =
                word.strip_prefix('v').filter(|n| n.starts_with(|c: char| c.is_ascii_digit()));
            number.unwrap_or(word).trim_end_matches('.')
        })
        .filter(|word| {
            let noise = ["", "the", "license", "licence", "version", "ver", "v", "software"];
            !noise.contains(word)
        })
        .map(str::to_owned)
        .collect()
}

/// The many spellings of the GNU licences: family, version, and whether later ones are included.
fn gnu(name: &str) -> Option<&'static str> {
    let (rest, family) = FAMILIES.iter().find_map(|(family, names)| {
        names.iter().find_map(|known| Some((name.strip_prefix(known)?, *family)))
    })?;
    let rest = rest.trim_start().trim_start_matches('v');
    let (version, rest) = rest.split_once(' ').unwrap_or((rest, ""));
    let (version, plus) = version.strip_suffix('+').map_or((version, false), |v| (v, true));
    let (rest, later) = LATER
        .iter()
        .find_map(|words| Some((rest.strip_prefix(words)?, true)))
        .or_else(|| Some((rest.strip_prefix("only")?, false)).filter(|_| !plus))
        .unwrap_or((rest, plus));
    let found = gnu_id(family, version, later)?;
    match rest.trim_start() {
        "" => Some(found),
        // A repetition in parentheses, as in `GNU General Public License v3 (GPLv3)`.
        again => gnu(again).filter(|repeated| *repeated == found),
    }
}

const LATER: [&str; 6] = ["or any later", "or later", "or newer", "or greater", "and later", "+"];

fn gnu_id(family: &str, version: &str, later: bool) -> Option<&'static str> {
    let version = version.strip_suffix(".0").unwrap_or(version);
    GNU.iter()
        .find(|(f, v, _, _)| *f == family && *v == version)
        .map(|(_, _, only, or_later)| if later { *or_later } else { *only })
}

/// The longer name first where one starts with another.
const FAMILIES: [(&str, &[&str]); 3] = [
    ("agpl", &["gnu affero general public", "affero general public", "gnu agpl", "agpl"]),
    (
        "lgpl",
        &[
            "gnu lesser general public",
            "gnu library or lesser general public",
            "gnu library general public",
            "lesser general public",
            "gnu lgpl",
            "lgpl",
        ],
    ),
    ("gpl", &["gnu general public", "general public", "gnu gpl", "gpl"]),
];

const GNU: [(&str, &str, &str, &str); 8] = [
    ("agpl", "1", "AGPL-1.0-only", "AGPL-1.0-or-later"),
    ("agpl", "3", "AGPL-3.0-only", "AGPL-3.0-or-later"),
    ("lgpl", "2", "LGPL-2.0-only", "LGPL-2.0-or-later"),
    ("lgpl", "2.1", "LGPL-2.1-only", "LGPL-2.1-or-later"),
    ("lgpl", "3", "LGPL-3.0-only", "LGPL-3.0-or-later"),
    ("gpl", "1", "GPL-1.0-only", "GPL-1.0-or-later"),
    ("gpl", "2", "GPL-2.0-only", "GPL-2.0-or-later"),
    ("gpl", "3", "GPL-3.0-only", "GPL-3.0-or-later"),
];

const TABLE: [(&str, &[&str]); 30] = [
    (
        "Apache-2.0",
        &[
            "apache 2.0",
            "apache 2",
            "apache2",
            "apache2.0",
            "asl 2.0",
            "asl 2",
            "asl2.0",
            "al2",
            "al2.0",
            "apache 2.0 apache 2.0",
        ],
    ),
    ("Apache-1.1", &["apache 1.1", "asl 1.1"]),
    ("MIT", &["mit", "mit mit", "mit x11", "x11 mit", "expat", "mit expat", "expat mit"]),
    (
        "BSD-2-Clause",
        &[
            "bsd 2 clause",
            "2 clause bsd",
            "bsd 2",
            "bsd2",
            "simplified bsd",
            "bsd 2 clause simplified",
        ],
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
            "bsd 3 clause new or revised",
            "eclipse distribution 1.0",
            "edl 1.0",
        ],
    ),
    ("ISC", &["isc", "iscl", "isc iscl"]),
    ("Zlib", &["zlib", "zlib libpng"]),
    ("Unlicense", &["unlicense", "unlicense unlicense"]),
    (
        "CC0-1.0",
        &[
            "cc0",
            "cc0 1.0",
            "cc0 1.0 universal",
            "creative commons zero 1.0 universal",
            "cc0 1.0 universal cc0 1.0",
        ],
    ),
    (
        "CC-BY-4.0",
        &[
            "cc by 4.0",
            "creative commons attribution 4.0",
            "creative commons attribution 4.0 international",
        ],
    ),
    ("CC-BY-SA-4.0", &["cc by sa 4.0", "creative commons attribution share alike 4.0"]),
    ("MPL-1.1", &["mpl 1.1", "mozilla public 1.1", "mozilla public 1.1 mpl 1.1"]),
    (
        "MPL-2.0",
        &[
            "mpl 2.0",
            "mpl 2",
            "mpl2",
            "mpl2.0",
            "mozilla public 2.0",
            "mozilla public 2",
            "mozilla public 2.0 mpl 2.0",
        ],
    ),
    ("EPL-1.0", &["epl 1.0", "epl 1", "eclipse public 1.0", "eclipse public 1"]),
    (
        "EPL-2.0",
        &[
            "epl 2.0",
            "epl 2",
            "eclipse public 2.0",
            "eclipse public 2",
            "eclipse public 2.0 epl 2.0",
        ],
    ),
    (
        "CDDL-1.0",
        &[
            "cddl 1.0",
            "common development and distribution 1.0",
            "common development and distribution cddl 1.0",
        ],
    ),
    ("CDDL-1.1", &["cddl 1.1", "common development and distribution 1.1"]),
    ("BSL-1.0", &["boost 1.0", "bsl 1.0"]),
    ("PSF-2.0", &["psf", "psf 2", "psf 2.0", "psfl", "python foundation"]),
    ("Artistic-2.0", &["artistic 2.0", "artistic 2"]),
    ("OFL-1.1", &["ofl 1.1", "sil open font 1.1", "sil ofl 1.1", "sil open font 1.1 ofl 1.1"]),
    ("UPL-1.0", &["upl 1.0", "upl", "universal permissive 1.0", "universal permissive upl 1.0"]),
    ("EUPL-1.2", &["eupl 1.2", "european union public 1.2"]),
    ("SSPL-1.0", &["sspl", "sspl 1", "server side public", "server side public 1"]),
    ("BUSL-1.1", &["bsl 1.1", "business source 1.1", "busl 1.1"]),
    ("Elastic-2.0", &["elastic 2.0", "elastic 2"]),
    ("WTFPL", &["wtfpl", "do what the fuck you want to public"]),
    ("PHP-3.01", &["php 3.01"]),
    ("Unicode-3.0", &["unicode 3.0", "unicode 3"]),
    (
        "GPL-2.0-only WITH Classpath-exception-2.0",
        &["gpl2 w cpe", "gpl 2 w cpe", "cddl gpl2 with classpath exception"],
    ),
];
