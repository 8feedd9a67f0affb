//! Vulnerabilities inside a CycloneDX document, as the `vex` switch asks for.

use serde_json::{Value, json};

use crate::state::scans::Scan;

/// Adds a `vulnerabilities` list that points at the document's own components; `None` if the
/// document is no JSON object.
pub(super) fn with_vulnerabilities(document: &[u8], scan: &Scan) -> Option<Vec<u8>> {
    let mut document: Value = serde_json::from_slice(document).ok()?;
    let vulnerabilities: Vec<Value> =
        scan.cves().filter_map(|(issue, cve)| vulnerability(issue, cve, &document)).collect();
    document.as_object_mut()?.insert("vulnerabilities".to_owned(), Value::Array(vulnerabilities));
    serde_json::to_vec(&document).ok()
}

fn vulnerability(issue: &Value, cve: &Value, document: &Value) -> Option<Value> {
    let id = cve.get("cve")?.as_str()?;
    let cwes: Vec<u64> =
        strings(cve.get("cwe")).filter_map(|cwe| cwe.strip_prefix("CWE-")?.parse().ok()).collect();
    let severity =
        issue.get("severity").and_then(Value::as_str).unwrap_or("unknown").to_ascii_lowercase();
    let ratings: Vec<Value> = [("cvss_v3", "CVSSv31"), ("cvss_v2", "CVSSv2")]
        .into_iter()
        .filter_map(|(key, method)| {
            let (score, vector) = cve.get(key)?.as_str()?.split_once('/')?;
            let method = if vector.starts_with("CVSS:3.0/") { "CVSSv3" } else { method };
            Some(json!({
                "score": score.parse::<f64>().ok()?,
                "severity": severity,
                "method": method,
                "vector": vector,
            }))
        })
        .collect();
    let components = issue.get("components").and_then(Value::as_array);
    let affects: Vec<Value> = components
        .into_iter()
        .flatten()
        .filter_map(|component| bom_ref(component, document))
        .map(|reference| json!({"ref": reference}))
        .collect();
    let fixes: Vec<&str> = components
        .into_iter()
        .flatten()
        .flat_map(|component| strings(component.get("fixed_versions")))
        .map(|version| version.trim_matches(['[', ']']))
        .collect();
    let recommendation = if fixes.is_empty() {
        "No fixed version is known.".to_owned()
    } else {
        format!("Upgrade to one of: {}.", fixes.join(", "))
    };
    Some(json!({
        "id": id,
        "source": {"name": "NVD", "url": format!("https://nvd.nist.gov/vuln/detail/{id}")},
        "ratings": ratings,
        "cwes": cwes,
        "description": issue.get("summary").cloned().unwrap_or_default(),
        "recommendation": recommendation,
        "affects": affects,
    }))
}

/// The document's component that an Xray id without scheme means: `group:name` or
/// `distribution:name`.
fn bom_ref<'d>(component: &Value, document: &'d Value) -> Option<&'d Value> {
    let id = component.get("component_id")?.as_str()?;
    let version = component.get("version")?.as_str()?;
    let name = id.rsplit([':', '/']).next()?;
    document
        .get("components")?
        .as_array()?
        .iter()
        .find(|candidate| {
            let is = |key: &str, wanted: &str| {
                candidate.get(key).and_then(Value::as_str) == Some(wanted)
            };
            is("name", name) && is("version", version)
        })?
        .get("bom-ref")
}

fn strings(value: Option<&Value>) -> impl Iterator<Item = &str> {
    value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}
