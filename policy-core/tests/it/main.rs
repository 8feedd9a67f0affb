//! The public surface, tested from outside.

mod tri;
