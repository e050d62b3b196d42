//! Operators, by the types of their operands.
//!
//! Input: an operator, operand types. Output: the result's type; a target where the prelude does the work.
//! Never: scalar promotion itself (`types::promote`).

use super::function::Infer;
use super::object::class_of;
use super::{Argument, report};
use crate::hir::{CmpOp, ExprId};
use crate::source::Span;
use crate::types::promote::{self, Operand, Rules};
use crate::types::{ArrayType, BinaryOp, Constant, Dtype, Layout, Type, UnaryOp, unify};

impl Infer<'_> {
    // --- unary -------------------------------------------------------------------------------------------------------

    pub fn unary(&mut self, id: ExprId, op: UnaryOp, operand: ExprId) -> Type {
        if op == UnaryOp::Not {
            return self.not(id, operand);
        }
        let ty = self.expr_value(operand);
        if let Some(constant) = self.typing.constants.get(&operand) {
            let literal = self.literals.contains(&operand);
            if let Some(folded) = super::fold::unary(op, constant) {
                if literal {
                    self.literals.insert(id);
                }
                return self.constant(id, folded);
            }
        }
        if let Type::Object(class) = &ty
            && let Some(result) = self.object_unary(id, op, (operand, class))
        {
            return result;
        }
        let result = match &ty {
            Type::Unknown => return Type::Unknown,
            Type::Scalar(dtype) => {
                promote::unary(Rules::Numba, op, Operand::scalar(*dtype)).map(|it| Type::Scalar(it.result))
            }
            Type::Array(a) => promote::unary(self.typing.rules, op, Operand::array(a.dtype))
                .map(|it| array_result(it.result, a.ndim, &[*a])),
            _ => None,
        };
        result.unwrap_or_else(|| {
            let (span, operand_span) = (self.hir.expr(id).span, self.hir.expr(operand).span);
            self.report(report::no_unary(op.symbol(), (&ty, operand_span), span));
            Type::Unknown
        })
    }

    fn not(&mut self, id: ExprId, operand: ExprId) -> Type {
        if let Some(known) = self.condition(operand)
            && self.typing.constants.contains_key(&operand)
        {
            if self.literals.contains(&operand) {
                self.literals.insert(id);
            }
            return self.constant(id, Constant::Bool(!known));
        }
        Type::BOOL
    }

    // --- binary ------------------------------------------------------------------------------------------------------

    pub fn binary(&mut self, id: ExprId, op: (BinaryOp, Span), left: ExprId, right: ExprId) -> Type {
        let (a, b) = (self.expr_value(left), self.expr_value(right));
        if let Some(ty) = self.fold_binary(id, op, left, right) {
            return ty;
        }
        if let Some(ty) = self.object_binary(id, op.0, (left, &a), (right, &b)) {
            return ty;
        }
        if let Some(ty) = self.prelude_operator(id, op.0, (left, &a), (right, &b)) {
            return ty;
        }
        let spans = (self.hir.expr(left).span, self.hir.expr(right).span);
        if let (BinaryOp::Mul, Some(repeated)) = (op.0, self.repeated_tuple((left, &a), (right, &b))) {
            return repeated;
        }
        self.binary_type(op, (&a, spans.0), (&b, spans.1))
    }

    fn fold_binary(
        &mut self,
        id: ExprId,
        (op, op_span): (BinaryOp, Span),
        left: ExprId,
        right: ExprId,
    ) -> Option<Type> {
        let (a, b) = (self.typing.constants.get(&left)?, self.typing.constants.get(&right)?);
        if self.literals.contains(&left) && self.literals.contains(&right) {
            let folded = super::fold::literal_binary(op, a, b)?;
            self.literals.insert(id);
            return match folded {
                Ok(constant) => Some(self.constant(id, constant)),
                Err(message) => {
                    let span = self.hir.expr(id).span;
                    self.report(report::folding_failed(span, op_span, message));
                    Some(Type::Unknown)
                }
            };
        }
        let folded = super::fold::typed_binary(op, a, b)?;
        Some(self.constant(id, folded))
    }

    /// The type of `a op b`, where no prelude function is needed.
    pub fn binary_type(&mut self, (op, op_span): (BinaryOp, Span), a: (&Type, Span), b: (&Type, Span)) -> Type {
        let result = match (a.0, b.0) {
            (Type::Unknown, _) | (_, Type::Unknown) => return Type::Unknown,
            (Type::Scalar(_) | Type::Array(_), Type::Scalar(_) | Type::Array(_)) => {
                numeric(self.typing.rules, op, a.0, b.0)
            }
            (Type::Str, Type::Str) if op == BinaryOp::Add => Some(Type::Str),
            (Type::Tuple(a), Type::Tuple(b)) if op == BinaryOp::Add => {
                Some(Type::tuple(a.iter().chain(b.iter()).cloned()))
            }
            _ => None,
        };
        result.unwrap_or_else(|| {
            self.report(report::no_operator(op.symbol(), a, b, op_span));
            Type::Unknown
        })
    }

    /// `list + list`, `list * n`, `str * n`, `array @ array`: functions of the prelude.
    fn prelude_operator(
        &mut self,
        id: ExprId,
        op: BinaryOp,
        (left, a): (ExprId, &Type),
        (right, b): (ExprId, &Type),
    ) -> Option<Type> {
        let is_int = |ty: &Type| ty.as_scalar().is_some_and(Dtype::is_int);
        let (name, first, second) = match (op, a, b) {
            // Numba refuses ints, two dtypes and stacks.
            (BinaryOp::MatMul, Type::Array(x), Type::Array(y)) if x.ndim > 0 && y.ndim > 0 => {
                ("np_matmul", (left, a), (right, b))
            }
            (BinaryOp::Add, Type::List(x), Type::List(y)) => {
                unify(x, y)?;
                ("list_concat", (left, a), (right, b))
            }
            (op, Type::Table(x), Type::Table(y)) if x.value.is_none() && y.value.is_none() => {
                (set_operator(op)?, (left, a), (right, b))
            }
            (BinaryOp::Mul, Type::List(_), n) if is_int(n) => ("list_repeat", (left, a), (right, b)),
            (BinaryOp::Mul, n, Type::List(_)) if is_int(n) => ("list_repeat", (right, b), (left, a)),
            (BinaryOp::Mul, Type::Str, n) if is_int(n) => ("str_repeat", (left, a), (right, b)),
            (BinaryOp::Mul, n, Type::Str) if is_int(n) => ("str_repeat", (right, b), (left, a)),
            _ => return None,
        };
        if [first, second].iter().any(|(_, ty)| matches!(ty, Type::Table(table) if table.is_open())) {
            return Some(Type::Unknown);
        }
        let args = [first, second].map(|(expr, ty)| (Argument::Expr(expr), ty.clone()));
        let span = self.hir.expr(id).span;
        let (target, result) = self.call_prelude(name, args.into(), span)?;
        self.typing.targets.insert(id, target);
        Some(result)
    }

    /// `(0,) * 3` with a known count.
    fn repeated_tuple(&self, a: (ExprId, &Type), b: (ExprId, &Type)) -> Option<Type> {
        let (items, count) = match (a.1, b.1) {
            (Type::Tuple(items), _) => (items, self.typing.constants.get(&b.0)?),
            (_, Type::Tuple(items)) => (items, self.typing.constants.get(&a.0)?),
            _ => return None,
        };
        let Constant::Int(count) = count else { return None };
        let n = usize::try_from(*count).unwrap_or(0);
        Some(Type::tuple(std::iter::repeat_n(items.iter().cloned(), n).flatten()))
    }

    /// The type of `array op= value`: that of the array.
    pub fn in_place(&mut self, array: &Type, (op, op_span): (BinaryOp, Span), value: &Type, span: Span) -> Type {
        let Some(own) = array.as_array() else { return Type::Unknown };
        let operand = match value {
            Type::Unknown => return array.clone(),
            Type::Scalar(dtype) => Some(Operand::scalar(*dtype)),
            Type::Array(value) if value.ndim <= own.ndim => Some(Operand::array(value.dtype)),
            _ => None,
        };
        let types = operand.and_then(|operand| {
            let (rules, [_, value]) =
                promote::in_compiled_code(self.typing.rules, [Operand::array(own.dtype), operand]);
            promote::in_place(rules, op, own.dtype, value)
        });
        if types.is_none() {
            let symbol = format!("{}=", op.symbol());
            self.report(report::no_operator(&symbol, (array, op_span), (value, span), op_span));
        }
        array.clone()
    }

    // --- comparison --------------------------------------------------------------------------------------------------

    pub fn compare(&mut self, id: ExprId, first: ExprId, links: &[(CmpOp, ExprId)]) -> Type {
        let mut left = first;
        let mut left_type = self.expr(first);
        let mut result = Type::BOOL;
        for (n, &(op, right)) in links.iter().enumerate() {
            let right_type = self.expr(right);
            let link = self.link((id, n), op, (left, &left_type), (right, &right_type));
            if let (Type::Array(_), true) = (&link, links.len() > 1) {
                let span = self.hir.expr(id).span;
                self.report(report::chained_arrays(span));
            }
            if links.len() == 1 {
                result = link;
            }
            (left, left_type) = (right, right_type);
        }
        if let [(op, right)] = links {
            self.fold_comparison(id, *op, first, *right);
        }
        result
    }

    /// `x is None` and comparisons of constants are known at compile time.
    fn fold_comparison(&mut self, id: ExprId, op: CmpOp, left: ExprId, right: ExprId) {
        let known = match op {
            CmpOp::Is | CmpOp::IsNot => {
                let same = self.is_none(left, right).or_else(|| self.same_builtin(left, right));
                same.map(|is| is == (op == CmpOp::Is))
            }
            CmpOp::Eq | CmpOp::NotEq if self.is_none(left, right).is_some() => {
                self.is_none(left, right).map(|is| is == (op == CmpOp::Eq))
            }
            CmpOp::Eq | CmpOp::NotEq => self.same_dtype(left, right).map(|same| same == (op == CmpOp::Eq)),
            _ => None,
        };
        let constants = (self.typing.constants.get(&left), self.typing.constants.get(&right));
        let known = known.or_else(|| match constants {
            (Some(a), Some(b)) => super::fold::compare(op, a, b),
            _ => None,
        });
        if let Some(known) = known {
            if self.literals.contains(&left) && self.literals.contains(&right) {
                self.literals.insert(id);
            }
            self.typing.constants.insert(id, Constant::Bool(known));
        }
    }

    /// One side is the constant None: is the other one None, as far as types tell?
    fn is_none(&self, left: ExprId, right: ExprId) -> Option<bool> {
        let none = |expr: ExprId| self.typing.exprs[expr.0 as usize] == Type::None;
        let other = match (none(left), none(right)) {
            (true, true) => return Some(true),
            (true, false) => right,
            (false, true) => left,
            (false, false) => return None,
        };
        match self.typing.exprs[other.0 as usize] {
            Type::Optional(_) | Type::Unknown => None,
            _ => Some(false),
        }
    }

    /// `f is np.add`
    fn same_builtin(&self, left: ExprId, right: ExprId) -> Option<bool> {
        match (&self.typing.exprs[left.0 as usize], &self.typing.exprs[right.0 as usize]) {
            (Type::Builtin(a), Type::Builtin(b)) => Some(a == b),
            _ => None,
        }
    }

    /// `a.dtype == np.float64`
    fn same_dtype(&self, left: ExprId, right: ExprId) -> Option<bool> {
        let dtype = |expr: ExprId| {
            let ty = &self.typing.exprs[expr.0 as usize];
            crate::builtins::dtype_of(ty, self.typing.constants.get(&expr))
        };
        let both = (&self.typing.exprs[left.0 as usize], &self.typing.exprs[right.0 as usize]);
        match both {
            (Type::Dtype(_), _) | (_, Type::Dtype(_)) => Some(dtype(left)? == dtype(right)?),
            _ => None,
        }
    }

    fn link(&mut self, link: (ExprId, usize), op: CmpOp, left: (ExprId, &Type), right: (ExprId, &Type)) -> Type {
        if let Some(found) = self.object_comparison(link, op, left, right) {
            return found;
        }
        match op {
            CmpOp::Is | CmpOp::IsNot => self.identity(link.0, left.1, right.1),
            CmpOp::In | CmpOp::NotIn => self.membership(link, left, right),
            _ => self.comparison(link, op, left, right),
        }
    }

    fn identity(&mut self, id: ExprId, a: &Type, b: &Type) -> Type {
        let decided = *a == Type::None || *b == Type::None;
        let same_kind = matches!(
            (a, b),
            (Type::Scalar(Dtype::Bool), Type::Scalar(Dtype::Bool)) | (Type::Builtin(_), Type::Builtin(_))
        ) || (class_of(a).is_some() && class_of(a) == class_of(b));
        if !decided && !same_kind && *a != Type::Unknown && *b != Type::Unknown {
            let span = self.hir.expr(id).span;
            self.report(report::identity(span, a, b));
        }
        Type::BOOL
    }

    fn membership(&mut self, link: (ExprId, usize), item: (ExprId, &Type), container: (ExprId, &Type)) -> Type {
        let container = (container.0, value_of(container.1));
        let name = match container.1 {
            Type::Unknown => return Type::BOOL,
            Type::Str => "str_contains",
            Type::Array(_) => "in_array",
            Type::Table(table) if table.is_open() => return Type::BOOL,
            Type::Table(_) => "table_has",
            Type::List(_) | Type::Tuple(_) | Type::Range(_) => "in_sequence",
            other => {
                let span = self.hir.expr(link.0).span;
                self.report(report::not_iterable(span, other));
                return Type::BOOL;
            }
        };
        let args = [item, container].map(|(expr, ty)| (Argument::Expr(expr), ty.clone()));
        let span = self.hir.expr(link.0).span;
        if let Some((target, _)) = self.call_prelude(name, args.into(), span) {
            self.typing.links.insert(link, target);
        }
        Type::BOOL
    }

    fn comparison(&mut self, link: (ExprId, usize), op: CmpOp, left: (ExprId, &Type), right: (ExprId, &Type)) -> Type {
        let (a, b) = (value_of(left.1), value_of(right.1));
        let operator = operator_of(op);
        let equality = matches!(op, CmpOp::Eq | CmpOp::NotEq);
        let result = match (a, b) {
            (Type::Unknown, _) | (_, Type::Unknown) => Some(Type::BOOL),
            (Type::Scalar(_) | Type::Array(_), Type::Scalar(_) | Type::Array(_)) => {
                numeric(self.typing.rules, operator, a, b)
            }
            (Type::Str, Type::Str) => Some(Type::BOOL),
            // Without a method for it: are they one object?
            (Type::Object(a), Type::Object(b)) if equality && a == b => Some(Type::BOOL),
            (Type::None, _) | (_, Type::None) if equality => Some(Type::BOOL),
            (Type::Dtype(_), Type::Dtype(_) | Type::Builtin(_) | Type::Str) | (Type::Builtin(_), Type::Dtype(_))
                if equality =>
            {
                Some(Type::BOOL)
            }
            (Type::Tuple(x), Type::Tuple(y)) if tuples_compare(operator, x, y) => Some(Type::BOOL),
            (Type::List(x), Type::List(y)) if unify(x, y).is_some() => {
                return self.compare_by(list_comparison(op), link, left, right);
            }
            (Type::Table(x), Type::Table(y)) if x.is_open() || y.is_open() => Some(Type::BOOL),
            (Type::Table(x), Type::Table(_)) if unify(a, b).is_some() => {
                match table_comparison(op, x.value.is_none()) {
                    Some(name) => return self.compare_by(name, link, left, right),
                    None => None,
                }
            }
            _ => None,
        };
        result.unwrap_or_else(|| {
            let spans = (self.hir.expr(left.0).span, self.hir.expr(right.0).span);
            self.report(report::no_operator(op.symbol(), (a, spans.0), (b, spans.1), self.hir.expr(link.0).span));
            Type::BOOL
        })
    }

    /// A comparison by a function of the prelude.
    fn compare_by(
        &mut self,
        name: &'static str,
        link: (ExprId, usize),
        left: (ExprId, &Type),
        right: (ExprId, &Type),
    ) -> Type {
        let args = [left, right].map(|(expr, ty)| (Argument::Expr(expr), value_of(ty).clone()));
        let span = self.hir.expr(link.0).span;
        if let Some((target, _)) = self.call_prelude(name, args.into(), span) {
            self.typing.links.insert(link, target);
        }
        Type::BOOL
    }
}

/// `T` of an optional `T`.
fn value_of(ty: &Type) -> &Type {
    match ty {
        Type::Optional(item) => item,
        other => other,
    }
}

fn list_comparison(op: CmpOp) -> &'static str {
    match op {
        CmpOp::NotEq => "list_ne",
        CmpOp::Lt => "list_lt",
        CmpOp::LtE => "list_le",
        CmpOp::Gt => "list_gt",
        CmpOp::GtE => "list_ge",
        _ => "list_eq",
    }
}

/// Dictionaries are equal or not; sets are ordered by inclusion.
fn table_comparison(op: CmpOp, is_set: bool) -> Option<&'static str> {
    Some(match (op, is_set) {
        (CmpOp::Eq, false) => "dict_eq",
        (CmpOp::NotEq, false) => "dict_ne",
        (_, false) => return None,
        (CmpOp::NotEq, true) => "set_ne",
        (CmpOp::Lt, true) => "set_lt",
        (CmpOp::LtE, true) => "set_le",
        (CmpOp::Gt, true) => "set_gt",
        (CmpOp::GtE, true) => "set_ge",
        (_, true) => "set_eq",
    })
}

fn set_operator(op: BinaryOp) -> Option<&'static str> {
    Some(match op {
        BinaryOp::BitOr => "set_or",
        BinaryOp::BitAnd => "set_and",
        BinaryOp::BitXor => "set_xor",
        BinaryOp::Sub => "set_sub",
        _ => return None,
    })
}

fn operator_of(op: CmpOp) -> BinaryOp {
    match op {
        CmpOp::NotEq => BinaryOp::Ne,
        CmpOp::Lt => BinaryOp::Lt,
        CmpOp::LtE => BinaryOp::Le,
        CmpOp::Gt => BinaryOp::Gt,
        CmpOp::GtE => BinaryOp::Ge,
        _ => BinaryOp::Eq,
    }
}

/// Tuples compare item by item; those of different length are unequal.
fn tuples_compare(op: BinaryOp, a: &[Type], b: &[Type]) -> bool {
    a.iter().zip(b).all(|(a, b)| match (a, b) {
        (Type::Scalar(_), Type::Scalar(_)) => numeric(Rules::Numba, op, a, b).is_some(),
        (Type::Str, Type::Str) => true,
        (Type::Tuple(a), Type::Tuple(b)) => tuples_compare(op, a, b),
        (Type::Unknown, _) | (_, Type::Unknown) => true,
        _ => false,
    })
}

/// The type of an operation on scalars and arrays.
pub(super) fn numeric(rules: Rules, op: BinaryOp, a: &Type, b: &Type) -> Option<Type> {
    let operand = |ty: &Type| match ty {
        Type::Scalar(dtype) => Some(Operand::scalar(*dtype)),
        Type::Array(a) => Some(Operand::array(a.dtype)),
        _ => None,
    };
    let (rules, [left, right]) = promote::in_compiled_code(rules, [operand(a)?, operand(b)?]);
    let types = promote::binary(rules, op, left, right)?;
    let ordering = op.is_comparison() && !matches!(op, BinaryOp::Eq | BinaryOp::Ne);
    if ordering && types.operands[0].is_complex() {
        return None;
    }
    let arrays: Vec<ArrayType> = [a, b].into_iter().filter_map(Type::as_array).collect();
    if op == BinaryOp::MatMul {
        return matmul(types.result, &arrays);
    }
    let ndim = arrays.iter().map(|array| array.ndim).max();
    Some(ndim.map_or(Type::Scalar(types.result), |ndim| array_result(types.result, ndim, &arrays)))
}

fn matmul(dtype: Dtype, arrays: &[ArrayType]) -> Option<Type> {
    match arrays {
        [a, b] if a.ndim == 1 && b.ndim == 1 => Some(Type::Scalar(dtype)),
        [a, b] if (1..=2).contains(&a.ndim) && (1..=2).contains(&b.ndim) => {
            Some(Type::array(dtype, (a.ndim + b.ndim - 2) as usize, Layout::C))
        }
        _ => None,
    }
}

/// The fresh array that an element-wise operation gives: in F order where some operand is and none is in C order.
pub(super) fn array_result(dtype: Dtype, ndim: u8, operands: &[ArrayType]) -> Type {
    let has = |layout: Layout| operands.iter().any(|operand| operand.layout == layout);
    let layout = if has(Layout::F) && !has(Layout::C) { Layout::F } else { Layout::C };
    Type::array(dtype, ndim as usize, layout)
}
