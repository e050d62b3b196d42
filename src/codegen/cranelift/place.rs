//! Where a function's code begins within the lines that the processor fetches.
//!
//! Input: the loops of finished machine code, as spans of bytes. Output: how many bytes of padding go before the code so
//! that its small loops lie in as few lines as possible. Never: the code itself.
//!
//! Cranelift does not align loops. A loop of a few instructions that straddles two lines takes two fetches per iteration
//! and was measured at half its speed on Zen 5; one shift of the whole function
//! mends most functions at the cost of some padding that runs once per call.

use cranelift_codegen::CompiledCode;

/// The processor fetches decoded instructions by lines of this size.
pub(super) const LINE: u32 = 64;

/// Longer loops are not bound by fetching.
const LONGEST: u32 = 4 * LINE;

/// An inner loop counts this many times its outer one.
const PER_LEVEL: u64 = 8;

/// The code of a loop: from its header to the end of the block that jumps back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Loop {
    start: u32,
    end: u32,
}

impl Loop {
    fn contains(self, other: Loop) -> bool {
        self != other && self.start <= other.start && other.end <= self.end
    }

    /// Lines that it touches beyond those it needs where it begins `shift` bytes later.
    fn excess(self, shift: u32) -> u64 {
        let (start, end) = (self.start + shift, self.end + shift);
        let touched = (end - 1) / LINE - start / LINE + 1;
        u64::from(touched - (end - start).div_ceil(LINE))
    }
}

/// Bytes of padding before the code: a multiple of what its constants are aligned to.
pub(super) fn padding(code: &CompiledCode) -> u32 {
    let step = code.buffer.alignment;
    if step >= LINE {
        return 0;
    }
    best_shift(&weighted(&loops(code)), step)
}

fn best_shift(loops: &[(Loop, u64)], step: u32) -> u32 {
    let cost = |shift: u32| -> u64 { loops.iter().map(|&(found, weight)| weight * found.excess(shift)).sum() };
    (0..LINE).step_by(step.max(1) as usize).min_by_key(|&shift| cost(shift)).unwrap_or(0)
}

/// The loops, by their jumps back.
fn loops(code: &CompiledCode) -> Vec<Loop> {
    let size = code.code_buffer().len() as u32;
    let starts = &code.bb_starts;
    let end_of = |block: u32| starts.get(starts.partition_point(|&start| start <= block)).copied().unwrap_or(size);
    let back = code.bb_edges.iter().filter(|(from, to)| to <= from);
    back.map(|&(from, to)| Loop { start: to, end: end_of(from) }).collect()
}

/// The small ones, each with how much it counts: more the deeper it lies.
fn weighted(loops: &[Loop]) -> Vec<(Loop, u64)> {
    let mut sorted = loops.to_vec();
    sorted.sort_by_key(|found| (found.start, std::cmp::Reverse(found.end)));
    // Those around the one looked at, outermost first. (Loops of spans that overlap in part count as neighbors.)
    let mut around: Vec<Loop> = Vec::new();
    let mut small = Vec::new();
    for found in sorted {
        while around.last().is_some_and(|outer| !outer.contains(found)) {
            around.pop();
        }
        if found.end - found.start <= LONGEST {
            small.push((found, PER_LEVEL.pow(around.len().min(8) as u32)));
        }
        around.push(found);
    }
    small
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn span(start: u32, end: u32) -> Loop {
        Loop { start, end }
    }

    #[test]
    fn a_small_loop_is_moved_into_one_line() {
        let loops = weighted(&[span(50, 72)]);
        assert_eq!(best_shift(&loops, 1), 14);
        assert_eq!(best_shift(&loops, 16), 16);
        assert_eq!(best_shift(&weighted(&[span(5, 60)]), 1), 0);
    }

    #[test]
    fn inner_loops_count_more() {
        let (outer, inner) = (span(10, 120), span(60, 80));
        let loops = weighted(&[outer, inner]);
        let shift = best_shift(&loops, 1);
        assert_eq!(inner.excess(shift), 0);
    }
}
