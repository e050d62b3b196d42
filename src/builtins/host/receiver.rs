//! Kinds of values that have methods.
//!
//! Input: nothing. Output: [`Receiver`], the first part of a member's path. Never: the members.

/// A kind of value with members.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
#[allow(missing_docs, reason = "each is the kind of that name")]
pub enum Receiver {
    Array,
    Bytes,
    Complex,
    Dict,
    Dispatcher,
    Dtype,
    File,
    Float,
    Int,
    List,
    Npz,
    Object,
    /// `random.Random`: its methods are the module's functions.
    PythonRandom,
    /// `np.random.RandomState`: its methods are the module's functions.
    RandomState,
    Range,
    Rng,
    SeedSequence,
    Set,
    Str,
    Tuple,
    Ufunc,
}

impl Receiver {
    /// The first part of the members' paths.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Receiver::Array => "array",
            Receiver::Bytes => "bytes",
            Receiver::Complex => "complex",
            Receiver::Dict => "dict",
            Receiver::Dispatcher => "dispatcher",
            Receiver::Dtype => "dtype",
            Receiver::File => "file",
            Receiver::Float => "float",
            Receiver::Int => "int",
            Receiver::List => "list",
            Receiver::Npz => "npz",
            Receiver::Object => "object",
            Receiver::PythonRandom => "random",
            Receiver::RandomState => "numpy.random",
            Receiver::Range => "range",
            Receiver::Rng => "rng",
            Receiver::SeedSequence => "seed_sequence",
            Receiver::Set => "set",
            Receiver::Str => "str",
            Receiver::Tuple => "tuple",
            Receiver::Ufunc => "ufunc",
        }
    }
}
