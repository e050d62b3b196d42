//! Invariants 6 and 13: the types of operands and results, op by op.
//!
//! Input: an instruction whose ids are in range. Output: what is wrong. Never: looks at regions.

use crate::ir::op::{binary_result, unary_result};
use crate::ir::{BinaryOp, Callee, CheckKind, CompareOp, Const, Function, Inst, Op, Ty, UnaryOp, ValueId};
use crate::types::{Dtype, Kind, Layout};

/// An invariant's number and what breaks it.
type Broken = (u8, String);

/// Checks one instruction.
pub(super) fn check(f: &Function, inst: &Inst) -> Vec<Broken> {
    let checker = Checker { f, inst };
    let expected = match checker.signature() {
        Ok(expected) => expected,
        Err(message) => return vec![(6, message)],
    };
    let (args, results) = (checker.types(&inst.args), checker.types(&inst.results));
    let mut broken = Vec::new();
    if let Some(params) = expected.args
        && params != args
    {
        broken.push((expected.invariant, format!("operands are {}, not {}", super::list(&args), super::list(&params))));
    }
    if let Some(types) = expected.results
        && types != results
    {
        let message = format!("results are {}, not {}", super::list(&results), super::list(&types));
        broken.push((expected.invariant, message));
    }
    broken
}

/// The types that an instruction must have; none: any.
struct Signature {
    args: Option<Vec<Ty>>,
    results: Option<Vec<Ty>>,
    invariant: u8,
}

fn signature(args: Vec<Ty>, results: Vec<Ty>) -> Result<Signature, String> {
    Ok(Signature { args: Some(args), results: Some(results), invariant: 6 })
}

/// Any operands.
fn gives(results: Vec<Ty>) -> Result<Signature, String> {
    Ok(Signature { args: None, results: Some(results), invariant: 6 })
}

struct Checker<'f> {
    f: &'f Function,
    inst: &'f Inst,
}

type Found = Result<Signature, String>;

impl Checker<'_> {
    fn types(&self, values: &[ValueId]) -> Vec<Ty> {
        values.iter().map(|&value| self.f.ty(value).clone()).collect()
    }

    fn arg(&self, index: usize) -> Result<&Ty, String> {
        self.inst.args.get(index).map(|&arg| self.f.ty(arg)).ok_or_else(|| format!("operand {index} is missing"))
    }

    fn scalar(&self, index: usize) -> Result<Dtype, String> {
        self.arg(index)?.dtype().ok_or_else(|| format!("operand {index} is no scalar"))
    }

    fn array(&self, index: usize) -> Result<(Dtype, usize), String> {
        match self.arg(index)? {
            Ty::Array { dtype, ndim, .. } => Ok((*dtype, usize::from(*ndim))),
            _ => Err(format!("operand {index} is no array")),
        }
    }

    fn items(&self) -> Result<(Ty, Vec<Ty>), String> {
        match self.arg(0)? {
            Ty::List(items) => Ok((self.arg(0)?.clone(), items.to_vec())),
            _ => Err("operand 0 is no list".to_owned()),
        }
    }

    fn result(&self) -> Result<&Ty, String> {
        match &self.inst.results[..] {
            &[result] => Ok(self.f.ty(result)),
            results => Err(format!("{} results, not 1", results.len())),
        }
    }

    fn signature(&self) -> Found {
        match &self.inst.op {
            Op::Const(_) | Op::ConstStr(_) | Op::Captured(_) => self.constant(),
            Op::Zero => self.result().cloned().and_then(|ty| signature(vec![], vec![ty])),
            Op::Unary(_) | Op::Binary(_) | Op::Compare(_) | Op::Convert | Op::Select => self.scalar_op(),
            Op::For | Op::ParallelFor(_) | Op::If | Op::Block(_) | Op::Loop(_) | Op::Try => self.control(),
            Op::Yield | Op::Br(_) | Op::Return | Op::Reraise | Op::Unreachable | Op::Raise(_) => self.terminator(),
            Op::Check(_) | Op::Bounds { .. } => self.check(),
            Op::ExceptionIs(_) | Op::ExceptionText | Op::ClearException => self.exception(),
            Op::SlotLoad(slot) | Op::SlotStore(slot) => match self.f.slots.get(slot.0 as usize) {
                None => Err(format!("there is no slot {slot}")),
                Some(ty) if matches!(self.inst.op, Op::SlotLoad(_)) => signature(vec![], vec![ty.clone()]),
                Some(ty) => signature(vec![ty.clone()], vec![]),
            },
            Op::Alloc(_) | Op::Dim(_) | Op::Stride(_) | Op::Load | Op::Store | Op::View | Op::MayOverlap => {
                self.array_op()
            }
            Op::ListNew | Op::ListLen | Op::ListGet | Op::ListSet | Op::ListPush | Op::ListPop | Op::ListTruncate => {
                self.list_op()
            }
            Op::ObjectNew => gives(vec![Ty::Object]),
            Op::FieldGet(_) | Op::FieldBorrow(_) => {
                Ok(Signature { args: Some(vec![Ty::Object]), results: None, invariant: 6 })
            }
            Op::FieldSet(_) => match self.arg(0)? {
                Ty::Object => gives(vec![]),
                ty => Err(format!("{ty} has no fields")),
            },
            Op::ToStr(_) => signature(vec![self.arg(0)?.clone()], vec![Ty::Str]),
            Op::Print(_) => signature(vec![self.arg(0)?.clone()], vec![]),
            Op::Call(callee) => match self.f.callees.get(callee.0 as usize) {
                Some(Callee { params, results, .. }) => {
                    Ok(Signature { invariant: 13, ..signature(params.clone(), results.clone())? })
                }
                None => Err(format!("there is no callee {callee}")),
            },
            Op::CallHelper(_) => Ok(Signature { args: None, results: None, invariant: 6 }),
            Op::CallRoutine(_) if self.inst.results.len() > 1 => Err("a routine gives one scalar at most".to_owned()),
            Op::CallRoutine(_) => Ok(Signature { args: None, results: None, invariant: 6 }),
            Op::Retain | Op::Release => match self.arg(0)? {
                ty if ty.is_reference() => signature(vec![ty.clone()], vec![]),
                _ => Err("operand 0 is no reference".to_owned()),
            },
        }
    }

    fn constant(&self) -> Found {
        let ty = self.result()?.clone();
        let fits = match (&self.inst.op, &ty) {
            (Op::Const(Const::Int(value)), Ty::Scalar(dtype)) => int_fits(*value, *dtype),
            (Op::Const(Const::Float(_)), Ty::Scalar(dtype)) => dtype.is_float(),
            (Op::Const(Const::Complex(..)), Ty::Scalar(dtype)) => dtype.is_complex(),
            (Op::ConstStr(text), Ty::Str) => (text.0 as usize) < self.f.strings.len(),
            (Op::Captured(_), Ty::Array { .. }) => true,
            _ => false,
        };
        if fits { signature(vec![], vec![ty]) } else { Err(format!("the constant does not fit {ty}")) }
    }

    fn scalar_op(&self) -> Found {
        match &self.inst.op {
            Op::Unary(op) => {
                let dtype = self.scalar(0)?;
                accepts(op.name(), unary_accepts(*op, dtype), dtype)?;
                signature(vec![Ty::Scalar(dtype)], vec![Ty::Scalar(unary_result(*op, dtype))])
            }
            Op::Binary(op) => {
                let dtype = self.scalar(0)?;
                accepts(op.name(), binary_accepts(*op, dtype), dtype)?;
                signature(vec![Ty::Scalar(dtype); 2], vec![Ty::Scalar(binary_result(*op, dtype))])
            }
            Op::Compare(op) => {
                let ty = self.arg(0)?;
                let ordered = *ty != Ty::Object && ty.dtype().is_none_or(|dtype| !dtype.is_complex());
                let good = matches!(ty, Ty::Scalar(_) | Ty::Str | Ty::Object)
                    && (ordered || matches!(op, CompareOp::Eq | CompareOp::Ne));
                if !good {
                    return Err(format!("{} does not compare {ty}", op.name()));
                }
                signature(vec![ty.clone(); 2], vec![Ty::BOOL])
            }
            Op::Convert => match self.result()? {
                ty @ Ty::Scalar(_) => signature(vec![Ty::Scalar(self.scalar(0)?)], vec![ty.clone()]),
                ty => Err(format!("nothing converts to {ty}")),
            },
            _ => {
                let ty = self.arg(1)?.clone();
                signature(vec![Ty::BOOL, ty.clone(), ty.clone()], vec![ty])
            }
        }
    }

    fn control(&self) -> Found {
        let results = self.types(&self.inst.results);
        match self.inst.op {
            Op::For | Op::ParallelFor(_) => {
                let args = [vec![Ty::I64; 3], results.clone()].concat();
                signature(args, results)
            }
            Op::If => signature(vec![Ty::BOOL], results),
            Op::Loop(_) => gives(results),
            _ => signature(vec![], results),
        }
    }

    fn terminator(&self) -> Found {
        match self.inst.op {
            Op::Reraise | Op::Unreachable => signature(vec![], vec![]),
            Op::Raise(_) => {
                let args = self.types(&self.inst.args);
                if args.iter().all(|ty| matches!(ty, Ty::Scalar(_) | Ty::Str)) {
                    signature(args, vec![])
                } else {
                    Err("an exception's arguments are scalars and strings".to_owned())
                }
            }
            // What they give is checked against where they go.
            _ => gives(vec![]),
        }
    }

    fn check(&self) -> Found {
        let Op::Check(kind) = self.inst.op else { return signature(vec![Ty::I64; 2], vec![Ty::I64]) };
        let given = self.inst.args.len().saturating_sub(1);
        let operands = match kind {
            CheckKind::Fixed(_) => given.min(4),
            CheckKind::Shapes { left, right, .. } => usize::from(left) + usize::from(right),
            CheckKind::Reshape { ndim } => 1 + usize::from(ndim),
            CheckKind::Text(_, text) if (text.0 as usize) < self.f.strings.len() => 0,
            CheckKind::Text(..) => return Err("there is no such text".to_owned()),
        };
        signature([vec![Ty::BOOL], vec![Ty::I64; operands]].concat(), vec![])
    }

    fn exception(&self) -> Found {
        let results = match self.inst.op {
            Op::ExceptionIs(_) => vec![Ty::BOOL],
            Op::ExceptionText => vec![Ty::Str],
            _ => vec![],
        };
        signature(vec![], results)
    }

    fn array_op(&self) -> Found {
        if let Op::Alloc(_) = self.inst.op {
            return match self.result()? {
                ty @ Ty::Array { ndim, layout: Layout::C | Layout::F, .. } => {
                    signature(vec![Ty::I64; usize::from(*ndim)], vec![ty.clone()])
                }
                ty => Err(format!("alloc gives a contiguous array, not {ty}")),
            };
        }
        let (array, (dtype, ndim)) = (self.arg(0)?.clone(), self.array(0)?);
        let indexed = [vec![array.clone()], vec![Ty::I64; ndim]].concat();
        match self.inst.op {
            Op::Dim(axis) | Op::Stride(axis) if usize::from(axis) >= ndim => Err(format!("there is no axis {axis}")),
            Op::Dim(_) | Op::Stride(_) => signature(vec![array], vec![Ty::I64]),
            Op::Load => signature(indexed, vec![Ty::Scalar(dtype)]),
            Op::Store => signature([indexed, vec![Ty::Scalar(dtype)]].concat(), vec![]),
            Op::View => self.view(array, dtype),
            _ => {
                self.array(1)?;
                signature(vec![array, self.arg(1)?.clone()], vec![Ty::BOOL])
            }
        }
    }

    /// A view has the dtype of its base, or sees its bytes as another; only bytes are seen as bool (fields of records).
    fn view(&self, base: Ty, dtype: Dtype) -> Found {
        match self.result()? {
            ty @ Ty::Array { dtype: element, ndim, .. }
                if *element == dtype || dtype == Dtype::U8 || *element != Dtype::Bool =>
            {
                signature([vec![base], vec![Ty::I64; 1 + 2 * usize::from(*ndim)]].concat(), vec![ty.clone()])
            }
            ty => Err(format!("{ty} is no view of {base}")),
        }
    }

    fn list_op(&self) -> Found {
        if let Op::ListNew = self.inst.op {
            return match self.result()? {
                ty @ Ty::List(_) => signature(vec![Ty::I64], vec![ty.clone()]),
                ty => Err(format!("list_new gives a list, not {ty}")),
            };
        }
        let (list, items) = self.items()?;
        let with = |extra: &[Ty]| [vec![list.clone()], extra.to_vec()].concat();
        match self.inst.op {
            Op::ListLen => signature(with(&[]), vec![Ty::I64]),
            Op::ListGet => signature(with(&[Ty::I64]), items),
            Op::ListSet => signature([with(&[Ty::I64]), items].concat(), vec![]),
            Op::ListPush => signature(with(&items), vec![]),
            Op::ListPop => signature(with(&[]), items),
            _ => signature(with(&[Ty::I64]), vec![]),
        }
    }
}

fn accepts(name: &str, accepted: bool, dtype: Dtype) -> Result<(), String> {
    if accepted { Ok(()) } else { Err(format!("{name} does not take {}", Ty::Scalar(dtype))) }
}

fn unary_accepts(op: UnaryOp, dtype: Dtype) -> bool {
    use UnaryOp as U;
    match op {
        U::Neg | U::Abs | U::Sign => dtype != Dtype::Bool,
        U::Not => dtype.is_int() || dtype == Dtype::Bool,
        U::Real | U::Imag | U::Conj => dtype.is_complex(),
        U::IsNan | U::IsInf | U::IsFinite | U::SignBit | U::Floor | U::Ceil | U::Trunc => dtype.is_float(),
        U::Cbrt | U::Erf | U::Erfc | U::Gamma | U::Lgamma => dtype.is_float(),
        _ => dtype.is_float() || dtype.is_complex(),
    }
}

fn binary_accepts(op: BinaryOp, dtype: Dtype) -> bool {
    use BinaryOp as B;
    let (is_bool, is_complex) = (dtype == Dtype::Bool, dtype.is_complex());
    match op {
        B::Add | B::Mul => true,
        B::Sub | B::Pow => !is_bool,
        B::Div => dtype.is_float() || is_complex,
        B::FloorDiv | B::Mod | B::Rem => dtype.is_int() || dtype.is_float(),
        B::And | B::Or | B::Xor => dtype.is_int() || is_bool,
        B::Shl | B::Shr | B::Gcd | B::Lcm => dtype.is_int(),
        B::PyMin | B::PyMax | B::Minimum | B::Maximum | B::Fmin | B::Fmax => !is_complex,
        _ => dtype.is_float(),
    }
}

/// Is the constant the sign- or zero-extended form of a value of the dtype?
fn int_fits(value: i64, dtype: Dtype) -> bool {
    let bits = 8 * dtype.size() as u32;
    match dtype.kind() {
        Kind::Bool => matches!(value, 0 | 1),
        Kind::Signed => value == value << (64 - bits) >> (64 - bits),
        Kind::Unsigned => bits == 64 || (0..1 << bits).contains(&value),
        _ => false,
    }
}
