//! The codes are a contract: whoever changes this list changes what tools match on.

use std::collections::BTreeSet;
use std::fmt::Write;

use policy_core::Code;

#[test]
fn no_two_codes_share_a_text() {
    let texts: BTreeSet<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(texts.len(), Code::ALL.len());
}

#[test]
fn the_list_of_codes() {
    let mut list = String::new();
    for code in Code::ALL {
        writeln!(list, "{code:<22} {}", code.meaning()).unwrap();
    }
    insta::assert_snapshot!(list, @r#"
    missing-evidence       Evidence a rule or a requirement needs is not there.
    stale-evidence         Evidence is there, but older than the policy allows.
    insufficient-evidence  Evidence is there, but lacks something the policy asks of it.
    vulnerability          A vulnerability meets all conditions of a rule.
    licence-not-allowed    A licence is on no allow list.
    licence-denied         A licence is on a deny list.
    licence-unknown        A component's licence is not known.
    image-registry         The image comes from a registry or repository that is not allowed.
    image-tag              The image's tag is denied.
    image-mutable-tag      The image is named by a tag that can be moved.
    image-digest-missing   The image reference carries no digest.
    image-digest-mismatch  The evidence belongs to another digest than the image reference.
    image-base             The base image is not one of those allowed.
    image-base-age         The base image is older than the policy allows.
    image-end-of-life      The operating system gets no security fixes any more.
    component              A component meets the expression of a rule.
    image                  The image meets the expression of a rule.
    image-age              The image is older than the policy allows.
    image-signature        Nobody whom the policy names signed the image.
    image-provenance       The image was not built as the policy asks.
    image-user             The image runs as root.
    image-secret           The image holds secrets.
    image-port             The image exposes a port that is not allowed.
    image-size             The image is larger than the policy allows.
    image-layers           The image has more layers than the policy allows.
    budget                 More findings of one severity or worse than the budget allows.
    waiver-unused          A waiver that nothing needs, in a policy that forbids those.
    P101                   The text is not YAML or JSON.
    P102                   The document is larger, deeper or more repetitive than the limits allow.
    P103                   The file holds more than one document.
    P104                   A key stands twice in one mapping.
    P105                   The file holds no document.
    P106                   The document uses a YAML feature that policies do without.
    P201                   A scanner and the version order disagree on whether a fix is newer than what is installed.
    P202                   A CVSS vector cannot be read.
    P203                   A stated CVSS score differs from the one its vector gives; the vector's is used.
    P204                   A VEX statement is not followed.
    P205                   A VEX statement covers every component of the artifact.
    P206                   The stage of the evaluation is not one the policy's `modes` name.
    P207                   A waiver lasts longer than the policy allows and was clipped.
    P208                   A waiver suppresses nothing.
    P209                   Two waivers share one id.
    P210                   A CVSS vector is not spelt as its specification has it, and counts all the same.
    P211                   A source's word for a severity stands for no level; it counts as unknown.
    P301                   A key the policy language does not know.
    P302                   A documented key that this build cannot evaluate.
    P303                   A required key is missing.
    P304                   A value has the wrong type.
    P305                   A value has the right type and no meaning.
    P306                   Two rules or waivers share one id.
    P307                   A reference to something the document does not define.
    P308                   A rule, matcher or section that says nothing.
    P309                   A waiver without a reason, an owner or an end.
    P310                   The document is of another version or kind.
    P311                   A policy reaches for a rule of one below it that does not allow that.
    P401                   A waiver has expired already.
    P402                   A waiver lasts longer than the policy allows.
    P403                   A licence is both allowed and denied.
    P404                   A rule is not monotone: a worse finding may pass it.
    P405                   Missing evidence passes.
    P406                   A rule or a condition that can never hold.
    P407                   A rule that another one covers, at least as hard.
    P408                   A definition that nothing uses.
    P409                   Something is both allowed and denied.
    P410                   A budget that another one makes pointless.
    P411                   An identity that says who signed and not who vouches for the name.
    P412                   A waiver that ends soon.
    P413                   A waiver for something the policy never objects to.
    P414                   A rule that only warns denies what it cannot judge, and nobody wrote that down.
    P501                   An expression that breaks the grammar.
    P502                   An expression names a variable, field or function that does not exist.
    P503                   Parts of an expression do not fit together.
    P504                   An expression is longer, deeper or larger than the limits allow.
    P505                   A text in an expression means nothing where it stands.
    P506                   A part of CEL that policies do without.
    P507                   An expression asks for nothing, or for something else than its rule looks at.
    "#);
}

#[test]
fn the_table_beside_the_sources_is_the_generated_one() {
    let known = include_str!("../../CODES.md");
    assert!(known == Code::table(), "stale: `cargo run -p policy-core --example codes` prints it");
    let listed = Code::ALL.iter().filter(|code| known.contains(&format!("| `{code}` |")));
    assert_eq!(listed.count(), Code::ALL.len(), "every code belongs to a part");
}
