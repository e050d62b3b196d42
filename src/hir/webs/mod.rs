//! Splits the variables of one function into def-use webs.
//!
//! Input: a lowered body in which every binding has a number of its own (in [`Place`]s) and every read names its
//! variable. Output: [`Webs`]: the local of each binding, the local and the boundness of each read.
//! Never: types, scopes; a variable that is `whole` (captured, or a class attribute) is one local.
//!
//! Reaching definitions over the structured tree: a [`State`] holds, as one bit each, the bindings that may reach a
//! point, and for every variable one bit more that says "perhaps unbound". Bindings that reach a common read are one web.

mod numbering;
mod state;

use super::*;
use numbering::Numbering;
use rustc_hash::FxHashMap;
use state::State;
use std::ops::Range;

/// A variable before it is split.
#[derive(Debug)]
pub(super) struct Var {
    /// Its name.
    pub name: Arc<str>,
    /// Its first binding.
    pub span: Span,
    /// How its local (its locals) will be held.
    pub kind: LocalKind,
    /// Never split.
    pub whole: bool,
    /// A function inside assigns it (`nonlocal`).
    pub assigned_inside: bool,
}

/// A binding.
#[derive(Clone, Copy, Debug)]
pub(super) struct Def {
    /// Index of the variable.
    pub var: usize,
    /// Where.
    pub span: Span,
}

/// One function as the analysis sees it.
pub(super) struct Input<'a> {
    pub body: &'a [Stmt],
    pub exprs: &'a [Expr],
    pub vars: &'a [Var],
    pub defs: &'a [Def],
    /// Bindings at entry, and whether they are certain: parameters, captured variables.
    pub entry: &'a [(usize, Bound)],
    /// For each inner function, the variables that it captures.
    pub captures: &'a [Vec<usize>],
}

/// The result.
pub(super) struct Webs {
    pub locals: Vec<Local>,
    /// For each binding.
    pub local_of_def: Vec<LocalId>,
    /// For each read of a local.
    pub reads: FxHashMap<ExprId, (LocalId, Bound)>,
    /// The local of each whole variable.
    pub local_of_var: Vec<Option<LocalId>>,
    /// For each inner function: whether each captured variable is bound when the function is made.
    pub capture_bounds: Vec<Vec<Bound>>,
}

/// Nested `finally` blocks past this depth are analyzed once for all ways into them.
const PRECISE_FINALLY: usize = 3;

/// Analyzes one function.
pub(super) fn split(input: &Input<'_>) -> Webs {
    let mut flow = Flow::new(input);
    let mut state = flow.entry();
    flow.block(input.body, &mut state);
    flow.finish()
}

/// A loop, or a `finally` that jumps pass on their way out.
struct Frame {
    breaks: State,
    continues: State,
}

struct Flow<'a> {
    input: &'a Input<'a>,
    /// The bit of each binding: those of a variable are neighbors.
    bit_of: Vec<usize>,
    /// The binding of each bit.
    def_at: Vec<usize>,
    /// The bits of each variable's bindings.
    bits_of: Vec<Range<usize>>,
    frames: Vec<Frame>,
    /// What may reach the handlers of each `try` around.
    raises: Vec<State>,
    /// Heads of loops from earlier visits: a loop inside a loop then settles at once.
    heads: FxHashMap<*const Stmt, State>,
    comprehension_heads: FxHashMap<ExprId, State>,
    union: Vec<usize>,
    reads: FxHashMap<ExprId, ReadInfo>,
    capture_bounds: Vec<Vec<Option<Bound>>>,
    finally_depth: usize,
}

#[derive(Clone, Copy, Default)]
struct ReadInfo {
    def: Option<usize>,
    unbound: bool,
}

impl<'a> Flow<'a> {
    fn new(input: &'a Input<'a>) -> Self {
        let mut def_at: Vec<usize> = (0..input.defs.len()).collect();
        def_at.sort_by_key(|&def| input.defs[def].var);
        let mut bit_of = vec![0; input.defs.len()];
        def_at.iter().enumerate().for_each(|(bit, &def)| bit_of[def] = bit);
        let first_of = |var: usize| def_at.partition_point(|&def| input.defs[def].var < var);
        let bits_of = (0..input.vars.len()).map(|var| first_of(var)..first_of(var + 1)).collect();
        let mut flow = Self {
            input,
            bit_of,
            def_at,
            bits_of,
            frames: Vec::new(),
            raises: Vec::new(),
            heads: FxHashMap::default(),
            comprehension_heads: FxHashMap::default(),
            union: (0..input.defs.len()).collect(),
            reads: FxHashMap::default(),
            capture_bounds: input.captures.iter().map(|c| vec![None; c.len()]).collect(),
            finally_depth: 0,
        };
        for var in (0..input.vars.len()).filter(|&var| input.vars[var].whole) {
            flow.unite_all(flow.bits_of[var].clone());
        }
        flow
    }

    fn dead(&self) -> State {
        let n_bits = self.input.defs.len() + self.input.vars.len();
        State { bits: vec![0; n_bits.div_ceil(64)].into(), live: false }
    }

    fn entry(&self) -> State {
        let mut state = self.dead();
        state.live = true;
        for var in 0..self.input.vars.len() {
            state.set(self.unbound(var));
        }
        for &(def, bound) in self.input.entry {
            state.set(self.bit_of[def]);
            if bound == Bound::Always {
                state.clear(self.unbound(self.input.defs[def].var));
            }
        }
        state
    }

    fn unbound(&self, var: usize) -> usize {
        self.input.defs.len() + var
    }

    fn find(&mut self, mut def: usize) -> usize {
        while self.union[def] != def {
            self.union[def] = self.union[self.union[def]];
            def = self.union[def];
        }
        def
    }

    fn unite(&mut self, a: usize, b: usize) {
        let (a, b) = (self.find(a), self.find(b));
        self.union[a.max(b)] = a.min(b);
    }

    /// Unites all bindings of `var` that reach here; gives one of them and whether none may have.
    fn reach(&mut self, state: &State, var: usize) -> ReadInfo {
        let def = self.unite_all(state.ones(self.bits_of[var].clone()));
        ReadInfo { def, unbound: state.has(self.unbound(var)) }
    }

    /// Makes one web of the bindings of these bits; gives the first.
    fn unite_all(&mut self, bits: impl Iterator<Item = usize>) -> Option<usize> {
        let mut first = None;
        for bit in bits {
            let def = self.def_at[bit];
            self.unite(*first.get_or_insert(def), def);
        }
        first
    }

    fn read(&mut self, id: ExprId, var: usize, state: &mut State) {
        let now = self.reach(state, var);
        self.survive(now, var, state);
        let before = self.reads.get(&id).copied().unwrap_or_default();
        if let (Some(a), Some(b)) = (before.def, now.def) {
            self.unite(a, b);
        }
        let merged = ReadInfo { def: before.def.or(now.def), unbound: before.unbound | now.unbound };
        self.reads.insert(id, merged);
    }

    /// After a read the variable is bound: on the other ways it raised.
    fn survive(&self, read: ReadInfo, var: usize, state: &mut State) {
        if self.input.vars[var].whole {
            return;
        }
        state.clear(self.unbound(var));
        state.live &= read.def.is_some();
    }

    fn define(&mut self, def: usize, state: &mut State) {
        let var = self.input.defs[def].var;
        self.kill(var, state);
        let bit = self.bit_of[def];
        state.set(bit);
        for handler in self.raises.iter_mut().filter(|_| state.live) {
            handler.set(bit);
        }
    }

    fn kill(&self, var: usize, state: &mut State) {
        state.clear_all(self.bits_of[var].clone());
        state.clear(self.unbound(var));
    }

    fn delete(&mut self, def: usize, state: &mut State) {
        let var = self.input.defs[def].var;
        if let Some(reaching) = self.reach(state, var).def {
            self.unite(reaching, def);
        }
        self.kill(var, state);
        let unbound = self.unbound(var);
        state.set(unbound);
        for handler in self.raises.iter_mut().filter(|_| state.live) {
            handler.set(unbound);
        }
    }

    fn block(&mut self, body: &'a [Stmt], state: &mut State) {
        body.iter().for_each(|stmt| walk::deep(|| self.stmt(stmt, state)));
    }

    fn stmt(&mut self, stmt: &'a Stmt, state: &mut State) {
        match &stmt.kind {
            StmtKind::Expr(value) => self.expr(*value, state),
            StmtKind::Assign { targets, value } => {
                self.expr(*value, state);
                targets.iter().for_each(|target| self.place(target, state));
            }
            StmtKind::AugAssign { target, read, value, .. } => {
                self.place_parts(target, state);
                self.optional(*read, state);
                self.expr(*value, state);
                self.bind(target, state);
            }
            StmtKind::If { test, body, orelse } => {
                self.expr(*test, state);
                let mut other = state.clone();
                self.block(body, state);
                self.block(orelse, &mut other);
                state.join(&other);
            }
            StmtKind::While { test, body, orelse } => self.while_loop(stmt, *test, (body, orelse), state),
            StmtKind::For { target, iter, body, orelse } => {
                self.expr(*iter, state);
                self.for_loop(stmt, target, (body, orelse), state);
            }
            StmtKind::Return(value) => {
                self.optional(*value, state);
                state.live = false;
            }
            StmtKind::Break | StmtKind::Continue => self.jump(&stmt.kind, state),
            StmtKind::Pass => {}
            StmtKind::Raise { exc, cause } => {
                self.optional(*exc, state);
                self.optional(*cause, state);
                state.live = false;
            }
            StmtKind::Try { body, handlers, orelse, finalbody } => {
                self.try_statement(body, handlers, orelse, finalbody, state);
            }
            StmtKind::Assert { test, msg } => {
                self.expr(*test, state);
                let mut failing = state.clone();
                self.optional(*msg, &mut failing);
            }
            StmtKind::Delete(places) => places.iter().for_each(|place| self.delete_place(place, state)),
            StmtKind::With { items, body } => {
                for (context, target) in items {
                    self.expr(*context, state);
                    target.iter().for_each(|target| self.place(target, state));
                }
                self.block(body, state);
            }
            StmtKind::FunctionDef { target, function, decorators, defaults, annotations } => {
                decorators.iter().chain(defaults).for_each(|&e| self.expr(e, state));
                annotations.iter().for_each(|&(_, e)| self.expr(e, state));
                // The function may call itself by its name: that is bound when it does.
                self.place(target, state);
                self.capture(*function, state);
            }
            StmtKind::Import { target, .. } => self.place(target, state),
            StmtKind::ImportAll { .. } => {}
            StmtKind::ClassDef { target, decorators, bases, body, annotated, .. } => {
                decorators.iter().chain(bases).for_each(|&e| self.expr(e, state));
                annotated.iter().filter_map(|(_, annotation)| *annotation).for_each(|e| self.expr(e, state));
                self.capture(*body, state);
                self.place(target, state);
            }
            StmtKind::Match { subject, cases } => self.match_statement(*subject, cases, state),
        }
    }

    fn capture(&mut self, inner: usize, state: &State) {
        for (k, &var) in self.input.captures[inner].iter().enumerate() {
            let read = self.reach(state, var);
            let now = self.bound(read, var);
            let known = &mut self.capture_bounds[inner][k];
            *known = Some(if known.is_none_or(|before| before == now) { now } else { Bound::Maybe });
        }
    }

    fn bound(&self, read: ReadInfo, var: usize) -> Bound {
        match (read.def.is_some(), read.unbound) {
            (_, false) => Bound::Always,
            (false, true) if !self.input.vars[var].assigned_inside => Bound::Never,
            _ => Bound::Maybe,
        }
    }

    fn jump(&mut self, kind: &StmtKind, state: &mut State) {
        if let Some(frame) = self.frames.last_mut() {
            let way = if matches!(kind, StmtKind::Break) { &mut frame.breaks } else { &mut frame.continues };
            way.join(state);
        }
        state.live = false;
    }

    fn push_frame(&mut self) {
        let frame = Frame { breaks: self.dead(), continues: self.dead() };
        self.frames.push(frame);
    }

    /// Runs `iteration` from the loop's head until the head holds all that comes around; gives the state at the head.
    /// `iteration` leaves the state of the back edge in its argument.
    fn settle(&mut self, head: &mut State, iteration: &mut dyn FnMut(&mut Self, &mut State)) {
        loop {
            let mut back = head.clone();
            iteration(self, &mut back);
            let mut next = head.clone();
            next.join(&back);
            if next == *head {
                return;
            }
            *head = next;
        }
    }

    fn while_loop(
        &mut self,
        stmt: &'a Stmt,
        test: ExprId,
        (body, orelse): (&'a [Stmt], &'a [Stmt]),
        state: &mut State,
    ) {
        let mut exit = self.dead();
        let mut breaks = self.dead();
        let endless = self.always_true(test);
        let mut head = self.head_of(stmt, state);
        self.settle(&mut head, &mut |flow, state| {
            flow.expr(test, state);
            exit.clone_from(state);
            exit.live &= !endless;
            flow.loop_body(body, state, &mut breaks);
        });
        self.heads.insert(stmt, head);
        *state = exit;
        self.block(orelse, state);
        state.join(&breaks);
    }

    fn for_loop(
        &mut self,
        stmt: &'a Stmt,
        target: &'a Place,
        (body, orelse): (&'a [Stmt], &'a [Stmt]),
        state: &mut State,
    ) {
        let mut breaks = self.dead();
        let mut head = self.head_of(stmt, state);
        self.settle(&mut head, &mut |flow, state| {
            flow.place(target, state);
            flow.loop_body(body, state, &mut breaks);
        });
        self.heads.insert(stmt, head.clone());
        *state = head;
        self.block(orelse, state);
        state.join(&breaks);
    }

    /// The state at a loop's head before its first settling: what enters, and what earlier visits found.
    fn head_of(&self, stmt: &'a Stmt, entry: &State) -> State {
        let mut head = entry.clone();
        if let Some(known) = self.heads.get(&std::ptr::from_ref(stmt)).filter(|_| entry.live) {
            head.join(known);
        }
        head
    }

    fn loop_body(&mut self, body: &'a [Stmt], state: &mut State, breaks: &mut State) {
        self.push_frame();
        self.block(body, state);
        if let Some(frame) = self.frames.pop() {
            state.join(&frame.continues);
            breaks.join(&frame.breaks);
        }
    }

    fn always_true(&self, test: ExprId) -> bool {
        match &self.input.exprs[test.0 as usize].kind {
            ExprKind::Constant(Constant::Bool(value)) => *value,
            ExprKind::Constant(Constant::Int(value)) => *value != 0,
            _ => false,
        }
    }

    fn try_statement(
        &mut self,
        body: &'a [Stmt],
        handlers: &'a [Handler],
        orelse: &'a [Stmt],
        finalbody: &'a [Stmt],
        state: &mut State,
    ) {
        if finalbody.is_empty() {
            return self.try_except(body, handlers, orelse, state);
        }
        self.push_frame();
        self.raises.push(state.clone());
        self.try_except(body, handlers, orelse, state);
        let raised = self.raises.pop().unwrap_or_else(|| self.dead());
        let Some(frame) = self.frames.pop() else { return };
        self.finally_depth += 1;
        if self.finally_depth > PRECISE_FINALLY {
            state.join(&raised);
            self.block(finalbody, state);
        } else {
            // `return` leaves through it as well, with a state that `raised` covers.
            self.block(finalbody, &mut raised.clone());
            self.block(finalbody, state);
        }
        self.leave_through(finalbody, frame);
        self.finally_depth -= 1;
    }

    /// Sends the jumps that a `finally` block caught on their way, through the block.
    fn leave_through(&mut self, finalbody: &'a [Stmt], frame: Frame) {
        for (way, kind) in [(frame.breaks, StmtKind::Break), (frame.continues, StmtKind::Continue)] {
            let mut state = way;
            if state.live {
                self.block(finalbody, &mut state);
                self.jump(&kind, &mut state);
            }
        }
    }

    fn try_except(&mut self, body: &'a [Stmt], handlers: &'a [Handler], orelse: &'a [Stmt], state: &mut State) {
        self.raises.push(state.clone());
        self.block(body, state);
        let raised = self.raises.pop().unwrap_or_else(|| self.dead());
        self.block(orelse, state);
        let mut out = state.clone();
        for handler in handlers {
            let mut caught = raised.clone();
            self.optional(handler.exc, &mut caught);
            handler.name.iter().for_each(|name| self.place(name, &mut caught));
            self.block(&handler.body, &mut caught);
            // `except .. as e` forgets `e` at its end.
            handler.name.iter().for_each(|name| self.unbind(name, &mut caught));
            out.join(&caught);
        }
        *state = out;
    }

    fn unbind(&mut self, place: &Place, state: &mut State) {
        if let PlaceKind::Local(def) = place.kind {
            self.delete(def.0 as usize, state);
        }
    }

    fn match_statement(&mut self, subject: ExprId, cases: &'a [MatchCase], state: &mut State) {
        self.expr(subject, state);
        let mut out = self.dead();
        for case in cases {
            let mut matched = state.clone();
            self.pattern(&case.pattern, &mut matched);
            self.optional(case.guard, &mut matched);
            // A failing guard leaves the names bound.
            if case.guard.is_some() {
                state.join(&matched);
            } else if matches!(case.pattern, Pattern::Capture(_)) {
                state.live = false;
            }
            self.block(&case.body, &mut matched);
            out.join(&matched);
        }
        out.join(state);
        *state = out;
    }

    fn pattern(&mut self, pattern: &'a Pattern, state: &mut State) {
        match pattern {
            Pattern::Value(value) => self.expr(*value, state),
            Pattern::Sequence { before, star, after } => {
                before.iter().for_each(|p| self.pattern(p, state));
                star.iter().flatten().for_each(|place| self.place(place, state));
                after.iter().for_each(|p| self.pattern(p, state));
            }
            Pattern::Capture(place) => place.iter().for_each(|place| self.place(place, state)),
            Pattern::As(inner, place) => {
                self.pattern(inner, state);
                self.place(place, state);
            }
            Pattern::Or(items) => {
                let before = state.clone();
                let mut out = self.dead();
                for item in items {
                    let mut matched = before.clone();
                    self.pattern(item, &mut matched);
                    out.join(&matched);
                }
                *state = out;
            }
            Pattern::Mapping { keys, patterns, rest } => {
                keys.iter().for_each(|&key| self.expr(key, state));
                patterns.iter().for_each(|p| self.pattern(p, state));
                rest.iter().for_each(|place| self.place(place, state));
            }
            Pattern::Class { class, patterns, keywords } => {
                self.expr(*class, state);
                patterns.iter().chain(keywords.iter().map(|(_, p)| p)).for_each(|p| self.pattern(p, state));
            }
        }
    }

    fn delete_place(&mut self, place: &'a Place, state: &mut State) {
        match &place.kind {
            PlaceKind::Local(def) => self.delete(def.0 as usize, state),
            PlaceKind::Unpack { before, star, after } => {
                before.iter().chain(star.as_deref()).chain(after).for_each(|p| self.delete_place(p, state));
            }
            _ => self.place_parts(place, state),
        }
    }

    fn place(&mut self, place: &'a Place, state: &mut State) {
        self.place_parts(place, state);
        self.bind(place, state);
    }

    /// Evaluates what an attribute or subscript target is made of.
    fn place_parts(&mut self, place: &'a Place, state: &mut State) {
        match &place.kind {
            PlaceKind::Attribute(value, _) => self.expr(*value, state),
            PlaceKind::Subscript(value, index) => {
                self.expr(*value, state);
                self.expr(*index, state);
            }
            PlaceKind::Local(_) | PlaceKind::Global(_) | PlaceKind::Unpack { .. } => {}
        }
    }

    fn bind(&mut self, place: &'a Place, state: &mut State) {
        match &place.kind {
            PlaceKind::Local(def) => self.define(def.0 as usize, state),
            PlaceKind::Unpack { before, star, after } => {
                before.iter().chain(star.as_deref()).chain(after).for_each(|p| self.place(p, state));
            }
            _ => {}
        }
    }

    fn optional(&mut self, id: Option<ExprId>, state: &mut State) {
        id.into_iter().for_each(|id| self.expr(id, state));
    }

    fn expr(&mut self, id: ExprId, state: &mut State) {
        walk::deep(|| self.expr_step(id, state));
    }

    fn expr_step(&mut self, id: ExprId, state: &mut State) {
        let exprs = self.input.exprs;
        match &exprs[id.0 as usize].kind {
            ExprKind::Local(var, _) => self.read(id, var.0 as usize, state),
            ExprKind::BoolOp(_, values) => self.short_circuit(values.iter().copied(), state),
            ExprKind::Compare(first, rest) => {
                self.expr(*first, state);
                self.short_circuit(rest.iter().map(|&(_, value)| value), state);
            }
            ExprKind::IfExp { test, body, orelse } => {
                self.expr(*test, state);
                let mut other = state.clone();
                self.expr(*body, state);
                self.expr(*orelse, &mut other);
                state.join(&other);
            }
            ExprKind::Lambda(inner, defaults) => {
                defaults.iter().for_each(|&e| self.expr(e, state));
                self.capture(*inner, state);
            }
            ExprKind::Comprehension { element, value, generators, .. } => {
                self.clauses(
                    generators,
                    &mut |flow, state| {
                        flow.expr(*element, state);
                        flow.optional(*value, state);
                    },
                    state,
                );
            }
            ExprKind::Named(place, value) => {
                self.expr(*value, state);
                self.place(place, state);
            }
            kind => visit::children(kind, &mut |child| self.expr(child, state)),
        }
    }

    /// The first is evaluated, each of the others perhaps.
    fn short_circuit(&mut self, values: impl Iterator<Item = ExprId>, state: &mut State) {
        let mut out = self.dead();
        for value in values {
            self.expr(value, state);
            out.join(state);
        }
        state.join(&out);
    }

    fn clauses(
        &mut self,
        generators: &'a [Generator],
        innermost: &mut dyn FnMut(&mut Self, &mut State),
        state: &mut State,
    ) {
        let Some((first, rest)) = generators.split_first() else { return innermost(self, state) };
        self.expr(first.iter, state);
        let mut head = state.clone();
        if let Some(known) = self.comprehension_heads.get(&first.iter) {
            head.join(known);
        }
        self.settle(&mut head, &mut |flow, state| {
            flow.place(&first.target, state);
            let mut skipped = flow.dead();
            for &condition in &first.ifs {
                flow.expr(condition, state);
                skipped.join(state);
            }
            flow.clauses(rest, innermost, state);
            state.join(&skipped);
        });
        self.comprehension_heads.insert(first.iter, head.clone());
        *state = head;
    }

    fn finish(mut self) -> Webs {
        let mut numbering = Numbering {
            locals: Vec::new(),
            of_root: FxHashMap::default(),
            of_var: vec![None; self.input.vars.len()],
            vars: self.input.vars,
        };
        let local_of_def: Vec<LocalId> = (0..self.input.defs.len())
            .map(|def| {
                let root = self.find(def);
                numbering.of_def(root, self.input.defs[root])
            })
            .collect();
        let mut reads = FxHashMap::default();
        for (index, expr) in self.input.exprs.iter().enumerate() {
            if let ExprKind::Local(var, _) = expr.kind {
                let (id, var) = (ExprId(index as u32), var.0 as usize);
                let info = self.reads.get(&id).copied().unwrap_or_default();
                let local = info.def.map_or_else(|| numbering.any_of(var), |def| local_of_def[def]);
                reads.insert(id, (local, self.bound(info, var)));
            }
        }
        let local_of_var = (0..self.input.vars.len()).map(|v| numbering.whole(v)).collect();
        let capture_bounds =
            self.capture_bounds.iter().map(|b| b.iter().map(|b| b.unwrap_or(Bound::Maybe)).collect()).collect();
        Webs { locals: numbering.locals, local_of_def, reads, local_of_var, capture_bounds }
    }
}
