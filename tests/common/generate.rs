//! Random well-formed programs in the loop IR.
//!
//! Input: a seed. Output: functions that the verifier accepts, and arguments for the last of them. The same seed gives the
//! same program everywhere.
//! Never: loops that do not end, memory that is read before it is written, bits of a nan that can be seen.

use crate::rng::Rng;
use numjit::ir::eval::{Scalar, eval_convert};
use numjit::ir::{
    BinaryOp, Builder, Callee, CheckKind, CompareOp, Const, ExceptionTest, Fill, Function, InstanceId, LabelId, Op,
    PrintStyle, ReduceOp, Sign, SlotId, Ty, UnaryOp, ValueId,
};
use numjit::oracle::{Heap, Value};
use numjit::runtime::exception::{Check, ExceptionKind};
use numjit::runtime::helpers::Helper;
use numjit::source::Span;
use numjit::types::{Dtype, FunctionId, Layout};

/// A program: the last function is the one to call, the others are what it calls.
pub fn program(seed: u64) -> Vec<Function> {
    let mut rng = Rng::new(seed);
    let mut functions: Vec<Function> = Vec::new();
    for instance in 0..1 + rng.below(3) {
        let size = 10 + rng.below(40);
        let function = Generator::function(&mut rng, instance as u32, size, &functions);
        functions.push(function);
    }
    functions
}

/// Arguments for a generated function.
pub fn arguments(seed: u64, function: &Function, heap: &mut Heap) -> Vec<Value> {
    let mut rng = Rng::new(seed ^ 0x5eed);
    let params = function.params().iter().map(|&param| function.ty(param).clone());
    params.map(|ty| argument(&mut rng, &ty, heap)).collect()
}

/// The fields of all objects: where they begin, and their types.
const FIELDS: [(u32, fn() -> Ty); 3] =
    [(0, || Ty::I64), (1, || Ty::F64), (2, || Ty::Array { dtype: Dtype::F64, ndim: 1, layout: Layout::C })];

fn argument(rng: &mut Rng, ty: &Ty, heap: &mut Heap) -> Value {
    match ty {
        Ty::Scalar(dtype) => Value::Scalar(scalar(rng, *dtype)),
        Ty::Array { dtype, ndim, layout } => {
            let shape: Vec<i64> = (0..*ndim).map(|_| if rng.chance(8) { 0 } else { 1 + rng.below(4) as i64 }).collect();
            let elements: Vec<Scalar> = (0..shape.iter().product()).map(|_: i64| scalar(rng, *dtype)).collect();
            let layout = if *layout == Layout::F { Layout::F } else { Layout::C };
            heap.array(*dtype, layout, &shape, &elements)
        }
        Ty::Str => heap.string("argument"),
        Ty::List(_) => heap.list(Vec::new()),
        Ty::Object => heap.object(Default::default()),
    }
}

/// A number that is interesting, or any.
fn scalar(rng: &mut Rng, dtype: Dtype) -> Scalar {
    if dtype.is_float() || dtype.is_complex() {
        let parts = [float(rng), float(rng)];
        return eval_convert(Scalar::C128(parts), dtype);
    }
    Scalar::int(dtype, int(rng))
}

fn int(rng: &mut Rng) -> i64 {
    const INTERESTING: [i64; 12] = [0, 1, -1, 2, 3, -7, 63, 64, 127, 255, i64::MAX, i64::MIN];
    if rng.chance(80) { *rng.pick(&INTERESTING) } else { rng.next() as i64 }
}

fn float(rng: &mut Rng) -> f64 {
    const INTERESTING: [f64; 13] =
        [0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 3.0, 1e300, 5e-324, 1e-3, f64::INFINITY, f64::NEG_INFINITY, f64::NAN];
    if rng.chance(70) { *rng.pick(&INTERESTING) } else { (rng.next() as i64 as f64) / 1e17 }
}

/// Any dtype, the plain ones more often.
fn dtype(rng: &mut Rng) -> Dtype {
    match rng.below(10) {
        0..=2 => Dtype::I64,
        3..=5 => Dtype::F64,
        _ => *rng.pick(&Dtype::ALL),
    }
}

/// What stands around the code that is being generated.
#[derive(Clone, Default)]
struct Around {
    /// Blocks that a `br` may leave to, with the types that they want.
    labels: Vec<(LabelId, Vec<Ty>)>,
    /// A `return` or a `br` may stand here.
    may_leave: bool,
    in_handler: bool,
    in_parallel: bool,
    depth: usize,
}

struct Generator<'r> {
    rng: &'r mut Rng,
    b: Builder,
    /// What can be used, by scope.
    scope: Vec<ValueId>,
    results: Vec<Ty>,
    slots: Vec<(SlotId, Ty)>,
    callees: Vec<Callee>,
    budget: usize,
    line: usize,
}

impl<'r> Generator<'r> {
    fn function(rng: &'r mut Rng, instance: u32, size: usize, callees: &[Function]) -> Function {
        let params: Vec<Ty> = (0..1 + rng.below(5)).map(|_| param(rng)).collect();
        let results: Vec<Ty> = (0..1 + rng.below(3)).map(|_| any_type(rng)).collect();
        let callees = callees.iter().map(callee).collect();
        let b = Builder::new(format!("f{instance}"), InstanceId(instance), &params, results.clone());
        let mut generator = Generator {
            rng,
            scope: b.params(),
            b,
            results: results.clone(),
            slots: vec![],
            callees,
            budget: size,
            line: 0,
        };
        generator.make_slots();
        let around = Around { may_leave: true, ..Around::default() };
        generator.statements(&around);
        if !generator.b.is_terminated() {
            let values = generator.values(&results);
            generator.b.push0(Op::Return, &values);
        }
        generator.b.finish()
    }

    fn make_slots(&mut self) {
        for _ in 0..self.rng.below(3) {
            let ty = any_type(self.rng);
            let slot = self.b.slot(ty.clone());
            let value = self.value(&ty);
            self.b.push0(Op::SlotStore(slot), &[value]);
            self.slots.push((slot, ty));
        }
    }

    // --- values ----------------------------------------------------------------------------------------------------

    fn keep(&mut self, values: Vec<ValueId>) {
        self.scope.extend(values);
    }

    /// A value of a type: one that is there, or a new one.
    fn value(&mut self, ty: &Ty) -> ValueId {
        let known: Vec<ValueId> = self.scope.iter().copied().filter(|&v| self.b.function().ty(v) == ty).collect();
        if !known.is_empty() && self.rng.chance(85) {
            return *self.rng.pick(&known);
        }
        self.next_line();
        let made = match ty {
            Ty::Scalar(dtype) => self.constant(*dtype),
            Ty::Array { ndim, .. } => {
                let shape: Vec<ValueId> = (0..*ndim).map(|_| self.length()).collect();
                self.b.alloc(ty.clone(), &shape, Fill::Zero)
            }
            Ty::List(_) => {
                let capacity = self.b.i64(2);
                self.b.push1(Op::ListNew, &[capacity], ty.clone())
            }
            Ty::Object => self.object(),
            Ty::Str => {
                let text = *self.rng.pick(&["", "a", "grüße", "b c"]);
                let text = self.b.string(text);
                self.b.push1(Op::ConstStr(text), &[], Ty::Str)
            }
        };
        self.scope.push(made);
        made
    }

    /// A fresh object: an int, a float, an array.
    fn object(&mut self) -> ValueId {
        let fields = self.values(&FIELDS.map(|(_, ty)| ty()));
        self.b.push1(Op::ObjectNew, &fields, Ty::Object)
    }

    fn values(&mut self, types: &[Ty]) -> Vec<ValueId> {
        types.iter().map(|ty| self.value(ty)).collect()
    }

    fn constant(&mut self, dtype: Dtype) -> ValueId {
        let constant = match scalar(self.rng, dtype) {
            Scalar::Int(_, value) => Const::Int(value),
            Scalar::F32(value) => Const::Float(value.into()),
            Scalar::F64(value) => Const::Float(value),
            Scalar::C64([re, im]) => Const::Complex(re.into(), im.into()),
            Scalar::C128([re, im]) => Const::Complex(re, im),
        };
        self.b.constant(constant, dtype)
    }

    /// A length, seldom 0.
    fn length(&mut self) -> ValueId {
        let value = if self.rng.chance(10) { 0 } else { 1 + self.rng.below(3) as i64 };
        self.b.i64(value)
    }

    /// An i64 from 0 to 3.
    fn small(&mut self) -> ValueId {
        let value = self.rng.below(4) as i64;
        self.b.i64(value)
    }

    /// The dtype of a scalar that is there, or any.
    fn dtype(&mut self) -> Dtype {
        let f = self.b.function();
        let known: Vec<Dtype> = self.scope.iter().filter_map(|&value| f.ty(value).dtype()).collect();
        if known.is_empty() || self.rng.chance(30) { dtype(self.rng) } else { *self.rng.pick(&known) }
    }

    fn next_line(&mut self) {
        self.line += 1;
        self.b.at(FunctionId(self.b.function().instance.0), Span::new(self.line, self.line + 1));
    }

    // --- regions ---------------------------------------------------------------------------------------------------

    /// Opens a region, fills it, ends it as wanted unless it ended itself.
    fn region(
        &mut self,
        params: &[Ty],
        around: &Around,
        end: impl FnOnce(&mut Self, &[ValueId]),
    ) -> numjit::ir::RegionId {
        let mark = self.scope.len();
        let region = self.b.open(params);
        let params = self.b.params_of(region);
        self.scope.extend(&params);
        self.statements(&Around { depth: around.depth + 1, ..around.clone() });
        if !self.b.is_terminated() {
            end(self, &params);
        }
        self.b.close();
        self.scope.truncate(mark);
        region
    }

    /// A region that yields values of some types.
    fn yielding(&mut self, params: &[Ty], results: &[Ty], around: &Around) -> numjit::ir::RegionId {
        self.region(params, around, |this, _| {
            let values = this.values(results);
            this.b.yield_(&values);
        })
    }

    fn statements(&mut self, around: &Around) {
        let n = 1 + self.rng.below(if around.depth == 0 { 24 } else { 6 });
        for _ in 0..n {
            if self.budget == 0 || self.b.is_terminated() {
                return;
            }
            self.budget -= 1;
            self.next_line();
            self.statement(around);
        }
    }

    fn statement(&mut self, around: &Around) {
        let nested = around.depth < 4;
        match self.rng.below(100) {
            0..=34 => self.scalar_op(),
            35..=49 => self.array_op(),
            50..=57 => self.object_op(),
            58..=62 => self.raising(around),
            63..=66 => self.slot(around),
            67..=69 => self.call(),
            70..=77 if nested => self.if_(around),
            78..=84 if nested => self.for_(around),
            85..=88 if nested => self.block(around),
            89..=91 if nested => self.loop_(around),
            92..=94 if nested => self.try_(around),
            95..=96 if nested && !around.in_parallel => self.parallel_for(around),
            97..=99 => self.leave(around),
            _ => self.scalar_op(),
        }
    }

    // --- straight code ---------------------------------------------------------------------------------------------

    fn scalar_op(&mut self) {
        let dtype = self.dtype();
        let ty = Ty::Scalar(dtype);
        let made = match self.rng.below(5) {
            0 => {
                let op = *self.rng.pick(UnaryOp::ALL);
                if !unary_fits(op, dtype) {
                    return;
                }
                let x = self.value(&ty);
                self.b.unary(op, x)
            }
            1 | 2 => {
                let op = *self.rng.pick(BinaryOp::ALL);
                if !binary_fits(op, dtype) {
                    return;
                }
                let (x, y) = (self.value(&ty), self.value(&ty));
                self.b.binary(op, x, y)
            }
            3 => {
                let (x, y) = (self.value(&ty), self.value(&ty));
                let op = if dtype.is_complex() { CompareOp::Ne } else { *self.rng.pick(CompareOp::ALL) };
                self.b.compare(op, x, y)
            }
            _ if self.rng.chance(50) => {
                let (x, to) = (self.value(&ty), self.dtype());
                self.b.convert(x, to)
            }
            _ => {
                let ty = any_type(self.rng);
                let (cond, x, y) = (self.value(&Ty::BOOL), self.value(&ty), self.value(&ty));
                self.b.select(cond, x, y)
            }
        };
        self.scope.push(made);
    }

    /// An array and an index into it that `bounds` has checked.
    fn place(&mut self) -> (ValueId, Dtype, Vec<ValueId>) {
        let ty = array_type(self.rng);
        let array = self.value(&ty);
        let Ty::Array { dtype, ndim, .. } = ty else { unreachable!("array_type gives arrays") };
        let index = (0..ndim).map(|axis| {
            let length = self.b.dim(array, axis.into());
            let index = match self.rng.below(20) {
                0 => self.value(&Ty::I64),
                1 => self.small(),
                2..5 => self.b.i64(-1),
                5..14 => self.loop_index(),
                _ => self.b.i64(0),
            };
            self.b.push1(Op::Bounds { axis, sign: Sign::Any }, &[index, length], Ty::I64)
        });
        let index = index.collect();
        (array, dtype, index)
    }

    /// An induction variable or another int, moved a little.
    fn loop_index(&mut self) -> ValueId {
        let f = self.b.function();
        let is_int = |&&value: &&ValueId| *f.ty(value) == Ty::I64;
        let no_def = self.scope.iter().filter(|&&value| f.def(value).is_none() && !f.params().contains(&value));
        let (ivs, ints): (Vec<ValueId>, Vec<ValueId>) =
            (no_def.filter(is_int).copied().collect(), self.scope.iter().filter(is_int).copied().collect());
        let from = if ivs.is_empty() || self.rng.chance(10) { ints } else { ivs };
        if from.is_empty() {
            return self.b.i64(0);
        }
        let base = *self.rng.pick(&from);
        match self.rng.below(4) {
            0 => {
                let one = self.b.i64(1);
                let op = *self.rng.pick(&[BinaryOp::Add, BinaryOp::Sub]);
                self.b.binary(op, base, one)
            }
            1 => {
                let small = self.small();
                self.b.binary(BinaryOp::Add, small, base)
            }
            _ => base,
        }
    }

    fn array_op(&mut self) {
        match self.rng.below(5) {
            0 | 1 => {
                let (array, _, index) = self.place();
                let value = self.b.load(array, &index);
                self.scope.push(value);
            }
            2 => {
                let (array, dtype, index) = self.place();
                let value = self.value(&Ty::Scalar(dtype));
                self.b.store(array, &index, value);
            }
            3 => self.view(),
            _ => {
                let ty = array_type(self.rng);
                let (x, y) = (self.value(&ty), self.value(&ty));
                let made = self.b.push1(Op::MayOverlap, &[x, y], Ty::BOOL);
                self.scope.push(made);
            }
        }
    }

    /// The whole array, some axes backwards.
    fn view(&mut self) {
        let ty = array_type(self.rng);
        let base = self.value(&ty);
        let Ty::Array { dtype, ndim, .. } = ty else { unreachable!("array_type gives arrays") };
        let (mut offset, mut shape, mut strides) = (self.b.i64(0), Vec::new(), Vec::new());
        for axis in 0..usize::from(ndim) {
            let (length, mut stride) = (self.b.dim(base, axis), self.b.stride(base, axis));
            if self.rng.chance(50) {
                let one = self.b.i64(1);
                let last = self.b.binary(BinaryOp::Sub, length, one);
                let way = self.b.binary(BinaryOp::Mul, last, stride);
                offset = self.b.binary(BinaryOp::Add, offset, way);
                stride = self.b.unary(UnaryOp::Neg, stride);
            }
            shape.push(length);
            strides.push(stride);
        }
        let args: Vec<ValueId> = [base, offset].into_iter().chain(shape).chain(strides).collect();
        let made = self.b.push1(Op::View, &args, Ty::Array { dtype, ndim, layout: Layout::A });
        self.scope.push(made);
    }

    fn object_op(&mut self) {
        match self.rng.below(8) {
            0 => {
                let ty = if self.rng.chance(70) { Ty::Scalar(self.dtype()) } else { Ty::Str };
                let x = self.value(&ty);
                let made = self.b.push1(Op::ToStr(PrintStyle::Str), &[x], Ty::Str);
                self.scope.push(made);
            }
            1 => {
                let ty = if self.rng.chance(70) { Ty::Scalar(self.dtype()) } else { Ty::Str };
                let x = self.value(&ty);
                self.b.push0(Op::Print(PrintStyle::Repr), &[x]);
            }
            2 => {
                let (x, y) = (self.value(&Ty::Str), self.value(&Ty::Str));
                let made = self.b.push1(Op::CallHelper(Helper::StrConcat), &[x, y], Ty::Str);
                let less = self.b.compare(CompareOp::Lt, x, made);
                self.keep(vec![made, less]);
            }
            3 => self.list_push(),
            4 | 5 => self.field_use(),
            _ => self.list_use(),
        }
    }

    /// Reads or writes a field of an object.
    fn field_use(&mut self) {
        let object = self.value(&Ty::Object);
        let (word, ty) = *self.rng.pick(&FIELDS);
        if self.rng.chance(60) {
            let got = self.b.push1(Op::FieldGet(word), &[object], ty());
            self.scope.push(got);
        } else {
            let value = self.value(&ty());
            self.b.push0(Op::FieldSet(word), &[object, value]);
        }
    }

    fn list_push(&mut self) {
        let ty = list_type(self.rng);
        let list = self.value(&ty);
        let items = self.values(&items(&ty));
        self.b.push0(Op::ListPush, &[vec![list], items].concat());
    }

    /// Reads, writes, pops or cuts a list where it has an element.
    fn list_use(&mut self) {
        let ty = list_type(self.rng);
        let (list, items) = (self.value(&ty), items(&ty));
        let length = self.b.push1(Op::ListLen, &[list], Ty::I64);
        let zero = self.b.i64(0);
        let some = self.b.compare(CompareOp::Gt, length, zero);
        let (what, values) = (self.rng.below(4), self.values(&items));
        let then = self.b.open(&[]);
        let got = match what {
            0 => self.b.push(Op::ListGet, &[list, zero], &items, &[]),
            1 => self.b.push(Op::ListPop, &[list], &items, &[]),
            2 => {
                self.b.push0(Op::ListSet, &[vec![list, zero], values.clone()].concat());
                values.clone()
            }
            _ => {
                self.b.push0(Op::ListTruncate, &[list, zero]);
                values.clone()
            }
        };
        self.b.yield_(&got);
        self.b.close();
        let orelse = self.b.open(&[]);
        self.b.yield_(&values);
        self.b.close();
        let results = self.b.if_(some, then, orelse, &items);
        self.keep(results);
    }

    fn raising(&mut self, around: &Around) {
        if around.in_handler && self.rng.chance(50) {
            return self.handler_op();
        }
        if around.depth == 0 && self.rng.chance(80) {
            return;
        }
        if self.rng.chance(50) {
            let (index, length, zero) = (self.value(&Ty::I64), self.value(&Ty::I64), self.b.i64(0));
            let length = self.b.binary(BinaryOp::PyMax, length, zero);
            let made = self.b.push1(Op::Bounds { axis: 0, sign: Sign::Any }, &[index, length], Ty::I64);
            return self.scope.push(made);
        }
        let cond = self.value(&Ty::BOOL);
        let x = self.value(&Ty::I64);
        match self.rng.below(4) {
            0 => self.b.check(CheckKind::Fixed(Check::IntDivisionByZero), cond, &[]),
            1 => self.b.check(CheckKind::Shapes { check: Check::BroadcastShape, left: 1, right: 2 }, cond, &[x, x, x]),
            2 => {
                let text = self.b.string("no value");
                self.b.check(CheckKind::Text(ExceptionKind::UnboundLocalError, text), cond, &[]);
            }
            _ => self.b.check(CheckKind::Fixed(Check::UnpackTooMany), cond, &[x]),
        }
    }

    fn handler_op(&mut self) {
        let (op, ty) = match self.rng.below(2) {
            0 => {
                (Op::ExceptionIs(ExceptionTest(vec![ExceptionKind::LookupError, ExceptionKind::ValueError])), Ty::BOOL)
            }
            _ => (Op::ExceptionText, Ty::Str),
        };
        let made = self.b.push1(op, &[], ty);
        self.scope.push(made);
    }

    fn slot(&mut self, around: &Around) {
        if self.slots.is_empty() || around.in_parallel {
            return;
        }
        let (slot, ty) = self.rng.pick(&self.slots).clone();
        if self.rng.chance(50) {
            let value = self.value(&ty);
            self.b.push0(Op::SlotStore(slot), &[value]);
        } else {
            let made = self.b.push1(Op::SlotLoad(slot), &[], ty);
            self.scope.push(made);
        }
    }

    fn call(&mut self) {
        if self.callees.is_empty() {
            return;
        }
        let callee = self.rng.pick(&self.callees).clone();
        let args = self.values(&callee.params);
        let results = callee.results.clone();
        let id = self.b.callee(callee);
        let made = self.b.push(Op::Call(id), &args, &results, &[]);
        self.keep(made);
    }

    // --- control ---------------------------------------------------------------------------------------------------

    fn result_types(&mut self) -> Vec<Ty> {
        (0..self.rng.below(3)).map(|_| any_type(self.rng)).collect()
    }

    fn if_(&mut self, around: &Around) {
        let (cond, results) = (self.value(&Ty::BOOL), self.result_types());
        let then = self.yielding(&[], &results, around);
        let orelse = self.yielding(&[], &results, around);
        let made = self.b.if_(cond, then, orelse, &results);
        self.keep(made);
    }

    /// lo, hi, step of a loop with few iterations.
    fn few(&mut self) -> [ValueId; 3] {
        if self.rng.chance(40) {
            return self.axis();
        }
        let step = *self.rng.pick(&[1, 1, 1, 2, -1, -3]);
        let (lo, trips) = (self.rng.below(3) as i64, self.rng.below(5) as i64);
        [self.b.i64(lo), self.b.i64(lo + trips * step), self.b.i64(step)]
    }

    /// The range of an axis, or nearly, forwards or backwards.
    fn axis(&mut self) -> [ValueId; 3] {
        let ty = array_type(self.rng);
        let array = self.value(&ty);
        let [zero, one, back] = [0, 1, -1].map(|value| self.b.i64(value));
        let length = match ty {
            Ty::Array { ndim: 1.., .. } => self.b.dim(array, 0),
            _ => one,
        };
        let less = self.b.binary(BinaryOp::Sub, length, one);
        match self.rng.below(6) {
            0 => [one, length, one],
            1 => [one, less, one],
            2 => [less, back, back],
            3 => [less, zero, back],
            _ => [zero, length, one],
        }
    }

    fn for_(&mut self, around: &Around) {
        let (range, carried) = (self.few(), self.result_types());
        let init = self.values(&carried);
        let params = [vec![Ty::I64], carried.clone()].concat();
        let inside = Around { labels: Vec::new(), may_leave: false, ..around.clone() };
        let body = self.yielding(&params, &carried, &inside);
        let made = self.b.for_(range, &init, body);
        self.keep(made);
    }

    fn parallel_for(&mut self, around: &Around) {
        const OPS: [(ReduceOp, Dtype); 6] = [
            (ReduceOp::Add, Dtype::F64),
            (ReduceOp::Mul, Dtype::I64),
            (ReduceOp::Min, Dtype::F64),
            (ReduceOp::Max, Dtype::I64),
            (ReduceOp::Xor, Dtype::U8),
            (ReduceOp::And, Dtype::I32),
        ];
        let range = self.few();
        let mut chosen: Vec<(ReduceOp, Dtype)> = (0..self.rng.below(3)).map(|_| *self.rng.pick(&OPS)).collect();
        if self.rng.chance(40) {
            chosen.extend([(ReduceOp::Or, Dtype::Bool), (ReduceOp::Last, self.dtype())]);
        }
        let (reductions, carried): (Vec<_>, Vec<_>) = chosen.iter().map(|&(op, dtype)| (op, Ty::Scalar(dtype))).unzip();
        let init = self.values(&carried);
        let params = [vec![Ty::I64], carried.clone()].concat();
        let inside =
            Around { labels: vec![], may_leave: false, in_handler: false, in_parallel: true, ..around.clone() };
        let body = self.yielding(&params, &carried, &inside);
        let made = self.b.parallel_for(range, &init, reductions, body);
        self.keep(made);
    }

    fn block(&mut self, around: &Around) {
        let (label, results) = (self.b.label(), self.result_types());
        let mut inside = around.clone();
        inside.labels.push((label, results.clone()));
        let body = self.yielding(&[], &results, &inside);
        let made = self.b.push(Op::Block(label), &[], &results, &[body]);
        self.keep(made);
    }

    /// A loop that counts to a small number.
    fn loop_(&mut self, around: &Around) {
        let (label, carried, results) = (self.b.label(), self.result_types(), self.result_types());
        let types = [vec![Ty::I64], carried.clone()].concat();
        let limit = self.small();
        let init = [vec![self.b.i64(0)], self.values(&carried)].concat();
        let body = self.region(&types, around, |this, params| {
            let one = this.b.i64(1);
            let next = this.b.binary(BinaryOp::Add, params[0], one);
            let more = this.b.compare(CompareOp::Lt, next, limit);
            let again = [vec![next], this.values(&carried)].concat();
            let then = this.b.open(&[]);
            this.b.push0(Op::Br(label), &again);
            this.b.close();
            let orelse = this.b.open(&[]);
            this.b.yield_(&[]);
            this.b.close();
            this.b.if_(more, then, orelse, &[]);
            let values = this.values(&results);
            this.b.yield_(&values);
        });
        let made = self.b.push(Op::Loop(label), &init, &results, &[body]);
        self.keep(made);
    }

    fn try_(&mut self, around: &Around) {
        let results = self.result_types();
        let body = self.yielding(&[], &results, &Around { in_handler: false, ..around.clone() });
        let handler = self.region(&[], &Around { in_handler: true, ..around.clone() }, |this, _| {
            if this.rng.chance(15) {
                return this.b.push0(Op::Reraise, &[]);
            }
            this.b.push0(Op::ClearException, &[]);
            let values = this.values(&results);
            this.b.yield_(&values);
        });
        let made = self.b.push(Op::Try, &[], &results, &[body, handler]);
        self.keep(made);
    }

    /// Ends the region early, if that is allowed here.
    fn leave(&mut self, around: &Around) {
        if around.depth == 0 {
            return;
        }
        if self.rng.chance(15) {
            let (x, text) = (self.value(&Ty::I64), self.value(&Ty::Str));
            let args = if self.rng.chance(50) { vec![text] } else { vec![x, text] };
            return self.b.push0(Op::Raise(ExceptionKind::ValueError), &args);
        }
        // A handler is left only when its exception is dealt with.
        if !around.may_leave || around.in_handler {
            return;
        }
        match around.labels.last() {
            Some((label, types)) if self.rng.chance(70) => {
                let values = self.values(types);
                self.b.push0(Op::Br(*label), &values);
            }
            _ => {
                let results = self.results.clone();
                let values = self.values(&results);
                self.b.push0(Op::Return, &values);
            }
        }
    }
}

fn callee(function: &Function) -> Callee {
    Callee {
        instance: function.instance,
        name: function.name.clone(),
        params: function.params().iter().map(|&param| function.ty(param).clone()).collect(),
        results: function.results.clone(),
    }
}

// --- types ---------------------------------------------------------------------------------------------------------

fn param(rng: &mut Rng) -> Ty {
    if rng.chance(60) { Ty::Scalar(dtype(rng)) } else { array_type(rng) }
}

fn array_type(rng: &mut Rng) -> Ty {
    const CHOICE: [(Dtype, u8, Layout); 6] = [
        (Dtype::F64, 1, Layout::C),
        (Dtype::F64, 1, Layout::C),
        (Dtype::I64, 1, Layout::C),
        (Dtype::F32, 2, Layout::F),
        (Dtype::U8, 2, Layout::C),
        (Dtype::C128, 0, Layout::C),
    ];
    let &(dtype, ndim, layout) = rng.pick(&CHOICE);
    Ty::Array { dtype, ndim, layout }
}

fn list_type(rng: &mut Rng) -> Ty {
    let array = Ty::Array { dtype: Dtype::F64, ndim: 1, layout: Layout::C };
    let choice: [&[Ty]; 3] = [&[Ty::I64], &[Ty::F64, Ty::Str], &[array]];
    Ty::List((*rng.pick(&choice)).into())
}

fn items(list: &Ty) -> Vec<Ty> {
    match list {
        Ty::List(items) => items.to_vec(),
        _ => Vec::new(),
    }
}

fn any_type(rng: &mut Rng) -> Ty {
    match rng.below(10) {
        0..=5 => Ty::Scalar(dtype(rng)),
        6 | 7 => array_type(rng),
        8 => list_type(rng),
        _ => Ty::Str,
    }
}

fn unary_fits(op: UnaryOp, dtype: Dtype) -> bool {
    use UnaryOp as U;
    match op {
        // They show the sign of a nan.
        U::SignBit => false,
        U::Neg | U::Abs | U::Sign => dtype != Dtype::Bool,
        U::Not => dtype.is_int() || dtype == Dtype::Bool,
        U::Real | U::Imag | U::Conj => dtype.is_complex(),
        U::IsNan | U::IsInf | U::IsFinite | U::Floor | U::Ceil | U::Trunc => dtype.is_float(),
        U::Cbrt | U::Erf | U::Erfc | U::Gamma | U::Lgamma => dtype.is_float(),
        _ => dtype.is_float() || dtype.is_complex(),
    }
}

fn binary_fits(op: BinaryOp, dtype: Dtype) -> bool {
    use BinaryOp as B;
    let is_bool = dtype == Dtype::Bool;
    match op {
        B::CopySign => false,
        B::Add | B::Mul => true,
        B::Sub | B::Pow => !is_bool,
        B::Div => dtype.is_float() || dtype.is_complex(),
        B::FloorDiv | B::Mod | B::Rem => dtype.is_int() || dtype.is_float(),
        B::And | B::Or | B::Xor => dtype.is_int() || is_bool,
        B::Shl | B::Shr | B::Gcd | B::Lcm => dtype.is_int(),
        B::PyMin | B::PyMax | B::Minimum | B::Maximum | B::Fmin | B::Fmax => !dtype.is_complex(),
        _ => dtype.is_float(),
    }
}
