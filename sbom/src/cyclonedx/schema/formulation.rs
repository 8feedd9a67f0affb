//! Formulation: how something was made, by which workflows and tasks.

use super::V1_5;
use super::common::{ATTACHMENT, EXTERNAL_REFERENCE, PROPERTY, properties};
use super::component::COMPONENT;
use super::dependency::DEPENDENCY;
use super::formulation_words::{ACCESS_MODE, OUTPUT_TYPE, TASK_TYPE, TRIGGER_TYPE, VOLUME_MODE};
use super::service::SERVICE;
use super::text::{DATE_TIME, REF};
use crate::schema::{
    ALWAYS, Choice, Foreign, Irregular, Member, Shape, Text, Type, Wire, either, member, one_of,
    text, words,
};
use crate::tree::Key;

// What several of the objects have; in protobuf, under numbers of their own.

const BOM_REF: Member =
    member(Key::BOM_REF, text(&REF)).since(V1_5).required().attribute("bom-ref");
const UID: Member = member(Key::UID, text(&Text::ANY)).since(V1_5).required().element("uid");
const NAME: Member = member(Key::NAME, text(&Text::ANY)).since(V1_5).element("name");
const DESCRIPTION: Member =
    member(Key::DESCRIPTION, text(&Text::ANY)).since(V1_5).element("description");
const RESOURCE_REFERENCES: Member = member(Key::RESOURCE_REFERENCES, Type::Object(&RESOURCE))
    .unique(ALWAYS)
    .since(V1_5)
    .wrapped("resourceReferences", "resourceReference")
    .outer(Foreign::ALL);
const TASK_TYPES: Member = member(Key::TASK_TYPES, words(&TASK_TYPE))
    .list()
    .since(V1_5)
    .required()
    .wrapped("taskTypes", "taskType");
const TRIGGERED_BY: Member =
    member(Key::TRIGGER, Type::Object(&TRIGGER)).since(V1_5).element("trigger");
const STEPS: Member =
    member(Key::STEPS, Type::Object(&STEP)).unique(ALWAYS).since(V1_5).wrapped("steps", "step");
const INPUTS: Member =
    member(Key::INPUTS, Type::Object(&INPUT)).unique(ALWAYS).since(V1_5).wrapped("inputs", "input");
const OUTPUTS: Member = member(Key::OUTPUTS, Type::Object(&OUTPUT))
    .unique(ALWAYS)
    .since(V1_5)
    .wrapped("outputs", "output");
const TIME_START: Member =
    member(Key::TIME_START, text(&DATE_TIME)).since(V1_5).element("timeStart");
const TIME_END: Member = member(Key::TIME_END, text(&DATE_TIME)).since(V1_5).element("timeEnd");
const WORKSPACES: Member = member(Key::WORKSPACES, Type::Object(&WORKSPACE))
    .unique(ALWAYS)
    .since(V1_5)
    .wrapped("workspaces", "workspace")
    .outer(Foreign::ALL);
const RUNTIME_TOPOLOGY: Member = member(Key::RUNTIME_TOPOLOGY, Type::Object(&DEPENDENCY))
    .unique(ALWAYS)
    .since(V1_5)
    .xml(Irregular::Dependencies);
const DATA: Member = member(Key::DATA, Type::Object(&ATTACHMENT)).since(V1_5).element("data");
const SOURCE: Member = member(Key::SOURCE, Type::Object(&RESOURCE)).since(V1_5).element("source");
const TARGET: Member = member(Key::TARGET, Type::Object(&RESOURCE)).since(V1_5).element("target");
const RESOURCE_USED: Member =
    member(Key::RESOURCE, Type::Object(&RESOURCE)).since(V1_5).element("resource");
const ENVIRONMENT_VARS: Member = member(Key::ENVIRONMENT_VARS, either(&VARIABLE))
    .unique(ALWAYS)
    .since(V1_5)
    .xml(Irregular::Variables);

pub(crate) static FORMULA: Shape = Shape::new(
    "formula",
    &[
        member(Key::BOM_REF, text(&REF)).since(V1_5).attribute("bom-ref").field(1),
        member(Key::COMPONENTS, Type::Object(&COMPONENT))
            .unique(ALWAYS)
            .since(V1_5)
            .wrapped("components", "component")
            .outer(Foreign::ALL)
            .field(2),
        member(Key::SERVICES, Type::Object(&SERVICE))
            .unique(ALWAYS)
            .since(V1_5)
            .wrapped("services", "service")
            .outer(Foreign::ALL)
            .field(3),
        member(Key::WORKFLOWS, Type::Object(&WORKFLOW))
            .unique(ALWAYS)
            .since(V1_5)
            .wrapped("workflows", "workflow")
            .outer(Foreign::ALL)
            .field(4),
        properties(V1_5).field(5),
    ],
)
.foreign(Foreign::ATTRIBUTES);

pub(crate) static WORKFLOW: Shape = Shape::new(
    "workflow",
    &[
        BOM_REF.field(1),
        UID.field(2),
        NAME.field(3),
        DESCRIPTION.field(4),
        RESOURCE_REFERENCES.field(6),
        member(Key::TASKS, Type::Object(&TASK))
            .unique(ALWAYS)
            .since(V1_5)
            .wrapped("tasks", "task")
            .outer(Foreign::ALL)
            .field(7),
        member(Key::TASK_DEPENDENCIES, Type::Object(&DEPENDENCY))
            .unique(ALWAYS)
            .since(V1_5)
            .xml(Irregular::Dependencies)
            .wire(8, Wire::Irregular(Irregular::Dependencies)),
        TASK_TYPES.field(9),
        TRIGGERED_BY.field(10),
        STEPS.field(11),
        INPUTS.field(12),
        OUTPUTS.field(13),
        TIME_START.wire(14, Wire::Timestamp),
        TIME_END.wire(15, Wire::Timestamp),
        WORKSPACES.field(16),
        RUNTIME_TOPOLOGY.wire(17, Wire::Irregular(Irregular::Dependencies)),
        properties(V1_5).field(5),
    ],
)
.foreign(Foreign::ALL);

pub(crate) static TASK: Shape = Shape::new(
    "task",
    &[
        BOM_REF.field(1),
        UID.field(2),
        NAME.field(3),
        DESCRIPTION.field(4),
        RESOURCE_REFERENCES.field(6),
        TASK_TYPES.field(7),
        TRIGGERED_BY.field(8),
        STEPS.field(9),
        INPUTS.field(10),
        OUTPUTS.field(11),
        TIME_START.wire(14, Wire::Timestamp),
        TIME_END.wire(15, Wire::Timestamp),
        WORKSPACES.field(16),
        RUNTIME_TOPOLOGY.wire(17, Wire::Irregular(Irregular::Dependencies)),
        properties(V1_5).field(5),
    ],
)
.foreign(Foreign::ALL);

pub(crate) static RESOURCE: Shape = Shape::new(
    "resource",
    &[
        member(Key::REF, text(&REF)).since(V1_5).element("ref").field(1),
        member(Key::EXTERNAL_REFERENCE, Type::Object(&EXTERNAL_REFERENCE))
            .since(V1_5)
            .element("externalReference")
            .field(2),
    ],
)
.rules(&[one_of("cdx-one-of", &[Key::REF, Key::EXTERNAL_REFERENCE])])
.foreign(Foreign::ALL);

pub(crate) static TRIGGER: Shape = Shape::new(
    "trigger",
    &[
        BOM_REF.field(1),
        UID.field(2),
        NAME.field(3),
        DESCRIPTION.field(4),
        RESOURCE_REFERENCES.field(6),
        member(Key::TYPE, words(&TRIGGER_TYPE)).since(V1_5).required().element("type").field(7),
        member(Key::EVENT, Type::Object(&EVENT)).since(V1_5).element("event").field(8),
        member(Key::CONDITIONS, Type::Object(&CONDITION))
            .unique(ALWAYS)
            .since(V1_5)
            .wrapped("conditions", "condition")
            .field(9),
        member(Key::TIME_ACTIVATED, text(&DATE_TIME))
            .since(V1_5)
            .element("timeActivated")
            .wire(10, Wire::Timestamp),
        INPUTS.field(11),
        OUTPUTS.field(12),
        properties(V1_5).field(5),
    ],
)
.foreign(Foreign::ALL);

pub(crate) static EVENT: Shape = Shape::new(
    "event",
    &[
        member(Key::UID, text(&Text::ANY)).since(V1_5).element("uid").field(1),
        DESCRIPTION.field(2),
        member(Key::TIME_RECEIVED, text(&DATE_TIME))
            .since(V1_5)
            .element("timeReceived")
            .wire(3, Wire::Timestamp),
        DATA.field(4),
        SOURCE.field(5),
        TARGET.field(6),
        properties(V1_5).field(7),
    ],
)
.foreign(Foreign::ALL);

pub(crate) static CONDITION: Shape = Shape::new(
    "condition",
    &[
        DESCRIPTION.field(1),
        member(Key::EXPRESSION, text(&Text::ANY)).since(V1_5).element("expression").field(2),
        properties(V1_5).field(3),
    ],
);

pub(crate) static INPUT: Shape = Shape::new(
    "input",
    &[
        RESOURCE_USED.field(3),
        member(Key::PARAMETERS, Type::Object(&PARAMETER))
            .unique(ALWAYS)
            .since(V1_5)
            .wrapped("parameters", "parameter")
            .field(4),
        ENVIRONMENT_VARS.wire(5, Wire::Irregular(Irregular::Variables)),
        DATA.field(6),
        SOURCE.field(1),
        TARGET.field(2),
        properties(V1_5).field(7),
    ],
)
.rules(&[one_of("cdx-one-of", &[Key::RESOURCE, Key::PARAMETERS, Key::ENVIRONMENT_VARS, Key::DATA])])
.foreign(Foreign::ALL);

pub(crate) static PARAMETER: Shape = Shape::new(
    "parameter",
    &[
        NAME.field(1),
        member(Key::VALUE, text(&Text::ANY)).since(V1_5).element("value").field(2),
        member(Key::DATA_TYPE, text(&Text::ANY)).since(V1_5).element("dataType").field(3),
    ],
)
.foreign(Foreign::ALL);

pub(crate) static OUTPUT: Shape = Shape::new(
    "output",
    &[
        RESOURCE_USED.field(4),
        ENVIRONMENT_VARS.wire(6, Wire::Irregular(Irregular::Variables)),
        DATA.field(5),
        member(Key::TYPE, words(&OUTPUT_TYPE)).since(V1_5).element("type").field(1),
        SOURCE.field(2),
        TARGET.field(3),
        properties(V1_5).field(7),
    ],
)
.rules(&[one_of("cdx-one-of", &[Key::RESOURCE, Key::ENVIRONMENT_VARS, Key::DATA])])
.foreign(Foreign::ALL);

pub(crate) static STEP: Shape = Shape::new(
    "step",
    &[
        NAME.field(1),
        DESCRIPTION.field(2),
        member(Key::COMMANDS, Type::Object(&COMMAND))
            .list()
            .since(V1_5)
            .wrapped("commands", "command")
            .field(3),
        properties(V1_5).field(4),
    ],
)
.foreign(Foreign::ALL);

pub(crate) static COMMAND: Shape = Shape::new(
    "command",
    &[
        member(Key::EXECUTED, text(&Text::ANY)).since(V1_5).element("executed").field(1),
        properties(V1_5).field(2),
    ],
);

pub(crate) static WORKSPACE: Shape = Shape::new(
    "workspace",
    &[
        member(Key::BOM_REF, text(&REF))
            .since(V1_5)
            .required_in_json(ALWAYS)
            .attribute("bom-ref")
            .field(1),
        UID.repeats(ALWAYS).field(2),
        NAME.repeats(ALWAYS).field(3),
        member(Key::ALIASES, text(&Text::ANY))
            .list()
            .since(V1_5)
            .wrapped("aliases", "alias")
            .repeats(ALWAYS)
            .field(4),
        DESCRIPTION.repeats(ALWAYS).field(5),
        RESOURCE_REFERENCES.repeats(ALWAYS).field(7),
        member(Key::ACCESS_MODE, words(&ACCESS_MODE))
            .since(V1_5)
            .element("accessMode")
            .repeats(ALWAYS)
            .field(8),
        member(Key::MOUNT_PATH, text(&Text::ANY))
            .since(V1_5)
            .element("mountPath")
            .repeats(ALWAYS)
            .field(9),
        member(Key::MANAGED_DATA_TYPE, text(&Text::ANY))
            .since(V1_5)
            .element("managedDataType")
            .repeats(ALWAYS)
            .field(10),
        member(Key::VOLUME_REQUEST, text(&Text::ANY))
            .since(V1_5)
            .element("volumeRequest")
            .repeats(ALWAYS)
            .field(11),
        member(Key::VOLUME, Type::Object(&VOLUME))
            .since(V1_5)
            .element("volume")
            .repeats(ALWAYS)
            .field(12),
        properties(V1_5).repeats(ALWAYS).field(6),
    ],
)
.free(ALWAYS)
.foreign(Foreign::ALL);

pub(crate) static VOLUME: Shape = Shape::new(
    "volume",
    &[
        member(Key::UID, text(&Text::ANY)).since(V1_5).element("uid").field(1),
        NAME.field(2),
        member(Key::MODE, words(&VOLUME_MODE)).since(V1_5).element("mode").field(3),
        member(Key::PATH, text(&Text::ANY)).since(V1_5).element("path").field(4),
        member(Key::SIZE_ALLOCATED, text(&Text::ANY)).since(V1_5).element("sizeAllocated").field(5),
        member(Key::PERSISTENT, Type::Bool).since(V1_5).element("persistent").field(6),
        member(Key::REMOTE, Type::Bool).since(V1_5).element("remote").field(7),
        properties(V1_5).field(8),
    ],
);

static VARIABLE: Choice = Choice {
    name: "a property or a text",
    code: "cdx-one-of",
    exclusive: false,
    types: &[Type::Object(&PROPERTY), text(&Text::ANY)],
};
