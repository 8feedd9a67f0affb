//! Prints the JSON Schema of policy documents, as `policy.schema.json` holds it:
//! `cargo run -p policy-core --example json_schema > policy-core/policy.schema.json`.

#![expect(clippy::print_stdout, reason = "printing is what it is for")]

fn main() {
    println!("{:#}", policy_core::Policy::json_schema());
}
