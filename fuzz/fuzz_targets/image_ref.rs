//! Image references and patterns: what is printed reads back as the same, and matching is total.

#![no_main]

use libfuzzer_sys::fuzz_target;
use policy_core::evidence::{ImageRef, RepositoryPattern};

fuzz_target!(|text: &str| {
    let (reference, pattern) = text.split_once('\n').unwrap_or((text, text));
    let image = reference.parse::<ImageRef>();
    if let Ok(image) = &image {
        let printed = image.to_string();
        let again: ImageRef = printed.parse().unwrap_or_else(|error| panic!("{printed}: {error}"));
        assert_eq!(*image, again, "{printed}");
        assert_eq!(again.to_string(), printed);
        assert!(!image.registry().is_empty() && !image.repository().is_empty());
        assert_eq!(image.is_pinned(), image.digest().is_some());
    }
    if let Ok(pattern) = pattern.parse::<RepositoryPattern>() {
        let printed = pattern.to_string();
        let again: RepositoryPattern =
            printed.parse().unwrap_or_else(|error| panic!("{printed}: {error}"));
        if let Ok(image) = &image {
            assert_eq!(pattern.matches(image), again.matches(image), "{printed}");
        }
    }
});
