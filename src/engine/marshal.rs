//! Values of the host zone to words and back.
//!
//! Input: values, types. Output: types of values; argument words; values of result words.
//! Never: promotion, conversions that Python would not make for an argument.

use super::dispatcher::Dispatchers;
use crate::builtins::Numbers;
use crate::host::{
    self, Class, Dict, Exception, Iter, Key, Outcome, Paused, Random, RecordValue, SliceValue, Value, named_tuple,
    tuple_class,
};
use crate::infer;
use crate::runtime::array::{Array, Records, Scalar};
use crate::runtime::exception::Check;
use crate::runtime::list::ListRef;
use crate::runtime::memory::{Block, MemoryAccount, retain};
use crate::runtime::object::ObjectRef;
use crate::runtime::strings::StrRef;
use crate::runtime::table;
use crate::types::{ArrayType, Dtype, Layout, RecordArray, RecordRef, SliceType, TableType, TupleType, Type, unify};
use num_complex::Complex;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The type that compiled code sees a value as.
///
/// # Errors
/// TypeError for what compiled code cannot take.
pub fn type_of(dispatchers: &Dispatchers, value: &Value) -> Outcome<Type> {
    Ok(match value {
        Value::None => Type::None,
        Value::Bool(_) => Type::BOOL,
        Value::Int(_) => Type::INT64,
        Value::UInt(_) => Type::Scalar(Dtype::U64),
        Value::Float(_) => Type::FLOAT64,
        Value::Complex(..) => Type::Scalar(Dtype::C128),
        Value::Scalar(scalar) => Type::Scalar(scalar.dtype()),
        Value::Str(_) => Type::Str,
        Value::Random(random) if random.generator().is_some() => Type::Generator,
        Value::Iterator(iter) => Type::Paused(iter.paused_type().ok_or_else(|| refused(value))?),
        Value::Array(array) => Type::Array(ArrayType {
            dtype: array.dtype(),
            ndim: array.ndim() as u8,
            layout: array.layout(),
            mutable: array.is_mutable(),
        }),
        Value::Record(record) => match &**record {
            RecordValue::Array(records) => Type::records(records.ty()),
            RecordValue::Void(one) | RecordValue::Record(one) => one.ty().element(),
            RecordValue::Dtype(record) => {
                Type::Class(Arc::new(Type::Record(RecordRef { record: Arc::clone(record), mutable: true })))
            }
        },
        Value::Tuple(items) => {
            let types = items.iter().map(|item| type_of(dispatchers, item)).collect::<Outcome<Vec<_>>>()?;
            match items.class.as_ref().and_then(tuple_class) {
                Some(class) => Type::Tuple(TupleType::named(&class, types)),
                None => Type::tuple(types),
            }
        }
        Value::List(items) => Type::list(item_type(dispatchers, &items.lock().unwrap_or_else(|e| e.into_inner()))?),
        Value::Dict(dict) => {
            let dict = lock(dict);
            match &dict.columns {
                Some(table) => Type::Table(Arc::clone(table)),
                None => {
                    let keys: Vec<Value> = dict.keys().map(|key| key.value().clone()).collect();
                    let values: Vec<Value> = dict.values().cloned().collect();
                    Type::table(item_type(dispatchers, &keys)?, Some(item_type(dispatchers, &values)?))
                }
            }
        }
        Value::Set(set) => {
            let items: Vec<Value> = lock(set).iter().map(|key| key.value().clone()).collect();
            Type::table(item_type(dispatchers, &items)?, None)
        }
        Value::Range(_) => Type::Range(Dtype::I64),
        Value::Slice(slice) if parts_of(slice).all(|part| matches!(part, Value::None | Value::Int(_))) => {
            let given = |part: &Value| !matches!(part, Value::None);
            Type::Slice(SliceType { start: given(&slice.start), stop: given(&slice.stop), step: given(&slice.step) })
        }
        Value::Dispatcher(function, _) => Type::Function(*function),
        Value::Function(function) => Type::Function(dispatchers.of_host(function)),
        Value::Builtin(builtin) => Type::Builtin(*builtin),
        Value::Dtype(dtype) | Value::Class(Class::Scalar(dtype)) => Type::Dtype(*dtype),
        Value::Class(class) => match infer::binding_of_builtin(class.name()) {
            Some(binding) => binding.ty(),
            None => return Err(refused(value)),
        },
        Value::Instance(object) if let Some((class, _)) = object.object() => Type::Object(Arc::clone(class)),
        Value::Instance(object) => match object.compiled() {
            Some(inner) => type_of(dispatchers, &inner)?,
            None => return Err(refused(value)),
        },
        other => return Err(refused(other)),
    })
}

/// Start, stop and step.
fn parts_of(slice: &SliceValue) -> impl Iterator<Item = &Value> {
    [&slice.start, &slice.stop, &slice.step].into_iter()
}

fn refused(value: &Value) -> Exception {
    Exception::type_error(format!("cannot pass a {} to a compiled function", value.type_name()))
}

/// The common type of a list's items; compiled lists are homogeneous.
fn item_type(dispatchers: &Dispatchers, items: &[Value]) -> Outcome<Type> {
    let mut common = Type::Unknown;
    for item in items {
        let ty = type_of(dispatchers, item)?;
        if let Type::Paused(_) = ty {
            return Err(refused(item));
        }
        common = unify(&common, &ty).ok_or_else(|| {
            Exception::type_error(format!("a list passed to a compiled function holds both {common} and {ty}"))
        })?;
    }
    Ok(if common == Type::Unknown { Type::INT64 } else { common })
}

/// Argument words, and what must live until the call is over.
#[derive(Default)]
pub struct Words {
    /// One after another.
    pub words: Vec<u64>,
    strings: Vec<StrRef>,
    lists: Vec<(ListRef, Type, Value)>,
    tables: Vec<(Vec<ListRef>, Arc<TableType>, Value)>,
    generators: Vec<(Paused, Arc<Iter>)>,
}

impl Drop for Words {
    fn drop(&mut self) {
        self.generators.drain(..).for_each(|(paused, iter)| iter.give_back(paused));
    }
}

impl Words {
    /// Appends a value as a parameter of type `ty`, to which it converts.
    ///
    /// # Errors
    /// MemoryError.
    pub fn push(&mut self, account: &Arc<MemoryAccount>, value: &Value, ty: &Type) -> Outcome<()> {
        match (ty, value) {
            (Type::Object(_), Value::Instance(object)) if let Some((_, object)) = object.object() => {
                self.words.push(object.as_ptr() as u64);
            }
            (_, Value::Instance(object)) if let Some(inner) = object.compiled() => {
                self.push(account, &inner, ty)?;
            }
            (Type::Scalar(dtype), _) => self.push_scalar(scalar_of(value, *dtype)),
            (Type::Str, Value::Str(text)) => {
                let text = StrRef::new(Some(account), text).ok_or_else(out_of_memory)?;
                self.words.push(text.as_ptr() as u64);
                self.strings.push(text);
            }
            (Type::Array(_), Value::Array(array)) => self.words.extend(array.to_words()),
            (Type::Record(_), value) if let Some(one) = value.as_records() => {
                self.words.extend(one.to_words());
            }
            (Type::Records(_), value) if let Some(records) = value.as_records() => {
                self.words.extend(records.to_words());
            }
            (Type::Generator, Value::Random(random)) => {
                self.words.extend(random.generator().iter().flat_map(|own| own.shared.array().to_words()));
            }
            (Type::Paused(_), Value::Iterator(iter)) => {
                let paused = iter.lend()?;
                self.words.extend(paused.words());
                self.generators.push((paused, Arc::clone(iter)));
            }
            (Type::Tuple(types), Value::Tuple(items)) => {
                for (item, ty) in items.iter().zip(types.iter()) {
                    self.push(account, item, ty)?;
                }
            }
            (Type::Optional(item), Value::None) => {
                let n = words_of(item);
                self.words.extend(std::iter::repeat_n(0, n + 1));
            }
            (Type::Optional(item), value) => {
                self.words.push(1);
                self.push(account, value, item)?;
            }
            (Type::Range(_), Value::Range(range)) => {
                self.words.extend([range.start as u64, range.stop as u64, range.step as u64]);
            }
            (Type::Slice(_), Value::Slice(slice)) => {
                let given = parts_of(slice).filter_map(Value::as_int);
                self.words.extend(given.map(|part| part as u64));
            }
            (Type::List(item), Value::List(items)) => {
                let values = items.lock().unwrap_or_else(|e| e.into_inner()).clone();
                let list = self.make_list(account, &values, item)?;
                self.words.push(list.as_ptr() as u64);
                self.lists.push((list, (**item).clone(), value.clone()));
            }
            (Type::Table(table), Value::Dict(dict)) => {
                let columns = lock(dict).iter().map(|(key, value)| (key.value().clone(), value.clone())).unzip();
                self.push_table(account, table, columns, value)?;
            }
            (Type::Table(table), Value::Set(set)) => {
                let keys = lock(set).iter().map(|key| key.value().clone()).collect();
                self.push_table(account, table, (keys, Vec::new()), value)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// The lists of a table.
    fn push_table(
        &mut self,
        account: &Arc<MemoryAccount>,
        table: &Arc<TableType>,
        (keys, values): (Vec<Value>, Vec<Value>),
        origin: &Value,
    ) -> Outcome<()> {
        let mut lists = vec![self.make_list(account, &keys, &table.key)?];
        if let Some(item) = &table.value {
            lists.push(self.make_list(account, &values, item)?);
        }
        let hashes: Vec<i64> = keys.iter().map(|key| hash_of(key, &table.key)).collect();
        let slots: Vec<Value> = table::slots(&hashes).into_iter().map(Value::Int).collect();
        lists.push(self.make_list(account, &slots, &Type::INT64)?);
        self.words.extend(lists.iter().map(|list| list.as_ptr() as u64));
        self.tables.push((lists, Arc::clone(table), origin.clone()));
        Ok(())
    }

    fn push_scalar(&mut self, scalar: Scalar) {
        let words = scalar.to_words();
        self.words.push(words[0]);
        if scalar.dtype().is_complex() {
            self.words.push(words[1]);
        }
    }

    fn make_list(&mut self, account: &Arc<MemoryAccount>, values: &[Value], item: &Type) -> Outcome<ListRef> {
        let list = ListRef::new(Some(account), words_of(item), owners(item), values.len());
        let mut list = list.ok_or_else(out_of_memory)?;
        for value in values {
            let mut words = Words::default();
            words.push(account, value, item)?;
            // SAFETY: the words are those of one item, whose references `words` holds meanwhile.
            if !unsafe { list.push(&words.words) } {
                return Err(out_of_memory());
            }
        }
        Ok(list)
    }

    /// Copies lists and tables back to the values that they came from, as compiled code left them.
    pub fn reflect(&self) {
        for (list, item, value) in &self.lists {
            let Value::List(items) = value else { continue };
            let n = words_of(item).max(1);
            let new: Vec<Value> = list.words().chunks(n).map(|words| borrowed(Numbers::Python, item, words)).collect();
            *items.lock().unwrap_or_else(|e| e.into_inner()) = new;
        }
        for (lists, table, value) in &self.tables {
            let words: Vec<u64> = lists.iter().map(|list| list.as_ptr() as u64).collect();
            match (borrowed(Numbers::Python, &Type::Table(Arc::clone(table)), &words), value) {
                (Value::Dict(new), Value::Dict(dict)) => {
                    let columns = lock(dict).columns.take();
                    *lock(dict) = lock(&new).clone().with_columns(columns);
                }
                (Value::Set(new), Value::Set(set)) => *lock(set) = lock(&new).clone(),
                _ => {}
            }
        }
    }
}

/// A value as a scalar of a dtype.
fn scalar_of(value: &Value, dtype: Dtype) -> Scalar {
    let scalar = match value {
        Value::Bool(value) => Scalar::Bool(*value),
        Value::Int(value) => Scalar::I64(*value),
        Value::UInt(value) => Scalar::U64(*value),
        Value::Float(value) => Scalar::F64(*value),
        Value::Complex(re, im) => Scalar::C128(Complex::new(*re, *im)),
        Value::Scalar(scalar) => *scalar,
        _ => Scalar::I64(0),
    };
    scalar.cast(dtype)
}

/// How many words a value of a type takes.
pub fn words_of(ty: &Type) -> usize {
    match ty {
        Type::Scalar(dtype) if dtype.is_complex() => 2,
        Type::Scalar(_) | Type::Str | Type::List(_) | Type::Object(_) => 1,
        Type::Array(array) => 2 + 2 * array.ndim as usize,
        Type::Record(_) => 2,
        Type::Records(array) => 2 + 2 * array.ndim as usize,
        Type::Tuple(items) => items.iter().map(words_of).sum(),
        Type::Table(table) => table.parts().len(),
        Type::Optional(item) => 1 + words_of(item),
        Type::Range(_) => 3,
        Type::Slice(slice) => [slice.start, slice.stop, slice.step].into_iter().filter(|&given| given).count(),
        Type::Generator => words_of(&Type::generator_state()),
        Type::Paused(paused) => paused.parts().len(),
        _ => 0,
    }
}

/// The words of a value that are references, as a mask.
pub fn owners(ty: &Type) -> u64 {
    match ty {
        Type::Str | Type::List(_) | Type::Object(_) => 1,
        Type::Table(table) => (1 << table.parts().len()) - 1,
        Type::Paused(paused) => (1 << paused.parts().len()) - 1,
        Type::Array(_) | Type::Record(_) | Type::Records(_) | Type::Generator => 0b10,
        Type::Tuple(items) => {
            let mut at = 0;
            items.iter().fold(0, |mask, item| {
                let here = owners(item).checked_shl(at).unwrap_or(0);
                at += words_of(item) as u32;
                mask | here
            })
        }
        Type::Optional(item) => owners(item) << 1,
        _ => 0,
    }
}

fn out_of_memory() -> Exception {
    Check::OutOfMemory.into()
}

/// The value of result words, which are taken over: references and all.
pub fn take(numbers: Numbers, ty: &Type, words: &[u64]) -> Value {
    match ty {
        Type::Array(array) => {
            // SAFETY: machine code returned the words of a live array of this type, and its reference with them.
            let found = unsafe { Array::from_words(array.dtype, array.ndim as usize, words) };
            let found = found.owned().map(|found| if array.mutable { found } else { found.read_only() });
            found.map_or(Value::None, Value::array)
        }
        Type::Records(array) => {
            // SAFETY: machine code returned the words of live records of this type, and their reference with them.
            let records = unsafe { Records::from_words(array, words) };
            records.owned().map_or(Value::None, Value::of_records)
        }
        Type::Record(it) => {
            let alone = RecordArray { record: Arc::clone(&it.record), ndim: 0, layout: Layout::C, mutable: it.mutable };
            // SAFETY: as above, of one record.
            let one = unsafe { Records::from_words(&alone, words) };
            // As Numba does: what is returned is the caller's own.
            one.copy().map_or(Value::None, |one| Value::Record(Arc::new(RecordValue::Record(one))))
        }
        Type::Generator => {
            // SAFETY: machine code returned the words of a live array of a generator's state, and its reference with them.
            let state = unsafe { Array::from_words(Dtype::U64, 1, words) };
            Random::of_state(state).map_or(Value::None, |random| Value::Random(Arc::new(random)))
        }
        Type::Paused(paused) => {
            // SAFETY: machine code returned the owned lists of a frame.
            let frame: Option<_> = words.iter().map(|&word| unsafe { ListRef::from_raw(word as *mut _) }).collect();
            let paused = frame.map(|frame| Paused::new(Arc::clone(paused), frame));
            paused.map_or(Value::None, |paused| Value::Iterator(Iter::of_paused(paused)))
        }
        Type::Str => {
            // SAFETY: machine code returned an owned string.
            let text = unsafe { StrRef::from_raw(words[0] as *mut _) };
            Value::str(text.as_deref().unwrap_or(""))
        }
        Type::List(item) => {
            // SAFETY: machine code returned an owned list.
            let list = unsafe { ListRef::from_raw(words[0] as *mut _) };
            let n = words_of(item).max(1);
            let items = list.iter().flat_map(|list| list.words().chunks(n)).map(|words| borrowed(numbers, item, words));
            Value::list(items.collect())
        }
        Type::Tuple(types) => {
            let mut at = 0;
            let items: Vec<Value> = types
                .iter()
                .map(|ty| {
                    let n = words_of(ty);
                    at += n;
                    take(numbers, ty, &words[at - n..at])
                })
                .collect();
            match &types.class {
                Some(class) => named_tuple(class, items),
                None => Value::tuple(items),
            }
        }
        Type::Table(table) => take_table(numbers, table, words),
        Type::Object(class) => {
            // SAFETY: machine code returned an owned object.
            let object = unsafe { ObjectRef::from_raw(words[0] as *mut _) };
            object.and_then(|object| host::object_of(class, object)).unwrap_or(Value::None)
        }
        Type::Optional(_) if words[0] == 0 => Value::None,
        Type::Optional(item) => take(numbers, item, &words[1..]),
        other => plain(numbers, other, words),
    }
}

/// The dictionary or set of result words, which are taken over.
fn take_table(numbers: Numbers, table: &Arc<TableType>, words: &[u64]) -> Value {
    let lists = table.parts().into_iter().zip(words).map(|(ty, &word)| match take(numbers, &ty, &[word]) {
        Value::List(items) => std::mem::take(&mut *lock(&items)),
        _ => Vec::new(),
    });
    let mut lists = lists.collect::<Vec<_>>().into_iter();
    let keys = lists.next().unwrap_or_default().into_iter().map(Key::new);
    let values = lists.next().unwrap_or_default();
    if table.value.is_none() {
        return Value::set(keys.flatten().collect());
    }
    let entries = keys.zip(values).filter_map(|(key, value)| Some((key.ok()?, value)));
    Value::dict(entries.collect::<Dict>().with_columns(Some(Arc::clone(table))))
}

/// The hash of a key, as compiled code makes it.
fn hash_of(key: &Value, ty: &Type) -> i64 {
    match (ty, key) {
        (Type::Scalar(dtype), _) => match scalar_of(key, *dtype) {
            scalar if dtype.is_complex() => {
                let value = scalar.as_complex();
                table::complex_hash(value.re, value.im)
            }
            scalar if dtype.is_float() => table::float_hash(scalar.as_complex().re),
            scalar => scalar.as_i64(),
        },
        (Type::Str, Value::Str(text)) => table::text_hash(text),
        (Type::Tuple(types), Value::Tuple(items)) => {
            table::tuple_hash(items.iter().zip(types.iter()).map(|(item, ty)| hash_of(item, ty)))
        }
        _ => 0,
    }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The value of words that stay where they are.
pub fn borrowed(numbers: Numbers, ty: &Type, words: &[u64]) -> Value {
    let mask = owners(ty);
    for (_, &word) in words.iter().enumerate().filter(|(i, _)| *i < 64 && mask >> i & 1 == 1) {
        // SAFETY: an owner word of a live list: null or a live block.
        unsafe { retain(word as *mut Block) };
    }
    take(numbers, ty, words)
}

fn plain(numbers: Numbers, ty: &Type, words: &[u64]) -> Value {
    match ty {
        Type::Scalar(dtype) if numbers != Numbers::Python => Value::Scalar(Scalar::from_words(*dtype, words)),
        Type::Scalar(dtype) => python_scalar(Scalar::from_words(*dtype, words)),
        Type::Range(_) => Value::Range(Arc::new(crate::host::RangeValue {
            start: words[0] as i64,
            stop: words[1] as i64,
            step: words[2] as i64,
        })),
        Type::Dtype(dtype) => Value::Dtype(*dtype),
        Type::Builtin(builtin) => Value::Builtin(*builtin),
        _ => Value::None,
    }
}

/// What compiled code returns is a number of Python.
fn python_scalar(scalar: Scalar) -> Value {
    match scalar {
        Scalar::Bool(value) => Value::Bool(value),
        Scalar::F32(value) => Value::Float(f64::from(value)),
        Scalar::F64(value) => Value::Float(value),
        Scalar::C64(value) => Value::Complex(f64::from(value.re), f64::from(value.im)),
        Scalar::C128(value) => Value::Complex(value.re, value.im),
        Scalar::U64(value) => i64::try_from(value).map_or(Value::UInt(value), Value::Int),
        int => Value::Int(int.as_i64()),
    }
}
