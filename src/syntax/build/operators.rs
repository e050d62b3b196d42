//! Operators: a flat list of operands and operators to a tree, by precedence.
//!
//! Input: the pairs of an `operation`. Output: an expression. Never: recursion over operators, so that a long chain
//! costs no stack here; its depth counts against the limit.

use super::super::ast::{BinOp, BoolOp, CmpOp, Constant, Expr, ExprKind, UnaryOp};
use super::super::grammar::{Node, Rule, span_of};
use super::Builder;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use smallvec::SmallVec;
use std::iter::Peekable;

/// A binary operator's text to what it means.
pub(super) fn binary_op(text: &str) -> BinOp {
    match text {
        "+" => BinOp::Add,
        "-" => BinOp::Sub,
        "*" => BinOp::Mult,
        "@" => BinOp::MatMult,
        "/" => BinOp::Div,
        "%" => BinOp::Mod,
        "**" => BinOp::Pow,
        "<<" => BinOp::LShift,
        ">>" => BinOp::RShift,
        "|" => BinOp::BitOr,
        "^" => BinOp::BitXor,
        "&" => BinOp::BitAnd,
        _ => BinOp::FloorDiv,
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Op {
    Bool(BoolOp),
    Unary(UnaryOp),
    Compare(CmpOp),
    Binary(BinOp),
    Await,
}

impl Op {
    fn prefix(text: &str) -> Self {
        match text {
            "-" => Op::Unary(UnaryOp::USub),
            "+" => Op::Unary(UnaryOp::UAdd),
            "~" => Op::Unary(UnaryOp::Invert),
            "not" => Op::Unary(UnaryOp::Not),
            _ => Op::Await,
        }
    }

    fn infix(text: &str) -> Self {
        match text {
            "and" => Op::Bool(BoolOp::And),
            "or" => Op::Bool(BoolOp::Or),
            "==" => Op::Compare(CmpOp::Eq),
            "!=" => Op::Compare(CmpOp::NotEq),
            "<" => Op::Compare(CmpOp::Lt),
            "<=" => Op::Compare(CmpOp::LtE),
            ">" => Op::Compare(CmpOp::Gt),
            ">=" => Op::Compare(CmpOp::GtE),
            "in" => Op::Compare(CmpOp::In),
            "is" => Op::Compare(CmpOp::Is),
            words if words.starts_with("is") => Op::Compare(CmpOp::IsNot),
            words if words.starts_with("not") => Op::Compare(CmpOp::NotIn),
            _ => Op::Binary(binary_op(text)),
        }
    }

    /// Higher binds tighter.
    fn precedence(self) -> u8 {
        match self {
            Op::Bool(BoolOp::Or) => 1,
            Op::Bool(BoolOp::And) => 2,
            Op::Unary(UnaryOp::Not) => 3,
            Op::Compare(_) => 4,
            Op::Binary(BinOp::BitOr) => 5,
            Op::Binary(BinOp::BitXor) => 6,
            Op::Binary(BinOp::BitAnd) => 7,
            Op::Binary(BinOp::LShift | BinOp::RShift) => 8,
            Op::Binary(BinOp::Add | BinOp::Sub) => 9,
            Op::Binary(BinOp::Mult | BinOp::Div | BinOp::FloorDiv | BinOp::Mod | BinOp::MatMult) => 10,
            Op::Unary(_) => 11,
            Op::Binary(BinOp::Pow) => 12,
            Op::Await => 13,
        }
    }

    /// `self` stands left of `next`: its operands are complete.
    fn ends_before(self, next: Op) -> bool {
        let groups_left = matches!(next, Op::Binary(op) if op != BinOp::Pow);
        self.precedence() > next.precedence() || (groups_left && self.precedence() == next.precedence())
    }

    /// Neighbours of this kind form one node: `a < b < c`, `a and b and c`.
    fn chains_with(self, other: Op) -> bool {
        match (self, other) {
            (Op::Compare(_), Op::Compare(_)) => true,
            (Op::Bool(a), Op::Bool(b)) => a == b,
            _ => false,
        }
    }
}

/// An expression with its place, enclosing parentheses included.
struct Operand {
    expr: Expr,
    outer: Span,
}

#[derive(Default)]
struct Stacks {
    operands: SmallVec<[Operand; 4]>,
    operators: SmallVec<[(Op, Span); 4]>,
}

impl Stacks {
    fn pop(&mut self) -> Operand {
        self.operands.pop().unwrap_or_else(|| crate::ice!("an operator without its operand"))
    }

    fn push(&mut self, kind: ExprKind, span: Span) {
        self.operands.push(Operand { expr: Expr { kind, span }, outer: span });
    }

    fn infix(&mut self, op: Op, span: Span) {
        while let Some(&(top, _)) = self.operators.last()
            && top.ends_before(op)
        {
            self.reduce();
        }
        self.operators.push((op, span));
    }

    /// Applies the last operator, together with its chain.
    fn reduce(&mut self) {
        let Some((op, span)) = self.operators.pop() else { return };
        match op {
            Op::Await => {
                let operand = self.pop();
                self.push(ExprKind::Await(Box::new(operand.expr)), span.to(operand.outer));
            }
            Op::Unary(op) => {
                let operand = self.pop();
                self.push(ExprKind::UnaryOp { op, operand: Box::new(operand.expr) }, span.to(operand.outer));
            }
            Op::Binary(op) => {
                let (right, left) = (self.pop(), self.pop());
                let outer = left.outer.to(right.outer);
                let (left, right) = (Box::new(left.expr), Box::new(right.expr));
                self.push(ExprKind::BinOp { left, op, op_span: span, right }, outer);
            }
            Op::Bool(_) | Op::Compare(_) => self.reduce_chain(op),
        }
    }

    fn reduce_chain(&mut self, last: Op) {
        let mut chain = vec![last];
        while let Some(&(op, _)) = self.operators.last()
            && op.chains_with(last)
        {
            chain.push(op);
            self.operators.pop();
        }
        let first = self.operands.len() - chain.len() - 1;
        let outer = self.operands[first].outer.to(self.operands[self.operands.len() - 1].outer);
        let mut values: Vec<Expr> = self.operands.drain(first..).map(|operand| operand.expr).collect();
        let kind = match last {
            Op::Bool(op) => ExprKind::BoolOp { op, values },
            _ => {
                let left = Box::new(values.remove(0));
                let ops = chain.iter().rev().filter_map(|op| if let Op::Compare(op) = op { Some(*op) } else { None });
                ExprKind::Compare { left, ops: ops.collect(), comparators: values }
            }
        };
        self.push(kind, outer);
    }
}

/// How many levels of the tree a flat list of nodes can make. (A chain of `and` or `<` is one level.)
fn levels(node: &Node) -> usize {
    let nests = |node: &Node| match node.as_rule() {
        Rule::infix => matches!(Op::infix(node.as_str()), Op::Binary(_)),
        rule => rule == Rule::prefix || is_trailer(rule),
    };
    1 + node.clone().into_inner().filter(nests).count()
}

impl Builder<'_> {
    /// An `operation`, or any other node with the same inside.
    pub(super) fn operation(&mut self, node: Node) -> Expr {
        let span = span_of(&node);
        let built = self.nested(levels(&node), span, |this| this.flat(node));
        built.unwrap_or(Expr { kind: ExprKind::Constant(Constant::None), span })
    }

    fn flat(&mut self, node: Node) -> Expr {
        let mut nodes = node.into_inner().peekable();
        let mut stacks = Stacks::default();
        while let Some(node) = nodes.next() {
            match node.as_rule() {
                Rule::infix => stacks.infix(Op::infix(node.as_str()), span_of(&node)),
                Rule::prefix => self.prefix(&node, &mut stacks),
                Rule::target_star => {}
                _ => {
                    let operand = self.operand(node, &mut nodes);
                    stacks.operands.push(operand);
                }
            }
        }
        while !stacks.operators.is_empty() {
            stacks.reduce();
        }
        stacks.pop().expr
    }

    /// `not` binds looser than what may stand before it: `a == not b` is wrong, and so is `await -a`.
    fn prefix(&mut self, node: &Node, stacks: &mut Stacks) {
        let (op, span) = (Op::prefix(node.as_str()), span_of(node));
        let before = stacks.operators.last().map(|&(before, _)| before);
        let allows_not = matches!(before, None | Some(Op::Bool(_) | Op::Unary(UnaryOp::Not)));
        if before == Some(Op::Await) || (op == Op::Unary(UnaryOp::Not) && !allows_not) {
            let message = format!("`{}` needs parentheses here", node.as_str());
            self.error(Diagnostic::error("NJ0126", message, span).label("binds looser than the operator before it"));
        }
        stacks.operators.push((op, span));
    }

    /// An atom with what follows it: `.name`, `(arguments)`, `[index]`.
    fn operand<'i>(&mut self, atom: Node<'i>, nodes: &mut Peekable<impl Iterator<Item = Node<'i>>>) -> Operand {
        let mut outer = span_of(&atom);
        let mut expr = self.atom(atom);
        while let Some(trailer) = nodes.next_if(|node| is_trailer(node.as_rule())) {
            outer = outer.to(span_of(&trailer));
            let kind = self.trailer(expr, trailer);
            expr = Expr { kind, span: outer };
        }
        Operand { expr, outer }
    }

    fn trailer(&mut self, value: Expr, node: Node) -> ExprKind {
        let rule = node.as_rule();
        let inner = node.clone().into_inner().next();
        match (rule, inner) {
            (Rule::attribute, Some(name)) => ExprKind::Attribute { value: Box::new(value), attr: self.ident(&name) },
            (Rule::call, Some(list)) => ExprKind::Call { func: Box::new(value), args: self.arguments(list) },
            _ => ExprKind::Subscript { value: Box::new(value), index: Box::new(self.index(node)) },
        }
    }
}

fn is_trailer(rule: Rule) -> bool {
    matches!(rule, Rule::attribute | Rule::call | Rule::subscript)
}
