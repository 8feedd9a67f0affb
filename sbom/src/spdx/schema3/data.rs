//! The AI and Dataset profiles.

use crate::spdx::schema3::Value::{Decimal, Integer, Object, Text, Words};
use crate::spdx::schema3::core::DICTIONARY_ENTRY;
use crate::spdx::schema3::software::SOFTWARE_PACKAGE;
use crate::spdx::schema3::words::{
    AUTONOMY_TYPE, CONFIDENTIALITY_LEVEL, DATASET_AVAILABILITY, DATASET_TYPE, ENERGY_UNIT,
    SAFETY_RISK_ASSESSMENT,
};
use crate::spdx::schema3::{Class, list, one};
use crate::tree::Key;

pub(crate) static AI_AIPACKAGE: Class = Class::new(
    "ai_AIPackage",
    Some(&SOFTWARE_PACKAGE),
    &[
        one(Key::AI_AUTONOMY_TYPE, Words(&AUTONOMY_TYPE)),
        list(Key::AI_DOMAIN, Text),
        one(Key::AI_ENERGY_CONSUMPTION, Object(&AI_ENERGY_CONSUMPTION)),
        list(Key::AI_HYPERPARAMETER, Object(&DICTIONARY_ENTRY)),
        one(Key::AI_INFORMATION_ABOUT_APPLICATION, Text),
        one(Key::AI_INFORMATION_ABOUT_TRAINING, Text),
        one(Key::AI_LIMITATION, Text),
        list(Key::AI_METRIC, Object(&DICTIONARY_ENTRY)),
        list(Key::AI_METRIC_DECISION_THRESHOLD, Object(&DICTIONARY_ENTRY)),
        list(Key::AI_MODEL_DATA_PREPROCESSING, Text),
        list(Key::AI_MODEL_EXPLAINABILITY, Text),
        one(Key::AI_SAFETY_RISK_ASSESSMENT, Words(&SAFETY_RISK_ASSESSMENT)),
        list(Key::AI_STANDARD_COMPLIANCE, Text),
        list(Key::AI_TYPE_OF_MODEL, Text),
        one(Key::AI_USE_SENSITIVE_PERSONAL_INFORMATION, Words(&AUTONOMY_TYPE)),
    ],
);

pub(crate) static AI_ENERGY_CONSUMPTION: Class = Class::new(
    "ai_EnergyConsumption",
    None,
    &[
        list(Key::AI_FINETUNING_ENERGY_CONSUMPTION, Object(&AI_ENERGY_CONSUMPTION_DESCRIPTION)),
        list(Key::AI_INFERENCE_ENERGY_CONSUMPTION, Object(&AI_ENERGY_CONSUMPTION_DESCRIPTION)),
        list(Key::AI_TRAINING_ENERGY_CONSUMPTION, Object(&AI_ENERGY_CONSUMPTION_DESCRIPTION)),
    ],
);

pub(crate) static AI_ENERGY_CONSUMPTION_DESCRIPTION: Class = Class::new(
    "ai_EnergyConsumptionDescription",
    None,
    &[
        one(Key::AI_ENERGY_QUANTITY, Decimal).required(),
        one(Key::AI_ENERGY_UNIT, Words(&ENERGY_UNIT)).required(),
    ],
);

pub(crate) static DATASET_DATASET_PACKAGE: Class = Class::new(
    "dataset_DatasetPackage",
    Some(&SOFTWARE_PACKAGE),
    &[
        list(Key::DATASET_ANONYMIZATION_METHOD_USED, Text),
        one(Key::DATASET_CONFIDENTIALITY_LEVEL, Words(&CONFIDENTIALITY_LEVEL)),
        one(Key::DATASET_DATA_COLLECTION_PROCESS, Text),
        list(Key::DATASET_DATA_PREPROCESSING, Text),
        one(Key::DATASET_DATASET_AVAILABILITY, Words(&DATASET_AVAILABILITY)),
        one(Key::DATASET_DATASET_NOISE, Text),
        one(Key::DATASET_DATASET_SIZE, Integer(0)),
        list(Key::DATASET_DATASET_TYPE, Words(&DATASET_TYPE)).at_least(1),
        one(Key::DATASET_DATASET_UPDATE_MECHANISM, Text),
        one(Key::DATASET_HAS_SENSITIVE_PERSONAL_INFORMATION, Words(&AUTONOMY_TYPE)),
        one(Key::DATASET_INTENDED_USE, Text),
        list(Key::DATASET_KNOWN_BIAS, Text),
        list(Key::DATASET_SENSOR, Object(&DICTIONARY_ENTRY)),
    ],
);
