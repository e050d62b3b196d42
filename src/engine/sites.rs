//! Which place in the source a runtime site number stands for.

use crate::hir;
use crate::ir;
use crate::runtime::exception::SiteId;
use crate::source::Span;
use std::sync::{Arc, PoisonError, RwLock};

/// One function's sites: numbers `first..first + spans.len()`.
struct Range {
    first: u32,
    function: Arc<hir::Function>,
    spans: Vec<Span>,
}

/// All sites of an engine.
#[derive(Default)]
pub struct Sites(RwLock<Vec<Range>>);

impl Sites {
    /// Allots numbers to a function's sites; the first of them.
    pub fn allot(&self, function: &Arc<hir::Function>, sites: &[ir::Site]) -> u32 {
        let mut ranges = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let first = ranges.last().map_or(0, |last| last.first + last.spans.len() as u32);
        let spans = sites.iter().map(|site| site.span).collect();
        ranges.push(Range { first, function: function.clone(), spans });
        first
    }

    /// The function and the text of a site.
    pub fn place(&self, site: SiteId) -> Option<(Arc<hir::Function>, Span)> {
        let ranges = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let range = &ranges[ranges.partition_point(|range| range.first <= site.0).checked_sub(1)?];
        let span = range.spans.get((site.0 - range.first) as usize)?;
        Some((range.function.clone(), *span))
    }
}
