//! Makes a script that fails smaller while it still fails.
//!
//! Input: a script, whether a script fails. Output: a script from which no statement can be taken any more.

use crate::source::{Node, Script};

/// The smallest script that still fails that taking out statements leads to.
pub fn shrink(mut script: Script, fails: &dyn Fn(&Script) -> bool) -> Script {
    loop {
        let count: usize = script.functions.iter().map(|function| size(&function.body)).sum();
        let smaller =
            (0..count).rev().flat_map(|at| [Cut::Remove, Cut::Unwrap].map(|cut| (at, cut))).find_map(|(at, cut)| {
                let mut candidate = script.clone();
                let changed = apply(&mut candidate, at, cut);
                (changed && fails(&candidate)).then_some(candidate)
            });
        match smaller {
            Some(smaller) => script = smaller,
            None => return script,
        }
    }
}

/// What is done to a statement.
#[derive(Clone, Copy, PartialEq)]
enum Cut {
    Remove,
    /// Its first block takes its place.
    Unwrap,
}

fn size(body: &[Node]) -> usize {
    body.iter().map(|node| 1 + node.blocks.iter().map(|(_, block)| size(block)).sum::<usize>()).sum()
}

/// Cuts statement number `at` of the script.
fn apply(script: &mut Script, mut at: usize, cut: Cut) -> bool {
    for function in &mut script.functions {
        let count = size(&function.body);
        if at < count {
            return apply_in(&mut function.body, at, cut);
        }
        at -= count;
    }
    false
}

fn apply_in(body: &mut Vec<Node>, mut at: usize, cut: Cut) -> bool {
    for place in 0..body.len() {
        if at == 0 {
            let is_simple = body[place].blocks.is_empty();
            if cut == Cut::Unwrap && is_simple {
                return false;
            }
            let node = body.remove(place);
            if cut == Cut::Unwrap {
                let inner = node.blocks.into_iter().next().map_or_else(Vec::new, |(_, block)| block);
                body.splice(place..place, inner);
            }
            return true;
        }
        at -= 1;
        for (_, block) in &mut body[place].blocks {
            let count = size(block);
            if at < count {
                return apply_in(block, at, cut);
            }
            at -= count;
        }
    }
    false
}
