//! Assessments: relationships between a vulnerability and what it has to do with.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::Graph;
use crate::convert::words::date;
use crate::edit::draft::{Draft, text};
use crate::edit::part::NewVulnerability;
use crate::losses::LossReason;
use crate::spdx::index3::{self, Class, relation_of};
use crate::tree::{Key, Tail, Tree, Value, ValueId};
use crate::vex::{Placed, Status, Vulnerability, lose, spdx_justification};

/// The vulnerabilities of a document and what is said of them, by ids without abbreviation.
#[derive(Default)]
struct Known {
    /// By what they are called, in lower case.
    vulnerabilities: HashMap<String, String>,
    /// The assessments of an element.
    said: HashMap<(String, String), Vec<ValueId>>,
    /// The elements that are tied to a vulnerability.
    tied: HashSet<(String, String)>,
}

impl Graph {
    /// States assessments, in place of those before of the same vulnerability and element.
    pub(in crate::edit) fn apply(&mut self, draft: &mut Draft, placed: &[Placed<'_>]) {
        let mut known = self.stated(&draft.tree);
        let mut gone: BTreeMap<ValueId, HashSet<String>> = BTreeMap::new();
        for one in placed {
            let targets = one.targets.iter().filter_map(|(it, _)| self.id_of(&draft.tree, *it));
            let targets: Vec<String> = targets.collect();
            let about = &one.statement.vulnerability;
            let found = about
                .ids()
                .find_map(|id| known.vulnerabilities.get(&id.to_ascii_lowercase()).cloned());
            let id = match found {
                Some(id) => id,
                None => {
                    let id = self.describe(draft, one, &targets);
                    known.tied.extend(targets.iter().map(|it| (it.clone(), id.clone())));
                    for name in about.ids() {
                        known.vulnerabilities.insert(name.to_ascii_lowercase(), id.clone());
                    }
                    id
                }
            };
            for target in &targets {
                let said = known.said.remove(&(id.clone(), target.clone()));
                for relationship in said.into_iter().flatten() {
                    gone.entry(relationship).or_default().insert(target.clone());
                }
                if known.tied.insert((target.clone(), id.clone())) {
                    let kind = "hasAssociatedVulnerability";
                    self.relate(draft, "Relationship", kind, target, &[&id], |_, _| {});
                }
            }
            let made = self.assess(draft, one, &id, &targets);
            for target in targets {
                known.said.entry((id.clone(), target)).or_default().extend(made);
            }
        }
        self.unsay(draft, gone);
    }

    fn stated(&self, tree: &Tree) -> Known {
        let mut known = Known::default();
        let id = |end: Value<'_>| index3::id_in(end).map(|id| self.objects.expand(id).into_owned());
        for row in self.objects.rows() {
            let object = tree.value(row.object);
            if row.class == Class::Vulnerability {
                let Some(own) = tree.value(row.id).as_str() else { continue };
                let identifiers = object.list(Key::EXTERNAL_IDENTIFIER);
                let names = identifiers.filter_map(|it| it.text(Key::IDENTIFIER));
                for name in names.chain(object.text(Key::NAME)) {
                    let own = self.objects.expand(own).into_owned();
                    known.vulnerabilities.entry(name.to_ascii_lowercase()).or_insert(own);
                }
            } else if row.is_relationship {
                let word = relation_of(object).unwrap_or_default();
                let is_assessment = matches!(
                    word,
                    "affects" | "doesNotAffect" | "fixedIn" | "underInvestigationFor"
                );
                // What was found in a part was not said of the whole.
                let is_of_part = object.get(Key::SECURITY_ASSESSED_ELEMENT).is_some();
                let is_tie = word == "hasAssociatedVulnerability";
                if !is_tie && (!is_assessment || is_of_part) {
                    continue;
                }
                let Some(from) = object.list(Key::FROM).find_map(id) else { continue };
                for to in object.list(Key::TO).filter_map(id) {
                    match is_assessment {
                        true => {
                            let said = known.said.entry((from.clone(), to)).or_default();
                            said.push(row.object);
                        }
                        false => drop(known.tied.insert((from.clone(), to))),
                    }
                }
            }
        }
        known
    }

    /// Adds the vulnerability, with what the statement tells of it, and returns its id.
    fn describe(&mut self, draft: &mut Draft, one: &Placed<'_>, targets: &[String]) -> String {
        let about: &Vulnerability = &one.statement.vulnerability;
        let mut new = NewVulnerability::new(&about.id);
        new.source = about.source.clone().map(|name| (name, about.url.clone()));
        new.description = about.description.clone();
        new.recommendation = about.recommendation.clone();
        new.published = about.published.clone();
        new.affects = targets.to_vec();
        let rated = about.ratings.iter().find_map(|rating| {
            let score = rating.score.as_deref()?.parse().ok()?;
            let score = Some(score).filter(|score| (0.0..=10.0).contains(score))?;
            Some((rating, rating.vector.clone()?, score))
        });
        let further = about.ratings.len() > usize::from(rated.is_some());
        if let Some((rating, vector, score)) = rated {
            new = new.cvss(vector, Some(score));
            new.severity = rating.severity.map(|severity| severity.as_str());
        }
        let (id, element) = self.add_vulnerability(draft, &new);
        let list = draft.list(element, Key::EXTERNAL_IDENTIFIER);
        for alias in &about.aliases {
            draft.push_object(list, |tree, entry| {
                super::vulnerability::identifier(tree, entry, &alias.id);
            });
        }
        let fields = [
            (about.source.is_none() && about.url.is_some(), "url"),
            (about.title.is_some(), "title"),
            (about.detail.is_some(), "detail"),
            (about.workaround.is_some(), "workaround"),
            (!about.cwes.is_empty(), "cwes"),
            (further, "ratings"),
            (!about.references.is_empty(), "references"),
            (!about.remarks.is_empty(), "remarks"),
        ];
        lose(&mut draft.losses, one, &fields);
        id
    }

    fn assess(
        &mut self,
        draft: &mut Draft,
        one: &Placed<'_>,
        id: &str,
        targets: &[String],
    ) -> Option<ValueId> {
        let statement = one.statement;
        let (class, kind) = match statement.status {
            Status::Affected => ("Affected", "affects"),
            Status::NotAffected => ("NotAffected", "doesNotAffect"),
            Status::Fixed => ("Fixed", "fixedIn"),
            Status::UnderInvestigation => ("UnderInvestigation", "underInvestigationFor"),
            Status::Other => return None,
        };
        if matches!(&*statement.status_text, "false_positive" | "resolved_with_pedigree") {
            let path = format!("{}/status", one.place);
            let (reason, written) = (LossReason::Approximated, &statement.status_text);
            draft.losses.add(reason, "status", &path, Some(&statement.vulnerability.id), written);
        }
        let is_affected = statement.status == Status::Affected;
        let fields = [
            (statement.id.is_some(), "id"),
            (statement.supplier.is_some(), "supplier"),
            (!statement.remarks.is_empty(), "remarks"),
            (!is_affected && !statement.actions.is_empty(), "actions"),
            (is_affected && statement.actions.iter().any(|it| it.url.is_some()), "url"),
        ];
        lose(&mut draft.losses, one, &fields);
        let justification = spdx_justification(statement);
        if statement.justification.is_some() && !justification.is_some_and(|(_, exact)| exact) {
            let path = format!("{}/justification", one.place);
            let reason = match justification {
                Some(_) => LossReason::Approximated,
                None => LossReason::NoPlace,
            };
            let written = statement.justification_text.as_deref().unwrap_or_default();
            let about = Some(statement.vulnerability.id.as_str());
            draft.losses.add(reason, "justification", &path, about, written);
        }
        let class = format!("security_Vex{class}VulnAssessmentRelationship");
        let to: Vec<&str> = targets.iter().map(String::as_str).collect();
        Some(self.relate(draft, &class, kind, id, &to, |tree, object| {
            say(tree, object, one, justification.map(|(word, _)| word));
        }))
    }

    /// Takes elements out of what was said of them before.
    fn unsay(&mut self, draft: &mut Draft, gone: BTreeMap<ValueId, HashSet<String>>) {
        let mut empty = HashSet::new();
        for (relationship, ids) in gone {
            let list = draft.list(relationship, Key::TO);
            let is_gone = |end: &Value<'_>| {
                index3::id_in(*end).is_some_and(|id| ids.contains(&*self.objects.expand(id)))
            };
            // What stands inside of the relationship is not gone.
            let ends = draft.tree.value(list).children().filter(is_gone);
            let inner: Vec<ValueId> = ends.filter(|end| end.is_object()).map(Value::id).collect();
            draft.retain(list, |end| !is_gone(&end));
            for object in inner {
                draft.append(self.list, |tree, tail| tree.attach(tail, Key::NONE, object));
            }
            if draft.tree.value(list).children().next().is_none() {
                empty.insert(relationship);
            }
        }
        if !empty.is_empty() {
            self.look(draft);
            self.take_out(draft, &empty);
        }
    }
}

/// Writes what a statement says beside its status.
fn say(tree: &mut Tree, object: &mut Tail, one: &Placed<'_>, justification: Option<&str>) {
    let statement = one.statement;
    let time = |text: &Option<String>| {
        let text = text.as_deref()?;
        Some(date::utc(text).map_or_else(|| text.to_owned(), |utc| utc.text))
    };
    let join = |texts: Vec<&str>| Some(texts.join("\n")).filter(|text| !text.is_empty());
    text(tree, object, Key::SECURITY_PUBLISHED_TIME, time(&statement.timestamp).as_deref());
    text(tree, object, Key::SECURITY_MODIFIED_TIME, time(&statement.last_updated).as_deref());
    let mut notes: Vec<&str> = statement.notes.as_deref().into_iter().collect();
    match statement.status {
        Status::NotAffected => {
            text(tree, object, Key::SECURITY_JUSTIFICATION_TYPE, justification);
            // One of the two is demanded.
            let nothing = justification.is_none().then_some("NOASSERTION");
            let impact = statement.impact.as_deref().or(nothing);
            text(tree, object, Key::SECURITY_IMPACT_STATEMENT, impact);
        }
        Status::Affected => {
            let about = &statement.vulnerability;
            let mut actions: Vec<&str> =
                statement.actions.iter().map(|action| action.text.as_str()).collect();
            actions.retain(|text| !text.is_empty());
            if actions.is_empty() {
                actions.extend(about.recommendation.as_deref().or(about.workaround.as_deref()));
            }
            // It is demanded.
            let action = join(actions).unwrap_or_else(|| "NOASSERTION".to_owned());
            text(tree, object, Key::SECURITY_ACTION_STATEMENT, Some(&action));
            let stated = statement.actions.iter().find_map(|it| time(&it.timestamp));
            text(tree, object, Key::SECURITY_ACTION_STATEMENT_TIME, stated.as_deref());
            notes.extend(statement.impact.as_deref());
        }
        _ => notes.extend(statement.impact.as_deref()),
    }
    text(tree, object, Key::SECURITY_STATUS_NOTES, join(notes).as_deref());
}
