//! Which place in the source each piece of machine code was made of.
//!
//! Input: compiled functions. Output: [`Piece`]s with their addresses. Never: the places themselves, which the runtime's
//! site numbers stand for.

use crate::ir::InstanceId;
use cranelift_codegen::CompiledCode;
use cranelift_codegen::ir::SourceLoc;
use cranelift_jit::JITModule;
use cranelift_module::FuncId;

/// One machine function.
#[derive(Clone, Debug)]
pub struct Piece {
    /// The IR function that it belongs to.
    pub instance: InstanceId,
    /// Its name; outlined loops are `name.parallel0` and so on.
    pub name: String,
    /// Its first address.
    pub start: usize,
    /// Its bytes.
    pub size: usize,
    /// What its bytes were made of, in order.
    pub sites: Vec<SiteRange>,
    /// Where its calls return to, from its start, in order.
    pub calls: Vec<u32>,
    /// How far the frame's pointer lies above the stack's during its calls.
    pub frame: u32,
}

/// Bytes that were made of one place in the source.
#[derive(Clone, Copy, Debug)]
pub struct SiteRange {
    /// The first, from the function's start.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// The runtime's number of the place.
    pub site: u32,
}

impl Piece {
    /// The runtime's number of the place that an address was made of, if it was made of one.
    #[must_use]
    pub fn site(&self, address: usize) -> Option<u32> {
        let offset = address.checked_sub(self.start)? as u32;
        let found = self.sites.partition_point(|range| range.start <= offset).checked_sub(1)?;
        Some(self.sites[found]).filter(|range| offset < range.end).map(|range| range.site)
    }

    /// Does one of its calls return to an address?
    #[must_use]
    pub fn is_returned_to(&self, address: usize) -> bool {
        address.checked_sub(self.start).is_some_and(|offset| self.calls.binary_search(&(offset as u32)).is_ok())
    }
}

/// A machine function that has no address yet.
pub(super) struct Unplaced {
    id: FuncId,
    piece: Piece,
}

impl Unplaced {
    /// What Cranelift has compiled, behind some bytes of padding.
    pub(super) fn compiled(
        id: FuncId,
        instance: InstanceId,
        name: String,
        code: &CompiledCode,
        padding: u32,
    ) -> Unplaced {
        // A location is a site number and one; no site is 0.
        let has_site = |loc: SourceLoc| !loc.is_default() && loc.bits() > 0;
        let ranges = code.buffer.get_srclocs_sorted().iter().filter(|range| has_site(range.loc));
        let sites = ranges.map(|range| SiteRange {
            start: range.start + padding,
            end: range.end + padding,
            site: range.loc.bits() - 1,
        });
        let calls = code.buffer.call_sites().map(|call| call.ret_addr + padding).collect();
        let frame = code.buffer.frame_layout().map_or(0, |layout| layout.frame_to_fp_offset);
        let size = code.code_buffer().len() + padding as usize;
        let piece = Piece { instance, name, start: 0, size, sites: sites.collect(), calls, frame };
        Unplaced { id, piece }
    }

    /// Vector code.
    pub(super) fn vectors(
        id: FuncId,
        instance: InstanceId,
        name: String,
        size: usize,
        sites: Vec<SiteRange>,
    ) -> Unplaced {
        Unplaced { id, piece: Piece { instance, name, start: 0, size, sites, calls: Vec::new(), frame: 0 } }
    }

    /// What is known of it without its address.
    pub(super) fn piece(&self) -> &Piece {
        &self.piece
    }

    pub(super) fn placed(self, module: &JITModule) -> Piece {
        Piece { start: module.get_finalized_function(self.id) as usize, ..self.piece }
    }
}
