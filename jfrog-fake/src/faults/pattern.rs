//! Path patterns: `*` within a segment, `**` across segments.

/// Whether a whole path matches. Linear in the text for each star, so a hostile pattern stays
/// cheap.
pub(super) fn matches(pattern: &str, path: &str) -> bool {
    let tokens = tokens(pattern);
    let text = path.as_bytes();
    // One row of the classic table: `row[i]` says whether the tokens so far match the first i
    // bytes.
    let mut row = vec![false; text.len() + 1];
    if let Some(first) = row.first_mut() {
        *first = true;
    }
    for token in tokens {
        let mut next = Vec::with_capacity(row.len());
        let mut carried = false;
        for (at, reached) in row.iter().enumerate() {
            let before = at.checked_sub(1);
            let byte = before.and_then(|before| text.get(before));
            let value = match token {
                Token::Byte(wanted) => {
                    byte == Some(&wanted)
                        && before.and_then(|before| row.get(before)) == Some(&true)
                }
                Token::Any => *reached || carried,
                Token::Segment => *reached || (carried && byte != Some(&b'/')),
            };
            carried = value;
            next.push(value);
        }
        row = next;
    }
    row.last() == Some(&true)
}

#[derive(Clone, Copy)]
enum Token {
    Byte(u8),
    Segment,
    Any,
}

fn tokens(pattern: &str) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(pattern.len());
    for byte in pattern.bytes() {
        match (byte, tokens.last()) {
            (b'*', Some(Token::Segment | Token::Any)) => {
                tokens.pop();
                tokens.push(Token::Any);
            }
            (b'*', _) => tokens.push(Token::Segment),
            (byte, _) => tokens.push(Token::Byte(byte)),
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn one_star_stays_in_its_segment_and_two_do_not() {
        assert!(matches("/xray/*/ping", "/xray/v1/ping"));
        assert!(!matches("/xray/*/ping", "/xray/v1/system/ping"));
        assert!(matches("/xray/**", "/xray/api/v1/system/ping"));
        assert!(matches("/xray/**/ping", "/xray/api/v1/system/ping"));
        assert!(!matches("/xray/**", "/artifactory/xray/"));
        assert!(matches("**", ""));
        assert!(matches("/a*c*", "/abbcd"));
        assert!(!matches("/a", "/ab"));
        assert!(!matches("", "/"));
    }
}
