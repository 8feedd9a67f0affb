//! Sharing work out: among the threads of the current rayon pool where the feature `parallel` is
//! on, and to nobody where it is not. What comes out is the same.

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
        use rayon::iter::ParallelIterator;
        use rayon::slice::ParallelSliceMut;

        items.par_chunks_mut(size).for_each(work);
        return;
    }
    items.chunks_mut(size).for_each(work);
}

/// Fewer items are not worth waking a thread for.
#[cfg(feature = "parallel")]
const MANY: usize = 20_000;
