//! Calls of runtime helpers that stand in the IR.
//!
//! Input: `call_helper`. Output: the helper's machine parameters: the context where it takes one, the parts of the
//! operands (an array's words in memory), room for what it writes. Never: the meaning of a helper.

use super::abi::{self, Parts, Place};
use super::function::{Lower, MemoryKind};
use crate::ir::{Inst, InstId, Ty};
use crate::runtime::helpers::{Helper, Machine};
use crate::runtime::routine::RoutineId;
use cranelift_codegen::ir::{InstBuilder, Type, Value, types};

/// Where a helper writes a result.
struct Room {
    address: Value,
    part: Type,
    parts: u32,
}

impl Lower<'_, '_> {
    pub(super) fn call_helper(&mut self, id: InstId, inst: &Inst, helper: Helper) {
        let row = helper.row();
        let mut operands = self.helper_operands(inst).into_iter();
        let (mut args, mut rooms) = (Vec::new(), Vec::new());
        for &param in row.params {
            match (param, out_parts(param)) {
                (Machine::Context, _) => args.push(self.ctx),
                (_, Some((part, parts))) => {
                    let address = self.stack_words(2);
                    args.push(address);
                    rooms.push(Room { address, part, parts });
                }
                _ => match operands.next() {
                    Some(operand) => args.push(self.as_machine(operand, param)),
                    None => crate::ice!("{}: helper {} takes more operands", self.f.name, row.name),
                },
            }
        }
        let result = self.call_helper_raw(helper, &args);
        let mut parts = Parts::new();
        match (result, row.result) {
            (Some(status), Some(Machine::I32)) if row.raises => self.propagate(id, inst, status),
            (Some(pointer), _) if row.raises => {
                self.propagate_null(id, inst, pointer);
                parts.push(pointer);
            }
            (result, _) => parts.extend(result),
        }
        for room in rooms {
            parts.extend(self.read_room(&room));
        }
        self.bind_helper_results(inst, &parts);
    }

    /// Operands go through memory, with the codes of their types; so does a result.
    pub(super) fn call_routine(&mut self, id: InstId, inst: &Inst, routine: RoutineId) {
        let (codes, words) = self.coded(&inst.args);
        let number = self.iconst(types::I32, i64::from(routine.number()));
        let count = self.iconst(types::I64, inst.args.len() as i64);
        let room = self.stack_words(2);
        let args = [self.ctx, number, codes, words, count, room];
        let status = self.call_helper_value(Helper::Routine, &args);
        self.propagate(id, inst, status);
        self.bind_from_words(inst, room);
    }

    /// The machine values of the operands; an array is the address of its words.
    fn helper_operands(&mut self, inst: &Inst) -> Vec<Value> {
        let mut operands = Vec::new();
        for &arg in &inst.args {
            let ty = self.f.ty(arg);
            if matches!(ty, Ty::Array { .. }) {
                let words = self.stack_words(ty.words());
                let place = Place::new(words, self.flags(MemoryKind::Words));
                self.store_values(&[arg], place);
                operands.push(words);
            } else {
                operands.extend(self.values.parts(arg));
            }
        }
        operands
    }

    /// An int operand in the width of its parameter.
    fn as_machine(&mut self, operand: Value, param: Machine) -> Value {
        let (have, want) = (self.b.func.dfg.value_type(operand), abi::machine_type(param));
        if have.is_int() && want.is_int() && have.bits() < want.bits() {
            return self.b.ins().uextend(want, operand);
        }
        if have.is_int() && want.is_int() && have.bits() > want.bits() {
            return self.b.ins().ireduce(want, operand);
        }
        operand
    }

    fn read_room(&mut self, room: &Room) -> Parts {
        let flags = self.flags(MemoryKind::Words);
        let bytes = room.part.bytes();
        (0..room.parts).map(|i| self.b.ins().load(room.part, flags, room.address, (i * bytes) as i32)).collect()
    }

    /// Binds results to parts, in the width that the IR says.
    fn bind_helper_results(&mut self, inst: &Inst, parts: &[Value]) {
        let types = abi::all_part_types(self.types(&inst.results));
        let fitted: Vec<Value> = types
            .iter()
            .zip(parts)
            .map(|(&ty, &part)| {
                let own = self.b.func.dfg.value_type(part);
                if own.is_int() && own.bits() > ty.bits() { self.b.ins().ireduce(ty, part) } else { part }
            })
            .collect();
        if fitted.len() < types.len() {
            crate::ice!("{}: a helper gives {} parts, not {}", self.f.name, fitted.len(), types.len());
        }
        self.bind_all(&inst.results, &fitted);
    }
}

/// What a helper writes to an address that it is given.
fn out_parts(param: Machine) -> Option<(Type, u32)> {
    match param {
        Machine::OutC64 => Some((types::F32, 2)),
        Machine::OutC128 => Some((types::F64, 2)),
        Machine::OutI64 => Some((types::I64, 1)),
        Machine::OutF64 => Some((types::F64, 1)),
        _ => None,
    }
}
