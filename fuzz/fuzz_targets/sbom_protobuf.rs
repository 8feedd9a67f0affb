//! SBOMs in protobuf: any bytes are read or refused; what is read can be judged, written and read
//! again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use weighbridge_fuzz::{judge, look, read, write_again};

/// What every message begins with, by which it is recognised: `specVersion`, three bytes long.
const START: &[u8] = b"\x0A\x031.";

fuzz_target!(|bytes: &[u8]| {
    let started;
    let bytes = if bytes.starts_with(START) {
        bytes
    } else {
        started = [START, b"6", bytes].concat();
        &started
    };
    let Some(document) = read(bytes) else { return };
    look(&document);
    judge(&document, bytes);
    write_again(&document);
});
