//! OpenVEX 0.2.0 and CSAF 2.0 as tables. Both schemas let members pass that they do not define.

mod csaf;
mod openvex;
mod vulnerability;

use crate::schema::form::{DATE_TIME, IRI};
use crate::schema::{ALWAYS, Shape, Space, Test, Text, TextRule, Type, text};

pub(super) use self::csaf::CSAF;
pub(super) use self::openvex::OPENVEX;

const ANY: Type = text(&Text::ANY);

/// A text that says something.
static FILLED: Text = Text {
    rules: &[TextRule::new("csaf-empty", Test::AtLeast(1), ALWAYS)],
    space: Space::Preserve,
};
const SAID: Type = text(&FILLED);

static DATE: Text = Text {
    rules: &[TextRule::new("vex-date", Test::Pattern(&DATE_TIME), ALWAYS)],
    space: Space::Preserve,
};
const TIME: Type = text(&DATE);

static ADDRESS: Text = Text {
    rules: &[TextRule::new("vex-address", Test::Pattern(&IRI), ALWAYS)],
    space: Space::Preserve,
};
const URI: Type = text(&ADDRESS);

static FREE: Shape = Shape::new("object", &[]).open(ALWAYS);
