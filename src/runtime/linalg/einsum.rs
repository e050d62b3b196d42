//! Sums of products over named axes: `np.einsum`.
//!
//! Input: subscripts and arrays of any layout. Output: lengths, elements of a target of the common dtype. Never: what the
//! subscripts mean (`subscripts`).
//!
//! Two operands are contracted at a time, those first whose product has the fewest axes more than they have. A contraction
//! is a stack of products of matrices, whose axes are groups of axes; what has nothing to add up is a product of elements.

use super::multiply;
use super::subscripts::{Labels, Subscripts, read};
use crate::runtime::array::{Array, Order, shape_text, with_element};
use crate::runtime::context::Context;
use crate::runtime::exception::{Check, ExceptionKind, Raised};
use crate::runtime::reduce::{self, Number};
use crate::runtime::room;
use crate::runtime::routine::{Operand, Outcome};
use crate::types::Dtype;

/// An array with a label for each axis.
struct Labeled {
    array: Array,
    labels: Labels,
}

/// The labels of a contraction.
struct Groups {
    /// Of both operands and of the product.
    batch: Labels,
    /// Of one operand and of the product.
    free: [Labels; 2],
    /// Of both operands.
    contracted: Labels,
    /// Of one operand alone.
    gone: [Labels; 2],
}

/// `target, subscripts, arrays..`: the lengths of the output.
pub(super) fn shape(_: &mut Context, operands: &[Operand]) -> Outcome {
    let (target, subscripts, arrays) = parse(operands)?;
    let lengths = lengths(&subscripts, &arrays)?;
    let shape = lengths[..subscripts.output].iter().map(|&n| n as i64).collect();
    target.assign(&Array::from_vec::<i64>(shape))?;
    Ok(None)
}

/// `target, subscripts, arrays..`: the sums.
pub(super) fn contract(ctx: &mut Context, operands: &[Operand]) -> Outcome {
    let (target, subscripts, arrays) = parse(operands)?;
    let lengths = lengths(&subscripts, &arrays)?;
    let labeled = |(array, labels): (Array, &Labels)| {
        let array = if array.dtype() == target.dtype() { array } else { array.cast(target.dtype())? };
        Ok(Labeled { array, labels: labels.clone() })
    };
    let mut rest = arrays.into_iter().zip(&subscripts.operands).map(labeled).collect::<Result<Vec<_>, Raised>>()?;
    while rest.len() > 1 {
        let (first, second) = cheapest(&rest, subscripts.output);
        let (b, a) = (rest.remove(second), rest.remove(first));
        let groups = Groups::of(&a.labels, &b.labels, &kept(&rest, subscripts.output));
        rest.insert(0, product(ctx, &a, &b, &groups, &lengths)?);
    }
    let last = rest.pop().ok_or(Check::Internal)?;
    let output: Labels = (0..subscripts.output).collect();
    let gone: Labels = unique(&last.labels).into_iter().filter(|&label| label >= subscripts.output).collect();
    target.assign(&part(&last, &output, &gone, &lengths)?)?;
    Ok(None)
}

fn parse(operands: &[Operand]) -> Result<(&Array, Subscripts, Vec<Array>), Raised> {
    let [target, text, arrays @ ..] = operands else { return Err(Check::Internal.into()) };
    let arrays = arrays.iter().map(|it| it.array().cloned()).collect::<Result<Vec<_>, _>>()?;
    let ranks: Vec<usize> = arrays.iter().map(Array::ndim).collect();
    let subscripts = read(text.text()?, &ranks).map_err(value_error)?;
    Ok((target.array()?, subscripts, arrays))
}

fn value_error(text: String) -> Raised {
    Raised::new(ExceptionKind::ValueError, text)
}

// --- lengths ---------------------------------------------------------------------------------------------------------

/// The length along each label; those of length 1 stretch to others.
fn lengths(subscripts: &Subscripts, arrays: &[Array]) -> Result<Vec<usize>, Raised> {
    let mut lengths = vec![1; subscripts.letters.len()];
    for (place, (array, labels)) in arrays.iter().zip(&subscripts.operands).enumerate() {
        let own = own_lengths(array, labels, lengths.len()).map_err(|(label, n, other)| {
            let letter = subscripts.letters[label];
            let text = format!("dimensions in operand {place} for collapsing index '{letter}' don't match");
            value_error(format!("{text} ({n} != {other})"))
        })?;
        for (length, &own) in lengths.iter_mut().zip(&own) {
            if *length == 1 {
                *length = own;
            } else if own != 1 && own != *length {
                return Err(value_error(mismatch(subscripts, arrays)));
            }
        }
    }
    Ok(lengths)
}

fn own_lengths(array: &Array, labels: &Labels, count: usize) -> Result<Vec<usize>, (usize, usize, usize)> {
    let mut lengths = vec![1; count];
    for (&n, &label) in array.shape().iter().zip(labels) {
        if lengths[label] == 1 {
            lengths[label] = n;
        } else if n != 1 && n != lengths[label] {
            return Err((label, lengths[label], n));
        }
    }
    Ok(lengths)
}

fn mismatch(subscripts: &Subscripts, arrays: &[Array]) -> String {
    let mut text = "operands could not be broadcast together with remapped shapes [original->remapped]: ".to_owned();
    for (array, labels) in arrays.iter().zip(&subscripts.operands) {
        let axis = |label: usize| labels.iter().position(|&it| it == label).map(|axis| array.shape()[axis].to_string());
        let axes = (0..subscripts.letters.len()).map(axis).skip_while(Option::is_none);
        let axes: Vec<String> = axes.map(|axis| axis.unwrap_or_else(|| "newaxis".to_owned())).collect();
        let end = if axes.len() == 1 { "," } else { "" };
        text += &format!("{}->({}{end}) ", shape_text(array.shape()), axes.join(","));
    }
    text
}

fn lengths_of(labels: &[usize], lengths: &[usize]) -> Vec<usize> {
    labels.iter().map(|&label| lengths[label]).collect()
}

// --- which, in which order ---------------------------------------------------------------------------------------------

fn unique(labels: &[usize]) -> Labels {
    let mut out = labels.to_vec();
    out.sort_unstable();
    out.dedup();
    out
}

/// The labels that the output or other operands have.
fn kept(others: &[Labeled], output: usize) -> impl Fn(usize) -> bool {
    let labels: Labels = others.iter().flat_map(|other| other.labels.iter().copied()).collect();
    move |label| label < output || labels.contains(&label)
}

/// The pair whose product has the fewest axes more than its operands; the first of equals.
fn cheapest(operands: &[Labeled], output: usize) -> (usize, usize) {
    let pairs = (0..operands.len()).flat_map(|i| (i + 1..operands.len()).map(move |j| (i, j)));
    let growth = |&(i, j): &(usize, usize)| {
        let in_others = |label: usize| {
            let mut others = operands.iter().enumerate().filter(|&(k, _)| k != i && k != j);
            label < output || others.any(|(_, other)| other.labels.contains(&label))
        };
        let (a, b) = (unique(&operands[i].labels), unique(&operands[j].labels));
        Groups::of(&a, &b, &in_others).product().len() as i64 - (a.len() + b.len()) as i64
    };
    pairs.min_by_key(growth).unwrap_or((0, 1))
}

impl Groups {
    fn of(a: &Labels, b: &Labels, stays: &impl Fn(usize) -> bool) -> Groups {
        let (a, b) = (unique(a), unique(b));
        let pick = |own: &Labels, other: &Labels, shared: bool, stay: bool| -> Labels {
            own.iter().copied().filter(|&label| other.contains(&label) == shared && stays(label) == stay).collect()
        };
        Groups {
            batch: pick(&a, &b, true, true),
            free: [pick(&a, &b, false, true), pick(&b, &a, false, true)],
            contracted: pick(&a, &b, true, false),
            gone: [pick(&a, &b, false, false), pick(&b, &a, false, false)],
        }
    }

    /// The labels of the product.
    fn product(&self) -> Labels {
        [&self.batch[..], &self.free[0], &self.free[1]].concat()
    }
}

// --- products --------------------------------------------------------------------------------------------------------

fn product(ctx: &mut Context, a: &Labeled, b: &Labeled, groups: &Groups, lengths: &[usize]) -> Result<Labeled, Raised> {
    let Groups { batch, free: [rows, columns], contracted, gone } = groups;
    let x = part(a, &[&batch[..], rows, contracted].concat(), &gone[0], lengths)?;
    let y = part(b, &[&batch[..], contracted, columns].concat(), &gone[1], lengths)?;
    let labels = groups.product();
    let out = Array::empty(Some(ctx.account()), x.dtype(), &lengths_of(&labels, lengths))?;
    if contracted.is_empty() {
        let spread =
            |array: Array, own: &[usize]| view(&Labeled { array, labels: [batch, own].concat() }, &labels, lengths);
        multiply_elements(&out, &spread(x, rows)?, &spread(y, columns)?)?;
    } else {
        let [c, m, k, n] = [batch, rows, contracted, columns]
            .map(|labels| lengths_of(labels, lengths).iter().product::<usize>() as i64);
        multiply(ctx, &out.reshape(&[c, m, n])?, &x.reshape(&[c, m, k])?, &y.reshape(&[c, k, n])?)?;
    }
    Ok(Labeled { array: out, labels })
}

/// An axis for each label that is kept; along those that go elements are added up.
fn part(labeled: &Labeled, kept: &[usize], gone: &[usize], lengths: &[usize]) -> Result<Array, Raised> {
    let view = view(labeled, &[kept, gone].concat(), lengths)?;
    if gone.is_empty() {
        return Ok(view);
    }
    let mask: Vec<bool> = (0..view.ndim()).map(|axis| axis >= kept.len()).collect();
    match view.dtype() {
        Dtype::Bool => reduce::any(&view, &mask),
        dtype => reduce::sum(&view, &mask, dtype),
    }
}

/// A view with the axes of these labels: diagonals of what has a label twice, stretched over labels that it lacks.
fn view(labeled: &Labeled, order: &[usize], lengths: &[usize]) -> Result<Array, Raised> {
    let axes_of = |label: &usize| (0..labeled.labels.len()).filter(|&axis| labeled.labels[axis] == *label).collect();
    let axes: Vec<Vec<usize>> = order.iter().map(axes_of).collect();
    labeled.array.with_axes(&axes, &lengths_of(order, lengths)).ok_or_else(|| Check::Internal.into())
}

/// The products of elements; all have one shape and dtype.
fn multiply_elements(out: &Array, a: &Array, b: &Array) -> Result<(), Raised> {
    let (a, b) = (a.copy(Order::C)?, b.copy(Order::C)?);
    with_element!(out.dtype(), T => {
        let products = a.to_vec::<T>()?.into_iter().zip(b.to_vec::<T>()?).map(|(x, y)| x.times(y));
        let products = room::gathered(products)?;
        out.assign(&Array::from_shape_vec::<T>(out.shape(), products).ok_or(Check::Internal)?)
    })
}
