//! Reads the text form of the loop IR (see [`mod@super::print`] for its look).
//!
//! Input: text; `;` starts a comment. Output: a [`Function`] that may still break the verifier's invariants (a value may
//! even be used before it is defined), or the line that could not be read.
//! Never: checks meaning.
//!
//! `read(print(f)) == compact(f)`: ids are given in the order in which a builder that closes a region before it appends
//! the region's instruction would give them.

use super::print::{self, Immediate};
use super::text_op::op;
use super::text_token::{Token, Tokens, tokens};
use super::{
    Builder, Callee, CalleeId, FastMath, Function, Inlined, Inst, InstId, InstanceId, LabelId, Op, Region, RegionId,
    Site, SiteId, SlotId, StrId, Ty, Value, ValueId,
};
use crate::source::Span;
use crate::types::{Dtype, FunctionId, Layout};
use rustc_hash::FxHashMap;
use std::fmt;

/// A text that is no function.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReadError {
    /// 1-based.
    pub line: usize,
    /// What was expected or found.
    pub message: String,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for ReadError {}

/// Reads one function.
///
/// # Errors
/// Names the first line that is not in the text form.
pub fn read(text: &str) -> Result<Function, ReadError> {
    let mut functions = read_all(text)?;
    match functions.len() {
        1 => Ok(functions.remove(0)),
        n => Err(ReadError { line: 1, message: format!("expected one function, found {n}") }),
    }
}

/// Reads functions until the text ends.
///
/// # Errors
/// Names the first line that is not in the text form.
pub fn read_all(text: &str) -> Result<Vec<Function>, ReadError> {
    Ok(read_with_lines(text)?.into_iter().map(|located| located.function).collect())
}

/// A function and where its parts stand in the text.
#[derive(Clone, Debug)]
pub struct Located {
    /// The function.
    pub function: Function,
    /// The 1-based line that it begins on.
    pub line: usize,
    /// The 1-based line of each instruction.
    pub inst_lines: Vec<usize>,
}

/// Reads functions until the text ends, and notes their lines.
///
/// # Errors
/// Names the first line that is not in the text form.
pub fn read_with_lines(text: &str) -> Result<Vec<Located>, ReadError> {
    let mut tokens = Tokens::new(tokens(text)?);
    let mut functions = Vec::new();
    while !tokens.at_end() {
        functions.push(Reader::new(&mut tokens).function()?);
    }
    Ok(functions)
}

type Read<T> = Result<T, ReadError>;

struct Reader<'t> {
    tokens: &'t mut Tokens,
    function: Function,
    values: FxHashMap<String, ValueId>,
    /// Values that were used before their definition, if any, was read.
    undefined: FxHashMap<ValueId, usize>,
    lines: Vec<usize>,
}

impl<'t> Reader<'t> {
    fn new(tokens: &'t mut Tokens) -> Self {
        let function = Builder::new("", InstanceId(0), &[], Vec::new()).finish();
        Self { tokens, function, values: FxHashMap::default(), undefined: FxHashMap::default(), lines: Vec::new() }
    }

    fn function(mut self) -> Read<Located> {
        let line = self.tokens.line();
        self.tokens.word("func")?;
        let (name, instance) = self.symbol()?;
        self.function.name = name.into();
        self.function.instance = instance;
        self.tokens.punct('(')?;
        let params = self.typed(')')?;
        self.function.regions[0].params = params;
        self.function.results = self.arrow_types()?;
        self.tokens.punct('{')?;
        self.declarations()?;
        self.insts(RegionId(0))?;
        if let Some((value, &line)) = self.undefined.iter().min_by_key(|(_, line)| **line) {
            let name = self.values.iter().find(|(_, id)| *id == value).map_or("?", |(name, _)| name);
            return Err(ReadError { line, message: format!("{name} is not defined") });
        }
        Ok(Located { function: self.function, line, inst_lines: self.lines })
    }

    /// `@name#3`
    fn symbol(&mut self) -> Read<(String, InstanceId)> {
        self.tokens.punct('@')?;
        let name = self.tokens.name_or_text()?;
        self.tokens.punct('#')?;
        Ok((name, InstanceId(self.tokens.number()?)))
    }

    fn declarations(&mut self) -> Read<()> {
        while let Some(word) = self.tokens.peek_word().map(str::to_owned) {
            match word.as_str() {
                "fastmath" => self.fastmath()?,
                "site" => self.site()?,
                "slot" => self.slot()?,
                "callee" => self.callee()?,
                _ => break,
            }
        }
        Ok(())
    }

    fn fastmath(&mut self) -> Read<()> {
        self.tokens.word("fastmath")?;
        let mut flags = FastMath::default();
        loop {
            let flag = self.tokens.any_word()?;
            match flag.as_str() {
                "reassoc" => flags.reassoc = true,
                "contract" => flags.contract = true,
                "nnan" => flags.nnan = true,
                "ninf" => flags.ninf = true,
                "nsz" => flags.nsz = true,
                "arcp" => flags.arcp = true,
                "afn" => flags.afn = true,
                _ => return self.tokens.fail(format!("{flag} is no fast-math flag")),
            }
            if !self.tokens.take(',') {
                break;
            }
        }
        self.function.fastmath = flags;
        Ok(())
    }

    /// `site site0 = fn0 10..20`, perhaps inlined
    fn site(&mut self) -> Read<()> {
        self.tokens.word("site")?;
        let expected = format!("site{}", self.function.sites.len());
        self.tokens.word(&expected)?;
        self.tokens.punct('=')?;
        let function = FunctionId(self.id("fn")?);
        let start: u32 = self.tokens.number()?;
        self.tokens.punct('.')?;
        self.tokens.punct('.')?;
        let end: u32 = self.tokens.number()?;
        let inlined = if self.tokens.peek_word() == Some("in") { Some(self.inlined()?) } else { None };
        self.function.sites.push(Site { function, span: Span { start, end }, inlined });
        Ok(())
    }

    /// `in #5 at site1`
    fn inlined(&mut self) -> Read<Inlined> {
        self.tokens.word("in")?;
        self.tokens.punct('#')?;
        let instance = InstanceId(self.tokens.number()?);
        self.tokens.word("at")?;
        Ok(Inlined { instance, at: SiteId(self.id("site")?) })
    }

    /// `slot s0: i64`
    fn slot(&mut self) -> Read<()> {
        self.tokens.word("slot")?;
        let expected = format!("s{}", self.function.slots.len());
        self.tokens.word(&expected)?;
        self.tokens.punct(':')?;
        let ty = self.ty()?;
        self.function.slots.push(ty);
        Ok(())
    }

    /// `callee f0 = @name#3(i64) -> (f64)`
    fn callee(&mut self) -> Read<()> {
        self.tokens.word("callee")?;
        let expected = format!("f{}", self.function.callees.len());
        self.tokens.word(&expected)?;
        self.tokens.punct('=')?;
        let (name, instance) = self.symbol()?;
        self.tokens.punct('(')?;
        let params = self.types(')')?;
        let results = self.arrow_types()?;
        self.function.callees.push(Callee { instance, name: name.into(), params, results });
        Ok(())
    }

    /// Instructions up to the closing brace.
    fn insts(&mut self, region: RegionId) -> Read<()> {
        while !self.tokens.take('}') {
            let inst = self.inst()?;
            self.function[region].insts.push(inst);
        }
        Ok(())
    }

    fn inst(&mut self) -> Read<InstId> {
        let line = self.tokens.line();
        let results = self.results()?;
        let word = self.tokens.any_word()?;
        let immediates = self.immediates(&word)?;
        let op = self.op(&word, &immediates)?;
        let args = self.operands()?;
        let regions = self.regions()?;
        let results: Vec<ValueId> = results.into_iter().map(|(name, ty)| self.define(name, ty)).collect::<Read<_>>()?;
        let site = if self.tokens.take('@') { Some(SiteId(self.tokens.number()?)) } else { None };
        let id = InstId(self.function.insts.len() as u32);
        for &result in &results {
            self.function.values[result.0 as usize].def = Some(id);
        }
        let (args, results, regions) = (args.into(), results.into(), regions.into());
        self.function.insts.push(Inst { op, args, results, regions, site });
        self.lines.push(line);
        self.cleanup(id)?;
        Ok(id)
    }

    fn cleanup(&mut self, inst: InstId) -> Read<()> {
        if self.tokens.peek_word() == Some("cleanup") && !self.tokens.first_on_line() {
            self.tokens.word("cleanup")?;
            self.tokens.punct('(')?;
            let values = self.list(')', Self::value)?;
            self.function.cleanups.insert(inst, values);
        }
        Ok(())
    }

    /// `v0: f64, v1: str =`, kept as names: the values come after those of the regions.
    fn results(&mut self) -> Read<Vec<(String, Ty)>> {
        let mut results = Vec::new();
        while self.tokens.peek_second(':') {
            let name = self.tokens.any_word()?;
            self.tokens.punct(':')?;
            results.push((name, self.ty()?));
            if !self.tokens.take(',') {
                self.tokens.punct('=')?;
                break;
            }
        }
        Ok(results)
    }

    fn immediates(&mut self, word: &str) -> Read<Vec<Immediate>> {
        match word {
            "const" => {
                let first = self.immediate()?;
                Ok(if self.tokens.take(',') { vec![first, self.immediate()?] } else { vec![first] })
            }
            "const_str" => Ok(vec![self.immediate()?]),
            _ if !self.tokens.first_on_line() && self.tokens.take('[') => self.list(']', Self::immediate),
            _ => Ok(Vec::new()),
        }
    }

    fn immediate(&mut self) -> Read<Immediate> {
        let token = self.tokens.next()?;
        Ok(match token {
            Token::Int(value) => Immediate::Int(value),
            Token::Float(value) => Immediate::Float(value),
            Token::Text(text) => Immediate::Text(text),
            Token::Word(word) => Immediate::Word(word),
            Token::Punct(c) => return self.tokens.fail(format!("expected an immediate, found {c:?}")),
        })
    }

    fn op(&mut self, word: &str, immediates: &[Immediate]) -> Read<Op> {
        let found = op(word, immediates, &mut |text| intern(&mut self.function, text));
        let Some(op) = found else {
            let shown: Vec<String> = immediates.iter().map(ToString::to_string).collect();
            return self.tokens.fail(format!("{word}[{}] is no op", shown.join(", ")));
        };
        if let Op::Block(LabelId(label)) | Op::Loop(LabelId(label)) = op {
            self.function.n_labels = self.function.n_labels.max(label + 1);
        }
        Ok(op)
    }

    fn operands(&mut self) -> Read<Vec<ValueId>> {
        let mut args = Vec::new();
        if self.tokens.first_on_line() || self.tokens.peek_word().is_none_or(|word| word == "cleanup") {
            return Ok(args);
        }
        loop {
            args.push(self.value()?);
            if !self.tokens.take(',') {
                return Ok(args);
            }
        }
    }

    fn regions(&mut self) -> Read<Vec<RegionId>> {
        let mut regions = Vec::new();
        loop {
            let params = if self.tokens.take('|') { self.typed('|')? } else { Vec::new() };
            if params.is_empty() && !self.tokens.is('{') {
                return Ok(regions);
            }
            self.tokens.punct('{')?;
            let id = RegionId(self.function.regions.len() as u32);
            self.function.regions.push(Region { params, insts: Vec::new() });
            self.insts(id)?;
            regions.push(id);
            if self.tokens.peek_word() != Some("else") {
                return Ok(regions);
            }
            self.tokens.word("else")?;
        }
    }

    /// `v0: f64, v1: str` and the closing mark; defines them.
    fn typed(&mut self, close: char) -> Read<Vec<ValueId>> {
        self.list(close, |this| {
            let name = this.tokens.any_word()?;
            this.tokens.punct(':')?;
            let ty = this.ty()?;
            this.define(name, ty)
        })
    }

    /// A use of a value.
    fn value(&mut self) -> Read<ValueId> {
        let line = self.tokens.line();
        let name = self.tokens.any_word()?;
        if let Some(&value) = self.values.get(&name) {
            return Ok(value);
        }
        let value = self.new_value(name, Ty::I64);
        self.undefined.insert(value, line);
        Ok(value)
    }

    fn new_value(&mut self, name: String, ty: Ty) -> ValueId {
        let value = ValueId(self.function.values.len() as u32);
        self.function.values.push(Value { ty, def: None });
        self.values.insert(name, value);
        value
    }

    fn define(&mut self, name: String, ty: Ty) -> Read<ValueId> {
        match self.values.get(&name) {
            Some(value) if self.undefined.remove(value).is_some() => {
                let value = *value;
                self.function.values[value.0 as usize].ty = ty;
                Ok(value)
            }
            Some(_) => self.tokens.fail(format!("{name} is defined twice")),
            None => Ok(self.new_value(name, ty)),
        }
    }

    fn list<T>(&mut self, close: char, mut item: impl FnMut(&mut Self) -> Read<T>) -> Read<Vec<T>> {
        let mut items = Vec::new();
        while !self.tokens.take(close) {
            if !items.is_empty() {
                self.tokens.punct(',')?;
            }
            items.push(item(self)?);
        }
        Ok(items)
    }

    fn types(&mut self, close: char) -> Read<Vec<Ty>> {
        self.list(close, Self::ty)
    }

    fn arrow_types(&mut self) -> Read<Vec<Ty>> {
        self.tokens.punct('-')?;
        self.tokens.punct('>')?;
        self.tokens.punct('(')?;
        self.types(')')
    }

    fn ty(&mut self) -> Read<Ty> {
        let word = self.tokens.any_word()?;
        match word.as_str() {
            "str" => Ok(Ty::Str),
            "object" => Ok(Ty::Object),
            "list" => {
                self.tokens.punct('<')?;
                Ok(Ty::List(self.types('>')?.into()))
            }
            "array" => self.array(),
            _ => Ok(Ty::Scalar(self.dtype(&word)?)),
        }
    }

    /// `<f64, 2, C>`
    fn array(&mut self) -> Read<Ty> {
        self.tokens.punct('<')?;
        let word = self.tokens.any_word()?;
        let dtype = self.dtype(&word)?;
        self.tokens.punct(',')?;
        let ndim = self.tokens.number()?;
        self.tokens.punct(',')?;
        let word = self.tokens.any_word()?;
        let Some(layout) = [Layout::C, Layout::F, Layout::A].into_iter().find(|l| l.to_string() == word) else {
            return self.tokens.fail(format!("{word} is no layout"));
        };
        self.tokens.punct('>')?;
        Ok(Ty::Array { dtype, ndim, layout })
    }

    fn dtype(&mut self, word: &str) -> Read<Dtype> {
        match Dtype::ALL.into_iter().find(|&dtype| print::dtype_name(dtype) == word) {
            Some(dtype) => Ok(dtype),
            None => self.tokens.fail(format!("{word} is no type")),
        }
    }

    /// `fn3`: the number behind a prefix.
    fn id(&mut self, prefix: &str) -> Read<u32> {
        let word = self.tokens.any_word()?;
        match id(&word, prefix) {
            Some(number) => Ok(number),
            None => self.tokens.fail(format!("expected {prefix} and a number, found {word}")),
        }
    }
}

/// The number in `prefix` + number.
pub(super) fn id(word: &str, prefix: &str) -> Option<u32> {
    word.strip_prefix(prefix)?.parse().ok()
}

/// Ids that op immediates name.
pub(super) fn label(word: &str) -> Option<LabelId> {
    id(word, "l").map(LabelId)
}

pub(super) fn slot(word: &str) -> Option<SlotId> {
    id(word, "s").map(SlotId)
}

pub(super) fn callee(word: &str) -> Option<CalleeId> {
    id(word, "f").map(CalleeId)
}

fn intern(function: &mut Function, text: &str) -> StrId {
    let strings = &mut function.strings;
    let index = strings.iter().position(|known| &**known == text).unwrap_or_else(|| {
        strings.push(text.into());
        strings.len() - 1
    });
    StrId(index as u32)
}
