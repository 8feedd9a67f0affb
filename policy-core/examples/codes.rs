//! Prints the table of reason codes, as `CODES.md` holds it:
//! `cargo run -p policy-core --example codes > policy-core/CODES.md`.

#![expect(clippy::print_stdout, reason = "printing is what it is for")]

fn main() {
    print!("{}", policy_core::Code::table());
}
