//! What was meant by a word that nobody knows.

use std::cmp::Reverse;

/// Texts with more letters than this are no misspelt words.
const LONGEST: usize = 40;

/// Returns the word most like `text`, if one is like enough to be meant.
///
/// Case and signs do not count: `fixAvailable` is `fix_available`. A typo is an edit in about four
/// letters. Beside typos, a word is meant by its beginning (`vuln`), its last part (`score` for
/// `cvss_score`) or another form of it (`denied` for `deny`), if by that no other word is meant.
pub(crate) fn nearest<'w>(text: &str, words: impl Iterator<Item = &'w str>) -> Option<&'w str> {
    let typed = letters(text);
    if typed.is_empty() || typed.len() > LONGEST {
        return None;
    }
    // Of words as near as each other the longer one: a letter forgotten is commoner than one too many.
    let mut typo: Option<(usize, Reverse<usize>, &str)> = None;
    let mut form: Option<(usize, Option<&str>)> = None;
    for word in words {
        let known = letters(word);
        if known.len() > LONGEST {
            continue;
        }
        if let Some(edits) = edits(&typed, &known) {
            let found = (edits, Reverse(known.len()), word);
            typo = Some(typo.map_or(found, |best| best.min(found)));
        } else if let Some(shared) = shared(&typed, &known, last_part(word)) {
            form = match form {
                Some((most, _)) if most > shared => form,
                Some((most, _)) if most == shared => Some((most, None)),
                _ => Some((shared, Some(word))),
            };
        }
    }
    typo.map(|(.., word)| word).or_else(|| form.and_then(|(_, word)| word))
}

/// Letters and digits in lower case.
fn letters(text: &str) -> Vec<char> {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .take(LONGEST + 1)
        .collect()
}

/// The last part of a word that has several.
fn last_part(word: &str) -> Option<&str> {
    word.rsplit_once(|c: char| !c.is_alphanumeric()).map(|(_, part)| part)
}

/// How many typos there are between two words, if there are few.
fn edits(typed: &[char], known: &[char]) -> Option<usize> {
    let longer = typed.len().max(known.len());
    let few = (longer / 4).clamp(1, 3);
    if typed.len().abs_diff(known.len()) > few {
        return None;
    }
    let edits = distance(typed, known);
    // `cve` is not a misspelt `cwe`: of three letters, each makes another word.
    let is_other_word = longer <= 3 && typed.len() == known.len() && sorted(typed) != sorted(known);
    (edits == 0 || edits <= few && !is_other_word).then_some(edits)
}

fn sorted(word: &[char]) -> Vec<char> {
    let mut letters = word.to_vec();
    letters.sort_unstable();
    letters
}

/// How many letters speak for it that one is part or another form of the other.
fn shared(typed: &[char], known: &[char], last_part: Option<&str>) -> Option<usize> {
    if typed.len() >= 3 && last_part.is_some_and(|part| letters(part) == typed) {
        return Some(typed.len());
    }
    let start = typed.iter().zip(known).take_while(|(a, b)| a == b).count();
    let (shorter, longer) = (typed.len().min(known.len()), typed.len().max(known.len()));
    // Endings are short: `-ied`, `-ing`, `-ities`.
    let is_form = start + 1 >= shorter && longer - start <= 3;
    (start >= 3 && (start == shorter || is_form)).then_some(start)
}

/// Edits between two words, a swap of neighbours counting as one.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let mut previous_a = None;
    for (row, ca) in a.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, cb) in b.iter().enumerate() {
            let at = |line: &Vec<usize>, index: usize| {
                line.get(index).copied().unwrap_or(usize::MAX / 2)
            };
            let mut best = (at(&last, column + 1) + 1)
                .min(at(&current, column) + 1)
                .min(at(&last, column) + usize::from(ca != cb));
            let swapped = column > 0 && previous_a == Some(cb) && b.get(column - 1) == Some(ca);
            if swapped {
                best = best.min(at(&before_last, column - 1) + 1);
            }
            current.push(best);
        }
        before_last = std::mem::replace(&mut last, current);
        previous_a = Some(ca);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: [&str; 9] = [
        "severity",
        "fix_available",
        "fix_state",
        "kev",
        "epss",
        "cvss_score",
        "cwe",
        "id",
        "vulnerability",
    ];
    const KEYS: [&str; 8] =
        ["licences", "image", "effect", "scope", "ssvc", "sbom", "mode", "modes"];
    const WORDS: [&str; 8] = ["deny", "warn", "info", "allow", "low", "high", "medium", "critical"];

    #[test]
    fn suggestions_are_what_was_meant() {
        for (words, typed, meant) in [
            // Typos, and more of them in longer words.
            (&RULE[..], "serverity", Some("severity")),
            (&RULE, "severtiy", Some("severity")),
            (&RULE, "vulnerabilty", Some("vulnerability")),
            (&RULE, "vlunerabilty", Some("vulnerability")),
            (&KEYS, "licenses", Some("licences")),
            (&KEYS, "efect", Some("effect")),
            (&WORDS, "hihg", Some("high")),
            (&WORDS, "lwo", Some("low")),
            (&WORDS, "critcal", Some("critical")),
            // Case and signs.
            (&RULE, "fixAvailable", Some("fix_available")),
            (&RULE, "fix-available", Some("fix_available")),
            (&RULE, "KEV", Some("kev")),
            // The beginning, the last part, other forms.
            (&RULE, "vuln", Some("vulnerability")),
            (&RULE, "score", Some("cvss_score")),
            (&RULE, "severities", Some("severity")),
            (&WORDS, "denied", Some("deny")),
            (&WORDS, "denies", Some("deny")),
            (&WORDS, "warning", Some("warn")),
            (&WORDS, "allowed", Some("allow")),
            (&WORDS, "information", Some("info")),
            // As near to one as to the other.
            (&RULE, "fix", None),
            // Short words that share a letter or two are other words.
            (&KEYS, "spec", None),
            (&KEYS, "some", None),
            (&RULE, "cve", None),
            (&WORDS, "block", None),
            (&WORDS, "fail", None),
            (&WORDS, "error", None),
            (&RULE, "able", None),
            (&RULE, "banana", None),
            (&RULE, "", None),
            (&RULE, "*", None),
        ] {
            assert_eq!(nearest(typed, words.iter().copied()), meant, "{typed}");
        }
    }

    #[test]
    fn of_words_as_near_as_each_other_the_longer_one_is_meant_then_the_first_in_the_alphabet() {
        assert_eq!(nearest("fixd", ["fix", "fixed"].into_iter()), Some("fixed"));
        assert_eq!(nearest("mdes", ["modes", "mades"].into_iter()), Some("mades"));
    }

    #[test]
    fn long_texts_are_no_misspelt_words() {
        let long = "severity".repeat(10_000);
        assert_eq!(nearest(&long, RULE.into_iter()), None);
        assert_eq!(nearest("severity", [long.as_str()].into_iter()), None);
    }
}
