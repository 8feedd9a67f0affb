use std::fmt::Write as _;

use super::*;

/// The tree, every operation in brackets.
fn shape(ast: &Ast) -> String {
    let all = |parts: &[Ast]| parts.iter().map(shape).collect::<Vec<_>>().join(" ");
    match &ast.kind {
        Kind::Bool(value) => value.to_string(),
        Kind::Number(value) => (value / 1_000_000).to_string(),
        Kind::Text(text) => format!("{text:?}"),
        Kind::List(items) => format!("[{}]", all(items)),
        Kind::Name(name) => name.clone(),
        Kind::Field { of, name } => format!("{}.{name}", shape(of)),
        Kind::Index { of, key } => format!("{}[{}]", shape(of), shape(key)),
        Kind::Call { of, name, arguments, .. } => {
            let mut text = of.as_ref().map(|of| shape(of) + ".").unwrap_or_default();
            write!(text, "{name}({})", all(arguments)).unwrap();
            text
        }
        Kind::Not(of) => format!("(! {})", shape(of)),
        Kind::Minus(of) => format!("(- {})", shape(of)),
        Kind::And(parts) => format!("(&& {})", all(parts)),
        Kind::Or(parts) => format!("(|| {})", all(parts)),
        Kind::Binary(sign, a, b) => format!("({} {} {})", sign.as_str(), shape(a), shape(b)),
        Kind::Choice(a, b, c) => format!("(? {} {} {})", shape(a), shape(b), shape(c)),
    }
}

#[test]
fn operators_bind_as_in_cel() {
    for (source, expected) in [
        ("a || b && c", "(|| a (&& b c))"),
        ("a && b && c || d", "(|| (&& a b c) d)"),
        ("!a.b && c", "(&& (! a.b) c)"),
        ("!!a", "(! (! a))"),
        ("a - b - c", "(- (- a b) c)"),
        ("a + -b", "(+ a (- b))"),
        ("a + b >= c == d", "(== (>= (+ a b) c) d)"),
        ("a ? b : c ? d : e", "(? a b (? c d e))"),
        ("(a ? b : c) ? d : e", "(? (? a b c) d e)"),
        ("a in [1, 2,] && b", "(&& (in a [1 2]) b)"),
        ("a.b.c(d, e)[0].f", "a.b.c(d e)[0].f"),
        ("f(x) == 'y' // why", "(== f(x) \"y\")"),
        ("context.namespace", "context.namespace"),
        ("a\n  && b", "(&& a b)"),
    ] {
        assert_eq!(shape(&parse(source).unwrap()), expected, "{source}");
    }
}

#[test]
fn what_is_not_an_expression_is_refused_where_it_breaks() {
    for (source, start, message) in [
        ("", 0, "the expression is empty"),
        ("  // nothing", 12, "the expression is empty"),
        ("a &&", 4, "expected a name, a value or `(`, found the end"),
        ("a b", 2, "expected an operator, found `b`"),
        ("a and b", 2, "`and` is not an operator"),
        ("not a", 0, "`not` is not an operator"),
        ("a & b", 2, "`&` has no meaning here"),
        ("a = b", 2, "`=` compares nothing"),
        ("(a", 2, "expected `)`, found the end"),
        ("a)", 1, "expected an operator, found `)`"),
        ("f(a b)", 4, "expected `)`, found `b`"),
        ("a.", 2, "expected a name after the dot, found the end"),
        ("a ? b", 5, "expected `:`, found the end"),
        ("x == null", 5, "there is no `null` to compare with"),
        ("{'a': 1}", 0, "policies do without maps and messages of their own"),
        ("A{b: 1}", 0, "policies do without maps and messages of their own"),
        ("a * b", 2, "policies do without `*`"),
        ("if a", 0, "expected a name, a value or `(`, found `if`"),
        (".a", 0, "expected a name, a value or `(`, found `.`"),
        ("a == “x”", 5, "`“` has no meaning here"),
    ] {
        let fault = parse(source).unwrap_err();
        assert_eq!((fault.start, fault.message.as_str()), (start, message), "{source}");
    }
}

#[test]
fn no_text_makes_the_parser_recurse_or_grow_without_bound() {
    for hostile in [
        "(".repeat(4_096),
        "!".repeat(4_096),
        "-".repeat(4_096),
        "a.".repeat(2_048),
        "a[".repeat(2_048),
        "a?".repeat(2_048),
        "a?b:".repeat(1_024),
        "a?b?".repeat(1_024),
        "a+".repeat(2_048),
        "a&&".repeat(1_300),
        "[".repeat(4_096),
        "f(".repeat(2_048),
        format!("{}a", "!".repeat(4_000)),
        format!("{}a", "a-".repeat(2_000)),
        format!("a{}", ".b".repeat(2_000)),
        format!("a{}", "<a".repeat(2_000)),
    ] {
        assert!(parse(&hostile).is_err());
    }
    let wide = vec!["a"; 400].join(" && ");
    assert!(parse(&wide).is_ok());
    assert_eq!(parse(&vec!["a"; 501].join("&&")).unwrap_err().code, Code::ExpressionLimit);
}
