//! Two clocks: one that stands still while other programs run, and the one on the wall.

#[cfg(any(feature = "documents", not(unix)))]
use std::sync::OnceLock;
use std::time::Duration;
#[cfg(any(feature = "documents", not(unix)))]
use std::time::Instant;

/// Returns the processor time this thread has used.
#[cfg(unix)]
pub(crate) fn now() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
    Duration::new(seconds, u32::try_from(time.tv_nsec).unwrap_or(0))
}

/// Returns [`wall`]: the standard library knows no better clock.
#[cfg(not(unix))]
pub(crate) fn now() -> Duration {
    wall()
}

/// Returns the time since the first call, for work that several threads share.
#[cfg(any(feature = "documents", not(unix)))]
pub(crate) fn wall() -> Duration {
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed()
}
