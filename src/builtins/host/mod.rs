//! What the host zone does itself: builtins over dynamic values.
//!
//! Input: nothing. Output: [`Host`]: which host function a builtin is; rows for those that no other table has.
//! Never: how they work (`host::functions`).
//!
//! A builtin that another table has too (`len`, `list.append`) keeps that row; its path says which host function it is.

mod dtype;
mod numpy;
mod python;
mod random;
mod receiver;
mod system;
mod ufunc;

pub use dtype::dtype_by_name;
pub use numpy::{ArrayMethod, IoFunction, NumpyFunction, TestingFunction};
pub use python::{
    BytesMethod, DictMethod, ListMethod, NumberMethod, ObjectMethod, PythonFunction, SetMethod, StrMethod, TupleMethod,
};
pub use random::{LegacyRandom, PythonRandom, RngMethod, SeedMethod};
pub use receiver::Receiver;
pub use system::{
    Decorator, DispatcherMethod, FileMethod, MathFunction, NumbaFunction, PatternFunction, SystemFunction, SystemValue,
};
pub use ufunc::{ArrayAttribute, DtypeAttribute, UfuncFunction, UfuncMethod};

use super::signature::{self, Param};
use super::{Builtin, ids, row};
use crate::types::BuiltinId;
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// A host function.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
#[allow(missing_docs, reason = "each variant is the list of that name")]
pub enum Host {
    Python(PythonFunction),
    Str(StrMethod),
    List(ListMethod),
    Dict(DictMethod),
    Set(SetMethod),
    Tuple(TupleMethod),
    Bytes(BytesMethod),
    Number(NumberMethod),
    Object(ObjectMethod),
    File(FileMethod),
    Math(MathFunction),
    System(SystemFunction),
    Pattern(PatternFunction),
    /// Not called: a value that is made when it is read.
    Value(SystemValue),
    Numba(NumbaFunction),
    Decorator(Decorator),
    Numpy(NumpyFunction),
    Array(ArrayMethod),
    Io(IoFunction),
    Testing(TestingFunction),
    Ufunc(UfuncFunction),
    Legacy(LegacyRandom),
    Rng(RngMethod),
    Seed(SeedMethod),
    PythonRandom(PythonRandom),
    UfuncMethod(UfuncMethod),
    Dispatcher(DispatcherMethod),
    /// Not called.
    ArrayAttribute(ArrayAttribute),
    /// Not called.
    DtypeAttribute(DtypeAttribute),
}

/// Makes an enum of host functions and their rows from one list: `Variant "path" "signature" "doc";`.
macro_rules! host_functions {
    ($(#[$doc:meta])* $Enum:ident $hint:literal; $($name:ident $path:literal $signature:literal $text:literal;)*) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
        #[allow(missing_docs, reason = "each is the builtin of that name")]
        pub enum $Enum { $($name,)* }

        impl $Enum {
            /// Path, signature and function of each.
            pub(in crate::builtins) const ALL: &[(&'static str, &'static str, $Enum)] =
                &[$(($path, $signature, $Enum::$name),)*];

            /// The rows.
            pub(in crate::builtins) const ROWS: &[$crate::builtins::Builtin] = &[
                $($crate::builtins::Builtin::new($path, $signature, $text, $crate::builtins::Rule::HostOnly($hint)),)*
            ];
        }
    };
}
use host_functions;

/// Rows for what no other table has.
pub(super) static TABLES: [&[Builtin]; 29] = [
    PythonFunction::ROWS,
    StrMethod::ROWS,
    ListMethod::ROWS,
    DictMethod::ROWS,
    SetMethod::ROWS,
    TupleMethod::ROWS,
    BytesMethod::ROWS,
    NumberMethod::ROWS,
    ObjectMethod::ROWS,
    FileMethod::ROWS,
    MathFunction::ROWS,
    SystemFunction::ROWS,
    SystemValue::ROWS,
    PatternFunction::ROWS,
    NumbaFunction::ROWS,
    Decorator::ROWS,
    NumpyFunction::ROWS,
    ArrayMethod::ROWS,
    IoFunction::ROWS,
    TestingFunction::ROWS,
    UfuncFunction::ROWS,
    ArrayAttribute::ROWS,
    DtypeAttribute::ROWS,
    LegacyRandom::ROWS,
    RngMethod::ROWS,
    SeedMethod::ROWS,
    PythonRandom::ROWS,
    UfuncMethod::ROWS,
    DispatcherMethod::ROWS,
];

/// A host function with its signature.
#[derive(Clone, Copy)]
pub struct HostRow {
    /// Which.
    pub host: Host,
    /// Its parameters in the host zone (the compiled zone may have fewer).
    pub signature: &'static str,
}

/// The host function that a builtin is; none: a constant, a dtype, or a function that the engine compiles.
#[must_use]
pub fn host(id: BuiltinId) -> Option<HostRow> {
    static INDEX: OnceLock<FxHashMap<BuiltinId, HostRow>> = OnceLock::new();
    let index = INDEX.get_or_init(|| {
        let by_path = by_path();
        ids().filter_map(|id| Some((id, *super::paths(row(id)).find_map(|path| by_path.get(path))?))).collect()
    });
    index.get(&id).copied()
}

fn by_path() -> FxHashMap<&'static str, HostRow> {
    let mut index = FxHashMap::default();
    macro_rules! add {
        ($($Enum:ident $Variant:ident,)*) => {$(
            for &(path, signature, function) in $Enum::ALL {
                index.insert(path, HostRow { host: Host::$Variant(function), signature });
            }
        )*};
    }
    add! {
        PythonFunction Python, StrMethod Str, ListMethod List, DictMethod Dict, SetMethod Set, TupleMethod Tuple,
        BytesMethod Bytes, NumberMethod Number, ObjectMethod Object, FileMethod File, MathFunction Math, SystemFunction System, SystemValue Value,
        PatternFunction Pattern,
        NumbaFunction Numba, Decorator Decorator, NumpyFunction Numpy, ArrayMethod Array, IoFunction Io,
        TestingFunction Testing, UfuncFunction Ufunc, ArrayAttribute ArrayAttribute,
        DtypeAttribute DtypeAttribute, LegacyRandom Legacy, RngMethod Rng, SeedMethod Seed, PythonRandom PythonRandom,
        UfuncMethod UfuncMethod, DispatcherMethod Dispatcher,
    }
    index
}

/// The decorator of a path.
#[must_use]
pub fn decorator(path: &str) -> Option<Decorator> {
    match host(super::lookup(path)?)?.host {
        Host::Decorator(decorator) => Some(decorator),
        _ => None,
    }
}

/// The builtin that a host function is.
#[must_use]
pub fn id_of(wanted: Host) -> Option<BuiltinId> {
    static INDEX: OnceLock<FxHashMap<Host, BuiltinId>> = OnceLock::new();
    let index = INDEX.get_or_init(|| ids().filter_map(|id| Some((host(id)?.host, id))).collect());
    index.get(&wanted).copied()
}

/// The parameters of a builtin in the host zone.
#[must_use]
pub fn params(id: BuiltinId) -> &'static [Param] {
    static PARSED: OnceLock<FxHashMap<BuiltinId, OnceLock<Vec<Param>>>> = OnceLock::new();
    let parsed = PARSED.get_or_init(|| ids().map(|id| (id, OnceLock::new())).collect());
    let signature = host(id).map_or(row(id).signature, |row| row.signature);
    parsed.get(&id).map_or(&[], |cell| cell.get_or_init(|| signature::parse(signature)))
}

/// The builtin that a name is as a method or attribute of a kind of receiver.
#[must_use]
pub fn member(receiver: Receiver, name: &str) -> Option<BuiltinId> {
    static INDEX: OnceLock<FxHashMap<(&'static str, &'static str), BuiltinId>> = OnceLock::new();
    let index = INDEX.get_or_init(|| {
        let split = |path: &'static str| path.rsplit_once('.');
        let paths = ids().flat_map(|id| super::paths(row(id)).map(move |path| (path, id)));
        paths.filter_map(|(path, id)| Some((split(path)?, id))).collect()
    });
    index.get(&(receiver.name(), name)).copied()
}

/// The names of all members of a kind of receiver, for "did you mean".
pub fn members(receiver: Receiver) -> impl Iterator<Item = &'static str> {
    ids().filter_map(move |id| row(id).path.strip_prefix(receiver.name())?.strip_prefix('.'))
}
