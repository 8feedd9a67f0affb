//! Image references.
/// An image reference.
#[derive(Debug)] pub struct ImageRef;
/// Why a reference is not valid.
#[derive(Debug)] pub struct ImageRefError;
/// A pattern over repositories.
#[derive(Debug)] pub struct RepositoryPattern;
