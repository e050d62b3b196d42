//! Classes whose objects compiled code makes, reads and writes.
//!
//! Input: fields, functions. Output: [`ClassType`], the type of a class's objects; [`Deferred`], a type that is said later.
//! Never: bodies of methods, words of memory.

use super::{FunctionId, Type};
use std::any::Any;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, OnceLock};

/// A class of objects with fields of known types.
pub struct ClassType {
    /// Its name.
    pub name: Arc<str>,
    fields: Vec<(Arc<str>, Type)>,
    members: Vec<(Arc<str>, Member)>,
    /// What it is to whoever made it, opaque to the compiler.
    pub origin: Box<dyn Any + Send + Sync>,
}

/// What a name of a class means that is no field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Member {
    /// A function whose first parameter is the object.
    Method(FunctionId),
    /// A function without the object.
    Static(FunctionId),
    /// What reading and writing the attribute calls.
    Property {
        /// Of the object.
        get: Option<FunctionId>,
        /// Of the object and a value.
        set: Option<FunctionId>,
    },
}

impl ClassType {
    /// A class.
    #[must_use]
    pub fn new(
        name: &Arc<str>,
        fields: Vec<(Arc<str>, Type)>,
        members: Vec<(Arc<str>, Member)>,
        origin: Box<dyn Any + Send + Sync>,
    ) -> Arc<Self> {
        Arc::new(Self { name: Arc::clone(name), fields, members, origin })
    }

    /// The types of its fields, in order.
    pub fn field_types(&self) -> impl Iterator<Item = Type> {
        self.fields.iter().map(|(_, ty)| ty.settled())
    }

    /// The place and type of a field.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<(usize, Type)> {
        let place = self.fields.iter().position(|(own, _)| **own == *name)?;
        Some((place, self.fields[place].1.settled()))
    }

    /// What a name means that is no field.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<Member> {
        self.members.iter().find(|(own, _)| **own == *name).map(|(_, member)| *member)
    }

    /// The method of a name.
    #[must_use]
    pub fn method(&self, name: &str) -> Option<FunctionId> {
        match self.member(name)? {
            Member::Method(function) => Some(function),
            _ => None,
        }
    }

    /// The functions of its methods and properties.
    pub fn functions(&self) -> impl Iterator<Item = FunctionId> {
        self.members
            .iter()
            .flat_map(|(_, member)| match *member {
                Member::Method(function) | Member::Static(function) => [Some(function), None],
                Member::Property { get, set } => [get, set],
            })
            .flatten()
    }

    /// The names of its fields, methods and properties.
    pub fn names(&self) -> impl Iterator<Item = &Arc<str>> {
        self.fields.iter().map(|(name, _)| name).chain(self.members.iter().map(|(name, _)| name))
    }
}

/// Each class is only itself.
impl PartialEq for ClassType {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for ClassType {}

impl Hash for ClassType {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::ptr::from_ref(self).hash(state);
    }
}

impl std::fmt::Debug for ClassType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name)
    }
}

/// A type that is named before it is known: the class of an object in the specification of its own fields.
#[derive(Default)]
pub struct Deferred(OnceLock<Type>);

impl Deferred {
    /// Says what it is; false where that is known already.
    pub fn define(&self, ty: Type) -> bool {
        self.0.set(ty).is_ok()
    }
}

/// Each one is only itself.
impl PartialEq for Deferred {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for Deferred {}

impl Hash for Deferred {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::ptr::from_ref(self).hash(state);
    }
}

impl std::fmt::Debug for Deferred {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("deferred")
    }
}

impl Type {
    /// Can an object be reached from a value of it?
    #[must_use]
    pub fn reaches_objects(&self) -> bool {
        match self {
            Type::Object(_) => true,
            Type::Optional(item) | Type::List(item) => item.reaches_objects(),
            Type::Table(table) => table.any(Type::reaches_objects),
            Type::Tuple(items) => items.iter().any(Type::reaches_objects),
            Type::Paused(paused) => paused.fields.iter().any(Type::reaches_objects),
            Type::Closure(closure) => closure.captures.iter().any(Type::reaches_objects),
            _ => false,
        }
    }

    /// The type with what was said later; what was never said stays as it is.
    #[must_use]
    pub fn settled(&self) -> Type {
        match self {
            Type::Deferred(deferred) => deferred.0.get().map_or_else(|| self.clone(), Type::settled),
            Type::Optional(item) => Type::optional(item.settled()),
            Type::List(item) => Type::list(item.settled()),
            Type::Table(table) => Type::Table(Arc::new(table.map(Type::settled))),
            Type::Tuple(items) if items.class.is_none() => Type::tuple(items.iter().map(Type::settled)),
            other => other.clone(),
        }
    }

    /// Is something in it that was never said?
    #[must_use]
    pub fn is_open(&self) -> bool {
        match self {
            Type::Deferred(_) => true,
            Type::Optional(item) | Type::List(item) => item.is_open(),
            Type::Table(table) => table.any(Type::is_open),
            Type::Tuple(items) => items.iter().any(Type::is_open),
            _ => false,
        }
    }
}
