//! Large texts, read by several threads.
//!
//! JSON is read from its beginning: whether a quote opens a string or closes it depends on all that
//! is before it. Yet outside of strings, a comma between a brace that closes and one that opens can
//! only separate elements of an array, and what an element is does not depend on what is around
//! the array. So other threads start at such places further on, on the chance that these are what
//! they look like, and read runs of elements. Where the parser comes to the beginning of a run with
//! an element due, the guess was right, and it takes the run over as it is. What it does not come
//! to is dropped; what nobody read ahead, or with a fault, it reads itself. So the tree and the
//! faults are those of a single thread.

#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::VecDeque;
use std::iter;
use std::sync::{Mutex, PoisonError};

use memchr::memmem;
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::{Open, Parsed, Parser, Stop, room_for};
use crate::json::window::blank_end;
use crate::parallel::beside;
use crate::tree::{Key, Run, Tail, Tree};

/// Reads the value at `at`; returns the offset behind it.
pub(super) fn read(parser: &mut Parser<'_>, at: usize) -> Parsed<usize> {
    let len = parser.bytes.len().saturating_sub(at);
    read_shared(parser, at, rayon::current_num_threads().min(len / LEAST_SHARE))
}

/// Fewer bytes are read in a millisecond, for which no thread is worth waking.
const LEAST_SHARE: usize = 1 << 20;

/// Fewer bytes are as soon read as moved; tests move whatever they can.
const LEAST_RUN: usize = if cfg!(test) { 1 } else { 1 << 12 };

/// So many pieces there are for each thread. In the end, all wait for the last one.
const PIECES: usize = 16;

/// [`read`] by so many threads.
pub(super) fn read_shared(parser: &mut Parser<'_>, at: usize, threads: usize) -> Parsed<usize> {
    if threads < 2 {
        return match parser.read(at)? {
            Stop::End(end) | Stop::Watch(end) => Ok(end),
        };
    }
    let pieces = threads * PIECES;
    let len = parser.bytes.len().saturating_sub(at).div_ceil(pieces);
    let start = |piece: usize| at + piece * len;
    let (text, max_depth) = (parser.text, parser.max_depth);
    // The parser takes pieces from the front, since it need not move what it reads itself; whoever
    // reads ahead takes them from the back. The room that takes is asked for here: this thread may
    // have memory to give, while another one begins with what nobody has touched, page by page.
    let left: VecDeque<_> = (1..pieces).map(|piece| (piece, room_for(len))).collect();
    let left = Mutex::new(left);
    let left = || left.lock().unwrap_or_else(PoisonError::into_inner);
    let (next, last) = (|| left().pop_front(), || left().pop_back());
    parser.watch = start(1);
    let mut ahead = Vec::new();
    let mut stop = beside(
        true,
        || {
            let read = |(piece, tree)| {
                let parser = Parser::new(text, tree, max_depth, usize::MAX);
                (piece, Ahead::read(parser, start(piece), len))
            };
            let others = (1..threads).into_par_iter();
            ahead = others.flat_map_iter(|_| iter::from_fn(last).map(read)).collect();
        },
        || {
            let stop = parser.read_until(at, || next().map(|(piece, _)| start(piece + 1)));
            // At a fault, there is more; nobody need read it.
            left().clear();
            stop
        },
    )?;
    ahead.sort_unstable_by_key(|(piece, _)| Reverse(*piece));
    let mut ahead = ahead.into_iter().map(|(_, ahead)| ahead).collect();
    loop {
        stop = match stop {
            Stop::End(end) => return Ok(end),
            Stop::Watch(at) => {
                let at = take_over(parser, &mut ahead, at);
                parser.read(at)?
            }
        }
    }
}

/// What one thread read ahead.
struct Ahead {
    tree: Tree,
    /// The numbers that the parser's tree has for the names met here.
    keys: Option<Vec<Key>>,
    /// The last one comes first.
    runs: Vec<Elements>,
}

/// Elements that are neighbours in an array, each with the comma behind it.
struct Elements {
    start: usize,
    /// Where the next element is due.
    end: usize,
    run: Run,
    /// How many levels of containers they are.
    levels: usize,
    /// How many elements there are, those of the arrays in them included.
    count: usize,
}

/// Takes over what was read ahead from `at` on, where an element is due; returns where the next
/// one is.
fn take_over(parser: &mut Parser<'_>, ahead: &mut Vec<Ahead>, mut at: usize) -> usize {
    parser.watch = usize::MAX;
    while let Some(next) = ahead.last_mut() {
        match next.runs.pop_if(|elements| elements.start <= at) {
            Some(elements) if elements.start == at && parser.has_room(&elements) => {
                let keys = next.keys.get_or_insert_with(|| parser.tree.meet_keys(&next.tree));
                parser.tree.adopt(&mut parser.here.tail, &next.tree, elements.run, keys);
                parser.elements_left -= elements.count;
                at = elements.end;
            }
            Some(_) => {}
            None => match next.runs.last() {
                Some(later) => {
                    parser.watch = later.start;
                    break;
                }
                None => {
                    ahead.pop();
                }
            },
        }
    }
    at
}

impl Ahead {
    /// Reads what it can of a piece of the text.
    fn read(mut parser: Parser<'_>, from: usize, len: usize) -> Self {
        let mut runs = Vec::new();
        let mut at = from;
        let to = parser.bytes.len().min(from + len);
        while let Some(start) = next_element(parser.bytes, at, to) {
            let (elements, reached) = parser.elements(start, to);
            runs.extend(elements);
            at = reached;
        }
        runs.reverse();
        Self { tree: parser.tree, keys: None, runs }
    }
}

impl Parser<'_> {
    /// Reads on at `at` until an element is due beyond the last place to watch for.
    fn read_until(
        &mut self,
        mut at: usize,
        mut next_watch: impl FnMut() -> Option<usize>,
    ) -> Parsed<Stop> {
        loop {
            at = match self.read(at)? {
                Stop::Watch(at) => at,
                end => return Ok(end),
            };
            while self.watch <= at {
                let Some(watch) = next_watch() else { return Ok(Stop::Watch(at)) };
                self.watch = watch;
            }
        }
    }

    /// Reads elements from `start` on, until one is due beyond `to`, their array ends, or there is a
    /// fault; returns where that is. The last element of an array is left to who knows the array.
    fn elements(&mut self, start: usize, to: usize) -> (Option<Elements>, usize) {
        let nothing = self.tree.mark();
        let array = self.tree.array(&mut Tail::ROOT.clone(), Key::NONE, None);
        self.here = Open::new(array, false, Key::NONE);
        self.outer.clear();
        self.many.clear();
        self.deepest = 0;
        self.elements_left = usize::MAX;
        let first = self.tree.mark();
        let mut read = None;
        let mut at = start;
        let reached = loop {
            self.elements_left -= 1;
            let end = match self.read(at) {
                Ok(Stop::End(end) | Stop::Watch(end)) => self.blank(end),
                Err(fault) => break fault.at,
            };
            if self.byte(end) != b',' {
                break end;
            }
            at = self.blank(end + 1);
            let last = self.tree.mark();
            let run = Run::new(first, last, self.here.tail);
            let (levels, count) = (self.deepest, usize::MAX - self.elements_left);
            read = Some((last, Elements { start, end: at, run, levels, count }));
            if at >= to {
                break at;
            }
        };
        let elements = read.filter(|(_, elements)| elements.end - start >= LEAST_RUN);
        self.tree.take_back(elements.as_ref().map_or(nothing, |(last, _)| *last));
        (elements.map(|(_, elements)| elements), reached.max(start))
    }

    /// Reports whether elements fit in here without going beyond a limit.
    fn has_room(&self, elements: &Elements) -> bool {
        self.outer.len() + elements.levels <= self.max_depth && elements.count <= self.elements_left
    }
}

/// Returns where an element of an array may begin, behind a comma between `at` and `to`.
fn next_element(bytes: &[u8], mut at: usize, to: usize) -> Option<usize> {
    loop {
        at += memmem::find(bytes.get(at..to)?, b"},")? + 2;
        let next = blank_end(bytes, at);
        if bytes.get(next) == Some(&b'{') {
            return Some(next);
        }
    }
}
