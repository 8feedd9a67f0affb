//! One iterator for three families of formats.

/// Goes over what one of three lenses finds.
#[derive(Clone, Debug)]
pub(crate) enum Switch<A, B, C> {
    CycloneDx(A),
    Spdx2(B),
    Spdx3(C),
}

impl<T, A, C> Switch<A, std::iter::Empty<T>, C>
where
    A: Iterator<Item = T>,
    C: Iterator<Item = T>,
{
    /// Goes over what is found in CycloneDX, where SPDX 2 has nothing of the kind.
    pub(crate) fn cyclonedx(values: A) -> Self {
        Self::CycloneDx(values)
    }
}

impl<T, A, B, C> Iterator for Switch<A, B, C>
where
    A: Iterator<Item = T>,
    B: Iterator<Item = T>,
    C: Iterator<Item = T>,
{
    type Item = T;

    fn next(&mut self) -> Option<T> {
        match self {
            Self::CycloneDx(values) => values.next(),
            Self::Spdx2(values) => values.next(),
            Self::Spdx3(values) => values.next(),
        }
    }
}
