//! May the vector code of a loop run?
//!
//! Input: a loop with its vector form. Output: one bool in front of it. Never: false alarms that matter: rows of one array are
//! apart, and equal places are the same element in the same iteration.

use super::function::Lower;
use super::vectors::Wide;
use crate::codegen::wide::{Access, AccessKind, Condition, Index, LoopId, Movement, Span};
use crate::ir::{CompareOp, ValueId, are_apart};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Value, types};

/// The bytes that an access may touch: from the first one to behind the last one.
pub(super) struct Extents {
    from: Value,
    to: Value,
}

impl Lower<'_, '_> {
    /// May the vector code run?
    pub(super) fn fits(&mut self, wide: &Wide<'_>, extents: &[Extents]) -> Value {
        let (count, least) = (wide.counted.count, wide.wide.least);
        let mut fits = self.b.ins().icmp_imm_u(IntCC::UnsignedGreaterThanOrEqual, count, least);
        if !wide.loops.is_empty() && !wide.wide.polls {
            let short = self.is_short(wide);
            fits = self.b.ins().band(fits, short);
        }
        for access in &wide.wide.accesses {
            if let Movement::Axis(axis) = access.movement {
                let stride = self.stride_of(self.f[access.inst].args[0], axis);
                let packed = self.b.ins().icmp_imm_s(IntCC::Equal, stride, access.dtype.size() as i64);
                fits = self.b.ins().band(fits, packed);
            }
        }
        for condition in &wide.wide.conditions {
            let holds = self.condition(wide, condition);
            fits = self.b.ins().band(fits, holds);
        }
        let accesses = &wide.wide.accesses;
        for (i, store) in accesses.iter().enumerate().filter(|(_, access)| access.kind == AccessKind::Store) {
            for (k, other) in accesses.iter().enumerate() {
                let twice = other.kind == AccessKind::Store && k <= i;
                if !twice && !self.same_element(store, other) && !self.are_apart(store, other) {
                    let apart = self.apart(wide, extents, i, k);
                    fits = self.b.ins().band(fits, apart);
                }
            }
        }
        fits
    }

    // --- conditions ------------------------------------------------------------------------------------------------

    fn condition(&mut self, wide: &Wide<'_>, condition: &Condition) -> Value {
        match condition {
            Condition::Flag(value) => self.one(*value),
            Condition::Small(value) => {
                let value = self.one(*value);
                let low = self.b.ins().ireduce(types::I32, value);
                let back = self.b.ins().sextend(types::I64, low);
                self.b.ins().icmp(IntCC::Equal, value, back)
            }
            Condition::Within(span, length) => self.within(wide, span, *length),
            Condition::Compare(op, span, bound) => self.always(wide, *op, span, *bound),
        }
    }

    /// How far a span goes up and down, as numbers less than 2^64, with the directions.
    fn ways(&mut self, wide: &Wide<'_>, span: &Span) -> Vec<(Value, bool)> {
        let lane = span.lane.then_some((wide.counted.count, true));
        let nested = span.loops.iter().map(|id| wide.loops[id.0]).map(|(count, step)| (count, step > 0));
        let counts: Vec<(Value, bool)> = lane.into_iter().chain(nested).collect();
        counts.into_iter().map(|(count, up)| (self.b.ins().iadd_imm_s(count, -1), up)).collect()
    }

    /// `0 <= span < length`. Each step of the way is less than the length, so that no sum wraps.
    fn within(&mut self, wide: &Wide<'_>, span: &Span, length: ValueId) -> Value {
        let (first, length) = (self.one(span.value), self.one(length));
        let (mut low, mut high) = (first, first);
        let mut fits = self.b.ins().icmp(IntCC::UnsignedLessThan, first, length);
        for (way, up) in self.ways(wide, span) {
            let end = if up { self.b.ins().iadd(high, way) } else { self.b.ins().isub(low, way) };
            if up {
                high = end
            } else {
                low = end
            }
            for part in [way, end] {
                let inside = self.b.ins().icmp(IntCC::UnsignedLessThan, part, length);
                fits = self.b.ins().band(fits, inside);
            }
        }
        fits
    }

    /// `span op bound`, which holds everywhere if it holds at one end.
    fn always(&mut self, wide: &Wide<'_>, op: CompareOp, span: &Span, bound: ValueId) -> Value {
        let (mut end, bound) = (self.one(span.value), self.one(bound));
        let (how, upper) = match op {
            CompareOp::Lt => (IntCC::SignedLessThan, true),
            CompareOp::Le => (IntCC::SignedLessThanOrEqual, true),
            CompareOp::Gt => (IntCC::SignedGreaterThan, false),
            _ => (IntCC::SignedGreaterThanOrEqual, false),
        };
        let mut fits = self.iconst(types::I8, 1);
        for (way, up) in self.ways(wide, span) {
            if up != upper {
                continue;
            }
            let next = if up { self.b.ins().iadd(end, way) } else { self.b.ins().isub(end, way) };
            let onward = if up { IntCC::SignedGreaterThanOrEqual } else { IntCC::SignedLessThanOrEqual };
            let (exact, small) = (
                self.b.ins().icmp(onward, next, end),
                self.b.ins().icmp_imm_s(IntCC::SignedGreaterThanOrEqual, way, 0),
            );
            fits = self.b.ins().band(fits, exact);
            fits = self.b.ins().band(fits, small);
            end = next;
        }
        let holds = self.b.ins().icmp(how, end, bound);
        self.b.ins().band(fits, holds)
    }

    // --- overlap ---------------------------------------------------------------------------------------------------

    /// A store and another access never touch the same bytes, or only where that does no harm.
    fn apart(&mut self, wide: &Wide<'_>, extents: &[Extents], store: usize, other: usize) -> Value {
        let (a, b) = (&extents[store], &extents[other]);
        let before = self.b.ins().icmp(IntCC::UnsignedLessThanOrEqual, b.to, a.from);
        let behind = self.b.ins().icmp(IntCC::UnsignedGreaterThanOrEqual, b.from, a.to);
        let apart = self.b.ins().bor(before, behind);
        let accesses = &wide.wide.accesses;
        if !same_pace(&accesses[store], &accesses[other]) {
            return apart;
        }
        // At one pace, two accesses meet in the same iteration alone, or a load reads what is stored in later ones.
        let reads_first = accesses[other].kind == AccessKind::Load && other < store;
        let how = if reads_first { IntCC::UnsignedGreaterThanOrEqual } else { IntCC::Equal };
        let harmless = self.b.ins().icmp(how, wide.addresses[other], wide.addresses[store]);
        self.b.ins().bor(apart, harmless)
    }

    /// Are their arrays known to share no memory?
    fn are_apart(&self, store: &Access, other: &Access) -> bool {
        are_apart(self.f, self.f[store.inst].args[0], self.f[other.inst].args[0])
    }

    /// Do both name the same element in every iteration, by the same values?
    fn same_element(&self, store: &Access, other: &Access) -> bool {
        let (a, b) = (&self.f[store.inst].args, &self.f[other.inst].args);
        let place = |args: &[ValueId], kind| match kind {
            AccessKind::Load => args.to_vec(),
            AccessKind::Store => args[..args.len() - 1].to_vec(),
        };
        place(a, store.kind) == place(b, other.kind)
    }

    pub(super) fn extents(&mut self, wide: &Wide<'_>, number: usize) -> Extents {
        let access = &wide.wide.accesses[number];
        let size = access.dtype.size() as i64;
        let address = wide.addresses[number];
        let mut extents = Extents { from: address, to: self.b.ins().iadd_imm_s(address, size) };
        match access.movement {
            Movement::Still => {}
            Movement::Unit | Movement::Axis(_) => {
                let pace = self.iconst(types::I64, size);
                self.extend(&mut extents, wide.counted.count, pace);
            }
            Movement::Strided => {
                let pace = self.lane_pace(access);
                self.extend(&mut extents, wide.counted.count, pace);
            }
            Movement::Gathered(_) => {}
        }
        if let Some(axis) = access.index.iter().position(|index| *index == Index::Vector) {
            let array = self.f[access.inst].args[0];
            let (length, stride) = (self.length_of(array, axis), self.stride_of(array, axis));
            self.extend(&mut extents, length, stride);
        }
        for id in (0..wide.loops.len()).map(LoopId).filter(|&id| access.moves_with(id)) {
            let step = self.step_of(wide, number, id);
            self.extend(&mut extents, wide.loops[id.0].0, step);
        }
        extents
    }

    /// The same a number of times, this many bytes apart.
    fn extend(&mut self, extents: &mut Extents, count: Value, pace: Value) {
        let last = self.b.ins().iadd_imm_s(count, -1);
        let way = self.b.ins().imul(last, pace);
        let zero = self.iconst(types::I64, 0);
        let (down, up) = (self.b.ins().smin(way, zero), self.b.ins().smax(way, zero));
        extents.from = self.b.ins().iadd(extents.from, down);
        extents.to = self.b.ins().iadd(extents.to, up);
    }
}

/// Do two accesses move by the same number of bytes, and with the loop alone?
fn same_pace(a: &Access, b: &Access) -> bool {
    let plain = |access: &Access| {
        let alone = |index: &Index| matches!(index, Index::Affine(span) if span.loops.is_empty());
        matches!(access.movement, Movement::Unit | Movement::Axis(_)) && access.index.iter().all(alone)
    };
    plain(a) && plain(b) && a.dtype.size() == b.dtype.size()
}
