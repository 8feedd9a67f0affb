//! The command line. Every option is documented where `--help` prints it.

use std::{path::PathBuf, time::Duration};

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Weighs a container image against a policy, in a pipeline.
///
/// Exit codes: 0 allow or warn, 1 deny, 2 the caller's mistake, 3 no decision could be reached.
/// The result goes to stdout, progress and errors to stderr.
#[derive(Debug, Parser)]
#[command(name = "ci-gate", version, propagate_version = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Shows the whole road on an embedded platform: one image admitted, one blocked.
    Demo(DemoArgs),
    /// Judges an image or a build.
    Check(Box<CheckArgs>),
    /// Works on policy files.
    #[command(subcommand)]
    Policy(PolicyCommand),
}

#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// Where the manifests and decisions are left [default: a new temporary folder].
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PolicyCommand {
    /// Prints the built-in starter policy, to be saved and made your own.
    Init,
    /// Checks a policy file: every fault with line and column, and what looks unintended.
    Check {
        /// The policy file, YAML or JSON.
        file: PathBuf,
        /// Judges what expires against this instant instead of the present one.
        #[arg(long, value_name = "TIMESTAMP")]
        now: Option<String>,
    },
    /// Runs the tests that a policy carries, and lists the rules they leave untested.
    ///
    /// Ends with 0 if the policy decides as its tests say, with 1 if it does not.
    Test {
        /// The policy file, YAML or JSON.
        file: PathBuf,
        /// A file of tests beside those in the policy; repeatable.
        #[arg(long, value_name = "FILE")]
        tests: Vec<PathBuf>,
        /// How the result is printed.
        #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
        format: PolicyFormat,
    },
    /// Shows what a new policy would decide differently, on evidence that was kept.
    ///
    /// Ends with 1 if the new policy denies what the old one lets pass, otherwise with 0.
    Diff(DiffArgs),
}

#[derive(Debug, Args)]
pub(crate) struct DiffArgs {
    /// The policy as it is: a file, or `starter`.
    pub(crate) old: PathBuf,

    /// The policy that may replace it: a file, or `starter`.
    pub(crate) new: PathBuf,

    /// Evidence on one artifact each, as `check --out DIR` leaves it in `evidence.json`.
    #[arg(required = true)]
    pub(crate) evidence: Vec<PathBuf>,

    /// How the result is printed.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(crate) format: PolicyFormat,

    /// Judges ages and expiries against this instant (RFC 3339) instead of the present one.
    #[arg(long, value_name = "TIMESTAMP")]
    pub(crate) now: Option<String>,

    /// The stage whose mode applies.
    #[arg(long, value_name = "NAME", default_value = "ci")]
    pub(crate) stage: String,
}

/// How what is found out about a policy is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum PolicyFormat {
    /// For a person.
    #[default]
    Human,
    /// The same as one JSON document.
    Json,
}

/// With `JFROG_URL` set, and no `--sbom` or `--report`, the platform is asked; otherwise the files
/// given are the only evidence.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// The image: `host/repository/name:tag`, `…@sha256:…`, or on a platform `repository/name:tag`.
    #[arg(required_unless_present = "build", conflicts_with = "build")]
    pub(crate) image: Option<String>,

    /// Judges a build that was published to the platform instead of an image.
    #[arg(long, value_name = "NAME/NUMBER", conflicts_with_all = ["sbom", "report"])]
    pub(crate) build: Option<String>,

    /// The policy file, YAML or JSON [default: the starter policy, see `policy init`].
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,

    /// A Kubernetes manifest to annotate with the score; repeatable, rewritten in place.
    #[arg(long = "manifest", value_name = "FILE")]
    pub(crate) manifests: Vec<PathBuf>,

    /// Writes the annotated manifests, `decision.json` and `evidence.json` here; the manifests given
    /// stay untouched.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,

    /// An SBOM or a scan report; repeatable, the kind is recognised by content.
    #[arg(long, value_name = "FILE")]
    pub(crate) sbom: Vec<PathBuf>,

    /// A scan report or an SBOM; repeatable, the kind is recognised by content.
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Vec<PathBuf>,

    /// A VEX document (OpenVEX, CSAF or CycloneDX); repeatable.
    #[arg(long, value_name = "FILE")]
    pub(crate) vex: Vec<PathBuf>,

    /// A file of waivers, beside those of the policy; repeatable.
    #[arg(long, value_name = "FILE")]
    pub(crate) waivers: Vec<PathBuf>,

    /// How the decision is printed.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(crate) format: Format,

    /// Judges ages and expiries against this instant (RFC 3339) instead of the present one.
    #[arg(long, value_name = "TIMESTAMP")]
    pub(crate) now: Option<String>,

    /// The stage whose mode applies.
    #[arg(long, value_name = "NAME", default_value = "ci")]
    pub(crate) stage: String,

    /// Exchanges the CI's ID token for an access token through this OIDC provider of the platform.
    #[arg(long, value_name = "NAME", env = "JFROG_OIDC_PROVIDER")]
    pub(crate) oidc_provider: Option<String>,

    /// How long all of the evidence may take, a scan in progress included (`90s`, `10m`, `1h`).
    #[arg(long, value_name = "DURATION", default_value = "15m", value_parser = duration)]
    pub(crate) deadline: Duration,
}

/// How a decision is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For a person: a summary, what was denied and why, the path, the fix, the waiver.
    #[default]
    Human,
    /// The decision as one JSON document.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// JUnit XML, for test reports.
    Junit,
    /// GitHub Actions workflow commands.
    Github,
}

/// Reads `90s`, `10m`, `1h`, or plain seconds.
fn duration(text: &str) -> Result<Duration, String> {
    let (number, seconds) = match text.strip_suffix(['s', 'm', 'h']) {
        Some(number) if text.ends_with('h') => (number, 3600),
        Some(number) if text.ends_with('m') => (number, 60),
        Some(number) => (number, 1),
        None => (text, 1),
    };
    number
        .parse::<u64>()
        .ok()
        .and_then(|n| n.checked_mul(seconds))
        .filter(|&n| n > 0)
        .map(Duration::from_secs)
        .ok_or_else(|| "expected a time such as `90s`, `10m` or `1h`".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn durations_have_units() {
        assert_eq!(duration("90s"), Ok(Duration::from_secs(90)));
        assert_eq!(duration("10m"), Ok(Duration::from_secs(600)));
        assert_eq!(duration("1h"), Ok(Duration::from_secs(3600)));
        assert_eq!(duration("45"), Ok(Duration::from_secs(45)));
        for bad in ["", "m", "0s", "-1s", "1d", "99999999999999999999h"] {
            assert!(duration(bad).is_err(), "`{bad}` was accepted");
        }
    }

    #[test]
    fn a_check_needs_an_image_or_a_build_and_never_both() {
        assert!(Cli::try_parse_from(["ci-gate", "check"]).is_err());
        assert!(Cli::try_parse_from(["ci-gate", "check", "a/b:1", "--build", "b/1"]).is_err());
        assert!(Cli::try_parse_from(["ci-gate", "check", "--build", "b/1"]).is_ok());
    }
}
