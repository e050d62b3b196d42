//! `numpy.random` in the host zone: its functions, and the methods of its objects.
//!
//! Input: a generator, a function's row, arguments. Output: what NumPy gives, bit for bit. Never: the numbers themselves
//! (`runtime::random`); compiled code's streams.

mod draw;
mod ints;
mod make;
mod many;
mod sequence;

use super::super::exception::Exception;
use super::super::random::Random;
use super::super::value::Value;
use super::super::{Keywords, Outcome, Run};
use super::arguments::Arguments;
use super::convert;
use crate::builtins::host::{self, Host, LegacyRandom as L, RngMethod as R};
use crate::builtins::row;
use crate::runtime::exception::ExceptionKind;
use crate::runtime::random::{Count, Distribution, Source};
use crate::runtime::stop;
use crate::types::{BuiltinId, Dtype};
use std::sync::Arc;

/// A call on its way.
struct Call<'a> {
    run: &'a Run,
    args: Arguments<'a>,
}

/// What is drawn.
#[derive(Clone, Copy)]
enum What {
    Floats(Distribution),
    Counts(Count),
}

/// Calls a function of `numpy.random`.
///
/// # Errors
/// What NumPy raises.
pub(super) fn call(run: &Run, function: L, args: Arguments<'_>) -> Outcome<Value> {
    let global = Arc::clone(run.random.numpy());
    legacy(&global, function, &Call { run, args })
}

/// Calls a method of an object that draws or seeds.
///
/// # Errors
/// What NumPy raises.
pub fn call_random_method(
    run: &Run,
    random: &Arc<Random>,
    id: BuiltinId,
    args: &[Value],
    keywords: &Keywords,
) -> Outcome<Value> {
    let call = Call { run, args: Arguments::bind(id, args, keywords)? };
    match (host::host(id).map(|row| row.host), &**random) {
        (Some(Host::Legacy(function)), Random::State(_)) => legacy(random, function, &call),
        (Some(Host::Rng(method)), Random::Generator(_)) => generator(random, method, &call),
        (Some(Host::Seed(method)), Random::Sequence(seeds)) => make::seed_method(seeds, method, &call.args),
        _ => {
            let (name, class) = (row(id).name(), random.tag().qualified_name());
            Err(Exception::type_error(format!("method '{name}' is not for a '{class}' object")))
        }
    }
}

/// `object.name = value`
///
/// # Errors
/// AttributeError for what cannot be set, ValueError for what is no state.
pub fn set_random_attribute(random: &Random, name: &str, value: &Value) -> Outcome<()> {
    make::set_attribute(random, name, value)
}

/// `object.name`, where it is no method.
pub fn random_attribute(random: &Arc<Random>, name: &str) -> Option<Value> {
    make::attribute(random, name)
}

fn legacy(random: &Arc<Random>, function: L, call: &Call<'_>) -> Outcome<Value> {
    if let Some(what) = legacy_distribution(function) {
        return call.draw(random, what);
    }
    match function {
        L::Seed => make::reseed(random, call.args.get("seed")),
        L::GetState => make::state(random),
        L::SetState => make::set_state(random, call.args.required("state")?),
        L::RandomState => make::random_state(call.args.get("seed")),
        L::DefaultRng => make::default_rng(call.run, call.args.get("seed")),
        L::Generator => make::generator(call.args.required("bit_generator")?),
        L::Pcg64 => make::pcg64(call.run, call.args.get("seed")),
        L::SeedSequence => make::sequence(&call.args),
        L::Rand => call.of_shape(random, Distribution::Uniform),
        L::Randn => call.of_shape(random, Distribution::StandardNormal),
        L::Random => call.standard(random, Distribution::Uniform),
        L::Randint => call.ints(random, false),
        L::Bytes => call.bytes(random),
        L::Choice => call.choice(random),
        L::Shuffle => call.shuffle(random),
        L::Permutation => call.permutation(random),
        L::Multinomial => call.multinomial(random),
        L::Dirichlet => call.dirichlet(random),
        L::MultivariateNormal => call.multivariate_normal(random),
        _ => Ok(Value::None),
    }
}

fn generator(random: &Arc<Random>, method: R, call: &Call<'_>) -> Outcome<Value> {
    if let Some(what) = rng_distribution(method) {
        return call.draw(random, what);
    }
    match method {
        R::Random => call.standard(random, Distribution::Uniform),
        R::StandardNormal => call.standard(random, Distribution::StandardNormal),
        R::StandardExponential => call.standard(random, Distribution::StandardExponential),
        R::StandardGamma if call.dtype()? == Dtype::F32 => call.standard(random, Distribution::StandardGamma),
        R::StandardGamma => call.draw(random, What::Floats(Distribution::StandardGamma)),
        R::Integers => call.ints(random, call.args.flag("endpoint")?),
        R::Bytes => call.bytes(random),
        R::Choice => call.choice(random),
        R::Shuffle => call.shuffle(random),
        R::Permutation => call.permutation(random),
        R::Permuted => call.permuted(random),
        R::Multinomial => call.multinomial(random),
        R::Dirichlet => call.dirichlet(random),
        R::Spawn => make::spawn_generators(call.run, random, &call.args),
        _ => Ok(Value::None),
    }
}

macro_rules! distributions {
    ($function:ident of $Enum:ident; floats $($float:ident)*; counts $($count:ident)*;) => {
        match $function {
            $($Enum::$float => Some(What::Floats(Distribution::$float)),)*
            $($Enum::$count => Some(What::Counts(Count::$count)),)*
            _ => None,
        }
    };
}

fn legacy_distribution(function: L) -> Option<What> {
    distributions! {
        function of L;
        floats Beta ChiSquare Exponential F Gamma Gumbel Laplace Logistic LogNormal NoncentralChiSquare NoncentralF
            Normal Pareto Power Rayleigh StandardCauchy StandardExponential StandardGamma StandardNormal StandardT
            Triangular Uniform VonMises Wald Weibull;
        counts Binomial Geometric Hypergeometric LogSeries NegativeBinomial Poisson Zipf;
    }
}

fn rng_distribution(method: R) -> Option<What> {
    distributions! {
        method of R;
        floats Beta ChiSquare Exponential F Gamma Gumbel Laplace Logistic LogNormal NoncentralChiSquare NoncentralF
            Normal Pareto Power Rayleigh StandardCauchy StandardT Triangular Uniform VonMises Wald Weibull;
        counts Binomial Geometric Hypergeometric LogSeries NegativeBinomial Poisson Zipf;
    }
}

impl Call<'_> {
    /// `size`: none where it is not given.
    fn size(&self) -> Outcome<Option<Vec<usize>>> {
        self.args.get("size").map(convert::shape).transpose()
    }

    /// `dtype` of floats.
    fn dtype(&self) -> Outcome<Dtype> {
        match self.args.dtype()?.unwrap_or(Dtype::F64) {
            dtype @ (Dtype::F64 | Dtype::F32) => Ok(dtype),
            other => {
                let name = self.args.name;
                Err(Exception::type_error(format!("Unsupported dtype dtype('{other}') for {name}")))
            }
        }
    }

    /// Draws from an object.
    fn with<T>(&self, random: &Random, draw: impl FnOnce(&mut dyn Source) -> T) -> Outcome<T> {
        let wrong = || Exception::new(ExceptionKind::SystemError, "an object that does not draw");
        let drawn = random.draw(draw).ok_or_else(wrong)?;
        // Many draws end early where they are to stop.
        stop::poll()?;
        Ok(drawn)
    }
}
