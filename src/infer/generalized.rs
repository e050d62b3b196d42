//! Calls of functions over core axes (`@guvectorize`) from compiled code.
//!
//! Input: the function, inputs and output arrays of a call. Output: the call's target: a walk of the prelude.
//! Never: loops; outputs that the call does not give.

use super::call::Passed;
use super::function::Infer;
use super::role::Generalized;
use super::{Argument, Binding, FunctionInfo, report};
use crate::hir::ExprId;
use crate::types::{Constant, Type};

impl Infer<'_> {
    /// A call of a generalized function with all its outputs.
    pub(super) fn call_generalized(
        &mut self,
        id: ExprId,
        info: &FunctionInfo,
        own: &Generalized,
        passed: &[Passed],
    ) -> Type {
        let span = self.hir.expr(id).span;
        let wanted = own.core.n_operands();
        if passed.len() != wanted || passed.iter().any(|it| it.keyword.is_some()) {
            let message = format!("{}() takes {wanted} arguments here, its outputs included", info.hir.name);
            let diagnostic = report::arguments(span, message);
            self.report(diagnostic.note("make the output arrays first and pass them as the last arguments"));
            return Type::Unknown;
        }
        if passed.iter().any(|it| it.ty == Type::Unknown) {
            return Type::Unknown;
        }
        let Some(operands) = self.core_operands(info, own, passed) else { return Type::Unknown };
        let depth = operands.iter().map(|it| it.depth).max().unwrap_or(0);
        let pack = Argument::Pack(passed.iter().map(|it| it.argument.clone()).collect());
        let types = Type::tuple(passed.iter().map(|it| it.ty.clone()));
        let cores = operands.iter().map(|it| it.core.map_or(Constant::None, zeros)).collect();
        let units = operands.iter().map(|it| if it.unit { zeros(0) } else { Constant::None }).collect();
        let constants = [Constant::Tuple(cores), Constant::Tuple(units), zeros(depth)];
        let mut args = vec![default(Binding::Function(own.kernel)), (pack, types)];
        args.extend(constants.map(|constant| default(Binding::Constant(constant))));
        match self.try_prelude("walk_generalized_call", args) {
            Ok(Some((target, result))) => {
                self.typing.targets.insert(id, target);
                result
            }
            Ok(None) => Type::Unknown,
            Err(diagnostics) => {
                self.report_callee(span, diagnostics);
                Type::Unknown
            }
        }
    }

    fn core_operands(&mut self, info: &FunctionInfo, own: &Generalized, passed: &[Passed]) -> Option<Vec<Operand>> {
        let mut out = Vec::new();
        for (place, (it, core)) in passed.iter().zip(own.core.operands()).enumerate() {
            let unit = core.is_empty() && own.arrays.get(place).copied().unwrap_or(place >= own.core.inputs.len());
            match &it.ty {
                Type::Array(array) if array.ndim as usize >= core.len() => {
                    let depth = array.ndim as usize - core.len();
                    out.push(Operand { core: Some(core.len() + usize::from(unit)), unit, depth });
                }
                Type::Scalar(_) if core.is_empty() && !unit => out.push(Operand { core: None, unit, depth: 0 }),
                other => {
                    let (name, text) = (&info.hir.name, &own.core.text);
                    let message = format!("{name}: operand {place} has too few axes for the signature {text}");
                    self.report(report::arguments(it.span, message).label(other.to_string()));
                    return None;
                }
            }
        }
        Some(out)
    }
}

/// How an argument takes part in the loops.
struct Operand {
    /// Its core axes; none: a number.
    core: Option<usize>,
    /// It gets an axis of length 1, which the kernel wants to see.
    unit: bool,
    /// Axes before the core ones.
    depth: usize,
}

fn zeros(n: usize) -> Constant {
    Constant::Tuple(vec![Constant::Int(0); n])
}

fn default(binding: Binding) -> (Argument, Type) {
    let ty = binding.ty();
    (Argument::Default(binding), ty)
}
