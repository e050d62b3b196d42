//! Loops that ask for one item after the other: over generators, and those that a `yield` interrupts.
//!
//! Input: what is iterated over. Output: a [`Stream`], and loops over it. Never: how a generator's body runs.

use super::Lowering;
use super::exits::{JumpTarget, LoopFrame};
use super::for_loop::Parts;
use super::scan::{targets_of, unique};
use super::sequence::Sequence;
use super::value::{Val, components, rebuild};
use super::variables::Carried;
use crate::hir::LocalId;
use crate::ir::{CompareOp, InstanceId, Op, ValueId};
use crate::types::{IteratorType, PausedType, Type};
use std::rc::Rc;
use std::sync::Arc;

/// What gives one item after the other.
pub(super) enum Stream {
    /// What has a length and an element at an index.
    Indexed(Sequence),
    /// A generator: the lists of its frame.
    Paused(Vec<ValueId>, Arc<PausedType>),
    /// Index and item.
    Enumerate(Box<Stream>, ValueId),
    /// Items of several, asked in order until one has no more.
    Zip(Vec<Stream>),
}

/// A `for` over a stream.
pub(super) struct Streamed<'a> {
    pub stream: Stream,
    /// How many items there were.
    pub position: LocalId,
    /// The type of an item.
    pub item: Type,
    pub parts: Parts<'a>,
}

impl<'a> Lowering<'a> {
    /// A value as a stream.
    pub(super) fn stream(&mut self, value: Val, ty: &Type) -> Stream {
        match ty {
            Type::Paused(paused) => Stream::Paused(value.flatten(), Arc::clone(paused)),
            Type::Iterator(it) if ty.runs_paused() => match &**it {
                IteratorType::Enumerate(ty) => {
                    let mut items = value.items();
                    let start = items.remove(1).one();
                    Stream::Enumerate(Box::new(self.stream(items.remove(0), ty)), start)
                }
                IteratorType::Zip(types) => {
                    let items = value.items().into_iter().zip(types);
                    Stream::Zip(items.map(|(item, ty)| self.stream(item, ty)).collect())
                }
                other => crate::ice!("{other:?} is no stream"),
            },
            _ => Stream::Indexed(self.sequence(value, ty)),
        }
    }

    /// Goes on with a generator: whether there is another item, and its components.
    pub(super) fn resume(&mut self, frame: &[ValueId], paused: &PausedType) -> (ValueId, Vec<ValueId>) {
        let callee = self.callee_of(InstanceId(paused.resume.0));
        let results = components(&Type::tuple([Type::BOOL, paused.item.clone()]));
        let mut values = self.b.push(Op::Call(callee), frame, &results, &[]);
        (values.remove(0), values)
    }

    /// The next item, which is the one at `index`; where there is none control goes to `end`.
    fn pull(&mut self, stream: &Stream, index: ValueId, end: &JumpTarget) -> Val {
        match stream {
            Stream::Indexed(sequence) => {
                let length = self.length(sequence);
                let more = self.b.compare(CompareOp::Lt, index, length);
                self.or_leave(more, end);
                self.element(sequence, index, false)
            }
            Stream::Paused(frame, paused) => {
                let (more, item) = self.resume(frame, paused);
                self.or_leave(more, end);
                rebuild(&paused.item, &mut item.into_iter())
            }
            Stream::Enumerate(inner, start) => {
                let item = self.pull(inner, index, end);
                let number = self.add(*start, index);
                Val::Tuple(vec![Val::One(number), item])
            }
            Stream::Zip(parts) => Val::Tuple(parts.iter().map(|part| self.pull(part, index, end)).collect()),
        }
    }

    fn or_leave(&mut self, go_on: ValueId, to: &JumpTarget) {
        self.branch(go_on, Vec::new(), |_| {}, |this| this.leave(to));
    }

    /// The next item of a stream that has given as many as `position` says.
    pub(super) fn next_item(&mut self, stream: &Stream, position: LocalId, end: &JumpTarget) -> Val {
        let Some(index) = self.current(position).0 else { crate::ice!("a stream without a position") };
        let index = index.one();
        let item = self.pull(stream, index, end);
        let one = self.b.i64(1);
        let following = self.add(index, one);
        self.assign_local(position, Val::One(following), &Type::INT64);
        item
    }

    /// A local that counts the items of a stream.
    pub(super) fn new_position(&mut self) -> LocalId {
        let (position, zero) = (self.hidden_local(Type::INT64), self.b.i64(0));
        self.assign_local(position, Val::One(zero), &Type::INT64);
        position
    }

    /// Runs something again and again, until it goes to the first of the places that it is given; the other one is its
    /// next iteration.
    pub(super) fn again(&mut self, carried: &Rc<Carried>, body: impl FnOnce(&mut Self, &JumpTarget, &JumpTarget)) {
        self.labeled(carried, |this, label| {
            let end = JumpTarget { label, carried: carried.clone() };
            let next = JumpTarget { label: this.b.label(), carried: carried.clone() };
            let init = this.carried_values(carried);
            let region = this.b.open(&carried.tys);
            let params = this.b.params_of(region);
            this.set_carried(carried, &params);
            body(this, &end, &next);
            this.leave(&next);
            this.b.close();
            this.b.push(Op::Loop(next.label), &init, &[], &[region]);
            this.b.push0(Op::Unreachable, &[]);
        });
    }

    /// A `for` over what a generator gives.
    pub(super) fn for_stream(&mut self, value: Val, ty: &Type, parts: Parts<'a>) {
        let (stream, position) = (self.stream(value, ty), self.new_position());
        self.stream_for(&Streamed { stream, position, item: self.item_type(ty), parts });
    }

    /// A `for` over a stream, which a `yield` may interrupt.
    pub(super) fn stream_for(&mut self, streamed: &Streamed<'a>) {
        let Parts { target, body, orelse, .. } = streamed.parts;
        let mut locals = self.assigned(body);
        locals.extend(self.assigned(orelse));
        locals.extend(targets_of(target));
        locals.push(streamed.position);
        let locals = unique(locals);
        let carried = Rc::new(self.carried(locals.clone()));
        self.labeled(&carried, |this, label| {
            let exit = JumpTarget { label, carried: carried.clone() };
            this.unless_behind((body, orelse), locals, |this| {
                this.again(&carried, |this, end, next| this.stream_iteration(streamed, &exit, end, next));
            });
            this.block(orelse);
        });
    }

    fn stream_iteration(&mut self, streamed: &Streamed<'a>, exit: &JumpTarget, end: &JumpTarget, next: &JumpTarget) {
        let Parts { target, body, .. } = streamed.parts;
        let span = self.span;
        let mut locals = targets_of(target);
        locals.push(streamed.position);
        self.unless_back(body, locals, |this| {
            let item = this.next_item(&streamed.stream, streamed.position, end);
            this.at(target.span);
            this.assign_place(target, item, &streamed.item);
            this.at(span);
        });
        self.loop_body(LoopFrame { exit: Some(exit.clone()), next: Some(next.clone()) }, body);
    }
}
