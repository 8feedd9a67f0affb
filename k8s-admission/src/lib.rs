#![forbid(unsafe_code)]
#![doc = include_str!("../README.md")]

mod annotations;
mod error;
mod images;
mod limits;
mod manifests;
mod workload;

pub use crate::{
    annotations::{
        AnnotationError, Annotations, EVALUATED_AT, IMAGE, IMAGE_DIGEST, POLICY_DIGEST,
        ScoreAnnotation, XRAY_SCORE, XRAY_SCORE_UNKNOWN_COUNT, XrayScore,
    },
    error::{Error, ErrorCode, Position},
    images::{ContainerImage, ContainerKind, Unreadable},
    limits::Limits,
    manifests::{Change, Edited, Manifests},
    workload::{Workload, workloads_from_json},
};
