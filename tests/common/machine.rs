//! The calls of `; run:` lines by machine code.
//!
//! Input: functions with reference counts, the oracle's arguments. Output: the same text that the oracle's outcome has.
//! Each call is also made with little memory and with an interrupt waiting: it may fail then, but nothing may leak.

use crate::show::join;
use libtest_mimic::Failed;
use numjit::codegen::{Code, FunctionInput, Level, Metering, ModuleInput, emit};
use numjit::ir::eval::Scalar;
use numjit::ir::{Function, Inlined, InstanceId, Op, Site, SiteId, Ty};
use numjit::oracle::{Heap, Value};
use numjit::runtime::array::Array;
use numjit::runtime::context::{Context, Services};
use numjit::runtime::exception::Raised;
use numjit::runtime::list::ListRef;
use numjit::runtime::memory::{BlockRef, Init, MemoryAccount, release};
use numjit::runtime::output::Output;
use numjit::runtime::pool::Pool;
use numjit::runtime::strings::{Str, StrRef};
use numjit::types::Dtype;
use std::sync::{Arc, OnceLock};

/// Compiled functions.
pub struct Machine {
    functions: Vec<Function>,
    sites: Vec<Site>,
    code: Code,
}

/// One thread, and several: what a parallel loop gives may not depend on it.
const THREADS: [usize; 3] = [1, 2, 8];

/// A pool of `THREADS[which]` threads.
fn pool(which: usize) -> Arc<Pool> {
    static POOLS: OnceLock<[Arc<Pool>; 3]> = OnceLock::new();
    POOLS.get_or_init(|| THREADS.map(Pool::new))[which].clone()
}

/// How a call is disturbed.
#[derive(Clone, Copy, Debug)]
enum Trouble {
    None,
    Memory(usize),
    Interrupt,
    /// A pool of several threads (an index into `THREADS`); all other calls have one, so that output has an order.
    Pool(usize),
}

impl Machine {
    pub fn new(functions: &[Function], captured: &[Array], level: Level) -> Self {
        let mut sites = Vec::new();
        let mut inputs = Vec::new();
        for function in functions {
            inputs.push(FunctionInput { function, first_site: sites.len() as u32 });
            let first = sites.len() as u32;
            sites.extend(
                function.sites.iter().map(|site| Site { inlined: site.inlined.map(|it| shifted(it, first)), ..*site }),
            );
        }
        let code =
            emit(&ModuleInput { functions: &inputs, resolve: &|_| None, captured, metering: Metering::None, level });
        Self { functions: functions.to_vec(), sites, code }
    }

    /// What a call gives, leaves and prints.
    pub fn run_instance(&self, instance: InstanceId, heap: &Heap, args: &[Value]) -> Result<String, Failed> {
        let function = self.functions.iter().find(|f| f.instance == instance).ok_or("there is no such function")?;
        let text = self.call(function, heap, args, Trouble::None)?;
        for limit in [0, 8, 100, 300, 1000, 10_000] {
            let disturbed = self.call(function, heap, args, Trouble::Memory(limit))?;
            // A script that handles exceptions may give anything then.
            if disturbed != text && !self.has(|op| *op == Op::Try) && !disturbed.starts_with("MemoryError") {
                return Err(format!("{} with {limit} bytes gives {disturbed}", function.name).into());
            }
        }
        self.call(function, heap, args, Trouble::Interrupt)?;
        if self.has(|op| matches!(op, Op::ParallelFor(_))) && !self.has(|op| matches!(op, Op::Print(_))) {
            for (which, threads) in THREADS.iter().enumerate().skip(1) {
                let threaded = self.call(function, heap, args, Trouble::Pool(which))?;
                if threaded != text {
                    return Err(format!("{} with {threads} threads gives {threaded}", function.name).into());
                }
            }
        }
        Ok(text)
    }

    /// The same, undisturbed.
    #[allow(dead_code, reason = "each test program uses its part")]
    pub fn run_once(&self, instance: InstanceId, heap: &Heap, args: &[Value]) -> Result<String, Failed> {
        let function = self.functions.iter().find(|f| f.instance == instance).ok_or("there is no such function")?;
        self.call(function, heap, args, Trouble::None)
    }

    fn has(&self, wanted: impl Fn(&Op) -> bool) -> bool {
        self.functions.iter().any(|function| function.insts.iter().any(|inst| wanted(&inst.op)))
    }

    fn call(&self, function: &Function, heap: &Heap, args: &[Value], trouble: Trouble) -> Result<String, Failed> {
        let types: Vec<Ty> = function.params().iter().map(|&param| function.ty(param).clone()).collect();
        let account = MemoryAccount::new();
        let mut words = Vec::new();
        for (arg, ty) in args.iter().zip(&types) {
            push_words(&account, heap, arg, ty, &mut words)?;
        }
        let before = show_all(&types, &words);
        let pool = pool(if let Trouble::Pool(which) = trouble { which } else { 0 });
        let services = Services { account: run_account(trouble), pool, ..Services::new(Output::memory()) };
        let run_account = Arc::clone(&services.account);
        let mut ctx = Context::new(services);
        if matches!(trouble, Trouble::Interrupt) {
            ctx.services().interrupt.cancel();
        }
        let mut results = vec![0; function.results.iter().map(Ty::words).sum()];
        let entry = self.code.entry(function.instance).ok_or("no entry")?;
        // SAFETY: the words were made for the function's types, and the results have room.
        let status = unsafe { entry(&raw mut ctx, words.as_ptr(), results.as_mut_ptr()) };
        let mut text = match ctx.finish(status) {
            Ok(()) => result_text(&function.results, &results),
            Err(raised) => self.raised_text(&raised),
        };
        let after = show_all(&types, &words);
        if before != after {
            text += &format!(", leaves ({})", after.join(", "));
        }
        let printed = ctx.services().output.take();
        if !printed.is_empty() {
            text += &format!(", prints {printed:?}");
        }
        if status == 0 {
            release_all(&function.results, &results);
        }
        release_all(&types, &words);
        let leaked = account.live_blocks() + run_account.live_blocks();
        if leaked > 0 {
            return Err(format!("{} with {trouble:?}: {leaked} blocks leak", function.name).into());
        }
        Ok(text)
    }

    fn raised_text(&self, raised: &Raised) -> String {
        let place = |site: u32| self.sites[site as usize];
        let chain = |site: Site| std::iter::successors(Some(site), |site| site.inlined.map(|it| place(it.at.0)));
        let places = raised.traceback.iter().flat_map(|site| chain(place(site.0)));
        let lines = places.map(|site| site.span.start.to_string());
        format!("{raised} @ {}", join(lines))
    }
}

fn shifted(inlined: Inlined, first: u32) -> Inlined {
    Inlined { at: SiteId(first + inlined.at.0), ..inlined }
}

fn run_account(trouble: Trouble) -> Arc<MemoryAccount> {
    match trouble {
        Trouble::Memory(limit) => MemoryAccount::limited(limit),
        _ => MemoryAccount::new(),
    }
}

/// Appends a value's words, its references made anew.
fn push_words(
    account: &Arc<MemoryAccount>,
    heap: &Heap,
    value: &Value,
    ty: &Ty,
    out: &mut Vec<u64>,
) -> Result<(), Failed> {
    match (value, ty) {
        (Value::Scalar(scalar), _) => out.extend(scalar_words(*scalar)),
        (Value::Array(array), _) => {
            let elements = heap.elements(array).map_err(|stop| stop.to_string())?;
            let offset = |index: &[i64]| index.iter().zip(&array.strides).map(|(i, stride)| i * stride).sum::<i64>();
            let offsets: Vec<i64> = indices(&array.shape).map(|index| offset(&index)).collect();
            let first = offsets.iter().copied().min().unwrap_or(0);
            let extent = offsets.iter().max().map_or(0, |last| (last - first) as usize + array.dtype.size());
            let block = BlockRef::alloc(Some(account), extent, Init::Zeroed).ok_or("memory")?;
            let data = block.data().wrapping_offset(-first as isize);
            for (at, element) in offsets.into_iter().zip(elements) {
                // SAFETY: the block reaches from the smallest offset to the end of the element at the largest.
                unsafe { data.offset(at as isize).copy_from(element.to_bytes().as_ptr(), array.dtype.size()) };
            }
            out.extend([data as u64, block.into_raw() as u64]);
            out.extend(array.shape.iter().chain(&array.strides).map(|&n| n as u64));
        }
        (Value::Str(_), _) => {
            let text = heap.text(value).map_err(|stop| stop.to_string())?;
            out.push(StrRef::new(Some(account), text).ok_or("memory")?.into_raw() as u64);
        }
        (Value::List(_), Ty::List(items)) => {
            let mut list = new_list(account, items).ok_or("memory")?;
            for item in heap.items(value).map_err(|stop| stop.to_string())? {
                let mut words = Vec::new();
                for (part, ty) in item.iter().zip(items.iter()) {
                    push_words(account, heap, part, ty, &mut words)?;
                }
                // SAFETY: the words were made for the list's items; the list takes references of its own.
                unsafe { list.push(&words) };
                release_all(items, &words);
            }
            out.push(list.into_raw() as u64);
        }
        _ => return Err(format!("{value:?} is no {ty}").into()),
    }
    Ok(())
}

fn new_list(account: &Arc<MemoryAccount>, items: &[Ty]) -> Option<ListRef> {
    let (mut owned, mut word) = (0, 0);
    for ty in items {
        if ty.is_reference() {
            owned |= 1 << (word + owner_word(ty));
        }
        word += ty.words();
    }
    ListRef::new(Some(account), word, owned, 0)
}

fn owner_word(ty: &Ty) -> usize {
    usize::from(matches!(ty, Ty::Array { .. }))
}

/// All indices of a shape, row-major.
fn indices(shape: &[i64]) -> impl Iterator<Item = Vec<i64>> + '_ {
    let total: i64 = shape.iter().product();
    (0..total).map(move |mut at| {
        let mut index = vec![0; shape.len()];
        for (place, &length) in index.iter_mut().zip(shape).rev() {
            *place = at % length;
            at /= length;
        }
        index
    })
}

fn release_all(types: &[Ty], words: &[u64]) {
    let mut rest = words;
    for ty in types {
        let (own, others) = rest.split_at(ty.words());
        if ty.is_reference() {
            // SAFETY: an owned reference or null.
            unsafe { release(own[owner_word(ty)] as *mut _) };
        }
        rest = others;
    }
}

/// The words of a scalar.
fn scalar_words(x: Scalar) -> Vec<u64> {
    match x {
        Scalar::Int(_, value) => vec![value as u64],
        Scalar::F32(x) => vec![x.to_bits().into()],
        Scalar::F64(x) => vec![x.to_bits()],
        Scalar::C64(z) => z.map(|part| part.to_bits().into()).to_vec(),
        Scalar::C128(z) => z.map(f64::to_bits).to_vec(),
    }
}

fn scalar(dtype: Dtype, words: &[u64]) -> Scalar {
    match dtype {
        Dtype::F32 => Scalar::F32(f32::from_bits(words[0] as u32)),
        Dtype::F64 => Scalar::F64(f64::from_bits(words[0])),
        Dtype::C64 => Scalar::C64([f32::from_bits(words[0] as u32), f32::from_bits(words[1] as u32)]),
        Dtype::C128 => Scalar::C128([f64::from_bits(words[0]), f64::from_bits(words[1])]),
        _ => Scalar::Int(dtype, words[0] as i64),
    }
}

fn result_text(types: &[Ty], words: &[u64]) -> String {
    match &show_all(types, words)[..] {
        [only] => only.clone(),
        all => format!("({})", all.join(", ")),
    }
}

fn show_all(types: &[Ty], words: &[u64]) -> Vec<String> {
    let mut rest = words;
    let mut out = Vec::new();
    for ty in types {
        let (own, others) = rest.split_at(ty.words());
        out.push(show(ty, own));
        rest = others;
    }
    out
}

/// The text of a value, as the oracle's has it.
fn show(ty: &Ty, words: &[u64]) -> String {
    if ty.is_reference() && words[owner_word(ty)] == 0 {
        return "null".into();
    }
    match ty {
        Ty::Scalar(dtype) => format!("{:?}", scalar(*dtype, words)),
        Ty::Array { dtype, ndim, .. } => {
            let (shape, strides) = words[2..].split_at((*ndim).into());
            show_array(*dtype, words[0], shape, strides)
        }
        Ty::Object => "object".into(),
        // SAFETY: a live string.
        Ty::Str => format!("{:?}", unsafe { Str::text(words[0] as *const Str) }),
        Ty::List(items) => {
            // SAFETY: a live list; the reference stays with the words.
            let list = std::mem::ManuallyDrop::new(unsafe { ListRef::from_raw(words[0] as *mut _) });
            let width: usize = items.iter().map(Ty::words).sum();
            let elements = list.as_ref().map_or(&[][..], |list| list.words());
            let shown = elements.chunks(width.max(1)).map(|element| match &show_all(items, element)[..] {
                [only] => only.clone(),
                parts => format!("({})", parts.join(", ")),
            });
            format!("[{}]", join(shown))
        }
    }
}

fn show_array(dtype: Dtype, at: u64, shape: &[u64], strides: &[u64]) -> String {
    let ([length, shape @ ..], [stride, strides @ ..]) = (shape, strides) else {
        // SAFETY: an element of a live array.
        let bytes = unsafe { std::slice::from_raw_parts(at as *const u8, dtype.size()) };
        return format!("{:?}", Scalar::from_bytes(dtype, bytes));
    };
    let items = (0..*length).map(|i| show_array(dtype, at.wrapping_add(i.wrapping_mul(*stride)), shape, strides));
    format!("[{}]", join(items))
}
