//! The severity scale, CVSS scores and the words of each scanner.
