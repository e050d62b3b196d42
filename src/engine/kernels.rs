//! Element-wise kernels of the host zone: compiled per op, dtypes and form, cached like signatures.
//!
//! Input: one operation over operands of one shape. Output: machine code that does it. Axes that can be walked as one
//! are merged first, so that most operations become one flat loop. Small operations are done by the plain evaluator,
//! which has the same meaning.

use super::stats::Counters;
use crate::codegen::{self, Code, EntryFn, FunctionInput, Level, Metering, ModuleInput};
use crate::host::elementwise::{ElementOp, Elementwise, plain};
use crate::ir::{Builder, InstanceId, Op, Ty, ValueId};
use crate::opt;
use crate::runtime::array::Array;
use crate::runtime::context::Context;
use crate::runtime::exception::Raised;
use crate::types::{Dtype, Layout};
use rustc_hash::FxHashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// Below this many elements compiling does not pay.
const SMALL: usize = 256;

/// What a kernel is compiled for.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Key {
    op: ElementOp,
    /// What each operand is converted to.
    dtypes: Vec<Dtype>,
    /// Of the operands, then of the result.
    arrays: Vec<Dtype>,
    /// Axes after merging.
    ndim: u8,
    /// All arrays are contiguous.
    flat: bool,
}

struct Kernel {
    entry: EntryFn,
    _code: Code,
}

/// The kernels of an engine.
pub struct Kernels {
    level: Level,
    known: RwLock<FxHashMap<Key, Arc<Kernel>>>,
}

impl Kernels {
    /// None yet; they will have vector code of this level.
    pub fn new(level: Level) -> Self {
        Self { level, known: RwLock::default() }
    }

    /// Does one operation.
    ///
    /// # Errors
    /// An interrupt.
    pub fn run(&self, counters: &Counters, ctx: &mut Context, work: &Elementwise<'_>) -> Result<(), Raised> {
        if work.out.size() < SMALL {
            plain(work);
            return Ok(());
        }
        let arrays: Vec<&Array> = work.operands.iter().chain([work.out]).collect();
        let axes = merged_axes(&arrays);
        let flat = axes.len() == 1 && arrays.iter().zip(&axes[0].strides).all(|(a, &s)| s == a.dtype().size() as isize);
        let key = Key {
            op: work.op,
            dtypes: work.dtypes.to_vec(),
            arrays: arrays.iter().map(|array| array.dtype()).collect(),
            ndim: axes.len() as u8,
            flat,
        };
        let kernel = self.find(counters, &key);
        let mut words = Vec::with_capacity(arrays.len() * (2 + 2 * axes.len()));
        for (i, array) in arrays.iter().enumerate() {
            words.extend([array.data() as u64, 0]);
            words.extend(axes.iter().map(|axis| axis.length as u64));
            words.extend(axes.iter().map(|axis| axis.strides[i] as u64));
        }
        // SAFETY: the words describe the arrays that the kernel was compiled for, and the arrays outlive the call.
        let status = unsafe { (kernel.entry)(ctx, words.as_ptr(), std::ptr::null_mut()) };
        ctx.finish(status)
    }

    fn find(&self, counters: &Counters, key: &Key) -> Arc<Kernel> {
        if let Some(kernel) = self.known.read().unwrap_or_else(PoisonError::into_inner).get(key) {
            return kernel.clone();
        }
        counters.kernel();
        let kernel = Arc::new(compile(key, self.level));
        self.known.write().unwrap_or_else(PoisonError::into_inner).entry(key.clone()).or_insert(kernel).clone()
    }
}

fn compile(key: &Key, level: Level) -> Kernel {
    let mut function = build(key);
    opt::optimize(&mut function);
    let inputs = [FunctionInput { function: &function, first_site: 0 }];
    let code = codegen::emit(&ModuleInput {
        functions: &inputs,
        resolve: &|_| None,
        captured: &[],
        metering: Metering::None,
        level,
    });
    let Some(entry) = code.entry(function.instance) else { crate::ice!("a kernel was not emitted") };
    Kernel { entry, _code: code }
}

/// `out[..] = op(operands[..])` as a nest of counted loops.
fn build(key: &Key) -> crate::ir::Function {
    let layout = if key.flat { Layout::C } else { Layout::A };
    let params: Vec<Ty> = key.arrays.iter().map(|&dtype| Ty::Array { dtype, ndim: key.ndim, layout }).collect();
    let mut b = Builder::new("kernel", InstanceId(0), &params, Vec::new());
    // Nothing in a kernel can raise but an interrupt, which has no place in a script.
    b.at(crate::types::FunctionId(0), crate::source::Span::default());
    let params = b.params();
    nest(&mut b, key, &params, &mut Vec::new());
    b.push0(Op::Return, &[]);
    b.finish()
}

fn nest(b: &mut Builder, key: &Key, arrays: &[ValueId], index: &mut Vec<ValueId>) {
    let (&out, operands) = arrays.split_last().unwrap_or_else(|| crate::ice!("a kernel without a result"));
    if index.len() < key.ndim as usize {
        let (zero, one) = (b.i64(0), b.i64(1));
        let length = b.dim(out, index.len());
        let region = b.open(&[Ty::I64]);
        index.push(b.params_of(region)[0]);
        nest(b, key, arrays, index);
        index.pop();
        b.yield_(&[]);
        b.close();
        b.for_([zero, length, one], &[], region);
        return;
    }
    let args: Vec<ValueId> = operands
        .iter()
        .zip(&key.dtypes)
        .map(|(&operand, &dtype)| {
            let value = b.load(operand, index);
            b.convert(value, dtype)
        })
        .collect();
    let value = match key.op {
        ElementOp::Unary(op) => b.unary(op, args[0]),
        ElementOp::Binary(op) => b.binary(op, args[0], args[1]),
        ElementOp::Compare(op) => b.compare(op, args[0], args[1]),
        ElementOp::Cast => args[0],
    };
    let value = b.convert(value, key.arrays[key.arrays.len() - 1]);
    b.store(out, index, value);
}

/// One axis of the walk: its length, and the stride of each array.
struct Axis {
    length: usize,
    strides: Vec<isize>,
}

/// The axes of arrays of one shape, those of length 1 left out and neighbors merged where every array allows it.
fn merged_axes(arrays: &[&Array]) -> Vec<Axis> {
    let shape = arrays[arrays.len() - 1].shape();
    let mut axes: Vec<Axis> = Vec::new();
    for (axis, &length) in shape.iter().enumerate().filter(|(_, length)| **length != 1) {
        let strides: Vec<isize> = arrays.iter().map(|array| array.strides()[axis]).collect();
        match axes.last_mut() {
            Some(outer) if outer.strides.iter().zip(&strides).all(|(o, i)| *o == *i * length as isize) => {
                outer.length *= length;
                outer.strides = strides;
            }
            _ => axes.push(Axis { length, strides }),
        }
    }
    if axes.is_empty() {
        axes.push(Axis { length: 1, strides: arrays.iter().map(|array| array.dtype().size() as isize).collect() });
    }
    axes
}
