//! How much memory reading takes: each reader in a process of its own, by the high-water mark.

use std::path::Path;
use std::process::Command;

use crate::inputs::Input;
use crate::readers::{Read, Reader};

/// The argument by which this program calls itself.
pub(crate) const COMMAND: &str = "memory-of";

/// Returns the memory that `reader` needs above the input, in bytes; `None` where the system does
/// not tell.
pub(crate) fn above_input(reader: &Reader, file: &Path) -> Option<u64> {
    let program = std::env::current_exe().ok()?;
    let output = Command::new(program).arg(COMMAND).arg(reader.name).arg(file).output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
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
    let small = Input::small(input.work);
    match reader.read {
        Read::Borrowed(read) => read(small.as_bytes()),
        Read::Owned(read) => read(small.as_bytes().to_vec()),
    };
    // Detecting the format has left a mark of its own.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    let before = high_water().ok_or("the system does not tell")?;
    let accepted = match reader.read {
        Read::Borrowed(read) => read(&bytes),
        Read::Owned(read) => read(bytes),
    };
    let after = high_water().ok_or("the system does not tell")?;
    if !accepted {
        return Err("refused".to_owned());
    }
    println!("{}", after.saturating_sub(before));
    Ok(())
}

/// Returns the most memory this process has held, in bytes.
fn high_water() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}
