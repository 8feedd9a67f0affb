//! Faults as JSON, for the program's `/_fake/faults`.

use std::time::Duration;

use serde_json::Value;

use super::Fault;

/// Reads one fault; the message says which key is wrong.
///
/// Exactly one of `status`, `html`, `cut`, `reset`, `redirect`, `slow_body_ms` or `delay_ms` says
/// what goes wrong; `method`, `path`, `times` (a number or `"always"`), `after`, `headers`, `body`
/// refine it.
pub(crate) fn from_json(value: &Value) -> Result<Fault, String> {
    let object = value.as_object().ok_or("a fault is a JSON object")?;
    if let Some(unknown) = object.keys().find(|key| !KEYS.contains(&key.as_str())) {
        return Err(format!("unknown key `{unknown}`"));
    }
    let delay = number(value, "delay_ms")?.map(Duration::from_millis);
    let mut fault = kind(value, delay)?;
    if let Some(delay) = delay {
        fault = fault.delayed(delay);
    }
    if let Some(headers) = value.get("headers") {
        for (name, text) in headers.as_object().ok_or("`headers` is not an object")? {
            fault = fault.header(name, text.as_str().ok_or("a header is not text")?);
        }
    }
    if let Some(body) = value.get("body") {
        let body = body.as_str().map_or_else(|| body.to_string(), str::to_owned);
        fault = fault.body(body);
    }
    let method = text(value, "method")?.unwrap_or("*");
    fault = fault.on(method, text(value, "path")?.unwrap_or("**"));
    if let Some(after) = number(value, "after")? {
        fault = fault.after(u32::try_from(after).map_err(|_| "`after` is too large")?);
    }
    match value.get("times") {
        None => Ok(fault),
        Some(Value::String(word)) if word == "always" => Ok(fault.always()),
        Some(_) => {
            let times = number(value, "times")?.unwrap_or(1);
            Ok(fault.times(u32::try_from(times).map_err(|_| "`times` is too large")?))
        }
    }
}

fn kind(value: &Value, delay: Option<Duration>) -> Result<Fault, String> {
    let status = number(value, "status")?
        .map(|status| u16::try_from(status).map_err(|_| "`status` is too large"))
        .transpose()?;
    let mut kinds = Vec::new();
    match (status, flag(value, "html")?) {
        (Some(status), true) => kinds.push(Fault::html_status(status)),
        (None, true) => kinds.push(Fault::html()),
        (Some(status), false) => kinds.push(Fault::status(status)),
        (None, false) => {}
    }
    if flag(value, "cut")? {
        kinds.push(Fault::cut_body());
    }
    if flag(value, "reset")? {
        kinds.push(Fault::reset());
    }
    if let Some(url) = text(value, "redirect")? {
        kinds.push(Fault::redirect(url));
    }
    if let Some(pause) = number(value, "slow_body_ms")? {
        kinds.push(Fault::slow_body(Duration::from_millis(pause)));
    }
    match (kinds.pop(), kinds.is_empty(), delay) {
        (Some(kind), true, _) => Ok(kind),
        (None, _, Some(delay)) => Ok(Fault::delay(delay)),
        (None, _, None) => Err("a fault needs `status`, `html`, `cut`, `reset`, `redirect`, \
                                `slow_body_ms` or `delay_ms`"
            .to_owned()),
        (Some(_), false, _) => Err("a fault has one kind; add several faults instead".to_owned()),
    }
}

fn number(value: &Value, key: &str) -> Result<Option<u64>, String> {
    value
        .get(key)
        .map(|found| found.as_u64().ok_or_else(|| format!("`{key}` is not a whole number")))
        .transpose()
}

fn text<'v>(value: &'v Value, key: &str) -> Result<Option<&'v str>, String> {
    value
        .get(key)
        .map(|found| found.as_str().ok_or_else(|| format!("`{key}` is not text")))
        .transpose()
}

fn flag(value: &Value, key: &str) -> Result<bool, String> {
    value.get(key).map_or(Ok(false), |found| {
        found.as_bool().ok_or_else(|| format!("`{key}` is neither true nor false"))
    })
}

const KEYS: [&str; 13] = [
    "status",
    "html",
    "cut",
    "reset",
    "redirect",
    "slow_body_ms",
    "delay_ms",
    "method",
    "path",
    "times",
    "after",
    "headers",
    "body",
];

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_fault_that_says_nothing_or_too_much_is_refused() {
        assert!(from_json(&json!({"path": "/xray/**"})).is_err());
        assert!(from_json(&json!({"cut": true, "reset": true})).is_err());
        assert!(from_json(&json!({"status": 503, "tmes": 2})).is_err());
        assert!(from_json(&json!({"status": "503"})).is_err());
        assert!(from_json(&json!([])).is_err());
    }

    #[test]
    fn a_delay_may_stand_alone_or_refine_another_fault() {
        assert!(from_json(&json!({"delay_ms": 5})).is_ok());
        assert!(from_json(&json!({"delay_ms": 5, "status": 503, "times": "always"})).is_ok());
    }
}
