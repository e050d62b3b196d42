//! Which place in the source a runtime site number stands for.

use crate::hir;
use crate::ir::{self, InstanceId};
use crate::runtime::exception::SiteId;
use crate::source::Span;
use std::sync::{Arc, PoisonError, RwLock};

/// A place in a function, and the number of the one where it was called, if it was inlined there.
struct Place {
    function: Arc<hir::Function>,
    span: Span,
    caller: Option<SiteId>,
}

/// All sites of an engine, by their numbers.
#[derive(Default)]
pub struct Sites(RwLock<Vec<Place>>);

impl Sites {
    /// Allots numbers to a function's sites; the first of them. `inlined` gives the functions that were inlined into it.
    pub fn allot(
        &self,
        function: &Arc<hir::Function>,
        sites: &[ir::Site],
        inlined: &dyn Fn(InstanceId) -> Arc<hir::Function>,
    ) -> u32 {
        let mut places = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let first = places.len() as u32;
        places.extend(sites.iter().map(|site| Place {
            function: site.inlined.map_or_else(|| function.clone(), |it| inlined(it.instance)),
            span: site.span,
            caller: site.inlined.map(|it| SiteId(first + it.at.0)),
        }));
        first
    }

    /// The function and the text of a site, then of where each inlined function around it was called.
    pub fn places(&self, site: SiteId) -> Vec<(Arc<hir::Function>, Span)> {
        let all = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let place = |site: SiteId| all.get(site.0 as usize);
        let chain = std::iter::successors(place(site), |found| found.caller.and_then(place));
        chain.map(|found| (found.function.clone(), found.span)).collect()
    }
}
