//! Model cards of machine-learning models.

use super::common::properties;
use super::data::{DATA, GRAPHICS};
use super::model_energy::ENVIRONMENT;
use super::text::REF;
use super::{V1_5, V1_6};
use crate::schema::{
    ALWAYS, Choice, Irregular, Shape, Text, Type, Wire, Word, Words, either, member, text, words,
};
use crate::tree::Key;

pub(crate) static MODEL_CARD: Shape = Shape::new(
    "model card",
    &[
        member(Key::BOM_REF, text(&REF)).since(V1_5).attribute("bom-ref").field(1),
        member(Key::MODEL_PARAMETERS, Type::Object(&MODEL_PARAMETERS))
            .since(V1_5)
            .element("modelParameters")
            .field(2),
        member(Key::QUANTITATIVE_ANALYSIS, Type::Object(&QUANTITATIVE_ANALYSIS))
            .since(V1_5)
            .element("quantitativeAnalysis")
            .field(3),
        member(Key::CONSIDERATIONS, Type::Object(&CONSIDERATIONS))
            .since(V1_5)
            .element("considerations")
            .field(4),
        properties(V1_5).field(5),
    ],
);

pub(crate) static MODEL_PARAMETERS: Shape = Shape::new(
    "model parameters",
    &[
        member(Key::APPROACH, Type::Object(&APPROACH)).since(V1_5).element("approach").field(1),
        member(Key::TASK, text(&Text::ANY)).since(V1_5).element("task").field(2),
        member(Key::ARCHITECTURE_FAMILY, text(&Text::ANY))
            .since(V1_5)
            .element("architectureFamily")
            .field(3),
        member(Key::MODEL_ARCHITECTURE, text(&Text::ANY))
            .since(V1_5)
            .element("modelArchitecture")
            .field(4),
        member(Key::DATASETS, either(&DATASET))
            .list()
            .since(V1_5)
            .xml(Irregular::Datasets)
            .wire(5, Wire::Irregular(Irregular::Datasets)),
        member(Key::INPUTS, Type::Object(&MODEL_FORMAT))
            .list()
            .since(V1_5)
            .wrapped("inputs", "input")
            .field(6),
        member(Key::OUTPUTS, Type::Object(&MODEL_FORMAT))
            .list()
            .since(V1_5)
            .wrapped("outputs", "output")
            .field(7),
    ],
);

pub(crate) static APPROACH: Shape = Shape::new(
    "approach",
    &[member(Key::TYPE, words(&APPROACH_TYPE)).since(V1_5).element("type").field(1)],
);

pub(crate) static MODEL_FORMAT: Shape = Shape::new(
    "input or output",
    &[member(Key::FORMAT, text(&Text::ANY))
        .since(V1_5)
        .required_in_xml(ALWAYS)
        .element("format")
        .field(1)],
);

pub(crate) static QUANTITATIVE_ANALYSIS: Shape = Shape::new(
    "quantitative analysis",
    &[
        member(Key::PERFORMANCE_METRICS, Type::Object(&PERFORMANCE_METRIC))
            .list()
            .since(V1_5)
            .wrapped("performanceMetrics", "performanceMetric")
            .field(1),
        member(Key::GRAPHICS, Type::Object(&GRAPHICS)).since(V1_5).element("graphics").field(2),
    ],
);

pub(crate) static PERFORMANCE_METRIC: Shape = Shape::new(
    "performance metric",
    &[
        member(Key::TYPE, text(&Text::ANY)).since(V1_5).element("type").field(1),
        member(Key::VALUE, text(&Text::ANY)).since(V1_5).element("value").field(2),
        member(Key::SLICE, text(&Text::ANY)).since(V1_5).element("slice").field(3),
        member(Key::CONFIDENCE_INTERVAL, Type::Object(&CONFIDENCE_INTERVAL))
            .since(V1_5)
            .element("confidenceInterval")
            .field(4),
    ],
);

pub(crate) static CONFIDENCE_INTERVAL: Shape = Shape::new(
    "confidence interval",
    &[
        member(Key::LOWER_BOUND, text(&Text::ANY)).since(V1_5).element("lowerBound").field(1),
        member(Key::UPPER_BOUND, text(&Text::ANY)).since(V1_5).element("upperBound").field(2),
    ],
);

pub(crate) static CONSIDERATIONS: Shape = Shape::new(
    "considerations",
    &[
        member(Key::USERS, text(&Text::ANY)).list().since(V1_5).wrapped("users", "user").field(1),
        member(Key::USE_CASES, text(&Text::ANY))
            .list()
            .since(V1_5)
            .wrapped("useCases", "useCase")
            .field(2),
        member(Key::TECHNICAL_LIMITATIONS, text(&Text::ANY))
            .list()
            .since(V1_5)
            .wrapped("technicalLimitations", "technicalLimitation")
            .field(3),
        member(Key::PERFORMANCE_TRADEOFFS, text(&Text::ANY))
            .list()
            .since(V1_5)
            .wrapped("performanceTradeoffs", "performanceTradeoff")
            .field(4),
        member(Key::ETHICAL_CONSIDERATIONS, Type::Object(&RISK))
            .list()
            .since(V1_5)
            .wrapped("ethicalConsiderations", "ethicalConsideration")
            .field(5),
        member(Key::ENVIRONMENTAL_CONSIDERATIONS, Type::Object(&ENVIRONMENT))
            .since(V1_6)
            .element("environmentalConsiderations")
            .field(7),
        member(Key::FAIRNESS_ASSESSMENTS, Type::Object(&FAIRNESS_ASSESSMENT))
            .list()
            .since(V1_5)
            .wrapped("fairnessAssessments", "fairnessAssessment")
            .field(6),
    ],
);

pub(crate) static RISK: Shape = Shape::new(
    "risk",
    &[
        member(Key::NAME, text(&Text::ANY)).since(V1_5).element("name").field(1),
        member(Key::MITIGATION_STRATEGY, text(&Text::ANY))
            .since(V1_5)
            .element("mitigationStrategy")
            .field(2),
    ],
);

pub(crate) static FAIRNESS_ASSESSMENT: Shape = Shape::new(
    "fairness assessment",
    &[
        member(Key::GROUP_AT_RISK, text(&Text::ANY)).since(V1_5).element("groupAtRisk").field(1),
        member(Key::BENEFITS, text(&Text::ANY)).since(V1_5).element("benefits").field(2),
        member(Key::HARMS, text(&Text::ANY)).since(V1_5).element("harms").field(3),
        member(Key::MITIGATION_STRATEGY, text(&Text::ANY))
            .since(V1_5)
            .element("mitigationStrategy")
            .field(4),
    ],
);

pub(crate) static APPROACH_TYPE: Words = Words::new(
    "approach",
    "cdx-enum-approach",
    &[
        Word::new("supervised").number(0),
        Word::new("unsupervised").number(1),
        Word::new("reinforcement-learning").number(2),
        Word::new("semi-supervised").number(3),
        Word::new("self-supervised").number(4),
    ],
);

static DATASET: Choice = Choice {
    name: "a dataset or a reference to one",
    code: "cdx-one-of",
    exclusive: false,
    types: &[Type::Object(&DATASET_REF), Type::Object(&DATA)],
};

pub(crate) static DATASET_REF: Shape =
    Shape::new("reference to a dataset", &[member(Key::REF, text(&REF)).element("ref").field(2)]);
