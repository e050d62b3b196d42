//! Python's own builtins: lengths, ranges, conversions, text and output, lists.

use super::Call;
use crate::builtins::Special;
use crate::hir::{ExprId, FStringPart};
use crate::ir::{self, CompareOp, Const, Op, PrintStyle, Ty, ValueId};
use crate::lower::Lowering;
use crate::lower::value::{Val, components, rebuild};
use crate::runtime::exception::{Check, ExceptionKind};
use crate::runtime::helpers::Helper;
use crate::types::{Constant, Dtype, Type};

impl<'a> Lowering<'a> {
    pub(super) fn len(&mut self, call: &Call<'a>) -> Val {
        let (value, ty) = self.receiver(call);
        if let Type::Tuple(items) = &ty {
            return Val::One(self.b.i64(items.len() as i64));
        }
        let sequence = self.sequence(value, &ty);
        Val::One(self.length(&sequence))
    }

    /// One argument is the stop.
    pub(super) fn range(&mut self, call: &Call<'a>) -> Val {
        let parts: Vec<ValueId> = (0..3)
            .filter_map(|n| {
                let (value, ty) = self.given(call.args, n)?;
                (ty != Type::None).then(|| self.as_index(value.one()))
            })
            .collect();
        let (start, stop, step) = match parts.as_slice() {
            [stop] => (self.b.i64(0), *stop, self.b.i64(1)),
            [start, stop] => (*start, *stop, self.b.i64(1)),
            [start, stop, step, ..] => (*start, *stop, *step),
            [] => crate::ice!("range without arguments"),
        };
        if self.b.function().as_const(step).is_none() {
            let nonzero = self.is_not_zero(step);
            self.check(Check::RangeStepZero, nonzero, &[]);
        }
        Val::Tuple(vec![Val::One(start), Val::One(stop), Val::One(step)])
    }

    /// What `enumerate`, `zip` and `reversed` run over.
    pub(super) fn iterator_call(&mut self, special: Special, call: &Call<'a>) -> Val {
        if special == Special::Zip {
            return match self.given(call.args, 0) {
                Some((value, _)) => value,
                None => Val::Tuple(Vec::new()),
            };
        }
        let mut items = vec![self.required(call, 0).0];
        match self.given(call.args, 1) {
            Some((start, _)) => items.push(Val::One(self.as_index(start.one()))),
            None if special == Special::Enumerate => items.push(Val::One(self.b.i64(0))),
            None => {}
        }
        Val::Tuple(items)
    }

    /// The next item of a generator; behind the last one the default if there is one, else StopIteration.
    pub(super) fn next_call(&mut self, call: &Call<'a>) -> Val {
        let (frame, ty) = self.required(call, 0);
        let Type::Paused(paused) = ty else { crate::ice!("next() of {ty}") };
        let default = self.given(call.args, 1).map(|(value, ty)| (self.materialize(value), ty));
        let (more, item) = self.resume(&frame.flatten(), &paused);
        let item = rebuild(&paused.item, &mut item.into_iter());
        let Some((default, own)) = default else {
            self.check_text(ExceptionKind::StopIteration, "", more);
            return item;
        };
        let first = |this: &mut Self| this.coerce(item, &paused.item, &call.ty);
        self.choose(more, &call.ty, Vec::new(), first, |this| this.coerce(default, &own, &call.ty))
    }

    pub(super) fn slice_call(&mut self, call: &Call<'a>) -> Val {
        let parts = (0..3).filter_map(|n| {
            let (value, ty) = self.given(call.args, n)?;
            (ty != Type::None).then(|| Val::One(self.as_index(value.one())))
        });
        Val::Tuple(parts.collect())
    }

    // --- conversions -------------------------------------------------------------------------------------------------

    /// `int(x)`: what is no int64 raises as in CPython.
    pub(super) fn int(&mut self, call: &Call<'a>) -> Val {
        let Some((value, ty)) = self.given(call.args, 0) else { return Val::One(self.b.i64(0)) };
        let Type::Scalar(dtype) = ty else { return self.text_helper(Special::Int, call) };
        let value = value.one();
        if !dtype.is_float() {
            let Type::Scalar(result) = call.ty else { crate::ice!("int() of type {}", call.ty) };
            return Val::One(self.b.convert(value, result));
        }
        self.check_fits_int(value);
        Val::One(self.b.convert(value, Dtype::I64))
    }

    /// ValueError or OverflowError unless a float has an int64.
    pub(super) fn check_fits_int(&mut self, x: ValueId) {
        let x = self.b.convert(x, Dtype::F64);
        let nan = self.b.unary(ir::UnaryOp::IsNan, x);
        let fine = self.b.unary(ir::UnaryOp::Not, nan);
        self.check(Check::NanToInt, fine, &[]);
        let infinite = self.b.unary(ir::UnaryOp::IsInf, x);
        let fine = self.b.unary(ir::UnaryOp::Not, infinite);
        self.check(Check::InfinityToInt, fine, &[]);
        let magnitude = self.b.unary(ir::UnaryOp::Abs, x);
        let limit = self.b.f64(9_223_372_036_854_775_808.0);
        let fine = self.b.compare(CompareOp::Lt, magnitude, limit);
        self.check(Check::FloatTooLargeForInt, fine, &[]);
    }

    /// `float(x)`, `complex(re, im)` of scalars.
    pub(super) fn float(&mut self, call: &Call<'a>) -> Val {
        let Type::Scalar(result) = call.ty else { crate::ice!("float() of type {}", call.ty) };
        let Some((value, ty)) = self.given(call.args, 0) else { return Val::One(self.number(0.0, result)) };
        if ty == Type::Str {
            return self.text_helper(Special::Float, call);
        }
        let first = self.b.convert(value.one(), result);
        let Some((imaginary, _)) = self.given(call.args, 1) else { return Val::One(first) };
        // re + im * 1j
        let imaginary = self.b.convert(imaginary.one(), result);
        let unit = self.b.constant(Const::Complex(0.0, 1.0), result);
        let turned = self.b.binary(ir::BinaryOp::Mul, imaginary, unit);
        Val::One(self.b.binary(ir::BinaryOp::Add, first, turned))
    }

    /// `round(x)` to int64, half to even; `round(x, n)` by decimal digits.
    pub(super) fn round(&mut self, special: Special, call: &Call<'a>) -> Val {
        let (value, _) = self.required(call, 0);
        let Type::Scalar(result) = call.ty else { crate::ice!("round() of type {}", call.ty) };
        let x = value.one();
        if special == Special::Round {
            if !self.b.function().dtype(x).is_float() {
                return Val::One(self.b.convert(x, result));
            }
            let rounded = self.b.unary(ir::UnaryOp::Rint, x);
            self.check_fits_int(rounded);
            return Val::One(self.b.convert(rounded, result));
        }
        let (digits, _) = self.required(call, 1);
        if !self.b.function().dtype(x).is_float() {
            return Val::One(self.b.convert(x, result));
        }
        let x = self.b.convert(x, Dtype::F64);
        let digits = self.as_index(digits.one());
        let value = self.b.push1(Op::CallHelper(Helper::RoundDigits), &[x, digits], Ty::F64);
        Val::One(self.b.convert(value, result))
    }

    /// Python's order: `min(a, b)` is b where b < a.
    pub(super) fn min_max(&mut self, special: Special, call: &Call<'a>) -> Val {
        let Type::Scalar(result) = call.ty else { crate::ice!("min() of type {}", call.ty) };
        let op = if special == Special::Min { ir::BinaryOp::PyMin } else { ir::BinaryOp::PyMax };
        let values: Vec<ValueId> = (0..call.args.len())
            .filter_map(|n| self.given(call.args, n))
            .flat_map(|(value, _)| value.flatten())
            .collect();
        let converted: Vec<ValueId> = values.into_iter().map(|value| self.b.convert(value, result)).collect();
        let best = converted.into_iter().reduce(|a, b| self.b.binary(op, a, b));
        Val::One(best.unwrap_or_else(|| crate::ice!("min() without arguments")))
    }

    // --- text --------------------------------------------------------------------------------------------------------

    pub(super) fn text_call(&mut self, special: Special, call: &Call<'a>) -> Val {
        let Some((value, ty)) = self.given(call.args, 0) else { return Val::One(self.str_const("")) };
        let style = if special == Special::Repr { PrintStyle::Repr } else { PrintStyle::Str };
        let value = self.materialize(value);
        Val::One(self.text_of(value, &ty, style))
    }

    /// `str(x)` or `repr(x)` of any value.
    pub(in crate::lower) fn text_of(&mut self, value: Val, ty: &Type, style: PrintStyle) -> ValueId {
        let mut pieces = Vec::new();
        self.pieces(value, ty, style, &mut pieces);
        let texts: Vec<ValueId> = pieces
            .into_iter()
            .map(|piece| match piece {
                Piece::Text(text) => self.str_const(&text),
                Piece::Value(value, style) => self.b.push1(Op::ToStr(style), &[value], Ty::Str),
            })
            .collect();
        let joined = texts.into_iter().reduce(|a, b| self.concat(a, b));
        joined.unwrap_or_else(|| self.str_const(""))
    }

    pub(in crate::lower) fn concat(&mut self, a: ValueId, b: ValueId) -> ValueId {
        self.b.push1(Op::CallHelper(Helper::StrConcat), &[a, b], Ty::Str)
    }

    /// An f-string.
    pub(in crate::lower) fn joined_str(&mut self, parts: &[FStringPart]) -> Val {
        let texts: Vec<ValueId> = parts
            .iter()
            .map(|part| match part {
                FStringPart::Literal(literal) => self.str_const(literal),
                FStringPart::Field { value, conversion, spec } => self.field(*value, *conversion, spec),
            })
            .collect();
        let text = texts.into_iter().reduce(|a, b| self.concat(a, b));
        Val::One(text.unwrap_or_else(|| self.str_const("")))
    }

    /// `{value!conversion:spec}`
    fn field(&mut self, value: ExprId, conversion: Option<char>, spec: &[FStringPart]) -> ValueId {
        let (value, ty) = self.typed(value);
        if spec.is_empty() {
            let style = if conversion.is_some_and(|c| c != 's') { PrintStyle::Repr } else { PrintStyle::Str };
            return self.text_of(value, &ty, style);
        }
        let (value, dtype) = match (conversion, &ty) {
            (None, Type::Scalar(dtype)) => (value.one(), Some(*dtype)),
            (Some('r' | 'a'), _) => (self.text_of(value, &ty, PrintStyle::Repr), None),
            _ => (self.text_of(value, &ty, PrintStyle::Str), None),
        };
        let spec = self.joined_str(spec).one();
        let (helper, wide) = match dtype {
            None => (Helper::FormatStr, None),
            Some(Dtype::U64) => (Helper::FormatUInt, Some(Dtype::U64)),
            Some(dtype) if dtype.is_float() => (Helper::FormatFloat, Some(Dtype::F64)),
            Some(dtype) if dtype.is_complex() => (Helper::FormatComplex, Some(Dtype::C128)),
            Some(_) => (Helper::FormatInt, Some(Dtype::I64)),
        };
        let value = wide.map_or(value, |wide| self.b.convert(value, wide));
        self.b.push1(Op::CallHelper(helper), &[value, spec], Ty::Str)
    }

    /// What a value prints as: fixed texts and leaves.
    fn pieces(&mut self, value: Val, ty: &Type, style: PrintStyle, out: &mut Vec<Piece>) {
        match ty {
            Type::None => out.push(Piece::Text("None".into())),
            // A caught exception is its text.
            Type::Exception(_) if matches!(value, Val::One(_)) => out.push(Piece::Value(value.one(), PrintStyle::Str)),
            Type::Scalar(_) | Type::Str | Type::Array(_) => out.push(Piece::Value(value.one(), style)),
            Type::Tuple(types) => {
                out.push(Piece::Text("(".into()));
                for (i, (item, ty)) in value.items().into_iter().zip(types.iter()).enumerate() {
                    if i > 0 {
                        out.push(Piece::Text(", ".into()));
                    }
                    self.pieces(item, ty, PrintStyle::Repr, out);
                }
                out.push(Piece::Text(if types.len() == 1 { ",)".into() } else { ")".into() }));
            }
            Type::Optional(item) => {
                let Val::Optional(present, value) = value else { crate::ice!("an optional expected") };
                let item = (**item).clone();
                let text = self.choose(
                    present,
                    &Type::Str,
                    Vec::new(),
                    |this| Val::One(this.text_of(*value, &item, style)),
                    |this| Val::One(this.str_const("None")),
                );
                out.push(Piece::Value(text.one(), PrintStyle::Str));
            }
            Type::List(item) => {
                let text = self.list_text(value.one(), item);
                out.push(Piece::Value(text, PrintStyle::Str));
            }
            Type::Range(_) => {
                let parts = value.flatten();
                out.push(Piece::Text("range(".into()));
                out.push(Piece::Value(parts[0], PrintStyle::Repr));
                out.push(Piece::Text(", ".into()));
                out.push(Piece::Value(parts[1], PrintStyle::Repr));
                out.push(Piece::Text(")".into()));
            }
            other => out.push(Piece::Text(format!("<{other}>"))),
        }
    }

    /// `[a, b]`, grown in a loop.
    fn list_text(&mut self, list: ValueId, item: &Type) -> ValueId {
        let open = self.str_const("[");
        let length = self.b.push1(Op::ListLen, &[list], Ty::I64);
        let (zero, one) = (self.b.i64(0), self.b.i64(1));
        let region = self.b.open(&[Ty::I64, Ty::Str]);
        let params = self.b.params_of(region);
        let first = self.b.compare(CompareOp::Eq, params[0], zero);
        let separator = self.choose(
            first,
            &Type::Str,
            Vec::new(),
            |this| Val::One(this.str_const("")),
            |this| Val::One(this.str_const(", ")),
        );
        let text = self.concat(params[1], separator.one());
        let value = self.list_get(list, params[0], item);
        let item_text = self.text_of(value, item, PrintStyle::Repr);
        let text = self.concat(text, item_text);
        self.b.yield_(&[text]);
        self.b.close();
        let text = self.b.for_([zero, length, one], &[open], region)[0];
        let close = self.str_const("]");
        self.concat(text, close)
    }

    pub(super) fn print(&mut self, call: &Call<'a>) -> Val {
        let (value, ty) = self.required(call, 0);
        let Type::Tuple(types) = &ty else { crate::ice!("print() of {ty}") };
        let separator = self.text_argument(call, 1, " ");
        let end = self.text_argument(call, 2, "\n");
        for (i, (item, ty)) in value.items().into_iter().zip(types.iter()).enumerate() {
            if i > 0 {
                self.b.push0(Op::Print(PrintStyle::Str), &[separator]);
            }
            let mut pieces = Vec::new();
            self.pieces(item, ty, PrintStyle::Str, &mut pieces);
            for piece in pieces {
                let (value, style) = match piece {
                    Piece::Text(text) => (self.str_const(&text), PrintStyle::Str),
                    Piece::Value(value, style) => (value, style),
                };
                self.b.push0(Op::Print(style), &[value]);
            }
        }
        self.b.push0(Op::Print(PrintStyle::Str), &[end]);
        Val::Static
    }

    fn text_argument(&mut self, call: &Call<'a>, n: usize, default: &str) -> ValueId {
        match self.given(call.args, n) {
            Some((value, Type::Str)) => value.one(),
            _ => self.str_const(default),
        }
    }

    /// Conversions that the runtime does over text.
    pub(super) fn text_helper(&mut self, special: Special, call: &Call<'a>) -> Val {
        let helper = match special {
            Special::Chr => Helper::StrChr,
            Special::Ord => Helper::StrOrd,
            Special::Int => Helper::StrToInt,
            Special::Float => Helper::StrToFloat,
            Special::Hash => return self.hash(call),
            other => crate::ice!("{other:?} has no helper"),
        };
        let (value, ty) = self.required(call, 0);
        let value = if let Type::Scalar(_) = ty { self.as_index(value.one()) } else { value.one() };
        Val::One(self.b.push1(Op::CallHelper(helper), &[value], components(&call.ty)[0].clone()))
    }

    /// Python's hash of an int is itself (but for -1 and past 2^61 - 1); of a float the runtime's.
    fn hash(&mut self, call: &Call<'a>) -> Val {
        let (value, _) = self.required(call, 0);
        let x = value.one();
        let x = match self.b.function().dtype(x).is_float() {
            true => self.b.convert(x, Dtype::F64),
            false => self.as_index(x),
        };
        let helper = if self.b.function().dtype(x) == Dtype::F64 { Helper::HashFloat } else { Helper::HashInt };
        Val::One(self.b.push1(Op::CallHelper(helper), &[x], Ty::I64))
    }

    pub(in crate::lower) fn str_len(&mut self, text: ValueId) -> ValueId {
        self.b.push1(Op::CallHelper(Helper::StrLen), &[text], Ty::I64)
    }

    /// The character at an index within bounds, as a string.
    pub(in crate::lower) fn str_char(&mut self, text: ValueId, index: ValueId) -> ValueId {
        self.b.push1(Op::CallHelper(Helper::StrChar), &[text, index], Ty::Str)
    }

    // --- lists -------------------------------------------------------------------------------------------------------

    pub(super) fn list_call(&mut self, special: Special, call: &Call<'a>) -> Val {
        if special == Special::ListNew {
            let zero = self.b.i64(0);
            return Val::One(self.b.push1(Op::ListNew, &[zero], components(&call.ty)[0].clone()));
        }
        let offset = usize::from(call.receiver.is_none());
        let (list, ty) = self.receiver(call);
        let list = list.one();
        let Type::List(item) = &ty else { crate::ice!("a list method of {ty}") };
        match special {
            Special::ListAppend => {
                let (value, own) = self.required(call, offset);
                let value = self.coerce(value, &own, item);
                self.list_push(list, &value);
                Val::Static
            }
            Special::ListPop => {
                let length = self.b.push1(Op::ListLen, &[list], Ty::I64);
                let some = self.is_not_zero(length);
                self.check(Check::PopEmpty, some, &[]);
                let values = self.b.push(Op::ListPop, &[list], &components(item), &[]);
                rebuild(item, &mut values.into_iter())
            }
            _ => {
                let length = match special {
                    Special::ListTruncate => self.required(call, offset).0.one(),
                    _ => self.b.i64(0),
                };
                self.b.push0(Op::ListTruncate, &[list, length]);
                Val::Static
            }
        }
    }

    pub(super) fn thread_call(&mut self, special: Special) -> Val {
        let helper = if special == Special::GetThreadId { Helper::GetThreadId } else { Helper::GetNumThreads };
        Val::One(self.b.push1(Op::CallHelper(helper), &[], Ty::I64))
    }

    /// A compile-time string argument.
    pub(super) fn constant_argument(&self, call: &Call<'a>, n: usize) -> Option<Constant> {
        self.constant_value(call.args.get(n)?.as_ref()?)
    }

    fn constant_value(&self, argument: &crate::infer::Argument) -> Option<Constant> {
        match argument {
            crate::infer::Argument::Expr(expr) => self.constant_of(*expr).cloned(),
            crate::infer::Argument::Pack(items) => {
                items.iter().map(|item| self.constant_value(item)).collect::<Option<_>>().map(Constant::Tuple)
            }
            _ => None,
        }
    }
}

/// A part of a printed value.
enum Piece {
    Text(String),
    Value(ValueId, PrintStyle),
}
