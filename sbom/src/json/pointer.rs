//! Names as steps of a JSON Pointer (RFC 6901).

/// Writes a name as a step, without the slash before it.
pub(crate) fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// Reads the name from a step.
pub(crate) fn unescape(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_give_back_the_names_they_were_made_of() {
        for (name, step) in [("a/b", "a~1b"), ("m~n", "m~0n"), ("~1", "~01"), ("plain", "plain")] {
            assert_eq!(escape(name), step);
            assert_eq!(unescape(step), name);
        }
    }
}
