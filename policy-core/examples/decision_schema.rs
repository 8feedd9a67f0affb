//! Prints the JSON Schema of the Decision JSON, as `decision.schema.json` holds it:
//! `cargo run -p policy-core --example decision_schema > policy-core/decision.schema.json`.

#![expect(clippy::print_stdout, reason = "printing is what it is for")]

fn main() {
    println!("{:#}", policy_core::Decision::json_schema());
}
