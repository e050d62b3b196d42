//! Random well-typed scripts for the compiled zone, as trees that can be shrunk.
//!
//! Input: a seed. Output: a [`Script`]: functions, and calls of the last one, in the form of a case file. The same seed gives
//! the same script everywhere.
//! Never: loops without an end, or parallel loops whose result depends on which iteration runs first.

use crate::rng::Rng;
use std::fmt::Write;

/// A statement, with the blocks that belong to it: `if`, its `else`, ..
#[derive(Clone, Debug)]
pub struct Node {
    /// Its first line, without indentation; of a compound statement each header with its block.
    pub line: String,
    /// Blocks with their headers.
    pub blocks: Vec<(String, Vec<Node>)>,
}

/// A function.
#[derive(Clone, Debug)]
pub struct Function {
    /// Decorator and `def` line.
    pub header: String,
    /// Statements.
    pub body: Vec<Node>,
}

/// A script.
#[derive(Clone, Debug)]
pub struct Script {
    /// Its functions; the last is the one that is called.
    pub functions: Vec<Function>,
    /// `# call:` and `# run:` lines.
    pub calls: String,
}

impl Script {
    /// As a case file.
    pub fn text(&self) -> String {
        let mut out = String::from("import math\nimport numpy as np\nfrom numba import njit, prange\n");
        for function in &self.functions {
            let _ = write!(out, "\n\n{}\n", function.header);
            write_block(&function.body, 1, &mut out);
        }
        out + "\n\n" + &self.calls
    }
}

fn write_block(body: &[Node], depth: usize, out: &mut String) {
    let indent = "    ".repeat(depth);
    if body.is_empty() {
        let _ = writeln!(out, "{indent}pass");
    }
    for node in body {
        if !node.line.is_empty() {
            let _ = writeln!(out, "{indent}{}", node.line);
        }
        for (header, block) in &node.blocks {
            let _ = writeln!(out, "{indent}{header}");
            write_block(block, depth + 1, out);
        }
    }
}

/// The types of the generator's values.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Ty {
    Int,
    Float,
    Bool,
    /// `np.int8` and the like: an index into [`SMALL`].
    Small(usize),
    /// A tuple of an int and a float.
    Pair,
    /// One axis; of floats or of ints.
    Floats,
    Ints,
    /// Two axes of floats.
    Grid,
    /// A list of ints.
    List,
}

/// Scalars of other widths, and their literals' range.
const SMALL: [&str; 6] = ["int8", "uint8", "int16", "int32", "uint32", "float32"];

const ANY: [Ty; 12] = [
    Ty::Int,
    Ty::Int,
    Ty::Float,
    Ty::Float,
    Ty::Bool,
    Ty::Small(0),
    Ty::Small(5),
    Ty::Pair,
    Ty::Floats,
    Ty::Ints,
    Ty::Grid,
    Ty::List,
];

impl Ty {
    /// As `# call:` has it.
    fn name(self) -> String {
        match self {
            Ty::Int => "int64".into(),
            Ty::Float => "float64".into(),
            Ty::Bool => "bool".into(),
            Ty::Small(which) => SMALL[which].into(),
            Ty::Pair => "Tuple(int64, float64)".into(),
            Ty::Floats => "float64[::1]".into(),
            Ty::Ints => "int64[:]".into(),
            Ty::Grid => "float64[:, ::1]".into(),
            Ty::List => "list(int64)".into(),
        }
    }
}

#[derive(Clone, Debug)]
struct Variable {
    name: String,
    ty: Ty,
    /// May it be assigned, or changed in place?
    fixed: bool,
    /// How deep it was defined.
    depth: usize,
}

#[derive(Clone, Debug)]
struct Callee {
    name: String,
    params: Vec<Ty>,
    result: Ty,
}

/// A script of a seed.
pub fn script(seed: u64) -> Script {
    let mut rng = Rng::new(seed ^ 0x0050_ce0f);
    let mut functions = Vec::new();
    let mut callees: Vec<Callee> = Vec::new();
    for number in 0..1 + rng.below(2) {
        let params: Vec<Ty> = (0..1 + rng.below(4)).map(|_| *rng.pick(&ANY)).collect();
        let callee = Callee { name: format!("f{number}"), params, result: *rng.pick(&ANY) };
        functions.push(Generator::new(&mut rng, &callees).function(&callee));
        callees.push(callee);
    }
    let calls = callees.last().map_or(String::new(), |main| calls(&mut rng, main));
    Script { functions, calls }
}

fn calls(rng: &mut Rng, main: &Callee) -> String {
    let types: Vec<String> = main.params.iter().map(|ty| ty.name()).collect();
    let mut out = format!("# call: {}({})\n", main.name, types.join(", "));
    for _ in 0..2 {
        let args: Vec<String> = main.params.iter().map(|&ty| argument(rng, ty)).collect();
        let _ = writeln!(out, "# run: {}({}) == ?", main.name, args.join(", "));
    }
    out
}

fn argument(rng: &mut Rng, ty: Ty) -> String {
    let count = rng.below(4);
    let many = |rng: &mut Rng, one: fn(&mut Rng) -> String| {
        let items: Vec<String> = (0..count).map(|_| one(rng)).collect();
        format!("[{}]", items.join(", "))
    };
    match ty {
        Ty::Int => int(rng),
        Ty::Float => float(rng),
        Ty::Bool => (*rng.pick(&["True", "False"])).into(),
        Ty::Small(5) => (*rng.pick(&["0.5", "-1.25", "3.0"])).into(),
        Ty::Small(_) => rng.below(100).to_string(),
        Ty::Pair => format!("({}, {})", int(rng), float(rng)),
        Ty::Floats => many(rng, float),
        Ty::Ints | Ty::List => many(rng, int),
        Ty::Grid => {
            let rows: Vec<String> =
                (0..2).map(|_| format!("[{}, {}, {}]", float(rng), float(rng), float(rng))).collect();
            format!("[{}]", rows.join(", "))
        }
    }
}

fn int(rng: &mut Rng) -> String {
    const INTERESTING: [i64; 10] = [0, 1, -1, 2, 3, -7, 63, 255, i64::MAX, -i64::MAX];
    if rng.chance(40) { (rng.below(9) as i64 - 3).to_string() } else { rng.pick(&INTERESTING).to_string() }
}

fn float(rng: &mut Rng) -> String {
    (*rng.pick(&["0.0", "-0.0", "1.0", "0.5", "-2.5", "3.0", "1e300", "1e-3", "-7.25"])).into()
}

/// What may stand at a place.
#[derive(Clone, Copy, Default)]
struct Around {
    depth: usize,
    in_loop: bool,
    /// In a `try` with a `finally`, or in a parallel loop: nothing leaves.
    stays: bool,
    /// In a parallel loop: only what is defined in it may change.
    parallel: bool,
}

impl Around {
    fn inside(self) -> Self {
        Self { depth: self.depth + 1, ..self }
    }
}

struct Generator<'r> {
    rng: &'r mut Rng,
    callees: &'r [Callee],
    scope: Vec<Variable>,
    result: Ty,
    fresh: usize,
    budget: usize,
}

impl<'r> Generator<'r> {
    fn new(rng: &'r mut Rng, callees: &'r [Callee]) -> Self {
        Self { rng, callees, scope: Vec::new(), result: Ty::Int, fresh: 0, budget: 10 }
    }

    fn function(mut self, callee: &Callee) -> Function {
        self.result = callee.result;
        let names: Vec<String> = (0..callee.params.len()).map(|n| format!("p{n}")).collect();
        for (name, &ty) in names.iter().zip(&callee.params) {
            self.scope.push(Variable { name: name.clone(), ty, fixed: false, depth: 0 });
        }
        let mut body = self.block(Around::default());
        body.push(self.line_of("return", callee.result));
        let options = if self.rng.chance(40) { "(parallel=True)" } else { "" };
        let header = format!("@njit{options}\ndef {}({}):", callee.name, names.join(", "));
        Function { header, body }
    }

    fn name(&mut self) -> String {
        self.fresh += 1;
        format!("v{}", self.fresh)
    }

    fn define(&mut self, name: &str, ty: Ty, around: Around) {
        self.scope.push(Variable { name: name.into(), ty, fixed: false, depth: around.depth });
    }

    /// A variable of a type, where there is one.
    fn variable(&mut self, ty: Ty) -> Option<String> {
        let known: Vec<&Variable> = self.scope.iter().filter(|it| it.ty == ty).collect();
        if known.is_empty() { None } else { Some(known[self.rng.below(known.len())].name.clone()) }
    }

    /// A variable that may be changed here.
    fn changeable(&mut self, types: &[Ty], around: Around) -> Option<Variable> {
        let first = if around.parallel { around.depth.min(2) } else { 0 };
        let fits = |it: &&Variable| types.contains(&it.ty) && !it.fixed && it.depth >= first;
        let known: Vec<&Variable> = self.scope.iter().filter(fits).collect();
        if known.is_empty() { None } else { Some(known[self.rng.below(known.len())].clone()) }
    }

    // --- statements ------------------------------------------------------------------------------------------------

    fn block(&mut self, around: Around) -> Vec<Node> {
        let known = self.scope.len();
        let mut out = Vec::new();
        for _ in 0..1 + self.rng.below(4) {
            if self.budget == 0 {
                break;
            }
            self.budget -= 1;
            self.statement(around, &mut out);
        }
        self.scope.truncate(known);
        out
    }

    fn line_of(&mut self, word: &str, ty: Ty) -> Node {
        line(format!("{word} {}", self.value(ty, 2)))
    }

    fn statement(&mut self, around: Around, out: &mut Vec<Node>) {
        match self.rng.below(20) {
            0..=4 => self.assign(around, out),
            5 | 6 => self.augment(around, out),
            7 | 8 => self.write(around, out),
            9 | 10 if around.depth < 3 => self.branch(around, out),
            11 | 12 if around.depth < 3 => self.count(around, out),
            13 if around.depth < 3 => self.iterate(around, out),
            14 if around.depth < 3 => self.while_(around, out),
            15 if around.depth < 3 && !around.parallel => self.try_(around, out),
            16 => self.leave(around, out),
            17 if around.depth == 0 => self.prange(out),
            18 if around.depth == 0 => self.lambda(out),
            19 if !around.parallel && self.rng.chance(30) => {
                out.push(line(format!("print({}, {})", self.value(Ty::Int, 1), self.value(Ty::Float, 1))));
            }
            _ => self.assign(around, out),
        }
    }

    fn assign(&mut self, around: Around, out: &mut Vec<Node>) {
        let ty = *self.rng.pick(&ANY);
        let value = self.value(ty, 3);
        match self.changeable(&[ty], around).filter(|_| self.rng.chance(50)) {
            Some(variable) => out.push(line(format!("{} = {value}", variable.name))),
            // A variable of this block may change its type.
            None => {
                let own =
                    self.scope.iter().rposition(|it| it.depth == around.depth && !it.fixed && it.name.starts_with('v'));
                match own.filter(|_| self.rng.chance(15) && !around.parallel) {
                    Some(place) => {
                        self.scope[place].ty = ty;
                        out.push(line(format!("{} = {value}", self.scope[place].name)));
                    }
                    None => {
                        let name = self.name();
                        out.push(line(format!("{name} = {value}")));
                        self.define(&name, ty, around);
                    }
                }
            }
        }
    }

    fn augment(&mut self, around: Around, out: &mut Vec<Node>) {
        let Some(target) = self.changeable(&[Ty::Int, Ty::Float, Ty::Floats, Ty::Ints], around) else { return };
        let (op, value) = match target.ty {
            Ty::Int => (*self.rng.pick(&["+=", "-=", "*=", "//=", "%=", "&=", "|=", "^="]), self.value(Ty::Int, 2)),
            Ty::Ints => (*self.rng.pick(&["+=", "-=", "*="]), self.value(Ty::Int, 1)),
            _ => (*self.rng.pick(&["+=", "-=", "*=", "/="]), self.value(Ty::Float, 2)),
        };
        out.push(line(format!("{} {op} {value}", target.name)));
    }

    /// Writes to an element or a part, or changes a list.
    fn write(&mut self, around: Around, out: &mut Vec<Node>) {
        let kinds = [Ty::Floats, Ty::Ints, Ty::Grid, Ty::List];
        let Some(target) = self.changeable(&kinds, around) else { return };
        let (name, index) = (&target.name, self.index());
        let text = match target.ty {
            Ty::Floats if self.rng.chance(30) => format!("{name}[{}] = {}", self.slice(), self.value(Ty::Float, 1)),
            Ty::Floats if self.rng.chance(20) => format!("{name}[1:] = {name}[:-1]"),
            Ty::Floats => format!("{name}[{index}] = {}", self.value(Ty::Float, 2)),
            Ty::Ints if self.rng.chance(30) => format!("{name}[{}] += {}", self.slice(), self.value(Ty::Int, 1)),
            Ty::Ints => format!("{name}[{index}] = {}", self.value(Ty::Int, 2)),
            Ty::Grid if self.rng.chance(30) => format!("{name}[{index}] = {}", self.value(Ty::Float, 1)),
            Ty::Grid => format!("{name}[{index}, {}] = {}", self.index(), self.value(Ty::Float, 2)),
            _ => match self.rng.below(4) {
                0 => format!("{name}[{index}] = {}", self.value(Ty::Int, 1)),
                1 => format!("{name}.pop()"),
                _ => format!("{name}.append({})", self.value(Ty::Int, 1)),
            },
        };
        out.push(line(text));
    }

    fn branch(&mut self, around: Around, out: &mut Vec<Node>) {
        let mut blocks = vec![(format!("if {}:", self.value(Ty::Bool, 2)), self.block(around.inside()))];
        if self.rng.chance(20) {
            blocks.push((format!("elif {}:", self.value(Ty::Bool, 1)), self.block(around.inside())));
        }
        if self.rng.chance(50) {
            blocks.push(("else:".into(), self.block(around.inside())));
        }
        out.push(Node { line: String::new(), blocks });
    }

    fn loop_block(&mut self, header: String, around: Around, out: &mut Vec<Node>) {
        let inside = Around { in_loop: true, ..around.inside() };
        let mut blocks = vec![(header, self.block(inside))];
        if self.rng.chance(15) {
            blocks.push(("else:".into(), self.block(around.inside())));
        }
        out.push(Node { line: String::new(), blocks });
    }

    fn count(&mut self, around: Around, out: &mut Vec<Node>) {
        let name = self.name();
        let range = match self.rng.below(4) {
            0 => format!("range({})", self.rng.below(5)),
            1 => format!("range({}, {}, {})", self.rng.below(6), self.rng.below(6), self.rng.pick(&[-1, 1, 2, -2])),
            2 => match self.variable(Ty::Floats) {
                Some(array) => format!("range(len({array}))"),
                None => "range(3)".into(),
            },
            _ => format!("range({} % 5)", self.value(Ty::Int, 1)),
        };
        self.scope.push(Variable { name: name.clone(), ty: Ty::Int, fixed: true, depth: around.depth + 1 });
        self.loop_block(format!("for {name} in {range}:"), around, out);
        self.scope.retain(|it| it.name != name);
    }

    fn iterate(&mut self, around: Around, out: &mut Vec<Node>) {
        let (ty, item) = *self.rng.pick(&[(Ty::Floats, Ty::Float), (Ty::Ints, Ty::Int), (Ty::List, Ty::Int)]);
        let Some(over) = self.variable(ty) else { return };
        let name = self.name();
        // What is iterated over may not grow.
        let fixed: Vec<bool> = self.scope.iter().map(|it| it.fixed).collect();
        self.scope.iter_mut().filter(|it| it.ty == ty).for_each(|it| it.fixed = true);
        self.scope.push(Variable { name: name.clone(), ty: item, fixed: true, depth: around.depth + 1 });
        let header = if self.rng.chance(30) {
            let index = self.name();
            self.scope.push(Variable { name: index.clone(), ty: Ty::Int, fixed: true, depth: around.depth + 1 });
            format!("for {index}, {name} in enumerate({over}):")
        } else {
            format!("for {name} in {over}:")
        };
        self.loop_block(header, around, out);
        self.scope.truncate(fixed.len());
        self.scope.iter_mut().zip(fixed).for_each(|(it, was)| it.fixed = was);
    }

    fn while_(&mut self, around: Around, out: &mut Vec<Node>) {
        let name = self.name();
        out.push(line(format!("{name} = {}", 1 + self.rng.below(4))));
        self.scope.push(Variable { name: name.clone(), ty: Ty::Int, fixed: true, depth: around.depth });
        let known = self.scope.len();
        let condition = if self.rng.chance(40) { format!(" and {}", self.value(Ty::Bool, 1)) } else { String::new() };
        self.loop_block(format!("while {name} > 0{condition}:"), around, out);
        if let Some((_, body)) = out.last_mut().and_then(|node| node.blocks.first_mut()) {
            body.insert(0, line(format!("{name} -= 1")));
        }
        self.scope.truncate(known);
    }

    fn try_(&mut self, around: Around, out: &mut Vec<Node>) {
        let finally = self.rng.chance(30);
        let inside = Around { stays: around.stays || finally, ..around.inside() };
        let mut body = self.block(inside);
        if self.rng.chance(30) {
            let raise = line(format!("raise ValueError(\"no\", {})", self.value(Ty::Int, 1)));
            let header = format!("if {}:", self.value(Ty::Bool, 1));
            body.push(Node { line: String::new(), blocks: vec![(header, vec![raise])] });
        }
        let mut blocks = vec![("try:".into(), body)];
        let handler = *self.rng.pick(&[
            "except Exception:",
            "except (ZeroDivisionError, IndexError):",
            "except ValueError:",
            "except:",
        ]);
        blocks.push((handler.into(), self.block(inside)));
        if self.rng.chance(30) {
            blocks.push(("else:".into(), self.block(inside)));
        }
        if finally {
            blocks.push(("finally:".into(), self.block(inside)));
        }
        out.push(Node { line: String::new(), blocks });
    }

    fn leave(&mut self, around: Around, out: &mut Vec<Node>) {
        let header = format!("if {}:", self.value(Ty::Bool, 1));
        let inner = match self.rng.below(4) {
            0 if around.in_loop => line(if self.rng.chance(50) { "break" } else { "continue" }.into()),
            1 => line(format!("raise RuntimeError(\"stop\", {})", self.value(Ty::Float, 1))),
            2 => line(format!("assert {}, \"wrong\"", self.value(Ty::Bool, 1))),
            _ if !around.parallel && !around.stays => self.line_of("return", self.result),
            _ => return,
        };
        out.push(Node { line: String::new(), blocks: vec![(header, vec![inner])] });
    }

    /// A parallel loop: each iteration writes its own elements and adds to what is reduced.
    fn prange(&mut self, out: &mut Vec<Node>) {
        let (name, made, sum, best) = (self.name(), self.name(), self.name(), self.name());
        let n = self.rng.below(20);
        out.push(line(format!("{made} = np.zeros({n})")));
        out.push(line(format!("{sum} = {}", self.value(Ty::Int, 1))));
        out.push(line(format!("{best} = {}", self.value(Ty::Float, 1))));
        let fixed: Vec<bool> = self.scope.iter().map(|it| it.fixed).collect();
        self.scope.iter_mut().for_each(|it| it.fixed = true);
        self.scope.push(Variable { name: name.clone(), ty: Ty::Int, fixed: true, depth: 2 });
        let inside = Around { depth: 2, parallel: true, stays: true, in_loop: false };
        let mut body = self.block(inside);
        body.push(line(format!("{made}[{name}] = {}", self.value(Ty::Float, 2))));
        body.push(line(format!("{sum} += {}", self.value(Ty::Int, 2))));
        body.push(line(format!("{best} = max({best}, {})", self.value(Ty::Float, 1))));
        self.scope.truncate(fixed.len());
        self.scope.iter_mut().zip(fixed).for_each(|(it, was)| it.fixed = was);
        out.push(Node { line: String::new(), blocks: vec![(format!("for {name} in prange({n}):"), body)] });
        for (name, ty) in [(made, Ty::Floats), (sum, Ty::Int), (best, Ty::Float)] {
            self.define(&name, ty, Around::default());
        }
    }

    /// A closure over what is there, called at once.
    fn lambda(&mut self, out: &mut Vec<Node>) {
        let (name, made) = (self.name(), self.name());
        self.scope.push(Variable { name: "y".into(), ty: Ty::Int, fixed: true, depth: 0 });
        let body = self.value(Ty::Int, 2);
        self.scope.pop();
        out.push(line(format!("{name} = lambda y: {body}")));
        out.push(line(format!("{made} = {name}({}) + {name}(2)", self.value(Ty::Int, 1))));
        self.define(&made, Ty::Int, Around::default());
    }

    // --- expressions -----------------------------------------------------------------------------------------------

    fn index(&mut self) -> String {
        if self.rng.chance(85) { self.rng.pick(&[0, 1, -1, 2]).to_string() } else { self.value(Ty::Int, 1) }
    }

    fn slice(&mut self) -> String {
        (*self.rng.pick(&["1:", ":-1", "::2", "::-1", ":", "1:3", "-2:"])).into()
    }

    /// An expression of a type.
    fn value(&mut self, ty: Ty, depth: usize) -> String {
        if self.rng.chance(if depth == 0 { 80 } else { 30 })
            && let Some(name) = self.variable(ty)
        {
            return name;
        }
        if depth > 0
            && self.rng.chance(12)
            && let Some(call) = self.call(ty, depth - 1)
        {
            return call;
        }
        match ty {
            Ty::Int => self.int(depth),
            Ty::Float => self.float(depth),
            Ty::Bool => self.bool_(depth),
            Ty::Small(5) => format!("np.float32({})", self.value(Ty::Float, depth.saturating_sub(1))),
            Ty::Small(which) => format!("np.{}({})", SMALL[which], self.value(Ty::Int, depth.saturating_sub(1))),
            Ty::Pair => format!("({}, {})", self.value(Ty::Int, depth.min(1)), self.value(Ty::Float, depth.min(1))),
            Ty::Floats => self.floats(depth),
            Ty::Ints => self.ints(depth),
            Ty::Grid => self.grid(depth),
            Ty::List => self.list(depth),
        }
    }

    fn call(&mut self, ty: Ty, depth: usize) -> Option<String> {
        let fitting: Vec<&Callee> = self.callees.iter().filter(|callee| callee.result == ty).collect();
        if fitting.is_empty() {
            return None;
        }
        let callee = fitting[self.rng.below(fitting.len())];
        let args: Vec<String> = callee.params.iter().map(|&ty| self.value(ty, depth.min(1))).collect();
        Some(format!("{}({})", callee.name, args.join(", ")))
    }

    fn int(&mut self, depth: usize) -> String {
        if depth == 0 {
            return int(self.rng);
        }
        let d = depth - 1;
        match self.rng.below(14) {
            0..=3 => {
                let op = *self.rng.pick(&["+", "-", "*", "//", "%", "&", "|", "^"]);
                format!("({} {op} {})", self.value(Ty::Int, d), self.value(Ty::Int, d))
            }
            4 => format!(
                "({} {} {})",
                self.value(Ty::Int, d),
                self.rng.pick(&["<<", ">>"]),
                self.rng.pick(&[0, 1, 7, 62])
            ),
            5 => format!("{}{}", self.rng.pick(&["-", "~", "+"]), self.value(Ty::Int, 0)).replace("--", "- -"),
            6 => format!("{}({}, {})", self.rng.pick(&["min", "max"]), self.value(Ty::Int, d), self.value(Ty::Int, d)),
            7 => format!("({} if {} else {})", self.value(Ty::Int, d), self.value(Ty::Bool, d), self.value(Ty::Int, d)),
            8 => format!("len({})", self.value(Ty::List, 0)),
            9 => format!("{}[{}]", self.value(Ty::Ints, 0), self.index()),
            10 => format!("{}[{}]", self.value(Ty::List, 0), self.index()),
            11 => format!("{}[0]", self.value(Ty::Pair, 0)),
            12 => {
                let which = self.rng.below(5);
                format!("({} + {})", self.value(Ty::Small(which), d), self.value(Ty::Int, d))
            }
            _ => format!("abs({})", self.value(Ty::Int, d)),
        }
    }

    fn float(&mut self, depth: usize) -> String {
        if depth == 0 {
            return float(self.rng);
        }
        let d = depth - 1;
        match self.rng.below(14) {
            0..=3 => {
                let op = *self.rng.pick(&["+", "-", "*", "/", "//", "%"]);
                format!("({} {op} {})", self.value(Ty::Float, d), self.value(Ty::Float, d))
            }
            4 => format!("({} / {})", self.value(Ty::Int, d), self.value(Ty::Int, d)),
            5 => format!(
                "math.{}({})",
                self.rng.pick(&["sqrt", "sin", "exp", "floor", "fabs"]),
                self.value(Ty::Float, d)
            )
            .replace("math.floor", "np.floor"),
            6 => format!(
                "{}({}, {})",
                self.rng.pick(&["min", "max"]),
                self.value(Ty::Float, d),
                self.value(Ty::Float, d)
            ),
            7 => {
                format!(
                    "({} if {} else {})",
                    self.value(Ty::Float, d),
                    self.value(Ty::Bool, d),
                    self.value(Ty::Float, d)
                )
            }
            8 => format!("{}[{}]", self.value(Ty::Floats, 0), self.index()),
            9 => format!("{}[{}, {}]", self.value(Ty::Grid, 0), self.index(), self.index()),
            10 => format!("{}[1]", self.value(Ty::Pair, 0)),
            11 => format!("({} * {})", self.value(Ty::Small(5), d), self.value(Ty::Float, d)),
            12 => format!("{}.sum()", self.value(Ty::Floats, 0)),
            _ => format!("float({})", self.value(Ty::Int, d)),
        }
    }

    fn bool_(&mut self, depth: usize) -> String {
        if depth == 0 {
            return (*self.rng.pick(&["True", "False"])).into();
        }
        let d = depth - 1;
        let op = *self.rng.pick(&["<", "<=", ">", ">=", "==", "!="]);
        match self.rng.below(8) {
            0..=2 => format!("({} {op} {})", self.value(Ty::Int, d), self.value(Ty::Int, d)),
            3 => format!("({} {op} {})", self.value(Ty::Float, d), self.value(Ty::Int, d)),
            4 => format!("(not {})", self.value(Ty::Bool, d)),
            5 => format!("({} {} {})", self.value(Ty::Bool, d), self.rng.pick(&["and", "or"]), self.value(Ty::Bool, d)),
            6 => format!("({} < {} <= {})", self.value(Ty::Int, 0), self.value(Ty::Int, d), self.value(Ty::Int, 0)),
            _ => format!("({} in {})", self.value(Ty::Int, 0), self.value(Ty::List, 0)),
        }
    }

    fn floats(&mut self, depth: usize) -> String {
        if depth == 0 {
            return format!("np.ones({})", self.rng.below(4));
        }
        let d = depth - 1;
        match self.rng.below(8) {
            0 => format!("np.full({}, {})", self.rng.below(4), self.value(Ty::Float, d)),
            1 | 2 => {
                let op = *self.rng.pick(&["+", "-", "*", "/"]);
                format!("({} {op} {})", self.value(Ty::Floats, d), self.value(Ty::Float, d))
            }
            3 => {
                format!("({} {} {})", self.value(Ty::Floats, d), self.rng.pick(&["+", "*"]), self.value(Ty::Floats, d))
            }
            4 => format!("np.{}({})", self.rng.pick(&["sqrt", "abs", "floor"]), self.value(Ty::Floats, d)),
            5 => format!("{}.copy()", self.value(Ty::Floats, 0)),
            6 => format!("{}[{}].copy()", self.value(Ty::Floats, 0), self.slice()),
            _ => format!("np.array([{}, {}])", self.value(Ty::Float, d), self.value(Ty::Float, d)),
        }
    }

    fn ints(&mut self, depth: usize) -> String {
        match self.rng.below(4) {
            0 => format!("np.arange({})[::-1]", self.rng.below(5)),
            1 => format!("np.zeros({}, np.int64)[::2]", self.rng.below(5)),
            2 if depth > 0 => format!("({} + {})[::2]", self.value(Ty::Ints, 0), self.value(Ty::Int, 0)),
            _ => format!("np.arange(6)[{}:5:2]", self.rng.below(3)),
        }
    }

    fn grid(&mut self, depth: usize) -> String {
        match self.rng.below(4) {
            0 if depth > 0 => format!("({} * {})", self.value(Ty::Grid, 0), self.value(Ty::Float, 0)),
            1 => format!("{}.copy()", self.variable(Ty::Grid).unwrap_or_else(|| "np.ones((1, 2))".into())),
            2 => format!("np.ones(({}, 2))", self.rng.below(3)),
            _ => "np.zeros((2, 3))".into(),
        }
    }

    fn list(&mut self, depth: usize) -> String {
        match self.rng.below(4) {
            0 if depth > 0 => format!("[{} for k in range({})]", self.value(Ty::Int, depth - 1), self.rng.below(4)),
            1 if depth > 0 => format!("{}[{}]", self.value(Ty::List, 0), self.slice()),
            2 => format!("[{}]", self.value(Ty::Int, 0)),
            _ => format!("[{}, {}, {}]", self.value(Ty::Int, 0), self.value(Ty::Int, 0), self.value(Ty::Int, 0)),
        }
    }
}

fn line(text: String) -> Node {
    Node { line: text, blocks: Vec::new() }
}
