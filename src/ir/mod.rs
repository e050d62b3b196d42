//! The loop IR: typed SSA with structured regions.
//!
//! Input: built by `lower` through [`Builder`]. Output: read by the optimiser, the oracle and code generation.
//! Never: source names (only in printers), the HIR, machine registers.
//!
//! A [`Function`] owns dense tables of values, instructions and regions. A [`Region`] is a list of instructions that
//! ends in one terminator; instructions with regions (`for`, `if`, `block`, `loop`, `try`, `parallel_for`) are the only
//! control flow. A region sees every value defined before it in the enclosing regions.
//!
//! Composite values of the language do not exist here: `lower` takes a tuple, an optional, a range apart into its
//! components. What is left is [`Ty`]: scalars, array descriptors, lists, strings, objects.
//!
//! Arguments are borrowed from the caller; results are owned by it. Until the late reference-count pass has run no
//! `retain`/`release` stands in a function.

mod alias;
mod builder;
mod compact;
pub mod eval;
pub(crate) mod fold;
mod op;
mod print;
pub mod text;
mod text_op;
mod text_token;
pub mod verify;

pub(crate) use alias::{Root, are_apart, root};
pub use builder::Builder;
pub use compact::compact;
pub use op::{
    BinaryOp, CheckKind, CompareOp, Const, Effects, ExceptionTest, Fill, Op, PrintStyle, ReduceOp, Sign, StrId, UnaryOp,
};
pub use print::{print, print_inst};

use crate::source::Span;
use crate::types::{Dtype, FunctionId, Layout};
use smallvec::SmallVec;
use std::ops::{Index, IndexMut};
use std::sync::Arc;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u32);
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!($prefix, "{}"), self.0)
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!($prefix, "{}"), self.0)
            }
        }
    )*};
}

ids! {
    /// An SSA value.
    ValueId "v";
    /// An instruction.
    InstId "i";
    /// A region.
    RegionId "r";
    /// The target of a `br`: the `block` or `loop` that carries it.
    LabelId "l";
    /// A stack slot: a variable that a `try` handler must see as it was when the exception came.
    SlotId "s";
    /// A place in the source that can raise or be in a traceback; index into [`Function::sites`].
    SiteId "site";
    /// A function that this one calls; index into [`Function::callees`].
    CalleeId "f";
}

/// The type of an SSA value.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Ty {
    /// One element of a dtype. Bool is 0 or 1.
    Scalar(Dtype),
    /// An array descriptor {data, owner, shape, strides (in bytes)}.
    Array {
        /// Element type.
        dtype: Dtype,
        /// Axes.
        ndim: u8,
        /// `C`: strides follow from the shape, row-major; `F`: column-major; `A`: any.
        layout: Layout,
    },
    /// A list object; its elements are this many components each.
    List(Arc<[Ty]>),
    /// An immutable string object.
    Str,
    /// An object with fields; what lies where, the ops that make, read and write it say.
    Object,
}

impl Ty {
    /// `bool`
    pub const BOOL: Ty = Ty::Scalar(Dtype::Bool);
    /// `int64`
    pub const I64: Ty = Ty::Scalar(Dtype::I64);
    /// `float64`
    pub const F64: Ty = Ty::Scalar(Dtype::F64);

    /// The dtype of a scalar.
    #[must_use]
    pub fn dtype(&self) -> Option<Dtype> {
        match self {
            Ty::Scalar(dtype) => Some(*dtype),
            _ => None,
        }
    }

    /// Does it hold a reference count (array, list, string, object)?
    #[must_use]
    pub fn is_reference(&self) -> bool {
        !matches!(self, Ty::Scalar(_))
    }

    /// How many 8-byte words it takes in argument and result buffers and in list elements:
    /// scalars 1 (complex: 2), arrays `2 + 2 * ndim` (data, owner, shape.., strides..), lists, strings and objects 1.
    #[must_use]
    pub fn words(&self) -> usize {
        match self {
            Ty::Scalar(dtype) if dtype.is_complex() => 2,
            Ty::Array { ndim, .. } => 2 + 2 * *ndim as usize,
            _ => 1,
        }
    }
}

/// One instruction.
#[derive(Clone, Debug, PartialEq)]
pub struct Inst {
    /// What it does, with its immediates.
    pub op: Op,
    /// Operands; see [`Op`] for their order.
    pub args: SmallVec<[ValueId; 4]>,
    /// Results.
    pub results: SmallVec<[ValueId; 2]>,
    /// Nested regions; see [`Op`] for their order.
    pub regions: SmallVec<[RegionId; 2]>,
    /// Where it stands in the source; every instruction that can raise has one.
    pub site: Option<SiteId>,
}

/// A list of instructions; the last one is its terminator.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Region {
    /// Values that enter with control: induction variable, carried values.
    pub params: Vec<ValueId>,
    /// In order.
    pub insts: Vec<InstId>,
}

/// What is known of a value.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// Its type.
    pub ty: Ty,
    /// The instruction that defines it; none for region parameters.
    pub def: Option<InstId>,
}

/// A place in the source, for exceptions and tracebacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Site {
    /// The function whose source it stands in (an inlined callee keeps its own).
    pub function: FunctionId,
    /// The text.
    pub span: Span,
    /// How it came here, where it stands in an inlined callee.
    pub inlined: Option<Inlined>,
}

/// Which callee a site was inlined with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Inlined {
    /// The specialization.
    pub instance: InstanceId,
    /// Where the call stood.
    pub at: SiteId,
}

/// A function that this one calls.
#[derive(Clone, Debug, PartialEq)]
pub struct Callee {
    /// Which specialisation; the engine maps it to code.
    pub instance: InstanceId,
    /// For printers.
    pub name: Arc<str>,
    /// Parameter types.
    pub params: Vec<Ty>,
    /// Result types.
    pub results: Vec<Ty>,
}

/// One specialisation of a function, unique in its engine.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct InstanceId(pub u32);

impl InstanceId {
    /// None of a script: the function of the host program whose address is the first argument.
    pub const FOREIGN: InstanceId = InstanceId(u32::MAX);
}

/// What `fastmath=` permits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
#[allow(missing_docs, reason = "the names are LLVM's own")]
pub struct FastMath {
    pub reassoc: bool,
    pub contract: bool,
    pub nnan: bool,
    pub ninf: bool,
    pub nsz: bool,
    pub arcp: bool,
    pub afn: bool,
}

impl FastMath {
    /// `fastmath=True`.
    pub const ALL: FastMath =
        FastMath { reassoc: true, contract: true, nnan: true, ninf: true, nsz: true, arcp: true, afn: true };
}

/// A function in the loop IR.
#[derive(Clone, Debug, PartialEq)]
pub struct Function {
    /// For printers and symbols.
    pub name: Arc<str>,
    /// The specialisation that it is.
    pub instance: InstanceId,
    /// Result types.
    pub results: Vec<Ty>,
    /// The outermost region; its params are the function's parameters.
    pub body: RegionId,
    /// All values.
    pub values: Vec<Value>,
    /// All instructions (some may no longer be in a region).
    pub insts: Vec<Inst>,
    /// All regions.
    pub regions: Vec<Region>,
    /// Types of the stack slots.
    pub slots: Vec<Ty>,
    /// How many labels were made.
    pub n_labels: u32,
    /// Places in the source.
    pub sites: Vec<Site>,
    /// What it calls.
    pub callees: Vec<Callee>,
    /// String constants.
    pub strings: Vec<Arc<str>>,
    /// Floating-point permissions.
    pub fastmath: FastMath,
    /// Owned values to release when the instruction raises; filled by the reference-count pass.
    pub cleanups: rustc_hash::FxHashMap<InstId, Vec<ValueId>>,
}

impl Function {
    /// The parameters.
    #[must_use]
    pub fn params(&self) -> &[ValueId] {
        &self[self.body].params
    }

    /// A value's type.
    #[must_use]
    pub fn ty(&self, value: ValueId) -> &Ty {
        &self.values[value.0 as usize].ty
    }

    /// A scalar value's dtype; an internal error for other values.
    #[must_use]
    pub fn dtype(&self, value: ValueId) -> Dtype {
        match self.ty(value) {
            Ty::Scalar(dtype) => *dtype,
            other => crate::ice!("{}: {value} is {other:?}, not a scalar", self.name),
        }
    }

    /// The instruction that defines a value, unless it is a region's parameter.
    #[must_use]
    pub fn def(&self, value: ValueId) -> Option<&Inst> {
        self.values[value.0 as usize].def.map(|inst| &self[inst])
    }

    /// The constant that a value is, if it is one.
    #[must_use]
    pub fn as_const(&self, value: ValueId) -> Option<Const> {
        match self.def(value)?.op {
            Op::Const(constant) => Some(constant),
            _ => None,
        }
    }

    /// A place in the source, then where each inlined function around it was called.
    pub fn places(&self, site: SiteId) -> impl Iterator<Item = Site> {
        let place = |site: SiteId| self.sites[site.0 as usize];
        std::iter::successors(Some(place(site)), move |site| site.inlined.map(|inlined| place(inlined.at)))
    }

    /// The terminator of a region.
    #[must_use]
    pub fn terminator(&self, region: RegionId) -> Option<&Inst> {
        self[region].insts.last().map(|&inst| &self[inst])
    }
}

impl Index<InstId> for Function {
    type Output = Inst;
    fn index(&self, id: InstId) -> &Inst {
        &self.insts[id.0 as usize]
    }
}

impl IndexMut<InstId> for Function {
    fn index_mut(&mut self, id: InstId) -> &mut Inst {
        &mut self.insts[id.0 as usize]
    }
}

impl Index<RegionId> for Function {
    type Output = Region;
    fn index(&self, id: RegionId) -> &Region {
        &self.regions[id.0 as usize]
    }
}

impl IndexMut<RegionId> for Function {
    fn index_mut(&mut self, id: RegionId) -> &mut Region {
        &mut self.regions[id.0 as usize]
    }
}
