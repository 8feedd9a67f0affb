//! Dependencies, which are nested messages here and a list in JSON.

use super::{Dependency, Entry, Filler, Frame, Inside, Run};
use crate::cyclonedx::protobuf::wire::{Kind, Tag};
use crate::error::Error;
use crate::tree::Key;

impl Filler<'_> {
    pub(super) fn dependency_field(
        &mut self,
        frame: Frame,
        tag: Tag,
        start: usize,
        stop: usize,
    ) -> Result<bool, Error> {
        if tag.kind != Kind::Length {
            return Ok(false);
        }
        match tag.number {
            1 => {
                let Some(mut dependency) = self.dependencies.pop() else { return Ok(false) };
                let is_first = dependency.reference.is_none();
                dependency.reference = Some((start, stop));
                if let Some(entry) = &mut dependency.entry
                    && is_first
                {
                    self.text(Key::REF, &mut entry.object, start, stop)?;
                }
                // It is an edge of the dependency around it.
                if is_first && self.is_inner() {
                    self.add_reference(start, stop, false)?;
                }
                self.dependencies.push(dependency);
                Ok(is_first)
            }
            2 => {
                let Some(list) = self.dependencies.last().map(|outer| outer.list) else {
                    return Ok(false);
                };
                self.dependencies.push(Dependency { list, reference: None, entry: None });
                self.push((start, stop), stop, frame.tail, Inside::Dependency)?;
                Ok(true)
            }
            3 => {
                self.add_reference(start, stop, true)?;
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    /// Reports whether the dependency that was just taken from the stack is inside another one.
    pub(super) fn is_inner(&self) -> bool {
        matches!(self.frames.iter().nth_back(1).map(|frame| frame.inside), Some(Inside::Dependency))
    }

    /// Adds a reference to what the innermost dependency depends on or provides.
    pub(super) fn add_reference(
        &mut self,
        start: usize,
        stop: usize,
        provides: bool,
    ) -> Result<(), Error> {
        let Some(mut entry) = self.entry(start) else { return Ok(()) };
        let (key, list) = match provides {
            true => (Key::PROVIDES, &mut entry.provides),
            false => (Key::DEPENDS_ON, &mut entry.depends_on),
        };
        let mut tail = match *list {
            Some(tail) => tail,
            None => self.tree.array(&mut entry.object, key, Some(start)),
        };
        self.text(Key::NONE, &mut tail, start, stop)?;
        *list = Some(tail);
        if let Some(dependency) = self.dependencies.last_mut() {
            dependency.entry = Some(entry);
        }
        Ok(())
    }

    /// Returns the entry of the innermost dependency, made if it has none yet.
    pub(super) fn entry(&mut self, at: usize) -> Option<Entry> {
        let dependency = *self.dependencies.last()?;
        if let Some(entry) = dependency.entry {
            return Some(entry);
        }
        let is_list = |run: &&mut Run| (run.depth, run.place) == dependency.list;
        let list = self.runs.iter_mut().rev().find(is_list)?;
        let mut object = self.tree.object(&mut list.tail, Key::NONE, Some(at));
        if let Some((start, stop)) = dependency.reference {
            self.tree.text(&mut object, Key::REF, start, stop - start);
        }
        let entry = Entry { object, depends_on: None, provides: None };
        if let Some(dependency) = self.dependencies.last_mut() {
            dependency.entry = Some(entry);
        }
        Some(entry)
    }
}
