//! Shuffles, permutations, choices.
//!
//! Input: lists, arrays, ints that stand for ranges. Output: copies in another order; what is chosen; a list or an array
//! changed in place. Never: how ints are drawn.

use super::super::super::exception::Exception;
use super::super::super::random::Random;
use super::super::super::value::{Value, lock};
use super::super::super::{Outcome, Run};
use super::super::{convert, index, nested};
use super::Call;
use crate::runtime::array::Array;
use crate::runtime::random::Source;
use crate::runtime::random::bounded::{Bounded, Method, Width};
use crate::runtime::room;
use crate::types::{Dtype, Layout};

/// The places of `n` items.
fn places(run: &Run, n: usize) -> Outcome<Vec<i64>> {
    let mut places = Array::room_for(&[n])?;
    places.extend(run.until_stopped(0..n as i64));
    run.poll()?;
    Ok(places)
}

/// The items of an array along its first axis, in this order.
fn taken(run: &Run, array: &Array, order: Vec<i64>) -> Outcome<Array> {
    match index::get_item(run, array, &Value::array(Array::from_vec(order)))? {
        Value::Array(taken) => Ok((*taken).clone()),
        other => nested::as_array(run, &other, None),
    }
}

/// An axis moved to the front; moved back it is the same call with the result's axes.
fn to_front(array: &Array, axis: usize) -> Outcome<Array> {
    let mut axes: Vec<usize> = (0..array.ndim()).filter(|&other| other != axis).collect();
    axes.insert(0, axis);
    Ok(array.permute(&axes)?)
}

fn to_back(array: &Array, axis: usize) -> Outcome<Array> {
    let mut axes: Vec<usize> = (1..array.ndim()).collect();
    axes.insert(axis, 0);
    Ok(array.permute(&axes)?)
}

impl Call<'_> {
    /// The order that a shuffle of `n` items brings them into.
    fn shuffled(&self, random: &Random, n: usize) -> Outcome<Vec<i64>> {
        let mut order = places(self.run, n)?;
        self.with(random, |source| {
            for i in self.run.until_stopped((1..n).rev()) {
                order.swap(i, source.interval(i as u64) as usize);
            }
        })?;
        self.run.poll()?;
        Ok(order)
    }

    /// So many places, each drawn on its own.
    fn picked(&self, random: &Random, count: usize, mut draw: impl FnMut(&mut dyn Source) -> i64) -> Outcome<Vec<i64>> {
        let mut picks = Array::room_for(&[count])?;
        self.with(random, |source| picks.extend(self.run.until_stopped((0..count).map(|_| draw(source)))))?;
        self.run.poll()?;
        Ok(picks)
    }

    fn axis(&self, array: &Array) -> Outcome<usize> {
        convert::axis(self.args.int("axis")?.unwrap_or(0), array.ndim())
    }

    /// `shuffle(x, axis)`
    pub(super) fn shuffle(&self, random: &Random) -> Outcome<Value> {
        match self.args.required("x")? {
            Value::List(list) => {
                let mut items = lock(list).clone();
                self.with(random, |source| {
                    for i in (1..items.len()).rev() {
                        items.swap(i, source.interval(i as u64) as usize);
                    }
                })?;
                *lock(list) = items;
            }
            Value::Array(array) if array.ndim() == 0 => return Err(Exception::type_error("len() of unsized object")),
            Value::Array(array) => {
                if !array.is_mutable() {
                    return Err(Exception::value_error("array is read-only"));
                }
                let front = to_front(array, self.axis(array)?)?;
                let order = self.shuffled(random, front.shape()[0])?;
                front.assign(&taken(self.run, &front, order)?)?;
            }
            other @ (Value::Str(_) | Value::Bytes(_) | Value::Tuple(_) | Value::Range(_) | Value::Set(_)) => {
                let words = format!("'{}' object does not support item assignment", other.type_name());
                return Err(Exception::type_error(words));
            }
            other => {
                let words = format!("object of type '{}' has no len()", other.type_name());
                return Err(Exception::type_error(words));
            }
        }
        Ok(Value::None)
    }

    /// `permutation(x, axis)`
    pub(super) fn permutation(&self, random: &Random) -> Outcome<Value> {
        let x = self.args.required("x")?;
        if let Some(n) = x.as_int() {
            let n = usize::try_from(n).unwrap_or(0);
            let order = self.shuffled(random, n)?;
            return Ok(Value::array(Array::from_vec(order)));
        }
        let array = nested::as_array(self.run, x, None)?;
        let axis = self.axis(&array)?;
        let front = to_front(&array, axis)?;
        let order = self.shuffled(random, front.shape()[0])?;
        Ok(Value::array(to_back(&taken(self.run, &front, order)?, axis)?))
    }

    /// `permuted(x, axis=None, out=None)`
    pub(super) fn permuted(&self, random: &Random) -> Outcome<Value> {
        let array = nested::as_array(self.run, self.args.required("x")?, None)?;
        let copy = array.copy(crate::runtime::array::Order::C)?;
        match self.args.axis(&copy)? {
            // In the order of memory.
            None if array.layout() == Layout::F => {
                let backward: Vec<usize> = (0..array.ndim()).rev().collect();
                let columns = copy.permute(&backward)?.copy(crate::runtime::array::Order::C)?;
                self.permute_lane(random, &columns.reshape(&[-1])?)?;
                copy.assign(&columns.permute(&backward)?)?;
            }
            None => self.permute_lane(random, &copy.reshape(&[-1])?)?,
            Some(axis) => {
                let back = to_front(&copy, axis)?;
                let others: Vec<usize> = back.shape()[1..].to_vec();
                for k in 0..others.iter().product() {
                    let mut at = super::super::fancy::unravel(k, &others);
                    at.insert(0, 0);
                    let mut items: Vec<crate::runtime::array::Index> =
                        at.into_iter().map(crate::runtime::array::Index::At).collect();
                    items[0] = crate::runtime::array::Index::Ellipsis;
                    self.permute_lane(random, &back.index(&items)?)?;
                }
            }
        }
        self.args.result(Value::array(copy))
    }

    fn permute_lane(&self, random: &Random, lane: &Array) -> Outcome<()> {
        let order = self.shuffled(random, lane.size())?;
        Ok(lane.assign(&taken(self.run, lane, order)?)?)
    }

    /// `choice(a, size, replace, p, axis, shuffle)`
    pub(super) fn choice(&self, random: &Random) -> Outcome<Value> {
        let legacy = matches!(random, Random::State(_));
        let a = self.args.required("a")?;
        let size = self.size()?;
        let shape = size.clone().unwrap_or_default();
        let count = convert::size_of(&shape)?;
        let population = self.population(a, count, legacy)?;
        let from = match &population {
            Population::Range(n) => *n,
            Population::Items(array) => array.shape()[0],
        };
        let weights = self.weights(from, legacy)?;
        let replace = self.args.truth("replace")?.unwrap_or(true);
        if !replace && count > from {
            let last = if legacy { "'replace=False'" } else { "replace is False" };
            return Err(Exception::value_error(format!("Cannot take a larger sample than population when {last}")));
        }
        let picks = match (replace, &weights) {
            (true, Some(p)) => {
                let sums = cumulative(p)?;
                self.picked(random, count, |source| pick(&sums, source.uniform()))?
            }
            (true, None) => {
                let mut bounded = None;
                self.picked(random, count, |source| {
                    let bounded = bounded.get_or_insert_with(|| Bounded::new(Width::W64, source.method()));
                    source.next(bounded, from as u64 - 1) as i64
                })?
            }
            (false, Some(p)) => {
                if p.iter().filter(|&&p| p > 0.0).count() < count {
                    return Err(Exception::value_error("Fewer non-zero entries in p than size"));
                }
                self.different_by_weight(random, p.clone(), count)?
            }
            (false, None) if legacy => {
                let mut order = self.shuffled(random, from)?;
                order.truncate(count);
                order
            }
            (false, None) => {
                let shuffle = self.args.truth("shuffle")?.unwrap_or(true);
                self.different(random, from, count, shuffle)?
            }
        };
        self.chosen(&population, size.as_deref(), picks)
    }

    fn population(&self, a: &Value, count: usize, legacy: bool) -> Outcome<Population> {
        if let Some(n) = a.as_int() {
            return match usize::try_from(n) {
                Ok(n) if n > 0 || count == 0 => Ok(Population::Range(n)),
                _ if legacy => Err(Exception::value_error("a must be greater than 0 unless no samples are taken")),
                _ => Err(Exception::value_error("a must be a positive integer unless no samples are taken")),
            };
        }
        let array = nested::as_array(self.run, a, None)?;
        if array.ndim() == 0 || (legacy && array.ndim() != 1) {
            let words = if legacy {
                "a must be 1-dimensional"
            } else {
                "a must be a sequence or an integer, not <class 'float'>"
            };
            return Err(Exception::value_error(words));
        }
        let front = if legacy { array } else { to_front(&array, self.axis(&array)?)? };
        if front.shape()[0] == 0 && count > 0 {
            let words = if legacy {
                "'a' cannot be empty unless no samples are taken"
            } else {
                "a cannot be empty unless no samples are taken"
            };
            return Err(Exception::value_error(words));
        }
        Ok(Population::Items(front))
    }

    fn weights(&self, from: usize, legacy: bool) -> Outcome<Option<Vec<f64>>> {
        let Some(p) = self.args.get("p") else { return Ok(None) };
        let p = nested::as_array(self.run, p, Some(Dtype::F64))?;
        if p.ndim() != 1 {
            return Err(Exception::value_error(if legacy {
                "'p' must be 1-dimensional"
            } else {
                "p must be 1-dimensional"
            }));
        }
        if p.size() != from {
            let words = if legacy { "'a' and 'p' must have same size" } else { "a and p must have same size" };
            return Err(Exception::value_error(words));
        }
        let p: Vec<f64> = p.to_vec()?;
        let sum: f64 = p.iter().sum();
        let capital = |words: &str| if legacy { words.to_owned() } else { words.replacen('p', "P", 1) };
        if sum.is_nan() {
            return Err(Exception::value_error(capital("probabilities contain NaN")));
        }
        if p.iter().any(|&p| p < 0.0) {
            return Err(Exception::value_error(capital("probabilities are not non-negative")));
        }
        if (sum - 1.0).abs() > f64::EPSILON.sqrt() {
            let rest = if legacy { "" } else { ". See Notes section of docstring for more information." };
            return Err(Exception::value_error(format!("{}{rest}", capital("probabilities do not sum to 1"))));
        }
        Ok(Some(p))
    }

    /// The chosen items in a shape; a single one as a scalar.
    fn chosen(&self, population: &Population, size: Option<&[usize]>, picks: Vec<i64>) -> Outcome<Value> {
        let Some(shape) = size else {
            return match population {
                Population::Range(_) => Ok(Value::Int(picks[0])),
                Population::Items(array) => index::row(array, picks[0] as usize),
            };
        };
        let picks = convert::from_vec(shape, picks)?;
        match population {
            Population::Range(_) => Ok(Value::array(picks)),
            Population::Items(array) => {
                let flat = picks.reshape(&[-1])?;
                let items = taken(self.run, array, flat.to_vec()?)?;
                let full: Vec<i64> = shape.iter().chain(&array.shape()[1..]).map(|&n| n as i64).collect();
                let items = items.reshape(&full)?;
                let axis = self.args.int("axis").unwrap_or_default().unwrap_or(0);
                let axis = convert::axis(axis, array.ndim())?;
                if axis == 0 || shape.len() != 1 {
                    Ok(Value::array(items))
                } else {
                    Ok(Value::array(to_back(&items, axis)?))
                }
            }
        }
    }
}

/// What is chosen from.
enum Population {
    /// The ints below a bound.
    Range(usize),
    /// The items along the first axis.
    Items(Array),
}

/// Running sums of weights, the last one 1.
fn cumulative(p: &[f64]) -> Outcome<Vec<f64>> {
    let mut sum = 0.0;
    let mut sums = room::gathered(p.iter().map(|p| {
        sum += p;
        sum
    }))?;
    sums.iter_mut().for_each(|partial| *partial /= sum);
    Ok(sums)
}

fn pick(sums: &[f64], x: f64) -> i64 {
    sums.partition_point(|&sum| sum <= x) as i64
}

impl Call<'_> {
    /// Different picks by weight, round by round as NumPy takes them.
    fn different_by_weight(&self, random: &Random, mut p: Vec<f64>, count: usize) -> Outcome<Vec<i64>> {
        let mut found: Vec<i64> = Vec::new();
        while found.len() < count {
            let missing = count - found.len();
            let draws = self.with(random, |source| self.run.gathered((0..missing).map(|_| source.uniform())))??;
            for &known in &found {
                p[known as usize] = 0.0;
            }
            let sums = cumulative(&p)?;
            for x in draws {
                let new = pick(&sums, x);
                if !found.contains(&new) {
                    found.push(new);
                }
            }
            self.run.poll()?;
        }
        Ok(found)
    }

    /// Different ints below a bound: a tail shuffle of all of them, or R. W. Floyd's algorithm.
    fn different(&self, random: &Random, from: usize, count: usize, shuffle: bool) -> Outcome<Vec<i64>> {
        let mut bounded = Bounded::new(Width::W64, Method::Lemire);
        let cutoff = if shuffle { 50 } else { 20 };
        if from > 10_000 && count > from / cutoff {
            let mut order = places(self.run, from)?;
            self.shuffle_tail(random, &mut bounded, &mut order, (from - count).max(1))?;
            return Ok(order.split_off(from - count));
        }
        let mut seen = rustc_hash::FxHashSet::default();
        let mut last = from - count;
        let mut picks = self.picked(random, count, |source| {
            let drawn = source.next(&mut bounded, last as u64) as i64;
            let new = if seen.insert(drawn) { drawn } else { last as i64 };
            seen.insert(new);
            last += 1;
            new
        })?;
        if shuffle {
            self.shuffle_tail(random, &mut bounded, &mut picks, 1)?;
        }
        Ok(picks)
    }

    fn shuffle_tail(&self, random: &Random, bounded: &mut Bounded, items: &mut [i64], first: usize) -> Outcome<()> {
        self.with(random, |source| {
            for i in self.run.until_stopped((first..items.len()).rev()) {
                items.swap(i, source.next(bounded, i as u64) as usize);
            }
        })?;
        self.run.poll()
    }
}
