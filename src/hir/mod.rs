//! The resolved program: no names left to look up in scopes, no sugar, one shared immutable tree for all signatures.
//!
//! Input: `syntax::ast`. Output: read by `infer`, `lower` and the host interpreter.
//! Never: types, values, machine code.
//!
//! Variables of functions are split into def-use webs (`x = 1; x = 2.5` is two locals, each with one type); a variable
//! that an inner function captures stays whole. Variables of the module are globals, looked up by name at run time by
//! the host zone and frozen when a function is compiled.

pub mod print;
mod resolve;
mod scope;
mod stencil;
pub(crate) mod suggest;
pub mod visit;
mod walk;
mod webs;

pub use resolve::{RELATIVE, Siblings, Surroundings, Variable, resolve, resolve_input, resolve_script, variables};
pub use stencil::{StencilKernel, stencil_kernel};

pub use crate::builtins::ParamKind;
use crate::diagnostic::Diagnostic;
use crate::source::{SourceFile, Span};
pub use crate::syntax::ast::{BoolOp, CmpOp};
use crate::types;
pub use crate::types::{BinaryOp, UnaryOp};
use std::sync::Arc;

/// A local variable (one web) of one function.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct LocalId(pub u32);

/// An expression of one function.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct ExprId(pub u32);

/// A name that one function reads or writes as a global; index into [`Function::names`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct NameId(pub u32);

/// A script.
#[derive(Debug)]
pub struct Module {
    /// Its text.
    pub source: Arc<SourceFile>,
    /// The module level as a function without parameters whose variables are all globals.
    pub body: Arc<Function>,
    /// What imports and plain aliases of them mean: name to dotted path (`np` to `numpy`, `jit` to `numba.jit`).
    pub imports: Vec<(Arc<str>, Arc<str>)>,
    /// Names that nothing binds, and variables that are never assigned: errors that Python raises only where the line
    /// is reached. `check` says them before; the host zone raises them, and inference says them of what it reaches.
    pub unbound: Vec<Diagnostic>,
}

/// What a [`Function`] was written as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FunctionKind {
    /// The module level.
    Module,
    /// `def`
    Def,
    /// `lambda`
    Lambda,
    /// The body of a `class`: its locals are the class's attributes, one local per name.
    Class,
}

/// Where a function runs, as far as its decorators tell (the host zone evaluates them when it executes the `def`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Zone {
    /// No numba decorator.
    Host,
    /// `@njit` and its like.
    Compiled,
}

/// A function, resolved.
#[derive(Debug, Clone)]
pub struct Function {
    /// Its name; `<lambda>`, `<module>`.
    pub name: Arc<str>,
    /// As CPython's `__qualname__`: `make.<locals>.inner`.
    pub qualname: Arc<str>,
    /// The script it stands in.
    pub source: Arc<SourceFile>,
    /// The whole definition.
    pub span: Span,
    /// The `def` line, for labels.
    pub header: Span,
    /// What it was written as.
    pub kind: FunctionKind,
    /// Where it runs.
    pub zone: Zone,
    /// Has a `yield`.
    pub is_generator: bool,
    /// Parameters in the order positional, `*args`, keyword-only, `**kwargs`.
    pub params: Vec<Param>,
    /// `-> annotation`, evaluated by nobody; its text is kept for `numjit inspect`.
    pub returns: Option<Span>,
    /// The locals.
    pub locals: Vec<Local>,
    /// Captured variables of the enclosing functions.
    pub captures: Vec<Capture>,
    /// Global names.
    pub names: Vec<Arc<str>>,
    /// The expressions.
    pub exprs: Vec<Expr>,
    /// The statements.
    pub body: Vec<Stmt>,
    /// Functions defined in it (`def` and `lambda`), in source order.
    pub inner: Vec<Arc<Function>>,
    /// The docstring.
    pub doc: Option<Arc<str>>,
}

/// A parameter.
#[derive(Debug, Clone)]
pub struct Param {
    /// Its name.
    pub name: Arc<str>,
    /// Its place.
    pub span: Span,
    /// How it takes arguments.
    pub kind: ParamKind,
    /// The local that holds it at entry.
    pub local: LocalId,
    /// Does it have a default? (The expressions belong to the enclosing function: [`StmtKind::FunctionDef`].)
    pub has_default: bool,
}

/// A local variable.
#[derive(Debug, Clone)]
pub struct Local {
    /// Its name; compiler-made ones start with a dot.
    pub name: Arc<str>,
    /// Its first binding.
    pub span: Span,
    /// How it is held.
    pub kind: LocalKind,
}

/// How a local is held.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LocalKind {
    /// One def-use web of a variable that no inner function sees.
    Web,
    /// A whole variable that an inner function captures.
    Cell,
    /// A variable of an enclosing function: one of [`Function::captures`].
    Captured,
}

/// A captured variable.
#[derive(Debug, Clone, Copy)]
pub struct Capture {
    /// The local (of kind `Cell` or `Captured`) of the function directly around this one.
    pub outer: LocalId,
    /// The local of this function, of kind `Captured`.
    pub local: LocalId,
}

/// Is a variable assigned on every way to a read?
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Bound {
    /// Yes.
    Always,
    /// On some ways: the read needs a check.
    Maybe,
    /// On none: the read always raises.
    Never,
}

/// An expression.
#[derive(Debug, Clone)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands.
    pub span: Span,
}

/// What an expression is.
#[derive(Debug, Clone)]
pub enum ExprKind {
    /// A literal.
    Constant(Constant),
    /// A local variable.
    Local(LocalId, Bound),
    /// A global: a variable of the module, else a builtin.
    Global(NameId),
    /// `value.name`
    Attribute(ExprId, Arc<str>),
    /// `value[index]`
    Subscript(ExprId, ExprId),
    /// `start:stop:step`, only as an index or in an index tuple.
    Slice {
        /// Before the first colon.
        start: Option<ExprId>,
        /// After it.
        stop: Option<ExprId>,
        /// After the second.
        step: Option<ExprId>,
    },
    /// `(a, b)`; an item may be `Starred`.
    Tuple(Vec<ExprId>),
    /// `[a, b]`; an item may be `Starred`.
    List(Vec<ExprId>),
    /// `{a, b}`
    Set(Vec<ExprId>),
    /// `{k: v}`; no key: `**v`.
    Dict(Vec<(Option<ExprId>, ExprId)>),
    /// `*value` in a display or an argument list.
    Starred(ExprId),
    /// `-x`, `+x`, `~x`, `not x`.
    Unary(UnaryOp, ExprId),
    /// `x + y`, ..; the span of the operator itself.
    Binary {
        /// Which.
        op: BinaryOp,
        /// Where the operator stands.
        op_span: Span,
        /// Left.
        left: ExprId,
        /// Right.
        right: ExprId,
    },
    /// `and`, `or`
    BoolOp(BoolOp, Vec<ExprId>),
    /// `first op1 x1 op2 x2 ..`: operands are evaluated once, in order, until one comparison fails.
    Compare(ExprId, Vec<(CmpOp, ExprId)>),
    /// `body if test else orelse`
    IfExp {
        /// Condition.
        test: ExprId,
        /// If true.
        body: ExprId,
        /// If false.
        orelse: ExprId,
    },
    /// `func(args)`
    Call {
        /// Callee.
        func: ExprId,
        /// Arguments in source order.
        args: Vec<Arg>,
    },
    /// `lambda` (index into [`Function::inner`]) with the defaults of its parameters that have one, in order.
    Lambda(usize, Vec<ExprId>),
    /// A comprehension; its variables are locals of this function.
    Comprehension {
        /// Which.
        kind: ComprehensionKind,
        /// Element (the key of a dict comprehension).
        element: ExprId,
        /// The value of a dict comprehension.
        value: Option<ExprId>,
        /// `for` clauses, outermost first.
        generators: Vec<Generator>,
    },
    /// `(name := value)`
    Named(Place, ExprId),
    /// An f-string.
    JoinedStr(Vec<FStringPart>),
    /// `yield value`
    Yield(Option<ExprId>),
}

/// Which comprehension.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "the names say it")]
pub enum ComprehensionKind {
    List,
    Set,
    Dict,
    Generator,
}

/// `for target in iter if cond ..`
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Generator {
    pub target: Place,
    pub iter: ExprId,
    pub ifs: Vec<ExprId>,
}

/// A piece of an f-string.
#[derive(Debug, Clone)]
pub enum FStringPart {
    /// Plain text.
    Literal(Arc<str>),
    /// `{value!conversion:spec}`
    Field {
        /// The value.
        value: ExprId,
        /// `r`, `s` or `a`.
        conversion: Option<char>,
        /// Its format spec.
        spec: Vec<FStringPart>,
    },
}

/// An argument of a call.
#[derive(Debug, Clone)]
pub enum Arg {
    /// `value`
    Positional(ExprId),
    /// `*value`
    Starred(ExprId),
    /// `name=value`
    Keyword(Arc<str>, ExprId),
    /// `**value`
    DoubleStarred(ExprId),
}

/// A literal.
#[derive(Debug, Clone, PartialEq)]
pub enum Constant {
    /// `None`
    None,
    /// `...`
    Ellipsis,
    /// `True`, `False`
    Bool(bool),
    /// An int within int64 (negated literals are folded: `-1`).
    Int(i64),
    /// An int above int64 that fits uint64.
    UInt(u64),
    /// A float.
    Float(f64),
    /// An imaginary number.
    Imaginary(f64),
    /// A string.
    Str(Arc<str>),
    /// Bytes.
    Bytes(Arc<[u8]>),
}

impl Constant {
    /// The value that compiled code knows; none: it has no bytes.
    #[must_use]
    pub fn known(&self) -> Option<types::Constant> {
        Some(match self {
            Constant::None => types::Constant::None,
            Constant::Ellipsis => types::Constant::Ellipsis,
            Constant::Bool(value) => types::Constant::Bool(*value),
            Constant::Int(value) => types::Constant::Int(*value),
            Constant::UInt(value) => types::Constant::UInt(*value),
            Constant::Float(value) => types::Constant::Float(*value),
            Constant::Imaginary(value) => types::Constant::Complex(0.0, *value),
            Constant::Str(text) => types::Constant::Str(Arc::clone(text)),
            Constant::Bytes(_) => return None,
        })
    }
}

/// What an assignment writes to.
#[derive(Debug, Clone)]
pub struct Place {
    /// What it is.
    pub kind: PlaceKind,
    /// Where it stands.
    pub span: Span,
}

/// See [`Place`].
#[derive(Debug, Clone)]
pub enum PlaceKind {
    /// A local.
    Local(LocalId),
    /// A global of the module (at module level, or after `global`).
    Global(NameId),
    /// `value.name`
    Attribute(ExprId, Arc<str>),
    /// `value[index]`
    Subscript(ExprId, ExprId),
    /// `a, *b, c`
    Unpack {
        /// Before the star.
        before: Vec<Place>,
        /// The starred one.
        star: Option<Box<Place>>,
        /// After it.
        after: Vec<Place>,
    },
}

/// A statement.
#[derive(Debug, Clone)]
pub struct Stmt {
    /// What it is.
    pub kind: StmtKind,
    /// Where it stands.
    pub span: Span,
}

/// What a statement is.
#[derive(Debug, Clone)]
pub enum StmtKind {
    /// An expression for its effect (at a prompt: echoed).
    Expr(ExprId),
    /// `a = b = value`
    Assign {
        /// Left to right.
        targets: Vec<Place>,
        /// Evaluated once, first.
        value: ExprId,
    },
    /// `target op= value`. For a local: `read` is the expression that reads it (perhaps another web than the one
    /// written); for an attribute or subscript `read` is none and object and index are evaluated once.
    AugAssign {
        /// What is written.
        target: Place,
        /// See above.
        read: Option<ExprId>,
        /// The operator.
        op: BinaryOp,
        /// Where it stands.
        op_span: Span,
        /// The right-hand side.
        value: ExprId,
    },
    /// `if`
    If {
        /// Condition.
        test: ExprId,
        /// If true.
        body: Vec<Stmt>,
        /// If false.
        orelse: Vec<Stmt>,
    },
    /// `while`
    While {
        /// Condition.
        test: ExprId,
        /// Loop body.
        body: Vec<Stmt>,
        /// When it ends without `break`.
        orelse: Vec<Stmt>,
    },
    /// `for`
    For {
        /// Assigned at each iteration.
        target: Place,
        /// Evaluated once.
        iter: ExprId,
        /// Loop body.
        body: Vec<Stmt>,
        /// When it ends without `break`.
        orelse: Vec<Stmt>,
    },
    /// `return`
    Return(Option<ExprId>),
    /// `break`
    Break,
    /// `continue`
    Continue,
    /// `pass` and declarations that have done their work.
    Pass,
    /// `raise exc from cause`
    Raise {
        /// None: raise again.
        exc: Option<ExprId>,
        /// `from cause`
        cause: Option<ExprId>,
    },
    /// `try`
    Try {
        /// Guarded.
        body: Vec<Stmt>,
        /// In order.
        handlers: Vec<Handler>,
        /// When nothing was raised.
        orelse: Vec<Stmt>,
        /// Always.
        finalbody: Vec<Stmt>,
    },
    /// `assert test, msg`
    Assert {
        /// Condition.
        test: ExprId,
        /// Message.
        msg: Option<ExprId>,
    },
    /// `del`
    Delete(Vec<Place>),
    /// `with`
    With {
        /// Context managers, left to right.
        items: Vec<(ExprId, Option<Place>)>,
        /// Body.
        body: Vec<Stmt>,
    },
    /// `def`: makes a function object, applies the decorators (innermost last in the list), binds it.
    FunctionDef {
        /// Where it is bound.
        target: Place,
        /// Index into [`Function::inner`].
        function: usize,
        /// Outermost first.
        decorators: Vec<ExprId>,
        /// Defaults of the parameters that have one, in order; evaluated here.
        defaults: Vec<ExprId>,
        /// Annotations of parameters (by index) that numjit reads as numba types; evaluated here by the host zone.
        annotations: Vec<(usize, ExprId)>,
    },
    /// `import module as name` / `from module import item as name`: binds a module or one of its items.
    Import {
        /// Where it is bound.
        target: Place,
        /// Dotted path: `numpy.random`.
        module: Arc<str>,
        /// The item of a `from` import; none binds the module itself.
        item: Option<Arc<str>>,
    },
    /// `from module import *` of a file beside the script: binds what that file has by then.
    ImportAll {
        /// The file's name without its extension.
        module: Arc<str>,
    },
    /// `class` with its methods as inner functions: kept so that the host zone can say what it does not support.
    ClassDef {
        /// Where it is bound.
        target: Place,
        /// Its name.
        name: Arc<str>,
        /// Outermost first.
        decorators: Vec<ExprId>,
        /// Base classes.
        bases: Vec<ExprId>,
        /// Index into [`Function::inner`]: the body as a function.
        body: usize,
        /// The names that its body annotates, in order; with the annotations where they say what its fields are.
        annotated: Vec<(Arc<str>, Option<ExprId>)>,
    },
    /// `match`
    Match {
        /// Evaluated once.
        subject: ExprId,
        /// In order.
        cases: Vec<MatchCase>,
    },
}

/// `except exc as name:`
#[derive(Debug, Clone)]
pub struct Handler {
    /// None: bare `except`.
    pub exc: Option<ExprId>,
    /// `as name`
    pub name: Option<Place>,
    /// Body.
    pub body: Vec<Stmt>,
    /// Its header.
    pub span: Span,
}

/// `case pattern if guard:`
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the names say it")]
pub struct MatchCase {
    pub pattern: Pattern,
    pub guard: Option<ExprId>,
    pub body: Vec<Stmt>,
    pub span: Span,
}

/// A pattern of `match`.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the names are CPython's own")]
pub enum Pattern {
    /// Equal to a value; singletons by identity.
    Value(ExprId),
    Sequence {
        before: Vec<Pattern>,
        star: Option<Option<Place>>,
        after: Vec<Pattern>,
    },
    /// Anything, perhaps bound.
    Capture(Option<Place>),
    As(Box<Pattern>, Place),
    Or(Vec<Pattern>),
    Mapping {
        keys: Vec<ExprId>,
        patterns: Vec<Pattern>,
        rest: Option<Place>,
    },
    Class {
        class: ExprId,
        patterns: Vec<Pattern>,
        keywords: Vec<(Arc<str>, Pattern)>,
    },
}

impl Function {
    /// Its name with that of its class, without those of the functions around it: `Stack.push`.
    #[must_use]
    pub fn full_name(&self) -> &str {
        self.qualname.rsplit("<locals>.").next().unwrap_or(&self.name)
    }

    /// An expression.
    #[must_use]
    pub fn expr(&self, id: ExprId) -> &Expr {
        &self.exprs[id.0 as usize]
    }

    /// A local.
    #[must_use]
    pub fn local(&self, id: LocalId) -> &Local {
        &self.locals[id.0 as usize]
    }

    /// A global name.
    #[must_use]
    pub fn name_of(&self, id: NameId) -> &Arc<str> {
        &self.names[id.0 as usize]
    }
}
