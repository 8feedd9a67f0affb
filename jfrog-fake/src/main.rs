//! The fake platform as a program.

use std::error::Error;
use std::io::{self, Write as _};
use std::process::ExitCode;

use jfrog_fake::{FakeJfrog, Seed};
use serde_json::json;

fn main() -> ExitCode {
    let options = match Options::parse(lexopt::Parser::from_env()) {
        Ok(Some(options)) => options,
        Ok(None) => return ExitCode::SUCCESS,
        Err(error) => {
            complain(&error);
            return ExitCode::from(2);
        }
    };
    match run(options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(error.as_ref());
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn run(options: Options) -> Result<(), Box<dyn Error>> {
    let mut builder = FakeJfrog::builder().seed(options.seed).port(options.port);
    if let Some(token) = options.token {
        builder = builder.token(token);
    }
    // Before the first line: whoever reads it may send the signal at once.
    let end = end_signal()?;
    let fake = builder.start().await?;
    let mut out = io::stdout();
    let (url, token) = (json!(fake.url()), json!(fake.admin_token()));
    writeln!(out, r#"{{"url":{url},"admin_token":{token}}}"#)?;
    out.flush()?;
    end.await;
    fake.stop().await;
    Ok(())
}

#[cfg(unix)]
fn end_signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn end_signal() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}

struct Options {
    port: u16,
    seed: Seed,
    token: Option<String>,
}

impl Options {
    /// `None` if the answer was given already.
    fn parse(mut parser: lexopt::Parser) -> Result<Option<Self>, lexopt::Error> {
        use lexopt::prelude::*;
        let mut options = Self { port: 8082, seed: Seed::Demo, token: None };
        while let Some(argument) = parser.next()? {
            match argument {
                Long("port") => options.port = parser.value()?.parse()?,
                Long("token") => options.token = Some(parser.value()?.string()?),
                Long("seed") => {
                    options.seed = parser.value()?.parse_with(|name| match name {
                        "demo" => Ok(Seed::Demo),
                        "empty" => Ok(Seed::Empty),
                        _ => Err("the seeds are `demo` and `empty`"),
                    })?;
                }
                Short('h') | Long("help") => {
                    say(USAGE);
                    return Ok(None);
                }
                Short('V') | Long("version") => {
                    say(concat!("jfrog-fake ", env!("CARGO_PKG_VERSION"), "\n"));
                    return Ok(None);
                }
                _ => return Err(argument.unexpected()),
            }
        }
        Ok(Some(options))
    }
}

fn say(text: &str) {
    // Nobody listens any more: nothing to do about it.
    let _ = io::stdout().write_all(text.as_bytes());
}

fn complain(error: &dyn Error) {
    let mut line = format!("jfrog-fake: {error}");
    let mut cause = error.source();
    while let Some(error) = cause {
        line.push_str(&format!(": {error}"));
        cause = error.source();
    }
    let _ = writeln!(io::stderr(), "{line}");
}

const USAGE: &str = "\
A fake JFrog platform on 127.0.0.1, until SIGINT or SIGTERM. Unofficial; not affiliated with JFrog Ltd.

usage: jfrog-fake [--port PORT] [--seed demo|empty] [--token TOKEN]

  --port PORT    the port; 0 takes a free one (default: 8082)
  --seed NAME    what it holds at first: `demo` or `empty` (default: demo)
  --token TOKEN  the administrator's token (default: a fresh one)

The first line on stdout is {\"url\":\"…\",\"admin_token\":\"…\"}.
";
