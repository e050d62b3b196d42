//! Compiles functions from text and calls them.

use numjit::codegen::{Address, Code, FunctionInput, Level, Metering, ModuleInput, emit};
use numjit::ir::verify::verify;
use numjit::ir::{Function, InstanceId, Site, SiteId, text};
use numjit::runtime::context::{Context, Services};
use numjit::runtime::exception::Raised;
use numjit::runtime::memory::MemoryAccount;
use numjit::runtime::output::Output;
use numjit::source::Span;
use numjit::types::FunctionId;

/// Compiled functions and a run to call them in.
pub struct Machine {
    pub functions: Vec<Function>,
    pub code: Code,
    pub ctx: Context,
}

impl Machine {
    /// Compiles all functions of a text; what can raise gets its line (from 1) as its site number.
    pub fn new(source: &str) -> Machine {
        let located = text::read_with_lines(source).unwrap_or_else(|e| panic!("{e}\n{source}"));
        let functions: Vec<Function> =
            located.into_iter().map(|l| with_line_sites(l.function, &l.inst_lines)).collect();
        Self::of(functions)
    }

    /// As [`Machine::new`], for functions that call those of other code.
    pub fn calling(source: &str, other: &Code) -> Machine {
        let located = text::read_with_lines(source).unwrap_or_else(|e| panic!("{e}\n{source}"));
        let functions = located.into_iter().map(|l| with_line_sites(l.function, &l.inst_lines)).collect();
        Self::linked(functions, &|instance| other.address(instance))
    }

    pub fn of(functions: Vec<Function>) -> Machine {
        Self::linked(functions, &|_| None)
    }

    fn linked(functions: Vec<Function>, resolve: &dyn Fn(InstanceId) -> Option<Address>) -> Machine {
        for function in &functions {
            if let Err(errors) = verify(function) {
                panic!("{}: {}", function.name, errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "));
            }
        }
        let inputs: Vec<FunctionInput> =
            functions.iter().map(|function| FunctionInput { function, first_site: 0 }).collect();
        let code = emit(&ModuleInput {
            functions: &inputs,
            resolve,
            captured: &[],
            metering: Metering::None,
            level: Level::current(),
        });
        Machine { code, ctx: Context::new(Services::new(Output::memory())), functions }
    }

    /// Calls the first function with words.
    pub fn call(&mut self, args: &[u64]) -> Result<Vec<u64>, Raised> {
        self.call_nth(0, args)
    }

    /// Calls one of the functions with words.
    pub fn call_nth(&mut self, number: usize, args: &[u64]) -> Result<Vec<u64>, Raised> {
        let function = &self.functions[number];
        let words: usize = function.params().iter().map(|&param| function.ty(param).words()).sum();
        assert_eq!(words, args.len(), "wrong number of argument words");
        let mut results = vec![0; function.results.iter().map(|ty| ty.words()).sum()];
        let entry = self.code.entry(function.instance).unwrap();
        // SAFETY: as many words as the function's types say, checked above; array words are the test's to get right.
        let status = unsafe { entry(&raw mut self.ctx, args.as_ptr(), results.as_mut_ptr()) };
        self.ctx.finish(status).map(|()| results)
    }

    /// The exception that a call raises, as Python prints it, with the sites of its traceback.
    pub fn error(&mut self, args: &[u64]) -> String {
        match self.call(args) {
            Ok(results) => panic!("raises nothing, gives {results:x?}"),
            Err(raised) => {
                let sites: Vec<String> = raised.traceback.iter().map(|site| site.0.to_string()).collect();
                format!("{raised} @{}", sites.join(","))
            }
        }
    }

    /// From now on the live bytes may not pass `bytes`.
    pub fn limit_memory(&mut self, bytes: usize) {
        let account = MemoryAccount::limited(bytes);
        self.ctx = Context::new(Services { account, ..self.ctx.services().clone() });
    }
}

/// Gives every instruction its line as site.
fn with_line_sites(mut function: Function, lines: &[usize]) -> Function {
    let last = lines.iter().copied().max().unwrap_or(0);
    function.sites =
        (0..=last).map(|line| Site { function: FunctionId(0), span: Span::new(line, line), inlined: None }).collect();
    for (inst, &line) in function.insts.iter_mut().zip(lines) {
        inst.site = Some(SiteId(line as u32));
    }
    function
}

/// Calls the first function of a text once.
pub fn call(source: &str, args: &[u64]) -> Vec<u64> {
    Machine::new(source).call(args).unwrap_or_else(|raised| panic!("{raised}\n{source}"))
}

/// As [`call`], one int result.
pub fn call_int(source: &str, args: &[i64]) -> i64 {
    let args: Vec<u64> = args.iter().map(|&arg| arg as u64).collect();
    call(source, &args)[0] as i64
}

/// The words of a C-contiguous array of doubles that the caller owns.
pub fn array_words(data: &mut [f64], shape: &[usize]) -> Vec<u64> {
    assert_eq!(shape.iter().product::<usize>(), data.len());
    let mut words = vec![data.as_mut_ptr() as u64, 0];
    words.extend(shape.iter().map(|&n| n as u64));
    let strides = (0..shape.len()).map(|axis| 8 * shape[axis + 1..].iter().product::<usize>() as u64);
    words.extend(strides);
    words
}
