//! `parallel_for`, one chunk after the other.
//!
//! Input: the range and the values at entry. Output: the combined carried values. Never: threads, nor an order that depends on
//! anything but the number of iterations.
//!
//! Each chunk starts from the identities and carries on to its partial results; these are combined in the order of the chunks,
//! beginning with the values at entry. The exception of the lowest chunk is the loop's.

use super::frame::{Flow, Frame};
use super::heap::Value;
use super::{Oracle, Step, Stop};
use crate::ir::eval::{Scalar, eval_binary, eval_convert};
use crate::ir::{BinaryOp, Inst, ReduceOp, RegionId};
use crate::runtime::pool::{chunks, free_chunks};

impl Frame<'_> {
    pub(super) fn parallel_for(
        &mut self,
        oracle: &mut Oracle<'_>,
        inst: &Inst,
        reductions: &[ReduceOp],
    ) -> Step<Vec<Value>> {
        let (trips, iv) = self.range(&inst.args)?;
        let entry: Vec<Scalar> = inst.args[3..].iter().map(|&arg| self.scalar(arg)).collect::<Step<_>>()?;
        let start: Vec<Scalar> = reductions.iter().zip(&entry).map(|(&op, &entry)| identity(op, entry)).collect();
        let mut total = entry;
        let ordered = reductions.iter().zip(&total).any(|(op, entry)| op.is_ordered(entry.dtype()));
        let pieces = if ordered { chunks(trips) } else { free_chunks(trips) };
        for chunk in 0..pieces {
            // Lengths differ by at most one; the longer chunks come first.
            let from = |chunk: i64| chunk * (trips / pieces) + chunk.min(trips % pieces);
            let trips = from(chunk)..from(chunk + 1);
            let partial = self.chunk().run_chunk(oracle, inst.regions[0], trips.map(&iv), &start)?;
            combine(reductions, &mut total, &partial);
        }
        Ok(total.into_iter().map(Value::Scalar).collect())
    }

    fn run_chunk(
        mut self,
        oracle: &mut Oracle<'_>,
        body: RegionId,
        ivs: impl Iterator<Item = i64>,
        start: &[Scalar],
    ) -> Step<Vec<Scalar>> {
        let mut carried: Vec<Value> = start.iter().copied().map(Value::Scalar).collect();
        for iv in ivs {
            match self.iteration(oracle, body, iv, &carried, None) {
                Ok(Flow::Yield(values)) => carried = values,
                Ok(_) => return Err(Stop::wrong("control leaves a parallel_for")),
                Err(stop) => {
                    self.release_slots(oracle)?;
                    return Err(stop);
                }
            }
        }
        self.release_slots(oracle)?;
        let scalar = |value| match value {
            Value::Scalar(scalar) => Ok(scalar),
            _ => Err(Stop::wrong("a carried value is no scalar")),
        };
        carried.into_iter().map(scalar).collect()
    }
}

/// What a chunk starts from.
fn identity(op: ReduceOp, entry: Scalar) -> Scalar {
    let number = |value| eval_convert(Scalar::i64(value), entry.dtype());
    match op {
        ReduceOp::Add | ReduceOp::Or | ReduceOp::Xor => number(0),
        ReduceOp::Mul => number(1),
        ReduceOp::And => number(-1),
        ReduceOp::Min | ReduceOp::Max | ReduceOp::Last => entry,
    }
}

fn combine(reductions: &[ReduceOp], total: &mut [Scalar], partial: &[Scalar]) {
    for (i, &op) in reductions.iter().enumerate() {
        let (x, y) = (total[i], partial[i]);
        let binary = |op| eval_binary(op, x, y);
        total[i] = match op {
            ReduceOp::Add => binary(BinaryOp::Add),
            ReduceOp::Mul => binary(BinaryOp::Mul),
            ReduceOp::Min => binary(BinaryOp::PyMin),
            ReduceOp::Max => binary(BinaryOp::PyMax),
            ReduceOp::And => binary(BinaryOp::And),
            ReduceOp::Or => binary(BinaryOp::Or),
            ReduceOp::Xor => binary(BinaryOp::Xor),
            // The flag before it says whether the chunk wrote.
            ReduceOp::Last => {
                if i > 0 && partial[i - 1].is_true() {
                    y
                } else {
                    x
                }
            }
        };
    }
}
