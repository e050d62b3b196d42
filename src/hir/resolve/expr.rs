//! Expressions.
//!
//! Input: expressions of the tree. Output: rows of the function's expression table.
//! Never: statements.

use super::definition::Lowerer;
use super::zone;
use crate::diagnostic::Diagnostic;
use crate::hir::scope::Definition;
use crate::hir::{
    Arg, BinaryOp, Bound, ComprehensionKind, Constant, Expr, ExprId, ExprKind, FStringPart, Generator, LocalId,
    LocalKind, UnaryOp, Zone, scope, walk,
};
use crate::source::Span;
use crate::syntax::ast;
use rustc_hash::FxHashMap;
use std::sync::Arc;

impl<'t> Lowerer<'_, '_, 't> {
    pub fn push(&mut self, kind: ExprKind, span: Span) -> ExprId {
        self.exprs.push(Expr { kind, span });
        ExprId(self.exprs.len() as u32 - 1)
    }

    pub fn optional(&mut self, expr: Option<&'t ast::Expr>) -> Option<ExprId> {
        expr.map(|expr| self.expr(expr))
    }

    pub fn exprs(&mut self, exprs: &'t [ast::Expr]) -> Vec<ExprId> {
        exprs.iter().map(|expr| self.expr(expr)).collect()
    }

    pub fn expr(&mut self, expr: &'t ast::Expr) -> ExprId {
        let kind = walk::deep(|| self.kind(expr));
        self.push(kind, expr.span)
    }

    fn kind(&mut self, expr: &'t ast::Expr) -> ExprKind {
        use ast::ExprKind as Ast;
        match &expr.kind {
            Ast::Constant(constant) => self.constant(constant, expr.span),
            Ast::Name(name) => self.read(name, expr.span),
            Ast::JoinedStr(parts) => ExprKind::JoinedStr(self.fstring(parts)),
            Ast::BoolOp { op, values } => ExprKind::BoolOp(*op, self.exprs(values)),
            Ast::NamedExpr { target, value } => {
                let value = self.expr(value);
                ExprKind::Named(self.walrus_place(target), value)
            }
            Ast::BinOp { left, op, op_span, right } => {
                let (left, right) = (self.expr(left), self.expr(right));
                ExprKind::Binary { op: binary_op(*op), op_span: *op_span, left, right }
            }
            Ast::UnaryOp { op, operand } => self.unary(*op, operand, expr.span),
            Ast::Lambda { params, body } => {
                let defaults = walk::defaults(params).map(|default| self.expr(default)).collect();
                ExprKind::Lambda(self.add_inner(Definition::Lambda(params, body, expr.span), self.zone), defaults)
            }
            Ast::IfExp { test, body, orelse } => {
                let (test, body, orelse) = (self.expr(test), self.expr(body), self.expr(orelse));
                ExprKind::IfExp { test, body, orelse }
            }
            Ast::Dict(items) => {
                let lower = |(key, value): &'t (Option<ast::Expr>, ast::Expr)| {
                    let key = self.optional(key.as_ref());
                    (key, self.expr(value))
                };
                ExprKind::Dict(items.iter().map(lower).collect())
            }
            Ast::Set(items) => ExprKind::Set(self.exprs(items)),
            Ast::List(items) => ExprKind::List(self.exprs(items)),
            Ast::Tuple(items) => ExprKind::Tuple(self.exprs(items)),
            Ast::ListComp { element, generators } => {
                self.comprehension(ComprehensionKind::List, (element, None), generators)
            }
            Ast::SetComp { element, generators } => {
                self.comprehension(ComprehensionKind::Set, (element, None), generators)
            }
            Ast::GeneratorExp { element, generators } => {
                self.comprehension(ComprehensionKind::Generator, (element, None), generators)
            }
            Ast::DictComp { key, value, generators } => {
                self.comprehension(ComprehensionKind::Dict, (key, Some(value)), generators)
            }
            Ast::Await(value) => self.unsupported_around("`await` is", value, expr.span),
            Ast::YieldFrom(value) => self.yield_from(value, expr.span),
            Ast::Yield(value) => self.yield_value(value.as_deref()),
            Ast::Compare { left, ops, comparators } => {
                let left = self.expr(left);
                ExprKind::Compare(left, ops.iter().copied().zip(self.exprs(comparators)).collect())
            }
            Ast::Call { func, args } => {
                let func = self.expr(func);
                ExprKind::Call { func, args: args.iter().map(|arg| self.arg(arg)).collect() }
            }
            Ast::Attribute { value, attr } => ExprKind::Attribute(self.expr(value), Arc::clone(&attr.name)),
            Ast::Subscript { value, index } => {
                let value = self.expr(value);
                ExprKind::Subscript(value, self.expr(index))
            }
            Ast::Starred(value) => ExprKind::Starred(self.expr(value)),
            Ast::Slice { lower, upper, step } => ExprKind::Slice {
                start: self.optional(lower.as_deref()),
                stop: self.optional(upper.as_deref()),
                step: self.optional(step.as_deref()),
            },
        }
    }

    fn arg(&mut self, arg: &'t ast::Arg) -> Arg {
        match arg {
            ast::Arg::Positional(value) => Arg::Positional(self.expr(value)),
            ast::Arg::Starred(value) => Arg::Starred(self.expr(value)),
            ast::Arg::Keyword(name, value) => Arg::Keyword(Arc::clone(&name.name), self.expr(value)),
            ast::Arg::DoubleStarred(value) => Arg::DoubleStarred(self.expr(value)),
        }
    }

    fn constant(&mut self, constant: &ast::Constant, span: Span) -> ExprKind {
        ExprKind::Constant(match constant {
            ast::Constant::None => Constant::None,
            ast::Constant::Ellipsis => Constant::Ellipsis,
            ast::Constant::Bool(value) => Constant::Bool(*value),
            ast::Constant::Int(value) => i64::try_from(*value).map_or(Constant::UInt(*value), Constant::Int),
            ast::Constant::BigInt(digits) => {
                self.wide_int(digits, span);
                Constant::Int(0)
            }
            ast::Constant::Float(value) => Constant::Float(*value),
            ast::Constant::Imaginary(value) => Constant::Imaginary(*value),
            ast::Constant::Str(text) => Constant::Str(Arc::clone(text)),
            ast::Constant::Bytes(bytes) => Constant::Bytes(Arc::clone(bytes)),
        })
    }

    fn wide_int(&mut self, digits: &str, span: Span) {
        let diagnostic = Diagnostic::error("NJ0404", "ints wider than 64 bits are not supported", span)
            .label("does not fit in 64 bits")
            .note(format!("write it as a float if it need not be exact: `{}.0`", digits));
        self.context.report(diagnostic);
    }

    /// A name that is read: a variable of the function, else a global.
    fn read(&mut self, name: &Arc<str>, span: Span) -> ExprKind {
        if let Some(var) = self.lookup(name) {
            return ExprKind::Local(LocalId(var as u32), Bound::Always);
        }
        if !self.context.is_known_global(name) && self.guarded == 0 {
            let locals: Vec<Arc<str>> = self.scopes.iter().flat_map(FxHashMap::keys).cloned().collect();
            self.context.undefined(name, span, &locals);
        }
        ExprKind::Global(self.name(name))
    }

    /// Folds the sign into a literal.
    fn unary(&mut self, op: ast::UnaryOp, operand: &'t ast::Expr, span: Span) -> ExprKind {
        if op == ast::UnaryOp::USub
            && let ast::ExprKind::Constant(constant) = &operand.kind
        {
            match constant {
                ast::Constant::Int(value) if *value <= 1 << 63 => {
                    return ExprKind::Constant(Constant::Int((*value as i64).wrapping_neg()));
                }
                ast::Constant::Float(value) => return ExprKind::Constant(Constant::Float(-value)),
                ast::Constant::Int(value) => {
                    self.wide_int(&format!("-{value}"), span);
                    return ExprKind::Constant(Constant::Int(0));
                }
                _ => {}
            }
        }
        let operand = self.expr(operand);
        ExprKind::Unary(unary_op(op), operand)
    }

    pub fn fstring(&mut self, parts: &'t [ast::FStringPart]) -> Vec<FStringPart> {
        let mut lowered = Vec::with_capacity(parts.len());
        for part in parts {
            match part {
                ast::FStringPart::Literal(text) => lowered.push(FStringPart::Literal(Arc::clone(text))),
                ast::FStringPart::Field { value, conversion, spec, debug } => {
                    lowered.extend(debug.iter().map(|text| FStringPart::Literal(Arc::clone(text))));
                    // `{x=}` alone shows the repr.
                    let shows_repr = debug.is_some() && conversion.is_none() && spec.is_empty();
                    let conversion = if shows_repr { Some('r') } else { *conversion };
                    let value = self.expr(value);
                    lowered.push(FStringPart::Field { value, conversion, spec: self.fstring(spec) });
                }
            }
        }
        lowered
    }

    /// The first iterable is evaluated outside; the variables are new locals of this function.
    fn comprehension(
        &mut self,
        kind: ComprehensionKind,
        (element, value): (&'t ast::Expr, Option<&'t ast::Expr>),
        clauses: &'t [ast::Comprehension],
    ) -> ExprKind {
        let mut first = clauses.first().map(|clause| self.expr(&clause.iter));
        let depth = self.scopes.len();
        self.scopes.push(FxHashMap::default());
        for clause in clauses {
            scope::target_names(&clause.target, &mut |name| {
                if !self.scopes[depth].contains_key(&name.name) {
                    self.add_var(depth, &name.name, name.span, LocalKind::Web);
                }
            });
        }
        let mut generators = Vec::with_capacity(clauses.len());
        for clause in clauses {
            if clause.is_async {
                zone::unsupported(self.context, "`async for` is", clause.target.span, "");
            }
            let iter = first.take().unwrap_or_else(|| self.expr(&clause.iter));
            let target = self.place(&clause.target);
            generators.push(Generator { target, iter, ifs: self.exprs(&clause.ifs) });
        }
        let element = self.expr(element);
        let value = self.optional(value);
        self.scopes.truncate(depth);
        ExprKind::Comprehension { kind, element, value, generators }
    }

    fn yield_value(&mut self, value: Option<&'t ast::Expr>) -> ExprKind {
        self.is_generator = true;
        ExprKind::Yield(self.optional(value))
    }

    fn yield_from(&mut self, value: &'t ast::Expr, span: Span) -> ExprKind {
        let hint = "loop over it and yield each value: `for value in ..: yield value`";
        match self.zone {
            Zone::Compiled => zone::host_only(self.context, "`yield from` is", span, hint),
            Zone::Host => zone::unsupported(self.context, "`yield from` is", span, hint),
        }
        self.is_generator = true;
        ExprKind::Yield(Some(self.expr(value)))
    }

    fn unsupported_around(&mut self, what: &str, value: &'t ast::Expr, span: Span) -> ExprKind {
        zone::unsupported(self.context, what, span, "numjit has no coroutines: call a plain function");
        let value = self.expr(value);
        ExprKind::Starred(value)
    }
}

fn binary_op(op: ast::BinOp) -> BinaryOp {
    match op {
        ast::BinOp::Add => BinaryOp::Add,
        ast::BinOp::Sub => BinaryOp::Sub,
        ast::BinOp::Mult => BinaryOp::Mul,
        ast::BinOp::MatMult => BinaryOp::MatMul,
        ast::BinOp::Div => BinaryOp::Div,
        ast::BinOp::Mod => BinaryOp::Mod,
        ast::BinOp::Pow => BinaryOp::Pow,
        ast::BinOp::LShift => BinaryOp::LShift,
        ast::BinOp::RShift => BinaryOp::RShift,
        ast::BinOp::BitOr => BinaryOp::BitOr,
        ast::BinOp::BitXor => BinaryOp::BitXor,
        ast::BinOp::BitAnd => BinaryOp::BitAnd,
        ast::BinOp::FloorDiv => BinaryOp::FloorDiv,
    }
}

/// The operator of `op=`.
pub(super) fn augmented_op(op: ast::BinOp) -> BinaryOp {
    binary_op(op)
}

fn unary_op(op: ast::UnaryOp) -> UnaryOp {
    match op {
        ast::UnaryOp::Invert => UnaryOp::Invert,
        ast::UnaryOp::Not => UnaryOp::Not,
        ast::UnaryOp::UAdd => UnaryOp::Pos,
        ast::UnaryOp::USub => UnaryOp::Neg,
    }
}
