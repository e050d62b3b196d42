//! A tree as Python source: expressions, parameters and patterns.
//!
//! Input: an expression and where it stands. Output: source with the parentheses that it needs there. Never: lines.

use super::super::ast::{
    Arg, BinOp, BoolOp, Comprehension, Constant, Expr, ExprKind, FStringPart, Param, Params, Pattern, PatternKind,
    UnaryOp,
};
use super::literal::{constant, escaped};

/// How tightly an expression binds, loosest first; `at` adds parentheses where a place asks for more.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// `yield`, a tuple without parentheses.
    Top,
    /// `x := 1`
    Named,
    /// `lambda`, `a if b else c`
    Test,
    Or,
    And,
    Not,
    Compare,
    BitOr,
    BitXor,
    BitAnd,
    Shift,
    Sum,
    Product,
    Unary,
    Power,
    Await,
    /// What may stand before `.name`, `(..)`, `[..]`.
    Postfix,
}

impl Level {
    /// The next tighter level.
    fn tighter(self) -> Self {
        use Level::{
            And, Await, BitAnd, BitOr, BitXor, Compare, Named, Not, Or, Postfix, Power, Product, Shift, Sum, Test, Top,
            Unary,
        };
        let order = [
            Top, Named, Test, Or, And, Not, Compare, BitOr, BitXor, BitAnd, Shift, Sum, Product, Unary, Power, Await,
            Postfix,
        ];
        order[(self as usize + 1).min(order.len() - 1)]
    }
}

fn binary_level(op: BinOp) -> Level {
    match op {
        BinOp::BitOr => Level::BitOr,
        BinOp::BitXor => Level::BitXor,
        BinOp::BitAnd => Level::BitAnd,
        BinOp::LShift | BinOp::RShift => Level::Shift,
        BinOp::Add | BinOp::Sub => Level::Sum,
        BinOp::Mult | BinOp::MatMult | BinOp::Div | BinOp::Mod | BinOp::FloorDiv => Level::Product,
        BinOp::Pow => Level::Power,
    }
}

fn level(value: &Expr) -> Level {
    match &value.kind {
        ExprKind::Yield(_) | ExprKind::YieldFrom(_) => Level::Top,
        ExprKind::NamedExpr { .. } => Level::Named,
        ExprKind::Lambda { .. } | ExprKind::IfExp { .. } => Level::Test,
        ExprKind::BoolOp { op: BoolOp::Or, .. } => Level::Or,
        ExprKind::BoolOp { op: BoolOp::And, .. } => Level::And,
        ExprKind::UnaryOp { op: UnaryOp::Not, .. } => Level::Not,
        ExprKind::Compare { .. } => Level::Compare,
        ExprKind::BinOp { op, .. } => binary_level(*op),
        ExprKind::UnaryOp { .. } => Level::Unary,
        ExprKind::Await(_) => Level::Await,
        _ => Level::Postfix,
    }
}

/// An expression where a statement takes any, tuples in parentheses.
pub(super) fn top(value: &Expr) -> String {
    at(value, Level::Top)
}

/// After `return`, where `yield` and `:=` need parentheses.
pub(super) fn returned(value: &Expr) -> String {
    at(value, Level::Test)
}

/// An expression where at least `place` is needed.
pub(super) fn at(value: &Expr, place: Level) -> String {
    let named_at_top = place == Level::Top && matches!(value.kind, ExprKind::NamedExpr { .. });
    if level(value) < place || named_at_top { format!("({})", bare(value)) } else { bare(value) }
}

fn bare(value: &Expr) -> String {
    match &value.kind {
        ExprKind::Constant(value) => constant(value),
        ExprKind::Name(name) => name.to_string(),
        ExprKind::JoinedStr(parts) => f_string(parts),
        ExprKind::BoolOp { op, values } => {
            let (word, level) = if *op == BoolOp::And { (" and ", Level::And) } else { (" or ", Level::Or) };
            join(values.iter().map(|value| at(value, level.tighter())), word)
        }
        ExprKind::NamedExpr { target, value } => format!("{} := {}", target.name, at(value, Level::Test)),
        ExprKind::BinOp { left, op, right, .. } => binary(left, *op, right),
        ExprKind::UnaryOp { op: UnaryOp::Not, operand } => format!("not {}", at(operand, Level::Not)),
        ExprKind::UnaryOp { op, operand } => format!("{}{}", op.symbol(), at(operand, Level::Unary)),
        ExprKind::Lambda { params: list, body } => {
            let list = params(list);
            let space = if list.is_empty() { "" } else { " " };
            format!("lambda{space}{list}: {}", at(body, Level::Test))
        }
        ExprKind::IfExp { test, body, orelse } => {
            format!("{} if {} else {}", at(body, Level::Or), at(test, Level::Or), at(orelse, Level::Test))
        }
        ExprKind::Await(value) => format!("await {}", at(value, Level::Postfix)),
        ExprKind::Yield(None) => "yield".to_owned(),
        ExprKind::Yield(Some(value)) => format!("yield {}", at(value, Level::Named)),
        ExprKind::YieldFrom(value) => format!("yield from {}", at(value, Level::Test)),
        ExprKind::Compare { left, ops, comparators } => {
            let operand = |value| at(value, Level::BitOr);
            let rest = ops.iter().zip(comparators).map(|(op, value)| format!(" {} {}", op.symbol(), operand(value)));
            operand(left) + &rest.collect::<String>()
        }
        ExprKind::Starred(value) => format!("*{}", at(value, Level::Or)),
        postfix => self::postfix(postfix),
    }
}

fn postfix(kind: &ExprKind) -> String {
    match kind {
        ExprKind::Call { func, args: list } => format!("{}({})", at(func, Level::Postfix), args(list)),
        ExprKind::Attribute { value, attr } => format!("{}.{}", before_dot(value), attr.name),
        ExprKind::Subscript { value, index } => format!("{}[{}]", at(value, Level::Postfix), self::index(index)),
        ExprKind::Slice { lower, upper, step } => {
            let bound = |bound: &Option<Box<Expr>>| bound.as_ref().map_or_else(String::new, |b| at(b, Level::Test));
            let step = step.as_ref().map_or_else(String::new, |step| format!(":{}", at(step, Level::Test)));
            format!("{}:{}{step}", bound(lower), bound(upper))
        }
        display => self::display(display),
    }
}

fn display(kind: &ExprKind) -> String {
    match kind {
        ExprKind::List(items) => format!("[{}]", elements(items)),
        ExprKind::Set(items) => format!("{{{}}}", elements(items)),
        ExprKind::Tuple(items) if items.len() == 1 => format!("({},)", elements(items)),
        ExprKind::Tuple(items) => format!("({})", elements(items)),
        ExprKind::Dict(entries) => {
            format!("{{{}}}", join(entries.iter().map(|(key, value)| entry(key.as_ref(), value)), ", "))
        }
        ExprKind::ListComp { element, generators } => {
            format!("[{}{}]", at(element, Level::Named), clauses(generators))
        }
        ExprKind::SetComp { element, generators } => {
            format!("{{{}{}}}", at(element, Level::Named), clauses(generators))
        }
        ExprKind::GeneratorExp { element, generators } => {
            format!("({}{})", at(element, Level::Named), clauses(generators))
        }
        ExprKind::DictComp { key, value, generators } => {
            format!("{{{}{}}}", entry(Some(key), value), clauses(generators))
        }
        _ => crate::ice!("an expression without a spelling"),
    }
}

fn join(parts: impl Iterator<Item = String>, between: &str) -> String {
    parts.collect::<Vec<_>>().join(between)
}

fn elements(items: &[Expr]) -> String {
    join(items.iter().map(|item| at(item, Level::Named)), ", ")
}

/// `-a ** b` is `-(a ** b)`, and `a ** -b` needs no parentheses.
fn binary(left: &Expr, op: BinOp, right: &Expr) -> String {
    let level = binary_level(op);
    let (left_level, right_level) =
        if op == BinOp::Pow { (Level::Await, Level::Unary) } else { (level, level.tighter()) };
    format!("{} {} {}", at(left, left_level), op.symbol(), at(right, right_level))
}

/// `1.real` would be a wrong number.
fn before_dot(value: &Expr) -> String {
    let is_int = matches!(value.kind, ExprKind::Constant(Constant::Int(_) | Constant::BigInt(_)));
    if is_int { format!("({})", bare(value)) } else { at(value, Level::Postfix) }
}

/// A tuple index needs no parentheses, and with slices in it may have none.
fn index(value: &Expr) -> String {
    match &value.kind {
        ExprKind::Tuple(items) if items.len() == 1 => format!("{},", elements(items)),
        ExprKind::Tuple(items) if !items.is_empty() => elements(items),
        _ => at(value, Level::Named),
    }
}

fn entry(key: Option<&Expr>, value: &Expr) -> String {
    match key {
        Some(key) => format!("{}: {}", at(key, Level::Test), at(value, Level::Test)),
        None => format!("**{}", at(value, Level::BitOr)),
    }
}

fn clauses(generators: &[Comprehension]) -> String {
    let clause = |generator: &Comprehension| {
        let word = if generator.is_async { "async for" } else { "for" };
        let ifs: String = generator.ifs.iter().map(|test| format!(" if {}", comp_if(test))).collect();
        format!(" {word} {} in {}{ifs}", top(&generator.target), at(&generator.iter, Level::Or))
    };
    generators.iter().map(clause).collect()
}

fn comp_if(test: &Expr) -> String {
    at(test, Level::Or)
}

pub(super) fn args(args: &[Arg]) -> String {
    let is_lone = args.len() == 1;
    let arg = |arg: &Arg| match arg {
        Arg::Positional(Expr { kind: ExprKind::GeneratorExp { element, generators }, .. }) if is_lone => {
            at(element, Level::Named) + &clauses(generators)
        }
        Arg::Positional(value) => at(value, Level::Named),
        Arg::Starred(value) => format!("*{}", at(value, Level::Test)),
        Arg::Keyword(name, value) => format!("{}={}", name.name, at(value, Level::Test)),
        Arg::DoubleStarred(value) => format!("**{}", at(value, Level::Test)),
    };
    join(args.iter().map(arg), ", ")
}

pub(super) fn params(params: &Params) -> String {
    let mut parts = Vec::new();
    for (index, positional) in params.positional.iter().enumerate() {
        parts.push(param("", positional));
        if index + 1 == params.n_positional_only {
            parts.push("/".to_owned());
        }
    }
    match &params.vararg {
        Some(vararg) => parts.push(param("*", vararg)),
        None if !params.keyword_only.is_empty() => parts.push("*".to_owned()),
        None => {}
    }
    parts.extend(params.keyword_only.iter().map(|keyword| param("", keyword)));
    parts.extend(params.kwarg.iter().map(|kwarg| param("**", kwarg)));
    parts.join(", ")
}

fn param(stars: &str, param: &Param) -> String {
    let annotation = param.annotation.as_ref().map_or_else(String::new, |a| format!(": {}", at(a, Level::Test)));
    let default = param.default.as_ref().map_or_else(String::new, |d| format!("={}", at(d, Level::Test)));
    format!("{stars}{}{annotation}{default}", param.name.name)
}

// -- F-strings

/// In quotes that none of the fields contains: the strings in a field may not end the literal around them.
fn f_string(parts: &[FStringPart]) -> String {
    let body = f_parts(parts);
    let fields: Vec<String> = parts.iter().filter(|part| is_field(part)).map(f_part).collect();
    let is_free = |quote: &&str| {
        fields.iter().all(|field| !field.contains(*quote) && (quote.len() == 3 || !field.contains('\n')))
    };
    let quote = ["\"", "'", "\"\"\"", "'''"].into_iter().find(is_free).unwrap_or("\"");
    format!("f{quote}{body}{quote}")
}

fn is_field(part: &FStringPart) -> bool {
    matches!(part, FStringPart::Field { .. })
}

fn f_parts(parts: &[FStringPart]) -> String {
    parts.iter().map(f_part).collect()
}

fn f_part(part: &FStringPart) -> String {
    match part {
        FStringPart::Literal(text) => escaped(text).replace('\'', "\\'").replace('{', "{{").replace('}', "}}"),
        FStringPart::Field { value, conversion, spec, debug } => {
            let value = debug.as_ref().map_or_else(|| field_value(value), |text| text.to_string());
            let conversion = conversion.map_or_else(String::new, |conversion| format!("!{conversion}"));
            let spec = if spec.is_empty() { String::new() } else { format!(":{}", f_parts(spec)) };
            format!("{{{value}{conversion}{spec}}}")
        }
    }
}

/// A field may not begin with a brace, and a `:` or `=` of its own would end it: parentheses keep both apart.
fn field_value(value: &Expr) -> String {
    let text = match &value.kind {
        ExprKind::Tuple(_) | ExprKind::Yield(_) | ExprKind::YieldFrom(_) => bare(value),
        _ => at(value, Level::Or),
    };
    if text.starts_with('{') { format!(" {text}") } else { text }
}

// -- Patterns

pub(super) fn pattern(value: &Pattern) -> String {
    match &value.kind {
        PatternKind::Value(value) | PatternKind::Singleton(value) => bare(value),
        PatternKind::Sequence(items) => format!("[{}]", join(items.iter().map(pattern), ", ")),
        PatternKind::Mapping { keys, patterns, rest } => {
            let entries = keys.iter().zip(patterns).map(|(key, value)| format!("{}: {}", bare(key), pattern(value)));
            let rest = rest.as_ref().map(|rest| format!("**{}", rest.name));
            format!("{{{}}}", join(entries.chain(rest), ", "))
        }
        PatternKind::Class { class, patterns, keywords } => {
            let keywords = keywords.iter().map(|(key, value)| format!("{}={}", key.name, pattern(value)));
            format!("{}({})", bare(class), join(patterns.iter().map(pattern).chain(keywords), ", "))
        }
        PatternKind::Star(name) => format!("*{}", name.as_ref().map_or("_", |name| &*name.name)),
        PatternKind::As { pattern: None, name } => name.as_ref().map_or("_", |name| &*name.name).to_owned(),
        PatternKind::As { pattern: Some(inner), name } => {
            format!("({} as {})", pattern(inner), name.as_ref().map_or("_", |name| &*name.name))
        }
        PatternKind::Or(choices) => format!("({})", join(choices.iter().map(pattern), " | ")),
    }
}
