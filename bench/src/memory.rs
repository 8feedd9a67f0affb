//! What reading takes in a process of its own, as a program that is started for one document needs
//! it: memory, by the high-water mark, and time.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::clock;
use crate::inputs::Input;
use crate::readers::Reader;

/// The argument by which this program calls itself.
pub(crate) const COMMAND: &str = "once";

/// What one reader took for one document.
#[derive(Clone, Copy)]
pub(crate) struct Taken {
    /// Bytes above the input.
    pub(crate) memory: u64,
    /// Time on the clock, the system's for giving the memory out included.
    pub(crate) time: Duration,
}

/// Runs `reader` in a process of its own; `None` where the system does not tell.
pub(crate) fn once(reader: &Reader, file: &Path) -> Option<Taken> {
    let program = std::env::current_exe().ok()?;
    let output = Command::new(program).arg(COMMAND).arg(reader.name).arg(file).output().ok()?;
    let printed = String::from_utf8(output.stdout).ok()?;
    let (memory, nanoseconds) = printed.trim().split_once(' ')?;
    let time = Duration::from_nanos(nanoseconds.parse().ok()?);
    Some(Taken { memory: memory.parse().ok()?, time })
}

/// Runs one reader and prints what it took.
#[expect(clippy::print_stdout, reason = "a program")]
pub(crate) fn child(mut arguments: impl Iterator<Item = String>) -> Result<(), String> {
    let (Some(reader), Some(file)) = (arguments.next(), arguments.next()) else {
        return Err("say which reader and which file".to_owned());
    };
    let input = Input::read(Path::new(&file))?;
    let reader = Reader::find(input.work, &reader).ok_or("no such reader")?;
    let bytes = input.bytes;
    // The program's own pages, which come into memory when they are first used, are no cost of a
    // document.
    reader.read(Input::small(input.work).as_bytes().to_vec());
    // Detecting the format has left a mark of its own.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    let before = high_water().ok_or("the system does not tell")?;
    let start = clock::wall();
    let accepted = reader.read(bytes);
    let time = clock::wall().saturating_sub(start);
    let after = high_water().ok_or("the system does not tell")?;
    if !accepted {
        return Err("refused".to_owned());
    }
    println!("{} {}", after.saturating_sub(before), time.as_nanos());
    Ok(())
}

/// Returns the most memory this process has held, in bytes.
fn high_water() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}
