//! JUnit XML, valid under both schemas in use: Ant's (`JUnit.xsd`) and Jenkins' (`junit-10.xsd`).
//!
//! A violation is a test case: denied ones fail, warnings are skipped with their text. A rule
//! without violations is a case that passes, so that a report shows what was looked at. What XML 1.0
//! cannot carry even when escaped is gone once a text is harmless on a terminal.

use policy_core::{Decision, Effect, Violation};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::text::{lines, plain};
use super::{explanation, headline};

pub(super) fn render(decision: &Decision) -> String {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    // Writing into memory does not fail.
    let _ = write(&mut writer, decision);
    String::from_utf8(writer.into_inner()).unwrap_or_default()
}

type Xml = Writer<Vec<u8>>;

fn write(xml: &mut Xml, decision: &Decision) -> std::io::Result<()> {
    let passing: Vec<&str> = decision
        .coverage
        .iter()
        .map(|covered| covered.rule.as_str())
        .filter(|rule| !decision.violations.iter().any(|violation| violation.rule == *rule))
        .collect();
    let by = |effect| decision.violations.iter().filter(|v| v.effect == effect).count();
    let failures = by(Effect::Deny);
    let skipped = decision.violations.len() - failures;
    let tests = decision.violations.len() + passing.len();
    // The schemas know no zone: the instant is UTC.
    let now = decision.meta.now.to_string();

    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.create_element("testsuites").write_inner_content(|xml| {
        xml.create_element("testsuite")
            .with_attribute(("name", plain(&decision.meta.artifact).as_str()))
            .with_attribute(("package", plain(&decision.meta.policy).as_str()))
            .with_attribute(("id", "0"))
            .with_attribute(("timestamp", now.trim_end_matches('Z')))
            .with_attribute(("hostname", "localhost"))
            .with_attribute(("tests", tests.to_string().as_str()))
            .with_attribute(("failures", failures.to_string().as_str()))
            .with_attribute(("errors", "0"))
            .with_attribute(("skipped", skipped.to_string().as_str()))
            .with_attribute(("time", "0"))
            .write_inner_content(|xml| {
                properties(xml, decision)?;
                for violation in &decision.violations {
                    case(xml, violation)?;
                }
                for rule in passing {
                    xml.create_element("testcase")
                        .with_attribute(("name", "no violation"))
                        .with_attribute(("classname", plain(rule).as_str()))
                        .with_attribute(("time", "0"))
                        .write_empty()?;
                }
                text(xml, "system-out", &decision.to_string())?;
                text(xml, "system-err", "")
            })?;
        Ok(())
    })?;
    Ok(())
}

fn properties(xml: &mut Xml, decision: &Decision) -> std::io::Result<()> {
    let meta = &decision.meta;
    let mut pairs = vec![
        ("outcome", decision.outcome.as_str().to_owned()),
        ("score", decision.score.value.to_owned()),
        ("policy_digest", meta.policy_digest.clone()),
        ("evidence_digest", meta.evidence_digest.clone()),
    ];
    pairs.extend(meta.digests.iter().map(|digest| ("digest", digest.clone())));
    xml.create_element("properties").write_inner_content(|xml| {
        for (name, value) in pairs {
            xml.create_element("property")
                .with_attribute(("name", name))
                .with_attribute(("value", plain(&value).as_str()))
                .write_empty()?;
        }
        Ok(())
    })?;
    Ok(())
}

fn case(xml: &mut Xml, violation: &Violation) -> std::io::Result<()> {
    let body = explanation(violation).join("\n");
    xml.create_element("testcase")
        .with_attribute(("name", headline(violation).as_str()))
        .with_attribute(("classname", plain(&violation.rule).as_str()))
        .with_attribute(("time", "0"))
        .write_inner_content(|xml| {
            let message = plain(&violation.message());
            if violation.effect == Effect::Deny {
                xml.create_element("failure")
                    .with_attribute(("message", message.as_str()))
                    .with_attribute(("type", violation.code.as_str()))
                    .write_text_content(BytesText::new(&body))?;
            } else {
                let message = format!("{}: {message}", violation.effect);
                xml.create_element("skipped")
                    .with_attribute(("message", message.as_str()))
                    .write_text_content(BytesText::new(&body))?;
            }
            Ok(())
        })?;
    Ok(())
}

fn text(xml: &mut Xml, name: &'static str, content: &str) -> std::io::Result<()> {
    xml.create_element(name).write_text_content(BytesText::new(&lines(content)))?;
    Ok(())
}
