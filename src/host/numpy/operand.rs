//! Operands of element-wise operations.
//!
//! Input: values. Output: [`Operand`]: an array or a scalar with what the promotion rules want to know.
//! Never: promotion.

use super::super::value::Value;
use super::super::{Outcome, Run};
use super::{convert, nested};
use crate::runtime::array::{Array, Scalar};
use crate::types::promote::{self, Form};
use crate::types::{Dtype, refusal};

/// An operand.
#[derive(Clone)]
pub(super) struct Operand {
    data: Data,
    form: Form,
    /// The value of a Python int, which must fit the dtype that it takes on.
    python_int: Option<i128>,
}

#[derive(Clone)]
enum Data {
    Scalar(Scalar),
    Array(Array),
}

impl Operand {
    /// An operand; none for what is no number and no sequence.
    ///
    /// # Errors
    /// What making an array of a sequence raises.
    pub fn new(run: &Run, value: &Value) -> Outcome<Option<Operand>> {
        Ok(match value {
            Value::Array(array) => Some(Operand::array((**array).clone())),
            Value::List(_) | Value::Tuple(_) | Value::Range(_) => {
                Some(Operand::array(nested::as_array(run, value, None)?))
            }
            other => convert::number(other).map(|scalar| Operand::number(other, scalar)),
        })
    }

    /// An array.
    pub fn array(array: Array) -> Operand {
        Operand { data: Data::Array(array), form: Form::Array, python_int: None }
    }

    fn number(value: &Value, scalar: Scalar) -> Operand {
        let weak = value.is_python_number() && !matches!(value, Value::Bool(_));
        let form = if weak { Form::Weak } else { Form::Scalar };
        Operand { data: Data::Scalar(scalar), form, python_int: value.as_int().filter(|_| weak) }
    }

    /// What the promotion rules want to know.
    pub fn types(&self) -> promote::Operand {
        let dtype = match self.python_int {
            Some(_) => Dtype::I64,
            None => self.dtype(),
        };
        promote::Operand { dtype, form: self.form }
    }

    /// The dtype of its elements as they are.
    pub fn dtype(&self) -> Dtype {
        match &self.data {
            Data::Scalar(scalar) => scalar.dtype(),
            Data::Array(array) => array.dtype(),
        }
    }

    /// The same, no longer yielding to another operand's dtype: where no operand has a dtype of its own.
    pub fn strengthened(mut self) -> Operand {
        self.form = if self.form == Form::Array { Form::Array } else { Form::Scalar };
        self.python_int = None;
        self
    }

    /// Does it yield to another operand's dtype?
    pub fn is_weak(&self) -> bool {
        self.form == Form::Weak
    }

    /// The value of a Python int.
    pub fn python_int(&self) -> Option<i128> {
        self.python_int
    }

    /// The only element, where there are no axes.
    pub fn scalar(&self) -> Option<Scalar> {
        match &self.data {
            Data::Scalar(scalar) => Some(*scalar),
            Data::Array(array) if array.ndim() == 0 => array.item(),
            Data::Array(_) => None,
        }
    }

    /// As an array.
    pub fn to_array(&self) -> Outcome<Array> {
        match &self.data {
            Data::Scalar(scalar) => convert::zero_dim(*scalar),
            Data::Array(array) => Ok(array.clone()),
        }
    }

    /// Refuses a Python int that the dtype it takes on does not hold.
    ///
    /// # Errors
    /// OverflowError.
    pub fn check_fits(&self, dtype: Dtype) -> Outcome<()> {
        self.python_int.map_or(Ok(()), |int| refusal::check_python_int(int, dtype).map_err(convert::refused))
    }
}
