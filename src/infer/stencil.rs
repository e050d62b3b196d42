//! Calls of stencils.
//!
//! Input: a stencil, the arguments of a call. Output: the call's target and type: an array of the shape of the first
//! argument and the dtype that the kernel returns.
//! Never: loops, borders.

use super::call::Passed;
use super::function::Infer;
use super::program::Key;
use super::role::Stencil;
use super::{FunctionInfo, Target, report};
use crate::diagnostic::Diagnostic;
use crate::hir::ExprId;
use crate::types::{Constant, Dtype, Layout, Type, can_convert};
use std::sync::Arc;

impl Infer<'_> {
    /// A call of a stencil, perhaps with `out=`.
    pub(super) fn call_stencil(
        &mut self,
        id: ExprId,
        info: &FunctionInfo,
        own: &Arc<Stencil>,
        passed: &[Passed],
    ) -> Type {
        let span = self.hir.expr(id).span;
        let n_params = info.hir.params.len() - own.ndim;
        let (inputs, out) = match passed.split_last() {
            Some((last, rest)) if last.keyword.as_deref() == Some("out") => (rest, Some(last)),
            _ => (passed, None),
        };
        if inputs.len() != n_params || inputs.iter().any(|it| it.keyword.is_some()) {
            let message = format!("{}() takes {n_params} arguments and perhaps `out=`", info.hir.name);
            self.report(report::arguments(span, message).also(info.hir.header, "the kernel"));
            return Type::Unknown;
        }
        if passed.iter().any(|it| it.ty == Type::Unknown) {
            return Type::Unknown;
        }
        if !self.check_stencil_arrays(own, inputs, out) {
            return Type::Unknown;
        }
        let place = std::iter::repeat_n(Type::INT64, own.ndim);
        let types = inputs.iter().map(|it| it.ty.clone()).chain(place).collect();
        let (instance, result) = match self.program.instance(self.env, Key::of_function(own.kernel, types)) {
            Ok(found) => found,
            Err(diagnostics) => {
                self.report_callee(span, diagnostics);
                return Type::Unknown;
            }
        };
        let Some(dtype) = self.stencil_dtype(id, info, own, &result) else { return Type::Unknown };
        let args = inputs.iter().map(|it| it.argument.clone()).collect();
        let target = Target::Stencil { instance, stencil: own.clone(), args, out: out.map(|it| it.argument.clone()) };
        self.typing.targets.insert(id, target);
        out.map_or_else(|| Type::array(dtype, own.ndim, Layout::C), |out| out.ty.clone())
    }

    /// Arrays that the kernel indexes relatively have the axes of its indices; so has the output.
    fn check_stencil_arrays(&mut self, own: &Stencil, inputs: &[Passed], out: Option<&Passed>) -> bool {
        let relative = own.relative.iter().filter_map(|&place| inputs.get(place));
        for it in inputs.first().into_iter().chain(relative).chain(out) {
            if !matches!(&it.ty, Type::Array(array) if array.ndim as usize == own.ndim) {
                let message = format!(
                    "{} dimensional neighborhood specified for {} dimensional input array",
                    own.ndim,
                    it.ty.as_array().map_or(0, |array| array.ndim)
                );
                self.report(Diagnostic::error("NJ0303", message, it.span).label(it.ty.to_string()));
                return false;
            }
        }
        true
    }

    fn stencil_dtype(&mut self, id: ExprId, info: &FunctionInfo, own: &Stencil, result: &Type) -> Option<Dtype> {
        let span = self.hir.expr(id).span;
        let Type::Scalar(dtype) = result else {
            if *result != Type::Unknown {
                let message = format!("a stencil kernel must return a number, not {result}");
                self.report(Diagnostic::error("NJ0303", message, span).also(info.hir.header, "the kernel"));
            }
            return None;
        };
        let fits = |value: &Constant| can_convert(&super::constant_type(value), result).is_some();
        if own.border.as_ref().is_some_and(|value| !fits(value)) {
            let diagnostic = Diagnostic::error("NJ0303", "cval type does not match stencil return type.", span);
            self.report(diagnostic.label(format!("the kernel returns {dtype}")));
            return None;
        }
        Some(*dtype)
    }
}
