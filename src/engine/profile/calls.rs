//! Calls as they happen: a tree of who called whom, with times.
//!
//! Input: calls that begin and end, on one thread. Output: [`Node`]s. Never: what happens within a compiled call.

use crate::builtins;
use crate::hir;
use crate::host::trace::Callee;
use crate::runtime::sampler;
use crate::types::BuiltinId;
use rustc_hash::FxHashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A function of the profile: its place in [`Calls::functions`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct FunctionNumber(pub u32);

/// A node of the tree: its place in [`Calls::nodes`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct NodeNumber(pub u32);

/// A function called from one place of the tree.
#[derive(Clone, Debug)]
pub struct Node {
    /// Which function.
    pub function: FunctionNumber,
    /// Where it was called; none: at the top.
    pub parent: Option<NodeNumber>,
    /// How often.
    pub calls: u64,
    /// How long, with all that it called.
    pub time: Duration,
}

/// How a function is named in a profile.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct FunctionName {
    /// The file; `~` for what has none.
    pub file: Arc<str>,
    /// The line of the definition; 0 for what has none.
    pub line: u32,
    /// As Python's profiler names it.
    pub name: Arc<str>,
}

/// What tells functions apart while calls happen.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    /// The address of a definition, which the table of names keeps alive.
    Definition(usize),
    Builtin(BuiltinId),
    /// The address of the definition that is compiled.
    Compiler(usize),
}

/// The tree.
#[derive(Default)]
pub struct Calls {
    pub nodes: Vec<Node>,
    pub functions: Vec<FunctionName>,
    keys: FxHashMap<Key, FunctionNumber>,
    children: FxHashMap<(Option<NodeNumber>, FunctionNumber), NodeNumber>,
    open: Vec<Open>,
    /// Definitions whose addresses are keys.
    alive: Vec<Arc<hir::Function>>,
}

/// A call that has not ended.
struct Open {
    node: NodeNumber,
    start: Instant,
    /// Where its stack begins, if it is compiled.
    stack: usize,
}

impl Calls {
    pub(super) fn enter(&mut self, callee: Callee<'_>) {
        let function = self.number(callee);
        let parent = self.open.last().map(|open| open.node);
        let next = NodeNumber(self.nodes.len() as u32);
        let node = *self.children.entry((parent, function)).or_insert(next);
        if node == next {
            self.nodes.push(Node { function, parent, calls: 0, time: Duration::ZERO });
        }
        // Frames of machine code lie below this one's place.
        let here = 0u8;
        let stack = if matches!(callee, Callee::Compiled(_)) { (&raw const here) as usize } else { 0 };
        sampler::set_call(node.0, stack);
        self.open.push(Open { node, start: Instant::now(), stack });
    }

    pub(super) fn leave(&mut self) {
        let now = Instant::now();
        let Some(Open { node, start, .. }) = self.open.pop() else { return };
        let node = &mut self.nodes[node.0 as usize];
        node.calls += 1;
        node.time += now - start;
        let (label, stack) = self.open.last().map_or((0, 0), |open| (open.node.0, open.stack));
        sampler::set_call(label, stack);
    }

    fn number(&mut self, callee: Callee<'_>) -> FunctionNumber {
        let key = match callee {
            Callee::Module(hir) => Key::Definition(Arc::as_ptr(hir) as usize),
            Callee::Function(function) => Key::Definition(Arc::as_ptr(function.hir()) as usize),
            Callee::Compiled(definition) => Key::Definition(Arc::as_ptr(definition.function.hir()) as usize),
            Callee::Builtin(call) => Key::Builtin(call.builtin),
            Callee::Compiler(hir) => Key::Compiler(Arc::as_ptr(hir) as usize),
        };
        if let Some(&number) = self.keys.get(&key) {
            return number;
        }
        let definition = match callee {
            Callee::Module(hir) | Callee::Compiler(hir) => Some(hir.clone()),
            Callee::Function(function) => Some(function.hir().clone()),
            Callee::Compiled(definition) => Some(definition.function.hir().clone()),
            Callee::Builtin(_) => None,
        };
        let name = match callee {
            Callee::Builtin(call) => name_of_builtin(call.builtin),
            Callee::Compiler(hir) => without_file(format!("<compile {}>", hir.name)),
            _ => definition.as_deref().map_or_else(|| without_file(String::new()), name_of),
        };
        self.alive.extend(definition);
        let number = FunctionNumber(self.functions.len() as u32);
        self.functions.push(name);
        self.keys.insert(key, number);
        number
    }
}

fn without_file(name: String) -> FunctionName {
    FunctionName { file: "~".into(), line: 0, name: name.into() }
}

/// How a function of the script is named.
pub(super) fn name_of(hir: &hir::Function) -> FunctionName {
    let is_module = hir.kind == hir::FunctionKind::Module;
    let line = if is_module { 1 } else { hir.source.line(hir.span.start) as u32 };
    let name = if is_module { "<module>".into() } else { hir.name.clone() };
    FunctionName { file: hir.source.name.as_str().into(), line, name }
}

fn name_of_builtin(id: BuiltinId) -> FunctionName {
    let row = builtins::row(id);
    without_file(match row.path.split_once('.') {
        None => format!("<built-in method builtins.{}>", row.path),
        Some(("array", name)) => format!("<method '{name}' of 'numpy.ndarray' objects>"),
        Some((class, name)) if builtins::is_member(row) => format!("<method '{name}' of '{class}' objects>"),
        Some(_) => format!("<built-in method {}>", row.path),
    })
}
