//! The parts of a name.

/// One of the eleven attributes of a CPE name, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_enums, reason = "NISTIR 7695 section 5.2 has these eleven")]
pub enum CpeAttribute {
    /// What it is: `a` for an application, `o` for an operating system, `h` for hardware.
    Part,
    /// Who made it.
    Vendor,
    /// The product's name.
    Product,
    /// The version.
    Version,
    /// The update, service pack or point release.
    Update,
    /// The edition; of use for version 2.2 only.
    Edition,
    /// The language of the user interface.
    Language,
    /// The edition for a market or class of users.
    SwEdition,
    /// The software it runs in.
    TargetSw,
    /// The instruction set it runs on.
    TargetHw,
    /// Anything else.
    Other,
}

impl CpeAttribute {
    /// How many there are.
    pub(super) const COUNT: usize = 11;

    /// All of them, in their order.
    pub const ALL: [Self; Self::COUNT] = [
        Self::Part,
        Self::Vendor,
        Self::Product,
        Self::Version,
        Self::Update,
        Self::Edition,
        Self::Language,
        Self::SwEdition,
        Self::TargetSw,
        Self::TargetHw,
        Self::Other,
    ];

    /// Returns the specification's word: `target_sw`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Part => "part",
            Self::Vendor => "vendor",
            Self::Product => "product",
            Self::Version => "version",
            Self::Update => "update",
            Self::Edition => "edition",
            Self::Language => "language",
            Self::SwEdition => "sw_edition",
            Self::TargetSw => "target_sw",
            Self::TargetHw => "target_hw",
            Self::Other => "other",
        }
    }
}
