//! Regorus: Microsoft's Rego in Rust, by its virtual machine, as its own benches run it for repeated
//! evaluation: the policy is compiled once, one machine is kept, data and input are set before the
//! clock starts, and no limits are checked.

use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::vm::RegoVM;
use regorus::{Engine, Rc, Value};

use super::case::{Case, Identity};

const RULES: &str = include_str!("rules.rego");
const ENTRY: &str = "data.gate.violations";

/// A machine with the rules loaded.
pub(crate) struct Rego {
    vm: RegoVM,
    input: Value,
}

impl Rego {
    pub(crate) fn new(case: &Case) -> Result<Self, String> {
        let mut engine = Engine::new();
        engine.add_policy("rules.rego".to_owned(), RULES.to_owned()).map_err(fault)?;
        let entry: Rc<str> = ENTRY.into();
        let compiled = engine.compile_with_entrypoint(&entry).map_err(fault)?;
        let program = Compiler::compile_from_policy(&compiled, &[ENTRY]).map_err(fault)?;
        let mut vm = RegoVM::new();
        vm.load_program(program);
        vm.set_execution_timer_config(None);
        vm.set_max_instructions(usize::MAX);
        let mut rego = Self { vm, input: Value::Undefined };
        rego.set(case)?;
        Ok(rego)
    }

    /// Takes another case, rules unchanged.
    pub(crate) fn set(&mut self, case: &Case) -> Result<(), String> {
        let value =
            |json: serde_json::Value| Value::from_json_str(&json.to_string()).map_err(fault);
        self.vm.set_data(value(case.rego_data())?).map_err(fault)?;
        self.input = value(case.rego_input())?;
        Ok(())
    }

    pub(crate) fn decide(&mut self) -> Result<Value, String> {
        self.vm.set_input(self.input.clone());
        self.vm.execute().map_err(fault)
    }

    /// As [`decide`](Self::decide), with the input yet to be read from its JSON.
    pub(crate) fn decide_json(&mut self, input: &str) -> Result<Value, String> {
        self.vm.set_input(Value::from_json_str(input).map_err(fault)?);
        self.vm.execute().map_err(fault)
    }

    pub(crate) fn identities(&mut self) -> Result<Vec<Identity>, String> {
        let found = self.decide()?;
        let found = found.as_set().map_err(fault)?;
        let mut all = Vec::new();
        for hit in found {
            let text =
                |key: &str| hit[key].as_string().map(|text| text.to_string()).unwrap_or_default();
            all.push(Identity {
                rule: text("rule"),
                id: text("id"),
                component: text("component"),
                effect: text("effect"),
                missing: matches!(hit["missing"], Value::Bool(true)),
            });
        }
        all.sort();
        Ok(all)
    }
}

fn fault(error: impl std::fmt::Display) -> String {
    format!("regorus: {error:#}")
}
