//! Results that come in pages, as streams.
//!
//! The platform's services page in half a dozen ways. Here a page is its items and the position of
//! the next one, whatever that is made of, and [`Paginator`] turns a function that fetches one page
//! into streams of pages and of items.

use std::collections::HashSet;
use std::fmt;
use std::future::Future;

use futures_core::Stream;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use serde::{Deserialize, Serialize};

/// A position between two pages. Save it to go on later, in another process if need be.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursor(String);

impl Cursor {
    /// Takes a position: a server's own cursor, an offset or a page number.
    pub fn new(position: impl fmt::Display) -> Self {
        Self(position.to_string())
    }

    /// Returns the position as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the position as a number, if it is one.
    #[must_use]
    pub fn as_u64(&self) -> Option<u64> {
        self.0.parse().ok()
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Some results, and where the next ones are.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Page<T> {
    /// The results, in the server's order.
    pub items: Vec<T>,
    /// Where to go on after this page; `None` after the last one.
    pub next: Option<Cursor>,
}

impl<T> Page<T> {
    /// Makes a page that is followed by the one at `next`. An empty cursor is none.
    #[must_use]
    pub fn new(items: Vec<T>, next: Option<Cursor>) -> Self {
        Self { items, next: next.filter(|cursor| !cursor.0.is_empty()) }
    }

    /// Makes the last page.
    #[must_use]
    pub fn last(items: Vec<T>) -> Self {
        Self { items, next: None }
    }
}

/// Fetches page after page.
///
/// The streams end after the last page, after an error, and when the server returns a position it
/// has returned before: a server's bug must not become our endless loop.
///
/// ```
/// use futures_util::TryStreamExt as _;
/// use jfrog_http::{Cursor, Error, Page, Paginator};
///
/// # let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
/// # runtime.block_on(async {
/// let numbers = Paginator::new(|cursor: Option<Cursor>| async move {
///     let start = cursor.and_then(|cursor| cursor.as_u64()).unwrap_or(0);
///     let next = (start < 4).then(|| Cursor::new(start + 2));
///     Ok::<_, Error>(Page::new(vec![start, start + 1], next))
/// });
/// assert_eq!(numbers.items().try_collect::<Vec<_>>().await.unwrap(), [0, 1, 2, 3, 4, 5]);
/// # });
/// ```
#[must_use = "a paginator fetches nothing until its stream is polled"]
pub struct Paginator<F> {
    fetch: F,
    start: Option<Cursor>,
}

impl<F> Paginator<F> {
    /// Takes the function that fetches the page at a position, or the first page.
    pub fn new(fetch: F) -> Self {
        Self { fetch, start: None }
    }

    /// Begins at a position that was saved earlier, rather than at the first page.
    pub fn resume(mut self, position: Cursor) -> Self {
        self.start = Some(position);
        self
    }

    /// Returns the pages, one request each.
    pub fn pages<T, E, Fut>(self) -> impl Stream<Item = Result<Page<T>, E>> + Send + 'static
    where
        F: FnMut(Option<Cursor>) -> Fut + Send + 'static,
        Fut: Future<Output = Result<Page<T>, E>> + Send + 'static,
        T: Send + 'static,
        E: Send + 'static,
    {
        let mut seen: HashSet<Cursor> = HashSet::new();
        seen.extend(self.start.clone());
        let state = Some((self.fetch, self.start, seen));
        stream::unfold(state, |state| async move {
            let (mut fetch, position, mut seen) = state?;
            let mut page = match fetch(position).await {
                Ok(page) => page,
                Err(error) => return Some((Err(error), None)),
            };
            page.next = page.next.filter(|next| !next.0.is_empty());
            let state = match &page.next {
                None => None,
                Some(next) if seen.insert(next.clone()) => Some((fetch, Some(next.clone()), seen)),
                Some(next) => {
                    tracing::warn!(cursor = %next, "the server repeats a page position; the listing ends here");
                    page.next = None;
                    None
                }
            };
            Some((Ok(page), state))
        })
    }

    /// Returns the items of all pages, fetching a page when the one before is used up.
    pub fn items<T, E, Fut>(self) -> impl Stream<Item = Result<T, E>> + Send + 'static
    where
        F: FnMut(Option<Cursor>) -> Fut + Send + 'static,
        Fut: Future<Output = Result<Page<T>, E>> + Send + 'static,
        T: Send + 'static,
        E: Send + 'static,
    {
        self.pages().map_ok(|page| stream::iter(page.items).map(Ok)).try_flatten()
    }
}

impl<F> fmt::Debug for Paginator<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Paginator").field("start", &self.start).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    type Fetched = Result<Page<u32>, &'static str>;

    /// Serves the given answers in turn, then panics; counts the calls.
    fn script(
        pages: Vec<Fetched>,
    ) -> (impl FnMut(Option<Cursor>) -> std::future::Ready<Fetched> + Send, Arc<AtomicUsize>) {
        let calls = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&calls);
        let mut pages = pages.into_iter();
        let fetch = move |_| {
            counter.fetch_add(1, Ordering::Relaxed);
            std::future::ready(pages.next().expect("no further page may be asked for"))
        };
        (fetch, calls)
    }

    fn page(items: &[u32], next: &str) -> Fetched {
        Ok(Page::new(items.to_vec(), Some(Cursor::new(next))))
    }

    #[tokio::test]
    async fn an_empty_cursor_ends_the_stream() {
        let (fetch, _) = script(vec![page(&[1], "a"), page(&[], "b"), page(&[2], "")]);
        let items: Vec<_> = Paginator::new(fetch).items().try_collect().await.unwrap();
        assert_eq!(items, [1, 2]);
    }

    #[tokio::test]
    async fn a_repeated_cursor_ends_the_stream() {
        let (fetch, calls) = script(vec![page(&[1], "a"), page(&[2], "b"), page(&[3], "a")]);
        let pages: Vec<_> = Paginator::new(fetch).pages().try_collect().await.unwrap();
        assert_eq!(pages.len(), 3);
        assert_eq!(pages[2].next, None);
        assert_eq!(calls.load(Ordering::Relaxed), 3);
    }

    #[tokio::test]
    async fn a_server_that_returns_where_we_started_is_left() {
        let (fetch, calls) = script(vec![page(&[1], "a")]);
        let items: Vec<_> = Paginator::new(fetch).resume(Cursor::new("a")).items().collect().await;
        assert_eq!(items, [Ok(1)]);
        assert_eq!(calls.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn an_error_is_the_last_item() {
        let (fetch, _) = script(vec![page(&[1], "a"), Err("down")]);
        let items: Vec<_> = Paginator::new(fetch).items().collect().await;
        assert_eq!(items, [Ok(1), Err("down")]);
    }

    #[tokio::test]
    async fn a_listing_can_be_resumed_from_a_saved_position() {
        let fetch = |cursor: Option<Cursor>| async move {
            let start = cursor.and_then(|cursor| cursor.as_u64()).unwrap_or(0);
            Ok::<_, &str>(Page::new(vec![start], (start < 3).then(|| Cursor::new(start + 1))))
        };
        let mut first = Box::pin(Paginator::new(fetch).pages());
        let saved = serde_json::to_string(&first.next().await.unwrap().unwrap().next).unwrap();
        drop(first);
        let position: Option<Cursor> = serde_json::from_str(&saved).unwrap();
        let rest: Vec<_> =
            Paginator::new(fetch).resume(position.unwrap()).items().try_collect().await.unwrap();
        assert_eq!(rest, [1, 2, 3]);
    }
}
