//! Functions over core axes: two function objects, the body and what calls it for each index of the other axes.
//!
//! Input: a decorated function, its layout and signatures. Output: their ids; what the host zone wants to know.
//! Never: shapes.

use super::dispatcher::Dispatcher;
use super::{Inner, options};
use crate::host::{self, CoreParam, Definition, Exception, Outcome, Value};
use crate::infer::{Generalized, Role, Signature};
use crate::runtime::exception::ExceptionKind;
use crate::types::{CoreError, CoreSignature, FunctionId, Type};
use std::sync::Arc;

impl Inner {
    /// Takes in a function decorated with `@guvectorize(signatures, layout)`.
    ///
    /// # Errors
    /// TypeError for signatures that do not fit the layout; what is wrong with the layout.
    pub(super) fn define_generalized(&self, dispatcher: Dispatcher, definition: &Definition) -> Outcome<FunctionId> {
        let core = layout(definition)?;
        let name = &dispatcher.hir.name;
        for signature in &dispatcher.signatures {
            if signature.params.len() != core.n_operands() {
                let text = format!("{name}: the signature {} has not {} parameters", core.text, signature.params.len());
                return Err(Exception::type_error(text));
            }
        }
        let is_array = |ty: &Type| matches!(ty, Type::Array(_));
        let arrays = dispatcher.signatures.first().map(|it| it.params.iter().map(is_array).collect());
        let mut outer = Dispatcher::new(dispatcher.hir.clone(), dispatcher.host.clone(), dispatcher.options.clone());
        outer.signatures.clone_from(&dispatcher.signatures);
        outer.parallel_target = options::is_target_parallel(definition)?;
        let kernel = self.dispatchers.add(dispatcher);
        self.compile_declared(kernel)?;
        outer.role = Role::Generalized(Arc::new(Generalized { kernel, core, arrays: arrays.unwrap_or_default() }));
        Ok(self.dispatchers.add(outer))
    }

    /// Types a kernel for its declared signatures, so that the decorator says what is wrong with it.
    fn compile_declared(&self, kernel: FunctionId) -> Outcome<()> {
        let dispatcher = self.dispatchers.get(kernel);
        for signature in &dispatcher.signatures {
            let environment = self.environment();
            let typing = self.compiler.types(&self.around(&environment), kernel, &signature.params);
            typing.map_err(|diagnostics| self.typing_error(&dispatcher, &signature.params, diagnostics))?;
        }
        Ok(())
    }

    /// What the host zone wants to know of a function over core axes; none: it is not one.
    pub(super) fn generalized(&self, function: FunctionId) -> Option<host::Generalized> {
        let dispatcher = self.dispatchers.get(function);
        let Role::Generalized(own) = &dispatcher.role else { return None };
        let param = |ty: &Type| match ty {
            Type::Scalar(dtype) => Some(CoreParam { dtype: *dtype, is_array: false }),
            Type::Array(array) => Some(CoreParam { dtype: array.dtype, is_array: true }),
            _ => None,
        };
        let params = |signature: &Signature| signature.params.iter().map(param).collect::<Option<Vec<CoreParam>>>();
        Some(host::Generalized {
            kernel: own.kernel,
            core: own.core.clone(),
            loops: dispatcher.signatures.iter().filter_map(params).collect(),
            parallel: dispatcher.parallel_target,
        })
    }
}

/// The layout: the last positional argument of the decorator, or `signature=`.
fn layout(definition: &Definition) -> Outcome<CoreSignature> {
    let named = definition.options.iter().find(|(name, _)| &**name == "signature").map(|(_, value)| value);
    let Some(Value::Str(text)) = named.or_else(|| definition.signatures.last()) else {
        return Err(Exception::type_error("guvectorize() needs a layout such as '(n),()->(n)'"));
    };
    CoreSignature::parse(text).map_err(|error| match error {
        CoreError::Malformed(text) => Exception::value_error(text),
        CoreError::Undefined(text) => Exception::new(ExceptionKind::NameError, text),
    })
}
