//! Which instruction does what.
//!
//! Input: lanes and operations. Output: codes of the encoder. Never: operands.

use crate::codegen::wide::program::{Arith, Lane};
use crate::types::Dtype;
use iced_x86::Code;

/// Loads that extend elements of 64 bits or less to lanes.
pub(super) fn extending(dtype: Dtype) -> Code {
    match dtype {
        Dtype::I8 => Code::VEX_Vpmovsxbq_ymm_xmmm32,
        Dtype::I16 => Code::VEX_Vpmovsxwq_ymm_xmmm64,
        Dtype::I32 => Code::VEX_Vpmovsxdq_ymm_xmmm128,
        Dtype::U8 | Dtype::Bool => Code::VEX_Vpmovzxbq_ymm_xmmm32,
        Dtype::U16 => Code::VEX_Vpmovzxwq_ymm_xmmm64,
        Dtype::U32 => Code::VEX_Vpmovzxdq_ymm_xmmm128,
        _ => Code::VEX_Vmovupd_ymm_ymmm256,
    }
}

/// The same in lanes of 32 bits.
pub(super) fn extending_narrow(dtype: Dtype) -> Code {
    match dtype {
        Dtype::I8 => Code::VEX_Vpmovsxbd_ymm_xmmm64,
        Dtype::I16 => Code::VEX_Vpmovsxwd_ymm_xmmm128,
        Dtype::U8 | Dtype::Bool => Code::VEX_Vpmovzxbd_ymm_xmmm64,
        Dtype::U16 => Code::VEX_Vpmovzxwd_ymm_xmmm128,
        _ => Code::VEX_Vmovups_ymm_ymmm256,
    }
}

/// Of ints in lanes of 32 bits.
pub(super) fn narrow_arithmetic(op: Arith) -> Option<Code> {
    Some(match op {
        Arith::Add => Code::VEX_Vpaddd_ymm_ymm_ymmm256,
        Arith::Sub => Code::VEX_Vpsubd_ymm_ymm_ymmm256,
        Arith::Mul => Code::VEX_Vpmulld_ymm_ymm_ymmm256,
        Arith::Min => Code::VEX_Vpminsd_ymm_ymm_ymmm256,
        Arith::Max => Code::VEX_Vpmaxsd_ymm_ymm_ymmm256,
        Arith::UnsignedMin => Code::VEX_Vpminud_ymm_ymm_ymmm256,
        Arith::UnsignedMax => Code::VEX_Vpmaxud_ymm_ymm_ymmm256,
        Arith::Shl => Code::VEX_Vpsllvd_ymm_ymm_ymmm256,
        Arith::Sar => Code::VEX_Vpsravd_ymm_ymm_ymmm256,
        Arith::Shr => Code::VEX_Vpsrlvd_ymm_ymm_ymmm256,
        _ => return bitwise(op),
    })
}

/// An operation of three operands; none where there is no such instruction.
pub(super) fn arithmetic(op: Arith, lane: Lane, half: bool) -> Option<Code> {
    match (lane, half) {
        (Lane::F64, _) => doubles(op),
        (Lane::F32, false) => singles(op),
        (Lane::F32, true) => few_singles(op),
        (Lane::Int, _) => ints(op),
        (Lane::Mask, _) => bitwise(op),
    }
}

fn doubles(op: Arith) -> Option<Code> {
    Some(match op {
        Arith::Add => Code::VEX_Vaddpd_ymm_ymm_ymmm256,
        Arith::Sub => Code::VEX_Vsubpd_ymm_ymm_ymmm256,
        Arith::Mul => Code::VEX_Vmulpd_ymm_ymm_ymmm256,
        Arith::Div => Code::VEX_Vdivpd_ymm_ymm_ymmm256,
        Arith::Min => Code::VEX_Vminpd_ymm_ymm_ymmm256,
        Arith::Max => Code::VEX_Vmaxpd_ymm_ymm_ymmm256,
        Arith::And => Code::VEX_Vandpd_ymm_ymm_ymmm256,
        Arith::Or => Code::VEX_Vorpd_ymm_ymm_ymmm256,
        Arith::Xor => Code::VEX_Vxorpd_ymm_ymm_ymmm256,
        _ => return None,
    })
}

fn singles(op: Arith) -> Option<Code> {
    Some(match op {
        Arith::Add => Code::VEX_Vaddps_ymm_ymm_ymmm256,
        Arith::Sub => Code::VEX_Vsubps_ymm_ymm_ymmm256,
        Arith::Mul => Code::VEX_Vmulps_ymm_ymm_ymmm256,
        Arith::Div => Code::VEX_Vdivps_ymm_ymm_ymmm256,
        Arith::Min => Code::VEX_Vminps_ymm_ymm_ymmm256,
        Arith::Max => Code::VEX_Vmaxps_ymm_ymm_ymmm256,
        Arith::And => Code::VEX_Vandps_ymm_ymm_ymmm256,
        Arith::Or => Code::VEX_Vorps_ymm_ymm_ymmm256,
        Arith::Xor => Code::VEX_Vxorps_ymm_ymm_ymmm256,
        _ => return None,
    })
}

/// Singles in half a register.
fn few_singles(op: Arith) -> Option<Code> {
    Some(match op {
        Arith::Add => Code::VEX_Vaddps_xmm_xmm_xmmm128,
        Arith::Sub => Code::VEX_Vsubps_xmm_xmm_xmmm128,
        Arith::Mul => Code::VEX_Vmulps_xmm_xmm_xmmm128,
        Arith::Div => Code::VEX_Vdivps_xmm_xmm_xmmm128,
        Arith::Min => Code::VEX_Vminps_xmm_xmm_xmmm128,
        Arith::Max => Code::VEX_Vmaxps_xmm_xmm_xmmm128,
        Arith::And => Code::VEX_Vandps_xmm_xmm_xmmm128,
        Arith::Or => Code::VEX_Vorps_xmm_xmm_xmmm128,
        Arith::Xor => Code::VEX_Vxorps_xmm_xmm_xmmm128,
        _ => return None,
    })
}

fn ints(op: Arith) -> Option<Code> {
    Some(match op {
        Arith::Add => Code::VEX_Vpaddq_ymm_ymm_ymmm256,
        Arith::Sub => Code::VEX_Vpsubq_ymm_ymm_ymmm256,
        Arith::MulLow => Code::VEX_Vpmuludq_ymm_ymm_ymmm256,
        Arith::Shl => Code::VEX_Vpsllvq_ymm_ymm_ymmm256,
        Arith::Shr => Code::VEX_Vpsrlvq_ymm_ymm_ymmm256,
        _ => return bitwise(op),
    })
}

fn bitwise(op: Arith) -> Option<Code> {
    Some(match op {
        Arith::And => Code::VEX_Vpand_ymm_ymm_ymmm256,
        Arith::Or => Code::VEX_Vpor_ymm_ymm_ymmm256,
        Arith::Xor => Code::VEX_Vpxor_ymm_ymm_ymmm256,
        _ => return None,
    })
}
