//! Packages, files, snippets and extracted licences.

use super::form::{self, Actor};
use super::judge::{Judge, show};
use crate::document::HashAlgorithm;
use crate::tree::{Key, Value};
use crate::validate::Severity;

impl<'t> Judge<'t, '_> {
    pub(super) fn package(&mut self, package: Value<'t>) {
        self.identifier(package);
        for key in [Key::SUPPLIER, Key::ORIGINATOR] {
            self.text(package, key, |judge, value, text| judge.actor(value, text, Actor::Party));
        }
        self.text(package, Key::DOWNLOAD_LOCATION, |judge, value, text| {
            if !form::is_download_location(text) {
                judge.error("spdx2-download-location", value, || {
                    format!("must be an address, `NONE` or `NOASSERTION`, not `{}`", show(text))
                });
            }
        });
        self.text(package, Key::HOMEPAGE, |judge, value, text| {
            if !form::is_unsaid(text) {
                judge.url(value, text);
            }
        });
        for key in [Key::RELEASE_DATE, Key::BUILT_DATE, Key::VALID_UNTIL_DATE] {
            self.time(package, key, "spdx2-date");
        }
        for key in [Key::LICENSE_CONCLUDED, Key::LICENSE_DECLARED] {
            self.text(package, key, |judge, value, text| judge.expression(value, text));
        }
        self.entries(package, Key::LICENSE_INFO_FROM_FILES, |judge, value| judge.found(value));
        self.entries(package, Key::CHECKSUMS, |judge, checksum| judge.checksum(checksum));
        self.entries(package, Key::EXTERNAL_REFS, |judge, reference| judge.reference(reference));
        self.entries(package, Key::HAS_FILES, |judge, value| {
            if let Some(id) = value.as_str() {
                judge.end(value, id);
            }
        });
        self.verification_code(package);
        if package.get(Key::FILES_ANALYZED).and_then(Value::as_bool) == Some(false) {
            self.not_analysed(package);
        }
        self.annotations(package);
    }

    /// What is told of the files of a package although they were not looked at.
    fn not_analysed(&mut self, package: Value<'t>) {
        let code = "spdx2-files-not-analyzed";
        let told = [
            (Key::PACKAGE_VERIFICATION_CODE, "a verification code"),
            (Key::LICENSE_INFO_FROM_FILES, "licences that were found in its files"),
            (Key::HAS_FILES, "files"),
        ];
        let flag = self.word("filesAnalyzed", "FilesAnalyzed");
        for (key, what) in told {
            self.member(package, key, |judge, value| {
                let is_empty = value.is_array() && value.children().next().is_none();
                if !is_empty && !value.is_null() {
                    judge.error(code, value, || {
                        format!("the package has {what}, though its `{flag}` is false")
                    });
                }
            });
        }
    }

    pub(super) fn file(&mut self, file: Value<'t>) {
        self.identifier(file);
        self.text(file, Key::FILE_NAME, |judge, value, text| {
            if form::is_rooted(text) {
                judge.error("spdx2-file-name", value, || {
                    format!("must be relative to the package, not `{}`", show(text))
                });
            }
        });
        let mut has_sha1 = false;
        self.entries(file, Key::CHECKSUMS, |judge, checksum| {
            has_sha1 |= checksum.text(Key::ALGORITHM) == Some("SHA1");
            judge.checksum(checksum);
        });
        if !has_sha1 && file.get(Key::CHECKSUMS).is_some() {
            self.member(file, Key::CHECKSUMS, |judge, value| {
                judge.error("spdx2-file-sha1", value, || "the file has no SHA1".to_owned());
            });
        }
        self.text(file, Key::LICENSE_CONCLUDED, |judge, value, text| judge.expression(value, text));
        self.entries(file, Key::LICENSE_INFO_IN_FILES, |judge, value| judge.found(value));
        self.annotations(file);
    }

    pub(super) fn snippet(&mut self, snippet: Value<'t>) {
        self.identifier(snippet);
        self.text(snippet, Key::SNIPPET_FROM_FILE, |judge, value, text| judge.end(value, text));
        self.text(snippet, Key::LICENSE_CONCLUDED, |judge, value, text| {
            judge.expression(value, text);
        });
        self.entries(snippet, Key::LICENSE_INFO_IN_SNIPPETS, |judge, value| judge.found(value));
        let mut has_bytes = false;
        self.entries(snippet, Key::RANGES, |judge, range| {
            has_bytes |= judge.range(range);
        });
        if !has_bytes {
            self.member(snippet, Key::RANGES, |judge, value| {
                judge.report("spdx2-snippet-range", Severity::Warning, value, || {
                    "the snippet has no range in bytes".to_owned()
                });
            });
        }
        self.annotations(snippet);
    }

    /// Judges a range; tells whether it is one in bytes.
    fn range(&mut self, range: Value<'t>) -> bool {
        let end = |key, unit| {
            let number = range.get(key)?.get(unit)?.as_number()?;
            number.parse::<i64>().ok()
        };
        let mut is_any = false;
        for (unit, name) in [(Key::OFFSET, "offset"), (Key::LINE_NUMBER, "line")] {
            let (Some(first), Some(last)) =
                (end(Key::START_POINTER, unit), end(Key::END_POINTER, unit))
            else {
                continue;
            };
            is_any = true;
            if first < 1 || last < first {
                self.error("spdx2-snippet-range", range, || {
                    format!("there is no range from {name} {first} to {name} {last}")
                });
            }
        }
        if !is_any {
            self.error("spdx2-snippet-range", range, || {
                "the two ends of a range must both be offsets or both be lines".to_owned()
            });
        }
        end(Key::START_POINTER, Key::OFFSET).is_some()
    }

    pub(super) fn extracted(&mut self, licence: Value<'t>) {
        self.text(licence, Key::LICENSE_ID, |judge, value, text| {
            if !form::is_id(text, "LicenseRef-") {
                judge.error("spdx2-license-ref-format", value, || {
                    format!(
                        "must be `LicenseRef-` and letters, digits, `.` or `-`, not `{}`",
                        show(text)
                    )
                });
            }
        });
        self.text(licence, Key::EXTRACTED_TEXT, |judge, value, text| {
            if text.trim().is_empty() {
                judge.error("spdx2-extracted-text", value, || "the text is empty".to_owned());
            }
        });
        self.entries(licence, Key::CROSS_REFS, |judge, cross| {
            judge.text(cross, Key::URL, |judge, value, text| judge.url(value, text));
            judge.time(cross, Key::TIMESTAMP, "spdx2-date");
        });
        self.entries(licence, Key::SEE_ALSOS, |judge, value| {
            if let Some(text) = value.as_str() {
                judge.url(value, text);
            }
        });
    }

    pub(super) fn url(&mut self, value: Value<'t>, text: &str) {
        if !form::is_url(text) {
            self.error("spdx2-url", value, || format!("must be an address, not `{}`", show(text)));
        }
    }

    fn identifier(&mut self, element: Value<'t>) {
        self.text(element, Key::SPDXID, |judge, value, text| {
            if !form::is_id(text, "SPDXRef-") {
                judge.error("spdx2-id-format", value, || {
                    format!(
                        "must be `SPDXRef-` and letters, digits, `.` or `-`, not `{}`",
                        show(text)
                    )
                });
            }
        });
    }

    pub(super) fn checksum(&mut self, checksum: Value<'t>) {
        let word = checksum.text(Key::ALGORITHM).unwrap_or_default();
        self.text(checksum, Key::CHECKSUM_VALUE, |judge, value, text| {
            let code = "spdx2-checksum-format";
            if !form::is_lower_hex(text) {
                judge.error(code, value, || {
                    format!("must be hexadecimal digits in lower case, not `{}`", show(text))
                });
                return;
            }
            let algorithm = HashAlgorithm::from_word(word).unwrap_or(HashAlgorithm::Other);
            let fits = match (algorithm.hex_len(), algorithm) {
                (Some(len), _) => text.len() == len,
                (None, HashAlgorithm::Md6) => text.len() <= 128,
                (None, HashAlgorithm::Blake3) => text.len() % 2 == 0,
                (None, _) => true,
            };
            if !fits {
                judge.error(code, value, || {
                    let len = text.len();
                    match algorithm.hex_len() {
                        Some(due) => format!("{} has {due} digits, not {len}", show(word)),
                        None => format!("{} does not have {len} digits", show(word)),
                    }
                });
            }
        });
    }
}
