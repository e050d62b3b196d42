//! The subscripts of `np.einsum`.
//!
//! Input: their text and the ranks of the operands. Output: a label for each axis, or what is wrong in NumPy's words.
//! Never: lengths, elements.

/// Labels of axes. They are numbered in the order in which loops run: those of the output first.
pub type Labels = Vec<usize>;

/// Subscripts that make sense.
pub struct Subscripts {
    /// The labels of each operand's axes.
    pub operands: Vec<Labels>,
    /// How many labels the output has: they are numbered from 0 on.
    pub output: usize,
    /// A letter for each label, for messages.
    pub letters: Vec<char>,
}

/// An axis in the text: a letter, or one of those that an ellipsis stands for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Axis {
    Letter(char),
    Broadcast(usize),
}

const NO_ELLIPSIS: &str = "has more dimensions than subscripts given in einstein sum, but no '...' ellipsis provided to \
                           broadcast the extra dimensions.";

/// Reads subscripts for operands of these ranks.
///
/// # Errors
/// What NumPy says of subscripts that make no sense.
pub fn read(text: &str, ranks: &[usize]) -> Result<Subscripts, String> {
    let text: String = text.chars().filter(|c| *c != ' ').collect();
    let (inputs, output) = match text.split_once("->") {
        Some((inputs, output)) => (inputs, Some(output)),
        None => (text.as_str(), None),
    };
    let parts: Vec<&str> = inputs.split(',').collect();
    if parts.len() != ranks.len() {
        let more = if parts.len() > ranks.len() { "more" } else { "fewer" };
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
        return Err(
            "einstein sum subscripts string contains a '.' that is not part of an ellipsis ('...') in the output"
                .to_owned(),
        );
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
        letters: labels.iter().map(|label| if let Axis::Letter(c) = label { *c } else { '.' }).collect(),
    }
}
