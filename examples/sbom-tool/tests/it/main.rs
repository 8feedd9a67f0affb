//! The program as users run it.

mod inspect;
