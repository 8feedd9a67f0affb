//! Reading tests inside of a policy, or beside it.

use super::{Ids, expect_head, given};
use crate::EvalContext;
use crate::Timestamp;
use crate::code::Code;
use crate::error::{Lint, LoadError};
use crate::policy::nearest::nearest;
use crate::policy::reader::{At, Reader};
use crate::policy::schema::{cases, document};
use crate::policy::settings::{OUTCOMES, SCORES};
use crate::policy::yaml::{Value, shorten};
use crate::policy::{LoadOptions, Policy};
use crate::testing::{Case, Claim, Expect};

const FILE_KIND: &str = "PolicyTests";

/// Reads tests from a document of their own: the list itself, or a mapping with the list.
pub(crate) fn file(
    source: &str,
    options: &LoadOptions,
    policy: &Policy,
) -> Result<(Vec<Case>, Vec<Lint>), LoadError> {
    let mut reader = Reader::default();
    let root = super::read(&mut reader, source, options, super::EMPTY_LIST);
    let cases = root.map(|root| {
        let at = At { node: &root, path: String::new() };
        if matches!(root.value, Value::List(_)) {
            return read_cases(&mut reader, &at, Some(policy), options);
        }
        let Some(fields) = reader.fields(&at, &document::TEST_FILE) else { return Vec::new() };
        expect_head(&mut reader, &fields, FILE_KIND);
        let list = fields.need(&mut reader, "tests");
        list.map(|list| read_cases(&mut reader, &list, Some(policy), options)).unwrap_or_default()
    });
    super::finish(reader, cases)
}

pub(super) fn read_cases(
    reader: &mut Reader,
    at: &At<'_>,
    policy: Option<&Policy>,
    options: &LoadOptions,
) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut names = Ids::default();
    for at in reader.list(at, false).unwrap_or_default() {
        let Some(case) = read_case(reader, &at, policy, options) else { continue };
        let what = format_args!("a test `{}`", shorten(&case.name));
        names.take(reader, &at.entry("name"), &case.name, what);
        cases.push(case);
    }
    cases
}

fn read_case(
    reader: &mut Reader,
    at: &At<'_>,
    policy: Option<&Policy>,
    options: &LoadOptions,
) -> Option<Case> {
    let fields = reader.fields(at, &cases::TEST)?;
    let name = fields.need(reader, "name").and_then(|at| reader.filled(&at));
    let now = fields.need(reader, "now").and_then(|at| reader.parse::<Timestamp>(&at));
    let stage = fields.get("stage").and_then(|at| reader.filled(&at));
    let namespace = fields.get("namespace").and_then(|at| reader.filled(&at));
    let expect = fields.need(reader, "expect").and_then(|at| read_expect(reader, &at, policy));
    let given = fields.need(reader, "given").and_then(|at| {
        // What is wrong with the evidence is told even if the time is missing.
        given::evidence(reader, &at, now.unwrap_or(Timestamp::UNIX_EPOCH), options)
    });
    let mut cx = EvalContext::at(now?);
    cx.stage = stage;
    cx.namespace = namespace;
    let span = fields.get("name").map_or(at.node.span, |at| at.node.span);
    Some(Case { name: name?, line: span.line, cx, evidence: given?, expect: expect? })
}

/// Without a `policy`, whether rules exist cannot be said.
fn read_expect(reader: &mut Reader, at: &At<'_>, policy: Option<&Policy>) -> Option<Expect> {
    let before = reader.found.len();
    let fields = reader.fields(at, &cases::EXPECT)?;
    let outcome =
        fields.get("outcome").and_then(|at| Some(claim(&at, reader.word(&at, &OUTCOMES)?)));
    let score = fields.get("score").and_then(|at| Some(claim(&at, reader.word(&at, &SCORES)?)));
    let rules = |reader: &mut Reader, key: &str| {
        let Some(at) = fields.get(key) else { return Vec::new() };
        reader.each(&at, |reader, at| {
            let id = reader.filled(at)?;
            if let Some(policy) = policy
                && !policy.has_part(&id)
            {
                let near = nearest(&id, policy.rules()).map(str::to_owned);
                let message = format!("no rule is called `{}`", shorten(&id));
                reader.fault(Code::UnknownReference, at, message).suggestion = near;
                return None;
            }
            Some(claim(at, id))
        })
    };
    let violated = rules(reader, "rules");
    let kept = rules(reader, "not_rules");
    let suppressed = fields
        .get("suppressed")
        .map(|at| reader.each(&at, |reader, at| Some(claim(at, reader.filled(at)?))))
        .unwrap_or_default();
    if matches!(&at.node.value, Value::Map(entries) if entries.is_empty()) {
        fields.missing(reader, Code::NothingStated, "the test expects nothing");
    }
    let expect = Expect { outcome, rules: violated, not_rules: kept, score, suppressed };
    (reader.found.len() == before).then_some(expect)
}

fn claim<T>(at: &At<'_>, value: T) -> Claim<T> {
    Claim { value, path: at.path.clone(), line: at.node.span.line, column: at.node.span.column }
}
