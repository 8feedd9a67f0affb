//! Formulation: how something was made, by which workflows and tasks.

use super::V1_5;
use super::common::{ATTACHMENT, EXTERNAL_REFERENCE, PROPERTY};
use super::component::COMPONENT;
use super::dependency::DEPENDENCY;
use super::formulation_words::{ACCESS_MODE, OUTPUT_TYPE, TASK_TYPE, TRIGGER_TYPE, VOLUME_MODE};
use super::service::SERVICE;
use super::text::{DATE_TIME, REF};
use crate::schema::{
    ALWAYS, Choice, Foreign, Irregular, Shape, Text, Type, Wire, either, member, one_of, text,
    words,
};
use crate::tree::Key;

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
        member(Key::PROPERTIES, Type::Object(&PROPERTY))
            .list()
            .since(V1_5)
            .wrapped("properties", "property")
            .outer(Foreign::ALL)
            .field(5),
    ],
)
.foreign(Foreign::ATTRIBUTES);

pub(crate) static WORKFLOW: Shape = Shape::new(
    "workflow",
    &[
        member(Key::BOM_REF, text(&REF)).since(V1_5).required().attribute("bom-ref").field(1),
        member(Key::UID, text(&Text::ANY)).since(V1_5).required().element("uid").field(2),
        member(Key::NAME, text(&Text::ANY)).since(V1_5).element("name").field(3),
        member(Key::DESCRIPTION, text(&Text::ANY)).since(V1_5).element("description").field(4),
        member(Key::RESOURCE_REFERENCES, Type::Object(&RESOURCE))
            .unique(ALWAYS)
            .since(V1_5)
            .wrapped("resourceReferences", "resourceReference")
            .outer(Foreign::ALL)
            .field(6),
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
        member(Key::TASK_TYPES, words(&TASK_TYPE))
            .list()
            .since(V1_5)
            .required()
            .wrapped("taskTypes", "taskType")
            .field(9),
        member(Key::TRIGGER, Type::Object(&TRIGGER)).since(V1_5).element("trigger").field(10),
        member(Key::STEPS, Type::Object(&STEP))
            .unique(ALWAYS)
            .since(V1_5)
            .wrapped("steps", "step")
            .field(11),
        member(Key::INPUTS, Type::Object(&INPUT))
            .unique(ALWAYS)
            .since(V1_5)
            .wrapped("inputs", "input")
            .field(12),
        member(Key::OUTPUTS, Type::Object(&OUTPUT))
            .unique(ALWAYS)
            .since(V1_5)
            .wrapped("outputs", "output")
            .field(13),
        member(Key::TIME_START, text(&DATE_TIME))
            .since(V1_5)
            .element("timeStart")
            .wire(14, Wire::Timestamp),
        member(Key::TIME_END, text(&DATE_TIME))
            .since(V1_5)
            .element("timeEnd")
            .wire(15, Wire::Timestamp),
        member(Key::WORKSPACES, Type::Object(&WORKSPACE))
            .unique(ALWAYS)
            .since(V1_5)
            .wrapped("workspaces", "workspace")
            .outer(Foreign::ALL)
            .field(16),
        member(Key::RUNTIME_TOPOLOGY, Type::Object(&DEPENDENCY))
            .unique(ALWAYS)
            .since(V1_5)
            .xml(Irregular::Dependencies)
            .wire(17, Wire::Irregular(Irregular::Dependencies)),
        member(Key::PROPERTIES, Type::Object(&PROPERTY))
            .list()
            .since(V1_5)
            .wrapped("properties", "property")
            .outer(Foreign::ALL)
            .field(5),
    ],
)
.foreign(Foreign::ALL);

pub(crate) static TASK: Shape = Shape::new(
    "task",
    &[
        member(Key::BOM_REF, text(&REF)).since(V1_5).required().attribute("bom-ref").field(1),
        member(Key::UID, text(&Text::ANY)).since(V1_5).required().element("uid").field(2),
        member(Key::NAME, text(&Text::ANY)).since(V1_5).element("name").field(3),
        member(Key::DESCRIPTION, text(&Text::ANY)).since(V1_5).element("description").field(4),
        member(Key::RESOURCE_REFERENCES, Type::Object(&RESOURCE))
            .unique(ALWAYS)
            .since(V1_5)
            .wrapped("resourceReferences", "resourceReference")
            .outer(Foreign::ALL)
            .field(6),
        member(Key::TASK_TYPES, words(&TASK_TYPE))
            .list()
            .since(V1_5)
            .required()
            .wrapped("taskTypes", "taskType")
            .field(7),
        member(Key::TRIGGER, Type::Object(&TRIGGER)).since(V1_5).element("trigger").field(8),
        member(Key::STEPS, Type::Object(&STEP))
            .unique(ALWAYS)
            .since(V1_5)
            .wrapped("steps", "step")
            .field(9),
        member(Key::INPUTS, Type::Object(&INPUT))
            .unique(ALWAYS)
            .since(V1_5)
            .wrapped("inputs", "input")
            .field(10),
        member(Key::OUTPUTS, Type::Object(&OUTPUT))
            .unique(ALWAYS)
            .since(V1_5)
            .wrapped("outputs", "output")
            .field(11),
        member(Key::TIME_START, text(&DATE_TIME))
            .since(V1_5)
            .element("timeStart")
            .wire(14, Wire::Timestamp),
        member(Key::TIME_END, text(&DATE_TIME))
            .since(V1_5)
            .element("timeEnd")
            .wire(15, Wire::Timestamp),
        member(Key::WORKSPACES, Type::Object(&WORKSPACE))
            .unique(ALWAYS)
            .since(V1_5)
            .wrapped("workspaces", "workspace")
            .outer(Foreign::ALL)
            .field(16),
        member(Key::RUNTIME_TOPOLOGY, Type::Object(&DEPENDENCY))
            .unique(ALWAYS)
            .since(V1_5)
            .xml(Irregular::Dependencies)
            .wire(17, Wire::Irregular(Irregular::Dependencies)),
        member(Key::PROPERTIES, Type::Object(&PROPERTY))
            .list()
            .since(V1_5)
            .wrapped("properties", "property")
            .outer(Foreign::ALL)
            .field(5),
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
        member(Key::BOM_REF, text(&REF)).since(V1_5).required().attribute("bom-ref").field(1),
        member(Key::UID, text(&Text::ANY)).since(V1_5).required().element("uid").field(2),
        member(Key::NAME, text(&Text::ANY)).since(V1_5).element("name").field(3),
        member(Key::DESCRIPTION, text(&Text::ANY)).since(V1_5).element("description").field(4),
        member(Key::RESOURCE_REFERENCES, Type::Object(&RESOURCE))
            .unique(ALWAYS)
            .since(V1_5)
            .wrapped("resourceReferences", "resourceReference")
            .outer(Foreign::ALL)
            .field(6),
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
        member(Key::INPUTS, Type::Object(&INPUT))
            .unique(ALWAYS)
            .since(V1_5)
            .wrapped("inputs", "input")
            .field(11),
        member(Key::OUTPUTS, Type::Object(&OUTPUT))
            .unique(ALWAYS)
            .since(V1_5)
            .wrapped("outputs", "output")
            .field(12),
        member(Key::PROPERTIES, Type::Object(&PROPERTY))
            .list()
            .since(V1_5)
            .wrapped("properties", "property")
            .outer(Foreign::ALL)
            .field(5),
    ],
)
.foreign(Foreign::ALL);

pub(crate) static EVENT: Shape = Shape::new(
    "event",
    &[
        member(Key::UID, text(&Text::ANY)).since(V1_5).element("uid").field(1),
        member(Key::DESCRIPTION, text(&Text::ANY)).since(V1_5).element("description").field(2),
        member(Key::TIME_RECEIVED, text(&DATE_TIME))
            .since(V1_5)
            .element("timeReceived")
            .wire(3, Wire::Timestamp),
        member(Key::DATA, Type::Object(&ATTACHMENT)).since(V1_5).element("data").field(4),
        member(Key::SOURCE, Type::Object(&RESOURCE)).since(V1_5).element("source").field(5),
        member(Key::TARGET, Type::Object(&RESOURCE)).since(V1_5).element("target").field(6),
        member(Key::PROPERTIES, Type::Object(&PROPERTY))
            .list()
            .since(V1_5)
            .wrapped("properties", "property")
            .outer(Foreign::ALL)
            .field(7),
    ],
)
.foreign(Foreign::ALL);

pub(crate) static CONDITION: Shape = Shape::new(
    "condition",
    &[
        member(Key::DESCRIPTION, text(&Text::ANY)).since(V1_5).element("description").field(1),
        member(Key::EXPRESSION, text(&Text::ANY)).since(V1_5).element("expression").field(2),
        member(Key::PROPERTIES, Type::Object(&PROPERTY))
            .list()
            .since(V1_5)
            .wrapped("properties", "property")
            .outer(Foreign::ALL)
            .field(3),
    ],
);

pub(crate) static INPUT: Shape = Shape::new(
    "input",
    &[
        member(Key::RESOURCE, Type::Object(&RESOURCE)).since(V1_5).element("resource").field(3),
        member(Key::PARAMETERS, Type::Object(&PARAMETER))
            .unique(ALWAYS)
            .since(V1_5)
            .wrapped("parameters", "parameter")
            .field(4),
        member(Key::ENVIRONMENT_VARS, either(&VARIABLE))
            .unique(ALWAYS)
            .since(V1_5)
            .xml(Irregular::Variables)
            .wire(5, Wire::Irregular(Irregular::Variables)),
        member(Key::DATA, Type::Object(&ATTACHMENT)).since(V1_5).element("data").field(6),
        member(Key::SOURCE, Type::Object(&RESOURCE)).since(V1_5).element("source").field(1),
        member(Key::TARGET, Type::Object(&RESOURCE)).since(V1_5).element("target").field(2),
        member(Key::PROPERTIES, Type::Object(&PROPERTY))
            .list()
            .since(V1_5)
            .wrapped("properties", "property")
            .outer(Foreign::ALL)
            .field(7),
    ],
)
.rules(&[one_of("cdx-one-of", &[Key::RESOURCE, Key::PARAMETERS, Key::ENVIRONMENT_VARS, Key::DATA])])
.foreign(Foreign::ALL);

pub(crate) static PARAMETER: Shape = Shape::new(
    "parameter",
    &[
        member(Key::NAME, text(&Text::ANY)).since(V1_5).element("name").field(1),
        member(Key::VALUE, text(&Text::ANY)).since(V1_5).element("value").field(2),
        member(Key::DATA_TYPE, text(&Text::ANY)).since(V1_5).element("dataType").field(3),
    ],
)
.foreign(Foreign::ALL);

pub(crate) static OUTPUT: Shape = Shape::new(
    "output",
    &[
        member(Key::RESOURCE, Type::Object(&RESOURCE)).since(V1_5).element("resource").field(4),
        member(Key::ENVIRONMENT_VARS, either(&VARIABLE))
            .unique(ALWAYS)
            .since(V1_5)
            .xml(Irregular::Variables)
            .wire(6, Wire::Irregular(Irregular::Variables)),
        member(Key::DATA, Type::Object(&ATTACHMENT)).since(V1_5).element("data").field(5),
        member(Key::TYPE, words(&OUTPUT_TYPE)).since(V1_5).element("type").field(1),
        member(Key::SOURCE, Type::Object(&RESOURCE)).since(V1_5).element("source").field(2),
        member(Key::TARGET, Type::Object(&RESOURCE)).since(V1_5).element("target").field(3),
        member(Key::PROPERTIES, Type::Object(&PROPERTY))
            .list()
            .since(V1_5)
            .wrapped("properties", "property")
            .outer(Foreign::ALL)
            .field(7),
    ],
)
.rules(&[one_of("cdx-one-of", &[Key::RESOURCE, Key::ENVIRONMENT_VARS, Key::DATA])])
.foreign(Foreign::ALL);

pub(crate) static STEP: Shape = Shape::new(
    "step",
    &[
        member(Key::NAME, text(&Text::ANY)).since(V1_5).element("name").field(1),
        member(Key::DESCRIPTION, text(&Text::ANY)).since(V1_5).element("description").field(2),
        member(Key::COMMANDS, Type::Object(&COMMAND))
            .list()
            .since(V1_5)
            .wrapped("commands", "command")
            .field(3),
        member(Key::PROPERTIES, Type::Object(&PROPERTY))
            .list()
            .since(V1_5)
            .wrapped("properties", "property")
            .outer(Foreign::ALL)
            .field(4),
    ],
)
.foreign(Foreign::ALL);

pub(crate) static COMMAND: Shape = Shape::new(
    "command",
    &[
        member(Key::EXECUTED, text(&Text::ANY)).since(V1_5).element("executed").field(1),
        member(Key::PROPERTIES, Type::Object(&PROPERTY))
            .list()
            .since(V1_5)
            .wrapped("properties", "property")
            .outer(Foreign::ALL)
            .field(2),
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
        member(Key::UID, text(&Text::ANY))
            .since(V1_5)
            .required()
            .element("uid")
            .repeats(ALWAYS)
            .field(2),
        member(Key::NAME, text(&Text::ANY)).since(V1_5).element("name").repeats(ALWAYS).field(3),
        member(Key::ALIASES, text(&Text::ANY))
            .list()
            .since(V1_5)
            .wrapped("aliases", "alias")
            .repeats(ALWAYS)
            .field(4),
        member(Key::DESCRIPTION, text(&Text::ANY))
            .since(V1_5)
            .element("description")
            .repeats(ALWAYS)
            .field(5),
        member(Key::RESOURCE_REFERENCES, Type::Object(&RESOURCE))
            .unique(ALWAYS)
            .since(V1_5)
            .wrapped("resourceReferences", "resourceReference")
            .outer(Foreign::ALL)
            .repeats(ALWAYS)
            .field(7),
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
        member(Key::PROPERTIES, Type::Object(&PROPERTY))
            .list()
            .since(V1_5)
            .wrapped("properties", "property")
            .outer(Foreign::ALL)
            .repeats(ALWAYS)
            .field(6),
    ],
)
.free(ALWAYS)
.foreign(Foreign::ALL);

pub(crate) static VOLUME: Shape = Shape::new(
    "volume",
    &[
        member(Key::UID, text(&Text::ANY)).since(V1_5).element("uid").field(1),
        member(Key::NAME, text(&Text::ANY)).since(V1_5).element("name").field(2),
        member(Key::MODE, words(&VOLUME_MODE)).since(V1_5).element("mode").field(3),
        member(Key::PATH, text(&Text::ANY)).since(V1_5).element("path").field(4),
        member(Key::SIZE_ALLOCATED, text(&Text::ANY)).since(V1_5).element("sizeAllocated").field(5),
        member(Key::PERSISTENT, Type::Bool).since(V1_5).element("persistent").field(6),
        member(Key::REMOTE, Type::Bool).since(V1_5).element("remote").field(7),
        member(Key::PROPERTIES, Type::Object(&PROPERTY))
            .list()
            .since(V1_5)
            .wrapped("properties", "property")
            .outer(Foreign::ALL)
            .field(8),
    ],
);

static VARIABLE: Choice = Choice {
    name: "a property or a text",
    code: "cdx-one-of",
    exclusive: false,
    types: &[Type::Object(&PROPERTY), text(&Text::ANY)],
};
