//! What a machine-learning model costs the environment.

use super::V1_6;
use super::common::{ENTITY, external_references, properties};
use super::text::REF;
use crate::schema::{ALWAYS, Foreign, Shape, Text, Type, Wire, Word, Words, member, text, words};
use crate::tree::Key;

pub(crate) static ENVIRONMENT: Shape = Shape::new(
    "environmental considerations",
    &[
        member(Key::ENERGY_CONSUMPTIONS, Type::Object(&ENERGY_CONSUMPTION))
            .list()
            .since(V1_6)
            .wrapped("energyConsumptions", "energyConsumption")
            .outer(Foreign::ALL)
            .repeats(ALWAYS)
            .field(1),
        properties(V1_6).field(2),
    ],
);

pub(crate) static ENERGY_CONSUMPTION: Shape = Shape::new(
    "energy consumption",
    &[
        member(Key::ACTIVITY, words(&ACTIVITY)).since(V1_6).required().element("activity").field(1),
        member(Key::ENERGY_PROVIDERS, Type::Object(&ENERGY_PROVIDER))
            .list()
            .since(V1_6)
            .required()
            .element("energyProviders")
            .field(2),
        member(Key::ACTIVITY_ENERGY_COST, Type::Object(&ENERGY))
            .since(V1_6)
            .required()
            .element("activityEnergyCost")
            .field(3),
        member(Key::CO2_COST_EQUIVALENT, Type::Object(&CO2))
            .since(V1_6)
            .element("co2CostEquivalent")
            .field(4),
        member(Key::CO2_COST_OFFSET, Type::Object(&CO2))
            .since(V1_6)
            .element("co2CostOffset")
            .field(5),
        properties(V1_6).field(6),
    ],
);

pub(crate) static ENERGY_PROVIDER: Shape = Shape::new(
    "energy provider",
    &[
        member(Key::BOM_REF, text(&REF)).since(V1_6).attribute("bom-ref").field(1),
        member(Key::DESCRIPTION, text(&Text::ANY)).since(V1_6).element("description").field(2),
        member(Key::ORGANIZATION, Type::Object(&ENTITY))
            .since(V1_6)
            .required()
            .element("organization")
            .field(3),
        member(Key::ENERGY_SOURCE, words(&ENERGY_SOURCE))
            .since(V1_6)
            .required()
            .element("energySource")
            .field(4),
        member(Key::ENERGY_PROVIDED, Type::Object(&ENERGY))
            .since(V1_6)
            .required()
            .element("energyProvided")
            .field(5),
        external_references(V1_6).field(6),
    ],
);

pub(crate) static ENERGY: Shape = Shape::new(
    "energy",
    &[
        member(Key::VALUE, Type::Number(f64::MIN, f64::MAX))
            .since(V1_6)
            .required()
            .element("value")
            .wire(1, Wire::Float),
        member(Key::UNIT, words(&ENERGY_UNIT)).since(V1_6).required().element("unit").field(2),
    ],
);

pub(crate) static CO2: Shape = Shape::new(
    "amount of carbon dioxide",
    &[
        member(Key::VALUE, Type::Number(f64::MIN, f64::MAX))
            .since(V1_6)
            .required()
            .element("value")
            .wire(1, Wire::Float),
        member(Key::UNIT, words(&CO2_UNIT)).since(V1_6).required().element("unit").field(2),
    ],
);

pub(crate) static ACTIVITY: Words = Words::new(
    "activity",
    "cdx-enum-activity",
    &[
        Word::new("design").number(2),
        Word::new("data-collection").number(3),
        Word::new("data-preparation").number(4),
        Word::new("training").number(5),
        Word::new("fine-tuning").number(6),
        Word::new("validation").number(7),
        Word::new("deployment").number(8),
        Word::new("inference").number(9),
        Word::new("other").number(1),
    ],
);

pub(crate) static ENERGY_SOURCE: Words = Words::new(
    "energy source",
    "cdx-enum-energy-source",
    &[
        Word::new("coal").number(3),
        Word::new("oil").number(4),
        Word::new("natural-gas").number(5),
        Word::new("nuclear").number(6),
        Word::new("wind").number(7),
        Word::new("solar").number(8),
        Word::new("geothermal").number(9),
        Word::new("hydropower").number(10),
        Word::new("biofuel").number(11),
        Word::new("unknown").number(1),
        Word::new("other").number(2),
    ],
);

pub(crate) static ENERGY_UNIT: Words =
    Words::new("unit of energy", "cdx-enum-unit", &[Word::new("kWh").number(1)]);

pub(crate) static CO2_UNIT: Words =
    Words::new("unit", "cdx-enum-unit", &[Word::new("tCO2eq").number(1)]);
