//! Memory of scripts that functions of the host program hold as slices and views.
//!
//! Input: the array arguments of a call. Output: a loan for as long as the call takes, unless it would break Rust's rule
//! that memory which someone may write is nobody else's. Never: elements.
//!
//! A script can pass one array twice, from two iterations of a parallel loop, or from a function that the host program calls
//! back; so all loans of the process are known at one place.

use super::marshal;
use crate::runtime::exception::{ExceptionKind, Raised};
use crate::types::{ArrayType, Type};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The loans of all calls in progress.
static LOANS: Mutex<Ledger> = Mutex::new(Ledger { loans: Vec::new(), calls: 0 });

struct Ledger {
    loans: Vec<Loan>,
    /// Numbers calls.
    calls: u64,
}

/// Memory from an address up to another.
struct Loan {
    call: u64,
    from: i128,
    to: i128,
    mutable: bool,
}

impl Loan {
    fn meets(&self, other: &Loan) -> bool {
        (self.mutable || other.mutable) && self.from < other.to && other.from < self.to
    }
}

fn ledger() -> MutexGuard<'static, Ledger> {
    LOANS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What a call has been lent; given back when it is dropped.
pub(super) struct Lent(Option<u64>);

impl Lent {
    /// Lends the array arguments of a call: types and words.
    ///
    /// # Errors
    /// ValueError: someone may write what another holds.
    pub fn new(types: &[Type], args: &[u64]) -> Result<Lent, Raised> {
        if !types.iter().any(|ty| matches!(ty, Type::Array(_) | Type::Record(_) | Type::Records(_))) {
            return Ok(Lent(None));
        }
        let mut ledger = ledger();
        ledger.calls += 1;
        let call = ledger.calls;
        let mut rest = args;
        for ty in types {
            let (own, others) = rest.split_at(marshal::words_of(ty));
            rest = others;
            let Some(loan) = loan_of(call, ty, own) else { continue };
            if ledger.loans.iter().any(|other| loan.meets(other)) {
                ledger.loans.retain(|loan| loan.call != call);
                let words = "memory that a host function may write is an argument of one twice at a time";
                return Err(Raised::new(ExceptionKind::ValueError, words));
            }
            ledger.loans.push(loan);
        }
        Ok(Lent(Some(call)))
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(call) = self.0 {
            ledger().loans.retain(|loan| loan.call != call);
        }
    }
}

/// The memory that an array argument reaches.
fn loan_of(call: u64, ty: &Type, words: &[u64]) -> Option<Loan> {
    let (size, ndim, mutable) = match ty {
        Type::Array(ArrayType { dtype, ndim, mutable, .. }) => (dtype.size(), *ndim, *mutable),
        Type::Record(it) => (it.record.size, 0, it.mutable),
        Type::Records(array) => (array.record.size, array.ndim, array.mutable),
        _ => return None,
    };
    let (shape, strides) = words[2..].split_at(usize::from(ndim));
    if shape.contains(&0) {
        return None;
    }
    let (mut from, mut to) = (i128::from(words[0]), i128::from(words[0]) + size as i128);
    for (&n, &stride) in shape.iter().zip(strides) {
        let reach = (i128::from(n) - 1) * i128::from(stride as i64);
        if reach < 0 { from += reach } else { to += reach }
    }
    Some(Loan { call, from, to, mutable })
}
