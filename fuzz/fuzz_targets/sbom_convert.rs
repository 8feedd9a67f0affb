//! SBOMs in any encoding, converted to every format: the result can be read, and is the same the
//! second time.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sbom::{ConvertOptions, Target};
use weighbridge_fuzz::read;

fuzz_target!(|bytes: &[u8]| {
    let Some(document) = read(bytes) else { return };
    // One target for each input keeps the fuzzer quick; its length changes all the time.
    let Some(target) = Target::all().nth(bytes.len() % Target::all().count()) else { return };
    let options = ConvertOptions::default();
    let Ok(made) = document.convert(target, &options) else { return };
    let again = document.convert(target, &options).expect("it was possible once");
    assert!(made.bytes == again.bytes, "{target}: there is no chance in a conversion");
    assert_eq!(made.losses.len(), again.losses.len(), "{target}");
    let _ = made.losses.to_string();

    let read = match sbom::parse(&made.bytes) {
        Ok(read) => read,
        Err(error) => panic!("{target}: {error}: {}", String::from_utf8_lossy(&made.bytes)),
    };
    assert_eq!((read.format(), read.encoding()), (target.format(), target.encoding()));
    let _ = read.validate().to_string();
});
