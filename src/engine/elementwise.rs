//! The loops of element-wise functions: for which dtypes each is compiled, and what it gives.
//!
//! Input: function objects with declared signatures, dtypes of operands. Output: [`ElementLoop`]s.
//! Never: which loop serves given operands (`host`, by NumPy's rules, and `infer`, by Numba's).

use super::dispatcher::Dispatcher;
use super::{Inner, options};
use crate::builtins::host::Decorator;
use crate::host::{Definition, ElementLoop, Exception, Outcome};
use crate::infer::Role;
use crate::types::{Dtype, FunctionId, Type};
use std::sync::PoisonError;

impl Inner {
    /// Takes in a decorated function.
    ///
    /// # Errors
    /// What its decorator raises.
    pub(super) fn define(&self, dispatcher: Dispatcher, definition: &Definition) -> Outcome<FunctionId> {
        match definition.decorator {
            Decorator::Vectorize => {
                let parallel = options::is_target_parallel(definition)?;
                let role = Role::Elementwise { parallel };
                let id = self.dispatchers.add(Dispatcher { role, ..dispatcher });
                self.add_declared_loops(id)?;
                Ok(id)
            }
            Decorator::Guvectorize => self.define_generalized(dispatcher, definition),
            Decorator::Stencil => self.define_stencil(dispatcher, definition),
            Decorator::Cfunc if dispatcher.signatures.len() != 1 => {
                Err(Exception::type_error("cfunc() needs one signature, such as \"float64(float64)\""))
            }
            _ => Ok(self.dispatchers.add(dispatcher)),
        }
    }

    /// The loops of the signatures that a decorator declares.
    ///
    /// # Errors
    /// TypeError where the function does not compile for one of them.
    pub(super) fn add_declared_loops(&self, id: FunctionId) -> Outcome<()> {
        let dispatcher = self.dispatchers.get(id);
        if !matches!(dispatcher.role, Role::Elementwise { .. }) {
            return Ok(());
        }
        for signature in &dispatcher.signatures {
            let dtypes = signature.params.iter().map(|ty| match ty {
                Type::Scalar(dtype) => Ok(*dtype),
                other => {
                    let name = &dispatcher.hir.name;
                    Err(Exception::type_error(format!(
                        "{name} is element-wise: its parameters are numbers, not {other}"
                    )))
                }
            });
            self.add_loop(id, &dispatcher, &dtypes.collect::<Outcome<Vec<Dtype>>>()?)?;
        }
        Ok(())
    }

    /// A loop for these dtypes.
    ///
    /// # Errors
    /// TypeError where the function does not compile for them, or gives no number.
    pub(super) fn add_loop(&self, id: FunctionId, dispatcher: &Dispatcher, dtypes: &[Dtype]) -> Outcome<ElementLoop> {
        let types: Vec<Type> = dtypes.iter().copied().map(Type::Scalar).collect();
        let environment = self.environment();
        let typing = self.compiler.types(&self.around(&environment), id, &types);
        let typing = typing.map_err(|diagnostics| self.typing_error(dispatcher, &types, diagnostics))?;
        let Type::Scalar(result) = typing.result else {
            let name = &dispatcher.hir.name;
            return Err(Exception::type_error(format!(
                "{name} is element-wise: it must return a number, not {}",
                typing.result
            )));
        };
        let own = ElementLoop { params: dtypes.to_vec(), result };
        dispatcher.loops.write().unwrap_or_else(PoisonError::into_inner).push(own.clone());
        Ok(own)
    }
}
