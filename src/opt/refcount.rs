//! Places reference counts: the last pass.
//!
//! Input: a function without `retain`, `release` and cleanups. Output: the same with them; every reference that the frame
//! owns is given up exactly once on every way out.
//! Never: touches stack slots.
//!
//! # Who owns what
//! - A *root* is a value that stands for a reference of its own. A `view` is an alias: it belongs to the root of its base, and
//!   `retain` and `release` of either act on the same owner.
//! - *Borrowed* roots are the function's parameters, `captured` arrays, constant strings and what `field_borrow` gives: someone
//!   else keeps them alive.
//!   `zero`, a reference to nothing, needs no counts at all.
//! - *Owned* roots are all others: results of `alloc`, calls, `list_new`, `list_get`, `list_pop`, `object_new`, `field_get`,
//!   `slot_load`, `to_str`, `exception_text`, of instructions with regions, and the carried parameters of loops. (`select` gives an alias of one of
//!   two values, so it is followed by a `retain`.)
//! - `yield`, `br`, `return`, the initial values of loops, `slot_store`, `list_push`, `list_set`, `object_new` and `field_set` *consume* their operands:
//!   the reference is moved where this is its last use, and copied by a `retain` where it is not. All other uses borrow.
//!
//! # Who releases
//! - A region is responsible for the roots that it defines and for those that are handed to it: a root whose last use is inside
//!   an `if` or a `block` is handed to its regions, so that each branch gives it up as early as it can. A root that a loop or
//!   `try` uses stays with the region around, which releases it behind the loop.
//! - A `br` or `return` releases what all the regions that it leaves are responsible for.
//! - When an instruction raises, `Function::cleanups` names what to release: all that the regions up to the innermost
//!   `try` body, `parallel_for` body or the function are responsible for. Operands that `list_push` or `object_new` would have consumed are still
//!   among them: an operation that raises has consumed nothing.
//! - The cleanup of a `for` or `loop` is for an interrupt that is polled at the start of an iteration, when its region's parameters
//!   have their values and nothing of its body has run.
//! - Stack slots belong to code generation: they start as null, a store releases what was there, a load retains, and every exit
//!   of the frame (of the chunk, for slots used in a `parallel_for`) releases what they hold.

use crate::ir::{Function, Inst, InstId, LabelId, Op, RegionId, ValueId};
use rustc_hash::{FxHashMap, FxHashSet};

/// Runs the pass; a function that has reference counts already is left alone.
pub(super) fn run(function: &mut Function) {
    let is_done = function.insts.iter().any(|inst| matches!(inst.op, Op::Retain | Op::Release));
    let has_references = function.values.iter().any(|value| value.ty.is_reference());
    if is_done || !has_references {
        return;
    }
    let mut uses = Uses::default();
    uses.region(function, function.body);
    let mut pass = Pass { last_uses: uses.last, f: function, frames: Vec::new() };
    pass.region(pass.f.body, Kind::Barrier, Vec::new());
}

/// The root of a reference: itself, or what a view is a view of.
fn root(f: &Function, mut value: ValueId) -> ValueId {
    while let Some(Inst { op: Op::View, args, .. }) = f.def(value) {
        value = args[0];
    }
    value
}

/// Is a result of this op a root that nobody needs to release?
fn is_borrowed(op: &Op) -> bool {
    matches!(op, Op::View | Op::Captured(_) | Op::ConstStr(_) | Op::Zero | Op::FieldBorrow(_))
}

/// For each region, the index of the last instruction that uses a root, also within its regions.
#[derive(Default)]
struct Uses {
    last: FxHashMap<RegionId, FxHashMap<ValueId, usize>>,
}

impl Uses {
    /// Fills the table; the roots that the region uses.
    fn region(&mut self, f: &Function, region: RegionId) -> FxHashSet<ValueId> {
        let mut last = FxHashMap::default();
        for (index, &inst) in f[region].insts.iter().enumerate() {
            let inst = &f[inst];
            let operands = inst.args.iter().filter(|&&arg| f.ty(arg).is_reference());
            last.extend(operands.map(|&arg| (root(f, arg), index)));
            for &nested in &inst.regions {
                last.extend(self.region(f, nested).into_iter().map(|root| (root, index)));
            }
        }
        let used = last.keys().copied().collect();
        self.last.insert(region, last);
        used
    }
}

/// What a frame means for ways out of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Exceptions do not pass: the function, a `parallel_for`'s body, a `try`'s body.
    Barrier,
    /// The body of what carries a label.
    Label(LabelId),
    /// Anything else.
    Plain,
}

/// A region that is being rewritten, and what it is responsible for at this point.
struct Frame {
    kind: Kind,
    owned: Vec<ValueId>,
    out: Vec<InstId>,
}

struct Pass<'f> {
    f: &'f mut Function,
    last_uses: FxHashMap<RegionId, FxHashMap<ValueId, usize>>,
    frames: Vec<Frame>,
}

impl Pass<'_> {
    /// Rewrites a region that is handed some roots.
    fn region(&mut self, region: RegionId, kind: Kind, handed: Vec<ValueId>) {
        let insts = std::mem::take(&mut self.f[region].insts);
        self.frames.push(Frame { kind, owned: handed, out: Vec::with_capacity(insts.len()) });
        if self.frames.len() > 1 {
            let params = self.f[region].params.clone();
            self.own(&params);
        }
        let last_uses = self.last_uses.remove(&region).unwrap_or_default();
        self.release_dead(&last_uses, None);
        for (index, inst) in insts.into_iter().enumerate() {
            let effects = self.f[inst].op.effects();
            if effects.terminator {
                self.terminator(inst);
            } else {
                self.inst(inst, index, &last_uses);
                self.release_dead(&last_uses, Some(index));
            }
        }
        if let Some(frame) = self.frames.pop() {
            self.f[region].insts = frame.out;
        }
    }

    fn frame(&mut self) -> &mut Frame {
        let name = self.f.name.clone();
        self.frames.last_mut().unwrap_or_else(|| crate::ice!("{name}: no region is open"))
    }

    /// Makes the innermost region responsible for the references among some values.
    fn own(&mut self, values: &[ValueId]) {
        let owned: Vec<ValueId> = values.iter().copied().filter(|&value| self.f.ty(value).is_reference()).collect();
        self.frame().owned.extend(owned);
    }

    fn emit(&mut self, op: Op, value: ValueId) {
        let id = InstId(self.f.insts.len() as u32);
        self.f.insts.push(Inst {
            op,
            args: [value].as_slice().into(),
            results: Default::default(),
            regions: Default::default(),
            site: None,
        });
        self.frame().out.push(id);
    }

    /// Releases what the innermost region owns and does not use behind the instruction at `index` (none: at all).
    fn release_dead(&mut self, last_uses: &FxHashMap<ValueId, usize>, index: Option<usize>) {
        let is_live =
            |value: &ValueId| last_uses.get(value).is_some_and(|&last| index.is_none_or(|index| last > index));
        let owned = std::mem::take(&mut self.frame().owned);
        let (live, dead): (Vec<_>, Vec<_>) = owned.into_iter().partition(is_live);
        self.frame().owned = live;
        for value in dead {
            self.emit(Op::Release, value);
        }
    }

    /// An instruction that is no terminator: moves, handed roots, regions, results.
    fn inst(&mut self, id: InstId, index: usize, last_uses: &FxHashMap<ValueId, usize>) {
        let op = self.f[id].op.clone();
        let before = self.owned_up_to_barrier();
        let copies = self.consume_operands(id, index, last_uses);
        if op.effects().raises {
            self.set_cleanup(id, before.into_iter().chain(copies).collect());
        }
        let handed = match op {
            Op::If | Op::Block(_) => self.take_last_used(index, last_uses),
            _ => Vec::new(),
        };
        self.frame().out.push(id);
        self.regions(id, &op, &handed);
        let results = self.f[id].results.clone();
        if !is_borrowed(&op) {
            self.own(&results);
        }
        if op == Op::Select && self.f.ty(results[0]).is_reference() {
            self.emit(Op::Retain, results[0]);
        }
    }

    fn regions(&mut self, id: InstId, op: &Op, handed: &[ValueId]) {
        let regions = self.f[id].regions.clone();
        if matches!(op, Op::For | Op::Loop(_)) {
            let carried = self.f[regions[0]].params.iter().copied().filter(|&param| self.f.ty(param).is_reference());
            let cleanup = carried.chain(self.owned_up_to_barrier()).collect();
            self.set_cleanup(id, cleanup);
        }
        for (i, &region) in regions.iter().enumerate() {
            let kind = match op {
                Op::Block(label) | Op::Loop(label) => Kind::Label(*label),
                Op::ParallelFor(_) => Kind::Barrier,
                Op::Try if i == 0 => Kind::Barrier,
                _ => Kind::Plain,
            };
            self.region(region, kind, handed.to_vec());
        }
    }

    fn set_cleanup(&mut self, id: InstId, values: Vec<ValueId>) {
        if !values.is_empty() {
            self.f.cleanups.insert(id, values);
        }
    }

    /// All that is owned from the innermost region out to the next one that exceptions do not pass.
    fn owned_up_to_barrier(&self) -> Vec<ValueId> {
        let mut owned = Vec::new();
        for frame in self.frames.iter().rev() {
            owned.extend(&frame.owned);
            if frame.kind == Kind::Barrier {
                break;
            }
        }
        owned
    }

    /// Takes the roots that the innermost region owns and uses here for the last time.
    fn take_last_used(&mut self, index: usize, last_uses: &FxHashMap<ValueId, usize>) -> Vec<ValueId> {
        let owned = std::mem::take(&mut self.frame().owned);
        let (taken, kept) = owned.into_iter().partition(|value| last_uses.get(value) == Some(&index));
        self.frame().owned = kept;
        taken
    }

    /// Moves or copies the operands that an instruction consumes; the copied ones.
    fn consume_operands(&mut self, id: InstId, index: usize, last_uses: &FxHashMap<ValueId, usize>) -> Vec<ValueId> {
        let first = match self.f[id].op {
            Op::For | Op::ParallelFor(_) => 3,
            Op::Loop(_) | Op::SlotStore(_) | Op::ObjectNew => 0,
            Op::ListPush | Op::FieldSet(_) => 1,
            Op::ListSet => 2,
            _ => return Vec::new(),
        };
        let args = self.f[id].args.clone();
        let regions = self.f[id].regions.clone();
        let mut copied = Vec::new();
        for &arg in &args[first..] {
            if !self.f.ty(arg).is_reference() {
                continue;
            }
            let root = root(self.f, arg);
            let borrowed_too = args[..first].contains(&root) || regions.iter().any(|&region| self.uses(region, root));
            let is_last = last_uses.get(&root) == Some(&index) && !borrowed_too;
            let is_moved = is_last && take(&mut self.frame().owned, root);
            if !is_moved && !self.is_null(root) {
                self.emit(Op::Retain, arg);
                copied.push(arg);
            }
        }
        copied
    }

    /// Is it a reference to nothing?
    fn is_null(&self, root: ValueId) -> bool {
        self.f.def(root).is_some_and(|def| def.op == Op::Zero)
    }

    /// Does a region that was not rewritten yet use a root?
    fn uses(&self, region: RegionId, root: ValueId) -> bool {
        self.last_uses.get(&region).is_some_and(|last| last.contains_key(&root))
    }

    /// Moves or copies what a terminator consumes, and releases the rest of what it leaves.
    fn terminator(&mut self, id: InstId) {
        let leaves = match self.f[id].op {
            Op::Yield => 1,
            Op::Return => self.frames.len(),
            Op::Br(label) => self.frames.iter().rev().take_while(|frame| frame.kind != Kind::Label(label)).count() + 1,
            Op::Raise(_) | Op::Reraise => {
                let owned = self.owned_up_to_barrier();
                self.set_cleanup(id, owned);
                0
            }
            _ => 0,
        };
        let mut owned: Vec<ValueId> =
            self.frames.iter().rev().take(leaves).flat_map(|frame| &frame.owned).copied().collect();
        if leaves > 0 {
            for arg in self.f[id].args.clone() {
                let root = root(self.f, arg);
                if self.f.ty(arg).is_reference() && !take(&mut owned, root) && !self.is_null(root) {
                    self.emit(Op::Retain, arg);
                }
            }
        }
        for value in owned {
            self.emit(Op::Release, value);
        }
        self.frame().out.push(id);
    }
}

/// Takes a value out of a list, if it is there.
fn take(owned: &mut Vec<ValueId>, value: ValueId) -> bool {
    let at = owned.iter().position(|&known| known == value);
    at.inspect(|&at| {
        owned.remove(at);
    })
    .is_some()
}
