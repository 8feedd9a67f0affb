//! The truth tables of Kleene's strong logic, written out.

use policy_core::Tri::{self, False, True, Unknown};

#[test]
fn conjunction_follows_the_table() {
    let table = [
        (True, True, True),
        (True, False, False),
        (True, Unknown, Unknown),
        (False, True, False),
        (False, False, False),
        (False, Unknown, False),
        (Unknown, True, Unknown),
        (Unknown, False, False),
        (Unknown, Unknown, Unknown),
    ];
    for (a, b, expected) in table {
        assert_eq!(a.and(b), expected, "{a} and {b}");
        assert_eq!(a & b, expected, "{a} & {b}");
        assert_eq!(Tri::all([a, b]), expected, "all of {a}, {b}");
    }
}

#[test]
fn disjunction_follows_the_table() {
    let table = [
        (True, True, True),
        (True, False, True),
        (True, Unknown, True),
        (False, True, True),
        (False, False, False),
        (False, Unknown, Unknown),
        (Unknown, True, True),
        (Unknown, False, Unknown),
        (Unknown, Unknown, Unknown),
    ];
    for (a, b, expected) in table {
        assert_eq!(a.or(b), expected, "{a} or {b}");
        assert_eq!(a | b, expected, "{a} | {b}");
        assert_eq!(Tri::any([a, b]), expected, "any of {a}, {b}");
    }
}

#[test]
fn negation_keeps_unknown() {
    assert_eq!([!True, !False, !Unknown], [False, True, Unknown]);
}

#[test]
fn the_laws_of_de_morgan_distribution_and_association_hold() {
    for a in Tri::ALL {
        assert_eq!(!!a, a);
        for b in Tri::ALL {
            assert_eq!(!(a & b), !a | !b);
            assert_eq!(!(a | b), !a & !b);
            assert_eq!(a & b, b & a);
            assert_eq!(a | b, b | a);
            assert_eq!(a & (a | b), a, "absorption");
            for c in Tri::ALL {
                assert_eq!((a & b) & c, a & (b & c));
                assert_eq!((a | b) | c, a | (b | c));
                assert_eq!(a & (b | c), (a & b) | (a & c));
                assert_eq!(a | (b & c), (a | b) & (a | c));
            }
        }
    }
}

/// Three-valued soundness: learning what was unknown never contradicts an answer given before.
#[test]
fn filling_in_an_unknown_never_flips_a_known_answer() {
    let completions = |t: Tri| match t {
        Unknown => vec![True, False],
        known => vec![known],
    };
    for a in Tri::ALL {
        for b in Tri::ALL {
            for x in completions(a) {
                for y in completions(b) {
                    assert!((a & b).is_unknown() || (a & b) == (x & y));
                    assert!((a | b).is_unknown() || (a | b) == (x | y));
                }
            }
        }
    }
}

#[test]
fn empty_conjunction_holds_and_empty_disjunction_does_not() {
    assert_eq!(Tri::all([]), True);
    assert_eq!(Tri::any([]), False);
}

#[test]
fn every_operand_is_evaluated() {
    let mut seen = 0;
    let value = Tri::all([False, Unknown, True].into_iter().inspect(|_| seen += 1));
    assert_eq!((value, seen), (False, 3));
    let value = Tri::any([True, Unknown, False].into_iter().inspect(|_| seen += 1));
    assert_eq!((value, seen), (True, 6));
}

#[test]
fn an_absent_fact_is_unknown_not_false() {
    assert_eq!(Tri::from(None), Unknown);
    assert_eq!(Tri::from(Some(false)), False);
    assert_eq!(Unknown.known(), None);
    assert_eq!(True.known(), Some(true));
}

#[test]
fn is_written_as_a_lower_case_word() {
    for value in Tri::ALL {
        let json = serde_json::to_string(&value).unwrap();
        assert_eq!(json, format!("\"{value}\""));
        assert_eq!(serde_json::from_str::<Tri>(&json).unwrap(), value);
    }
}
