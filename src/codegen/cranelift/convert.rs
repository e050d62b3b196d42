//! Conversions between scalars.
//!
//! Input: `convert`. Output: results as `ir::eval` defines them. Never: raising; values out of range have been checked
//! before where that must raise.

use super::abi::{self, Parts};
use super::function::Lower;
use crate::ir::Inst;
use crate::types::{Dtype, Kind};
use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};
use cranelift_codegen::ir::{InstBuilder, Type, Value, types};

impl Lower<'_, '_> {
    pub(super) fn convert(&mut self, inst: &Inst) {
        let (from, to) = (self.f.dtype(inst.args[0]), self.f.dtype(inst.results[0]));
        let x = self.values.parts(inst.args[0]);
        let parts = match (from.kind(), to.kind()) {
            (_, Kind::Bool) => Parts::from_slice(&[self.truth(from, &x)]),
            (Kind::Complex, Kind::Complex) => {
                Parts::from_slice(&[self.resize_float(to.real(), x[0]), self.resize_float(to.real(), x[1])])
            }
            (_, Kind::Complex) => {
                let zero = self.fconst(abi::scalar_type(to), 0.0);
                Parts::from_slice(&[self.real_to(from, to.real(), x[0]), zero])
            }
            _ => Parts::from_slice(&[self.real_to(from.real(), to, x[0])]),
        };
        self.bind_result(inst, &parts);
    }

    /// Any scalar that is not complex to any but bool.
    fn real_to(&mut self, from: Dtype, to: Dtype, x: Value) -> Value {
        match (from.is_float(), to.is_float()) {
            (true, true) => self.resize_float(to, x),
            (true, false) => self.float_to_int(to, x),
            (false, true) => self.int_to_float(from, to, x),
            (false, false) => self.resize_int(from, abi::scalar_type(to), x),
        }
    }

    /// `x != 0`
    fn truth(&mut self, from: Dtype, x: &[Value]) -> Value {
        let ty = abi::scalar_type(from);
        if !ty.is_float() {
            return if from == Dtype::Bool { x[0] } else { self.b.ins().icmp_imm_s(IntCC::NotEqual, x[0], 0) };
        }
        let zero = self.fconst(ty, 0.0);
        let flags: Parts = x.iter().map(|&part| self.b.ins().fcmp(FloatCC::NotEqual, part, zero)).collect();
        if let [re, im] = flags[..] { self.b.ins().bor(re, im) } else { flags[0] }
    }

    fn resize_float(&mut self, to: Dtype, x: Value) -> Value {
        match (self.b.func.dfg.value_type(x), abi::scalar_type(to)) {
            (types::F32, types::F64) => self.b.ins().fpromote(types::F64, x),
            (types::F64, types::F32) => self.b.ins().fdemote(types::F32, x),
            _ => x,
        }
    }

    /// An int or bool of `from` to an int type of another width, wrapping.
    pub(super) fn resize_int(&mut self, from: Dtype, ty: Type, x: Value) -> Value {
        let own = abi::scalar_type(from);
        match own.bits().cmp(&ty.bits()) {
            std::cmp::Ordering::Equal => x,
            std::cmp::Ordering::Greater => self.b.ins().ireduce(ty, x),
            std::cmp::Ordering::Less if from.is_signed() => self.b.ins().sextend(ty, x),
            std::cmp::Ordering::Less => self.b.ins().uextend(ty, x),
        }
    }

    fn int_to_float(&mut self, from: Dtype, to: Dtype, x: Value) -> Value {
        let ty = abi::scalar_type(to);
        if from == Dtype::U64 {
            return self.b.ins().fcvt_from_uint(ty, x);
        }
        // All others fit a signed int64, which converts quickest.
        let wide = self.resize_int(from, types::I64, x);
        self.b.ins().fcvt_from_sint(ty, wide)
    }

    /// Truncates towards zero; what does not fit as `ir::eval` says.
    fn float_to_int(&mut self, to: Dtype, x: Value) -> Value {
        match to {
            Dtype::U64 => self.float_to_u64(x),
            Dtype::I64 => self.float_to_signed(types::I64, x),
            Dtype::U32 => {
                let wide = self.float_to_signed(types::I64, x);
                self.b.ins().ireduce(types::I32, wide)
            }
            _ => {
                let wide = self.float_to_signed(types::I32, x);
                let ty = abi::scalar_type(to);
                if ty == types::I32 { wide } else { self.b.ins().ireduce(ty, wide) }
            }
        }
    }

    /// To 32 or 64 bits; the least int for what does not fit, as x86 gives.
    fn float_to_signed(&mut self, int: Type, x: Value) -> Value {
        let ty = self.b.func.dfg.value_type(x);
        let limit = self.fconst(ty, if int == types::I64 { TWO_63 } else { TWO_31 });
        let below = self.b.ins().fcmp(FloatCC::LessThan, x, limit);
        let saturated = self.b.ins().fcvt_to_sint_sat(int, x);
        let least = self.iconst(int, if int == types::I64 { i64::MIN } else { i32::MIN.into() });
        self.b.ins().select(below, saturated, least)
    }

    /// From 2^63 up to 2^64, what is past 2^63 is converted and the top bit set again; all else is as for int64.
    fn float_to_u64(&mut self, x: Value) -> Value {
        let ty = self.b.func.dfg.value_type(x);
        let (half, whole) = (self.fconst(ty, TWO_63), self.fconst(ty, 2.0 * TWO_63));
        let low = self.float_to_signed(types::I64, x);
        let past = self.b.ins().fsub(x, half);
        let high = self.float_to_signed(types::I64, past);
        let top = self.iconst(types::I64, i64::MIN);
        let high = self.b.ins().bxor(high, top);
        let from = self.b.ins().fcmp(FloatCC::GreaterThanOrEqual, x, half);
        let to = self.b.ins().fcmp(FloatCC::LessThan, x, whole);
        let in_upper_half = self.b.ins().band(from, to);
        self.b.ins().select(in_upper_half, high, low)
    }
}

const TWO_31: f64 = 2_147_483_648.0;
const TWO_63: f64 = 9_223_372_036_854_775_808.0;
