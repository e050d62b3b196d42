//! Tables: dictionaries and sets.
//!
//! Input: types. Output: [`TableType`], and the lists that a table is made of. Never: how keys are found (the prelude).

use super::Type;
use std::fmt;

/// A dictionary or a set.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct TableType {
    /// Of the keys, or of a set's items.
    pub key: Type,
    /// Of the values; none: it is a set.
    pub value: Option<Type>,
}

impl TableType {
    /// The lists that it is made of: keys, values (of a dictionary), and the slots by which keys are found.
    #[must_use]
    pub fn parts(&self) -> Vec<Type> {
        let columns = std::iter::once(&self.key).chain(&self.value);
        columns.cloned().chain([Type::INT64]).map(Type::list).collect()
    }

    /// The table with other columns.
    #[must_use]
    pub fn map(&self, column: impl Fn(&Type) -> Type) -> TableType {
        TableType { key: column(&self.key), value: self.value.as_ref().map(column) }
    }

    /// Does something hold of a column?
    #[must_use]
    pub fn any(&self, holds: impl Fn(&Type) -> bool) -> bool {
        std::iter::once(&self.key).chain(&self.value).any(holds)
    }

    /// Is nothing known yet of what it holds?
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.any(|column| *column == Type::Unknown)
    }
}

impl fmt::Display for TableType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            Some(value) => write!(f, "DictType[{},{value}]", self.key),
            None => write!(f, "set({})", self.key),
        }
    }
}
