//! The dump of a tree: `(if (compare x < 1) ..)`, one statement a line.
//!
//! Input: a tree. Output: text that differs wherever two trees differ, spans aside. Never: Python's own syntax.

use super::super::ast::{
    Alias, Arg, BoolOp, Comprehension, Expr, ExprKind, FStringPart, FunctionDef, Ident, MatchCase, Module, Param,
    Params, Pattern, PatternKind, Stmt, StmtKind, Try, UnaryOp,
};
use super::literal::{constant, quoted};

pub(super) fn module(module: &Module) -> String {
    let mut dump = Dump { out: String::from("(module"), depth: 1 };
    dump.body(&module.body);
    dump.out + ")\n"
}

struct Dump {
    out: String,
    depth: usize,
}

impl Dump {
    /// A new line, one level deeper than the statement it belongs to.
    fn line(&mut self, text: &str) {
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n("  ", self.depth));
        self.out.push_str(text);
    }

    fn body(&mut self, body: &[Stmt]) {
        body.iter().for_each(|stmt| self.stmt(stmt));
    }

    /// `(head`, statements on lines of their own, `)`.
    fn section(&mut self, head: &str, body: &[Stmt]) {
        self.nested(head, |dump| dump.body(body));
    }

    fn section_if_any(&mut self, head: &str, body: &[Stmt]) {
        if !body.is_empty() {
            self.section(head, body);
        }
    }

    fn nested(&mut self, head: &str, inside: impl FnOnce(&mut Self)) {
        self.line(&format!("({head}"));
        self.depth += 1;
        inside(self);
        self.depth -= 1;
        self.out.push(')');
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::FunctionDef(def) => self.function(def),
            StmtKind::ClassDef(class) => {
                let bases: Vec<_> = class.bases.iter().map(arg).collect();
                self.nested(&spaced("class", [class.name.name.to_string(), list(bases)]), |dump| {
                    dump.decorators(&class.decorators);
                    dump.body(&class.body);
                });
            }
            StmtKind::For { target, iter, body, orelse, is_async } => {
                let word = if *is_async { "async-for" } else { "for" };
                self.loop_stmt(&spaced(word, [expr(target), expr(iter)]), body, orelse);
            }
            StmtKind::While { test, body, orelse } => self.loop_stmt(&spaced("while", [expr(test)]), body, orelse),
            StmtKind::If { test, body, orelse } => self.loop_stmt(&spaced("if", [expr(test)]), body, orelse),
            StmtKind::With { items, body, is_async } => {
                let word = if *is_async { "async-with" } else { "with" };
                let items = items
                    .iter()
                    .map(|item| node("item", [expr(&item.context)].into_iter().chain(item.target.as_ref().map(expr))));
                self.section(&spaced(word, items), body);
            }
            StmtKind::Match { subject, cases } => self.nested(&spaced("match", [expr(subject)]), |dump| {
                cases.iter().for_each(|case| dump.case(case));
            }),
            StmtKind::Try(stmt) => self.try_stmt(stmt),
            simple_kind => self.line(&simple(simple_kind)),
        }
    }

    fn loop_stmt(&mut self, head: &str, body: &[Stmt], orelse: &[Stmt]) {
        self.nested(head, |dump| {
            dump.body(body);
            dump.section_if_any("else", orelse);
        });
    }

    fn decorators(&mut self, decorators: &[Expr]) {
        decorators.iter().for_each(|decorator| self.line(&node("decorator", [expr(decorator)])));
    }

    fn function(&mut self, def: &FunctionDef) {
        let word = if def.is_async { "async-def" } else { "def" };
        self.nested(&spaced(word, [def.name.name.to_string(), params(&def.params)]), |dump| {
            dump.decorators(&def.decorators);
            if let Some(returns) = &def.returns {
                dump.line(&node("returns", [expr(returns)]));
            }
            dump.body(&def.body);
        });
    }

    fn case(&mut self, case: &MatchCase) {
        let guard = case.guard.as_ref().map(|guard| node("guard", [expr(guard)]));
        self.section(&spaced("case", [pattern(&case.pattern)].into_iter().chain(guard)), &case.body);
    }

    fn try_stmt(&mut self, stmt: &Try) {
        self.nested(if stmt.is_star { "try-star" } else { "try" }, |dump| {
            dump.body(&stmt.body);
            for handler in &stmt.handlers {
                let parts = handler.exc.as_ref().map(expr).into_iter().chain(handler.name.as_ref().map(name));
                dump.section(&spaced("except", parts), &handler.body);
            }
            dump.section_if_any("else", &stmt.orelse);
            dump.section_if_any("finally", &stmt.finalbody);
        });
    }
}

// -- Pieces of text

fn spaced(head: &str, parts: impl IntoIterator<Item = String>) -> String {
    parts.into_iter().fold(head.to_owned(), |out, part| out + " " + &part)
}

fn node(head: &str, parts: impl IntoIterator<Item = String>) -> String {
    format!("({})", spaced(head, parts))
}

fn list(parts: Vec<String>) -> String {
    format!("({})", parts.join(" "))
}

fn name(ident: &Ident) -> String {
    ident.name.to_string()
}

fn optional(value: Option<&Expr>) -> String {
    value.map_or_else(|| "_".to_owned(), expr)
}

fn exprs<'e>(values: impl IntoIterator<Item = &'e Expr>) -> impl Iterator<Item = String> {
    values.into_iter().map(expr)
}

// -- Statements on one line

fn simple(kind: &StmtKind) -> String {
    match kind {
        StmtKind::Return(value) => node("return", exprs(value)),
        StmtKind::Delete(targets) => node("del", exprs(targets)),
        StmtKind::Assign { targets, value } => node("=", exprs(targets.iter().chain([value]))),
        StmtKind::AugAssign { target, op, value, .. } => node(&format!("{}=", op.symbol()), exprs([target, value])),
        StmtKind::AnnAssign { target, annotation, value } => {
            node(":", exprs([target, annotation].into_iter().chain(value)))
        }
        StmtKind::Raise { exc, cause } => node("raise", exprs(exc.iter().chain(cause))),
        StmtKind::Assert { test, msg } => node("assert", exprs([test].into_iter().chain(msg))),
        StmtKind::Import(names) => node("import", names.iter().map(alias)),
        StmtKind::ImportFrom { module, names, level } => {
            let module = ".".repeat(*level as usize) + module.as_ref().map_or("", |module| &*module.name);
            node("from", [module].into_iter().chain(names.iter().map(alias)))
        }
        StmtKind::Global(names) => node("global", names.iter().map(name)),
        StmtKind::Nonlocal(names) => node("nonlocal", names.iter().map(name)),
        StmtKind::Expr(value) => node("expr", [expr(value)]),
        StmtKind::TypeAlias { name: alias, value } => node("type", [name(alias), expr(value)]),
        StmtKind::Break => "(break)".to_owned(),
        StmtKind::Continue => "(continue)".to_owned(),
        // Compound statements have their own lines.
        _ => "(pass)".to_owned(),
    }
}

fn alias(alias: &Alias) -> String {
    match &alias.asname {
        Some(asname) => node("as", [name(&alias.name), name(asname)]),
        None => name(&alias.name),
    }
}

fn params(params: &Params) -> String {
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
    list(parts)
}

fn param(stars: &str, param: &Param) -> String {
    let text = format!("{stars}{}", param.name.name);
    if param.annotation.is_none() && param.default.is_none() {
        return text;
    }
    let annotation = param.annotation.as_ref().map(|annotation| node(":", [expr(annotation)]));
    let default = param.default.as_ref().map(|default| node("=", [expr(default)]));
    node(&text, annotation.into_iter().chain(default))
}

// -- Expressions

fn expr(value: &Expr) -> String {
    match &value.kind {
        ExprKind::Constant(value) => constant(value),
        ExprKind::Name(name) => name.to_string(),
        ExprKind::JoinedStr(parts) => node("f-string", parts.iter().map(f_part)),
        ExprKind::BoolOp { op, values } => node(if *op == BoolOp::And { "and" } else { "or" }, exprs(values)),
        ExprKind::NamedExpr { target, value } => node(":=", [name(target), expr(value)]),
        ExprKind::BinOp { left, op, right, .. } => node(op.symbol(), exprs([&**left, right])),
        ExprKind::UnaryOp { op: UnaryOp::Not, operand } => node("not", [expr(operand)]),
        ExprKind::UnaryOp { op, operand } => node(op.symbol(), [expr(operand)]),
        ExprKind::Lambda { params: list, body } => node("lambda", [params(list), expr(body)]),
        ExprKind::IfExp { test, body, orelse } => node("if-else", exprs([&**test, body, orelse])),
        ExprKind::Await(value) => node("await", [expr(value)]),
        ExprKind::Yield(value) => node("yield", exprs(value.as_deref())),
        ExprKind::YieldFrom(value) => node("yield-from", [expr(value)]),
        ExprKind::Compare { left, ops, comparators } => {
            let pairs =
                ops.iter().zip(comparators).flat_map(|(op, value)| [op.symbol().replace(' ', "-"), expr(value)]);
            node("compare", [expr(left)].into_iter().chain(pairs))
        }
        ExprKind::Call { func, args } => node("call", [expr(func)].into_iter().chain(args.iter().map(arg))),
        ExprKind::Attribute { value, attr } => node(".", [expr(value), name(attr)]),
        ExprKind::Subscript { value, index } => node("index", exprs([&**value, index])),
        ExprKind::Starred(value) => node("*", [expr(value)]),
        ExprKind::Slice { lower, upper, step } => {
            node("slice", [lower, upper, step].map(|bound| optional(bound.as_deref())))
        }
        display => self::display(display),
    }
}

fn display(kind: &ExprKind) -> String {
    match kind {
        ExprKind::List(items) => node("list", exprs(items)),
        ExprKind::Tuple(items) => node("tuple", exprs(items)),
        ExprKind::Set(items) => node("set", exprs(items)),
        ExprKind::Dict(entries) => node("dict", entries.iter().map(|(key, value)| entry(key.as_ref(), value))),
        ExprKind::ListComp { element, generators } => comprehension("list-comp", expr(element), generators),
        ExprKind::SetComp { element, generators } => comprehension("set-comp", expr(element), generators),
        ExprKind::GeneratorExp { element, generators } => comprehension("generator", expr(element), generators),
        ExprKind::DictComp { key, value, generators } => {
            comprehension("dict-comp", entry(Some(key), value), generators)
        }
        _ => crate::ice!("an expression without a dump"),
    }
}

fn entry(key: Option<&Expr>, value: &Expr) -> String {
    match key {
        Some(key) => list(vec![expr(key), expr(value)]),
        None => node("**", [expr(value)]),
    }
}

fn comprehension(head: &str, element: String, generators: &[Comprehension]) -> String {
    let clauses = generators.iter().map(|generator| {
        let ifs = generator.ifs.iter().map(|condition| node("if", [expr(condition)]));
        let word = if generator.is_async { "async-for" } else { "for" };
        node(word, [expr(&generator.target), expr(&generator.iter)].into_iter().chain(ifs))
    });
    node(head, [element].into_iter().chain(clauses))
}

fn arg(arg: &Arg) -> String {
    match arg {
        Arg::Positional(value) => expr(value),
        Arg::Starred(value) => node("*", [expr(value)]),
        Arg::Keyword(key, value) => node("=", [name(key), expr(value)]),
        Arg::DoubleStarred(value) => node("**", [expr(value)]),
    }
}

fn f_part(part: &FStringPart) -> String {
    match part {
        FStringPart::Literal(text) => quoted(text),
        FStringPart::Field { value, conversion, spec, debug } => {
            let conversion = conversion.map(|conversion| format!("!{conversion}"));
            let debug = debug.as_ref().map(|text| node("debug", [quoted(text)]));
            let spec = (!spec.is_empty()).then(|| node("spec", spec.iter().map(f_part)));
            node("field", [expr(value)].into_iter().chain(conversion).chain(debug).chain(spec))
        }
    }
}

// -- Patterns

fn pattern(value: &Pattern) -> String {
    let patterns = |items: &[Pattern]| items.iter().map(pattern).collect::<Vec<_>>();
    match &value.kind {
        PatternKind::Value(value) => node("value", [expr(value)]),
        PatternKind::Singleton(value) => node("is", [expr(value)]),
        PatternKind::Sequence(items) => node("sequence", patterns(items)),
        PatternKind::Mapping { keys, patterns, rest } => {
            let entries = keys.iter().zip(patterns).map(|(key, value)| list(vec![expr(key), pattern(value)]));
            let rest = rest.as_ref().map(|rest| node("**", [name(rest)]));
            node("mapping", entries.chain(rest))
        }
        PatternKind::Class { class, patterns: positional, keywords } => {
            let keywords = keywords.iter().map(|(key, value)| node("=", [name(key), pattern(value)]));
            node("instance", [expr(class)].into_iter().chain(patterns(positional)).chain(keywords))
        }
        PatternKind::Star(target) => node("*", target.as_ref().map(name)),
        PatternKind::As { pattern: inner, name: target } => {
            node("as", inner.as_deref().map(pattern).into_iter().chain(target.as_ref().map(name)))
        }
        PatternKind::Or(choices) => node("or", patterns(choices)),
    }
}
