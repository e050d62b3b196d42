//! Which instruction does what.
//!
//! Input: lanes and operations. Output: codes of the encoder. Never: operands.

use crate::codegen::wide::program::{Arith, Lane};
use crate::types::Dtype;
use iced_x86::Code;

/// Loads that extend elements of 64 bits or less to lanes.
pub(super) fn extending(dtype: Dtype) -> Code {
    match dtype {
        Dtype::I8 => Code::EVEX_Vpmovsxbq_zmm_k1z_xmmm64,
        Dtype::I16 => Code::EVEX_Vpmovsxwq_zmm_k1z_xmmm128,
        Dtype::I32 => Code::EVEX_Vpmovsxdq_zmm_k1z_ymmm256,
        Dtype::U8 | Dtype::Bool => Code::EVEX_Vpmovzxbq_zmm_k1z_xmmm64,
        Dtype::U16 => Code::EVEX_Vpmovzxwq_zmm_k1z_xmmm128,
        Dtype::U32 => Code::EVEX_Vpmovzxdq_zmm_k1z_ymmm256,
        _ => Code::EVEX_Vmovupd_zmm_k1z_zmmm512,
    }
}

/// Stores that truncate lanes to elements.
pub(super) fn truncating(dtype: Dtype) -> Code {
    match dtype.size() {
        1 => Code::EVEX_Vpmovqb_xmmm64_k1z_zmm,
        2 => Code::EVEX_Vpmovqw_xmmm128_k1z_zmm,
        4 => Code::EVEX_Vpmovqd_ymmm256_k1z_zmm,
        _ => Code::EVEX_Vmovupd_zmmm512_k1z_zmm,
    }
}

/// The same in lanes of 32 bits.
pub(super) fn extending_narrow(dtype: Dtype) -> Code {
    match dtype {
        Dtype::I8 => Code::EVEX_Vpmovsxbd_zmm_k1z_xmmm128,
        Dtype::I16 => Code::EVEX_Vpmovsxwd_zmm_k1z_ymmm256,
        Dtype::U8 | Dtype::Bool => Code::EVEX_Vpmovzxbd_zmm_k1z_xmmm128,
        Dtype::U16 => Code::EVEX_Vpmovzxwd_zmm_k1z_ymmm256,
        _ => Code::EVEX_Vmovups_zmm_k1z_zmmm512,
    }
}

/// The same of lanes of 32 bits.
pub(super) fn truncating_narrow(dtype: Dtype) -> Code {
    match dtype.size() {
        1 => Code::EVEX_Vpmovdb_xmmm128_k1z_zmm,
        2 => Code::EVEX_Vpmovdw_ymmm256_k1z_zmm,
        _ => Code::EVEX_Vmovups_zmmm512_k1z_zmm,
    }
}

/// Of ints in lanes of 32 bits.
pub(super) fn narrow_arithmetic(op: Arith) -> Code {
    match op {
        Arith::Add => Code::EVEX_Vpaddd_zmm_k1z_zmm_zmmm512b32,
        Arith::Sub => Code::EVEX_Vpsubd_zmm_k1z_zmm_zmmm512b32,
        Arith::Mul => Code::EVEX_Vpmulld_zmm_k1z_zmm_zmmm512b32,
        Arith::Min => Code::EVEX_Vpminsd_zmm_k1z_zmm_zmmm512b32,
        Arith::Max => Code::EVEX_Vpmaxsd_zmm_k1z_zmm_zmmm512b32,
        Arith::UnsignedMin => Code::EVEX_Vpminud_zmm_k1z_zmm_zmmm512b32,
        Arith::UnsignedMax => Code::EVEX_Vpmaxud_zmm_k1z_zmm_zmmm512b32,
        Arith::Shl => Code::EVEX_Vpsllvd_zmm_k1z_zmm_zmmm512b32,
        Arith::Sar => Code::EVEX_Vpsravd_zmm_k1z_zmm_zmmm512b32,
        Arith::Shr => Code::EVEX_Vpsrlvd_zmm_k1z_zmm_zmmm512b32,
        op => arithmetic(op, Lane::F32, false),
    }
}

pub(super) fn arithmetic(op: Arith, lane: Lane, half: bool) -> Code {
    match (lane, half) {
        (Lane::F64, _) => match op {
            Arith::Add => Code::EVEX_Vaddpd_zmm_k1z_zmm_zmmm512b64_er,
            Arith::Sub => Code::EVEX_Vsubpd_zmm_k1z_zmm_zmmm512b64_er,
            Arith::Mul => Code::EVEX_Vmulpd_zmm_k1z_zmm_zmmm512b64_er,
            Arith::Div => Code::EVEX_Vdivpd_zmm_k1z_zmm_zmmm512b64_er,
            Arith::Min => Code::EVEX_Vminpd_zmm_k1z_zmm_zmmm512b64_sae,
            Arith::Max => Code::EVEX_Vmaxpd_zmm_k1z_zmm_zmmm512b64_sae,
            Arith::And => Code::EVEX_Vpandq_zmm_k1z_zmm_zmmm512b64,
            Arith::Or => Code::EVEX_Vporq_zmm_k1z_zmm_zmmm512b64,
            Arith::Xor => Code::EVEX_Vpxorq_zmm_k1z_zmm_zmmm512b64,
            Arith::Scale => Code::EVEX_Vscalefpd_zmm_k1z_zmm_zmmm512b64_er,
            other => crate::ice!("{other:?} of doubles"),
        },
        (Lane::F32, false) => match op {
            Arith::Add => Code::EVEX_Vaddps_zmm_k1z_zmm_zmmm512b32_er,
            Arith::Sub => Code::EVEX_Vsubps_zmm_k1z_zmm_zmmm512b32_er,
            Arith::Mul => Code::EVEX_Vmulps_zmm_k1z_zmm_zmmm512b32_er,
            Arith::Div => Code::EVEX_Vdivps_zmm_k1z_zmm_zmmm512b32_er,
            Arith::Min => Code::EVEX_Vminps_zmm_k1z_zmm_zmmm512b32_sae,
            Arith::Max => Code::EVEX_Vmaxps_zmm_k1z_zmm_zmmm512b32_sae,
            Arith::And => Code::EVEX_Vpandd_zmm_k1z_zmm_zmmm512b32,
            Arith::Or => Code::EVEX_Vpord_zmm_k1z_zmm_zmmm512b32,
            Arith::Xor => Code::EVEX_Vpxord_zmm_k1z_zmm_zmmm512b32,
            Arith::Scale => Code::EVEX_Vscalefps_zmm_k1z_zmm_zmmm512b32_er,
            other => crate::ice!("{other:?} of singles"),
        },
        (Lane::F32, true) => match op {
            Arith::Add => Code::EVEX_Vaddps_ymm_k1z_ymm_ymmm256b32,
            Arith::Sub => Code::EVEX_Vsubps_ymm_k1z_ymm_ymmm256b32,
            Arith::Mul => Code::EVEX_Vmulps_ymm_k1z_ymm_ymmm256b32,
            Arith::Div => Code::EVEX_Vdivps_ymm_k1z_ymm_ymmm256b32,
            Arith::Min => Code::EVEX_Vminps_ymm_k1z_ymm_ymmm256b32,
            Arith::Max => Code::EVEX_Vmaxps_ymm_k1z_ymm_ymmm256b32,
            Arith::And => Code::EVEX_Vpandd_ymm_k1z_ymm_ymmm256b32,
            Arith::Or => Code::EVEX_Vpord_ymm_k1z_ymm_ymmm256b32,
            Arith::Xor => Code::EVEX_Vpxord_ymm_k1z_ymm_ymmm256b32,
            Arith::Scale => Code::EVEX_Vscalefps_ymm_k1z_ymm_ymmm256b32,
            other => crate::ice!("{other:?} of singles"),
        },
        (Lane::Int, _) => match op {
            Arith::Add => Code::EVEX_Vpaddq_zmm_k1z_zmm_zmmm512b64,
            Arith::Sub => Code::EVEX_Vpsubq_zmm_k1z_zmm_zmmm512b64,
            Arith::Mul => Code::EVEX_Vpmullq_zmm_k1z_zmm_zmmm512b64,
            Arith::Min => Code::EVEX_Vpminsq_zmm_k1z_zmm_zmmm512b64,
            Arith::Max => Code::EVEX_Vpmaxsq_zmm_k1z_zmm_zmmm512b64,
            Arith::UnsignedMin => Code::EVEX_Vpminuq_zmm_k1z_zmm_zmmm512b64,
            Arith::UnsignedMax => Code::EVEX_Vpmaxuq_zmm_k1z_zmm_zmmm512b64,
            Arith::Shl => Code::EVEX_Vpsllvq_zmm_k1z_zmm_zmmm512b64,
            Arith::Sar => Code::EVEX_Vpsravq_zmm_k1z_zmm_zmmm512b64,
            Arith::Shr => Code::EVEX_Vpsrlvq_zmm_k1z_zmm_zmmm512b64,
            Arith::And => Code::EVEX_Vpandq_zmm_k1z_zmm_zmmm512b64,
            Arith::Or => Code::EVEX_Vporq_zmm_k1z_zmm_zmmm512b64,
            Arith::Xor => Code::EVEX_Vpxorq_zmm_k1z_zmm_zmmm512b64,
            other => crate::ice!("{other:?} of ints"),
        },
        (Lane::Mask, _) => match op {
            Arith::And => Code::VEX_Kandw_kr_kr_kr,
            Arith::Or => Code::VEX_Korw_kr_kr_kr,
            Arith::Xor => Code::VEX_Kxorw_kr_kr_kr,
            other => crate::ice!("{other:?} of masks"),
        },
    }
}

pub(super) fn conversion(from: Lane, to: Lane, unsigned: bool) -> Code {
    match (from, to) {
        (Lane::Int, Lane::F64) if unsigned => Code::EVEX_Vcvtuqq2pd_zmm_k1z_zmmm512b64_er,
        (Lane::Int, Lane::F64) => Code::EVEX_Vcvtqq2pd_zmm_k1z_zmmm512b64_er,
        (Lane::Int, Lane::F32) if unsigned => Code::EVEX_Vcvtuqq2ps_ymm_k1z_zmmm512b64_er,
        (Lane::Int, Lane::F32) => Code::EVEX_Vcvtqq2ps_ymm_k1z_zmmm512b64_er,
        (Lane::F64, Lane::F32) => Code::EVEX_Vcvtpd2ps_ymm_k1z_zmmm512b64_er,
        (Lane::F32, Lane::F64) => Code::EVEX_Vcvtps2pd_zmm_k1z_ymmm256b32_sae,
        (Lane::F64, Lane::Int) => Code::EVEX_Vcvttpd2qq_zmm_k1z_zmmm512b64_sae,
        (Lane::F32, Lane::Int) => Code::EVEX_Vcvttps2qq_zmm_k1z_ymmm256b32_sae,
        (from, to) => crate::ice!("no conversion of {from:?} to {to:?}"),
    }
}
