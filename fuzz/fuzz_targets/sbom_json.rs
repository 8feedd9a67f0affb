//! SBOMs in JSON, of every format: any bytes are read or refused; the graph of what is read is
//! sound, and what is written can be read and is the same.

#![no_main]

use libfuzzer_sys::fuzz_target;
use weighbridge_fuzz::{judge, look, read, write_again};

fuzz_target!(|bytes: &[u8]| {
    let _ = sbom::detect(bytes);
    let Some(document) = read(bytes) else { return };
    look(&document);
    judge(&document, bytes);
    write_again(&document);
});
