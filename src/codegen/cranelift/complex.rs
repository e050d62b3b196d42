//! Complex numbers: two floats.
//!
//! Input: real and imaginary parts. Output: results as `ir::eval` defines them. Never: allocation of either.

use super::abi::Parts;
use super::function::Lower;
use crate::ir::{BinaryOp, CompareOp, UnaryOp};
use crate::types::Dtype;
use cranelift_codegen::ir::condcodes::FloatCC;
use cranelift_codegen::ir::{InstBuilder, Value};

impl Lower<'_, '_> {
    pub(super) fn complex_unary(&mut self, op: UnaryOp, dtype: Dtype, [re, im]: [Value; 2]) -> Parts {
        let b = &mut self.b;
        match op {
            UnaryOp::Neg => Parts::from_slice(&[b.ins().fneg(re), b.ins().fneg(im)]),
            UnaryOp::Conj => Parts::from_slice(&[re, b.ins().fneg(im)]),
            UnaryOp::Real => Parts::from_slice(&[re]),
            UnaryOp::Imag => Parts::from_slice(&[im]),
            UnaryOp::Abs => Parts::from_slice(&[self.math_binary(BinaryOp::Hypot, dtype.real(), re, im)]),
            math => self.math_complex_unary(math, dtype, [re, im]),
        }
    }

    pub(super) fn complex_binary(&mut self, op: BinaryOp, dtype: Dtype, x: [Value; 2], y: [Value; 2]) -> Parts {
        let b = &mut self.b;
        match op {
            BinaryOp::Add => Parts::from_slice(&[b.ins().fadd(x[0], y[0]), b.ins().fadd(x[1], y[1])]),
            BinaryOp::Sub => Parts::from_slice(&[b.ins().fsub(x[0], y[0]), b.ins().fsub(x[1], y[1])]),
            BinaryOp::Mul => self.complex_mul(x, y),
            BinaryOp::Div => self.complex_div(x, y),
            math => self.math_complex_binary(math, dtype, x, y),
        }
    }

    fn complex_mul(&mut self, x: [Value; 2], y: [Value; 2]) -> Parts {
        let b = &mut self.b;
        let (rr, ii) = (b.ins().fmul(x[0], y[0]), b.ins().fmul(x[1], y[1]));
        let (ri, ir) = (b.ins().fmul(x[0], y[1]), b.ins().fmul(x[1], y[0]));
        Parts::from_slice(&[b.ins().fsub(rr, ii), b.ins().fadd(ri, ir)])
    }

    /// Smith's quotient: all is divided by the divisor's larger part. A divisor of 0 divides each part by +0.
    fn complex_div(&mut self, [a, b]: [Value; 2], [c, d]: [Value; 2]) -> Parts {
        let ty = self.b.func.dfg.value_type(c);
        let ins = &mut self.b;
        let (c_size, d_size) = (ins.ins().fabs(c), ins.ins().fabs(d));
        let swap = ins.ins().fcmp(FloatCC::LessThan, c_size, d_size);
        let (large, small) = (ins.ins().select(swap, d, c), ins.ins().select(swap, c, d));
        let (first, second) = (ins.ins().select(swap, b, a), ins.ins().select(swap, a, b));
        let ratio = ins.ins().fdiv(small, large);
        let scaled = ins.ins().fmul(small, ratio);
        let divisor = ins.ins().fadd(large, scaled);
        let scaled = ins.ins().fmul(second, ratio);
        let re = ins.ins().fadd(first, scaled);
        let scaled = ins.ins().fmul(first, ratio);
        let (plus, minus) = (ins.ins().fsub(second, scaled), ins.ins().fsub(scaled, second));
        let im = ins.ins().select(swap, minus, plus);
        // With a divisor of 0 the ratio is nan: the parts are divided as they are.
        let sum = ins.ins().fadd(c_size, d_size);
        let zero = self.fconst(ty, 0.0);
        let ins = &mut self.b;
        let by_zero = ins.ins().fcmp(FloatCC::Equal, sum, zero);
        let divisor = ins.ins().select(by_zero, c_size, divisor);
        let (re, im) = (ins.ins().select(by_zero, a, re), ins.ins().select(by_zero, b, im));
        Parts::from_slice(&[ins.ins().fdiv(re, divisor), ins.ins().fdiv(im, divisor)])
    }

    pub(super) fn complex_compare(&mut self, op: CompareOp, x: [Value; 2], y: [Value; 2]) -> Value {
        let b = &mut self.b;
        match op {
            CompareOp::Ne => {
                let (re, im) =
                    (b.ins().fcmp(FloatCC::NotEqual, x[0], y[0]), b.ins().fcmp(FloatCC::NotEqual, x[1], y[1]));
                b.ins().bor(re, im)
            }
            _ => {
                let (re, im) = (b.ins().fcmp(FloatCC::Equal, x[0], y[0]), b.ins().fcmp(FloatCC::Equal, x[1], y[1]));
                b.ins().band(re, im)
            }
        }
    }
}
