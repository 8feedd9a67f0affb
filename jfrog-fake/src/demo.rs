//! Names in the content of [`Seed::Demo`](crate::Seed::Demo).
//!
//! The images are small, but what they contain is real: packages of Debian 12, of Maven Central and
//! of npm, described by syft. Findings name packages that the SBOMs list, and every identifier,
//! score, vector and fixed version in them is taken from a public advisory. `seed/README.md` tells
//! how they were made.

/// The Docker repository of all images; Xray scans what arrives.
pub const DOCKER_REPOSITORY: &str = "docker-local";

/// A generic repository; Xray leaves it alone.
pub const GENERIC_REPOSITORY: &str = "generic-local";

/// A file in [`GENERIC_REPOSITORY`], with properties.
pub const GENERIC_FILE: &str = "shop/release-notes/2.0.1/notes.txt";

/// An image to admit: four Low findings, none with a fix. An OCI manifest.
pub const CLEAN_IMAGE: &str = "shop/storefront:1.4.2";

/// An image to block: a Java service with Log4Shell two levels deep, 15 findings, 6 of them
/// Critical, one of which has no fix. A Docker manifest.
pub const CRITICAL_IMAGE: &str = "shop/checkout:2.0.1";

/// An image whose scan never ends.
pub const UNFINISHED_IMAGE: &str = "shop/reports:0.9.0";

/// The build that made [`CRITICAL_IMAGE`]: name and number.
pub const BUILD: (&str, &str) = ("shop-checkout", "42");

/// A user who may read and write, and the password.
pub const USER: (&str, &str) = ("ci-bot", "ci-bot-password");

/// An identity provider whose tokens become [`USER`]'s for an hour, whatever they are.
pub const OIDC_PROVIDER: &str = "github";
