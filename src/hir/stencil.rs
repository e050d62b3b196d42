//! Stencil kernels: indices relative to a place become indices of that place.
//!
//! Input: a kernel's definition, the parameters that are indexed as usual. Output: a definition with one more parameter
//! per axis, the place; how far around it the kernel reads, where its indices are constants.
//! Never: types, loops, borders.

use super::{
    Bound, Constant, Expr, ExprId, ExprKind, Function, Local, LocalId, LocalKind, Param, ParamKind, PlaceKind, StmtKind,
};
use crate::source::Span;
use crate::types::{BinaryOp, UnaryOp};
use std::sync::Arc;

/// A kernel over places.
#[derive(Debug)]
pub struct StencilKernel {
    /// Its definition; the last parameters are the place.
    pub function: Arc<Function>,
    /// Axes of the arrays that it indexes relatively.
    pub ndim: usize,
    /// The least and the greatest index per axis; none where one is no constant.
    pub reach: Option<Vec<(i64, i64)>>,
    /// The parameters (by number) that it indexes relatively.
    pub relative: Vec<usize>,
}

/// Rewrites a kernel; `standard` are the names of parameters that are indexed as usual.
///
/// # Errors
/// What is wrong with the kernel, in words, and where.
pub fn stencil_kernel(kernel: &Function, standard: &[Arc<str>]) -> Result<StencilKernel, (String, Span)> {
    let mut function = kernel.clone();
    let uses = uses(kernel, standard)?;
    let Some(ndim) = uses.first().map(|it| it.parts.len()) else {
        return Err(("a stencil kernel reads its first array relatively: a[0, 1]".to_string(), kernel.header));
    };
    if let Some(other) = uses.iter().find(|it| it.parts.len() != ndim) {
        return Err(("all relative indices of a stencil kernel have the same number of axes".to_string(), other.span));
    }
    let place = add_place(&mut function, ndim);
    let mut reach: Option<Vec<(i64, i64)>> = Some(vec![(i64::MAX, i64::MIN); ndim]);
    for it in &uses {
        let offsets: Option<Vec<i64>> = it.parts.iter().map(|&part| constant(kernel, part)).collect();
        reach = reach.zip(offsets).map(|(reach, offsets)| {
            reach.into_iter().zip(offsets).map(|((low, high), at)| (low.min(at), high.max(at))).collect()
        });
        shift(&mut function, it, &place);
    }
    let mut relative: Vec<usize> = uses.iter().map(|it| it.param).collect();
    relative.sort_unstable();
    relative.dedup();
    Ok(StencilKernel { function: Arc::new(function), ndim, reach, relative })
}

/// A relative subscript.
struct Use {
    subscript: ExprId,
    param: usize,
    /// The index per axis.
    parts: Vec<ExprId>,
    span: Span,
}

fn uses(kernel: &Function, standard: &[Arc<str>]) -> Result<Vec<Use>, (String, Span)> {
    let mut out = Vec::new();
    for (number, expr) in kernel.exprs.iter().enumerate() {
        let ExprKind::Subscript(value, index) = &expr.kind else { continue };
        let ExprKind::Local(local, _) = kernel.expr(*value).kind else { continue };
        let Some(param) = kernel.params.iter().position(|param| param.local == local) else { continue };
        if standard.contains(&kernel.params[param].name) {
            continue;
        }
        let parts = match &kernel.expr(*index).kind {
            ExprKind::Tuple(parts) => parts.clone(),
            _ => vec![*index],
        };
        if parts.iter().any(|&part| matches!(kernel.expr(part).kind, ExprKind::Slice { .. })) {
            return Err(("a stencil kernel's relative indices are ints, not slices".to_string(), expr.span));
        }
        out.push(Use { subscript: ExprId(number as u32), param, parts, span: expr.span });
    }
    Ok(out)
}

/// One more parameter per axis.
fn add_place(function: &mut Function, ndim: usize) -> Vec<LocalId> {
    let span = function.header;
    let add = |axis| {
        let name: Arc<str> = format!(".place{axis}").into();
        let local = LocalId(function.locals.len() as u32);
        function.locals.push(Local { name: name.clone(), span, kind: LocalKind::Web });
        function.params.push(Param { name, span, kind: ParamKind::Positional, local, has_default: false });
        local
    };
    (0..ndim).map(add).collect()
}

/// `a[i, j]` becomes `a[i + place0, j + place1]`.
fn shift(function: &mut Function, it: &Use, place: &[LocalId]) {
    let mut shifted = Vec::new();
    for (&part, &local) in it.parts.iter().zip(place) {
        let span = function.expr(part).span;
        let at = push(function, ExprKind::Local(local, Bound::Always), span);
        shifted.push(push(
            function,
            ExprKind::Binary { op: BinaryOp::Add, op_span: span, left: part, right: at },
            span,
        ));
    }
    let ExprKind::Subscript(value, index) = function.expr(it.subscript).kind else { return };
    let index = match shifted.as_slice() {
        [only] => *only,
        _ => {
            let span = function.expr(index).span;
            push(function, ExprKind::Tuple(shifted), span)
        }
    };
    function.exprs[it.subscript.0 as usize].kind = ExprKind::Subscript(value, index);
}

fn push(function: &mut Function, kind: ExprKind, span: Span) -> ExprId {
    function.exprs.push(Expr { kind, span });
    ExprId(function.exprs.len() as u32 - 1)
}

/// The value of an index that is known without types.
fn constant(function: &Function, expr: ExprId) -> Option<i64> {
    match &function.expr(expr).kind {
        ExprKind::Constant(Constant::Int(value)) => Some(*value),
        ExprKind::Unary(UnaryOp::Neg, operand) => constant(function, *operand)?.checked_neg(),
        ExprKind::Binary { op, left, right, .. } => {
            let (left, right) = (constant(function, *left)?, constant(function, *right)?);
            match op {
                BinaryOp::Add => left.checked_add(right),
                BinaryOp::Sub => left.checked_sub(right),
                BinaryOp::Mul => left.checked_mul(right),
                _ => None,
            }
        }
        ExprKind::Local(local, _) => constant(function, only_value(function, *local)?),
        _ => None,
    }
}

/// The value of a local that one plain statement of the body's top level assigns, and nothing else.
fn only_value(function: &Function, local: LocalId) -> Option<ExprId> {
    let mut writes = 0;
    super::visit::walk(&function.body, &mut |stmt| {
        super::visit::places(stmt, &mut |place| {
            writes += u32::from(matches!(place.kind, PlaceKind::Local(own) if own == local));
        });
    });
    if writes != 1 {
        return None;
    }
    function.body.iter().find_map(|stmt| match &stmt.kind {
        StmtKind::Assign { targets, value } => {
            let is_it = |place: &super::Place| matches!(place.kind, PlaceKind::Local(own) if own == local);
            targets.iter().any(is_it).then_some(*value)
        }
        _ => None,
    })
}
