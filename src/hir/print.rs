//! Prints the resolved program (`inspect --stage hir`): Python again, with ids and boundness shown.
//!
//! Input: a function. Output: text: `x.3` is local 3 named `x`; `x.3?` may be unbound, `x.3!` is; `$x` is a global.
//! Never: the source text.

use super::*;
use std::fmt::Write;

/// A whole module, functions inside it included.
#[must_use]
pub fn module(module: &Module) -> String {
    function(&module.body)
}

/// A function and the functions inside it.
#[must_use]
pub fn function(function: &Function) -> String {
    let mut printer = Printer { function, out: String::new(), indent: 0 };
    printer.whole();
    printer.out
}

struct Printer<'a> {
    function: &'a Function,
    out: String,
    indent: usize,
}

impl Printer<'_> {
    fn line(&mut self, text: &str) {
        for _ in 0..self.indent {
            self.out.push_str("    ");
        }
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn whole(&mut self) {
        let function = self.function;
        let keyword = match function.kind {
            FunctionKind::Module => "module",
            FunctionKind::Def if function.is_generator => "generator",
            FunctionKind::Def => "def",
            FunctionKind::Lambda => "lambda",
            FunctionKind::Class => "class",
        };
        let zone = if function.zone == Zone::Compiled { "compiled " } else { "" };
        let params = function.params.iter().map(|param| self.param(param)).collect::<Vec<_>>().join(", ");
        self.line(&format!("{zone}{keyword} {}({params}):", function.qualname));
        self.indent += 1;
        self.captures();
        self.indent -= 1;
        self.block(&function.body);
        self.indent += 1;
        for inner in &function.inner {
            let mut printer = Printer { function: inner, out: String::new(), indent: self.indent };
            walk::deep(|| printer.whole());
            self.out.push_str(&printer.out);
        }
        self.indent -= 1;
    }

    fn captures(&mut self) {
        let cells = self.function.locals.iter().enumerate().filter(|(_, local)| local.kind == LocalKind::Cell);
        let cells: Vec<String> = cells.map(|(id, _)| self.local(LocalId(id as u32))).collect();
        if !cells.is_empty() {
            self.line(&format!("cells {}", cells.join(", ")));
        }
        for capture in &self.function.captures {
            let text = format!("captures {} from .{}", self.local(capture.local), capture.outer.0);
            self.line(&text);
        }
    }

    fn param(&self, param: &Param) -> String {
        let stars = match param.kind {
            ParamKind::VarArgs => "*",
            ParamKind::VarKeywords => "**",
            _ => "",
        };
        let kind = match param.kind {
            ParamKind::PositionalOnly => "/",
            ParamKind::KeywordOnly => "*",
            _ => "",
        };
        let default = if param.has_default { "=.." } else { "" };
        format!("{stars}{}{kind}{default}", self.local(param.local))
    }

    fn local(&self, id: LocalId) -> String {
        format!("{}.{}", self.function.local(id).name, id.0)
    }

    fn block(&mut self, body: &[Stmt]) {
        self.indent += 1;
        for stmt in body {
            walk::deep(|| self.stmt(stmt));
        }
        self.indent -= 1;
    }

    fn clause(&mut self, head: &str, body: &[Stmt]) {
        if !body.is_empty() {
            self.line(head);
            self.block(body);
        }
    }

    fn stmt(&mut self, stmt: &Stmt) {
        let text = match &stmt.kind {
            StmtKind::Expr(value) => self.expr(*value),
            StmtKind::Assign { targets, value } => {
                let mut text = String::new();
                targets.iter().for_each(|target| text += &format!("{} = ", self.place(target)));
                text + &self.expr(*value)
            }
            StmtKind::AugAssign { target, read, op, value, .. } => {
                let read = read.map_or(String::new(), |read| format!("{} ", self.expr(read)));
                format!("{} = {read}{op}= {}", self.place(target), self.expr(*value))
            }
            StmtKind::Return(value) => self.keyword("return", *value),
            StmtKind::Break => "break".into(),
            StmtKind::Continue => "continue".into(),
            StmtKind::Pass => "pass".into(),
            StmtKind::Raise { exc, cause } => {
                let cause = cause.map_or(String::new(), |cause| format!(" from {}", self.expr(cause)));
                self.keyword("raise", *exc) + &cause
            }
            StmtKind::Assert { test, msg } => {
                let msg = msg.map_or(String::new(), |msg| format!(", {}", self.expr(msg)));
                format!("assert {}{msg}", self.expr(*test))
            }
            StmtKind::Delete(places) => format!("del {}", self.places(places)),
            StmtKind::Import { target, module, item: None } => format!("{} = import {module}", self.place(target)),
            StmtKind::Import { target, module, item: Some(item) } => {
                format!("{} = from {module} import {item}", self.place(target))
            }
            StmtKind::ImportAll { module } => format!("from {module} import *"),
            _ => return self.compound(stmt),
        };
        self.line(&text);
    }

    fn keyword(&self, keyword: &str, value: Option<ExprId>) -> String {
        value.map_or(keyword.into(), |value| format!("{keyword} {}", self.expr(value)))
    }

    fn compound(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::If { test, body, orelse } => {
                self.clause(&format!("if {}:", self.expr(*test)), body);
                self.clause("else:", orelse);
            }
            StmtKind::While { test, body, orelse } => {
                self.clause(&format!("while {}:", self.expr(*test)), body);
                self.clause("else:", orelse);
            }
            StmtKind::For { target, iter, body, orelse } => {
                self.clause(&format!("for {} in {}:", self.place(target), self.expr(*iter)), body);
                self.clause("else:", orelse);
            }
            StmtKind::Try { body, handlers, orelse, finalbody } => {
                self.clause("try:", body);
                handlers.iter().for_each(|handler| self.handler(handler));
                self.clause("else:", orelse);
                self.clause("finally:", finalbody);
            }
            StmtKind::With { items, body } => {
                let item = |(context, target): &(ExprId, Option<Place>)| match target {
                    Some(target) => format!("{} as {}", self.expr(*context), self.place(target)),
                    None => self.expr(*context),
                };
                let items = items.iter().map(item).collect::<Vec<_>>().join(", ");
                self.clause(&format!("with {items}:"), body);
            }
            StmtKind::FunctionDef { target, function, decorators, defaults, annotations } => {
                decorators.iter().for_each(|&decorator| self.line(&format!("@{}", self.expr(decorator))));
                let types = annotations.iter().map(|&(i, e)| format!("{i}: {}", self.expr(e)));
                let parts = defaults.iter().map(|&default| self.expr(default)).chain(types);
                let parts = parts.collect::<Vec<_>>().join(", ");
                let name = &self.function.inner[*function].name;
                self.line(&format!("{} = def {name}({parts})", self.place(target)));
            }
            StmtKind::ClassDef { target, name, decorators, bases, .. } => {
                decorators.iter().for_each(|&decorator| self.line(&format!("@{}", self.expr(decorator))));
                self.line(&format!("{} = class {name}({})", self.place(target), self.list(bases)));
            }
            StmtKind::Match { subject, cases } => {
                self.line(&format!("match {}:", self.expr(*subject)));
                self.indent += 1;
                cases.iter().for_each(|case| self.case(case));
                self.indent -= 1;
            }
            _ => {}
        }
    }

    fn handler(&mut self, handler: &Handler) {
        let exc = handler.exc.map_or(String::new(), |exc| format!(" {}", self.expr(exc)));
        let name = handler.name.as_ref().map_or(String::new(), |name| format!(" as {}", self.place(name)));
        self.clause(&format!("except{exc}{name}:"), &handler.body);
    }

    fn case(&mut self, case: &MatchCase) {
        let guard = case.guard.map_or(String::new(), |guard| format!(" if {}", self.expr(guard)));
        self.clause(&format!("case {}{guard}:", self.pattern(&case.pattern)), &case.body);
    }

    fn pattern(&self, pattern: &Pattern) -> String {
        let list = |items: &[Pattern]| items.iter().map(|p| self.pattern(p)).collect::<Vec<_>>();
        match pattern {
            Pattern::Value(value) => self.expr(*value),
            Pattern::Sequence { before, star, after } => {
                let star = star.iter().map(|place| format!("*{}", self.capture(place.as_ref())));
                let items = list(before).into_iter().chain(star).chain(list(after));
                format!("[{}]", items.collect::<Vec<_>>().join(", "))
            }
            Pattern::Capture(place) => self.capture(place.as_ref()),
            Pattern::As(inner, place) => format!("{} as {}", self.pattern(inner), self.place(place)),
            Pattern::Or(items) => list(items).join(" | "),
            Pattern::Mapping { keys, patterns, rest } => {
                let items = keys.iter().zip(patterns).map(|(&k, p)| format!("{}: {}", self.expr(k), self.pattern(p)));
                let rest = rest.iter().map(|place| format!("**{}", self.place(place)));
                format!("{{{}}}", items.chain(rest).collect::<Vec<_>>().join(", "))
            }
            Pattern::Class { class, patterns, keywords } => {
                let keywords = keywords.iter().map(|(name, p)| format!("{name}={}", self.pattern(p)));
                let items = list(patterns).into_iter().chain(keywords).collect::<Vec<_>>().join(", ");
                format!("{}({items})", self.expr(*class))
            }
        }
    }

    fn capture(&self, place: Option<&Place>) -> String {
        place.map_or("_".into(), |place| self.place(place))
    }

    fn places(&self, places: &[Place]) -> String {
        places.iter().map(|place| self.place(place)).collect::<Vec<_>>().join(", ")
    }

    fn place(&self, place: &Place) -> String {
        match &place.kind {
            PlaceKind::Local(local) => self.local(*local),
            PlaceKind::Global(name) => format!("${}", self.function.name_of(*name)),
            PlaceKind::Attribute(value, name) => format!("{}.{name}", self.expr(*value)),
            PlaceKind::Subscript(value, index) => format!("{}[{}]", self.expr(*value), self.expr(*index)),
            PlaceKind::Unpack { before, star, after } => {
                let star = star.iter().map(|place| format!("*{}", self.place(place)));
                let before = before.iter().map(|place| self.place(place));
                let items = before.chain(star).chain(after.iter().map(|place| self.place(place)));
                format!("({})", items.collect::<Vec<_>>().join(", "))
            }
        }
    }

    fn list(&self, items: &[ExprId]) -> String {
        items.iter().map(|&item| self.expr(item)).collect::<Vec<_>>().join(", ")
    }

    fn optional(&self, id: Option<ExprId>) -> String {
        id.map_or(String::new(), |id| self.expr(id))
    }

    fn expr(&self, id: ExprId) -> String {
        walk::deep(|| self.expr_step(id))
    }

    fn expr_step(&self, id: ExprId) -> String {
        match &self.function.expr(id).kind {
            ExprKind::Constant(constant) => constant_text(constant),
            ExprKind::Local(local, bound) => {
                let mark = match bound {
                    Bound::Always => "",
                    Bound::Maybe => "?",
                    Bound::Never => "!",
                };
                self.local(*local) + mark
            }
            ExprKind::Global(name) => format!("${}", self.function.name_of(*name)),
            ExprKind::Attribute(value, name) => format!("{}.{name}", self.expr(*value)),
            ExprKind::Subscript(value, index) => format!("{}[{}]", self.expr(*value), self.expr(*index)),
            ExprKind::Slice { start, stop, step } => {
                let step = step.map_or(String::new(), |step| format!(":{}", self.expr(step)));
                format!("{}:{}{step}", self.optional(*start), self.optional(*stop))
            }
            ExprKind::Tuple(items) => {
                let comma = if items.len() == 1 { "," } else { "" };
                format!("({}{comma})", self.list(items))
            }
            ExprKind::List(items) => format!("[{}]", self.list(items)),
            ExprKind::Set(items) => format!("{{{}}}", self.list(items)),
            ExprKind::Dict(items) => self.dict(items),
            ExprKind::Starred(value) => format!("*{}", self.expr(*value)),
            ExprKind::Unary(UnaryOp::Not, value) => format!("(not {})", self.expr(*value)),
            ExprKind::Unary(op, value) => format!("({op}{})", self.expr(*value)),
            ExprKind::Binary { op, left, right, .. } => format!("({} {op} {})", self.expr(*left), self.expr(*right)),
            ExprKind::BoolOp(op, values) => {
                let word = if *op == BoolOp::And { " and " } else { " or " };
                let values = values.iter().map(|&value| self.expr(value)).collect::<Vec<_>>();
                format!("({})", values.join(word))
            }
            ExprKind::Compare(first, rest) => {
                let mut text = format!("({}", self.expr(*first));
                for &(op, value) in rest {
                    let _ = write!(text, " {} {}", op.symbol(), self.expr(value));
                }
                text + ")"
            }
            ExprKind::IfExp { test, body, orelse } => {
                format!("({} if {} else {})", self.expr(*body), self.expr(*test), self.expr(*orelse))
            }
            ExprKind::Call { func, args } => format!("{}({})", self.expr(*func), self.args(args)),
            ExprKind::Lambda(inner, defaults) => format!("lambda#{inner}({})", self.list(defaults)),
            ExprKind::Comprehension { kind, element, value, generators } => {
                self.comprehension(*kind, (*element, *value), generators)
            }
            ExprKind::Named(place, value) => format!("({} := {})", self.place(place), self.expr(*value)),
            ExprKind::JoinedStr(parts) => format!("f\"{}\"", self.fstring(parts)),
            ExprKind::Yield(value) => format!("({})", self.keyword("yield", *value)),
        }
    }

    fn dict(&self, items: &[(Option<ExprId>, ExprId)]) -> String {
        let item = |&(key, value): &(Option<ExprId>, ExprId)| match key {
            Some(key) => format!("{}: {}", self.expr(key), self.expr(value)),
            None => format!("**{}", self.expr(value)),
        };
        format!("{{{}}}", items.iter().map(item).collect::<Vec<_>>().join(", "))
    }

    fn args(&self, args: &[Arg]) -> String {
        let arg = |arg: &Arg| match arg {
            Arg::Positional(value) => self.expr(*value),
            Arg::Starred(value) => format!("*{}", self.expr(*value)),
            Arg::Keyword(name, value) => format!("{name}={}", self.expr(*value)),
            Arg::DoubleStarred(value) => format!("**{}", self.expr(*value)),
        };
        args.iter().map(arg).collect::<Vec<_>>().join(", ")
    }

    fn comprehension(
        &self,
        kind: ComprehensionKind,
        (element, value): (ExprId, Option<ExprId>),
        generators: &[Generator],
    ) -> String {
        let mut text = self.expr(element);
        text += &value.map_or(String::new(), |value| format!(": {}", self.expr(value)));
        for clause in generators {
            let _ = write!(text, " for {} in {}", self.place(&clause.target), self.expr(clause.iter));
            clause.ifs.iter().for_each(|&condition| text += &format!(" if {}", self.expr(condition)));
        }
        match kind {
            ComprehensionKind::List => format!("[{text}]"),
            ComprehensionKind::Set | ComprehensionKind::Dict => format!("{{{text}}}"),
            ComprehensionKind::Generator => format!("({text})"),
        }
    }

    fn fstring(&self, parts: &[FStringPart]) -> String {
        let mut text = String::new();
        for part in parts {
            match part {
                FStringPart::Literal(literal) => text += &literal.escape_debug().to_string(),
                FStringPart::Field { value, conversion, spec } => {
                    let conversion = conversion.map_or(String::new(), |c| format!("!{c}"));
                    let spec = if spec.is_empty() { String::new() } else { format!(":{}", self.fstring(spec)) };
                    let _ = write!(text, "{{{}{conversion}{spec}}}", self.expr(*value));
                }
            }
        }
        text
    }
}

fn constant_text(constant: &Constant) -> String {
    match constant {
        Constant::None => "None".into(),
        Constant::Ellipsis => "...".into(),
        Constant::Bool(true) => "True".into(),
        Constant::Bool(false) => "False".into(),
        Constant::Int(value) => value.to_string(),
        Constant::UInt(value) => value.to_string(),
        Constant::Float(value) => format!("{value:?}"),
        Constant::Imaginary(value) => format!("{value:?}j"),
        Constant::Str(text) => format!("{text:?}"),
        Constant::Bytes(bytes) => format!("b\"{}\"", bytes.escape_ascii()),
    }
}
