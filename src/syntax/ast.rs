//! The tree of a script, as written: Python's own abstract syntax with a span on every node.
//!
//! It follows CPython's `ast` in names and shape. Nothing is resolved here: a name is text, and valid Python that
//! numjit does not support is in the tree too (resolve gives it its own diagnostic).

use crate::source::Span;
use std::sync::Arc;

/// An identifier with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Ident {
    /// The text (NFKC-normalised, as Python does it).
    pub name: Arc<str>,
    /// Where it stands.
    pub span: Span,
}

/// A whole script.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Module {
    /// Top-level statements.
    pub body: Vec<Stmt>,
}

/// A statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Stmt {
    /// What it is.
    pub kind: StmtKind,
    /// From its first to its last token.
    pub span: Span,
}

/// See CPython's `ast.stmt`.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "the names are CPython's own")]
pub enum StmtKind {
    FunctionDef(Box<FunctionDef>),
    ClassDef(Box<ClassDef>),
    Return(Option<Expr>),
    Delete(Vec<Expr>),
    /// `a = b = value`: targets in source order.
    Assign {
        targets: Vec<Expr>,
        value: Expr,
    },
    AugAssign {
        target: Expr,
        op: BinOp,
        op_span: Span,
        value: Expr,
    },
    AnnAssign {
        target: Expr,
        annotation: Expr,
        value: Option<Expr>,
    },
    For {
        target: Expr,
        iter: Expr,
        body: Vec<Stmt>,
        orelse: Vec<Stmt>,
        is_async: bool,
    },
    While {
        test: Expr,
        body: Vec<Stmt>,
        orelse: Vec<Stmt>,
    },
    If {
        test: Expr,
        body: Vec<Stmt>,
        orelse: Vec<Stmt>,
    },
    With {
        items: Vec<WithItem>,
        body: Vec<Stmt>,
        is_async: bool,
    },
    Match {
        subject: Expr,
        cases: Vec<MatchCase>,
    },
    Raise {
        exc: Option<Expr>,
        cause: Option<Expr>,
    },
    Try(Box<Try>),
    Assert {
        test: Expr,
        msg: Option<Expr>,
    },
    Import(Vec<Alias>),
    /// `from .module import names`; `level` counts the leading dots; `names` is `[*]` for a star import.
    ImportFrom {
        module: Option<Ident>,
        names: Vec<Alias>,
        level: u32,
    },
    Global(Vec<Ident>),
    Nonlocal(Vec<Ident>),
    Expr(Expr),
    /// `type X = ..`, kept only so that it gets its own diagnostic.
    TypeAlias {
        name: Ident,
        value: Expr,
    },
    Pass,
    Break,
    Continue,
}

/// `def` with its decorators.
#[derive(Clone, Debug, PartialEq)]
pub struct FunctionDef {
    /// Its name.
    pub name: Ident,
    /// Its parameters.
    pub params: Params,
    /// `-> annotation`.
    pub returns: Option<Expr>,
    /// The body; a docstring is its first statement.
    pub body: Vec<Stmt>,
    /// The expressions after `@`, outermost first.
    pub decorators: Vec<Expr>,
    /// `async def`.
    pub is_async: bool,
    /// The line `def name(..):` for diagnostics.
    pub header: Span,
}

/// `class` with its decorators.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "the names are CPython's own")]
pub struct ClassDef {
    pub name: Ident,
    pub bases: Vec<Arg>,
    pub body: Vec<Stmt>,
    pub decorators: Vec<Expr>,
}

/// The parameters of a `def` or `lambda`, in source order by group.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Params {
    /// Positional-only, then positional-or-keyword.
    pub positional: Vec<Param>,
    /// How many of `positional` stand before a `/`.
    pub n_positional_only: usize,
    /// `*args`.
    pub vararg: Option<Param>,
    /// After `*` or `*args`.
    pub keyword_only: Vec<Param>,
    /// `**kwargs`.
    pub kwarg: Option<Param>,
}

/// One parameter.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "the names are CPython's own")]
pub struct Param {
    pub name: Ident,
    pub annotation: Option<Expr>,
    pub default: Option<Expr>,
}

/// `with context as target`.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "the names are CPython's own")]
pub struct WithItem {
    pub context: Expr,
    pub target: Option<Expr>,
}

/// `try` with all its parts.
#[derive(Clone, Debug, PartialEq, Default)]
#[allow(missing_docs, reason = "the names are CPython's own")]
pub struct Try {
    pub body: Vec<Stmt>,
    pub handlers: Vec<ExceptHandler>,
    pub orelse: Vec<Stmt>,
    pub finalbody: Vec<Stmt>,
    /// `except*`.
    pub is_star: bool,
}

/// `except Type as name:`.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "the names are CPython's own")]
pub struct ExceptHandler {
    pub exc: Option<Expr>,
    pub name: Option<Ident>,
    pub body: Vec<Stmt>,
    pub span: Span,
}

/// `import name as asname`; a dotted name is one text.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "the names are CPython's own")]
pub struct Alias {
    pub name: Ident,
    pub asname: Option<Ident>,
}

/// `case pattern if guard:`.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "the names are CPython's own")]
pub struct MatchCase {
    pub pattern: Pattern,
    pub guard: Option<Expr>,
    pub body: Vec<Stmt>,
}

/// A pattern of `match`.
#[derive(Clone, Debug, PartialEq)]
pub struct Pattern {
    /// What it is.
    pub kind: PatternKind,
    /// Where it stands.
    pub span: Span,
}

/// See CPython's `ast.pattern`.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "the names are CPython's own")]
pub enum PatternKind {
    Value(Expr),
    /// `None`, `True`, `False`.
    Singleton(Expr),
    Sequence(Vec<Pattern>),
    Mapping {
        keys: Vec<Expr>,
        patterns: Vec<Pattern>,
        rest: Option<Ident>,
    },
    Class {
        class: Expr,
        patterns: Vec<Pattern>,
        keywords: Vec<(Ident, Pattern)>,
    },
    Star(Option<Ident>),
    /// `pattern as name`, a bare name (no pattern), or `_` (neither).
    As {
        pattern: Option<Box<Pattern>>,
        name: Option<Ident>,
    },
    Or(Vec<Pattern>),
}

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands, without enclosing parentheses (those of a tuple display are its own).
    pub span: Span,
}

/// See CPython's `ast.expr`.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "the names are CPython's own")]
pub enum ExprKind {
    Constant(Constant),
    Name(Arc<str>),
    /// The f-string's pieces; neighbouring plain strings are merged into it.
    JoinedStr(Vec<FStringPart>),
    /// `and` / `or` over two or more operands.
    BoolOp {
        op: BoolOp,
        values: Vec<Expr>,
    },
    NamedExpr {
        target: Ident,
        value: Box<Expr>,
    },
    BinOp {
        left: Box<Expr>,
        op: BinOp,
        op_span: Span,
        right: Box<Expr>,
    },
    UnaryOp {
        op: UnaryOp,
        operand: Box<Expr>,
    },
    Lambda {
        params: Box<Params>,
        body: Box<Expr>,
    },
    IfExp {
        test: Box<Expr>,
        body: Box<Expr>,
        orelse: Box<Expr>,
    },
    /// `{k: v, **other}`: a missing key is `**value`.
    Dict(Vec<(Option<Expr>, Expr)>),
    Set(Vec<Expr>),
    ListComp {
        element: Box<Expr>,
        generators: Vec<Comprehension>,
    },
    SetComp {
        element: Box<Expr>,
        generators: Vec<Comprehension>,
    },
    DictComp {
        key: Box<Expr>,
        value: Box<Expr>,
        generators: Vec<Comprehension>,
    },
    GeneratorExp {
        element: Box<Expr>,
        generators: Vec<Comprehension>,
    },
    Await(Box<Expr>),
    Yield(Option<Box<Expr>>),
    YieldFrom(Box<Expr>),
    /// `left op1 c1 op2 c2 ..`
    Compare {
        left: Box<Expr>,
        ops: Vec<CmpOp>,
        comparators: Vec<Expr>,
    },
    Call {
        func: Box<Expr>,
        args: Vec<Arg>,
    },
    Attribute {
        value: Box<Expr>,
        attr: Ident,
    },
    /// `value[index]`; `a[1:2, ..., None]` has a Tuple index with Slice items.
    Subscript {
        value: Box<Expr>,
        index: Box<Expr>,
    },
    Starred(Box<Expr>),
    List(Vec<Expr>),
    Tuple(Vec<Expr>),
    /// Only inside a subscript.
    Slice {
        lower: Option<Box<Expr>>,
        upper: Option<Box<Expr>>,
        step: Option<Box<Expr>>,
    },
}

/// One argument of a call (or base of a class).
#[derive(Clone, Debug, PartialEq)]
pub enum Arg {
    /// `value`
    Positional(Expr),
    /// `*value`
    Starred(Expr),
    /// `name=value`
    Keyword(Ident, Expr),
    /// `**value`
    DoubleStarred(Expr),
}

/// `for target in iter if cond ..`.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "the names are CPython's own")]
pub struct Comprehension {
    pub target: Expr,
    pub iter: Expr,
    pub ifs: Vec<Expr>,
    pub is_async: bool,
}

/// A piece of an f-string.
#[derive(Clone, Debug, PartialEq)]
pub enum FStringPart {
    /// Plain text, escapes already decoded.
    Literal(Arc<str>),
    /// `{value!r:spec}`; `debug` is the text before `=` in `{x = }` (with its spaces and the `=`).
    Field {
        /// The expression.
        value: Box<Expr>,
        /// `!r`, `!s`, `!a`.
        conversion: Option<char>,
        /// The format spec, itself with fields.
        spec: Vec<FStringPart>,
        /// See above.
        debug: Option<Arc<str>>,
    },
}

/// A literal.
#[derive(Clone, Debug, PartialEq)]
pub enum Constant {
    /// `None`
    None,
    /// `...`
    Ellipsis,
    /// `True`, `False`
    Bool(bool),
    /// An int that fits 64 bits, signed or unsigned (the parser never makes it negative).
    Int(u64),
    /// A larger int, its decimal digits.
    BigInt(Arc<str>),
    /// A float.
    Float(f64),
    /// `1.5j`: the imaginary part.
    Imaginary(f64),
    /// A string (neighbouring literals joined).
    Str(Arc<str>),
    /// A bytes literal.
    Bytes(Arc<[u8]>),
}

/// A binary operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are CPython's own")]
pub enum BinOp {
    Add,
    Sub,
    Mult,
    MatMult,
    Div,
    Mod,
    Pow,
    LShift,
    RShift,
    BitOr,
    BitXor,
    BitAnd,
    FloorDiv,
}

/// A unary operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are CPython's own")]
pub enum UnaryOp {
    Invert,
    Not,
    UAdd,
    USub,
}

/// `and`, `or`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are CPython's own")]
pub enum BoolOp {
    And,
    Or,
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are CPython's own")]
pub enum CmpOp {
    Eq,
    NotEq,
    Lt,
    LtE,
    Gt,
    GtE,
    Is,
    IsNot,
    In,
    NotIn,
}

impl BinOp {
    /// As written: `+`.
    #[must_use]
    pub const fn symbol(self) -> &'static str {
        match self {
            BinOp::Add => "+",
            BinOp::Sub => "-",
            BinOp::Mult => "*",
            BinOp::MatMult => "@",
            BinOp::Div => "/",
            BinOp::Mod => "%",
            BinOp::Pow => "**",
            BinOp::LShift => "<<",
            BinOp::RShift => ">>",
            BinOp::BitOr => "|",
            BinOp::BitXor => "^",
            BinOp::BitAnd => "&",
            BinOp::FloorDiv => "//",
        }
    }
}

impl UnaryOp {
    /// As written: `-`, `not`.
    #[must_use]
    pub const fn symbol(self) -> &'static str {
        match self {
            UnaryOp::Invert => "~",
            UnaryOp::Not => "not",
            UnaryOp::UAdd => "+",
            UnaryOp::USub => "-",
        }
    }
}

impl CmpOp {
    /// As written: `<=`, `not in`.
    #[must_use]
    pub const fn symbol(self) -> &'static str {
        match self {
            CmpOp::Eq => "==",
            CmpOp::NotEq => "!=",
            CmpOp::Lt => "<",
            CmpOp::LtE => "<=",
            CmpOp::Gt => ">",
            CmpOp::GtE => ">=",
            CmpOp::Is => "is",
            CmpOp::IsNot => "is not",
            CmpOp::In => "in",
            CmpOp::NotIn => "not in",
        }
    }
}
