//! The words of formulation: what tasks do, what triggers them, how workspaces are used.

use crate::schema::{Word, Words};

pub(crate) static TASK_TYPE: Words = Words::new(
    "task type",
    "cdx-enum-task-type",
    &[
        Word::new("copy").number(0),
        Word::new("clone").number(1),
        Word::new("lint").number(2),
        Word::new("scan").number(3),
        Word::new("merge").number(4),
        Word::new("build").number(5),
        Word::new("test").number(6),
        Word::new("deliver").number(7),
        Word::new("deploy").number(8),
        Word::new("release").number(9),
        Word::new("clean").number(10),
        Word::new("other").number(11),
    ],
);

pub(crate) static TRIGGER_TYPE: Words = Words::new(
    "trigger type",
    "cdx-enum-trigger-type",
    &[
        Word::new("manual").number(0),
        Word::new("api").number(1),
        Word::new("webhook").number(2),
        Word::new("scheduled").number(3),
    ],
);

pub(crate) static OUTPUT_TYPE: Words = Words::new(
    "output type",
    "cdx-enum-output-type",
    &[
        Word::new("artifact").number(0),
        Word::new("attestation").number(1),
        Word::new("log").number(2),
        Word::new("evidence").number(3),
        Word::new("metrics").number(4),
        Word::new("other").number(5),
    ],
);

pub(crate) static ACCESS_MODE: Words = Words::new(
    "access mode",
    "cdx-enum-access-mode",
    &[
        Word::new("read-only").number(0),
        Word::new("read-write").number(1),
        Word::new("read-write-once").number(2),
        Word::new("write-once").number(3),
        Word::new("write-only").number(4),
    ],
);

pub(crate) static VOLUME_MODE: Words = Words::new(
    "volume mode",
    "cdx-enum-volume-mode",
    &[Word::new("filesystem").number(0), Word::new("block").number(1)],
);
