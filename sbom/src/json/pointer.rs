//! Names as steps of a JSON Pointer (RFC 6901).

/// Appends a name as a step; a long one is cut.
pub(crate) fn push(path: &mut String, name: &str) {
    append(path, name.chars().take(MAX_NAME));
}

/// Appends a name as a step, however long it is.
pub(crate) fn push_whole(path: &mut String, name: &str) {
    append(path, name.chars());
}

fn append(path: &mut String, name: impl Iterator<Item = char>) {
    path.push('/');
    for character in name {
        match character {
            '~' => path.push_str("~0"),
            '/' => path.push_str("~1"),
            other => path.push(other),
        }
    }
}

/// Writes a name as a step, without the slash before it.
pub(crate) fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// Reads the name from a step.
pub(crate) fn unescape(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}

/// Reads the place of an array's element from a step: digits, without a sign or leading zeros.
pub(crate) fn place(step: &str) -> Option<usize> {
    let is_number = step.bytes().all(|byte| byte.is_ascii_digit());
    (is_number && (step == "0" || !step.starts_with('0'))).then(|| step.parse().ok())?
}

/// Of a path no more steps are told, and of a name no more characters.
pub(crate) const MAX_STEPS: usize = 64;
const MAX_NAME: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_give_back_the_names_they_were_made_of() {
        for (name, step) in [("a/b", "a~1b"), ("m~n", "m~0n"), ("~1", "~01"), ("plain", "plain")] {
            assert_eq!(escape(name), step);
            assert_eq!(unescape(step), name);
            let mut path = String::new();
            push(&mut path, name);
            assert_eq!(path, format!("/{step}"));
        }
    }
}
