//! Sharing work out: among the threads of the current rayon pool where the feature `parallel` is
//! on, and to nobody where it is not. What comes out is the same.

#[cfg(feature = "parallel")]
use std::iter;
#[cfg(feature = "parallel")]
use std::sync::{Mutex, PoisonError};

/// Does something here, and something else meanwhile if that is worth waking a thread for, else
/// afterwards.
pub(crate) fn beside<R>(is_large: bool, other: impl FnOnce() + Send, own: impl FnOnce() -> R) -> R {
    #[cfg(feature = "parallel")]
    if is_large && rayon::current_num_threads() > 1 {
        return rayon::in_place_scope(|scope| {
            scope.spawn(|_| other());
            own()
        });
    }
    let _ = is_large;
    let done = own();
    other();
    done
}

/// Does the same to each stretch of so many items, several at the same time where there are many.
pub(crate) fn for_each_chunk<T: Send>(
    items: &mut [T],
    size: usize,
    work: impl Fn(&mut [T]) + Send + Sync,
) {
    #[cfg(feature = "parallel")]
    if items.len() > MANY && rayon::current_num_threads() > 1 {
        // The caller takes part: were it to sleep meanwhile, the threads that wake instead might be
        // put on one processor.
        let threads = rayon::current_num_threads().min(items.len().div_ceil(size));
        let left = Mutex::new(items.chunks_mut(size));
        let next = || left.lock().unwrap_or_else(PoisonError::into_inner).next();
        let take_part = || iter::from_fn(next).for_each(&work);
        rayon::in_place_scope(|scope| {
            for _ in 1..threads {
                scope.spawn(|_| take_part());
            }
            take_part();
        });
        return;
    }
    items.chunks_mut(size).for_each(work);
}

/// Fewer items are not worth waking a thread for.
#[cfg(feature = "parallel")]
const MANY: usize = 20_000;
