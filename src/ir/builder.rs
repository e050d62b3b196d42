//! Builds a [`Function`] region by region.

use super::fold::{self, Known, Memo};
use super::op::{binary_result, unary_result};
use super::{
    BinaryOp, Callee, CalleeId, CheckKind, CompareOp, Const, FastMath, Fill, Function, Inlined, Inst, InstId,
    InstanceId, LabelId, Op, ReduceOp, Region, RegionId, Site, SiteId, SlotId, StrId, Ty, UnaryOp, Value, ValueId,
};
use crate::source::Span;
use crate::types::{Dtype, FunctionId};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Appends instructions to the innermost open region.
///
/// Regions open and close like brackets: [`Builder::open`] .. [`Builder::close`] gives a [`RegionId`] for a following
/// `if_`, `for_`, .. . Every instruction takes the current site (see [`Builder::at`]).
pub struct Builder {
    function: Function,
    open: Vec<RegionId>,
    site: Option<SiteId>,
    /// Where the function is called whose body is being built, if it stands in another one.
    inlined: Option<Inlined>,
    /// The numbers of the places in the source.
    known_sites: FxHashMap<(FunctionId, Span, Option<Inlined>), SiteId>,
    /// Where nothing is to be computed twice.
    memo: Option<Memo>,
    /// What was converted without a loss: see [`Builder::fitting`].
    fitting: FxHashMap<ValueId, ValueId>,
}

impl Builder {
    /// A function with its body open; the parameters are `builder.params()`.
    #[must_use]
    pub fn new(name: impl Into<Arc<str>>, instance: InstanceId, params: &[Ty], results: Vec<Ty>) -> Self {
        let function = Function {
            name: name.into(),
            instance,
            results,
            body: RegionId(0),
            values: Vec::new(),
            insts: Vec::new(),
            regions: Vec::new(),
            slots: Vec::new(),
            n_labels: 0,
            sites: Vec::new(),
            callees: Vec::new(),
            strings: Vec::new(),
            fastmath: FastMath::default(),
            cleanups: Default::default(),
        };
        let mut builder = Self {
            function,
            open: Vec::new(),
            site: None,
            inlined: None,
            known_sites: FxHashMap::default(),
            memo: None,
            fitting: FxHashMap::default(),
        };
        builder.open(params);
        builder
    }

    /// A builder that folds constants and gives the value of a pure operation that was done before instead of another.
    #[must_use]
    pub fn folding(name: impl Into<Arc<str>>, instance: InstanceId, params: &[Ty], results: Vec<Ty>) -> Self {
        let mut builder = Self::new(name, instance, params, results);
        let mut memo = Memo::default();
        memo.open();
        builder.memo = Some(memo);
        builder
    }

    /// Continues a finished function with no region open (for passes).
    #[must_use]
    pub fn resume(function: Function) -> Self {
        Self {
            function,
            open: Vec::new(),
            site: None,
            inlined: None,
            known_sites: FxHashMap::default(),
            memo: None,
            fitting: FxHashMap::default(),
        }
    }

    /// The finished function; its body must be the only open region, ended by a terminator.
    #[must_use]
    pub fn finish(mut self) -> Function {
        if !self.open.is_empty() {
            self.close();
        }
        self.function
    }

    /// The function so far.
    #[must_use]
    pub fn function(&self) -> &Function {
        &self.function
    }

    /// The function so far, to set its properties.
    pub fn function_mut(&mut self) -> &mut Function {
        &mut self.function
    }

    /// The function's parameters.
    #[must_use]
    pub fn params(&self) -> Vec<ValueId> {
        self.function.params().to_vec()
    }

    /// From now on instructions stand at this place.
    pub fn at(&mut self, function: FunctionId, span: Span) {
        let site = Site { function, span, inlined: self.inlined };
        let sites = &mut self.function.sites;
        let id = *self.known_sites.entry((function, span, self.inlined)).or_insert_with(|| {
            sites.push(site);
            SiteId(sites.len() as u32 - 1)
        });
        self.site = Some(id);
    }

    /// A callee whose body comes to stand here.
    #[must_use]
    pub fn inlined_here(&self, instance: InstanceId) -> Option<Inlined> {
        self.site.map(|at| Inlined { instance, at })
    }

    /// From now on places are those of such a callee; gives what they were before.
    pub fn within(&mut self, inlined: Option<Inlined>) -> Option<Inlined> {
        std::mem::replace(&mut self.inlined, inlined)
    }

    /// Opens a region with parameters of these types; returns it. Its params are `params_of(region)`.
    pub fn open(&mut self, params: &[Ty]) -> RegionId {
        let id = RegionId(self.function.regions.len() as u32);
        let params = params.iter().map(|ty| self.value(ty.clone())).collect();
        self.function.regions.push(Region { params, insts: Vec::new() });
        self.reopen(id);
        id
    }

    /// Opens an existing region again, to append to it (for passes and for code that fills regions out of order).
    pub fn reopen(&mut self, region: RegionId) {
        self.open.push(region);
        if let Some(memo) = &mut self.memo {
            memo.open();
        }
    }

    /// Closes the innermost open region.
    pub fn close(&mut self) -> RegionId {
        if let Some(memo) = &mut self.memo {
            memo.close();
        }
        self.open.pop().unwrap_or_else(|| crate::ice!("{}: no region is open", self.function.name))
    }

    /// The parameters of a region.
    #[must_use]
    pub fn params_of(&self, region: RegionId) -> Vec<ValueId> {
        self.function[region].params.clone()
    }

    /// Does the innermost region already end in a terminator (what follows is dead)?
    #[must_use]
    pub fn is_terminated(&self) -> bool {
        self.open
            .last()
            .and_then(|&region| self.function.terminator(region))
            .is_some_and(|inst| inst.op.effects().terminator)
    }

    /// A new value that no instruction defines yet.
    pub fn value(&mut self, ty: Ty) -> ValueId {
        self.function.values.push(Value { ty, def: None });
        ValueId(self.function.values.len() as u32 - 1)
    }

    /// A new label for a `block` or `loop`.
    pub fn label(&mut self) -> LabelId {
        self.function.n_labels += 1;
        LabelId(self.function.n_labels - 1)
    }

    /// A new stack slot.
    pub fn slot(&mut self, ty: Ty) -> SlotId {
        self.function.slots.push(ty);
        SlotId(self.function.slots.len() as u32 - 1)
    }

    /// Interns a string constant.
    pub fn string(&mut self, text: &str) -> StrId {
        let strings = &mut self.function.strings;
        let id = strings.iter().position(|s| &**s == text).unwrap_or_else(|| {
            strings.push(text.into());
            strings.len() - 1
        });
        StrId(id as u32)
    }

    /// Registers a callee.
    pub fn callee(&mut self, callee: Callee) -> CalleeId {
        let callees = &mut self.function.callees;
        let id = callees.iter().position(|c| c.instance == callee.instance).unwrap_or_else(|| {
            callees.push(callee);
            callees.len() - 1
        });
        CalleeId(id as u32)
    }

    /// Appends any instruction; returns its results.
    pub fn push(&mut self, op: Op, args: &[ValueId], results: &[Ty], regions: &[RegionId]) -> Vec<ValueId> {
        let results: Vec<ValueId> = results.iter().map(|ty| self.value(ty.clone())).collect();
        let inst = Inst {
            op,
            args: args.into(),
            results: results.as_slice().into(),
            regions: regions.into(),
            site: self.site,
        };
        let id = InstId(self.function.insts.len() as u32);
        for &result in &results {
            self.function.values[result.0 as usize].def = Some(id);
        }
        self.function.insts.push(inst);
        let Some(&region) = self.open.last() else { crate::ice!("{}: no region is open", self.function.name) };
        self.function[region].insts.push(id);
        results
    }

    /// Appends an instruction with one result.
    pub fn push1(&mut self, op: Op, args: &[ValueId], result: Ty) -> ValueId {
        let Some(memo) = &self.memo else { return self.push(op, args, &[result], &[])[0] };
        match fold::known(&self.function, &op, args, &result) {
            Some(Known::Value(value)) => return value,
            Some(Known::Constant(constant)) => return self.push1(Op::Const(constant), &[], result),
            None => {}
        }
        let Some(key) = fold::key(&op, args, &result) else { return self.push(op, args, &[result], &[])[0] };
        if let Some(value) = memo.get(&key) {
            return value;
        }
        let value = self.push(op, args, &[result], &[])[0];
        if let Some(memo) = &mut self.memo {
            memo.put(key, value);
        }
        value
    }

    /// Appends an instruction without results.
    pub fn push0(&mut self, op: Op, args: &[ValueId]) {
        self.push(op, args, &[], &[]);
    }

    // --- scalars ---------------------------------------------------------------------------------------------------

    /// An `i64` constant.
    pub fn i64(&mut self, value: i64) -> ValueId {
        self.constant(Const::Int(value), Dtype::I64)
    }

    /// A bool constant.
    pub fn bool(&mut self, value: bool) -> ValueId {
        self.constant(Const::Int(i64::from(value)), Dtype::Bool)
    }

    /// An `f64` constant.
    pub fn f64(&mut self, value: f64) -> ValueId {
        self.constant(Const::Float(value), Dtype::F64)
    }

    /// A constant of any dtype.
    pub fn constant(&mut self, value: Const, dtype: Dtype) -> ValueId {
        self.push1(Op::Const(value), &[], Ty::Scalar(dtype))
    }

    /// A unary op.
    pub fn unary(&mut self, op: UnaryOp, x: ValueId) -> ValueId {
        let dtype = unary_result(op, self.function.dtype(x));
        self.push1(Op::Unary(op), &[x], Ty::Scalar(dtype))
    }

    /// A binary op; both operands have one dtype.
    pub fn binary(&mut self, op: BinaryOp, x: ValueId, y: ValueId) -> ValueId {
        let dtype = binary_result(op, self.function.dtype(x));
        self.push1(Op::Binary(op), &[x, y], Ty::Scalar(dtype))
    }

    /// A comparison; both operands have one dtype.
    pub fn compare(&mut self, op: CompareOp, x: ValueId, y: ValueId) -> ValueId {
        self.push1(Op::Compare(op), &[x, y], Ty::BOOL)
    }

    /// Converts a scalar; nothing where it has the dtype already.
    pub fn convert(&mut self, x: ValueId, dtype: Dtype) -> ValueId {
        if self.function.dtype(x) == dtype {
            return x;
        }
        match self.fitting.get(&x) {
            Some(&source) if self.function.dtype(source) == dtype => source,
            _ => self.push1(Op::Convert, &[x], Ty::Scalar(dtype)),
        }
    }

    /// Converts a scalar that is known to fit: where the result is converted back, the scalar itself is taken.
    pub fn fitting(&mut self, x: ValueId, dtype: Dtype) -> ValueId {
        let fitted = self.convert(x, dtype);
        if fitted != x {
            self.fitting.insert(fitted, x);
        }
        fitted
    }

    /// `if cond { x } else { y }` without branching.
    pub fn select(&mut self, cond: ValueId, x: ValueId, y: ValueId) -> ValueId {
        let ty = self.function.ty(x).clone();
        self.push1(Op::Select, &[cond, x, y], ty)
    }

    // --- control ---------------------------------------------------------------------------------------------------

    /// `if`; both regions yield values of the result types.
    pub fn if_(&mut self, cond: ValueId, then: RegionId, orelse: RegionId, results: &[Ty]) -> Vec<ValueId> {
        self.push(Op::If, &[cond], results, &[then, orelse])
    }

    /// `for`; `range` is lo, hi, step; the body's params are the induction variable and the carried values.
    pub fn for_(&mut self, range: [ValueId; 3], init: &[ValueId], body: RegionId) -> Vec<ValueId> {
        let args: Vec<ValueId> = range.iter().chain(init).copied().collect();
        let results: Vec<Ty> = init.iter().map(|&v| self.function.ty(v).clone()).collect();
        self.push(Op::For, &args, &results, &[body])
    }

    /// `parallel_for`, see [`Builder::for_`].
    pub fn parallel_for(
        &mut self,
        range: [ValueId; 3],
        init: &[ValueId],
        reductions: Vec<ReduceOp>,
        body: RegionId,
    ) -> Vec<ValueId> {
        let args: Vec<ValueId> = range.iter().chain(init).copied().collect();
        let results: Vec<Ty> = init.iter().map(|&v| self.function.ty(v).clone()).collect();
        self.push(Op::ParallelFor(reductions), &args, &results, &[body])
    }

    /// Ends the innermost region.
    pub fn yield_(&mut self, values: &[ValueId]) {
        self.push0(Op::Yield, values);
    }

    /// Raises unless `cond`.
    pub fn check(&mut self, kind: CheckKind, cond: ValueId, operands: &[ValueId]) {
        if self.memo.is_some() && self.function.as_const(cond) == Some(Const::Int(1)) {
            return;
        }
        let args: Vec<ValueId> = std::iter::once(cond).chain(operands.iter().copied()).collect();
        self.push0(Op::Check(kind), &args);
    }

    // --- arrays ----------------------------------------------------------------------------------------------------

    /// Length of an axis.
    pub fn dim(&mut self, array: ValueId, axis: usize) -> ValueId {
        self.push1(Op::Dim(axis as u8), &[array], Ty::I64)
    }

    /// Stride of an axis in bytes.
    pub fn stride(&mut self, array: ValueId, axis: usize) -> ValueId {
        self.push1(Op::Stride(axis as u8), &[array], Ty::I64)
    }

    /// A fresh array of type `ty`.
    pub fn alloc(&mut self, ty: Ty, shape: &[ValueId], fill: Fill) -> ValueId {
        self.push1(Op::Alloc(fill), shape, ty)
    }

    /// One element; the index is within bounds.
    pub fn load(&mut self, array: ValueId, index: &[ValueId]) -> ValueId {
        let Ty::Array { dtype, .. } = *self.function.ty(array) else {
            crate::ice!("{}: load from {array}, which is no array", self.function.name)
        };
        let args: Vec<ValueId> = std::iter::once(array).chain(index.iter().copied()).collect();
        self.push1(Op::Load, &args, Ty::Scalar(dtype))
    }

    /// Writes one element; the index is within bounds and the value has the array's dtype.
    pub fn store(&mut self, array: ValueId, index: &[ValueId], value: ValueId) {
        let args: Vec<ValueId> = std::iter::once(array).chain(index.iter().copied()).chain([value]).collect();
        self.push0(Op::Store, &args);
    }
}
