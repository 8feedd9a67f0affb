//! A clock that stands still while other programs run: a busy machine is no fault of the code's.

use std::time::{Duration, Instant};

/// The time that something took on the processor; elapsed time where the system tells no better.
pub(crate) fn time<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let (start, on_processor) = (Instant::now(), processor_time());
    let done = work();
    let took = match (on_processor, processor_time()) {
        (Some(before), Some(after)) => after.saturating_sub(before),
        _ => start.elapsed(),
    };
    (done, took)
}

/// What this thread has used, in nanoseconds in the first column; 0 where it is not kept.
fn processor_time() -> Option<Duration> {
    let columns = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let used = columns.split(' ').next()?.parse().ok().filter(|used| *used != 0)?;
    Some(Duration::from_nanos(used))
}

#[test]
fn work_takes_time() {
    let (sum, took) =
        time(|| (0..3_000_000_u64).fold(1, |sum, next| std::hint::black_box(sum ^ next)));
    assert!(sum > 0 && took > Duration::ZERO);
}
