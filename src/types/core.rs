//! The layout of generalized universal functions: `(m,n),(n,p)->(m,p)`.
//!
//! Input: its text. Output: the names of the core axes of each operand.
//! Never: shapes of arrays.

use std::sync::Arc;

/// The core axes of each operand, by name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CoreSignature {
    /// As it is written, without spaces.
    pub text: Arc<str>,
    /// Of the inputs.
    pub inputs: Vec<Vec<Arc<str>>>,
    /// Of the outputs.
    pub outputs: Vec<Vec<Arc<str>>>,
}

/// What is wrong with the text of a layout.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CoreError {
    /// It does not read `(..),..->(..)` or `(..),..`.
    Malformed(String),
    /// Names of outputs that no input has.
    Undefined(String),
}

impl CoreSignature {
    /// Reads a layout.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<CoreSignature, CoreError> {
        let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let malformed = || CoreError::Malformed(format!("bad token in signature \"{text}\""));
        let (inputs, outputs) = match plain.split_once("->") {
            Some((inputs, outputs)) => (inputs, operands(outputs).ok_or_else(malformed)?),
            None => (&*plain, Vec::new()),
        };
        let inputs = operands(inputs).ok_or_else(malformed)?;
        let known = |name: &Arc<str>| inputs.iter().flatten().any(|own| own == name);
        let mut unknown: Vec<&str> = outputs.iter().flatten().filter(|name| !known(name)).map(|name| &**name).collect();
        unknown.sort_unstable();
        unknown.dedup();
        if !unknown.is_empty() {
            return Err(CoreError::Undefined(format!("undefined output symbols: {}", unknown.join(","))));
        }
        Ok(CoreSignature { text: plain.as_str().into(), inputs, outputs })
    }

    /// Inputs and outputs together.
    #[must_use]
    pub fn n_operands(&self) -> usize {
        self.inputs.len() + self.outputs.len()
    }

    /// The core axes of all operands, inputs first.
    pub fn operands(&self) -> impl Iterator<Item = &[Arc<str>]> {
        self.inputs.iter().chain(&self.outputs).map(Vec::as_slice)
    }
}

/// `(m,n),()`
fn operands(text: &str) -> Option<Vec<Vec<Arc<str>>>> {
    let inner = text.strip_prefix('(')?.strip_suffix(')')?;
    inner.split("),(").map(axes).collect()
}

fn axes(text: &str) -> Option<Vec<Arc<str>>> {
    if text.is_empty() {
        return Some(Vec::new());
    }
    let is_name = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
    text.split(',').map(|name| is_name(name).then(|| name.into())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layouts_are_read() {
        let core = CoreSignature::parse("(m, n),(n,p) -> (m,p)").unwrap();
        assert_eq!(&*core.text, "(m,n),(n,p)->(m,p)");
        assert_eq!(core.operands().map(<[_]>::len).collect::<Vec<_>>(), [2, 2, 2]);
        assert_eq!(CoreSignature::parse("(n),()->()").unwrap().outputs, [Vec::<Arc<str>>::new()]);
        assert!(matches!(CoreSignature::parse("(n->(n)"), Err(CoreError::Malformed(_))));
        assert!(CoreSignature::parse("(n),()").unwrap().outputs.is_empty());
        let undefined = CoreError::Undefined("undefined output symbols: m".to_string());
        assert_eq!(CoreSignature::parse("(n)->(m)"), Err(undefined));
    }
}
