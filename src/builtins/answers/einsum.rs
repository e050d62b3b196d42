//! Subscripts of `np.einsum`, read at compile time.
//!
//! Input: the text of the subscripts, the ranks of the operands. Output: what is wrong with them, or a plan: which labels
//! the axes have, and which two operands are contracted after one another, how. Never: lengths, which run time knows.
//!
//! Labels are numbered in the order in which loops run: those of the output first. A step contracts two operands; what it
//! gives is the first of the operands of the next step. The pair is chosen that leaves the fewest axes.

use super::{Args, Ruling, constant, ty};
use crate::builtins::rules::{Answer, Mismatch};
use crate::types::{Constant, Type};

type Labels = Vec<usize>;

/// Subscripts that make sense.
struct Subscripts {
    /// The labels of each operand's axes.
    operands: Vec<Labels>,
    /// How many labels the output has: they are numbered from 0 on.
    output: usize,
    /// How many labels there are.
    count: usize,
    /// A letter for each label, for messages.
    letters: String,
}

/// An axis in the text: a letter, or one of those that an ellipsis stands for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Axis {
    Letter(char),
    Broadcast(usize),
}

const NO_ELLIPSIS: &str = "has more dimensions than subscripts given in einstein sum, but no '...' ellipsis provided to \
                           broadcast the extra dimensions.";

/// `einsum_error(subscripts, operands)`: None, or what NumPy says.
pub(in crate::builtins) fn einsum_error(args: Args<'_>) -> Ruling {
    Ok(Answer::Constant(match subscripts(args)? {
        Ok(_) => Constant::None,
        Err(text) => Constant::Str(text.as_str().into()),
    }))
}

/// `einsum_labels(subscripts, operands)`: the labels of each operand, a 1 for each label, their letters.
pub(in crate::builtins) fn einsum_labels(args: Args<'_>) -> Ruling {
    let Ok(found) = subscripts(args)? else { return Err(Mismatch::at(0, "these subscripts make no sense")) };
    let operands = Constant::Tuple(found.operands.iter().map(|labels| ints(labels)).collect());
    let letters = Constant::Str(found.letters.as_str().into());
    Ok(Answer::Constant(Constant::Tuple(vec![operands, ints(&vec![1; found.count]), letters])))
}

/// `einsum_plan(subscripts, operands)`: the steps; of the last operand whether it is the output, its labels, those of the
/// output, those that go and the axes that they are after the others.
pub(in crate::builtins) fn einsum_plan(args: Args<'_>) -> Ruling {
    let Ok(found) = subscripts(args)? else { return Err(Mismatch::at(0, "these subscripts make no sense")) };
    let mut operands = found.operands.clone();
    let mut steps = Vec::new();
    while operands.len() > 1 {
        let (first, second) = cheapest(&operands, found.output);
        let (b, a) = (operands.remove(second), operands.remove(first));
        let (step, result) = contraction(&a, &b, &kept(&operands, found.output));
        let places = [first, second - first - 1].map(|n| ints(&vec![0; n]));
        steps.push(Constant::Tuple(places.into_iter().chain(step).collect()));
        operands.insert(0, result);
    }
    let last = operands.remove(0);
    let summed: Labels = unique(&last).into_iter().filter(|&label| label >= found.output).collect();
    let axes: Labels = (found.output..found.output + summed.len()).collect();
    let output: Labels = (0..found.output).collect();
    let last = Constant::Tuple(vec![
        Constant::Bool(last == output),
        ints(&last),
        ints(&output),
        ints(&summed),
        ints(&axes),
    ]);
    Ok(Answer::Constant(Constant::Tuple(vec![Constant::Tuple(steps), last])))
}

fn ints(values: &[usize]) -> Constant {
    Constant::Tuple(values.iter().map(|&value| Constant::Int(value as i64)).collect())
}

fn unique(labels: &[usize]) -> Labels {
    let mut out = labels.to_vec();
    out.sort_unstable();
    out.dedup();
    out
}

/// The labels that the output or other operands have.
fn kept(others: &[Labels], output: usize) -> impl Fn(usize) -> bool {
    let labels: Labels = others.concat();
    move |label| label < output || labels.contains(&label)
}

/// The pair whose contraction has the fewest axes more than its operands; the first of equals.
fn cheapest(operands: &[Labels], output: usize) -> (usize, usize) {
    let pairs = (0..operands.len()).flat_map(|i| (i + 1..operands.len()).map(move |j| (i, j)));
    let growth = |&(i, j): &(usize, usize)| {
        let others: Vec<Labels> =
            (0..operands.len()).filter(|&k| k != i && k != j).map(|k| operands[k].clone()).collect();
        let (a, b) = (unique(&operands[i]), unique(&operands[j]));
        let (_, result) = contraction(&a, &b, &kept(&others, output));
        result.len() as i64 - (a.len() + b.len()) as i64
    };
    pairs.min_by_key(growth).unwrap_or((0, 1))
}

/// A step: the labels of both; those of both that stay, those of one that stay, those of both that go; those of one that
/// go, and the axes that they are after the others. And the labels of the result.
fn contraction(a: &Labels, b: &Labels, stays: &impl Fn(usize) -> bool) -> (Vec<Constant>, Labels) {
    let (own_a, own_b) = (unique(a), unique(b));
    let pick = |own: &Labels, other: &Labels, shared: bool, stay: bool| -> Labels {
        own.iter().copied().filter(|&label| other.contains(&label) == shared && stays(label) == stay).collect()
    };
    let batch = pick(&own_a, &own_b, true, true);
    let contracted = pick(&own_a, &own_b, true, false);
    let (free_a, free_b) = (pick(&own_a, &own_b, false, true), pick(&own_b, &own_a, false, true));
    let (gone_a, gone_b) = (pick(&own_a, &own_b, false, false), pick(&own_b, &own_a, false, false));
    let axes = |free: &Labels, gone: &Labels| -> Labels {
        let first = batch.len() + contracted.len() + free.len();
        (first..first + gone.len()).collect()
    };
    let parts = [a, b, &batch, &free_a, &free_b, &contracted, &gone_a, &axes(&free_a, &gone_a)];
    let more = [&gone_b, &axes(&free_b, &gone_b)];
    let step = parts.into_iter().chain(more).map(|labels| ints(labels)).collect();
    (step, [batch, free_a, free_b].concat())
}

// --- the text ---------------------------------------------------------------------------------------------------------

fn subscripts(args: Args<'_>) -> Result<Result<Subscripts, String>, Mismatch> {
    let Some(Constant::Str(text)) = constant(args, 0) else {
        return Err(Mismatch::at(0, "the subscripts must be a str that is known at compile time"));
    };
    let Type::Tuple(operands) = ty(args, 1) else { return Err(Mismatch::at(1, "expected a tuple of arrays")) };
    let ranks = operands.iter().map(|operand| operand.as_array().map_or(0, |array| usize::from(array.ndim)));
    Ok(read(text, &ranks.collect::<Vec<_>>()))
}

fn read(text: &str, ranks: &[usize]) -> Result<Subscripts, String> {
    let text: String = text.chars().filter(|c| *c != ' ').collect();
    let (inputs, output) = match text.split_once("->") {
        Some((inputs, output)) => (inputs, Some(output)),
        None => (text.as_str(), None),
    };
    let parts: Vec<&str> = inputs.split(',').collect();
    if parts.len() != ranks.len() {
        let more = if parts.len() < ranks.len() { "more" } else { "fewer" };
        return Err(format!(
            "{more} operands provided to einstein sum function than specified in the subscripts string"
        ));
    }
    let widths = parts.iter().zip(ranks).enumerate().map(|(n, (part, &rank))| ellipsis_width(part, rank, n));
    let widths = widths.collect::<Result<Vec<usize>, String>>()?;
    let broadcast = widths.iter().copied().max().unwrap_or(0);
    let operands: Vec<Vec<Axis>> =
        parts.iter().zip(&widths).map(|(part, &width)| axes(part, broadcast - width..broadcast)).collect();
    let output = match output {
        Some(output) => explicit_output(output, broadcast, &operands)?,
        None => implicit_output(broadcast, &operands),
    };
    Ok(numbered(&operands, &output))
}

/// How many axes the ellipsis of an operand stands for.
fn ellipsis_width(part: &str, rank: usize, n: usize) -> Result<usize, String> {
    let letters = part.replacen("...", "", 1);
    if letters.contains('.') {
        return Err(format!(
            "einstein sum subscripts string contains a '.' that is not part of an ellipsis ('...') in operand {n}"
        ));
    }
    check_letters(&letters)?;
    let n_letters = letters.chars().count();
    if n_letters > rank {
        return Err(format!("einstein sum subscripts string contains too many subscripts for operand {n}"));
    }
    if n_letters < rank && letters.len() == part.len() {
        return Err(format!("operand {NO_ELLIPSIS}"));
    }
    Ok(rank - n_letters)
}

fn check_letters(letters: &str) -> Result<(), String> {
    match letters.chars().find(|c| !c.is_ascii_alphabetic()) {
        Some(c) => {
            Err(format!("invalid subscript '{c}' in einstein sum subscripts string, subscripts must be letters"))
        }
        None => Ok(()),
    }
}

fn axes(part: &str, broadcast: std::ops::Range<usize>) -> Vec<Axis> {
    let letters = |text: &str| text.chars().map(Axis::Letter).collect::<Vec<_>>();
    match part.split_once("...") {
        Some((before, after)) => {
            letters(before).into_iter().chain(broadcast.map(Axis::Broadcast)).chain(letters(after)).collect()
        }
        None => letters(part),
    }
}

fn explicit_output(output: &str, broadcast: usize, operands: &[Vec<Axis>]) -> Result<Vec<Axis>, String> {
    let letters = output.replacen("...", "", 1);
    if letters.contains('.') {
        return Err("einstein sum subscripts string contains a '.' that is not part of an ellipsis ('...') in the output"
            .to_owned());
    }
    check_letters(&letters)?;
    if broadcast > 0 && letters.len() == output.len() {
        return Err(format!("output {NO_ELLIPSIS}"));
    }
    for (n, c) in letters.chars().enumerate() {
        if letters.chars().take(n).any(|other| other == c) {
            return Err(format!("einstein sum subscripts string includes output subscript '{c}' multiple times"));
        }
        if !operands.concat().contains(&Axis::Letter(c)) {
            return Err(format!(
                "einstein sum subscripts string included output subscript '{c}' which never appeared in an input"
            ));
        }
    }
    Ok(axes(output, 0..broadcast))
}

/// What an ellipsis stands for, then the letters that stand once, in alphabetical order.
fn implicit_output(broadcast: usize, operands: &[Vec<Axis>]) -> Vec<Axis> {
    let all = operands.concat();
    let once = |c: &char| all.iter().filter(|&&axis| axis == Axis::Letter(*c)).count() == 1;
    let letters = ('A'..='Z').chain('a'..='z').filter(once).map(Axis::Letter);
    (0..broadcast).map(Axis::Broadcast).chain(letters).collect()
}

fn numbered(operands: &[Vec<Axis>], output: &[Axis]) -> Subscripts {
    let mut labels: Vec<Axis> = output.to_vec();
    let mut others: Vec<Axis> = operands.concat().into_iter().filter(|axis| !output.contains(axis)).collect();
    others.sort_unstable();
    others.dedup();
    labels.extend(others);
    let place = |axis: &Axis| labels.iter().position(|label| label == axis).unwrap_or(0);
    Subscripts {
        operands: operands.iter().map(|axes| axes.iter().map(place).collect()).collect(),
        output: output.len(),
        count: labels.len(),
        letters: labels.iter().map(|label| if let Axis::Letter(c) = label { *c } else { '.' }).collect(),
    }
}
