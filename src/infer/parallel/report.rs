//! The words of races.
//!
//! Input: accesses, and what they are to. Output: diagnostics NJ05nn that show both.
//! Never: the decision whether something is a race.

use super::Body;
use super::facts::Shared;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// Where memory is accessed.
pub(super) struct Access {
    /// In a callee: the call in the loop.
    pub call: Option<Span>,
    /// The access.
    pub span: Span,
}

impl Access {
    /// An error here: at the call in the loop, with the access in the callee beside it.
    fn error(&self, code: &'static str, message: String, does: &str) -> Diagnostic {
        match self.call {
            None => Diagnostic::error(code, message, self.span).label(does),
            Some(call) => Diagnostic::error(code, message, call).label("in this call").also(self.span, does),
        }
    }

    /// What the loop writes, in its own words.
    fn target(&self, body: &Body<'_>, shared: &Shared) -> String {
        match self.call {
            None => format!("`{}`", body.typing.hir.source.slice(self.span)),
            Some(_) => format!("an element of `{}`", shared.name),
        }
    }
}

pub(super) fn same_element(body: &Body<'_>, access: &Access, shared: &Shared, index: Option<Span>) -> Diagnostic {
    let message = match access.call {
        None => format!("all iterations of this parallel loop write {}", access.target(body, shared)),
        Some(_) => format!("all iterations of this parallel loop write the same element of `{}`", shared.name),
    };
    let diagnostic = access.error("NJ0504", message, "the same in each iteration");
    let diagnostic = match index {
        Some(index) => diagnostic.also(index, "does not depend on the loop variable"),
        None => diagnostic,
    };
    diagnostic.note(format!(
        "index `{}` by the loop variable, or reduce into a variable of its own and store it behind the loop",
        shared.name
    ))
}

pub(super) fn folded(body: &Body<'_>, access: &Access, shared: &Shared, index: Option<Span>) -> Diagnostic {
    let target = match access.call {
        None => access.target(body, shared),
        Some(_) => format!("`{}`", shared.name),
    };
    let message = format!("several iterations of this parallel loop write the same element of {target}");
    let diagnostic = access.error("NJ0504", message, "written by several iterations");
    let diagnostic = match index {
        Some(index) => diagnostic.also(index, "has equal values in several iterations"),
        None => diagnostic,
    };
    diagnostic
        .note(format!("reduce into an array of its own: `part = np.zeros_like({0})`, then `{0} += part`", shared.name))
}

/// One store and the read of another iteration.
pub(super) fn neighbor(store: &Access, read: &Access) -> Diagnostic {
    let message = "an iteration of this parallel loop reads what another one writes".to_string();
    let diagnostic = read.error("NJ0505", message, "the element of another iteration");
    let diagnostic = match store.call.filter(|call| Some(*call) != read.call) {
        Some(call) => diagnostic.also(call, "which another one writes in this call"),
        None => diagnostic,
    };
    diagnostic
        .also(store.span, "which that one writes here")
        .note("write to another array than the one that is read, or use `range` to run the iterations in order")
}

pub(super) fn mutated(body: &Body<'_>, access: &Access, shared: &Shared, receiver: Option<Span>) -> Diagnostic {
    let text = match receiver {
        Some(receiver) => body.typing.hir.source.slice(receiver),
        None => &shared.name,
    };
    let message = format!("all iterations of this parallel loop change `{text}`");
    let diagnostic = access.error("NJ0506", message, "changes it");
    let diagnostic = match receiver {
        Some(receiver) => diagnostic.also(receiver, "the same in each iteration"),
        None => diagnostic,
    };
    diagnostic.note("write to an element per iteration of an array that was made before the loop")
}

/// Items of a list that are more than numbers have owners, which several iterations would count at once.
pub(super) fn objects(body: &Body<'_>, access: &Access, shared: &Shared) -> Diagnostic {
    let message = format!("this parallel loop writes {}, a list of more than numbers", access.target(body, shared));
    access
        .error("NJ0506", message, "changes the list while others may read it")
        .note("write to an element per iteration of an array that was made before the loop")
}
