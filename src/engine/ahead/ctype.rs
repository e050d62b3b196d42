//! Types of the compiled zone as a C header writes them.
//!
//! Input: types of parameters and results. Output: declarations, and the C that moves a value into words and out of them.
//! Never: a type that a C program could not make.

use crate::types::{ArrayType, Dtype, Layout, Type};
use std::fmt::Write;

/// A type that C has.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CType {
    /// A number.
    Number(Dtype),
    /// An array, passed as a struct that looks like its words.
    Array(ArrayType),
}

impl CType {
    /// The C type of a parameter, or of one of the values that a function gives.
    pub fn of(ty: &Type) -> Option<CType> {
        match ty {
            Type::Scalar(dtype) => Some(CType::Number(*dtype)),
            Type::Array(array) => Some(CType::Array(*array)),
            _ => None,
        }
    }

    /// What a function gives: nothing, a value, the items of a tuple.
    pub fn results(ty: &Type) -> Option<Vec<CType>> {
        match ty {
            Type::None => Some(Vec::new()),
            Type::Tuple(items) => items.iter().map(CType::of).collect(),
            other => Some(vec![CType::of(other)?]),
        }
    }

    /// As C names it.
    pub fn name(&self) -> String {
        match self {
            CType::Number(dtype) => number(*dtype).to_string(),
            CType::Array(array) => array_name(array),
        }
    }

    /// Words that it takes.
    pub fn words(&self) -> usize {
        match self {
            CType::Number(dtype) => 1 + usize::from(dtype.is_complex()),
            CType::Array(array) => 2 + 2 * usize::from(array.ndim),
        }
    }

    /// C that puts `value` into the words from `words + at` on.
    pub fn put(&self, at: usize, value: &str) -> String {
        match self {
            CType::Number(Dtype::F64) => format!("put_f64(words + {at}, {value});"),
            CType::Number(Dtype::F32) => format!("put_f32(words + {at}, {value});"),
            CType::Number(Dtype::C128) => {
                format!("put_f64(words + {at}, {value}.re);\n    put_f64(words + {}, {value}.im);", at + 1)
            }
            CType::Number(Dtype::C64) => {
                format!("put_f32(words + {at}, {value}.re);\n    put_f32(words + {}, {value}.im);", at + 1)
            }
            CType::Number(dtype) if dtype.is_signed() => format!("words[{at}] = (uint64_t)(int64_t){value};"),
            CType::Number(_) => format!("words[{at}] = (uint64_t){value};"),
            CType::Array(_) => format!("put_array(words + {at}, &{value}, sizeof {value});"),
        }
    }

    /// C that takes the value of `results + at` to `place`.
    pub fn get(&self, at: usize, place: &str) -> String {
        match self {
            CType::Number(Dtype::F64) => format!("{place} = get_f64(results + {at});"),
            CType::Number(Dtype::F32) => format!("{place} = get_f32(results + {at});"),
            CType::Number(Dtype::C128) => {
                format!("{place}.re = get_f64(results + {at});\n        {place}.im = get_f64(results + {});", at + 1)
            }
            CType::Number(Dtype::C64) => {
                format!("{place}.re = get_f32(results + {at});\n        {place}.im = get_f32(results + {});", at + 1)
            }
            CType::Number(Dtype::Bool) => format!("{place} = (results[{at}] & 1) != 0;"),
            CType::Number(dtype) => format!("{place} = ({})results[{at}];", number(*dtype)),
            CType::Array(_) => format!("memcpy(&{place}, results + {at}, sizeof {place});"),
        }
    }

    /// What machine code relies on beyond the type: a test of the words from `words + at` on, and what it is called.
    pub fn check(&self, at: usize) -> Option<(String, &'static str)> {
        let CType::Array(array) = self else { return None };
        let test =
            |first: bool| format!("is_packed(words + {at}, {}, sizeof({}), {first})", array.ndim, number(array.dtype));
        match array.layout {
            Layout::C => Some((test(false), "C-contiguous")),
            Layout::F => Some((test(true), "F-contiguous")),
            Layout::A => None,
        }
    }

    /// What has to be declared before it can be named; each only once, also where several headers do.
    pub fn declarations(&self) -> impl Iterator<Item = String> {
        let (dtype, array) = match self {
            CType::Number(dtype) => (*dtype, None),
            CType::Array(array) => (array.dtype, Some(struct_of(array))),
        };
        complex(dtype).into_iter().chain(array)
    }
}

/// `f64`
pub fn short(dtype: Dtype) -> String {
    format!("{dtype:?}").to_lowercase()
}

fn number(dtype: Dtype) -> &'static str {
    match dtype {
        Dtype::Bool => "bool",
        Dtype::I8 => "int8_t",
        Dtype::I16 => "int16_t",
        Dtype::I32 => "int32_t",
        Dtype::I64 => "int64_t",
        Dtype::U8 => "uint8_t",
        Dtype::U16 => "uint16_t",
        Dtype::U32 => "uint32_t",
        Dtype::U64 => "uint64_t",
        Dtype::F32 => "float",
        Dtype::F64 => "double",
        Dtype::C64 => "numjit_c64",
        Dtype::C128 => "numjit_c128",
    }
}

fn array_name(array: &ArrayType) -> String {
    format!("numjit_{}_{}d", short(array.dtype), array.ndim)
}

fn complex(dtype: Dtype) -> Option<String> {
    let part = match dtype {
        Dtype::C64 => "float",
        Dtype::C128 => "double",
        _ => return None,
    };
    Some(once(number(dtype), &format!("typedef struct {{\n    {part} re, im;\n}} {};\n", number(dtype))))
}

fn once(name: &str, text: &str) -> String {
    let guard = name.to_uppercase();
    format!("#ifndef {guard}\n#define {guard}\n{text}#endif\n\n")
}

/// The struct of arrays of a dtype and rank, and a function that makes one of memory in C order.
fn struct_of(array: &ArrayType) -> String {
    let (name, element, ndim) = (array_name(array), number(array.dtype), usize::from(array.ndim));
    let room = ndim.max(1);
    let mut text = format!(
        "/* {ndim}-d; strides are in bytes; `owner` keeps the memory of a result, and is ignored in arguments. */\n"
    );
    let axes = match ndim {
        0 => String::new(),
        _ => format!("    int64_t shape[{room}];\n    int64_t strides[{room}];\n"),
    };
    let _ = write!(text, "typedef struct {{\n    {element} *data;\n    void *owner;\n{axes}}} {name};\n\n");
    let params: String = (0..ndim).map(|axis| format!(", int64_t n{axis}")).collect();
    let shape: Vec<String> = (0..ndim).map(|axis| format!("n{axis}")).collect();
    let stride = |axis: usize| {
        let factors: String = (axis + 1..ndim).map(|inner| format!(" * n{inner}")).collect();
        format!("(int64_t)sizeof({element}){factors}")
    };
    let strides: Vec<String> = (0..ndim).map(stride).collect();
    let rest = match ndim {
        0 => String::new(),
        _ => format!(", {{{}}}, {{{}}}", shape.join(", "), strides.join(", ")),
    };
    let _ = write!(
        text,
        "/* An array of memory in C order without gaps. */\nstatic inline {name} {name}_of({element} *data{params}) {{\n    \
         {name} array = {{data, 0{rest}}};\n    return array;\n}}\n"
    );
    once(&name, &text)
}
