//! HIR and typing to the loop IR.
//!
//! Input: a [`Typing`] with its resolved function. Output: an [`ir::Function`] that `ir::verify` accepts.
//! Never: source text, diagnostics (whatever is wrong was said by `infer`), machine code, Cranelift.
//!
//! Composite values are taken apart into components ([`value`]); variables become SSA values: each construct with
//! regions carries the locals that are assigned inside it ([`control`]). Conversions and checks are explicit ops.
//! Array expressions stay unevaluated ([`array_expr`]) until they are stored, reduced, returned or bound.
//! Of a function that yields come what makes its generators and what goes on with them ([`generator`]); loops over those
//! ask for one item after the other ([`stream`]), or hold the generator's body ([`fuse`]).

mod arith;
mod array_expr;
mod assign;
mod builtin;
mod call;
mod control;
mod convert;
mod exception;
mod exits;
mod expr;
mod for_loop;
mod foreign;
mod fuse;
mod generator;
mod grid;
mod index;
mod inline;
mod mask;
mod nest;
mod notes;
mod object;
mod order;
mod parallel;
mod pick;
mod power;
mod record;
mod reduce;
mod scan;
mod sequence;
mod stencil;
mod stream;
mod table;
mod value;
mod variables;

pub use notes::{LoopKind, LoopNote, Verdict, print_notes};

use crate::hir::{self, ExprId, LocalId};
use crate::infer::{Part, Typing};
use crate::ir::{self, InstanceId, LabelId, SlotId, ValueId};
use crate::source::Span;
use crate::types::promote::Rules;
use crate::types::{Constant, Type};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::RefCell;
use std::sync::Arc;
use value::Val;
use variables::Variables;

/// What a function needs to know of the ones that it calls.
pub trait Callees {
    /// The typing of a specialisation.
    fn typing(&self, instance: InstanceId) -> Arc<Typing>;
}

/// Lowers one specialisation.
#[must_use]
pub fn lower(typing: &Typing, callees: &dyn Callees) -> ir::Function {
    lower_with_notes(typing, callees).0
}

/// Lowers one specialisation, and says what became of its loops.
#[must_use]
pub fn lower_with_notes(typing: &Typing, callees: &dyn Callees) -> (ir::Function, Vec<LoopNote>) {
    if let Some(address) = typing.foreign {
        return (foreign::lower(typing, address), Vec::new());
    }
    let shelf = fuse::Shelf::default();
    let params: Vec<ir::Ty> = typing.captures.iter().chain(&typing.params).flat_map(value::components).collect();
    let results = value::components(&typing.result);
    let mut builder = ir::Builder::folding(typing.hir.qualname.clone(), typing.instance, &params, results);
    builder.function_mut().fastmath = typing.options.fastmath;
    let mut lowering = Lowering {
        typing,
        hir: &typing.hir,
        callees,
        b: builder,
        variables: Variables::new(typing.hir.locals.len()),
        unsure: variables::unsure(&typing.hir, typing.options.parallel),
        frames: Vec::new(),
        branched: FxHashSet::default(),
        returned: None,
        n_handlers: 0,
        in_parallel: false,
        spreads: typing.options.parallel,
        notes: Vec::new(),
        depth: 0,
        caught: FxHashMap::default(),
        has_named: scan::has_named(&typing.hir),
        rules: typing.rules,
        writers: RefCell::default(),
        stored: None,
        inner: FxHashMap::default(),
        span: typing.hir.header,
        elements: FxHashMap::default(),
        is_inlined: false,
        local_types: typing.locals.clone(),
        first_local: 0,
        resuming: None,
        fused: None,
        shelf: &shelf,
    };
    lowering.at(typing.hir.header);
    match typing.part {
        Part::Whole => lowering.whole_function(),
        Part::Start => lowering.start_generator(),
        Part::Resume => lowering.resume_generator(),
    }
    (lowering.b.finish(), lowering.notes)
}

/// The state of lowering one function.
struct Lowering<'a> {
    typing: &'a Typing,
    hir: &'a hir::Function,
    callees: &'a dyn Callees,
    b: ir::Builder,
    /// By [`LocalId`].
    variables: Variables,
    /// Locals with a read that some path reaches without an assignment.
    unsure: FxHashSet<LocalId>,
    /// Enclosing loops and `finally` blocks, innermost last.
    frames: Vec<exits::Frame>,
    /// Labels that a `br` goes to.
    branched: FxHashSet<LabelId>,
    /// Where a `return` on its way through a `finally` keeps what it returns.
    returned: Option<Vec<SlotId>>,
    /// How many handlers are around (within the same `prange`).
    n_handlers: usize,
    /// Is a parallel loop around?
    in_parallel: bool,
    /// Do large array expressions run on all threads?
    spreads: bool,
    /// What became of each loop so far.
    notes: Vec<LoopNote>,
    /// How many loops are around.
    depth: usize,
    /// The texts of exceptions caught `as` a name.
    caught: FxHashMap<LocalId, ValueId>,
    /// The function uses `:=`.
    has_named: bool,
    /// Whose promotion rules array expressions follow.
    rules: Rules,
    /// Specializations that were looked at: do they change arrays that they are given?
    writers: RefCell<FxHashMap<InstanceId, bool>>,
    /// The right-hand side of the augmented assignment or store whose target is being called, and its type.
    stored: Option<(Val, Type)>,
    /// Locals bound to functions written here, by their number.
    inner: FxHashMap<LocalId, usize>,
    /// Where we are, to come back to after a nested expression.
    span: Span,
    /// Which elements of arrays records are.
    elements: FxHashMap<ValueId, record::Element>,
    /// It stands in another function, at the place of a call there.
    is_inlined: bool,
    /// The types of all locals: those of the function, and then those that its source does not name.
    local_types: Vec<Type>,
    /// The first local of the body that is being lowered: not zero where it stands in another function.
    first_local: usize,
    /// In the body of a function that yields.
    resuming: Option<generator::Resuming>,
    /// In the body of a generator that stands in a loop over it.
    fused: Option<Box<fuse::Fused<'a>>>,
    /// Where the next such body is kept.
    shelf: &'a fuse::Shelf,
}

impl Lowering<'_> {
    fn whole_function(&mut self) {
        self.bind_parameters();
        let hir = self.hir;
        self.block(&hir.body);
        if !self.b.is_terminated() {
            self.return_value(Val::Static, &Type::None);
        }
    }

    /// From now on instructions stand at this place.
    fn at(&mut self, span: Span) -> Span {
        if self.is_inlined {
            return span;
        }
        self.b.at(self.typing.function, span);
        std::mem::replace(&mut self.span, span)
    }

    /// The type of an expression.
    fn type_of(&self, expr: ExprId) -> &Type {
        &self.typing.exprs[expr.0 as usize]
    }

    /// The type of a local.
    fn local_type(&self, local: LocalId) -> &Type {
        &self.local_types[local.0 as usize]
    }

    /// A local that the source does not name.
    fn hidden_local(&mut self, ty: Type) -> LocalId {
        self.local_types.push(ty);
        self.variables.add();
        LocalId(self.local_types.len() as u32 - 1)
    }

    /// The name of a local of the body that is being lowered.
    fn name_of(&self, local: LocalId) -> &str {
        &self.hir.locals[local.0 as usize - self.first_local].name
    }

    /// The value of an expression, where it is known at compile time.
    fn constant_of(&self, expr: ExprId) -> Option<&Constant> {
        self.typing.constants.get(&expr)
    }

    /// An expression's value, fit to be taken apart, and its type.
    fn typed(&mut self, expr: ExprId) -> (Val, Type) {
        let value = self.expr(expr);
        (self.materialize(value), self.type_of(expr).clone())
    }

    /// The SSA value of a one-component expression.
    fn one(&mut self, expr: ExprId) -> ValueId {
        let value = self.expr(expr);
        self.materialize(value).one()
    }

    /// Parameters (and captures before them) are definitions at entry.
    fn bind_parameters(&mut self) {
        let mut values = self.b.params().into_iter();
        let captures = self.hir.captures.iter().map(|c| c.local).zip(&self.typing.captures);
        let params = self.hir.params.iter().map(|p| p.local).zip(&self.typing.params);
        for (local, ty) in captures.chain(params).collect::<Vec<_>>() {
            let value = value::rebuild(ty, &mut values);
            if let Type::Object(_) = ty {
                self.is_object(value.one());
            }
            self.assign_local(local, value, ty);
        }
    }
}
