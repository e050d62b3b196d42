//! Python's module `random` and the class `random.Random`.
//!
//! Input: a generator, a function, arguments. Output: what CPython gives, bit for bit. Never: the numbers themselves
//! (`runtime::random`), NumPy's generators.

use super::args::{Args, as_float, as_int};
use crate::builtins::host::PythonRandom as F;
use crate::host::Outcome;
use crate::host::exception::Exception;
use crate::host::interp::Interpreter;
use crate::host::ops;
use crate::host::random::Random;
use crate::host::value::{Value, lock};
use crate::runtime::exception::ExceptionKind;
use crate::runtime::random::python::{self, Variate};
use crate::runtime::room;
use crate::runtime::string_ops::hash_float;
use std::sync::{Arc, Mutex};

/// Calls a function of the module, or a method of a generator.
pub(super) fn call(interp: &Interpreter<'_>, random: &Random, function: F, args: &Args) -> Outcome<Value> {
    let Random::Python(own) = random else { return Err(Exception::type_error("not a random.Random")) };
    if function == F::Class {
        let fresh = seeded(args.some(0))?;
        return Ok(Value::Random(Arc::new(Random::Python(Mutex::new(fresh)))));
    }
    if function == F::Seed {
        let fresh = seeded(args.some(0))?;
        *lock(own) = fresh;
        return Ok(Value::None);
    }
    if let Some(variate) = variate(function) {
        let params = params(variate, args)?;
        return Ok(Value::Float(lock(own).draw(variate, params)));
    }
    let below = |bound: usize| lock(own).below(bound as u64) as usize;
    match function {
        F::Getrandbits => bits(own, as_int(args.at(0))?),
        F::Randrange => randrange(own, as_int(args.at(0))?, args.optional_int(1)?, args.int(2, 1)?),
        F::Randint => {
            let (a, b) = (as_int(args.at(0))?, as_int(args.at(1))?);
            randrange(own, a, Some(b.saturating_add(1)), 1)
        }
        F::Choice => {
            let items = items(interp, args.at(0))?;
            match items.len() {
                0 => Err(Exception::new(ExceptionKind::IndexError, "Cannot choose from an empty sequence")),
                n => Ok(items[below(n)].clone()),
            }
        }
        F::Getstate => Ok(state(&lock(own))),
        F::Setstate => {
            let fresh = of_state(interp, args.at(0))?;
            *lock(own) = fresh;
            Ok(Value::None)
        }
        F::Choices => choices(interp, own, args),
        F::Sample => sample(interp, own, args),
        F::Shuffle => shuffle(interp, own, args.at(0)),
        _ => Ok(Value::None),
    }
}

/// A generator of a seed: None, an int, a float, a text, bytes.
fn seeded(seed: Option<&Value>) -> Outcome<python::Random> {
    Ok(match seed {
        None => python::Random::of_system(),
        Some(Value::Float(x)) => python::Random::of_int(u128::from(hash_float(*x).unsigned_abs())),
        Some(Value::Str(text)) => python::Random::of_bytes(text.as_bytes()),
        Some(Value::Bytes(bytes)) => python::Random::of_bytes(bytes),
        Some(value) => match value.as_int() {
            Some(int) => python::Random::of_int(int.unsigned_abs()),
            None => {
                let words = "The only supported seed types are: None,\nint, float, str, bytes, and bytearray.";
                return Err(Exception::type_error(words));
            }
        },
    })
}

/// The version of states that CPython makes.
const STATE_VERSION: i64 = 3;

/// `getstate()`
fn state(own: &python::Random) -> Value {
    let (key, position, spare) = own.parts();
    let words = key.iter().map(|&word| Value::Int(word.into())).chain(std::iter::once(Value::size(position)));
    Value::tuple([Value::Int(STATE_VERSION), Value::tuple(words), spare.map_or(Value::None, Value::Float)])
}

/// The generator that a state describes.
fn of_state(interp: &Interpreter<'_>, state: &Value) -> Outcome<python::Random> {
    let wrong = || Exception::value_error("state is not one that getstate() gave");
    let [version, words, spare] = &items(interp, state)?[..] else { return Err(wrong()) };
    let words = items(interp, words)?.iter().map(as_int).collect::<Outcome<Vec<_>>>()?;
    let (Some((&position, key)), Some(STATE_VERSION)) = (words.split_last(), as_int(version).ok()) else {
        return Err(wrong());
    };
    let key: Vec<u32> = key.iter().map(|&word| u32::try_from(word)).collect::<Result<_, _>>().map_err(|_| wrong())?;
    let key = key.try_into().map_err(|_| wrong())?;
    let position = usize::try_from(position).map_err(|_| wrong())?;
    python::Random::from_parts(key, position, spare.as_float()).ok_or_else(wrong)
}

fn variate(function: F) -> Option<Variate> {
    Some(match function {
        F::Random => Variate::Random,
        F::Uniform => Variate::Uniform,
        F::Triangular => Variate::Triangular,
        F::Normal => Variate::Normal,
        F::Gauss => Variate::Gauss,
        F::LogNormal => Variate::LogNormal,
        F::Exponential => Variate::Exponential,
        F::VonMises => Variate::VonMises,
        F::Gamma => Variate::Gamma,
        F::Beta => Variate::Beta,
        F::Pareto => Variate::Pareto,
        F::Weibull => Variate::Weibull,
        _ => return None,
    })
}

/// The parameters of a distribution, with its defaults.
fn params(variate: Variate, args: &Args) -> Outcome<[f64; 3]> {
    let defaults = match variate {
        Variate::Triangular => [0.0, 1.0, f64::NAN],
        Variate::Normal | Variate::Gauss => [0.0, 1.0, 0.0],
        _ => [0.0; 3],
    };
    let mut params = defaults;
    for (n, param) in params.iter_mut().enumerate() {
        if let Some(value) = args.some(n) {
            *param = as_float(value)?;
        }
    }
    if matches!(variate, Variate::Gamma | Variate::Beta) && (params[0] <= 0.0 || params[1] <= 0.0) {
        return Err(Exception::value_error("gammavariate: alpha and beta must be > 0.0"));
    }
    if variate == Variate::Exponential && params[0] == 0.0 {
        return Err(Exception::new(ExceptionKind::ZeroDivisionError, "float division by zero"));
    }
    Ok(params)
}

fn bits(own: &Mutex<python::Random>, count: i64) -> Outcome<Value> {
    match count {
        ..0 => Err(Exception::value_error("number of bits must be non-negative")),
        0..=64 => Value::int(i128::from(lock(own).bits(count as u32))),
        _ => Err(Exception::new(ExceptionKind::OverflowError, "ints have up to 64 bits in numjit")),
    }
}

fn randrange(own: &Mutex<python::Random>, start: i64, stop: Option<i64>, step: i64) -> Outcome<Value> {
    let Some(stop) = stop else {
        return match start {
            1.. => Ok(Value::Int(lock(own).below(start as u64) as i64)),
            _ => Err(Exception::value_error("empty range for randrange()")),
        };
    };
    let width = i128::from(stop) - i128::from(start);
    let step = i128::from(step);
    let count = match step {
        0 => return Err(Exception::value_error("zero step for randrange()")),
        1.. => (width + step - 1).div_euclid(step),
        _ => -(width + step + 1).div_euclid(-step),
    };
    if count <= 0 {
        return Err(Exception::value_error(match step {
            1 => format!("empty range for randrange() ({start}, {stop}, {width})"),
            _ => "empty range for randrange()".to_owned(),
        }));
    }
    let drawn = lock(own).below(u64::try_from(count).unwrap_or(u64::MAX));
    Value::int(i128::from(start) + step * i128::from(drawn))
}

fn items(interp: &Interpreter<'_>, value: &Value) -> Outcome<Vec<Value>> {
    interp.items(value)
}

/// R. W. Floyd would do; CPython keeps a pool of small populations, a set of the picks of large ones.
fn sample(interp: &Interpreter<'_>, own: &Mutex<python::Random>, args: &Args) -> Outcome<Value> {
    if !matches!(
        args.at(0),
        Value::List(_)
            | Value::Tuple(_)
            | Value::Str(_)
            | Value::Bytes(_)
            | Value::Range(_)
            | Value::Array(_)
            | Value::Instance(_)
    ) {
        return Err(Exception::type_error("Population must be a sequence.  For dicts or sets, use sorted(d)."));
    }
    let n = ops::length(interp, args.at(0))?;
    let k = usize::try_from(as_int(args.at(1))?).unwrap_or(usize::MAX);
    if k > n {
        return Err(Exception::value_error("Sample larger than population or is negative"));
    }
    let below = |bound: usize| lock(own).below(bound as u64) as usize;
    let set_size = 21.0 + if k > 5 { 4.0_f64.powf((((k * 3) as f64).ln() / 4.0_f64.ln()).ceil()) } else { 0.0 };
    let mut picked = room::with_room(k)?;
    if n as f64 <= set_size {
        let mut pool = items(interp, args.at(0))?;
        for i in 0..k {
            let j = below(n - i);
            picked.push(pool[j].clone());
            pool[j] = pool[n - i - 1].clone();
        }
        return Ok(Value::list(picked));
    }
    let mut seen = rustc_hash::FxHashSet::default();
    while picked.len() < k {
        interp.run.poll()?;
        let j = below(n);
        if seen.insert(j) {
            picked.push(ops::get_item(interp, args.at(0), &Value::size(j))?);
        }
    }
    Ok(Value::list(picked))
}

fn choices(interp: &Interpreter<'_>, own: &Mutex<python::Random>, args: &Args) -> Outcome<Value> {
    let population = items(interp, args.at(0))?;
    let k = args.int(3, 1)?.max(0);
    let n = population.len();
    let sums = match (args.some(1), args.some(2)) {
        (None, None) if n == 0 => return Err(Exception::new(ExceptionKind::IndexError, "list index out of range")),
        (None, None) => None,
        (Some(weights), None) => {
            let mut sum = 0.0;
            let weights = items(interp, weights)?;
            let sums = weights.iter().map(|weight| {
                sum += as_float(weight)?;
                Ok(sum)
            });
            Some(sums.collect::<Outcome<Vec<f64>>>()?)
        }
        (None, Some(sums)) => Some(items(interp, sums)?.iter().map(as_float).collect::<Outcome<Vec<f64>>>()?),
        _ => return Err(Exception::type_error("Cannot specify both weights and cumulative weights")),
    };
    let mut own = lock(own);
    let Some(sums) = sums else {
        let pick = |_| population[(own.random() * n as f64).floor() as usize].clone();
        return Ok(Value::list(interp.run.gathered((0..k).map(pick))?));
    };
    if sums.len() != n {
        return Err(Exception::value_error("The number of weights does not match the population"));
    }
    let total = sums.last().copied().unwrap_or(0.0);
    if total <= 0.0 {
        return Err(Exception::value_error("Total of weights must be greater than zero"));
    }
    let pick = |_| {
        let x = own.random() * total;
        population[sums[..n - 1].partition_point(|&sum| sum <= x)].clone()
    };
    Ok(Value::list(interp.run.gathered((0..k).map(pick))?))
}

/// Swaps items of a list, or elements and rows of an array, as CPython's loop does.
fn shuffle(interp: &Interpreter<'_>, own: &Mutex<python::Random>, x: &Value) -> Outcome<Value> {
    if let Value::List(list) = x {
        let mut items = lock(list).clone();
        let mut own = lock(own);
        for i in (1..items.len()).rev() {
            items.swap(i, own.below(i as u64 + 1) as usize);
        }
        *lock(list) = items;
        return Ok(Value::None);
    }
    let n = ops::length(interp, x)?;
    for i in (1..n).rev() {
        let j = lock(own).below(i as u64 + 1) as usize;
        let (i, j) = (Value::size(i), Value::size(j));
        let (a, b) = (ops::get_item(interp, x, &i)?, ops::get_item(interp, x, &j)?);
        ops::set_item(interp, x, &i, &b)?;
        ops::set_item(interp, x, &j, &a)?;
    }
    Ok(Value::None)
}
