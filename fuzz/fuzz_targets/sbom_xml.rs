//! SBOMs in XML, CycloneDX's and SPDX's: any bytes are read or refused; what is read can be judged, written and read
//! again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use weighbridge_fuzz::{judge, look, read, write_again};

fuzz_target!(|bytes: &[u8]| {
    let Some(document) = read(bytes) else { return };
    look(&document);
    judge(&document, bytes);
    write_again(&document);
});
