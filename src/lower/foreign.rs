//! Functions of the host program: their specialization hands its arguments on.
//!
//! Input: a typing without a body. Output: a function that is one call. Never: what the host program does.

use super::value::components;
use crate::infer::Typing;
use crate::ir::{self, Callee, InstanceId, Op};
use crate::types::Dtype;

/// Lowers the specialization of a function at this address.
pub(super) fn lower(typing: &Typing, address: usize) -> ir::Function {
    let params: Vec<ir::Ty> = typing.params.iter().flat_map(components).collect();
    let results = components(&typing.result);
    let mut b = ir::Builder::new(typing.hir.qualname.clone(), typing.instance, &params, results.clone());
    b.at(typing.function, typing.hir.header);
    let mut args = vec![b.i64(address as i64)];
    args.extend(b.params());
    let callee = b.callee(Callee {
        instance: InstanceId::FOREIGN,
        name: typing.hir.qualname.clone(),
        params: std::iter::once(ir::Ty::Scalar(Dtype::I64)).chain(params).collect(),
        results: results.clone(),
    });
    let values = b.push(Op::Call(callee), &args, &results, &[]);
    b.push0(Op::Return, &values);
    b.finish()
}
