//! Calls of functions that run once per element (`@vectorize`).
//!
//! Input: the function, the arguments of a call. Output: the call's target and type: arguments broadcast against each
//! other; the function is specialized for their dtypes, or for the first declared signature that takes them.
//! Never: loops.

use super::call::Passed;
use super::function::Infer;
use super::program::Key;
use super::{FunctionInfo, Role, Target, report};
use crate::diagnostic::Diagnostic;
use crate::hir::ExprId;
use crate::types::ufunc::first_loop;
use crate::types::{ArrayType, Dtype, FunctionId, Type};

impl Infer<'_> {
    /// A call of an element-wise function: its arguments, then perhaps the array that takes the results.
    pub(super) fn call_elementwise(
        &mut self,
        id: ExprId,
        function: FunctionId,
        info: &FunctionInfo,
        passed: &[Passed],
    ) -> Type {
        let Some((inputs, out)) = self.split_out(id, info, passed) else { return Type::Unknown };
        if passed.iter().any(|it| it.ty == Type::Unknown) {
            return Type::Unknown;
        }
        let Some(dtypes) = self.element_types(info, inputs) else { return Type::Unknown };
        let Some(params) = self.loop_for(id, info, inputs, &dtypes) else { return Type::Unknown };
        let key = Key::of_function(function, params.into_iter().map(Type::Scalar).collect());
        let (instance, result) = match self.program.instance(self.env, key) {
            Ok(found) => found,
            Err(diagnostics) => {
                let span = self.hir.expr(id).span;
                self.report_callee(span, diagnostics);
                return Type::Unknown;
            }
        };
        let dtype = match result {
            Type::Scalar(dtype) => dtype,
            Type::Unknown => return Type::Unknown,
            other => return self.no_element(id, info, &other),
        };
        let args = inputs.iter().map(|it| it.argument.clone()).collect();
        let parallel = matches!(info.role, Role::Elementwise { parallel: true });
        let target = Target::Elementwise { instance, args, out: out.map(|it| it.argument.clone()), parallel };
        self.typing.targets.insert(id, target);
        match out {
            Some(out) => out.ty.clone(),
            None => result_of(dtype, inputs),
        }
    }

    /// The inputs and the output of a call.
    fn split_out<'p>(
        &mut self,
        id: ExprId,
        info: &FunctionInfo,
        passed: &'p [Passed],
    ) -> Option<(&'p [Passed], Option<&'p Passed>)> {
        let n_inputs = info.hir.params.len();
        let named = passed.last().filter(|it| it.keyword.is_some());
        let n_positional = passed.iter().filter(|it| it.keyword.is_none()).count();
        let fits = match named {
            None => n_positional == n_inputs || n_positional == n_inputs + 1,
            Some(named) => {
                n_positional == n_inputs && passed.len() == n_inputs + 1 && named.keyword.as_deref() == Some("out")
            }
        };
        if !fits {
            let span = self.hir.expr(id).span;
            let name = &info.hir.name;
            let message = format!("{name}() takes {n_inputs} arguments and perhaps `out`, {} were given", passed.len());
            self.report(report::arguments(span, message).also(info.hir.header, "element-wise"));
            return None;
        }
        let out = passed.get(n_inputs);
        if let Some(Passed { ty, span, .. }) = out.filter(|it| !matches!(it.ty, Type::Array(_) | Type::Unknown)) {
            let message = "the output of an element-wise function is an array";
            self.report(Diagnostic::error("NJ0303", message, *span).label(ty.to_string()));
            return None;
        }
        Some((&passed[..n_inputs], out))
    }

    /// The dtypes of the inputs.
    fn element_types(&mut self, info: &FunctionInfo, inputs: &[Passed]) -> Option<Vec<Dtype>> {
        let mut dtypes = Vec::new();
        for input in inputs {
            match element(&input.ty) {
                Some(dtype) => dtypes.push(dtype),
                None => {
                    let message = format!("`{}` takes numbers and arrays", info.hir.name);
                    self.report(Diagnostic::error("NJ0303", message, input.span).label(input.ty.to_string()));
                    return None;
                }
            }
        }
        Some(dtypes)
    }

    /// The dtypes that the function is specialized for.
    fn loop_for(&mut self, id: ExprId, info: &FunctionInfo, inputs: &[Passed], dtypes: &[Dtype]) -> Option<Vec<Dtype>> {
        if info.signatures.is_empty() {
            return Some(dtypes.to_vec());
        }
        let loops: Vec<Vec<Dtype>> =
            info.signatures.iter().map(|it| it.params.iter().filter_map(element).collect()).collect();
        let found = first_loop(dtypes, loops.iter().map(Vec::as_slice));
        if found.is_none() {
            let span = self.hir.expr(id).span;
            let types: Vec<Type> = inputs.iter().map(|it| it.ty.clone()).collect();
            self.report(report::no_signature(span, &info.hir, &types, &info.signatures));
        }
        found.map(|index| loops[index].clone())
    }

    fn no_element(&mut self, id: ExprId, info: &FunctionInfo, result: &Type) -> Type {
        let span = self.hir.expr(id).span;
        let message = format!("`{}` is element-wise: it must return a number, not {result}", info.hir.name);
        self.report(Diagnostic::error("NJ0303", message, span).also(info.hir.header, "defined here"));
        Type::Unknown
    }
}

/// What an element of an argument is.
fn element(ty: &Type) -> Option<Dtype> {
    match ty {
        Type::Scalar(dtype) => Some(*dtype),
        Type::Array(array) => Some(array.dtype),
        _ => None,
    }
}

fn result_of(dtype: Dtype, inputs: &[Passed]) -> Type {
    let arrays: Vec<ArrayType> = inputs.iter().filter_map(|it| it.ty.as_array()).collect();
    match arrays.iter().map(|array| array.ndim).max() {
        // Arrays without axes give a number.
        None | Some(0) => Type::Scalar(dtype),
        Some(ndim) => super::operator::array_result(dtype, ndim, &arrays),
    }
}
