//! Generators of seeds, seeds of entropy, states of generators.
//!
//! Input: seeds as a script gives them. Output: objects; states read and set. Never: draws.

use super::super::super::exception::Exception;
use super::super::super::key::Key;
use super::super::super::random::{Generator, Random};
use super::super::super::text::plain_str;
use super::super::super::value::{Value, lock};
use super::super::super::{Outcome, Run};
use super::super::arguments::Arguments;
use super::super::convert;
use crate::builtins::host::SeedMethod;
use crate::runtime::array::Array;
use crate::runtime::exception::ExceptionKind;
use crate::runtime::random::legacy::RandomState;
use crate::runtime::random::mt19937::{Mt19937, N};
use crate::runtime::random::pcg64::Pcg64;
use crate::runtime::random::seed_sequence::{SeedSequence, int_words};
use crate::runtime::random::shared::SharedGenerator;
use crate::types::Dtype;
use std::sync::{Arc, Mutex};

fn object(random: Random) -> Value {
    Value::Random(Arc::new(random))
}

// --- the legacy generator --------------------------------------------------------------------------------------------

/// The bits of a legacy seed.
fn legacy_bits(seed: Option<&Value>) -> Outcome<Mt19937> {
    let Some(seed) = seed else { return Ok(RandomState::of_system().bits) };
    let word =
        |int: i128| u32::try_from(int).map_err(|_| Exception::value_error("Seed must be between 0 and 2**32 - 1"));
    if let Some(int) = seed.as_int() {
        return word(int).map(Mt19937::from_word);
    }
    let items =
        convert::items(seed)?.ok_or_else(|| Exception::type_error("Cannot cast the seed to an array of ints"))?;
    let words = items.iter().map(|item| word(i128::from(convert::index(item)?))).collect::<Outcome<Vec<u32>>>()?;
    match words.is_empty() {
        true => Err(Exception::value_error("Seed must be non-empty")),
        false => Ok(Mt19937::from_words(&words)),
    }
}

/// `np.random.RandomState(seed)`
pub(super) fn random_state(seed: Option<&Value>) -> Outcome<Value> {
    Ok(object(Random::State(Mutex::new(RandomState::new(legacy_bits(seed)?)))))
}

/// `seed(seed)`
pub(super) fn reseed(random: &Random, seed: Option<&Value>) -> Outcome<Value> {
    if let Random::State(state) = random {
        let fresh = RandomState::new(legacy_bits(seed)?);
        *lock(state) = fresh;
    }
    Ok(Value::None)
}

/// The name of the legacy generator's bits in its state.
const LEGACY_BITS: &str = "MT19937";

/// `get_state()`
pub(super) fn state(random: &Random) -> Outcome<Value> {
    let Random::State(state) = random else { return Ok(Value::None) };
    let state = lock(state);
    let key = Array::from_vec(state.bits.key().to_vec());
    Ok(Value::tuple([
        Value::str(LEGACY_BITS),
        Value::array(key),
        Value::size(state.bits.position()),
        Value::Int(i64::from(state.spare_normal.is_some())),
        Value::Float(state.spare_normal.unwrap_or(0.0)),
    ]))
}

/// `set_state(state)`
pub(super) fn set_state(random: &Random, given: &Value) -> Outcome<Value> {
    let wrong = || Exception::value_error("set_state can only be used with legacy MT19937 state instances.");
    let Random::State(state) = random else { return Err(wrong()) };
    let items = convert::items(given)?.filter(|items| items.len() >= 3).ok_or_else(wrong)?;
    if items[0].as_str() != Some(LEGACY_BITS) {
        return Err(wrong());
    }
    let key = convert::items(&items[1])?.ok_or_else(wrong)?;
    let key = key.iter().map(|item| Ok(convert::index(item)? as u32)).collect::<Outcome<Vec<u32>>>()?;
    let key: [u32; N] = key.try_into().map_err(|_| Exception::value_error("state must be 624 longs"))?;
    let position = usize::try_from(convert::index(&items[2])?).unwrap_or(usize::MAX);
    let mut fresh = RandomState::new(Mt19937::from_parts(key, position).ok_or_else(wrong)?);
    if let [_, _, _, has, spare] = &items[..]
        && convert::index(has)? != 0
    {
        fresh.spare_normal = spare.as_float();
    }
    *lock(state) = fresh;
    Ok(Value::None)
}

// --- the new generators ----------------------------------------------------------------------------------------------

/// The words of entropy: of an int, of nested ints one after another.
fn entropy(value: &Value) -> Outcome<Vec<u32>> {
    if let Some(int) = value.as_int() {
        let int = u128::try_from(int).map_err(|_| Exception::value_error("expected non-negative integer"))?;
        return Ok(int_words(int));
    }
    let Some(items) = convert::items(value)? else {
        let words = "SeedSequence expects int or sequence of ints for entropy not";
        return Err(Exception::type_error(format!("{words} {}", plain_str(value))));
    };
    items.iter().map(entropy).collect::<Outcome<Vec<_>>>().map(|parts| parts.concat())
}

fn sequence_of(seed: Option<&Value>) -> Outcome<SeedSequence> {
    match seed {
        None => Ok(SeedSequence::of_system()),
        Some(Value::Random(random)) => match &**random {
            Random::Sequence(sequence) => Ok(lock(sequence).clone()),
            _ => Err(Exception::type_error("expected a seed, got a generator")),
        },
        Some(value) => Ok(SeedSequence::new(entropy(value)?, Vec::new())),
    }
}

fn seeded(run: &Run, seeds: SeedSequence) -> Outcome<Arc<Generator>> {
    let shared = SharedGenerator::new(Some(&run.services.account), Pcg64::new(&seeds))?;
    Ok(Generator::new(shared, seeds))
}

/// `np.random.default_rng(seed)`; a generator is itself.
pub(super) fn default_rng(run: &Run, seed: Option<&Value>) -> Outcome<Value> {
    if let Some(given @ Value::Random(random)) = seed {
        match &**random {
            Random::Generator(_) => return Ok(given.clone()),
            Random::BitGenerator(bits) => return Ok(object(Random::Generator(Arc::clone(bits)))),
            _ => {}
        }
    }
    Ok(object(Random::Generator(seeded(run, sequence_of(seed)?)?)))
}

/// `np.random.PCG64(seed)`
pub(super) fn pcg64(run: &Run, seed: Option<&Value>) -> Outcome<Value> {
    Ok(object(Random::BitGenerator(seeded(run, sequence_of(seed)?)?)))
}

/// `np.random.Generator(bit_generator)`
pub(super) fn generator(bits: &Value) -> Outcome<Value> {
    if let Value::Random(random) = bits
        && let Random::BitGenerator(bits) = &**random
    {
        return Ok(object(Random::Generator(Arc::clone(bits))));
    }
    Err(Exception::type_error("a generator is made of a bit generator: np.random.PCG64(seed)"))
}

/// `np.random.SeedSequence(entropy, spawn_key=..)`
pub(super) fn sequence(args: &Arguments<'_>) -> Outcome<Value> {
    let key = args.get("spawn_key").map(entropy).transpose()?.unwrap_or_default();
    let sequence = match args.get("entropy") {
        None => SeedSequence::new(SeedSequence::of_system().entropy, key),
        Some(value) => SeedSequence::new(entropy(value)?, key),
    };
    Ok(object(Random::Sequence(Mutex::new(sequence))))
}

/// How many children a call asks for.
fn children(args: &Arguments<'_>) -> Outcome<u32> {
    let n = convert::index(args.required("n_children")?)?;
    u32::try_from(n).map_err(|_| Exception::value_error("n_children must be non-negative"))
}

/// `rng.spawn(n)`
pub(super) fn spawn_generators(run: &Run, random: &Random, args: &Arguments<'_>) -> Outcome<Value> {
    let Random::Generator(own) = random else { return Ok(Value::None) };
    let spawned = lock(&own.seeds).spawn(children(args)?)?;
    let generators = spawned.into_iter().map(|seeds| Ok(object(Random::Generator(seeded(run, seeds)?))));
    Ok(Value::list(generators.collect::<Outcome<Vec<_>>>()?))
}

/// Methods of a seed sequence.
pub(super) fn seed_method(seeds: &Mutex<SeedSequence>, method: SeedMethod, args: &Arguments<'_>) -> Outcome<Value> {
    match method {
        SeedMethod::Spawn => {
            let spawned = lock(seeds).spawn(children(args)?)?;
            Ok(Value::list(spawned.into_iter().map(|it| object(Random::Sequence(Mutex::new(it)))).collect()))
        }
        SeedMethod::GenerateState => {
            let n = usize::try_from(convert::index(args.required("n_words")?)?).unwrap_or(0);
            match args.dtype()?.unwrap_or(Dtype::U32) {
                Dtype::U32 => Ok(Value::array(Array::from_vec(lock(seeds).generate_u32(n)?))),
                Dtype::U64 => Ok(Value::array(Array::from_vec(lock(seeds).generate_u64(n)?))),
                _ => Err(Exception::value_error("only support uint32 or uint64")),
            }
        }
    }
}

/// The name of the new generators' bits in their state.
const NEW_BITS: &str = "PCG64";

/// An int of 128 bits as two of 64: numjit's ints have no more.
fn halves(value: u128) -> Value {
    let half = |half: u64| i64::try_from(half).map_or(Value::UInt(half), Value::Int);
    Value::tuple([half((value >> 64) as u64), half(value as u64)])
}

/// `bit_generator.state`
fn bits_state(own: &Generator) -> Option<Value> {
    let bits = own.shared.with(|bits| *bits);
    let entry = |name: &str, value: Value| (Value::str(name), value);
    let state = Value::dict_of([entry("state", halves(bits.state)), entry("inc", halves(bits.increment))])?;
    Value::dict_of([
        entry("bit_generator", Value::str(NEW_BITS)),
        entry("state", state),
        entry("has_uint32", Value::Int(i64::from(bits.spare.is_some()))),
        entry("uinteger", Value::Int(i64::from(bits.spare.unwrap_or(0)))),
    ])
}

/// What such a dict describes.
fn bits_of(state: &Value) -> Option<Pcg64> {
    let entry = |dict: &Value, name: &str| match dict {
        Value::Dict(dict) => lock(dict).get(&Key::str(name)).cloned(),
        _ => None,
    };
    let whole = |value: Value| match convert::items(&value).ok()? {
        Some(halves) => {
            let [high, low] = &halves[..] else { return None };
            Some(u128::from(u64::try_from(high.as_int()?).ok()?) << 64 | u128::from(u64::try_from(low.as_int()?).ok()?))
        }
        None => u128::try_from(value.as_int()?).ok(),
    };
    if entry(state, "bit_generator")?.as_str() != Some(NEW_BITS) {
        return None;
    }
    let inner = entry(state, "state")?;
    let spare = u32::try_from(entry(state, "uinteger")?.as_int()?).ok()?;
    Some(Pcg64 {
        state: whole(entry(&inner, "state")?)?,
        increment: whole(entry(&inner, "inc")?)?,
        spare: (entry(state, "has_uint32")?.as_int()? != 0).then_some(spare),
    })
}

/// `bit_generator.state = state`
pub(super) fn set_attribute(random: &Random, name: &str, value: &Value) -> Outcome<()> {
    let (Random::BitGenerator(own), "state") = (random, name) else {
        let words = format!("'{}' object has no attribute '{name}'", random.tag().qualified_name());
        return Err(Exception::new(ExceptionKind::AttributeError, words));
    };
    let bits = bits_of(value).ok_or_else(|| Exception::value_error("state must be for a PCG64 RNG"))?;
    own.shared.with(|state| *state = bits);
    Ok(())
}

/// `rng.bit_generator`, `bits.state`, `bits.seed_seq`
pub(super) fn attribute(random: &Arc<Random>, name: &str) -> Option<Value> {
    match (&**random, name) {
        (Random::Generator(own), "bit_generator") => Some(object(Random::BitGenerator(Arc::clone(own)))),
        (Random::BitGenerator(own), "state") => bits_state(own),
        (Random::BitGenerator(own), "seed_seq") => Some(object(Random::Sequence(Mutex::new(lock(&own.seeds).clone())))),
        _ => None,
    }
}
