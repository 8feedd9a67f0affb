//! Weighs a container image against a policy, in a pipeline. See the README beside this file.

#![forbid(unsafe_code)]

mod args;
mod check;
mod demo;
mod exit;
mod gate;
mod manifests;
mod platform;
mod policy_file;
mod progress;
mod report;

use std::process::ExitCode;

use clap::Parser as _;

use crate::args::{Cli, Command, PolicyCommand};

fn main() -> ExitCode {
    let cli = Cli::parse();
    let result = match &cli.command {
        Command::Policy(PolicyCommand::Init) => Ok(policy_file::init()),
        Command::Policy(PolicyCommand::Check { file, now }) => {
            check::now(now.as_deref()).and_then(|now| policy_file::check(file, now))
        }
        Command::Check(args) => block_on(check::run(args)),
        Command::Demo(args) => block_on(demo::run(args)),
    };
    match result {
        Ok(exit) => exit.into(),
        Err(failure) => {
            anstream::eprintln!("error: {failure}");
            failure.exit().into()
        }
    }
}

fn block_on<T>(work: impl Future<Output = Result<T, exit::Failure>>) -> Result<T, exit::Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| exit::Failure::undecided("the runtime does not start").because(error))?
        .block_on(work)
}
