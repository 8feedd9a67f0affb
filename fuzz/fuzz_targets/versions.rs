//! Version order: total, antisymmetric and transitive over whatever can be compared.

#![no_main]

use std::cmp::Ordering;

use libfuzzer_sys::fuzz_target;
use policy_core::version::Scheme;

const TYPES: [&str; 11] =
    ["npm", "composer", "golang", "maven", "pypi", "deb", "rpm", "apk", "nuget", "gem", "generic"];

fuzz_target!(|input: (u8, &str)| {
    let scheme = Scheme::of(TYPES[usize::from(input.0) % TYPES.len()]);
    let mut versions = input.1.splitn(3, '\n');
    let [a, b, c] = [(); 3].map(|()| versions.next().unwrap_or_default());

    for version in [a, b, c] {
        let itself = scheme.compare(version, version);
        assert!(matches!(itself, None | Some(Ordering::Equal)), "{scheme:?} {version:?}");
    }
    assert_eq!(
        scheme.compare(a, b),
        scheme.compare(b, a).map(Ordering::reverse),
        "{scheme:?} {a:?} {b:?}"
    );
    // RPM does not compare releases if a side has none, which no order can do transitively.
    if scheme == Scheme::Rpm {
        return;
    }
    if let (Some(ab), Some(bc)) = (scheme.compare(a, b), scheme.compare(b, c)) {
        if ab == bc || ab == Ordering::Equal {
            assert_eq!(scheme.compare(a, c), Some(bc), "{scheme:?} {a:?} {b:?} {c:?}");
        }
    }
});
