# `just` lists the commands.
_default:
    @just --list --unsorted

# The main job, on the embedded platform.
demo:
    cargo run --release -p ci-gate -- demo

# Everything a change must pass, but for the slow part: `.ci/run` has all of it.
check: fmt clippy test doc

# The layout of the code.
fmt:
    cargo fmt --all -- --check

# Lints, with default features and with all.
clippy:
    cargo clippy --workspace --all-targets -- -D warnings
    cargo clippy --workspace --all-targets --all-features -- -D warnings

# Unit, integration and documentation tests of every default member.
test:
    cargo test

# The same without doctests, in parallel across binaries (needs cargo-nextest).
nextest:
    cargo nextest run

# The laws of the evaluator, 10,000 generated cases of each; more: `just laws 100000`.
laws cases="10000":
    PROPTEST_CASES={{cases}} cargo test -p policy-core --config profile.dev.package.policy-core.opt-level=1 --test it -- laws::

# Changes in the code that tests must notice, in one file or all: `just mutants tri` (needs cargo-mutants).
mutants file="policy-core/src":
    cargo mutants -p policy-core --baseline=skip --timeout 120 -F '{{file}}'

# The documentation, with broken links as errors.
doc:
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --all-features

# Bans, licences, sources (needs cargo-deny).
deny:
    cargo deny --all-features check bans licenses sources

# Each feature alone and none at all (needs cargo-hack).
powerset:
    cargo hack check --workspace --exclude bench --feature-powerset --no-dev-deps

# The pure crates compile where there is no operating system (needs the wasm32 target).
wasm:
    cargo check --target wasm32-unknown-unknown -p sbom-kit -p scan-reports -p policy-core -p k8s-admission

# The fake platform as a program.
fake port="8082":
    cargo run -p jfrog-fake -- --port {{port}} --seed demo

# Ours beside the peers, as ratios: `just bench sbom`.
bench what="sbom":
    cargo run --release -p bench -- {{what}}

# One fuzz target for some seconds: `just fuzz sbom_json 60` (needs cargo-fuzz and a nightly toolchain).
fuzz target seconds="60":
    cargo +nightly fuzz run {{target}} -- -max_total_time={{seconds}}

# Reviews changed snapshots (needs cargo-insta).
snapshots:
    cargo insta review

# What would be published.
package:
    cargo package --workspace --exclude bench --exclude ci-gate --exclude sbom-tool --allow-dirty
