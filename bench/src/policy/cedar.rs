//! Cedar: an authorisation is about one request, so it is asked once for each finding and each
//! component. What it cannot say is done for it: joining aliases, the worst rating, comparing
//! versions, parsing licences.
//!
//! Waivers are written down in two ways; see [`Encoding`]. Each is measured twice: with the requests
//! made before the clock starts, which leaves out all that is done for Cedar, and from the evidence
//! to the answers, which is what each image costs whoever uses it.

mod requests;
mod text;

use std::collections::BTreeMap;
use std::str::FromStr;

use cedar_policy::{
    Authorizer, Entities, EntityId, EntityTypeName, EntityUid, PolicyId, PolicySet, Request,
    Response,
};

use self::requests::{Asked, Words};
use super::case::{Case, Identity};

/// How waivers are written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// Those in force, as literal sets inside each rule, of the keys they are filed under by
    /// whoever writes the rules. One request settles a finding, but nobody learns which waiver did
    /// it, nor can a waiver be added without writing the rules anew.
    Literals,
    /// One policy for each waiver, in one set with the rules. Since `forbid` prevails in Cedar,
    /// waiving is an action of its own: what a rule forbids is asked about again, and the answer
    /// names the waivers that cover it.
    Policies,
    /// The same, the waivers in a set of their own.
    PoliciesApart,
}

pub(crate) struct Cedar {
    authorizer: Authorizer,
    rules: PolicySet,
    /// What is asked about waivers, where they are policies.
    waivers: Option<PolicySet>,
    /// What each policy that forbids stands for.
    named: BTreeMap<PolicyId, Forbids>,
    entities: Entities,
    encoding: Encoding,
    words: Words,
    requests: Vec<Asked>,
}

/// A policy that forbids, and how a waiver of what it forbids is asked for.
struct Forbids {
    rule: &'static str,
    effect: &'static str,
    missing: bool,
    principal: EntityUid,
    action: EntityUid,
}

impl Cedar {
    pub(crate) fn new(case: &Case, encoding: Encoding) -> Result<Self, String> {
        let (rules, exceptions) = (text::rules(case, encoding), text::waivers(case));
        let (rules, waivers) = match encoding {
            Encoding::Literals => (named(&rules)?, None),
            Encoding::PoliciesApart => (named(&rules)?, Some(named(&exceptions)?)),
            Encoding::Policies => {
                let all = named(&format!("{rules}{exceptions}"))?;
                (all.clone(), Some(all))
            }
        };
        let mut forbidding = BTreeMap::new();
        for text::Says { name, rule, effect, missing, .. } in text::SAYS {
            let action = uid("Action", if missing { "waive-unknown" } else { "waive" })?;
            let forbids = Forbids { rule, effect, missing, principal: uid("Rule", rule)?, action };
            forbidding.insert(PolicyId::new(name), forbids);
        }
        let words = Words::new()?;
        let requests = requests::of(case, encoding, &words)?;
        Ok(Self {
            authorizer: Authorizer::new(),
            rules,
            waivers,
            named: forbidding,
            entities: Entities::empty(),
            encoding,
            words,
            requests,
        })
    }

    /// Asks about everything; counts what is forbidden and not waived.
    pub(crate) fn decide(&self) -> Result<usize, String> {
        self.ask(&self.requests)
    }

    /// As [`decide`](Self::decide), with the requests yet to be made.
    pub(crate) fn decide_from(&self, case: &Case) -> Result<usize, String> {
        self.ask(&requests::of(case, self.encoding, &self.words)?)
    }

    fn ask(&self, requests: &[Asked]) -> Result<usize, String> {
        let mut standing = 0;
        for asked in requests {
            let answer = self.answer(&asked.request);
            for policy in answer.diagnostics().reason() {
                let Some(forbids) = self.named.get(policy) else { continue };
                let covering = match self.about_waivers(asked, forbids)? {
                    Some(answer) => answer.diagnostics().reason().count(),
                    None => 0,
                };
                standing += usize::from(covering == 0);
            }
        }
        Ok(standing)
    }

    fn answer(&self, request: &Request) -> Response {
        self.authorizer.is_authorized(request, &self.rules, &self.entities)
    }

    /// The second request, whose reasons are the waivers that cover what a policy forbids.
    fn about_waivers(&self, asked: &Asked, forbids: &Forbids) -> Result<Option<Response>, String> {
        let Some(waivers) = &self.waivers else { return Ok(None) };
        let (principal, action) = (forbids.principal.clone(), forbids.action.clone());
        let request = asked.waived(principal, action)?;
        Ok(Some(self.authorizer.is_authorized(&request, waivers, &self.entities)))
    }

    pub(crate) fn identities(&self) -> Result<Vec<Identity>, String> {
        let mut all = self.judged()?;
        all.retain(|(_, waivers)| waivers.is_empty());
        Ok(all.into_iter().map(|(identity, _)| identity).collect())
    }

    /// Whether anybody can tell which waiver covers what.
    pub(crate) fn names_waivers(&self) -> bool {
        self.waivers.is_some()
    }

    /// What is waived, with the ids of all waivers that cover it; nothing if nobody can tell.
    pub(crate) fn waived(&self) -> Result<Vec<(Identity, Vec<String>)>, String> {
        let mut all = self.judged()?;
        all.retain(|(_, waivers)| !waivers.is_empty());
        Ok(all)
    }

    fn judged(&self) -> Result<Vec<(Identity, Vec<String>)>, String> {
        let mut all = Vec::new();
        for asked in &self.requests {
            let answer = self.answer(&asked.request);
            sound(&answer)?;
            for policy in answer.diagnostics().reason() {
                let Some(forbids) = self.named.get(policy) else { continue };
                let mut waivers: Vec<String> = Vec::new();
                if let Some(answer) = self.about_waivers(asked, forbids)? {
                    sound(&answer)?;
                    waivers.extend(answer.diagnostics().reason().map(ToString::to_string));
                }
                waivers.sort();
                let nameless = forbids.rule == "licences" && forbids.missing;
                let identity = Identity {
                    rule: forbids.rule.to_owned(),
                    id: if nameless { String::new() } else { asked.id.clone() },
                    component: asked.component.clone(),
                    effect: forbids.effect.to_owned(),
                    missing: forbids.missing,
                };
                all.push((identity, waivers));
            }
        }
        all.sort();
        all.dedup();
        Ok(all)
    }
}

/// A policy that fails to be worked out is left aside by Cedar.
fn sound(answer: &Response) -> Result<(), String> {
    answer.diagnostics().errors().next().map_or(Ok(()), |error| Err(fault(error)))
}

/// The policies, called by their annotation.
fn named(text: &str) -> Result<PolicySet, String> {
    let mut set = PolicySet::new();
    for policy in PolicySet::from_str(text).map_err(fault)?.policies() {
        let name = policy.annotation("id").unwrap_or("permit").to_owned();
        set.add(policy.new_id(PolicyId::new(name))).map_err(fault)?;
    }
    Ok(set)
}

fn uid(kind: &str, id: &str) -> Result<EntityUid, String> {
    let kind = EntityTypeName::from_str(kind).map_err(fault)?;
    Ok(EntityUid::from_type_name_and_id(kind, EntityId::new(id)))
}

fn fault(error: impl std::fmt::Display) -> String {
    format!("cedar: {error}")
}
