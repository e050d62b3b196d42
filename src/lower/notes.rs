//! What becomes of each loop: parallel or not, what is fused in it, and why not.
//!
//! Input: the loops as they are lowered, those of array expressions included. Output: [`LoopNote`]s, and their text as a
//! tree with source lines.
//! Never: a change of what is lowered.

use super::Lowering;
use super::array_expr::{Element, Node};
use super::nest::{GRAIN, cost};
use crate::builtins::{self, Lower, Special};
use crate::hir::visit::has_early_exit;
use crate::hir::{ExprId, Place, Stmt};
use crate::infer::parallel::{Role, parallel_loop};
use crate::infer::{Target, Typing};
use crate::source::Span;
use std::fmt::Write;

/// What became of one loop.
#[derive(Clone, Debug, PartialEq)]
pub struct LoopNote {
    /// Where it stands.
    pub span: Span,
    /// How many loops are around it.
    pub depth: usize,
    /// What it is.
    pub kind: LoopKind,
    /// Parallel or not.
    pub verdict: Verdict,
}

/// What a loop is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoopKind {
    /// `for` or `while`.
    Statement,
    /// The nest of an array expression.
    Expression {
        /// Element-wise operations fused into it.
        operations: usize,
        /// Arrays that it reads.
        arrays: usize,
    },
    /// The nest of a stencil.
    Stencil,
    /// Inside of a function of NumPy.
    Library,
}

/// Parallel or not.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// On all threads, with these variables reduced.
    Parallel(Vec<String>),
    /// On all threads from about this many elements on.
    ParallelFrom(i64),
    /// In order, and why.
    InOrder(&'static str),
}

const INNER: &str = "inside a parallel loop";
const NOT_PARALLEL: &str = "the function is not parallel=True";

impl Lowering<'_> {
    /// Notes a loop; what follows until [`Lowering::leave_loop`] is inside of it.
    pub(super) fn enter_loop(&mut self, span: Span, verdict: Verdict) {
        self.notes.push(LoopNote { span, depth: self.depth, kind: LoopKind::Statement, verdict });
        self.depth += 1;
    }

    /// The end of a noted loop.
    pub(super) fn leave_loop(&mut self) {
        self.depth -= 1;
    }

    /// What becomes of a `for`.
    pub(super) fn verdict_of(&self, target: &Place, iter: ExprId, body: &[Stmt]) -> Verdict {
        let is_prange = match self.typing.targets.get(&iter) {
            Some(Target::Builtin { builtin, .. }) => builtins::row(*builtin).lower == Lower::Special(Special::Prange),
            _ => false,
        };
        if self.in_parallel {
            return Verdict::InOrder(INNER);
        }
        if !is_prange {
            return Verdict::InOrder("it is no prange");
        }
        if !self.typing.options.parallel {
            return Verdict::InOrder(NOT_PARALLEL);
        }
        if has_early_exit(body) {
            return Verdict::InOrder("it is left early by break or return");
        }
        match parallel_loop(self.typing, target, iter, body) {
            None => Verdict::InOrder("a variable whose last value is needed is no number"),
            Some(found) => {
                let is_reduction = |role: &Role| matches!(role, Role::Reduction(_));
                let roles = found.roles.iter().filter(|(_, role)| is_reduction(role));
                Verdict::Parallel(roles.map(|(local, _)| self.name_of(*local).to_string()).collect())
            }
        }
    }

    /// Notes the nest of an array expression.
    pub(super) fn note_expression(&mut self, node: &Node) {
        let (mut operations, mut arrays) = (0, Vec::new());
        count(node, &mut operations, &mut arrays);
        arrays.sort_unstable();
        arrays.dedup();
        let kind = LoopKind::Expression { operations, arrays: arrays.len() };
        self.note_nest(kind, cost(node));
    }

    /// Notes a function of NumPy that is parallel inside.
    pub(super) fn note_library(&mut self) {
        let verdict = Verdict::Parallel(Vec::new());
        self.notes.push(LoopNote { span: self.span, depth: self.depth, kind: LoopKind::Library, verdict });
    }

    /// Notes the nest of a stencil, or of anything else that loops over elements.
    pub(super) fn note_nest(&mut self, kind: LoopKind, cost: i64) {
        let verdict = match (self.in_parallel, self.spreads) {
            (true, _) => Verdict::InOrder(INNER),
            (false, false) => Verdict::InOrder(NOT_PARALLEL),
            (false, true) => Verdict::ParallelFrom(2 * GRAIN / cost.max(1)),
        };
        self.notes.push(LoopNote { span: self.span, depth: self.depth, kind, verdict });
    }
}

fn count(node: &Node, operations: &mut usize, arrays: &mut Vec<crate::ir::ValueId>) {
    match node {
        Node::Array(array) => arrays.push(*array),
        Node::Picked(picked) => arrays.push(picked.base),
        Node::Scalar(_) => {}
        Node::Map(element, args, _) => {
            *operations += usize::from(!matches!(element, Element::Convert));
            args.iter().for_each(|arg| count(arg, operations, arrays));
        }
    }
}

/// The notes of one specialization as a tree with source lines.
#[must_use]
pub fn print_notes(typing: &Typing, notes: &[LoopNote]) -> String {
    let params = typing.params.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let parallel = if typing.options.parallel { "parallel=True" } else { "not parallel" };
    let mut out = format!("{}({params}): {parallel}\n", typing.hir.name);
    if notes.is_empty() {
        out.push_str("no loops\n");
    }
    let texts: Vec<String> = notes.iter().map(|note| source(typing, note.span)).collect();
    let heads: Vec<String> =
        notes.iter().enumerate().map(|(place, note)| branch(notes, place, note.depth) + &texts[place]).collect();
    let width = heads.iter().map(|head| head.chars().count()).max().unwrap_or(0);
    for (head, note) in heads.iter().zip(notes) {
        let padding = width - head.chars().count();
        let _ = writeln!(out, "{head}{:padding$}  {}", "", words(note));
    }
    out
}

/// `line 4: for i in prange(n)`
fn source(typing: &Typing, span: Span) -> String {
    let source = &typing.hir.source;
    let text = source.slice(span).lines().next().unwrap_or_default().trim();
    let text = text.strip_suffix(':').unwrap_or(text);
    let short: String = text.chars().take(60).collect();
    let dots = if short.len() < text.len() { ".." } else { "" };
    format!("line {}: {short}{dots}", source.line(span.start))
}

/// The lines of the tree in front of a note.
fn branch(notes: &[LoopNote], place: usize, depth: usize) -> String {
    // Is there another note at a level, before the tree goes up beyond it?
    let goes_on =
        |level: usize| notes[place + 1..].iter().take_while(|note| note.depth >= level).any(|note| note.depth == level);
    let outer: String = (0..depth).map(|level| if goes_on(level) { "│  " } else { "   " }).collect();
    outer + if goes_on(depth) { "├─ " } else { "└─ " }
}

fn words(note: &LoopNote) -> String {
    let verdict = match &note.verdict {
        Verdict::Parallel(reduced) if reduced.is_empty() => "parallel".to_string(),
        Verdict::Parallel(reduced) => format!("parallel, reduces {}", reduced.join(", ")),
        Verdict::ParallelFrom(n) => format!("parallel from {n} elements on"),
        Verdict::InOrder(why) => format!("in order: {why}"),
    };
    let plural = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    match note.kind {
        LoopKind::Statement => verdict,
        LoopKind::Library => format!("{verdict} where it is large; a function of NumPy"),
        LoopKind::Stencil => format!("{verdict}; a stencil"),
        LoopKind::Expression { operations: 0, arrays: 0 } => format!("{verdict}; fills an array"),
        LoopKind::Expression { operations: 0, .. } => format!("{verdict}; copies elements"),
        LoopKind::Expression { operations, arrays } => {
            let fused = if operations > 1 { " fused" } else { "" };
            format!("{verdict}; {}{fused} over {}", plural(operations, "operation"), plural(arrays, "array"))
        }
    }
}
