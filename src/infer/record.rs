//! Fields of records and of arrays of records: `r.x`, `r['x']`, `records['x']`, read and written.
//!
//! Input: a record or an array of them, a field's name. Output: the type of what lies there.
//! Never: layouts (`types`).

use super::function::Infer;
use super::report;
use crate::diagnostic::Diagnostic;
use crate::hir::ExprId;
use crate::source::Span;
use crate::types::{Constant, Field, RecordType, Type};

/// The layout of a record or of an array's elements.
#[must_use]
pub fn record_of(ty: &Type) -> Option<&RecordType> {
    match ty {
        Type::Record(it) => Some(&it.record),
        Type::Records(array) => Some(&array.record),
        Type::Optional(item) => record_of(item),
        _ => None,
    }
}

/// What lies at a field of a record or of all records of an array.
fn at_field(object: &Type, field: &Field) -> Type {
    match object {
        Type::Record(it) => it.field(field),
        Type::Records(array) => array.field(field),
        Type::Optional(item) => at_field(item, field),
        _ => Type::Unknown,
    }
}

/// What lies at the field of a name, where there is one.
#[must_use]
pub fn named_field(object: &Type, name: &str) -> Option<Type> {
    Some(at_field(object, record_of(object)?.field(name)?))
}

/// The field that a known index names: by its name, of one record also by its number.
#[must_use]
pub fn indexed_field<'a>(object: &'a Type, index: Option<&Constant>) -> Option<&'a Field> {
    let record = record_of(object)?;
    match (index?, object) {
        (Constant::Str(name), _) => record.field(name),
        (Constant::Int(n), Type::Record(_)) => record.fields.get(usize::try_from(*n).ok()?),
        _ => None,
    }
}

impl Infer<'_> {
    /// `record[index]`, and `records['x']`: the index must be known.
    pub(super) fn field_at(&mut self, object: &Type, index: ExprId) -> Type {
        let ty = self.expr_value(index);
        if ty == Type::Unknown {
            return Type::Unknown;
        }
        if let Some(field) = indexed_field(object, self.typing.constants.get(&index)) {
            return at_field(object, field);
        }
        let span = self.hir.expr(index).span;
        match self.typing.constants.get(&index).cloned() {
            Some(Constant::Str(name)) => self.no_field(span, object, &name),
            _ => {
                let message = "a field's name must be known at compile time";
                self.report(Diagnostic::error("NJ0307", message, span).label(format!("{ty}")));
                Type::Unknown
            }
        }
    }

    /// There is no such field.
    pub(super) fn no_field(&mut self, span: Span, object: &Type, name: &str) -> Type {
        let fields = record_of(object).map(|record| record.fields.iter().map(|field| &*field.name).collect::<Vec<_>>());
        let message = format!("the record has no field `{name}`");
        let note = format!("its fields are {}", fields.unwrap_or_default().join(", "));
        self.report(Diagnostic::error("NJ0304", message, span).label(format!("{object}")).note(note));
        Type::Unknown
    }

    /// `object.name = value`
    pub(super) fn store_attribute(&mut self, (object, name): (ExprId, &str), value: &Type, place: Span, span: Span) {
        let ty = self.expr_value(object);
        match (&ty, named_field(&ty, name)) {
            (Type::Unknown, _) => {}
            (Type::Object(class), _) => self.store_in_object((object, class), name, value, place, span),
            (_, Some(part)) => self.store_in_field((object, &ty), &part, value, span),
            (Type::Record(_), None) => {
                self.no_field(place, &ty, name);
            }
            _ => {
                let message = format!("cannot assign to attribute `{name}`");
                self.report(Diagnostic::error("NJ0314", message, place).label(format!("of {ty}")));
            }
        }
    }

    /// `object.name`, for an augmented assignment to it.
    pub(super) fn read_field(&mut self, object: ExprId, name: &str, place: Span) -> Type {
        let ty = self.expr_value(object);
        if let Type::Object(class) = &ty
            && let Some((_, part)) = class.field(name)
        {
            return part;
        }
        match named_field(&ty, name) {
            Some(part) => part,
            None if record_of(&ty).is_some() => self.no_field(place, &ty, name),
            None => {
                self.store_attribute((object, name), &Type::Unknown, place, place);
                Type::Unknown
            }
        }
    }

    /// A value goes to a field: of one record, or of all of an array.
    pub(super) fn store_in_field(&mut self, (object, ty): (ExprId, &Type), part: &Type, value: &Type, span: Span) {
        let mutable = match ty {
            Type::Record(it) => it.mutable,
            Type::Records(array) => array.mutable,
            _ => true,
        };
        if !mutable {
            self.report(report::read_only(&self.hir, Some(object), self.hir.expr(object).span));
        }
        match part {
            Type::Scalar(dtype) => self.check_stored((*dtype, 0), value, span),
            Type::Array(array) => self.check_stored((array.dtype, array.ndim), value, span),
            part => self.store_record(part, value, span),
        }
    }

    /// A record goes where one of the same layout lies.
    pub(super) fn store_record(&mut self, part: &Type, value: &Type, span: Span) {
        let same = record_of(value).is_some() && record_of(value) == record_of(part);
        if same && matches!((part, value), (Type::Record(_), Type::Record(_))) || *value == Type::Unknown {
            return;
        }
        let spreads = match (part, value) {
            (Type::Records(to), Type::Records(from)) => from.ndim <= to.ndim,
            (Type::Records(_), Type::Record(_)) => true,
            _ => false,
        };
        if same && spreads {
            return;
        }
        let message = format!("cannot store {value} in {part}");
        self.report(Diagnostic::error("NJ0314", message, span).label(format!("{value}")));
    }
}
