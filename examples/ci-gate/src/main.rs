//! Weighs a container image against a policy, in a pipeline. See the README beside this file.

#![forbid(unsafe_code)]

mod args;
mod check;
mod console;
mod demo;
mod exit;
mod files;
mod gate;
mod manifests;
mod platform;
mod policy_diff;
mod policy_file;
mod progress;
mod report;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use clap::Parser as _;

use crate::args::{Cli, Command, PolicyCommand};
use crate::exit::{Exit, Failure};

fn main() -> ExitCode {
    let cli = Cli::parse();
    // A fault of ours is no decision either. Without this it would end with a code that nobody has
    // been promised; the message has been printed by then.
    let result = catch_unwind(AssertUnwindSafe(|| run(&cli.command)))
        .unwrap_or_else(|_| Err(Failure::undecided("a fault in ci-gate itself, told above")));
    match result {
        Ok(exit) => exit.into(),
        Err(failure) => {
            console::tell(&format!("error: {failure}"));
            failure.exit().into()
        }
    }
}

fn run(command: &Command) -> Result<Exit, Failure> {
    match command {
        Command::Policy(PolicyCommand::Init) => policy_file::init(),
        Command::Policy(PolicyCommand::Check { file, now }) => {
            policy_file::check(file, check::now(now.as_deref())?)
        }
        Command::Policy(PolicyCommand::Test { file, tests, format }) => {
            policy_file::test(file, tests, *format)
        }
        Command::Policy(PolicyCommand::Diff(args)) => policy_diff::run(args),
        Command::Check(args) => block_on(check::run(args)),
        Command::Demo(args) => block_on(demo::run(args)),
    }
}

/// Runs `work` to its end, or until somebody stops it: Ctrl-C, or a pipeline that is cancelled.
fn block_on<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::undecided("the runtime does not start").because(error))?;
    let result = runtime.block_on(async {
        tokio::select! {
            // Whoever looks for signals first hears those that come while the work begins.
            biased;
            () = interrupted() => {
                Err(Failure::undecided("interrupted before a decision was reached"))
            }
            result = work => result,
        }
    });
    // Nobody waits for a name server that does not answer.
    runtime.shutdown_background();
    result
}

#[cfg(unix)]
async fn interrupted() {
    use tokio::signal::unix::{SignalKind, signal};

    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return std::future::pending().await;
    };
    tokio::select! {
        Ok(()) = tokio::signal::ctrl_c() => {}
        Some(()) = terminate.recv() => {}
        else => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending().await
    }
}
