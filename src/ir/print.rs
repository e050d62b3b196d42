//! The text form of the loop IR.
//!
//! Input: a [`Function`], well-formed or not. Output: text that [`super::text::read`] reads back.
//! Never: panics on a malformed function (the verifier's messages need it).
//!
//! One instruction is one line, or one line and its nested regions:
//!
//! ```text
//! func @total#0(v0: array<f64, 1, C>) -> (f64) {
//!   site site0 = fn0 10..20
//!   v1: i64 = dim[0] v0
//!   v2: i64 = const 0
//!   v3: i64 = const 1
//!   v4: f64 = const 0.0
//!   v9: f64 = for v2, v1, v3, v4 |v5: i64, v6: f64| {
//!     v7: f64 = load v0, v5 @0
//!     v8: f64 = add v6, v7
//!     yield v8
//!   }
//!   return v9
//! }
//! ```
//!
//! `results = name[immediates] operands |region params| { region } else { region } @site cleanup(values)`. The lines
//! before the first instruction declare the fast-math flags, sites, slots and callees.

use super::{
    CheckKind, Const, FastMath, Fill, Function, Inlined, Inst, InstId, Op, PrintStyle, RegionId, Sign, StrId, Ty,
    ValueId,
};
use crate::types::Dtype;
use std::fmt::{self, Display, Write};

/// The text of a function.
#[must_use]
pub fn print(function: &Function) -> String {
    let mut printer = Printer { function, out: String::new(), depth: 0 };
    // Writing to a string cannot fail.
    let _ = printer.function();
    printer.out
}

/// The text of one instruction without its regions, for messages.
#[must_use]
pub fn print_inst(function: &Function, inst: InstId) -> String {
    let mut printer = Printer { function, out: String::new(), depth: 0 };
    if let Some(inst) = function.insts.get(inst.0 as usize) {
        let _ = printer.head(inst);
    }
    printer.out
}

/// An immediate in its text form; see [`immediates`].
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Immediate {
    /// A number without a point.
    Int(i64),
    /// Anything with a point, `e`, `inf` or `nan`.
    Float(f64),
    /// A keyword or an id such as `l0`.
    Word(String),
    /// A quoted text.
    Text(String),
}

impl Display for Immediate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Immediate::Int(value) => write!(f, "{value}"),
            Immediate::Float(value) => f.write_str(&float_text(*value)),
            Immediate::Word(word) => f.write_str(word),
            Immediate::Text(text) => write!(f, "{text:?}"),
        }
    }
}

/// The shortest text that reads back to the same bits; a nan other than the usual one shows them.
fn float_text(value: f64) -> String {
    match value {
        _ if value.to_bits() == f64::NAN.to_bits() => "nan".to_owned(),
        _ if value.is_nan() => format!("nan:{:#x}", value.to_bits()),
        _ => format!("{value:?}"),
    }
}

struct Printer<'f> {
    function: &'f Function,
    out: String,
    depth: usize,
}

impl Printer<'_> {
    fn function(&mut self) -> fmt::Result {
        let f = self.function;
        write!(self.out, "func {}#{}(", symbol(&f.name), f.instance.0)?;
        self.typed(&f.regions.get(f.body.0 as usize).map_or(Vec::new(), |body| body.params.clone()))?;
        writeln!(self.out, ") -> ({}) {{", types(&f.results))?;
        self.depth = 1;
        self.declarations()?;
        self.region(f.body)?;
        self.out.push_str("}\n");
        Ok(())
    }

    fn declarations(&mut self) -> fmt::Result {
        let f = self.function;
        if f.fastmath != FastMath::default() {
            let set = fastmath_flags(f.fastmath).into_iter().filter(|(_, on)| *on).map(|(name, _)| name);
            writeln!(self.out, "  fastmath {}", join(set))?;
        }
        for (i, site) in f.sites.iter().enumerate() {
            write!(self.out, "  site site{i} = fn{} {:?}", site.function.0, site.span)?;
            if let Some(Inlined { instance, at }) = site.inlined {
                write!(self.out, " in #{} at {at}", instance.0)?;
            }
            self.out.push('\n');
        }
        for (i, ty) in f.slots.iter().enumerate() {
            writeln!(self.out, "  slot s{i}: {ty}")?;
        }
        for (i, callee) in f.callees.iter().enumerate() {
            let (params, results) = (types(&callee.params), types(&callee.results));
            let name = symbol(&callee.name);
            writeln!(self.out, "  callee f{i} = {name}#{}({params}) -> ({results})", callee.instance.0)?;
        }
        Ok(())
    }

    fn region(&mut self, region: RegionId) -> fmt::Result {
        let Some(region) = self.function.regions.get(region.0 as usize) else { return Ok(()) };
        for &inst in &region.insts {
            self.inst(inst)?;
        }
        Ok(())
    }

    fn indent(&mut self) {
        self.out.extend(std::iter::repeat_n("  ", self.depth));
    }

    fn inst(&mut self, id: InstId) -> fmt::Result {
        let Some(inst) = self.function.insts.get(id.0 as usize) else { return Ok(()) };
        self.indent();
        self.head(inst)?;
        self.regions(inst)?;
        if let Some(site) = inst.site {
            write!(self.out, " @{}", site.0)?;
        }
        if let Some(values) = self.function.cleanups.get(&id) {
            write!(self.out, " cleanup({})", join(values))?;
        }
        self.out.push('\n');
        Ok(())
    }

    /// Results, name, immediates and operands.
    fn head(&mut self, inst: &Inst) -> fmt::Result {
        if !inst.results.is_empty() {
            self.typed(&inst.results)?;
            self.out.push_str(" = ");
        }
        self.out.push_str(name(&inst.op));
        let immediates = immediates(self.function, &inst.op);
        match &inst.op {
            Op::Const(_) | Op::ConstStr(_) => write!(self.out, " {}", join(&immediates))?,
            _ if immediates.is_empty() => {}
            _ => write!(self.out, "[{}]", join(&immediates))?,
        }
        if !inst.args.is_empty() {
            write!(self.out, " {}", join(&inst.args))?;
        }
        Ok(())
    }

    fn regions(&mut self, inst: &Inst) -> fmt::Result {
        for (i, &region) in inst.regions.iter().enumerate() {
            self.out.push_str(if i > 0 { " else" } else { "" });
            let params = self.function.regions.get(region.0 as usize).map_or(&[][..], |region| &region.params);
            if !params.is_empty() {
                self.out.push_str(" |");
                self.typed(params)?;
                self.out.push('|');
            }
            self.out.push_str(" {\n");
            self.depth += 1;
            self.region(region)?;
            self.depth -= 1;
            self.indent();
            self.out.push('}');
        }
        Ok(())
    }

    /// `v0: f64, v1: str`
    fn typed(&mut self, values: &[ValueId]) -> fmt::Result {
        for (i, &value) in values.iter().enumerate() {
            self.out.push_str(if i > 0 { ", " } else { "" });
            match self.function.values.get(value.0 as usize) {
                Some(known) => write!(self.out, "{value}: {}", known.ty)?,
                None => write!(self.out, "{value}: ?")?,
            }
        }
        Ok(())
    }
}

/// `a, b, c`
fn join<T: Display>(items: impl IntoIterator<Item = T>) -> String {
    items.into_iter().map(|item| item.to_string()).collect::<Vec<_>>().join(", ")
}

fn types(types: &[Ty]) -> String {
    join(types)
}

/// `@name`, quoted where it is no plain word.
fn symbol(name: &str) -> String {
    let plain = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'));
    if plain { format!("@{name}") } else { format!("@{name:?}") }
}

/// The flags with their names, in the order of their fields.
pub(super) fn fastmath_flags(flags: FastMath) -> [(&'static str, bool); 7] {
    let FastMath { reassoc, contract, nnan, ninf, nsz, arcp, afn } = flags;
    [
        ("reassoc", reassoc),
        ("contract", contract),
        ("nnan", nnan),
        ("ninf", ninf),
        ("nsz", nsz),
        ("arcp", arcp),
        ("afn", afn),
    ]
}

/// A dtype's short name in the IR: `f64`.
pub(super) const fn dtype_name(dtype: Dtype) -> &'static str {
    match dtype {
        Dtype::Bool => "bool",
        Dtype::I8 => "i8",
        Dtype::I16 => "i16",
        Dtype::I32 => "i32",
        Dtype::I64 => "i64",
        Dtype::U8 => "u8",
        Dtype::U16 => "u16",
        Dtype::U32 => "u32",
        Dtype::U64 => "u64",
        Dtype::F32 => "f32",
        Dtype::F64 => "f64",
        Dtype::C64 => "c64",
        Dtype::C128 => "c128",
    }
}

impl Display for Ty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ty::Scalar(dtype) => f.write_str(dtype_name(*dtype)),
            Ty::Array { dtype, ndim, layout } => write!(f, "array<{}, {ndim}, {layout}>", dtype_name(*dtype)),
            Ty::List(items) => write!(f, "list<{}>", types(items)),
            Ty::Str => f.write_str("str"),
            Ty::Object => f.write_str("object"),
        }
    }
}

/// The word for an op; with [`immediates`] it says all of the op.
pub(super) fn name(op: &Op) -> &'static str {
    match op {
        Op::Const(_) => "const",
        Op::ConstStr(_) => "const_str",
        Op::Zero => "zero",
        Op::Captured(_) => "captured",
        Op::Unary(op) => op.name(),
        Op::Binary(op) => op.name(),
        Op::Compare(op) => op.name(),
        Op::Convert => "convert",
        Op::Select => "select",
        Op::For => "for",
        Op::ParallelFor(_) => "parallel_for",
        Op::If => "if",
        Op::Block(_) => "block",
        Op::Loop(_) => "loop",
        Op::Try => "try",
        Op::Yield => "yield",
        Op::Br(_) => "br",
        Op::Return => "return",
        Op::Raise(_) => "raise",
        Op::Reraise => "reraise",
        Op::Unreachable => "unreachable",
        Op::Check(_) => "check",
        Op::Bounds { .. } => "bounds",
        Op::ExceptionIs(_) => "exception_is",
        Op::ExceptionText => "exception_text",
        Op::ClearException => "clear_exception",
        Op::SlotLoad(_) => "slot_load",
        Op::SlotStore(_) => "slot_store",
        Op::Alloc(_) => "alloc",
        Op::Dim(_) => "dim",
        Op::Stride(_) => "stride",
        Op::Load => "load",
        Op::Store => "store",
        Op::View => "view",
        Op::MayOverlap => "may_overlap",
        Op::ListNew => "list_new",
        Op::ListLen => "list_len",
        Op::ListGet => "list_get",
        Op::ListSet => "list_set",
        Op::ListPush => "list_push",
        Op::ListPop => "list_pop",
        Op::ListTruncate => "list_truncate",
        Op::ObjectNew => "object_new",
        Op::FieldGet(_) => "field_get",
        Op::FieldBorrow(_) => "field_borrow",
        Op::FieldSet(_) => "field_set",
        Op::ToStr(_) => "to_str",
        Op::Print(_) => "print",
        Op::Call(_) => "call",
        Op::CallHelper(_) => "call_helper",
        Op::CallRoutine(_) => "call_routine",
        Op::Retain => "retain",
        Op::Release => "release",
    }
}

/// What stands in brackets behind an op's name.
pub(super) fn immediates(function: &Function, op: &Op) -> Vec<Immediate> {
    let word = |text: &str| vec![Immediate::Word(text.to_owned())];
    match op {
        Op::Const(Const::Int(value)) => vec![Immediate::Int(*value)],
        Op::Const(Const::Float(value)) => vec![Immediate::Float(*value)],
        Op::Const(Const::Complex(re, im)) => vec![Immediate::Float(*re), Immediate::Float(*im)],
        Op::ConstStr(id) => vec![text(function, *id)],
        Op::Captured(index) | Op::FieldGet(index) | Op::FieldBorrow(index) | Op::FieldSet(index) => {
            vec![Immediate::Int(i64::from(*index))]
        }
        Op::ParallelFor(reductions) => reductions.iter().flat_map(|op| word(op.name())).collect(),
        Op::Block(label) | Op::Loop(label) | Op::Br(label) => word(&label.to_string()),
        Op::Raise(kind) => word(kind.name()),
        Op::Check(kind) => check_immediates(function, *kind),
        Op::Bounds { axis, sign: Sign::NotNegative } => {
            vec![Immediate::Int(i64::from(*axis)), Immediate::Word("not_negative".to_owned())]
        }
        Op::Bounds { axis, .. } | Op::Dim(axis) | Op::Stride(axis) => vec![Immediate::Int(i64::from(*axis))],
        Op::ExceptionIs(test) => test.0.iter().flat_map(|kind| word(kind.name())).collect(),
        Op::SlotLoad(slot) | Op::SlotStore(slot) => word(&slot.to_string()),
        Op::Alloc(Fill::Uninit) => word("uninit"),
        Op::Alloc(Fill::Zero) => word("zero"),
        Op::ToStr(style) | Op::Print(style) => word(match style {
            PrintStyle::Str => "str",
            PrintStyle::Repr => "repr",
        }),
        Op::Call(callee) => word(&callee.to_string()),
        Op::CallHelper(helper) => word(helper.row().name),
        Op::CallRoutine(routine) => word(routine.row().name),
        _ => Vec::new(),
    }
}

fn text(function: &Function, id: StrId) -> Immediate {
    Immediate::Text(function.strings.get(id.0 as usize).map_or(String::new(), |text| text.to_string()))
}

fn check_immediates(function: &Function, kind: CheckKind) -> Vec<Immediate> {
    let shaped = |name: &str, ranks: &[u8]| {
        let ranks = ranks.iter().map(|&rank| Immediate::Int(i64::from(rank)));
        std::iter::once(Immediate::Word(name.to_owned())).chain(ranks).collect()
    };
    match kind {
        CheckKind::Fixed(check) => vec![Immediate::Word(format!("{check:?}"))],
        CheckKind::Shapes { check, left, right } => shaped(&format!("{check:?}"), &[left, right]),
        CheckKind::Reshape { ndim } => shaped("reshape", &[ndim]),
        CheckKind::Text(kind, id) => vec![Immediate::Word(kind.name().to_owned()), text(function, id)],
    }
}
